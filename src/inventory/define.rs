//! The first look at all files: every id that is defined gets a number, so that the second look can say at once
//! what nothing defines.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    syntax::{Entry, Node, Tree, Value},
    text::{Lack, Problem, Problems, Span},
};

use super::{AssessmentId, DataId, MeasureId, MechanismId, OrganizationId, SystemId, expand::HOME};

/// The ids that one table defines, in all files.
pub(crate) struct Ids<'t, Id> {
    numbers: FxHashMap<&'t str, Id>,
    /// In the order of their numbers: each id, and where it stands.
    list: Vec<(&'t str, Span)>,
}

impl<Id> Default for Ids<'_, Id> {
    fn default() -> Self {
        Self { numbers: FxHashMap::default(), list: Vec::new() }
    }
}

impl<'t, Id: Copy> Ids<'t, Id> {
    /// The number of an id.
    pub(crate) fn get(&self, id: &str) -> Option<Id> {
        self.numbers.get(id).copied()
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
}

impl<'t> Ids<'t, OrganizationId> {
    /// Makes some ids other words for others; the rest is numbered anew.
    pub(super) fn join(&mut self, joined: &FxHashMap<&'t str, &'t str>) {
        self.list.retain(|it| !joined.contains_key(it.0));
        let numbers = self.list.iter().enumerate().map(|(at, it)| (it.0, OrganizationId::at(at)));
        self.numbers = numbers.collect();
        for (id, other) in joined {
            if let Some(number) = self.get(other) {
                self.numbers.insert(id, number);
            }
        }
    }
}

/// All ids that are defined, each with its number.
#[derive(Default)]
pub(crate) struct Names<'t> {
    /// Where each file begins.
    pub(super) roots: Vec<Node<'t>>,
    pub(crate) organizations: Ids<'t, OrganizationId>,
    /// Recipients that are an organization of another id.
    pub(super) joined: FxHashSet<&'t str>,
    /// Organizations that are recipients and nothing else.
    pub(super) only_short: FxHashSet<&'t str>,
    pub(crate) systems: Ids<'t, SystemId>,
    pub(crate) data: Ids<'t, DataId>,
    pub(crate) mechanisms: Ids<'t, MechanismId>,
    pub(crate) assessments: Ids<'t, AssessmentId>,
    pub(crate) measures: Ids<'t, MeasureId>,
}

/// Numbers every id that is defined in any of the files; what is defined twice is a problem at both places.
pub(super) fn all<'t>(trees: &'t [Tree<'_>], problems: &mut Problems) -> Names<'t> {
    let mut defining = Defining {
        names: Names { roots: trees.iter().map(Tree::root).collect(), ..Names::default() },
        recipients: FxHashMap::default(),
        only_short: FxHashSet::default(),
        problems,
    };
    for entry in trees.iter().flat_map(|tree| tree.root().entries()) {
        match entry.key {
            "recipients" => defining.each(entry, |it, entry| {
                it.define("organizations", entry, true);
                it.define("systems", entry, true);
            }),
            "organizations" => defining.each(entry, |it, entry| it.define("organizations", entry, false)),
            "systems" => defining.each(entry, |it, entry| it.define("systems", entry, false)),
            "data" => defining.each(entry, |it, entry| it.define("data", entry, false)),
            "mechanisms" => defining.each(entry, |it, entry| it.define("mechanisms", entry, false)),
            "assessments" => defining.each(entry, |it, entry| it.define("assessments", entry, false)),
            "measures" => defining.each(entry, |it, entry| it.define("measures", entry, false)),
            _ => {}
        }
    }
    defining.home(trees);
    let short = defining.only_short.into_iter().filter(|it| it.0 == "organizations");
    defining.names.only_short = short.map(|it| it.1).collect();
    defining.names
}

/// What a word says that stands under `via` in the place of a mechanism's id.
fn said_by(table: &str, id: &str) -> Option<&'static str> {
    match (table, id) {
        ("mechanisms", "none") => Some("that a flow rests on nothing"),
        ("mechanisms", "open") => Some("that nobody has settled yet what a flow rests on"),
        _ => None,
    }
}

struct Defining<'t, 'p> {
    names: Names<'t>,
    /// Recipients, each with where it is written.
    recipients: FxHashMap<&'t str, Span>,
    /// Ids that only the short form defines so far.
    only_short: FxHashSet<(&'static str, &'t str)>,
    problems: &'p mut Problems,
}

