//! Which organization an inline party, or the `operator` of a recipient, is: one that is defined with exactly its name and its
//! country. Never compares anything less: a company of that name in another country is another one.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    law::{Misplaced, Place, PlaceKind},
    syntax::{Entry, Node, Value},
};

use super::{OrganizationId, define::Names, expand::HOME, unsaid::UNKNOWN};

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
        for (table, one) in of_tables(names, &["organizations", "recipients"]) {
            // What stands there of one that is another is no name of its own.
            if !names.joined.contains(one.key) {
                let known = said.entry(one.key).or_default();
                known.name = known.name.or_else(|| first(one.value, name_of(table)));
                let country = || first(one.value, country_of(table)).or_else(|| word(one.value));
                known.country = known.country.or_else(country);
            }
        }
        let mut by_name: FxHashMap<&'t str, Vec<(OrganizationId, Option<&'t str>)>> = FxHashMap::default();
        for (id, said) in said {
            if let Some(number) = names.organizations.get(id) {
                by_name.entry(said.name.unwrap_or(id)).or_default().push((number, said.country));
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

/// Recipients that name each other as their operators, one after the other, before that is taken for a circle.
const MOST_OTHERS: usize = 64;

/// Makes one of each recipient and the organization that its `operator` names, by its id or by its name and country.
pub(super) fn join(names: &mut Names<'_>, mut place: impl FnMut(&str) -> Result<Place, Misplaced>) {
    let operators = of_tables(names, &["recipients"]).filter_map(|(_, it)| Some((it, first(it.value, &["operator"])?)));
    let operators = operators.collect::<Vec<_>>();
    if operators.is_empty() {
        return;
    }
    let mut by_name: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    let mut countries = FxHashMap::default();
    for (table, one) in of_tables(names, &["organizations"]) {
        by_name.entry(first(one.value, name_of(table)).unwrap_or(one.key)).or_default().push(one.key);
        countries.insert(one.key, first(one.value, country_of(table)));
    }
    let mut same = |one: &str, other: &str| match (place(one), place(other)) {
        (Ok(one), Ok(other)) => one.kind == other.kind && one.region.is_none() && other.region.is_none(),
        _ => false,
    };
    let short = of_tables(names, &["recipients"]).map(|(_, it)| (it.key, it.value)).collect::<FxHashMap<_, _>>();
    let (mut joined, mut others) = (FxHashMap::default(), FxHashMap::default());
    // Recipients with an operator that nobody else has the id or the name of.
    let mut alone = Vec::new();
    for (recipient, operator) in operators {
        let own = first(recipient.value, &["country"]);
        let there = own.or_else(|| first(recipient.value, country_of("recipients")));
        let found = match (countries.get(operator), by_name.get(operator).map(Vec::as_slice)) {
            _ if countries.contains_key(recipient.key) => None,
            // Nobody else is called so.
            (None, None) if operator == HOME && !short.contains_key(HOME) => names.home,
            (Some(country), _) => Some(operator).filter(|_| own.zip(*country).is_none_or(|(own, it)| same(own, it))),
            (None, Some([one])) => {
                let country = countries.get(one).copied().flatten();
                Some(*one).filter(|_| there.zip(country).is_some_and(|(there, it)| same(there, it)))
            }
            // The id of another recipient is that of an organization.
            (None, None) => {
                let other = short.get(operator).filter(|_| operator != recipient.key);
                let country = other.and_then(|it| first(*it, &["country"]));
                let is_one = own.zip(country).is_none_or(|(own, it)| same(own, it));
                others.extend(other.filter(|_| is_one).map(|_| (recipient.key, operator)));
                alone.extend(own.filter(|_| other.is_none()).map(|country| (operator, country, recipient)));
                None
            }
            _ => None,
        };
        joined.extend(found.map(|it| (recipient.key, it)));
    }
    joined.extend(of_one_operator(alone, place));
    for (recipient, other) in &others {
        // Through others of others; where they name each other in a circle, each is its own.
        let last = std::iter::successors(Some(*other), |it| others.get(it).copied()).take(MOST_OTHERS).last();
        let last = last.filter(|it| !others.contains_key(it));
        joined.extend(last.map(|it| (*recipient, joined.get(it).copied().unwrap_or(it))));
    }
    if joined.is_empty() {
        return;
    }
    names.organizations.join(&joined);
    names.call_home();
    names.joined = joined.into_keys().collect();
}

/// Recipients with one operator and one country, each but the first by its id with that one: two lines of one company.
fn of_one_operator<'t>(
    recipients: Vec<(&'t str, &'t str, Entry<'t>)>,
    mut place: impl FnMut(&str) -> Result<Place, Misplaced>,
) -> Vec<(&'t str, &'t str)> {
    let mut of_one: FxHashMap<(&str, String), Vec<Entry<'t>>> = FxHashMap::default();
    for (operator, country, recipient) in recipients {
        let country =
            place(country).ok().filter(|it| it.region.is_none() && matches!(it.kind, PlaceKind::Countries(_)));
        if let Some(country) = country {
            of_one.entry((operator, format!("{:?}", country.kind))).or_default().push(recipient);
        }
    }
    let mut joined = Vec::new();
    for mut all in of_one.into_values().filter(|it| it.len() > 1 && agree(it)) {
        all.sort_by_key(|it| it.key);
        let first = all.first().map_or("", |it| it.key);
        joined.extend(all.iter().filter(|it| it.key != first).map(|it| (it.key, first)));
    }
    joined
}

/// What a recipient says of its organization beside its name and country.
const OF_COMPANY: [&str; 10] =
    ["kind", "body", "parent", "gdpr", "dpf", "listings", "laws", "sector", "surveillance", "subprocessors"];

/// Whether recipients say nothing different of their organizations, letter by letter: where they do, it is asked whether they are one.
fn agree(recipients: &[Entry<'_>]) -> bool {
    OF_COMPANY.iter().all(|key| {
        let said = recipients.iter().filter_map(|it| it.value.get(key)).map(|it| format!("{:?}", it.value));
        said.collect::<FxHashSet<_>>().len() <= 1
    })
}

/// Every entry of some tables of all files, with the table that it stands in.
fn of_tables<'t>(names: &Names<'t>, tables: &'static [&'static str]) -> impl Iterator<Item = (&'t str, Entry<'t>)> {
    let all = names.roots.clone().into_iter().flat_map(|it| it.entries());
    all.filter(|it| tables.contains(&it.key)).flat_map(|table| {
        let entries = if let Value::Table(entries) = table.value.value() { Some(entries) } else { None };
        entries.into_iter().flatten().map(move |it| (table.key, it))
    })
}

fn name_of(table: &str) -> &'static [&'static str] {
    if table == "recipients" { &["operator", "name"] } else { &["name"] }
}

/// Of a recipient, a country in `in` is taken for that of its establishment.
fn country_of(table: &str) -> &'static [&'static str] {
    if table == "recipients" { &["country", "in"] } else { &["country"] }
}

fn first<'t>(table: Node<'t>, keys: &[&str]) -> Option<&'t str> {
    // An operator of which nobody knows the name is nobody else.
    keys.iter().find_map(|key| word(table.get(key)?.value).filter(|it| *key != "operator" || *it != UNKNOWN))
}

/// A text, or the first of a list: one value or several.
fn word(node: Node<'_>) -> Option<&str> {
    match node.value() {
        Value::Text(word) | Value::Plain(word) => Some(word),
        Value::List(mut items) => match items.next()?.value() {
            Value::Text(word) | Value::Plain(word) => Some(word),
            _ => None,
        },
        _ => None,
    }
}
