//! Shows one thing in full: a rule, a finding, a place, a kind of mechanism, or the catalogue. Decides nothing.

mod blocks;
mod catalogue;
mod difference;
mod finding;
mod kind;
mod place;
mod rule;

use super::{Format, Look};

pub use catalogue::{Ready, catalogue};
pub use finding::finding;
pub use kind::{KindPage, kind};
pub use place::{DecisionPage, PlacePage, place};
pub use rule::{Counted, RulePage, rule};

/// How an explanation is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// For documents.
    Markdown,
}

impl Manner {
    /// The manner of a format; what is none of `OF_EXPLANATION` is text.
    #[must_use]
    pub fn of(format: Format) -> Self {
        match format {
            Format::Json => Self::Json,
            Format::Markdown => Self::Markdown,
            _ => Self::Text,
        }
    }
}

/// The look of what stands in a document: the same wherever it is written.
fn plain() -> Look {
    Look::default()
}
