//! The law as data, dated: places, decisions, regimes, instruments, rules. Answers "as of this day", and knows nothing
//! of a user's systems.

mod advice;
mod audit;
mod authorities;
mod catalogue;
mod citations;
mod costs;
mod decisions;
mod edit;
mod events;
mod gaps;
mod instruments;
mod levels;
mod names;
mod overlay;
mod place;
mod places;
mod reading;
mod records;
mod regimes;
mod regions;
mod rule_text;
mod tables;
mod texts;
mod thresholds;
mod words;

use std::{collections::BTreeMap, sync::OnceLock};

use crate::text::{FileId, Files, Problems};

pub use advice::{BLANKS, filled, in_general};
pub use authorities::{Competent, Supervised};
pub use catalogue::{Family, Level, Rule};
pub use citations::Cites;
pub use costs::{Costs, HIGHEST as HIGHEST_COST};
pub use decisions::{
    Challenge, Condition, Decision, DecisionId, Ended, EndedHow, Excluded, Presumption, Status, Subject, Sunset,
};
pub use events::{Authority, Event, Precedent};
pub use instruments::{Asked, Class, Counterpart, Edition, MechanismKind, RolePair, Scheme, Side, Terms};
pub use levels::{Chosen, Levels, Shown};
pub use names::{CompanyName, LegalForms};
pub use overlay::Change;
pub use place::{
    Bloc, BlocId, Body, BodyId, Country, Doubt, Membership, Misplaced, Place, PlaceKind, Territory, Treatment,
};
pub use places::Places;
pub use reading::Sources;
pub use regimes::{
    AppliedLaw, AssessmentTest, Citations, Duties, Period, ReachKey, Regime, RegimeId, Relief, TerritoryEntry,
};
pub use regions::{Evidence, Extent, Region};
pub use rule_text::{Example, RuleText, Strict};
pub use thresholds::Thresholds;
pub use words::Words;

use decisions::Decisions;

/// A day.
pub type Day = jiff::civil::Date;

/// The law that a run is judged under.
#[derive(Debug, Clone)]
pub struct Law {
    /// Day on which a person last went through the legal data.
    pub reviewed: Day,
    /// Countries, blocs, organizations, regions.
    pub places: Places,
    /// Every regime, `eu` first.
    pub regimes: Vec<Regime>,
    /// Ages and horizons.
    pub thresholds: Thresholds,
    /// What actions cost that clear unprotected transfers.
    pub costs: Costs,
    /// Words that inventories may use.
    pub words: Words,
    /// Levels of rules that somebody chose.
    pub levels: Levels,
    rule_texts: BTreeMap<Rule, RuleText>,
    decisions: Decisions,
    sources: Sources,
    events: OnceLock<Vec<Event>>,
    precedents: OnceLock<Vec<Precedent>>,
    authorities: OnceLock<Vec<Authority>>,
    texts: OnceLock<Vec<texts::Text>>,
}

impl Law {
    /// The law that is compiled in.
    ///
    /// # Errors
    /// Texts that do not follow their format: a defect of ours, found by the tests of the data.
    pub fn embedded() -> Result<Self, Problems> {
        Self::from_sources(&Sources::embedded(), &mut Files::default())
    }

    /// The law of some texts; each of them that is read now is added to `files`, so that problems have a place.
    ///
    /// # Errors
    /// Everything in them that does not fit.
    pub fn from_sources(sources: &Sources, files: &mut Files) -> Result<Self, Problems> {
        Self::read(sources, files).map_err(|problems| sources.home(problems))
    }

