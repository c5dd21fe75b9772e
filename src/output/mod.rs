//! Shows a finished assessment: text for people, lines for logs, JSON for programs. Decides nothing and reads nothing.

mod concise;
pub mod explain;
mod json;
mod law;
mod names;
mod positions;
mod pretty;
mod problems;
mod tally;
mod text;

use std::io::{self, Write};

use crate::{assess::Assessment, law::Level, text::Files};

pub(crate) use law::{LawInfo, changed};
pub(crate) use pretty::written;
pub use problems::render_problems;

/// Declares the formats: one line for each, with its name, the endings of files that mean it, and who writes it.
macro_rules! formats {
    ($(#[doc = $about:literal] $format:ident $name:literal [$($ending:literal),*] by $render:path;)+) => {
        /// How an assessment is written.
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

        /// Writes an assessment; the same input gives the same bytes.
        ///
        /// # Errors
        /// When the output takes no more.
        pub fn render(format: Format, frame: &Frame<'_>, look: &Look, out: &mut dyn Write) -> io::Result<()> {
            match format { $(Format::$format => $render(frame, look, out),)+ }
        }
    };
}

formats! {
    /// Frames, a table and a summary, for people.
    Text "text" [".txt"] by text::render;
    /// One line for each finding.
    Concise "concise" [] by concise::render;
    /// Schema 1, for programs.
    Json "json" [".json"] by json::render;
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
}

#[cfg(test)]
mod tests;
