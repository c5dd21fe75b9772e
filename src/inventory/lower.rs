//! From trees to the model: first every id that is defined, then every table, with all problems of all files.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::{
    law::{Law, Misplaced, Place},
    syntax::{Node, Tree, Value},
    text::{Lack, Problem, Problems, Span, Spanned, closest},
};

use super::{
    AssessmentId, FlowEntry, Inventory, MeasureId, MechanismId, Named, OrganizationId,
    define::{self, Names},
    entries::Entries,
    expand::{self, Home},
    keys::Moves,
    model::{Assessment, Measure, Mechanism, Organization},
    parties::{self, Parties},
    values::InlineParty,
};

/// Suggestions are looked for this many times; whoever has more slips than that mends them by a rule, not one by one.
pub(super) const SUGGESTIONS: usize = 50;

/// Lowers all trees to one inventory; problems of all of them are pushed in the order of the files.
#[must_use]
pub fn lower(trees: &[Tree<'_>], law: &Law, problems: &mut Problems) -> Inventory {
    let mut names = define::all(trees, problems);
    parties::join(&mut names, |word| law.places.resolve(word));
    let mut cx = Lowering::new(law, &names);
    let mut inventory = Inventory::default();
    let home = Home::of(trees, &mut cx);
    let mut parts = Parts::default();
    for tree in trees {
        cx.read_file(tree.root(), &mut inventory, &mut parts);
    }
    cx.entries.complete(&names);
    let is_home_said = trees.iter().any(|it| it.root().get("home").is_some());
    expand::apply(&mut cx, &mut inventory, home, is_home_said, parts.recipients);
    cx.check_flows(&mut inventory, parts.flows);
    problems.append(&mut cx.problems);
    cx.finish(inventory)
}

/// What one reading of all files collects.
pub struct Lowering<'t> {
    pub(crate) law: &'t Law,
    pub(crate) names: &'t Names<'t>,
    pub(super) problems: Problems,
    /// Whether it reads a part of a list beside others.
    pub(super) is_part: bool,
    /// Whether the value that is read may be several texts which are one.
    pub(super) is_prose: bool,
    /// Something in the part can only be read by who reads the whole.
    pub(super) needs_whole: bool,
    /// How many suggestions were looked for: among very many ids each costs time.
    n_suggestions: usize,
    /// Places as they were resolved: few words stand for the places of many systems.
    places: FxHashMap<String, Result<Place, Misplaced>>,
    recorded: BTreeMap<(&'static str, &'static str), u32>,
    pub(super) entries: Entries,
    /// What inline parties are looked for in, made for the first of them.
    parties: Option<Parties<'t>>,
    /// Inline parties by their names, one for each country.
    inline_parties: FxHashMap<String, Vec<OrganizationId>>,
    place_notes: Vec<Spanned<String>>,
}

/// What is put into the inventory only when all files are read.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) recipients: Vec<expand::Short>,
    pub(super) flows: Vec<FlowEntry>,
}

impl<'t> Lowering<'t> {
    pub(super) fn new(law: &'t Law, names: &'t Names<'t>) -> Self {
        Self {
            law,
            names,
            problems: Vec::new(),
            is_part: false,
            is_prose: false,
            needs_whole: false,
            n_suggestions: 0,
            places: FxHashMap::default(),
            recorded: BTreeMap::new(),
            entries: Entries::of(names),
            parties: None,
            inline_parties: FxHashMap::default(),
            place_notes: Vec::new(),
        }
    }

    /// Notes a problem.
    pub(crate) fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Says that another kind of value was wanted.
    pub(crate) fn wanted(&mut self, node: Node<'_>, wanted: &str) {
        let found = match node.value() {
            Value::Null => "nothing",
            Value::Bool(_) => "yes or no",
            Value::Number(_) => "a number",
            Value::Date(_) => "a date",
            Value::Text(_) | Value::Plain(_) => "text",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        };
        let problem = Problem::at(node.span(), format!("this must be {wanted}, not {found}"));
        let problem = problem.label(format!("found {found}")).help(format!("write {wanted}"));
        self.problem(match found {
            "nothing" => problem.help(format!("leave the key out, or write {wanted}")).lacks(Lack::Part),
            _ => problem,
        });
    }

