//! Adequacy decisions against one row: their days, and the conditions on recipient, data and purpose; Art. 45.

use crate::{
    graph::Edge,
    inventory::{
        OrganizationId,
        model::Organization,
        values::Answer,
        words::{Kind, OrganizationKind},
    },
    law::{Condition, Country, Day, Decision, DecisionId, Doubt, Presumption, Rule, Subject},
    text::Span,
};

use super::{
    finding::Detail,
    ground::{Candidate, Case, Defect, Judged, Layer},
    listing::{entries, listed},
    profile::Severity,
    transfer::{Ground, Missing, Spot},
    world::{World, countries_of},
};
use crate::law::Level;

/// Adds every decision that can concern the row: those in force, and those that are named.
pub(crate) fn add_decisions(case: &Case<'_, '_>, named: &[Candidate<'_>], judged: &mut Vec<Judged>) {
    let world = case.world;
    let n_before = judged.len();
    let reach = in_reach(case);
    let mut seen: Vec<DecisionId> = Vec::new();
    for candidate in named {
        let ids = named_decisions(case, candidate, reach);
        if ids.is_empty() && candidate.kind == Kind::Adequacy && concerns(case) {
            let mut none = Judged::new(candidate.ground, Layer::Decision, Some(candidate.span), candidate.order);
            none.kill(Rule::DecisionNotInForce, Detail::Plain, Some(candidate.span));
            judged.push(none);
        }
        for id in ids.into_iter().filter(|it| !seen.contains(it)).collect::<Vec<_>>() {
            seen.push(id);
            let own = judge(case, id, Some(candidate));
            // Whose listing is recorded may be asked before whether there is one.
            let decision = world.law.decision(id);
            let asks = own.is_open() && !is_recorded(case, decision);
            judged.push(asks.then(|| of_listing_alike(case, id, Some(candidate))).flatten().unwrap_or(own));
        }
    }
    for id in reach {
        let decision = world.law.decision(*id);
        if counts(decision, world.day) && !seen.contains(id) && is_for(case, decision) && is_recorded(case, decision) {
            judged.push(judge(case, *id, None));
        }
    }
    if !judged.iter().skip(n_before).any(Judged::stands) {
        add_listings_alike(case, reach, &seen, judged);
    }
}

/// Decisions that would cover the row if an organization with an entry on a list, whose name is alike, were the importer.
fn add_listings_alike(case: &Case<'_, '_>, reach: &[DecisionId], seen: &[DecisionId], judged: &mut Vec<Judged>) {
    if case.importer.is_none() {
        return;
    }
    for id in reach.iter().filter(|it| !seen.contains(it)) {
        let decision = case.world.law.decision(*id);
        let is_listed = counts(decision, case.world.day) && lists(decision).next().is_some();
        if is_listed && is_for(case, decision) && !is_recorded(case, decision) {
            judged.extend(of_listing_alike(case, *id, None));
        }
    }
}

/// One of them.
fn of_listing_alike(case: &Case<'_, '_>, id: DecisionId, named: Option<&Candidate<'_>>) -> Option<Judged> {
    let (world, importer) = (case.world, case.importer?);
    let decision = world.law.decision(id);
    world.likeness().alike(world.inventory, importer).into_iter().find_map(|other| {
        let as_other = Case { importer: Some(other), ..*case };
        let mut found = judge(&as_other, id, named);
        if !is_recorded(&as_other, decision) || found.is_dead() {
            return None;
        }
        found.defects.clear();
        found.ask(Rule::ListingNotRecorded, world.whether_same(other, importer));
        Some(found)
    })
}

/// Whether a decision can reach the row at all.
fn concerns(case: &Case<'_, '_>) -> bool {
    matches!(case.spot, Spot::Country(_) | Spot::Body(_) | Spot::Bloc(_))
}

fn in_reach<'l>(case: &Case<'_, 'l>) -> &'l [DecisionId] {
    let (law, regime) = (case.world.law, case.world.regime.id.as_str());
    match (case.spot, case.country) {
        (Spot::Body(Some(body)), _) => law.ids_for_body(regime, body),
        (Spot::Country(_) | Spot::Bloc(_), Some(country)) => match law.ids_for(regime, country) {
            [] => law.ids_perhaps_for(regime, country),
            own => own,
        },
        _ => &[],
    }
}

/// The decisions that a named mechanism means for this destination.
///
/// A bare `adequacy` means the one in force; an alias means the one that was so called, whatever its days.
fn named_decisions(case: &Case<'_, '_>, candidate: &Candidate<'_>, reach: &[DecisionId]) -> Vec<DecisionId> {
    let world = case.world;
    let counts = |it: &DecisionId| counts(world.law.decision(*it), world.day);
    let reach = || reach.iter().copied();
    let by_name = |name: &str| {
        let ids = world.law.decisions_named(&world.regime.id, name);
        reach().filter(|it| ids.contains(it)).collect::<Vec<_>>()
    };
    let found = match (candidate.kind, &candidate.table.decision) {
        (Kind::Adequacy, Some(decision)) => by_name(&decision.value.0),
        (Kind::Adequacy, None) => reach().filter(|it| counts(it) && is_for(case, world.law.decision(*it))).collect(),
        (kind, _) => by_name(kind.word()),
    };
    let in_force = found.iter().copied().filter(counts).collect::<Vec<_>>();
    if in_force.is_empty() { found.last().copied().into_iter().collect() } else { in_force }
}

/// Whether a decision can be relied upon, or perhaps.
fn counts(decision: &Decision, day: Day) -> bool {
    decision.in_force(day) || decision.is_unsure(day)
}

/// A decision for one purpose is there for that purpose alone.
fn is_for(case: &Case<'_, '_>, decision: &Decision) -> bool {
    decision.only_purpose.as_ref().is_none_or(|only| purpose_kind(case).is_some_and(|(kind, _)| kind == only))
}

/// A decision that depends on a list is there only where somebody recorded an entry on it.
fn is_recorded(case: &Case<'_, '_>, decision: &Decision) -> bool {
    let has_entry = |list| case.importer.is_some_and(|it| entries(case, it, list).next().is_some());
    let mut lists = lists(decision).peekable();
    lists.peek().is_none() || lists.any(has_entry)
}

fn lists(decision: &Decision) -> impl Iterator<Item = &str> {
    decision.conditions.iter().filter_map(|it| match it {
        Condition::Listed { list, .. } => Some(list.as_str()),
        _ => None,
    })
}

fn judge(case: &Case<'_, '_>, id: DecisionId, named: Option<&Candidate<'_>>) -> Judged {
    let world = case.world;
    let decision = world.law.decision(id);
    let span = named.map(|it| it.span);
    let mut judged = Judged::new(Ground::Decision(id), Layer::Decision, span, named.map_or(usize::MAX, |it| it.order));
    if decision.is_unsure(world.day) {
        let label = decision.label();
        let days = match decision.adopted.filter(|_| world.day < decision.from) {
            Some(adopted) => format!("adopted on {adopted}; its first day, {}, is not verified", decision.from),
            None => "its last day is not verified".to_owned(),
        };
        judged.ask(Rule::DecisionNotInForce, Missing::Open(format!("whether {label} counts: {days}")));
    } else if !decision.in_force(world.day) {
        judged.kill(Rule::DecisionNotInForce, Detail::Decision(id), span);
        return judged;
    }
    kind_of_recipient(case, decision, &mut judged);
    purpose(case, decision, &mut judged);
    for condition in &decision.conditions {
        judge_condition(case, decision, condition, &mut judged);
    }
    place(case, decision, &mut judged);
    if let Some(Doubt::Review(why)) = case.doubt {
        // A decision is about what it names: whether this is a part of that is the question.
        judged.ask(Rule::UnclearPlace, Missing::ClearPlace(why.clone()));
    }
    if judged.stands() {
        days(case, id, decision, &mut judged);
    }
    judged
}

/// Kinds of bodies and sectors that a decision leaves out.
fn kind_of_recipient(case: &Case<'_, '_>, decision: &Decision, judged: &mut Judged) {
    let Some(table) = importer(case) else {
        return;
    };
    let excluded = &decision.excluded;
    if let Some(kind) = &table.kind
        && excluded.kinds.iter().any(|it| it == kind.value.word())
    {
        judged.kill(Rule::DecisionOutOfScope, Detail::Words(format!("kind `{}`", kind.value.word())), Some(kind.span));
    }
    let Some(sector) = &table.sector else {
        return;
    };
    let (name, span) = (sector.value.0.as_str(), sector.span);
    let detail = || Detail::Words(format!("sector `{name}`"));
    let open = |judged: &mut Judged| {
        judged.ask(Rule::DecisionScopeNotRecorded, Missing::Open(format!("whether sector `{name}` is left out here")));
    };
    if excluded.sectors.iter().any(|it| it == name) {
        // A recorded law or a list says more than the sector; what was not verified decides nothing.
        if excluded.verified && !is_bound_by_law(decision, table) {
            judged.kill(Rule::DecisionOutOfScope, detail(), Some(span));
        } else if !is_bound_by_law(decision, table) {
            open(judged);
        }
    }
    let purposes =
        excluded.sectors_with_purpose.iter().filter(|(sector, _)| sector == name).map(|(_, purpose)| purpose);
    let purposes = purposes.collect::<Vec<_>>();
    if !purposes.is_empty() {
        match purpose_kind(case) {
            Some((kind, _)) if !excluded.verified && purposes.iter().any(|it| it.as_str() == kind) => open(judged),
            Some((kind, _)) if purposes.iter().any(|it| it.as_str() == kind) => {
                judged.kill(Rule::DecisionOutOfScope, detail(), Some(span));
            }
            Some(_) => {}
            None => open(judged),
        }
    }
}

/// A decision reaches its own country, and of those there only organizations of that country where it depends on a list.
fn place(case: &Case<'_, '_>, decision: &Decision, judged: &mut Judged) {
    let Subject::Country(own) = decision.subject else {
        return;
    };
    let places = &case.world.law.places;
    let unsure = |country: &Country| {
        let (place, whole) = (places.name_in_sentence(*country), places.name_in_sentence(own));
        Missing::Open(format!("whether it reaches {place} as a part of {whole} (not verified)"))
    };
    let is_perhaps = |it: &Country| decision.perhaps.contains(it);
    if let Some(part) = case.country.filter(is_perhaps) {
        judged.ask(Rule::DecisionScopeNotRecorded, unsure(&part));
    }
    let Some(elsewhere) = established_elsewhere(case, decision).filter(|_| lists(decision).next().is_some()) else {
        return;
    };
    if let Some(part) = elsewhere.iter().find(|it| is_perhaps(it)) {
        judged.ask(Rule::DecisionScopeNotRecorded, unsure(part));
        return;
    }
    // Whether it is on a list itself is nothing that would decide.
    judged.missing.retain(|it| !matches!(it, Missing::Listing(_) | Missing::SeenLater(..)));
    let here = places.name_in_sentence(own);
    let asked = format!("which company in {here} holds the data, and whether that one is listed");
    judged.ask(Rule::DecisionScopeNotRecorded, Missing::Condition(asked));
}

/// Where the recipient is established, if that is recorded, and not in the country of the decision.
fn established_elsewhere(case: &Case<'_, '_>, decision: &Decision) -> Option<Vec<Country>> {
    elsewhere(case.world, case.importer?, decision)
}

/// Where an organization is established, if that is recorded, and not in the country of a decision.
pub(crate) fn elsewhere(world: &World<'_>, organization: OrganizationId, decision: &Decision) -> Option<Vec<Country>> {
    let Subject::Country(own) = decision.subject else {
        return None;
    };
    let place = &world.organization(organization).country.as_ref()?.value;
    let countries = countries_of(place, world.law, world.day)?;
    (!countries.is_empty() && !countries.contains(&own)).then_some(countries)
}

/// Whether a decision leaves out what a recipient is, or the purpose of what goes there, whatever list the recipient is on.
pub(crate) fn leaves_out(
    world: &World<'_>,
    edge: &Edge,
    importer: Option<OrganizationId>,
    decision: &Decision,
) -> bool {
    let kind = importer.and_then(|it| world.organization(it).kind.as_ref()).map(|it| it.value.word());
    let is_kind = kind.is_some_and(|kind| decision.excluded.kinds.iter().any(|it| it == kind));
    let purpose = purpose_on(world, edge).map(|it| it.0);
    let is_only = decision.only_purpose.as_deref().is_some_and(|only| purpose != Some(only));
    let own = decision.conditions.iter().filter_map(|it| match it {
        Condition::PurposeExcluded(excluded) => Some(excluded),
        _ => None,
    });
    // What was not verified is a question.
    let verified = decision.excluded.purposes.iter().filter(|_| decision.excluded.verified);
    let mut excluded = verified.chain(own);
    is_kind || is_only || purpose.is_some_and(|purpose| excluded.any(|it| it == purpose))
}

fn is_bound_by_law(decision: &Decision, table: &Organization) -> bool {
    decision.conditions.iter().any(|it| match it {
        Condition::SubjectTo { laws, .. } => laws.iter().any(|law| law_answer(table, law) == Some(Answer::Yes)),
        _ => false,
    })
}

fn law_answer(table: &Organization, law: &str) -> Option<Answer> {
    table.laws.as_ref().and_then(|it| it.value.get(law))
}

fn purpose_kind<'a>(case: &Case<'_, 'a>) -> Option<(&'a str, Span)> {
    purpose_on(case.world, case.edge)
}

