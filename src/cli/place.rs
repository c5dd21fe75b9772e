//! `place`: what the law makes of a place on a day. Looks up, and decides nothing.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::{
    law::{
        BodyId, Condition, Country, Day, Decision, Destination, Doubt, Law, Place, PlaceKind, PlaceStatus, Presumption,
        Regime,
    },
    output::{Format, LawInfo, law_notes, written},
    text::{Problem, clean},
};

use super::{Env, FINE, Manner, Stop, args::PlaceArgs, check, flags, remark};

const HEADLINE: &str = "nothing was looked up";

/// Runs the command.
pub(super) fn run(env: &mut Env<'_>, args: &PlaceArgs, manner: &mut Manner) -> Result<u8, Stop> {
    let (settings, law) = flags::of_place(env, args, manner)?;
    if settings.verbose.value {
        remark(env, &settings.origins_of_place());
    }
    let word = args.place.join(" ");
    let asked = &settings.regimes.value;
    let regimes = law.regimes.iter().filter(|it| asked.is_empty() || asked.contains(&it.id)).collect::<Vec<_>>();
    let place = law.places.resolve(&word).map_err(|it| {
        let help = match law.places.apart(&word).first() {
            Some(first) => format!("look up one at a time, such as `transborder place {}`", clean(first)),
            None => it.help,
        };
        Stop::usage(HEADLINE, Problem::nowhere(it.message).help(help))
    })?;
    let inquiry = Inquiry { law: &law, regimes: &regimes, day: settings.as_of.value, place: &place };
    let Some(answer) = inquiry.answer(&word) else {
        return Err(Stop::usage(HEADLINE, no_country(&word, &place)));
    };
    let written = |format: Format| match format {
        Format::Json => json(&answer, LawInfo::of(&law, settings.as_of.value)),
        _ => {
            let lines = law_notes(&law, settings.as_of.value, settings.verbose.value);
            text(&answer) + &lines.iter().flat_map(|it| [it.as_str(), "\n"]).collect::<String>()
        }
    };
    check::show(env, &settings, &[], &|format, _, out| out.write_all(written(format).as_bytes()))?;
    Ok(FINE)
}

/// What is said of a place under a regime, as text and as a value; nothing of what is no country.
pub(super) fn said(
    law: &Law,
    regime: &str,
    day: Day,
    place: &Place,
    word: &str,
) -> Option<(String, serde_json::Value)> {
    let regimes = law.regime(regime).into_iter().collect::<Vec<_>>();
    if regimes.is_empty() {
        return None;
    }
    let answer = Inquiry { law, regimes: &regimes, day, place }.answer(word)?;
    let value = match &answer {
        Answer::One(entry) => serde_json::to_value(entry),
        Answer::Several(group) => serde_json::to_value(group),
    };
    Some((text(&answer), value.unwrap_or_default()))
}

/// What is so of a place that is no country and no group of them.
fn no_country(word: &str, place: &Place) -> Problem {
    let word = clean(word);
    let (message, help) = match (&place.kind, &place.region) {
        (_, Some(_)) => (
            format!("`{word}` is a region without a place: its provider says of no country that data stay there"),
            "look up a region with a place, or the countries that the provider names for the service; an inventory with \
             this region is asked where the service is (`unbounded-place`)",
        ),
        (PlaceKind::World, _) => (
            format!("`{word}` is every country at once, and the law answers for one at a time"),
            "name a country, a cloud region in one, a bloc or an organization",
        ),
        (PlaceKind::ThirdCountry, _) => (
            format!(
                "`{word}` is a country outside that is not named: whether a decision covers it cannot be looked up"
            ),
            "name the country",
        ),
        _ => (
            format!("`{word}` names no place, so there is nothing to look up"),
            "name a country, a cloud region in one, a bloc or an organization",
        ),
    };
    Problem::nowhere(message).help(help)
}

