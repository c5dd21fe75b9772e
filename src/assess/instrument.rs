//! Safeguards against one row: the days, parties and data of any instrument, and what is asked of each kind; Art. 46.

use crate::{
    inventory::{
        OrganizationId,
        keys::{Many, Rare},
        model::Mechanism,
        values::{Annexes, Answer, Certainty, Party, Period, Subprocessors, TextOrNone},
        words::{AnnexState, FlowStatus, Kind, MechanismStatus, OrganizationKind, Reach, SubprocessorAuthorization},
    },
    law::{Asked, Class, Day, Edition, Level, Rule, Terms},
    text::{Span, Spanned},
};

use super::{
    addition, approval, assessment, before, clauses,
    finding::Detail,
    ground::{Candidate, Case, Defect, Judged, Layer},
    principals, reach, signed,
    transfer::{DayOf, Missing},
    world::Establishment,
};

/// Judges a safeguard, or what is taken for one.
pub(crate) fn judge<'a>(case: &Case<'_, 'a>, candidate: &Candidate<'a>) -> Judged {
    let mut judged = Judged::new(candidate.ground, Layer::Safeguard, Some(candidate.span), candidate.order);
    let table = candidate.table;
    let law = case.world.kind(candidate.kind);
    if law.class == Class::NotAMechanism {
        judged.layer = Layer::Nothing;
        judged.kill(Rule::NotAMechanism, Detail::Words(law.words.clone()), Some(kind_span(candidate)));
        return judged;
    }
    if law.is_foreign(&case.world.regime.id) {
        judged.kill(Rule::ClausesForAnotherRegime, Detail::Words(law.words.clone()), Some(kind_span(candidate)));
        return judged;
    }
    status(candidate, &mut judged);
    if !law.open.is_empty() {
        judged.ask(Rule::MechanismIncomplete, Missing::Open(law.open.clone()));
        days(case, candidate, None, &mut judged);
        parties(case, candidate, &mut judged);
        data(case, candidate, &mut judged);
        judged.dead.sort_by_key(|it| it.rule);
        return judged;
    }
    match candidate.kind {
        Kind::UkAddendum => addition::judge(case, candidate, &mut judged),
        Kind::Scc | Kind::Idta => {
            days(case, candidate, None, &mut judged);
            clauses::judge(case, candidate, &mut judged);
            parties(case, candidate, &mut judged);
            modified(case, candidate, &mut judged);
            if table.modified.as_ref().is_none_or(|it| it.value != Answer::Yes) {
                approval::of_institution(case, candidate, &mut judged);
            }
        }
        Kind::Bcr => approval::bcr(case, candidate, &mut judged),
        Kind::CodeOfConduct => {
            recorded_days(case, candidate, None, &mut judged);
            let scheme = table.scheme.as_ref().map(|it| it.value.as_str());
            let like = scheme.and_then(|it| Some((it, &law.scheme_like(it, case.world.day)?.name)));
            match (scheme.and_then(|it| law.scheme(it, case.world.day)), like) {
                (Some(_), _) => {}
                (None, Some((said, like))) => {
                    judged.ask(Rule::MechanismIncomplete, approval::whether_scheme(said, like));
                }
                (None, None) => judged.kill(Rule::CodeNotApproved, Detail::Plain, Some(kind_span(candidate))),
            }
        }
        Kind::Certification => approval::certification(case, candidate, &mut judged),
        Kind::AdHocClauses => {
            days(case, candidate, None, &mut judged);
            parties(case, candidate, &mut judged);
            approval::authorization(case, candidate, &mut judged);
        }
        Kind::AdministrativeArrangement => {
            days(case, candidate, concluded(table), &mut judged);
            parties(case, candidate, &mut judged);
            public_bodies(case, candidate, &mut judged);
            approval::authorization(case, candidate, &mut judged);
            before::judge(case, candidate, &mut judged);
        }
        Kind::PublicInstrument => public_instrument(case, candidate, &mut judged),
        Kind::OldAuthorization => approval::old_authorization(case, candidate, &mut judged),
        Kind::ForeignOrder => {
            recorded_days(case, candidate, None, &mut judged);
            match table.agreement.as_ref().map(|it| &it.value) {
                Some(TextOrNone::Text(_)) => {
                    let asked = "what the agreement says of this order".to_owned();
                    judged.ask(Rule::MechanismIncomplete, Missing::Open(asked));
                }
                _ => judged.kill(Rule::ForeignOrderOnly, Detail::Plain, Some(kind_span(candidate))),
            }
        }
        // A ground for onward transfers between controllers only; there it is judged by the reading of the hop.
        Kind::EquivalentContract => {
            days(case, candidate, None, &mut judged);
            parties(case, candidate, &mut judged);
            judged.kill(Rule::NotAMechanism, Detail::Words(law.words.clone()), Some(kind_span(candidate)));
        }
        _ => {}
    }
    data(case, candidate, &mut judged);
    if !judged.is_dead() {
        duties(case, candidate, &mut judged);
    }
    judged.dead.sort_by_key(|it| it.rule);
    judged
}

