//! What an authority or a certifier has to have given before an instrument carries anything: binding corporate rules,
//! certifications, authorizations; Art. 46(2)(b), (f), (3) and (5). Never judges the clauses of a paper.

use std::cmp::Reverse;

use crate::{
    inventory::{
        keys::Many,
        model::{Approval, Authorization},
        values::{Answer, Certainty, TextOrNone},
        words::BcrType,
    },
    law::{Authority, Citations, Competent, Rule},
    text::{Span, Spanned},
};

use super::{
    authority::supervised,
    before,
    finding::Detail,
    ground::{Candidate, Case, Defect, Judged},
    instrument::{days, importer_is_subject, kind_span, named_parties, parties, recorded_days, refuse},
    signed,
    transfer::{DayOf, Missing},
};

/// Binding corporate rules: their members, their type, their approval; Art. 47.
pub(crate) fn bcr(case: &Case<'_, '_>, candidate: &Candidate<'_>, judged: &mut Judged) {
    let table = candidate.table;
    judged.is_bcr = true;
    let is_of_controller = signed::ask(case, candidate, judged);
    match &table.members {
        None => judged.ask(Rule::MechanismIncomplete, Missing::Key("members")),
        Some(members) => {
            for (end, missing) in [(case.exporter, Missing::Sender), (case.importer, Missing::Receiver)] {
                match end {
                    None => judged.ask(Rule::MechanismIncomplete, missing),
                    Some(_) if is_of_controller && missing == Missing::Sender => {}
                    Some(end) if !case.world.index.has_party(&members.value, end) => {
                        refuse(case, Rule::BcrNotCovering, (members, table), end, judged);
                    }
                    Some(_) => {}
                }
            }
        }
    }
    // Between bound members nothing more is asked of a hop.
    if !case.onward {
        named_parties(case, candidate, judged);
    }
    match &table.bcr_type {
        None => judged.ask(Rule::MechanismIncomplete, Missing::Key("type")),
        Some(_) if case.onward => {}
        Some(kind) => {
            let fits = match kind.value {
                BcrType::Controller => is_of_controller || case.sender_role().any_controller(),
                BcrType::Processor => case.sender_role().any_processor(),
            };
            if case.sender_role().roles.is_none() || (!fits && case.sender_role().assumed) {
                judged.ask(Rule::MechanismIncomplete, Missing::SenderRole);
            } else if !fits && signed::may_be_by_controller(case, candidate).is_some() {
                signed::ask_worth(case, candidate, judged);
            } else if !fits {
                judged.kill(Rule::BcrNotCovering, Detail::Phrase("made for the other role"), Some(kind.span));
            }
        }
    }
    let each = table.approval.iter().flat_map(|it| &it.value).map(|it| {
        let mut own = Judged::new(judged.ground, judged.layer, judged.span, judged.order);
        approved(case, candidate, &it.value, &mut own);
        own
    });
    let each = each.collect::<Vec<_>>();
    if each.is_empty() {
        judged.ask(Rule::MechanismIncomplete, Missing::Key("approval"));
        recorded_days(case, candidate, None, judged);
    }
    best_of(each, judged);
}

/// Of several papers that would each do, one that counts is enough.
fn best_of(each: Vec<Judged>, judged: &mut Judged) {
    // What an earlier one of several carried is not said by the one that counts today.
    let is_only = each.len() == 1;
    if let Some(best) = each.into_iter().min_by_key(|it| (it.is_dead(), it.is_open())) {
        judged.dead.extend(best.dead);
        judged.defects.extend(best.defects.into_iter().filter(|_| is_only));
        best.missing.into_iter().for_each(|it| judged.ask(Rule::MechanismIncomplete, it));
    }
}

/// One approval of corporate rules: by whom, and since when. The members are bound from the day of their agreement on.
fn approved(case: &Case<'_, '_>, candidate: &Candidate<'_>, approval: &Approval, judged: &mut Judged) {
    let authorities = approval.authority.iter().flat_map(|it| &it.value);
    if authorities.clone().next().is_none() || approval.date.is_none() {
        judged.ask(Rule::MechanismIncomplete, Missing::Approval);
    }
    let best = authorities.map(|it| (approver(case, &it.value), it)).min_by_key(|(competence, _)| *competence);
    match best {
        None | Some((Competence::Counts, _)) => {}
        Some((Competence::Outside, authority)) => judged.kill(
            Rule::BcrNotCovering,
            Detail::Phrase("approved by an authority outside only"),
            Some(authority.span),
        ),
        Some((Competence::Unsure, authority)) => {
            judged.ask(
                Rule::MechanismIncomplete,
                which_authority(case, &authority.value).unwrap_or_else(|| {
                    let law = &case.world.regime.law_name;
                    Missing::Open(format!("whether an approval by `{}` counts under the {law}", authority.value))
                }),
            );
        }
    }
    days(case, candidate, approval.date.as_ref().map(|it| (it.value, it.span)), judged);
}

