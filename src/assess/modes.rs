//! In which ways each node received each class, to a fixpoint. Never reads what a way asks of the next hop.

use petgraph::graph::NodeIndex;
use rustc_hash::FxHashMap;

use crate::{
    graph::{Bits, Classes, Node},
    inventory::DataId,
};

use super::{
    onward::{self, HandsOn, Mode, Reading, Receipt, WaysIn},
    rows::Pending,
    transfer::Ground,
    world::World,
};

/// How each node received each class.
pub(crate) struct Modes {
    /// How many words a set of classes takes.
    words: usize,
    /// Where the sets of a node begin.
    nodes: FxHashMap<NodeIndex, usize>,
    /// For each node and each way, the classes that came in it.
    sets: Vec<u64>,
    under: FxHashMap<(NodeIndex, Mode), Vec<Ground>>,
}

impl Modes {
    /// Reads all receipts: rows that rest on nothing hand on what their senders have, to a fixpoint.
    pub(crate) fn of(world: &World<'_>, receipts: &[Receipt]) -> Self {
        let words = world.graph.classes.words();
        let mut modes = Self { words, nodes: FxHashMap::default(), sets: Vec::new(), under: FxHashMap::default() };
        let mut passing: FxHashMap<NodeIndex, Vec<(NodeIndex, &Bits)>> = FxHashMap::default();
        let mut changed = Vec::new();
        for receipt in receipts {
            let Some(to) = index(receipt.to) else {
                continue;
            };
            match receipt.hands_on {
                HandsOn::Mode(mode) => {
                    if let Some(ground) = receipt.under {
                        modes.under.entry((to, mode)).or_default().push(ground);
                    }
                    modes.add(to, receipt.bits.words(), mode, &mut changed);
                }
                HandsOn::SendersOwn => {
                    if let Some(from) = index(receipt.from) {
                        passing.entry(from).or_default().push((to, &receipt.bits));
                    }
                }
            }
        }
        // Nothing hangs on which flow stands first.
        for under in modes.under.values_mut().filter(|it| it.len() > 1) {
            under.sort_by(|one, other| onward::by_edition(world.inventory, *one, *other));
            under.dedup();
        }
        while let Some(node) = changed.pop() {
            for (to, bits) in passing.get(&node).into_iter().flatten() {
                for mode in Mode::ALL {
                    if let Some(came) = modes.came(node, mode, bits.words()) {
                        modes.add(*to, &came, mode, &mut changed);
                    }
                }
            }
        }
        modes
    }

    /// Adds that classes came in a way.
    fn add(&mut self, node: NodeIndex, bits: &[u64], mode: Mode, changed: &mut Vec<NodeIndex>) {
        let length = self.words * Mode::ALL.len();
        let start = *self.nodes.entry(node).or_insert(self.sets.len());
        if start == self.sets.len() {
            self.sets.resize(start + length, 0);
        }
        let set = self.sets.get_mut(start..start + length).unwrap_or_default();
        let mut is_new = false;
        for (known, bits) in set.iter_mut().skip(self.words * mode as usize).zip(bits) {
            is_new |= bits & !*known != 0;
            *known |= bits;
        }
        if is_new {
            changed.push(node);
        }
    }

    /// What a node received, by the way in which it came.
    fn received(&self, node: NodeIndex) -> impl Iterator<Item = (Mode, &[u64])> {
        let length = self.words * Mode::ALL.len();
        let sets = self.nodes.get(&node).and_then(|it| self.sets.get(*it..*it + length)).unwrap_or_default();
        Mode::ALL.into_iter().zip(sets.chunks(self.words)).filter(|(_, set)| set.iter().any(|it| *it != 0))
    }

    /// Which of some classes came to a node in a way; `None` where none did.
    fn came(&self, node: NodeIndex, mode: Mode, bits: &[u64]) -> Option<Bits> {
        let (_, set) = self.received(node).find(|(it, _)| *it == mode)?;
        let came = which(bits, set);
        (!came.is_none()).then_some(came)
    }

    /// The ways in which a node received some classes; `None` where not all of them came in the same ones, or none did.
    fn same_ways(&self, node: NodeIndex, bits: &[u64]) -> Option<WaysIn> {
        let mut ways = WaysIn::default();
        for (mode, set) in self.received(node) {
            let came = which(bits, set);
            if came.words() == bits {
                ways = ways.with(mode);
            } else if !came.is_none() {
                return None;
            }
        }
        Some(ways).filter(|it| *it != WaysIn::default())
    }

