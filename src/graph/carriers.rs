//! Carriers that only pass data on: what goes into and out of one becomes an edge between what lies on both sides.
//! Never says what that means.

use std::{
    collections::{BTreeSet, VecDeque},
    hash::Hash,
    sync::OnceLock,
};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    inventory::{
        FlowId, Inventory, SystemId,
        model::{Flow, FlowDetails},
        values::{Answer, MeasureRef},
        words::{MeasureKind, SystemKind},
    },
    text::Spanned,
};

use super::{
    classes::{Bits, Classes, grow, meets},
    edges::{Building, Edge, Node},
};

impl Building<'_> {
    pub(super) fn is_transparent(&self, node: Node) -> Option<SystemId> {
        let Node::System(system) = node else {
            return None;
        };
        passes_on(self.inventory, system).then_some(system)
    }

    /// Replaces edges into and out of carriers by edges between what lies on both sides.
    pub(super) fn join_carriers(&mut self) -> Vec<SystemId> {
        if !self.edges.iter().any(|it| self.is_transparent(it.to).is_some()) {
            return Vec::new();
        }
        let mut joined = Vec::new();
        let hops = std::mem::take(&mut self.edges);
        let entered = hops.iter().filter_map(|it| self.is_transparent(it.to)).collect::<BTreeSet<_>>();
        let mut leaving: FxHashMap<Node, Vec<&Edge>> = FxHashMap::default();
        for hop in hops.iter().filter(|it| self.is_transparent(it.from).is_some()) {
            leaving.entry(hop.from).or_default().push(hop);
        }
        // Of flows that say the same the first one stands for all: nothing depends on where it is written.
        leaving.values_mut().for_each(|it| it.sort_by_cached_key(|it| it.last.map(|it| name_of(self.inventory, it))));
        let alike = self.alike(&hops);
        let mut edges = Vec::new();
        let mut unsent = self.unsent(&hops, &entered);
        let starts = hops.iter().enumerate().flat_map(|(at, hop)| {
            let carrier = self.is_transparent(hop.from).filter(|it| entered.contains(it));
            self.starts(hop, carrier, unsent.remove(&at))
        });
        for start in starts.flatten().collect::<Vec<_>>() {
            let n_before = edges.len();
            let mut open = VecDeque::from([start.clone()]);
            // What a flow carries on is carried on once, by the shortest way: of many carriers there are too many ways.
            let (mut known, mut detours) = (Delivered::default(), Vec::new());
            while let Some(edge) = open.pop_front() {
                let Some(carrier) = self.is_transparent(edge.to) else {
                    edges.push(edge);
                    continue;
                };
                joined.push(carrier);
                if edge.carriers.contains(&carrier) {
                    continue;
                }
                let mut passed = self.classes.empty();
                for next in leaving.get(&edge.to).into_iter().flatten() {
                    let mut shared = self.classes.empty();
                    if meets(self.classes.bits(next.classes), self.classes.bits(edge.classes), &mut shared) {
                        let mut carriers = edge.carriers.clone();
                        carriers.push(carrier);
                        grow(&mut passed, &shared);
                        // Of the flows behind the first one, the first that a page sets off.
                        let page = edge.page.or(next.last.filter(|it| embeds(self.inventory, *it)));
                        let way = next.last.map(|it| alike.get(&it).copied().unwrap_or(it));
                        if !known.add(way, &mut shared) {
                            detours.push((carriers, page));
                            continue;
                        }
                        let classes = self.classes.intern(&shared);
                        // Who cannot read cannot make anonymous: what left the sender is what its own flow says.
                        open.push_back(Edge { last: next.last, to: next.to, classes, page, carriers, ..edge.clone() });
                    }
                }
                if let Some(left) = left_with(self.classes.bits(edge.classes), &passed) {
                    // Somebody receives what a carrier takes on; nobody wrote who.
                    let classes = self.classes.intern(&Bits::of(&left));
                    edges.push(Edge { to: Node::Somebody, classes, ..edge.clone() });
                }
                if may_decrypt(self.inventory, carrier) {
                    edges.push(Edge { only_if_decrypted: true, ..edge });
                }
            }
            let found = edges.get_mut(n_before..).unwrap_or_default();
            add_detours(found, detours);
            if edges.len() == n_before && !start.only_if_decrypted {
                // Carriers that only send to each other.
                edges.push(Edge { to: Node::Somebody, ..start });
            }
        }
        self.edges = edges;
        joined.sort_unstable();
        joined.dedup();
        joined
    }

    /// What is followed from a hop: all of it, unless a carrier that somebody sends into passes it on. Then it is what never
    /// went in; and, of one that may decrypt, what it sends on itself if it does.
    fn starts(&mut self, hop: &Edge, carrier: Option<SystemId>, unsent: Option<Bits>) -> [Option<Edge>; 2] {
        let Some(carrier) = carrier else {
            return [Some(hop.clone()), None];
        };
        let mut own = None;
        if may_decrypt(self.inventory, carrier) {
            let mut passed = Bits::of(self.classes.bits(hop.classes));
            let unsent = unsent.iter().flat_map(|it| it.words());
            passed.iter_mut().zip(unsent).for_each(|(it, unsent)| *it &= !unsent);
            let is_any = !passed.is_none();
            let passed = Edge { only_if_decrypted: true, classes: self.classes.intern(&passed), ..hop.clone() };
            own = is_any.then_some(passed);
        }
        [own, unsent.map(|it| Edge { classes: self.classes.intern(&it), ..hop.clone() })]
    }

    /// Leaves out what a carrier sends itself if it decrypts, wherever the sender before it answers for the same anyway; given
    /// are the carriers that others send into.
    pub(super) fn leave_out_answered(&mut self, joined: &[SystemId]) {
        let edges = std::mem::take(&mut self.edges);
        self.edges = self.without_answered(edges, joined);
    }

    fn without_answered(&self, edges: Vec<Edge>, joined: &[SystemId]) -> Vec<Edge> {
        let of_carrier = |it: &Edge| {
            it.only_if_decrypted && self.is_transparent(it.from).is_some_and(|it| joined.binary_search(&it).is_ok())
        };
        if !edges.iter().any(of_carrier) {
            return edges;
        }
        let operator = |it: Node| if let Node::System(it) = it { self.inventory.operator(it) } else { None };
        let mut unanswered = FxHashSet::default();
        for edge in edges.iter().filter(|it| !of_carrier(it)) {
            let of_one = operator(edge.from).is_some() && operator(edge.from) == operator(edge.to);
            let is_source =
                matches!(edge.from, Node::System(it) if self.setting.sources.get(it.index()) == Some(&true));
            if of_one || !is_source {
                unanswered.extend(edge.carriers.iter().map(|it| (Node::System(*it), edge.to)));
            }
        }
        let stays = |it: &Edge| {
            let own = operator(it.from).is_some() && operator(it.from) == operator(it.to);
            !of_carrier(it) || (!own && unanswered.contains(&(it.from, it.to)))
        };
        edges.into_iter().filter(stays).collect()
    }

    /// Of flows from carriers that say the same of one receiver, the first by name: by whichever of them data come, they
    /// come once.
    fn alike(&self, hops: &[Edge]) -> FxHashMap<FlowId, FlowId> {
        let out = hops.iter().filter(|it| self.is_transparent(it.from).is_some());
        let ends = out.filter_map(|hop| match (hop.to, hop.last) {
            (Node::System(to), Some(flow)) if !passes_on(self.inventory, to) => Some((to, flow)),
            _ => None,
        });
        let mut ends = ends.collect::<Vec<_>>();
        ends.sort_by_key(|(_, flow)| name_of(self.inventory, *flow));
        let mut first: FxHashMap<SystemId, Vec<FlowId>> = FxHashMap::default();
        let mut alike = FxHashMap::default();
        for (to, flow) in ends {
            let table = |it: FlowId| &self.inventory.flow(it).table;
            let seen = first.entry(to).or_default();
            match seen.iter().find(|it| says_the_same(table(**it), table(flow))) {
                Some(same) => drop(alike.insert(flow, *same)),
                None if seen.len() < MAX_ALIKE => seen.push(flow),
                None => {}
            }
        }
        alike
    }
}

