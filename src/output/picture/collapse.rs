//! A large graph as one node for each place and operator, with counts. Leaves nothing out.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::assess::Standpoint;

use super::{
    super::names, Arrow, Chosen, Dot, Group, Key, MAX_NAME, NOTHING_PROTECTED, Picture, key, rank, standpoint_word,
};

/// What stands for several nodes.
struct Heap {
    n: usize,
    standpoint: Standpoint,
    is_focus: bool,
}

/// Draws nodes of one place and operator as one, and their edges as one for each verdict.
pub(super) fn picture(chosen: &Chosen<'_, '_>, nodes: &[Key]) -> Picture {
    let mut heaps: BTreeMap<(String, String), Heap> = BTreeMap::new();
    let mut of_node: FxHashMap<Key, (String, String)> = FxHashMap::default();
    for node in nodes {
        let at = (chosen.group(*node), operator(chosen, *node));
        let standpoint = chosen.standpoint(node.0);
        let is_focus = chosen.focus.is_some_and(|it| node.0 == crate::graph::Node::System(it));
        let heap = heaps.entry(at.clone()).or_insert(Heap { n: 0, standpoint, is_focus });
        heap.n += 1;
        heap.standpoint = heap.standpoint.min(standpoint);
        heap.is_focus |= is_focus;
        of_node.insert(*node, at);
    }
    let mut groups: Vec<Group> = Vec::new();
    let mut numbers: FxHashMap<&(String, String), usize> = FxHashMap::default();
    for (number, (at, heap)) in heaps.iter().enumerate() {
        numbers.insert(at, number);
        let mut lines = vec![at.1.clone(), names::count(heap.n, "system", "systems")];
        lines.extend(standpoint_word(heap.standpoint).map(str::to_owned));
        let dot = Dot { lines, standpoint: heap.standpoint, is_focus: heap.is_focus };
        match groups.last_mut().filter(|it| it.name == at.0) {
            Some(group) => group.nodes.push((number, dot)),
            None => groups.push(Group { name: at.0.clone(), nodes: vec![(number, dot)] }),
        }
    }
    let number = |it: Key| of_node.get(&it).and_then(|it| numbers.get(it)).copied().unwrap_or_default();
    let mut counts: BTreeMap<(usize, usize, usize), (usize, Option<&'static str>)> = BTreeMap::new();
    for line in &chosen.lines {
        let verdict = chosen.verdict(line);
        let ends = (number(key(line.from, line)), number(key(line.to, line)), rank(verdict));
        counts.entry(ends).or_insert((0, verdict)).0 += 1;
    }
    let edges = counts.into_iter().map(|((from, to, _), (n, verdict))| Arrow {
        from,
        to,
        verdict,
        lines: vec![names::count(n, "flow", "flows"), verdict.unwrap_or(NOTHING_PROTECTED).to_owned()],
    });
    Picture { title: Vec::new(), groups, edges: edges.collect() }
}

fn operator(chosen: &Chosen<'_, '_>, Key(node, _): Key) -> String {
    match chosen.entity(node) {
        Some(id) => names::cut(chosen.assessment.inventory.organization_name(id), MAX_NAME),
        None => "operator not recorded".to_owned(),
    }
}