/// A certification: its scheme, its certificate, its commitments; Art. 42, 46(2)(f).
pub(crate) fn certification(case: &Case<'_, '_>, candidate: &Candidate<'_>, judged: &mut Judged) {
    let world = case.world;
    let table = candidate.table;
    let law = world.kind(candidate.kind);
    let refuse = |judged: &mut Judged, phrase: &'static str, span: Span| {
        judged.kill(Rule::CertificationNotAvailable, Detail::Phrase(phrase), Some(span));
    };
    if !law.exists(world.day) {
        refuse(judged, "no scheme was approved for transfers by then", kind_span(candidate));
    }
    match table.scheme.as_ref().filter(|it| !world.law.words.says_nothing(&it.value)) {
        None => judged.ask(Rule::MechanismIncomplete, Missing::Key("scheme")),
        Some(scheme) => match law.scheme(&scheme.value, world.day) {
            None => match law.scheme_like(&scheme.value, world.day) {
                Some(like) => judged.ask(Rule::MechanismIncomplete, whether_scheme(&scheme.value, &like.name)),
                None => refuse(judged, "this scheme is not approved for transfers", scheme.span),
            },
            // A seal from before attests other criteria; EDPB Opinion 15/2026.
            Some(approved) => match table.issued.as_ref().map(|it| (it.value, it.span)) {
                Some((issued, span)) if issued.last < approved.from => {
                    refuse(judged, "it was issued before the scheme was approved for transfers", span);
                }
                Some((issued, _)) if issued.first < approved.from => {
                    judged.ask(Rule::MechanismIncomplete, Missing::ExactDay(DayOf::Certificate));
                }
                _ => {}
            },
        },
    }
    match table.certificate.as_ref().map(|it| (&it.value, it.span)) {
        None | Some((TextOrNone::Unknown, _)) => judged.ask(Rule::MechanismIncomplete, Missing::Key("certificate")),
        Some((TextOrNone::Nothing, span)) => refuse(judged, "no certificate was issued", span),
        Some((TextOrNone::Text(text), span)) => {
            let said = text.trim().to_lowercase();
            let words = &world.law.words;
            if words.not_issued.contains(&said) {
                refuse(judged, "no certificate was issued", span);
            } else if words.says_nothing(&said) || is_perhaps_not_issued(case, &said) {
                judged.ask(Rule::MechanismIncomplete, Missing::Key("certificate"));
            }
        }
    }
    match table.commitments.as_ref().map(|it| (it.value, it.span)) {
        Some((Answer::No, span)) => refuse(judged, "no binding commitments towards the exporter", span),
        Some((Answer::Yes, _)) => {}
        _ => judged.ask(Rule::MechanismIncomplete, Missing::Key("commitments")),
    }
    if let Some(span) = importer_is_subject(case) {
        judged.kill(Rule::ImporterSubjectToGdpr, Detail::Plain, Some(span));
    }
    parties(case, candidate, judged);
    days(case, candidate, table.issued.as_ref().map(|it| (it.value, it.span)), judged);
    if judged.stands() {
        judged.note(Defect::new(Rule::CertificateUnverified, Detail::Plain, Some(candidate.span)));
    }
}

/// What is asked of a scheme that is written otherwise than the one that is approved.
pub(crate) fn whether_scheme(said: &str, approved: &str) -> Missing {
    Missing::Condition(format!("whether `{said}` is the approved scheme `{approved}` (did you mean that?)"))
}

/// Whether a number begins like a word for what was not issued, such as `pending-2026-17`.
fn is_perhaps_not_issued(case: &Case<'_, '_>, said: &str) -> bool {
    let words = said.split(|it: char| !it.is_alphabetic()).filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ");
    // `No. 17` is a number.
    words.len() > 2 && case.world.law.words.not_issued.contains(&words)
}

/// Standard clauses of an institution of the territory, for which they may not have been made: an authorization decides.
pub(crate) fn of_institution(case: &Case<'_, '_>, candidate: &Candidate<'_>, judged: &mut Judged) {
    let open = &case.world.kind(candidate.kind).open_institutions;
    if open.is_empty() || !case.exporter.is_some_and(|it| case.world.is_institution(it)) {
        return;
    }
    if candidate.table.authorization.is_some() {
        authorization(case, candidate, judged);
    } else {
        judged.ask(Rule::MechanismIncomplete, Missing::Condition(open.clone()));
    }
}

