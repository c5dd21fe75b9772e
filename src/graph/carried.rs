//! What moves and what is held, whoever asks under which law: which flows run on the day, and what they carry.

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use crate::{
    inventory::{
        DataId, FlowEntry, FlowId, Inventory, SystemId,
        values::{Certainty, Period},
        words::FlowStatus,
    },
    text::in_parts,
};

use super::{
    classes::{Bits, ClassSet, Classes, grow},
    idle::Waiting,
    people::concerns_people,
};

/// What a flow that does not run on the day did before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Before {
    /// It runs, or never did.
    Nothing,
    /// It ran, and has ended: what it brought is taken to be still there.
    Ran,
    /// It is turned off, and nobody wrote when it ran.
    MayHaveRun,
}

/// What a flow is on a day, in few bytes: all flows are looked at several times.
#[derive(Debug, Clone, Copy)]
struct State {
    from: SystemId,
    to: SystemId,
    /// What it carries.
    sent: ClassSet,
    /// Whether it says so itself; else it carries all that its sender holds.
    names_data: bool,
    is_live: bool,
    before: Before,
    /// Whether its data are anonymous before they leave.
    is_anonymous: bool,
    /// Whether people stand at an end of it, or somebody's page sets it off.
    concerns_people: bool,
    /// Whether it says the part of an end itself.
    says_role: bool,
}

/// What each flow carries on a day, and what each system holds.
#[derive(Debug)]
pub struct Carried {
    pub(super) day: Date,
    pub(super) classes: Classes,
    /// For each system, what it holds.
    pub(super) holds: Vec<ClassSet>,
    flows: Vec<State>,
    /// The classes that are anonymous wherever they go; nothing where there are none.
    anonymous_data: Option<Bits>,
    /// Systems that are reached into, and that flows lead to, none of which runs.
    pub(super) waiting: FxHashMap<SystemId, Waiting>,
}

impl Carried {
    /// Of an inventory on a day. Of each flow is asked whether its data are anonymous before they leave, and for each
    /// class is told whether it is anonymous wherever it goes.
    #[must_use]
    pub fn of(
        inventory: &Inventory,
        day: Date,
        is_anonymous: impl Fn(&FlowEntry) -> bool + Sync,
        anonymous_data: &[bool],
    ) -> Self {
        let n_classes = inventory.data.len();
        let state = |it: &FlowEntry, classes: &mut Classes| State {
            from: it.from,
            to: it.to,
            sent: named(it).map_or(Classes::NONE, |it| classes.of(it)),
            names_data: it.table.data.is_some(),
            is_live: is_live(it, day),
            before: before(it, day),
            is_anonymous: is_anonymous(it),
            concerns_people: concerns_people(inventory, it),
            says_role: it.table.from_role.is_some() || it.table.to_role.is_some(),
        };
        let parts = in_parts(&inventory.flows, |flows| {
            let mut classes = Classes::new(n_classes);
            let states = flows.iter().map(|it| state(it, &mut classes)).collect::<Vec<_>>();
            (states, classes)
        });
        let mut classes = Classes::new(n_classes);
        let mut flows = Vec::with_capacity(inventory.flows.len());
        for (states, own) in parts {
            let numbers = classes.take(&own);
            let number = |it: ClassSet| numbers.get(it.index()).copied().unwrap_or(Classes::NONE);
            flows.extend(states.into_iter().map(|it| State { sent: number(it.sent), ..it }));
        }
        let mut carried = Self {
            day,
            holds: Vec::new(),
            flows,
            anonymous_data: anonymous_data.contains(&true).then(|| classes.empty()),
            waiting: FxHashMap::default(),
            classes,
        };
        for (at, _) in anonymous_data.iter().enumerate().filter(|(_, it)| **it) {
            carried.anonymous_data.iter_mut().for_each(|it| Classes::insert(it, DataId::at(at)));
        }
        carried.find_classes(inventory);
        carried
    }

