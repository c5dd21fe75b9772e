//! One row of the register: the facts around a transfer as words, each as it is recorded. Escapes nothing.

use serde::Serialize;

use crate::{
    assess::{Assessed, Ground, Missing, Record, Spot, Standing, TransferId, TransferKind, Verdict, shown_place},
    graph::Node,
    inventory::{
        DataId, OrganizationId, SystemId,
        model::{Access, Mechanism},
        values::{AccessEntry, Answer, Evidence, MeasureRef, Period},
    },
    text::Spanned,
};

use super::{
    super::{json as whole, names},
    Register,
};

/// A row; what nobody recorded is null or an empty list.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) flow: String,
    pub(super) status: &'static str,
    pub(super) purpose: Option<String>,
    pub(super) frequency: Option<&'static str>,
    pub(super) since: Option<String>,
    pub(super) from: String,
    pub(super) exporter: Option<String>,
    pub(super) exporter_name: Option<String>,
    pub(super) exporter_country: Option<String>,
    pub(super) exporter_role: Option<String>,
    pub(super) to: String,
    pub(super) importer: Option<String>,
    pub(super) importer_name: Option<String>,
    pub(super) importer_country: Option<String>,
    pub(super) importer_role: Option<String>,
    pub(super) importer_parent: Option<String>,
    pub(super) also_responsible: Vec<String>,
    pub(super) place: Option<String>,
    pub(super) country: Option<String>,
    pub(super) reached_by: Vec<&'static str>,
    pub(super) locations: Vec<String>,
    pub(super) access: Vec<String>,
    pub(super) kind: Option<&'static str>,
    pub(super) regime: String,
    pub(super) data: Vec<String>,
    pub(super) data_not_said: bool,
    pub(super) special: Vec<&'static str>,
    pub(super) criminal: Option<&'static str>,
    pub(super) children: Option<&'static str>,
    pub(super) hr: Option<&'static str>,
    pub(super) subjects: Vec<String>,
    pub(super) adequacy: Option<&'static str>,
    pub(super) adequacy_decision: Option<String>,
    pub(super) verdict: &'static str,
    pub(super) reason: String,
    pub(super) mechanism: Option<String>,
    pub(super) mechanism_kind: Option<String>,
    pub(super) decision: Option<String>,
    pub(super) edition: Option<String>,
    pub(super) module: Vec<u8>,
    pub(super) signed: Option<String>,
    pub(super) until: Option<String>,
    pub(super) fallback: Vec<Fallback>,
    pub(super) assessment: Option<String>,
    pub(super) assessment_date: Option<String>,
    pub(super) assessment_conclusion: Option<&'static str>,
    pub(super) assessment_review_by: Option<String>,
    pub(super) measures: Vec<String>,
    pub(super) evidence: Vec<String>,
    pub(super) presumed: Vec<String>,
    pub(super) missing: Vec<String>,
    pub(super) path: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) ended_flows: Vec<String>,
    pub(super) origins: usize,
    pub(super) more_origins: bool,
    pub(super) nearest_origins: Vec<String>,
    pub(super) findings: Vec<String>,
    pub(super) waived_until: Option<String>,
    pub(super) owner: Option<String>,
    pub(super) confirmed: Option<String>,
}

/// A ground behind the one that is relied on.
#[derive(Debug, Serialize)]
pub(super) struct Fallback {
    pub(super) mechanism: String,
    pub(super) stands: &'static str,
    pub(super) rule: Option<&'static str>,
}

