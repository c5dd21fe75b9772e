//! What findings about derogations say: consent, necessity, public interest. Decides nothing.

use crate::law::Rule;

use super::{
    super::{
        super::{finding::Detail, transfer::Missing},
        Scene,
    },
    Parts, of_another_family,
};

impl Scene<'_, '_> {
    /// The message of a rule of `rules/derogation/`.
    pub(super) fn say_of_derogation(&self, parts: &Parts<'_>) -> String {
        let Parts { data, exporter, detail, why, ground, .. } = parts;
        match self.finding.rule {
            Rule::DerogationSystematic => {
                format!("{data} {} systematically on {ground}{why}", self.agree_with_data("goes", "go"))
            }
            Rule::ConsentNotForTransfer => format!("the consent was asked for {detail}, not for this transfer"),
            Rule::ConsentNotExplicit if !detail.text().is_empty() => format!("{ground} is not freely given{why}"),
            Rule::ConsentNotExplicit => format!("{ground} is not explicit"),
            Rule::ConsentUninformed => format!("{ground} is not informed: {detail}"),
            Rule::ConsentIncomplete => format!("what is recorded of {ground} does not decide"),
            Rule::ConsentInEmployment => format!("{ground} of employees carries {data}"),
            Rule::DerogationClosedToAuthority
                if self.finding.undecided && !self.finding.missing.contains(&Missing::PublicPowers) =>
            {
                format!("what is recorded of {ground} does not decide")
            }
            Rule::DerogationClosedToAuthority if self.finding.undecided => {
                format!("whether {exporter} acts in the exercise of public powers is not recorded")
            }
            Rule::DerogationClosedToAuthority => {
                let are = self.agree_with_ground("is", "are");
                let who = if detail.text().is_empty() { exporter } else { detail };
                format!("{ground} {are} closed to {who}, which exercises public powers")
            }
            Rule::DerogationNotNecessary => format!("the transfer is not necessary for {ground}{why}"),
            Rule::NecessityUnproven => format!("that the transfer is necessary for {ground} is to be shown"),
            Rule::CompellingInterestsIncomplete if self.finding.undecided => {
                format!("what is recorded of {ground} does not decide")
            }
            Rule::CompellingInterestsIncomplete if matches!(self.finding.detail, Detail::Key(_)) => {
                format!("a condition of {ground} is not met (`{detail}`)")
            }
            Rule::CompellingInterestsIncomplete => format!("a condition of {ground} is not met{why}"),
            Rule::RegisterInBulk if self.finding.undecided => {
                format!("whether all of the register goes under {ground} is not recorded")
            }
            Rule::RegisterInBulk => format!("the register goes in bulk under {ground}"),
            Rule::PublicInterestWithoutLaw if self.finding.undecided => {
                format!("the law behind {ground} is not recorded")
            }
            Rule::PublicInterestWithoutLaw => format!("no law of {} is named for {ground}", self.regime().home_law),
            Rule::PublicInterestReliedOn => format!("the transfer rests on {ground}"),
            Rule::VitalInterestsNotShown if self.finding.undecided => {
                format!("whether the transfer can rest on {ground} is not recorded")
            }
            Rule::VitalInterestsNotShown => format!("the transfer cannot rest on {ground}{why}"),
            Rule::DerogationBeforeSafeguards => format!("a safeguard would be possible in place of {ground}"),
            Rule::ForeignOrderOnly => "the order of a foreign authority is the only thing recorded".to_owned(),
            other => of_another_family(other),
        }
    }
}
