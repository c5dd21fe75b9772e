//! A plan in schema 1, described in `docs/json.md`.

use std::io::{self, Write};

use serde::Serialize;

use crate::{
    assess::{Action, Assessment, Clauses, Finding, Joined, Spot, TransferId},
    graph::EdgeOrigin,
    inventory::OrganizationId,
    law::PlaceKind,
    text::clean,
};

use super::{
    super::{
        Frame,
        json::{Ids, SCHEMA},
        law::LawInfo,
        names, pretty,
        tally::Tally,
        text::summary,
    },
    Plan, Proof, words,
};

/// Writes a plan.
pub(super) fn write(plan: &Plan<'_>, proof: &Proof, out: &mut dyn Write) -> io::Result<()> {
    let before = plan.frame.assessment;
    let ids = Ids::of(before);
    let transfers = |list: &[TransferId]| list.iter().map(|it| ids.get(*it).to_owned()).collect::<Vec<_>>();
    let mut cleared = plan.remedy.steps.iter().flat_map(|it| it.clears.iter().copied()).collect::<Vec<_>>();
    cleared.sort();
    cleared.dedup();
    let actions = plan.remedy.steps.iter().enumerate().map(|(at, step)| {
        let findings = proof.cleared.get(at).into_iter().flatten().filter_map(|it| before.findings.get(*it));
        ActionInfo {
            action: words::kind(&step.action),
            cost: step.cost,
            text: clean(&words::headline(before, &step.action)).into_owned(),
            details: words::details(before, &step.action).iter().map(|it| clean(it).into_owned()).collect(),
            about: About::of(before, &step.action),
            findings: findings.map(|it| FindingInfo::of(before, it, None)).collect(),
            transfers: transfers(&step.clears),
        }
    });
    let output = Output {
        schema: SCHEMA,
        as_of: before.day.to_string(),
        law_reviewed: before.law.reviewed.to_string(),
        law: LawInfo::of(before.law, before.day),
        gate: summary::names_gate(plan.frame.gate),
        summary: Summary {
            cleared: cleared.len(),
            actions: plan.remedy.steps.len(),
            cost: plan.remedy.cost(),
            cost_of_stopping: plan.remedy.cost_of_stopping,
        },
        actions: actions.collect(),
        not_cleared: transfers(&plan.remedy.uncleared),
        not_as_planned: transfers(&proof.broken),
        accepted: transfers(&plan.remedy.accepted),
        after: plan.after.map(|it| After::of(plan, proof, it)),
        model: Model {
            proven: plan.remedy.is_proven,
            optimal: words::worth(plan.remedy),
            simplified: words::SIMPLIFIED,
        },
    };
    pretty::write(out, &output)
}

#[derive(Serialize)]
struct Output<'o> {
    schema: u32,
    as_of: String,
    law_reviewed: String,
    law: LawInfo<'o>,
    gate: &'static str,
    summary: Summary,
    actions: Vec<ActionInfo<'o>>,
    not_cleared: Vec<String>,
    not_as_planned: Vec<String>,
    accepted: Vec<String>,
    after: Option<After>,
    model: Model,
}

/// What the answer is worth.
#[derive(Serialize)]
struct Model {
    /// Whether no plan of its model costs less for certain.
    proven: bool,
    optimal: &'static str,
    simplified: [&'static str; 4],
}

#[derive(Serialize)]
struct Summary {
    cleared: usize,
    actions: usize,
    cost: u64,
    cost_of_stopping: Option<u64>,
}

#[derive(Serialize)]
struct ActionInfo<'o> {
    action: &'static str,
    cost: u32,
    text: String,
    details: Vec<String>,
    #[serde(flatten)]
    about: About<'o>,
    findings: Vec<FindingInfo>,
    transfers: Vec<String>,
}

/// What an action is about; what does not concern it is null or empty.
#[derive(Serialize, Default)]
struct About<'o> {
    importer: Option<&'o str>,
    mechanism: Option<&'o str>,
    system: Option<&'o str>,
    flow: Option<String>,
    place: Vec<String>,
    lists: Vec<&'o str>,
    papers: Vec<Paper<'o>>,
}

