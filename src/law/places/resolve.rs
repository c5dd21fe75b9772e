//! From a word to a place, or to what should have been written. Never guesses: a word that two places share is an error.

use crate::text::{Problems, clean, closest};

use super::super::place::{Country, Doubt, HOW, Misplaced, Place, PlaceKind, Territory, Treatment};
use super::super::regions::{Extent, Region, Regions};
use super::phrase::phrase;
use super::read::is_subdivision;
use super::{Alias, Dissolved, Named, Places};

/// No place has a longer name; what is longer is not searched for.
const LONGEST: usize = 100;
/// How much of a word a message shows.
const SHOWN: usize = 40;
/// How many candidates a help names before it says how many more there are.
const LISTED: usize = 8;

impl Places {
    /// What a word stands for: a country by code or name, a cloud region, a bloc, an organization, or one of the open words.
    ///
    /// # Errors
    /// A word that names no place, or more than one.
    pub fn resolve(&self, word: &str) -> Result<Place, Misplaced> {
        let word = word.trim();
        if word.is_empty() {
            return Err(misplaced("a place is empty", HOW));
        }
        let failed = match self.look(word) {
            Ok(Some(place)) => return Ok(place),
            Ok(None) => None,
            Err(misplaced) => Some(misplaced),
        };
        Err(self.several(word).or(failed).unwrap_or_else(|| self.unknown(word)))
    }

    /// The same, without a search for what else may be meant: `None` where the word has no meaning.
    pub(super) fn look(&self, word: &str) -> Result<Option<Place>, Misplaced> {
        if word.len() > LONGEST {
            return Ok(None);
        }
        if let Some(place) = open_word(word) {
            return Ok(Some(place));
        }
        if let Some(vague) = self.vague_in_this_spelling(word)? {
            return Err(vague);
        }
        if let Some(country) = self.by_code(word)? {
            return Ok(Some(self.coded(country, word)));
        }
        if let Some((provider, region)) = word.split_once(':') {
            return self.in_region(word, provider.trim(), region.trim()).map(Some);
        }
        if let Some(named) = self.phrases().map_err(broken)?.get(&phrase(word)) {
            return self.named(*named, word).map(Some);
        }
        if let Some(country) = self.by_subdivision(word)? {
            let note = format!("{} is read as {}, {}", quoted(word), country.code(), self.name(country));
            return Ok(Some(Place { note: Some(note), ..self.at(country) }));
        }
        Ok(None)
    }

    /// Codes in lower case that are also words; upper case is never doubted here.
    fn vague_in_this_spelling(&self, word: &str) -> Result<Option<Misplaced>, Misplaced> {
        if word.len() > 3 || word.bytes().all(|it| it.is_ascii_uppercase()) {
            return Ok(None);
        }
        let mut all = self.spellings().map_err(broken)?.vague.iter().filter(|it| it.exact);
        // A country code is written in one case: `No` is a word, and no country.
        let lower = word.to_lowercase();
        let vague = all.find(|it| it.words.iter().any(|it| it == word || *it == lower));
        Ok(vague.map(|it| misplaced(format!("{} names no place", quoted(word)), it.help.as_str())))
    }

    /// The country of an alpha-2 or alpha-3 code in any letter case.
    fn by_code(&self, word: &str) -> Result<Option<Country>, Misplaced> {
        if !matches!(word.len(), 2 | 3) || !word.bytes().all(|it| it.is_ascii_alphabetic()) {
            return Ok(None);
        }
        let code = word.to_ascii_uppercase();
        if code.len() == 2 {
            return Ok(self.country(&code));
        }
        let Some(country) = self.countries.iter().find(|it| it.alpha3 == code).map(|it| it.country) else {
            return Ok(None);
        };
        // Providers name regions after airports: `blr` is Belarus in ISO 3166 and Bangalore at a provider.
        if word != code {
            let elsewhere: Vec<_> = self
                .table()?
                .everywhere(word)
                .filter(|it| it.id == word && it.extent != Extent::Countries(vec![country]))
                .collect();
            if !elsewhere.is_empty() {
                let help = format!("write `{code}` for {}, or {}", self.name(country), self.listed(&elsewhere));
                return Err(misplaced(format!("{} is a country code and a region id", quoted(word)), help));
            }
        }
        Ok(Some(country))
    }

