//! From what is declared to payload edges: flows, embedded resources, access by others, carriers joined.

use petgraph::graph::{DiGraph, NodeIndex};

use crate::inventory::{
    DataId, FlowEntry, FlowId, Inventory, OrganizationId, SystemId,
    model::Access,
    values::{AccessEntry, Roles, SystemOrParty},
    words::Role,
};

use super::{
    carried::{Carried, runs},
    classes::{ClassSet, Classes},
    collectors::{Collectors, Found},
};

/// A node: what holds, processes or shows data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
    /// The carriers that it passes through.
    pub carriers: Vec<SystemId>,
    /// Whether its receiver is a carrier of which nobody knows if it decrypts: it receives only if it does.
    pub only_if_decrypted: bool,
    /// Whether a person gives the data, and nobody wrote for whom its receiver collects them.
    pub collector_unclear: bool,
}

/// The number of an edge in [`Graph::edges`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EdgeId(pub u32);

/// All edges that are live on the day, for one regime.
#[derive(Debug)]
pub struct Graph {
    /// Nodes, and the edges that carry personal data; those from people who give their own among them.
    pub net: DiGraph<Node, EdgeId>,
    /// All edges, in the order of the flows, then of the access entries.
    pub edges: Vec<Edge>,
    /// The sets of data classes that occur.
    pub classes: Classes,
    /// What each system holds.
    pub holds: Vec<ClassSet>,
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
    /// For each system, whether it is a source.
    pub sources: Vec<bool>,
}

impl Setting {
    fn is_inside(&self, organization: OrganizationId) -> bool {
        self.inside.get(organization.index()).copied().unwrap_or(false)
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
    carried: &'a Carried,
    setting: &'a Setting,
    pub(super) classes: Classes,
    pub(super) edges: Vec<Edge>,
}

impl Building<'_> {
    fn run(mut self) -> Graph {
        let collectors = self.collectors();
        for at in 0..self.inventory.flows.len() {
            self.add_flow(FlowId::at(at), &collectors);
        }
        let joined = self.join_carriers();
        for at in 0..self.inventory.systems.len() {
            self.add_access(SystemId::at(at));
        }
        let mut net = DiGraph::with_capacity(self.inventory.systems.len(), self.edges.len());
        for at in 0..self.inventory.systems.len() {
            net.add_node(Node::System(SystemId::at(at)));
        }
        for (at, edge) in self.edges.iter().enumerate() {
            let carries = matches!(edge.passage, Passage::Payload | Passage::DirectCollection);
            if carries && !edge.only_if_decrypted {
                let ends = [edge.from, edge.to].map(|it| node_index(&mut net, it));
                net.add_edge(ends[0], ends[1], EdgeId(u32::try_from(at).unwrap_or(u32::MAX)));
            }
        }
        let (holds, n_idle) = (self.carried.holds.clone(), self.carried.n_idle());
        Graph { net, edges: self.edges, classes: self.classes, holds, joined, n_idle }
    }

    /// The systems inside that collect from people as (joint) controllers.
    fn collectors(&self) -> Collectors {
        let flows = self.inventory.flows.iter().enumerate();
        let collecting = flows.filter(|(at, flow)| {
            self.carried.reaches(*at)
                && self.is_person(roles_of(self.inventory, flow.from), self.inventory.operator(flow.from))
                && roles_of_receiver(self.inventory, flow).is_some_and(Roles::any_controller)
                && self.inventory.operator(flow.to).is_some_and(|it| self.setting.is_inside(it))
        });
        let mut collectors = Collectors::default();
        for (at, flow) in collecting {
            collectors.add(self.inventory, flow.from, flow.to, self.carried.sent(at));
        }
        collectors
    }

