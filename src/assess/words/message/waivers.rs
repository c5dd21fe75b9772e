//! What findings about waivers say. Decides nothing.

use crate::law::Rule;

use super::{super::Scene, Parts, of_another_family};

impl Scene<'_, '_> {
    /// The message of a rule of `rules/waivers/`.
    pub(super) fn say_of_waivers(&self, parts: &Parts<'_>) -> String {
        let Parts { detail, .. } = parts;
        match self.finding.rule {
            Rule::WaiverExpired => format!("the waiver of `{}` expired on {detail}", self.waived_rule()),
            Rule::WaiverExpiring => format!("the waiver of `{}` expires on {detail}", self.waived_rule()),
            Rule::WaiverUnused => format!("the waiver of `{}` matches no finding", self.waived_rule()),
            other => of_another_family(other),
        }
    }
}