fn purpose_on<'a>(world: &World<'a>, edge: &Edge) -> Option<(&'a str, Span)> {
    let (first, last) = world.flows(edge)?;
    let kind = last.table.purpose_kind.as_ref().or(first.table.purpose_kind.as_ref())?;
    Some((kind.value.0.as_str(), kind.span))
}

fn purpose(case: &Case<'_, '_>, decision: &Decision, judged: &mut Judged) {
    let recorded = purpose_kind(case);
    if let Some(only) = &decision.only_purpose {
        if recorded.is_none_or(|(kind, _)| kind != only) {
            judged.kill(Rule::DecisionOutOfScope, Detail::Words(format!("it covers `{only}` only")), judged.span);
        }
        return;
    }
    if let Some((kind, span)) = recorded
        && decision.excluded.purposes.iter().any(|it| it == kind)
    {
        if decision.excluded.verified {
            judged.kill(Rule::DecisionOutOfScope, Detail::Words(format!("purpose `{kind}`")), Some(span));
        } else {
            let asked = format!("whether the purpose `{kind}` is left out");
            judged.ask(Rule::DecisionScopeNotRecorded, Missing::Open(asked));
        }
    }
}

fn judge_condition(case: &Case<'_, '_>, decision: &Decision, condition: &Condition, judged: &mut Judged) {
    match condition {
        Condition::Listed { list, .. } => listed(case, decision, list, judged),
        Condition::CoversHr => {}
        Condition::SubjectTo { laws, presumed } => subject_to(case, decision, laws, *presumed, judged),
        Condition::DataNotHr => {
            if case.hr != Answer::No {
                judged.ask(
                    Rule::DecisionScopeNotRecorded,
                    Missing::Open("whether data on employees are covered".to_owned()),
                );
            }
        }
        Condition::PurposeExcluded(excluded) => {
            if let Some((_, span)) = purpose_kind(case).filter(|(kind, _)| kind == excluded) {
                judged.kill(Rule::DecisionOutOfScope, Detail::Words(format!("purpose `{excluded}`")), Some(span));
            }
        }
        Condition::Automated | Condition::Other { presumed: true, .. } => {}
        Condition::Other { text, presumed: false } => {
            judged.ask(Rule::DecisionScopeNotRecorded, Missing::Condition(text.clone()));
        }
    }
}

