//! From what is declared to payload edges: flows, carriers joined, people told apart, access by others.

use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::FxHashSet;

use crate::inventory::{FlowId, Inventory, OrganizationId, SystemId};

use super::{
    carried::Carried,
    classes::{ClassSet, Classes},
    ended::Ended,
    hops::Hops,
    idle::Idle,
};

/// A node: what holds, processes or shows data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node {
    /// A system.
    System(SystemId),
    /// An organization that is reached without a system of its own being named.
    Party(OrganizationId),
    /// Somebody, not recorded who.
    Somebody,
}

/// What an edge was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EdgeOrigin {
    /// A flow; joined at carriers, the first of them.
    Flow(FlowId),
    /// An entry of `access` of a system.
    Access(SystemId, u32),
}

/// Whether an edge carries personal data from one party to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passage {
    /// It does.
    Payload,
    /// The data are anonymous before they leave.
    Anonymous,
    /// A person gives her own data.
    DirectCollection,
    /// Everybody can read them.
    Publication,
    /// A person gets her own data.
    OwnData,
}

/// A movement of data from one node to another.
#[derive(Debug, Clone)]
pub struct Edge {
    /// What it was made from.
    pub origin: EdgeOrigin,
    /// The flow that reaches the receiver; another than the first one where carriers were joined.
    pub last: Option<FlowId>,
    /// The sender.
    pub from: Node,
    /// The receiver.
    pub to: Node,
    /// What it carries.
    pub classes: ClassSet,
    /// Whether nobody said what it carries.
    pub data_assumed: bool,
    /// Whether it carries personal data to another party.
    pub passage: Passage,
    /// Whether the page of the sender makes the data go, rather than the sender itself.
    pub embedded: bool,
    /// The flow that says so, where it lies between two carriers.
    pub page: Option<FlowId>,
    /// The carriers that it passes through.
    pub carriers: Vec<SystemId>,
    /// Whether its receiver is a carrier of which nobody knows if it decrypts, or reaches into one: it receives only if it
    /// does.
    pub only_if_decrypted: bool,
    /// Where a person gives the data: what nobody wrote of those for whom its receiver collects them.
    pub unclear: Option<Unclear>,
    /// Of people who reach in where nothing comes in anymore: the flow that brought what may be there.
    pub idle: Option<Idle>,
}

/// What nobody wrote of those for whom data of people are collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unclear {
    /// Who it is.
    ForWhom,
    /// With whom a joint controller decides.
    WithWhom,
    /// Who sends: people are said to have a part that they do not have.
    WhoSends,
    /// Whether the law applies to the one that is named.
    WhetherCaught(OrganizationId),
}

/// The number of an edge in [`Graph::edges`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EdgeId(pub u32);

/// All edges that are live on the day, for one regime.
#[derive(Debug)]
pub struct Graph {
    /// Nodes, and the edges that carry personal data; those from people who give their own among them.
    pub net: DiGraph<Node, EdgeId>,
    /// The edges of `net` as they are followed.
    pub hops: Hops,
    /// All edges, in the order of the flows, then of the access entries.
    pub edges: Vec<Edge>,
    /// Edges of earlier days; their numbers follow those of the others.
    pub ended: Vec<Ended>,
    /// The edges of `net` and those of earlier days; `None` where there are none.
    pub ever: Option<DiGraph<Node, EdgeId>>,
    /// The edges of `net` and those that there are only if a carrier decrypts; `None` where there are none.
    pub if_decrypted: Option<DiGraph<Node, EdgeId>>,
    /// The sets of data classes that occur.
    pub classes: Classes,
    /// What each system holds.
    pub holds: Vec<ClassSet>,
    /// For each system, whether an edge leaves it, of earlier days too.
    pub(super) senders: Vec<bool>,
    /// Carriers that were joined: those that other systems send through.
    pub joined: Vec<SystemId>,
    /// How many flows are not live on the day.
    pub n_idle: usize,
}

/// Who is where under one law, as far as the graph needs it.
#[derive(Debug)]
pub struct Setting {
    /// For each organization, whether it is established in the territory.
    pub inside: Vec<bool>,
    /// For each organization, whether the law applies to it, or may.
    pub subject: Vec<bool>,
    /// For each organization, whether somebody wrote that it does not.
    pub exempt: Vec<bool>,
    /// For each system, whether it is a source.
    pub sources: Vec<bool>,
    /// Systems of operators that are not established inside which send data of their own that are protected, or may be.
    pub outside: FxHashSet<SystemId>,
    /// Systems that get data from people inside.
    pub from_people: FxHashSet<SystemId>,
    /// For each system, for whom else it processes, where what it gives back to them is no transfer; empty where it is one.
    pub clients: Vec<Option<OrganizationId>>,
}

impl Setting {
    pub(super) fn is_inside(&self, organization: OrganizationId) -> bool {
        self.inside.get(organization.index()).copied().unwrap_or(false)
    }

    pub(super) fn is_subject(&self, organization: OrganizationId) -> bool {
        self.subject.get(organization.index()).copied().unwrap_or(false)
    }

    pub(super) fn is_exempt(&self, organization: OrganizationId) -> bool {
        self.exempt.get(organization.index()).copied().unwrap_or(false)
    }
}

/// Builds the graph of all that is live on the day.
#[must_use]
pub fn build(inventory: &Inventory, carried: &Carried, setting: &Setting) -> Graph {
    let classes = carried.classes.clone();
    Building { inventory, carried, setting, classes, edges: Vec::with_capacity(inventory.flows.len()) }.run()
}

