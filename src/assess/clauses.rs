//! Standard contractual clauses: edition, days of the edition, roles against module; Decisions (EU) 2021/914,
//! 2010/87/EU, 2001/497/EC, 2004/915/EC, whose numbers and days are data.

use crate::{
    inventory::{
        values::{Answer, Certainty, Module, Period},
        words::{Kind, Role},
    },
    law::{Day, Edition, RolePair, Rule, Side},
    text::{Span, Spanned},
};

use super::{
    finding::Detail,
    ground::{Candidate, Case, Defect, Judged},
    instrument::{annexes, importer_is_subject},
    profile::Severity,
    role::RoleFact,
    signed,
    transfer::{DayOf, Missing},
    world::Establishment,
};
use crate::law::Level;

/// Judges what is particular to standard clauses.
pub(crate) fn judge(case: &Case<'_, '_>, candidate: &Candidate<'_>, judged: &mut Judged) {
    judge_as(case, candidate, Alone::Yes, judged);
}

/// Judges clauses that something is added to.
pub(crate) fn judge_joined(case: &Case<'_, '_>, candidate: &Candidate<'_>, judged: &mut Judged) {
    judge_as(case, candidate, Alone::No, judged);
}

/// Whether clauses are to carry a transfer by themselves.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Alone {
    Yes,
    No,
}

fn judge_as(case: &Case<'_, '_>, candidate: &Candidate<'_>, alone: Alone, judged: &mut Judged) {
    let signed = candidate.table.signed.as_ref().or(candidate.table.from.as_ref()).map(|it| (it.value, it.span));
    let Some(edition) = edition(case, candidate, signed) else {
        judged.ask(Rule::MechanismIncomplete, Missing::Edition);
        undated_module(case, candidate, judged);
        return;
    };
    let edition_span = candidate.table.edition.as_ref().map_or(candidate.span, |it| it.span);
    match (alone, &edition.only_with) {
        (Alone::Yes, Some(needed)) => {
            let needed = case.world.regime.mechanism(needed).map_or(needed.as_str(), |it| it.name.as_str());
            let detail = Detail::Words(format!("{} counts with the {needed} only", edition.cite));
            judged.kill(Rule::ClausesForAnotherRegime, detail, Some(edition_span));
            return;
        }
        (Alone::No, None) => {
            let asked = "whether clauses of this edition can be joined";
            judged.ask(Rule::ClausesForAnotherRegime, Missing::Open(asked.to_owned()));
        }
        _ => {}
    }
    days_of_edition(case, candidate, edition, signed, judged);
    if let Some(asked) = edition.open_on(case.world.day) {
        judged.ask(Rule::InstrumentRepealed, Missing::Open(asked.to_owned()));
    }
    adaptations(candidate, edition, judged);
    if !edition.any_roles {
        roles(case, candidate, edition, judged);
    }
    annexes(case, candidate, edition, judged);
    if edition.not_for_subject_importers
        && let Some(span) = importer_is_subject(case)
    {
        judged.note(Defect::new(Rule::ImporterSubjectToGdpr, Detail::Plain, Some(span)));
    }
}

/// Clauses of another law that fit once they are adapted.
fn adaptations(candidate: &Candidate<'_>, edition: &Edition, judged: &mut Judged) {
    let Some(needed) = &edition.adaptations else {
        return;
    };
    match candidate.table.swiss_adaptations.as_ref().map(|it| (it.value, it.span)) {
        Some((Answer::Yes, _)) => {}
        Some((Answer::No, span)) => {
            let detail = Detail::Words(format!("without the {needed}"));
            judged.note(Defect::new(Rule::ClausesForAnotherRegime, detail, Some(span)).at_level(Level::Warning));
        }
        Some((Answer::Unknown, _)) | None => {
            judged.ask(Rule::ClausesForAnotherRegime, Missing::Condition(format!("whether it has the {needed}")));
        }
    }
}

