//! Text for people: findings with errors last, next to a table of what is not fine and the summary.
//! Draws at most so many findings and counts the rest.

pub(super) mod finding;
pub(super) mod frame;
mod group;
pub(super) mod summary;
pub(super) mod table;
pub(super) mod window;

use std::io::{self, Write};

use crate::{
    assess::{Finding, Status},
    law::Level,
    text::{beside, clean},
};

use super::{Frame, Look, Next, concise, names, tally::Tally};
use group::Group;

/// Writes an assessment as text.
pub(super) fn render(frame: &Frame<'_>, look: &Look, to: &mut dyn Write) -> io::Result<()> {
    let (n_rows, mut out) = (frame.assessment.transfers.len(), String::new());
    if look.quiet {
        quiet(frame, look, &mut out);
        out.push_str(&summary::lines(frame, look, &Tally::of(frame)));
        return to.write_all(out.as_bytes());
    }
    let count = || {
        let tally = Tally::of(frame);
        let table = table::draw(frame, look, &tally);
        (tally, table)
    };
    let ((tally, table), last) = beside(n_rows, count, || findings(frame, look, &mut out));
    if look.verbose {
        said_of_the_run(frame, &mut out);
    }
    if !table.is_empty() {
        out.push_str(&table);
        out.push('\n');
    }
    out.push_str(&summary::lines(frame, look, &tally));
    let next = frame.next.and_then(|it| following(it, frame, &tally, last));
    out.extend(next.map(|it| format!("next: transborder {it}\n")));
    to.write_all(out.as_bytes())
}

/// The command that helps with what is left: the plan where something is unprotected, else what is said of the last
/// finding that is an error or waits for a fact; `last` comes with its id.
fn following(next: &Next, frame: &Frame<'_>, tally: &Tally, last: Option<String>) -> Option<String> {
    let is_unprotected = tally.shares.iter().any(|it| it.n_unprotected > 0);
    // What can be stopped at some cost is proposed at that cost at most.
    if is_unprotected && frame.assessment.law.costs.stop_flow.is_some() {
        return Some(format!("remedy{}", next.to_remedy));
    }
    last.map(|id| format!("explain {id}{}", next.to_explain))
}

fn quiet(frame: &Frame<'_>, look: &Look, out: &mut String) {
    let is_shown = |it: &&Finding| it.level == Level::Error && it.status == Status::Active;
    for finding in frame.assessment.findings.iter().filter(is_shown).take(look.max) {
        out.push_str(&concise::line(frame, finding));
        out.push('\n');
    }
    left_out(frame.assessment.count(Level::Error).saturating_sub(look.max), look, out);
}

/// Notes, then warnings, then errors, each by its place; what is too much is cut from the least. Gives the id of the last one
/// drawn that is an error or waits for a fact.
fn findings(frame: &Frame<'_>, look: &Look, out: &mut String) -> Option<String> {
    let assessment = frame.assessment;
    let (mut errors, mut others, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    for finding in assessment.findings.iter().filter(|it| it.status == Status::Active) {
        match finding.level {
            Level::Error => errors.push(finding),
            Level::Warning | Level::Undecided => others.push(finding),
            Level::Note if look.verbose => notes.push(finding),
            Level::Note => {}
        }
    }
    let (mut room, mut n_left) = (look.max, 0);
    let mut drawn = Vec::new();
    for findings in [&errors, &others, &notes] {
        let kept = group::first(assessment, findings, room);
        n_left += findings.len() - kept.iter().map(Group::len).sum::<usize>();
        room -= kept.len();
        drawn.push(kept);
    }
    let of_drawn = drawn.iter().flatten().filter_map(|it| finding::transfer_of(it.first));
    assessment.find_some_ways(&of_drawn.collect::<Vec<_>>());
    let ids = finding::Ids::of(assessment);
    for group in drawn.iter().rev().flatten() {
        out.push_str(&finding::draw(frame, look, group, &ids));
        out.push('\n');
    }
    left_out(n_left, look, out);
    let mut last_first = drawn.iter().flat_map(|it| it.iter().rev());
    let last = last_first.find(|it| it.first.level == Level::Error || it.first.undecided)?;
    Some(ids.short(frame.assessment, last.first))
}

fn left_out(n_left: usize, look: &Look, out: &mut String) {
    if n_left > 0 {
        let dots = if look.unicode { "…" } else { "..." };
        let more = names::count(n_left, "more finding", "more findings");
        out.push_str(&format!("{dots} and {more} (use --format json)\n\n"));
    }
}

/// What was read, passed over, read otherwise than written, recorded without being judged, accepted.
fn said_of_the_run(frame: &Frame<'_>, out: &mut String) {
    let (assessment, before) = (frame.assessment, out.len());
    let is_passed_over = |path: &str| frame.passed_over.iter().any(|(it, _)| it == path);
    for (_, file) in frame.files.iter().filter(|(_, it)| !is_passed_over(&it.path)) {
        out.push_str(&format!("read: {}\n", clean(&file.path)));
    }
    for (path, why) in frame.passed_over {
        out.push_str(&format!("passed over: {}: {}\n", clean(path), clean(why)));
    }
    for note in &assessment.inventory.place_notes {
        let at = frame.files.position(note.span);
        let path = clean(frame.files.path(note.span.file));
        out.push_str(&format!("place: {path}:{}:{}: {}\n", at.line, at.column, clean(&note.value)));
    }
    for ((table, key), n) in &assessment.inventory.recorded {
        out.push_str(&format!("recorded, not judged yet: {table}.{key} ({n})\n"));
    }
    for line in assessment.findings.iter().filter_map(|it| finding::waived(frame, it)) {
        out.push_str(&format!("{line}\n"));
    }
    if out.len() > before {
        out.push('\n');
    }
}