/// The day on which an agreement was concluded.
fn concluded(table: &Mechanism) -> Option<(Period, Span)> {
    table.concluded.as_ref().map(|it| (it.value, it.span))
}

/// Where the kind is written.
pub(crate) fn kind_span(candidate: &Candidate<'_>) -> Span {
    candidate.table.kind.as_ref().map_or(candidate.span, |it| it.span)
}

/// The duties that come with a safeguard: an assessment, and what follows from it.
fn duties<'a>(case: &Case<'_, 'a>, candidate: &Candidate<'a>, judged: &mut Judged) {
    if !is_exempt_from_assessment(case, candidate, judged.terms) {
        let before = judged.defects.len();
        assessment::judge(case, candidate, judged);
        // What is not even known to stand is asked all at once.
        if judged.is_open() && judged.defects.iter().skip(before).any(|it| it.rule == Rule::AssessmentNotRecorded) {
            judged.missing.push(Missing::Assessment(case.country));
        }
    }
    assessment::precedents(case, candidate, judged);
}

/// Whether no assessment is asked of a safeguard: of clauses that ask for none, and of agreements under Art. 96.
pub(crate) fn is_exempt_from_assessment<'a>(
    case: &Case<'_, 'a>,
    candidate: &Candidate<'a>,
    terms: Option<Terms>,
) -> bool {
    let clauses = addition::clauses_of(case, candidate);
    let says = candidate.table.combines_eu_data.as_ref();
    let says = says.or(clauses.as_ref().and_then(|it| it.table.combines_eu_data.as_ref()));
    let combines = says.is_some_and(|it| it.value != Answer::No);
    let old_agreement = candidate.kind == Kind::PublicInstrument && concluded_before_gdpr(case, candidate.table);
    let asks_none = terms.is_some_and(|it| match it.assessment {
        Asked::Always => false,
        Asked::IfCombined => !combines,
        Asked::Never => true,
    });
    asks_none || old_agreement
}

/// A paper that is not signed carries nothing.
pub(crate) fn status(candidate: &Candidate<'_>, judged: &mut Judged) {
    if let Some(status) = candidate.table.status.as_ref().filter(|it| it.value != MechanismStatus::Signed) {
        judged.kill(Rule::MechanismNotSigned, Detail::Phrase(status.value.word()), Some(status.span));
    }
}

/// Whether the instrument is live on the day; a signed one must be dated. `own` is a day on which its kind begins besides.
pub(crate) fn days(case: &Case<'_, '_>, candidate: &Candidate<'_>, own: Option<(Period, Span)>, judged: &mut Judged) {
    let table = candidate.table;
    if table.from.is_none() && table.signed.is_none() && own.is_none() {
        judged.ask(Rule::MechanismIncomplete, Missing::Signature);
    }
    recorded_days(case, candidate, own, judged);
}

