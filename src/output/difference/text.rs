//! A difference for people: what became of transfers, what became of findings, and how it ends. At most so much of each.

use std::io::{self, Write};

use crate::{
    assess::{Finding, Turned},
    law::Level,
    text::clean,
};

use super::{
    super::{Frame, Look, concise, law, names},
    Comparison, Purpose,
    lines::{self, Line, TURNS},
};

/// Writes a difference as text.
pub(super) fn render(comparison: &Comparison<'_>, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let mut text = String::new();
    heading(comparison, &mut text);
    if !look.quiet {
        for section in lines::sections(comparison, look.max) {
            text.push_str(&format!("{}:\n", section.title));
            section.lines.iter().for_each(|it| line(it, &mut text));
            more(section.n_more, ("more transfer", "more transfers"), look, &mut text);
            text.push('\n');
        }
        findings(comparison, look, &mut text);
    }
    summary(comparison, look, &mut text);
    out.write_all(text.as_bytes())
}

fn heading(comparison: &Comparison<'_>, text: &mut String) {
    match comparison.purpose {
        Purpose::WhatIf => text.push_str(&format!("what if: {}\n\n", comparison.said.join("; "))),
        Purpose::Diff => {
            let (old, new) = (clean(comparison.before.label), clean(comparison.after.label));
            text.push_str(&format!("from {old} to {new}\n"));
            comparison.said.iter().for_each(|it| text.push_str(&format!("{it}\n")));
            text.push('\n');
        }
    }
}

fn line(line: &Line, text: &mut String) {
    let data = if line.data.is_empty() { String::new() } else { format!(": {}", line.data) };
    text.push_str(&format!("  {}, {}{data}\n", line.flow, line.to));
    // Where there is one side alone, the heading says which.
    let (was, now) = if line.was.is_some() && line.is.is_some() { ("was ", "now ") } else { ("", "") };
    line.was.iter().for_each(|it| text.push_str(&format!("    {was}{it}\n")));
    line.is.iter().for_each(|it| text.push_str(&format!("    {now}{it}\n")));
}

fn more(n: usize, (one, many): (&str, &str), look: &Look, text: &mut String) {
    if n > 0 {
        let dots = if look.unicode { "…" } else { "..." };
        text.push_str(&format!("  {dots} and {} (use --format json)\n", names::count(n, one, many)));
    }
}

/// The finding of a side, with the frame to show it in: the later side where it is there.
pub(super) fn shown<'c>(
    turned: &Turned,
    before: Option<&'c Frame<'c>>,
    after: Option<&'c Frame<'c>>,
) -> Option<(&'c Frame<'c>, &'c Finding)> {
    let of = |frame: Option<&'c Frame<'c>>, at: Option<usize>| {
        let frame = frame?;
        Some((frame, frame.assessment.findings.get(at?)?))
    };
    of(after, turned.after).or_else(|| of(before, turned.before))
}

fn findings(comparison: &Comparison<'_>, look: &Look, text: &mut String) {
    let (before, after) = (comparison.before.frame(comparison.gate), comparison.after.frame(comparison.gate));
    for (turn, word) in TURNS {
        let all = comparison.difference.turned(turn).filter_map(|it| shown(it, before.as_ref(), after.as_ref()));
        let all = all.filter(|(_, it)| look.verbose || it.level != Level::Note).collect::<Vec<_>>();
        if all.is_empty() {
            continue;
        }
        text.push_str(&format!("findings {word}:\n"));
        // Errors go first where there are too many.
        let mut order = all.iter().collect::<Vec<_>>();
        order.sort_by_key(|(_, it)| it.level);
        for (frame, finding) in order.iter().take(look.max) {
            text.push_str(&format!("  {}\n", concise::line(frame, finding)));
        }
        more(order.len().saturating_sub(look.max), ("more finding", "more findings"), look, text);
        text.push('\n');
    }
}

fn summary(comparison: &Comparison<'_>, look: &Look, text: &mut String) {
    let dot = if look.unicode { " · " } else { " - " };
    if comparison.difference.is_empty() {
        text.push_str("no difference\n");
    }
    text.push_str(&format!("transfers: {}\n", lines::transfers_counted(comparison)));
    text.push_str(&format!("findings: {}{}\n", lines::findings_counted(comparison), notes(comparison, look)));
    let as_of = law::as_of(comparison.law, comparison.day);
    text.push_str(&format!("{as_of}{dot}{}\n", lines::outcome(comparison)));
    lines::notes(comparison, look).iter().for_each(|it| text.push_str(&format!("{it}\n")));
}

/// Notes are counted, and not drawn unless somebody wants them.
fn notes(comparison: &Comparison<'_>, look: &Look) -> String {
    let (before, after) = (comparison.before.frame(comparison.gate), comparison.after.frame(comparison.gate));
    let all = comparison.difference.findings.iter().filter_map(|it| shown(it, before.as_ref(), after.as_ref()));
    match all.filter(|(_, it)| it.level == Level::Note).count() {
        n if n > 0 && !look.verbose => format!(" ({}: -v shows them)", names::count(n, "note", "notes")),
        _ => String::new(),
    }
}
