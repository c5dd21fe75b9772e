//! A name for a finding that outlives moves in files: the same finding has the same one, new data or a new country
//! another. Never depends on a line, a file or a counter.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::{
    graph::{EdgeOrigin, Node},
    law::Rule,
};

use super::{
    Assessment,
    finding::{Finding, Subject},
    transfer::{Ground, Spot, TransferId},
};

/// The version of what goes into a fingerprint.
const VERSION: &str = "transborder-1";

/// The first 128 bits of SHA-256, as 32 hex digits.
pub(crate) fn fingerprint(assessment: &Assessment<'_>, finding: &Finding) -> String {
    let mut hasher = Sha256::new();
    // Parts are told apart by a byte that cannot stand in them.
    let mut add = |part: &str| {
        hasher.update(part.as_bytes());
        hasher.update([0]);
    };
    add(VERSION);
    add(finding.rule.name());
    match finding.subject {
        Subject::Transfer(id) => of_transfer(assessment, id, is_about_flow(finding.rule), &mut add),
        other => {
            add(&subject(assessment, other));
            // What one law asks is another finding under the next one.
            if let Some(first) = finding.transfers.first() {
                add(&assessment.law.regime_at(assessment.transfer(*first).regime).id);
            }
        }
    }
    if let Some(ground) = finding.ground {
        add(&ground_name(assessment, ground));
    }
    let digest = hasher.finalize();
    digest.iter().take(16).fold(String::with_capacity(32), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// Whether a finding is about a flow as a whole, whatever places and data its rows have.
fn is_about_flow(rule: Rule) -> bool {
    matches!(rule, Rule::TransferWithoutInstruction | Rule::SubprocessorUnlisted | Rule::MechanismNotNeeded)
}

fn of_transfer(assessment: &Assessment<'_>, id: TransferId, whole_flow: bool, add: &mut impl FnMut(&str)) {
    let transfer = assessment.transfer(id);
    add("flow");
    add(&assessment.flow_name(id));
    // Through a carrier one flow goes on as several.
    if let (EdgeOrigin::Flow(first), Some(last)) = (assessment.edge(id).origin, assessment.edge(id).last)
        && first != last
    {
        add(&assessment.inventory.flow_name(last));
    }
    add(transfer.importer.map_or("", |it| assessment.inventory.organization(it).id.as_str()));
    if whole_flow {
        add(assessment.law.regime_at(transfer.regime).id.as_str());
        return;
    }
    let mut data = assessment.data(id).map(|it| assessment.inventory.data_class(it).id.as_str()).collect::<Vec<_>>();
    data.sort_unstable();
    add(&data.join("\u{1}"));
    // Where a carrier stands is one question, to whom it hands on another.
    let edge = assessment.edge(id);
    let is_behind = transfer.spot == Spot::PlaceMissing && edge.to == Node::Somebody;
    let is_behind = is_behind && matches!(edge.origin, EdgeOrigin::Flow(_));
    if is_behind {
        add("behind");
    } else {
        add(&spot(assessment, transfer.spot));
    }
    add(assessment.law.regime_at(transfer.regime).id.as_str());
}

pub(crate) fn spot(assessment: &Assessment<'_>, spot: Spot) -> String {
    match spot {
        Spot::Country(country) => country.code().to_owned(),
        Spot::Body(Some(body)) => assessment.law.places.body_info(body).short.clone(),
        Spot::Body(None) => "body".to_owned(),
        Spot::Bloc(bloc) => assessment.law.places.bloc(bloc).name.clone(),
        Spot::Unbounded => "unbounded".to_owned(),
        Spot::ThirdCountry => "third-country".to_owned(),
        Spot::EstablishmentMissing => "establishment".to_owned(),
        Spot::PlaceMissing => "place".to_owned(),
        Spot::Nowhere => "nowhere".to_owned(),
    }
}

fn subject(assessment: &Assessment<'_>, subject: Subject) -> String {
    let inventory = assessment.inventory;
    match subject {
        Subject::Transfer(_) => String::new(),
        Subject::Mechanism(id) => format!("mechanisms.{}", inventory.mechanism(id).id),
        Subject::System(id) => format!("systems.{}", inventory.system(id).id),
        Subject::Organization(id) => format!("organizations.{}", inventory.organization(id).id),
        Subject::Waiver(at) => {
            let waiver = inventory.waivers.get(at as usize).map(|it| &it.table);
            let rule = waiver.and_then(|it| it.rule.as_ref()).map_or("", |it| it.value.0.name());
            let flows = waiver.and_then(|it| it.flow.as_ref()).map_or(&[][..], |it| &it.value);
            let flows = flows.iter().map(|it| it.value.as_str()).collect::<Vec<_>>().join(",");
            let print = waiver.and_then(|it| it.fingerprint.as_ref()).map_or("", |it| it.value.as_str());
            let flow = if flows.is_empty() { print } else { &flows };
            let mechanism =
                waiver.and_then(|it| it.mechanism.as_ref()).map_or("", |it| inventory.mechanism(it.value).id.as_str());
            let system =
                waiver.and_then(|it| it.system.as_ref()).map_or("", |it| inventory.system(it.value).id.as_str());
            let organization = waiver.and_then(|it| it.organization.as_ref());
            let organization = organization.map_or("", |it| inventory.organization(it.value.0).id.as_str());
            let regimes = waiver.and_then(|it| it.regime.as_ref()).map_or(&[][..], |it| &it.value);
            let regimes = regimes.iter().map(|it| format!(".{}", assessment.law.regime_at(it.value.0).id));
            let regimes = regimes.collect::<String>();
            format!("waivers.{rule}.{flow}.{mechanism}.{system}.{organization}{regimes}")
        }
        Subject::Notice(at) => format!("notices.{}", paper(assessment, inventory.notices.get(at as usize))),
        Subject::Register(at) => format!("registers.{}", paper(assessment, inventory.registers.get(at as usize))),
        Subject::Evidence(at) => {
            format!("evidence.{}", inventory.evidence.get(at as usize).map_or("", |it| it.file.as_str()))
        }
        Subject::Inventory => "inventory".to_owned(),
    }
}

fn paper(
    assessment: &Assessment<'_>,
    paper: Option<&crate::inventory::Named<crate::inventory::model::Paper>>,
) -> String {
    let by = paper
        .and_then(|it| it.table.by.as_ref())
        .map_or("", |it| assessment.inventory.organization(it.value.0).id.as_str());
    let from = paper.and_then(|it| it.table.from.as_ref()).map(|it| it.value.shown()).unwrap_or_default();
    format!("{by}.{from}")
}

pub(crate) fn ground_name(assessment: &Assessment<'_>, ground: Ground) -> String {
    match ground {
        Ground::Decision(id) => assessment.law.decision(id).id.clone(),
        Ground::Mechanism(id) => {
            let entry = assessment.inventory.mechanism(id);
            let kind = entry.table.kind.as_ref().map_or("", |it| it.value.word());
            if entry.id.is_empty() { format!("inline {kind}") } else { entry.id.clone() }
        }
        Ground::Kind(kind) => kind.word().to_owned(),
        Ground::FlowClaim => "anonymity".to_owned(),
        Ground::DataClaim(id) => format!("anonymity of {}", assessment.inventory.data_class(id).id),
    }
}
