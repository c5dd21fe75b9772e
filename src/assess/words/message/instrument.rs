//! What findings about safeguards and other papers say: their days, parties, modules, approvals. Decides nothing.

use crate::law::{Level, Rule};

use super::{super::super::finding::Detail, super::Scene, Parts, of_another_family};

impl Scene<'_, '_> {
    /// The message of a rule of `rules/instrument/`.
    pub(super) fn say_of_instrument(&self, parts: &Parts<'_>) -> String {
        let Parts { importer, detail, why, ground, .. } = parts;
        match self.finding.rule {
            Rule::MechanismIncomplete => format!("what is recorded of {ground} with {importer} does not decide"),
            Rule::MechanismNotSigned => {
                format!("{ground} {} not signed: {detail}", self.agree_with_ground("is", "are"))
            }
            Rule::MechanismExpired => format!("{ground} ended on {detail}"),
            Rule::MechanismAfterStart => {
                format!("{ground} {} on {detail}, after the first transfer", self.agree_with_ground("begins", "begin"))
            }
            Rule::InstrumentRepealed if self.finding.undecided => {
                format!("whether {} still count is not settled", self.the_clauses(ground))
            }
            Rule::InstrumentRepealed => {
                let repealed = self.agree_with_ground("uses clauses that are repealed", "are repealed");
                format!("{ground} {repealed}: {detail}")
            }
            Rule::EditionMismatch if self.finding.undecided => {
                format!("whether {} fit the roles is not recorded", self.the_clauses(ground))
            }
            Rule::EditionMismatch => format!("{} were made for other roles{why}", self.the_clauses(ground)),
            Rule::ClausesForAnotherRegime if self.finding.undecided => {
                let fit = self.agree_with_ground("fits", "fit");
                format!("whether {ground} {fit} the {} is not recorded", self.regime().law_name)
            }
            Rule::ClausesForAnotherRegime if self.finding.level == Level::Warning => {
                format!("{ground} {} signed {detail}", self.agree_with_ground("is", "are"))
            }
            Rule::ClausesForAnotherRegime => {
                format!("no transfer under the {} rests on {ground} alone", self.regime().law_name)
            }
            Rule::ModuleMismatch if self.finding.undecided => {
                format!("whether the module of {ground} fits the roles is not recorded")
            }
            Rule::ModuleMismatch => format!("the recorded module of {ground} does not fit the recorded roles"),
            Rule::ModuleNotSingledOut => {
                format!("{ground} {} all modules at once", self.agree_with_ground("has", "have"))
            }
            Rule::PartiesMismatch => format!("{detail} is not a party of {ground}"),
            Rule::DataNotCovered => format!("{detail} is not covered by {ground}"),
            Rule::AnnexIncomplete if !detail.text().is_empty() => {
                format!("annex {detail} of {ground} does not say what it must")
            }
            Rule::AnnexIncomplete => format!("an annex of {ground} does not say what it must"),
            Rule::ImporterSubjectToGdpr => {
                let are = self.agree_with_ground("is", "are");
                format!("{importer} is itself subject to the law: {ground} {are} not made for that")
            }
            Rule::ClausesModified => format!("the text of {ground} was changed, and nobody authorized it"),
            Rule::BcrNotCovering if matches!(self.finding.detail, Detail::Organization(_)) => {
                format!("this transfer is not covered by {ground} ({detail} is no member)")
            }
            Rule::BcrNotCovering => format!("this transfer is not covered by {ground}{why}"),
            Rule::CodeNotApproved => format!("{ground} is not approved for transfers"),
            Rule::CertificationNotAvailable => format!("{ground} carries no transfer: {detail}"),
            Rule::CertificateUnverified => format!("the certificate behind {ground} is to be verified"),
            Rule::AuthorizationMissing if detail.text().is_empty() => {
                format!("no authorization is recorded for {ground}")
            }
            Rule::AuthorizationMissing => format!("no authorization that counts is recorded for {ground}{why}"),
            Rule::AuthorizationEnded => format!("the authorization of {ground} ended on {detail}"),
            Rule::PublicInstrumentWithPrivateParty if self.finding.undecided => {
                format!("whether {ground} may be concluded with a private party is not settled")
            }
            Rule::PublicInstrumentWithPrivateParty => format!("{ground} is for public bodies; {detail} is none"),
            Rule::AgreementBeforeGdpr => format!("{ground} is from before the GDPR"),
            Rule::OldAuthorization => "what is relied on is an authorization under the Directive".to_owned(),
            Rule::NotAMechanism => {
                format!("{ground} {} no mechanism for transfers", self.agree_with_ground("is", "are"))
            }
            Rule::MechanismNotNeeded => {
                format!("{ground} {} recorded where none is needed", self.agree_with_ground("is", "are"))
            }
            Rule::MechanismUnused => format!("{} covers no flow", self.subject()),
            other => of_another_family(other),
        }
    }
}