    fn read(sources: &Sources, files: &mut Files) -> Result<Self, Problems> {
        let mut problems = Problems::new();
        // What does not fit is told with all that does not fit elsewhere: until then ours stands in its place.
        let places = Places::of(sources).or_else(|more| {
            problems.extend(more);
            Places::embedded()
        })?;
        tables::check(sources.rows(), &places, &mut problems);
        let rows_fit = problems.is_empty();
        let law = reading::read_or_ours::<words::LawFile>(sources, "data/law.toml", files, &mut problems);
        let words = reading::read_or_ours::<Words>(sources, "data/words.toml", files, &mut problems);
        let thresholds = reading::read_or_ours::<Thresholds>(sources, "rules/thresholds.toml", files, &mut problems);
        let costs = reading::read_or_ours::<Costs>(sources, "rules/costs.toml", files, &mut problems);
        let written =
            reading::read_or_ours::<records::DecisionsFile>(sources, "data/decisions.toml", files, &mut problems);
        let mut regimes: Vec<(Regime, FileId)> = Vec::new();
        for path in sources.paths().filter(|it| reading::is_regime(it)) {
            if let Some((file, written)) = reading::read::<regimes::RegimeFile>(sources, path, files, &mut problems) {
                let regime = regimes::lower(file, written, &places, &mut problems);
                audit::regime(&regime, path, file, &mut problems);
                regimes.push((regime, file));
            }
        }
        regimes.sort_by_key(|(it, _)| it.order);
        let (regimes, regime_files): (Vec<_>, Vec<_>) = regimes.into_iter().unzip();
        let rule_texts = rule_text::laid(sources, &mut problems);
        let (Some((_, law)), Some((_, words)), Some((_, thresholds)), Some((_, costs)), Some((file, written))) =
            (law, words, thresholds, costs, written)
        else {
            return Err(problems);
        };
        let decisions = records::lower(file, written, &places, &words, &mut problems);
        audit::outside(&decisions, &regimes, &mut problems);
        let is_changed = !sources.changes().is_empty();
        if is_changed {
            let ours = Self::embedded()?;
            audit::kinds(&regimes, &regime_files, &ours, &mut problems);
            audit::known_regimes(&decisions, &regimes, &ours, &mut problems);
            for laid in sources.paths().filter(|it| reading::is_regime(it)).filter_map(|it| sources.laid(it)) {
                audit::names(laid, &ours, &words, &mut problems);
            }
        }
        let law = Self {
            reviewed: law.reviewed,
            places,
            regimes,
            thresholds,
            costs,
            words,
            levels: Levels::default(),
            rule_texts,
            decisions,
            sources: sources.clone(),
            events: OnceLock::new(),
            precedents: OnceLock::new(),
            authorities: OnceLock::new(),
            texts: OnceLock::new(),
        };
        // What is compiled in was checked by tests; what somebody brings is checked before anything rests on it.
        if is_changed && rows_fit {
            problems.extend(law.places.check().err().into_iter().flatten());
        }
        if is_changed {
            problems.extend(law.check(files));
        }
        if problems.is_empty() { Ok(law) } else { Err(problems) }
    }

    /// What a rule's file says under this law.
    #[must_use]
    pub fn rule(&self, rule: Rule) -> &RuleText {
        self.rule_texts.get(&rule).unwrap_or_else(|| rule.data())
    }

