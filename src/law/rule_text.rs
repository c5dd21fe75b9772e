//! What a rule's file says: title, reasons, law, examples. Read when it is shown, never while judging.

use std::{collections::BTreeMap, sync::OnceLock};

use serde::Deserialize;

use crate::text::{FileId, Files, Problem, Problems};

use super::{
    Citations, Day, Level, Rule, Sources,
    reading::{self, day, optional_day, parse},
};

/// The words of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RuleText {
    /// Its name.
    pub id: String,
    /// Its level by default.
    pub level: Level,
    /// Its level under `strict`, where that differs.
    #[serde(default)]
    pub strict: Strict,
    /// Whether a mechanism of which it is true does not stand.
    pub kills: bool,
    /// Whether a person can accept it.
    pub waivable: bool,
    /// What is so, as a phrase.
    pub title: String,
    /// The same in a sentence.
    pub summary: String,
    /// When it fires and when it does not.
    pub explanation: String,
    /// Why it matters.
    pub why: String,
    /// What a reviewer asks.
    pub check: String,
    /// What to do.
    pub fix: String,
    /// When it may be waived in good faith.
    pub false_positives: String,
    /// Provisions of the law of today.
    pub law: Vec<String>,
    /// Provisions of the Directive.
    pub law_directive: Vec<String>,
    /// Provisions of the law of the institutions.
    pub law_institutions: Vec<String>,
    /// First day on which it is asked; `None` is always.
    #[serde(default, deserialize_with = "optional_day")]
    pub since: Option<Day>,
    /// Inventories of which it is true, and others of which it is not.
    #[serde(default)]
    pub examples: Vec<Example>,
}

impl RuleText {
    /// The provisions that go with a law; empty where only its name is known.
    #[must_use]
    pub fn citations(&self, of: Citations) -> &[String] {
        match of {
            Citations::Current => &self.law,
            Citations::Directive => &self.law_directive,
            Citations::Institutions => &self.law_institutions,
            Citations::InstitutionsBefore => &[],
        }
    }
}

/// The level of a rule under `strict`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Strict {
    /// As by default.
    #[default]
    Same,
    /// Another one.
    Level(Level),
    /// It is not asked.
    NotAsked,
}

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let word = String::deserialize(from)?;
        if word == "not-asked" {
            return Ok(Self::NotAsked);
        }
        let level =
            [Level::Error, Level::Warning, Level::Undecided, Level::Note].into_iter().find(|it| it.word() == word);
        level.map(Self::Level).ok_or_else(|| serde::de::Error::custom(format!("`{word}` is no level")))
    }
}

/// An inventory with what the rule says of it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Example {
    /// What it shows.
    pub title: String,
    /// The day on which it is judged.
    #[serde(deserialize_with = "day")]
    pub as_of: Day,
    /// Whether the rule is true of it.
    pub fires: bool,
    /// The profile that it is judged under; `None` is the default one.
    pub profile: Option<String>,
    /// The level of the finding, where it is not the rule's.
    pub level: Option<Level>,
    /// The inventory, as TOML.
    pub inventory: String,
}

/// Rules whose words somebody replaced. What a rule judges, and how much it weighs, is not in its words.
pub(crate) fn laid(sources: &Sources, problems: &mut Problems) -> BTreeMap<Rule, RuleText> {
    let mut all = BTreeMap::new();
    for rule in Rule::ALL {
        let Some(laid) = sources.laid(rule.path()) else {
            continue;
        };
        let read = reading::read::<RuleText>(sources, rule.path(), &mut Files::default(), problems);
        let (Some((_, text)), ours) = (read, rule.data()) else {
            continue;
        };
        let fixed = [
            ("id", text.id == ours.id, "the name of a rule is that of its function"),
            ("level", text.level == ours.level, "set the level under `[rules]` of transborder.toml, with a reason"),
            ("strict", text.strict == ours.strict, "set the level under `[rules]` of transborder.toml, with a reason"),
            ("kills", text.kills == ours.kills, "whether a mechanism stands is judged by the program"),
            ("since", text.since == ours.since, "days on which duties began are in `rules/regimes/`"),
        ];
        for (key, _, help) in fixed.iter().filter(|(_, is_ours, _)| !is_ours) {
            let message = format!("`{key}` of the rule `{rule}` cannot be changed here");
            problems.push(
                laid.key(key).map_or_else(|| Problem::nowhere(&message), |it| Problem::at(it, &message)).help(*help),
            );
        }
        all.insert(*rule, text);
    }
    all
}

impl Rule {
    /// What its file says; parsed at the first call.
    #[must_use]
    pub fn data(self) -> &'static RuleText {
        static TEXTS: [OnceLock<RuleText>; Rule::ALL.len()] = [const { OnceLock::new() }; Rule::ALL.len()];
        match TEXTS.get(self as usize) {
            // A file that cannot be read is found by the tests of the data; a finding is shown all the same.
            Some(cell) => cell.get_or_init(|| self.read().unwrap_or_else(|_| self.bare())),
            None => unreachable!("there is one cell for each rule"),
        }
    }

    /// Whether the duty behind it had begun by a day.
    ///
    /// Found without parsing the file, because it is asked while judging.
    #[must_use]
    pub fn begun(self, day: Day) -> bool {
        static SINCE: [OnceLock<Option<Day>>; Rule::ALL.len()] = [const { OnceLock::new() }; Rule::ALL.len()];
        let since = SINCE.get(self as usize).and_then(|cell| *cell.get_or_init(|| self.since()));
        since.is_none_or(|since| since <= day)
    }

    /// The key `since` stands on a line of its own before the examples, whose inventories have keys of that name too.
    fn since(self) -> Option<Day> {
        let lines = self.text().lines().take_while(|it| !it.starts_with("[[examples]]"));
        let mut found = lines.filter_map(|it| it.strip_prefix("since = "));
        found.next().and_then(|it| it.split_whitespace().next()).and_then(|it| it.parse().ok())
    }

    /// Reads its file.
    ///
    /// # Errors
    /// The first thing in the file that does not fit; the span's file is the first one.
    pub fn read(self) -> Result<RuleText, Problem> {
        parse(FileId::default(), self.text())
    }

    fn bare(self) -> RuleText {
        RuleText {
            id: self.name().to_owned(),
            level: self.level(),
            strict: Strict::Same,
            kills: self.kills(),
            waivable: true,
            title: self.name().replace('-', " "),
            summary: String::new(),
            explanation: String::new(),
            why: String::new(),
            check: String::new(),
            fix: String::new(),
            false_positives: String::new(),
            law: Vec::new(),
            law_directive: Vec::new(),
            law_institutions: Vec::new(),
            since: None,
            examples: Vec::new(),
        }
    }
}
