//! Reads the tables of places; a table that is not in order is a problem, never a default.

use std::{cell::Cell, collections::BTreeMap, ops::Range, sync::OnceLock};

use jiff::civil::Date;
use serde::{Deserialize, de::DeserializeOwned};
use toml::{Spanned, value::Datetime};

use crate::text::{FileId, Files, Problem, Problems, Span};

use super::super::reading::{self, Sources, span_in};

use super::super::place::{Bloc, Body, Country, Membership, Territory, Treatment};
use super::{Alias, Dissolved, Entry, Places, Spellings, Vague};

/// Reads what every run needs: countries, blocs, territories, doubted codes.
pub(super) fn places(sources: &Sources) -> Result<Places, Problems> {
    let countries = countries(sources.kept("data/countries.tsv")).map_err(|it| vec![it])?;
    let mut codes = Codes::new("data/places.toml", &countries);
    let file: PlacesFile = codes.read(sources)?;
    let mut problems = Problems::new();
    let blocs = codes.each(file.bloc, &mut problems, bloc);
    let mut territories = codes.each(file.territory, &mut problems, territory);
    territories.sort_by_key(|it| (it.country, it.from));
    let look_alikes = codes
        .each(pairs(file.look_alikes), &mut problems, |codes, (from, to)| Ok((codes.get(&from)?, codes.get(&to)?)));
    let articles = codes.each(file.articles, &mut problems, |codes, it: String| codes.get(&it));
    let reviews = codes.each(pairs(file.reviews), &mut problems, |codes, (code, why)| Ok((codes.get(&code)?, why)));
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(Places {
        countries,
        blocs,
        territories,
        look_alikes,
        articles,
        reviews,
        sources: sources.clone(),
        bodies: OnceLock::new(),
        spellings: OnceLock::new(),
        regions: OnceLock::new(),
        phrases: OnceLock::new(),
        called: OnceLock::new(),
    })
}

/// Reads the organizations, each with its other names.
pub(super) fn bodies(sources: &Sources, countries: &[Entry]) -> Result<Vec<(Body, Vec<String>)>, Problems> {
    let mut codes = Codes::new("data/organizations.toml", countries);
    let file: BodiesFile = codes.read(sources)?;
    let mut problems = Problems::new();
    let bodies = codes.each(file.body, &mut problems, body);
    if problems.is_empty() { Ok(bodies) } else { Err(problems) }
}

/// Reads the other spellings.
pub(super) fn spellings(sources: &Sources, countries: &[Entry]) -> Result<Spellings, Problems> {
    let mut codes = Codes::new("data/spellings.toml", countries);
    let file: SpellingsFile = codes.read(sources)?;
    let mut problems = Problems::new();
    let spellings = Spellings {
        aliases: codes.each(file.alias, &mut problems, alias),
        subdivisions: codes
            .each(pairs(file.subdivisions), &mut problems, |codes, (code, to)| Ok((code, codes.get(&to)?))),
        ordinary: codes.each(pairs(file.ordinary_subdivisions), &mut problems, ordinary),
        dissolved: codes.each(file.dissolved, &mut problems, dissolved),
        vague: file.vague.into_iter().map(|it| Vague { words: it.words, exact: it.exact, help: it.help }).collect(),
        providers: file.providers.into_iter().collect(),
    };
    if problems.is_empty() { Ok(spellings) } else { Err(problems) }
}

/// The codes of one country, each written as in `DE-HH` behind the hyphen.
fn ordinary(codes: &Codes<'_>, (country, parts): (String, String)) -> Result<(Country, String), Problem> {
    match parts.split_whitespace().find(|it| !is_subdivision(it)) {
        Some(wrong) => Err(codes.wrong(&format!("`{country}-{wrong}` is no code of a subdivision"))),
        None => Ok((codes.get(&country)?, parts)),
    }
}

/// Whether a text can be the part of a subdivision's code behind the hyphen.
pub(super) fn is_subdivision(part: &str) -> bool {
    matches!(part.len(), 1..=3) && part.bytes().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit())
}

/// Keys and values, each with the place of the value.
fn pairs(table: BTreeMap<String, Spanned<String>>) -> Vec<Spanned<(String, String)>> {
    table.into_iter().map(|(key, value)| Spanned::new(value.span(), (key, value.into_inner()))).collect()
}

