//! A transfer and its verdict: one flow seen against one destination, by exporter and importer.

use crate::{
    graph::{Bits, EdgeId},
    inventory::{DataId, FlowId, MechanismId, OrganizationId, SystemId, words::Kind},
    law::{BlocId, BodyId, Country, Day, DecisionId, RegimeId, Rule},
    text::Span,
};

/// Where data go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Spot {
    /// A country.
    Country(Country),
    /// An international organization, wherever it sits; known by name or not.
    Body(Option<BodyId>),
    /// Several countries, all on the same side of the border.
    Bloc(BlocId),
    /// Anywhere, or a mix of inside and outside.
    Unbounded,
    /// Outside for certain, not known where.
    ThirdCountry,
    /// Where the importer is established was not recorded.
    EstablishmentMissing,
    /// Where the data are, or who reaches in from where, was not recorded.
    PlaceMissing,
    /// No country: nothing leaves one party for another.
    Nowhere,
}

/// By which of its places an importer is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReachedBy {
    /// Data are stored or processed there.
    pub location: bool,
    /// People reach in from there.
    pub access: bool,
    /// The importer is established there.
    pub establishment: bool,
}

impl ReachedBy {
    /// The words of the places, in the order in which they are shown.
    #[must_use]
    pub fn words(self) -> Vec<&'static str> {
        let all = [(self.location, "location"), (self.access, "access"), (self.establishment, "establishment")];
        all.iter().filter(|(is, _)| *is).map(|(_, word)| *word).collect()
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            location: self.location || other.location,
            access: self.access || other.access,
            establishment: self.establishment || other.establishment,
        }
    }
}

/// Whether the sender is a source itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TransferKind {
    /// The sender is subject to the regime.
    Direct,
    /// The sender received the data; GDPR Art. 44.
    Onward,
}

/// What a transfer can rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ground {
    /// An adequacy decision.
    Decision(DecisionId),
    /// A recorded mechanism.
    Mechanism(MechanismId),
    /// A kind of which nothing more is known.
    Kind(Kind),
    /// The claim that the data are anonymous, made on the flow.
    FlowClaim,
    /// The claim that the data are anonymous, made on a class of data.
    DataClaim(DataId),
}

impl Ground {
    /// The recorded mechanism, where it is one.
    #[must_use]
    pub fn mechanism(self) -> Option<MechanismId> {
        if let Self::Mechanism(id) = self { Some(id) } else { None }
    }
}

/// Why an edge is no transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoTransfer {
    /// Both systems are of one legal entity.
    SameEntity,
    /// A person gives her own data.
    DirectCollection,
    /// Everybody can read them.
    Publication,
    /// A person gets her own data.
    OwnData,
    /// A processor gives data back to its own controller abroad, which is no transfer under this law.
    ReturnToController,
    /// The sender's own data came back to it: the clauses ask nothing onward.
    NothingAsked,
}

/// What is said of a transfer for which nothing stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bare {
    /// Nobody wrote anything.
    Missing,
    /// Somebody is working on it.
    Open,
    /// Knowingly nothing.
    Nothing,
    /// Nobody wrote anything on it, and this mechanism, which could cover it, is limited to others.
    Limited(MechanismId),
    /// Mechanisms are recorded, and none of them stands.
    Dead(Vec<(Ground, Rule)>),
}

/// What becomes of one transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The destination is inside.
    WithinTerritory,
    /// It is none.
    NotATransfer(NoTransfer),
    /// An adequacy decision covers it.
    Adequate(Ground, DecisionId),
    /// A safeguard stands; GDPR Art. 46.
    Safeguarded(Ground),
    /// A derogation stands; GDPR Art. 49.
    Derogation(Ground),
    /// The data are anonymous before they leave.
    Anonymous,
    /// Facts are missing.
    Undecided(Vec<Missing>),
    /// No recorded mechanism covers it.
    Unprotected(Bare),
}

impl Verdict {
    /// The words of all verdicts, what needs somebody first.
    pub const WORDS: [&'static str; 8] = [
        "unprotected",
        "undecided",
        "derogation",
        "safeguarded",
        "adequate",
        "anonymous",
        "not-a-transfer",
        "within-territory",
    ];

    /// The word of the verdict.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::WithinTerritory => "within-territory",
            Self::NotATransfer(_) => "not-a-transfer",
            Self::Adequate(..) => "adequate",
            Self::Safeguarded(_) => "safeguarded",
            Self::Derogation(_) => "derogation",
            Self::Anonymous => "anonymous",
            Self::Undecided(_) => "undecided",
            Self::Unprotected(_) => "unprotected",
        }
    }

    /// The ground that carries it, where one does.
    #[must_use]
    pub fn rests_on(&self) -> Option<Ground> {
        match self {
            Self::Adequate(ground, _) | Self::Safeguarded(ground) | Self::Derogation(ground) => Some(*ground),
            _ => None,
        }
    }

    /// Whether data leave the territory, or may.
    #[must_use]
    pub fn is_transfer(&self) -> bool {
        !matches!(self, Self::WithinTerritory | Self::NotATransfer(_) | Self::Anonymous)
    }
}

