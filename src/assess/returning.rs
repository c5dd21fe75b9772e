//! Who gives data back to its own controller abroad: one answer, for rows and for labels. Never says what a law makes of it.

use crate::{
    graph::{Edge, Hop, Node, Part, Passage},
    inventory::{Inventory, Named, OrganizationId, Same, model::System},
};

use super::{
    role::{RoleFact, sender_role},
    world::{Establishment, World},
};

/// For each system to which the law applies, whose processor it is, if another organization's.
///
/// Somebody outside whom the law does not reach gives nothing back: what comes to it from inside is another's.
pub(crate) struct Returning {
    pub(super) clients: Vec<Option<OrganizationId>>,
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

impl World<'_> {
    /// Whether an edge gives data back to the sender's own controller abroad.
    fn gives_back(&self, edge: &Edge) -> bool {
        self.returning.holds(self.inventory, (&self.operators, &self.establishments), &self.roles, edge)
    }

    /// Whether it does, where that is no transfer under this law.
    pub(crate) fn returns(&self, edge: &Edge) -> bool {
        self.regime.return_is_none && self.is_covered() && self.gives_back(edge)
    }

    /// Whether an edge may be such a return: a processor sends to a controller, and nobody wrote whose it is.
    pub(crate) fn may_return(&self, edge: &Edge) -> bool {
        let client = self.client_of(edge.from);
        let may_be = |it| {
            self.entity(edge.to).is_some_and(|to| match self.same_party(it, to) {
                // Its own controller inside gets no return.
                Same::Yes => self.establishment(to) == Establishment::NotRecorded,
                Same::Perhaps => true,
                Same::No => false,
            })
        };
        self.regime.return_is_none
            && self.part(edge.from) == Part::Source
            && self.sender_role(edge).any_processor()
            && client.is_none_or(may_be)
            && !self.receiver_role(edge).only_processor()
    }

    /// Whether labels travel along an edge.
    pub(crate) fn carries(&self, edge: &Edge) -> bool {
        edge.passage == Passage::Payload && !self.gives_back(edge)
    }

    /// The same of an edge as it is followed.
    pub(crate) fn lets_pass(&self, hop: &Hop) -> bool {
        hop.is_payload && !(self.returning.may(hop.from.index()) && self.gives_back(self.edge(hop.edge)))
    }
}
