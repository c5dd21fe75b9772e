//! What findings about adequacy decisions say: their days, their scope, listings. Decides nothing.

use crate::law::Rule;

use super::{super::super::transfer::Missing, super::Scene, Parts, of_another_family};

impl Scene<'_, '_> {
    /// The message of a rule of `rules/adequacy/`.
    pub(super) fn say_of_adequacy(&self, parts: &Parts<'_>) -> String {
        let Parts { importer, place, detail, why, ground, .. } = parts;
        let day = self.assessment.day;
        match self.finding.rule {
            Rule::DecisionNotInForce if self.finding.undecided => {
                format!("whether {ground} is in force on {day} is open")
            }
            Rule::DecisionNotInForce if detail.text().is_empty() => {
                format!("no adequacy decision for {place} is in force on {day}")
            }
            Rule::DecisionNotInForce => format!("{detail} is not in force on {day}"),
            Rule::DecisionOutOfScope => format!("{ground} does not cover this transfer to {importer}{why}"),
            Rule::DecisionScopeNotRecorded if self.finding.missing.iter().all(|it| matches!(it, Missing::Open(_))) => {
                format!("whether {ground} covers this transfer to {importer} is open")
            }
            Rule::DecisionScopeNotRecorded => {
                format!("whether {ground} covers this transfer to {importer} is not recorded")
            }
            Rule::ListingNotRecorded => format!("whether {importer} is listed on {day} is not recorded"),
            Rule::ListingStale => format!("the listing of {importer} was last looked up on {detail}"),
            Rule::DecisionEnding => format!("{ground} ends on {detail}"),
            Rule::DecisionContested => format!("{ground} is contested"),
            Rule::DecisionLaterAnnulled => format!("{ground} stood on {day} and was later declared invalid"),
            Rule::SinglePointOfFailure => format!("the transfer to {importer} rests on {ground} alone, which may fall"),
            other => of_another_family(other),
        }
    }
}