    /// A country that was written as a code.
    fn coded(&self, country: Country, word: &str) -> Place {
        let mut place = self.at(country);
        if word.len() == 2 && place.doubt.is_none() {
            let look_alike = self.look_alikes.iter().find(|(it, _)| *it == country);
            let review = self.reviews.iter().find(|(it, _)| *it == country);
            place.doubt = look_alike
                .map(|(_, meant)| Doubt::LooksLike(*meant))
                .or_else(|| review.map(|(_, why)| Doubt::Review(why.clone())));
        }
        place
    }

    /// A country however it was written.
    fn at(&self, country: Country) -> Place {
        let mut place = Place::plain(PlaceKind::Countries(vec![country]));
        place.doubt = self
            .territory_note(country)
            .filter(|it| it.treatment == Treatment::Review)
            .map(|it| Doubt::Review(it.note.clone()));
        place
    }

    fn named(&self, named: Named, word: &str) -> Result<Place, Misplaced> {
        let spellings = self.spellings().map_err(broken)?;
        match named {
            Named::Country(country) => return Ok(self.at(country)),
            Named::Body(id) => return Ok(Place::plain(PlaceKind::Body(id))),
            Named::Bloc(id) => return Ok(Place::plain(PlaceKind::Bloc(id))),
            Named::Alias(at) => {
                if let Some(it) = spellings.aliases.get(at) {
                    return Ok(self.aliased(it, word));
                }
            }
            Named::Dissolved(at) => {
                if let Some(it) = spellings.dissolved.get(at) {
                    return Err(self.dissolved(it, word));
                }
            }
            Named::Vague(at) => {
                if let Some(it) = spellings.vague.get(at) {
                    return Err(misplaced(format!("{} names no place", quoted(word)), it.help.as_str()));
                }
            }
        }
        unreachable!("numbers of words are made from their table")
    }

    fn aliased(&self, alias: &Alias, word: &str) -> Place {
        let mut place = self.at(alias.country);
        if let Some(why) = &alias.review {
            place.doubt = Some(Doubt::Review(why.clone()));
        }
        let (code, name) = (alias.country.code(), self.name(alias.country));
        place.note = Some(format!("{} is read as {code}, {name}: {}", quoted(word), alias.why));
        place
    }

    fn dissolved(&self, state: &Dissolved, word: &str) -> Misplaced {
        let successors: Vec<_> =
            state.successors.iter().map(|it| format!("`{}` ({})", it.code(), self.name(*it))).collect();
        misplaced(
            format!("{} is no longer a country", quoted(word)),
            format!("{} ended on {}; write {}", state.name, state.ended, alternatives(&successors)),
        )
    }

    /// `DE-HH` and the like, in upper case: region ids of providers are in lower case. The country stands for an ordinary
    /// subdivision alone, since a territory apart has a law of its own.
    fn by_subdivision(&self, word: &str) -> Result<Option<Country>, Misplaced> {
        let spellings = self.spellings().map_err(broken)?;
        if let Some((_, country)) = spellings.subdivisions.iter().find(|(it, _)| it.as_str() == word) {
            return Ok(Some(*country));
        }
        let Some((country, part)) = word.split_once('-').filter(|(_, part)| is_subdivision(part)) else {
            return Ok(None);
        };
        let Some(country) = self.country(country) else { return Ok(None) };
        let ordinary = spellings.ordinary.iter().find(|(it, _)| *it == country);
        if ordinary.is_some_and(|(_, parts)| parts.split_whitespace().any(|it| it == part)) {
            return Ok(Some(country));
        }
        let coded = self.countries.iter().find(|it| it.country.code() == part || it.alpha3 == part);
        let own = |it: &Territory| it.belongs_to == Some(country);
        if let Some(entry) =
            coded.filter(|entry| self.territories.iter().any(|it| it.country == entry.country && own(it)))
        {
            return Ok(Some(entry.country));
        }
        // Where nothing lies apart, every part is the country.
        if ordinary.is_none() && !self.territories.iter().any(own) {
            return Ok(Some(country));
        }
        let mut meant = vec![country];
        meant.extend(coded.map(|it| it.country).filter(|it| *it != country));
        let meant: Vec<_> = meant.iter().map(|it| format!("`{}` ({})", it.code(), self.name(*it))).collect();
        let apart = self.territories.iter().find(|it| own(it)).map(|it| it.country);
        let apart = apart.map_or_else(String::new, |it| {
            format!("; a territory apart has its own code, as `{}` ({}) has", it.code(), self.name(it))
        });
        let help = format!("write the country, {}{apart}", alternatives(&meant));
        Err(misplaced(format!("unknown subdivision {}", quoted(word)), help))
    }