/// What a flow is called, part by part.
pub(super) fn name_of(inventory: &Inventory, flow: FlowId) -> [&str; 3] {
    let entry = inventory.flow(flow);
    let id = entry.table.id.as_ref().map_or("", |it| it.value.as_str());
    [&inventory.system(entry.from).id, &inventory.system(entry.to).id, id]
}

/// Flows that are compared with each flow into a receiver; carriers that take turns say the same.
const MAX_ALIKE: usize = 4;

/// Whether two flows into one receiver say the same of it, whatever they carry.
fn says_the_same(one: &Flow, other: &Flow) -> bool {
    let said = |it: &Flow| {
        let details = it.few.get().map(|it| FlowDetails { code: None, ..it.clone() });
        details.filter(|it| *it != FlowDetails::default())
    };
    let Flow { about: _, id: _, from: _, to: _, data: _, purpose, via, status, few: _ } = one;
    (purpose, via, status) == (&other.purpose, &other.via, &other.status) && said(one) == said(other)
}

/// What each flow out of a carrier was found to carry on, so that it is followed once, however many ways lead there.
pub(super) struct Delivered<K>(FxHashMap<K, Vec<u64>>);

impl<K> Default for Delivered<K> {
    fn default() -> Self {
        Self(FxHashMap::default())
    }
}

impl<K: Eq + Hash> Delivered<K> {
    /// Adds classes and leaves of them what is new; gives whether anything is.
    pub(super) fn add(&mut self, key: K, bits: &mut [u64]) -> bool {
        let known = self.0.entry(key).or_insert_with(|| vec![0; bits.len()]);
        for (known, bits) in known.iter_mut().zip(bits.iter_mut()) {
            let new = *bits & !*known;
            *known |= *bits;
            *bits = new;
        }
        bits.iter().any(|it| *it != 0)
    }
}

