//! The register: one row for each transfer, with what its reader asks of it. Chooses words, never a verdict.

mod json;
mod row;
mod tables;
mod text;

use std::io::{self, Write};

use rustc_hash::FxHashMap;

use crate::{
    assess::{Assessment, Selection, TransferId},
    text::of_each,
};

use super::{Format, Frame, Look, json as whole, tally::Tally, text::table::OpenGrounds};

/// Writes the register of the rows that are chosen.
///
/// # Errors
/// When the output takes no more.
pub fn render(
    format: Format,
    frame: &Frame<'_>,
    selection: &Selection,
    look: &Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let register = Register::of(frame, selection);
    match format {
        Format::Csv => tables::csv(&register, out),
        Format::Json => json::render(&register, out),
        Format::Markdown => tables::markdown(&register, out),
        Format::Text | Format::Concise | Format::Dot | Format::Mermaid => text::render(&register, look, out),
    }
}

/// The rows of a register, with all that they are looked up in.
struct Register<'r, 'a> {
    frame: &'r Frame<'a>,
    assessment: &'r Assessment<'a>,
    rows: Vec<TransferId>,
    is_narrow: bool,
    tally: Tally,
    ids: whole::Ids,
    fingerprints: Vec<String>,
    /// The findings that concern each row, by their places.
    findings: FxHashMap<TransferId, Vec<usize>>,
    /// What undecided rows are said to rest on.
    open: OpenGrounds,
}

impl<'r, 'a> Register<'r, 'a> {
    fn of(frame: &'r Frame<'a>, selection: &Selection) -> Self {
        let assessment = frame.assessment;
        let mut findings: FxHashMap<TransferId, Vec<usize>> = FxHashMap::default();
        for (at, finding) in assessment.findings.iter().enumerate() {
            for id in finding.transfers.iter() {
                findings.entry(*id).or_default().push(at);
            }
        }
        if !selection.is_narrow() {
            assessment.find_ways();
        }
        Self {
            frame,
            assessment,
            rows: selection.rows(assessment),
            is_narrow: selection.is_narrow(),
            tally: Tally::of(frame),
            ids: whole::Ids::of(assessment),
            fingerprints: of_each(&assessment.findings, |it| assessment.fingerprint(it)),
            findings,
            open: OpenGrounds::of(assessment),
        }
    }
}
