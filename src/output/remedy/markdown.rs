//! A plan as Markdown, for a ticket or a pull request. Nothing that an inventory says can end a cell or become markup.

use super::{
    super::{Frame, concise, law, markdown::text as escaped, names, text::finding::Ids},
    Plan, Proof, text, words,
};

/// Findings that are named in one cell, and lines of what remains.
const MAX: usize = 20;

/// Draws a plan.
pub(super) fn draw(plan: &Plan<'_>, proof: &Proof) -> String {
    let (before, remedy) = (plan.frame.assessment, plan.remedy);
    let ids = Ids::of(before);
    let mut out = format!("## Remedy as of {}\n\n{}.\n", before.day, escaped(&capital(&text::opening(plan))));
    if !remedy.steps.is_empty() {
        out.push_str("\n| | action | cost | clears |\n|--:|---|--:|---|\n");
    }
    for (at, step) in remedy.steps.iter().enumerate() {
        let mut action = escaped(&words::headline(before, &step.action));
        for detail in words::details(before, &step.action) {
            action.push_str(&format!("<br>{}", escaped(&detail)));
        }
        let cleared = proof.cleared.get(at).map_or(&[][..], Vec::as_slice);
        let mut clears = cleared
            .iter()
            .take(MAX)
            .filter_map(|at| {
                let finding = before.findings.get(*at)?;
                let about = finding.transfers.first().map_or_else(String::new, |it| {
                    format!("{}{}", words::transfer(before, *it), words::if_gone(before, *it))
                });
                Some(format!("{} {}: {}", finding.rule.name(), ids.short(before, finding), escaped(&about)))
            })
            .collect::<Vec<_>>();
        let more = cleared.len().saturating_sub(MAX);
        clears.extend((more > 0).then(|| format!("and {more} more")));
        out.push_str(&format!("| {} | {action} | {} | {} |\n", at + 1, step.cost, clears.join("<br>")));
    }
    let lists = [
        ("No action clears", &remedy.uncleared),
        ("Unprotected all the same", &proof.broken),
        ("Accepted, so nothing is proposed", &remedy.accepted),
    ];
    for (title, list) in lists.iter().filter(|(_, it)| !it.is_empty()) {
        out.push_str(&format!("\n{title}:\n\n"));
        for id in list.iter().take(MAX) {
            out.push_str(&format!("- {}\n", escaped(&words::transfer(before, *id))));
        }
        if list.len() > MAX {
            out.push_str(&format!("- and {} more\n", list.len() - MAX));
        }
    }
    if !remedy.steps.is_empty() {
        out.push_str(&format!("\n{}.\n", escaped(&capital(&text::checked_again(plan)))));
    }
    remaining(plan, proof, &mut out);
    if !remedy.steps.is_empty() {
        out.push_str(&format!("\n{}. Where it simplifies:\n\n", escaped(&capital(words::worth(plan.remedy)))));
        words::SIMPLIFIED.iter().for_each(|it| out.push_str(&format!("- {}\n", escaped(it))));
    }
    out.push_str(&format!("\nLaw reviewed {}.\n", before.law.reviewed));
    let notes = law::notes_of(before, false);
    if !notes.is_empty() {
        out.push('\n');
        notes.iter().for_each(|it| out.push_str(&format!("- {}\n", escaped(it))));
    }
    out
}

fn remaining(plan: &Plan<'_>, proof: &Proof, out: &mut String) {
    let Some(after) = plan.after.filter(|_| !proof.remaining.is_empty()) else {
        return;
    };
    let frame = Frame { assessment: after, ..*plan.frame };
    out.push_str("\nWhat remains:\n\n");
    for (at, is_new) in proof.remaining.iter().take(MAX) {
        if let Some(finding) = after.findings.get(*at) {
            let line = escaped(&concise::line(&frame, finding));
            out.push_str(&format!("- {}{line}\n", if *is_new { "new: " } else { "" }));
        }
    }
    if proof.remaining.len() > MAX {
        let more = names::count(proof.remaining.len() - MAX, "more finding", "more findings");
        out.push_str(&format!("- and {more}\n"));
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}