/// Adds carriers, and the page, of other ways to an edge that goes the same way from where they meet: the data may pass them too.
fn add_detours(edges: &mut [Edge], detours: Vec<(Vec<SystemId>, Option<FlowId>)>) {
    for (detour, page) in detours {
        let Some(edge) = edges.iter_mut().find(|it| detour.last().is_some_and(|last| it.carriers.contains(last)))
        else {
            continue;
        };
        edge.page = edge.page.or(page);
        for carrier in detour {
            if !edge.carriers.contains(&carrier) {
                edge.carriers.push(carrier);
            }
        }
    }
}

/// Whether somebody's page sets a flow off.
pub(super) fn embeds(inventory: &Inventory, flow: FlowId) -> bool {
    inventory.flow(flow).table.embedded_by.is_some()
}

/// Whether a system only passes on what it gets, as far as anybody wrote.
#[must_use]
pub fn passes_on(inventory: &Inventory, system: SystemId) -> bool {
    is_carrier(inventory, system) && decrypts(inventory, system) != Answer::Yes
}

/// What is recorded of whether a system decrypts; one of which nobody wrote that it cannot read may, unless what it carries is
/// said to be encrypted from end to end.
fn decrypts(inventory: &Inventory, system: SystemId) -> Answer {
    let table = &inventory.system(system).table;
    let kind = |it: &Spanned<MeasureRef>| inventory.measure(it.value.0).table.kind.as_ref().map(|it| it.value);
    let is_closed = || {
        let mut measures = table.measures.iter().flat_map(|it| &it.value);
        measures.any(|it| kind(it) == Some(MeasureKind::EndToEndEncryption))
    };
    match &table.decrypts {
        Some(said) => said.value,
        None if is_closed() => Answer::No,
        None => Answer::Unknown,
    }
}

fn is_carrier(inventory: &Inventory, system: SystemId) -> bool {
    inventory.system(system).table.kind.as_ref().is_some_and(|it| it.value == SystemKind::Carrier)
}

/// Who lies behind carriers: the flows out of them are looked through once, where they are first asked for.
#[derive(Debug, Default)]
pub struct Behind {
    leaving: OnceLock<FxHashMap<SystemId, Vec<SystemId>>>,
}

impl Behind {
    /// Who receives what is sent to a system: those behind it where it only passes data on.
    #[must_use]
    pub fn receivers(&self, inventory: &Inventory, system: SystemId) -> Vec<SystemId> {
        if !passes_on(inventory, system) {
            return vec![system];
        }
        let leaving = self.leaving.get_or_init(|| {
            let mut leaving: FxHashMap<SystemId, Vec<SystemId>> = FxHashMap::default();
            for flow in inventory.flows.iter().filter(|it| passes_on(inventory, it.from)) {
                leaving.entry(flow.from).or_default().push(flow.to);
            }
            leaving
        });
        let (mut found, mut open) = (Vec::new(), vec![system]);
        let mut seen = FxHashSet::from_iter([system]);
        while let Some(system) = open.pop() {
            match passes_on(inventory, system) {
                true => open.extend(leaving.get(&system).into_iter().flatten().filter(|it| seen.insert(**it))),
                false => found.push(system),
            }
        }
        found
    }
}

/// Of a carrier, what is recorded of whether it decrypts, where it does or may: it is a processor then.
#[must_use]
pub fn opens(inventory: &Inventory, system: SystemId) -> Option<Answer> {
    Some(decrypts(inventory, system)).filter(|it| is_carrier(inventory, system) && *it != Answer::No)
}

/// Whether a carrier may decrypt, and nobody knows: then edges end at it too.
#[must_use]
pub fn may_decrypt(inventory: &Inventory, carrier: SystemId) -> bool {
    opens(inventory, carrier) == Some(Answer::Unknown)
}

/// Whether somebody wrote of a carrier that it cannot read.
pub(super) fn cannot_read(inventory: &Inventory, carrier: SystemId) -> bool {
    is_carrier(inventory, carrier) && decrypts(inventory, carrier) == Answer::No
}

/// What goes into a carrier and is not passed on; data that nobody described may be any that is.
pub(super) fn left_with(sent: &[u64], passed: &[u64]) -> Option<Vec<u64>> {
    let goes_on = passed.iter().any(|it| *it != 0);
    if Classes::has_unspecified(passed) {
        return None;
    }
    let mut left = vec![0; sent.len()];
    Classes::list(sent).filter(|it| !Classes::has(passed, *it)).for_each(|it| Classes::insert(&mut left, it));
    if Classes::has_unspecified(sent) && !goes_on {
        Classes::insert_unspecified(&mut left);
    }
    left.iter().any(|it| *it != 0).then_some(left)
}
