//! The inventory with actions done: papers complete and signed on the day, as the plan means them. Works on a copy.

use std::collections::BTreeMap;

use crate::{
    graph::{Classes, EdgeOrigin},
    inventory::{
        AssessmentId, Inventory, MechanismId, Named, OrganizationId,
        keys::{Few, Many},
        model::{self, Access, Listing, Mechanism, MechanismDetails},
        values::{
            About, AccessEntry, Annexes, Answer, AssessmentRef, EditionName, Evidence, ListName, Module, Party, Period,
        },
        words::{Conclusion, Cover, FlowStatus, ListingStatus, MechanismStatus, Stage, State, Technique},
    },
    law::{Day, Place, PlaceKind},
    text::{Span, Spanned},
};

use super::{
    super::{
        Assessment, Spot,
        change::{Change, changed_inventory},
    },
    Action, Clauses, Joined,
    network::Planned,
};

/// A copy of the inventory of an assessment with all actions done.
pub(super) fn apply(assessment: &Assessment<'_>, steps: &[Planned]) -> Inventory {
    let day = assessment.day;
    let mut copy = assessment.inventory.clone();
    let mut changes = Vec::new();
    let new = steps.iter().flat_map(|it| match &it.action {
        Action::RecordClauses(_, papers) => papers.as_slice(),
        Action::JoinClauses(_, _, paper) => std::slice::from_ref(paper),
        _ => &[],
    });
    // New papers come after those that are recorded, in the order of the steps.
    let n_recorded = copy.mechanisms.len();
    let new = new.enumerate().map(|(at, it)| (it.id.as_str(), MechanismId::at(n_recorded + at)));
    let new = new.collect::<BTreeMap<_, _>>();
    for step in steps {
        match &step.action {
            Action::RecordClauses(importer, papers) => {
                for paper in papers {
                    changes.push(Change::MechanismAdded(Box::new(signed(&mut copy, paper, *importer, &new, day))));
                }
            }
            Action::JoinClauses(_, importer, paper) => {
                changes.push(Change::MechanismAdded(Box::new(signed(&mut copy, paper, *importer, &new, day))));
            }
            Action::MendMechanism(id, importer, paper) => mend(assessment, &mut copy, *id, *importer, paper),
            Action::MakeAssessment(id, importer, spots) => assess(&mut copy, *id, *importer, spots, day),
            Action::GetListing(importer, lists) | Action::RenewListing(importer, lists) => {
                list(&mut copy, *importer, lists, day);
            }
            Action::MoveSystem(system, place) => {
                changes.push(Change::Moved(*system, place.clone()));
                let entry = copy.systems.get_mut(system.index());
                for access in entry.into_iter().flat_map(|it| &mut it.table.access).flat_map(|it| &mut it.value) {
                    if let AccessEntry::From(access) = &mut access.value {
                        call_home(access, place);
                    }
                }
            }
            Action::FinishAnonymization(flow) | Action::AnonymizeFlow(flow) => {
                copy.flows.get_mut(flow.index()).into_iter().for_each(|it| anonymize(&mut it.table, day));
            }
            Action::StopFlow(origin) => stop(&mut copy, *origin, day),
        }
    }
    changed_inventory(&copy, &changes)
}

