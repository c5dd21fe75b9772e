//! Since when the texts exist that rules cite. Which of them applies is for the regimes to say.

use serde::Deserialize;

use super::{Day, Law, reading::day};

/// A text that is cited, and its day.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Text {
    begins: String,
    #[serde(deserialize_with = "day")]
    from: Day,
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TextsFile {
    pub(crate) texts: Vec<Text>,
}

impl Law {
    /// The day of the text that a citation is of; `None` where the data have no such text.
    #[must_use]
    pub fn day_of_text(&self, citation: &str) -> Option<Day> {
        let texts = self.texts().iter().filter(|it| citation.starts_with(&it.begins));
        let own = texts.max_by_key(|it| it.begins.len()).map(|it| it.from);
        own.or_else(|| {
            let decision = self.decisions().map(|(_, it)| it).find(|it| it.is_cited_by(citation))?;
            decision.adopted
        })
    }
}