/// Why a line is no row of the table of countries; `None` where it is one.
pub(in crate::law) fn wrong_row(line: &str) -> Option<String> {
    cells(line).err().map(str::to_owned)
}

/// Lines of alpha-2, alpha-3, name and variants between tabs, sorted by alpha-2; `#` opens a comment.
fn countries(text: &'static str) -> Result<Vec<Entry>, Problem> {
    let mut all: Vec<Entry> = Vec::with_capacity(text.len() / 24);
    for (line, number) in text.lines().zip(1_usize..) {
        if line.starts_with('#') {
            continue;
        }
        let wrong = |why: &str| Problem::nowhere(format!("data/countries.tsv:{number}: {why}"));
        let (country, alpha3, name, variants) = cells(line).map_err(wrong)?;
        if all.last().is_some_and(|it| it.country >= country) {
            return Err(wrong("rows are not sorted by code"));
        }
        all.push(Entry { country, alpha3, name, variants });
    }
    Ok(all)
}

fn cells(line: &str) -> Result<(Country, &str, &str, Vec<&str>), &'static str> {
    let mut cells = line.split('\t');
    let (Some(alpha2), Some(alpha3), Some(name), Some(variants), None) =
        (cells.next(), cells.next(), cells.next(), cells.next(), cells.next())
    else {
        return Err("four columns are needed: alpha-2, alpha-3, name, variants");
    };
    let country = Country::from_letters(alpha2).ok_or("the first column is no alpha-2 code")?;
    if alpha3.len() != 3 || !alpha3.bytes().all(|it| it.is_ascii_uppercase()) || name.is_empty() {
        return Err("an alpha-3 code and a name are needed");
    }
    Ok((country, alpha3, name, variants.split('|').filter(|it| !it.is_empty()).collect()))
}

/// Turns codes in a file into countries.
struct Codes<'a> {
    path: &'static str,
    countries: &'a [Entry],
    /// The file that somebody laid over ours, if this is one.
    file: Option<FileId>,
    at: Cell<Option<Span>>,
}

impl<'a> Codes<'a> {
    fn new(path: &'static str, countries: &'a [Entry]) -> Self {
        Self { path, countries, file: None, at: Cell::new(None) }
    }

    /// Reads the file; of ours that are compiled in no place is kept.
    fn read<T: DeserializeOwned>(&mut self, sources: &Sources) -> Result<T, Problems> {
        let mut problems = Problems::new();
        let read = reading::read(sources, self.path, &mut Files::default(), &mut problems);
        let Some((file, read)) = read.filter(|_| problems.is_empty()) else {
            return Err(problems);
        };
        self.file = sources.laid(self.path).map(|_| file);
        Ok(read)
    }

    /// Lowers each record by itself, so that all problems are told at once.
    fn each<R, T>(
        &self,
        records: Vec<Spanned<R>>,
        problems: &mut Problems,
        lower: impl Fn(&Self, R) -> Result<T, Problem>,
    ) -> Vec<T> {
        let mut all = Vec::with_capacity(records.len());
        for record in records {
            let span: Range<usize> = record.span();
            self.at.set(self.file.map(|file| span_in(file, &span)));
            match lower(self, record.into_inner()) {
                Ok(it) => all.push(it),
                Err(problem) => problems.push(problem),
            }
        }
        all
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
        match self.at.get() {
            Some(span) => Problem::at(span, why),
            None => Problem::nowhere(format!("{}: {why}", self.path)),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct PlacesFile {
    articles: Vec<Spanned<String>>,
    look_alikes: BTreeMap<String, Spanned<String>>,
    reviews: BTreeMap<String, Spanned<String>>,
    bloc: Vec<Spanned<BlocRecord>>,
    territory: Vec<Spanned<TerritoryRecord>>,
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
    body: Vec<Spanned<BodyRecord>>,
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
    alias: Vec<Spanned<AliasRecord>>,
    subdivisions: BTreeMap<String, Spanned<String>>,
    ordinary_subdivisions: BTreeMap<String, Spanned<String>>,
    dissolved: Vec<Spanned<DissolvedRecord>>,
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