/// A fact that would decide a transfer, and that nobody recorded; in the order in which they are named.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Missing {
    /// Where the importer is established.
    Establishment,
    /// Where the data are.
    Place,
    /// To whom a carrier passes the data on.
    Behind,
    /// Which of several places, inside or outside.
    BoundedPlace,
    /// Which country outside.
    Country,
    /// What a place that is written really is.
    ClearPlace(String),
    /// Whether the law applies to the sender.
    SenderScope,
    /// Whether a company inside sends that is said not to be caught, or somebody outside.
    ScopeDenied,
    /// For which of the sender's systems the law applies that catches it from outside.
    ScopeOfSystems,
    /// Whether the law applies to somebody for whom or with whom data are collected.
    ScopeOf(OrganizationId),
    /// Where a class of data comes from.
    OriginOf(DataId),
    /// On which days a flow ran that was turned off.
    DaysOf(FlowId),
    /// The entry of the importer on a list.
    Listing(String),
    /// Since when what somebody saw on a list holds, who looked on a later day.
    SeenLater(String, Day),
    /// Whether a listing covers data on employees.
    ListingCoversHr,
    /// Whether a decision's condition is met; said in words.
    Condition(String),
    /// A question of law that nobody has settled, or that our data do not answer; in words.
    Open(String),
    /// Which of two recorded facts is right that cannot both be; in words.
    Contradiction(String),
    /// The edition of the clauses.
    Edition,
    /// The module of the clauses.
    Module,
    /// The day of signature.
    Signature,
    /// The exact day of something that is only known by month or year.
    ExactDay(DayOf),
    /// The assessment of a destination; `None` where it has no country.
    Assessment(Option<Country>),
    /// The sender's part in the processing.
    SenderRole,
    /// The receiver's part in the processing.
    ReceiverRole,
    /// For whom the sender processes.
    OnBehalfOf,
    /// Who the sender is.
    Sender,
    /// Who the receiver is.
    Receiver,
    /// By whom corporate rules were approved, and since when.
    Approval,
    /// Who gave an authorization.
    AuthorizationBy,
    /// Since when an authorization counts.
    AuthorizationDay,
    /// A fact of the mechanism itself, by its key.
    Key(&'static str),
    /// For whom a processor collects, or one whose part nobody wrote.
    ForWhom,
    /// The clauses that something is added to.
    JoinedClauses,
    /// Since when the authority knows of own clauses.
    Notified,
    /// Whether the text of clauses was changed.
    Modified,
    /// Whether the processing is still that of old clauses.
    Unchanged,
    /// Whether what came over a flow that has ended was deleted or given back.
    StillHeld,
    /// Which measures an assessment counts on.
    Measures,
    /// Who reaches in, and whether what the line of the recipient names binds them.
    WhoReachesIn,
    /// Whose data a carrier passes on.
    IntoCarrier,
    /// Whose the region is in which a system stands.
    Provider,
    /// What goes into a system.
    FlowInto(SystemId),
    /// Whether who reaches in unnamed is the operator itself, which is established outside.
    WhoReads,
    /// Who is meant by people with another part.
    OtherPart,
    /// With whom a joint controller collects.
    WithWhom,
    /// How often the data go.
    Frequency,
    /// What kind of body an end is.
    BodyKind(OrganizationId),
    /// Whether the exporter acts in the exercise of public powers.
    PublicPowers,
    /// When the data are made anonymous.
    Stage,
    /// How the data are made anonymous.
    Technique,
    /// Whether a class is anonymous, which says so, and of which a flow says the contrary.
    WhetherAnonymous(DataId),
    /// Whether the receiver can attribute pseudonymized data: not settled for transfers.
    RelativeConcept,
    /// The rules of the adequate country for the next hop.
    OnwardRules,
    /// Sub-processors.
    Subprocessors,
    /// Whether a carrier reads what it passes on.
    Decryption(SystemId),
    /// The legal data of the regime for that day.
    RegimeData,
}

/// What happened on a day of which only the month or the year is recorded; in the order in which they are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DayOf {
    /// Joining clauses.
    Accession,
    /// Signing.
    Signature,
    /// An assessment.
    Assessment,
    /// The beginning of an authorization.
    Authorization,
    /// Issuing a certificate.
    Certificate,
    /// A change of the processing.
    Change,
    /// An entry on a list, or a look at it.
    Listing,
    /// Telling the authority.
    Notification,
    /// The beginning of a mechanism, by a day of its own kind.
    Begin,
    /// The beginning of a mechanism, by its `from`.
    From,
    /// The end of a mechanism.
    Until,
    /// Giving a consent.
    Given,
    /// The end of an authorization.
    AuthorizationEnd,
}

impl Missing {
    /// Whether it is open rather than not recorded: nobody could record it as it is asked.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Open(_) | Self::ClearPlace(_) | Self::Contradiction(_))
    }
}

/// One flow, seen against one destination, by exporter and importer, under one regime.
#[derive(Debug, Clone)]
pub struct Transfer {
    /// The regime that judges it.
    pub regime: RegimeId,
    /// The edge of that regime's graph.
    pub edge: EdgeId,
    /// The sending entity; `None` where it was not recorded.
    pub exporter: Option<OrganizationId>,
    /// The receiving entity; `None` where it was not recorded.
    pub importer: Option<OrganizationId>,
    /// Where the data go.
    pub spot: Spot,
    /// By which of its places.
    pub reached_by: ReachedBy,
    /// Where the place is written, if it is.
    pub place_span: Option<Span>,
    /// `None` for rows inside the territory and those that are no transfer.
    pub kind: Option<TransferKind>,
    /// The classes of data with this answer.
    pub classes: Bits,
    /// What becomes of it.
    pub verdict: Verdict,
}

/// The number of a transfer in the list of an assessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TransferId(pub u32);