impl<'t> Defining<'t, '_> {
    fn each(&mut self, table: Entry<'t>, define: impl Fn(&mut Self, Entry<'t>)) {
        match table.value.value() {
            Value::Table(entries) => entries.for_each(|it| define(self, it)),
            _ => {
                let message = format!("`{0}` must be a table with an entry for each id, `[{0}.ID]`", table.key);
                let lack = if matches!(table.value.value(), Value::Null) { Lack::Part } else { Lack::Table };
                self.problems.push(Problem::at(table.value.span(), message).label("not a table").lacks(lack));
            }
        }
    }

    fn define(&mut self, table: &'static str, entry: Entry<'t>, short: bool) {
        if entry.key.trim().is_empty() {
            self.problems.push(Problem::at(entry.key_span, "an id must not be empty").label("empty id"));
        }
        if let Some(what) = said_by(table, entry.key) {
            let message = format!("no mechanism can be called `{}`: under `via` that word says {what}", entry.key);
            self.problems.push(Problem::at(entry.key_span, message).label("not an id").help("give it another id"));
        }
        let known = self.span_of(table, entry.key);
        if short {
            // The second table of a recipient repeats what the first has said.
            if table == "organizations"
                && let Some(before) = self.recipients.insert(entry.key, entry.key_span)
            {
                self.defined_twice(entry, "recipients", before);
            }
            if known.is_none() {
                self.number(table, entry.key, entry.key_span);
                self.only_short.insert((table, entry.key));
            }
        } else if let Some(before) = known {
            // What was only known by its short form is defined here; the place is kept when it is read.
            if !self.only_short.remove(&(table, entry.key)) {
                self.defined_twice(entry, table, before);
            }
        } else {
            self.number(table, entry.key, entry.key_span);
        }
    }

    fn defined_twice(&mut self, entry: Entry<'_>, shown: &str, before: Span) {
        self.problems.push(
            Problem::at(entry.key_span, format!("`{}` is defined twice in `{shown}`", entry.key))
                .label("defined again here")
                .related(before, "first defined here")
                .help("keep one of them, or rename one"),
        );
    }

    /// `home` stands for a system of that name, and for an organization too where it is a place.
    fn home(&mut self, trees: &'t [Tree<'_>]) {
        let Some(home) = trees.iter().find_map(|tree| tree.root().get("home")) else {
            return;
        };
        let word = match home.value.value() {
            Value::Text(word) | Value::Plain(word) => word,
            // That this is no word is said where it is read.
            _ => "",
        };
        let tables: &[&'static str] =
            if self.names.organizations.get(word).is_some() { &["systems"] } else { &["organizations", "systems"] };
        for table in tables.iter().copied().filter(|it| self.span_of(it, HOME).is_none()).collect::<Vec<_>>() {
            self.number(table, HOME, home.value.span());
        }
    }

    /// Where an id of a table is defined, if it is.
    fn span_of(&self, table: &str, id: &str) -> Option<Span> {
        let names = &self.names;
        let (_, span) = match table {
            "organizations" => names.organizations.at(names.organizations.get(id)?.index()),
            "systems" => names.systems.at(names.systems.get(id)?.index()),
            "data" => names.data.at(names.data.get(id)?.index()),
            "mechanisms" => names.mechanisms.at(names.mechanisms.get(id)?.index()),
            "assessments" => names.assessments.at(names.assessments.get(id)?.index()),
            _ => names.measures.at(names.measures.get(id)?.index()),
        }?;
        Some(span)
    }

    fn number(&mut self, table: &'static str, id: &'t str, span: Span) {
        fn add<'t, Id>(ids: &mut Ids<'t, Id>, id: &'t str, span: Span, at: impl Fn(usize) -> Id) {
            ids.numbers.insert(id, at(ids.list.len()));
            ids.list.push((id, span));
        }
        let names = &mut self.names;
        match table {
            "organizations" => add(&mut names.organizations, id, span, OrganizationId::at),
            "systems" => add(&mut names.systems, id, span, SystemId::at),
            "data" => add(&mut names.data, id, span, DataId::at),
            "mechanisms" => add(&mut names.mechanisms, id, span, MechanismId::at),
            "assessments" => add(&mut names.assessments, id, span, AssessmentId::at),
            _ => add(&mut names.measures, id, span, MeasureId::at),
        }
    }
}
