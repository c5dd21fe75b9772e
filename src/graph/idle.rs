//! Systems that are reached into, and that nothing reaches on the day: what was sent to them has ended, or has not begun.
//! Never says what that means for the law.

use rustc_hash::FxHashMap;

use crate::inventory::{FlowId, Inventory, SystemId, model::Access, values::AccessEntry};

use super::carried::{Before, Carried};

/// The flow that brought what is there, as far as that is known; it does not run on the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idle {
    /// It ran, and has ended.
    Ended(FlowId),
    /// It is turned off, and nobody wrote when it ran.
    TurnedOff(FlowId),
}

/// What is recorded of a system that flows lead to, none of which runs.
#[derive(Debug)]
pub(super) struct Waiting {
    /// Of the flows into it, one that ran, or else one that may have; `None` where none has begun.
    brought: Option<Idle>,
    /// Whether it is a recipient: its days are those of all that is said of it.
    is_recipient: bool,
}

/// How an entry of `access` is bound by the days of what its system holds.
pub(super) enum Bound {
    /// Not at all.
    Free,
    /// Nothing is there yet.
    NotBegun,
    /// What is there came before.
    By(Idle),
}

impl Carried {
    /// The systems that are reached into, and that flows lead to, none of which runs; given is which ones receive something.
    pub(super) fn find_waiting(&self, inventory: &Inventory, receives: &[bool]) -> FxHashMap<SystemId, Waiting> {
        let mut found = FxHashMap::default();
        if self.n_idle() == 0 {
            return found;
        }
        let is_reached_into = |it: SystemId| {
            let entries = inventory.system(it).table.access.as_ref();
            entries.is_some_and(|it| it.value.iter().any(|it| matches!(it.value, AccessEntry::From(_))))
        };
        for (at, flow) in inventory.flows.iter().enumerate() {
            if receives.get(flow.to.index()).copied().unwrap_or(true) || !is_reached_into(flow.to) {
                continue;
            }
            let waiting = found.entry(flow.to).or_insert(Waiting { brought: None, is_recipient: false });
            waiting.is_recipient |= flow.table.from.is_none();
            let brought = match self.before(at) {
                Before::Ran if !self.is_anonymous(at) => Some(Idle::Ended(FlowId::at(at))),
                Before::MayHaveRun if !self.is_anonymous(at) => Some(Idle::TurnedOff(FlowId::at(at))),
                _ => None,
            };
            if waiting.brought.is_none() || matches!(brought, Some(Idle::Ended(_))) {
                waiting.brought = brought.or(waiting.brought);
            }
        }
        // Data that are anonymous when they come are no sign that others are gone, and who sends has something.
        for (_, flow) in inventory.flows.iter().enumerate().filter(|(at, _)| self.is_live(*at)) {
            found.remove(&flow.to);
            found.remove(&flow.from);
        }
        found
    }

    /// How an entry of `access` is bound: its own days come before those of its recipient, and of another system that
    /// processes for others alone, the entry is only as sure as what the system holds.
    pub(super) fn bound(&self, inventory: &Inventory, system: SystemId, access: &Access) -> Bound {
        let Some(waiting) = self.waiting.get(&system) else {
            return Bound::Free;
        };
        let only_processes = inventory.system(system).table.role.as_ref().is_some_and(|it| it.value.only_processor());
        match waiting.brought {
            None if waiting.is_recipient && access.since.is_none() => Bound::NotBegun,
            Some(idle) if waiting.is_recipient && access.until.is_none() => Bound::By(idle),
            Some(idle) if only_processes && access.data.is_none() && access.until.is_none() => Bound::By(idle),
            _ => Bound::Free,
        }
    }
}
