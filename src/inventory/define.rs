//! The first look at all files: every id that is defined gets a number, so that the second look can say at once
//! what nothing defines.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    syntax::{Entry, Node, Tree, Value},
    text::{Lack, Problem, Problems, Span},
};

use super::{
    AssessmentId, DataId, MeasureId, MechanismId, Named, OrganizationId, SystemId,
    expand::HOME,
    model::{Assessment, Data, Measure, Mechanism, Organization, System},
};

/// All ids that are defined, each with its number.
#[derive(Default)]
pub(crate) struct Names<'t> {
    /// Where each file begins.
    pub(super) roots: Vec<Node<'t>>,
    pub(crate) organizations: FxHashMap<&'t str, OrganizationId>,
    /// Recipients that are an organization of another id.
    pub(super) joined: FxHashSet<&'t str>,
    pub(crate) systems: FxHashMap<&'t str, SystemId>,
    pub(crate) data: FxHashMap<&'t str, DataId>,
    pub(crate) mechanisms: FxHashMap<&'t str, MechanismId>,
    pub(crate) assessments: FxHashMap<&'t str, AssessmentId>,
    pub(crate) measures: FxHashMap<&'t str, MeasureId>,
}

/// The entries of all tables, empty until they are read.
#[derive(Default)]
pub(super) struct Entries {
    pub(super) organizations: Vec<Named<Organization>>,
    pub(super) systems: Vec<Named<System>>,
    pub(super) data: Vec<Named<Data>>,
    pub(super) mechanisms: Vec<Named<Mechanism>>,
    pub(super) assessments: Vec<Named<Assessment>>,
    pub(super) measures: Vec<Named<Measure>>,
}

/// Numbers every id that is defined in any of the files; what is defined twice is a problem at both places.
pub(super) fn all<'t>(trees: &'t [Tree<'_>], problems: &mut Problems) -> (Names<'t>, Entries) {
    let mut defining = Defining {
        names: Names { roots: trees.iter().map(Tree::root).collect(), ..Names::default() },
        entries: Entries::default(),
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
    (defining.names, defining.entries)
}

struct Defining<'t, 'p> {
    names: Names<'t>,
    entries: Entries,
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
            if self.names.organizations.contains_key(word) { &["systems"] } else { &["organizations", "systems"] };
        for table in tables.iter().copied().filter(|it| self.span_of(it, HOME).is_none()).collect::<Vec<_>>() {
            self.number(table, HOME, home.value.span());
        }
    }

    /// Where an id of a table is defined, if it is.
    fn span_of(&self, table: &str, id: &str) -> Option<Span> {
        let (names, entries) = (&self.names, &self.entries);
        match table {
            "organizations" => entries.organizations.get(names.organizations.get(id)?.index()).map(|it| it.span),
            "systems" => entries.systems.get(names.systems.get(id)?.index()).map(|it| it.span),
            "data" => entries.data.get(names.data.get(id)?.index()).map(|it| it.span),
            "mechanisms" => entries.mechanisms.get(names.mechanisms.get(id)?.index()).map(|it| it.span),
            "assessments" => entries.assessments.get(names.assessments.get(id)?.index()).map(|it| it.span),
            _ => entries.measures.get(names.measures.get(id)?.index()).map(|it| it.span),
        }
    }

    fn number(&mut self, table: &'static str, id: &'t str, span: Span) {
        fn push<T: Default>(list: &mut Vec<Named<T>>, id: &str, span: Span) -> usize {
            list.push(Named { id: id.to_owned(), span, table: T::default() });
            list.len() - 1
        }
        let (names, entries) = (&mut self.names, &mut self.entries);
        match table {
            "organizations" => {
                let at = push(&mut entries.organizations, id, span);
                names.organizations.insert(id, OrganizationId::at(at));
            }
            "systems" => {
                let at = push(&mut entries.systems, id, span);
                names.systems.insert(id, SystemId::at(at));
            }
            "data" => {
                let at = push(&mut entries.data, id, span);
                names.data.insert(id, DataId::at(at));
            }
            "mechanisms" => {
                let at = push(&mut entries.mechanisms, id, span);
                names.mechanisms.insert(id, MechanismId::at(at));
            }
            "assessments" => {
                let at = push(&mut entries.assessments, id, span);
                names.assessments.insert(id, AssessmentId::at(at));
            }
            _ => {
                let at = push(&mut entries.measures, id, span);
                names.measures.insert(id, MeasureId::at(at));
            }
        }
    }
}
