//! Witness paths: the shortest way that protected data took to a node, cut in the middle where it is long; and, where
//! somebody asks for one node, all ways that can be told in short. Never judges them.

use petgraph::{Direction, graph::NodeIndex, visit::EdgeRef};

use super::{
    edges::{EdgeId, Graph, Node},
    labels::Labels,
};

/// How many nodes of a path are kept: the source and those nearest to its end.
const KEPT: usize = 12;

/// A way through the graph.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Path {
    /// Its nodes from the source on; where it is long, the source and the last ones.
    pub nodes: Vec<Node>,
    /// The edges between them; `None` over nodes that were left out.
    pub edges: Vec<Option<EdgeId>>,
    /// How many nodes were left out, for each `None` among the edges.
    pub gaps: Vec<u32>,
}

impl Path {
    /// The way that `classes` took from a source to `node`, from the shared tree of steps.
    #[must_use]
    pub fn to(graph: &Graph, labels: &Labels, node: NodeIndex, classes: &[u64]) -> Self {
        match labels.arrival(node, classes) {
            Some(at) => Self::along(graph, labels, at),
            None => Self { nodes: graph.net.node_weight(node).copied().into_iter().collect(), ..Self::default() },
        }
    }

    /// The same from another source than the node itself; `None` where nothing came from one.
    #[must_use]
    pub fn from_elsewhere(graph: &Graph, labels: &Labels, node: NodeIndex, classes: &[u64]) -> Option<Self> {
        labels.arrival_from_elsewhere(node, classes).map(|at| Self::along(graph, labels, at))
    }

    fn along(graph: &Graph, labels: &Labels, mut at: u32) -> Self {
        let mut path = Self::default();
        let step = |at: u32| labels.events.get(at as usize);
        while let Some(event) = step(at) {
            path.nodes.extend(graph.net.node_weight(event.node));
            let Some(edge) = event.edge else {
                break;
            };
            if path.nodes.len() >= KEPT && event.depth > 1 {
                let root = step(event.root).and_then(|it| graph.net.node_weight(it.node));
                path.nodes.extend(root);
                path.edges.push(None);
                path.gaps.push(event.depth - 1);
                break;
            }
            path.edges.push(Some(edge));
            at = event.before;
        }
        path.nodes.reverse();
        path.edges.reverse();
        path
    }

    /// Puts another way in front: it ends where this one begins.
    pub fn prepend(&mut self, mut before: Self) {
        before.nodes.pop();
        self.nodes.splice(0..0, before.nodes);
        self.edges.splice(0..0, before.edges);
        self.gaps.splice(0..0, before.gaps);
    }

    /// Each node, with how many were left out before it.
    pub fn steps(&self) -> impl Iterator<Item = (Node, u32)> {
        let mut gaps = self.gaps.iter().copied();
        let between = std::iter::once(false).chain(self.edges.iter().map(Option::is_none));
        let n_left = between.map(move |is_gap| if is_gap { gaps.next().unwrap_or(0) } else { 0 });
        self.nodes.iter().copied().zip(n_left)
    }
}

/// Several ways to one node, the shortest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ways {
    /// Each from a source to the node.
    pub paths: Vec<Path>,
    /// Whether these are all.
    pub is_complete: bool,
}

/// Steps of a search that are worth their time for one answer.
const MAX_STEPS: usize = 20_000;

/// Nodes of a way beyond which nobody reads it.
const MAX_LENGTH: u32 = 64;

/// A step backwards: the node, the edge from it, and the step after it.
struct Back {
    node: NodeIndex,
    onward: Option<(EdgeId, usize)>,
    length: u32,
}

/// The ways without a loop from the nearest sources to `end`, over edges that `passes` lets through; at most `limit`.
pub fn ways(
    graph: &Graph,
    end: NodeIndex,
    is_source: impl Fn(NodeIndex) -> bool,
    passes: impl Fn(EdgeId) -> bool,
    limit: usize,
) -> Ways {
    let mut steps = vec![Back { node: end, onward: None, length: 1 }];
    let mut found = Ways { paths: Vec::new(), is_complete: true };
    let mut at = 0;
    while let Some(Back { node, length, .. }) = steps.get(at) {
        let (node, length) = (*node, *length);
        if is_source(node) {
            if found.paths.len() == limit {
                found.is_complete = false;
                break;
            }
            found.paths.push(forward(graph, &steps, at));
        } else {
            for incoming in graph.net.edges_directed(node, Direction::Incoming) {
                let (edge, before) = (*incoming.weight(), incoming.source());
                if !passes(edge) || chain(&steps, at).any(|it| it.node == before) {
                    continue;
                }
                if length >= MAX_LENGTH || steps.len() >= MAX_STEPS {
                    found.is_complete = false;
                    continue;
                }
                steps.push(Back { node: before, onward: Some((edge, at)), length: length + 1 });
            }
        }
        at += 1;
    }
    found
}

/// The steps from one to the end of the way.
fn chain(steps: &[Back], at: usize) -> impl Iterator<Item = &Back> {
    std::iter::successors(steps.get(at), |it| it.onward.and_then(|(_, next)| steps.get(next)))
}

fn forward(graph: &Graph, steps: &[Back], at: usize) -> Path {
    let nodes = chain(steps, at).filter_map(|it| graph.net.node_weight(it.node).copied()).collect();
    let edges = chain(steps, at).filter_map(|it| it.onward.map(|(edge, _)| Some(edge))).collect();
    Path { nodes, edges, gaps: Vec::new() }
}