    /// What is not in the law that is compiled in; empty where this is that law.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        self.sources.changes()
    }

    /// What to say where the legal data are older on a day than they should be.
    #[must_use]
    pub fn age_note(&self, day: Day) -> Option<String> {
        let age = (day - self.reviewed).get_days();
        let is_old = i64::from(age) > i64::from(self.thresholds.law_age_days);
        is_old
            .then(|| format!("the legal data were last reviewed {age} days before that day: look for a newer release"))
    }

    /// Reads what is otherwise read at its first use, and says what does not fit in it.
    #[must_use]
    pub fn check(&self, files: &mut Files) -> Problems {
        let mut problems = Problems::new();
        self.read_events(files, &mut problems);
        self.read_precedents(files, &mut problems);
        self.read_authorities(files, &mut problems);
        self.read_texts(files, &mut problems);
        problems
    }

    /// A regime by its id.
    #[must_use]
    pub fn regime(&self, id: &str) -> Option<&Regime> {
        self.regimes.iter().find(|it| it.id == id)
    }

    /// The number of a regime.
    #[must_use]
    pub fn regime_id(&self, id: &str) -> Option<RegimeId> {
        self.regimes.iter().position(|it| it.id == id).and_then(|at| u8::try_from(at).ok()).map(RegimeId)
    }

    /// A regime by its number.
    #[must_use]
    pub fn regime_at(&self, id: RegimeId) -> &Regime {
        match self.regimes.get(usize::from(id.0)) {
            Some(regime) => regime,
            None => unreachable!("numbers of regimes are made by `regime_id` and `regime_ids`"),
        }
    }

    /// All regimes, by number.
    pub fn regime_ids(&self) -> impl Iterator<Item = RegimeId> + use<> {
        (0..u8::try_from(self.regimes.len()).unwrap_or(u8::MAX)).map(RegimeId)
    }

    /// All decisions of all regimes, in the order of the file.
    pub fn decisions(&self) -> impl Iterator<Item = (DecisionId, &Decision)> {
        self.decisions.list.iter().zip(0_u16..).map(|(it, at)| (DecisionId(at), it))
    }

    /// A decision.
    #[must_use]
    pub fn decision(&self, id: DecisionId) -> &Decision {
        match self.decisions.get(id) {
            Some(decision) => decision,
            None => unreachable!("ids of decisions are made by their table"),
        }
    }

    /// The first day of a decision that depends on a list, or on the main one, of which others are parts.
    #[must_use]
    pub fn first_day_of_list(&self, list: &str) -> Option<Day> {
        let opened = |it: &Condition| match it {
            Condition::Listed { list: own, opened } if own == list || *own == self.words.main_list => Some(*opened),
            _ => None,
        };
        let first = |it: &Decision| it.conditions.iter().find_map(opened).map(|opened| opened.unwrap_or(it.from));
        self.decisions().filter_map(|(_, it)| first(it)).min()
    }

    /// Decisions of a regime on a country, of all days, in the order of their first days.
    pub fn decisions_for(&self, regime: &str, country: Country) -> impl Iterator<Item = (DecisionId, &Decision)> {
        self.decisions.of_country(regime, country)
    }

    /// Decisions of a regime on an international organization, of all days, in the order of their first days.
    pub fn decisions_for_body(&self, regime: &str, body: BodyId) -> impl Iterator<Item = (DecisionId, &Decision)> {
        self.decisions.of_body(regime, body)
    }

    /// The numbers of the decisions on a country, in the order of [`Self::decisions_for`].
    pub(crate) fn ids_for(&self, regime: &str, country: Country) -> &[DecisionId] {
        self.decisions.ids_of_country(regime, country)
    }

    /// The numbers of the decisions that perhaps reach a territory as a part of their country: nobody verified it.
    pub(crate) fn ids_perhaps_for(&self, regime: &str, territory: Country) -> &[DecisionId] {
        self.decisions.ids_perhaps_of(regime, territory)
    }

    /// The numbers of the decisions on an international organization, in the order of [`Self::decisions_for_body`].
    pub(crate) fn ids_for_body(&self, regime: &str, body: BodyId) -> &[DecisionId] {
        self.decisions.ids_of_body(regime, body)
    }

    /// Decisions by a number or a name as users write it: `2023/1795`, `(EU) 2023/1795`, `eu-us-dpf`, `dpf`.
    #[must_use]
    pub fn decisions_named(&self, regime: &str, name: &str) -> Vec<DecisionId> {
        self.decisions.named(regime, name)
    }

    /// Whether any regime has a decision of that number or name.
    #[must_use]
    pub fn knows_decision(&self, name: &str) -> bool {
        self.regimes.iter().any(|it| !self.decisions.named(&it.id, name).is_empty())
    }

    /// The number of the decision whose number or name is nearest to what was written.
    #[must_use]
    pub fn nearest_decision(&self, name: &str) -> Option<&str> {
        self.decisions.nearest(name).map(|it| it.number.as_str())
    }

    /// What a country or an international organization is to a regime on a day.
    #[must_use]
    pub fn status(&self, regime: &str, place: Destination, day: Day) -> PlaceStatus {
        if self.regime(regime).is_some_and(|it| !it.covers(day)) {
            return PlaceStatus::NotCovered;
        }
        if let (Destination::Country(country), Some(regime)) = (place, self.regime(regime))
            && let (Some(basis), Some(stay)) = (regime.basis(country, day), regime.stay(country, day))
        {
            return PlaceStatus::Territory { basis: basis.to_owned(), from: stay.from, until: stay.until };
        }
        let of_country = match place {
            Destination::Country(country) => Some(self.decisions_for(regime, country)),
            Destination::Body(_) => None,
        };
        let of_body = match place {
            Destination::Body(body) => Some(self.decisions_for_body(regime, body)),
            Destination::Country(_) => None,
        };
        let all = of_country.into_iter().flatten().chain(of_body.into_iter().flatten());
        let mut in_force = all
            .filter(|(_, it)| it.in_force(day) && it.only_purpose.is_none() && self.is_about(&it.subject, place, day));
        match in_force.next() {
            Some((id, decision)) => match decision.place_status {
                Status::Adequate => PlaceStatus::Adequate(id),
                Status::Conditional => PlaceStatus::Conditional(id),
                Status::ListedOnly => PlaceStatus::ListedOnly(id),
            },
            None => PlaceStatus::None,
        }
    }

    /// Members of a group change; a decision on it reaches those of the day.
    fn is_about(&self, subject: &Subject, place: Destination, day: Day) -> bool {
        match (subject, place) {
            (Subject::Group(bloc), Destination::Country(country)) => self.places.bloc(*bloc).has_on(country, day),
            _ => true,
        }
    }

    /// Dated events, in order; read at the first call.
    pub fn events(&self) -> &[Event] {
        self.events.get_or_init(|| self.read_events(&mut Files::default(), &mut Problems::new()))
    }

    /// Published decisions against safeguards, in order; read at the first call.
    pub fn precedents(&self) -> &[Precedent] {
        self.precedents.get_or_init(|| self.read_precedents(&mut Files::default(), &mut Problems::new()))
    }

    /// Supervisory authorities; read at the first call.
    pub fn authorities(&self) -> &[Authority] {
        self.authorities.get_or_init(|| self.read_authorities(&mut Files::default(), &mut Problems::new()))
    }

    fn read_events(&self, files: &mut Files, problems: &mut Problems) -> Vec<Event> {
        self.later("data/events.toml", files, problems, |file, written, problems| {
            events::lower_events(file, written, &self.places, problems)
        })
    }

    fn read_precedents(&self, files: &mut Files, problems: &mut Problems) -> Vec<Precedent> {
        self.later("data/precedents.toml", files, problems, |file, written, problems| {
            let is_kind = |kind: &str| self.regimes.iter().any(|it| it.mechanism(kind).is_some());
            events::lower_precedents(file, written, &self.places, is_kind, problems)
        })
    }

    fn read_authorities(&self, files: &mut Files, problems: &mut Problems) -> Vec<Authority> {
        self.later("data/authorities.toml", files, problems, |file, written, problems| {
            events::lower_authorities(file, written, &self.places, problems)
        })
    }

    /// Texts that rules cite; read at the first call.
    fn texts(&self) -> &[texts::Text] {
        self.texts.get_or_init(|| self.read_texts(&mut Files::default(), &mut Problems::new()))
    }

    fn read_texts(&self, files: &mut Files, problems: &mut Problems) -> Vec<texts::Text> {
        self.later("data/texts.toml", files, problems, |_, written: texts::TextsFile, _| written.texts)
    }

    fn later<W: serde::de::DeserializeOwned, T>(
        &self,
        path: &str,
        files: &mut Files,
        problems: &mut Problems,
        lower: impl FnOnce(FileId, W, &mut Problems) -> Vec<T>,
    ) -> Vec<T> {
        match reading::read::<W>(&self.sources, path, files, problems) {
            Some((file, written)) => lower(file, written, problems),
            None => Vec::new(),
        }
    }
}