/// Own clauses that nobody authorizes: the authority is notified before they carry anything.
fn notification(case: &Case<'_, '_>, candidate: &Candidate<'_>, judged: &mut Judged) {
    match candidate.table.notified.as_ref().map(|it| (it.value.begun(case.world.day), it.span)) {
        None => judged.ask(Rule::MechanismIncomplete, Missing::Notified),
        Some((Certainty::No, span)) => {
            judged.kill(Rule::AuthorizationMissing, Detail::Phrase("the authority was notified later"), Some(span));
        }
        Some((Certainty::Unsure, _)) => {
            judged.ask(Rule::MechanismIncomplete, Missing::ExactDay(DayOf::Notification));
        }
        Some((Certainty::Yes, _)) => {}
    }
}

/// An authorization of a supervisory authority; Art. 46(3).
pub(crate) fn authorization(case: &Case<'_, '_>, candidate: &Candidate<'_>, judged: &mut Judged) {
    if case.world.regime.own_clauses_notified {
        notification(case, candidate, judged);
        return;
    }
    let Some(all) = &candidate.table.authorization else {
        judged.kill(Rule::AuthorizationMissing, Detail::Plain, Some(kind_span(candidate)));
        return;
    };
    let each = latest_first(&all.value).map(|it| {
        let mut own = Judged::new(judged.ground, judged.layer, judged.span, judged.order);
        authorized(case, candidate, &it.value, &mut own);
        own
    });
    let each = each.collect();
    best_of(each, judged);
}

/// Several authorizations, those without an end first: of those that are all over, the last one is named.
fn latest_first(all: &Many<Authorization>) -> impl Iterator<Item = &Spanned<Authorization>> {
    let mut all = all.iter().collect::<Vec<_>>();
    all.sort_by_key(|it| {
        let until = it.value.until.as_ref().map(|it| it.value.last);
        (until.is_some(), Reverse(until))
    });
    all.into_iter()
}

/// One of them: by whom, and on which days.
fn authorized(case: &Case<'_, '_>, candidate: &Candidate<'_>, authorization: &Authorization, judged: &mut Judged) {
    let day = case.world.day;
    let authorities = authorization.authority.iter().flat_map(|it| &it.value);
    match authorities.map(|it| (authorizer(case, &it.value), it)).min_by_key(|(competence, _)| *competence) {
        None => judged.ask(Rule::MechanismIncomplete, Missing::AuthorizationBy),
        Some((Competence::Counts, _)) => {}
        Some((Competence::Outside, authority)) => {
            judged.kill(Rule::AuthorizationMissing, Detail::NotCompetent, Some(authority.span));
        }
        Some((Competence::Unsure, authority)) => {
            judged.ask(
                Rule::MechanismIncomplete,
                which_authority(case, &authority.value).unwrap_or_else(|| {
                    let own = competent(case).map_or(String::new(), |it| format!(" (the exporter's own is `{it}`)"));
                    Missing::Open(format!("whether `{}` is competent to authorize this{own}", authority.value))
                }),
            );
        }
    }
    match authorization.from.as_ref().map(|it| (it.value.begun(day), it.span)) {
        None => judged.ask(Rule::MechanismIncomplete, Missing::AuthorizationDay),
        Some((Certainty::No, span)) => {
            judged.kill(Rule::AuthorizationMissing, Detail::Phrase("given later"), Some(span));
        }
        Some((Certainty::Unsure, _)) => {
            judged.ask(Rule::MechanismIncomplete, Missing::ExactDay(DayOf::Authorization));
        }
        Some((Certainty::Yes, _)) => {
            authorization.from.iter().for_each(|it| before::old_authorization(case, it.value, candidate.span, judged));
        }
    }
    match authorization.until.as_ref().map(|it| (it.value, it.value.ended(day), it.span)) {
        Some((until, Certainty::Yes, span)) => {
            judged.kill(Rule::AuthorizationEnded, Detail::Words(until.shown()), Some(span));
        }
        Some((_, Certainty::Unsure, _)) => {
            judged.ask(Rule::MechanismIncomplete, Missing::ExactDay(DayOf::AuthorizationEnd));
        }
        Some((_, Certainty::No, _)) | None => {}
    }
}

/// A national authorization under Art. 26(2) of the Directive; it lives on until it is amended; Art. 46(5).
pub(crate) fn old_authorization(case: &Case<'_, '_>, candidate: &Candidate<'_>, judged: &mut Judged) {
    parties(case, candidate, judged);
    let Some(all) = &candidate.table.authorization else {
        recorded_days(case, candidate, None, judged);
        judged.ask(Rule::MechanismIncomplete, Missing::Key("authorization"));
        return;
    };
    let each = latest_first(&all.value).map(|it| {
        let mut own = Judged::new(judged.ground, judged.layer, judged.span, judged.order);
        old_authorized(case, candidate, &it.value, &mut own);
        own
    });
    let each = each.collect();
    best_of(each, judged);
}

