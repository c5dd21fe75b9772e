//! One line for each finding, by file and line: for logs and for tools that jump to a place. Draws nothing.

use std::io::{self, Write};

use crate::{
    assess::{Finding, Status},
    law::Level,
    text::{beside, clean, in_parts},
};

use super::{Frame, Look, names, tally::Tally, text::summary};

/// Writes an assessment as lines.
pub(super) fn render(frame: &Frame<'_>, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let is_shown = |it: &&Finding| match it.level {
        Level::Error => true,
        Level::Warning | Level::Undecided => !look.quiet,
        Level::Note => look.verbose && !look.quiet,
    };
    let shown = frame.assessment.findings.iter().filter(is_shown).collect::<Vec<_>>();
    let make_lines = || in_parts(&shown, |shown| shown.iter().map(|it| line(frame, it) + "\n").collect::<String>());
    let (lines, tally) = beside(shown.len(), make_lines, || Tally::of(frame));
    lines.iter().try_for_each(|it| out.write_all(it.as_bytes()))?;
    out.write_all(summary::lines(frame, look, &tally).as_bytes())
}

/// `transfers.toml:42:8: error[RULE]: message: what else is known`, cleaned.
pub(super) fn line(frame: &Frame<'_>, finding: &Finding) -> String {
    let (message, more) = frame.assessment.words_in_one_line(finding);
    let place = names::span_of(finding).map_or(String::new(), |span| {
        let (line, column) = frame.files.place(span.file, span.start);
        format!("{}:{line}:{column}: ", frame.files.path(span.file))
    });
    let more = if more.is_empty() { String::new() } else { format!(": {}", names::brief(&more)) };
    let undecided = if finding.undecided { " (undecided)" } else { "" };
    let waived = match finding.status {
        Status::Waived(at) => format!(" (waived until {})", names::waived_until(frame.assessment, at)),
        Status::Active => String::new(),
    };
    let (level, rule) = (finding.level.word(), finding.rule.name());
    let regime = names::regime_mark(frame.assessment, finding);
    clean(&format!("{place}{level}[{rule}]: {}{undecided}{regime}{more}{waived}", names::brief(&message))).into_owned()
}
