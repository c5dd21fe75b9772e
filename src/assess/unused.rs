//! Mechanisms that cover nothing, and those recorded where nothing needs one.

use std::cell::OnceCell;

use rustc_hash::FxHashSet;

use crate::{
    graph::{Edge, Passage},
    inventory::{
        Inventory, MechanismId, OrganizationId,
        keys::{Many, Rare},
        model::Mechanism,
        values::{AccessEntry, Party, Via},
    },
    law::Rule,
    text::{Spanned, in_parts, in_placed_parts},
};

use super::{
    finding::{Detail, Finding, Subject},
    ground::Defect,
    ledger::Ledger,
    past, principals,
    transfer::{Ground, Transfer, TransferId, Verdict},
    world::World,
};

/// Adds a finding for each mechanism that covers no flow, and a note where a flow inside names one.
pub(crate) fn judge(worlds: &[World<'_>], world: &World<'_>, ledger: &mut Ledger) {
    let unnamed = unnamed(world.inventory, &ledger.findings);
    let table = |it: &MechanismId| &world.inventory.mechanism(*it).table;
    let parties = unnamed.iter().flat_map(|it| importers(table(it)).chain(joined(table(it)))).collect();
    let ends = worlds.iter().filter(|_| !unnamed.is_empty());
    let ends = ends.map(|it| (it, Ends::of(it, &ledger.transfers, &parties))).collect::<Vec<_>>();
    let is_open = |it: &MechanismId| !ends.iter().any(|(world, ends)| ends.fit(world, table(it)));
    let open = unnamed.into_iter().filter(is_open).collect::<Vec<_>>();
    // What a controller agreed itself is about what its processors send too.
    let importers = open.iter().flat_map(|it| importers(table(it))).collect();
    let behind = ends.iter().map(|(it, _)| (*it, Ends::behind(it, &importers))).collect::<Vec<_>>();
    for id in open {
        let entry = world.inventory.mechanism(id);
        if behind.iter().any(|(world, ends)| ends.fit(world, &entry.table)) {
            continue;
        }
        ledger.finding(
            world,
            Subject::Mechanism(id),
            Vec::new(),
            &Defect::new(Rule::MechanismUnused, Detail::Plain, None),
            entry.span,
        );
    }
    for world in worlds {
        unneeded(world, ledger);
    }
}

/// The mechanisms with an id that nothing names.
fn unnamed(inventory: &Inventory, findings: &[Finding]) -> Vec<MechanismId> {
    let all = inventory.mechanisms.iter().enumerate().map(|(at, it)| (MechanismId::at(at), it));
    // What is added to clauses is used with them.
    let mut open = all.clone().map(|(_, it)| !it.id.is_empty() && it.table.addendum_to.is_none()).collect::<Vec<_>>();
    if !open.contains(&true) {
        return Vec::new();
    }
    let mechanism = |it: &Spanned<Via>| if let Via::Mechanism(id) = it.value { Some(id) } else { None };
    let of_flows = in_parts(&inventory.flows, |flows| {
        flows.iter().flat_map(|it| &it.table.via).flat_map(|it| &it.value).filter_map(mechanism).collect::<Vec<_>>()
    });
    let of_access = in_parts(&inventory.systems, |systems| {
        let entries = systems.iter().flat_map(|it| &it.table.access).flat_map(|it| &it.value);
        let own = entries.filter_map(|it| match &it.value {
            AccessEntry::From(access) => access.via.as_ref(),
            _ => None,
        });
        own.flat_map(|it| &it.value).filter_map(mechanism).collect()
    });
    // What may fit is asked about.
    let asked = in_parts(findings, |findings| {
        let grounds = findings.iter().flat_map(|it| it.ground.into_iter().chain(it.others.iter().map(|it| it.0)));
        grounds.filter_map(Ground::mechanism).collect()
    });
    let joined = all.clone().filter_map(|(_, it)| it.table.addendum_to.as_ref()).map(|it| it.value);
    for id in of_flows.into_iter().chain(of_access).chain(asked).flatten().chain(joined) {
        open.get_mut(id.index()).into_iter().for_each(|it| *it = false);
    }
    all.map(|(id, _)| id).zip(open).filter(|(_, is_open)| *is_open).map(|(id, _)| id).collect()
}

/// The two ends of every edge to some importers, each pair once; of ended ones, of those over which data came that go on.
struct Ends {
    pairs: FxHashSet<(Option<OrganizationId>, OrganizationId)>,
    importers: FxHashSet<OrganizationId>,
    /// What the edges are called; made where a mechanism is limited to some.
    names: OnceCell<FxHashSet<String>>,
}

impl Ends {
    fn of(world: &World<'_>, transfers: &[Transfer], importers: &FxHashSet<OrganizationId>) -> Self {
        let ended = past::on_ways(world, transfers);
        let ends = |edge: &Edge| {
            let importer = world.entity(edge.to).filter(|it| importers.contains(it))?;
            Some((world.entity(edge.from), importer)).filter(|(exporter, importer)| *exporter != Some(*importer))
        };
        let live = in_parts(&world.graph.edges, |edges| edges.iter().filter_map(ends).collect::<FxHashSet<_>>());
        let pairs = live.into_iter().flatten().chain(ended.into_iter().filter_map(ends)).collect::<FxHashSet<_>>();
        let importers = pairs.iter().map(|(_, importer)| *importer).collect();
        Self { pairs, importers, names: OnceCell::new() }
    }

    /// Those behind the senders to some importers, with these.
    fn behind(world: &World<'_>, importers: &FxHashSet<OrganizationId>) -> Self {
        let (mut pairs, mut of_many) = (FxHashSet::default(), FxHashSet::default());
        for edge in world.graph.edges.iter().filter(|_| !importers.is_empty()) {
            if let Some(importer) = world.entity(edge.to).filter(|it| importers.contains(it))
                && principals::may_process(world, edge)
            {
                let parties = principals::parties_of(world, edge, world.graph.classes.bits(edge.classes));
                pairs.extend(parties.into_iter().map(|it| (Some(it), importer)));
                if principals::are_cut(world, edge) && of_many.insert(importer) {
                    let naming = world.index.naming(importer);
                    let exporters = naming.flat_map(|it| &world.inventory.mechanism(it).table.exporter);
                    pairs.extend(exporters.flat_map(|it| &it.value).map(|it| (Some(it.value.0), importer)));
                }
            }
        }
        Self { pairs, importers: FxHashSet::default(), names: OnceCell::new() }
    }

    /// Whether the parties of a mechanism are the ends of any edge.
    fn fit(&self, world: &World<'_>, table: &Mechanism) -> bool {
        let listed =
            |list: &Rare<Many<Party>>| list.as_ref().map(|it| it.value.iter().map(|it| it.value.0).collect::<Vec<_>>());
        let joined = joined(table).collect::<Vec<_>>();
        let members = listed(&table.members);
        let exporters = listed(&table.exporter).map(|it| [it, joined.clone()].concat()).or_else(|| members.clone());
        let importers = listed(&table.recipients).map(|it| [it, joined.clone()].concat()).or(members);
        if let Some(limit) = &table.flows {
            let name = |edge| super::edge_name(world.inventory, edge);
            let names = self.names.get_or_init(|| world.graph.edges.iter().map(name).collect());
            return limit.value.iter().any(|it| names.contains(&it.value));
        }
        match (exporters, importers) {
            (_, None) => !joined.is_empty() && joined.iter().any(|it| self.importers.contains(it)),
            (None, Some(importers)) => importers.iter().any(|it| self.importers.contains(it)),
            (Some(exporters), Some(importers)) => exporters
                .iter()
                .any(|exporter| importers.iter().any(|importer| self.pairs.contains(&(Some(*exporter), *importer)))),
        }
    }
}

/// Whom a mechanism names as a recipient or a member.
fn importers(table: &Mechanism) -> impl Iterator<Item = OrganizationId> {
    [&table.recipients, &table.members].into_iter().flatten().flat_map(|it| &it.value).map(|it| it.value.0)
}

/// Who joined a mechanism.
fn joined(table: &Mechanism) -> impl Iterator<Item = OrganizationId> {
    table.acceded.iter().flat_map(|it| &it.value.0).map(|(id, _)| *id)
}

/// A flow that stays inside needs no mechanism.
fn unneeded(world: &World<'_>, ledger: &mut Ledger) {
    let rests_on_something = |it: &Transfer| {
        let edge = world.edge(it.edge);
        edge.passage == Passage::Payload && !world.via(edge).is_empty()
    };
    let is_own = |it: &Transfer| it.regime == world.regime_id;
    let within = in_placed_parts(&ledger.transfers, |first, rows| {
        let rows = rows.iter().enumerate().filter(|(_, it)| is_own(it) && is_within(it) && rests_on_something(it));
        let id = |at: usize| TransferId(u32::try_from(first + at).unwrap_or(u32::MAX));
        rows.map(|(at, it)| (it.edge, id(at))).collect::<Vec<_>>()
    });
    let mut rows = within.concat();
    if rows.is_empty() {
        return;
    }
    let leaving = ledger.transfers.iter().filter(|it| is_own(it) && !is_within(it));
    let leaving = leaving.map(|it| it.edge).collect::<FxHashSet<_>>();
    // Those of one edge side by side, in the order in which they are shown.
    rows.sort_unstable();
    for rows in rows.chunk_by(|one, next| one.0 == next.0) {
        let Some((edge, first)) = rows.first().copied().filter(|it| !leaving.contains(&it.0)) else { continue };
        let rows = rows.iter().map(|it| it.1).collect::<Vec<_>>();
        let named = world.via(world.edge(edge)).iter().find_map(|it| match it.value {
            Via::Mechanism(id) => Some((Ground::Mechanism(id), it.span)),
            Via::Kind(kind) => Some((Ground::Kind(kind), it.span)),
            Via::Open | Via::Nothing => None,
        });
        if let Some((ground, span)) = named {
            let note = Defect::new(Rule::MechanismNotNeeded, Detail::Plain, None);
            if let Some(finding) = ledger.finding(world, Subject::Transfer(first), rows, &note, span) {
                finding.ground = Some(ground);
            }
        }
    }
}

fn is_within(transfer: &Transfer) -> bool {
    transfer.verdict == Verdict::WithinTerritory
}
