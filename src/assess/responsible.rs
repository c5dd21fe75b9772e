//! The path that data took to a transfer, and who answers for it besides the exporter: the controllers in the
//! territory that it came from, never the importer; EDPB Opinion 22/2024.

use std::sync::OnceLock;

use petgraph::{Direction, graph::NodeIndex};

use crate::{
    graph::{self, Edge, Hop, Labels, Node, Origins, Part, Path, Roots, Travel},
    inventory::{OrganizationId, values::Roles},
    text::beside,
};

use super::{
    past,
    transfer::Transfer,
    world::{Establishment, World},
};

/// Origins that are kept for each node: more are told as "or more".
const ORIGINS: usize = 20;

/// Controllers that are kept for each node: more would be named to nobody's use.
const CONTROLLERS: usize = 64;

/// What is found out once for all paths of a regime; made where it is first needed.
#[derive(Default)]
pub(crate) struct Ways {
    /// What controllers in the territory send.
    controllers: OnceLock<Labels>,
    /// Where protected data came from.
    origins: OnceLock<Origins>,
    /// Who gave data to processors.
    givers: OnceLock<Origins>,
    /// Where protected data of some nodes came from, and for each node whether it is one of them or before one.
    some_origins: OnceLock<(Origins, Vec<bool>)>,
}

/// The way from a controller in the territory to the receiver of a transfer.
pub(crate) fn path(world: &World<'_>, transfer: &Transfer) -> Path {
    let edge = world.edge(transfer.edge);
    let mut path = from_source(world, transfer);
    if let Some(root) = first_system(&path)
        && let Some(before) = from_controller(world, root, transfer.classes.words())
    {
        path.prepend(before);
    }
    if transfer.spot != super::transfer::Spot::Nowhere || edge.to != edge.from {
        path.nodes.push(edge.to);
        path.edges.push(Some(transfer.edge));
    }
    path
}

/// The way from a source to the sender of a transfer.
fn from_source(world: &World<'_>, transfer: &Transfer) -> Path {
    let (sender, classes) = (world.edge(transfer.edge).from, transfer.classes.words());
    match sender {
        Node::System(system) if world.part(sender) == Part::Other => {
            let node = NodeIndex::new(system.index());
            Path::to(&world.graph, labels(world, node, classes), node, classes)
        }
        _ => Path { nodes: vec![sender], ..Path::default() },
    }
}

fn first_system(path: &Path) -> Option<NodeIndex> {
    match path.nodes.first() {
        Some(Node::System(system)) => Some(NodeIndex::new(system.index())),
        _ => None,
    }
}

impl World<'_> {
    /// Whether people give data to a processor, and nobody wrote for whom it collects them.
    pub(crate) fn collects_for_unknown(&self, node: Node) -> bool {
        let Node::System(system) = node else {
            return false;
        };
        let into = self.graph.net.edges_directed(NodeIndex::new(system.index()), Direction::Incoming);
        let fact = self.roles.get(system.index()).and_then(|it| it.roles);
        fact.is_some_and(Roles::only_processor)
            && into.map(|it| self.edge(*it.weight())).any(|it| it.unclear == Some(graph::Unclear::ForWhom))
    }

    /// Where what its sender received began, where that is only a possible source: a system, or a party without one.
    pub(crate) fn possible_origin(&self, edge: &Edge, classes: &[u64]) -> Option<Node> {
        let Node::System(sender) = edge.from else {
            return None;
        };
        let possible = self.possible.as_ref().filter(|_| self.part(edge.from) == Part::Other)?;
        let step = possible.arrival(NodeIndex::new(sender.index()), classes)?;
        let root = possible.events.get(possible.events.get(step as usize)?.root as usize)?;
        self.graph.net.node_weight(root.node).copied()
    }
}

/// The labels that tell how a node received classes: those of what is certain where they tell it.
fn labels<'w>(world: &'w World<'_>, node: NodeIndex, classes: &[u64]) -> &'w Labels {
    let found = past::labels(world, node, classes);
    let if_decrypted = world.labels_if_decrypted().filter(|_| found.arrival(node, classes).is_none());
    if_decrypted.unwrap_or(found)
}

/// The way from the nearest controller inside whose data a processor holds; nothing for a controller itself.
fn from_controller(world: &World<'_>, start: NodeIndex, classes: &[u64]) -> Option<Path> {
    world.graph.net.node_weight(start).filter(|it| is_processor(world, **it))?;
    Path::from_elsewhere(&world.graph, controllers(world), start, classes)
}

fn controllers<'w>(world: &'w World<'_>) -> &'w Labels {
    world.ways.controllers.get_or_init(|| {
        let is_source =
            |node: NodeIndex| world.graph.net.node_weight(node).is_some_and(|it| is_controller_inside(world, *it));
        let passes = |it: &Hop| it.is_payload;
        graph::propagate(&world.graph, is_source, passes, |sent, held, out| world.derived.add(sent, held, out))
    })
}

