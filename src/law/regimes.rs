//! A transfer law: where it holds and when, its instruments, its duties, and how it is cited on a day.
//! Knows nothing of a user's systems.

use rustc_hash::FxHashMap;
use serde::Deserialize;
use toml::Spanned;

use crate::text::{FileId, Problem, Problems};

use super::{
    Country, Day, Edition, MechanismKind, Places, Rule, audit,
    citations::{Cites, CitesFile},
    reading::{day, optional_day, span_in},
};

/// A regime, by its place in the list of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegimeId(pub u8);

/// A transfer law.
#[derive(Debug, Clone, PartialEq)]
pub struct Regime {
    /// `eu`.
    pub id: String,
    /// Its territory in words.
    pub name: String,
    /// The law of today, such as `GDPR`.
    pub law_name: String,
    /// Its place in the order in which regimes are shown.
    pub order: u8,
    /// First day of its data.
    pub begins: Day,
    /// First day on which its law certainly binds, where that is later.
    pub binds: Option<Day>,
    /// First day of the law itself, where nobody was subject to it before; the day before had another one.
    pub law_begins: Option<Day>,
    /// The key of an inventory that says whom it catches.
    pub reach_key: ReachKey,
    /// Whose law a public interest must rest on, in words.
    pub home_law: String,
    /// Whether a processor that returns data to its own controller abroad makes no transfer.
    pub return_is_none: bool,
    /// Whether own clauses are notified to the authority, and not authorized by it.
    pub own_clauses_notified: bool,
    /// Whether systematic use of a derogation is a warning at most.
    pub systematic_at_most_warning: bool,
    /// Rules that this law does not know.
    pub not_asked: Vec<Rule>,
    /// Rules whose basis in this law was not verified: a question or a warning, never an error.
    pub not_verified: Vec<Rule>,
    /// Countries whose authorities' approvals and authorizations count for certain; empty is all of the territory.
    pub authorities: Vec<Country>,
    /// How provisions of the GDPR are cited under this law; `None` as they are.
    pub cites: Option<Cites>,
    /// The laws that are cited, by exporter and day.
    pub laws: Vec<AppliedLaw>,
    /// Beginnings of the provisions on safeguards, which are out of place where a finding is about another ground.
    pub safeguard_provisions: Vec<String>,
    /// Editions of clauses, the current one first.
    pub editions: Vec<Edition>,
    /// Every kind of mechanism, those that are none included.
    pub mechanisms: Vec<MechanismKind>,
    /// Days on which duties began.
    pub duties: Duties,
    /// Countries whose law was assessed for every tool.
    pub relief: Vec<Relief>,
    /// Where it holds, in the order of the file.
    pub territory: Vec<TerritoryEntry>,
    inside: FxHashMap<Country, u16>,
    review: FxHashMap<Country, Review>,
    kinds: FxHashMap<String, u16>,
}

impl Regime {
    /// Whether whoever is established in a country is a source on a day.
    #[must_use]
    pub fn is_source(&self, country: Country, day: Day) -> bool {
        self.entry(country).is_some_and(|it| it.source.iter().any(|it| it.holds(day)))
    }

    /// Whether data may go to a country on a day as if it stayed inside.
    #[must_use]
    pub fn is_destination_inside(&self, country: Country, day: Day) -> bool {
        self.entry(country).is_some_and(|it| it.destination.iter().any(|it| it.holds(day)))
    }

    /// On which ground a country is inside as a destination on a day.
    #[must_use]
    pub fn basis(&self, country: Country, day: Day) -> Option<&str> {
        self.entry(country)?.destination.iter().find(|it| it.holds(day)).map(|it| it.basis.as_str())
    }

    /// The unbroken time around a day in which a country is inside as a destination, whatever the grounds.
    #[must_use]
    pub fn stay(&self, country: Country, day: Day) -> Option<Period> {
        let periods = &self.entry(country)?.destination;
        let mut stay = periods.iter().find(|it| it.holds(day))?.clone();
        // Periods are in order and few: each end that is another's beginning joins them.
        while let Some(before) = periods.iter().find(|it| it.until == Some(stay.from)) {
            stay.from = before.from;
        }
        while let Some(after) = periods.iter().find(|it| Some(it.from) == stay.until) {
            stay.until = after.until;
        }
        Some(stay)
    }

