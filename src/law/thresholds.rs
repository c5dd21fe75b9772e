//! Ages and horizons in days, figures that the law does not give. Never says what is old.

use serde::Deserialize;

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

impl Thresholds {
    /// The keys, in the order of the file.
    pub const KEYS: &'static [&'static str] = &[
        "listing-age-days",
        "subprocessor-list-age-days",
        "assessment-age-days",
        "inventory-age-days",
        "decision-horizon",
        "waiver-horizon",
        "law-age-days",
    ];

    /// The place of a threshold by its key.
    pub fn slot(&mut self, key: &str) -> Option<&mut u32> {
        Some(match key {
            "listing-age-days" => &mut self.listing_age_days,
            "subprocessor-list-age-days" => &mut self.subprocessor_list_age_days,
            "assessment-age-days" => &mut self.assessment_age_days,
            "inventory-age-days" => &mut self.inventory_age_days,
            "decision-horizon" => &mut self.decision_horizon,
            "waiver-horizon" => &mut self.waiver_horizon,
            "law-age-days" => &mut self.law_age_days,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::Thresholds;

    #[test]
    fn every_threshold_has_its_key() {
        let text = include_str!("../../rules/thresholds.toml");
        let keys = text.lines().filter_map(|it| it.split_once(" =")).map(|(key, _)| key).collect::<Vec<_>>();
        assert_eq!(keys, Thresholds::KEYS);
        let mut thresholds: Thresholds = toml::from_str(text).unwrap();
        assert!(Thresholds::KEYS.iter().all(|it| thresholds.slot(it).is_some()));
    }
}