    /// Splits classes by the ways in which a node received them; gives those apart of which nothing came.
    fn split(&self, node: NodeIndex, bits: &[u64]) -> (Vec<(WaysIn, Bits)>, Bits) {
        let mut parts = vec![(WaysIn::default(), Bits::of(bits))];
        for (mode, set) in self.received(node) {
            for at in 0..parts.len() {
                let Some((ways, all)) = parts.get_mut(at) else { continue };
                let came = which(all, set);
                if came == *all {
                    *ways = ways.with(mode);
                } else if !came.is_none() {
                    all.iter_mut().zip(came.iter()).for_each(|(all, came)| *all &= !came);
                    let ways = ways.with(mode);
                    parts.push((ways, came));
                }
            }
        }
        let at = parts.iter().position(|(ways, _)| *ways == WaysIn::default());
        let left = at.map(|it| parts.swap_remove(it).1);
        (parts, left.unwrap_or_else(|| none(bits)))
    }

    /// How a node received a class that it made: as what it made it from, else as anything that it received.
    fn of_made(&self, world: &World<'_>, node: NodeIndex, class: DataId) -> WaysIn {
        let bases = world.derived.bases(class);
        let of_bases = if bases.is_empty() { Vec::new() } else { self.split(node, bases).0 };
        let all = of_bases.into_iter().map(|it| it.0).reduce(WaysIn::and);
        let anything = || self.received(node).map(|it| it.0).fold(WaysIn::default(), WaysIn::with);
        all.unwrap_or_else(anything)
    }

    /// Splits an onward row where its classes came in different ways, and these ask different things.
    pub(crate) fn readings(&self, world: &World<'_>, row: &Pending<'_>) -> Vec<(Reading<'_>, Bits)> {
        let nothing = WaysIn::default().with(Mode::Nothing);
        let Some(node) = index(world.edge(row.edge).from) else {
            return vec![(Reading { ways: nothing, under: &[] }, row.group.bits.clone())];
        };
        let under = |ways: WaysIn| self.under.get(&(node, ways.first())).map_or(&[][..], Vec::as_slice);
        if let Some(ways) = self.same_ways(node, &row.group.bits) {
            let ways = onward::that_count(world, row, ways);
            return vec![(Reading { ways, under: under(ways) }, row.group.bits.clone())];
        }
        let (parts, left) = self.split(node, &row.group.bits);
        let mut split: Vec<(WaysIn, Bits)> = Vec::new();
        let mut add = |ways: WaysIn, put: &dyn Fn(&mut [u64])| {
            let ways = onward::that_count(world, row, ways);
            let at = split.iter().position(|it| it.0 == ways).unwrap_or_else(|| {
                split.push((ways, world.graph.classes.empty()));
                split.len() - 1
            });
            split.get_mut(at).into_iter().for_each(|it| put(&mut it.1));
        };
        for (ways, bits) in &parts {
            add(*ways, &|it| it.iter_mut().zip(bits.iter()).for_each(|(it, bits)| *it |= bits));
        }
        for class in Classes::list(&left) {
            add(self.of_made(world, node, class), &|it| Classes::insert(it, class));
        }
        if Classes::has_unspecified(&left) {
            add(nothing, &Classes::insert_unspecified);
        }
        split.sort_by_key(|it| (it.0.first(), it.0));
        split.into_iter().map(|(ways, bits)| (Reading { ways, under: under(ways) }, bits)).collect()
    }
}

/// Those of some classes that are in a set.
///
/// What nobody described may be any class: it counts for each of them. Sent on, it is all that was received.
fn which(bits: &[u64], set: &[u64]) -> Bits {
    let mut which = Bits::of(bits);
    if !Classes::has_unspecified(set) {
        which.iter_mut().zip(set).for_each(|(bits, set)| *bits &= set);
    }
    if Classes::has_unspecified(bits) {
        Classes::insert_unspecified(&mut which);
    }
    which
}

/// No classes, in as many words.
fn none(bits: &[u64]) -> Bits {
    let mut none = Bits::of(bits);
    none.fill(0);
    none
}

fn index(node: Node) -> Option<NodeIndex> {
    match node {
        Node::System(system) => Some(NodeIndex::new(system.index())),
        Node::Party(_) | Node::Somebody => None,
    }
}