fn importer<'a>(case: &Case<'_, 'a>) -> Option<&'a Organization> {
    case.importer.map(|it| case.world.organization(it))
}

fn subject_to(case: &Case<'_, '_>, decision: &Decision, laws: &[String], presumed: Presumption, judged: &mut Judged) {
    let table = importer(case);
    let answers = laws.iter().filter_map(|law| table.and_then(|it| law_answer(it, law)).map(|answer| (law, answer)));
    let answers = answers.collect::<Vec<_>>();
    if answers.iter().any(|(_, answer)| *answer == Answer::Yes) {
        return;
    }
    let denied = answers.iter().filter(|(_, answer)| *answer == Answer::No).count();
    if denied == laws.len() {
        let span = table.and_then(|it| it.laws.as_ref()).map(|it| it.span);
        judged.kill(Rule::DecisionOutOfScope, Detail::Words(format!("not subject to `{}`", laws.join("`, `"))), span);
        return;
    }
    let unknown = answers.iter().any(|(_, answer)| *answer == Answer::Unknown);
    let holds = match presumed {
        Presumption::Always => true,
        Presumption::Never => false,
        Presumption::CompanyOfNoExcludedSector => table.is_some_and(|table| {
            let company = table.kind.as_ref().is_none_or(|it| it.value == OrganizationKind::Company);
            let left_out = table.sector.as_ref().is_some_and(|sector| {
                let excluded = &decision.excluded;
                excluded.sectors.contains(&sector.value.0)
                    || excluded.sectors_with_purpose.iter().any(|(name, _)| *name == sector.value.0)
            });
            // What binds a company of another country for a machine here, nobody knows.
            company && !left_out && established_elsewhere(case, decision).is_none()
        }),
    };
    if !holds || unknown {
        let what = format!("whether the recipient is subject to `{}` (`laws`)", laws.join("` or `"));
        judged.ask(Rule::DecisionScopeNotRecorded, Missing::Condition(what));
    }
}

/// Whether `then` lies more than so many days before `day`.
pub(crate) fn older_than(then: crate::law::Day, days: u32, day: crate::law::Day) -> bool {
    then < day && (day - then).get_days() > i32::try_from(days).unwrap_or(i32::MAX)
}

/// What the days of a decision that stands say of its future.
fn days(case: &Case<'_, '_>, id: DecisionId, decision: &Decision, judged: &mut Judged) {
    let (law, day) = (case.world.law, case.world.day);
    let known = decision.known_end(day);
    if let Some(end) = known.filter(|it| *it > day)
        && !older_than(day, law.thresholds.decision_horizon, end)
    {
        judged.note(Defect::new(Rule::DecisionEnding, Detail::Days(end, day), judged.span));
    }
    if decision.pending(day).next().is_some() {
        judged.note(Defect::new(Rule::DecisionContested, Detail::Decision(id), judged.span));
    }
    if decision.annulled_later(day).is_some() {
        let note = Defect::new(Rule::DecisionLaterAnnulled, Detail::Decision(id), judged.span);
        judged.note(note.with(Severity::always(Level::Note)));
    }
}
