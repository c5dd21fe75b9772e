//! Carriers abroad that only pass data on: could they read them? EDPB Recommendations 01/2020, use case 3.

use rustc_hash::FxHashMap;

use crate::{
    graph::{EdgeId, EdgeOrigin, may_decrypt},
    inventory::{
        OrganizationId, SystemId,
        model::Access,
        values::{AccessEntry, Certainty, MeasureRef},
        words::MeasureKind,
    },
    law::{Day, Rule},
    text::Spanned,
};

use super::{
    duties::Row,
    finding::{Detail, Subject},
    ground::Defect,
    ledger::Ledger,
    measures::is_live,
    transfer::TransferId,
    world::World,
};

/// The rows that pass through each carrier, each with its edge.
#[derive(Default)]
pub(super) struct Passing(FxHashMap<SystemId, Vec<(TransferId, EdgeId)>>);

impl Passing {
    pub(super) fn look(&mut self, row: &Row<'_>) {
        for carrier in &row.edge.carriers {
            let rows = self.0.entry(*carrier).or_default();
            // A carrier that data pass through twice carries them once.
            if rows.last().is_none_or(|(last, _)| *last != row.id) {
                rows.push((row.id, row.transfer.edge));
            }
        }
    }

    pub(super) fn join(&mut self, later: Self) {
        for (carrier, mut rows) in later.0 {
            self.0.entry(carrier).or_default().append(&mut rows);
        }
    }

    /// Says of every carrier outside that is passed through whether the data are encrypted on their way.
    pub(super) fn judge(mut self, world: &World<'_>, ledger: &mut Ledger) {
        for carrier in &world.graph.joined {
            let Some(passing) = self.0.remove(carrier) else {
                continue;
            };
            // Of one that may decrypt, rows of its own speak.
            if !is_abroad(world, *carrier) || may_decrypt(world.inventory, *carrier) {
                continue;
            }
            let clear = passing.iter().any(|(_, edge)| !is_encrypted(world, *carrier, *edge));
            let rule = if clear { Rule::TransitInClear } else { Rule::TransitEncrypted };
            let entry = world.inventory.system(*carrier);
            let transfers = passing.into_iter().map(|(id, _)| id).collect::<Vec<_>>();
            let defect = Defect::new(rule, Detail::System(*carrier), None);
            ledger.finding(world, Subject::System(*carrier), transfers, &defect, entry.span);
        }
    }
}

fn is_abroad(world: &World<'_>, carrier: SystemId) -> bool {
    let table = &world.inventory.system(carrier).table;
    let places = table.location.iter().flat_map(|it| &it.value).map(|it| &it.value);
    let country = |it: OrganizationId| world.organization(it).country.as_ref().map(|it| &it.value);
    let operator = world.inventory.operator(carrier).and_then(country);
    // So does one that somebody outside reaches into.
    let access = table.access.iter().flat_map(|it| &it.value).filter_map(|it| match &it.value {
        AccessEntry::From(access) if is_in_use(access, world.day) => Some(access),
        _ => None,
    });
    let from = access.clone().flat_map(|it| &it.from).flat_map(|it| &it.value).map(|it| &it.value);
    let by = access.filter_map(|it| country(it.by.as_ref()?.value.0));
    places.chain(operator).chain(from).chain(by).any(|it| {
        super::world::countries_of(it, world.law, world.day).is_none_or(|it| it.iter().any(|it| !world.is_inside(*it)))
    })
}

fn is_in_use(access: &Access, day: Day) -> bool {
    let over = access.until.as_ref().is_some_and(|it| it.value.ended(day) == Certainty::Yes);
    let later = access.since.as_ref().is_some_and(|it| it.value.begun(day) == Certainty::No);
    !over && !later
}

fn is_encrypted(world: &World<'_>, carrier: SystemId, edge: EdgeId) -> bool {
    let keeps_out = |measures: &[Spanned<MeasureRef>]| {
        measures.iter().any(|it| {
            let table = &world.inventory.measure(it.value.0).table;
            let kind = table.kind.as_ref().map(|it| it.value);
            matches!(kind, Some(MeasureKind::EndToEndEncryption | MeasureKind::EncryptionInTransit))
                && is_live(table, world.day)
        })
    };
    let edge = world.edge(edge);
    let EdgeOrigin::Flow(_) = edge.origin else {
        return false;
    };
    let of_carrier = world.inventory.system(carrier).table.measures.as_ref();
    let of_flows =
        world.flows(edge).map(|(first, last)| [first, last].map(|it| it.table.measures.as_ref().map(|it| &it.value)));
    of_carrier.is_some_and(|it| keeps_out(&it.value))
        || of_flows.is_some_and(|it| it.into_iter().all(|it| it.is_some_and(|it| keeps_out(it))))
}
