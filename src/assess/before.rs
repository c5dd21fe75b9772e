//! Instruments on days of the law before that of today, and authorizations that were given then; GDPR Art. 46(5), 94, 96.
//! That law knew neither arrangements nor agreements of public bodies by name: a Member State had to authorize them.

use crate::{
    inventory::values::{Answer, Period},
    law::{Citations, Day, Rule},
    text::Span,
};

use super::{
    finding::Detail,
    ground::{Candidate, Case, Defect, Judged},
    transfer::Missing,
};

/// What is open of a kind that the law before did not know, on a day under that law.
pub(crate) fn judge(case: &Case<'_, '_>, candidate: &Candidate<'_>, judged: &mut Judged) {
    let open = &case.world.kind(candidate.kind).open_before;
    if open.is_empty() || !is_before(case, case.world.day) {
        return;
    }
    match candidate.table.conforming_then.as_ref().map(|it| (it.value, it.span)) {
        Some((Answer::Yes, _)) => {}
        Some((Answer::No, span)) if candidate.table.authorization.is_none() => {
            let why = "said not to have conformed to the law of that time";
            judged.kill(Rule::AuthorizationMissing, Detail::Phrase(why), Some(span));
        }
        _ => judged.ask(Rule::MechanismIncomplete, Missing::Condition(open.clone())),
    }
}

/// An authorization of the law before stays good until somebody takes it back, which is worth asking.
pub(crate) fn old_authorization(case: &Case<'_, '_>, given: Period, span: Span, judged: &mut Judged) {
    if is_before(case, given.last) {
        judged.note(Defect::new(Rule::OldAuthorization, Detail::Plain, Some(span)));
    }
}

/// Whether the exporter was not yet under the law of today.
fn is_before(case: &Case<'_, '_>, day: Day) -> bool {
    let law = case.world.citations(case.exporter, day);
    matches!(law, Some(Citations::Directive | Citations::InstitutionsBefore))
}
