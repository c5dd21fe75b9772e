//! Which supervisory authority is competent for whom, and which one is meant by a name. Never says what it would decide.

use crate::text::closest;

use super::{Authority, Country, Day, Law, PlaceKind, Regime, places::phrase};

/// Whom an authority is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Supervised<'a> {
    /// Where it is established; `None` where that is not recorded, or not one country.
    pub country: Option<Country>,
    /// Its part of the country, ISO 3166-2.
    pub region: Option<&'a str>,
    /// Whether it is a public body.
    pub is_public: bool,
    /// Whether it is an institution or body of the territory itself.
    pub is_institution: bool,
}

/// Who is competent; GDPR Art. 55 and 56.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Competent<'l> {
    /// This one; for some matters one of the others, as their notes say.
    One(&'l Authority, Vec<&'l Authority>),
    /// One of these, and what decides which.
    OneOf(Vec<&'l Authority>, String),
    /// None that could be named, and why.
    Nobody(String),
}

impl Competent<'_> {
    /// The one that is certain.
    #[must_use]
    pub fn certain(&self) -> Option<&Authority> {
        match self {
            Self::One(authority, _) => Some(authority),
            Self::OneOf(..) | Self::Nobody(_) => None,
        }
    }
}

impl Authority {
    /// Its short name, where it has one.
    #[must_use]
    pub fn short_name(&self) -> &str {
        let short = self.name.split_once(" (").and_then(|(_, short)| short.strip_suffix(')'));
        short.unwrap_or(&self.name)
    }
}

/// Letters of a word that can tell one authority from others.
const DISTINCT: usize = 5;

impl Law {
    /// Every authority that is called so, by its name, its short name or another one, also beside that of its country.
    #[must_use]
    pub fn authorities_called(&self, name: &str) -> Vec<&Authority> {
        let said = phrase(name);
        self.authorities()
            .iter()
            .filter(|it| it.phrases.iter().any(|own| self.is_called(&said, own, it.country)))
            .collect()
    }

    /// The authority that may be meant by a name that none has: the only one that shares most words with it, by their beginnings.
    #[must_use]
    pub fn authority_like(&self, name: &str) -> Option<&Authority> {
        let said = phrase(name);
        let words = |it: &str| it.split(' ').filter(|it| it.len() >= DISTINCT).map(str::to_owned).collect::<Vec<_>>();
        let wanted = words(&said);
        let score = |it: &Authority| {
            let own = it.phrases.iter().flat_map(|it| words(it)).collect::<Vec<_>>();
            wanted
                .iter()
                .filter(|it| own.iter().any(|own| own.starts_with(*it) || it.starts_with(own.as_str())))
                .count()
        };
        let scored = self.authorities().iter().map(|it| (score(it), it)).collect::<Vec<_>>();
        let most = scored.iter().map(|it| it.0).max().filter(|it| *it > 0);
        let mut best = scored.iter().filter(|it| Some(it.0) == most).map(|it| it.1);
        if let (Some(one), None) = (best.next(), best.next()) {
            return Some(one);
        }
        let phrases = || self.authorities().iter().flat_map(|it| it.phrases.iter().map(move |own| (own.as_str(), it)));
        let near = closest(&said, phrases().map(|it| it.0))?;
        phrases().find(|it| it.0 == near).map(|it| it.1)
    }

    fn is_called(&self, said: &str, own: &str, country: Option<Country>) -> bool {
        if said == own {
            return true;
        }
        let rest = said.strip_prefix(own).filter(|it| it.starts_with(' '));
        let rest = rest.or_else(|| said.strip_suffix(own).filter(|it| it.ends_with(' ')));
        rest.is_some_and(|it| {
            let place = self.places.resolve(&it.trim().to_uppercase()).ok();
            place.is_some_and(|it| matches!(it.kind, PlaceKind::Countries(list) if list.first().copied() == country && list.len() == 1))
        })
    }

    /// The authority that is competent for somebody under a regime, by where it was established on a day.
    ///
    /// Names and addresses are those of the day on which the legal data were last reviewed.
    #[must_use]
    pub fn competent(&self, regime: &Regime, who: Supervised<'_>, day: Day) -> Competent<'_> {
        let all = self.authorities();
        if who.is_institution && regime.law_for_institutions(day).is_some() {
            return chosen(all.iter().filter(|it| it.country.is_none()).collect());
        }
        let alone = all.iter().filter(|it| it.regime.as_deref() == Some(regime.id.as_str())).collect::<Vec<_>>();
        if !alone.is_empty() {
            return chosen(alone);
        }
        let Some(country) = who.country else {
            return Competent::Nobody("in which country it is established is not recorded".to_owned());
        };
        if !regime.is_source(country, day) {
            return Competent::Nobody(
                "it is established outside: each authority is competent in its own country".to_owned(),
            );
        }
        let sector = if who.is_public { "public" } else { "private" };
        let fits = |it: &&Authority| it.sector.as_deref().is_none_or(|it| it == sector);
        let of = |country| all.iter().filter(move |it| it.country == Some(country)).filter(fits).collect::<Vec<_>>();
        let mut own = of(country);
        if own.is_empty() {
            // A territory without an authority of its own answers to that of its state.
            let state = self.places.territory_on(country, day).and_then(|it| it.belongs_to);
            own = state.map(of).unwrap_or_default();
        }
        let (whole, regional) = own.iter().partition::<Vec<_>, _>(|it| it.region.is_none());
        match who.region {
            _ if regional.is_empty() => chosen(whole),
            None => Competent::OneOf(own, "`region` of the organization is not recorded".to_owned()),
            Some(region) => {
                let is_there = |it: &&Authority| it.region.as_deref().is_some_and(|it| it.eq_ignore_ascii_case(region));
                let there = regional.into_iter().filter(is_there).collect::<Vec<_>>();
                match there.as_slice() {
                    [] => {
                        Competent::OneOf(own, format!("`{region}` is no region with an authority that is known here"))
                    }
                    [one] if !who.is_public => Competent::One(one, whole),
                    _ => {
                        let why = "whether it is a body of the region or of the whole country is not recorded";
                        Competent::OneOf(there.into_iter().chain(whole).collect(), why.to_owned())
                    }
                }
            }
        }
    }
}

fn chosen(list: Vec<&Authority>) -> Competent<'_> {
    match list.as_slice() {
        [] => Competent::Nobody("no authority is recorded here for that country".to_owned()),
        [one] => Competent::One(one, Vec::new()),
        _ => Competent::OneOf(list, "nothing that is recorded decides which".to_owned()),
    }
}

/// The names of an authority as they are compared: `Long name (SHORT)` is two of them, and so is `Name / Other name`.
pub(super) fn phrases(name: &str, also: &[String]) -> Vec<String> {
    let (long, short) = match name.split_once(" (") {
        Some((long, short)) => (long, short.strip_suffix(')')),
        None => (name, None),
    };
    let parts = long.split(" / ").chain(short).chain([name, long]).chain(also.iter().map(String::as_str));
    let mut phrases = parts.map(phrase).collect::<Vec<_>>();
    phrases.sort_unstable();
    phrases.dedup();
    phrases
}
