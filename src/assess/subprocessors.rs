//! Whether a controller can name every processor of its processors; GDPR Art. 28(2), EDPB Opinion 22/2024.

use std::cell::OnceCell;

use rustc_hash::FxHashSet;

use crate::{
    graph::{EdgeOrigin, Passage},
    inventory::{
        OrganizationId,
        values::{AccessEntry, Party, Subprocessors},
    },
    law::{Destination, Level, PlaceKind, PlaceStatus, Rule},
    text::Spanned,
};

use super::{
    adequacy::older_than,
    duties::{OfEdges, OfParties, Row},
    finding::{Detail, Subject},
    ground::Defect,
    ledger::{self, Ledger},
    profile::Severity,
    rows::receiver_span,
    transfer::{Missing, Spot, TransferId, Verdict},
    world::World,
};

/// How much it matters that nobody wrote whether a processor has processors of its own.
const NOT_SAID: Severity = Severity::stricter(None, Level::Undecided);

/// What rows have of the lists of sub-processors.
#[derive(Default)]
pub(super) struct Processors {
    /// Hops from a processor to somebody who is not on its list: the processor, the level, and what would decide it.
    unlisted: OfEdges<(OrganizationId, Level, Option<Missing>)>,
    /// Rows that bring data to a processor.
    brought: OfParties,
    /// Rows that bring data to somebody of whom nobody wrote whether it is one.
    perhaps_brought: OfParties,
    /// Those of whose processors nothing is known, and from whom data leave the territory.
    senders: FxHashSet<OrganizationId>,
}

impl Processors {
    pub(super) fn look(&mut self, world: &World<'_>, row: &Row<'_>) {
        let transfer = row.transfer;
        let said = |it: Option<OrganizationId>| world.organization(it?).subprocessors.as_ref().map(|it| &it.value);
        match said(transfer.exporter) {
            Some(Subprocessors::Listed(list)) => {
                if let Some(listed) = &list.listed {
                    self.look_for_unlisted(world, row, &listed.value);
                }
            }
            Some(Subprocessors::Nobody) => self.look_for_unlisted(world, row, &[]),
            // That data leave has to be recorded: a place that nobody knows is no place outside.
            Some(Subprocessors::Unknown)
                if matches!(transfer.spot, Spot::Country(_) | Spot::Body(_) | Spot::Bloc(_) | Spot::ThirdCountry)
                    && transfer.verdict.is_transfer()
                    && !row.is_guess()
                    && world.hangs_on_carrier(transfer).is_none() =>
            {
                self.senders.extend(transfer.exporter);
            }
            _ => {}
        }
        let is_asked = || ledger::level(world, Rule::SubprocessorsUnknown, NOT_SAID).is_some();
        if let Some(importer) = transfer.importer
            && !matches!(transfer.verdict, Verdict::NotATransfer(_) | Verdict::Anonymous)
            && (said(transfer.importer).is_some() || is_asked())
            && !row.is_guess()
        {
            let role = world.receiver_role(row.edge);
            if role.any_processor() {
                self.brought.add(importer, row.id);
            } else if role.roles.is_none() && is_asked() {
                self.perhaps_brought.add(importer, row.id);
            }
        }
    }

    fn look_for_unlisted(&mut self, world: &World<'_>, row: &Row<'_>, listed: &[Spanned<Party>]) {
        let (Some(exporter), Some(importer), edge) = (row.transfer.exporter, row.transfer.importer, row.edge) else {
            return;
        };
        let listed = listed.iter().map(|it| it.value.0);
        if listed.clone().any(|it| it == importer) || row.is_guess() {
            return;
        }
        let sender = world.sender_role(edge);
        let receiver = world.receiver_role(edge);
        let by_access = matches!(edge.origin, EdgeOrigin::Access(..));
        let hop = edge.passage == Passage::Payload
            && exporter != importer
            && sender.any_processor()
            && (receiver.any_processor() || by_access)
            && world.client_of(edge.from) != Some(importer);
        if !hop {
            return;
        }
        let own = world.if_decrypted(edge).filter(|_| world.sent_if_decrypted(edge));
        let carrier = own.or_else(|| world.hangs_on_carrier(row.transfer)).map(Missing::Decryption);
        // Where the row asks for it already, that stands in for all duties.
        let is_asked = |it: &Missing| matches!(&row.transfer.verdict, Verdict::Undecided(all) if all.contains(it));
        if carrier.as_ref().is_some_and(is_asked) {
            return;
        }
        self.unlisted.add(row, || {
            let may_be = world.perhaps_among(listed, importer);
            let asked = may_be.map(|it| world.whether_same(it, importer)).or(carrier);
            // Who has another part too, or is only taken for a processor, may be no sub-processor here.
            let certain = [sender, receiver].into_iter().all(|it| it.only_processor() && !it.assumed);
            let level = if certain && asked.is_none() { Level::Error } else { Level::Undecided };
            (exporter, level, asked)
        });
    }

