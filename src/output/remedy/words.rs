//! The words of actions, the same in every format. Looks up names and decides nothing.

use crate::{
    assess::{Action, Assessment, Clauses, Joined, Remedy, Spot, TransferId, shown_place},
    graph::EdgeOrigin,
    inventory::{OrganizationId, words::Kind},
    law::{Place, PlaceKind},
};

use super::super::names;

/// Characters of a name.
const MAX_NAME: usize = 60;

/// What the answer is worth.
pub(super) fn worth(remedy: &Remedy) -> &'static str {
    match remedy.is_proven {
        true => "optimal in its model: no set of the actions that it knows costs less",
        false => "not proven to be optimal: another set of the actions that it knows may cost less",
    }
}

/// Where the model simplifies, sentence by sentence.
pub(super) const SIMPLIFIED: [&str; 4] = [
    "a paper counts once for each importer, also where several exporters sign it, and where one signature serves several importers",
    "a paper counts only where it clears all that goes to its importer, and is not proposed against a negative assessment",
    "a flow is stopped or made anonymous with all its classes of data, and counts as bringing all of them to the next one",
    "whether a receiver can work with anonymous data, and what an assessment will find, nobody knows in advance",
];

/// The word of an action, as the key of its cost.
pub(super) fn kind(action: &Action) -> &'static str {
    match action {
        Action::RecordClauses(..) => "record-clauses",
        Action::MendMechanism(..) | Action::JoinClauses(..) => "mend-mechanism",
        Action::MakeAssessment(..) => "make-assessment",
        Action::GetListing(..) => "get-listing",
        Action::RenewListing(..) => "renew-listing",
        Action::MoveSystem(..) => "move-system",
        Action::FinishAnonymization(_) => "finish-anonymization",
        Action::AnonymizeFlow(_) => "anonymize-flow",
        Action::StopFlow(_) => "stop-flow",
    }
}

/// What to do, as a phrase.
pub(super) fn headline(assessment: &Assessment<'_>, action: &Action) -> String {
    let importer = |id: &OrganizationId| organization(assessment, *id);
    let quoted = |lists: &[String]| lists.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(" and ");
    match action {
        Action::RecordClauses(id, papers) => {
            let label = papers.first().map_or_else(String::new, |it| label(assessment, it.kind));
            // Several are signed as such, and one of its kind is *the* one.
            let label = if label.ends_with('s') { label } else { format!("the {label}") };
            format!("sign {label} with {}", importer(id))
        }
        Action::MendMechanism(id, to, _) => {
            format!("mend `{}` with {}", mechanism(assessment, *id), importer(to))
        }
        Action::JoinClauses(id, to, paper) => {
            let label = label(assessment, paper.kind);
            format!("add the {label} to `{}` with {}", mechanism(assessment, *id), importer(to))
        }
        Action::MakeAssessment(id, to, _) => {
            format!("assess `{}` with {} anew", mechanism(assessment, *id), importer(to))
        }
        Action::GetListing(id, lists) => format!("get {} listed on {}", importer(id), quoted(lists)),
        Action::RenewListing(id, lists) => format!("renew the listing of {} on {}", importer(id), quoted(lists)),
        Action::MoveSystem(id, place) => {
            let system = names::cut(&assessment.inventory.system(*id).id, MAX_NAME);
            format!("move `{system}` to {}", shown(assessment, place))
        }
        Action::FinishAnonymization(flow) => {
            format!("make `{}` anonymous in fact, before it leaves", flow_name(assessment, EdgeOrigin::Flow(*flow)))
        }
        Action::AnonymizeFlow(flow) => {
            format!("make `{}` anonymous before it leaves", flow_name(assessment, EdgeOrigin::Flow(*flow)))
        }
        Action::StopFlow(origin) => format!("stop `{}`", flow_name(assessment, *origin)),
    }
}

/// What the action takes, line by line.
pub(super) fn details(assessment: &Assessment<'_>, action: &Action) -> Vec<String> {
    match action {
        Action::RecordClauses(_, papers) => papers.iter().map(|it| paper(assessment, it)).collect(),
        Action::MendMechanism(_, _, it) | Action::JoinClauses(_, _, it) => vec![paper(assessment, it)],
        Action::MakeAssessment(_, _, spots) => {
            vec![format!("of {}, without measures whose key is within reach", places(assessment, spots))]
        }
        Action::GetListing(..) | Action::RenewListing(..) => {
            vec!["the importer certifies; look it up that day, with the data that it covers".to_owned()]
        }
        Action::MoveSystem(..) => {
            vec!["where it stores and processes, and from where its operator reaches in".to_owned()]
        }
        Action::FinishAnonymization(_) | Action::AnonymizeFlow(_) => {
            vec!["a technique that fits, applied before leaving, tested, with evidence".to_owned()]
        }
        Action::StopFlow(EdgeOrigin::Flow(_)) => {
            vec![
                "have what it brought deleted or given back, and record the end of the flows that carried it on"
                    .to_owned(),
            ]
        }
        Action::StopFlow(EdgeOrigin::Access(..)) => Vec::new(),
    }
}

