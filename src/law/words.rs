//! Words that inventories may use because legal data speak of them, and what holds for these data as a whole.

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
    /// Words that people write for keys: the word, then the keys that may be meant, with spaces between them.
    pub key_synonyms: Vec<String>,
}

impl Words {
    /// The keys that a word may be meant for.
    pub fn keys_for<'w>(&'w self, word: &str) -> impl Iterator<Item = &'w str> + use<'w> {
        let word = word.to_lowercase().replace('_', "-");
        let entry = self.key_synonyms.iter().find(|it| it.split(' ').next() == Some(word.as_str()));
        entry.into_iter().flat_map(|it| it.split(' ').skip(1))
    }

    /// Whether a name or a number is empty, or a word that says that nobody knows it.
    #[must_use]
    pub fn says_nothing(&self, text: &str) -> bool {
        let text = text.trim().to_lowercase();
        text.is_empty() || self.not_known.contains(&text)
    }
}

/// What holds for the legal data as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LawFile {
    #[serde(deserialize_with = "day")]
    pub(crate) reviewed: Day,
}
