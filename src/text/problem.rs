//! What stops the reading of a file. Findings are not problems: they are results.

use super::Span;

/// One error in an input, at its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// A lowercase phrase, sufficient alone.
    pub message: String,
    /// Where; `None` where there is no text to point at (a missing file).
    pub span: Option<Span>,
    /// What is wrong at `span`, in a few words; may be empty.
    pub label: String,
    /// Other places that matter, each with a few words.
    pub related: Vec<(Span, String)>,
    /// What to do; may be empty.
    pub help: String,
    /// What it says is not there, where that may only mean that it could not be read.
    pub lack: Option<Box<Lack>>,
}

/// What a problem says is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lack {
    /// A word that should be defined in some text.
    Word(String),
    /// A flow between two systems.
    Flow(String, String),
    /// A part of what the same text says here.
    Part,
    /// All that a table of the text defines: it is not understood.
    Table,
    /// So many more problems of its text, which are not told.
    Rest(usize),
}

impl Problem {
    /// A problem at a place.
    pub fn at(span: Span, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            span: Some(span),
            label: String::new(),
            related: Vec::new(),
            help: String::new(),
            lack: None,
        }
    }

    /// A problem without a place.
    pub fn nowhere(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            span: None,
            label: String::new(),
            related: Vec::new(),
            help: String::new(),
            lack: None,
        }
    }

    /// Says in a few words what is wrong at the place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Points at another place.
    #[must_use]
    pub fn related(mut self, span: Span, words: impl Into<String>) -> Self {
        self.related.push((span, words.into()));
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// Says what is not there.
    #[must_use]
    pub fn lacks(mut self, lack: Lack) -> Self {
        self.lack = Some(Box::new(lack));
        self
    }
}

/// All problems found so far; reading goes on past them.
pub type Problems = Vec<Problem>;
