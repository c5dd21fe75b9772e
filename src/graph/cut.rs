//! The cheapest set of arcs that parts a source from a sink. Knows numbers and nodes only: no law, no inventory.

use petgraph::{
    Direction,
    algo::dinics,
    graph::{DiGraph, NodeIndex},
    unionfind::UnionFind,
    visit::EdgeRef,
};

/// A way from one node to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arc {
    /// Where it starts, by number.
    pub from: usize,
    /// Where it leads, by number.
    pub to: usize,
    /// What it costs to cut it; `None` is never cut.
    pub cost: Option<u32>,
}

/// The arcs of a minimum cut, by their numbers in order: of all sets of least cost one with the fewest arcs, and of those the
/// one next to the sink. It does not depend on the order of nodes or arcs.
///
/// `None` where a way from `source` to `sink` has no arc that can be cut.
#[must_use]
pub fn minimum_cut(n_nodes: usize, source: usize, sink: usize, arcs: &[Arc]) -> Option<Vec<usize>> {
    let mut cut = Vec::new();
    for part in parts(n_nodes, source, sink, arcs) {
        cut.extend(cut_of_part(source, sink, arcs, &part)?);
    }
    cut.sort_unstable();
    Some(cut)
}

/// Arcs by what hangs together without source and sink: each part has a cut of its own, and a maximum flow is dear.
fn parts(n_nodes: usize, source: usize, sink: usize, arcs: &[Arc]) -> Vec<Vec<usize>> {
    let mut joined = UnionFind::<usize>::new(n_nodes);
    let is_end = |node: usize| node == source || node == sink;
    for arc in arcs.iter().filter(|it| !is_end(it.from) && !is_end(it.to)) {
        joined.union(arc.from, arc.to);
    }
    let mut at = vec![None; n_nodes];
    let mut parts: Vec<Vec<usize>> = Vec::new();
    for (number, arc) in arcs.iter().enumerate() {
        let inner = if is_end(arc.from) { arc.to } else { arc.from };
        let root = if is_end(inner) { inner } else { joined.find(inner) };
        let Some(slot) = at.get_mut(root) else {
            continue;
        };
        let part = *slot.get_or_insert_with(|| {
            parts.push(Vec::new());
            parts.len() - 1
        });
        parts.get_mut(part).into_iter().for_each(|it| it.push(number));
    }
    parts
}

fn cut_of_part(source: usize, sink: usize, arcs: &[Arc], part: &[usize]) -> Option<Vec<usize>> {
    let of_part = || part.iter().filter_map(|number| arcs.get(*number).map(|arc| (*number, arc)));
    // Of two cuts of one cost the one with fewer arcs weighs less: a whole unit of cost weighs more than all arcs together.
    let unit = u64::try_from(part.len()).unwrap_or(u64::MAX).saturating_add(1);
    let weight = |cost: u32| u64::from(cost).saturating_mul(unit).saturating_add(1);
    let all = of_part().filter_map(|(_, it)| it.cost).fold(0_u64, |sum, it| sum.saturating_add(weight(it)));
    let uncuttable = all.saturating_add(1);
    let mut net = DiGraph::<usize, u64>::new();
    let mut known = rustc_hash::FxHashMap::default();
    let mut node = |net: &mut DiGraph<usize, u64>, it: usize| *known.entry(it).or_insert_with(|| net.add_node(it));
    let (start, end) = (node(&mut net, source), node(&mut net, sink));
    let mut numbers = Vec::with_capacity(part.len());
    for (number, arc) in of_part() {
        let (from, to) = (node(&mut net, arc.from), node(&mut net, arc.to));
        net.add_edge(from, to, arc.cost.map_or(uncuttable, weight));
        numbers.push(number);
    }
    let (flow, flows) = dinics(&net, start, end);
    if flow >= uncuttable {
        return None;
    }
    let is_open = reaches(&net, end, &flows);
    let is_open = |it: NodeIndex| is_open.get(it.index()).copied().unwrap_or(false);
    let crossing = net.edge_references().filter(|it| !is_open(it.source()) && is_open(it.target()));
    Some(crossing.filter_map(|it| numbers.get(it.id().index()).copied()).collect())
}