fn is_in(nodes: &[bool], node: NodeIndex) -> bool {
    nodes.get(node.index()).copied().unwrap_or(false)
}

/// The systems that the data of a transfer came from first; the sender itself where it is one.
pub(crate) fn origins(world: &World<'_>, transfer: &Transfer) -> Roots {
    let edge = world.edge(transfer.edge);
    let Node::System(system) = edge.from else {
        return Roots { nodes: vec![edge.from], is_cut: false };
    };
    if world.part(edge.from) != Part::Other {
        return Roots { nodes: vec![edge.from], is_cut: false };
    }
    let sender = NodeIndex::new(system.index());
    let some = world.ways.some_origins.get().filter(|(_, nodes)| is_in(nodes, sender)).map(|(origins, _)| origins);
    let origins = some.unwrap_or_else(|| all_origins(world));
    let roots = origins.of(&world.graph, sender, transfer.classes.words());
    if roots.nodes.is_empty() && (world.past.is_some() || world.labels_if_decrypted().is_some()) {
        // Over ended flows, or a carrier that may decrypt, the one that its way begins at.
        let first = path(world, transfer).nodes.first().copied();
        return Roots { nodes: first.filter(|it| world.part(*it) != Part::Other).into_iter().collect(), is_cut: false };
    }
    roots
}

fn all_origins<'w>(world: &'w World<'_>) -> &'w Origins {
    world.ways.origins.get_or_init(|| follow_origins(world, |_| true))
}

fn follow_origins(world: &World<'_>, leads: impl Fn(NodeIndex) -> bool) -> Origins {
    // Without possible sources both are the same.
    let is_source = |node: NodeIndex| is_any_source(world, node);
    let travel = Travel {
        begins: is_source,
        sort: |_: &mut [NodeIndex]| (),
        hands_on: |it| !is_source(it),
        passes: |it: &Hop| world.lets_pass(it) && leads(it.to),
        derived: |sent: &[u64], held: &[u64], out: &mut [u64]| world.derived.add(sent, held, out),
        most: ORIGINS,
    };
    graph::origins(&world.graph, &travel)
}

fn is_any_source(world: &World<'_>, node: NodeIndex) -> bool {
    world.parts.get(node.index()).is_some_and(|it| *it != Part::Other)
}

/// Finds now what the ways of some transfers, very many of them, are read from.
pub(crate) fn find_ways(world: &World<'_>, transfers: &[Transfer]) {
    let find_controllers = || {
        if world.graph.net.node_weights().any(|it| is_processor(world, *it)) {
            controllers(world);
        }
    };
    let is_handed_on =
        |it: &Transfer| it.regime == world.regime_id && world.part(world.edge(it.edge).from) == Part::Other;
    let find_origins = || {
        if transfers.iter().any(is_handed_on) {
            all_origins(world);
        }
    };
    beside(world.graph.edges.len(), find_controllers, find_origins);
}

/// The same for a few transfers: origins only of what could come to them.
pub(crate) fn find_some_ways(world: &World<'_>, transfers: &[&Transfer]) {
    // A way begins at a source; where that is a processor, at the controller before it.
    let begins_at_processor = |it: &&Transfer| {
        let root = first_system(&from_source(world, it)).and_then(|it| world.graph.net.node_weight(it));
        root.is_some_and(|it| is_processor(world, *it))
    };
    let find_controllers = || {
        if transfers.iter().any(begins_at_processor) {
            controllers(world);
        }
    };
    let senders = transfers.iter().filter_map(|it| match world.edge(it.edge).from {
        Node::System(system) => Some(NodeIndex::new(system.index())).filter(|it| !is_any_source(world, *it)),
        Node::Party(_) | Node::Somebody => None,
    });
    let senders = senders.collect::<Vec<_>>();
    let find_origins = || {
        if !senders.is_empty() {
            world.ways.some_origins.get_or_init(|| {
                let nodes = upstream(world, &senders, |it| is_any_source(world, it));
                (follow_origins(world, |it| is_in(&nodes, it)), nodes)
            });
        }
    };
    beside(world.graph.edges.len(), find_controllers, find_origins);
}

