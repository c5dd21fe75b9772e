//! Why nobody in an inventory is subject to a law, as far as what is recorded of who sends says so. Judges nothing.

use crate::{
    inventory::{
        Inventory, OrganizationId,
        model::Organization,
        words::{OrganizationKind, Reach},
    },
    law::{Day, Law, ReachKey},
};

use super::{
    NothingToCheck,
    reach::{of_organization, sits_inside},
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
            NothingToCheck::AllOutside
        }
        (None, None) => NothingToCheck::NobodySubject,
    }
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
