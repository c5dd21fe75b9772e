//! Follows protected data from its sources through the graph to a fixpoint, and remembers how it came.

use std::collections::BTreeMap;

use jiff::civil::Date;
use petgraph::graph::{DiGraph, NodeIndex};

use super::{
    classes::{Bits, Classes, grow, is_any, leaves_any, meets, take_out},
    edges::{EdgeId, Graph, Node},
    hops::{Hop, Hops},
};

/// What a node is for the regime judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Everything it sends is protected.
    Source,
    /// It may be a source: a fact is missing.
    Possible,
    /// It passes on what it received.
    Other,
}

/// One step of protected data: which classes reached which node, over which edge, from which earlier step.
#[derive(Debug, Clone, Copy)]
pub struct Event {
    /// The node that was reached.
    pub node: NodeIndex,
    /// The edge that reached it; `None` at a source.
    pub edge: Option<EdgeId>,
    /// The step before; its own number at a source.
    pub before: u32,
    /// The step at the source.
    pub root: u32,
    /// How many edges lie between.
    pub depth: u32,
    /// The step before this one at the same node.
    earlier: Option<u32>,
}

/// Which protected data each node received; the steps to those that send on alone.
#[derive(Debug)]
pub struct Labels {
    words: usize,
    held: Vec<u64>,
    /// All steps, in the order in which they were taken: those nearer to a source first.
    pub events: Vec<Event>,
    event_bits: Vec<u64>,
    last: Vec<Option<u32>>,
}

/// Follows what sources send along all live edges that `passes` lets through.
///
/// `derived` adds to what is sent the classes that are made from held ones.
pub fn propagate(
    graph: &Graph,
    is_source: impl Fn(NodeIndex) -> bool,
    passes: impl Fn(&Hop) -> bool,
    derived: impl Fn(&[u64], &[u64], &mut [u64]),
) -> Labels {
    let begins = None::<fn(&Hop) -> bool>;
    follow(&graph.net, &graph.hops, graph, (is_source, begins), |it, _| passes(it).then_some(None), derived)
}

/// The same along the edges that there are only if a carrier decrypts too; `None` where there are none.
pub fn propagate_if_decrypted(
    graph: &Graph,
    is_source: impl Fn(NodeIndex) -> bool,
    passes: impl Fn(&Hop) -> bool,
    derived: impl Fn(&[u64], &[u64], &mut [u64]),
) -> Option<Labels> {
    let net = graph.if_decrypted.as_ref()?;
    let begins = None::<fn(&Hop) -> bool>;
    let hops = Hops::of(net, |it| graph.edge(it));
    Some(follow(net, &hops, graph, (is_source, begins), |it, _| passes(it).then_some(None), derived))
}

/// Follows along all live edges what begins where `begins` says so, of what sources send: on their other edges they hand on
/// what they received.
pub fn propagate_own(
    graph: &Graph,
    is_source: impl Fn(NodeIndex) -> bool,
    begins: impl Fn(&Hop) -> bool,
    derived: impl Fn(&[u64], &[u64], &mut [u64]),
) -> Labels {
    follow(&graph.net, &graph.hops, graph, (is_source, Some(begins)), |_, _| Some(None), derived)
}

/// The same along the edges of earlier days too; `None` where there are none.
///
/// `arrives` is told the day by which data were at the sender, and gives the day by which they are at the receiver, `None`
/// where they do not pass: an edge that ended before they came carries nothing of them. Of several ways the earliest counts.
pub fn propagate_ever(
    graph: &Graph,
    is_source: impl Fn(NodeIndex) -> bool,
    arrives: impl Fn(&Hop, Option<Date>) -> Option<Option<Date>>,
    derived: impl Fn(&[u64], &[u64], &mut [u64]),
) -> Option<Labels> {
    let net = graph.ever.as_ref()?;
    let begins = None::<fn(&Hop) -> bool>;
    Some(follow(net, &Hops::of(net, |it| graph.edge(it)), graph, (is_source, begins), arrives, derived))
}

