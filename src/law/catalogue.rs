//! The table of rules: names, families, levels, in the order in which they are reported. Never judges anything.
//!
//! A rule is a file `rules/FAMILY/NAME.toml`, its line here, and its function in `src/assess/`.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Something is recorded that does not hold, or nothing is where something must be.
    Error,
    /// A person has to look.
    Warning,
    /// A fact is missing that decides; shown as a warning.
    Undecided,
    /// Worth knowing.
    Note,
}

impl Level {
    /// The word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Undecided => "undecided",
            Self::Note => "note",
        }
    }
}

/// Declares the rules: one line for each, with its level by default, the one under `strict` where that differs, and
/// `kills` where a mechanism of which it is true does not stand.
macro_rules! rules {
    ($($family:ident in $folder:literal { $($rule:ident $name:literal $level:ident $(/ $strict:ident)? $(, $kills:ident)?;)+ })+) => {
        /// A part of the law that rules belong to.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Family {
            $(#[doc = concat!("Rules of `rules/", $folder, "/`.")] $family,)+
        }

        impl Family {
            /// All families, in order.
            pub const ALL: &'static [Self] = &[$(Self::$family,)+];

            /// Its name, which is that of its folder.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$family => $folder,)+ }
            }
        }

        /// A rule.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $($(#[doc = concat!("`", $name, "`")] $rule,)+)+
        }

        impl Rule {
            /// All rules, in order.
            pub const ALL: &'static [Self] = &[$($(Self::$rule,)+)+];

            /// Its name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $($(Self::$rule => $name,)+)+ }
            }

            /// Its family.
            #[must_use]
            pub const fn family(self) -> Family {
                match self { $($(Self::$rule => Family::$family,)+)+ }
            }

            /// Its level by default; single cases can weigh otherwise.
            #[must_use]
            pub const fn level(self) -> Level {
                match self { $($(Self::$rule => Level::$level,)+)+ }
            }

            /// Its level under the profile `strict`, where undecided ones fail besides.
            #[must_use]
            pub const fn strict_level(self) -> Level {
                match self { $($(Self::$rule => rules!(@strict $level $($strict)?),)+)+ }
            }

            /// Whether a mechanism of which it is true does not stand; for some rules in some cases only.
            #[must_use]
            pub const fn kills(self) -> bool {
                match self { $($(Self::$rule => rules!(@kills $($kills)?),)+)+ }
            }

            /// Its file as it is compiled in.
            #[must_use]
            pub const fn text(self) -> &'static str {
                match self { $($(Self::$rule => include_str!(concat!("../../rules/", $folder, "/", $name, ".toml")),)+)+ }
            }

            /// Where its file is, from the root of the repository.
            #[must_use]
            pub const fn path(self) -> &'static str {
                match self { $($(Self::$rule => concat!("rules/", $folder, "/", $name, ".toml"),)+)+ }
            }

            /// The rule of a name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($($name => Some(Self::$rule),)+)+ _ => None }
            }
        }
    };
    (@strict $level:ident) => { Level::$level };
    (@strict $level:ident $strict:ident) => { Level::$strict };
    (@kills) => { false };
    (@kills kills) => { true };
}

