//! The graph of all regimes as one map: what each node is to the data of the territory, and which rows each edge has.
//! Facts for pictures; draws nothing and decides nothing.

use rustc_hash::FxHashMap;

use crate::{
    graph::{Classes, EdgeOrigin, Node, Part},
    inventory::DataId,
};

use super::{Assessment, transfer::TransferId};

/// What a node is to the data of the territory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standpoint {
    /// Everything that it sends is protected.
    Origin,
    /// It may be an origin: a fact is missing.
    PossibleOrigin,
    /// It received protected data.
    Holder,
    /// Nothing protected came there.
    Aside,
}

/// A movement of data from one node to another, under all regimes.
#[derive(Debug, Clone)]
pub struct Line {
    /// The sender.
    pub from: Node,
    /// The receiver.
    pub to: Node,
    /// What it was made from.
    pub origin: EdgeOrigin,
    /// The described classes that it carries.
    pub data: Vec<DataId>,
    /// Whether it carries data that nobody described.
    pub is_unspecified: bool,
    /// Its rows; none where it carries nothing protected.
    pub rows: Vec<TransferId>,
}

impl Assessment<'_> {
    /// Everything that is live on the day, each movement once, in the order of the flows.
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        let mut known: FxHashMap<(Node, Node, EdgeOrigin), Vec<usize>> = FxHashMap::default();
        let mut of_edge: Vec<Vec<usize>> = Vec::new();
        for world in &self.worlds {
            let mut own = Vec::with_capacity(world.graph.edges.len());
            let mut met: FxHashMap<(Node, Node, EdgeOrigin), usize> = FxHashMap::default();
            for edge in &world.graph.edges {
                // Joined at a carrier, one flow may reach one receiver in several ways.
                let key = (edge.from, edge.to, edge.origin);
                let before = met.entry(key).or_default();
                let same = known.entry(key).or_default();
                if let Some(at) = same.get(*before) {
                    own.push(*at);
                } else {
                    let bits = world.graph.classes.bits(edge.classes);
                    same.push(lines.len());
                    own.push(lines.len());
                    lines.push(Line {
                        from: edge.from,
                        to: edge.to,
                        origin: edge.origin,
                        data: Classes::list(bits).collect(),
                        is_unspecified: Classes::has_unspecified(bits),
                        rows: Vec::new(),
                    });
                }
                *before += 1;
            }
            of_edge.push(own);
        }
        for (id, transfer) in self.rows() {
            let world = self.worlds.iter().position(|it| it.regime_id == transfer.regime);
            let at = world.and_then(|it| of_edge.get(it)).and_then(|it| it.get(transfer.edge.0 as usize));
            if let Some(line) = at.and_then(|it| lines.get_mut(*it)) {
                line.rows.push(id);
            }
        }
        lines
    }

    /// What a node is; of several regimes, the one that makes it most.
    #[must_use]
    pub fn standpoint(&self, node: Node) -> Standpoint {
        let of_world = self.worlds.iter().map(|world| match world.part(node) {
            Part::Source => Standpoint::Origin,
            Part::Possible => Standpoint::PossibleOrigin,
            Part::Other => {
                let Node::System(system) = node else {
                    return Standpoint::Holder;
                };
                let holds = world.holds_any(petgraph::graph::NodeIndex::new(system.index()));
                if holds { Standpoint::Holder } else { Standpoint::Aside }
            }
        });
        of_world.min().unwrap_or(Standpoint::Aside)
    }
}
