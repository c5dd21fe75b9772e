//! The words of a difference, the same in text and Markdown: what a transfer rested on, what it rests on now, what the
//! fallbacks are worth, and the counts. Draws nothing.

use rustc_hash::FxHashMap;

use crate::{
    assess::{
        Assessment, Bare, Effect, Finding, Ground, Missing, Shift, Status, TransferId, TransferKind, Turn, Verdict,
        shown_place,
    },
    law::Level,
    text::clean,
};

use super::{
    super::{Look, law, names, text::summary::names_gate, text::table::OpenGrounds},
    Comparison, Purpose,
};

/// Facts or grounds that are named before they are counted.
const MAX_NAMED: usize = 3;

/// Characters of a name.
const MAX_NAME: usize = 60;

/// One transfer of a list, in words; what is said of a side is missing where the transfer is.
pub(super) struct Line {
    pub(super) flow: String,
    pub(super) to: String,
    pub(super) data: String,
    pub(super) was: Option<String>,
    pub(super) is: Option<String>,
}

/// A list with its heading; never empty.
pub(super) struct Section {
    pub(super) title: &'static str,
    pub(super) lines: Vec<Line>,
    /// How many more there are than are drawn.
    pub(super) n_more: usize,
}

/// Headings, in their order, and what stands below each.
type Headings = &'static [(&'static str, fn(&Shift) -> bool)];

const WHAT_IF: Headings = &[
    ("newly unprotected", |it| it.effect == Effect::Unprotected),
    ("newly undecided", |it| it.effect == Effect::Undecided),
    ("saved by a fallback", |it| it.effect == Effect::Fallback),
    ("improved", |it| it.effect == Effect::Improved),
    ("new, and covered", |it| it.effect == Effect::Added),
    ("gone, and were covered", |it| it.effect == Effect::Removed),
];

const DIFF: Headings = &[
    ("added", |it| it.before.is_none()),
    ("changed for the worse", |it| is_changed(it) && is_worse(it)),
    ("changed", |it| is_changed(it) && !is_worse(it)),
    ("removed", |it| it.after.is_none()),
];

fn is_changed(shift: &Shift) -> bool {
    shift.before.is_some() && shift.after.is_some()
}

fn is_worse(shift: &Shift) -> bool {
    matches!(shift.effect, Effect::Unprotected | Effect::Undecided)
}

/// All lists that are not empty, each with so many lines at most.
pub(super) fn sections(comparison: &Comparison<'_>, max: usize) -> Vec<Section> {
    let headings = match comparison.purpose {
        Purpose::WhatIf => WHAT_IF,
        Purpose::Diff => DIFF,
    };
    let grounds = [comparison.before.assessment, comparison.after.assessment]
        .map(|it| it.map(OpenGrounds::of).unwrap_or_default());
    let shortcomings = Shortcomings::of(comparison);
    let sections = headings.iter().filter_map(|(title, belongs)| {
        let shifts = comparison.difference.transfers.iter().filter(|it| belongs(it)).collect::<Vec<_>>();
        let lines = shifts.iter().take(max).map(|it| line(comparison, it, &grounds, &shortcomings)).collect::<Vec<_>>();
        let n_more = shifts.len() - lines.len();
        (!shifts.is_empty()).then_some(Section { title, lines, n_more })
    });
    sections.collect()
}

fn line(
    comparison: &Comparison<'_>,
    shift: &Shift,
    grounds: &[OpenGrounds; 2],
    shortcomings: &Shortcomings<'_>,
) -> Line {
    let before = comparison.before.assessment.zip(shift.before);
    let after = comparison.after.assessment.zip(shift.after);
    let [open_before, open_after] = grounds;
    // What is gone is no fallback.
    let lost = before.and_then(|(assessment, id)| rests_on(&assessment.transfer(id).verdict));
    let shown = after.or(before);
    let (flow, to) = shown.map_or_else(Default::default, |(assessment, id)| ends(assessment, id));
    let mut data = shift.data.iter().map(|it| names::cut(it, MAX_NAME)).collect::<Vec<_>>();
    let n_data = data.len();
    data.truncate(MAX_NAMED);
    let mut data = if n_data == 0 { String::new() } else { names::some(&data, n_data) };
    if shift.is_unspecified {
        data.push_str(if data.is_empty() { "(not said)" } else { ", (not said)" });
    }
    Line {
        flow,
        to,
        data,
        was: before.map(|(assessment, id)| verdict(assessment, id, open_before)),
        is: match after {
            // The heading says that it is better, and not that it is gone.
            None if shift.effect == Effect::Improved && comparison.purpose == Purpose::WhatIf => {
                Some("no transfer".to_owned())
            }
            None => None,
            Some((assessment, id)) => Some(match (shift.effect, lost) {
                (Effect::Fallback, _) => {
                    format!("{}, {}", verdict(assessment, id, open_after), worth(&shortcomings.of_row(id)))
                }
                (Effect::Unprotected, Some(lost)) => fallbacks(assessment, id, lost),
                _ => verdict(assessment, id, open_after),
            }),
        },
    }
}