    fn add_flow(&mut self, id: FlowId, collectors: &Collectors) {
        let flow = self.inventory.flow(id);
        if !self.carried.is_live(id.index()) {
            return;
        }
        let sent = self.carried.sent(id.index());
        let (classes, all_anonymous) = self.carried.without_anonymous(&mut self.classes, sent);
        let claim = self.carried.is_anonymous(id.index()) || all_anonymous;
        let from_people = self.is_person(roles_of_sender(self.inventory, flow), self.inventory.operator(flow.from));
        let embedder = flow.table.embedded_by.as_ref().map(|it| self.embedder(it.value));
        let (collector, n_collectors) =
            if from_people { self.collected_for(flow, classes, collectors) } else { (None, 0) };
        let start = embedder.or(collector);
        let to = roles_of_receiver(self.inventory, flow);
        let passage = match self.to_people(to, self.inventory.operator(flow.to)) {
            _ if start.is_none() && from_people => Passage::DirectCollection,
            Some(passage) => passage,
            None if claim => Passage::Anonymous,
            None => Passage::Payload,
        };
        let collector_unclear =
            from_people && embedder.is_none() && self.collector_unclear(flow, start.is_some(), n_collectors);
        self.edges.push(Edge {
            origin: EdgeOrigin::Flow(id),
            last: Some(id),
            from: start.unwrap_or(Node::System(flow.from)),
            to: Node::System(flow.to),
            classes,
            data_assumed: flow.table.data.is_none(),
            passage,
            embedded: start.is_some(),
            carriers: Vec::new(),
            only_if_decrypted: false,
            collector_unclear,
        });
    }

    /// Where an edge starts that somebody's page sets off.
    fn embedder(&self, by: SystemOrParty) -> Node {
        match by {
            SystemOrParty::System(system) => Node::System(system),
            SystemOrParty::Party(party) => {
                let own = (0..self.inventory.systems.len()).map(SystemId::at);
                let own = own.filter(|it| self.inventory.operator(*it) == Some(party));
                // Of several, one that is subject to the law, then a controller's; never what happens to stand first.
                let rank = |it: &SystemId| {
                    let source = self.setting.sources.get(it.index()).copied().unwrap_or(false);
                    let controller = roles_of(self.inventory, *it).is_some_and(Roles::any_controller);
                    (!source, !controller, self.inventory.system(*it).id.as_str())
                };
                own.min_by_key(rank).map_or(Node::Party(party), Node::System)
            }
        }
    }

    /// Whose processor the receiver of a flow is recorded to be, if another organization's.
    fn client(&self, flow: &FlowEntry) -> Option<OrganizationId> {
        let client = self.inventory.system(flow.to).table.on_behalf_of.as_ref().map(|it| it.value.0);
        client.filter(|it| self.inventory.operator(flow.to) != Some(*it))
    }

    /// Whether nobody wrote for whom the receiver of a person's data collects them.
    fn collector_unclear(&self, flow: &FlowEntry, starts: bool, n_collectors: usize) -> bool {
        if self.client(flow).is_some() {
            return false;
        }
        match roles_of_receiver(self.inventory, flow) {
            // A processor never collects for itself; of several for whom it may, none is certain.
            Some(roles) if roles.only_processor() => !starts || n_collectors > 1,
            // Of another, which may collect for itself, that it collects for somebody with the same data is a guess.
            roles => n_collectors > 0 && !has_role(roles, Role::JointController),
        }
    }

    /// Where an edge from a person starts, where somebody inside collects the same data as (joint) controller, and how
    /// many organizations do, as far as two.
    fn collected_for(&self, flow: &FlowEntry, classes: ClassSet, collectors: &Collectors) -> (Option<Node>, usize) {
        let client = self.client(flow);
        // Who is recorded as a controller collects for itself, whoever else collects the same.
        let for_itself =
            client.is_none() && roles_of_receiver(self.inventory, flow) == Some(Roles::one(Role::Controller));
        let found = if for_itself {
            Found { first: None, n_operators: 0 }
        } else {
            collectors.find(self.inventory, &self.classes, (flow.from, flow.to), classes, client)
        };
        let start = (found.first.map(Node::System))
            .or_else(|| {
                let client = client.filter(|it| self.setting.is_inside(*it))?;
                Some(self.embedder(SystemOrParty::Party(client)))
            })
            .or_else(|| {
                // Somebody inside who collects on a system of its own: there is no other party to the flow itself.
                let own = self.inventory.operator(flow.to)?;
                self.setting.is_inside(own).then_some(Node::System(flow.to))
            });
        (start, found.n_operators)
    }

    /// What an edge to people is: everybody reads it, or a person gets her own data.
    fn to_people(&self, roles: Option<Roles>, operator: Option<OrganizationId>) -> Option<Passage> {
        let everybody = has_role(roles, Role::Public) && self.inventory.may_be_people(operator);
        let own = || self.is_person(roles, operator).then_some(Passage::OwnData);
        everybody.then_some(Passage::Publication).or_else(own)
    }

