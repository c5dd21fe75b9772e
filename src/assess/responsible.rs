//! The path that data took to a transfer, and who answers for it besides the exporter: the controllers in the
//! territory that it came from, never the importer; EDPB Opinion 22/2024.

use std::collections::BTreeSet;

use petgraph::{Direction, graph::NodeIndex, visit::EdgeRef};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    graph::{Bits, Classes, EdgeId, Node, Part, Passage, Path},
    inventory::{OrganizationId, values::Roles},
};

use super::{
    transfer::Transfer,
    world::{Establishment, World},
};

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
        let (nodes, edges) = from_controller(world, NodeIndex::new(root.index()), &transfer.classes);
        path.nodes.splice(0..0, nodes);
        path.edges.splice(0..0, edges.into_iter().map(Some));
    }
    if transfer.spot != super::transfer::Spot::Nowhere || edge.to != edge.from {
        path.nodes.push(edge.to);
        path.edges.push(Some(transfer.edge));
    }
    path
}

/// A way up to a controller: its nodes and the edges between them.
pub(crate) type Way = (Vec<Node>, Vec<EdgeId>);

/// Steps that a processor is followed up: a longer way is no help to who reads it.
const STEPS: usize = 10;

/// The nearest controller inside whose data a processor holds, and the way from it; nothing for a controller itself.
fn from_controller(world: &World<'_>, start: NodeIndex, classes: &Bits) -> Way {
    if !world.graph.net.node_weight(start).is_some_and(|it| is_processor(world, *it)) {
        return Way::default();
    }
    let key = (start, classes.clone());
    if let Some(known) = world.ways.lock().ok().and_then(|it| it.get(&key).cloned()) {
        return known;
    }
    let way = nearest_way(world, start, classes.words());
    if let Ok(mut known) = world.ways.lock() {
        known.insert(key, way.clone());
    }
    way
}

/// Step by step; of several controllers that are equally near, and of several ways, those with the first ids.
fn nearest_way(world: &World<'_>, start: NodeIndex, classes: &[u64]) -> Way {
    let net = &world.graph.net;
    let mut after: FxHashMap<NodeIndex, (NodeIndex, EdgeId)> = FxHashMap::default();
    let mut step = vec![start];
    for _ in 0..STEPS {
        let mut next = Vec::new();
        for at in step {
            for edge in net.edges_directed(at, Direction::Incoming) {
                let source = edge.source();
                if source != start && !after.contains_key(&source) && carries(world, *edge.weight(), classes) {
                    after.insert(source, (at, *edge.weight()));
                    next.push(source);
                }
            }
        }
        next.sort_by_key(|it| net.node_weight(*it).map(|it| id(world, *it)));
        let found = next.iter().find(|it| net.node_weight(**it).is_some_and(|it| is_controller_inside(world, *it)));
        if let Some(found) = found {
            let mut way = Way::default();
            let mut at = *found;
            while let Some((to, edge)) = after.get(&at) {
                way.0.extend(net.node_weight(at));
                way.1.push(*edge);
                at = *to;
            }
            return way;
        }
        next.truncate(NODES);
        step = next;
    }
    Way::default()
}

fn id<'a>(world: &World<'a>, node: Node) -> &'a str {
    if let Node::System(system) = node { &world.inventory.system(system).id } else { "" }
}

fn roles(world: &World<'_>, node: Node) -> Option<Roles> {
    world.system(node)?.role.as_ref().map(|it| it.value)
}

/// Whether a node processes for others: by its role, or, without one, because it says for whom.
fn is_processor(world: &World<'_>, node: Node) -> bool {
    match roles(world, node) {
        Some(roles) => roles.any_processor(),
        None => world.client_of(node).is_some(),
    }
}

fn is_controller_inside(world: &World<'_>, node: Node) -> bool {
    world.part(node) == Part::Source && roles(world, node).is_some_and(Roles::any_controller)
}