/// One of them, which only the law before could give.
fn old_authorized(case: &Case<'_, '_>, candidate: &Candidate<'_>, given: &Authorization, judged: &mut Judged) {
    recorded_days(case, candidate, given.from.as_ref().map(|it| (it.value, it.span)), judged);
    if case.world.regime.own_clauses_notified {
        notification(case, candidate, judged);
    } else {
        authorized(case, candidate, given, judged);
    }
    let Some(from) = &given.from else {
        return;
    };
    let later = |day| {
        let law = case.world.citations(case.exporter, day);
        matches!(law, Some(Citations::Current | Citations::Institutions))
    };
    if later(from.value.first) {
        let why = "given under the law of today: say what it authorizes";
        judged.kill(Rule::AuthorizationMissing, Detail::Phrase(why), Some(from.span));
    } else if later(from.value.last) {
        judged.ask(Rule::MechanismIncomplete, Missing::ExactDay(DayOf::Authorization));
    }
}

/// Whether what an authority gives counts for a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Competence {
    Counts,
    /// Nobody here knows it, or it may be the one.
    Unsure,
    /// It is known, and for others.
    Outside,
}

/// What is asked where nobody here knows an authority, and one has nearly its name.
fn which_authority(case: &Case<'_, '_>, name: &str) -> Option<Missing> {
    let law = case.world.law;
    let like = Some(name).filter(|it| law.authorities_called(it).is_empty()).and_then(|it| law.authority_like(it))?;
    Some(Missing::Condition(format!("which authority `{name}` is (did you mean `{}`?)", like.short_name())))
}

/// The authority that the exporter answers to, where that is certain.
fn competent<'a>(case: &Case<'_, 'a>) -> Option<&'a str> {
    let world = case.world;
    let who = supervised(world.organization(case.exporter?));
    match world.law.competent(world.regime, who, world.day) {
        Competent::One(authority, _) => Some(authority.short_name()),
        Competent::OneOf(..) | Competent::Nobody(_) => None,
    }
}

/// Whether an authority can approve corporate rules: each of the territory can be the one that leads; Art. 47(1), 63.
fn approver(case: &Case<'_, '_>, name: &str) -> Competence {
    let known = case.world.law.authorities_called(name);
    if known.iter().any(|it| is_inside(case, it)) {
        return Competence::Counts;
    }
    let is_for_companies = |it: &&Authority| it.country.is_some();
    outside_or_unsure(case, !known.is_empty() && known.iter().all(is_for_companies))
}

/// Whether an authority can authorize what the exporter uses: its own one; Art. 46(3), 55; Regulation (EU) 2018/1725
/// Art. 48(3). Another one of the territory may be the one that leads; Art. 56.
fn authorizer(case: &Case<'_, '_>, name: &str) -> Competence {
    let world = case.world;
    let known = world.law.authorities_called(name);
    let of_institutions = |it: &&Authority| it.country.is_none();
    if case.exporter.is_some_and(|it| world.is_institution(it)) {
        match known.iter().any(of_institutions) {
            true => Competence::Counts,
            false => outside_or_unsure(case, !known.is_empty()),
        }
    } else {
        let own = case.exporter.and_then(|it| world.country_of_authority(it));
        let is_own = known.iter().any(|it| it.country.is_some() && it.country == own);
        let is_own_inside = own.is_some_and(|it| world.regime.is_source(it, world.day));
        match known.iter().any(|it| is_inside(case, it)) {
            // Of an exporter elsewhere, nobody is its own one: any of the territory may be competent.
            true if is_own || !is_own_inside => Competence::Counts,
            true => Competence::Unsure,
            // What the authority of an adequate country gives to those there is a matter of its own law.
            false => outside_or_unsure(case, !known.is_empty() && !is_own && !known.iter().any(of_institutions)),
        }
    }
}

/// Where a law names its authorities, what another one gives is a question.
fn outside_or_unsure(case: &Case<'_, '_>, is_outside: bool) -> Competence {
    if is_outside && case.world.regime.authorities.is_empty() { Competence::Outside } else { Competence::Unsure }
}

/// Whether an authority is one of those of the territory on the day.
fn is_inside(case: &Case<'_, '_>, authority: &Authority) -> bool {
    let regime = case.world.regime;
    authority.country.is_some_and(|it| match regime.authorities.as_slice() {
        [] => regime.is_source(it, case.world.day),
        own => own.contains(&it),
    })
}