/// The edition that is recorded, or that follows from the day of signature and the roles.
fn edition<'l>(case: &Case<'_, 'l>, candidate: &Candidate<'_>, signed: Option<(Period, Span)>) -> Option<&'l Edition> {
    let editions = || case.world.regime.editions.iter().filter(|it| it.kind == candidate.kind.word());
    if let Some(recorded) = &candidate.table.edition {
        return editions().find(|it| it.id == recorded.value.0);
    }
    // Where there is only one, nobody has to name it.
    if let (Some(only), None) = (editions().next(), editions().nth(1)) {
        return Some(only);
    }
    let (signed, _) = signed?;
    let possible =
        editions().filter(|it| it.can_be_signed(signed.first) || it.can_be_signed(signed.last)).collect::<Vec<_>>();
    let same_days = |it: &&&Edition| it.can_be_signed(signed.first) && it.can_be_signed(signed.last);
    match possible.as_slice() {
        [only] if same_days(&only) => Some(only),
        several if several.iter().all(|it| !it.has_modules() && same_days(&it)) => {
            // Old sets of the same days: which one follows from the roles, newest first.
            let fitting = several.iter().rev().find(|it| it.pairs.iter().any(|pair| fits(case, pair)));
            // An assumed set supports no error: the receiver's part chooses where both do not fit.
            let by_receiver = || {
                several.iter().rev().find(|it| it.pairs.iter().any(|pair| is_on(pair.importer, case.receiver_role())))
            };
            fitting.or_else(by_receiver).or(several.last()).copied()
        }
        _ => None,
    }
}

/// Without an edition, a module still says something: one that fits no role is asked about.
fn undated_module(case: &Case<'_, '_>, candidate: &Candidate<'_>, judged: &mut Judged) {
    let of_kind = |it: &&Edition| it.kind == candidate.kind.word() && it.has_modules();
    let with_modules = case.world.regime.editions.iter().find(of_kind);
    let Some(edition) = with_modules.filter(|_| case.world.day >= case.world.regime.duties.module_from) else {
        return;
    };
    match &candidate.table.module {
        None => {
            judged.ask(Rule::MechanismIncomplete, Missing::Module);
            unknown_roles(case).for_each(|it| judged.ask(Rule::MechanismIncomplete, it));
        }
        Some(modules) => {
            let pair = strictest(case, edition, &modules.value, false)
                .or_else(|| strictest(case, edition, &modules.value, true));
            judged.terms = pair.map(RolePair::terms);
        }
    }
}

fn days_of_edition(
    case: &Case<'_, '_>,
    candidate: &Candidate<'_>,
    edition: &Edition,
    signed: Option<(Period, Span)>,
    judged: &mut Judged,
) {
    let day = case.world.day;
    let span = candidate.table.edition.as_ref().map(|it| it.span).or(signed.map(|it| it.1)).unwrap_or(candidate.span);
    if day < edition.from {
        judged.kill(Rule::MechanismAfterStart, Detail::Words(edition.from.to_string()), Some(span));
    }
    signed_before_adoption(edition, signed, judged);
    if let (Some(last), Some((signed, signed_span))) = (edition.signed_until, signed) {
        if signed.first > last {
            judged.kill(
                Rule::InstrumentRepealed,
                Detail::Words(format!("signed after {last}, the last day for {}", edition.id)),
                Some(signed_span),
            );
        } else if signed.last > last {
            judged.ask(Rule::MechanismIncomplete, Missing::ExactDay(DayOf::Signature));
        }
    }
    if edition.last_day_open && edition.counts_until == Some(day) {
        let asked = "whether these clauses still count on the last of their days";
        judged.ask(Rule::InstrumentRepealed, Missing::Open(asked.to_owned()));
    }
    if let Some(last) = edition.counts_until.filter(|last| day > *last) {
        let detail = Detail::Words(format!("{} counted until {last}", edition.id));
        judged.kill(Rule::InstrumentRepealed, detail, Some(span));
    }
    let unchanged_since = edition.signed_until.filter(|_| edition.unchanged_only);
    if let (Some(last), None) = (unchanged_since, &candidate.table.changed)
        && is_flow_later(case, last)
    {
        judged.ask(Rule::InstrumentRepealed, Missing::Unchanged);
    }
    if let (Some(last), Some(changed)) = (unchanged_since, &candidate.table.changed) {
        match (changed.value.first > last, changed.value.begun(day)) {
            (true, Certainty::Yes) => {
                judged.kill(
                    Rule::InstrumentRepealed,
                    Detail::Words(format!("the processing changed after {last}")),
                    Some(changed.span),
                );
            }
            (true, Certainty::Unsure) => {
                judged.ask(Rule::MechanismIncomplete, Missing::ExactDay(DayOf::Change));
            }
            (false, _) if changed.value.last > last => {
                judged.ask(Rule::MechanismIncomplete, Missing::ExactDay(DayOf::Change));
            }
            _ => {}
        }
    }
}

/// Nobody signs clauses that nobody has written: the day is that of another paper, or the edition is.
fn signed_before_adoption(edition: &Edition, signed: Option<(Period, Span)>, judged: &mut Judged) {
    let (Some(adopted), Some((signed, _))) = (edition.adopted, signed) else {
        return;
    };
    if signed.last < adopted {
        let asked = format!(
            "which of `edition` and `signed` is right ({} was adopted on {adopted}, after {})",
            edition.id,
            signed.shown()
        );
        judged.ask(Rule::MechanismIncomplete, Missing::Contradiction(asked));
    }
}

