//! Instruments of a regime: editions of standard clauses and kinds of mechanisms, dated. Never judges a user's paper.

use serde::Deserialize;

use crate::text::closest;

use super::{
    Day,
    places::phrase,
    reading::{day, optional_day},
    regimes::Citations,
};

/// One edition of a set of clauses.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Edition {
    /// As `edition` names it, such as `2021/914`.
    pub id: String,
    /// The kind of mechanism that it is an edition of.
    pub kind: String,
    /// Day of adoption.
    #[serde(default, deserialize_with = "optional_day")]
    pub adopted: Option<Day>,
    /// First day on which it counts, and on which it can be signed where `signed_from` says nothing else.
    #[serde(deserialize_with = "day")]
    pub from: Day,
    /// First day on which it can be signed, where that differs from `from`.
    #[serde(default, deserialize_with = "optional_day")]
    pub signed_from: Option<Day>,
    /// Last day on which it can be signed.
    #[serde(default, deserialize_with = "optional_day")]
    pub signed_until: Option<Day>,
    /// Last day on which a contract that was signed in time counts.
    #[serde(default, deserialize_with = "optional_day")]
    pub counts_until: Option<Day>,
    /// First day on which that last day was known; `None` is always.
    #[serde(default, deserialize_with = "optional_day")]
    pub end_known_from: Option<Day>,
    /// Whether nobody has settled if it still counts on the last of these days.
    #[serde(default)]
    pub last_day_open: bool,
    /// The kind of paper without which it is a tool of another law, such as an addendum.
    pub only_with: Option<String>,
    /// What has to be adapted in it before it fits this law, in words.
    pub adaptations: Option<String>,
    /// Whether it is made for any roles.
    #[serde(default)]
    pub any_roles: bool,
    /// The question that is open about it under this law; may be empty.
    #[serde(default)]
    pub open: String,
    /// First day on which that question is open; `None` is always.
    #[serde(default, deserialize_with = "optional_day")]
    pub open_from: Option<Day>,
    /// Whether, after `signed_until`, it counts only while the processing did not change.
    #[serde(default)]
    pub unchanged_only: bool,
    /// Whether it was not made for importers that are subject to the law themselves; recital 7 of Decision 2021/914.
    #[serde(default)]
    pub not_for_subject_importers: bool,
    /// Which roles it is for; empty where it is for any.
    #[serde(default)]
    pub pairs: Vec<RolePair>,
    /// Its citation.
    pub cite: String,
    /// How citations of its clauses begin, where rules have any.
    #[serde(default)]
    pub cited_as: Vec<String>,
    /// What stands in it for clauses of another edition.
    #[serde(default)]
    pub cites: Vec<Counterpart>,
    /// The act that repealed it.
    pub repealed_by: Option<String>,
    /// Where this was read.
    pub sources: Vec<String>,
}

impl Edition {
    /// Whether it can be signed on a day.
    #[must_use]
    pub fn can_be_signed(&self, day: Day) -> bool {
        self.signed_from.unwrap_or(self.from) <= day && self.signed_until.is_none_or(|last| day <= last)
    }

    /// Whether a contract that was signed in time still counts on a day.
    #[must_use]
    pub fn counts(&self, day: Day) -> bool {
        self.from <= day && self.counts_until.is_none_or(|last| day <= last)
    }

    /// The last day on which it counts, where an act that is known on a day has fixed it.
    #[must_use]
    pub fn known_last_day(&self, day: Day) -> Option<Day> {
        self.counts_until.filter(|_| self.end_known_from.is_none_or(|from| from <= day))
    }

    /// The question that is open about it on a day, if any.
    #[must_use]
    pub fn open_on(&self, day: Day) -> Option<&str> {
        Some(self.open.as_str()).filter(|it| !it.is_empty() && self.open_from.is_none_or(|from| from <= day))
    }

