//! What leaves each node, side by side in memory: following labels looks at every edge several times.

use petgraph::graph::{DiGraph, NodeIndex};

use super::{
    classes::{ClassSet, Classes},
    edges::{Edge, EdgeId, Node, Passage},
};

/// An edge as it is followed.
#[derive(Debug, Clone, Copy)]
pub struct Hop {
    /// Its number.
    pub edge: EdgeId,
    /// Where it starts.
    pub from: NodeIndex,
    /// Where it leads.
    pub to: NodeIndex,
    /// What it carries.
    pub classes: ClassSet,
    /// Whether it carries personal data to another party.
    pub is_payload: bool,
}

/// The edges of a net by the node that they leave, those added last first.
#[derive(Debug, Default)]
pub struct Hops {
    /// For each node, where its edges begin; after them, where they end.
    starts: Vec<usize>,
    list: Vec<Hop>,
}

impl Hops {
    pub(super) fn of<'e>(net: &DiGraph<Node, EdgeId>, edge: impl Fn(EdgeId) -> &'e Edge) -> Self {
        let mut starts = vec![0; net.node_count() + 1];
        for it in net.raw_edges() {
            starts.get_mut(it.source().index() + 1).into_iter().for_each(|it| *it += 1);
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let nowhere = Hop {
            edge: EdgeId(0),
            from: NodeIndex::end(),
            to: NodeIndex::end(),
            classes: Classes::NONE,
            is_payload: false,
        };
        let mut list = vec![nowhere; sum];
        let mut ends = starts.iter().skip(1).copied().collect::<Vec<_>>();
        for it in net.raw_edges() {
            let Some(end) = ends.get_mut(it.source().index()) else { continue };
            *end -= 1;
            let whole = edge(it.weight);
            if let Some(slot) = list.get_mut(*end) {
                *slot = Hop {
                    edge: it.weight,
                    from: it.source(),
                    to: it.target(),
                    classes: whole.classes,
                    is_payload: whole.passage == Passage::Payload,
                };
            }
        }
        Self { starts, list }
    }

    /// What leaves a node.
    pub(super) fn from(&self, node: NodeIndex) -> &[Hop] {
        let start = self.starts.get(node.index()).copied().unwrap_or(0);
        let end = self.starts.get(node.index() + 1).copied().unwrap_or(start);
        self.list.get(start..end).unwrap_or_default()
    }
}
