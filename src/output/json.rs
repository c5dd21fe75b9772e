//! Schema 1, described in `docs/json.md`: fields may be added, none is renamed or removed. Strings keep the value that
//! they have in the inventory, with escapes for all that could act on who reads the text; prose of ours is cleaned.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use crate::{
    assess::{
        Assessment, Bare, Finding, Ground, NoTransfer, Spot, Status, Transfer, TransferId, TransferKind, Verdict,
        shown_place,
    },
    inventory::OrganizationId,
    text::{beside, clean, of_each},
};

use super::{
    Frame, Look,
    law::{self, LawInfo, LevelInfo},
    names,
    pretty::{self, Each},
    problems::{Related, related},
    tally::Tally,
    text::{summary, table::OpenGrounds},
};

/// The version of the schema; another number is another contract.
pub(super) const SCHEMA: u32 = 1;

/// Writes an assessment as JSON; rows and findings are made one after the other, since there may be very many.
pub(super) fn render(frame: &Frame<'_>, _look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let assessment = frame.assessment;
    let name_all = || (Ids::of(assessment), of_each(&assessment.findings, |it| assessment.fingerprint(it)));
    let ((), (ids, fingerprints)) = beside(assessment.transfers.len(), || assessment.find_ways(), name_all);
    let of_rows = findings_of_rows(assessment, &fingerprints);
    let open = OpenGrounds::of(assessment);
    let authorities = assessment.authorities();
    let findings = assessment.findings.iter().zip(&fingerprints);
    let output = Output {
        schema: SCHEMA,
        tool: Tool::THIS,
        as_of: assessment.day.to_string(),
        law_reviewed: assessment.law.reviewed.to_string(),
        law: LawInfo::of(assessment.law, assessment.day),
        levels: law::levels(assessment),
        profile: assessment.profile.word(),
        gate: summary::names_gate(frame.gate),
        regimes: assessment.regimes.iter().map(|it| assessment.law.regime_at(*it).id.as_str()).collect(),
        summary: Summary::of(frame, &Tally::of(frame)),
        transfers: Each(|| {
            let all = assessment.rows();
            all.map(|(id, it)| Row {
                authority: it.exporter.and_then(|who| authorities.get(&(it.regime, who)).copied()),
                ..row(assessment, id, it, open.get(id), &ids, &of_rows)
            })
        }),
        findings: Each(|| findings.clone().map(|(it, print)| entry(frame, it, print, &ids))),
        not_judged: assessment
            .inventory
            .recorded
            .iter()
            .map(|((table, key), count)| NotJudged { table, key, count: *count })
            .collect(),
        passed_over: frame
            .passed_over
            .iter()
            .map(|(path, why)| PassedOver { path, reason: clean(why).into_owned() })
            .collect(),
    };
    pretty::write(out, &output)
}

#[derive(Serialize)]
struct Output<'o, T, F> {
    schema: u32,
    tool: Tool,
    as_of: String,
    law_reviewed: String,
    law: LawInfo<'o>,
    levels: Vec<LevelInfo<'o>>,
    profile: &'static str,
    gate: &'static str,
    regimes: Vec<&'o str>,
    summary: Summary,
    transfers: T,
    findings: F,
    not_judged: Vec<NotJudged>,
    passed_over: Vec<PassedOver<'o>>,
}

#[derive(Serialize)]
pub(super) struct Tool {
    name: &'static str,
    version: &'static str,
}