/// For each node, whether what comes to it can get to one of some nodes; `ends` hand on nothing that they receive.
fn upstream(world: &World<'_>, to: &[NodeIndex], ends: impl Fn(NodeIndex) -> bool) -> Vec<bool> {
    let net = &world.graph.net;
    let mut found = vec![false; net.node_count()];
    let mut is_new = |it: NodeIndex| found.get_mut(it.index()).is_some_and(|it| !std::mem::replace(it, true));
    let mut open = to.iter().copied().filter(|it| is_new(*it)).collect::<Vec<_>>();
    while let Some(node) = open.pop() {
        open.extend(net.neighbors_directed(node, Direction::Incoming).filter(|it| !ends(*it) && is_new(*it)));
    }
    found
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
    let mut found = controllers_before(world, edge.from, transfer.classes.words());
    if found.is_empty() {
        // Data that nobody recorded as received there: the way that anything took.
        let path = path(world, transfer);
        found.extend(path.nodes.iter().find(|it| is_controller_inside(world, **it)).and_then(|it| world.entity(*it)));
    }
    found.retain(|it| Some(*it) != transfer.exporter && Some(*it) != transfer.importer);
    found
}

/// The controllers inside from which a system has data of some classes. In the order of their ids.
pub(crate) fn controllers_before(world: &World<'_>, sender: Node, classes: &[u64]) -> Vec<OrganizationId> {
    match sender {
        Node::System(system) => nearest(world, NodeIndex::new(system.index()), classes),
        Node::Party(_) | Node::Somebody => Vec::new(),
    }
}

/// The controllers inside from which data of some classes came to a system, whatever it is itself. In the order of their ids.
pub(crate) fn controllers_that_gave(world: &World<'_>, sender: Node, classes: &[u64]) -> Vec<OrganizationId> {
    match sender {
        Node::System(system) => given(world, (sender, NodeIndex::new(system.index())), classes),
        Node::Party(_) | Node::Somebody => Vec::new(),
    }
}

/// Whether more controllers inside gave data to a system than are kept, so that the others are not known.
pub(crate) fn are_cut(world: &World<'_>, sender: Node) -> bool {
    let Node::System(system) = sender else {
        return false;
    };
    !is_end(world, sender) && givers(world).is_cut(NodeIndex::new(system.index()))
}

/// The nearest controllers inside on all ways that lead to a node, itself included if it is one, without going
/// further up behind them; of very many the nearest ones. By their ids.
fn nearest(world: &World<'_>, start: NodeIndex, classes: &[u64]) -> Vec<OrganizationId> {
    let Some(node) = world.graph.net.node_weight(start).copied() else {
        return Vec::new();
    };
    if is_end(world, node) {
        return world.entity(node).filter(|_| is_controller_inside(world, node)).into_iter().collect();
    }
    given(world, (node, start), classes)
}

/// Whether what a node sends begins with it: it answers to the law, and processes for nobody.
fn is_end(world: &World<'_>, node: Node) -> bool {
    world.part(node) != Part::Other && !is_processor(world, node)
}

/// The nearest controllers inside on all ways that lead to a node, and for whom it processes.
fn given(world: &World<'_>, (node, start): (Node, NodeIndex), classes: &[u64]) -> Vec<OrganizationId> {
    let mut found = givers(world)
        .of(&world.graph, start, classes)
        .nodes
        .into_iter()
        .filter_map(|it| if is_controller_inside(world, it) { world.entity(it) } else { client_inside(world, it) })
        .chain(client_inside(world, node))
        .collect::<Vec<_>>();
    found.sort_by_key(|it| world.inventory.organization(*it).id.as_str());
    found.dedup();
    found
}

/// The company inside for which a processor says that it processes: it may say so without a flow from there.
fn client_inside(world: &World<'_>, node: Node) -> Option<OrganizationId> {
    let client = world.client_of(node).filter(|_| is_processor(world, node));
    client.filter(|it| world.establishment(*it) == Establishment::Inside)
}

/// Who gave data to processors.
fn givers<'w>(world: &'w World<'_>) -> &'w Origins {
    world.ways.givers.get_or_init(|| {
        let node = |at: NodeIndex| world.graph.net.node_weight(at).copied().unwrap_or(Node::Somebody);
        let travel = Travel {
            begins: |it| is_controller_inside(world, node(it)) || client_inside(world, node(it)).is_some(),
            // Which are kept hangs on no order of what is written.
            sort: |all: &mut [NodeIndex]| {
                if all.len() > CONTROLLERS {
                    all.sort_by_key(|it| id_of(world, node(*it)));
                }
            },
            hands_on: |it| !is_controller_inside(world, node(it)) && !is_end(world, node(it)),
            passes: |it: &Hop| it.is_payload,
            derived: |sent: &[u64], held: &[u64], out: &mut [u64]| world.derived.add(sent, held, out),
            most: CONTROLLERS,
        };
        graph::origins(&world.graph, &travel)
    })
}

/// What a node is called, systems first.
fn id_of<'w>(world: &'w World<'_>, node: Node) -> (bool, &'w str) {
    match node {
        Node::System(system) => (false, world.inventory.system(system).id.as_str()),
        Node::Party(party) => (true, world.inventory.organization(party).id.as_str()),
        Node::Somebody => (true, ""),
    }
}