    fn is_person(&self, roles: Option<Roles>, operator: Option<OrganizationId>) -> bool {
        has_role(roles, Role::DataSubject) && self.inventory.may_be_people(operator)
    }

    /// People who reach in: an edge to another party, wherever there is one.
    fn add_access(&mut self, system: SystemId) {
        let Some(entries) = &self.inventory.system(system).table.access else {
            return;
        };
        let operator = self.inventory.operator(system);
        let inside = operator.is_some_and(|it| self.setting.is_inside(it));
        for (at, entry) in entries.value.iter().enumerate() {
            let AccessEntry::From(access) = &entry.value else {
                continue;
            };
            let live = runs(
                access.since.as_ref().map(|it| it.value),
                access.until.as_ref().map(|it| it.value),
                self.carried.day,
            );
            let by = access.by.as_ref().map(|it| it.value.0);
            let to = match by {
                Some(by) if Some(by) != operator => Node::Party(by),
                Some(_) if inside => Node::System(system),
                None if inside => Node::Somebody,
                // Of any other operator it is one more destination of what comes in.
                _ => continue,
            };
            if !live {
                continue;
            }
            let (set, assumed) = self.accessed(access, system);
            let (classes, all_anonymous) = self.carried.without_anonymous(&mut self.classes, set);
            self.edges.push(Edge {
                origin: EdgeOrigin::Access(system, u32::try_from(at).unwrap_or(u32::MAX)),
                last: None,
                from: Node::System(system),
                to,
                classes,
                data_assumed: assumed,
                passage: match self.to_people(access.role.as_ref().map(|it| it.value), by) {
                    Some(passage) => passage,
                    None if all_anonymous => Passage::Anonymous,
                    None => Passage::Payload,
                },
                embedded: false,
                carriers: Vec::new(),
                only_if_decrypted: false,
                collector_unclear: false,
            });
        }
    }

    fn accessed(&mut self, access: &Access, system: SystemId) -> (ClassSet, bool) {
        match &access.data {
            Some(data) => (self.classes.of(data.value.iter().map(|it| it.value)), false),
            None => (self.carried.holds.get(system.index()).copied().unwrap_or(Classes::NONE), true),
        }
    }
}

impl Graph {
    /// An edge by its number.
    #[must_use]
    pub fn edge(&self, id: EdgeId) -> &Edge {
        match self.edges.get(id.0 as usize) {
            Some(edge) => edge,
            None => unreachable!("numbers are only made for edges"),
        }
    }

    /// All edges with their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (EdgeId, &Edge)> {
        self.edges.iter().enumerate().map(|(at, edge)| (EdgeId(u32::try_from(at).unwrap_or(u32::MAX)), edge))
    }

    /// The described classes of a set.
    pub fn list(&self, set: ClassSet) -> impl Iterator<Item = DataId> {
        Classes::list(self.classes.bits(set))
    }
}

/// The roles that a system has by itself.
fn roles_of(inventory: &Inventory, system: SystemId) -> Option<Roles> {
    inventory.system(system).table.role.as_ref().map(|it| it.value)
}

fn roles_of_sender(inventory: &Inventory, flow: &FlowEntry) -> Option<Roles> {
    flow.table.from_role.as_ref().map(|it| it.value).or_else(|| roles_of(inventory, flow.from))
}

fn roles_of_receiver(inventory: &Inventory, flow: &FlowEntry) -> Option<Roles> {
    flow.table.to_role.as_ref().map(|it| it.value).or_else(|| roles_of(inventory, flow.to))
}

fn has_role(roles: Option<Roles>, role: Role) -> bool {
    roles.is_some_and(|it| it.has(role))
}

/// Finds the node of a system, which stand first, or makes one for another party.
fn node_index(net: &mut DiGraph<Node, EdgeId>, node: Node) -> NodeIndex {
    match node {
        Node::System(system) => NodeIndex::new(system.index()),
        _ => net.add_node(node),
    }
}

/// Adds bits; gives whether any was new.
pub(super) fn grow(slot: &mut [u64], bits: &[u64]) -> bool {
    let mut grew = false;
    for (slot, bits) in slot.iter_mut().zip(bits) {
        grew |= bits & !*slot != 0;
        *slot |= bits;
    }
    grew
}
