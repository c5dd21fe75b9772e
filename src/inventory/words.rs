//! The fixed words of the format, each an enum with the way it is written.

/// Declares an enum of words.
macro_rules! words {
    ($($(#[doc = $about:literal])+ $name:ident { $($(#[doc = $doc:literal])+ $variant:ident = $word:literal,)+ })+) => {$(
        $(#[doc = $about])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[doc = $doc])+ $variant,)+ }

        impl $name {
            /// Every word, as it is written.
            pub const WORDS: &'static [&'static str] = &[$($word,)+];

            /// The word as it is written.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// The meaning of a word.
            #[must_use]
            pub fn of(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }

        impl $crate::inventory::keys::Lower for $name {
            const SHAPE: $crate::inventory::keys::Shape = $crate::inventory::keys::Shape::Words(Self::WORDS);

            fn lower(node: $crate::syntax::Node<'_>, cx: &mut $crate::inventory::lower::Lowering<'_>) -> Option<Self> {
                $crate::inventory::values::lower_word(node, cx, Self::WORDS, Self::of)
            }
        }
    )+};
}

words! {
    /// What an organization is.
    OrganizationKind {
        /// A company or other private body.
        Company = "company",
        /// A public authority or body.
        PublicAuthority = "public-authority",
        /// An institution or body of the Union; Regulation (EU) 2018/1725 applies to it.
        EuInstitution = "eu-institution",
        /// An international organization; GDPR Art. 4(26).
        InternationalOrganization = "international-organization",
        /// A natural person.
        Person = "person",
    }

    /// Whether the GDPR or the UK GDPR applies to an organization or a system.
    Reach {
        /// By an establishment; Art. 3(1).
        Established = "established",
        /// From outside, by offering or monitoring; Art. 3(2).
        FromOutside = "art-3-2",
        /// It does not apply.
        No = "no",
    }

    /// Whether the Swiss FADP applies.
    SwissReach {
        /// By an establishment.
        Established = "established",
        /// By effects in Switzerland; Art. 3 FADP.
        Effects = "effects",
        /// It does not apply.
        No = "no",
    }

    /// A part in a processing.
    Role {
        /// Decides on purposes and means.
        Controller = "controller",
        /// Decides together with others; Art. 26.
        JointController = "joint-controller",
        /// Acts on behalf of a controller; Art. 28.
        Processor = "processor",
        /// A processor's processor.
        SubProcessor = "sub-processor",
        /// The person whose data they are.
        DataSubject = "data-subject",
        /// Everybody.
        Public = "public",
        /// A public authority as recipient.
        Authority = "authority",
    }

    /// What a system does with what passes through it.
    SystemKind {
        /// Holds, processes or shows data.
        Processing = "processing",
        /// Only passes data on.
        Carrier = "carrier",
    }

    /// Staff that reaches in.
    Staff {
        /// Works there for good.
        Posted = "posted",
        /// Is there for a while.
        Visiting = "visiting",
    }

    /// Special categories of data; Art. 9(1).
    Special {
        /// Racial or ethnic origin.
        RacialOrigin = "racial-origin",
        /// Political opinions.
        PoliticalOpinions = "political-opinions",
        /// Religious or philosophical beliefs.
        Religion = "religion",
        /// Trade union membership.
        TradeUnion = "trade-union",
        /// Genetic data.
        Genetic = "genetic",
        /// Biometric data to identify a person.
        Biometric = "biometric",
        /// Health.
        Health = "health",
        /// Sex life or orientation.
        SexLife = "sex-life",
    }

    /// Where a listing stands.
    ListingStatus {
        /// On the list.
        Active = "active",
        /// On the list while its renewal is looked at.
        UnderReview = "active-under-review",
        /// No longer on the list.
        Inactive = "inactive",
        /// Looked for, and not found.
        NotListed = "not-listed",
    }

    /// What a listing covers.
    Cover {
        /// Data on own staff in an employment relation.
        Hr = "hr",
        /// All other data.
        NonHr = "non-hr",
    }

    /// Whether a flow is in use.
    FlowStatus {
        /// In use.
        Active = "active",
        /// To come; judged as in use.
        Planned = "planned",
        /// Switched off.
        Disabled = "disabled",
        /// Used where a customer chooses it; judged as in use.
        CustomerChosen = "customer-chosen",
    }

    /// How often a flow happens.
    Frequency {
        /// One time.
        Once = "once",
        /// Now and then.
        Occasional = "occasional",
        /// As a rule.
        Systematic = "systematic",
    }

    /// In what form data are.
    State {
        /// As they are.
        Personal = "personal",
        /// Not attributable without other information; Art. 4(5). Personal data.
        Pseudonymized = "pseudonymized",
        /// Claimed to relate to no identifiable person; recital 26.
        Anonymized = "anonymized",
    }

    /// How data were changed.
    Technique {
        /// Counts and sums.
        Aggregation = "aggregation",
        /// Small groups left out.
        Suppression = "suppression",
        /// Groups of at least k.
        KAnonymity = "k-anonymity",
        /// Noise with a budget.
        DifferentialPrivacy = "differential-privacy",
        /// Data made up by a model.
        Synthetic = "synthetic",
        /// A hash, salted or not.
        Hashing = "hashing",
        /// A hash with a key.
        KeyedHashing = "keyed-hashing",
        /// Tokens for values.
        Tokenization = "tokenization",
        /// Reversible encryption.
        Encryption = "encryption",
        /// The end of an address cut off.
        IpTruncation = "ip-truncation",
        /// Some characters hidden.
        Masking = "masking",
        /// Other ids for the ids.
        IdReplacement = "id-replacement",
        /// Not said.
        Unstated = "unstated",
    }

    /// When data are changed.
    Stage {
        /// Before they leave.
        BeforeLeaving = "before-leaving",
        /// Once they have left.
        AfterLeaving = "after-leaving",
    }

    /// What a transfer is said to rest on.
    Kind {
        /// An adequacy decision; Art. 45.
        Adequacy = "adequacy",
        /// The Data Privacy Framework of the regime judged.
        Dpf = "dpf",
        /// The Privacy Shield.
        PrivacyShield = "privacy-shield",
        /// Safe Harbour.
        SafeHarbour = "safe-harbour",
        /// The UK extension of the Data Privacy Framework.
        DataBridge = "data-bridge",
        /// Standard contractual clauses; Art. 46(2)(c).
        Scc = "scc",
        /// The UK's International Data Transfer Agreement.
        Idta = "idta",
        /// The UK's Addendum to the EU clauses.
        UkAddendum = "uk-addendum",
        /// Binding corporate rules; Art. 46(2)(b), 47.
        Bcr = "bcr",
        /// A code of conduct; Art. 46(2)(e).
        CodeOfConduct = "code-of-conduct",
        /// A certification; Art. 46(2)(f).
        Certification = "certification",
        /// Clauses of one's own; Art. 46(3)(a).
        AdHocClauses = "ad-hoc-clauses",
        /// An arrangement between public bodies; Art. 46(3)(b).
        AdministrativeArrangement = "administrative-arrangement",
        /// A binding instrument between public bodies; Art. 46(2)(a), or an agreement under Art. 96.
        PublicInstrument = "public-instrument",
        /// An authorization under the Directive; Art. 46(5).
        OldAuthorization = "old-authorization",
        /// A contract with the same protection; a ground under clause 8.7 only.
        EquivalentContract = "equivalent-contract",
        /// Explicit consent; Art. 49(1)(a).
        Consent = "consent",
        /// A contract with the person; Art. 49(1)(b).
        Contract = "contract",
        /// A contract in the interest of the person; Art. 49(1)(c).
        ContractInInterest = "contract-in-interest",
        /// Important reasons of public interest; Art. 49(1)(d).
        PublicInterest = "public-interest",
        /// Legal claims; Art. 49(1)(e).
        LegalClaims = "legal-claims",
        /// Vital interests; Art. 49(1)(f).
        VitalInterests = "vital-interests",
        /// A public register; Art. 49(1)(g).
        PublicRegister = "public-register",
        /// Compelling legitimate interests; Art. 49(1), second subparagraph.
        CompellingInterests = "compelling-interests",
        /// The order of a foreign court or authority; Art. 48.
        ForeignOrder = "foreign-order",
        /// The claim that the data are anonymous.
        Anonymization = "anonymization",
        /// A data processing agreement: no mechanism.
        Dpa = "dpa",
        /// ISO 27001: no mechanism.
        Iso27001 = "iso-27001",
        /// SOC 2: no mechanism.
        Soc2 = "soc-2",
        /// Encryption: a measure, no mechanism.
        Encryption = "encryption",
        /// Pseudonymization: a measure, no mechanism.
        Pseudonymization = "pseudonymization",
        /// A link to a policy: no mechanism.
        Policy = "policy",
        /// "SCCs if applicable": no mechanism.
        IfApplicable = "if-applicable",
        /// Decision (EU) 2021/915, clauses between controllers and processors inside: no mechanism.
        ProcessorClauses = "2021/915",
    }

    /// Where an instrument stands.
    MechanismStatus {
        /// Signed by all.
        Signed = "signed",
        /// Asked for.
        Requested = "requested",
        /// Being worked on.
        Open = "open",
        /// Taken back.
        Withdrawn = "withdrawn",
    }

    /// Whose data binding corporate rules are for.
    BcrType {
        /// The group's own.
        Controller = "controller",
        /// Those of customers.
        Processor = "processor",
    }

    /// How far one annex is filled in.
    AnnexState {
        /// It says what it must.
        Complete = "complete",
        /// It points elsewhere.
        ByReference = "by-reference",
        /// It says nothing.
        Empty = "empty",
    }

    /// What a consent was asked for.
    ConsentScope {
        /// This transfer and its risks.
        Transfer = "transfer",
        /// Cookies.
        Cookies = "cookies",
        /// Terms of use.
        Terms = "terms",
        /// Marketing.
        Marketing = "marketing",
    }

    /// What an assessment found.
    Conclusion {
        /// Essentially equivalent protection.
        Equivalent = "equivalent",
        /// Equivalent with the measures named.
        EquivalentWithMeasures = "equivalent-with-measures",
        /// Not equivalent.
        NotEquivalent = "not-equivalent",
        /// Being worked on.
        Pending = "pending",
        /// Knowingly not made.
        NotMade = "not-made",
    }

    /// Which test an assessment is.
    Test {
        /// A transfer impact assessment.
        Tia = "tia",
        /// The UK's transfer risk assessment.
        Tra = "tra",
        /// The UK's data protection test.
        DataProtectionTest = "data-protection-test",
    }

    /// A supplementary measure; EDPB Recommendations 01/2020, annex 2.
    MeasureKind {
        /// Stored data are encrypted.
        EncryptionAtRest = "encryption-at-rest",
        /// Data are encrypted on their way.
        EncryptionInTransit = "encryption-in-transit",
        /// Encrypted from end to end.
        EndToEndEncryption = "end-to-end-encryption",
        /// Identifiers replaced, the table kept apart.
        Pseudonymization = "pseudonymization",
        /// No single recipient can read them.
        SplitProcessing = "split-processing",
        /// The recipient is protected by the law of its country.
        ProtectedRecipient = "protected-recipient",
        /// A proxy strips identifiers; judged as pseudonymization.
        Proxy = "proxy",
        /// Who may see what.
        AccessControl = "access-control",
        /// Rules inside the organization.
        Organizational = "organizational",
        /// Promises in the contract.
        Contractual = "contractual",
    }

    /// Who stands behind a fact.
    AssertedBy {
        /// The people who run the systems.
        Engineering = "engineering",
        /// Counsel or the privacy team.
        Legal = "legal",
        /// The provider.
        Vendor = "vendor",
    }

    /// How sub-processors are agreed to; Art. 28(2).
    SubprocessorAuthorization {
        /// In general, with a right to object.
        General = "general",
        /// One by one.
        Specific = "specific",
    }
}