    /// What each flow carries and each system holds: a flow that names no data carries all that its sender holds.
    fn find_classes(&mut self, inventory: &Inventory) {
        let words = self.classes.words();
        let mut holds = vec![0_u64; words * inventory.systems.len()];
        let mut silent: Vec<Vec<usize>> = vec![Vec::new(); inventory.systems.len()];
        let mut queue = Vec::new();
        let mut receives = vec![false; inventory.systems.len()];
        let at = |system: SystemId| system.index() * words..(system.index() + 1) * words;
        for (index, flow) in self.flows.iter().enumerate() {
            let (left, all_anonymous) = without(&mut self.classes, self.anonymous_data.as_ref(), flow.sent);
            if !flow.is_live || flow.is_anonymous || (flow.names_data && all_anonymous) {
                continue;
            }
            if let Some(slot) = receives.get_mut(flow.to.index()) {
                *slot = true;
            }
            if flow.names_data {
                add(holds.get_mut(at(flow.to)), self.classes.bits(left));
            } else if let Some(list) = silent.get_mut(flow.from.index()) {
                list.push(index);
            }
        }
        self.waiting = self.find_waiting(inventory, &receives);
        self.add_ended(&receives, &mut holds, &mut silent);
        for (index, receives) in receives.iter().enumerate() {
            if !receives {
                let slot = holds.get_mut(index * words..(index + 1) * words);
                slot.into_iter().for_each(Classes::insert_unspecified);
            }
            queue.push(index);
        }
        let mut step = self.classes.empty();
        while let Some(index) = queue.pop() {
            step.copy_from_slice(holds.get(index * words..(index + 1) * words).unwrap_or_default());
            for flow in silent.get(index).into_iter().flatten().filter_map(|it| self.flows.get(*it)) {
                let slot = holds.get_mut(at(flow.to));
                if slot.is_some_and(|slot| grow(slot, &step)) {
                    queue.push(flow.to.index());
                }
            }
        }
        for slot in holds.chunks_mut(words) {
            // Only flows that name nothing lead here, in a circle.
            if slot.iter().all(|it| *it == 0) {
                Classes::insert_unspecified(slot);
            }
        }
        self.holds = holds.chunks(words).map(|it| self.classes.intern(&Bits::of(it))).collect();
        for flow in self.flows.iter_mut().filter(|it| !it.names_data) {
            flow.sent = self.holds.get(flow.from.index()).copied().unwrap_or(Classes::NONE);
        }
    }

    /// Adds what ended flows brought to a system that still receives something; what others hold is not described anyway.
    fn add_ended(&mut self, receives: &[bool], holds: &mut [u64], silent: &mut [Vec<usize>]) {
        let words = self.classes.words();
        for (index, flow) in self.flows.iter().enumerate() {
            let receives = || receives.get(flow.to.index()).copied().unwrap_or(false);
            if flow.before != Before::Ran || flow.is_anonymous || !receives() {
                continue;
            }
            if flow.names_data {
                let (left, all_anonymous) = without(&mut self.classes, self.anonymous_data.as_ref(), flow.sent);
                let start = flow.to.index() * words;
                let slot = holds.get_mut(start..start + words).filter(|_| !all_anonymous);
                add(slot, self.classes.bits(left));
            } else if let Some(list) = silent.get_mut(flow.from.index()) {
                list.push(index);
            }
        }
    }

    /// What a flow that does not run did before.
    pub(super) fn before(&self, flow: usize) -> Before {
        self.flows.get(flow).map_or(Before::Nothing, |it| it.before)
    }

    /// Whether a flow runs on the day.
    pub(super) fn is_live(&self, flow: usize) -> bool {
        self.flows.get(flow).is_some_and(|it| it.is_live)
    }

    /// How many flows do not.
    pub(super) fn n_idle(&self) -> usize {
        self.flows.iter().filter(|it| !it.is_live).count()
    }

    /// Whether what a flow carries is anonymous before it leaves.
    pub(super) fn is_anonymous(&self, flow: usize) -> bool {
        self.flows.get(flow).is_some_and(|it| it.is_anonymous)
    }

