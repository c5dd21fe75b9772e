//! How the provisions that rules name are cited under another law. Translates names, and judges nothing.

use serde::Deserialize;

use super::{Day, reading::optional_day};

/// The citations of a regime.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cites {
    prefix: Option<(String, String)>,
    kept: Vec<String>,
    each: Vec<Cite>,
}

/// One provision, and what stands in its place.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cite {
    of: Vec<String>,
    #[serde(rename = "as")]
    with: Vec<String>,
    #[serde(default, deserialize_with = "optional_day")]
    from: Option<Day>,
    #[serde(default, deserialize_with = "optional_day")]
    until: Option<Day>,
}

/// The table as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CitesFile {
    /// What a provision begins with, and what it begins with here, where the numbers are the same.
    prefix: Option<(String, String)>,
    /// Beginnings of citations that hold here as they are.
    #[serde(default)]
    kept: Vec<String>,
    #[serde(default)]
    each: Vec<Cite>,
}

impl From<CitesFile> for Cites {
    fn from(written: CitesFile) -> Self {
        Self { prefix: written.prefix, kept: written.kept, each: written.each }
    }
}

impl Cites {
    /// Provisions as they are cited on a day, each once; those without a counterpart are left out.
    #[must_use]
    pub fn of(&self, provisions: &[String], day: Day) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for provision in provisions {
            for cited in self.one(provision, day).into_iter().flatten() {
                if !all.contains(&cited) {
                    all.push(cited);
                }
            }
        }
        all
    }

    /// What stands in the place of a provision on a day; `None` where nobody wrote anything of it.
    #[must_use]
    pub fn one(&self, provision: &str, day: Day) -> Option<Vec<String>> {
        let holds = |it: &&Cite| {
            it.from.is_none_or(|from| from <= day)
                && it.until.is_none_or(|until| day < until)
                && it.of.iter().any(|it| it == provision)
        };
        if let Some(cite) = self.each.iter().find(holds) {
            return Some(cite.with.clone());
        }
        if self.kept.iter().any(|it| provision.starts_with(it.as_str())) {
            return Some(vec![provision.to_owned()]);
        }
        let (own, here) = self.prefix.as_ref()?;
        provision.strip_prefix(own.as_str()).map(|rest| vec![format!("{here}{rest}")])
    }
}