/// The flow, and who receives where; with a word on onward transfers, and the regime where there are several.
fn ends(assessment: &Assessment<'_>, id: TransferId) -> (String, String) {
    let transfer = assessment.transfer(id);
    let flow = names::cut(&assessment.flow_name(id).replace("->", " -> "), 2 * MAX_NAME);
    let importer = match transfer.importer {
        Some(importer) => assessment.inventory.organization_name(importer),
        None => names::node(assessment, assessment.edge(id).to),
    };
    let mut to = names::cut(importer, MAX_NAME);
    let place = shown_place(assessment, transfer.spot);
    if !place.is_empty() {
        to = format!("{to}, {}", clean(&place));
    }
    let onward = (transfer.kind == Some(TransferKind::Onward)).then(|| "onward".to_owned());
    let regime = (assessment.regimes.len() > 1).then(|| assessment.law.regime_at(transfer.regime).id.clone());
    let marks = onward.into_iter().chain(regime).collect::<Vec<_>>();
    if !marks.is_empty() {
        to = format!("{to} ({})", marks.join(", "));
    }
    (flow, to)
}

/// `adequate (Decision (EU) 2023/1795)`
fn verdict(assessment: &Assessment<'_>, id: TransferId, open: &OpenGrounds) -> String {
    let transfer = assessment.transfer(id);
    let word = transfer.verdict.word();
    let name = |ground: Ground| names::cut(&names::ground(assessment, ground), MAX_NAME);
    match &transfer.verdict {
        Verdict::Adequate(_, decision) => format!("{word} ({})", name(Ground::Decision(*decision))),
        Verdict::Safeguarded(ground) | Verdict::Derogation(ground) => format!("{word} ({})", name(*ground)),
        Verdict::Undecided(facts) => {
            let asked = facts.iter().map(Missing::is_open).zip(names::missing(assessment, id));
            let (open_law, facts) = asked.partition::<Vec<_>, _>(|(is_open, _)| *is_open);
            let list = |all: Vec<(bool, String)>| {
                let first = all.iter().take(MAX_NAMED).map(|(_, it)| it.clone()).collect::<Vec<_>>();
                (!all.is_empty()).then(|| names::some(&first, all.len()))
            };
            let facts = list(facts).map(|it| format!("{it} not recorded"));
            let said = facts.into_iter().chain(list(open_law).map(|it| format!("open: {it}"))).collect::<Vec<_>>();
            let said = if said.is_empty() { "facts are missing".to_owned() } else { said.join("; ") };
            let ground = open.get(id).map_or_else(String::new, |it| format!("{}: ", name(it)));
            format!("{word} ({ground}{said})")
        }
        Verdict::Unprotected(Bare::Dead(list)) => {
            let first = list.first().map(|(ground, rule)| format!("{}: {}", name(*ground), rule.name()));
            format!("{word} ({})", first.unwrap_or_default())
        }
        Verdict::Unprotected(bare) => {
            let why = match bare {
                Bare::Open => "open",
                Bare::Nothing => "none",
                Bare::Limited(_) => "what is recorded is limited to others",
                _ => "nothing recorded",
            };
            format!("{word} ({why})")
        }
        Verdict::WithinTerritory | Verdict::NotATransfer(_) | Verdict::Anonymous => word.to_owned(),
    }
}

pub(super) fn rests_on(verdict: &Verdict) -> Option<Ground> {
    match verdict {
        Verdict::Adequate(_, decision) => Some(Ground::Decision(*decision)),
        Verdict::Safeguarded(ground) | Verdict::Derogation(ground) => Some(*ground),
        _ => None,
    }
}

/// What the grounds of the later side fall short of, by row; found once for all rows.
pub(super) struct Shortcomings<'c> {
    after: Option<&'c Assessment<'c>>,
    of_row: FxHashMap<TransferId, Vec<&'c Finding>>,
}

impl<'c> Shortcomings<'c> {
    pub(super) fn of(comparison: &Comparison<'c>) -> Self {
        let after = comparison.after.assessment;
        let mut of_row: FxHashMap<TransferId, Vec<&'c Finding>> = FxHashMap::default();
        let all = after.iter().flat_map(|it| &it.findings).filter(|it| it.ground.is_some());
        for finding in all.filter(|it| it.status == Status::Active && it.level != Level::Note) {
            for id in finding.transfers.iter() {
                of_row.entry(*id).or_default().push(finding);
            }
        }
        Self { after, of_row }
    }

    /// Whether the fallback of a row holds: the rules that it falls short of.
    pub(super) fn of_row(&self, id: TransferId) -> Vec<&'static str> {
        let ground = self.after.and_then(|it| rests_on(&it.transfer(id).verdict));
        let own = self.of_row.get(&id).into_iter().flatten().filter(|it| it.ground == ground);
        let mut rules = own.map(|it| it.rule.name()).collect::<Vec<_>>();
        rules.sort_unstable();
        rules.dedup();
        rules
    }
}

