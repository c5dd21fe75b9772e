//! Who collects from people as a (joint) controller: what another party takes in from them is taken in for those who
//! collect the same.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::inventory::{Inventory, OrganizationId, SystemId};

use super::classes::{ClassSet, Classes, meets};

/// Those that are named by one flow: one that is not its own receiver is always among two.
const ENOUGH: usize = 2;

/// For each system that stands for people, who collects from it.
#[derive(Default)]
pub(super) struct Collectors {
    of_people: FxHashMap<SystemId, BTreeMap<ClassSet, Same>>,
}

/// Those who collect the same classes from the same people.
#[derive(Default)]
struct Same {
    /// The first of them by their ids.
    first: Vec<SystemId>,
    /// The first of each operator by their ids.
    of_operator: BTreeMap<Option<OrganizationId>, Vec<SystemId>>,
}

/// For whom somebody may collect.
pub(super) struct Found {
    /// The first by its id.
    pub(super) first: Option<SystemId>,
    /// How many organizations there are, as far as two.
    pub(super) n_operators: usize,
}

impl Collectors {
    /// Adds a system that collects.
    pub(super) fn add(&mut self, inventory: &Inventory, people: SystemId, by: SystemId, classes: ClassSet) {
        let same = self.of_people.entry(people).or_default().entry(classes).or_default();
        put(inventory, &mut same.first, by);
        put(inventory, same.of_operator.entry(inventory.operator(by)).or_default(), by);
    }

    /// Who collects any of some classes from people besides `receiver`; only `client`'s systems where that is one.
    pub(super) fn find(
        &self,
        inventory: &Inventory,
        classes: &Classes,
        (people, receiver): (SystemId, SystemId),
        wanted: ClassSet,
        client: Option<OrganizationId>,
    ) -> Found {
        let mut shared = classes.empty();
        let (mut first, mut operators) = (Vec::new(), BTreeSet::new());
        for (set, same) in self.of_people.get(&people).into_iter().flatten() {
            if !meets(classes.bits(wanted), classes.bits(*set), &mut shared) {
                continue;
            }
            let others = |list: &[SystemId]| list.iter().copied().find(|it| *it != receiver);
            let of_client = client.map(|it| same.of_operator.get(&Some(it)).map_or(&[][..], Vec::as_slice));
            first.extend(others(of_client.unwrap_or(&same.first)));
            let fitting = same.of_operator.iter().filter(|(operator, list)| {
                client.is_none_or(|it| **operator == Some(it)) && others(list.as_slice()).is_some()
            });
            operators.extend(fitting.map(|(operator, _)| *operator).take(ENOUGH));
        }
        let first = first.into_iter().min_by_key(|it| inventory.system(*it).id.as_str());
        Found { first, n_operators: operators.len() }
    }
}

/// Keeps the first ones by their ids.
fn put(inventory: &Inventory, list: &mut Vec<SystemId>, system: SystemId) {
    if list.contains(&system) {
        return;
    }
    let id = |it: &SystemId| inventory.system(*it).id.as_str();
    let at = list.partition_point(|it| id(it) < id(&system));
    if at < ENOUGH {
        list.insert(at, system);
        list.truncate(ENOUGH);
    }
}
