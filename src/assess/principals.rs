//! Who stands behind a sender that processes for others: the controllers for which it sends, and who handed the data to it for
//! them. One answer for all that ask who exports, who signed, who holds a key, whose people reach in. Never decides what follows.

use crate::{graph::Edge, inventory::OrganizationId};

use super::{
    responsible,
    world::{Establishment, World},
};

/// Whether a sender processes for others: by its part in the flow, or, without one, because it says for whom.
pub(crate) fn processes(world: &World<'_>, edge: &Edge) -> bool {
    match world.sender_role(edge).roles {
        Some(roles) => roles.any_processor(),
        None => world.client_of(edge.from).is_some(),
    }
}

/// The controllers inside for which a processor sends some classes, and for whom it says that it processes; nobody stands behind
/// a controller. In the order of their ids.
pub(crate) fn controllers(world: &World<'_>, edge: &Edge, classes: &[u64]) -> Vec<OrganizationId> {
    let client = world.client_of(edge.from).map(|it| (it, world.establishment(it)));
    // Who processes for somebody outside does not send for those before.
    if !processes(world, edge)
        || client.is_some_and(|(_, it)| matches!(it, Establishment::Country | Establishment::Body(_)))
    {
        return Vec::new();
    }
    let mut found = responsible::controllers_before(world, edge.from, classes);
    if let Some((client, Establishment::NotRecorded)) = client {
        found.push(client);
        found.sort_by_key(|it| world.inventory.organization(*it).id.as_str());
    }
    found.retain(|it| Some(*it) != world.entity(edge.from));
    found
}

/// The only controller for which a processor certainly sends: the one that it names, else the one that the data come from.
pub(crate) fn only_controller(world: &World<'_>, edge: &Edge, classes: &[u64]) -> Option<OrganizationId> {
    let found = controllers(world, edge, classes);
    let client = world.client_of(edge.from).filter(|it| found.contains(it));
    client.or(found.first().copied().filter(|_| found.len() == 1))
}
