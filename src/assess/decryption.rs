//! What is sent, received or shown only if a carrier decrypts of which nobody knows whether it does: which edges these are, and
//! what is further on only then. Never says what follows from that.

use petgraph::graph::NodeIndex;

use crate::{
    graph::{self, Edge, EdgeOrigin, Hop, Labels, Node, Part},
    inventory::SystemId,
};

use super::{groups::Plane, transfer::Transfer, world::World};

impl World<'_> {
    /// The carrier that an edge hangs on, where it sends, receives or shows data only if it decrypts.
    pub(crate) fn if_decrypted(&self, edge: &Edge) -> Option<SystemId> {
        let is_sender = matches!(edge.origin, EdgeOrigin::Access(..)) || self.sent_if_decrypted(edge);
        match if is_sender { edge.from } else { edge.to } {
            Node::System(system) if edge.only_if_decrypted => Some(system),
            _ => None,
        }
    }

    /// Whether its sender is a carrier that others send into, which sends it itself only if it decrypts: what that asks
    /// stands in for all duties.
    pub(crate) fn sent_if_decrypted(&self, edge: &Edge) -> bool {
        let (Node::System(sender), EdgeOrigin::Flow(_)) = (edge.from, edge.origin) else {
            return false;
        };
        edge.only_if_decrypted && self.graph.joined.binary_search(&sender).is_ok() && self.is_carrier(edge.from)
    }

    /// What sources and possible sources send if every carrier decrypts that may; `None` where there is no such carrier.
    pub(super) fn labels_if_decrypted(&self) -> Option<&Labels> {
        let labels = self.if_decrypted.get_or_init(|| {
            let is_source = |it: NodeIndex| self.parts.get(it.index()).is_some_and(|it| *it != Part::Other);
            let passes = |hop: &Hop| self.lets_pass(hop);
            graph::propagate_if_decrypted(&self.graph, is_source, passes, |sent, held, out| {
                self.derived.add(sent, held, out);
            })
        });
        labels.as_ref()
    }

    /// The carrier that has to decrypt for some classes to be where an edge starts.
    pub(crate) fn came_if_decrypted(&self, edge: &Edge, classes: &[u64]) -> Option<SystemId> {
        let (Node::System(sender), Some(labels)) = (edge.from, self.labels_if_decrypted()) else {
            return None;
        };
        let step = labels.arrival(NodeIndex::new(sender.index()), classes)?;
        labels.edges_to(step).find_map(|it| self.if_decrypted(self.edge(it)))
    }

    /// The same of the data of a transfer, where they are there only then.
    pub(crate) fn hangs_on_carrier(&self, transfer: &Transfer) -> Option<SystemId> {
        self.labels_if_decrypted()?;
        let edge = self.edge(transfer.edge);
        if self.part(edge.from) != Part::Other {
            return None;
        }
        let (Node::System(sender), classes) = (edge.from, transfer.classes.words()) else {
            return None;
        };
        let is_there = |(plane, held): (Plane, &[u64])| {
            plane != Plane::IfDecrypted && self.protected(classes, held).iter().any(|it| *it != 0)
        };
        let mut planes = self.planes(NodeIndex::new(sender.index()));
        (!planes.any(is_there)).then(|| self.came_if_decrypted(edge, classes)).flatten()
    }
}
