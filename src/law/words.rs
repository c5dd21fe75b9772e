//! Words that inventories may use because legal data speak of them, and figures that the law does not give.

use serde::Deserialize;

use super::{Day, reading::day};

/// Allowed values of keys whose words are data.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Words {
    /// `organizations.ID.sector`.
    pub sectors: Vec<String>,
    /// `flows.purpose-kind`.
    pub purposes: Vec<String>,
    /// `organizations.ID.laws`.
    pub laws: Vec<String>,
    /// The list that `organizations.ID.dpf` is short for.
    pub main_list: String,
    /// `listings.list`.
    pub lists: Vec<String>,
    /// `mechanisms.ID.edition`.
    pub editions: Vec<String>,
    /// Kinds of purposes of research and general use, for which vital interests are no ground.
    pub research_purposes: Vec<String>,
    /// Words of `certificate` that say that there is none yet.
    pub not_issued: Vec<String>,
    /// Words that say that nobody knows.
    pub not_known: Vec<String>,
    /// Words of `purpose` for which a contract or a claim makes no transfer necessary.
    pub unnecessary_purposes: Vec<String>,
    /// Legal forms at the end of a company's name; those of one entry, with spaces between them, mean the same.
    pub legal_forms: Vec<String>,
}

impl Words {
    /// Whether a name or a number is empty, or a word that says that nobody knows it.
    #[must_use]
    pub fn says_nothing(&self, text: &str) -> bool {
        let text = text.trim().to_lowercase();
        text.is_empty() || self.not_known.contains(&text)
    }
}

/// Ages after which something is old and horizons from which an end is announced, in days.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Thresholds {
    /// Age of a look at a public list.
    pub listing_age_days: u32,
    /// Age of a list of sub-processors.
    pub subprocessor_list_age_days: u32,
    /// Age of an assessment.
    pub assessment_age_days: u32,
    /// Age of the inventory.
    pub inventory_age_days: u32,
    /// Days before the end of a decision.
    pub decision_horizon: u32,
    /// Days before the end of a waiver.
    pub waiver_horizon: u32,
    /// Age of our legal data.
    pub law_age_days: u32,
}

/// What holds for the legal data as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LawFile {
    #[serde(deserialize_with = "day")]
    pub(crate) reviewed: Day,
}
