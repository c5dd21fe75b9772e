//! People at the ends of edges: who collects from them, for whom, and what reaches them. Never says what a law makes of it.

use crate::inventory::{
    FlowEntry, Inventory, OrganizationId, SystemId,
    values::{Answer, Roles, SystemOrParty},
    words::Role,
};

use super::{
    carriers::opens,
    classes::ClassSet,
    collectors::{Collectors, Found},
    edges::{Building, Edge, EdgeOrigin, Node, Passage, Unclear},
};

impl Building<'_> {
    /// Finds for whom data of people are collected, and which edges end at people.
    pub(super) fn find_collectors(&mut self) {
        let mut edges = std::mem::take(&mut self.edges);
        let collectors = self.collectors(&edges);
        let concerned = |edge: &Edge| match edge.origin {
            EdgeOrigin::Flow(first) => {
                let ends =
                    self.carried.concerns_people(first) || edge.last.is_some_and(|it| self.carried.concerns_people(it));
                ends || edge.page.is_some()
            }
            EdgeOrigin::Access(..) => false,
        };
        for edge in edges.iter_mut().filter(|it| concerned(it)) {
            self.tell_people(edge, &collectors);
        }
        self.edges = edges;
    }

    /// The flow that an edge begins with, and the one that reaches its receiver.
    fn ends(&self, edge: &Edge) -> Option<(&FlowEntry, &FlowEntry)> {
        let EdgeOrigin::Flow(first) = edge.origin else {
            return None;
        };
        Some((self.inventory.flow(first), self.inventory.flow(edge.last.unwrap_or(first))))
    }

    /// The systems inside that collect from people as (joint) controllers.
    fn collectors(&self, edges: &[Edge]) -> Collecting {
        let mut collectors = Collecting::default();
        let of_people =
            |it: &&Edge| matches!(it.origin, EdgeOrigin::Flow(first) if self.carried.concerns_people(first));
        for edge in edges.iter().filter(|it| it.passage == Passage::Payload).filter(of_people) {
            let (Some((first, last)), Node::System(to)) = (self.ends(edge), edge.to) else {
                continue;
            };
            let inside = self.inventory.operator(to).is_some_and(|it| self.setting.is_inside(it));
            let roles = roles_of_receiver(self.inventory, last);
            if inside && gives_own_data(self.inventory, first) && roles.is_some_and(Roles::any_controller) {
                collectors.any.add(self.inventory, first.from, to, edge.classes);
                if has_role(roles, Role::JointController) {
                    collectors.joint.add(self.inventory, first.from, to, edge.classes);
                }
            }
        }
        collectors
    }

    fn tell_people(&self, edge: &mut Edge, collectors: &Collecting) {
        let Some((first, last)) = self.ends(edge) else {
            return;
        };
        let from_people = gives_own_data(self.inventory, first);
        let said = self.embedded_by(edge, from_people).map(|it| self.embedder(it));
        // Who has no system here, and may be under another law, is no sender for certain.
        let outsider = match said {
            Some(Node::Party(party)) if !self.setting.is_subject(party) => Some(party),
            _ => None,
        };
        let embedder = said.filter(|_| outsider.is_none());
        let found = from_people.then(|| self.collected_for(first.from, last, edge.classes, collectors));
        let (collector, n_collectors) = found.unwrap_or((None, 0));
        let start = embedder.or(collector);
        let reached = match edge.to {
            // A carrier that nobody receives from says nothing of who does.
            Node::System(to) if to == last.to => self.to_people(last),
            _ => None,
        };
        edge.passage = match reached {
            _ if start.is_none() && from_people => Passage::DirectCollection,
            Some(passage) => passage,
            None => edge.passage,
        };
        // People have no other part in it: who wrote one meant somebody else.
        let is_said_otherwise = first.table.from_role.as_ref().is_some_and(|it| !it.value.are_of_people());
        edge.unclear = match outsider.filter(|it| !self.setting.is_exempt(*it)) {
            _ if !from_people || embedder.is_some() => None,
            _ if is_said_otherwise => Some(Unclear::WhoSends),
            Some(outsider) => Some(Unclear::WhetherCaught(outsider)),
            None => self.unclear(edge.to, last, start.is_some(), n_collectors),
        };
        edge.embedded = start.is_some();
        edge.from = start.unwrap_or(edge.from);
        if edge.passage == Passage::DirectCollection && edge.unclear.is_none() && self.hands_on(edge.to, last) {
            (edge.passage, edge.from) = (Passage::Payload, Node::System(last.to));
        }
    }

    /// Whether a carrier collects for itself, under the law or perhaps, and hands on to somebody who is not recorded.
    fn hands_on(&self, to: Node, flow: &FlowEntry) -> bool {
        let may_be_subject = |it| self.setting.is_subject(it);
        to == Node::Somebody
            && roles_of_receiver(self.inventory, flow).is_some_and(Roles::any_controller)
            && self.inventory.operator(flow.to).is_none_or(may_be_subject)
    }

    /// Whose page makes the data go. Neither people nor the receiver embed it; a sender that is no person stays the
    /// sender, unless the page is its own.
    fn embedded_by(&self, edge: &Edge, from_people: bool) -> Option<SystemOrParty> {
        let (first, last) = self.ends(edge)?;
        let between = edge.page.map(|it| self.inventory.flow(it));
        let mut legs = [Some(last), Some(first), between].into_iter().flatten();
        let by = legs.find_map(|it| it.table.embedded_by.as_ref())?.value;
        let (is_other, embedder) = match by {
            SystemOrParty::System(system) => {
                (system != last.to && !is_of_people(self.inventory, system), self.inventory.operator(system))
            }
            SystemOrParty::Party(party) => (self.inventory.operator(last.to) != Some(party), Some(party)),
        };
        let is_own = embedder.is_some() && embedder == self.inventory.operator(first.from);
        (is_other && (from_people || is_own)).then_some(by)
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

    /// Of another organization, for whom or with whom the receiver of a flow is recorded to collect.
    fn partner(&self, flow: &FlowEntry) -> Option<OrganizationId> {
        let table = &self.inventory.system(flow.to).table;
        let roles = roles_of_receiver(self.inventory, flow);
        // Who decides with somebody is nobody's processor.
        let is_processor = !has_role(roles, Role::JointController) || roles.is_some_and(Roles::any_processor);
        let client = table.on_behalf_of.as_ref().map(|it| it.value.0).filter(|_| is_processor);
        let partner = self.joint_with(flow.to).or(client);
        partner.filter(|it| self.inventory.operator(flow.to) != Some(*it))
    }

    fn joint_with(&self, system: SystemId) -> Option<OrganizationId> {
        self.inventory.system(system).table.joint_with.as_ref().map(|it| it.value.0)
    }

    /// What nobody wrote of those for whom the receiver of a person's data collects them.
    fn unclear(&self, to: Node, flow: &FlowEntry, starts: bool, n_collectors: usize) -> Option<Unclear> {
        if let Some(partner) = self.partner(flow) {
            let is_known = self.setting.is_subject(partner) || self.setting.is_exempt(partner);
            let is_joint = self.joint_with(flow.to) == Some(partner);
            // For whom a processor collects matters where people inside give the data.
            let is_asked = is_joint || matches!(to, Node::System(it) if self.setting.from_people.contains(&it));
            return (is_asked && !is_known).then_some(Unclear::WhetherCaught(partner));
        }
        match roles_of_receiver(self.inventory, flow) {
            // A processor never collects for itself: for whom is a fact, also where only one comes into question.
            Some(roles) if roles.only_processor() => Some(Unclear::ForWhom),
            // Who decides with somebody decides with another one who does, where there is one alone.
            roles if has_role(roles, Role::JointController) => {
                // Somebody else who is named may be the one.
                let names_another = self.inventory.system(flow.to).table.on_behalf_of.is_some();
                (n_collectors != 1 || names_another).then_some(Unclear::WithWhom)
            }
            // Nobody wrote whether it collects for itself at all.
            None => (!starts || n_collectors > 0).then_some(Unclear::ForWhom),
            // Of another, which may collect for itself, that it collects for somebody with the same data is a guess.
            Some(_) => (n_collectors > 0).then_some(Unclear::ForWhom),
        }
    }

    /// Where an edge from a person starts, where somebody inside collects the same data as (joint) controller, and how
    /// many organizations do, as far as two; for a joint controller, how many others are one.
    fn collected_for(
        &self,
        people: SystemId,
        flow: &FlowEntry,
        classes: ClassSet,
        collectors: &Collecting,
    ) -> (Option<Node>, usize) {
        let client = self.partner(flow);
        let roles = roles_of_receiver(self.inventory, flow);
        // Who is recorded as a controller collects for itself, whoever else collects the same.
        let for_itself = client.is_none() && roles == Some(Roles::one(Role::Controller));
        let find = |all: &Collectors| all.find(self.inventory, &self.classes, (people, flow.to), classes, client);
        let joint = has_role(roles, Role::JointController).then(|| find(&collectors.joint));
        let found = match joint {
            _ if for_itself => Found { first: None, n_operators: 0 },
            Some(joint) if joint.first.is_some() => joint,
            Some(_) => Found { n_operators: 0, ..find(&collectors.any) },
            None => find(&collectors.any),
        };
        let start = (found.first.map(Node::System))
            .or_else(|| {
                let client = client.filter(|it| self.setting.is_subject(*it))?;
                Some(self.embedder(SystemOrParty::Party(client)))
            })
            .or_else(|| {
                // Somebody inside who collects on a system of its own: there is no other party to the flow itself.
                let own = self.inventory.operator(flow.to)?;
                self.setting.is_inside(own).then_some(Node::System(flow.to))
            });
        (start, found.n_operators)
    }

    /// What a flow to people is: everybody reads it, or a person gets her own data.
    fn to_people(&self, flow: &FlowEntry) -> Option<Passage> {
        people_reached(self.inventory, roles_of_receiver(self.inventory, flow), self.inventory.operator(flow.to))
    }
}