/// Makes a row.
pub(super) fn row(register: &Register<'_, '_>, id: TransferId) -> Row {
    let assessment = register.assessment;
    let inventory = assessment.inventory;
    let transfer = assessment.transfer(id);
    let open = register.open.get(id);
    let record = assessment.record(id, open);
    let (ground, decision) = whole::rests_on(transfer, open);
    let mechanism = ground.and_then(|it| mechanism(register, it));
    let origins = assessment.origins(id);
    let (locations, access) = places(register, &record);
    let data = assessment.data(id).collect::<Vec<_>>();
    let is_unspecified = assessment.is_unspecified(id);
    let about = Classes { register, data: &data, is_unspecified };
    let flow = record.flows.map(|(first, last)| (&first.table, &last.table));
    let organization = |id: Option<OrganizationId>| id.map(|it| inventory.organization(it).id.clone());
    let name = |id: Option<OrganizationId>| id.map(|it| inventory.organization_name(it).to_owned());
    let (exporter, importer) = (transfer.exporter, transfer.importer);
    let found = register.findings.get(&id);
    let assessed = assessed(register, &record, &transfer.verdict);
    Row {
        id: register.ids.get(id).to_owned(),
        flow: assessment.flow_name(id),
        status: assessment.flow_status(id).unwrap_or("active"),
        purpose: flow
            .and_then(|(first, last)| first.purpose.as_ref().or(last.purpose.as_ref()).map(|it| it.value.clone()))
            .or_else(|| record.access.and_then(|it| it.purpose.as_ref()).map(|it| it.value.clone())),
        frequency: flow.and_then(|(it, _)| it.frequency.as_ref()).map(|it| it.value.word()),
        since: flow
            .and_then(|(it, _)| it.since.as_ref().map(|it| it.value.shown()))
            .or_else(|| shown(record.access.and_then(|it| it.since.as_ref()))),
        from: names::node(assessment, record.sender.node).to_owned(),
        exporter: organization(exporter),
        exporter_name: name(exporter),
        exporter_country: exporter.and_then(|it| names::node_place(assessment, Node::Party(it))),
        exporter_role: role(record.sender),
        to: names::node(assessment, record.receiver.node).to_owned(),
        importer: organization(importer),
        importer_name: name(importer),
        importer_country: importer.and_then(|it| names::node_place(assessment, Node::Party(it))),
        importer_role: role(record.receiver),
        importer_parent: importer
            .and_then(|it| inventory.organization(it).table.parent.as_ref())
            .map(|it| with_place(register, it.value.0)),
        also_responsible: assessment
            .also_responsible(id)
            .into_iter()
            .map(|it| inventory.organization(it).id.clone())
            .collect(),
        place: Some(shown_place(assessment, transfer.spot)).filter(|it| !it.is_empty()),
        country: if let Spot::Country(country) = transfer.spot { Some(country.code().to_owned()) } else { None },
        reached_by: transfer.reached_by.words(),
        locations,
        access,
        kind: transfer.kind.map(|it| match it {
            TransferKind::Direct => "direct",
            TransferKind::Onward => "onward",
        }),
        regime: assessment.law.regime_at(transfer.regime).id.clone(),
        special: about.special(),
        criminal: about.answer(|it| inventory.data_class(it).table.criminal.as_ref()),
        children: about.answer(|it| inventory.data_class(it).table.children.as_ref()),
        hr: about.answer(|it| inventory.data_class(it).table.hr.as_ref()),
        subjects: about.subjects(),
        data: data.iter().map(|it| inventory.data_class(*it).id.clone()).collect(),
        data_not_said: is_unspecified,
        adequacy: record.place.as_ref().map(crate::law::PlaceStatus::word),
        adequacy_decision: record
            .place
            .as_ref()
            .and_then(crate::law::PlaceStatus::decision)
            .map(|it| assessment.law.decision(it).number.clone()),
        verdict: transfer.verdict.word(),
        reason: whole::reason(&transfer.verdict),
        mechanism: ground.and_then(|it| names::ground_word(assessment, it)),
        mechanism_kind: ground.and_then(|it| kind(register, it)),
        decision: decision.map(|it| assessment.law.decision(it).number.clone()),
        edition: mechanism.and_then(|it| it.edition.as_ref()).map(|it| it.value.0.clone()),
        module: mechanism
            .and_then(|it| it.module.as_ref())
            .map_or(Vec::new(), |it| it.value.iter().map(|it| it.value.0).collect()),
        signed: mechanism.and_then(|it| it.signed.as_ref()).map(|it| it.value.shown()),
        until: mechanism.and_then(|it| it.until.as_ref()).map(|it| it.value.shown()),
        fallback: record.fallback.iter().map(|(ground, standing)| fallback(register, *ground, *standing)).collect(),
        assessment: assessed.id,
        assessment_date: assessed.date,
        assessment_conclusion: assessed.conclusion,
        assessment_review_by: assessed.review_by,
        measures: measures(register, &record, mechanism),
        evidence: evidence(register, &record, mechanism),
        presumed: assessment.presumed(id),
        missing: assessment.missing_words(id),
        path: names::path(assessment, &assessment.path(id)),
        ended_flows: names::ended_flows(assessment, id),
        origins: origins.nodes.len(),
        more_origins: origins.is_cut,
        nearest_origins: origins
            .nodes
            .iter()
            .take(whole::NEAREST)
            .map(|it| names::node(assessment, *it).to_owned())
            .collect(),
        findings: found.into_iter().flatten().filter_map(|it| register.fingerprints.get(*it).cloned()).collect(),
        waived_until: register.tally.waiver(id).map(|it| names::waived_until(assessment, it)),
        owner: owner(register, &record, mechanism),
        confirmed: flow.and_then(|(it, _)| it.about.as_ref()?.as_of_date.as_ref()).map(|it| it.value.shown()),
    }
}

fn shown(day: Option<&Spanned<Period>>) -> Option<String> {
    day.map(|it| it.value.shown())
}