impl Tool {
    pub(super) const THIS: Self = Self { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") };
}

#[derive(Serialize)]
struct Summary {
    transfers: usize,
    countries: usize,
    files: usize,
    flows_not_live: usize,
    verdicts: BTreeMap<&'static str, usize>,
    levels: Levels,
    undecided: usize,
    waived: usize,
    turned_off: usize,
    failed: bool,
    regimes: Vec<Share>,
}

/// What one regime has of the rows.
#[derive(Serialize)]
struct Share {
    regime: String,
    transfers: usize,
    countries: usize,
    verdicts: BTreeMap<&'static str, usize>,
}

#[derive(Serialize)]
struct Levels {
    error: usize,
    warning: usize,
    note: usize,
}

impl Summary {
    fn of(frame: &Frame<'_>, tally: &Tally) -> Self {
        Self {
            transfers: tally.n_rows,
            countries: tally.n_countries,
            files: frame.n_files,
            flows_not_live: frame.assessment.n_idle,
            verdicts: frame.assessment.verdicts(),
            levels: Levels { error: tally.n_errors, warning: tally.n_warnings, note: tally.n_notes },
            undecided: tally.n_open,
            waived: tally.n_waived,
            turned_off: frame.assessment.turned_off.len(),
            failed: tally.failed,
            regimes: frame
                .assessment
                .regimes
                .iter()
                .zip(&tally.shares)
                .map(|(id, share)| Share {
                    regime: frame.assessment.law.regime_at(*id).id.clone(),
                    transfers: share.n_transfers,
                    countries: share.n_countries,
                    verdicts: frame.assessment.verdicts_under(*id),
                })
                .collect(),
        }
    }
}

#[derive(Serialize)]
struct NotJudged {
    table: &'static str,
    key: &'static str,
    count: u32,
}

#[derive(Serialize)]
struct PassedOver<'o> {
    path: &'o str,
    reason: String,
}

#[derive(Serialize)]
pub(super) struct Row<'o> {
    id: &'o str,
    flow: String,
    from: &'o str,
    to: &'o str,
    exporter: Option<&'o str>,
    importer: Option<&'o str>,
    also_responsible: Vec<&'o str>,
    place: Option<String>,
    country: Option<String>,
    reached_by: Vec<&'static str>,
    kind: Option<&'static str>,
    regime: &'o str,
    data: Vec<&'o str>,
    verdict: &'static str,
    mechanism: Option<String>,
    decision: Option<&'o str>,
    reason: String,
    missing: Vec<String>,
    presumed: Vec<String>,
    path: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ended_flows: Vec<String>,
    origins: usize,
    more_origins: bool,
    nearest_origins: Vec<&'o str>,
    findings: &'o [&'o str],
    authority: Option<&'o str>,
}

#[derive(Serialize)]
pub(super) struct Entry<'o> {
    rule: &'static str,
    level: &'static str,
    undecided: bool,
    message: String,
    fingerprint: &'o str,
    file: Option<&'o str>,
    line: Option<u32>,
    column: Option<u32>,
    end_line: Option<u32>,
    end_column: Option<u32>,
    related: Vec<Related<'o>>,
    path: Vec<String>,
    law: Vec<String>,
    facts: Vec<String>,
    assumed: Vec<String>,
    fix: String,
    would_change: String,
    transfers: Vec<&'o str>,
    regime: Option<&'o str>,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    waiver: Option<Waiver<'o>>,
}

#[derive(Serialize)]
struct Waiver<'o> {
    reason: Option<&'o str>,
    by: Option<&'o str>,
    expires: Option<String>,
}

/// Origins that are named; the rest is counted.
pub(super) const NEAREST: usize = 3;

/// Names of transfers that survive edits elsewhere: flow and destination, counted where several have both.
pub(super) struct Ids(FxHashMap<TransferId, String>);

impl Ids {
    pub(super) fn of(assessment: &Assessment<'_>) -> Self {
        let mut ids = FxHashMap::default();
        let mut used = FxHashSet::default();
        let mut counts: FxHashMap<String, usize> = FxHashMap::default();
        for (id, transfer) in assessment.rows() {
            let mut base = format!("{}@{}", assessment.flow_name(id), names::spot_word(assessment, &transfer.spot));
            // Another regime changes no id of the first one.
            if transfer.regime.0 > 0 {
                base = format!("{base}/{}", assessment.law.regime_at(transfer.regime).id);
            }
            let count = counts.entry(base.clone()).or_default();
            let name = loop {
                *count += 1;
                let name = if *count == 1 { base.clone() } else { format!("{base}-{count}") };
                if used.insert(name.clone()) {
                    break name;
                }
            };
            ids.insert(id, name);
        }
        Self(ids)
    }

