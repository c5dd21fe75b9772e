//! Reads the tables of places; a table that is not in order is a problem, never a default.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use jiff::civil::Date;
use serde::Deserialize;
use toml::value::Datetime;

use crate::text::Problem;

use super::super::place::{Bloc, Body, Country, Membership, Territory, Treatment};
use super::{Alias, Dissolved, Entry, Places, Spellings, Vague};

/// The texts of the tables.
#[derive(Debug)]
pub(super) struct Tables {
    pub(super) countries: &'static str,
    pub(super) places: &'static str,
    pub(super) organizations: &'static str,
    pub(super) spellings: &'static str,
    pub(super) regions: &'static str,
}

/// Reads what every run needs: countries, blocs, territories, doubted codes.
pub(super) fn places(tables: Tables) -> Result<Places, Problem> {
    let countries = countries(tables.countries)?;
    let codes = Codes { file: "data/places.toml", countries: &countries };
    let file: PlacesFile = codes.parse(tables.places)?;
    let blocs = file.bloc.into_iter().map(|it| bloc(&codes, it)).collect::<Result<_, _>>()?;
    let mut territories =
        file.territory.into_iter().map(|it| territory(&codes, it)).collect::<Result<Vec<_>, Problem>>()?;
    territories.sort_by_key(|it| (it.country, it.from));
    let look_alikes = file
        .look_alikes
        .iter()
        .map(|(from, to)| Ok((codes.get(from)?, codes.get(to)?)))
        .collect::<Result<_, Problem>>()?;
    let articles = file.articles.iter().map(|it| codes.get(it)).collect::<Result<_, Problem>>()?;
    let reviews =
        file.reviews.into_iter().map(|(code, why)| Ok((codes.get(&code)?, why))).collect::<Result<_, Problem>>()?;
    Ok(Places {
        countries,
        blocs,
        territories,
        look_alikes,
        articles,
        reviews,
        tables,
        bodies: OnceLock::new(),
        spellings: OnceLock::new(),
        regions: OnceLock::new(),
        phrases: OnceLock::new(),
    })
}

/// Reads the organizations, each with its other names.
pub(super) fn bodies(text: &str, countries: &[Entry]) -> Result<Vec<(Body, Vec<String>)>, Problem> {
    let codes = Codes { file: "data/organizations.toml", countries };
    let file: BodiesFile = codes.parse(text)?;
    file.body.into_iter().map(|it| body(&codes, it)).collect()
}

/// Reads the other spellings.
pub(super) fn spellings(text: &str, countries: &[Entry]) -> Result<Spellings, Problem> {
    let codes = Codes { file: "data/spellings.toml", countries };
    let file: SpellingsFile = codes.parse(text)?;
    Ok(Spellings {
        aliases: file.alias.into_iter().map(|it| alias(&codes, it)).collect::<Result<_, _>>()?,
        subdivisions: file
            .subdivisions
            .into_iter()
            .map(|(code, to)| Ok((code, codes.get(&to)?)))
            .collect::<Result<_, Problem>>()?,
        dissolved: file.dissolved.into_iter().map(|it| dissolved(&codes, it)).collect::<Result<_, _>>()?,
        vague: file.vague.into_iter().map(|it| Vague { words: it.words, exact: it.exact, help: it.help }).collect(),
        providers: file.providers.into_iter().collect(),
    })
}

/// Lines of alpha-2, alpha-3, name and variants between tabs, sorted by alpha-2; `#` opens a comment.
fn countries(text: &'static str) -> Result<Vec<Entry>, Problem> {
    let mut all: Vec<Entry> = Vec::with_capacity(text.len() / 24);
    for (line, number) in text.lines().zip(1_usize..) {
        if line.starts_with('#') {
            continue;
        }
        let wrong = |why: &str| Problem::nowhere(format!("data/countries.tsv:{number}: {why}"));
        let mut cells = line.split('\t');
        let (Some(alpha2), Some(alpha3), Some(name), Some(variants), None) =
            (cells.next(), cells.next(), cells.next(), cells.next(), cells.next())
        else {
            return Err(wrong("four columns are needed"));
        };
        let country = Country::from_letters(alpha2).ok_or_else(|| wrong("the first column is no alpha-2 code"))?;
        if alpha3.len() != 3 || !alpha3.bytes().all(|it| it.is_ascii_uppercase()) || name.is_empty() {
            return Err(wrong("an alpha-3 code and a name are needed"));
        }
        if all.last().is_some_and(|it| it.country >= country) {
            return Err(wrong("rows are not sorted by code"));
        }
        let variants = variants.split('|').filter(|it| !it.is_empty()).collect();
        all.push(Entry { country, alpha3, name, variants });
    }
    Ok(all)
}

/// Turns codes in a file into countries.
struct Codes<'a> {
    file: &'static str,
    countries: &'a [Entry],
}

