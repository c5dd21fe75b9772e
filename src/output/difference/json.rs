//! A difference for programs, described in `docs/json.md`: rows and findings of both sides, as `check` writes them.

use std::io::{self, Write};

use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::{
    assess::{Assessment, Effect, Profile, Shift, TransferId, Turn, Turned, Verdict},
    text::clean,
};

use super::{
    super::{
        Frame,
        json::{Entry, Ids, Row, SCHEMA, Tool, entry, findings_of_rows, row},
        law::LawInfo,
        pretty::{self, Each},
        text::{summary::names_gate, table::OpenGrounds},
    },
    Comparison, Purpose, Side,
    lines::{self, Shortcomings},
};

/// Writes a difference as JSON.
pub(super) fn render(comparison: &Comparison<'_>, out: &mut dyn Write) -> io::Result<()> {
    let difference = comparison.difference;
    let (before, after) = (Rows::of(&comparison.before, comparison), Rows::of(&comparison.after, comparison));
    let (of_before, of_after) = (
        before.as_ref().map(|it| it.of_transfers()).unwrap_or_default(),
        after.as_ref().map(|it| it.of_transfers()).unwrap_or_default(),
    );
    let profile = [&comparison.after, &comparison.before].into_iter().find_map(|it| it.assessment);
    let shortcomings = Shortcomings::of(comparison);
    let failing = comparison.gate.zip(comparison.after.assessment);
    let output = Output {
        schema: SCHEMA,
        tool: Tool::THIS,
        command: match comparison.purpose {
            Purpose::WhatIf => "what-if",
            Purpose::Diff => "diff",
        },
        old: SideInfo::of(&comparison.before),
        new: SideInfo::of(&comparison.after),
        said: comparison.said,
        as_of: comparison.day.to_string(),
        law_reviewed: comparison.law.reviewed.to_string(),
        law: LawInfo::of(comparison.law, comparison.day),
        profile: profile.map_or(Profile::default(), |it| it.profile).word(),
        gate: names_gate(comparison.gate),
        summary: Summary {
            unprotected: difference.count(Effect::Unprotected),
            undecided: difference.count(Effect::Undecided),
            fallback: difference.count(Effect::Fallback),
            improved: difference.count(Effect::Improved),
            added: difference.count(Effect::Added),
            removed: difference.count(Effect::Removed),
            unchanged: difference.n_unchanged,
            introduced: difference.turned(Turn::Introduced).count(),
            worsened: difference.turned(Turn::Worsened).count(),
            eased: difference.turned(Turn::Eased).count(),
            resolved: difference.turned(Turn::Resolved).count(),
            findings_unchanged: difference.n_findings_unchanged,
            failed: failing.is_some_and(|(gate, after)| difference.failing(after, gate).next().is_some()),
        },
        transfers: Each(|| {
            difference.transfers.iter().map(|it| Transfer {
                effect: effect_word(it.effect),
                change: change_word(it.before.is_some(), it.after.is_some()),
                data: &it.data,
                unspecified: it.is_unspecified,
                fallbacks: fallbacks(comparison, it, &shortcomings),
                before: it.before.and_then(|id| before.as_ref().map(|rows| rows.row(id, &of_before))),
                after: it.after.and_then(|id| after.as_ref().map(|rows| rows.row(id, &of_after))),
            })
        }),
        findings: Each(|| difference.findings.iter().map(|it| finding(it, before.as_ref(), after.as_ref()))),
    };
    pretty::write(out, &output)
}

#[derive(Serialize)]
struct Output<'o, T, F> {
    schema: u32,
    tool: Tool,
    command: &'static str,
    old: SideInfo<'o>,
    new: SideInfo<'o>,
    said: &'o [String],
    as_of: String,
    law_reviewed: String,
    law: LawInfo<'o>,
    profile: &'static str,
    gate: &'static str,
    summary: Summary,
    transfers: T,
    findings: F,
}

#[derive(Serialize)]
struct SideInfo<'o> {
    label: String,
    as_of: Option<String>,
    regimes: Vec<&'o str>,
}

impl<'o> SideInfo<'o> {
    fn of(side: &Side<'o>) -> Self {
        let regimes =
            side.assessment.into_iter().flat_map(|it| it.regimes.iter().map(|id| it.law.regime_at(*id).id.as_str()));
        Self {
            label: clean(side.label).into_owned(),
            as_of: side.assessment.map(|it| it.day.to_string()),
            regimes: regimes.collect(),
        }
    }
}

