//! The first look at all files: every id that is defined gets a number, so that the second look can say at once
//! what nothing defines.

use std::{collections::hash_map, hash::Hash};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    syntax::{Entry, Node, Tree, Value},
    text::{Lack, Problem, Problems, Span, beside},
};

use super::{AssessmentId, DataId, MeasureId, MechanismId, OrganizationId, SystemId, expand::HOME};

/// The ids that one table defines, in all files.
pub(crate) struct Ids<'t, Id> {
    numbers: Numbers<'t, Id>,
    /// In the order of their numbers: each id, and where it stands.
    list: Vec<(&'t str, Span)>,
}

impl<Id> Default for Ids<'_, Id> {
    fn default() -> Self {
        Self { numbers: Numbers::default(), list: Vec::new() }
    }
}

impl<'t, Id: Copy> Ids<'t, Id> {
    /// The number of an id.
    pub(crate) fn get(&self, id: &str) -> Option<Id> {
        self.numbers.get(id)
    }

    /// All of them, in no order.
    pub(crate) fn words(&self) -> impl Iterator<Item = &'t str> {
        self.list.iter().map(|it| it.0)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// The id of a number, and where it stands.
    pub(super) fn at(&self, number: usize) -> Option<(&'t str, Span)> {
        self.list.get(number).copied()
    }

    fn reserve(&mut self, n_ids: usize) {
        self.numbers.short.reserve(n_ids);
        self.list.reserve(n_ids);
    }

    /// Gives an id the next number, or says which one it has.
    fn add(&mut self, id: &'t str, span: Span, at: fn(usize) -> Id) -> Option<Id> {
        let known = self.numbers.add(id, at(self.list.len()));
        if known.is_none() {
            self.list.push((id, span));
        }
        known
    }
}

impl<'t> Ids<'t, OrganizationId> {
    /// Makes some ids other words for others; the rest is numbered anew.
    pub(super) fn join(&mut self, joined: &FxHashMap<&'t str, &'t str>) {
        self.list.retain(|it| !joined.contains_key(it.0));
        self.numbers = Numbers::default();
        for (at, (id, _)) in self.list.iter().enumerate() {
            self.numbers.add(id, OrganizationId::at(at));
        }
        for (id, other) in joined {
            if let Some(number) = self.get(other) {
                self.numbers.add(id, number);
            }
        }
    }
}

/// Numbers by their ids. Short ids stand in the table itself: to compare one never leads into the text.
struct Numbers<'t, Id> {
    short: FxHashMap<Packed, Id>,
    long: FxHashMap<&'t str, Id>,
}

impl<Id> Default for Numbers<'_, Id> {
    fn default() -> Self {
        Self { short: FxHashMap::default(), long: FxHashMap::default() }
    }
}

impl<'t, Id: Copy> Numbers<'t, Id> {
    fn get(&self, id: &str) -> Option<Id> {
        match packed(id) {
            Some(id) => self.short.get(&id).copied(),
            None => self.long.get(id).copied(),
        }
    }

    /// Adds an id that is not known; gives the number of one that is.
    fn add(&mut self, id: &'t str, number: Id) -> Option<Id> {
        fn add<K: Eq + Hash, Id: Copy>(numbers: &mut FxHashMap<K, Id>, id: K, number: Id) -> Option<Id> {
            match numbers.entry(id) {
                hash_map::Entry::Occupied(known) => return Some(*known.get()),
                hash_map::Entry::Vacant(place) => place.insert(number),
            };
            None
        }
        match packed(id) {
            Some(id) => add(&mut self.short, id, number),
            None => add(&mut self.long, id, number),
        }
    }
}

/// The bytes of an id of up to 15, and how many they are.
type Packed = (u64, u64);

/// Packs an id that is short enough. Its last bytes may be among its first ones too: in ids of one length the same ones are.
fn packed(id: &str) -> Option<Packed> {
    let bytes = id.as_bytes();
    let (first, last) = if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        (u64::from_ne_bytes(*first), u64::from_be_bytes(*last))
    } else if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        (u32::from_ne_bytes(*first).into(), u32::from_be_bytes(*last).into())
    } else {
        (bytes.iter().fold(0, |all, it| all << 8 | u64::from(*it)), 0)
    };
    // Of up to 15 bytes, the first of the last eight is one of the first eight: the length takes its place.
    (bytes.len() < 16).then_some((first, last << 8 | bytes.len() as u64))
}

/// All ids that are defined, each with its number.
#[derive(Default)]
pub(crate) struct Names<'t> {
    /// Where each file begins.
    pub(super) roots: Vec<Node<'t>>,
    /// The entries of each table that defines ids, by where its key stands.
    entries: FxHashMap<Span, Vec<Entry<'t>>>,
    pub(crate) organizations: Ids<'t, OrganizationId>,
    /// Recipients that are an organization of another id.
    pub(super) joined: FxHashSet<&'t str>,
    /// The organization that `home` names, or `home` itself where it is a place.
    pub(super) home: Option<&'t str>,
    /// Organizations that are recipients and nothing else.
    pub(super) only_short: Vec<&'t str>,
    pub(crate) systems: Ids<'t, SystemId>,
    pub(crate) data: Ids<'t, DataId>,
    pub(crate) mechanisms: Ids<'t, MechanismId>,
    pub(crate) assessments: Ids<'t, AssessmentId>,
    pub(crate) measures: Ids<'t, MeasureId>,
}

