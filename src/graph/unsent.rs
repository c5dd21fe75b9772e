//! What comes out of carriers that, by the record, never went into them. Never says who sent it.

use std::collections::BTreeSet;

use petgraph::{
    algo::kosaraju_scc,
    graph::{DiGraph, NodeIndex},
};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::inventory::SystemId;

use super::{
    carriers::left_with,
    classes::{Bits, grow, meets},
    edges::{Building, Edge},
};

impl Building<'_> {
    /// Of hops out of carriers that somebody sends into, the classes that came neither from who sends nor from a carrier
    /// before them; by the number of the hop. Carriers in a circle get them from each other, so that only the hops out of it
    /// count.
    pub(super) fn unsent(&self, hops: &[Edge], entered: &BTreeSet<SystemId>) -> FxHashMap<usize, Bits> {
        let mut unsent = FxHashMap::default();
        let (mut came, mut leaving) = (FxHashMap::default(), FxHashMap::<SystemId, Vec<usize>>::default());
        let (mut net, mut nodes) = (DiGraph::<SystemId, ()>::new(), FxHashMap::default());
        for (at, hop) in hops.iter().enumerate() {
            let ends = [hop.from, hop.to].map(|it| self.is_transparent(it));
            if let [Some(from), to] = ends {
                leaving.entry(from).or_default().push(at);
                let mut node = |it: SystemId| *nodes.entry(it).or_insert_with(|| net.add_node(it));
                let (from, to) = (node(from), to.map(node));
                if let Some(to) = to {
                    net.add_edge(from, to, ());
                }
            } else if let [None, Some(to)] = ends {
                self.add_came(&mut came, to, self.classes.bits(hop.classes));
            }
        }
        // Those that others send through come after these.
        for circle in kosaraju_scc(&net).into_iter().rev() {
            let circle = circle.into_iter().filter_map(|it: NodeIndex| net.node_weight(it).copied());
            let circle = circle.collect::<FxHashSet<_>>();
            let own = hops_of(&circle, &leaving);
            let (inner, outer): (Vec<_>, Vec<_>) = own
                .into_iter()
                .filter_map(|at| Some((at, hops.get(at)?)))
                .partition(|(_, hop)| self.is_transparent(hop.to).is_some_and(|it| circle.contains(&it)));
            self.go_round(&inner, &mut came);
            for (at, hop) in outer {
                let Some(carrier) = self.is_transparent(hop.from) else { continue };
                let has_come = came.get(&carrier).cloned().unwrap_or_else(|| self.classes.empty());
                let goes_on = hop.data_assumed && !has_come.is_none();
                let left = left_with(self.classes.bits(hop.classes), &has_come).filter(|_| !goes_on);
                if let Some(left) = left.filter(|_| entered.contains(&carrier)) {
                    unsent.insert(at, Bits::of(&left));
                }
                if let Some(to) = self.is_transparent(hop.to) {
                    let sent = if goes_on { &has_come } else { self.classes.bits(hop.classes) };
                    self.add_came(&mut came, to, sent);
                }
            }
        }
        unsent
    }

    /// Passes on between carriers in a circle what came to any of them.
    fn go_round(&self, inner: &[(usize, &Edge)], came: &mut FxHashMap<SystemId, Bits>) {
        let mut leaving = FxHashMap::<SystemId, Vec<(SystemId, &Edge)>>::default();
        for (_, hop) in inner {
            if let [Some(from), Some(to)] = [hop.from, hop.to].map(|it| self.is_transparent(it)) {
                leaving.entry(from).or_default().push((to, hop));
            }
        }
        let mut open = leaving.keys().copied().collect::<Vec<_>>();
        while let Some(from) = open.pop() {
            let Some(has_come) = came.get(&from).cloned() else { continue };
            for (to, hop) in leaving.get(&from).into_iter().flatten() {
                let mut shared = self.classes.empty();
                if meets(self.classes.bits(hop.classes), &has_come, &mut shared) && self.add_came(came, *to, &shared) {
                    open.push(*to);
                }
            }
        }
    }

    fn add_came(&self, came: &mut FxHashMap<SystemId, Bits>, carrier: SystemId, bits: &[u64]) -> bool {
        grow(came.entry(carrier).or_insert_with(|| self.classes.empty()), bits)
    }
}

/// The numbers of the hops out of some carriers, in their order.
fn hops_of(carriers: &FxHashSet<SystemId>, leaving: &FxHashMap<SystemId, Vec<usize>>) -> Vec<usize> {
    let mut own = carriers.iter().filter_map(|it| leaving.get(it)).flatten().copied().collect::<Vec<_>>();
    own.sort_unstable();
    own
}
