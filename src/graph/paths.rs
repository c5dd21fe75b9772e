//! Witness paths: the shortest way that protected data took to a node, cut in the middle where it is long.

use petgraph::graph::NodeIndex;

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
    /// The edges between them; `None` over the nodes that were left out.
    pub edges: Vec<Option<EdgeId>>,
    /// How many nodes were left out after the first.
    pub n_omitted: u32,
}

impl Path {
    /// The way that `classes` took from a source to `node`, from the shared tree of steps.
    #[must_use]
    pub fn to(graph: &Graph, labels: &Labels, node: NodeIndex, classes: &[u64]) -> Self {
        let mut path = Self::default();
        let Some(mut at) = labels.arrival(node, classes) else {
            path.nodes.extend(graph.net.node_weight(node));
            return path;
        };
        let step = |at: u32| labels.events.get(at as usize);
        while let Some(event) = step(at) {
            path.nodes.extend(graph.net.node_weight(event.node));
            let Some(edge) = event.edge else {
                break;
            };
            if path.nodes.len() >= KEPT {
                let root = step(event.root).and_then(|it| graph.net.node_weight(it.node));
                path.nodes.extend(root);
                path.edges.push(None);
                path.n_omitted = event.depth.saturating_sub(1);
                break;
            }
            path.edges.push(Some(edge));
            at = event.before;
        }
        path.nodes.reverse();
        path.edges.reverse();
        path
    }
}