/// Numbers every id that is defined in any of the files; what is defined twice is a problem at both places.
///
/// Each table is numbered by itself, long ones side by side; the problems come in the order of the files.
pub(super) fn all<'t>(trees: &'t [Tree<'_>], problems: &mut Problems) -> Names<'t> {
    let mut found = Vec::new();
    let mut blocks = Vec::new();
    for (at, entry) in trees.iter().flat_map(|tree| tree.root().entries()).enumerate() {
        if !DEFINING.contains(&entry.key) {
            continue;
        }
        match entry.value.value() {
            Value::Table(entries) => {
                blocks.push(Block { at, table: entry.key, span: entry.key_span, entries: entries.all() });
            }
            _ => found.push(((at, 0), no_table(entry))),
        }
    }
    let size = |table| blocks.iter().filter(|it| it.defines(table)).map(|it| it.entries.len()).sum::<usize>();
    let (organizations, (systems, (mechanisms, (data, assessments, measures)))) = beside(
        size("organizations"),
        || Defining::read("organizations", &blocks, OrganizationId::at, OrganizationId::index),
        || {
            let systems = || Defining::read("systems", &blocks, SystemId::at, SystemId::index);
            beside(size("systems"), systems, || {
                let mechanisms = || Defining::read("mechanisms", &blocks, MechanismId::at, MechanismId::index);
                beside(size("mechanisms"), mechanisms, || {
                    (
                        Defining::read("data", &blocks, DataId::at, DataId::index),
                        Defining::read("assessments", &blocks, AssessmentId::at, AssessmentId::index),
                        Defining::read("measures", &blocks, MeasureId::at, MeasureId::index),
                    )
                })
            })
        },
    );
    let only_short = organizations.only_short();
    let mut names = Names {
        roots: trees.iter().map(Tree::root).collect(),
        only_short,
        organizations: organizations.finish(&mut found),
        systems: systems.finish(&mut found),
        data: data.finish(&mut found),
        mechanisms: mechanisms.finish(&mut found),
        assessments: assessments.finish(&mut found),
        measures: measures.finish(&mut found),
        entries: blocks.into_iter().map(|it| (it.span, it.entries)).collect(),
        ..Names::default()
    };
    // Stable: where one entry defines two ids, what is wrong with the first comes first.
    found.sort_by_key(|it| it.0);
    problems.extend(found.into_iter().map(|it| it.1));
    names.home(trees);
    names
}

/// The tables of a file whose entries define ids.
const DEFINING: &[&str] = &["recipients", "organizations", "systems", "data", "mechanisms", "assessments", "measures"];

/// A table of a file whose entries define ids.
struct Block<'t> {
    /// Its place among all tables of all files.
    at: usize,
    table: &'t str,
    /// Where its key stands.
    span: Span,
    entries: Vec<Entry<'t>>,
}

impl Block<'_> {
    /// Whether its entries define ids of a table: a recipient is an organization and a system.
    fn defines(&self, table: &str) -> bool {
        self.table == table || self.is_short() && matches!(table, "organizations" | "systems")
    }

    fn is_short(&self) -> bool {
        self.table == "recipients"
    }
}

fn no_table(table: Entry<'_>) -> Problem {
    let message = format!("`{0}` must be a table with an entry for each id, `[{0}.ID]`", table.key);
    let lack = if matches!(table.value.value(), Value::Null) { Lack::Part } else { Lack::Table };
    let help = format!("write each entry under its id, as `{0}.ID`, and its keys below that", table.key);
    Problem::at(table.value.span(), message).label("not a table").lacks(lack).help(help)
}

/// What a word says that stands under `via` in the place of a mechanism's id.
fn said_by(table: &str, id: &str) -> Option<&'static str> {
    match (table, id) {
        ("mechanisms", "none") => Some("that a flow rests on nothing"),
        ("mechanisms", "open") => Some("that nobody has settled yet what a flow rests on"),
        _ => None,
    }
}

/// Where something is defined: the place of its table among all tables, and its own in it.
type Place = (usize, usize);

/// The ids of one table while they are read.
struct Defining<'t, Id> {
    table: &'static str,
    ids: Ids<'t, Id>,
    /// By number: what the short form defines.
    short: FxHashMap<usize, Short>,
    found: Vec<(Place, Problem)>,
}

/// An id that the short form defines.
struct Short {
    /// Where it does so first.
    span: Span,
    /// Where something else defines it first.
    full: Option<Span>,
}