/// Whether the instrument is live on the day, by what is recorded of its days.
pub(crate) fn recorded_days(
    case: &Case<'_, '_>,
    candidate: &Candidate<'_>,
    own: Option<(Period, Span)>,
    judged: &mut Judged,
) {
    let table = candidate.table;
    if let Some((from, span)) = last_to_begin([&table.from, &table.signed], own, case.world.day) {
        match from.begun(case.world.day) {
            // Before a planned flow begins, a day on which it is to be signed is no gap.
            Certainty::No if begins_later(case, from) => judged.ask(Rule::MechanismIncomplete, Missing::Signature),
            Certainty::No => judged.kill(Rule::MechanismAfterStart, Detail::Words(from.shown()), Some(span)),
            Certainty::Unsure => judged.ask(Rule::MechanismIncomplete, exact_day(table, span)),
            Certainty::Yes => gap(case, from, span, judged),
        }
    }
    end(table, case.world.day, judged);
}

/// What nobody has to sign counts on every day, unless it is recorded with days of its own.
pub(crate) fn live(table: &Mechanism, day: Day, judged: &mut Judged) {
    if let Some((start, span)) = last_to_begin([&table.from, &table.given, &table.signed], None, day) {
        match start.begun(day) {
            Certainty::No => judged.kill(Rule::MechanismAfterStart, Detail::Words(start.shown()), Some(span)),
            Certainty::Unsure => judged.ask(Rule::MechanismIncomplete, exact_day(table, span)),
            Certainty::Yes => {}
        }
    }
    end(table, day, judged);
}

/// Of several days on which something has to have begun, the one that it waits for: nothing is in force before it is signed.
pub(crate) fn last_to_begin<const N: usize>(
    days: [&Rare<Period>; N],
    own: Option<(Period, Span)>,
    day: Day,
) -> Option<(Period, Span)> {
    let recorded = days.into_iter().filter_map(|it| it.as_ref().map(|it| (it.value, it.span)));
    let waits = |it: Period| match it.begun(day) {
        Certainty::Yes => 0,
        Certainty::Unsure => 1,
        Certainty::No => 2,
    };
    recorded.chain(own).max_by_key(|(it, _)| (waits(*it), it.first))
}

/// What is asked of a day of which only the month or the year is known, by the key that it is written under.
fn exact_day(table: &Mechanism, span: Span) -> Missing {
    let is = |it: &Rare<Period>| it.as_ref().is_some_and(|it| it.span == span);
    Missing::ExactDay(match (is(&table.from), is(&table.given), is(&table.signed)) {
        (true, ..) => DayOf::From,
        (_, true, _) => DayOf::Given,
        (_, _, true) => DayOf::Signature,
        _ => DayOf::Begin,
    })
}

/// The last day of an instrument still counts.
pub(crate) fn end(table: &Mechanism, day: Day, judged: &mut Judged) {
    if let Some(until) = &table.until {
        match until.value.ended(day) {
            Certainty::Yes => judged.kill(Rule::MechanismExpired, Detail::Words(until.value.shown()), Some(until.span)),
            Certainty::Unsure => judged.ask(Rule::MechanismIncomplete, Missing::ExactDay(DayOf::Until)),
            Certainty::No => {}
        }
    }
}

/// Whether the flow is planned, and begins after the day and not before its instrument.
fn begins_later(case: &Case<'_, '_>, from: Period) -> bool {
    let flow = case.world.flows(case.edge).map(|(first, _)| &first.table);
    let planned = flow.filter(|it| it.status.as_ref().is_some_and(|it| it.value == FlowStatus::Planned));
    let since = planned.and_then(|it| it.since.as_ref()).map(|it| it.value);
    since.is_some_and(|it| it.first > case.world.day && it.first >= from.last)
}

/// After a gap between the first transfer and the signature: a later one does not cure it.
fn gap(case: &Case<'_, '_>, from: Period, span: Span, judged: &mut Judged) {
    let since = case.world.flows(case.edge).and_then(|(first, _)| first.table.since.as_ref());
    if since.is_some_and(|it| it.value.last < from.first) {
        let detail = Detail::Words(from.shown());
        judged.note(Defect::new(Rule::MechanismAfterStart, detail, Some(span)).at_level(Level::Note));
    }
}