/// Who answers for a transfer besides its exporter: on each way that its data took, the controller inside that is
/// nearest to the exporter. In the order of their ids.
pub(crate) fn also_responsible(world: &World<'_>, transfer: &Transfer) -> Vec<OrganizationId> {
    let edge = world.edge(transfer.edge);
    let mut found = match edge.from {
        Node::System(system) => {
            let key = (NodeIndex::new(system.index()), transfer.classes.clone());
            let known = world.responsible.lock().ok().and_then(|it| it.get(&key).cloned());
            known.unwrap_or_else(|| {
                let found = nearest(world, key.0, transfer.classes.words());
                if let Ok(mut known) = world.responsible.lock() {
                    known.insert(key, found.clone());
                }
                found
            })
        }
        Node::Party(_) | Node::Somebody => Vec::new(),
    };
    if found.is_empty() {
        // Data that nobody recorded as received there: the way that anything took.
        let path = path(world, transfer);
        found.extend(path.nodes.iter().find(|it| is_controller_inside(world, **it)).and_then(|it| world.entity(*it)));
    }
    found.retain(|it| Some(*it) != transfer.exporter && Some(*it) != transfer.importer);
    found
}

/// Nodes that are looked at for one transfer: a hub or a long chain costs no more than this.
const NODES: usize = 1_000;

/// Steps up that are looked at for one transfer.
const FAR: usize = 100;

/// Organizations that are named for one transfer: more would be of use to nobody.
pub(crate) const NAMED: usize = 100;

/// The nearest controllers inside on all ways that lead to a node, itself included if it is one, without going
/// further up behind them. Step by step, and each step in the order of ids, so that a limit cuts the same everywhere.
fn nearest(world: &World<'_>, start: NodeIndex, classes: &[u64]) -> Vec<OrganizationId> {
    let mut wanted = classes.to_vec();
    for class in Classes::list(classes).collect::<Vec<_>>() {
        super::world::bases(world.inventory, class).into_iter().for_each(|it| Classes::insert(&mut wanted, it));
    }
    let mut seen = FxHashSet::from_iter([start]);
    let mut found = BTreeSet::new();
    let mut step = vec![start];
    let mut left = NODES;
    for _ in 0..FAR {
        if step.is_empty() || left == 0 {
            break;
        }
        let mut next = Vec::new();
        step.truncate(left);
        left -= step.len();
        for at in step {
            let Some(node) = world.graph.net.node_weight(at).copied() else {
                continue;
            };
            if is_controller_inside(world, node) && (at != start || !is_processor(world, node)) {
                found.extend(world.entity(node));
                continue;
            }
            let part = world.part(node);
            if part != Part::Other && !is_processor(world, node) {
                continue;
            }
            if is_processor(world, node) {
                // A processor may say whose it is without a flow from there.
                let client = world.client_of(node);
                found.extend(client.filter(|it| world.establishment(*it) == Establishment::Inside));
            }
            for edge in world.graph.net.edges_directed(at, Direction::Incoming) {
                if carries(world, *edge.weight(), &wanted) && seen.insert(edge.source()) {
                    next.push(edge.source());
                }
            }
        }
        next.sort_by_key(|it| world.graph.net.node_weight(*it).map(|it| id(world, *it)));
        step = next;
    }
    let mut found = found.into_iter().collect::<Vec<_>>();
    found.sort_by_key(|it| world.inventory.organization(*it).id.as_str());
    found
}

/// Whether an edge carries something of these classes to another node.
fn carries(world: &World<'_>, edge: EdgeId, classes: &[u64]) -> bool {
    let edge = world.edge(edge);
    let carried = world.graph.classes.bits(edge.classes);
    let shared = Classes::has_unspecified(carried)
        || Classes::has_unspecified(classes)
        || carried.iter().zip(classes).any(|(own, wanted)| own & wanted != 0);
    edge.passage == Passage::Payload && shared
}
