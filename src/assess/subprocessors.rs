//! Whether a controller can name every processor of its processors; GDPR Art. 28(2), EDPB Opinion 22/2024.

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet},
};

use crate::{
    graph::{EdgeId, EdgeOrigin, Passage},
    inventory::{
        OrganizationId,
        values::{AccessEntry, Subprocessors},
    },
    law::{Destination, Level, PlaceKind, PlaceStatus, Rule},
};

use super::{
    adequacy::older_than,
    finding::{Detail, Subject},
    ground::Defect,
    ledger::Ledger,
    past,
    profile::Severity,
    rows::receiver_span,
    transfer::{Missing, Spot, Transfer, TransferId, Verdict},
    world::World,
};

/// Adds what the lists of sub-processors fall short of, for all rows of a regime.
pub(crate) fn judge(world: &World<'_>, transfers: &[Transfer], ledger: &mut Ledger) {
    // Each duty begins on the day it began.
    if Rule::SubprocessorUnlisted.begun(world.day) {
        unlisted(world, transfers, ledger);
    }
    if !Rule::SubprocessorsUnknown.begun(world.day) {
        return;
    }
    let mut seen: BTreeMap<OrganizationId, Vec<TransferId>> = BTreeMap::new();
    let mut senders: BTreeSet<OrganizationId> = BTreeSet::new();
    for (at, transfer) in transfers.iter().enumerate().filter(|(_, it)| !past::is_guess(it)) {
        let edge = world.edge(transfer.edge);
        // That data leave has to be recorded: a place that nobody knows is no place outside.
        let outside = matches!(transfer.spot, Spot::Country(_) | Spot::Body(_) | Spot::Bloc(_) | Spot::ThirdCountry);
        if transfer.verdict.is_transfer() && outside && world.hangs_on_carrier(transfer).is_none() {
            senders.extend(transfer.exporter);
        }
        let Some(importer) = transfer.importer.filter(|_| world.receiver_role(edge).any_processor()) else {
            continue;
        };
        if matches!(transfer.verdict, Verdict::NotATransfer(_) | Verdict::Anonymous) {
            continue;
        }
        let id = TransferId(u32::try_from(at).unwrap_or(u32::MAX));
        seen.entry(importer).or_default().push(id);
    }
    let given = OnceCell::new();
    for (processor, transfers) in seen {
        without_flow(world, processor, &transfers, &given, ledger);
        // Data that leave the territory from its own system make an unknown list an error.
        of_processor(world, processor, transfers, senders.contains(&processor), ledger);
    }
}

fn of_processor(
    world: &World<'_>,
    processor: OrganizationId,
    transfers: Vec<TransferId>,
    sends_out: bool,
    ledger: &mut Ledger,
) {
    let table = world.organization(processor);
    let subject = Subject::Organization(processor);
    match table.subprocessors.as_ref().map(|it| (&it.value, it.span)) {
        Some((Subprocessors::Unknown, span)) => {
            let level = if sends_out { Level::Error } else { Level::Undecided };
            let defect = Defect::new(Rule::SubprocessorsUnknown, Detail::Plain, None).at_level(level);
            if let Some(finding) = ledger.finding(world, subject, transfers, &defect, span) {
                finding.missing.push(Missing::Subprocessors);
            }
        }
        None => {
            let severity = Severity::stricter(None, Level::Undecided);
            let defect = Defect::new(Rule::SubprocessorsUnknown, Detail::Plain, None).with(severity);
            let span = world.inventory.organization(processor).span;
            if let Some(finding) = ledger.finding(world, subject, transfers, &defect, span) {
                finding.missing.push(Missing::Subprocessors);
            }
        }
        Some((Subprocessors::Listed(list), _)) => {
            if let Some(day) = &list.as_of
                && older_than(day.value.last, world.law.thresholds.subprocessor_list_age_days, world.day)
            {
                let detail = Detail::Words(day.value.shown());
                let defect = Defect::new(Rule::SubprocessorListStale, detail, None);
                ledger.finding(world, subject, transfers, &defect, day.span);
            }
        }
        Some((Subprocessors::Nobody, _)) => {}
    }
}

/// Who gives data to whom, or lets them reach in, by any flow that is recorded, live or not.
fn all_given(world: &World<'_>) -> BTreeSet<(OrganizationId, OrganizationId)> {
    let inventory = world.inventory;
    let flows = inventory.flows.iter().filter_map(|it| inventory.operator(it.from).zip(inventory.operator(it.to)));
    let access = inventory.systems.iter().flat_map(|system| {
        let entries = system.table.access.iter().flat_map(|it| &it.value);
        let parties = entries.filter_map(|it| match &it.value {
            AccessEntry::From(access) => access.by.as_ref().map(|it| it.value.0),
            _ => None,
        });
        let operator = system.table.operator.as_ref().map(|it| it.value.0);
        parties.filter_map(move |party| operator.map(|it| (it, party)))
    });
    flows.chain(access).collect()
}

