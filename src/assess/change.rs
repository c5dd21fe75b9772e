//! Another law, or another world: the same inventory and law with one thing changed, in a copy. Never judges: the copies
//! are assessed like any other.

use std::collections::BTreeSet;

use crate::{
    inventory::{
        FlowId, Inventory, MechanismId, Named, OrganizationId, SystemId,
        keys::{Fact, Rare},
        model::Mechanism,
        values::{AccessEntry, Certainty, Period},
        words::{Kind, MechanismStatus},
    },
    law::{Day, DecisionId, Destination, Law, Place},
    text::Spanned,
};

/// One thing that is otherwise.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// A decision ended; the day is the first one without it.
    DecisionGone(DecisionId, Day),
    /// An edition of clauses stopped counting in every regime; the day is the first one without it.
    EditionGone(String, Day),
    /// A kind of mechanism stopped counting in every regime; the day is the first one without it.
    KindGone(Kind, Day),
    /// A recorded mechanism was withdrawn.
    MechanismGone(MechanismId),
    /// Nothing that has an end on or before `by` was renewed, and all of it is over on `day`: decisions, editions,
    /// mechanisms, authorizations, listings, measures, waivers; reviews of assessments are due.
    NotRenewed {
        /// The last day that ends may have.
        by: Day,
        /// The first day without them.
        day: Day,
    },
    /// There is an adequacy decision without conditions, in every regime; the day is the first one with it.
    DecisionAdded(Destination, Day),
    /// A system stores and processes somewhere else; its operator, and those who reach in, stay where they are.
    Moved(SystemId, Place),
    /// An organization is no longer there: no flow from or to its systems, nobody of it reaches in.
    Dropped(OrganizationId),
    /// A flow is no longer there.
    FlowRemoved(FlowId),
    /// A mechanism is recorded besides; `via` need not name it where exporter and recipients fit.
    MechanismAdded(Box<Named<Mechanism>>),
}

/// The law with the changes; a copy. Changes of the inventory are passed over.
#[must_use]
pub fn changed_law(law: &Law, changes: &[Change]) -> Law {
    let mut law = law.clone();
    for change in changes {
        match change {
            Change::DecisionGone(id, from) => law.end_decision(*id, *from),
            Change::EditionGone(id, from) => law.end_edition(id, *from),
            Change::KindGone(kind, from) => law.end_kind(kind.word(), *from),
            Change::NotRenewed { by, day } => law.end_what_ends_by(*by, *day),
            Change::DecisionAdded(place, from) => law.add_decision(*place, *from),
            Change::MechanismGone(_)
            | Change::Moved(..)
            | Change::Dropped(_)
            | Change::FlowRemoved(_)
            | Change::MechanismAdded(_) => {}
        }
    }
    law
}

/// The inventory with the changes; a copy. Changes of the law are passed over.
///
/// Ids of everything but flows stay what they are; all changes speak of the flows as they are numbered before any change.
#[must_use]
pub fn changed_inventory(inventory: &Inventory, changes: &[Change]) -> Inventory {
    let mut copy = inventory.clone();
    let mut gone = BTreeSet::new();
    for change in changes {
        match change {
            Change::MechanismGone(id) => withdraw(&mut copy, *id),
            Change::NotRenewed { by, day } => end_what_ends_by(&mut copy, *by, *day),
            Change::Moved(id, place) => relocate(&mut copy, *id, place),
            Change::Dropped(id) => drop_organization(inventory, &mut copy, *id, &mut gone),
            Change::FlowRemoved(id) => drop(gone.insert(*id)),
            Change::MechanismAdded(entry) => copy.mechanisms.push(entry.as_ref().clone()),
            Change::DecisionGone(..) | Change::EditionGone(..) | Change::KindGone(..) | Change::DecisionAdded(..) => {}
        }
    }
    let mut at = 0;
    copy.flows.retain(|_| {
        at += 1;
        !gone.contains(&FlowId::at(at - 1))
    });
    copy
}

fn withdraw(inventory: &mut Inventory, id: MechanismId) {
    if let Some(entry) = inventory.mechanisms.get_mut(id.index()) {
        let span = entry.table.status.as_ref().map_or(entry.span, |it| it.span);
        entry.table.status = Some(Box::new(Spanned::new(MechanismStatus::Withdrawn, span)));
    }
}

fn relocate(inventory: &mut Inventory, id: SystemId, place: &Place) {
    if let Some(entry) = inventory.systems.get_mut(id.index()) {
        let span = entry.table.location.as_ref().map_or(entry.span, |it| it.span);
        let before = entry.table.location.take();
        inventory.moved.entry(id).or_insert(before);
        entry.table.location = Some(Spanned::new(vec![Spanned::new(place.clone(), span)], span));
    }
}

fn drop_organization(before: &Inventory, copy: &mut Inventory, id: OrganizationId, gone: &mut BTreeSet<FlowId>) {
    let is_own = |system: SystemId| before.operator(system) == Some(id);
    let flows = before.flows.iter().enumerate().filter(|(_, it)| is_own(it.from) || is_own(it.to));
    gone.extend(flows.map(|(at, _)| FlowId::at(at)));
    for (at, entry) in copy.systems.iter_mut().enumerate() {
        if is_own(SystemId::at(at)) {
            entry.table.access = None;
            continue;
        }
        let Some(access) = &mut entry.table.access else {
            continue;
        };
        access.value.retain(|it| match &it.value {
            AccessEntry::From(access) => access.by.as_ref().is_none_or(|it| it.value.0 != id),
            AccessEntry::Nobody => true,
        });
        if access.value.is_empty() {
            entry.table.access = None;
        }
    }
}

fn end_what_ends_by(inventory: &mut Inventory, by: Day, day: Day) {
    let Ok(before) = day.yesterday() else {
        return;
    };
    let end = |period: &mut Period| {
        if period.ended(day) != Certainty::Yes && period.last <= by {
            *period = Period::day(before);
        }
    };
    let fact = |it: &mut Fact<Period>| it.iter_mut().for_each(|it| end(&mut it.value));
    let rare = |it: &mut Rare<Period>| it.iter_mut().for_each(|it| end(&mut it.value));
    for entry in &mut inventory.mechanisms {
        rare(&mut entry.table.until);
        entry.table.authorization.iter_mut().flat_map(|it| &mut it.value).for_each(|it| fact(&mut it.value.until));
    }
    for entry in &mut inventory.organizations {
        let table = &mut entry.table;
        table.dpf.iter_mut().for_each(|it| fact(&mut it.value.until));
        table.listings.iter_mut().flat_map(|it| &mut it.value).for_each(|it| fact(&mut it.value.until));
    }
    inventory.measures.iter_mut().for_each(|it| fact(&mut it.table.until));
    inventory.assessments.iter_mut().for_each(|it| fact(&mut it.table.review_by));
    inventory.waivers.iter_mut().for_each(|it| fact(&mut it.table.expires));
}