    pub(super) fn join(&mut self, later: Self) {
        self.unlisted.join(later.unlisted);
        self.brought.join(later.brought);
        self.perhaps_brought.join(later.perhaps_brought);
        self.senders.extend(later.senders);
    }

    /// Adds what the lists of sub-processors fall short of; each duty begins on the day it began.
    pub(super) fn judge(self, world: &World<'_>, ledger: &mut Ledger) {
        if Rule::SubprocessorUnlisted.begun(world.day) {
            for (edge, (exporter, level, asked), transfers) in self.unlisted {
                let defect = Defect::new(Rule::SubprocessorUnlisted, Detail::Organization(exporter), None);
                let (Some(first), span) = (transfers.first().copied(), receiver_span(world, world.edge(edge))) else {
                    continue;
                };
                let found = ledger.finding(world, Subject::Transfer(first), transfers, &defect.at_level(level), span);
                if let Some(finding) = found {
                    finding.missing.extend(asked);
                }
            }
        }
        if Rule::SubprocessorsUnknown.begun(world.day) {
            let given = OnceCell::new();
            let mut processors = FxHashSet::default();
            self.brought.for_each(|processor, transfers| {
                processors.insert(processor);
                without_flow(world, processor, &transfers, &given, ledger);
                // Data that leave the territory from its own system make an unknown list an error.
                of_processor(world, processor, transfers, self.senders.contains(&processor), ledger);
            });
            self.perhaps_brought.for_each(|party, transfers| {
                if !processors.contains(&party) {
                    of_perhaps_processor(world, party, transfers, ledger);
                }
            });
        }
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
        // A table that names no list is as good as none.
        said if said.is_none_or(|(it, _)| matches!(it, Subprocessors::Listed(list) if list.listed.is_none())) => {
            let defect = Defect::new(Rule::SubprocessorsUnknown, Detail::Plain, None).with(NOT_SAID);
            let span = said.map_or(world.inventory.organization(processor).span, |(_, span)| span);
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
        Some((Subprocessors::Nobody, _)) | None => {}
    }
}

/// Of somebody whose part nobody wrote, and who says nothing of processors of its own either.
fn of_perhaps_processor(world: &World<'_>, party: OrganizationId, transfers: Vec<TransferId>, ledger: &mut Ledger) {
    let said = world.organization(party).subprocessors.as_ref().map(|it| &it.value);
    let is_known = match said {
        Some(Subprocessors::Listed(list)) => list.listed.is_some(),
        Some(Subprocessors::Nobody) => true,
        Some(Subprocessors::Unknown) | None => false,
    };
    if is_known {
        return;
    }
    let defect = Defect::new(Rule::SubprocessorsUnknown, Detail::Plain, None).with(NOT_SAID);
    let span = world.inventory.organization(party).span;
    if let Some(finding) = ledger.finding(world, Subject::Organization(party), transfers, &defect, span) {
        let part = Missing::Condition("whether it receives as a processor (`role` of its system)".to_owned());
        finding.missing.extend([Missing::Subprocessors, part]);
    }
}

/// Who gives data to whom, or lets them reach in, by any flow that is recorded, live or not.
fn all_given(world: &World<'_>) -> FxHashSet<(OrganizationId, OrganizationId)> {
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
    given: &OnceCell<FxHashSet<(OrganizationId, OrganizationId)>>,
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