fn follow(
    net: &DiGraph<Node, EdgeId>,
    hops: &Hops,
    graph: &Graph,
    (is_source, begins): (impl Fn(NodeIndex) -> bool, Option<impl Fn(&Hop) -> bool>),
    arrives: impl Fn(&Hop, Option<Date>) -> Option<Option<Date>>,
    derived: impl Fn(&[u64], &[u64], &mut [u64]),
) -> Labels {
    let words = graph.classes.words();
    let n_nodes = net.node_count();
    let mut labels = Labels {
        words,
        held: vec![0; words * n_nodes],
        // As many as there are where each edge brings something once; what of it is not needed is never touched.
        events: Vec::with_capacity(n_nodes + net.edge_count()),
        event_bits: Vec::new(),
        last: vec![None; n_nodes],
    };
    let none = graph.classes.empty();
    let mut first = Vec::new();
    for node in net.node_indices().filter(|it| is_source(*it)) {
        if !hops.from(node).is_empty() {
            first.push(labels.step(node, None, None, &none));
        }
    }
    // By the day by which the data were there, the earliest first; those of one day by their distance from a source.
    let mut waiting = BTreeMap::from([(None, first)]);
    let mut fresh = graph.classes.empty();
    while let Some((day, frontier)) = waiting.pop_first() {
        // Most edges let data through on the day on which they are there.
        let mut next = Vec::new();
        for event in frontier {
            let Some(step) = labels.events.get(event as usize).copied() else {
                continue;
            };
            let source = step.edge.is_none();
            let known = !source && is_source(step.node);
            if known && begins.is_none() {
                // All that it sends is protected already.
                continue;
            }
            let reached = Bits::of(labels.bits_of(event));
            for hop in hops.from(step.node) {
                let carried = graph.classes.bits(hop.classes);
                // Of what is there already nothing is new, whatever of it is sent.
                if !leaves_any(carried, labels.held(hop.to)) {
                    continue;
                }
                let Some(arrived) = arrives(hop, day) else {
                    continue;
                };
                // What it sends of its own went from the beginning on, and nothing else did.
                if begins.as_ref().is_some_and(|begins| if begins(hop) { known } else { source }) {
                    continue;
                }
                if source {
                    fresh.copy_from_slice(carried);
                } else {
                    meets(carried, &reached, &mut fresh);
                    derived(carried, &reached, &mut fresh);
                }
                if take_out(&mut fresh, labels.held(hop.to)) {
                    if !graph.sends(hop.to) {
                        labels.hold(hop.to, &fresh);
                        continue;
                    }
                    let step = labels.step(hop.to, Some(hop.edge), Some(event), &fresh);
                    if arrived == day { &mut next } else { waiting.entry(arrived).or_default() }.push(step);
                }
            }
        }
        if !next.is_empty() {
            waiting.entry(day).or_default().append(&mut next);
        }
    }
    labels
}

impl Labels {
    /// The protected classes that a node received.
    #[inline]
    #[must_use]
    pub fn held(&self, node: NodeIndex) -> &[u64] {
        self.held.get(node.index() * self.words..(node.index() + 1) * self.words).unwrap_or_default()
    }

    /// Whether a node received anything protected.
    #[must_use]
    pub fn holds_any(&self, node: NodeIndex) -> bool {
        is_any(self.held(node))
    }

    /// The earliest step that brought a node something of `classes`; of anything where they are empty.
    #[must_use]
    pub fn arrival(&self, node: NodeIndex, classes: &[u64]) -> Option<u32> {
        self.earliest(node, classes, |_| true)
    }

    /// The same, of what came from another source than the node itself.
    #[must_use]
    pub fn arrival_from_elsewhere(&self, node: NodeIndex, classes: &[u64]) -> Option<u32> {
        self.earliest(node, classes, |it| self.events.get(it.root as usize).is_some_and(|root| root.node != node))
    }

    fn earliest(&self, node: NodeIndex, classes: &[u64], counts: impl Fn(&Event) -> bool) -> Option<u32> {
        let mut found = None;
        let mut at = self.last.get(node.index()).copied().flatten();
        while let Some(event) = at.and_then(|it| self.events.get(it as usize).map(|step| (it, step))) {
            let bits = self.bits_of(event.0);
            let fits = event.1.edge.is_none()
                || Classes::has_unspecified(bits)
                || Classes::has_unspecified(classes)
                || bits.iter().zip(classes).any(|(own, wanted)| own & wanted != 0);
            if fits && counts(event.1) {
                found = Some(event.0);
            }
            at = event.1.earlier;
        }
        found
    }

    /// The edges over which a step came, the last first.
    pub fn edges_to(&self, step: u32) -> impl Iterator<Item = EdgeId> + '_ {
        let event = |at: u32| self.events.get(at as usize);
        let steps = std::iter::successors(event(step), move |it| it.edge.and_then(|_| event(it.before)));
        steps.filter_map(|it| it.edge)
    }

    fn bits_of(&self, event: u32) -> &[u64] {
        let start = event as usize * self.words;
        self.event_bits.get(start..start + self.words).unwrap_or_default()
    }

    fn step(&mut self, node: NodeIndex, edge: Option<EdgeId>, before: Option<u32>, bits: &[u64]) -> u32 {
        let id = u32::try_from(self.events.len()).unwrap_or(u32::MAX);
        let (root, depth) = before
            .and_then(|it| self.events.get(it as usize))
            .map_or((id, 0), |it| (it.root, it.depth.saturating_add(1)));
        let earlier = self.last.get(node.index()).copied().flatten();
        self.events.push(Event { node, edge, before: before.unwrap_or(id), root, depth, earlier });
        self.event_bits.extend_from_slice(bits);
        if let Some(slot) = self.last.get_mut(node.index()) {
            *slot = Some(id);
        }
        self.hold(node, bits);
        id
    }

    fn hold(&mut self, node: NodeIndex, bits: &[u64]) {
        if let Some(slot) = self.held.get_mut(node.index() * self.words..(node.index() + 1) * self.words) {
            grow(slot, bits);
        }
    }
}
