//! Shows a plan of actions with the proof that it does what it says. Plans nothing itself.

mod fragment;
mod json;
mod markdown;
mod text;
mod words;

use std::{
    collections::BTreeSet,
    io::{self, Write},
};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    assess::{Assessment, Difference, Finding, Remedy, Spot, Status, TransferId, Turn, Verdict},
    graph::EdgeOrigin,
    inventory::OrganizationId,
    law::{Level, RegimeId},
};

use super::{Format, Frame, Look};

/// A plan with both assessments.
pub struct Plan<'p> {
    /// The inventory as it is.
    pub frame: &'p Frame<'p>,
    /// What to do.
    pub remedy: &'p Remedy,
    /// The inventory with all actions done, assessed like any other; `None` where nothing moves any more.
    pub after: Option<&'p Assessment<'p>>,
}

/// Writes a plan; the same input gives the same bytes.
///
/// # Errors
/// When the output takes no more.
pub fn render_remedy(format: Format, plan: &Plan<'_>, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let proof = Proof::of(plan);
    match format {
        Format::Text => out.write_all(text::draw(plan, &proof, look).as_bytes()),
        Format::Markdown => out.write_all(markdown::draw(plan, &proof).as_bytes()),
        Format::Json => json::write(plan, &proof, out),
        Format::Concise | Format::Csv | Format::Dot | Format::Mermaid => {
            unreachable!("only the formats of `OF_REMEDY` are offered for a plan")
        }
    }
}

/// The papers of a plan as a part of an inventory with blanks; the rest of it as remarks. TOML.
#[must_use]
pub fn fragment(plan: &Plan<'_>) -> String {
    fragment::draw(plan)
}

/// What the second assessment says of the plan.
struct Proof {
    /// For each step, the findings that are gone because of it, by their places.
    cleared: Vec<Vec<usize>>,
    /// Transfers that the plan is for, and that are unprotected all the same.
    broken: Vec<TransferId>,
    /// Active findings that remain at the level of errors, and those that the actions bring with them, each by its place and
    /// whether it is new.
    remaining: Vec<(usize, bool)>,
}

impl Proof {
    fn of(plan: &Plan<'_>) -> Self {
        let before = plan.frame.assessment;
        let difference = Difference::between(Some(before), plan.after);
        // What stands against a ground stays a note where another one carries the transfer.
        let is_over = |at: Option<usize>| {
            let finding = at.and_then(|at| plan.after?.findings.get(at));
            finding.is_none_or(|it| it.level == Level::Note)
        };
        let gone = difference.findings.iter().filter(|it| matches!(it.turn, Turn::Resolved | Turn::Eased));
        let gone = gone.filter(|it| is_over(it.after)).filter_map(|it| it.before);
        let mut of_transfer: FxHashMap<TransferId, Vec<usize>> = FxHashMap::default();
        for (at, step) in plan.remedy.steps.iter().enumerate() {
            step.clears.iter().for_each(|it| of_transfer.entry(*it).or_default().push(at));
        }
        let mut cleared = vec![Vec::new(); plan.remedy.steps.len()];
        for (at, finding) in gone.filter_map(|at| Some((at, before.findings.get(at)?))).filter(|it| is_cause(it.1)) {
            let steps = finding.transfers.iter().filter_map(|it| of_transfer.get(it)).flatten();
            for step in steps.copied().collect::<BTreeSet<_>>() {
                cleared.get_mut(step).into_iter().for_each(|it: &mut Vec<usize>| it.push(at));
            }
        }
        cleared.iter_mut().for_each(|it| it.sort_unstable());
        let new = difference.findings.iter().filter(|it| matches!(it.turn, Turn::Introduced | Turn::Worsened));
        let new = new.filter_map(|it| it.after).collect::<BTreeSet<_>>();
        let after = plan.after.map_or(&[][..], |it| &it.findings);
        let remaining = after.iter().enumerate().filter_map(|(at, it)| {
            let is_new = new.contains(&at);
            let is_shown = it.level == Level::Error || (is_new && it.level != Level::Note);
            (it.status == Status::Active && is_shown).then_some((at, is_new))
        });
        let left = plan.after.map(unprotected).unwrap_or_default();
        let promised = of_transfer.into_keys().filter(|it| left.contains(&key(before, *it)));
        let mut broken = promised.collect::<Vec<_>>();
        broken.sort();
        Self { cleared, broken, remaining: remaining.collect() }
    }
}

/// Whether a finding is why transfers are unprotected.
fn is_cause(finding: &Finding) -> bool {
    finding.level != Level::Note && (finding.rule.is_bare() || finding.rule.kills())
}

/// What a transfer is in both assessments: actions renumber neither flows nor organizations.
type Key = (RegimeId, EdgeOrigin, Option<OrganizationId>, Spot);

fn key(assessment: &Assessment<'_>, id: TransferId) -> Key {
    let transfer = assessment.transfer(id);
    (transfer.regime, assessment.edge(id).origin, transfer.importer, transfer.spot)
}

fn unprotected(assessment: &Assessment<'_>) -> FxHashSet<Key> {
    let rows = assessment.rows().filter(|(_, it)| matches!(it.verdict, Verdict::Unprotected(_)));
    rows.map(|(id, _)| key(assessment, id)).collect()
}
