//! Levels of rules that somebody chose, each with the reason. They change how a finding is shown, never what is judged.

use std::collections::BTreeMap;

use super::{Level, Rule};

/// What becomes of the findings of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// They have this level.
    At(Level),
    /// They are counted, and not shown.
    Off,
}

impl Shown {
    /// Words that can be chosen.
    pub const WORDS: [&'static str; 4] = ["error", "warning", "note", "off"];

    /// The choice of a word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Some(match word {
            "error" => Self::At(Level::Error),
            "warning" => Self::At(Level::Warning),
            "note" => Self::At(Level::Note),
            "off" => Self::Off,
            _ => return None,
        })
    }

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::At(level) => level.word(),
            Self::Off => "off",
        }
    }
}

/// A choice and where it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// What becomes of the findings.
    pub shown: Shown,
    /// Why; `None` on the command line, where nothing is kept.
    pub reason: Option<String>,
    /// Where it was made, as it is shown.
    pub from: String,
}

/// The choices by rule.
pub type Levels = BTreeMap<Rule, Chosen>;
