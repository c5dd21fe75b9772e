//! What a finding says in one phrase that is sufficient alone. Makes words only; nothing here decides anything.

use std::{
    cell::{Cell, OnceCell},
    fmt,
};

use crate::{
    graph::EdgeOrigin,
    law::{Level, Rule},
};

use super::{
    super::{
        finding::{Detail, Subject},
        transfer::{Missing, Spot},
    },
    Scene,
};

/// A message, and which facts it says, so that what stands beside it need not say them again.
pub(super) struct Message {
    pub(super) text: String,
    pub(super) says_importer: bool,
    pub(super) says_place: bool,
    pub(super) says_detail: bool,
}

/// A part of a message that is made where it is said, and knows whether it was.
struct Part<'m> {
    make: &'m dyn Fn() -> String,
    made: OnceCell<String>,
    said: Cell<bool>,
}

impl<'m> Part<'m> {
    fn of(make: &'m dyn Fn() -> String) -> Self {
        Self { make, made: OnceCell::new(), said: Cell::new(false) }
    }

    fn text(&self) -> &str {
        self.made.get_or_init(self.make)
    }
}

impl fmt::Display for Part<'_> {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said.set(true);
        to.write_str(self.text())
    }
}

impl Scene<'_, '_> {
    pub(super) fn message(&self) -> Message {
        let (importer, place) = (|| self.importer(), || self.the_place());
        let (detail, why, ground) = (|| self.detail(), || self.why(), || self.own_ground());
        let (importer, place) = (Part::of(&importer), Part::of(&place));
        let (detail, why, ground) = (Part::of(&detail), Part::of(&why), Part::of(&ground));
        let text = self.phrase(&importer, &place, &detail, &why, &ground);
        Message {
            text,
            says_importer: importer.said.get(),
            says_place: place.said.get(),
            says_detail: detail.said.get() || why.said.get() || (ground.said.get() && ground.text() == detail.text()),
        }
    }