impl Codes<'_> {
    fn parse<T: for<'de> Deserialize<'de>>(&self, text: &str) -> Result<T, Problem> {
        toml::from_str(text).map_err(|error| {
            let byte = error.span().map_or(0, |it| it.start);
            let line = text.bytes().take(byte).filter(|it| *it == b'\n').count() + 1;
            Problem::nowhere(format!("{}:{line}: {}", self.file, error.message()))
        })
    }

    fn get(&self, code: &str) -> Result<Country, Problem> {
        Country::from_letters(code)
            .filter(|wanted| self.countries.binary_search_by_key(wanted, |it| it.country).is_ok())
            .ok_or_else(|| self.wrong(&format!("`{code}` is no country code")))
    }

    fn all(&self, codes: &[String]) -> Result<Vec<Country>, Problem> {
        codes.iter().map(|it| self.get(it)).collect()
    }

    fn date(&self, date: Option<Datetime>) -> Result<Option<Date>, Problem> {
        let Some(date) = date else { return Ok(None) };
        date.to_string().parse().map(Some).map_err(|_| self.wrong(&format!("`{date}` is no day")))
    }

    fn wrong(&self, why: &str) -> Problem {
        Problem::nowhere(format!("{}: {why}", self.file))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct PlacesFile {
    articles: Vec<String>,
    look_alikes: BTreeMap<String, String>,
    reviews: BTreeMap<String, String>,
    bloc: Vec<BlocRecord>,
    territory: Vec<TerritoryRecord>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct BlocRecord {
    short: String,
    name: String,
    words: Vec<String>,
    members: Vec<MembersRecord>,
    verified: bool,
    source: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct MembersRecord {
    countries: Vec<String>,
    from: Option<Datetime>,
    until: Option<Datetime>,
}

fn bloc(codes: &Codes<'_>, it: BlocRecord) -> Result<(Bloc, Vec<String>), Problem> {
    sourced(codes, &it.short, &it.source)?;
    let mut members = Vec::new();
    for group in it.members {
        let (from, until) = (codes.date(group.from)?, codes.date(group.until)?);
        members.extend(codes.all(&group.countries)?.into_iter().map(|country| Membership { country, from, until }));
    }
    members.sort_by_key(|it| (it.country, it.from));
    Ok((Bloc { short: it.short, name: it.name, members, verified: it.verified, source: it.source }, it.words))
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct TerritoryRecord {
    country: String,
    belongs_to: Option<String>,
    from: Option<Datetime>,
    until: Option<Datetime>,
    treatment: TreatmentWord,
    note: String,
    verified: bool,
    source: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum TreatmentWord {
    Eea,
    Third,
    Adequate,
    AdequatePartial,
    Review,
}

fn territory(codes: &Codes<'_>, it: TerritoryRecord) -> Result<Territory, Problem> {
    sourced(codes, &it.country, &it.source)?;
    let treatment = match it.treatment {
        TreatmentWord::Eea => Treatment::Eea,
        TreatmentWord::Third => Treatment::Third,
        TreatmentWord::Adequate => Treatment::Adequate,
        TreatmentWord::AdequatePartial => Treatment::AdequatePartial,
        TreatmentWord::Review => Treatment::Review,
    };
    Ok(Territory {
        country: codes.get(&it.country)?,
        belongs_to: it.belongs_to.map(|it| codes.get(&it)).transpose()?,
        from: codes.date(it.from)?,
        until: codes.date(it.until)?,
        treatment,
        note: it.note,
        verified: it.verified,
        source: it.source,
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct BodiesFile {
    body: Vec<BodyRecord>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct BodyRecord {
    short: String,
    name: String,
    #[serde(default)]
    words: Vec<String>,
    seat: String,
    #[serde(default)]
    sites: Vec<String>,
    source: String,
}

fn body(codes: &Codes<'_>, it: BodyRecord) -> Result<(Body, Vec<String>), Problem> {
    sourced(codes, &it.short, &it.source)?;
    let (seat, sites) = (codes.get(&it.seat)?, codes.all(&it.sites)?);
    Ok((Body { short: it.short, name: it.name, seat, sites, source: it.source }, it.words))
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct SpellingsFile {
    alias: Vec<AliasRecord>,
    subdivisions: BTreeMap<String, String>,
    dissolved: Vec<DissolvedRecord>,
    vague: Vec<VagueRecord>,
    providers: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct AliasRecord {
    word: String,
    country: String,
    why: String,
    review: Option<String>,
    source: String,
}

fn alias(codes: &Codes<'_>, it: AliasRecord) -> Result<Alias, Problem> {
    sourced(codes, &it.word, &it.source)?;
    Ok(Alias { country: codes.get(&it.country)?, word: it.word, why: it.why, review: it.review })
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct DissolvedRecord {
    words: Vec<String>,
    name: String,
    ended: Datetime,
    successors: Vec<String>,
    source: String,
}

fn dissolved(codes: &Codes<'_>, it: DissolvedRecord) -> Result<Dissolved, Problem> {
    sourced(codes, &it.name, &it.source)?;
    let ended = codes.date(Some(it.ended))?.ok_or_else(|| codes.wrong(&format!("`{}` has no end", it.name)))?;
    Ok(Dissolved { successors: codes.all(&it.successors)?, words: it.words, name: it.name, ended })
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct VagueRecord {
    words: Vec<String>,
    #[serde(default)]
    exact: bool,
    help: String,
}

fn sourced(codes: &Codes<'_>, what: &str, source: &str) -> Result<(), Problem> {
    if source.trim().is_empty() { Err(codes.wrong(&format!("`{what}` has no source"))) } else { Ok(()) }
}
