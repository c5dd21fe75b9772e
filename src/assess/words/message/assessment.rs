//! What findings about assessments of destinations say, and about the measures that they count on. Decides nothing.

use crate::law::Rule;

use super::{
    super::{super::finding::Detail, Scene},
    Parts, of_another_family,
};

impl Scene<'_, '_> {
    /// The message of a rule of `rules/assessment/`.
    pub(super) fn say_of_assessment(&self, parts: &Parts<'_>) -> String {
        let Parts { data, importer, place, detail, why, ground, .. } = parts;
        match self.finding.rule {
            Rule::AssessmentNotMade => format!("no {} of {place} was made for {ground}", self.test()),
            Rule::AssessmentNotRecorded if self.finding.detail == Detail::ExactDay => {
                format!("the exact day of the {} of {place} for {ground} is not recorded", self.test())
            }
            Rule::AssessmentNotRecorded => format!("no {} of {place} is recorded for {ground}{why}", self.test()),
            Rule::AssessmentOverdue => format!("the {} of {place} for {ground} is due again", self.test()),
            Rule::AssessmentNegative => format!("{detail} finds that {place} does not protect enough"),
            Rule::ClearTextExposure => format!("{importer} reads {data} in clear under a law that reaches it{why}"),
            Rule::MeasureWithoutEffect if self.finding.undecided => {
                format!("whether the assessment of {place} counts on measures with an effect is not recorded")
            }
            Rule::MeasureWithoutEffect => format!("{detail} has no effect: its key is within reach of {importer}"),
            Rule::AdversePrecedent => format!("a published decision speaks against {ground} with {importer}"),
            other => of_another_family(other),
        }
    }
}
