//! Adequacy decisions with their days, conditions and exclusions. Says what a decision asks, never whether a user's
//! transfer meets it.

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::text::{Span, closest};

use super::{
    BlocId, BodyId, Country, Day, Places,
    reading::{day, optional_day},
};

/// A decision, by its place in `data/decisions.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DecisionId(pub u16);

/// What an adequacy decision, or what another regime has in its place, says and when; GDPR Art. 45.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// Its id in the data, such as `eu-us-dpf`.
    pub id: String,
    /// The regime that it belongs to: `eu`, `uk`, `ch`; `led` for the Law Enforcement Directive.
    pub regime: String,
    /// What it is about.
    pub subject: Subject,
    /// Territories of which nobody verified whether it reaches them as parts of its country.
    pub perhaps: Vec<Country>,
    /// Other names that people write, such as `dpf`.
    pub aliases: Vec<String>,
    /// Its number as it is cited, such as `(EU) 2023/1795`.
    pub number: String,
    /// Its number in EUR-Lex.
    pub celex: Option<String>,
    /// Where it was published.
    pub oj: Option<String>,
    /// Day of adoption.
    pub adopted: Option<Day>,
    /// First day on which it can be relied upon.
    pub from: Day,
    /// First day on which it no longer can; `None` is open.
    pub until: Option<Day>,
    /// First day on which it certainly no longer can, where `until` was not verified.
    pub perhaps_until: Option<Day>,
    /// What ended it, or will.
    pub ended: Option<Ended>,
    /// Ends fixed by acts, each with the day from which it was known.
    pub sunsets: Vec<Sunset>,
    /// What it asks for.
    pub conditions: Vec<Condition>,
    /// What it leaves out.
    pub excluded: Excluded,
    /// The one purpose that it covers; such a decision never decides a place.
    pub only_purpose: Option<String>,
    /// What it makes of its place by itself.
    pub place_status: Status,
    /// Actions against it and doubts of weight, dated.
    pub challenges: Vec<Challenge>,
    /// Its citation.
    pub cite: String,
    /// What it covers, in a few words.
    pub covers: String,
    /// What else a reader should know; may be empty.
    pub notes: String,
    /// Whether number, day of adoption and status agree in two independent sources.
    pub verified: bool,
    /// Fields that are weaker than that.
    pub unverified: Vec<String>,
    /// Where this was read.
    pub sources: Vec<String>,
}

impl Decision {
    /// Whether it can be relied upon on a day.
    #[must_use]
    pub fn in_force(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }

    /// Whether it is not known if it can be relied upon on a day: between adoption and a first day, or between an end and
    /// the last possible one, that nobody verified.
    #[must_use]
    pub fn is_unsure(&self, day: Day) -> bool {
        let adopted = self.adopted.filter(|_| self.unverified.iter().any(|it| it == "from"));
        let begins = adopted.is_some_and(|it| it <= day) && day < self.from && self.until.is_none_or(|it| day < it);
        let ends = self.until.is_some_and(|it| it <= day) && self.perhaps_until.is_some_and(|it| day < it);
        begins || ends
    }

    /// How it is called in a sentence: `Decision (EU) 2023/1795`; a regulation or an annex by its own name.
    #[must_use]
    pub fn label(&self) -> String {
        if self.cite.contains("Decision") { format!("Decision {}", self.number) } else { self.number.clone() }
    }

    /// Whether a citation is of it.
    #[must_use]
    pub fn is_cited_by(&self, citation: &str) -> bool {
        citation.strip_prefix("Decision ").unwrap_or(citation).starts_with(&self.number)
    }

    /// The judgment that declared it invalid after a day on which it stood.
    #[must_use]
    pub fn annulled_later(&self, day: Day) -> Option<&Ended> {
        self.ended.as_ref().filter(|it| it.how == EndedHow::Annulled && self.in_force(day))
    }

    /// The end that was fixed by an act known on a day; annulments are never known before.
    #[must_use]
    pub fn known_end(&self, day: Day) -> Option<Day> {
        self.sunsets.iter().filter(|it| it.known_from <= day).map(|it| it.until).max()
    }

    /// Challenges that are pending on a day.
    pub fn pending(&self, day: Day) -> impl Iterator<Item = &Challenge> {
        self.challenges.iter().filter(move |it| it.from <= day && it.until.is_none_or(|until| day < until))
    }
}

/// What a decision is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A country or territory.
    Country(Country),
    /// An international organization.
    Body(BodyId),
    /// All members of a bloc.
    Group(BlocId),
}

