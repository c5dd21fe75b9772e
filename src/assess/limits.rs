//! Mechanisms that a limit of their own (`countries`, `flows`, `data`) keeps from a row. They are no ground of it, and
//! whoever reads that nothing covers the row wants to know of them. Changes no verdict.

use std::collections::BTreeSet;

use crate::{
    graph::Classes,
    inventory::{MechanismId, model::Mechanism, values::Via, words::Kind},
    law::{Class, PlaceKind, Rule},
};

use super::{
    ground::Case,
    grounds,
    transfer::{Missing, Spot},
    world::countries_of,
};

/// A key that limits what a mechanism covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Limit {
    /// The countries that data may go to.
    Countries,
    /// The flows.
    Flows,
    /// The classes of data.
    Data,
}

impl Limit {
    /// Its key.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Countries => "countries",
            Self::Flows => "flows",
            Self::Data => "data",
        }
    }
}

/// A mechanism that could cover a row if one of its limits did not leave the row out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Limited {
    /// The mechanism.
    pub mechanism: MechanismId,
    /// What leaves the row out.
    pub limit: Limit,
}

/// Mechanisms that are left out of a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// The first of them, which are named.
    pub first: Vec<Limited>,
    /// How many more there are.
    pub n_more: usize,
}

/// Limits that are named; where each flow has a paper of its own, there are very many.
const NAMED: usize = 3;

/// Whether no limit to countries or flows keeps a mechanism from a row, nor one of the clauses that it joins.
pub(crate) fn concerns(case: &Case<'_, '_>, id: MechanismId) -> bool {
    tables(case, id).into_iter().flatten().all(|it| concerns_country(case, it) && concerns_flow(case, it))
}

/// What limits a mechanism: itself, and the clauses that it joins.
fn tables<'a>(case: &Case<'_, 'a>, id: MechanismId) -> [Option<&'a Mechanism>; 2] {
    let table = &case.world.inventory.mechanism(id).table;
    // Another law than that of what is added takes the clauses by themselves.
    let is_one = table.kind.as_ref().is_some_and(|it| case.world.kind(it.value).is_added(&case.world.regime.id));
    let joined = table.addendum_to.as_ref().filter(|_| is_one);
    let joined = joined.map(|it| &case.world.inventory.mechanism(it.value).table);
    [Some(table), joined]
}

/// Every mechanism that is left out of a row by a limit: those that `via` names, then those whose parties fit.
pub(crate) fn left_out(case: &Case<'_, '_>) -> LeftOut {
    let named = case.world.via(case.edge).iter();
    let named = named.filter_map(|it| if let Via::Mechanism(id) = it.value { Some(id) } else { None });
    let named = named.collect::<Vec<_>>();
    let fitting = grounds::fitting(case).into_iter().filter(|it| !named.contains(it));
    let mut seen = BTreeSet::new();
    let mut all = LeftOut::default();
    for id in named.iter().copied().chain(fitting) {
        let is_named = named.contains(&id);
        if !is_named && !grounds::parties_fit(case, &case.world.inventory.mechanism(id).table) {
            continue;
        }
        for id in [Some(id), joined(case, id)].into_iter().flatten() {
            let table = &case.world.inventory.mechanism(id).table;
            let is_out = |limit: &Limit| match limit {
                Limit::Countries => !concerns_country(case, table),
                Limit::Flows => !concerns_flow(case, table),
                // One that is named is judged, and falls by a rule of its own.
                Limit::Data => !is_named && !covers_data(case, table),
            };
            let limits = [Limit::Countries, Limit::Flows, Limit::Data].into_iter().filter(is_out);
            let limits = limits.collect::<Vec<_>>();
            // Without recipients, its flows say who its parties are.
            let is_of_others = !is_named && table.recipients.is_none() && table.members.is_none();
            if !can_carry(case, table) || (is_of_others && limits.contains(&Limit::Flows)) {
                continue;
            }
            let new = limits.into_iter().map(|limit| Limited { mechanism: id, limit });
            for limited in new.filter(|it| seen.insert(*it)) {
                if all.first.len() < NAMED {
                    all.first.push(limited);
                } else {
                    all.n_more += 1;
                }
            }
        }
    }
    all
}

