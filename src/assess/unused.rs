//! Mechanisms that cover nothing, and those recorded where nothing needs one.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    graph::{EdgeId, Passage},
    inventory::{MechanismId, model::Mechanism, values::{AccessEntry, Via}},
    law::Rule,
};

use super::{
    finding::{Detail, Subject},
    ground::Defect,
    rows::Ledger,
    transfer::{Ground, Transfer, TransferId, Verdict},
    world::World,
};

/// Adds a finding for each mechanism that covers no flow, and a note where a flow inside names one.
pub(crate) fn judge(worlds: &[World<'_>], world: &World<'_>, ledger: &mut Ledger) {
    let inventory = world.inventory;
    let named = inventory.flows.iter().flat_map(|it| &it.table.via).flat_map(|it| &it.value).map(|it| it.value);
    let entries = inventory.systems.iter().flat_map(|it| &it.table.access).flat_map(|it| &it.value);
    let entries = entries.filter_map(|it| if let AccessEntry::From(access) = &it.value { access.via.as_ref() } else { None });
    let named = named.chain(entries.flat_map(|it| &it.value).map(|it| it.value));
    let named = named.filter_map(|it| if let Via::Mechanism(id) = it { Some(id) } else { None });
    let joined = inventory.mechanisms.iter().filter_map(|it| it.table.addendum_to.as_ref()).map(|it| it.value);
    let used = named.chain(joined).collect::<BTreeSet<_>>();
    for (at, entry) in inventory.mechanisms.iter().enumerate() {
        let id = MechanismId::at(at);
        if entry.id.is_empty() || used.contains(&id) || worlds.iter().any(|it| fits_somewhere(it, &entry.table)) {
            continue;
        }
        ledger.finding(world, Subject::Mechanism(id), Vec::new(), &Defect::new(Rule::MechanismUnused, Detail::Plain, None), entry.span);
    }
    for world in worlds {
        unneeded(world, ledger);
    }
}

/// Whether the parties of a mechanism are the ends of any edge.
fn fits_somewhere(world: &World<'_>, table: &Mechanism) -> bool {
    let is = |list: &Option<crate::text::Spanned<Vec<crate::text::Spanned<crate::inventory::values::Party>>>>, party| {
        list.as_ref().is_none_or(|it| it.value.iter().any(|it| Some(it.value.0) == party))
    };
    let joined = |party| table.acceded.iter().flat_map(|it| &it.value.0).any(|(id, _)| Some(*id) == party);
    let names_nobody = table.recipients.is_none() && table.members.is_none() && table.acceded.is_none() && table.flows.is_none();
    !names_nobody
        && world.graph.edges.iter().any(|edge| {
            let (exporter, importer) = (world.entity(edge.from), world.entity(edge.to));
            let by_party = (is(&table.exporter, exporter) || joined(exporter))
                && (is(&table.recipients, importer) || joined(importer))
                && is(&table.members, exporter)
                && is(&table.members, importer);
            let by_flow = table.flows.as_ref().is_none_or(|limit| {
                let name = super::edge_name(world.inventory, edge);
                limit.value.iter().any(|it| it.value == name)
            });
            by_party && by_flow && exporter != importer
        })
}

/// A flow that stays inside needs no mechanism.
fn unneeded(world: &World<'_>, ledger: &mut Ledger) {
    let mut inside: BTreeMap<EdgeId, (Vec<TransferId>, bool)> = BTreeMap::new();
    for (at, transfer) in ledger.transfers.iter().enumerate().filter(|(_, it)| it.regime == world.regime_id) {
        if world.via(world.edge(transfer.edge)).is_empty() || world.edge(transfer.edge).passage != Passage::Payload {
            continue;
        }
        let id = TransferId(u32::try_from(at).unwrap_or(u32::MAX));
        let within = is_within(transfer);
        let (rows, all) = inside.entry(transfer.edge).or_insert((Vec::new(), true));
        rows.push(id);
        *all &= within;
    }
    for (edge, (rows, _)) in inside.into_iter().filter(|(_, (_, all))| *all) {
        let named = world.via(world.edge(edge)).iter().find_map(|it| match it.value {
            Via::Mechanism(id) => Some((Ground::Mechanism(id), it.span)),
            Via::Kind(kind) => Some((Ground::Kind(kind), it.span)),
            Via::Open | Via::Nothing => None,
        });
        if let (Some((ground, span)), Some(first)) = (named, rows.first().copied()) {
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