    pub(super) fn get(&self, id: TransferId) -> &str {
        self.0.get(&id).map_or("", String::as_str)
    }
}

fn path(assessment: &Assessment<'_>, id: TransferId) -> Vec<String> {
    names::path(assessment, &assessment.path(id))
}

/// The fingerprints of the findings that name each row.
pub(super) fn findings_of_rows<'o>(
    assessment: &Assessment<'_>,
    fingerprints: &'o [String],
) -> FxHashMap<TransferId, Vec<&'o str>> {
    let mut of_rows: FxHashMap<TransferId, Vec<&str>> = FxHashMap::default();
    for (finding, fingerprint) in assessment.findings.iter().zip(fingerprints) {
        for id in finding.transfers.iter() {
            of_rows.entry(*id).or_default().push(fingerprint);
        }
    }
    of_rows
}

pub(super) fn row<'o>(
    assessment: &'o Assessment<'_>,
    id: TransferId,
    transfer: &'o Transfer,
    open: Option<Ground>,
    ids: &'o Ids,
    findings: &'o FxHashMap<TransferId, Vec<&'o str>>,
) -> Row<'o> {
    let organization = |id: OrganizationId| assessment.inventory.organization(id).id.as_str();
    let edge = assessment.edge(id);
    let (ground, decision) = rests_on(transfer, open);
    let origins = assessment.origins(id);
    Row {
        id: ids.get(id),
        flow: assessment.flow_name(id),
        from: names::node(assessment, edge.from),
        to: names::node(assessment, edge.to),
        exporter: transfer.exporter.map(organization),
        importer: transfer.importer.map(organization),
        also_responsible: assessment.also_responsible(id).into_iter().map(organization).collect(),
        place: Some(shown_place(assessment, transfer.spot)).filter(|it| !it.is_empty()),
        country: if let Spot::Country(country) = transfer.spot { Some(country.code().to_owned()) } else { None },
        reached_by: transfer.reached_by.words(),
        kind: transfer.kind.map(|it| match it {
            TransferKind::Direct => "direct",
            TransferKind::Onward => "onward",
        }),
        regime: &assessment.law.regime_at(transfer.regime).id,
        data: assessment.data(id).map(|it| assessment.inventory.data_class(it).id.as_str()).collect(),
        verdict: transfer.verdict.word(),
        mechanism: ground.and_then(|it| names::ground_word(assessment, it)),
        decision: decision.map(|it| assessment.law.decision(it).number.as_str()),
        reason: reason(&transfer.verdict),
        missing: names::missing(assessment, id),
        presumed: assessment.presumed(id),
        path: path(assessment, id),
        ended_flows: names::ended_flows(assessment, id),
        origins: origins.nodes.len(),
        more_origins: origins.is_cut,
        nearest_origins: origins.nodes.iter().take(NEAREST).map(|it| names::node(assessment, *it)).collect(),
        findings: findings.get(&id).map_or(&[], Vec::as_slice),
        authority: None,
    }
}

/// What a transfer rests on, or is said to rest on.
pub(super) fn rests_on(transfer: &Transfer, open: Option<Ground>) -> (Option<Ground>, Option<crate::law::DecisionId>) {
    let (ground, decision) = match &transfer.verdict {
        Verdict::Adequate(ground, decision) => (Some(*ground), Some(*decision)),
        Verdict::Safeguarded(ground) | Verdict::Derogation(ground) => (Some(*ground), None),
        Verdict::Undecided(_) => (open, None),
        Verdict::Unprotected(Bare::Dead(list)) => (list.first().map(|(ground, _)| *ground), None),
        _ => (None, None),
    };
    match ground {
        Some(Ground::Decision(id)) => (ground, decision.or(Some(id))),
        _ => (ground, decision),
    }
}

