//! Dated facts about the world that findings speak of: events, published decisions, authorities. Decides nothing.

use serde::Deserialize;
use toml::Spanned;

use crate::text::{FileId, Problem, Problems};

use super::{
    Country, Day, Places,
    reading::{day, span_in},
};

/// A day on which the law changed, or what is known about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The day.
    pub date: Day,
    /// Whose assessments it makes due for review; often nobody's.
    pub countries: Vec<Country>,
    /// The only regime whose assessments it concerns; `None`: all.
    pub regime: Option<String>,
    /// What happened, as a phrase.
    pub what: String,
    /// Whether two sources agree.
    pub verified: bool,
    /// Where this was read.
    pub source: String,
}

/// A published decision of an authority against a safeguard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Precedent {
    /// Its id in the data.
    pub id: String,
    /// Day of the decision, or of its publication where only that is known.
    pub date: Day,
    /// Names under which the importer appears in inventories; case does not matter.
    pub importer_names: Vec<String>,
    /// The destination.
    pub country: Country,
    /// Kinds of mechanisms that it went against, by the words of `kind`.
    pub kinds: Vec<String>,
    /// Who decided.
    pub authority: String,
    /// What was decided, as a phrase.
    pub what: String,
    /// The day on which the law of the country changed since, and how.
    pub outdated_from: Option<(Day, String)>,
    /// Whether day and mechanism were read in two sources.
    pub verified: bool,
    /// Where this was read.
    pub source: String,
}

/// A supervisory authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    /// Its country; `None` for the one of the institutions of the Union.
    pub country: Option<Country>,
    /// The part of the country that it is for, ISO 3166-2.
    pub region: Option<String>,
    /// The regime that it alone enforces, wherever the exporter is; `None`: that of its territory, beside others.
    pub regime: Option<String>,
    /// Whether it is for `private` or `public` bodies alone.
    pub sector: Option<String>,
    /// Its name.
    pub name: String,
    /// What else it is called.
    pub also: Vec<String>,
    /// Its names as they are compared.
    pub(super) phrases: Vec<String>,
    /// For what it is competent, where that is not everything there.
    pub note: Option<String>,
    /// Its address on the web.
    pub site: String,
    /// Whether the address was confirmed.
    pub verified: bool,
    /// Where this was read.
    pub source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EventsFile {
    events: Vec<Spanned<WrittenEvent>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenEvent {
    #[serde(deserialize_with = "day")]
    date: Day,
    #[serde(default)]
    countries: Vec<Spanned<String>>,
    regime: Option<String>,
    what: String,
    verified: bool,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PrecedentsFile {
    precedents: Vec<Spanned<WrittenPrecedent>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct WrittenPrecedent {
    id: String,
    #[serde(deserialize_with = "day")]
    date: Day,
    importers: Vec<String>,
    country: Spanned<String>,
    kinds: Vec<String>,
    authority: String,
    what: String,
    outdated_from: Option<Outdated>,
    verified: bool,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Outdated {
    #[serde(deserialize_with = "day")]
    day: Day,
    why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AuthoritiesFile {
    authorities: Vec<Spanned<WrittenAuthority>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenAuthority {
    country: Option<Spanned<String>>,
    #[serde(default)]
    institutions: bool,
    region: Option<String>,
    regime: Option<String>,
    sector: Option<String>,
    note: Option<String>,
    name: String,
    #[serde(default)]
    also: Vec<String>,
    site: String,
    verified: bool,
    source: String,
}

pub(crate) fn lower_events(file: FileId, written: EventsFile, places: &Places, problems: &mut Problems) -> Vec<Event> {
    let events = written.events.into_iter().map(|it| {
        sourced(file, &it, &it.get_ref().source, "the event", problems);
        let it = it.into_inner();
        Event {
            date: it.date,
            countries: it.countries.iter().filter_map(|code| country(file, code, places, problems)).collect(),
            regime: it.regime,
            what: it.what,
            verified: it.verified,
            source: it.source,
        }
    });
    let mut events = events.collect::<Vec<_>>();
    events.sort_by_key(|it| it.date);
    events
}

pub(crate) fn lower_precedents(
    file: FileId,
    written: PrecedentsFile,
    places: &Places,
    is_kind: impl Fn(&str) -> bool,
    problems: &mut Problems,
) -> Vec<Precedent> {
    let precedents = written.precedents.into_iter().filter_map(|it| {
        sourced(file, &it, &it.get_ref().source, "the precedent", problems);
        let span = span_in(file, &it.span());
        let it = it.into_inner();
        if it.importers.is_empty() {
            problems.push(Problem::at(span, format!("the precedent `{}` names no importer", it.id)));
        }
        for kind in it.kinds.iter().filter(|it| !is_kind(it)) {
            problems.push(Problem::at(span, format!("`{kind}` is no kind of mechanism")));
        }
        Some(Precedent {
            country: country(file, &it.country, places, problems)?,
            id: it.id,
            date: it.date,
            importer_names: it.importers,
            kinds: it.kinds,
            authority: it.authority,
            what: it.what,
            outdated_from: it.outdated_from.map(|it| (it.day, it.why)),
            verified: it.verified,
            source: it.source,
        })
    });
    let mut precedents = precedents.collect::<Vec<_>>();
    precedents.sort_by(|a, b| a.date.cmp(&b.date).then_with(|| a.id.cmp(&b.id)));
    precedents
}

pub(crate) fn lower_authorities(
    file: FileId,
    written: AuthoritiesFile,
    places: &Places,
    problems: &mut Problems,
) -> Vec<Authority> {
    let mut authorities = Vec::with_capacity(written.authorities.len());
    for it in written.authorities {
        sourced(file, &it, &it.get_ref().source, "the authority", problems);
        let span = span_in(file, &it.span());
        let it = it.into_inner();
        if !it.site.starts_with("https://") {
            problems.push(Problem::at(span, format!("`{}` is no address that starts with https://", it.site)));
        }
        let found = it.country.as_ref().and_then(|code| country(file, code, places, problems));
        if found.is_none() && !it.institutions {
            if it.country.is_none() {
                problems.push(Problem::at(span, format!("the authority `{}` has no `country`", it.name)));
            }
            continue;
        }
        authorities.push(Authority {
            country: found,
            region: it.region,
            regime: it.regime,
            sector: it.sector,
            note: it.note,
            phrases: super::authorities::phrases(&it.name, &it.also),
            name: it.name,
            also: it.also,
            site: it.site,
            verified: it.verified,
            source: it.source,
        });
    }
    authorities
}

fn sourced<T>(file: FileId, record: &Spanned<T>, source: &str, what: &str, problems: &mut Problems) {
    if source.trim().is_empty() {
        problems.push(Problem::at(span_in(file, &record.span()), format!("{what} has no source")));
    }
}

fn country(file: FileId, code: &Spanned<String>, places: &Places, problems: &mut Problems) -> Option<Country> {
    let country = places.country(code.get_ref());
    if country.is_none() {
        let message = format!("`{}` is no country of `data/`", code.get_ref());
        problems.push(Problem::at(span_in(file, &code.span()), message));
    }
    country
}
