//! In which ways each node received each class, to a fixpoint. Never reads what a way asks of the next hop.

use petgraph::graph::NodeIndex;
use rustc_hash::FxHashMap;

use crate::{
    graph::{Bits, Classes, Node},
    inventory::DataId,
};

use super::{
    onward::{HandsOn, Mode, Reading, Receipt},
    rows::Pending,
    transfer::Ground,
    world::World,
};

/// All ways of receiving data, the strictest first.
const STRICTEST_FIRST: [Mode; 5] = [Mode::Nothing, Mode::Processor, Mode::Controller, Mode::Adequacy, Mode::Returned];

/// How each node received each class.
pub(crate) struct Modes {
    /// How many words a set of classes takes.
    words: usize,
    /// Where the sets of a node begin.
    nodes: FxHashMap<NodeIndex, usize>,
    /// For each node and each way, the classes of which it is the strictest way in which they came.
    sets: Vec<u64>,
    under: FxHashMap<(NodeIndex, Mode), Vec<Ground>>,
}

impl Modes {
    /// Reads all receipts: rows that rest on nothing hand on what their senders have, to a fixpoint. `words`: how many
    /// a set of classes takes.
    pub(crate) fn of(words: usize, receipts: &[Receipt]) -> Self {
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
                    modes.lower(to, receipt.bits.words(), mode, &mut changed);
                }
                HandsOn::SendersOwn => {
                    if let Some(from) = index(receipt.from) {
                        passing.entry(from).or_default().push((to, &receipt.bits));
                    }
                }
            }
        }
        while let Some(node) = changed.pop() {
            for (to, bits) in passing.get(&node).into_iter().flatten() {
                let (split, _) = modes.split(node, bits.words());
                split.into_iter().for_each(|(mode, bits)| modes.lower(*to, &bits, mode, &mut changed));
            }
        }
        modes
    }

    /// Adds that classes came in a way, where they did not come in a stricter one.
    fn lower(&mut self, node: NodeIndex, bits: &[u64], mode: Mode, changed: &mut Vec<NodeIndex>) {
        let length = self.words * STRICTEST_FIRST.len();
        let start = *self.nodes.entry(node).or_insert(self.sets.len());
        if start == self.sets.len() {
            self.sets.resize(start + length, 0);
        }
        let sets = self.sets.get_mut(start..start + length).unwrap_or_default();
        let mut fresh = bits.to_vec();
        for (set, _) in sets.chunks(self.words).zip(STRICTEST_FIRST).filter(|(_, it)| *it <= mode) {
            fresh.iter_mut().zip(set).for_each(|(fresh, known)| *fresh &= !known);
        }
        if fresh.iter().all(|it| *it == 0) {
            return;
        }
        for (set, of) in sets.chunks_mut(self.words).zip(STRICTEST_FIRST) {
            for (set, fresh) in set.iter_mut().zip(&fresh) {
                *set = if of == mode { *set | fresh } else { *set & !fresh };
            }
        }
        changed.push(node);
    }

    /// What a node received, by the strictest way in which each class came.
    fn received(&self, node: NodeIndex) -> impl Iterator<Item = (Mode, &[u64])> {
        let length = self.words * STRICTEST_FIRST.len();
        let sets = self.nodes.get(&node).and_then(|it| self.sets.get(*it..*it + length)).unwrap_or_default();
        STRICTEST_FIRST.into_iter().zip(sets.chunks(self.words)).filter(|(_, set)| set.iter().any(|it| *it != 0))
    }

    /// Splits classes by how a node received them; gives those apart of which nothing came.
    ///
    /// What nobody described may be any class: it counts for each of them. Sent on, it is all that was received.
    fn split(&self, node: NodeIndex, bits: &[u64]) -> (Vec<(Mode, Vec<u64>)>, Vec<u64>) {
        let mut left = bits.to_vec();
        let mut split = Vec::new();
        for (mode, set) in self.received(node) {
            let mut part = left.clone();
            if !Classes::has_unspecified(set) {
                part.iter_mut().zip(set).for_each(|(part, set)| *part &= set);
            }
            if Classes::has_unspecified(&left) {
                Classes::insert_unspecified(&mut part);
            }
            if part.iter().any(|it| *it != 0) {
                left.iter_mut().zip(&part).for_each(|(left, part)| *left &= !part);
                split.push((mode, part));
            }
        }
        (split, left)
    }

    /// How a node received a class that it made: as what it made it from, else as anything that it received.
    fn of_made(&self, world: &World<'_>, node: NodeIndex, class: DataId) -> Mode {
        let (of_bases, _) = self.split(node, world.derived.bases(class));
        let strictest = of_bases.first().map(|it| it.0);
        strictest.or_else(|| self.received(node).next().map(|it| it.0)).unwrap_or(Mode::Nothing)
    }

    /// Splits an onward row where its classes came in different ways.
    pub(crate) fn readings(&self, world: &World<'_>, row: &Pending<'_>) -> Vec<(Reading<'_>, Bits)> {
        let Some(node) = index(world.edge(row.edge).from) else {
            return vec![(Reading { mode: Mode::Nothing, under: &[] }, row.group.bits.clone())];
        };
        let (mut split, left) = self.split(node, row.group.bits.words());
        let mut add = |mode: Mode, put: &dyn Fn(&mut [u64])| {
            let at = split.iter().position(|it| it.0 == mode).unwrap_or_else(|| {
                split.push((mode, world.graph.classes.empty()));
                split.len() - 1
            });
            split.get_mut(at).into_iter().for_each(|it| put(&mut it.1));
        };
        for class in Classes::list(&left) {
            add(self.of_made(world, node, class), &|it| Classes::insert(it, class));
        }
        if Classes::has_unspecified(&left) {
            add(Mode::Nothing, &Classes::insert_unspecified);
        }
        split.sort_by_key(|it| it.0);
        let under = |mode| self.under.get(&(node, mode)).map_or(&[][..], Vec::as_slice);
        split.into_iter().map(|(mode, bits)| (Reading { mode, under: under(mode) }, Bits::of(&bits))).collect()
    }
}

fn index(node: Node) -> Option<NodeIndex> {
    match node {
        Node::System(system) => Some(NodeIndex::new(system.index())),
        Node::Party(_) | Node::Somebody => None,
    }
}