    /// Whether a citation is of its clauses.
    #[must_use]
    pub fn is_cited_by(&self, citation: &str) -> bool {
        self.cited_as.iter().any(|it| citation.starts_with(it.as_str()))
    }

    /// What stands in it for a clause of another edition; its name where nobody wrote more.
    #[must_use]
    pub fn counterparts(&self, citation: &str) -> Vec<String> {
        let own = self.cites.iter().find(|it| it.of.iter().any(|it| citation.starts_with(it.as_str())));
        own.map_or_else(|| vec![self.cite.clone()], |it| it.with.clone())
    }

    /// Whether it has modules.
    #[must_use]
    pub fn has_modules(&self) -> bool {
        self.pairs.iter().any(|it| it.module.is_some())
    }

    /// The pair of a module.
    #[must_use]
    pub fn module(&self, module: u8) -> Option<&RolePair> {
        self.pairs.iter().find(|it| it.module == Some(module))
    }
}

/// What stands in an edition for clauses of another one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counterpart {
    /// How citations of the other clauses begin.
    of: Vec<String>,
    /// What is cited in their place.
    #[serde(rename = "as")]
    with: Vec<String>,
}

/// Two roles that a set of clauses, or one of its modules, is made for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RolePair {
    /// The module; `None` where the set has none.
    pub module: Option<u8>,
    /// What the exporter is.
    pub exporter: Side,
    /// What the importer is.
    pub importer: Side,
    /// Whether the importer must be the exporter's own controller.
    #[serde(default)]
    pub own_controller: bool,
    /// Annexes that have to be filled in, by the words of `annexes`.
    #[serde(default)]
    pub annexes: Vec<String>,
    /// Annexes that have to be filled in where sub-processors are authorized one by one.
    #[serde(default)]
    pub annexes_if_specific: Vec<String>,
    /// The clause on onward transfers; `None` where there is none.
    pub onward: Option<String>,
    /// Whether an assessment of the destination is asked for.
    pub assessment: Asked,
}

impl RolePair {
    /// What it means for a transfer that rests on it.
    #[must_use]
    pub fn terms(&self) -> Terms {
        Terms {
            module: self.module,
            importer: self.importer,
            own_controller: self.own_controller,
            assessment: self.assessment,
        }
    }
}

/// What the clauses that fit mean for a transfer: for its next hop, and for the assessment of its destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// The module; `None` where the set has none.
    pub module: Option<u8>,
    /// What the importer is.
    pub importer: Side,
    /// Whether the importer is the exporter's own controller.
    pub own_controller: bool,
    /// Whether an assessment of the destination is asked for.
    pub assessment: Asked,
}

/// What somebody is in a set of clauses; joint controllers are controllers, sub-processors are processors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// A controller.
    Controller,
    /// A processor.
    Processor,
}

impl Side {
    /// The word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Controller => "controller",
            Self::Processor => "processor",
        }
    }
}

/// When an assessment of the destination is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Asked {
    /// Always.
    Always,
    /// Where the processor combines the data with data from the territory.
    IfCombined,
    /// Never.
    Never,
}