    fn in_region(&self, word: &str, provider: &str, id: &str) -> Result<Place, Misplaced> {
        let regions = self.table()?;
        let Some(provider) = self.provider(regions, provider)? else {
            return Err(self.unknown_provider(regions, word, provider, id));
        };
        // Azure's regions are written `West Europe` as well as `westeurope`.
        let solid: String = id.split_whitespace().collect();
        let Some(region) = regions.find(provider, id).or_else(|| regions.find(provider, &solid)) else {
            return Err(self.unknown_region(regions, provider, &solid));
        };
        Ok(self.at_region(region))
    }

    fn at_region(&self, region: &Region) -> Place {
        let (kind, pinned) = match &region.extent {
            Extent::Countries(all) => (PlaceKind::Countries(all.clone()), true),
            Extent::Bloc(short) => (self.bloc_named(short).map_or(PlaceKind::Unknown, PlaceKind::Bloc), true),
            Extent::Anywhere => (PlaceKind::World, false),
        };
        let doubt = if region.evidence.supports_an_error() { None } else { Some(Doubt::Unverified) };
        Place { kind, region: Some(region.canonical()), pinned, doubt, note: None }
    }

    /// The name of a provider in the region table.
    fn provider<'a>(&self, regions: &'a Regions, written: &str) -> Result<Option<&'a str>, Misplaced> {
        let plain = written.to_ascii_lowercase().replace([' ', '_'], "-");
        let known = |wanted: &str| regions.providers().iter().copied().find(|it| *it == wanted);
        if let Some(provider) = known(&plain) {
            return Ok(Some(provider));
        }
        let mut others = self.spellings().map_err(broken)?.providers.iter();
        Ok(others.find(|(it, _)| *it == plain).and_then(|(_, to)| known(to)))
    }

    fn unknown_provider(&self, regions: &Regions, word: &str, provider: &str, id: &str) -> Misplaced {
        let message = format!("unknown provider {}", quoted(provider));
        let others = self.spellings().into_iter().flat_map(|it| &it.providers);
        let names = regions.providers().iter().copied().chain(others.map(|(it, _)| it.as_str()));
        let near = closest(provider, names).and_then(|it| self.provider(regions, it).ok().flatten());
        if let Some(near) = near {
            let known = regions.find(near, id).map(Region::canonical);
            let meant = known.unwrap_or_else(|| format!("{near}:{}", shortened(id)));
            return misplaced(message, format!("did you mean `{meant}`?"));
        }
        let candidates: Vec<_> = regions.everywhere(if id.is_empty() { word } else { id }).collect();
        if !candidates.is_empty() {
            return misplaced(message, format!("write {}", self.listed(&candidates)));
        }
        misplaced(message, format!("known providers: {}", regions.providers().join(", ")))
    }

    fn unknown_region(&self, regions: &Regions, provider: &str, id: &str) -> Misplaced {
        let message = format!("unknown region {} of {provider}", quoted(id));
        let rows = regions.of(provider);
        // A zone begins with its region (never with one as short as `us`), and a few regions have the cloud below them in front.
        let wanted = id.to_ascii_lowercase();
        let zone = rows
            .iter()
            .filter(|it| it.id.len() > 3 && wanted.starts_with(&it.id.to_ascii_lowercase()))
            .max_by_key(|it| it.id.len());
        let tail = rows.iter().find(|it| it.id.split_once(':').is_some_and(|(_, it)| it.eq_ignore_ascii_case(id)));
        let near = zone.or(tail).map(|it| it.id).or_else(|| closest(id, rows.iter().map(|it| it.id)));
        let region = near.and_then(|it| regions.find(provider, it));
        let help = match region {
            Some(it) => format!("did you mean `{}` ({})?", it.canonical(), self.extent(it)),
            None => {
                let some: Vec<_> = rows.iter().collect();
                format!("known regions: {}; or write the country", self.listed(&some))
            }
        };
        misplaced(message, help)
    }

    fn unknown(&self, word: &str) -> Misplaced {
        if word.len() > LONGEST {
            return misplaced(format!("unknown place {}", quoted(word)), HOW);
        }
        let regions = match self.table() {
            Ok(regions) => regions,
            Err(broken) => return broken,
        };
        let solid: String = word.split_whitespace().collect();
        let candidates: Vec<_> = regions.everywhere(&solid).collect();
        if !candidates.is_empty() {
            let message = format!("region {} without its provider", quoted(word));
            return misplaced(message, format!("write {}", self.listed(&candidates)));
        }
        if let Ok(Some(provider)) = self.provider(regions, word) {
            let example = regions.of(provider).first().map_or_else(String::new, Region::canonical);
            let message = format!("{} is a provider, not a place", quoted(word));
            return misplaced(message, format!("write the region with it, such as `{example}`, or the country"));
        }
        let help = self.suggestion(word).unwrap_or_else(|| HOW.to_owned());
        misplaced(format!("unknown place {}", quoted(word)), help)
    }

    /// The name nearest to a word of some length; two or three letters are near to everything.
    fn suggestion(&self, word: &str) -> Option<String> {
        if word.chars().count() < 4 {
            return None;
        }
        let meanings = self.meanings().ok()?;
        let names = meanings
            .iter()
            .filter(|(_, it)| !matches!(it, Named::Vague(_) | Named::Dissolved(_)))
            .map(|(word, _)| *word)
            .chain(["world", "third-country", "unknown"]);
        let near = closest(word, names)?;
        // A word that goes on after a name says more than the name.
        let rest = word.get(near.len()..).filter(|_| word.to_lowercase().starts_with(&near.to_lowercase()));
        if rest.is_some_and(|it| it.starts_with(|it: char| !it.is_alphanumeric())) {
            return None;
        }
        Some(match meanings.iter().find(|(it, _)| *it == near) {
            Some((_, Named::Country(country))) => format!("did you mean {near} ({})?", country.code()),
            Some(_) => format!("did you mean {near}?"),
            None => format!("did you mean `{near}`?"),
        })
    }

    /// `aws:eu-west-1` (Ireland), `alibaba:eu-west-1` (United Kingdom).
    fn listed(&self, regions: &[&Region]) -> String {
        let mut all: Vec<_> =
            regions.iter().take(LISTED).map(|it| format!("`{}` ({})", it.canonical(), self.extent(it))).collect();
        if regions.len() > LISTED {
            all.push(format!("{} more", regions.len() - LISTED));
        }
        alternatives(&all)
    }

    fn extent(&self, region: &Region) -> String {
        match &region.extent {
            Extent::Countries(all) => all.iter().map(|it| self.name(*it)).collect::<Vec<_>>().join(" and "),
            Extent::Bloc(short) => self.bloc_named(short).map_or_else(String::new, |it| self.bloc(it).name.clone()),
            Extent::Anywhere => "anywhere".to_owned(),
        }
    }

    fn table(&self) -> Result<&Regions, Misplaced> {
        self.regions().map_err(broken)
    }
}

fn open_word(word: &str) -> Option<Place> {
    let kind = match word {
        it if it.eq_ignore_ascii_case("world") => PlaceKind::World,
        it if it.eq_ignore_ascii_case("third-country") => PlaceKind::ThirdCountry,
        it if it.eq_ignore_ascii_case("unknown") => PlaceKind::Unknown,
        _ => return None,
    };
    Some(Place::plain(kind))
}

pub(super) fn misplaced(message: impl AsRef<str>, help: impl AsRef<str>) -> Misplaced {
    Misplaced { message: clean(message.as_ref()).into_owned(), help: clean(help.as_ref()).into_owned() }
}

fn broken(problems: &Problems) -> Misplaced {
    misplaced("a table of places cannot be read", problems.first().map_or("", |it| it.message.as_str()))
}

/// A word of the input as a message may show it.
pub(super) fn quoted(word: &str) -> String {
    format!("`{}`", shortened(word))
}

pub(super) fn shortened(word: &str) -> String {
    let start: String = word.chars().take(SHOWN).collect();
    let more = if start.len() < word.len() { "…" } else { "" };
    format!("{}{more}", clean(&start).replace('`', "'"))
}

/// `a`, `b` or `c`.
fn alternatives(all: &[String]) -> String {
    match all {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
