//! What each law makes of a place on a day, for people and for programs. Looks up, and decides nothing.

mod conditions;
mod text;

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use crate::{
    law::{BodyId, Country, Day, Decision, Destination, Doubt, Law, Place, PlaceKind, PlaceStatus, Regime},
    text::clean,
};

pub(crate) use conditions::conditions;

use super::{law::LawInfo, written};

/// A place, and the laws and the day that it is asked about.
pub(crate) struct Inquiry<'a> {
    pub(crate) law: &'a Law,
    /// The first one answers for all that knows of one law only; never empty.
    pub(crate) regimes: &'a [&'a Regime],
    pub(crate) day: Day,
    pub(crate) place: &'a Place,
}

/// What is said of a word.
pub(crate) enum Answer {
    One(Entry),
    Several(Group),
}

/// An answer by itself.
#[derive(Serialize)]
struct Alone<'e> {
    schema: u8,
    #[serde(flatten)]
    entry: &'e Entry,
    law: LawInfo<'e>,
}

/// Several answers.
#[derive(Serialize)]
struct Together<'e> {
    #[serde(flatten)]
    group: &'e Group,
    law: LawInfo<'e>,
}

/// What is said of one country or organization.
#[derive(Serialize)]
pub(crate) struct Entry {
    code: String,
    name: String,
    status: &'static str,
    decision: Option<String>,
    /// The decision as a sentence calls it.
    #[serde(skip)]
    decision_label: Option<String>,
    conditions: Vec<String>,
    from: Option<String>,
    until: Option<String>,
    as_of: String,
    law_reviewed: String,
    regime: String,
    region: Option<String>,
    note: Option<String>,
    regimes: Vec<Standing>,
}

/// What one law makes of it.
#[derive(Serialize, Clone)]
pub(crate) struct Standing {
    regime: String,
    status: &'static str,
    decision: Option<String>,
    #[serde(skip)]
    decision_label: Option<String>,
    conditions: Vec<String>,
    from: Option<String>,
    until: Option<String>,
    note: Option<String>,
    #[serde(skip)]
    basis: String,
    #[serde(skip)]
    law_name: String,
    /// What the note says besides the law's doubts about the place.
    #[serde(skip)]
    remarks: Vec<String>,
}

/// A place that is several countries.
#[derive(Serialize)]
pub(crate) struct Group {
    schema: u8,
    name: String,
    as_of: String,
    law_reviewed: String,
    regime: String,
    region: Option<String>,
    note: Option<String>,
    places: Vec<Entry>,
}

impl Answer {
    /// For people.
    pub(crate) fn text(&self) -> String {
        text::of(self)
    }

    /// For programs, with what is to be said of the law.
    pub(crate) fn json(&self, law: LawInfo<'_>) -> String {
        match self {
            Self::One(entry) => written(&Alone { schema: 1, entry, law }),
            Self::Several(group) => written(&Together { group, law }),
        }
    }

    /// For programs, as a part of something else.
    pub(crate) fn value(&self) -> Value {
        let value = match self {
            Self::One(entry) => serde_json::to_value(entry),
            Self::Several(group) => serde_json::to_value(group),
        };
        value.unwrap_or_default()
    }
}

