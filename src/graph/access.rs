//! People who reach in, as edges: those of another party, and those of whom nobody wrote whose they are, with what no flow into
//! the system answers for. Never says what that means.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::inventory::{SystemId, model::Access, values::AccessEntry};

use super::{
    carried::runs,
    carriers::{cannot_read, may_decrypt},
    classes::{Bits, ClassSet, Classes, grow, meets, take_out},
    derived::Derived,
    edges::{Building, Edge, EdgeOrigin, Node, Passage},
    ended::Ended,
    idle::Bound,
    people::people_reached,
};

/// What the flows of others bring, by the system that people reach into unnamed: one more place of that is where these are.
/// Systems of which nothing else is asked are not in it.
pub(super) type Brought = FxHashMap<SystemId, Bits>;

/// A way that data go from one system to another.
struct Leg {
    to: SystemId,
    classes: ClassSet,
    is_live: bool,
    /// Whether it makes no transfer: both ends are one company's, or it gives back to the controller.
    is_inner: bool,
}

impl Building<'_> {
    /// Of operators that are not established inside, the systems with data that no live flow of others brings: data of their own
    /// that are protected, or may be, or what came over flows that have ended. What live flows bring there is not asked twice.
    pub(super) fn brought(&self, ended: &[Ended]) -> Brought {
        let past = ended.iter().filter_map(|it| if let Node::System(to) = it.edge.to { Some(to) } else { None });
        let past = past.collect::<FxHashSet<_>>();
        let asked = self.setting.outside.iter().chain(&past).copied().filter(|it| self.lets_unnamed_in(*it));
        let mut found = asked.map(|it| (it, self.classes.empty())).collect::<Brought>();
        // What it collects itself does not rest on what others send.
        let collects = |it: &SystemId| {
            self.setting.from_people.contains(it) || self.inventory.system(*it).table.collects_from.is_some()
        };
        if found.keys().any(|it| !collects(it)) {
            let mut brought = self.follow(ended);
            for (system, bits) in found.iter_mut().filter(|(it, _)| !collects(it)) {
                brought.remove(system).into_iter().for_each(|it| *bits = it);
            }
        }
        found
    }

    /// Whether somebody reaches into a system who is not named, and is not its own by that.
    fn lets_unnamed_in(&self, system: SystemId) -> bool {
        let unnamed = |it: &AccessEntry| matches!(it, AccessEntry::From(access) if access.by.is_none());
        let entries = self.inventory.system(system).table.access.as_ref();
        !self.is_of_inside(system) && entries.is_some_and(|it| it.value.iter().any(|it| unnamed(&it.value)))
    }

    fn is_of_inside(&self, system: SystemId) -> bool {
        self.inventory.operator(system).is_some_and(|it| self.setting.is_inside(it))
    }

    /// What may be protected of what others send to each system on the day, on through other systems of its operator too.
    fn follow(&self, ended: &[Ended]) -> Brought {
        let derived = Derived::of(self.inventory);
        let is_source = |it: SystemId| self.setting.sources.get(it.index()).copied().unwrap_or(false);
        let sends_own = |it: SystemId| is_source(it) || self.setting.outside.contains(&it);
        let mut brought = Brought::default();
        let mut leaving: FxHashMap<SystemId, Vec<Leg>> = FxHashMap::default();
        let live = self.edges.iter().filter(|it| it.passage == Passage::Payload).map(|it| (it, true));
        for (edge, is_live) in live.chain(ended.iter().map(|it| (&it.edge, false))) {
            match (edge.from, edge.to) {
                (Node::System(from), Node::System(to)) => {
                    let leg = Leg { to, classes: edge.classes, is_live, is_inner: self.is_inner(from, to) };
                    leaving.entry(from).or_default().push(leg);
                }
                // A company whose page makes the data go, and that has no system here.
                (Node::Party(from), Node::System(to)) if is_live && self.setting.is_subject(from) => {
                    let bits = brought.entry(to).or_insert_with(|| self.classes.empty());
                    grow(bits, self.classes.bits(edge.classes));
                }
                _ => {}
            }
        }
        let mut held = brought.clone();
        let mut open = leaving.keys().copied().filter(|it| sends_own(*it) || held.contains_key(it)).collect::<Vec<_>>();
        let protected = |sent: &[u64], held: Option<&Bits>| {
            let mut out = self.classes.empty();
            if let Some(held) = held {
                meets(sent, held, &mut out);
                derived.add(sent, held, &mut out);
            }
            out
        };
        while let Some(from) = open.pop() {
            for leg in leaving.get(&from).into_iter().flatten() {
                let sent = self.classes.bits(leg.classes);
                let all = if sends_own(from) { Bits::of(sent) } else { protected(sent, held.get(&from)) };
                let of_others = if leg.is_inner { protected(sent, brought.get(&from)) } else { all.clone() };
                let is_new = grow(held.entry(leg.to).or_insert_with(|| self.classes.empty()), &all);
                let is_news =
                    leg.is_live && grow(brought.entry(leg.to).or_insert_with(|| self.classes.empty()), &of_others);
                if is_new || is_news {
                    open.push(leg.to);
                }
            }
        }
        brought
    }

    /// Whether what goes from one system to another is no transfer, whatever it is.
    fn is_inner(&self, from: SystemId, to: SystemId) -> bool {
        let receiver = self.inventory.operator(to);
        let client = self.setting.clients.get(from.index()).copied().flatten();
        receiver.is_some() && (receiver == self.inventory.operator(from) || receiver == client)
    }

    /// People who reach in: an edge to another party, wherever there is one.
    pub(super) fn add_access(&mut self, system: SystemId, joined: &[SystemId], brought: &Brought) {
        let Some(entries) = &self.inventory.system(system).table.access else {
            return;
        };
        // Who cannot read lets nobody read; whether what passes is in clear is asked of the carrier itself.
        let passes_on = joined.binary_search(&system).is_ok();
        let only_if_decrypted = passes_on && may_decrypt(self.inventory, system);
        if (passes_on && !only_if_decrypted) || cannot_read(self.inventory, system) {
            return;
        }
        let operator = self.inventory.operator(system);
        let inside = self.is_of_inside(system);
        for (at, entry) in entries.value.iter().enumerate() {
            let AccessEntry::From(access) = &entry.value else {
                continue;
            };
            let live = runs(
                access.since.as_ref().map(|it| it.value),
                access.until.as_ref().map(|it| it.value),
                self.carried.day,
            );
            let by = access.by.as_ref().map(|it| it.value.0);
            let answered = brought.get(&system).filter(|_| by.is_none());
            let to = match by {
                Some(by) if Some(by) != operator => Node::Party(by),
                Some(_) if inside => Node::System(system),
                // Of any other operator who reaches in unnamed is one more destination of what comes in, and somebody else for the rest.
                None if inside || answered.is_some() => Node::Somebody,
                _ => continue,
            };
            if !live {
                continue;
            }
            let idle = match self.carried.bound(self.inventory, system, access) {
                Bound::NotBegun => continue,
                Bound::By(idle) => Some(idle),
                Bound::Free => None,
            };
            let (set, assumed) = self.accessed(access, system);
            let Some(set) = self.without_answered_for(set, answered) else {
                continue;
            };
            let (classes, all_anonymous) = self.carried.without_anonymous(&mut self.classes, set);
            self.edges.push(Edge {
                origin: EdgeOrigin::Access(system, u32::try_from(at).unwrap_or(u32::MAX)),
                last: None,
                from: Node::System(system),
                to,
                classes,
                data_assumed: assumed,
                passage: match people_reached(self.inventory, access.role.as_ref().map(|it| it.value), by) {
                    Some(passage) => passage,
                    None if all_anonymous => Passage::Anonymous,
                    None => Passage::Payload,
                },
                embedded: false,
                page: None,
                carriers: Vec::new(),
                only_if_decrypted,
                unclear: None,
                idle,
            });
        }
    }

    fn accessed(&mut self, access: &Access, system: SystemId) -> (ClassSet, bool) {
        match &access.data {
            Some(data) => (self.classes.of(data.value.iter().map(|it| it.value)), false),
            None => (self.carried.holds.get(system.index()).copied().unwrap_or(Classes::NONE), true),
        }
    }

    /// A set without what flows answer for; `None` where they do for all of it.
    fn without_answered_for(&mut self, set: ClassSet, answered: Option<&Bits>) -> Option<ClassSet> {
        let Some(answered) = answered else {
            return Some(set);
        };
        let mut left = Bits::of(self.classes.bits(set));
        let mut out = self.classes.empty();
        meets(&left, answered, &mut out);
        take_out(&mut left, &out).then(|| self.classes.intern(&left))
    }
}
