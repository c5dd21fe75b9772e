//! From trees to the model: first every id that is defined, then every table, with all problems of all files.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    law::{Law, Misplaced, Place},
    syntax::{Entry, Node, Tree, Value},
    text::{Lack, Problem, Problems, Span, Spanned, closest, in_parts},
};

use super::{
    AssessmentId, DataId, FlowEntry, Inventory, MeasureId, MechanismId, Named, OrganizationId, SystemId,
    define::{self, Entries, Names},
    expand::{self, HOME, Home},
    keys::{Lower, Table, lower_table},
    model::{Assessment, Flow, Measure, Mechanism, Organization},
    parties::{self, Parties},
    values::{Ends, InlineParty, Period},
};

/// The tables that make a file an inventory.
pub const TABLES: &[&str] = &[
    "recipients",
    "organizations",
    "systems",
    "flows",
    "mechanisms",
    "assessments",
    "waivers",
    "match",
    "notices",
    "registers",
];

/// Suggestions are looked for this many times; whoever has more slips than that mends them by a rule, not one by one.
const SUGGESTIONS: usize = 50;

/// Every key of the top level.
const TOP: &[&str] = &[
    "schema",
    "name",
    "reviewed",
    "home",
    "note",
    "owner",
    "url",
    "recipients",
    "organizations",
    "systems",
    "data",
    "flows",
    "mechanisms",
    "assessments",
    "measures",
    "notices",
    "registers",
    "waivers",
    "match",
];

