//! Systems that work for somebody under the law and are not known to be inside, and into which no flow is recorded: what goes there has no row.
//! Never guesses which data they are; EDPB Guidelines 05/2021, section 2.2; GDPR Art. 30(1)(e).

use std::cell::OnceCell;

use petgraph::graph::NodeIndex;
use rustc_hash::FxHashSet;

use crate::{
    graph::{Node, Part},
    inventory::{OrganizationId, SystemId, model::System, words::Reach},
    law::{Level, Rule},
};

use super::{
    destination::{self, Destination},
    finding::{Detail, Subject},
    ground::Defect,
    ledger::Ledger,
    profile::Severity,
    reach, rows,
    transfer::{Missing, Spot},
    world::{Establishment, World},
};

/// Asks what goes into them; a flow that has ended or is planned is an answer.
pub(super) fn judge(world: &World<'_>, ledger: &mut Ledger) {
    let inventory = world.inventory;
    let reached = inventory.flows.iter().map(|it| it.to).collect::<FxHashSet<_>>();
    let is_reached = |it: SystemId| reached.contains(&it);
    let unreached = (0..inventory.systems.len()).map(SystemId::at).filter(|it| !is_reached(*it));
    let caught = OnceCell::new();
    for system in unreached.collect::<Vec<_>>() {
        let table = &inventory.system(system).table;
        let is_people = table.role.as_ref().is_some_and(|it| it.value.are_of_people());
        if is_people || world.is_carrier(Node::System(system)) {
            continue;
        }
        match inventory.operator(system) {
            Some(operator) if is_inside(world, operator) => own_abroad(world, system, ledger),
            operator => works_for(world, caught.get_or_init(|| self::caught(world)), (system, operator), ledger),
        }
    }
}

/// What somebody inside runs abroad itself.
fn own_abroad(world: &World<'_>, system: SystemId, ledger: &mut Ledger) {
    let places = destination::places(world, system);
    let Some(span) = places.iter().find(|it| is_outside(it)).and_then(|it| it.span) else {
        return;
    };
    let is_in_region = world.is_in_region_abroad(Node::System(system));
    let about = (Subject::System(system), Vec::new().into());
    rows::own_abroad(world, about, (is_in_region, Severity::always(Level::Note)), span, ledger);
}

/// What somebody outside runs for somebody under the law.
fn works_for(
    world: &World<'_>,
    caught: &FxHashSet<OrganizationId>,
    (system, operator): (SystemId, Option<OrganizationId>),
    ledger: &mut Ledger,
) {
    let entry = world.inventory.system(system);
    let Some(client) = client(world, caught, (system, &entry.table)).filter(|it| Some(*it) != operator) else {
        return;
    };
    let places = destination::of_receiver(world, system);
    // A place that nobody wrote is no place inside.
    if places.iter().all(|it| it.inside || it.country.is_some_and(|it| world.is_safe(it))) {
        return;
    }
    let defect = Defect::new(Rule::SystemWithoutFlow, Detail::Organization(client), None);
    if let Some(finding) = ledger.finding(world, Subject::System(system), Vec::new(), &defect, entry.span) {
        finding.missing = vec![Missing::FlowInto(system)];
    }
}

/// Somebody under the law for whom, or with whom, a system handles data: recorded, or the controller whose system it sends to.
fn client(
    world: &World<'_>,
    caught: &FxHashSet<OrganizationId>,
    (system, table): (SystemId, &System),
) -> Option<OrganizationId> {
    let named = |party: OrganizationId| Some(party).filter(|it| is_inside(world, *it) || caught.contains(it));
    let recorded = [table.on_behalf_of.as_ref(), table.joint_with.as_deref()];
    let recorded = recorded.into_iter().flatten().find_map(|it| named(it.value.0));
    let is_processor = table.role.as_ref().is_some_and(|it| it.value.any_processor());
    recorded.or_else(|| {
        let sent = world.graph.net.edges(NodeIndex::new(system.index())).filter(|_| is_processor);
        sent.filter_map(|it| world.entity(world.edge(*it.weight()).to)).find_map(named)
    })
}

fn is_inside(world: &World<'_>, organization: OrganizationId) -> bool {
    world.establishment(organization) == Establishment::Inside
}

/// Those outside whom the law is said to catch, or one of whose systems.
fn caught(world: &World<'_>) -> FxHashSet<OrganizationId> {
    let all = (0..world.inventory.organizations.len()).map(OrganizationId::at);
    let said = all.filter(|it| {
        let said = reach::of_organization(world.regime, world.organization(*it)).map(|it| it.value);
        matches!(said, Some(Reach::FromOutside | Reach::Established))
    });
    let sources = (0..world.inventory.systems.len()).filter(|it| world.parts.get(*it) == Some(&Part::Source));
    said.chain(sources.filter_map(|it| world.inventory.operator(SystemId::at(it)))).collect()
}

/// Whether a place is written that lies outside, or may lie anywhere.
pub(super) fn is_outside(place: &Destination) -> bool {
    !place.inside && !matches!(place.spot, Spot::EstablishmentMissing | Spot::PlaceMissing | Spot::Nowhere)
}