    fn phrase(
        &self,
        importer: &Part<'_>,
        place: &Part<'_>,
        detail: &Part<'_>,
        why: &Part<'_>,
        ground: &Part<'_>,
    ) -> String {
        let day = self.assessment.day;
        let (data, exporter) = (|| self.data(), || self.exporter());
        let (data, exporter) = (Part::of(&data), Part::of(&exporter));
        let undecided = self.finding.undecided;
        // One class of data `is`; several, or data that nobody described, `are`. So are the SCCs.
        let of_data = |one: &'static str, many: &'static str| if self.is_one_class() { one } else { many };
        let of_ground = |one: &'static str, many: &'static str| if self.is_several() { many } else { one };
        let clauses = || if self.is_several() { ground.to_string() } else { format!("the clauses of {ground}") };
        match self.finding.rule {
            Rule::UnprotectedTransfer => format!("no recorded mechanism covers {data} going to {place} on {day}"),
            Rule::UnprotectedOnwardTransfer => {
                format!("no recorded mechanism covers {data} going on to {place} on {day}")
            }
            Rule::ImporterCountryNotRecorded
                if self.finding.missing.iter().any(|it| matches!(it, Missing::Condition(_))) =>
            {
                format!("whether {importer} is the company that sends {data} is not recorded")
            }
            Rule::ImporterCountryNotRecorded => format!("where {importer} is established is not recorded"),
            Rule::PlaceNotRecorded if self.ends_in_carrier() => {
                format!("whom {} hands {data} to is not recorded", self.last_carrier().unwrap_or_default())
            }
            Rule::PlaceNotRecorded => format!("where {importer} stores or reads {data} is not recorded"),
            Rule::UnboundedPlace if self.transfer.is_some_and(|it| it.spot == Spot::ThirdCountry) => {
                format!(
                    "{ground} cannot be checked: which third country {data} {} to is not recorded",
                    of_data("goes", "go")
                )
            }
            Rule::UnboundedPlace if !detail.text().is_empty() => {
                format!("{data} may stay inside or go to {detail}: the place names both")
            }
            Rule::UnboundedPlace => format!("{data} may go anywhere: the place names no country"),
            Rule::RegimeNotCovered => {
                let regime = self.regime();
                let (id, begins) = (&regime.id, regime.begins);
                match regime.binds.filter(|_| regime.covers(day)) {
                    Some(binds) => {
                        format!("the law of `{id}` was to be applied by {binds}: nothing can be said of {day}")
                    }
                    None => format!("the data of `{id}` begin on {begins}: nothing can be said of {day}"),
                }
            }
            Rule::UnclearPlace if undecided => format!("which country {importer} is reached in is not certain"),
            Rule::UnclearPlace => format!("{place} is written here; was {detail} meant?"),
            Rule::SenderScopeNotRecorded if self.finding.missing.contains(&Missing::ScopeDenied) => {
                format!("{} is established inside, and is said not to be subject to the law", self.possible_sender())
            }
            Rule::SenderScopeNotRecorded => {
                format!("whether the law applies to {} as a sender is not recorded", self.possible_sender())
            }
            Rule::OriginNotRecorded if self.finding.missing.contains(&Missing::IntoCarrier) => {
                format!("who sends {data} into {} is not recorded", self.sending_carrier().unwrap_or_default())
            }
            Rule::OriginNotRecorded if self.finding.missing.contains(&Missing::StillHeld) => {
                let flow = self.ended_flow().unwrap_or_else(|| "a flow that has ended".to_owned());
                format!("whether {exporter} still holds {data} that {flow} brought is not recorded")
            }
            Rule::OriginNotRecorded if self.turned_off().is_some() => {
                let flow = self.turned_off().unwrap_or_default();
                format!("whether {flow} ever brought {data}, which {exporter} sends on, is not recorded")
            }
            Rule::OriginNotRecorded => {
                let come = of_data("comes", "come");
                format!("where {data} {come} from, which {exporter} sends on, is not recorded")
            }
            Rule::ImporterAbroadDataAtHome => format!("{importer} is established in {place}; its servers are inside"),
            Rule::ForeignParent => format!("{importer} belongs to a group outside: {detail}"),
            Rule::ForeignParentHoldsKeys => format!("{importer}, of a group outside, holds the keys: {detail}"),
            Rule::SameEntityAbroad if detail.text().is_empty() => {
                format!("{exporter} handles {data} abroad itself: no transfer")
            }
            Rule::SameEntityAbroad => format!("{exporter} handles {data} abroad in a system of its own: {detail}"),
            Rule::DirectCollection if self.finding.missing.iter().any(|it| matches!(it, Missing::ScopeOf(_))) => {
                format!("whether {importer} collects {data} for somebody under the law is not recorded")
            }
            Rule::DirectCollection if undecided => {
                format!("for whom {importer} collects {data} from people is not recorded")
            }
            Rule::DirectCollection => format!("people give {data} to {importer} themselves: no transfer"),
            Rule::EmbeddedResource => format!("{exporter} embeds what sends {data} to {importer}: it is the exporter"),
            Rule::Publication => {
                format!("{data} {} published: readers are no importers", of_data("is", "are"))
            }
            Rule::TransitInClear if undecided && self.is_access() => {
                format!("whether {importer} can read what passes through {exporter} is not recorded")
            }
            Rule::TransitInClear if undecided && self.starts_at_carrier() => {
                format!("whether {exporter} reads the data that it passes on to {place} is not recorded")
            }
            Rule::TransitInClear if undecided && !self.ends_at_carrier() => {
                let (are, them) = (of_data("is", "are"), of_data("it", "them"));
                format!("whether {data} {are} protected where {exporter} sends {them} on to {place} is not recorded")
            }
            Rule::TransitInClear if undecided => {
                format!("whether {importer} reads the data that it carries to {place} is not recorded")
            }
            Rule::TransitInClear => format!("{detail} carries the data, and somebody outside could read them"),
            Rule::TransitEncrypted => format!("{detail} carries the data encrypted where somebody is outside"),
            Rule::ReturnedToController if undecided => {
                format!("whether {exporter} gives {data} back to its own controller {importer} is not recorded")
            }
            Rule::ReturnedToController => {
                format!("{exporter} gives {data} back to its own controller {importer}: no transfer")
            }
            Rule::InternationalOrganization => format!("clauses with {importer}, which enjoys immunities"),
            Rule::DecisionNotInForce if undecided => format!("whether {ground} is in force on {day} is open"),
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
            Rule::MechanismIncomplete => format!("what is recorded of {ground} with {importer} does not decide"),
            Rule::MechanismNotSigned => format!("{ground} {} not signed: {detail}", of_ground("is", "are")),
            Rule::MechanismExpired => format!("{ground} ended on {detail}"),
            Rule::MechanismAfterStart => {
                format!("{ground} {} on {detail}, after the first transfer", of_ground("begins", "begin"))
            }
            Rule::InstrumentRepealed if undecided => {
                format!("whether {} still count is not settled", clauses())
            }
            Rule::InstrumentRepealed => {
                let repealed = of_ground("uses clauses that are repealed", "are repealed");
                format!("{ground} {repealed}: {detail}")
            }
            Rule::EditionMismatch if undecided => {
                format!("whether {} fit the roles is not recorded", clauses())
            }
            Rule::EditionMismatch => format!("{} were made for other roles{why}", clauses()),
            Rule::ClausesForAnotherRegime if undecided => {
                let fit = of_ground("fits", "fit");
                format!("whether {ground} {fit} the {} is not recorded", self.regime().law_name)
            }
            Rule::ClausesForAnotherRegime if self.finding.level == Level::Warning => {
                format!("{ground} {} signed {detail}", of_ground("is", "are"))
            }
            Rule::ClausesForAnotherRegime => {
                format!("no transfer under the {} rests on {ground} alone", self.regime().law_name)
            }
            Rule::ModuleMismatch if undecided => {
                format!("whether the module of {ground} fits the roles is not recorded")
            }
            Rule::ModuleMismatch => format!("the recorded module of {ground} does not fit the recorded roles"),
            Rule::ModuleNotSingledOut => format!("{ground} {} all modules at once", of_ground("has", "have")),
            Rule::PartiesMismatch => format!("{detail} is not a party of {ground}"),
            Rule::DataNotCovered => format!("{detail} is not covered by {ground}"),
            Rule::AnnexIncomplete if !detail.text().is_empty() => {
                format!("annex {detail} of {ground} does not say what it must")
            }
            Rule::AnnexIncomplete => format!("an annex of {ground} does not say what it must"),
            Rule::ImporterSubjectToGdpr => {
                let are = of_ground("is", "are");
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
            Rule::PublicInstrumentWithPrivateParty if undecided => {
                format!("whether {ground} may be concluded with a private party is not settled")
            }
            Rule::PublicInstrumentWithPrivateParty => format!("{ground} is for public bodies; {detail} is none"),
            Rule::AgreementBeforeGdpr => format!("{ground} is from before the GDPR"),
            Rule::OldAuthorization => "what is relied on is an authorization under the Directive".to_owned(),
            Rule::NotAMechanism => format!("{ground} {} no mechanism for transfers", of_ground("is", "are")),
            Rule::MechanismNotNeeded => format!("{ground} {} recorded where none is needed", of_ground("is", "are")),
            Rule::MechanismUnused => format!("{} covers no flow", self.subject()),
            Rule::DerogationSystematic => format!("{data} {} systematically on {ground}{why}", of_data("goes", "go")),
            Rule::ConsentNotForTransfer => format!("the consent was asked for {detail}, not for this transfer"),
            Rule::ConsentNotExplicit if !detail.text().is_empty() => format!("{ground} is not freely given{why}"),
            Rule::ConsentNotExplicit => format!("{ground} is not explicit"),
            Rule::ConsentUninformed => format!("{ground} is not informed: {detail}"),
            Rule::ConsentIncomplete => format!("what is recorded of {ground} does not decide"),
            Rule::ConsentInEmployment => format!("{ground} of employees carries {data}"),
            Rule::DerogationClosedToAuthority if undecided => {
                format!("whether {exporter} acts in the exercise of public powers is not recorded")
            }
            Rule::DerogationClosedToAuthority => {
                let are = of_ground("is", "are");
                format!("{ground} {are} closed to {exporter}, which exercises public powers")
            }
            Rule::DerogationNotNecessary => format!("the transfer is not necessary for {ground}{why}"),
            Rule::NecessityUnproven => format!("that the transfer is necessary for {ground} is to be shown"),
            Rule::CompellingInterestsIncomplete if undecided => format!("what is recorded of {ground} does not decide"),
            Rule::CompellingInterestsIncomplete if matches!(self.finding.detail, Detail::Key(_)) => {
                format!("a condition of {ground} is not met (`{detail}`)")
            }
            Rule::CompellingInterestsIncomplete => format!("a condition of {ground} is not met{why}"),
            Rule::RegisterInBulk if undecided => {
                format!("whether all of the register goes under {ground} is not recorded")
            }
            Rule::RegisterInBulk => format!("the register goes in bulk under {ground}"),
            Rule::PublicInterestWithoutLaw if undecided => format!("the law behind {ground} is not recorded"),
            Rule::PublicInterestWithoutLaw => format!("no law of {} is named for {ground}", self.regime().home_law),
            Rule::PublicInterestReliedOn => format!("the transfer rests on {ground}"),
            Rule::VitalInterestsNotShown if undecided => {
                format!("whether the transfer can rest on {ground} is not recorded")
            }
            Rule::VitalInterestsNotShown => format!("the transfer cannot rest on {ground}{why}"),
            Rule::DerogationBeforeSafeguards => format!("a safeguard would be possible in place of {ground}"),
            Rule::ForeignOrderOnly => "the order of a foreign authority is the only thing recorded".to_owned(),
            Rule::AssessmentNotMade => format!("no {} of {place} was made for {ground}", self.test()),
            Rule::AssessmentNotRecorded => format!("no {} of {place} is recorded for {ground}{why}", self.test()),
            Rule::AssessmentOverdue => format!("the {} of {place} for {ground} is due again", self.test()),
            Rule::AssessmentNegative => format!("{detail} finds that {place} does not protect enough"),
            Rule::ClearTextExposure => format!("{importer} reads {data} in clear under a law that reaches it{why}"),
            Rule::MeasureWithoutEffect if undecided => {
                format!("whether the assessment of {place} counts on measures with an effect is not recorded")
            }
            Rule::MeasureWithoutEffect => format!("{detail} has no effect: its key is within reach of {importer}"),
            Rule::AdversePrecedent => format!("a published decision speaks against {ground} with {importer}"),
            Rule::PseudonymousAsAnonymous => {
                format!("{data} {} pseudonymized, not anonymous ({detail})", of_data("is", "are"))
            }
            Rule::AnonymizedAfterLeaving => {
                let (are, have_left) = (of_data("is", "are"), of_data("it has left", "they have left"));
                format!("{data} {are} made anonymous only after {have_left}")
            }
            Rule::AnonymizationStageNotRecorded => {
                format!("how or when {data} {} made anonymous is not recorded", of_data("is", "are"))
            }
            Rule::RecipientCanLink => format!("{importer} can single people out: {detail}"),
            Rule::AnonymityWithoutEvidence => format!("nothing shows that {data} {} anonymous", of_data("is", "are")),
            Rule::PseudonymousForRecipient => {
                format!("{data} {} pseudonymized for {importer}: open law for transfers", of_data("is", "are"))
            }
            Rule::OnwardWithoutInstruction if undecided => {
                format!("whether sending {data} on to {importer} is instructed is not recorded")
            }
            Rule::OnwardWithoutInstruction => {
                format!("{data} {} on to {importer} without instruction", of_data("goes", "go"))
            }
            Rule::OnwardOnConsent => format!("consent does not carry {data} on to {importer}"),
            Rule::OnwardFromAdequate => {
                let go = of_data("goes", "go");
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
            Rule::NoticeOmitsTransfer => "the notice says that no data leave".to_owned(),
            Rule::NoticeOmitsCountry => format!("the notice leaves out: {detail}"),
            Rule::NoticeOmitsSafeguard if self.finding.detail == Detail::CopyOfSafeguard => {
                format!("the notice does not say {detail}")
            }
            Rule::NoticeOmitsSafeguard => format!("the notice leaves out the safeguard: {detail}"),
            Rule::NoticeNotRecorded => format!("no privacy notice of {} is recorded for {day}", self.subject()),
            Rule::RegisterDisagrees => format!("the record of processing disagrees: {detail}"),
            Rule::TransferWithoutInstruction if undecided => {
                format!("whether {exporter} sends {data} out on instruction is not recorded")
            }
            Rule::TransferWithoutInstruction => format!("{exporter} sends {data} out without instruction"),
            Rule::EvidenceMissing => format!("the evidence {} {detail}", self.subject()),
            Rule::InventoryStale => format!("the inventory was last reviewed on {detail}"),
            Rule::SpecialCategory => format!("special categories go to {place}: {detail}"),
            Rule::ChildrenData => format!("data of children go to {place}: {detail}"),
            Rule::WaiverExpired => format!("the waiver of `{}` expired on {detail}", self.waived_rule()),
            Rule::WaiverExpiring => format!("the waiver of `{}` expires on {detail}", self.waived_rule()),
            Rule::WaiverUnused => format!("the waiver of `{}` matches no finding", self.waived_rule()),
        }
    }

    pub(super) fn subject(&self) -> String {
        let inventory = self.assessment.inventory;
        match self.finding.subject {
            Subject::Mechanism(id) => format!("`{}`", inventory.mechanism(id).id),
            Subject::System(id) => format!("`{}`", inventory.system(id).id),
            Subject::Organization(id) => self.name(id),
            Subject::Evidence(at) => {
                format!("`{}`", inventory.evidence.get(at as usize).map_or("", |it| it.file.as_str()))
            }
            Subject::Transfer(_) => self.importer(),
            Subject::Waiver(_) | Subject::Notice(_) | Subject::Register(_) | Subject::Inventory => String::new(),
        }
    }

    /// Whether somebody only reaches in.
    pub(super) fn is_access(&self) -> bool {
        self.id.is_some_and(|it| matches!(self.assessment.edge(it).origin, EdgeOrigin::Access(..)))
    }

    fn waived_rule(&self) -> &str {
        let Subject::Waiver(at) = self.finding.subject else {
            return "";
        };
        let waiver = self.assessment.inventory.waivers.get(at as usize);
        waiver.and_then(|it| it.table.rule.as_ref()).map_or("", |it| it.value.0.name())
    }

    /// A detail in brackets, or nothing.
    fn why(&self) -> String {
        let detail = self.detail();
        if detail.is_empty() { detail } else { format!(" ({detail})") }
    }
}