/// What is said of a word.
enum Answer {
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
struct Entry {
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
struct Standing {
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
struct Group {
    schema: u8,
    name: String,
    as_of: String,
    law_reviewed: String,
    regime: String,
    region: Option<String>,
    note: Option<String>,
    places: Vec<Entry>,
}

/// A place, and the laws and the day that it is asked about.
struct Inquiry<'a> {
    law: &'a Law,
    /// The first one answers for all that knows of one law only; never empty.
    regimes: &'a [&'a Regime],
    day: Day,
    place: &'a Place,
}

impl Inquiry<'_> {
    /// `None` where the place is no country and no group of them.
    fn answer(&self, word: &str) -> Option<Answer> {
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

/// What a decision asks for and what it leaves out, in words.
pub(super) fn conditions(decision: &Decision) -> Vec<String> {
    let mut all = decision.conditions.iter().map(condition).collect::<Vec<_>>();
    let excluded = &decision.excluded;
    let doubt = if excluded.verified { "" } else { " (not verified)" };
    // What is not verified is the wording on sectors and purposes; kinds of bodies decide.
    all.extend(excluded.kinds.iter().map(|it| format!("no recipient of the kind `{it}`")));
    all.extend(excluded.sectors.iter().map(|it| format!("not in the sector `{it}`{doubt}")));
    all.extend(
        excluded
            .sectors_with_purpose
            .iter()
            .map(|(sector, purpose)| format!("not in the sector `{sector}` for the purpose `{purpose}`{doubt}")),
    );
    all.extend(excluded.purposes.iter().map(|it| format!("not for the purpose `{it}`{doubt}")));
    all
}

fn condition(condition: &Condition) -> String {
    match condition {
        Condition::Listed { list, .. } => format!("the recipient is on the list `{list}`"),
        Condition::CoversHr => "for HR data, its listing covers them".to_owned(),
        Condition::SubjectTo { laws, presumed } => {
            let laws = laws.join(" or ");
            let presumed = match presumed {
                Presumption::Never => "",
                Presumption::Always => " (presumed)",
                Presumption::CompanyOfNoExcludedSector => " (presumed of companies in no excluded sector)",
            };
            format!("the recipient is subject to {laws}{presumed}")
        }
        Condition::DataNotHr => "the data are not HR data (presumed unless they are marked so)".to_owned(),
        Condition::Automated => "the data are processed by automated means (presumed)".to_owned(),
        Condition::PurposeExcluded(purpose) => format!("not for the purpose `{purpose}` (presumed)"),
        Condition::Other { text, presumed } => {
            if *presumed {
                format!("{text} (presumed)")
            } else {
                text.clone()
            }
        }
    }
}

fn json(answer: &Answer, law: LawInfo<'_>) -> String {
    match answer {
        Answer::One(entry) => written(&Alone { schema: 1, entry, law }),
        Answer::Several(group) => written(&Together { group, law }),
    }
}

fn text(answer: &Answer) -> String {
    match answer {
        Answer::One(entry) => one(entry),
        Answer::Several(group) => {
            let mut out = format!("{}: {} countries\n", group.name, group.places.len());
            for it in &group.places {
                let decision = it.decision_label.as_ref().map(|it| format!(", {it}")).unwrap_or_default();
                let others = it.regimes.iter().skip(1).map(|it| format!("; {}: {}", it.regime, it.status));
                let others = others.collect::<String>();
                out += &format!("  {} {}: {}{decision}{others}\n", it.code, it.name, it.status);
            }
            if let Some(note) = &group.note {
                out += &format!("  note: {note}\n");
            }
            out + &format!("regime {}, as of {}, law reviewed {}\n", group.regime, group.as_of, group.law_reviewed)
        }
    }
}

fn one(entry: &Entry) -> String {
    let meaning = match entry.status {
        "territory" => "data move there as if they stayed inside",
        "adequate" => "an adequacy decision covers recipients there",
        "conditional" => "an adequacy decision covers some recipients there",
        "listed-only" => "an adequacy decision covers recipients on a list",
        "not-covered" => "the day lies before the legal data",
        _ => "no adequacy decision; a transfer needs a ground of its own",
    };
    let first = entry.regimes.first();
    let mut out = format!("{} ({}): {}\n  {meaning}\n", entry.name, entry.code, entry.status);
    let mut line = |label: &str, text: &str| out += &format!("  {label}: {text}\n");
    if let Some(region) = &entry.region {
        line("region", region);
    }
    if let Some(decision) = &entry.decision {
        line("decision", decision);
    }
    if let Some(basis) = first.map(|it| &it.basis).filter(|it| !it.is_empty()) {
        line("basis", basis);
    }
    if let Some(from) = &entry.from {
        let until = entry.until.as_ref().map_or_else(String::new, |it| format!(", ends before {it}"));
        line("since", &format!("{from}{until}"));
    }
    for it in &entry.conditions {
        line("condition", it);
    }
    if let Some(note) = &entry.note {
        line("note", note);
    }
    for other in entry.regimes.iter().skip(1) {
        out += &under(other);
    }
    let Entry { regime, as_of, law_reviewed, .. } = entry;
    let law_name = first.map_or("", |it| it.law_name.as_str());
    out + &format!("regime {regime} ({law_name}), as of {as_of}, law reviewed {law_reviewed}\n")
}

/// What another law makes of the place, in a line with its conditions below.
fn under(standing: &Standing) -> String {
    let Standing { regime, law_name, status, .. } = standing;
    let mut parts = vec![format!("  under {regime} ({law_name}): {status}")];
    parts.extend(standing.decision.clone());
    if status != &"territory" {
        parts.extend(standing.from.as_ref().map(|it| format!("since {it}")));
    }
    parts.extend(standing.until.as_ref().map(|it| format!("ends before {it}")));
    let lines = standing.conditions.iter().map(|it| ("condition", it));
    let lines = lines.chain(standing.note.iter().map(|it| ("note", it)));
    parts.join(", ") + "\n" + &lines.map(|(label, text)| format!("    {label}: {text}\n")).collect::<String>()
}