    /// Why nobody can say for certain whether a country is inside on a day.
    #[must_use]
    pub fn review(&self, country: Country, day: Day) -> Option<&str> {
        let review = self.review.get(&country)?;
        review.until.is_none_or(|until| day < until).then_some(review.why.as_str())
    }

    /// Whether nobody can say for certain on a day if the law holds in a country by then.
    #[must_use]
    pub fn is_beginning(&self, country: Country, day: Day) -> bool {
        self.review.get(&country).and_then(|it| it.until).is_some_and(|until| day < until)
    }

    /// Whether the law of a country was assessed by a day with effect for every tool.
    #[must_use]
    pub fn is_relieved(&self, country: Country, day: Day) -> bool {
        self.relief.iter().any(|it| it.country == country && it.from <= day)
    }

    /// Whether its data reach back to a day.
    #[must_use]
    pub fn covers(&self, day: Day) -> bool {
        self.begins <= day
    }

    /// Whether its law certainly binds on a day.
    #[must_use]
    pub fn binds_on(&self, day: Day) -> bool {
        self.binds.is_none_or(|first| first <= day)
    }

    /// Whether there was such a law on a day.
    #[must_use]
    pub fn exists(&self, day: Day) -> bool {
        self.law_begins.is_none_or(|begins| begins <= day)
    }

    /// Provisions as this law is cited on a day; those that it does not know are left out.
    #[must_use]
    pub fn cited(&self, provisions: &[String], day: Day) -> Vec<String> {
        self.cites.as_ref().map_or_else(|| provisions.to_vec(), |it| it.of(provisions, day))
    }

    /// The law of an exporter established in a country, or whose country is not recorded.
    #[must_use]
    pub fn law_for(&self, country: Option<Country>, day: Day) -> Option<&AppliedLaw> {
        let of = |it: &&AppliedLaw| it.holds(day) && !it.institutions;
        let own = self.laws.iter().filter(of).find(|it| country.is_some_and(|country| it.countries.contains(&country)));
        own.or_else(|| self.laws.iter().filter(of).find(|it| it.countries.is_empty()))
    }

    /// The law of the institutions and bodies of the territory.
    #[must_use]
    pub fn law_for_institutions(&self, day: Day) -> Option<&AppliedLaw> {
        self.laws.iter().find(|it| it.institutions && it.holds(day))
    }

    /// An edition by its name.
    #[must_use]
    pub fn edition(&self, id: &str) -> Option<&Edition> {
        self.editions.iter().find(|it| it.id == id)
    }

    /// A kind of mechanism by its word.
    #[must_use]
    pub fn mechanism(&self, kind: &str) -> Option<&MechanismKind> {
        self.kinds.get(kind).and_then(|at| self.mechanisms.get(usize::from(*at)))
    }

    fn entry(&self, country: Country) -> Option<&TerritoryEntry> {
        self.inside.get(&country).and_then(|at| self.territory.get(usize::from(*at)))
    }
}

/// When one country is inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TerritoryEntry {
    /// The country or territory.
    pub country: Country,
    /// When whoever is established there is a source.
    pub source: Vec<Period>,
    /// When data may go there as if they stayed inside.
    pub destination: Vec<Period>,
}

/// A time with the ground on which something holds.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// First day in.
    #[serde(deserialize_with = "day")]
    pub from: Day,
    /// First day out; `None` is open.
    #[serde(default, deserialize_with = "optional_day")]
    pub until: Option<Day>,
    /// On which ground.
    pub basis: String,
}

