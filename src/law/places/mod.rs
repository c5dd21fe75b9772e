//! All places that the tables know, and questions about them; never how the law judges them.

mod phrase;
mod read;
mod resolve;
mod several;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use crate::text::{Problem, Problems, clean};

use super::place::{Bloc, BlocId, Body, BodyId, Country, Territory};
use super::{
    Sources,
    regions::{Region, Regions},
};
pub(in crate::law) use phrase::phrase;

pub(in crate::law) use read::wrong_row;

/// Countries, names, blocs, organizations, territories and cloud regions.
#[derive(Debug, Clone)]
pub struct Places {
    /// By alpha-2 code.
    countries: Vec<Entry>,
    blocs: Vec<(Bloc, Vec<String>)>,
    /// By country, then time.
    territories: Vec<Territory>,
    /// A code, and the country that is meant by it more often.
    look_alikes: Vec<(Country, Country)>,
    articles: Vec<Country>,
    /// A code that is written for no country at all, and why.
    reviews: Vec<(Country, String)>,
    sources: Sources,
    // The rest is read at first use: most runs need little of it.
    bodies: Lazy<Vec<(Body, Vec<String>)>>,
    spellings: Lazy<Spellings>,
    regions: Lazy<Regions>,
    phrases: Lazy<FxHashMap<String, Named>>,
    /// The words of international organizations, by their length.
    called: OnceLock<Vec<Vec<(String, BodyId)>>>,
}

/// A table that is read at first use, or why it could not be.
type Lazy<T> = OnceLock<Result<T, Problems>>;

/// Spellings that are neither codes nor names.
#[derive(Debug, Clone)]
struct Spellings {
    aliases: Vec<Alias>,
    /// A subdivision, and the country whose code it has.
    subdivisions: Vec<(String, Country)>,
    /// A country, and the codes of its ordinary subdivisions between blanks.
    ordinary: Vec<(Country, String)>,
    dissolved: Vec<Dissolved>,
    vague: Vec<Vague>,
    /// Other name of a provider, its name in the region table.
    providers: Vec<(String, String)>,
}

/// One row of the country table.
#[derive(Debug, Clone)]
struct Entry {
    country: Country,
    alpha3: &'static str,
    name: &'static str,
    variants: Vec<&'static str>,
}

/// A word that is read as a country.
#[derive(Debug, Clone)]
struct Alias {
    word: String,
    country: Country,
    why: String,
    review: Option<String>,
}

/// A state that is no more.
#[derive(Debug, Clone)]
struct Dissolved {
    words: Vec<String>,
    name: String,
    ended: Date,
    successors: Vec<Country>,
}

/// Spellings that name no place of their own.
#[derive(Debug, Clone)]
struct Vague {
    words: Vec<String>,
    exact: bool,
    help: String,
}

/// What a phrase stands for; numbers are places in the tables.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Named {
    Country(Country),
    Body(BodyId),
    Bloc(BlocId),
    Alias(usize),
    Dissolved(usize),
    Vague(usize),
}

impl Places {
    /// The tables that are compiled in. Those that few runs need are read at first use; [`Places::check`] reads all.
    ///
    /// # Errors
    /// A table that does not follow its format; the message names file and line or record.
    pub fn embedded() -> Result<Self, Problems> {
        Self::of(&Sources::embedded())
    }

    /// The tables of some texts.
    pub(in crate::law) fn of(sources: &Sources) -> Result<Self, Problems> {
        read::places(sources)
    }