/// What a decision makes of its place by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Recipients there are covered, or presumed to be.
    Adequate,
    /// A law, a sector or a purpose decides.
    Conditional,
    /// A public list decides.
    ListedOnly,
}

impl Status {
    /// The word of `transborder place`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Adequate => "adequate",
            Self::Conditional => "conditional",
            Self::ListedOnly => "listed-only",
        }
    }
}

/// What ended a decision, or will.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ended {
    /// In which way.
    pub how: EndedHow,
    /// The act or judgment.
    pub by: String,
}

/// In which way a decision ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EndedHow {
    /// A court declared it invalid, with effect for the past in law.
    Annulled,
    /// An act fixed its end.
    Sunset,
    /// Another scope took its place.
    Replaced,
    /// Its country joined the territory.
    Accession,
}

/// An end fixed by an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Sunset {
    /// The day from which it was known.
    #[serde(deserialize_with = "day")]
    pub known_from: Day,
    /// First day out.
    #[serde(deserialize_with = "day")]
    pub until: Day,
}

/// One condition of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// The recipient is on a public list.
    Listed {
        /// The list, as `listings.list` names it.
        list: String,
        /// First day on which anybody could be on it, where that is later than the decision.
        opened: Option<Day>,
    },
    /// For HR data, the listing covers them.
    CoversHr,
    /// The recipient is subject to one of these laws.
    SubjectTo {
        /// The laws, as `organizations.ID.laws` names them.
        laws: Vec<String>,
        /// For whom that is presumed.
        presumed: Presumption,
    },
    /// Presumed for data that are not marked as HR data; for those it decides nothing.
    DataNotHr,
    /// Processing by automated means; presumed.
    Automated,
    /// Any purpose but this one; presumed.
    PurposeExcluded(String),
    /// Something that only a reader can judge.
    Other {
        /// What it is.
        text: String,
        /// Whether it is presumed.
        presumed: bool,
    },
}

/// For whom a condition holds until a recorded fact says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Presumption {
    /// For nobody.
    Never,
    /// For everybody.
    Always,
    /// For a recorded company that is of no sector which the decision excludes.
    CompanyOfNoExcludedSector,
}

/// What a decision leaves out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Excluded {
    /// Kinds of recipients, by the words of `organizations.ID.kind`.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// Sectors, whatever the purpose.
    #[serde(default)]
    pub sectors: Vec<String>,
    /// Sectors, each for one kind of purpose.
    #[serde(default)]
    pub sectors_with_purpose: Vec<(String, String)>,
    /// Kinds of purposes, whatever the sector.
    #[serde(default)]
    pub purposes: Vec<String>,
    /// Whether sectors and purposes were verified; those that were not decide nothing.
    pub verified: bool,
}

/// An action against a decision, or a doubt of weight.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Challenge {
    /// The day since which it is known to be pending.
    #[serde(deserialize_with = "day")]
    pub from: Day,
    /// First day on which it no longer is.
    #[serde(default, deserialize_with = "optional_day")]
    pub until: Option<Day>,
    /// What it is, in a few words.
    pub text: String,
    /// Where this was read.
    pub source: String,
}

/// All decisions, with an index by what they are about.
#[derive(Debug, Clone, Default)]
pub(crate) struct Decisions {
    pub(crate) list: Vec<Decision>,
    /// Where each stands in its file.
    pub(crate) spans: Vec<Span>,
    /// Regimes that have decisions; the place of one is its number in the indexes.
    regimes: Vec<String>,
    by_country: FxHashMap<(u8, Country), Vec<DecisionId>>,
    /// Those that perhaps reach a territory.
    by_perhaps: FxHashMap<(u8, Country), Vec<DecisionId>>,
    by_body: FxHashMap<(u8, BodyId), Vec<DecisionId>>,
    /// Ids, numbers and aliases of all regimes, without what people leave out.
    by_name: FxHashMap<String, Vec<DecisionId>>,
}

impl Decisions {
    fn number(&self, regime: &str) -> Option<u8> {
        self.regimes.iter().position(|it| it == regime).and_then(|it| u8::try_from(it).ok())
    }

    pub(crate) fn get(&self, id: DecisionId) -> Option<&Decision> {
        self.list.get(usize::from(id.0))
    }

    pub(crate) fn of_country(&self, regime: &str, country: Country) -> impl Iterator<Item = (DecisionId, &Decision)> {
        self.ids_of_country(regime, country).iter().filter_map(|id| self.get(*id).map(|it| (*id, it)))
    }