impl Inquiry<'_> {
    /// `None` where the place is no country and no group of them.
    pub(crate) fn answer(&self, word: &str) -> Option<Answer> {
        let (name, countries) = match &self.place.kind {
            PlaceKind::Body(id) => return Some(Answer::One(self.body(*id))),
            PlaceKind::Countries(countries) => (word.to_owned(), countries.clone()),
            PlaceKind::Bloc(id) => {
                let bloc = self.law.places.bloc(*id);
                (bloc.name.clone(), bloc.members_on(self.day))
            }
            PlaceKind::World | PlaceKind::ThirdCountry | PlaceKind::Unknown => return None,
        };
        if let (PlaceKind::Countries(_), [country]) = (&self.place.kind, countries.as_slice()) {
            return Some(Answer::One(self.country(*country, self.remark(Some(*country)))));
        }
        Some(Answer::Several(Group {
            schema: 1,
            name: clean(&name).into_owned(),
            as_of: self.day.to_string(),
            law_reviewed: self.law.reviewed.to_string(),
            regime: self.first().id.clone(),
            region: self.place.region.clone(),
            note: joined(&self.remark(None)),
            places: countries.into_iter().map(|it| self.country(it, Vec::new())).collect(),
        }))
    }

    fn first(&self) -> &Regime {
        match self.regimes.first() {
            Some(first) => first,
            None => unreachable!("a limit to no regime is none"),
        }
    }

    fn country(&self, country: Country, remarks: Vec<String>) -> Entry {
        let name = self.law.places.name(country).to_owned();
        self.entry(country.code().to_owned(), name, Destination::Country(country), remarks)
    }

    fn body(&self, id: BodyId) -> Entry {
        let body = self.law.places.body_info(id);
        self.entry(body.short.clone(), body.name.clone(), Destination::Body(id), self.remark(None))
    }

    fn entry(&self, code: String, name: String, destination: Destination, mut remarks: Vec<String>) -> Entry {
        let regimes = self.regimes.iter().map(|it| self.standing(it, destination)).collect::<Vec<_>>();
        let first = regimes.first().cloned().unwrap_or_else(|| self.standing(self.first(), destination));
        remarks.extend(first.remarks);
        Entry {
            code,
            name,
            status: first.status,
            decision: first.decision,
            decision_label: first.decision_label,
            conditions: first.conditions,
            from: first.from,
            until: first.until,
            as_of: self.day.to_string(),
            law_reviewed: self.law.reviewed.to_string(),
            regime: first.regime,
            region: self.place.region.clone(),
            note: joined(&remarks),
            regimes,
        }
    }

    fn standing(&self, regime: &Regime, destination: Destination) -> Standing {
        let decisions: Vec<&Decision> = match destination {
            Destination::Country(country) => self.law.decisions_for(&regime.id, country).map(|(_, it)| it).collect(),
            Destination::Body(body) => self.law.decisions_for_body(&regime.id, body).map(|(_, it)| it).collect(),
        };
        let status = self.law.status(&regime.id, destination, self.day);
        let decision = status.decision().map(|it| self.law.decision(it));
        let (mut from, mut until) = (decision.map(|it| it.from), decision.and_then(|it| it.until));
        let (mut basis, mut remarks) = (String::new(), Vec::new());
        if let PlaceStatus::Territory { basis: ground, from: first, until: last } = &status {
            (from, until, basis) = (Some(*first), *last, ground.clone());
        }
        if let Some(ended) = decision.and_then(|it| it.annulled_later(self.day)) {
            remarks.push(format!("later declared invalid: {}", ended.by));
        }
        match status {
            PlaceStatus::None => {
                let unsure = decisions.iter().filter(|it| it.only_purpose.is_none() && it.is_unsure(self.day));
                remarks.extend(unsure.map(|it| {
                    let label = it.label();
                    format!(
                        "not settled: `check` leaves transfers there undecided: whether {label} counts is not verified"
                    )
                }));
                remarks.extend(last_ended(&decisions, self.day));
            }
            PlaceStatus::NotCovered => remarks.push(format!("these data begin on {}", regime.begins)),
            _ => {}
        }
        let review =
            if let Destination::Country(country) = destination { regime.review(country, self.day) } else { None };
        let note = review.map(str::to_owned).into_iter().chain(remarks.iter().cloned()).collect::<Vec<_>>();
        Standing {
            regime: regime.id.clone(),
            status: status.word(),
            decision: decision.map(|it| it.number.clone()),
            decision_label: decision.map(Decision::label),
            conditions: decision.map(conditions).unwrap_or_default(),
            from: from.map(|it| it.to_string()),
            until: until.map(|it| it.to_string()),
            note: joined(&note),
            basis,
            law_name: regime.law_name.clone(),
            remarks,
        }
    }

    /// What deserves a word about how the place was read.
    fn remark(&self, country: Option<Country>) -> Vec<String> {
        let mut remarks = self.place.note.iter().cloned().collect::<Vec<_>>();
        remarks.extend(self.place.doubt.as_ref().map(|it| match it {
            Doubt::LooksLike(meant) => {
                format!("is {} meant? Its code is {}", self.law.places.name(*meant), meant.code())
            }
            Doubt::Unverified => "nobody has verified in which country this region is".to_owned(),
            Doubt::Review(why) => why.clone(),
        }));
        if !self.place.pinned {
            remarks.push("this region is no fixed place".to_owned());
        }
        let review = country.and_then(|it| self.first().review(it, self.day));
        remarks.extend(review.map(str::to_owned));
        let territory = country.and_then(|it| self.law.places.territory_on(it, self.day));
        remarks.extend(territory.map(|it| it.note.clone()));
        if review.is_some() || matches!(self.place.doubt, Some(Doubt::Review(_))) {
            remarks.insert(0, "not settled: `check` leaves transfers there undecided".to_owned());
        }
        let mut seen = BTreeSet::new();
        remarks.retain(|it| seen.insert(it.clone()));
        remarks
    }
}

/// The decision that covered a place last, where none does any more.
fn last_ended(decisions: &[&Decision], day: Day) -> Option<String> {
    let general = decisions.iter().filter(|it| it.only_purpose.is_none());
    let last = general.filter(|it| it.until.is_some_and(|until| until <= day)).max_by_key(|it| it.until)?;
    let by = last.ended.as_ref().map(|it| format!(": {}", it.by)).unwrap_or_default();
    Some(format!("{} ended on {}{by}", last.label(), last.until?))
}

fn joined(remarks: &[String]) -> Option<String> {
    (!remarks.is_empty()).then(|| remarks.join("; "))
}