/// Whether the flow is recorded to have begun or changed after a day, and by the day that is judged.
fn is_flow_later(case: &Case<'_, '_>, last: Day) -> bool {
    let Some((first_flow, last_flow)) = case.world.flows(case.edge) else {
        return false;
    };
    let tables = [&first_flow.table, &last_flow.table];
    let mut days = tables.iter().flat_map(|it| [&it.changed, &it.since]).flatten();
    days.any(|it| it.value.first > last && it.value.begun(case.world.day) != Certainty::No)
}

/// Whether an end has a part on one of the two sides; an authority that receives decides for itself.
pub(crate) fn is_on(side: Side, role: RoleFact) -> bool {
    role.roles.is_some_and(|it| match side {
        Side::Controller => it.any_controller() || it.has(Role::Authority),
        Side::Processor => it.any_processor(),
    })
}

fn has_side(role: RoleFact) -> bool {
    is_on(Side::Controller, role) || is_on(Side::Processor, role)
}

fn fits(case: &Case<'_, '_>, pair: &RolePair) -> bool {
    is_on(pair.exporter, case.sender_role()) && is_on(pair.importer, case.receiver_role())
}

/// Of the recorded modules that fit the roles, the one that asks most of the next hop.
fn strictest<'l>(
    case: &Case<'_, '_>,
    edition: &'l Edition,
    modules: &[Spanned<Module>],
    own_controller: bool,
) -> Option<&'l RolePair> {
    let fitting = edition.pairs.iter().filter(|pair| {
        let recorded = modules.iter().any(|it| Some(it.value.0) == pair.module);
        recorded && pair.own_controller == own_controller && fits(case, pair)
    });
    fitting.min_by_key(|it| (it.importer != Side::Processor, it.module))
}

/// The ends of which nobody wrote whether they decide or process.
fn unknown_roles(case: &Case<'_, '_>) -> impl Iterator<Item = Missing> {
    let ends = [(case.sender_role(), Missing::SenderRole), (case.receiver_role(), Missing::ReceiverRole)];
    ends.into_iter().filter(|(role, _)| !has_side(*role)).map(|(_, fact)| fact)
}

fn roles(case: &Case<'_, '_>, candidate: &Candidate<'_>, edition: &Edition, judged: &mut Judged) {
    let (from, to) = (case.sender_role(), case.receiver_role());
    let unknown = unknown_roles(case).collect::<Vec<_>>();
    if !edition.has_modules() {
        if unknown.is_empty() {
            old_set(case, candidate, edition, judged);
        } else {
            unknown.into_iter().for_each(|it| judged.ask(Rule::MechanismIncomplete, it));
        }
        return;
    }
    let modules = candidate.table.module.as_ref();
    let fits_receiver = || modules.is_none_or(|it| it.value.iter().any(|it| fits_receiver(case, edition, it.value)));
    let fits_ends = modules.is_some_and(|it| strictest(case, edition, &it.value, false).is_some());
    if !fits_ends && fits_receiver() && signed::by_controller(case, candidate).is_some() {
        signed::ask_worth(case, candidate, judged);
        return;
    }
    let Some(modules) = modules else {
        judged.ask(Rule::MechanismIncomplete, Missing::Module);
        unknown.into_iter().for_each(|it| judged.ask(Rule::MechanismIncomplete, it));
        return;
    };
    // What no role that could be recorded would mend rests on no guess.
    if !modules.value.iter().any(|it| can_fit(case, edition, it.value)) {
        // Parties that are left out may be those behind a processor.
        if fits_receiver() && signed::may_be_by_controller(case, candidate).is_some() {
            signed::ask_worth(case, candidate, judged);
            return;
        }
        judged.kill(Rule::ModuleMismatch, Detail::Plain, Some(modules.span));
        return;
    }
    if !unknown.is_empty() {
        unknown.into_iter().for_each(|it| judged.ask(Rule::MechanismIncomplete, it));
        return;
    }
    let mut all = edition.pairs.iter().filter_map(|it| it.module);
    if all.all(|module| modules.value.iter().any(|it| it.value.0 == module)) {
        judged.note(Defect::new(Rule::ModuleNotSingledOut, Detail::Plain, Some(modules.span)));
    }
    if let Some(pair) = strictest(case, edition, &modules.value, false) {
        judged.terms = Some(pair.terms());
        return;
    }
    let returning = strictest(case, edition, &modules.value, true);
    judged.terms = returning.map(RolePair::terms);
    // No recorded module fits but, perhaps, the one for a processor that returns data to its own controller.
    let to_controller = is_on(Side::Processor, from) && is_on(Side::Controller, to);
    let client = case.world.client_of(case.edge.from);
    let to_its_own = to_controller && client.is_some() && client == case.importer;
    if to_controller && client.is_none() {
        judged.ask(Rule::ModuleMismatch, Missing::OnBehalfOf);
    } else if to_controller && !to_its_own {
        // Whether a processor can send to a controller that is not its own is open law.
        let asked = "which module fits a controller that is not the processor's own";
        judged.ask(Rule::ModuleMismatch, Missing::Open(asked.to_owned()));
    }
    if returning.is_some() {
        return;
    }
    if from.assumed {
        judged.ask(Rule::ModuleMismatch, Missing::SenderRole);
    }
    if to.assumed {
        judged.ask(Rule::ModuleMismatch, Missing::ReceiverRole);
    }
    let assumed = from.assumed || to.assumed;
    if !assumed && (to_its_own || !to_controller) {
        judged.kill(Rule::ModuleMismatch, Detail::Plain, Some(modules.span));
    }
}