/// Where a transfer goes, as far as decisions are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destination {
    /// A country or territory.
    Country(Country),
    /// An international organization.
    Body(BodyId),
}

/// What a place is to a regime on a day, whatever the recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceStatus {
    /// Data may go there as if they stayed inside.
    Territory {
        /// On which ground.
        basis: String,
        /// First day of the unbroken time in which that is so.
        from: Day,
        /// First day on which it no longer is.
        until: Option<Day>,
    },
    /// A decision covers recipients there.
    Adequate(DecisionId),
    /// A decision covers some.
    Conditional(DecisionId),
    /// A decision covers those on a list.
    ListedOnly(DecisionId),
    /// Nothing of the kind.
    None,
    /// The day lies before the data of the regime.
    NotCovered,
}

impl PlaceStatus {
    /// The word of `transborder place`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Territory { .. } => "territory",
            Self::Adequate(_) => Status::Adequate.word(),
            Self::Conditional(_) => Status::Conditional.word(),
            Self::ListedOnly(_) => Status::ListedOnly.word(),
            Self::None => "none",
            Self::NotCovered => "not-covered",
        }
    }

    /// The decision behind it.
    #[must_use]
    pub fn decision(&self) -> Option<DecisionId> {
        match self {
            Self::Adequate(id) | Self::Conditional(id) | Self::ListedOnly(id) => Some(*id),
            Self::Territory { .. } | Self::None | Self::NotCovered => None,
        }
    }
}
