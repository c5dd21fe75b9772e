//! A parent outside of an importer inside: no transfer by that fact, and a word where it matters;
//! EDPB Guidelines 05/2021, GDPR Art. 28 and 48.

use crate::{
    graph::Classes,
    inventory::{
        OrganizationId, Same,
        values::{AccessEntry, Answer},
        words::MeasureKind,
    },
    law::{Level, PlaceKind, Rule},
    text::Span,
};

use super::{
    destination::Destination,
    finding::{Detail, Subject},
    ground::{Case, Defect},
    ledger::Ledger,
    measures::is_live,
    profile::Severity,
    rows::receiver_span,
    transfer::{Missing, TransferId},
    world::{Establishment, World, countries_of},
};

/// Says that the group of an importer inside reaches outside; once for each edge, at its establishment.
pub(crate) fn remark(
    world: &World<'_>,
    case: &Case<'_, '_>,
    row: TransferId,
    destination: &Destination,
    ledger: &mut Ledger,
) {
    let Some(importer) = case.importer.filter(|_| destination.reached_by.establishment) else {
        return;
    };
    let Some((parent, span, whether)) = foreign_parent(world, importer) else {
        return;
    };
    // People outside who reach in, or servers outside, are transfers of their own.
    if reaches_outside(world, case) {
        return;
    }
    let table = world.organization(importer);
    if let Some((keys, holder)) = keys_in_reach(world, case, importer) {
        let missing = whether.into_iter().chain(holder).collect::<Vec<_>>();
        let defect = Defect::new(Rule::ForeignParentHoldsKeys, Detail::Organization(parent), None);
        let defect = if missing.is_empty() { defect } else { defect.at_level(Level::Undecided) };
        if let Some(finding) = ledger.finding(world, Subject::Transfer(row), row, &defect, keys) {
            finding.missing = missing;
        }
        return;
    }
    let special = Classes::list(case.classes)
        .any(|it| world.inventory.data_class(it).table.special.as_ref().is_some_and(|it| !it.value.is_empty()));
    let bound = table.foreign_order_clause.as_ref().is_some_and(|it| it.value == Answer::Yes);
    let severity = if special && !bound {
        Severity::stricter(Some(Level::Note), Level::Warning)
    } else {
        Severity::always(Level::Note)
    };
    let defect = Defect::new(Rule::ForeignParent, Detail::Organization(parent), None).with(severity);
    let span = if span == Span::default() { receiver_span(world, case.edge) } else { span };
    if let Some(finding) = ledger.finding(world, Subject::Transfer(row), row, &defect, span) {
        finding.missing.extend(whether);
    }
}

/// Whether data or people of the receiver are outside.
fn reaches_outside(world: &World<'_>, case: &Case<'_, '_>) -> bool {
    let Some(system) = world.system(case.edge.to) else {
        return false;
    };
    let locations = system.location.iter().flat_map(|it| &it.value);
    let entries = system.access.iter().flat_map(|it| &it.value);
    let access =
        entries.filter_map(|it| if let AccessEntry::From(access) = &it.value { access.from.as_ref() } else { None });
    locations.chain(access.flat_map(|it| &it.value)).any(|it| {
        countries_of(&it.value, world.law, world.day).is_some_and(|it| it.iter().any(|it| !world.is_inside(*it)))
    })
}

/// The nearest parent outside, and where it is written that it is one; with what is asked where that is only nearly its name.
fn foreign_parent(world: &World<'_>, organization: OrganizationId) -> Option<(OrganizationId, Span, Option<Missing>)> {
    let is_outside = |it: OrganizationId| world.establishment(it) == Establishment::Country;
    let mut at = organization;
    let mut first = None;
    for _ in 0..world.inventory.organizations.len() {
        let parent = world.organization(at).parent.as_ref()?;
        let (span, parent) = (*first.get_or_insert(parent.span), parent.value.0);
        if is_outside(parent) {
            return Some((parent, span, None));
        }
        if world.establishment(parent) == Establishment::NotRecorded
            && let Some(alike) = world.likeness().alike(world.inventory, parent).into_iter().find(|it| is_outside(*it))
        {
            return Some((alike, span, Some(world.whether_same(parent, alike))));
        }
        at = parent;
    }
    None
}

/// A measure around the receiver whose key the provider alone holds, or that lies outside; with what is asked where its
/// holder has nearly the provider's name.
fn keys_in_reach(world: &World<'_>, case: &Case<'_, '_>, importer: OrganizationId) -> Option<(Span, Option<Missing>)> {
    let of_system = world.system(case.edge.to).and_then(|it| it.measures.as_ref()).into_iter().flat_map(|it| &it.value);
    let flows = world.flows(case.edge);
    let of_flow = flows.iter().flat_map(|(first, _)| &first.table.measures).flat_map(|it| &it.value);
    let mut found: Option<(Span, Option<Missing>)> = None;
    for measure in of_system.chain(of_flow) {
        let table = &world.inventory.measure(measure.value.0).table;
        let has_keys = matches!(
            table.kind.as_ref().map(|it| it.value),
            Some(
                MeasureKind::EncryptionAtRest
                    | MeasureKind::EndToEndEncryption
                    | MeasureKind::Pseudonymization
                    | MeasureKind::Proxy
            )
        );
        if !has_keys || !is_live(table, world.day) {
            continue;
        }
        let with_provider = table.keys_held_by.as_ref().is_some_and(|it| world.same_hand(it.value.0, importer));
        let outside = table.keys_in.as_ref().is_some_and(|it| {
            it.value.iter().any(|it| {
                let countries = countries_of(&it.value, world.law, world.day);
                matches!(it.value.kind, PlaceKind::ThirdCountry)
                    || countries.is_some_and(|it| it.iter().any(|it| !world.is_inside(*it)))
            })
        });
        let holder = table.keys_held_by.as_ref().map(|it| it.value.0);
        if with_provider || outside {
            found = found.filter(|it| it.1.is_none()).or(Some((measure.span, None)));
        } else if let Some(holder) = holder.filter(|it| world.same_party(*it, importer) == Same::Perhaps) {
            found = found.or_else(|| Some((measure.span, Some(world.whether_same(holder, importer)))));
        } else if table.keys_held_by.is_some() || table.keys_in.is_some() {
            // A key in other hands keeps the provider out.
            return None;
        }
    }
    found
}
