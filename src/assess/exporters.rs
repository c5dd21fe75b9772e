//! Mechanisms that do not say whose they are: what the flows of one exporter name is not taken for another's without
//! asking. Never says that it is not.

use rustc_hash::FxHashMap;

use crate::{
    graph::{Edge, EdgeOrigin, Node},
    inventory::{
        FlowId, MechanismId, OrganizationId, SystemId,
        model::Mechanism,
        values::{AccessEntry, Via},
    },
    text::{Spanned, in_parts, merged},
};

use super::{
    ground::{Candidate, Case},
    transfer::Missing,
    world::World,
};

/// Whose flow it is: an organization, or a system of which nobody recorded who runs it.
type Sender = (Option<OrganizationId>, Option<SystemId>);

/// For each mechanism that names no exporter, those whose flows name it.
#[derive(Default)]
pub(crate) struct NamedBy {
    all: Vec<(MechanismId, Sender)>,
    /// The first of them by name, wherever they are written; `None` for one that nobody recorded.
    first: FxHashMap<MechanismId, Option<OrganizationId>>,
}

/// Who names which mechanism: on what is judged, and on flows that do not run that day.
pub(crate) fn of(world: &World<'_>) -> NamedBy {
    let inventory = world.inventory;
    let give = |found: &mut Vec<_>, via: &[Spanned<Via>], exporter: Option<OrganizationId>, system| {
        let sender: Sender = (exporter, if exporter.is_some() { None } else { system });
        for item in via {
            if let Via::Mechanism(id) = item.value
                && !says(&inventory.mechanism(id).table)
            {
                found.push((id, sender));
            }
        }
    };
    let sorted = |mut found: Vec<(MechanismId, Sender)>| {
        found.sort_unstable();
        found.dedup();
        found
    };
    let of_edges = in_parts(&world.graph.edges, |edges| {
        let mut found = Vec::new();
        for edge in edges.iter().filter(|it| !is_its_flow(world, it)) {
            give(&mut found, world.via(edge), world.entity(edge.from), system_of(edge.from));
        }
        sorted(found)
    });
    let of_flows = in_parts(&inventory.flows, |flows| {
        let mut found = Vec::new();
        for flow in flows {
            let via = flow.table.via.as_ref().map_or(&[][..], |it| &it.value);
            if !via.is_empty() && !crate::graph::passes_on(inventory, flow.from) {
                give(&mut found, via, inventory.operator(flow.from), Some(flow.from));
            }
        }
        sorted(found)
    });
    let mut of_access = Vec::new();
    for (at, system) in inventory.systems.iter().enumerate() {
        for entry in system.table.access.iter().flat_map(|it| &it.value) {
            if let AccessEntry::From(access) = &entry.value
                && let Some(via) = &access.via
            {
                let operator = system.table.operator.as_ref().map(|it| it.value.0);
                give(&mut of_access, &via.value, operator, Some(SystemId::at(at)));
            }
        }
    }
    let all = merged(&[of_edges, of_flows, vec![sorted(of_access)]].concat());
    let first = all.chunk_by(|one, next| one.0 == next.0).filter_map(|senders| {
        let first = senders.iter().map(|it| it.1.0).min_by_key(|it| name_of(world, *it)).flatten();
        senders.first().map(|it| (it.0, first))
    });
    let first = first.collect();
    NamedBy { all, first }
}

/// Whether an edge says nothing that its flow does not.
fn is_its_flow(world: &World<'_>, edge: &Edge) -> bool {
    let from = |it: FlowId| Node::System(world.inventory.flow(it).from);
    matches!(edge.origin, EdgeOrigin::Flow(it) if edge.last == Some(it) && from(it) == edge.from && !world.is_carrier(edge.from))
}

impl NamedBy {
    fn has(&self, mechanism: MechanismId, sender: Sender) -> bool {
        self.all.binary_search(&(mechanism, sender)).is_ok()
    }
}

fn name_of<'w>(world: &World<'w>, exporter: Option<OrganizationId>) -> Option<[&'w str; 2]> {
    exporter.map(|it| [world.inventory.organization_name(it), world.inventory.organization(it).id.as_str()])
}

/// What is asked where a row would rest on a mechanism that says of no exporter whose it is, and that others name alone.
pub(crate) fn unsure(case: &Case<'_, '_>, candidate: &Candidate<'_>) -> Option<Missing> {
    let (world, exporter) = (case.world, case.exporter);
    // What stands inside `via` of another row is said to be of who stands behind the sender, which is asked.
    let is_inside_via = |it: &MechanismId| world.inventory.mechanism(*it).id.is_empty();
    let id = candidate.id.filter(|it| !says(candidate.table) && !is_inside_via(it))?;
    // Named on the row itself; and whom corporate rules are recorded for unbinds none of their members.
    if candidate.order < world.via(case.edge).len() || (case.onward && candidate.table.binds_members()) {
        return None;
    }
    let joined = candidate.table.addendum_to.as_ref().map(|it| it.value);
    let tables = [Some(id), joined].into_iter().flatten().map(|it| &world.inventory.mechanism(it).table);
    if tables.clone().any(|it| says(it) || exporter.is_some_and(|exporter| names(it, exporter))) {
        return None;
    }
    let by = || [Some(id), joined].into_iter().flatten();
    // Of two systems of which nobody recorded who runs them, nobody knows that it is one.
    let sender = (exporter, system_of(case.edge.from).filter(|_| exporter.is_none()));
    if by().any(|it| world.named_by().has(it, sender)) {
        return None;
    }
    let first = by().filter_map(|it| world.named_by().first.get(&it).copied()).min_by_key(|it| name_of(world, *it))?;
    let name = |it: OrganizationId| format!("`{}`", world.inventory.organization_name(it));
    let others = first.map_or("somebody else".to_owned(), name);
    let what = &world.inventory.mechanism(id).id;
    let sender = match sender {
        (Some(it), _) => name(it),
        (None, Some(system)) => format!("who runs `{}`", world.inventory.system(system).id),
        (None, None) => "the sender".to_owned(),
    };
    let asked = format!("whether {sender} is a party of `{what}` (`exporter`), which flows of {others} name");
    Some(Missing::Condition(asked))
}

fn system_of(node: Node) -> Option<SystemId> {
    if let Node::System(it) = node { Some(it) } else { None }
}

/// Whether a mechanism says by itself whom it covers: by its exporters, its members or its flows.
fn says(table: &Mechanism) -> bool {
    table.exporter.is_some() || table.members.is_some() || table.flows.is_some()
}

/// Whether it names a party as one that is bound, or that gave a mandate; recipients are bound to those who join them.
fn names(table: &Mechanism, party: OrganizationId) -> bool {
    let mandate = table.on_behalf_of.as_ref().is_some_and(|it| it.value.0 == party);
    let recipients = table.recipients.iter().filter(|_| table.acceded.is_some()).flat_map(|it| &it.value);
    let mut joined = table.acceded.iter().flat_map(|it| &it.value.0).map(|(it, _)| *it);
    mandate || joined.any(|it| it == party) || recipients.map(|it| it.value.0).any(|it| it == party)
}