    /// Whether people stand at an end of a flow, or somebody's page sets it off.
    #[must_use]
    pub fn concerns_people(&self, flow: FlowId) -> bool {
        self.flows.get(flow.index()).is_none_or(|it| it.concerns_people)
    }

    /// For each flow, whether it says the part of an end itself.
    #[must_use]
    pub fn says_roles(&self) -> Vec<bool> {
        self.flows.iter().map(|it| it.says_role).collect()
    }

    /// What a flow carries.
    pub(super) fn sent(&self, flow: usize) -> ClassSet {
        self.flows.get(flow).map_or(Classes::NONE, |it| it.sent)
    }

    /// Whether a flow says itself what it carries.
    pub(super) fn names_data(&self, flow: usize) -> bool {
        self.flows.get(flow).is_some_and(|it| it.names_data)
    }

    /// Each flow that personal data reach the end of, or did before it ended; with its sender and receiver.
    pub fn reached(&self) -> impl Iterator<Item = (FlowId, SystemId, SystemId)> {
        let reached = |it: &State| (it.is_live || it.before == Before::Ran) && !it.is_anonymous;
        let all = self.flows.iter().enumerate().filter(move |(_, it)| reached(it));
        all.map(|(at, it)| (FlowId::at(at), it.from, it.to))
    }

    /// Sender and receiver of a flow.
    pub(super) fn ends(&self, flow: usize) -> Option<(SystemId, SystemId)> {
        self.flows.get(flow).map(|it| (it.from, it.to))
    }

    /// A set without the classes that are anonymous wherever they go, and whether nothing else was in it.
    pub(super) fn without_anonymous(&self, classes: &mut Classes, set: ClassSet) -> (ClassSet, bool) {
        without(classes, self.anonymous_data.as_ref(), set)
    }
}

fn without(classes: &mut Classes, anonymous: Option<&Bits>, set: ClassSet) -> (ClassSet, bool) {
    let Some(anonymous) = anonymous else {
        return (set, false);
    };
    let mut left = Bits::of(classes.bits(set));
    left.iter_mut().zip(anonymous.iter()).for_each(|(own, anonymous)| *own &= !anonymous);
    if left.is_none() { (set, true) } else { (classes.intern(&left), false) }
}

/// The classes that a flow names.
fn named(flow: &FlowEntry) -> Option<impl Iterator<Item = DataId>> {
    Some(flow.table.data.as_ref()?.value.iter().map(|it| it.value))
}

/// Whether a flow is live on a day: month and year are read wide.
fn is_live(flow: &FlowEntry, day: Date) -> bool {
    let table = &flow.table;
    let is = |status| table.status.as_ref().is_some_and(|it| it.value == status);
    // What is planned is judged before it begins.
    let since = table.since.as_ref().filter(|_| !is(FlowStatus::Planned));
    !is(FlowStatus::Disabled) && runs(since.map(|it| it.value), table.until.as_ref().map(|it| it.value), day)
}

/// What a flow did before a day on which it does not run. What is planned has brought nothing yet.
fn before(flow: &FlowEntry, day: Date) -> Before {
    let table = &flow.table;
    let is = |status| table.status.as_ref().is_some_and(|it| it.value == status);
    let has_begun = table.since.as_ref().is_none_or(|it| it.value.begun(day) != Certainty::No);
    if is_live(flow, day) || is(FlowStatus::Planned) || !has_begun {
        return Before::Nothing;
    }
    let has_ended = table.until.as_ref().is_some_and(|it| it.value.ended(day) == Certainty::Yes);
    if has_ended { Before::Ran } else { Before::MayHaveRun }
}

/// Whether a day lies between two others, the last included; month and year are read wide.
pub(super) fn runs(since: Option<Period>, until: Option<Period>, day: Date) -> bool {
    since.is_none_or(|it| it.begun(day) != Certainty::No) && until.is_none_or(|it| it.ended(day) != Certainty::Yes)
}

fn add(slot: Option<&mut [u64]>, bits: &[u64]) {
    if let Some(slot) = slot {
        grow(slot, bits);
    }
}
