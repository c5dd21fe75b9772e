//! Who gives data back to its own controller abroad: one answer, for rows and for labels. Never says what a law makes of it.

use crate::{
    graph::{Edge, Node, Part},
    inventory::{Inventory, Named, OrganizationId, model::System},
};

use super::{
    role::{RoleFact, sender_role},
    world::Establishment,
};

/// For each system to which the law applies, whose processor it is, if another organization's.
///
/// Somebody outside whom the law does not reach gives nothing back: what comes to it from inside is another's.
pub(crate) struct Returning {
    clients: Vec<Option<OrganizationId>>,
    /// Whether the law takes the return for no transfer: then who names no part, and whose processor it is, is one.
    is_none: bool,
}

impl Returning {
    pub(super) fn of(inventory: &Inventory, parts: &[Part], is_none: bool) -> Self {
        let client = |(entry, part): (&Named<System>, &Part)| {
            let client = entry.table.on_behalf_of.as_ref().filter(|_| *part == Part::Source)?.value.0;
            (entry.table.operator.as_ref().map(|it| it.value.0) != Some(client)).then_some(client)
        };
        Self { clients: inventory.systems.iter().zip(parts).map(client).collect(), is_none }
    }

    /// Whether a system may give anything back.
    pub(super) fn may(&self, system: usize) -> bool {
        self.clients.get(system).copied().flatten().is_some()
    }

    /// Whether an edge does: from a processor to its own controller, who is established outside.
    pub(super) fn holds(
        &self,
        inventory: &Inventory,
        (operators, establishments): (&[Option<OrganizationId>], &[Establishment]),
        roles: &[RoleFact],
        edge: &Edge,
    ) -> bool {
        let Node::System(sender) = edge.from else {
            return false;
        };
        let Some(client) = self.clients.get(sender.index()).copied().flatten() else {
            return false;
        };
        let receiver = match edge.to {
            Node::System(system) => operators.get(system.index()).copied().flatten(),
            Node::Party(party) => Some(party),
            Node::Somebody => None,
        };
        // Who is a controller besides may give what is its own.
        let is_processor = || {
            let role = sender_role(inventory, roles, edge);
            role.only_processor() || (self.is_none && (role.roles.is_none() || role.assumed))
        };
        receiver == Some(client)
            && establishments.get(client.index()) == Some(&Establishment::Country)
            && is_processor()
    }
}