impl<'t, Id: Copy> Defining<'t, Id> {
    /// Reads the ids of a table; `at` makes one of a number, `index` gives its number.
    fn read(table: &'static str, blocks: &[Block<'t>], at: fn(usize) -> Id, index: fn(Id) -> usize) -> Self {
        let mut it = Self { table, ids: Ids::default(), short: FxHashMap::default(), found: Vec::new() };
        let blocks = blocks.iter().filter(|it| it.defines(table));
        it.ids.reserve(blocks.clone().map(|it| it.entries.len()).sum());
        for block in blocks {
            for (n, entry) in block.entries.iter().enumerate() {
                it.say_of_word((block.at, n), entry);
                let known = it.ids.add(entry.key, entry.key_span, at).map(index);
                if block.is_short() {
                    it.define_short((block.at, n), entry, known);
                } else if let Some(number) = known {
                    it.define_again((block.at, n), entry, number);
                }
            }
        }
        it
    }

    fn say_of_word(&mut self, place: Place, entry: &Entry<'t>) {
        if entry.key.trim().is_empty() {
            let problem = Problem::at(entry.key_span, "an id must not be empty").label("empty id");
            self.found.push((place, problem));
        }
        if let Some(what) = said_by(self.table, entry.key) {
            let message = format!("no mechanism can be called `{}`: under `via` that word says {what}", entry.key);
            let problem = Problem::at(entry.key_span, message).label("not an id").help("give it another id");
            self.found.push((place, problem));
        }
    }

    /// A recipient defines an id, which may be known by its number.
    fn define_short(&mut self, place: Place, entry: &Entry<'t>, known: Option<usize>) {
        let number = known.unwrap_or(self.ids.len() - 1);
        let before = self.short.get(&number).map(|it| it.span);
        if before.is_none() {
            let full = known.and_then(|it| self.ids.at(it)).map(|it| it.1);
            self.short.insert(number, Short { span: entry.key_span, full });
        }
        // The second table of a recipient repeats what the first has said.
        if let ("organizations", Some(before)) = (self.table, before) {
            self.found.push((place, defined_twice(entry, "recipients", before)));
        }
    }

    /// A full entry defines an id that is known.
    fn define_again(&mut self, place: Place, entry: &Entry<'t>, number: usize) {
        let before = match self.short.get_mut(&number) {
            // What was only known by its short form is defined here; the place is kept when it is read.
            Some(short) => short.full.replace(short.full.unwrap_or(entry.key_span)),
            None => self.ids.at(number).map(|it| it.1),
        };
        self.found.extend(before.map(|before| (place, defined_twice(entry, self.table, before))));
    }

    /// The ids that only the short form defines.
    fn only_short(&self) -> Vec<&'t str> {
        let all = self.short.iter().filter(|it| it.1.full.is_none());
        all.filter_map(|it| self.ids.at(*it.0)).map(|it| it.0).collect()
    }

    fn finish(self, found: &mut Vec<(Place, Problem)>) -> Ids<'t, Id> {
        found.extend(self.found);
        self.ids
    }
}

fn defined_twice(entry: &Entry<'_>, shown: &str, before: Span) -> Problem {
    Problem::at(entry.key_span, format!("`{}` is defined twice in `{shown}`", entry.key))
        .label("defined again here")
        .related(before, "first defined here")
        .help("keep one of them, or rename one")
}

impl<'t> Names<'t> {
    /// The organization that the word of `home` names: a recipient, which may be called as a country is, is none.
    pub(super) fn home_organization(&self, word: &str) -> Option<OrganizationId> {
        self.organizations.get(word).filter(|_| !self.only_short.contains(&word))
    }

    /// The entries of a table of a file whose entries define ids; `None` where it is no table.
    pub(super) fn entries_of(&self, table: Entry<'_>) -> Option<&[Entry<'t>]> {
        self.entries.get(&table.key_span).map(Vec::as_slice)
    }

    /// `home` stands for a system of that name, and for an organization too: its own where it is a place, else the one that
    /// it names.
    fn home(&mut self, trees: &'t [Tree<'_>]) {
        let Some(home) = trees.iter().find_map(|tree| tree.root().get("home")) else {
            return;
        };
        let word = match home.value.value() {
            Value::Text(word) | Value::Plain(word) => word,
            // That this is no word is said where it is read.
            _ => "",
        };
        let span = home.value.span();
        if self.home_organization(word).is_none() {
            self.organizations.add(HOME, span, OrganizationId::at);
            self.home = Some(HOME);
        } else {
            self.home = Some(word);
            self.call_home();
        }
        self.systems.add(HOME, span, SystemId::at);
    }

    /// Lets the organization that `home` names be called so too, unless another one has that id.
    pub(super) fn call_home(&mut self) {
        let named = self.home.and_then(|it| self.organizations.get(it));
        if let Some(id) = named.filter(|_| self.organizations.get(HOME).is_none()) {
            self.organizations.numbers.add(HOME, id);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn short_ids_are_the_same_if_they_are_packed_the_same(id in "[ab\\x00]{0,15}", at in 0..15_usize, put in "[ab\\x00]{0,1}") {
            let mut other = id.clone();
            let at = at.min(id.len());
            other.replace_range(at..(at + 1).min(id.len()), &put);
            prop_assert_eq!(packed(&id).is_none(), id.len() > 15);
            prop_assert_eq!(packed(&other).is_none(), other.len() > 15);
            prop_assert_eq!(packed(&id) == packed(&other), id == other || id.len().min(other.len()) > 15);
        }
    }
}