pub(super) struct Building<'a> {
    pub(super) inventory: &'a Inventory,
    pub(super) carried: &'a Carried,
    pub(super) setting: &'a Setting,
    pub(super) classes: Classes,
    pub(super) edges: Vec<Edge>,
}

impl Building<'_> {
    fn run(mut self) -> Graph {
        for at in (0..self.inventory.flows.len()).filter(|it| self.carried.is_live(*it)) {
            self.add_flow(FlowId::at(at));
        }
        let legs = self.ended_legs();
        let joined = self.join_carriers();
        let ended = self.ended(legs);
        // Who collects from people is asked of those at both ends, whatever carries the data between them.
        self.find_collectors();
        // Who was found to collect may answer for what a carrier passes on.
        self.leave_out_answered(&joined);
        let brought = self.brought(&ended);
        for at in 0..self.inventory.systems.len() {
            self.add_access(SystemId::at(at), &joined, &brought);
        }
        let mut net = DiGraph::with_capacity(self.inventory.systems.len(), self.edges.len());
        for at in 0..self.inventory.systems.len() {
            net.add_node(Node::System(SystemId::at(at)));
        }
        let mut unsure = Vec::new();
        for (at, edge) in self.edges.iter().enumerate() {
            let carries = matches!(edge.passage, Passage::Payload | Passage::DirectCollection);
            let id = EdgeId(u32::try_from(at).unwrap_or(u32::MAX));
            if carries && edge.only_if_decrypted {
                unsure.push((id, [edge.from, edge.to]));
            } else if carries {
                add_edge(&mut net, id, [edge.from, edge.to]);
            }
        }
        let if_decrypted = (!unsure.is_empty()).then(|| {
            let mut net = net.clone();
            unsure.into_iter().for_each(|(id, ends)| add_edge(&mut net, id, ends));
            net
        });
        let ever = (!ended.is_empty()).then(|| with_ended(net.clone(), self.edges.len(), &ended));
        let mut senders = vec![false; self.inventory.systems.len()];
        for edge in self.edges.iter().chain(ended.iter().map(|it| &it.edge)) {
            if let Node::System(it) = edge.from {
                senders.get_mut(it.index()).into_iter().for_each(|it| *it = true);
            }
        }
        let (holds, n_idle) = (self.carried.holds.clone(), self.carried.n_idle());
        let hops = hops_of(&net, &self.edges);
        let (edges, classes) = (self.edges, self.classes);
        Graph { net, hops, edges, ended, ever, if_decrypted, classes, holds, senders, joined, n_idle }
    }

    /// A flow as it is written, whoever stands behind its ends.
    pub(super) fn add_flow(&mut self, id: FlowId) {
        let Some((from, to)) = self.carried.ends(id.index()) else {
            return;
        };
        let sent = self.carried.sent(id.index());
        let (classes, all_anonymous) = self.carried.without_anonymous(&mut self.classes, sent);
        let is_anonymous = self.carried.is_anonymous(id.index()) || all_anonymous;
        self.edges.push(Edge {
            origin: EdgeOrigin::Flow(id),
            last: Some(id),
            from: Node::System(from),
            to: Node::System(to),
            classes,
            data_assumed: !self.carried.names_data(id.index()),
            passage: if is_anonymous { Passage::Anonymous } else { Passage::Payload },
            embedded: false,
            page: None,
            carriers: Vec::new(),
            only_if_decrypted: false,
            unclear: None,
            idle: None,
        });
    }
}

impl Graph {
    /// An edge by its number.
    #[must_use]
    pub fn edge(&self, id: EdgeId) -> &Edge {
        match self.edges.get(id.0 as usize).or_else(|| self.ended(id).map(|it| &it.edge)) {
            Some(edge) => edge,
            None => unreachable!("numbers are only made for edges"),
        }
    }

    /// Whether an edge leaves a node, or did: of the others nobody asks how they received what they hold.
    #[must_use]
    pub fn sends(&self, node: NodeIndex) -> bool {
        self.senders.get(node.index()).copied().unwrap_or(true)
    }

    /// An edge of earlier days by its number; `None` for one that is live.
    #[must_use]
    pub fn ended(&self, id: EdgeId) -> Option<&Ended> {
        self.ended.get((id.0 as usize).checked_sub(self.edges.len())?)
    }

    /// All live edges with their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (EdgeId, &Edge)> {
        self.edges.iter().enumerate().map(|(at, edge)| (EdgeId(u32::try_from(at).unwrap_or(u32::MAX)), edge))
    }
}

/// The live edges of a net as they are followed.
pub(super) fn hops_of(net: &DiGraph<Node, EdgeId>, edges: &[Edge]) -> Hops {
    Hops::of(net, |it| match edges.get(it.0 as usize) {
        Some(edge) => edge,
        None => unreachable!("numbers are only made for edges"),
    })
}

/// Adds edges of earlier days, numbered behind the live ones.
fn with_ended(mut net: DiGraph<Node, EdgeId>, n_live: usize, ended: &[Ended]) -> DiGraph<Node, EdgeId> {
    for (at, it) in ended.iter().enumerate() {
        add_edge(&mut net, EdgeId(u32::try_from(n_live + at).unwrap_or(u32::MAX)), [it.edge.from, it.edge.to]);
    }
    net
}

fn add_edge(net: &mut DiGraph<Node, EdgeId>, id: EdgeId, ends: [Node; 2]) {
    let [from, to] = ends.map(|it| node_index(net, it));
    net.add_edge(from, to, id);
}

/// Finds the node of a system, which stand first, or makes one for another party.
fn node_index(net: &mut DiGraph<Node, EdgeId>, node: Node) -> NodeIndex {
    match node {
        Node::System(system) => NodeIndex::new(system.index()),
        _ => net.add_node(node),
    }
}
