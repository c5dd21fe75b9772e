//! In which ways each node received each class, to a fixpoint. Never reads what a way asks of the next hop.

use petgraph::graph::NodeIndex;
use rustc_hash::FxHashMap;

use crate::{
    graph::{Bits, Classes, Node, grow, is_any},
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
    /// For each node, where its sets begin.
    nodes: Vec<Option<usize>>,
    /// For each node and each way, the classes that came in it.
    sets: Vec<u64>,
    under: FxHashMap<(NodeIndex, Mode), Vec<Ground>>,
}

impl Modes {
    /// Reads all receipts: rows that rest on nothing hand on what their senders have, to a fixpoint.
    pub(crate) fn of(world: &World<'_>, receipts: &[Receipt]) -> Self {
        let words = world.graph.classes.words();
        let mut modes = Self { words, nodes: Vec::new(), sets: Vec::new(), under: FxHashMap::default() };
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
        if self.nodes.len() <= node.index() {
            self.nodes.resize(node.index() + 1, None);
        }
        let n_sets = self.sets.len();
        let start = self.nodes.get_mut(node.index()).map_or(n_sets, |it| *it.get_or_insert(n_sets));
        if start == n_sets {
            self.sets.resize(start + length, 0);
        }
        let start = start + self.words * mode as usize;
        let set = self.sets.get_mut(start..start + self.words).unwrap_or_default();
        if grow(set, bits) {
            changed.push(node);
        }
    }

    /// What a node received in a way.
    fn set(&self, node: NodeIndex, mode: Mode) -> &[u64] {
        let start = self.nodes.get(node.index()).copied().flatten().map(|it| it + self.words * mode as usize);
        start.and_then(|it| self.sets.get(it..it + self.words)).unwrap_or_default()
    }

    /// Which of some classes came to a node in a way; `None` where none did.
    fn came(&self, node: NodeIndex, mode: Mode, bits: &[u64]) -> Option<Bits> {
        let set = self.set(node, mode);
        is_any(set).then(|| which(bits, set)).filter(|it| !it.is_none())
    }

    /// The ways in which a node received what is looked for.
    fn ways(&self, node: NodeIndex, holds: impl Fn(&[u64]) -> bool) -> WaysIn {
        let own = Mode::ALL.iter().filter(|it| holds(self.set(node, **it)));
        own.fold(WaysIn::default(), |ways, mode| ways.with(*mode))
    }

    /// How a node received a class that it made: as what it made it from, else as anything that it received.
    fn of_made(&self, world: &World<'_>, node: NodeIndex, class: DataId) -> WaysIn {
        let bases = world.derived.bases(class);
        let of_bases = if is_any(bases) { self.ways(node, |set| is_met(bases, set)) } else { WaysIn::default() };
        if of_bases == WaysIn::default() { self.ways(node, is_any) } else { of_bases }
    }

    /// Splits an onward row where its classes came in different ways, and these ask different things.
    pub(crate) fn readings(
        &self,
        world: &World<'_>,
        row: &Pending<'_>,
    ) -> impl Iterator<Item = (Reading<'_>, Bits)> + use<'_> {
        let bits = &row.group.bits;
        let node = index(world.edge(row.edge).from);
        let mut split = match node {
            Some(node) => self.split(world, node, bits),
            None => vec![(WaysIn::default().with(Mode::Nothing), bits.clone())],
        };
        if node.is_some() {
            split.iter_mut().for_each(|it| it.0 = onward::that_count(world, row, it.0));
            split.sort_by_key(|it| (it.0.first(), it.0));
            split.dedup_by(|next, own| {
                let is_same = next.0 == own.0;
                if is_same {
                    grow(&mut own.1, &next.1);
                }
                is_same
            });
        }
        let under = move |ways: WaysIn| node.and_then(|it| self.under.get(&(it, ways.first())));
        split
            .into_iter()
            .map(move |(ways, bits)| (Reading { ways, under: under(ways).map_or(&[][..], Vec::as_slice) }, bits))
    }

    /// Splits classes by the ways in which a node received them.
    fn split(&self, world: &World<'_>, node: NodeIndex, bits: &[u64]) -> Vec<(WaysIn, Bits)> {
        let mut parts: Vec<(WaysIn, Bits)> = Vec::new();
        let mut add = |ways: WaysIn, put: &dyn Fn(&mut [u64])| match parts.iter_mut().find(|it| it.0 == ways) {
            Some((_, part)) => put(part),
            None => {
                let mut part = world.graph.classes.empty();
                put(&mut part);
                parts.push((ways, part));
            }
        };
        for class in Classes::list(bits) {
            let came = self.ways(node, |set| Classes::has(set, class) || Classes::has_unspecified(set));
            let ways = if came == WaysIn::default() { self.of_made(world, node, class) } else { came };
            add(ways, &|part| Classes::insert(part, class));
        }
        // Sent on, what nobody described is all that was received.
        if Classes::has_unspecified(bits) {
            add(self.ways(node, is_any), &Classes::insert_unspecified);
        }
        parts
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

/// Whether any of some classes is in a set, or may be.
fn is_met(bits: &[u64], set: &[u64]) -> bool {
    let is_in = bits.iter().zip(set).any(|(bits, set)| bits & set != 0);
    is_in || Classes::has_unspecified(set)
}

fn index(node: Node) -> Option<NodeIndex> {
    match node {
        Node::System(system) => Some(NodeIndex::new(system.index())),
        Node::Party(_) | Node::Somebody => None,
    }
}
