//! How strictly findings are taken: a level for each, or none at all.

use crate::law::{Level, Rule};

/// A way to set levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    /// The levels of the catalogue.
    #[default]
    Default,
    /// Everything undecided fails.
    Strict,
    /// Only mechanisms that do not stand, and transfers without one.
    RecordsOnly,
}

/// A level under each profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Severity {
    /// Under the default profile; `None` is not asked.
    pub default: Option<Level>,
    /// Under the strict profile.
    pub strict: Option<Level>,
}

impl Severity {
    /// The same under every profile.
    #[must_use]
    pub const fn always(level: Level) -> Self {
        Self { default: Some(level), strict: Some(level) }
    }

    /// One level by default, another under the strict profile.
    #[must_use]
    pub const fn stricter(default: Option<Level>, strict: Level) -> Self {
        Self { default, strict: Some(strict) }
    }

    /// The same with questions in the place of errors.
    #[must_use]
    pub fn at_most_undecided(self) -> Self {
        let lower = |it: Level| if it == Level::Error { Level::Undecided } else { it };
        Self { default: self.default.map(lower), strict: self.strict.map(lower) }
    }

    /// The level that the catalogue gives a rule.
    #[must_use]
    pub fn of(rule: Rule) -> Self {
        Self { default: Some(rule.level()), strict: Some(rule.strict_level()) }
    }
}

impl Profile {
    /// The words of all profiles.
    pub const WORDS: [&'static str; 3] = [Self::Default.word(), Self::Strict.word(), Self::RecordsOnly.word()];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Strict => "strict",
            Self::RecordsOnly => "records-only",
        }
    }

    /// The profile of a word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        [Self::Default, Self::Strict, Self::RecordsOnly].into_iter().find(|it| it.word() == word)
    }

    /// The level of a finding and whether it is undecided; `None` where this profile does not ask.
    #[must_use]
    pub fn level(self, rule: Rule, severity: Severity) -> Option<(Level, bool)> {
        let level = match self {
            Self::Default => severity.default?,
            Self::Strict => severity.strict?,
            Self::RecordsOnly => {
                let asked = severity.default? == Level::Error && (rule.kills() || rule.is_bare());
                if !asked {
                    return None;
                }
                Level::Error
            }
        };
        Some(match level {
            Level::Undecided if self == Self::Strict => (Level::Error, true),
            Level::Undecided => (Level::Warning, true),
            level => (level, false),
        })
    }
}