/// Whether both ends are parties, by the contract or by joining it.
pub(crate) fn parties(case: &Case<'_, '_>, candidate: &Candidate<'_>, judged: &mut Judged) {
    let table = candidate.table;
    match (case.exporter, &table.exporter) {
        (None, _) => judged.ask(Rule::MechanismIncomplete, Missing::Sender),
        // Two recipients of the same clauses do not bind each other.
        (Some(exporter), None) if is_recipient(case, table, exporter) => {
            match (bound_by_joining(case, table, judged), may_be_bound_by_joining(case, table)) {
                (true, _) => {}
                (false, Some(question)) => judged.ask(Rule::MechanismIncomplete, question),
                // A flow of its own that names them may say that it is an exporter too.
                (false, None) if candidate.order < case.world.via(case.edge).len() => {
                    judged.ask(Rule::MechanismIncomplete, Missing::Key("exporter"));
                }
                (false, None) => {
                    let span = table.recipients.as_ref().map_or(candidate.span, |it| it.span);
                    judged.kill(Rule::PartiesMismatch, Detail::Organization(exporter), Some(span));
                }
            }
        }
        (Some(exporter), None) => {
            let mut recipients = table.recipients.iter().flat_map(|it| &it.value).map(|it| it.value.0);
            // Two companies of a group have names that are alike.
            if let Some(recipient) = recipients.find(|it| case.world.may_be_one_entity(*it, exporter)) {
                judged.ask(Rule::MechanismIncomplete, case.world.whether_same(recipient, exporter));
            }
        }
        (Some(exporter), Some(exporters)) => {
            let is_party = case.world.index.has_party(&exporters.value, exporter);
            let mandated = table.on_behalf_of.as_ref().is_some_and(|it| it.value.0 == exporter);
            if !is_party
                && !mandated
                && !bound_by_joining(case, table, judged)
                && !joined(case, table, exporter, judged)
                && !signed::ask(case, candidate, judged)
            {
                match may_be_bound_by_joining(case, table) {
                    Some(question) => judged.ask(Rule::MechanismIncomplete, question),
                    None => refuse(case, Rule::PartiesMismatch, (exporters, table), exporter, judged),
                }
            }
        }
    }
    match (case.importer, &table.recipients) {
        (None, _) => judged.ask(Rule::MechanismIncomplete, Missing::Receiver),
        (Some(_), None) => {}
        (Some(importer), Some(recipients)) => {
            let is_party = case.world.index.has_party(&recipients.value, importer);
            if !is_party && !joined(case, table, importer, judged) {
                refuse(case, Rule::PartiesMismatch, (recipients, table), importer, judged);
            }
        }
    }
}

/// Whether both ends are among the exporters and recipients that a derogation or corporate rules are recorded for; left out
/// is no limit. Whom the person was told is a condition of a consent.
pub(crate) fn named_parties(case: &Case<'_, '_>, candidate: &Candidate<'_>, judged: &mut Judged) {
    let table = candidate.table;
    let mandated = table.on_behalf_of.as_ref().map(|it| it.value.0);
    let recipients = table.recipients.as_ref().filter(|_| candidate.kind != Kind::Consent);
    let ends =
        [(table.exporter.as_ref(), case.exporter, Missing::Sender), (recipients, case.importer, Missing::Receiver)];
    for (limit, end, missing) in ends {
        let Some(limit) = limit else {
            continue;
        };
        match end {
            None => judged.ask(Rule::MechanismIncomplete, missing),
            Some(end) => {
                let is_party = case.world.index.has_party(&limit.value, end) || mandated == Some(end);
                let is_party = is_party || (missing == Missing::Sender && is_sent_for(case, candidate, limit, judged));
                if !is_party && !joined(case, table, end, judged) {
                    refuse(case, Rule::PartiesMismatch, (limit, table), end, judged);
                }
            }
        }
    }
}

