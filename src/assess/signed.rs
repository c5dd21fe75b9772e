//! Safeguards between the receiver and those behind a processor that sends: what its controller agreed itself. Under the old sets
//! that was the practice, since none was made for a processor inside; Article 29 Working Party, WP 176 of 12 July 2010. What new
//! clauses and others are worth there is open. Never says that they carry anything.

use crate::{
    inventory::{
        MechanismId, OrganizationId,
        keys::{Many, Rare},
        model::Mechanism,
        values::{Certainty, Party},
        words::Kind,
    },
    law::{Class, Rule},
};

use super::{
    addition, clauses,
    ground::{Candidate, Case, Judged},
    grounds, limits, principals,
    transfer::Missing,
    world::Establishment,
};

/// Safeguards that are asked about where more stand behind a sender than are kept: each asks the same.
const MANY: usize = 8;

/// Who of those behind the sender is a party of a safeguard that the sender is none of.
pub(crate) fn by_controller(case: &Case<'_, '_>, candidate: &Candidate<'_>) -> Option<OrganizationId> {
    let table = candidate.table;
    let is_on_row = candidate.order < case.world.via(case.edge).len();
    if (is_on_row && !says_who(table)) || !may_be_others(case, candidate) {
        return None;
    }
    let is_named_by = |it| candidate.id.is_some_and(|id| principals::is_named(case, it, id));
    let mut parties = principals::parties(case).into_iter();
    let found = parties.find(|it| if says_who(table) { names(table, *it) } else { is_named_by(*it) });
    found.or_else(|| principals::one_of_many(case, named(table)))
}

/// Those who export under it, or are its members.
fn named(table: &Mechanism) -> impl Iterator<Item = OrganizationId> {
    let lists = [&table.exporter, &table.members].into_iter().flatten().flat_map(|it| &it.value);
    lists.map(|it| it.value.0).chain(table.on_behalf_of.iter().map(|it| it.value.0))
}

/// The same, or who may be one where it stands on the row itself and leaves its parties out.
pub(crate) fn may_be_by_controller(case: &Case<'_, '_>, candidate: &Candidate<'_>) -> Option<OrganizationId> {
    by_controller(case, candidate).or_else(|| {
        let is_open = !says_who(candidate.table) && may_be_others(case, candidate);
        is_open.then(|| principals::parties(case).first().copied()).flatten()
    })
}

/// Asks what is worth here what somebody behind the sender agreed itself; whether that is so.
pub(crate) fn ask(case: &Case<'_, '_>, candidate: &Candidate<'_>, judged: &mut Judged) -> bool {
    let Some(party) = by_controller(case, candidate) else {
        return false;
    };
    if principals::one_of_many(case, [party]).is_some() && !principals::parties(case).contains(&party) {
        judged.ask(Rule::MechanismIncomplete, principals::whether_sent_for(case.world, party));
    }
    if !is_practice(case, candidate) {
        ask_worth(case, candidate, judged);
    }
    true
}

/// Asks what is worth here what somebody behind the sender agreed itself.
pub(crate) fn ask_worth(case: &Case<'_, '_>, candidate: &Candidate<'_>, judged: &mut Judged) {
    if case.sender_role().roles.is_none() {
        judged.ask(Rule::MechanismIncomplete, Missing::SenderRole);
    }
    let what = match candidate.kind {
        Kind::Scc | Kind::Idta | Kind::UkAddendum | Kind::AdHocClauses => {
            "clauses that the controller signed itself carry"
        }
        _ => "what binds the controller itself carries",
    };
    judged.ask(Rule::MechanismIncomplete, Missing::Open(format!("whether {what} what its processor sends")));
}