/// Who collects from people inside.
#[derive(Default)]
struct Collecting {
    any: Collectors,
    /// Those who decide with somebody.
    joint: Collectors,
}

/// What it is to reach somebody with these roles: everybody reads it, or a person gets her own data.
pub(super) fn people_reached(
    inventory: &Inventory,
    roles: Option<Roles>,
    operator: Option<OrganizationId>,
) -> Option<Passage> {
    if !inventory.may_be_people(operator) {
        return None;
    }
    let everybody = has_role(roles, Role::Public).then_some(Passage::Publication);
    everybody.or_else(|| has_role(roles, Role::DataSubject).then_some(Passage::OwnData))
}

/// Whether people stand at an end of a flow, or somebody's page sets it off.
pub(super) fn concerns_people(inventory: &Inventory, flow: &FlowEntry) -> bool {
    flow.table.embedded_by.is_some()
        || gives_own_data(inventory, flow)
        || roles_of_receiver(inventory, flow).is_some_and(Roles::are_of_people)
}

/// Whether a flow begins with people.
fn gives_own_data(inventory: &Inventory, flow: &FlowEntry) -> bool {
    let said = flow.table.from_role.as_ref().is_some_and(|it| it.value.are_of_people());
    is_of_people(inventory, flow.from) || (said && inventory.may_be_people(inventory.operator(flow.from)))
}

/// Whether a system stands for people who give their own data.
#[must_use]
pub fn is_of_people(inventory: &Inventory, system: SystemId) -> bool {
    roles_of(inventory, system).is_some_and(Roles::are_of_people) && inventory.may_be_people(inventory.operator(system))
}

/// The roles that a system has by itself.
fn roles_of(inventory: &Inventory, system: SystemId) -> Option<Roles> {
    inventory.system(system).table.role.as_ref().map(|it| it.value)
}

/// A carrier that decrypts is a processor, where nobody wrote another role.
fn roles_of_receiver(inventory: &Inventory, flow: &FlowEntry) -> Option<Roles> {
    let said = flow.table.to_role.as_ref().map(|it| it.value).or_else(|| roles_of(inventory, flow.to));
    said.or_else(|| (opens(inventory, flow.to) == Some(Answer::Yes)).then_some(Roles::one(Role::Processor)))
}

fn has_role(roles: Option<Roles>, role: Role) -> bool {
    roles.is_some_and(|it| it.has(role))
}