/// Whether the sender processes for one of the exporters: corporate rules ask what binds that one, and a derogation is its own.
fn is_sent_for(
    case: &Case<'_, '_>,
    candidate: &Candidate<'_>,
    exporters: &Spanned<Many<Party>>,
    judged: &mut Judged,
) -> bool {
    match case.world.kind(candidate.kind).class {
        Class::Derogation => {
            let controllers = principals::controllers(case.world, case.edge, case.classes);
            let all = || exporters.value.iter().map(|it| it.value.0);
            let one_of_many = || principals::one_of_many(case, all());
            all().any(|it| controllers.contains(&it))
                || one_of_many().is_some_and(|it| {
                    judged.ask(Rule::MechanismIncomplete, principals::whether_sent_for(case.world, it));
                    true
                })
        }
        _ => signed::by_controller(case, candidate).is_some(),
    }
}

/// An end that is not in a list of parties, nor joined them; where one of them may be the same company, that is a question.
pub(crate) fn refuse(
    case: &Case<'_, '_>,
    rule: Rule,
    (list, table): (&Spanned<Many<Party>>, &Mechanism),
    end: OrganizationId,
    judged: &mut Judged,
) {
    let joined = table.acceded.iter().flat_map(|it| &it.value.0).map(|(party, _)| *party);
    let mandate = table.on_behalf_of.iter().map(|it| it.value.0);
    let all = list.value.iter().map(|it| it.value.0).chain(mandate).chain(joined);
    match case.world.perhaps_among(all, end) {
        Some(party) => judged.ask(Rule::MechanismIncomplete, case.world.whether_same(party, end)),
        None => judged.kill(rule, Detail::Organization(end), Some(list.span)),
    }
}

fn is_recipient(case: &Case<'_, '_>, table: &Mechanism, party: OrganizationId) -> bool {
    table.recipients.as_ref().is_some_and(|it| case.world.index.has_party(&it.value, party))
}

/// Whether the receiver joined the clauses that bind the sender as a recipient.
fn bound_by_joining(case: &Case<'_, '_>, table: &Mechanism, judged: &mut Judged) -> bool {
    let sender_is_bound = case.exporter.is_some_and(|it| is_recipient(case, table, it));
    sender_is_bound && case.importer.is_some_and(|it| joined(case, table, it, judged))
}

/// What is asked where the receiver would have joined the clauses that bind the sender, if names that are alike were one company's.
fn may_be_bound_by_joining(case: &Case<'_, '_>, table: &Mechanism) -> Option<Missing> {
    // Nobody joined: there is no need to compare names.
    table.acceded.as_ref()?;
    let (exporter, importer) = case.exporter.zip(case.importer)?;
    let recipients = || table.recipients.iter().flat_map(|it| &it.value).map(|it| it.value.0);
    let counts = |it: &&(OrganizationId, Spanned<Period>)| it.1.value.begun(case.world.day) != Certainty::No;
    let joined = || table.acceded.iter().flat_map(|it| &it.value.0).filter(counts).map(|it| it.0);
    let sender = case.world.perhaps_among(recipients(), exporter);
    let receiver = case.world.perhaps_among(joined(), importer);
    let is_bound = (sender.is_some() || recipients().any(|it| it == exporter))
        && (receiver.is_some() || joined().any(|it| it == importer));
    let asked = sender.map(|it| (it, exporter)).or(receiver.map(|it| (it, importer)));
    asked.filter(|_| is_bound).map(|(party, end)| case.world.whether_same(party, end))
}

/// Whether a party joined by the day; a month or year that holds the day leaves it open.
fn joined(case: &Case<'_, '_>, table: &Mechanism, party: OrganizationId, judged: &mut Judged) -> bool {
    let joined = table.acceded.iter().flat_map(|it| &it.value.0).find(|(id, _)| *id == party);
    match joined.map(|(_, day)| day.value.begun(case.world.day)) {
        Some(Certainty::Yes) => true,
        Some(Certainty::Unsure) => {
            judged.ask(Rule::MechanismIncomplete, Missing::ExactDay(DayOf::Accession));
            true
        }
        Some(Certainty::No) | None => false,
    }
}