fn role(end: crate::assess::End) -> Option<String> {
    let roles = end.roles?.shown();
    Some(if end.roles_assumed { format!("{roles} (assumed)") } else { roles })
}

/// `Mail Co Holding (US)`.
fn with_place(register: &Register<'_, '_>, id: OrganizationId) -> String {
    let name = register.assessment.inventory.organization_name(id);
    match names::node_place(register.assessment, Node::Party(id)) {
        Some(place) => format!("{name} ({place})"),
        None => name.to_owned(),
    }
}

fn mechanism<'r>(register: &Register<'r, '_>, ground: Ground) -> Option<&'r Mechanism> {
    match ground {
        Ground::Mechanism(id) => Some(&register.assessment.inventory.mechanism(id).table),
        _ => None,
    }
}

fn kind(register: &Register<'_, '_>, ground: Ground) -> Option<String> {
    let kind = match ground {
        Ground::Mechanism(id) => register.assessment.inventory.mechanism(id).table.kind.as_ref().map(|it| it.value),
        Ground::Kind(kind) => Some(kind),
        Ground::Decision(_) => return Some("adequacy".to_owned()),
        Ground::FlowClaim | Ground::DataClaim(_) => return Some("anonymity".to_owned()),
    };
    kind.map(|it| it.word().to_owned())
}

fn fallback(register: &Register<'_, '_>, ground: Ground, standing: Standing) -> Fallback {
    let mechanism = match ground {
        Ground::Decision(id) => register.assessment.law.decision(id).number.clone(),
        _ => names::ground_word(register.assessment, ground).unwrap_or_default(),
    };
    let (stands, rule) = match standing {
        Standing::Stands => ("yes", None),
        Standing::Open => ("unknown", None),
        Standing::Dead(rule) => ("no", Some(rule.name())),
        Standing::DoesNotCount => ("no", None),
    };
    Fallback { mechanism, stands, rule }
}

/// Where the receiver stores, and from where people reach in, as it is written.
fn places(register: &Register<'_, '_>, record: &Record<'_>) -> (Vec<String>, Vec<String>) {
    let reach = |access: &Access| {
        let from = access.from.iter().flat_map(|it| &it.value);
        let from = from.map(|it| names::place_word(register.assessment, &it.value)).collect::<Vec<_>>().join("+");
        match access.by.as_ref() {
            Some(by) => format!("{from} ({})", register.assessment.inventory.organization_name(by.value.0)),
            None => from,
        }
    };
    if let Some(access) = record.access {
        return (Vec::new(), vec![reach(access)]);
    }
    let Node::System(system) = record.receiver.node else {
        return (Vec::new(), Vec::new());
    };
    let table = &register.assessment.inventory.system(system).table;
    let locations = table.location.iter().flat_map(|it| &it.value);
    let access = table.access.iter().flat_map(|it| &it.value).map(|it| match &it.value {
        AccessEntry::Nobody => "none".to_owned(),
        AccessEntry::From(access) => reach(access),
    });
    (locations.map(|it| place_with_region(register, &it.value)).collect(), access.collect())
}

/// `US`, or `US (aws:us-east-1)`.
fn place_with_region(register: &Register<'_, '_>, place: &crate::law::Place) -> String {
    let word = names::place_word(register.assessment, place);
    match &place.region {
        Some(region) => format!("{word} ({region})"),
        None => word,
    }
}

/// The classes of a row.
struct Classes<'c, 'r, 'a> {
    register: &'c Register<'r, 'a>,
    data: &'c [DataId],
    is_unspecified: bool,
}

impl<'r> Classes<'_, 'r, '_> {
    fn special(&self) -> Vec<&'static str> {
        let inventory = self.register.assessment.inventory;
        let all = self.data.iter().flat_map(|it| &inventory.data_class(*it).table.special).flat_map(|it| &it.value);
        let mut words = all.map(|it| it.value.word()).collect::<Vec<_>>();
        words.sort_unstable();
        words.dedup();
        words
    }

    fn subjects(&self) -> Vec<String> {
        let inventory = self.register.assessment.inventory;
        let all = self.data.iter().flat_map(|it| &inventory.data_class(*it).table.subjects).flat_map(|it| &it.value);
        let mut words = Vec::new();
        for word in all.map(|it| it.value.clone()) {
            if !words.contains(&word) {
                words.push(word);
            }
        }
        words
    }

    /// `yes` for any class, `unknown` where somebody does not know, `no` only if somebody said so of all of them.
    fn answer(&self, of: impl Fn(DataId) -> Option<&'r Spanned<Answer>>) -> Option<&'static str> {
        let answers = self.data.iter().map(|it| of(*it).map(|it| it.value)).collect::<Vec<_>>();
        if answers.contains(&Some(Answer::Yes)) {
            Some("yes")
        } else if answers.contains(&Some(Answer::Unknown)) {
            Some("unknown")
        } else {
            let all_said = !answers.is_empty() && !self.is_unspecified && answers.iter().all(Option::is_some);
            all_said.then_some("no")
        }
    }
}

