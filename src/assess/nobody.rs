//! Why nobody in an inventory is subject to a law, as far as what is recorded of who sends says so. Judges nothing.

use crate::{
    graph::{Node, Part, Passage},
    inventory::{
        Inventory, OrganizationId,
        model::Organization,
        words::{OrganizationKind, Reach},
    },
    law::{Day, Law, PlaceKind, ReachKey},
};

use super::{
    NothingToCheck,
    reach::{of_organization, sits_inside},
    transfer::Spot,
    unreached::is_outside,
    world::World,
};

/// Why nothing was checked: the first sender of which something else is recorded than nothing.
pub(super) fn why(inventory: &Inventory, law: &Law, day: Day) -> NothingToCheck {
    let from_flows = inventory.flows.iter().map(|it| it.from);
    let reached_into = inventory.systems.iter().enumerate().filter(|(_, it)| it.table.access.is_some());
    let reached_into = reached_into.map(|(at, _)| crate::inventory::SystemId::at(at));
    let mut senders = from_flows.chain(reached_into).filter_map(|it| inventory.operator(it)).collect::<Vec<_>>();
    senders.sort_unstable();
    senders.dedup();
    let name = |it: OrganizationId| inventory.organization_name(it).to_owned();
    let table = |it: OrganizationId| &inventory.organization(it).table;
    let denied = senders.iter().find_map(|it| Some((*it, denied(table(*it), law, day)?)));
    let is_body = |it: &&OrganizationId| {
        let table = table(**it);
        table.body.is_some()
            || table.kind.as_ref().is_some_and(|it| it.value == OrganizationKind::InternationalOrganization)
    };
    match (denied, senders.iter().find(is_body)) {
        (Some((id, key)), _) => NothingToCheck::SaidNotSubject(name(id), key),
        (None, Some(id)) => NothingToCheck::OnlyBody(name(*id)),
        (None, None) if !senders.is_empty() && senders.iter().all(|it| table(*it).country.is_some()) => {
            let home = inventory.home.and_then(|it| inventory.operator(it)).filter(|it| senders.contains(it));
            let country = home.and_then(|it| table(it).country.as_ref());
            NothingToCheck::AllOutside(match country.map(|it| &it.value.kind) {
                Some(PlaceKind::Countries(list)) => list.first().map(|it| law.places.name_in_sentence(*it)),
                _ => None,
            })
        }
        (None, None) => NothingToCheck::NobodySubject,
    }
}

/// Whether the one whose inventory it is sends data abroad, no law that is judged holds for any that sends, and nobody wrote
/// that none does: those inside only receive.
pub(super) fn only_receives(worlds: &[World<'_>]) -> bool {
    let says = |world: &World<'_>, node: Node| {
        let table = world.entity(node).map(|it| world.organization(it));
        table.is_some_and(|it| of_organization(world.regime, it).is_some())
    };
    let is_subject = |world: &World<'_>, node: Node| world.part(node) != Part::Other || says(world, node);
    let sends = |world: &World<'_>| {
        let mut flows = world.inventory.flows.iter().map(|it| Node::System(it.from));
        let mut edges = world.graph.edges.iter().map(|it| it.from);
        flows.any(|it| is_subject(world, it)) || edges.any(|it| is_subject(world, it))
    };
    let leads_out = |world: &World<'_>| {
        let home = world.inventory.home.map(Node::System);
        let mut own = world.graph.iter().filter(|(_, it)| Some(it.from) == home && it.passage == Passage::Payload);
        own.any(|(id, _)| {
            world.destinations(id).iter().any(|it| is_outside(it) || (!it.inside && it.spot == Spot::PlaceMissing))
        })
    };
    worlds.iter().any(leads_out) && !worlds.iter().any(sends)
}

/// The key that keeps a law from an organization that is established where it holds.
fn denied(table: &Organization, law: &Law, day: Day) -> Option<&'static str> {
    let regime = law.regime_ids().map(|it| law.regime_at(it)).find(|regime| {
        let is_denied = of_organization(regime, table).is_some_and(|it| it.value == Reach::No);
        is_denied && sits_inside(Some(table), (law, regime, day))
    })?;
    Some(match regime.reach_key {
        ReachKey::Gdpr => "gdpr",
        ReachKey::UkGdpr => "uk-gdpr",
        ReachKey::Fadp => "fadp",
    })
}
