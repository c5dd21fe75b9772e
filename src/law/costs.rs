//! What actions cost that clear transfers which nothing covers. Never says what an action is.

use serde::{Deserialize, Deserializer, de::Error};

/// The highest cost of one action: what is dearer can as well never be proposed.
pub const HIGHEST: u32 = 10_000;

/// The cost of each action, in days of work; `None` is never proposed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Costs {
    /// Clauses with an importer, and an assessment of its countries.
    #[serde(deserialize_with = "cost")]
    pub record_clauses: Option<u32>,
    /// A recorded mechanism that is dead is put right.
    #[serde(deserialize_with = "cost")]
    pub mend_mechanism: Option<u32>,
    /// An assessment that fell with its measures is made anew.
    #[serde(deserialize_with = "cost")]
    pub make_assessment: Option<u32>,
    /// An importer that was on a list is on it again.
    #[serde(deserialize_with = "cost")]
    pub renew_listing: Option<u32>,
    /// An importer gets on a list.
    #[serde(deserialize_with = "cost")]
    pub get_listing: Option<u32>,
    /// A system moves into the territory.
    #[serde(deserialize_with = "cost")]
    pub move_system: Option<u32>,
    /// Data that are called anonymous, or are pseudonymized, become anonymous.
    #[serde(deserialize_with = "cost")]
    pub finish_anonymization: Option<u32>,
    /// Data become anonymous before they leave.
    #[serde(deserialize_with = "cost")]
    pub anonymize_flow: Option<u32>,
    /// A flow ends.
    #[serde(deserialize_with = "cost")]
    pub stop_flow: Option<u32>,
}

impl Costs {
    /// The place of a cost by its key.
    pub fn slot(&mut self, key: &str) -> Option<&mut Option<u32>> {
        Some(match key {
            "record-clauses" => &mut self.record_clauses,
            "mend-mechanism" => &mut self.mend_mechanism,
            "make-assessment" => &mut self.make_assessment,
            "renew-listing" => &mut self.renew_listing,
            "get-listing" => &mut self.get_listing,
            "move-system" => &mut self.move_system,
            "finish-anonymization" => &mut self.finish_anonymization,
            "anonymize-flow" => &mut self.anonymize_flow,
            "stop-flow" => &mut self.stop_flow,
            _ => return None,
        })
    }

    /// The keys, in the order of the file.
    pub const KEYS: &'static [&'static str] = &[
        "record-clauses",
        "mend-mechanism",
        "make-assessment",
        "renew-listing",
        "get-listing",
        "move-system",
        "finish-anonymization",
        "anonymize-flow",
        "stop-flow",
    ];

    /// A cost as it is written: a whole number from 1 on, or `inf`; the outer `None` is neither.
    #[must_use]
    pub fn read(word: &str) -> Option<Option<u32>> {
        if matches!(word, "inf" | "+inf") {
            return Some(None);
        }
        let cost = word.replace('_', "").parse().ok()?;
        (1..=HIGHEST).contains(&cost).then_some(Some(cost))
    }
}

fn cost<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u32>, D::Error> {
    let word = match toml::Value::deserialize(from)? {
        toml::Value::Integer(number) => number.to_string(),
        toml::Value::Float(number) if number.is_infinite() && number > 0.0 => "inf".to_owned(),
        other => other.to_string(),
    };
    let wrong = || D::Error::custom(format!("`{word}` is no cost: a whole number from 1 to {HIGHEST}, or `inf`"));
    Costs::read(&word).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn costs_are_whole_or_never() {
        for (word, cost) in [("1", Some(Some(1))), ("10_000", Some(Some(10_000))), ("inf", Some(None))] {
            assert_eq!(Costs::read(word), cost, "{word}");
        }
        for word in ["0", "-1", "10001", "1.5", "-inf", "nan", "", "never"] {
            assert_eq!(Costs::read(word), None, "{word}");
        }
    }

    #[test]
    fn every_cost_has_its_reason() {
        let text = include_str!("../../rules/costs.toml");
        let lines = text.lines().filter_map(|it| it.split_once(" = ")).collect::<Vec<_>>();
        assert_eq!(lines.iter().map(|(key, _)| *key).collect::<Vec<_>>(), Costs::KEYS);
        assert!(lines.iter().all(|(_, rest)| rest.split_once("# ").is_some_and(|(_, why)| why.len() > 20)));
        let mut costs: Costs = toml::from_str(text).unwrap();
        assert!(Costs::KEYS.iter().all(|it| costs.slot(it).is_some_and(|it| it.is_some())));
    }
}