/// The nodes from which more could still flow to `end`: back along arcs with room left, and forth along arcs in use.
fn reaches(net: &DiGraph<usize, u64>, end: NodeIndex, flows: &[u64]) -> Vec<bool> {
    let mut reaches = vec![false; net.node_count()];
    let mut open = vec![end];
    if let Some(slot) = reaches.get_mut(end.index()) {
        *slot = true;
    }
    while let Some(node) = open.pop() {
        let flow = |at: usize| flows.get(at).copied().unwrap_or(0);
        let room = net.edges_directed(node, Direction::Incoming);
        let room = room.filter(|it| flow(it.id().index()) < *it.weight()).map(|it| it.source());
        let used = net.edges_directed(node, Direction::Outgoing);
        let used = used.filter(|it| flow(it.id().index()) > 0).map(|it| it.target());
        for next in room.chain(used) {
            if let Some(slot) = reaches.get_mut(next.index()).filter(|it| !**it) {
                *slot = true;
                open.push(next);
            }
        }
    }
    reaches
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation, reason = "tests")]

    use super::*;

    fn arcs(list: &[(usize, usize, u32)]) -> Vec<Arc> {
        list.iter()
            .map(|(from, to, cost)| Arc { from: *from, to: *to, cost: Some(*cost).filter(|it| *it > 0) })
            .collect()
    }

    #[track_caller]
    fn check(n_nodes: usize, list: &[(usize, usize, u32)], expected: Option<&[usize]>) {
        assert_eq!(minimum_cut(n_nodes, 0, 1, &arcs(list)).as_deref(), expected);
    }

    #[test]
    fn the_cheapest_set_parts_source_and_sink() {
        check(2, &[], Some(&[]));
        check(2, &[(0, 1, 3)], Some(&[0]));
        // One arc after the other: the cheaper one; of equals the one next to the sink.
        check(3, &[(0, 2, 3), (2, 1, 4)], Some(&[0]));
        check(3, &[(0, 2, 3), (2, 1, 3)], Some(&[1]));
        // Many into one: one arc for all of them, where it costs no more than they do together.
        check(5, &[(0, 2, 2), (0, 3, 2), (2, 4, 0), (3, 4, 0), (4, 1, 3)], Some(&[4]));
        check(5, &[(0, 2, 2), (0, 3, 2), (2, 4, 0), (3, 4, 0), (4, 1, 5)], Some(&[0, 1]));
        // Of one cost, the fewest.
        check(5, &[(0, 2, 0), (2, 3, 2), (2, 4, 2), (3, 1, 0), (4, 1, 0), (0, 2, 4)], Some(&[1, 2]));
        check(4, &[(0, 2, 4), (2, 3, 2), (2, 3, 2), (3, 1, 0)], Some(&[0]));
        // Parts that do not hang together, and a circle.
        check(4, &[(0, 2, 1), (2, 1, 9), (0, 3, 9), (3, 1, 1)], Some(&[0, 3]));
        check(4, &[(0, 2, 5), (2, 3, 9), (3, 2, 9), (3, 1, 6)], Some(&[0]));
        // What cannot be cut.
        check(3, &[(0, 2, 0), (2, 1, 0)], None);
        check(2, &[(0, 1, 0)], None);
        check(3, &[(0, 2, 0)], Some(&[]));
    }

    /// Against all subsets of arcs of small networks.
    #[test]
    fn no_subset_is_cheaper() {
        let mut seed = 7_u64;
        let mut random = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((seed >> 33) % below) as u32
        };
        for _ in 0..400 {
            let n_nodes = 3 + random(4) as usize;
            let n_arcs = 1 + random(9) as usize;
            let list = (0..n_arcs).map(|_| {
                let (from, to) = (random(n_nodes as u64) as usize, random(n_nodes as u64) as usize);
                Arc { from, to, cost: Some(random(5)).filter(|it| *it > 0) }
            });
            let list = list.collect::<Vec<_>>();
            let parted = |kept: &dyn Fn(usize) -> bool| {
                let mut reached = vec![false; n_nodes];
                reached[0] = true;
                for _ in 0..n_nodes {
                    for (at, arc) in list.iter().enumerate().filter(|(at, _)| kept(*at)) {
                        let _ = at;
                        reached[arc.to] |= reached[arc.from];
                    }
                }
                !reached[1]
            };
            let cost = |set: &dyn Fn(usize) -> bool| {
                let all = list.iter().enumerate().filter(|(at, _)| set(*at)).map(|(_, it)| it.cost);
                all.collect::<Option<Vec<_>>>().map(|it| (it.iter().sum::<u32>(), it.len()))
            };
            let subsets = (0..1_u32 << n_arcs).map(|set| move |at: usize| set >> at & 1 == 1);
            let best = subsets.filter(|set| parted(&|at| !set(at))).filter_map(|set| cost(&set)).min();
            let found = minimum_cut(n_nodes, 0, 1, &list);
            if let Some(found) = &found {
                assert!(parted(&|at| !found.contains(&at)), "{list:?} {found:?}");
            }
            assert_eq!(found.and_then(|it| cost(&|at| it.contains(&at))), best, "{list:?}");
        }
    }
}
