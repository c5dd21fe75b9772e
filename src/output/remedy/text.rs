//! A plan for people: what to do, what it clears, what remains. Draws at most so many lines of each and counts the rest.

use crate::{
    assess::{Assessment, TransferId},
    law::Level,
};

use super::{
    super::{Frame, Look, concise, law, names, tally::Tally, text::finding::Ids},
    Plan, Proof, words,
};

/// Lines of findings below one action.
const MAX_CLEARED: usize = 6;

/// Draws a plan.
pub(super) fn draw(plan: &Plan<'_>, proof: &Proof, look: &Look) -> String {
    let (before, remedy) = (plan.frame.assessment, plan.remedy);
    let ids = Ids::of(before);
    let mut out = String::new();
    let mut lines = vec![opening(plan)];
    if !look.quiet {
        for (at, step) in remedy.steps.iter().enumerate() {
            lines.push(String::new());
            let number = format!("{:>2}.", at + 1);
            lines.push(format!("{number} {} (cost {})", words::headline(before, &step.action), step.cost));
            lines.extend(words::details(before, &step.action).iter().map(|it| format!("      {it}")));
            let cleared = proof.cleared.get(at).map_or(&[][..], Vec::as_slice);
            lines.extend(cleared.iter().take(MAX_CLEARED).filter_map(|it| cleared_line(before, *it, &ids)));
            if let Some(more) = cleared.len().checked_sub(MAX_CLEARED).filter(|it| *it > 0) {
                lines.push(format!(
                    "      and {} (use --format json)",
                    names::count(more, "more finding", "more findings")
                ));
            }
        }
        if !remedy.steps.is_empty() {
            lines.push(String::new());
        }
    }
    lines.extend(left(before, "no action clears", &remedy.uncleared, look));
    lines.extend(left(before, "unprotected all the same", &proof.broken, look));
    lines.extend(left(before, "accepted, so nothing is proposed", &remedy.accepted, look));
    if !remedy.steps.is_empty() {
        lines.push(checked_again(plan));
    }
    lines.extend(remaining(plan, proof, look));
    if !remedy.steps.is_empty() && !look.quiet {
        lines.push(words::worth(remedy).to_owned());
        lines.extend(words::SIMPLIFIED.iter().map(|it| format!("simplified: {it}")));
    }
    lines.push(law::as_of(before.law, before.day));
    lines.extend(law::notes_of(before, look.verbose));
    for line in lines {
        out.push_str(&line);
        out.push('\n');
    }
    out
}

/// `7 unprotected transfers can be cleared with 7 actions, cost 27; to stop every one of these flows would cost 140`
pub(super) fn opening(plan: &Plan<'_>) -> String {
    let remedy = plan.remedy;
    let n_left = remedy.uncleared.len();
    let mut cleared = remedy.steps.iter().flat_map(|it| &it.clears).collect::<Vec<_>>();
    cleared.sort();
    cleared.dedup();
    let transfers = |n: usize| names::count(n, "unprotected transfer", "unprotected transfers");
    if remedy.steps.is_empty() {
        return match n_left {
            0 => "nothing to remedy: no unprotected transfer that nobody accepted".to_owned(),
            n => format!("{}, and no action at a finite cost clears any", transfers(n)),
        };
    }
    let actions = names::count(remedy.steps.len(), "action", "actions");
    let verb = if cleared.len() == 1 { "is" } else { "are" };
    let stopping = match remedy.cost_of_stopping {
        Some(cost) => format!("; to stop all these flows would cost {cost}"),
        None => String::new(),
    };
    let left = if n_left > 0 { format!("; {n_left} cannot be cleared") } else { String::new() };
    format!("{} {verb} cleared by {actions}, cost {}{stopping}{left}", transfers(cleared.len()), remedy.cost())
}

fn cleared_line(before: &Assessment<'_>, at: usize, ids: &Ids) -> Option<String> {
    let finding = before.findings.get(at)?;
    let about = finding
        .transfers
        .first()
        .map_or_else(String::new, |it| format!("{}{}", words::transfer(before, *it), words::if_gone(before, *it)));
    Some(format!("      clears {} {}: {about}", finding.rule.name(), ids.short(before, finding)))
}

fn left(before: &Assessment<'_>, what: &str, ids: &[TransferId], look: &Look) -> Vec<String> {
    let shown = ids.iter().take(look.max).map(|it| format!("{what}: {}", words::transfer(before, *it)));
    let more = ids.len().saturating_sub(look.max);
    shown.chain((more > 0).then(|| format!("{what}: and {more} more"))).collect()
}

/// `checked again with all actions done: 20 transfers, 15 covered, 5 undecided, 0 unprotected`
pub(super) fn checked_again(plan: &Plan<'_>) -> String {
    let Some(after) = plan.after else {
        return "checked again with all actions done: nothing moves any more".to_owned();
    };
    let frame = Frame { assessment: after, ..*plan.frame };
    let tally = Tally::of(&frame);
    let several = tally.shares.len() > 1;
    let shares = tally.shares.iter().map(|it| {
        let derogations =
            if it.n_derogations > 0 { format!("{} under a derogation, ", it.n_derogations) } else { String::new() };
        let counts = format!(
            "{}, {} covered, {derogations}{} undecided, {} unprotected",
            names::count(it.n_transfers, "transfer", "transfers"),
            it.n_covered,
            it.n_undecided + it.n_undecided_waived,
            it.n_unprotected + it.n_unprotected_waived
        );
        if several { format!("under {}: {counts}", it.regime) } else { counts }
    });
    let shares = shares.collect::<Vec<_>>().join("; ");
    format!("checked again with all actions done, papers complete and signed on {}: {shares}", after.day)
}

/// Errors that remain and what the actions bring with them; the rest is counted.
fn remaining(plan: &Plan<'_>, proof: &Proof, look: &Look) -> Vec<String> {
    let Some(after) = plan.after else {
        return Vec::new();
    };
    let frame = Frame { assessment: after, ..*plan.frame };
    let all = proof.remaining.iter().filter(|_| !look.quiet);
    let all = all.filter_map(|(at, is_new)| Some((after.findings.get(*at)?, *is_new)));
    let shown = all.take(look.max).map(|(finding, is_new)| {
        let line = concise::line(&frame, finding);
        format!("{}: {line}", if is_new { "new" } else { "remains" })
    });
    let mut lines = shown.collect::<Vec<_>>();
    let more = proof.remaining.len().saturating_sub(look.max);
    lines.extend(
        (more > 0 && !look.quiet)
            .then(|| format!("and {} (use --format json)", names::count(more, "more finding", "more findings"))),
    );
    let counts = [(Level::Error, "error", "errors"), (Level::Warning, "warning", "warnings")];
    let counts =
        counts.iter().map(|(level, one, many)| names::count(after.count(*level), one, many)).collect::<Vec<_>>();
    lines.push(format!("remaining in all: {} (`transborder check` tells them)", counts.join(", ")));
    lines
}
