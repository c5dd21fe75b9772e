//! The parts that both ends of an edge have in the processing, as recorded or assumed. Never decides which module fits.

use crate::{
    graph::{Edge, EdgeOrigin, Node},
    inventory::{FlowId, Inventory, values::Roles, words::Role},
};

use super::world::{Shared, World};

/// The roles of one end, and whether somebody wrote them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RoleFact {
    pub(crate) roles: Option<Roles>,
    pub(crate) assumed: bool,
}

impl RoleFact {
    /// Whether a processor's part is among them.
    pub(crate) fn any_processor(self) -> bool {
        self.roles.is_some_and(Roles::any_processor)
    }

    /// Whether it has no other part than a processor's.
    pub(crate) fn only_processor(self) -> bool {
        self.roles.is_some_and(Roles::only_processor)
    }

    /// Whether a controller's part is among them.
    pub(crate) fn any_controller(self) -> bool {
        self.roles.is_some_and(Roles::any_controller)
    }
}

impl Shared {
    /// Whether a flow says the part of an end itself: most do not, and to look it up is to go far.
    fn says_role(&self, flow: FlowId) -> bool {
        self.says_role.get(flow.index()).copied().unwrap_or(true)
    }
}

impl World<'_> {
    /// The sender's part in the processing.
    pub(crate) fn sender_role(&self, edge: &Edge) -> RoleFact {
        match edge.origin {
            EdgeOrigin::Flow(first) if !self.shared.says_role(first) => self.node_role(edge.from),
            _ => sender_role(self.inventory, &self.roles, edge),
        }
    }

    /// The receiver's part in the processing.
    pub(crate) fn receiver_role(&self, edge: &Edge) -> RoleFact {
        if let EdgeOrigin::Flow(first) = edge.origin
            && let last = edge.last.unwrap_or(first)
            && self.shared.says_role(last)
            && let Some(role) = &self.inventory.flow(last).table.to_role
        {
            return RoleFact { roles: Some(role.value), assumed: false };
        }
        if let Some(access) = self.access(edge) {
            return match &access.role {
                Some(role) => RoleFact { roles: Some(role.value), assumed: false },
                None => RoleFact { roles: Some(Roles::one(Role::Processor)), assumed: true },
            };
        }
        self.node_role(edge.to)
    }

    fn node_role(&self, node: Node) -> RoleFact {
        node_role(&self.roles, node)
    }
}

/// The sender's part: the one that the flow names, else that of its system.
pub(super) fn sender_role(inventory: &Inventory, roles: &[RoleFact], edge: &Edge) -> RoleFact {
    if let EdgeOrigin::Flow(first) = edge.origin
        && let first = inventory.flow(first)
        && let Some(role) = first.table.from_role.as_ref().filter(|_| edge.from == Node::System(first.from))
    {
        return RoleFact { roles: Some(role.value), assumed: false };
    }
    node_role(roles, edge.from)
}

fn node_role(roles: &[RoleFact], node: Node) -> RoleFact {
    let known = if let Node::System(system) = node { roles.get(system.index()).copied() } else { None };
    known.unwrap_or(RoleFact { roles: None, assumed: false })
}
