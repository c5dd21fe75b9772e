//! Cloud regions and where they are, from `data/cloud-regions.csv`; never guesses from the name of a region.

use crate::text::Problem;

use super::place::Country;

/// One region of one provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// `aws`.
    pub provider: &'static str,
    /// `eu-west-2`, in the provider's own spelling.
    pub id: &'static str,
    /// Where it is.
    pub extent: Extent,
    /// City or description.
    pub place: &'static str,
    /// Where this was read.
    pub source: &'static str,
    /// How far it was verified.
    pub evidence: Evidence,
}

impl Region {
    /// `aws:eu-west-2`.
    #[must_use]
    pub fn canonical(&self) -> String {
        format!("{}:{}", self.provider, self.id)
    }
}

/// The countries of a region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extent {
    /// In each of these.
    Countries(Vec<Country>),
    /// Somewhere in the bloc of this short name.
    Bloc(&'static str),
    /// The provider fixes no place.
    Anywhere,
}

/// How far a row was verified, as the column `verified` says.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// Id and place read at the provider or in a recorded answer.
    Read,
    /// Two third parties agree.
    Cross,
    /// One third party.
    ThirdParty,
    /// Derived by a rule from a row that is verified.
    Rule,
    /// Id read, country from its name or common knowledge.
    IdOnly,
    /// Read in part.
    Partial,
    /// From memory.
    None,
}

impl Evidence {
    /// Whether an error may rest on it.
    #[must_use]
    pub fn supports_an_error(self) -> bool {
        matches!(self, Self::Read | Self::Cross | Self::ThirdParty | Self::Rule)
    }

    fn parse(word: &str) -> Option<Self> {
        EVIDENCE.iter().find(|(it, _)| *it == word).map(|(_, it)| *it)
    }
}

const EVIDENCE: [(&str, Evidence); 7] = [
    ("yes", Evidence::Read),
    ("cross", Evidence::Cross),
    ("third-party", Evidence::ThirdParty),
    ("rule", Evidence::Rule),
    ("id-only", Evidence::IdOnly),
    ("partial", Evidence::Partial),
    ("no", Evidence::None),
];

/// All regions, by provider in the order of the file.
#[derive(Debug, Clone)]
pub(in crate::law) struct Regions {
    rows: Vec<Region>,
    providers: Vec<&'static str>,
}

/// The first line of the table.
pub(in crate::law) const HEADER: &str = "provider,region,country,place,source,verified";

impl Regions {
    /// Reads the table; `file` names it in problems.
    pub(in crate::law) fn read(
        file: &str,
        text: &'static str,
        country: impl Fn(&str) -> Option<Country>,
        is_bloc: impl Fn(&str) -> bool,
    ) -> Result<Self, Problem> {
        let mut rows: Vec<Region> = Vec::with_capacity(text.len() / 100);
        let mut providers: Vec<&'static str> = Vec::new();
        for (line, number) in text.lines().zip(1_usize..) {
            if number == 1 {
                if line != HEADER {
                    return Err(Problem::nowhere(format!("{file}:1: the columns must be {HEADER}")));
                }
                continue;
            }
            let row = row(line, &country, &is_bloc)
                .ok_or_else(|| Problem::nowhere(format!("{file}:{number}: not a region")))?;
            if providers.last() != Some(&row.provider) {
                if providers.contains(&row.provider) {
                    return Err(Problem::nowhere(format!("{file}:{number}: rows of `{}` are apart", row.provider)));
                }
                providers.push(row.provider);
            }
            rows.push(row);
        }
        Ok(Self { rows, providers })
    }

    /// The region of a provider; exact letter case first, then any.
    pub(in crate::law) fn find(&self, provider: &str, id: &str) -> Option<&Region> {
        let rows = self.of(provider);
        rows.iter().find(|it| it.id == id).or_else(|| rows.iter().find(|it| it.id.eq_ignore_ascii_case(id)))
    }

    /// Regions of this id at any provider, exact letter case or not.
    pub(in crate::law) fn everywhere<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Region> {
        self.rows.iter().filter(move |it| it.id.eq_ignore_ascii_case(id))
    }

    /// All regions of a provider.
    pub(in crate::law) fn of(&self, provider: &str) -> &[Region] {
        let start = self.rows.iter().position(|it| it.provider == provider).unwrap_or(self.rows.len());
        let rows = self.rows.get(start..).unwrap_or_default();
        let end = rows.iter().position(|it| it.provider != provider).unwrap_or(rows.len());
        rows.get(..end).unwrap_or_default()
    }

    /// Names of all providers, in the order of the file.
    pub(in crate::law) fn providers(&self) -> &[&'static str] {
        &self.providers
    }

    /// All rows.
    pub(in crate::law) fn iter(&self) -> impl Iterator<Item = &Region> {
        self.rows.iter()
    }
}

/// Why a line is no row of the table; `None` where it is one.
pub(in crate::law) fn wrong_row(
    line: &str,
    country: impl Fn(&str) -> Option<Country>,
    is_bloc: impl Fn(&str) -> bool,
) -> Option<String> {
    let Some([provider, id, extent, _, source, verified]) = cells(line) else {
        return Some(format!("a row has the columns {HEADER}"));
    };
    if provider.is_empty() || id.is_empty() {
        return Some("a row needs `provider` and `region`".to_owned());
    }
    if source.is_empty() {
        return Some(format!("`{provider}:{id}` has no source"));
    }
    if Evidence::parse(verified).is_none() {
        return Some(format!("`{verified}` is no word of `verified`: {}", EVIDENCE.map(|(it, _)| it).join(", ")));
    }
    let is_extent = |it: &str| match it.strip_prefix('@') {
        Some(bloc) => bloc == "ANY" || is_bloc(bloc),
        None => it.split('+').all(|it| country(it).is_some()),
    };
    (!is_extent(extent)).then(|| format!("`{extent}` is no country, no `@BLOC` and not `@ANY`"))
}

fn row(
    line: &'static str,
    country: impl Fn(&str) -> Option<Country>,
    is_bloc: impl Fn(&str) -> bool,
) -> Option<Region> {
    let [provider, id, extent, place, source, verified] = cells(line)?;
    if provider.is_empty() || id.is_empty() || source.is_empty() {
        return None;
    }
    let extent = match extent {
        "@ANY" => Extent::Anywhere,
        it => match it.strip_prefix('@') {
            Some(bloc) if is_bloc(bloc) => Extent::Bloc(bloc),
            Some(_) => return None,
            None => Extent::Countries(it.split('+').map(country).collect::<Option<_>>()?),
        },
    };
    Some(Region { provider, id, extent, place, source, evidence: Evidence::parse(verified)? })
}

fn cells(line: &str) -> Option<[&str; 6]> {
    let mut rest = Some(line);
    let mut cell = || {
        let (it, left) = cell(rest?)?;
        rest = left;
        Some(it)
    };
    let cells = [cell()?, cell()?, cell()?, cell()?, cell()?, cell()?];
    rest.is_none().then_some(cells)
}

/// One cell and what follows its comma. Quoted cells hold no quotes of their own in this table.
fn cell(text: &str) -> Option<(&str, Option<&str>)> {
    if let Some(quoted) = text.strip_prefix('"') {
        let (it, left) = quoted.split_once('"')?;
        return if left.is_empty() { Some((it, None)) } else { left.strip_prefix(',').map(|left| (it, Some(left))) };
    }
    Some(text.split_once(',').map_or((text, None), |(it, left)| (it, Some(left))))
}