/// Sub-processors outside that the list of a processor names, and that no flow reaches: what goes to them?
fn without_flow(
    world: &World<'_>,
    processor: OrganizationId,
    transfers: &[TransferId],
    given: &OnceCell<BTreeSet<(OrganizationId, OrganizationId)>>,
    ledger: &mut Ledger,
) {
    let Some(Subprocessors::Listed(list)) = world.organization(processor).subprocessors.as_ref().map(|it| &it.value)
    else {
        return;
    };
    let silent = list.listed.iter().flat_map(|it| &it.value).filter(|it| {
        let party = it.value.0;
        let is_given = || given.get_or_init(|| all_given(world)).contains(&(processor, party));
        party != processor && is_outside(world, party) && !is_given()
    });
    let silent = silent.collect::<Vec<_>>();
    // Who gets something from it and has nearly the name of one may be that one.
    let may_be = silent.iter().filter_map(|it| {
        let mut alike = world.likeness().alike(world.inventory, it.value.0).into_iter();
        let is_given = |it: &OrganizationId| given.get_or_init(|| all_given(world)).contains(&(processor, *it));
        alike.find(is_given).map(|alike| world.whether_same(it.value.0, alike))
    });
    let may_be = may_be.collect::<Vec<_>>();
    if let Some(first) = silent.first() {
        let names = silent.iter().map(|it| format!("`{}`", world.inventory.organization_name(it.value.0)));
        let detail = Detail::Words(names.collect::<Vec<_>>().join(", "));
        let defect = Defect::new(Rule::SubprocessorWithoutFlow, detail, None);
        let subject = Subject::Organization(processor);
        if let Some(finding) = ledger.finding(world, subject, transfers.to_vec(), &defect, first.span) {
            finding.missing = may_be;
        }
    }
}

/// Whether an organization is established in a country outside that no decision covers whole.
fn is_outside(world: &World<'_>, party: OrganizationId) -> bool {
    let place = world.organization(party).country.as_ref().map(|it| &it.value);
    place.is_some_and(|place| match &place.kind {
        PlaceKind::Countries(countries) => countries.iter().any(|it| {
            let status = world.law.status(&world.regime.id, Destination::Country(*it), world.day);
            !world.is_inside(*it) && !matches!(status, PlaceStatus::Adequate(_) | PlaceStatus::Territory { .. })
        }),
        PlaceKind::ThirdCountry => true,
        _ => false,
    })
}

/// A hop from a processor to somebody who is not on its list.
fn unlisted(world: &World<'_>, transfers: &[Transfer], ledger: &mut Ledger) {
    let mut found: Vec<(EdgeId, Defect, Option<Missing>, Vec<TransferId>)> = Vec::new();
    for (at, transfer) in transfers.iter().enumerate().filter(|(_, it)| !past::is_guess(it)) {
        let edge = world.edge(transfer.edge);
        let (Some(exporter), Some(importer)) = (transfer.exporter, transfer.importer) else {
            continue;
        };
        let listed = match world.organization(exporter).subprocessors.as_ref().map(|it| &it.value) {
            Some(Subprocessors::Listed(list)) => match &list.listed {
                Some(listed) => listed.value.iter().map(|it| it.value.0).collect::<Vec<_>>(),
                None => continue,
            },
            Some(Subprocessors::Nobody) => Vec::new(),
            _ => continue,
        };
        if listed.contains(&importer) {
            continue;
        }
        let (sender, receiver) = (world.sender_role(edge), world.receiver_role(edge));
        let by_access = matches!(edge.origin, EdgeOrigin::Access(..));
        let hop = edge.passage == Passage::Payload
            && exporter != importer
            && sender.any_processor()
            && (receiver.any_processor() || by_access)
            && world.client_of(edge.from) != Some(importer);
        if !hop {
            continue;
        }
        let may_be = world.perhaps_among(listed.into_iter(), importer);
        let own = world.if_decrypted(edge).filter(|_| world.sent_if_decrypted(edge));
        let carrier = own.or_else(|| world.hangs_on_carrier(transfer)).map(Missing::Decryption);
        // Where the row asks for it already, that stands in for all duties.
        if carrier.as_ref().is_some_and(|it| matches!(&transfer.verdict, Verdict::Undecided(all) if all.contains(it))) {
            continue;
        }
        // Who has another part too, or is only taken for a processor, may be no sub-processor here.
        let certain = [sender, receiver].into_iter().all(|it| it.only_processor() && !it.assumed);
        let asked = may_be.map(|it| world.whether_same(it, importer)).or(carrier);
        let level = if certain && asked.is_none() { Level::Error } else { Level::Undecided };
        let id = TransferId(u32::try_from(at).unwrap_or(u32::MAX));
        match found.last_mut().filter(|it| it.0 == transfer.edge) {
            Some((.., transfers)) => transfers.push(id),
            None => {
                let defect = Defect::new(Rule::SubprocessorUnlisted, Detail::Organization(exporter), None);
                found.push((transfer.edge, defect.at_level(level), asked, vec![id]));
            }
        }
    }
    for (edge, defect, asked, transfers) in found {
        if let Some(first) = transfers.first().copied() {
            let span = receiver_span(world, world.edge(edge));
            if let Some(finding) = ledger.finding(world, Subject::Transfer(first), transfers, &defect, span) {
                finding.missing.extend(asked);
            }
        }
    }
}