/// What is shown of an assessment.
#[derive(Default)]
struct Shown {
    id: Option<String>,
    date: Option<String>,
    conclusion: Option<&'static str>,
    review_by: Option<String>,
}

fn assessed(register: &Register<'_, '_>, record: &Record<'_>, verdict: &Verdict) -> Shown {
    match record.assessed {
        Assessed::Made(id) => {
            let entry = register.assessment.inventory.assessment(id);
            let id = if entry.id.is_empty() { "inline" } else { &entry.id };
            Shown {
                id: Some(id.to_owned()),
                date: shown(entry.table.date.as_ref()),
                conclusion: entry.table.conclusion.as_ref().map(|it| it.value.word()),
                review_by: shown(entry.table.review_by.as_ref()),
            }
        }
        Assessed::NotMade => Shown { id: Some("not made".to_owned()), ..Shown::default() },
        Assessed::NotRecorded => Shown { id: Some("not recorded".to_owned()), ..Shown::default() },
        Assessed::NotAsked => {
            let is_missing = matches!(verdict, Verdict::Undecided(list) if list.iter().any(|it| matches!(it, Missing::Assessment(_))));
            Shown { id: is_missing.then(|| "not recorded".to_owned()), ..Shown::default() }
        }
    }
}

/// Measures around a row: of the mechanism, the flow, the receiver and the assessment that counts.
fn measures(register: &Register<'_, '_>, record: &Record<'_>, mechanism: Option<&Mechanism>) -> Vec<String> {
    let inventory = register.assessment.inventory;
    let of_mechanism = mechanism.and_then(|it| it.measures.as_ref()).into_iter().flat_map(|it| &it.value);
    let of_flow = record.flows.and_then(|(it, _)| it.table.measures.as_ref()).into_iter().flat_map(|it| &it.value);
    let of_system = system_of(record).and_then(|it| inventory.system(it).table.measures.as_ref());
    let of_assessment = match record.assessed {
        Assessed::Made(id) => inventory.assessment(id).table.measures.as_deref(),
        _ => None,
    };
    let rest = of_system.into_iter().chain(of_assessment).flat_map(|it| &it.value);
    let mut words = Vec::new();
    for MeasureRef(id) in of_mechanism.chain(of_flow).chain(rest).map(|it| it.value) {
        let word = inventory.measure(id).table.kind.as_ref().map_or("", |it| it.value.word()).to_owned();
        if !word.is_empty() && !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

fn system_of(record: &Record<'_>) -> Option<SystemId> {
    match record.receiver.node {
        Node::System(system) if record.access.is_none() => Some(system),
        _ => None,
    }
}

/// Files that show the flow, the mechanism or the assessment.
fn evidence(register: &Register<'_, '_>, record: &Record<'_>, mechanism: Option<&Mechanism>) -> Vec<String> {
    let of_flow = record.flows.and_then(|(it, _)| it.table.about.as_ref());
    let of_assessment = match record.assessed {
        Assessed::Made(id) => register.assessment.inventory.assessment(id).table.about.as_ref(),
        _ => None,
    };
    let abouts = mechanism.and_then(|it| it.about.as_ref()).into_iter().chain(of_assessment).chain(of_flow);
    let files = abouts.filter_map(|it| it.evidence.as_ref()).flat_map(|it| &it.value);
    let mut all = Vec::new();
    for Evidence { file, .. } in files.map(|it| &it.value) {
        if !all.contains(&file.value) {
            all.push(file.value.clone());
        }
    }
    all
}

/// Who can answer questions: of the flow, else of the mechanism, else of either end.
fn owner(register: &Register<'_, '_>, record: &Record<'_>, mechanism: Option<&Mechanism>) -> Option<String> {
    let inventory = register.assessment.inventory;
    let of_flow = record.flows.and_then(|(it, _)| it.table.about.as_deref());
    let of_access = record.access.and_then(|it| it.about.as_deref());
    let of_system = |node: Node| match node {
        Node::System(id) => inventory.system(id).table.about.as_deref(),
        _ => None,
    };
    let of_importer = record.receiver.organization.and_then(|it| inventory.organization(it).table.about.as_deref());
    let all = [
        of_flow,
        of_access,
        mechanism.and_then(|it| it.about.as_deref()),
        of_system(record.receiver.node),
        of_importer,
        of_system(record.sender.node),
    ];
    all.into_iter().flatten().find_map(|it| it.owner.as_ref()).map(|it| it.value.clone())
}