/// The clauses that a mechanism joins: both are one ground, or, under another law, the clauses alone.
fn joined(case: &Case<'_, '_>, id: MechanismId) -> Option<MechanismId> {
    let table = &case.world.inventory.mechanism(id).table;
    let joins = table.kind.as_ref().is_some_and(|it| case.world.kind(it.value).joins.is_some());
    table.addendum_to.as_ref().filter(|_| joins).map(|it| it.value)
}

/// Whether a mechanism is of a kind that can carry anything under this law.
fn can_carry(case: &Case<'_, '_>, table: &Mechanism) -> bool {
    table.kind.as_ref().map(|it| it.value).is_some_and(|kind| {
        let law = case.world.kind(kind);
        law.class != Class::NotAMechanism && kind != Kind::Anonymization && !law.is_foreign(&case.world.regime.id)
    })
}

/// How a limit to countries meets a destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    No,
    /// It may lie within.
    Unsure,
    Yes,
}

/// A limit to countries; of a consent it is a condition and is judged there.
fn within_countries(case: &Case<'_, '_>, table: &Mechanism) -> Within {
    let is_limit = table.kind.as_ref().is_none_or(|it| it.value != Kind::Consent);
    let Some(places) = table.countries.as_ref().filter(|_| is_limit) else {
        return Within::Yes;
    };
    let is = |wanted: &[PlaceKind]| places.value.iter().any(|it| wanted.contains(&it.value.kind));
    // Where any country is meant, none is left out.
    if is(&[PlaceKind::World, PlaceKind::ThirdCountry]) {
        return Within::Yes;
    }
    if case.spot == Spot::ThirdCountry {
        return Within::Unsure;
    }
    let Some(wanted) = case.country else {
        return Within::Yes;
    };
    let countries = places.value.iter().filter_map(|it| countries_of(&it.value, case.world.law, case.world.day));
    match countries.flatten().any(|it| it == wanted) {
        true => Within::Yes,
        false if is(&[PlaceKind::Unknown]) => Within::Unsure,
        false => Within::No,
    }
}

/// What is asked where nobody knows whether a limit to countries has a row, and the rule that asks.
pub(crate) fn unsure(case: &Case<'_, '_>, id: MechanismId) -> Option<(Rule, Missing)> {
    let table = &case.world.inventory.mechanism(id).table;
    if table.countries.is_none() && table.addendum_to.is_none() {
        return None;
    }
    let is_unsure = tables(case, id).into_iter().flatten().any(|it| within_countries(case, it) == Within::Unsure);
    is_unsure.then_some(match case.spot {
        Spot::ThirdCountry => (Rule::UnboundedPlace, Missing::Country),
        _ => (Rule::MechanismIncomplete, Missing::Key("countries")),
    })
}

/// Whether a limit to countries may have a row.
fn concerns_country(case: &Case<'_, '_>, table: &Mechanism) -> bool {
    within_countries(case, table) != Within::No
}

fn concerns_flow(case: &Case<'_, '_>, table: &Mechanism) -> bool {
    table.flows.as_ref().is_none_or(|limit| {
        let name = super::edge_name(case.world.inventory, case.edge);
        limit.value.iter().any(|it| it.value == name)
    })
}

/// Whether a limit to classes of data has all of a row; data that nobody described are in none.
pub(crate) fn covers_data(case: &Case<'_, '_>, table: &Mechanism) -> bool {
    table.data.as_ref().is_none_or(|it| {
        !Classes::has_unspecified(case.classes)
            && Classes::list(case.classes).all(|class| it.value.iter().any(|it| it.value == class))
    })
}