rules! {
    Transfer in "transfer" {
        UnprotectedTransfer "unprotected-transfer" Error;
        UnprotectedOnwardTransfer "unprotected-onward-transfer" Error;
        ImporterCountryNotRecorded "importer-country-not-recorded" Undecided;
        PlaceNotRecorded "place-not-recorded" Undecided;
        UnboundedPlace "unbounded-place" Undecided;
        RegimeNotCovered "regime-not-covered" Undecided;
        UnclearPlace "unclear-place" Warning;
        SenderScopeNotRecorded "sender-scope-not-recorded" Undecided;
        OriginNotRecorded "origin-not-recorded" Undecided;
        ImporterAbroadDataAtHome "importer-abroad-data-at-home" Note;
        ForeignParent "foreign-parent" Note / Warning;
        ForeignParentHoldsKeys "foreign-parent-holds-keys" Warning;
        SameEntityAbroad "same-entity-abroad" Note / Warning;
        SystemWithoutFlow "system-without-flow" Undecided;
        DirectCollection "direct-collection" Note;
        EmbeddedResource "embedded-resource" Note;
        Publication "publication" Note;
        TransitInClear "transit-in-clear" Warning;
        TransitEncrypted "transit-encrypted" Note;
        ReturnedToController "returned-to-controller" Note;
        InternationalOrganization "international-organization" Warning;
    }
    Adequacy in "adequacy" {
        DecisionNotInForce "decision-not-in-force" Error, kills;
        DecisionOutOfScope "decision-out-of-scope" Error, kills;
        DecisionScopeNotRecorded "decision-scope-not-recorded" Undecided;
        ListingNotRecorded "listing-not-recorded" Undecided;
        ListingStale "listing-stale" Warning;
        DecisionEnding "decision-ending" Warning;
        DecisionContested "decision-contested" Note;
        DecisionLaterAnnulled "decision-later-annulled" Note;
        SinglePointOfFailure "single-point-of-failure" Note;
    }
    Instrument in "instrument" {
        MechanismIncomplete "mechanism-incomplete" Undecided;
        MechanismNotSigned "mechanism-not-signed" Error, kills;
        MechanismExpired "mechanism-expired" Error, kills;
        MechanismAfterStart "mechanism-after-start" Error, kills;
        InstrumentRepealed "instrument-repealed" Error, kills;
        EditionMismatch "edition-mismatch" Error, kills;
        ClausesForAnotherRegime "clauses-for-another-regime" Error, kills;
        ModuleMismatch "module-mismatch" Error, kills;
        ModuleNotSingledOut "module-not-singled-out" Warning;
        PartiesMismatch "parties-mismatch" Error, kills;
        DataNotCovered "data-not-covered" Error, kills;
        AnnexIncomplete "annex-incomplete" Error;
        ImporterSubjectToGdpr "importer-subject-to-gdpr" Warning, kills;
        ClausesModified "clauses-modified" Error, kills;
        BcrNotCovering "bcr-not-covering" Error, kills;
        CodeNotApproved "code-not-approved" Error, kills;
        CertificationNotAvailable "certification-not-available" Error, kills;
        CertificateUnverified "certificate-unverified" Warning;
        AuthorizationMissing "authorization-missing" Error, kills;
        AuthorizationEnded "authorization-ended" Error, kills;
        PublicInstrumentWithPrivateParty "public-instrument-with-private-party" Error, kills;
        AgreementBeforeGdpr "agreement-before-gdpr" Warning, kills;
        OldAuthorization "old-authorization" Warning;
        NotAMechanism "not-a-mechanism" Error, kills;
        MechanismNotNeeded "mechanism-not-needed" Note;
        MechanismUnused "mechanism-unused" Warning;
    }
    Derogation in "derogation" {
        DerogationSystematic "derogation-systematic" Error, kills;
        ConsentNotForTransfer "consent-not-for-transfer" Error, kills;
        ConsentNotExplicit "consent-not-explicit" Error, kills;
        ConsentUninformed "consent-uninformed" Error, kills;
        ConsentIncomplete "consent-incomplete" Undecided;
        ConsentInEmployment "consent-in-employment" Warning;
        DerogationClosedToAuthority "derogation-closed-to-authority" Error, kills;
        DerogationNotNecessary "derogation-not-necessary" Error, kills;
        NecessityUnproven "necessity-unproven" Warning;
        CompellingInterestsIncomplete "compelling-interests-incomplete" Error, kills;
        RegisterInBulk "register-in-bulk" Error, kills;
        PublicInterestWithoutLaw "public-interest-without-law" Error, kills;
        PublicInterestReliedOn "public-interest-relied-on" Warning;
        VitalInterestsNotShown "vital-interests-not-shown" Error, kills;
        DerogationBeforeSafeguards "derogation-before-safeguards" Warning;
        ForeignOrderOnly "foreign-order-only" Error, kills;
    }
    Assessment in "assessment" {
        AssessmentNotMade "assessment-not-made" Error;
        AssessmentNotRecorded "assessment-not-recorded" Warning / Error;
        AssessmentOverdue "assessment-overdue" Warning;
        AssessmentNegative "assessment-negative" Error, kills;
        ClearTextExposure "clear-text-exposure" Warning / Error;
        MeasureWithoutEffect "measure-without-effect" Error, kills;
        AdversePrecedent "adverse-precedent" Warning;
    }
    Anonymity in "anonymity" {
        PseudonymousAsAnonymous "pseudonymous-as-anonymous" Error, kills;
        AnonymizedAfterLeaving "anonymized-after-leaving" Error, kills;
        AnonymizationStageNotRecorded "anonymization-stage-not-recorded" Undecided, kills;
        RecipientCanLink "recipient-can-link" Error, kills;
        AnonymityWithoutEvidence "anonymity-without-evidence" Warning;
        PseudonymousForRecipient "pseudonymous-for-recipient" Warning;
    }
    Onward in "onward" {
        OnwardWithoutInstruction "onward-without-instruction" Error;
        OnwardOnConsent "onward-on-consent" Error, kills;
        OnwardFromAdequate "onward-from-adequate" Warning;
        SubprocessorUnlisted "subprocessor-unlisted" Error;
        SubprocessorsUnknown "subprocessors-unknown" Undecided;
        SubprocessorListStale "subprocessor-list-stale" Warning;
        SubprocessorWithoutFlow "subprocessor-without-flow" Note / Undecided;
    }
    Paper in "paper" {
        NoticeOmitsTransfer "notice-omits-transfer" Error;
        NoticeOmitsCountry "notice-omits-country" Error;
        NoticeOmitsSafeguard "notice-omits-safeguard" Warning;
        NoticeNotRecorded "notice-not-recorded" Note / Undecided;
        RegisterDisagrees "register-disagrees" Warning;
        TransferWithoutInstruction "transfer-without-instruction" Error;
        EvidenceMissing "evidence-missing" Warning;
        InventoryStale "inventory-stale" Warning;
        SpecialCategory "special-category" Note;
        ChildrenData "children-data" Note;
    }
    Waivers in "waivers" {
        WaiverExpired "waiver-expired" Error;
        WaiverExpiring "waiver-expiring" Warning;
        WaiverUnused "waiver-unused" Warning;
    }
}

impl Rule {
    /// Whether it says that nothing is recorded at all.
    #[must_use]
    pub const fn is_bare(self) -> bool {
        matches!(self, Self::UnprotectedTransfer | Self::UnprotectedOnwardTransfer)
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
