//! `place`: what the law makes of a place on a day. Looks up, and decides nothing.

use serde::Serialize;

use crate::{
    law::{
        BodyId, Condition, Country, Day, Decision, Destination, Doubt, Law, Place, PlaceKind, PlaceStatus, Presumption,
    },
    output::{Format, LawInfo, changed, written},
    text::{Problem, clean, closest},
};

use super::{Env, FINE, Manner, Stop, args::PlaceArgs, remark, settings, tell};

const HEADLINE: &str = "nothing was looked up";

/// Runs the command.
pub(super) fn run(env: &mut Env<'_>, args: &PlaceArgs, manner: &mut Manner) -> Result<u8, Stop> {
    let (settings, law) = settings::of_place(env, args.format.as_deref(), &args.common, manner)?;
    if settings.verbose.value {
        remark(env, &settings.origins_of_place());
    }
    let word = args.place.join(" ");
    let regime = args.regime.as_deref().unwrap_or("eu");
    if law.regime(regime).is_none() {
        return Err(Stop::usage(HEADLINE, no_regime(&law, regime)));
    }
    let place =
        law.places.resolve(&word).map_err(|it| Stop::usage(HEADLINE, Problem::nowhere(it.message).help(it.help)))?;
    let inquiry = Inquiry { law: &law, regime, day: settings.as_of.value, place: &place };
    let Some(answer) = inquiry.answer(&word) else {
        return Err(Stop::usage(HEADLINE, no_country(&word, &place)));
    };
    let text = match settings.format.value {
        Format::Json => json(&answer, LawInfo::of(&law, settings.as_of.value)),
        _ => {
            let mut lines = changed(&law, settings.verbose.value);
            lines.extend(law.age_note(settings.as_of.value));
            text(&answer) + &lines.iter().flat_map(|it| [it.as_str(), "\n"]).collect::<String>()
        }
    };
    tell(env, &text)?;
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
    let answer = Inquiry { law, regime, day, place }.answer(word)?;
    let value = match &answer {
        Answer::One(entry) => serde_json::to_value(entry),
        Answer::Several(group) => serde_json::to_value(group),
    };
    Some((text(&answer), value.unwrap_or_default()))
}

fn no_regime(law: &Law, word: &str) -> Problem {
    let ids = law.regimes.iter().map(|it| it.id.as_str()).collect::<Vec<_>>();
    let problem = Problem::nowhere(format!("`--regime`: there is no regime `{}`", clean(word)));
    match closest(word, ids.iter().copied()) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help(format!("one of {}", ids.join(", "))),
    }
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
    conditions: Vec<String>,
    from: Option<String>,
    until: Option<String>,
    as_of: String,
    law_reviewed: String,
    regime: String,
    region: Option<String>,
    note: Option<String>,
    #[serde(skip)]
    basis: String,
    #[serde(skip)]
    regime_name: String,
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

/// A place, and the law and day that it is asked about.
struct Inquiry<'a> {
    law: &'a Law,
    regime: &'a str,
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
            regime: self.regime.to_owned(),
            region: self.place.region.clone(),
            note: joined(&self.remark(None)),
            places: countries.into_iter().map(|it| self.country(it, Vec::new())).collect(),
        }))
    }

    fn country(&self, country: Country, remarks: Vec<String>) -> Entry {
        let name = self.law.places.name(country).to_owned();
        let past = self.law.decisions_for(self.regime, country).map(|(_, it)| it);
        let past = past.filter(|it| it.only_purpose.is_none()).collect::<Vec<_>>();
        self.entry(country.code().to_owned(), name, Destination::Country(country), &past, remarks)
    }

    fn body(&self, id: BodyId) -> Entry {
        let body = self.law.places.body_info(id);
        let past = self.law.decisions_for_body(self.regime, id).map(|(_, it)| it).collect::<Vec<_>>();
        self.entry(body.short.clone(), body.name.clone(), Destination::Body(id), &past, self.remark(None))
    }

    fn entry(
        &self,
        code: String,
        name: String,
        destination: Destination,
        decisions: &[&Decision],
        mut remarks: Vec<String>,
    ) -> Entry {
        let status = self.law.status(self.regime, destination, self.day);
        let decision = status.decision().map(|it| self.law.decision(it));
        let (mut from, mut until) = (decision.map(|it| it.from), decision.and_then(|it| it.until));
        let mut basis = String::new();
        if let PlaceStatus::Territory { basis: ground, from: first, until: last } = &status {
            (from, until, basis) = (Some(*first), *last, ground.clone());
        }
        if let Some(ended) = decision.and_then(|it| it.annulled_later(self.day)) {
            remarks.push(format!("later declared invalid: {}", ended.by));
        }
        if status == PlaceStatus::None {
            remarks.extend(last_ended(decisions, self.day));
        }
        Entry {
            code,
            name,
            status: status.word(),
            decision: decision.map(|it| it.number.clone()),
            conditions: decision.map(conditions).unwrap_or_default(),
            from: from.map(|it| it.to_string()),
            until: until.map(|it| it.to_string()),
            as_of: self.day.to_string(),
            law_reviewed: self.law.reviewed.to_string(),
            regime: self.regime.to_owned(),
            region: self.place.region.clone(),
            note: joined(&remarks),
            basis,
            regime_name: self.law.regime(self.regime).map(|it| it.law_name.clone()).unwrap_or_default(),
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
        let review = country.and_then(|it| self.law.regime(self.regime).and_then(|regime| regime.review(it)));
        remarks.extend(review.map(str::to_owned));
        let territory = country.and_then(|it| self.law.places.territory_on(it, self.day));
        remarks.extend(territory.map(|it| it.note.clone()));
        remarks.dedup();
        remarks
    }
}

/// The decision that covered a place last, where none does any more.
fn last_ended(decisions: &[&Decision], day: Day) -> Option<String> {
    let last = decisions.iter().filter(|it| it.until.is_some_and(|until| until <= day)).max_by_key(|it| it.until)?;
    let by = last.ended.as_ref().map(|it| format!(": {}", it.by)).unwrap_or_default();
    Some(format!("Decision {} ended on {}{by}", last.number, last.until?))
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
        Condition::Listed { list } => format!("the recipient is on the list `{list}`"),
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
                let decision = it.decision.as_ref().map(|it| format!(", Decision {it}")).unwrap_or_default();
                out += &format!("  {} {}: {}{decision}\n", it.code, it.name, it.status);
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
        _ => "no adequacy decision; a transfer needs a ground of its own",
    };
    let mut out = format!("{} ({}): {}\n  {meaning}\n", entry.name, entry.code, entry.status);
    let mut line = |label: &str, text: &str| out += &format!("  {label}: {text}\n");
    if let Some(region) = &entry.region {
        line("region", region);
    }
    if let Some(decision) = &entry.decision {
        line("decision", decision);
    }
    if !entry.basis.is_empty() {
        line("basis", &entry.basis);
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
    let Entry { regime, regime_name, as_of, law_reviewed, .. } = entry;
    out + &format!("regime {regime} ({regime_name}), as of {as_of}, law reviewed {law_reviewed}\n")
}