/// A kind of thing that a transfer is said to rest on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct MechanismKind {
    /// The word of `kind`.
    pub kind: String,
    /// Its name in a sentence.
    pub name: String,
    /// Its short name, where there is one.
    pub short: Option<String>,
    /// Whether its name, or the short one, is of several things: they `are`.
    #[serde(default)]
    pub plural: bool,
    /// What it can do.
    pub class: Class,
    /// The regime that it belongs to, where that is another one.
    pub regime: Option<String>,
    /// The kind of clauses that it is added to.
    pub joins: Option<String>,
    /// Whether it carries no flow that happens as a rule.
    #[serde(default)]
    pub occasional_only: bool,
    /// The question that is open about it under this law; may be empty.
    #[serde(default)]
    pub open: String,
    /// The question that is open about it on days of the law before; may be empty.
    #[serde(default)]
    pub open_before: String,
    /// The question that is open about it for institutions of the territory, unless it was authorized; may be empty.
    #[serde(default)]
    pub open_institutions: String,
    /// Its article in the law of today; may be empty.
    #[serde(default)]
    pub article: String,
    /// Its article in the law before, where that knew it.
    pub article_directive: Option<String>,
    /// Its article in the law of the institutions, where that knows it.
    pub article_institutions: Option<String>,
    /// First day on which there was such a thing; `None` is always.
    #[serde(default, deserialize_with = "optional_day")]
    pub from: Option<Day>,
    /// First day on which there no longer is; `None` is never.
    #[serde(default, deserialize_with = "optional_day")]
    pub until: Option<Day>,
    /// Schemes that are approved; `Some` and empty: none is.
    pub schemes: Option<Vec<Scheme>>,
    /// The sentence that is shown where it carries nothing; may be empty.
    #[serde(default)]
    pub words: String,
}

impl MechanismKind {
    /// Whether it is a tool of another law than this one.
    #[must_use]
    pub fn is_foreign(&self, regime: &str) -> bool {
        self.regime.as_ref().is_some_and(|own| own != regime)
    }

    /// Whether it is something that is added to clauses and makes them a tool of this law.
    #[must_use]
    pub fn is_added(&self, regime: &str) -> bool {
        self.joins.is_some() && !self.is_foreign(regime)
    }

    /// Its article in a law that is cited in one way, where that law knows it.
    #[must_use]
    pub fn article_in(&self, citations: Citations) -> Option<&str> {
        match citations {
            Citations::Current => Some(self.article.as_str()).filter(|it| !it.is_empty()),
            Citations::Directive => self.article_directive.as_deref(),
            Citations::Institutions => self.article_institutions.as_deref(),
            Citations::InstitutionsBefore => None,
        }
    }

    /// The short name, else the name.
    #[must_use]
    pub fn label(&self) -> &str {
        self.short.as_deref().unwrap_or(&self.name)
    }

    /// Whether there was such a thing on a day.
    #[must_use]
    pub fn exists(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day)
    }

    /// The last day on which there was such a thing, where a day is later.
    #[must_use]
    pub fn ended(&self, day: Day) -> Option<Day> {
        self.until.filter(|until| *until <= day).and_then(|until| until.yesterday().ok())
    }

    /// The approved scheme of a name, if it was approved by a day; case and punctuation do not matter.
    #[must_use]
    pub fn scheme(&self, name: &str, day: Day) -> Option<&Scheme> {
        let said = phrase(name);
        self.approved(day).find(|it| phrase(&it.name) == said)
    }

    /// The scheme that may be meant by a name that none has, of those that were approved by a day.
    #[must_use]
    pub fn scheme_like(&self, name: &str, day: Day) -> Option<&Scheme> {
        let said = phrase(name);
        let has_it = |it: &&Scheme| said.replace(' ', "").contains(&phrase(&it.name).replace(' ', ""));
        let near = || closest(&said, self.approved(day).map(|it| it.name.as_str()));
        self.approved(day).find(has_it).or_else(|| self.approved(day).find(|it| Some(it.name.as_str()) == near()))
    }

    fn approved(&self, day: Day) -> impl Iterator<Item = &Scheme> {
        self.schemes.iter().flatten().filter(move |it| it.from <= day)
    }
}

/// What a kind of mechanism can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Names an adequacy decision; GDPR Art. 45.
    Adequacy,
    /// A safeguard; Art. 46.
    Safeguard,
    /// A derogation; Art. 49.
    Derogation,
    /// Something else that has a meaning of its own.
    Other,
    /// Recognized, and no mechanism.
    NotAMechanism,
}

/// An approved code or certification.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Scheme {
    /// Its name.
    pub name: String,
    /// Day of approval.
    #[serde(deserialize_with = "day")]
    pub from: Day,
    /// The act that approved it.
    pub cite: String,
}
