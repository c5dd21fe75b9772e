//! Shows a finished assessment: text for people, lines for logs, JSON for programs. Decides nothing and reads nothing.

mod concise;
mod csv;
mod difference;
pub mod explain;
mod json;
mod law;
mod markdown;
mod names;
mod picture;
pub(crate) mod place;
mod pretty;
mod problems;
mod register;
mod remedy;
mod tally;
mod text;

use std::io::{self, Write};

use crate::{assess::Assessment, law::Level, text::Files};

pub use difference::{Comparison, Purpose, Side, render_difference};
pub(crate) use law::{LawInfo, notes as law_notes};
pub use picture::{Cut, render as render_picture};
pub(crate) use pretty::written;
pub use problems::render_problems;
pub use register::render as render_register;
pub use remedy::{Plan, fragment, render_remedy};

/// Declares the formats: one line for each, with its name and the endings of files that mean it.
macro_rules! formats {
    ($(#[doc = $about:literal] $format:ident $name:literal [$($ending:literal),*];)+) => {
        /// How something is written.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Format {
            $(#[doc = $about] $format,)+
        }

        impl Format {
            /// All formats, in the order in which they are listed.
            pub const ALL: &'static [Self] = &[$(Self::$format,)+];

            /// Its name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$format => $name,)+ }
            }

            /// The format of a name.
            #[must_use]
            pub fn of_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|it| it.name() == name)
            }

            /// The format that the ending of a path means.
            #[must_use]
            pub fn of_ending(path: &str) -> Option<Self> {
                let path = path.to_ascii_lowercase();
                Self::ALL.iter().copied().find(|it| it.endings().iter().any(|ending| path.ends_with(ending)))
            }

            const fn endings(self) -> &'static [&'static str] {
                match self { $(Self::$format => &[$($ending),*],)+ }
            }
        }
    };
}

formats! {
    /// Frames, tables and a summary, for people.
    Text "text" [".txt"];
    /// One line for each finding.
    Concise "concise" [];
    /// Schema 1, for programs.
    Json "json" [".json"];
    /// One row for each transfer, for spreadsheets.
    Csv "csv" [".csv"];
    /// A table for documents.
    Markdown "markdown" [".md"];
    /// A picture for Graphviz.
    Dot "dot" [".dot", ".gv"];
    /// A picture for Mermaid.
    Mermaid "mermaid" [".mmd"];
}

impl Format {
    /// What an assessment is written as.
    pub const OF_CHECK: &'static [Self] = &[Self::Text, Self::Concise, Self::Json];
    /// What a register is written as.
    pub const OF_REGISTER: &'static [Self] = &[Self::Text, Self::Csv, Self::Json, Self::Markdown];
    /// What the difference of two assessments is written as.
    pub const OF_COMPARISON: &'static [Self] = &[Self::Text, Self::Json, Self::Markdown];
    /// What is told of a place is written as.
    pub const OF_PLACE: &'static [Self] = &[Self::Text, Self::Json];
    /// What an explanation is written as.
    pub const OF_EXPLANATION: &'static [Self] = &[Self::Text, Self::Json, Self::Markdown];
    /// What a plan of actions is written as.
    pub const OF_REMEDY: &'static [Self] = &[Self::Text, Self::Json, Self::Markdown];
    /// What a picture is written as.
    pub const OF_GRAPH: &'static [Self] = &[Self::Dot, Self::Mermaid];
}

/// Writes an assessment; the same input gives the same bytes.
///
/// # Errors
/// When the output takes no more.
pub fn render(format: Format, frame: &Frame<'_>, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Text => text::render(frame, look, out),
        Format::Concise => concise::render(frame, look, out),
        Format::Json => json::render(frame, look, out),
        Format::Csv | Format::Markdown | Format::Dot | Format::Mermaid => {
            unreachable!("only the formats of `OF_CHECK` are offered for an assessment")
        }
    }
}

/// What people may choose of the look; programs' formats heed none of it.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Whether to color; without it no byte of an escape is written.
    pub color: bool,
    /// Whether frames and arrows may be other than ASCII.
    pub unicode: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// Whether notes are drawn, and what was read or passed over is said.
    pub verbose: bool,
    /// Whether only errors and the summary are shown.
    pub quiet: bool,
    /// How many findings are drawn; errors go first.
    pub max: usize,
}

impl Default for Look {
    fn default() -> Self {
        Self { color: false, unicode: true, width: 100, verbose: false, quiet: false, max: 50 }
    }
}

/// An assessment with what a reader needs to know of the run.
pub struct Frame<'a> {
    /// What was found.
    pub assessment: &'a Assessment<'a>,
    /// The texts that were read.
    pub files: &'a Files,
    /// The level from which on findings fail the run; `None` is never.
    pub gate: Option<Level>,
    /// How many files the inventory came from.
    pub n_files: usize,
    /// Files that were passed over, each with why.
    pub passed_over: &'a [(String, String)],
    /// How other commands are told of the same inventory; `None` where nobody is to be sent on.
    pub next: Option<&'a Next>,
}

/// What follows the name of a command that is to look at the same inventory under the same law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// For `remedy`.
    pub to_remedy: String,
    /// For `explain`, after what is to be explained.
    pub to_explain: String,
}

#[cfg(test)]
mod tests;