    /// Reads every table now.
    ///
    /// # Errors
    /// Every record that does not follow its format.
    pub fn check(&self) -> Result<(), Problems> {
        let mut problems = Problems::new();
        problems.extend(self.organizations().err().into_iter().flatten().cloned());
        problems.extend(self.spellings().err().into_iter().flatten().cloned());
        problems.extend(self.regions().err().into_iter().flatten().cloned());
        problems.extend(self.ambiguous());
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// The country of an alpha-2 code in upper case; no aliases, no names: for data files.
    #[must_use]
    pub fn country(&self, code: &str) -> Option<Country> {
        self.entry(Country::from_letters(code)?).map(|it| it.country)
    }

    /// Its English short name.
    #[must_use]
    pub fn name(&self, country: Country) -> &str {
        self.entry(country).map_or("", |it| it.name)
    }

    /// Its name as it stands in a sentence: `the United States`.
    #[must_use]
    pub fn name_in_sentence(&self, country: Country) -> String {
        let article = if self.articles.contains(&country) { "the " } else { "" };
        format!("{article}{}", self.name(country))
    }

    /// All countries, by code.
    pub fn countries(&self) -> impl Iterator<Item = Country> {
        self.countries.iter().map(|it| it.country)
    }

    /// A bloc.
    #[must_use]
    pub fn bloc(&self, id: BlocId) -> &Bloc {
        match self.blocs.get(usize::from(id.0)) {
            Some((bloc, _)) => bloc,
            None => unreachable!("ids of blocs are made by their table"),
        }
    }

    /// The bloc of a short name in upper case (`EU`); for data files.
    #[must_use]
    pub fn bloc_named(&self, short: &str) -> Option<BlocId> {
        let at = self.blocs.iter().position(|(it, _)| it.short == short)?;
        u16::try_from(at).ok().map(BlocId)
    }

    /// The international organization of a short name in any letter case (`EPO`).
    #[must_use]
    pub fn body(&self, short: &str) -> Option<BodyId> {
        let at = self.organizations().ok()?.iter().position(|(it, _)| it.short.eq_ignore_ascii_case(short))?;
        u16::try_from(at).ok().map(BodyId)
    }

    /// The international organization of a short name, a name or another word for it, in any letter case.
    #[must_use]
    pub fn body_called(&self, name: &str) -> Option<BodyId> {
        let called = self.called.get_or_init(|| {
            let mut called: Vec<Vec<(String, BodyId)>> = Vec::new();
            for ((body, words), at) in self.organizations().unwrap_or_default().iter().zip(0_u16..) {
                for word in [&body.short, &body.name].into_iter().chain(words) {
                    if called.len() <= word.len() {
                        called.resize_with(word.len() + 1, Vec::new);
                    }
                    called.get_mut(word.len()).into_iter().for_each(|it| it.push((word.clone(), BodyId(at))));
                }
            }
            called
        });
        let name = name.trim();
        called.get(name.len())?.iter().find(|(word, _)| word.eq_ignore_ascii_case(name)).map(|it| it.1)
    }

    /// All words for international organizations.
    pub fn body_words(&self) -> impl Iterator<Item = &str> {
        let all = self.organizations().into_iter().flatten();
        all.flat_map(|(it, words)| [&it.short, &it.name].into_iter().chain(words)).map(String::as_str)
    }

    /// An international organization.
    #[must_use]
    pub fn body_info(&self, id: BodyId) -> &Body {
        match self.organizations().ok().and_then(|all| all.get(usize::from(id.0))) {
            Some((body, _)) => body,
            None => unreachable!("ids of organizations are made by their table"),
        }
    }

    /// All international organizations.
    pub fn bodies(&self) -> impl Iterator<Item = &Body> {
        self.organizations().into_iter().flatten().map(|(it, _)| it)
    }

    /// What the law makes of a special territory today; `None` for an ordinary country.
    #[must_use]
    pub fn territory_note(&self, country: Country) -> Option<&Territory> {
        self.territories.iter().rfind(|it| it.country == country)
    }

    /// What the law made of a special territory on a day; `None` where nothing special is recorded for it.
    #[must_use]
    pub fn territory_on(&self, country: Country, day: Date) -> Option<&Territory> {
        self.territories.iter().find(|it| it.country == country && it.holds_on(day))
    }

    /// All records of special territories, by country, then time.
    pub fn territories(&self) -> impl Iterator<Item = &Territory> {
        self.territories.iter()
    }

    /// All regions, by provider.
    pub fn all_regions(&self) -> impl Iterator<Item = &Region> {
        self.regions().into_iter().flat_map(Regions::iter)
    }

    fn organizations(&self) -> Result<&[(Body, Vec<String>)], &Problems> {
        let read = || read::bodies(&self.sources, &self.countries);
        self.bodies.get_or_init(read).as_deref()
    }

    fn spellings(&self) -> Result<&Spellings, &Problems> {
        self.spellings.get_or_init(|| read::spellings(&self.sources, &self.countries)).as_ref()
    }

    fn regions(&self) -> Result<&Regions, &Problems> {
        let country = |code: &str| self.country(code);
        let is_bloc = |short: &str| self.bloc_named(short).is_some();
        let read = || {
            let path = "data/cloud-regions.csv";
            Regions::read(path, self.sources.kept(path), country, is_bloc).map_err(|it| vec![it])
        };
        self.regions.get_or_init(read).as_ref()
    }

    fn entry(&self, country: Country) -> Option<&Entry> {
        let at = self.countries.binary_search_by_key(&country, |it| it.country).ok()?;
        self.countries.get(at)
    }

    /// Words that would be read as one place by some and as another by others.
    fn ambiguous(&self) -> Problems {
        let codes = self
            .countries
            .iter()
            .flat_map(|it| [it.country.code(), it.alpha3].into_iter().map(|code| (code, Named::Country(it.country))));
        let mut before: FxHashMap<String, Named> = codes.map(|(code, named)| (phrase(code), named)).collect();
        let mut problems = Problems::new();
        for (word, named) in self.meanings().unwrap_or_default() {
            if before.insert(phrase(word), named).is_some_and(|it| it != named) {
                let message = format!("`{}` would be read as two places", clean(word));
                problems
                    .push(Problem::nowhere(message).help("a name, a code or another spelling belongs to one place"));
            }
        }
        problems
    }

    /// Names and other spellings. A phrase has one meaning.
    fn phrases(&self) -> Result<&FxHashMap<String, Named>, &Problems> {
        let build = || {
            let mut all = FxHashMap::default();
            for (word, named) in self.meanings().map_err(Clone::clone)? {
                all.entry(phrase(word)).or_insert(named);
            }
            Ok(all)
        };
        self.phrases.get_or_init(build).as_ref()
    }

    /// Every word that is neither an ISO code nor a region, with its meaning.
    fn meanings(&self) -> Result<Vec<(&str, Named)>, &Problems> {
        let (spellings, bodies) = (self.spellings()?, self.organizations()?);
        let mut all: Vec<(&str, Named)> = Vec::with_capacity(1000);
        for it in &self.countries {
            let names = std::iter::once(it.name).chain(it.variants.iter().copied());
            all.extend(names.map(|word| (word, Named::Country(it.country))));
        }
        all.extend(spellings.aliases.iter().enumerate().map(|(at, it)| (it.word.as_str(), Named::Alias(at))));
        for ((_, words), at) in self.blocs.iter().zip(0_u16..) {
            all.extend(words.iter().map(|word| (word.as_str(), Named::Bloc(BlocId(at)))));
        }
        for ((body, words), at) in bodies.iter().zip(0_u16..) {
            let names = [&body.short, &body.name].into_iter().chain(words);
            all.extend(names.map(|word| (word.as_str(), Named::Body(BodyId(at)))));
        }
        for (at, it) in spellings.dissolved.iter().enumerate() {
            all.extend(it.words.iter().map(|word| (word.as_str(), Named::Dissolved(at))));
        }
        for (at, it) in spellings.vague.iter().enumerate().filter(|(_, it)| !it.exact) {
            all.extend(it.words.iter().map(|word| (word.as_str(), Named::Vague(at))));
        }
        Ok(all)
    }
}
