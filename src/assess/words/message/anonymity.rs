//! What findings about claims that data are anonymous say. Decides nothing.

use crate::law::Rule;

use super::{super::Scene, Parts, of_another_family};

impl Scene<'_, '_> {
    /// The message of a rule of `rules/anonymity/`.
    pub(super) fn say_of_anonymity(&self, parts: &Parts<'_>) -> String {
        let Parts { data, importer, detail, .. } = parts;
        match self.finding.rule {
            Rule::PseudonymousAsAnonymous => {
                format!("{data} {} pseudonymized, not anonymous ({detail})", self.agree_with_data("is", "are"))
            }
            Rule::AnonymizedAfterLeaving => {
                let (are, have_left) =
                    (self.agree_with_data("is", "are"), self.agree_with_data("it has left", "they have left"));
                format!("{data} {are} made anonymous only after {have_left}")
            }
            Rule::AnonymizationStageNotRecorded => {
                format!("how or when {data} {} made anonymous is not recorded", self.agree_with_data("is", "are"))
            }
            Rule::RecipientCanLink => format!("{importer} can single people out: {detail}"),
            Rule::AnonymityWithoutEvidence => {
                format!("nothing shows that {data} {} anonymous", self.agree_with_data("is", "are"))
            }
            Rule::PseudonymousForRecipient => {
                format!(
                    "{data} {} pseudonymized for {importer}: open law for transfers",
                    self.agree_with_data("is", "are")
                )
            }
            other => of_another_family(other),
        }
    }
}