impl Period {
    /// Whether a day lies in it.
    #[must_use]
    pub fn holds(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

/// A law and when it is the one that is cited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppliedLaw {
    /// Its name, such as `Directive 95/46/EC`.
    pub name: String,
    /// Which citations of a rule go with it.
    pub citations: Citations,
    /// The exporter's countries; empty is all.
    pub countries: Vec<Country>,
    /// Whether it is the law of the institutions.
    pub institutions: bool,
    /// First day.
    pub from: Day,
    /// First day on which it no longer is.
    pub until: Option<Day>,
}

impl AppliedLaw {
    fn holds(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

/// Which list of a rule's citations goes with a law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Citations {
    /// `law`.
    Current,
    /// `law-directive`.
    Directive,
    /// `law-institutions`.
    Institutions,
    /// The law of the institutions before: its name alone, no articles.
    InstitutionsBefore,
}

/// The key of an inventory that says whom a law catches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReachKey {
    /// `gdpr`.
    Gdpr,
    /// `uk-gdpr`.
    UkGdpr,
    /// `fadp`.
    Fadp,
}

/// What an assessment of a destination has to be from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssessmentTest {
    /// First day.
    #[serde(deserialize_with = "day")]
    pub from: Day,
    /// What it is called in a sentence.
    pub name: String,
    /// Words of `assessments.ID.test` that are one; one made before the day counts as it was made.
    pub accepts: Vec<String>,
}

/// Days on which duties began; before them nothing is asked.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Duties {
    /// Assessment of the destination behind every safeguard.
    #[serde(deserialize_with = "day")]
    pub assessment_from: Day,
    /// A module of the clauses that fits the roles.
    #[serde(deserialize_with = "day")]
    pub module_from: Day,
    /// Public agreements concluded before this day can go on; GDPR Art. 96. `None`: the law has no such thing.
    #[serde(default, deserialize_with = "optional_day")]
    pub agreements_before: Option<Day>,
    /// Notices that speak of transfers.
    #[serde(deserialize_with = "day")]
    pub notice_from: Day,
    /// Records of processing that name countries.
    #[serde(deserialize_with = "day")]
    pub register_from: Day,
    /// Documented instructions to a processor that transfers.
    #[serde(deserialize_with = "day")]
    pub instruction_from: Day,
    /// What an assessment has to be, in order.
    pub tests: Vec<AssessmentTest>,
}

impl Duties {
    /// The test that was asked for on a day.
    #[must_use]
    pub fn test(&self, day: Day) -> Option<&AssessmentTest> {
        self.tests.iter().rev().find(|it| it.from <= day)
    }
}

/// A country whose law was assessed with effect for every tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relief {
    /// The country.
    pub country: Country,
    /// First day.
    pub from: Day,
    /// By what.
    pub why: String,
}