/// `2021/914, module 3, exporter Deskhollow, Inc.; assess India`
fn paper(assessment: &Assessment<'_>, paper: &Clauses) -> String {
    let modules = paper.modules.iter().map(u8::to_string).collect::<Vec<_>>();
    let modules = match modules.as_slice() {
        [] => String::new(),
        [one] => format!(", module {one}"),
        several => format!(", modules {}", several.join(" and ")),
    };
    let exporter = match paper.exporter {
        Some(id) => format!(", exporter {}", organization(assessment, id)),
        None => ", exporter not recorded".to_owned(),
    };
    let adapted = if paper.is_adapted { ", adapted to the law" } else { "" };
    let joined = match &paper.joins {
        Some(Joined::Planned(id)) => format!(", added to `{}`", names::cut(id, MAX_NAME)),
        Some(Joined::Recorded(_)) | None => String::new(),
    };
    let edition = format!("{}{adapted}{joined}", names::cut(&paper.edition, MAX_NAME));
    match places(assessment, &paper.spots) {
        none if none.is_empty() => format!("{edition}{modules}{exporter}"),
        places => format!("{edition}{modules}{exporter}; assess {places}"),
    }
}

fn places(assessment: &Assessment<'_>, spots: &[Spot]) -> String {
    let places = spots.iter().map(|it| match it {
        Spot::Country(country) => assessment.law.places.name_in_sentence(*country),
        other => shown_place(assessment, *other),
    });
    places.filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", ")
}

fn shown(assessment: &Assessment<'_>, place: &Place) -> String {
    match &place.kind {
        PlaceKind::Countries(list) => {
            let all = list.iter().map(|it| assessment.law.places.name_in_sentence(*it));
            all.collect::<Vec<_>>().join(", ")
        }
        PlaceKind::Bloc(bloc) => assessment.law.places.bloc(*bloc).name.clone(),
        _ => "the territory".to_owned(),
    }
}

/// The short name of a kind of clauses.
fn label(assessment: &Assessment<'_>, kind: Kind) -> String {
    assessment.mechanism_kind(kind).label().to_owned()
}

/// The id of a mechanism, or the word of its kind where it has none.
pub(super) fn mechanism(assessment: &Assessment<'_>, id: crate::inventory::MechanismId) -> String {
    let entry = assessment.inventory.mechanism(id);
    let kind = entry.table.kind.as_ref().map_or("", |it| it.value.word());
    names::cut(if entry.id.is_empty() { kind } else { &entry.id }, MAX_NAME)
}

pub(super) fn organization(assessment: &Assessment<'_>, id: OrganizationId) -> String {
    names::cut(assessment.inventory.organization_name(id), MAX_NAME)
}

/// The name of a flow or an access, cut.
pub(super) fn flow_name(assessment: &Assessment<'_>, origin: EdgeOrigin) -> String {
    names::cut(&assessment.origin_name(origin), 2 * MAX_NAME)
}

/// What clears a transfer without any action, where its data came over a flow that has ended.
pub(super) fn if_gone(assessment: &Assessment<'_>, id: TransferId) -> String {
    match assessment.ended_flows(id).first() {
        Some((flow, _)) => {
            let name = names::cut(&assessment.inventory.flow_name(*flow), MAX_NAME);
            format!("; or record its `until`, if what `{name}` brought is gone")
        }
        None => String::new(),
    }
}

/// `telemetry -> in-lab, India`
pub(super) fn transfer(assessment: &Assessment<'_>, id: TransferId) -> String {
    let transfer = assessment.transfer(id);
    let name = names::cut(&assessment.flow_name(id).replace("->", " -> "), 2 * MAX_NAME);
    let regime = if assessment.regimes.len() > 1 {
        format!(" ({})", assessment.law.regime_at(transfer.regime).id)
    } else {
        String::new()
    };
    match shown_place(assessment, transfer.spot) {
        none if none.is_empty() => format!("{name}{regime}"),
        place => format!("{name}, {place}{regime}"),
    }
}