    /// Says that a word is none of those that have a meaning here.
    pub(crate) fn unknown_word(&mut self, span: Span, word: &str, words: &[&str]) {
        let problem = Problem::at(span, format!("`{word}` has no meaning here")).label("unknown word");
        self.problem(match closest(word, words.iter().copied()) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help(format!("one of {}", super::values::listed(words))),
        });
    }

    /// Says that nothing defines an id.
    pub(crate) fn undefined(&mut self, span: Span, id: &str, table: &str, ids: impl Fn(&Names<'t>) -> Vec<&'t str>) {
        let mut known = if self.may_suggest() { ids(self.names) } else { Vec::new() };
        known.sort_unstable();
        let problem = Problem::at(span, format!("`{id}` is not defined in `{table}`"))
            .label("nothing defines this id")
            .lacks(Lack::Word(id.to_owned()));
        self.problem(match closest(id, known) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help(defined_as(table, id)),
        });
    }

    /// Whether to look for what else may be meant, once more.
    pub(crate) fn may_suggest(&mut self) -> bool {
        self.n_suggestions += 1;
        self.n_suggestions <= SUGGESTIONS
    }

    /// Says that a table lacks a key that it cannot do without.
    pub(crate) fn missing(&mut self, span: Span, table: &str, key: &str) {
        self.problem(
            Problem::at(span, format!("`{table}` needs `{key}`"))
                .label(format!("`{key}` is missing"))
                .help(format!("add `{key}`"))
                .lacks(Lack::Part),
        );
    }

    /// What a word means as a place.
    pub(crate) fn place(&mut self, word: &str) -> Result<Place, Misplaced> {
        if let Some(known) = self.places.get(word) {
            return known.clone();
        }
        let place = self.law.places.resolve(word);
        self.places.insert(word.to_owned(), place.clone());
        place
    }

    /// Keeps how a place was read, where that is not how it is written.
    pub(crate) fn place_note(&mut self, span: Span, note: &str) {
        self.place_notes.push(Spanned::new(note.to_owned(), span));
    }

    /// Counts a key that no rule judges yet.
    pub(crate) fn recorded(&mut self, table: &'static str, key: &'static str) {
        *self.recorded.entry((table, key)).or_default() += 1;
    }

    /// The organization that is named where it is needed: the same name and country are one, also of one that is defined.
    pub(crate) fn inline_party(&mut self, party: InlineParty, span: Span) -> Option<OrganizationId> {
        let Some(name) = party.about.as_ref().and_then(|it| it.name.clone()) else {
            self.missing(span, "party", "name");
            return None;
        };
        if self.is_part {
            self.needs_whole = true;
            return None;
        }
        let country = party.country.as_ref().map(|it| &it.value);
        let parties = self.parties.take().unwrap_or_else(|| Parties::of(self.names));
        let defined = parties.find(&name.value, country, |word| self.place(word));
        self.parties = Some(parties);
        if defined.is_some() {
            return defined;
        }
        let own = self.inline_parties.entry(name.value.clone()).or_default();
        let is_there = |it: &Named<Organization>| it.table.country.as_ref().map(|it| &it.value) == country;
        if let Some(known) = own.iter().find(|it| self.entries.organizations.get(it.index()).is_some_and(is_there)) {
            return Some(*known);
        }
        let table = Organization { about: party.about, country: party.country, ..Organization::default() };
        let new = OrganizationId::at(self.entries.organizations.add_inline(Named { id: name.value, span, table }));
        own.push(new);
        Some(new)
    }

    /// A mechanism that stands where it is used.
    pub(crate) fn inline_mechanism(&mut self, table: Mechanism, span: Span) -> MechanismId {
        if table.kind.is_none() {
            self.missing(span, "mechanism", "kind");
        }
        MechanismId::at(self.entries.mechanisms.add_inline(Named { id: String::new(), span, table }))
    }

    /// An assessment that stands where it is used.
    pub(crate) fn inline_assessment(&mut self, table: Assessment, span: Span) -> AssessmentId {
        AssessmentId::at(self.entries.assessments.add_inline(Named { id: String::new(), span, table }))
    }

    /// A measure that stands where it is used.
    pub(crate) fn inline_measure(&mut self, table: Measure, span: Span) -> MeasureId {
        if table.kind.is_none() {
            self.missing(span, "measure", "kind");
        }
        MeasureId::at(self.entries.measures.add_inline(Named { id: String::new(), span, table }))
    }

    /// Takes over what a part says; gives by how much the numbers in it move.
    pub(super) fn take(&mut self, mut part: Self) -> Moves {
        self.problems.append(&mut part.problems);
        self.place_notes.append(&mut part.place_notes);
        for (key, n) in part.recorded {
            *self.recorded.entry(key).or_default() += n;
        }
        self.entries.add(part.entries)
    }

    fn finish(self, mut inventory: Inventory) -> Inventory {
        inventory.recorded = self.recorded;
        inventory.place_notes = self.place_notes;
        inventory.n_defined = self.names.organizations.len();
        let inline = self.entries.organizations.inline().map(|it| OrganizationId::at(it.0));
        inventory.by_name = inline.collect();
        let short = self.names.only_short.iter().filter_map(|it| self.names.organizations.get(it)).collect::<Vec<_>>();
        self.entries.put_into(&mut inventory);
        // A recipient may be a company of another name than its own.
        let is_named =
            |it: &OrganizationId| inventory.organization(*it).table.about.as_ref().is_some_and(|it| it.name.is_some());
        let short = short.into_iter().filter(is_named).collect::<Vec<_>>();
        inventory.by_name.extend(short);
        inventory
    }
}

/// How something is defined of which only the word is known that names it.
fn defined_as(table: &str, id: &str) -> String {
    if id.contains(',') {
        let items = id.split(',').map(|it| format!("\"{}\"", it.trim()));
        return format!("write a list: `[{}]`", items.collect::<Vec<_>>().join(", "));
    }
    let key = toml_key(id);
    match (table, key.starts_with('"')) {
        ("organizations", true) => {
            format!("write `{{ name = \"{id}\", country = ... }}`, or define `organizations.{key}`")
        }
        _ => format!("define it as `{table}.{key}`"),
    }
}

/// An id as a key of TOML.
pub(crate) fn toml_key(id: &str) -> String {
    let is_bare = !id.is_empty() && id.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_'));
    if is_bare { id.to_owned() } else { format!("\"{id}\"") }
}