/// Why it is not certain whether a country is inside.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Review {
    /// First day on which it is certain; `None`: it never was.
    until: Option<Day>,
    why: String,
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct RegimeFile {
    id: String,
    name: String,
    law_name: String,
    order: u8,
    #[serde(deserialize_with = "day")]
    begins: Day,
    #[serde(default, deserialize_with = "optional_day")]
    binds: Option<Day>,
    #[serde(default, deserialize_with = "optional_day")]
    law_begins: Option<Day>,
    reach_key: ReachKey,
    home_law: String,
    #[serde(default)]
    return_is_none: bool,
    #[serde(default)]
    own_clauses_notified: bool,
    #[serde(default)]
    systematic_at_most_warning: bool,
    #[serde(default)]
    not_asked: Vec<Spanned<String>>,
    #[serde(default)]
    not_verified: Vec<Spanned<String>>,
    #[serde(default)]
    authorities: Vec<Spanned<String>>,
    #[serde(default)]
    safeguard_provisions: Vec<String>,
    cites: Option<CitesFile>,
    laws: Vec<WrittenLaw>,
    territory: Vec<WrittenTerritory>,
    #[serde(default)]
    review: Vec<WrittenReview>,
    duties: Duties,
    #[serde(default)]
    relief: Vec<WrittenRelief>,
    editions: Vec<Spanned<Edition>>,
    mechanisms: Vec<Spanned<MechanismKind>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct WrittenLaw {
    name: String,
    citations: Citations,
    #[serde(default)]
    countries: Vec<Spanned<String>>,
    #[serde(default)]
    institutions: bool,
    #[serde(deserialize_with = "day")]
    from: Day,
    #[serde(default, deserialize_with = "optional_day")]
    until: Option<Day>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct WrittenTerritory {
    countries: Vec<Spanned<String>>,
    #[serde(default)]
    both: Vec<Period>,
    #[serde(default)]
    only_source: Vec<Period>,
    #[serde(default)]
    only_destination: Vec<Period>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenReview {
    country: Spanned<String>,
    #[serde(default, deserialize_with = "optional_day")]
    until: Option<Day>,
    why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRelief {
    country: Spanned<String>,
    #[serde(deserialize_with = "day")]
    from: Day,
    why: String,
}

/// Turns the file into a regime; what does not fit is a problem at its place.
pub(crate) fn lower(file: FileId, written: RegimeFile, places: &Places, problems: &mut Problems) -> Regime {
    let mut reader = Reader { file, places, problems };
    let mut territory = Vec::new();
    let mut inside = FxHashMap::default();
    for entry in written.territory {
        let joined = |own: &[Period]| {
            let mut all = entry.both.iter().chain(own).cloned().collect::<Vec<_>>();
            all.sort_by_key(|it| it.from);
            all
        };
        let (source, destination) = (joined(&entry.only_source), joined(&entry.only_destination));
        for code in &entry.countries {
            let Some(country) = reader.country(code) else {
                continue;
            };
            if overlap(&source) || overlap(&destination) {
                reader.problem(code, "its periods overlap");
            }
            if inside.insert(country, u16::try_from(territory.len()).unwrap_or(u16::MAX)).is_some() {
                reader.problem(code, "is there twice");
            }
            territory.push(TerritoryEntry { country, source: source.clone(), destination: destination.clone() });
        }
    }
    let laws = written.laws.into_iter().map(|it| AppliedLaw {
        countries: it.countries.iter().filter_map(|code| reader.country(code)).collect(),
        name: it.name,
        citations: it.citations,
        institutions: it.institutions,
        from: it.from,
        until: it.until,
    });
    let laws = laws.collect();
    let review = written
        .review
        .into_iter()
        .filter_map(|it| reader.country(&it.country).map(|country| (country, Review { until: it.until, why: it.why })));
    let review = review.collect();
    let relief = written
        .relief
        .into_iter()
        .filter_map(|it| reader.country(&it.country).map(|country| Relief { country, from: it.from, why: it.why }));
    let relief = relief.collect();
    let not_asked = written.not_asked.iter().filter_map(|it| reader.rule(it)).collect();
    let not_verified = written.not_verified.iter().filter_map(|it| reader.rule(it)).collect();
    let authorities = written.authorities.iter().filter_map(|it| reader.country(it)).collect();
    let (editions, mechanisms) = audit::instruments(file, written.editions, written.mechanisms, problems);
    let kinds = mechanisms.iter().zip(0_u16..).map(|(it, at)| (it.kind.clone(), at)).collect();
    Regime {
        id: written.id,
        name: written.name,
        law_name: written.law_name,
        order: written.order,
        begins: written.begins,
        binds: written.binds,
        law_begins: written.law_begins,
        reach_key: written.reach_key,
        home_law: written.home_law,
        return_is_none: written.return_is_none,
        own_clauses_notified: written.own_clauses_notified,
        systematic_at_most_warning: written.systematic_at_most_warning,
        not_asked,
        not_verified,
        authorities,
        cites: written.cites.map(Cites::from),
        laws,
        safeguard_provisions: written.safeguard_provisions,
        editions,
        mechanisms,
        duties: written.duties,
        relief,
        territory,
        inside,
        review,
        kinds,
    }
}

fn overlap(periods: &[Period]) -> bool {
    periods.iter().zip(periods.iter().skip(1)).any(|(one, next)| one.until.is_none_or(|until| until > next.from))
}

struct Reader<'a> {
    file: FileId,
    places: &'a Places,
    problems: &'a mut Problems,
}

impl Reader<'_> {
    fn country(&mut self, code: &Spanned<String>) -> Option<Country> {
        let country = self.places.country(code.get_ref());
        if country.is_none() {
            self.problem(code, "is no country of `data/`");
        }
        country
    }

    fn rule(&mut self, name: &Spanned<String>) -> Option<Rule> {
        let rule = Rule::from_name(name.get_ref());
        if rule.is_none() {
            self.problem(name, "is no rule");
        }
        rule
    }

    fn problem(&mut self, code: &Spanned<String>, what: &str) {
        let span = span_in(self.file, &code.span());
        self.problems.push(Problem::at(span, format!("`{}` {what}", code.get_ref())));
    }
}
