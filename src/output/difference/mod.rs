//! Shows what sets two assessments apart: text for people, Markdown for a comment on a change, JSON for programs. Decides
//! nothing.

mod json;
mod lines;
mod markdown;
mod text;

use std::io::{self, Write};

use crate::{
    assess::{Assessment, Difference},
    law::{Day, Law, Level},
    text::Files,
};

use super::{Format, Frame, Look};

/// What a comparison is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// An inventory under another law or in another world.
    WhatIf,
    /// An inventory before and after a change.
    Diff,
}

/// One side of a comparison.
pub struct Side<'a> {
    /// What was found; `None` where there was nothing to judge.
    pub assessment: Option<&'a Assessment<'a>>,
    /// The texts that were read.
    pub files: &'a Files,
    /// What it is called.
    pub label: &'a str,
}

impl<'a> Side<'a> {
    fn frame(&self, gate: Option<Level>) -> Option<Frame<'a>> {
        let files = self.files;
        self.assessment.map(|assessment| Frame { assessment, files, gate, n_files: 0, passed_over: &[], next: None })
    }
}

/// Two assessments, what sets them apart, and what a reader needs to know of the run.
pub struct Comparison<'a> {
    /// What it is made for.
    pub purpose: Purpose,
    /// Before.
    pub before: Side<'a>,
    /// After.
    pub after: Side<'a>,
    /// What sets them apart.
    pub difference: &'a Difference,
    /// What is otherwise, and what else is to be said first.
    pub said: &'a [String],
    /// The law, before anything in it is otherwise.
    pub law: &'a Law,
    /// The day of the later side.
    pub day: Day,
    /// The level from which on introduced findings fail the run; `None` is never.
    pub gate: Option<Level>,
}

/// Writes a difference; the same input gives the same bytes.
///
/// # Errors
/// When the output takes no more.
pub fn render_difference(
    format: Format,
    comparison: &Comparison<'_>,
    look: &Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Text => text::render(comparison, look, out),
        Format::Json => json::render(comparison, out),
        Format::Markdown => markdown::render(comparison, look, out),
        Format::Concise | Format::Csv | Format::Dot | Format::Mermaid => {
            unreachable!("only the formats of `OF_COMPARISON` are offered for a difference")
        }
    }
}
