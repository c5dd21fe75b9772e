//! Shows one thing in full: a rule, a finding, a place, a kind of mechanism, or the catalogue. Decides nothing.

mod blocks;
mod catalogue;
mod difference;
mod finding;
mod kind;
mod place;
mod rule;

use super::Look;

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
    /// Their names, in the order in which they are listed.
    pub const NAMES: [&'static str; 3] = ["text", "json", "markdown"];

    /// The manner of a name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        match name {
            "text" => Some(Self::Text),
            "json" => Some(Self::Json),
            "markdown" => Some(Self::Markdown),
            _ => None,
        }
    }
}

/// The look of what stands in a document: the same wherever it is written.
fn plain() -> Look {
    Look::default()
}