/// Lowers all trees to one inventory; problems of all of them are pushed in the order of the files.
#[must_use]
pub fn lower(trees: &[Tree<'_>], law: &Law, problems: &mut Problems) -> Inventory {
    let (mut names, mut entries) = define::all(trees, problems);
    parties::join(&mut names, &mut entries, |word| law.places.resolve(word));
    let mut cx = Lowering::new(law, &names, entries);
    let mut inventory = Inventory::default();
    let home = Home::of(trees, &mut cx);
    let mut parts = Parts::default();
    for tree in trees {
        cx.read_file(tree.root(), &mut inventory, &mut parts);
    }
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
    problems: Problems,
    /// Whether it reads a part of a list beside others: then what has no id of its own cannot be numbered.
    part: Option<Part>,
    /// How many suggestions were looked for: among very many ids each costs time.
    n_suggestions: usize,
    /// Places as they were resolved: few words stand for the places of many systems.
    places: FxHashMap<String, Result<Place, Misplaced>>,
    recorded: BTreeMap<(&'static str, &'static str), u32>,
    pub(super) entries: Entries,
    inline_parties: Vec<OrganizationId>,
    /// What inline parties are looked for in, made for the first of them.
    parties: Option<Parties<'t>>,
    place_notes: Vec<Spanned<String>>,
}

/// The reading of a part of a list.
#[derive(Default)]
struct Part {
    /// Something in it has no id, and only the whole list can number it.
    needs_whole: bool,
}

/// What is put into the inventory only when all files are read.
#[derive(Default)]
struct Parts {
    recipients: Vec<expand::Short>,
    flows: Vec<FlowEntry>,
}

impl<'t> Lowering<'t> {
    fn new(law: &'t Law, names: &'t Names<'t>, entries: Entries) -> Self {
        Self {
            law,
            names,
            problems: Vec::new(),
            part: None,
            n_suggestions: 0,
            places: FxHashMap::default(),
            recorded: BTreeMap::new(),
            entries,
            inline_parties: Vec::new(),
            parties: None,
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
        self.problem(if found == "nothing" { problem.lacks(Lack::Part) } else { problem });
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
            None => problem.help(format!("define it as `{table}.{id}`")),
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

    /// Something without an id is numbered: only the whole list can do that.
    fn needs_number(&mut self) {
        if let Some(part) = &mut self.part {
            part.needs_whole = true;
        }
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
        self.needs_number();
        let country = party.country.as_ref().map(|it| &it.value);
        // A part of a list gives way to the whole one.
        if self.part.is_none() {
            let parties = self.parties.take().unwrap_or_else(|| Parties::of(self.names));
            let defined = parties.find(&name.value, country, |word| self.place(word));
            self.parties = Some(parties);
            if defined.is_some() {
                return defined;
            }
        }
        let known = self.inline_parties.iter().copied().find(|id| {
            let own = self.entries.organizations.get(id.index());
            own.is_some_and(|it| it.id == name.value && it.table.country.as_ref().map(|it| &it.value) == country)
        });
        Some(known.unwrap_or_else(|| {
            let id = OrganizationId::at(self.entries.organizations.len());
            let table = Organization { about: party.about, country: party.country, ..Organization::default() };
            self.entries.organizations.push(Named { id: name.value, span, table });
            self.inline_parties.push(id);
            id
        }))
    }

    /// A mechanism that stands where it is used.
    pub(crate) fn inline_mechanism(&mut self, table: Mechanism, span: Span) -> MechanismId {
        if table.kind.is_none() {
            self.missing(span, "mechanism", "kind");
        }
        self.needs_number();
        let id = MechanismId::at(self.entries.mechanisms.len());
        self.entries.mechanisms.push(Named { id: String::new(), span, table });
        id
    }

    /// An assessment that stands where it is used.
    pub(crate) fn inline_assessment(&mut self, table: Assessment, span: Span) -> AssessmentId {
        self.needs_number();
        let id = AssessmentId::at(self.entries.assessments.len());
        self.entries.assessments.push(Named { id: String::new(), span, table });
        id
    }

    /// A measure that stands where it is used.
    pub(crate) fn inline_measure(&mut self, table: Measure, span: Span) -> MeasureId {
        if table.kind.is_none() {
            self.missing(span, "measure", "kind");
        }
        self.needs_number();
        let id = MeasureId::at(self.entries.measures.len());
        self.entries.measures.push(Named { id: String::new(), span, table });
        id
    }

    fn read_file(&mut self, root: Node<'t>, inventory: &mut Inventory, parts: &mut Parts) {
        for entry in root.entries() {
            match entry.key {
                "schema" => self.schema(entry.value),
                "name" => {
                    let name = String::lower(entry.value, self).map(|it| Spanned::new(it, entry.value.span()));
                    inventory.name = inventory.name.take().or(name);
                }
                "reviewed" => {
                    let day = Period::lower(entry.value, self);
                    inventory.reviewed.extend(day.map(|it| Spanned::new(it, entry.value.span())));
                }
                "home" => {}
                "note" | "owner" | "url" => {
                    String::lower(entry.value, self);
                    self.recorded("the top level", if entry.key == "note" { "note" } else { "owner, url" });
                }
                "recipients" => self.each(entry, |cx, it| parts.recipients.extend(expand::Short::read(it, cx))),
                "organizations" => {
                    self.fill(
                        entry,
                        |cx| (&mut cx.entries.organizations, &cx.names.organizations),
                        OrganizationId::index,
                    );
                }
                "systems" => self.fill(entry, |cx| (&mut cx.entries.systems, &cx.names.systems), SystemId::index),
                "data" => self.fill(entry, |cx| (&mut cx.entries.data, &cx.names.data), DataId::index),
                "mechanisms" => {
                    self.fill(entry, |cx| (&mut cx.entries.mechanisms, &cx.names.mechanisms), MechanismId::index);
                    self.each(entry, |cx, it| cx.needs(it, "mechanisms", "kind"));
                }
                "assessments" => {
                    self.fill(entry, |cx| (&mut cx.entries.assessments, &cx.names.assessments), AssessmentId::index);
                }
                "measures" => {
                    self.fill(entry, |cx| (&mut cx.entries.measures, &cx.names.measures), MeasureId::index);
                    self.each(entry, |cx, it| cx.needs(it, "measures", "kind"));
                }
                "flows" => self.read_flows(entry, &mut parts.flows),
                "notices" => self.list(entry, &mut inventory.notices),
                "registers" => self.list(entry, &mut inventory.registers),
                "match" => self.list(entry, &mut inventory.matches),
                "waivers" => {
                    self.list(entry, &mut inventory.waivers);
                    self.items(entry, Self::check_waiver);
                }
                other => {
                    let problem =
                        Problem::at(entry.key_span, format!("an inventory has no key `{other}`")).label("unknown key");
                    let problem = match entry.value.value() {
                        Value::Table(_) | Value::List(_) => problem.lacks(Lack::Table),
                        _ => problem,
                    };
                    self.problem(match closest(other, TOP.iter().copied()) {
                        Some(near) => problem.help(format!("did you mean `{near}`?")),
                        None => problem.help(format!("its keys are {}", TOP.join(", "))),
                    });
                }
            }
        }
    }

    /// Long lists are read in parts side by side, unless one of them has to number something.
    fn read_flows(&mut self, entry: Entry<'t>, flows: &mut Vec<FlowEntry>) {
        let items = entry.value.items().collect::<Vec<_>>();
        let parts = in_parts(&items, |items| {
            let mut cx = Self::new(self.law, self.names, Entries::default());
            cx.part = Some(Part::default());
            let mut flows = Vec::with_capacity(items.len());
            for item in items {
                cx.read_flow(*item, &mut flows);
                if cx.part.as_ref().is_some_and(|it| it.needs_whole) {
                    return None;
                }
            }
            Some((flows, cx.problems, cx.recorded, cx.place_notes))
        });
        match parts.into_iter().collect::<Option<Vec<_>>>() {
            Some(parts) if !items.is_empty() => {
                for (mut read, mut problems, recorded, mut notes) in parts {
                    if flows.is_empty() {
                        // The first part grows in its place: to copy a long list costs as much as to read it.
                        *flows = read;
                        flows.reserve(items.len().saturating_sub(flows.len()));
                    } else {
                        flows.append(&mut read);
                    }
                    self.problems.append(&mut problems);
                    self.place_notes.append(&mut notes);
                    for (key, n) in recorded {
                        *self.recorded.entry(key).or_default() += n;
                    }
                }
            }
            _ => self.items(entry, |cx, node| cx.read_flow(node, flows)),
        }
    }

    /// One table is one flow, or one for each pair of its ends.
    fn read_flow(&mut self, node: Node<'_>, flows: &mut Vec<FlowEntry>) {
        if !matches!(node.value(), Value::Table(_)) {
            self.wanted(node, "a table");
            return;
        }
        let table: Flow = lower_table(node, self);
        for (key, end) in [("from", &table.from), ("to", &table.to)] {
            if end.is_none() && node.get(key).is_none() {
                self.missing(node.span(), "flows", key);
            }
        }
        // A flow without an end has been reported.
        let (Some(from), Some(to)) = (&table.from, &table.to) else {
            return;
        };
        let span = node.span();
        if let (Ends::One(from), Ends::One(to)) = (&from.value, &to.value) {
            flows.push(FlowEntry { from: *from, to: *to, span, table });
            return;
        }
        for from in from.value.each() {
            for to in to.value.each() {
                flows.push(FlowEntry { from, to, span, table: table.clone() });
            }
        }
    }

    fn schema(&mut self, node: Node<'_>) {
        if !matches!(node.value(), Value::Number("1") | Value::Plain("1") | Value::Text("1")) {
            self.problem(
                Problem::at(node.span(), "this schema is not known")
                    .label("only 1 is")
                    .help("write `schema = 1`, or use a newer version of transborder"),
            );
        }
    }

    fn each(&mut self, table: Entry<'t>, mut read: impl FnMut(&mut Self, Entry<'t>)) {
        if let Value::Table(entries) = table.value.value() {
            entries.for_each(|it| read(self, it));
        }
    }

    fn needs(&mut self, entry: Entry<'_>, table: &str, key: &str) {
        if let Value::Table(_) = entry.value.value()
            && entry.value.get(key).is_none()
        {
            self.missing(entry.key_span, &format!("{table}.{}", entry.key), key);
        }
    }

    /// Reads every entry of a table into the place that its id has.
    fn fill<T: Table, Id: Copy>(
        &mut self,
        table: Entry<'t>,
        place: impl for<'c> Fn(&'c mut Self) -> (&'c mut Vec<Named<T>>, &'c FxHashMap<&'t str, Id>),
        index: impl Fn(Id) -> usize,
    ) {
        self.each(table, |cx, entry| {
            let Value::Table(_) = entry.value.value() else {
                cx.wanted(entry.value, "a table");
                return;
            };
            let read = lower_table(entry.value, cx);
            let (list, names) = place(cx);
            let at = names.get(entry.key).map(|id| index(*id));
            if let Some(slot) = at.and_then(|it| list.get_mut(it)) {
                slot.table = read;
                slot.span = entry.key_span;
            }
        });
    }

    fn items(&mut self, entry: Entry<'t>, mut read: impl FnMut(&mut Self, Node<'t>)) {
        match entry.value.value() {
            Value::List(items) => {
                for item in items {
                    match item.value() {
                        Value::Table(_) => read(self, item),
                        _ => self.wanted(item, "a table"),
                    }
                }
            }
            Value::Table(_) => read(self, entry.value),
            _ => self.wanted(entry.value, &format!("a list of tables, `[[{}]]`", entry.key)),
        }
    }

    fn list<T: Table>(&mut self, entry: Entry<'t>, list: &mut Vec<Named<T>>) {
        self.items(entry, |cx, node| {
            let table = lower_table(node, cx);
            list.push(Named { id: String::new(), span: node.span(), table });
        });
    }

    fn check_waiver(&mut self, node: Node<'_>) {
        for key in ["rule", "reason", "by", "expires"] {
            match node.get(key).map(|it| it.value) {
                None => self.missing(node.span(), "waivers", key),
                Some(value) if matches!(value.value(), Value::Text(text) | Value::Plain(text) if text.trim().is_empty()) =>
                {
                    let problem = Problem::at(value.span(), format!("`{key}` of a waiver must not be empty"));
                    self.problem(problem.label("says nothing").help("say it, or drop the waiver"));
                }
                Some(_) => {}
            }
        }
        let subjects = ["flow", "fingerprint", "mechanism", "system", "organization"];
        if subjects.iter().all(|it| node.get(it).is_none()) {
            self.problem(
                Problem::at(node.span(), "a waiver must say what it is about")
                    .label("names no flow and no fingerprint")
                    .help("add `flow`, `fingerprint`, `mechanism`, `system` or `organization`")
                    .lacks(Lack::Part),
            );
        }
    }

    fn check_flows(&mut self, inventory: &mut Inventory, mut flows: Vec<FlowEntry>) {
        if inventory.flows.is_empty() {
            inventory.flows = flows;
        } else {
            inventory.flows.append(&mut flows);
        }
        self.check_flow_names(inventory);
        self.check_limits(inventory);
    }

    fn check_flow_names(&mut self, inventory: &Inventory) {
        // Sorting numbers is cheaper than a table of names; only flows between the same two are looked at again.
        let mut ends = (inventory.flows.iter().enumerate()).map(|(at, it)| (it.from, it.to, at)).collect::<Vec<_>>();
        ends.sort_unstable();
        let mut doubtful = BTreeSet::new();
        for (one, next) in ends.iter().zip(ends.iter().skip(1)).filter(|(one, next)| (one.0, one.1) == (next.0, next.1))
        {
            doubtful.extend([one.2, next.2]);
        }
        let mut seen: FxHashMap<(SystemId, SystemId, &str), Span> = FxHashMap::default();
        for flow in doubtful.into_iter().filter_map(|at| inventory.flows.get(at)) {
            let id = flow.table.id.as_ref().map_or("", |it| it.value.as_str());
            let before = *seen.entry((flow.from, flow.to, id)).or_insert(flow.span);
            if before == flow.span {
                continue;
            }
            let ends = (self.entries.systems.get(flow.from.index()), self.entries.systems.get(flow.to.index()));
            let name = ends.0.zip(ends.1).map_or(String::new(), |(from, to)| format!("{}->{}", from.id, to.id));
            let problem = if id.is_empty() {
                Problem::at(flow.span, format!("several flows are called `{name}`"))
                    .help("give all but one of them an `id`")
            } else {
                Problem::at(flow.span, format!("several flows are called `{name}#{id}`"))
                    .help("give them different ids")
            };
            self.problem(problem.label("another flow of this name").related(before, "first written here"));
        }
    }

    /// A mechanism that is limited to flows must name flows that there are.
    fn check_limits(&mut self, inventory: &Inventory) {
        let limits = self
            .entries
            .mechanisms
            .iter()
            .flat_map(|it| &it.table.flows)
            .flat_map(|it| &it.value)
            .cloned()
            .collect::<Vec<_>>();
        if limits.is_empty() {
            return;
        }
        let name = |id: SystemId| self.entries.systems.get(id.index()).map_or("", |it| it.id.as_str());
        let names = inventory
            .flows
            .iter()
            .map(|it| match &it.table.id {
                Some(id) => format!("{}->{}#{}", name(it.from), name(it.to), id.value),
                None => format!("{}->{}", name(it.from), name(it.to)),
            })
            .collect::<BTreeSet<_>>();
        let said = self.problems.iter().filter_map(|it| match it.lack.as_deref() {
            Some(Lack::Word(word)) => Some(word.as_str()),
            _ => None,
        });
        let said = said.collect::<FxHashSet<_>>();
        // Of a flow that has no end, and of all that a wrong `home` sends, the cause has been said.
        let is_said = |from: &str, to: &str| {
            let is_of_home = from == HOME && inventory.home.is_none() && self.names.systems.contains_key(to);
            is_of_home || said.contains(from) || said.contains(to)
        };
        let mut problems = Problems::new();
        for limit in limits {
            let (from, to) = limit.value.split_once("->").unwrap_or_default();
            let to = to.split('#').next().unwrap_or_default();
            if names.contains(&limit.value) || limit.value.ends_with("#access") || is_said(from, to) {
                continue;
            }
            let problem = Problem::at(limit.span, format!("there is no flow `{}`", limit.value))
                .label("no such flow")
                .lacks(Lack::Flow(from.to_owned(), to.to_owned()));
            let near = if problems.len() < SUGGESTIONS { names.len() } else { 0 };
            problems.push(match closest(&limit.value, names.iter().take(near).map(String::as_str)) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem.help("a flow is named `FROM->TO`, or `FROM->TO#id`"),
            });
        }
        self.problems.append(&mut problems);
    }

    fn finish(self, mut inventory: Inventory) -> Inventory {
        inventory.recorded = self.recorded;
        inventory.place_notes = self.place_notes;
        let entries = self.entries;
        inventory.organizations = entries.organizations;
        inventory.systems = entries.systems;
        inventory.data = entries.data;
        inventory.mechanisms = entries.mechanisms;
        inventory.assessments = entries.assessments;
        inventory.measures = entries.measures;
        inventory
    }
}