/// Whether nobody wrote where the sender is established.
fn may_be_outside(case: &Case<'_, '_>) -> bool {
    case.exporter.is_none_or(|it| case.world.establishment(it) == Establishment::NotRecorded)
}

/// Whether a module fits the recorded roles, whatever those are that were assumed or left out.
fn can_fit(case: &Case<'_, '_>, edition: &Edition, module: Module) -> bool {
    let recorded = |role: RoleFact| has_side(role) && !role.assumed;
    edition.pairs.iter().filter(|it| it.module == Some(module.0)).any(|pair| {
        let importer = !recorded(case.receiver_role()) || is_on(pair.importer, case.receiver_role());
        // Which of the modules for a controller fits what a processor sends to one is open law; one for a processor never does.
        let is_open = pair.importer == Side::Controller && is_on(Side::Processor, case.sender_role());
        importer && (!recorded(case.sender_role()) || is_on(pair.exporter, case.sender_role()) || is_open)
    })
}

/// Whether a module of somebody before the sender fits the receiver's part, as far as that is recorded.
fn fits_receiver(case: &Case<'_, '_>, edition: &Edition, module: Module) -> bool {
    let to = case.receiver_role();
    let mut pairs = edition.pairs.iter().filter(|it| it.module == Some(module.0) && !it.own_controller);
    pairs.any(|it| !has_side(to) || to.assumed || is_on(it.importer, to))
}

/// Whether clauses are of a set without modules.
pub(crate) fn is_old_set(case: &Case<'_, '_>, candidate: &Candidate<'_>) -> bool {
    let signed = candidate.table.signed.as_ref().or(candidate.table.from.as_ref()).map(|it| (it.value, it.span));
    candidate.kind == Kind::Scc && edition(case, candidate, signed).is_some_and(|it| !it.has_modules())
}

/// A set without modules: made for one pair of roles.
fn old_set(case: &Case<'_, '_>, candidate: &Candidate<'_>, edition: &Edition, judged: &mut Judged) {
    let (from, to) = (case.sender_role(), case.receiver_role());
    let importer_fits = edition.pairs.iter().any(|pair| is_on(pair.importer, to));
    let exporter_fits = edition.pairs.iter().any(|pair| is_on(pair.exporter, from));
    let span = candidate.table.edition.as_ref().map_or(candidate.span, |it| it.span);
    let to_processor = edition.pairs.iter().find(|it| it.importer == Side::Processor);
    judged.terms = to_processor.or(edition.pairs.first()).map(RolePair::terms);
    if !importer_fits {
        if to.assumed {
            judged.ask(Rule::EditionMismatch, Missing::ReceiverRole);
        } else {
            judged.kill(Rule::EditionMismatch, Detail::Plain, Some(span));
        }
        return;
    }
    // A processor outside hands on under the same set: that is what its clause on sub-processors is for.
    let hands_on = to_processor.is_some() && (case.onward || may_be_outside(case));
    if !exporter_fits && !hands_on {
        // No old set was made for a processor inside; many controllers signed themselves, or gave a mandate.
        let severity = Severity::always(Level::Warning);
        judged.note(
            Defect::new(Rule::EditionMismatch, Detail::Phrase("the exporter is a processor"), Some(span))
                .with(severity),
        );
    }
}
