//! Which organization an inline party is: one that is defined with exactly its name and its country. Never compares anything
//! less: a company of that name in another country is another one.

use rustc_hash::FxHashMap;

use crate::{
    law::{Misplaced, Place},
    syntax::{Node, Value},
};

use super::{OrganizationId, define::Names};

/// Organizations that are defined, by their names, each with its country as it is written.
pub(super) struct Parties<'t> {
    by_name: FxHashMap<&'t str, Vec<(OrganizationId, Option<&'t str>)>>,
}

/// What the tables of an organization say of it.
#[derive(Default)]
struct Said<'t> {
    name: Option<&'t str>,
    country: Option<&'t str>,
}

impl<'t> Parties<'t> {
    /// Looks through all tables that define organizations; nothing of them has to be read yet.
    pub(super) fn of(names: &Names<'t>) -> Self {
        let mut said: FxHashMap<&'t str, Said<'t>> = FxHashMap::default();
        for entry in names.roots.iter().flat_map(|it| it.entries()) {
            let (name, country): (&[&str], &[&str]) = match entry.key {
                "organizations" => (&["name"], &["country"]),
                // A country in `in` is taken for that of its establishment.
                "recipients" => (&["operator", "name"], &["country", "in"]),
                _ => continue,
            };
            let Value::Table(entries) = entry.value.value() else {
                continue;
            };
            for one in entries {
                let known = said.entry(one.key).or_default();
                known.name = known.name.or_else(|| first(one.value, name));
                known.country = known.country.or_else(|| first(one.value, country).or_else(|| word(one.value)));
            }
        }
        let mut by_name: FxHashMap<&'t str, Vec<(OrganizationId, Option<&'t str>)>> = FxHashMap::default();
        for (id, said) in said {
            if let Some(number) = names.organizations.get(id) {
                by_name.entry(said.name.unwrap_or(id)).or_default().push((*number, said.country));
            }
        }
        Self { by_name }
    }

    /// The organization of a name and a country; none where several have both.
    pub(super) fn find(
        &self,
        name: &str,
        country: Option<&Place>,
        mut place: impl FnMut(&str) -> Result<Place, Misplaced>,
    ) -> Option<OrganizationId> {
        let mut same = self.by_name.get(name)?.iter().filter(|(_, own)| match (own.map(&mut place), country) {
            (Some(Ok(own)), Some(wanted)) => own.kind == wanted.kind && own.region.is_none() && wanted.region.is_none(),
            (None, None) => true,
            _ => false,
        });
        let first = same.next()?;
        same.next().is_none().then_some(first.0)
    }
}

fn first<'t>(table: Node<'t>, keys: &[&str]) -> Option<&'t str> {
    keys.iter().find_map(|key| word(table.get(key)?.value))
}

fn word(node: Node<'_>) -> Option<&str> {
    match node.value() {
        Value::Text(word) | Value::Plain(word) => Some(word),
        _ => None,
    }
}