#[derive(Serialize)]
struct Paper<'o> {
    id: &'o str,
    kind: &'static str,
    edition: &'o str,
    adapted: bool,
    addendum_to: Option<&'o str>,
    modules: &'o [u8],
    exporter: Option<&'o str>,
    assess: Vec<String>,
    flows: Vec<String>,
}

impl<'o> About<'o> {
    fn of(assessment: &'o Assessment<'_>, action: &'o Action) -> Self {
        let inventory = assessment.inventory;
        let organization = |id: OrganizationId| inventory.organization(id).id.as_str();
        let paper = |it: &'o Clauses| Paper {
            id: &it.id,
            kind: it.kind.word(),
            edition: &it.edition,
            adapted: it.is_adapted,
            addendum_to: it.joins.as_ref().map(|it| match it {
                Joined::Recorded(id) => inventory.mechanism(*id).id.as_str(),
                Joined::Planned(id) => id.as_str(),
            }),
            modules: &it.modules,
            exporter: it.exporter.map(organization),
            assess: spots(assessment, &it.spots),
            flows: it.flows.iter().map(|it| assessment.origin_name(*it)).collect(),
        };
        let id_of = |id| Some(inventory.mechanism(id).id.as_str()).filter(|it| !it.is_empty());
        let none = Self::default();
        match action {
            Action::RecordClauses(importer, papers) => {
                Self { importer: Some(organization(*importer)), papers: papers.iter().map(paper).collect(), ..none }
            }
            Action::MendMechanism(id, importer, it) | Action::JoinClauses(id, importer, it) => {
                Self { importer: Some(organization(*importer)), mechanism: id_of(*id), papers: vec![paper(it)], ..none }
            }
            Action::MakeAssessment(id, importer, list) => Self {
                importer: Some(organization(*importer)),
                mechanism: id_of(*id),
                place: spots(assessment, list),
                ..none
            },
            Action::GetListing(importer, lists) | Action::RenewListing(importer, lists) => Self {
                importer: Some(organization(*importer)),
                lists: lists.iter().map(String::as_str).collect(),
                ..none
            },
            Action::MoveSystem(system, place) => Self {
                system: Some(&inventory.system(*system).id),
                place: match &place.kind {
                    PlaceKind::Countries(list) => list.iter().map(|it| it.code().to_owned()).collect(),
                    PlaceKind::Bloc(bloc) => vec![assessment.law.places.bloc(*bloc).short.clone()],
                    _ => Vec::new(),
                },
                ..none
            },
            Action::FinishAnonymization(flow) | Action::AnonymizeFlow(flow) => {
                Self { flow: Some(assessment.origin_name(EdgeOrigin::Flow(*flow))), ..none }
            }
            Action::StopFlow(origin) => Self { flow: Some(assessment.origin_name(*origin)), ..none },
        }
    }
}

fn spots(assessment: &Assessment<'_>, list: &[Spot]) -> Vec<String> {
    list.iter().map(|it| names::spot_word(assessment, it).to_owned()).collect()
}

#[derive(Serialize)]
struct FindingInfo {
    rule: &'static str,
    level: &'static str,
    undecided: bool,
    message: String,
    fingerprint: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<bool>,
}

impl FindingInfo {
    fn of(assessment: &Assessment<'_>, finding: &Finding, new: Option<bool>) -> Self {
        Self {
            rule: finding.rule.name(),
            level: finding.level.word(),
            undecided: finding.undecided,
            message: clean(&assessment.words(finding).message).into_owned(),
            fingerprint: assessment.fingerprint(finding),
            new,
        }
    }
}

/// The second assessment.
#[derive(Serialize)]
struct After {
    transfers: usize,
    verdicts: std::collections::BTreeMap<&'static str, usize>,
    failed: bool,
    findings: Vec<FindingInfo>,
}

impl After {
    fn of(plan: &Plan<'_>, proof: &Proof, after: &Assessment<'_>) -> Self {
        let tally = Tally::of(&Frame { assessment: after, ..*plan.frame });
        let findings = proof.remaining.iter().filter_map(|(at, is_new)| Some((after.findings.get(*at)?, *is_new)));
        Self {
            transfers: tally.n_transfers,
            verdicts: after.verdicts(),
            failed: tally.failed,
            findings: findings.map(|(it, is_new)| FindingInfo::of(after, it, Some(is_new))).collect(),
        }
    }
}