fn worth(rules: &[&str]) -> String {
    match rules {
        [] => "which holds".to_owned(),
        rules => format!("which falls short of {}", rules.join(", ")),
    }
}

/// Recorded grounds that do not hold either, each with the rule that stands against it.
pub(super) fn dead_fallbacks(
    assessment: &Assessment<'_>,
    id: TransferId,
    lost: Option<Ground>,
) -> Vec<(String, &'static str)> {
    let Verdict::Unprotected(Bare::Dead(list)) = &assessment.transfer(id).verdict else {
        return Vec::new();
    };
    let others = list.iter().filter(|(ground, _)| Some(*ground) != lost);
    others.map(|(ground, rule)| (names::cut(&names::ground(assessment, *ground), MAX_NAME), rule.name())).collect()
}

fn fallbacks(assessment: &Assessment<'_>, id: TransferId, lost: Ground) -> String {
    let word = assessment.transfer(id).verdict.word();
    match dead_fallbacks(assessment, id, Some(lost)).as_slice() {
        [] => format!("{word}, no fallback is recorded"),
        all => {
            let named =
                all.iter().take(MAX_NAMED).map(|(ground, rule)| format!("{ground} ({rule})")).collect::<Vec<_>>();
            format!("{word}, no fallback holds: {}", names::some(&named, all.len()))
        }
    }
}

/// What became of findings, in the order in which it is shown.
pub(super) const TURNS: [(Turn, &str); 4] = [
    (Turn::Introduced, "introduced"),
    (Turn::Worsened, "worsened"),
    (Turn::Eased, "eased"),
    (Turn::Resolved, "resolved"),
];

/// `2 newly unprotected, ..., 31 unchanged`
pub(super) fn transfers_counted(comparison: &Comparison<'_>) -> String {
    let difference = comparison.difference;
    let count = |effect: Effect| difference.count(effect);
    let parts = match comparison.purpose {
        Purpose::WhatIf => {
            let mut parts = vec![
                (count(Effect::Unprotected), "newly unprotected"),
                (count(Effect::Undecided), "newly undecided"),
                (count(Effect::Fallback), "saved by a fallback"),
                (count(Effect::Improved), "improved"),
            ];
            let rest = [(count(Effect::Added), "new"), (count(Effect::Removed), "gone")];
            parts.extend(rest.into_iter().filter(|(n, _)| *n > 0));
            parts
        }
        Purpose::Diff => {
            let n = |is: fn(&Shift) -> bool| difference.transfers.iter().filter(|it| is(it)).count();
            vec![
                (n(|it| it.before.is_none()), "added"),
                (n(|it| it.after.is_none()), "removed"),
                (n(|it| is_changed(it) && is_worse(it)), "changed for the worse"),
                (n(|it| is_changed(it) && !is_worse(it)), "changed otherwise"),
            ]
        }
    };
    let said = parts.iter().map(|(n, word)| format!("{n} {word}")).collect::<Vec<_>>().join(", ");
    format!("{said}, {} unchanged", difference.n_unchanged)
}

/// `3 introduced, 0 worsened, 0 eased, 2 resolved, 12 as before`
pub(super) fn findings_counted(comparison: &Comparison<'_>) -> String {
    let difference = comparison.difference;
    let said = TURNS.iter().map(|(turn, word)| format!("{} {word}", difference.turned(*turn).count()));
    format!("{}, {} as before", said.collect::<Vec<_>>().join(", "), difference.n_findings_unchanged)
}

/// `failed: 2 errors introduced (gate: error)`
pub(super) fn outcome(comparison: &Comparison<'_>) -> String {
    let gate = names_gate(comparison.gate);
    let failing = comparison.gate.zip(comparison.after.assessment);
    let levels = failing.map(|(gate, after)| comparison.difference.failing(after, gate).map(|it| it.level).collect());
    let levels: Vec<Level> = levels.unwrap_or_default();
    if levels.is_empty() {
        return format!("passed (gate: {gate})");
    }
    let words =
        [(Level::Error, "error", "errors"), (Level::Warning, "warning", "warnings"), (Level::Note, "note", "notes")];
    let counted = words.iter().map(|(level, one, many)| (levels.iter().filter(|it| *it == level).count(), one, many));
    let said = counted.filter(|(n, ..)| *n > 0).map(|(n, one, many)| names::count(n, one, many)).collect::<Vec<_>>();
    format!("failed: {} introduced (gate: {gate})", said.join(", "))
}

/// What is to be said of the law, and of the rules that were set for the later side.
pub(super) fn notes(comparison: &Comparison<'_>, look: &Look) -> Vec<String> {
    let mut lines = comparison.after.assessment.map(|it| law::set(it, look.verbose)).unwrap_or_default();
    lines.extend(law::notes(comparison.law, comparison.day, look.verbose));
    lines
}