/// Why the verdict is what it is, in a few fixed words.
pub(super) fn reason(verdict: &Verdict) -> String {
    let words = match verdict {
        Verdict::WithinTerritory => "inside the territory",
        Verdict::NotATransfer(NoTransfer::SameEntity) => "same entity",
        Verdict::NotATransfer(NoTransfer::DirectCollection) => "direct collection",
        Verdict::NotATransfer(NoTransfer::Publication) => "publication",
        Verdict::NotATransfer(NoTransfer::OwnData) => "own data",
        Verdict::NotATransfer(NoTransfer::NothingAsked) => "back to its sender",
        Verdict::NotATransfer(NoTransfer::ReturnToController) => "back to its controller",
        Verdict::Adequate(..) => "adequacy decision",
        Verdict::Safeguarded(_) => "safeguard",
        Verdict::Derogation(_) => "derogation",
        Verdict::Anonymous => "anonymous before it leaves",
        Verdict::Undecided(_) => "facts are missing",
        Verdict::Unprotected(Bare::Missing) => "nothing recorded",
        Verdict::Unprotected(Bare::Limited(_)) => "limited to others",
        Verdict::Unprotected(Bare::Open) => "open",
        Verdict::Unprotected(Bare::Nothing) => "none",
        Verdict::Unprotected(Bare::Dead(list)) => {
            // Each once, in the order in which the grounds were tried.
            let mut rules = Vec::new();
            for rule in list.iter().map(|(_, rule)| rule.name()) {
                if !rules.contains(&rule) {
                    rules.push(rule);
                }
            }
            return rules.join(", ");
        }
    };
    words.to_owned()
}

pub(super) fn entry<'o>(frame: &Frame<'o>, finding: &Finding, fingerprint: &'o str, ids: &'o Ids) -> Entry<'o> {
    let words = frame.assessment.words(finding);
    let prose = |list: &[String]| list.iter().map(|it| clean(it).into_owned()).collect::<Vec<_>>();
    let span = names::span_of(finding);
    let at = span.map(|it| frame.files.position(it));
    Entry {
        rule: finding.rule.name(),
        level: finding.level.word(),
        undecided: finding.undecided,
        message: clean(&words.message).into_owned(),
        fingerprint,
        file: span.map(|it| frame.files.path(it.file)),
        line: at.map(|it| it.line),
        column: at.map(|it| it.column),
        end_line: at.map(|it| it.end_line),
        end_column: at.map(|it| it.end_column),
        related: related(&words.related, frame.files),
        path: finding.transfers.first().map_or(Vec::new(), |it| path(frame.assessment, *it)),
        law: prose(&words.law),
        facts: prose(&words.facts),
        assumed: prose(&words.assumed),
        fix: clean(&words.fix).into_owned(),
        would_change: clean(&words.would_change).into_owned(),
        transfers: finding.transfers.iter().map(|it| ids.get(*it)).collect(),
        regime: frame.assessment.regime_of(finding).map(|it| it.id.as_str()),
        status: match finding.status {
            Status::Active => "active",
            Status::Waived(_) => "waived",
        },
        waiver: waiver(frame.assessment, finding),
    }
}

fn waiver<'o>(assessment: &'o Assessment<'_>, finding: &Finding) -> Option<Waiver<'o>> {
    let Status::Waived(at) = finding.status else {
        return None;
    };
    let waiver = names::waiver(assessment, at)?;
    Some(Waiver {
        reason: waiver.reason.as_ref().map(|it| it.value.as_str()),
        by: waiver.by.as_ref().map(|it| it.value.as_str()),
        expires: waiver.expires.as_ref().map(|it| it.value.shown()),
    })
}