/// Whether the mechanism names the classes of the row; undescribed data are not covered by a list.
pub(crate) fn data(case: &Case<'_, '_>, candidate: &Candidate<'_>, judged: &mut Judged) {
    let Some(limit) = &candidate.table.data else {
        return;
    };
    let outside =
        crate::graph::Classes::list(case.classes).filter(|class| !limit.value.iter().any(|it| it.value == *class));
    let outside = outside.collect::<Vec<_>>();
    if !outside.is_empty() || crate::graph::Classes::has_unspecified(case.classes) {
        judged.kill(Rule::DataNotCovered, Detail::DataList(outside), Some(limit.span));
    }
}

/// Clauses whose text was changed are clauses of one's own: they need an authorization.
pub(crate) fn modified(case: &Case<'_, '_>, candidate: &Candidate<'_>, judged: &mut Judged) {
    let Some(modified) = &candidate.table.modified else {
        return;
    };
    match modified.value {
        Answer::Yes if case.world.regime.own_clauses_notified => approval::authorization(case, candidate, judged),
        Answer::Yes if candidate.table.authorization.is_none() => {
            judged.kill(Rule::ClausesModified, Detail::Plain, Some(modified.span));
        }
        Answer::Yes => approval::authorization(case, candidate, judged),
        Answer::Unknown => {
            judged.ask(Rule::MechanismIncomplete, Missing::Modified);
        }
        Answer::No => {}
    }
}

/// The annexes of standing clauses: empty ones, or a link, do not say what they must.
///
/// Of one by one only those that the module asks for count; what the clauses do not have cannot be missing.
pub(crate) fn annexes(case: &Case<'_, '_>, candidate: &Candidate<'_>, edition: &Edition, judged: &mut Judged) {
    let Some(annexes) = &candidate.table.annexes else {
        return;
    };
    let bad = match &annexes.value {
        Annexes::Complete => None,
        Annexes::Incomplete => Some((Detail::Plain, annexes.span, Level::Error)),
        Annexes::Each(each) => {
            let all = [
                (&each.parties, "parties", "I.A (parties)"),
                (&each.description, "description", "I.B (description)"),
                (&each.authority, "authority", "I.C (authority)"),
                (&each.measures, "measures", "II (measures)"),
                (&each.subprocessors, "subprocessors", "III (sub-processors)"),
            ];
            let module = judged.terms.and_then(|it| it.module);
            let pair = module.and_then(|it| edition.module(it));
            // Without a module that fits, and with sets that have none, whatever is recorded counts.
            let always = |word: &str| pair.is_none_or(|pair| pair.annexes.iter().any(|it| it == word));
            let bad =
                all.into_iter().filter(|(state, ..)| state.as_ref().is_some_and(|it| it.value != AnnexState::Complete));
            let bad =
                bad.filter_map(|(state, word, name)| Some((state.as_ref()?.span, word, name))).collect::<Vec<_>>();
            let certain = bad.iter().find(|(_, word, _)| always(word));
            let specific = |word: &str| pair.is_some_and(|it| it.annexes_if_specific.iter().any(|it| it == word));
            let if_specific = bad.iter().find(|(_, word, _)| specific(word));
            match (certain, if_specific.zip(needs_each_authorized(case))) {
                (Some((span, _, name)), _) => Some((Detail::Phrase(name), *span, Level::Error)),
                (None, Some(((span, _, name), level))) => Some((Detail::Phrase(name), *span, level)),
                (None, None) => None,
            }
        }
    };
    if let Some((detail, span, level)) = bad {
        judged.note(Defect::new(Rule::AnnexIncomplete, detail, Some(span)).at_level(level));
    }
}

