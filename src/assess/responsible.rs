//! The path that data took to a transfer, and who answers for it besides the exporter: the first controller in the
//! territory, never the importer; EDPB Opinion 22/2024.

use petgraph::{Direction, graph::NodeIndex, visit::EdgeRef};
use rustc_hash::FxHashMap;

use crate::{
    graph::{Classes, EdgeId, Node, Part, Passage, Path},
    inventory::{OrganizationId, words::Role},
};

use super::{transfer::Transfer, world::World};

/// The way from a controller in the territory to the receiver of a transfer.
pub(crate) fn path(world: &World<'_>, transfer: &Transfer) -> Path {
    let edge = world.edge(transfer.edge);
    let mut path = Path::default();
    match edge.from {
        Node::System(system) => {
            let sender = NodeIndex::new(system.index());
            if world.part(edge.from) == Part::Other {
                path = Path::to(&world.graph, world.widest(), sender, transfer.classes.words());
            } else {
                path.nodes.push(edge.from);
            }
        }
        other => path.nodes.push(other),
    }
    if let Some(Node::System(root)) = path.nodes.first().copied() {
        let (nodes, edges) = from_controller(world, NodeIndex::new(root.index()), transfer.classes.words());
        path.nodes.splice(0..0, nodes);
        path.edges.splice(0..0, edges.into_iter().map(Some));
    }
    if transfer.spot != super::transfer::Spot::Nowhere || edge.to != edge.from {
        path.nodes.push(edge.to);
        path.edges.push(Some(transfer.edge));
    }
    path
}

/// The nearest controller inside whose data a processor holds, and the way from it; nothing for a controller itself.
fn from_controller(world: &World<'_>, start: NodeIndex, classes: &[u64]) -> (Vec<Node>, Vec<EdgeId>) {
    let is_controller =
        |node: NodeIndex| world.graph.net.node_weight(node).is_some_and(|it| is_controller_inside(world, *it));
    let is_processor = world.graph.net.node_weight(start).is_some_and(|it| is_processor(world, *it));
    if !is_processor {
        return (Vec::new(), Vec::new());
    }
    let mut after: FxHashMap<NodeIndex, (NodeIndex, EdgeId)> = FxHashMap::default();
    let mut queue = std::collections::VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        if node != start && is_controller(node) {
            let (mut nodes, mut edges) = (Vec::new(), Vec::new());
            let mut at = node;
            while let Some((next, edge)) = after.get(&at) {
                nodes.extend(world.graph.net.node_weight(at));
                edges.push(*edge);
                at = *next;
            }
            return (nodes, edges);
        }
        for edge in world.graph.net.edges_directed(node, Direction::Incoming) {
            let carried = world.graph.classes.bits(world.edge(*edge.weight()).classes);
            let shared = Classes::has_unspecified(carried)
                || Classes::has_unspecified(classes)
                || carried.iter().zip(classes).any(|(own, wanted)| own & wanted != 0);
            let payload = world.edge(*edge.weight()).passage == Passage::Payload;
            if payload && shared && edge.source() != start && !after.contains_key(&edge.source()) {
                after.insert(edge.source(), (node, *edge.weight()));
                queue.push_back(edge.source());
            }
        }
    }
    (Vec::new(), Vec::new())
}

fn role(world: &World<'_>, node: Node) -> Option<Role> {
    world.system(node)?.role.as_ref().map(|it| it.value)
}

fn is_processor(world: &World<'_>, node: Node) -> bool {
    matches!(role(world, node), Some(Role::Processor | Role::SubProcessor))
}

fn is_controller_inside(world: &World<'_>, node: Node) -> bool {
    world.part(node) == Part::Source && matches!(role(world, node), Some(Role::Controller | Role::JointController))
}

/// Who answers for a transfer besides its exporter.
pub(crate) fn also_responsible(world: &World<'_>, transfer: &Transfer) -> Vec<OrganizationId> {
    let path = path(world, transfer);
    let first = path.nodes.iter().find(|it| is_controller_inside(world, **it)).and_then(|it| world.entity(*it));
    // A processor may say whose it is without a flow from there.
    let client = path.nodes.first().and_then(|it| world.client_of(*it));
    let client = client.filter(|it| world.establishment(*it) == super::world::Establishment::Inside);
    let found = first.or(client);
    found.filter(|it| Some(*it) != transfer.exporter && Some(*it) != transfer.importer).into_iter().collect()
}
