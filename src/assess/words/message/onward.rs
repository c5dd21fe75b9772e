//! What findings about onward transfers and sub-processors say. Decides nothing.

use crate::law::Rule;

use super::{super::Scene, Parts, of_another_family};

impl Scene<'_, '_> {
    /// The message of a rule of `rules/onward/`.
    pub(super) fn say_of_onward(&self, parts: &Parts<'_>) -> String {
        let Parts { data, importer, place, detail, why, .. } = parts;
        match self.finding.rule {
            Rule::OnwardWithoutInstruction if self.finding.undecided && !self.is_open_law() => {
                format!("whether sending {data} on to {importer} is instructed is not recorded")
            }
            Rule::OnwardWithoutInstruction => {
                format!("{data} {} on to {importer} without instruction", self.agree_with_data("goes", "go"))
            }
            Rule::OnwardOnConsent => format!("consent does not carry {data} on to {importer}"),
            Rule::OnwardFromAdequate => {
                let go = self.agree_with_data("goes", "go");
                format!("{data} {go} on from an adequate country to {place} and nothing stands{why}")
            }
            Rule::SubprocessorUnlisted => format!("{importer} is not on the list of sub-processors of {detail}"),
            Rule::SubprocessorsUnknown => format!("the sub-processors of {} are not known", self.subject()),
            Rule::SubprocessorWithoutFlow => {
                format!("what {} gives to {detail}, on its list and outside, is not recorded", self.subject())
            }
            Rule::SubprocessorListStale => {
                format!("the list of sub-processors of {} dates from {detail}", self.subject())
            }
            other => of_another_family(other),
        }
    }
}