#[derive(Serialize)]
struct Summary {
    unprotected: usize,
    undecided: usize,
    fallback: usize,
    improved: usize,
    added: usize,
    removed: usize,
    unchanged: usize,
    introduced: usize,
    worsened: usize,
    eased: usize,
    resolved: usize,
    findings_unchanged: usize,
    failed: bool,
}

#[derive(Serialize)]
struct Transfer<'o> {
    effect: &'static str,
    change: &'static str,
    data: &'o [String],
    unspecified: bool,
    fallbacks: Vec<Fallback>,
    before: Option<Row<'o>>,
    after: Option<Row<'o>>,
}

#[derive(Serialize)]
struct Fallback {
    ground: String,
    holds: bool,
    rules: Vec<&'static str>,
}

#[derive(Serialize)]
struct Change<'o> {
    turn: &'static str,
    before: Option<Entry<'o>>,
    after: Option<Entry<'o>>,
}

/// What a side's rows and findings are written with.
struct Rows<'o> {
    frame: Frame<'o>,
    ids: Ids,
    open: OpenGrounds,
    fingerprints: Vec<String>,
}

impl<'o> Rows<'o> {
    fn of(side: &Side<'o>, comparison: &Comparison<'_>) -> Option<Self> {
        let frame = side.frame(comparison.gate)?;
        let assessment = frame.assessment;
        Some(Self {
            ids: Ids::of(assessment),
            open: OpenGrounds::of(assessment),
            fingerprints: assessment.findings.iter().map(|it| assessment.fingerprint(it)).collect(),
            frame,
        })
    }

    fn of_transfers(&self) -> FxHashMap<TransferId, Vec<&str>> {
        findings_of_rows(self.frame.assessment, &self.fingerprints)
    }

    fn row<'r>(&'r self, id: TransferId, of_transfers: &'r FxHashMap<TransferId, Vec<&'r str>>) -> Row<'r> {
        let assessment: &'r Assessment<'r> = self.frame.assessment;
        row(assessment, id, assessment.transfer(id), self.open.get(id), &self.ids, of_transfers)
    }

    fn entry(&self, at: usize) -> Option<Entry<'_>> {
        let finding = self.frame.assessment.findings.get(at)?;
        let print = self.fingerprints.get(at)?;
        Some(entry(&self.frame, finding, print, &self.ids))
    }
}

fn finding<'o>(turned: &Turned, before: Option<&'o Rows<'o>>, after: Option<&'o Rows<'o>>) -> Change<'o> {
    Change {
        turn: match turned.turn {
            Turn::Introduced => "introduced",
            Turn::Worsened => "worsened",
            Turn::Eased => "eased",
            Turn::Resolved => "resolved",
        },
        before: turned.before.and_then(|at| before?.entry(at)),
        after: turned.after.and_then(|at| after?.entry(at)),
    }
}

/// What stands in for the ground that a transfer had, or would if it held.
fn fallbacks(comparison: &Comparison<'_>, shift: &Shift, shortcomings: &Shortcomings<'_>) -> Vec<Fallback> {
    let (Some(assessment), Some(id)) = (comparison.after.assessment, shift.after) else {
        return Vec::new();
    };
    let lost = comparison.before.assessment.zip(shift.before);
    let Some(lost) = lost.and_then(|(assessment, id)| lines::rests_on(&assessment.transfer(id).verdict)) else {
        return Vec::new();
    };
    match &assessment.transfer(id).verdict {
        Verdict::Unprotected(_) => lines::dead_fallbacks(assessment, id, Some(lost))
            .into_iter()
            .map(|(ground, rule)| Fallback { ground, holds: false, rules: vec![rule] })
            .collect(),
        verdict if shift.effect == Effect::Fallback => lines::rests_on(verdict)
            .map(|it| Fallback {
                ground: super::super::names::ground(assessment, it),
                holds: true,
                rules: shortcomings.of_row(id),
            })
            .into_iter()
            .collect(),
        _ => Vec::new(),
    }
}

fn effect_word(effect: Effect) -> &'static str {
    match effect {
        Effect::Unprotected => "unprotected",
        Effect::Undecided => "undecided",
        Effect::Fallback => "fallback",
        Effect::Improved => "improved",
        Effect::Added => "added",
        Effect::Removed => "removed",
    }
}

fn change_word(was: bool, is: bool) -> &'static str {
    match (was, is) {
        (false, _) => "added",
        (true, false) => "removed",
        (true, true) => "changed",
    }
}