fn fact<T>(value: T) -> Spanned<T> {
    Spanned::new(value, Span::default())
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of a fact that few tables hold")]
fn rare<T>(value: T) -> Option<Box<Spanned<T>>> {
    Some(Box::new(fact(value)))
}

/// One value as a list of one.
fn one<T>(value: T) -> Many<T> {
    vec![fact(value)]
}

/// Complete clauses, signed on the day, with an assessment of every destination.
fn signed(
    copy: &mut Inventory,
    paper: &Clauses,
    importer: OrganizationId,
    new: &BTreeMap<&str, MechanismId>,
    day: Day,
) -> Named<Mechanism> {
    let joined = paper.joins.as_ref().and_then(|it| match it {
        Joined::Recorded(id) => Some(*id),
        Joined::Planned(id) => new.get(id.as_str()).copied(),
    });
    let assessment = AssessmentId::at(copy.assessments.len());
    copy.assessments.push(Named {
        id: String::new(),
        span: Span::default(),
        table: assessed(importer, &paper.spots, None, day),
    });
    let table = Mechanism {
        kind: Some(fact(paper.kind)),
        status: rare(MechanismStatus::Signed),
        signed: rare(Period::day(day)),
        exporter: paper.exporter.and_then(|it| rare(one(Party(it)))),
        recipients: rare(one(Party(importer))),
        edition: rare(EditionName(paper.edition.clone())),
        module: modules(&paper.modules).and_then(rare),
        annexes: rare(Annexes::Complete),
        assessment: rare(AssessmentRef::Made(vec![assessment])),
        few: Few::of(MechanismDetails {
            swiss_adaptations: if paper.is_adapted { rare(Answer::Yes) } else { None },
            addendum_to: joined.and_then(rare),
            ..MechanismDetails::default()
        }),
        ..Mechanism::default()
    };
    Named { id: paper.id.clone(), span: Span::default(), table }
}

fn modules(list: &[u8]) -> Option<Many<Module>> {
    let modules = list.iter().map(|it| fact(Module(*it))).collect::<Vec<_>>();
    (!modules.is_empty()).then_some(modules)
}

fn assessed(importer: OrganizationId, spots: &[Spot], mechanism: Option<MechanismId>, day: Day) -> model::Assessment {
    let place = |kind| Place { kind, region: None, pinned: true, doubt: None, note: None };
    let countries = spots.iter().filter_map(|it| match it {
        Spot::Country(country) => Some(place(PlaceKind::Countries(vec![*country]))),
        Spot::Bloc(bloc) => Some(place(PlaceKind::Bloc(*bloc))),
        Spot::Body(Some(body)) => Some(place(PlaceKind::Body(*body))),
        _ => None,
    });
    model::Assessment {
        country: Some(fact(countries.map(fact).collect())),
        importer: rare(one(Party(importer))),
        mechanism: mechanism.and_then(|it| rare(one(it))),
        date: Some(fact(Period::day(day))),
        conclusion: Some(fact(Conclusion::Equivalent)),
        ..model::Assessment::default()
    }
}

/// A recorded mechanism as it would be if it were right: what it covers besides, it goes on covering.
fn mend(assessment: &Assessment<'_>, copy: &mut Inventory, id: MechanismId, importer: OrganizationId, paper: &Clauses) {
    let day = assessment.day;
    let names = paper.flows.iter().map(|it| assessment.origin_name(*it));
    let own = assessment.transfers.iter().filter(|it| it.importer == Some(importer));
    let data = own.flat_map(|it| Classes::list(it.classes.words()));
    assess(copy, id, importer, &paper.spots, day);
    let Some(entry) = copy.mechanisms.get_mut(id.index()) else {
        return;
    };
    let table = &mut entry.table;
    table.status = rare(MechanismStatus::Signed);
    table.signed = rare(Period::day(day));
    (table.from, table.until, table.changed, table.modified) = (None, None, None, None);
    table.edition = rare(EditionName(paper.edition.clone()));
    table.annexes = rare(Annexes::Complete);
    if paper.is_adapted {
        table.swiss_adaptations = rare(Answer::Yes);
    }
    let before = table.module.iter().flat_map(|it| &it.value).map(|it| it.value.0);
    let mut all = before.chain(paper.modules.iter().copied()).collect::<Vec<_>>();
    all.sort_unstable();
    all.dedup();
    table.module = if paper.modules.is_empty() { None } else { modules(&all).and_then(rare) };
    add(&mut table.exporter, paper.exporter.map(Party));
    add(&mut table.recipients, Some(Party(importer)));
    add(&mut table.flows, names);
    add(&mut table.data, data);
    table.countries = None;
}

/// Adds to a limit what it leaves out; where there is no limit, nothing.
fn add<T: PartialEq>(slot: &mut Option<Box<Spanned<Many<T>>>>, values: impl IntoIterator<Item = T>) {
    let Some(list) = slot else {
        return;
    };
    for value in values {
        if !list.value.iter().any(|it| it.value == value) {
            list.value.push(fact(value));
        }
    }
}

/// A new assessment of a mechanism, beside what there is.
fn assess(copy: &mut Inventory, id: MechanismId, importer: OrganizationId, spots: &[Spot], day: Day) {
    let new = AssessmentId::at(copy.assessments.len());
    copy.assessments.push(Named {
        id: format!("remedy-{}", new.0),
        span: Span::default(),
        table: assessed(importer, spots, Some(id), day),
    });
    let Some(entry) = copy.mechanisms.get_mut(id.index()) else {
        return;
    };
    let is_made = matches!(entry.table.assessment.as_ref().map(|it| &it.value), Some(AssessmentRef::Made(_)));
    if !is_made {
        entry.table.assessment = rare(AssessmentRef::Made(vec![new]));
    }
}

fn list(copy: &mut Inventory, importer: OrganizationId, lists: &[String], day: Day) {
    let Some(entry) = copy.organizations.get_mut(importer.index()) else {
        return;
    };
    let new = lists.iter().map(|list| {
        fact(Listing {
            list: Some(fact(ListName(list.clone()))),
            status: Some(fact(ListingStatus::Active)),
            covers: Some(fact(vec![fact(Cover::Hr), fact(Cover::NonHr)])),
            checked: Some(fact(Period::day(day))),
            ..Listing::default()
        })
    });
    let slot = entry.table.listings.get_or_insert_with(|| Box::new(fact(Vec::new())));
    slot.value.extend(new);
}

/// Own staff reaches in from inside; others stay where they are.
fn call_home(access: &mut Access, place: &Place) {
    if access.by.is_none()
        && let Some(from) = &mut access.from
    {
        from.value = vec![fact(place.clone())];
    }
}

fn anonymize(table: &mut model::Flow, day: Day) {
    table.state = rare(State::Anonymized);
    table.technique = rare(vec![fact(Technique::Aggregation)]);
    table.stage = rare(Stage::BeforeLeaving);
    table.tested = rare(Period::day(day));
    (table.linked_by, table.keys_held_by, table.keys_in) = (None, None, None);
    let about = table.about.get_or_insert_with(|| Box::new(About::default()));
    about.evidence = rare(one(Evidence { file: fact(String::new()), sha256: None }));
}

fn stop(copy: &mut Inventory, origin: EdgeOrigin, day: Day) {
    match origin {
        EdgeOrigin::Flow(flow) => {
            if let Some(entry) = copy.flows.get_mut(flow.index()) {
                entry.table.status = Some(fact(FlowStatus::Disabled));
                // With what it brought deleted or given back it is as if it had never run.
                entry.table.since = day.tomorrow().ok().and_then(|it| rare(Period::day(it)));
            }
        }
        EdgeOrigin::Access(system, at) => {
            let entries = copy.systems.get_mut(system.index()).and_then(|it| it.table.access.as_mut());
            let entry = entries.and_then(|it| it.value.get_mut(at as usize));
            if let (Some(AccessEntry::From(access)), Ok(before)) = (entry.map(|it| &mut it.value), day.yesterday()) {
                access.until = Some(fact(Period::day(before)));
            }
        }
    }
}