/// The safeguards of those behind the sender that nothing names here, each judged.
pub(crate) fn grounds(
    case: &Case<'_, '_>,
    tried: &[Candidate<'_>],
    order: usize,
    judge: &dyn Fn(&Case<'_, '_>, &Candidate<'_>) -> Option<Judged>,
) -> Vec<Judged> {
    if case.importer.is_none() || !principals::may_process(case.world, case.edge) {
        return Vec::new();
    }
    let judged = fitting(case, tried, order).into_iter().filter_map(|it| {
        let mut judged = judge(case, &it)?;
        ask(case, &it, &mut judged);
        Some(judged)
    });
    judged.collect()
}

fn fitting<'a>(case: &Case<'_, 'a>, tried: &[Candidate<'_>], order: usize) -> Vec<Candidate<'a>> {
    let world = case.world;
    let between = |it| world.index.between(Some(it), case.importer).chain(principals::named(case, it));
    let mut found = principals::parties(case).into_iter().flat_map(between).collect::<Vec<_>>();
    if principals::are_cut(world, case.edge) {
        let of_importer = case.importer.into_iter().flat_map(|it| world.index.naming(it));
        let is_of_many = |it: &MechanismId| principals::one_of_many(case, named(&world.inventory.mechanism(*it).table));
        let mut of_many = of_importer.filter(|it| is_of_many(it).is_some()).collect::<Vec<_>>();
        of_many.sort_unstable_by_key(|it| (world.inventory.mechanism(*it).id.as_str(), *it));
        // One of very many is enough to ask.
        found.extend(of_many.into_iter().take(MANY));
    }
    found.retain(|id| !tried.iter().any(|it| it.id == Some(*id)));
    found.sort_unstable_by_key(|it| (world.inventory.mechanism(*it).id.as_str(), *it));
    found.dedup();
    let recorded = |it: MechanismId| grounds::recorded(case, it, world.inventory.mechanism(it).span, order);
    let found = found.into_iter().filter_map(recorded);
    let mut found =
        found.filter(|it| by_controller(case, it).is_some() && limits::covers_data(case, it.table)).collect::<Vec<_>>();
    addition::join(case, &mut found);
    found
}

/// Whether a safeguard can bind the receiver to somebody behind the sender: this one processes for others, and is no party.
fn may_be_others(case: &Case<'_, '_>, candidate: &Candidate<'_>) -> bool {
    let table = candidate.table;
    let joins = |end: Option<OrganizationId>| end.is_some_and(|it| joined(case, table, it));
    let is_recipient = || case.exporter.is_some_and(|it| has(&table.recipients, it) == Some(true));
    let is_party = || case.exporter.is_some_and(|it| names(table, it)) || joins(case.exporter);
    // Who joins them is bound to the recipients too.
    let is_bound = || is_party() || (is_recipient() && joins(case.importer));
    let is_receivers = || match (&table.members, case.importer) {
        (_, None) => true,
        (Some(_), Some(it)) => has(&table.members, it) == Some(true),
        (None, Some(it)) => has(&table.recipients, it) != Some(false) || joins(case.importer),
    };
    case.world.kind(candidate.kind).class == Class::Safeguard
        && principals::may_process(case.world, case.edge)
        && is_receivers()
        && !is_bound()
}

/// Whether it says who exports under it, or who its members are.
fn says_who(table: &Mechanism) -> bool {
    table.exporter.is_some() || table.members.is_some()
}

/// Whether a party is among those who export under it.
fn names(table: &Mechanism, party: OrganizationId) -> bool {
    let is_mandate = table.on_behalf_of.as_ref().is_some_and(|it| it.value.0 == party);
    is_mandate
        || match (has(&table.exporter, party), has(&table.members, party)) {
            (None, None) => false,
            (exporter, members) => exporter.unwrap_or(true) && members.unwrap_or(true),
        }
}

/// Whether a list has a party; `None` where there is no list.
fn has(list: &Rare<Many<Party>>, party: OrganizationId) -> Option<bool> {
    list.as_ref().map(|it| it.value.iter().any(|it| it.value.0 == party))
}

/// Whether a party joined by the day, or may have.
fn joined(case: &Case<'_, '_>, table: &Mechanism, party: OrganizationId) -> bool {
    let mut all = table.acceded.iter().flat_map(|it| &it.value.0);
    all.any(|(it, since)| *it == party && since.value.begun(case.world.day) != Certainty::No)
}

/// Whether it is a set without modules, and a processor inside sends to a processor.
fn is_practice(case: &Case<'_, '_>, candidate: &Candidate<'_>) -> bool {
    let is_inside = |it: OrganizationId| case.world.establishment(it) == Establishment::Inside;
    let sends = case.sender_role().only_processor() && !case.sender_role().assumed && !case.onward;
    sends
        && case.receiver_role().any_processor()
        && case.exporter.is_some_and(is_inside)
        && clauses::is_old_set(case, candidate)
}