/// What an empty list of sub-processors means: it is an annex only where each needs an authorization of its own.
fn needs_each_authorized(case: &Case<'_, '_>) -> Option<Level> {
    let recorded = case.importer.and_then(|it| case.world.organization(it).subprocessors.as_ref());
    match recorded.map(|it| &it.value) {
        Some(Subprocessors::Listed(list)) => match list.authorization.as_ref().map(|it| it.value) {
            Some(SubprocessorAuthorization::Specific) => Some(Level::Error),
            Some(SubprocessorAuthorization::General) => None,
            None => Some(Level::Undecided),
        },
        Some(Subprocessors::Nobody) => None,
        Some(Subprocessors::Unknown) | None => Some(Level::Undecided),
    }
}

/// Whether the importer is subject to the regime's own law: it is said, or follows from its recorded country.
pub(crate) fn importer_is_subject(case: &Case<'_, '_>) -> Option<Span> {
    let regime = case.world.regime;
    let own = case.world.system(case.edge.to).and_then(|it| reach::of_system(regime, it));
    let of_importer = || case.importer.and_then(|it| reach::of_organization(regime, case.world.organization(it)));
    match own.or_else(of_importer) {
        Some(reach) => (reach.value != Reach::No).then_some(reach.span),
        None => {
            let importer = case.importer.filter(|it| case.world.establishment(*it) == Establishment::Inside)?;
            let country = case.world.organization(importer).country.as_ref();
            country.filter(|it| !it.is_assumed()).map(|it| it.span)
        }
    }
}

/// Both ends must be public bodies or international organizations.
fn public_bodies(case: &Case<'_, '_>, candidate: &Candidate<'_>, judged: &mut Judged) {
    let is_private = |it: OrganizationId| {
        let kind = case.world.organization(it).kind.as_ref().map(|it| it.value);
        kind.is_none_or(|it| matches!(it, OrganizationKind::Company | OrganizationKind::Person))
    };
    // The company that only sends for a public body is no party of what that concluded.
    let behind = case.exporter.filter(|it| is_private(*it)).and_then(|_| signed::may_be_by_controller(case, candidate));
    if behind.is_some() {
        signed::ask_worth(case, candidate, judged);
    }
    for (end, missing) in [(behind.or(case.exporter), Missing::Sender), (case.importer, Missing::Receiver)] {
        let Some(end) = end else {
            judged.ask(Rule::MechanismIncomplete, missing);
            continue;
        };
        let table = case.world.organization(end);
        let body = matches!(case.world.establishment(end), Establishment::Body(_));
        match table.kind.as_ref().map(|it| (it.value, it.span)) {
            _ if body => {}
            Some((OrganizationKind::Company | OrganizationKind::Person, _)) => {
                judged.kill(
                    Rule::PublicInstrumentWithPrivateParty,
                    Detail::Organization(end),
                    Some(kind_span(candidate)),
                );
            }
            Some(_) => {}
            None => judged.ask(Rule::MechanismIncomplete, Missing::BodyKind(end)),
        }
    }
}

fn concluded_before_gdpr(case: &Case<'_, '_>, table: &Mechanism) -> bool {
    let before = case.world.regime.duties.agreements_before;
    table.concluded.as_ref().zip(before).is_some_and(|(it, before)| it.value.last < before)
}

fn public_instrument(case: &Case<'_, '_>, candidate: &Candidate<'_>, judged: &mut Judged) {
    let table = candidate.table;
    parties(case, candidate, judged);
    public_bodies(case, candidate, judged);
    if table.instrument.as_ref().is_none_or(|it| case.world.law.words.says_nothing(&it.value)) {
        judged.ask(Rule::MechanismIncomplete, Missing::Key("instrument"));
    }
    if table.concluded.is_none() {
        judged.ask(Rule::MechanismIncomplete, Missing::Key("concluded"));
    }
    if concluded_before_gdpr(case, table) {
        let conforming = table.conforming_then.as_ref();
        if let Some(denied) = conforming.filter(|it| it.value == Answer::No) {
            judged.kill(Rule::AgreementBeforeGdpr, Detail::Plain, Some(denied.span));
        } else {
            judged.note(Defect::new(Rule::AgreementBeforeGdpr, Detail::Plain, Some(candidate.span)));
        }
    }
    recorded_days(case, candidate, concluded(table), judged);
    before::judge(case, candidate, judged);
}