    pub(crate) fn ids_of_country(&self, regime: &str, country: Country) -> &[DecisionId] {
        self.number(regime).and_then(|it| self.by_country.get(&(it, country))).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn ids_perhaps_of(&self, regime: &str, country: Country) -> &[DecisionId] {
        self.number(regime).and_then(|it| self.by_perhaps.get(&(it, country))).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn of_body(&self, regime: &str, body: BodyId) -> impl Iterator<Item = (DecisionId, &Decision)> {
        self.ids_of_body(regime, body).iter().filter_map(|id| self.get(*id).map(|it| (*id, it)))
    }

    pub(crate) fn ids_of_body(&self, regime: &str, body: BodyId) -> &[DecisionId] {
        self.number(regime).and_then(|it| self.by_body.get(&(it, body))).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn named(&self, regime: &str, name: &str) -> Vec<DecisionId> {
        // Most names are written as they are kept: only others are brought to that form.
        let ids = self.by_name.get(name).or_else(|| self.by_name.get(&plain(name)));
        let of_regime = |id: &DecisionId| self.get(*id).is_some_and(|it| it.regime == regime);
        ids.into_iter().flatten().copied().filter(of_regime).collect()
    }

    /// The decision whose number or name is nearest to what was written.
    pub(crate) fn nearest(&self, name: &str) -> Option<&Decision> {
        let near = closest(&plain(name), self.by_name.keys().map(String::as_str))?;
        self.get(*self.by_name.get(near)?.first()?)
    }

    /// Builds the index; the list stays in the order of the file, each index in the order of first days.
    pub(crate) fn index(list: Vec<Decision>, places: &Places) -> Self {
        let mut regimes: Vec<String> = Vec::new();
        let mut by_country: FxHashMap<(u8, Country), Vec<DecisionId>> = FxHashMap::default();
        let mut by_perhaps: FxHashMap<(u8, Country), Vec<DecisionId>> = FxHashMap::default();
        let mut by_body: FxHashMap<(u8, BodyId), Vec<DecisionId>> = FxHashMap::default();
        let mut by_name: FxHashMap<String, Vec<DecisionId>> = FxHashMap::default();
        for (at, decision) in list.iter().enumerate() {
            let at = DecisionId(u16::try_from(at).unwrap_or(u16::MAX));
            let number = regimes.iter().position(|it| *it == decision.regime).unwrap_or_else(|| {
                regimes.push(decision.regime.clone());
                regimes.len() - 1
            });
            let number = u8::try_from(number).unwrap_or(u8::MAX);
            let names = [&decision.id, &decision.number].into_iter().chain(&decision.aliases).chain(&decision.celex);
            for name in names {
                let ids = by_name.entry(plain(name)).or_default();
                if ids.last() != Some(&at) {
                    ids.push(at);
                }
            }
            for territory in &decision.perhaps {
                by_perhaps.entry((number, *territory)).or_default().push(at);
            }
            match &decision.subject {
                Subject::Country(country) => by_country.entry((number, *country)).or_default().push(at),
                Subject::Body(body) => by_body.entry((number, *body)).or_default().push(at),
                Subject::Group(bloc) => {
                    let mut members = places.bloc(*bloc).members.iter().map(|it| it.country).collect::<Vec<_>>();
                    members.sort_unstable();
                    members.dedup();
                    for member in members {
                        by_country.entry((number, member)).or_default().push(at);
                    }
                }
            }
        }
        let from = |id: &DecisionId| list.get(usize::from(id.0)).map_or(Date::MIN, |it| it.from);
        by_country.values_mut().for_each(|it| it.sort_by_key(from));
        by_perhaps.values_mut().for_each(|it| it.sort_by_key(from));
        by_body.values_mut().for_each(|it| it.sort_by_key(from));
        Self { list, spans: Vec::new(), regimes, by_country, by_perhaps, by_body, by_name }
    }
}

/// A name without what people leave out: "Decision", "(EU)", "/EC", case and spaces.
fn plain(name: &str) -> String {
    let lower = name.to_lowercase();
    let mut rest = lower.trim();
    for lead in ["commission ", "implementing ", "decision ", "(eu) ", "(eu)", "no "] {
        rest = rest.strip_prefix(lead).unwrap_or(rest).trim_start();
    }
    for tail in ["/ec", "/eu"] {
        rest = rest.strip_suffix(tail).unwrap_or(rest).trim_end();
    }
    rest.to_owned()
}
