//! From trees to the model: first every id that is defined, then every table, with all problems of all files.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    law::Law,
    syntax::{Entry, Node, Tree, Value},
    text::{Problem, Problems, Span, Spanned, closest},
};

use super::{
    AssessmentId, DataId, FlowEntry, Inventory, MeasureId, MechanismId, Named, OrganizationId, SystemId,
    expand::{self, Home},
    keys::{Lower, Table, lower_table},
    model::{Assessment, Flow, Measure, Mechanism, Organization, Waiver},
    values::{InlineParty, Period},
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
    let mut cx = Lowering::new(law, problems);
    let mut inventory = Inventory::default();
    cx.declare_all(trees);
    let home = cx.home(trees);
    let mut parts = Parts::default();
    for tree in trees {
        cx.read_file(tree.root(), &mut inventory, &mut parts);
    }
    expand::apply(&mut cx, &mut inventory, home, parts.recipients);
    cx.check_flows(&mut inventory, parts.flows);
    cx.finish(inventory)
}

/// All ids that are defined, each with its number.
#[derive(Default)]
pub(crate) struct Names<'t> {
    pub(crate) organizations: FxHashMap<&'t str, OrganizationId>,
    pub(crate) systems: FxHashMap<&'t str, SystemId>,
    pub(crate) data: FxHashMap<&'t str, DataId>,
    pub(crate) mechanisms: FxHashMap<&'t str, MechanismId>,
    pub(crate) assessments: FxHashMap<&'t str, AssessmentId>,
    pub(crate) measures: FxHashMap<&'t str, MeasureId>,
}

impl Names<'_> {
    /// Where an id of a table is defined, if it is.
    fn span_of(&self, cx: &Lowering<'_>, table: &str, id: &str) -> Option<Span> {
        match table {
            "organizations" => cx.organizations.get(self.organizations.get(id)?.index()).map(|it| it.span),
            "systems" => cx.systems.get(self.systems.get(id)?.index()).map(|it| it.span),
            "data" => cx.data.get(self.data.get(id)?.index()).map(|it| it.span),
            "mechanisms" => cx.mechanisms.get(self.mechanisms.get(id)?.index()).map(|it| it.span),
            "assessments" => cx.assessments.get(self.assessments.get(id)?.index()).map(|it| it.span),
            _ => cx.measures.get(self.measures.get(id)?.index()).map(|it| it.span),
        }
    }
}

/// What one reading of all files collects.
pub struct Lowering<'t> {
    pub(crate) law: &'t Law,
    pub(crate) names: Names<'t>,
    problems: &'t mut Problems,
    /// Recipients, each with where it is written.
    recipients: FxHashMap<&'t str, Span>,
    /// Ids that only the short form defines so far.
    only_short: FxHashSet<(&'static str, &'t str)>,
    recorded: BTreeMap<(&'static str, &'static str), u32>,
    pub(super) organizations: Vec<Named<Organization>>,
    pub(super) systems: Vec<Named<super::model::System>>,
    data: Vec<Named<super::model::Data>>,
    mechanisms: Vec<Named<Mechanism>>,
    assessments: Vec<Named<Assessment>>,
    measures: Vec<Named<Measure>>,
    inline_parties: Vec<OrganizationId>,
    place_notes: Vec<Spanned<String>>,
}

/// What is put into the inventory only when all files are read.
#[derive(Default)]
struct Parts {
    recipients: Vec<expand::Short>,
    flows: Vec<FlowEntry>,
}

impl<'t> Lowering<'t> {
    fn new(law: &'t Law, problems: &'t mut Problems) -> Self {
        Self {
            law,
            names: Names::default(),
            problems,
            recipients: FxHashMap::default(),
            only_short: FxHashSet::default(),
            recorded: BTreeMap::new(),
            organizations: Vec::new(),
            systems: Vec::new(),
            data: Vec::new(),
            mechanisms: Vec::new(),
            assessments: Vec::new(),
            measures: Vec::new(),
            inline_parties: Vec::new(),
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
        self.problem(
            Problem::at(node.span(), format!("this must be {wanted}, not {found}")).label(format!("found {found}")),
        );
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
        let mut known = ids(&self.names);
        known.sort_unstable();
        let problem = Problem::at(span, format!("`{id}` is not defined in `{table}`")).label("nothing defines this id");
        self.problem(match closest(id, known) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help(format!("define it as `{table}.{id}`")),
        });
    }

    /// Says that a table lacks a key that it cannot do without.
    pub(crate) fn missing(&mut self, span: Span, table: &str, key: &str) {
        self.problem(Problem::at(span, format!("`{table}` needs `{key}`")).label(format!("`{key}` is missing")));
    }

    /// Keeps how a place was read, where that is not how it is written.
    pub(crate) fn place_note(&mut self, span: Span, note: &str) {
        self.place_notes.push(Spanned::new(note.to_owned(), span));
    }

    /// Counts a key that no rule judges yet.
    pub(crate) fn recorded(&mut self, table: &'static str, key: &'static str) {
        *self.recorded.entry((table, key)).or_default() += 1;
    }

    /// The organization that is only named where it is needed; the same name and country are one.
    pub(crate) fn inline_party(&mut self, party: InlineParty, span: Span) -> Option<OrganizationId> {
        let Some(name) = party.about.as_ref().and_then(|it| it.name.clone()) else {
            self.missing(span, "party", "name");
            return None;
        };
        let country = party.country.as_ref().map(|it| &it.value);
        let known = self.inline_parties.iter().copied().find(|id| {
            let own = self.organizations.get(id.index());
            own.is_some_and(|it| it.id == name.value && it.table.country.as_ref().map(|it| &it.value) == country)
        });
        Some(known.unwrap_or_else(|| {
            let id = OrganizationId::at(self.organizations.len());
            let table = Organization { about: party.about, country: party.country, ..Organization::default() };
            self.organizations.push(Named { id: name.value, span, table });
            self.inline_parties.push(id);
            id
        }))
    }

    /// A mechanism that stands where it is used.
    pub(crate) fn inline_mechanism(&mut self, table: Mechanism, span: Span) -> MechanismId {
        if table.kind.is_none() {
            self.missing(span, "mechanism", "kind");
        }
        let id = MechanismId::at(self.mechanisms.len());
        self.mechanisms.push(Named { id: String::new(), span, table });
        id
    }

    /// An assessment that stands where it is used.
    pub(crate) fn inline_assessment(&mut self, table: Assessment, span: Span) -> AssessmentId {
        let id = AssessmentId::at(self.assessments.len());
        self.assessments.push(Named { id: String::new(), span, table });
        id
    }

    /// A measure that stands where it is used.
    pub(crate) fn inline_measure(&mut self, table: Measure, span: Span) -> MeasureId {
        if table.kind.is_none() {
            self.missing(span, "measure", "kind");
        }
        let id = MeasureId::at(self.measures.len());
        self.measures.push(Named { id: String::new(), span, table });
        id
    }

    fn declare_all(&mut self, trees: &'t [Tree<'_>]) {
        for entry in trees.iter().flat_map(|tree| tree.root().entries()) {
            match entry.key {
                "recipients" => self.declare(entry, |cx, it| {
                    cx.define("organizations", it, true);
                    cx.define("systems", it, true);
                }),
                "organizations" => self.declare(entry, |cx, it| cx.define("organizations", it, false)),
                "systems" => self.declare(entry, |cx, it| cx.define("systems", it, false)),
                "data" => self.declare(entry, |cx, it| cx.define("data", it, false)),
                "mechanisms" => self.declare(entry, |cx, it| cx.define("mechanisms", it, false)),
                "assessments" => self.declare(entry, |cx, it| cx.define("assessments", it, false)),
                "measures" => self.declare(entry, |cx, it| cx.define("measures", it, false)),
                _ => {}
            }
        }
    }

    fn declare(&mut self, table: Entry<'t>, define: impl Fn(&mut Self, Entry<'t>)) {
        match table.value.value() {
            Value::Table(entries) => entries.for_each(|it| define(self, it)),
            _ => self.wanted(table.value, &format!("a table with an entry for each of the {}", table.key)),
        }
    }

    fn define(&mut self, table: &'static str, entry: Entry<'t>, short: bool) {
        if entry.key.trim().is_empty() {
            self.problem(Problem::at(entry.key_span, "an id must not be empty").label("empty id"));
        }
        let known = self.names.span_of(self, table, entry.key);
        if short {
            // The second table of a recipient repeats what the first has said.
            if table == "organizations" {
                if let Some(before) = self.recipients.insert(entry.key, entry.key_span) {
                    self.defined_twice(entry, "recipients", before);
                }
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
        self.problem(
            Problem::at(entry.key_span, format!("`{}` is defined twice in `{shown}`", entry.key))
                .label("defined again here")
                .related(before, "first defined here")
                .help("keep one of them, or rename one"),
        );
    }

    fn number(&mut self, table: &'static str, id: &'t str, span: Span) {
        fn push<T: Default>(list: &mut Vec<Named<T>>, id: &str, span: Span) -> usize {
            list.push(Named { id: id.to_owned(), span, table: T::default() });
            list.len() - 1
        }
        match table {
            "organizations" => {
                let at = push(&mut self.organizations, id, span);
                self.names.organizations.insert(id, OrganizationId::at(at));
            }
            "systems" => {
                let at = push(&mut self.systems, id, span);
                self.names.systems.insert(id, SystemId::at(at));
            }
            "data" => {
                let at = push(&mut self.data, id, span);
                self.names.data.insert(id, DataId::at(at));
            }
            "mechanisms" => {
                let at = push(&mut self.mechanisms, id, span);
                self.names.mechanisms.insert(id, MechanismId::at(at));
            }
            "assessments" => {
                let at = push(&mut self.assessments, id, span);
                self.names.assessments.insert(id, AssessmentId::at(at));
            }
            _ => {
                let at = push(&mut self.measures, id, span);
                self.names.measures.insert(id, MeasureId::at(at));
            }
        }
    }

    fn home(&mut self, trees: &'t [Tree<'_>]) -> Option<Home> {
        let mut home: Option<Home> = None;
        for entry in trees.iter().filter_map(|tree| tree.root().get("home")) {
            if let Some(first) = &home {
                let (before, word) = (first.span(), first.word().to_owned());
                let same = matches!(entry.value.value(), Value::Text(text) | Value::Plain(text) if text == word);
                if !same {
                    self.problem(
                        Problem::at(entry.value.span(), "`home` is said differently twice")
                            .label("another home")
                            .related(before, "first said here"),
                    );
                }
                continue;
            }
            home = Home::read(entry.value, self);
        }
        if let Some(home) = &home {
            for table in home.tables() {
                if self.names.span_of(self, table, expand::HOME).is_none() {
                    self.number(table, expand::HOME, home.span());
                    self.only_short.insert((table, expand::HOME));
                }
            }
        }
        home
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
                    self.fill(entry, |cx| (&mut cx.organizations, &cx.names.organizations), OrganizationId::index);
                }
                "systems" => self.fill(entry, |cx| (&mut cx.systems, &cx.names.systems), SystemId::index),
                "data" => self.fill(entry, |cx| (&mut cx.data, &cx.names.data), DataId::index),
                "mechanisms" => {
                    self.fill(entry, |cx| (&mut cx.mechanisms, &cx.names.mechanisms), MechanismId::index);
                    self.each(entry, |cx, it| cx.needs(it, "mechanisms", "kind"));
                }
                "assessments" => {
                    self.fill(entry, |cx| (&mut cx.assessments, &cx.names.assessments), AssessmentId::index);
                }
                "measures" => {
                    self.fill(entry, |cx| (&mut cx.measures, &cx.names.measures), MeasureId::index);
                    self.each(entry, |cx, it| cx.needs(it, "measures", "kind"));
                }
                "flows" => {
                    parts.flows.reserve(entry.value.items().count());
                    self.items(entry, |cx, node| {
                        let flow: Flow = lower_table(node, cx);
                        for (key, end) in [("from", &flow.from), ("to", &flow.to)] {
                            if end.is_none() && node.get(key).is_none() {
                                cx.missing(node.span(), "flows", key);
                            }
                        }
                        // A flow without an end has been reported.
                        if let (Some(from), Some(to)) = (&flow.from, &flow.to) {
                            let (from, to) = (from.value, to.value);
                            parts.flows.push(FlowEntry { from, to, span: node.span(), table: flow });
                        }
                    });
                }
                "notices" => self.list(entry, &mut inventory.notices),
                "registers" => self.list(entry, &mut inventory.registers),
                "match" => self.list(entry, &mut inventory.matches),
                "waivers" => {
                    let first = inventory.waivers.len();
                    self.list(entry, &mut inventory.waivers);
                    for waiver in inventory.waivers.iter().skip(first) {
                        self.check_waiver(waiver);
                    }
                }
                other => {
                    let problem =
                        Problem::at(entry.key_span, format!("an inventory has no key `{other}`")).label("unknown key");
                    self.problem(match closest(other, TOP.iter().copied()) {
                        Some(near) => problem.help(format!("did you mean `{near}`?")),
                        None => problem.help(format!("its keys are {}", TOP.join(", "))),
                    });
                }
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

    fn check_waiver(&mut self, waiver: &Named<Waiver>) {
        let table = &waiver.table;
        let present = [
            ("rule", table.rule.is_some()),
            ("reason", table.reason.is_some()),
            ("by", table.by.is_some()),
            ("expires", table.expires.is_some()),
        ];
        for (key, _) in present.iter().filter(|(_, present)| !present) {
            self.missing(waiver.span, "waivers", key);
        }
        let about = table.flow.is_some()
            || table.fingerprint.is_some()
            || table.mechanism.is_some()
            || table.system.is_some()
            || table.organization.is_some();
        if !about {
            self.problem(
                Problem::at(waiver.span, "a waiver must say what it is about")
                    .label("names no flow and no fingerprint")
                    .help("add `flow`, `fingerprint`, `mechanism`, `system` or `organization`"),
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
            let ends = (self.systems.get(flow.from.index()), self.systems.get(flow.to.index()));
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
        let limits =
            self.mechanisms.iter().flat_map(|it| &it.table.flows).flat_map(|it| &it.value).cloned().collect::<Vec<_>>();
        if limits.is_empty() {
            return;
        }
        let name = |id: SystemId| self.systems.get(id.index()).map_or("", |it| it.id.as_str());
        let names = inventory
            .flows
            .iter()
            .map(|it| match &it.table.id {
                Some(id) => format!("{}->{}#{}", name(it.from), name(it.to), id.value),
                None => format!("{}->{}", name(it.from), name(it.to)),
            })
            .collect::<BTreeSet<_>>();
        for limit in limits {
            if names.contains(&limit.value) || limit.value.ends_with("#access") {
                continue;
            }
            let problem = Problem::at(limit.span, format!("there is no flow `{}`", limit.value)).label("no such flow");
            self.problem(match closest(&limit.value, names.iter().map(String::as_str)) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem.help("a flow is named `FROM->TO`, or `FROM->TO#id`"),
            });
        }
    }

    fn finish(self, mut inventory: Inventory) -> Inventory {
        inventory.organizations = self.organizations;
        inventory.systems = self.systems;
        inventory.data = self.data;
        inventory.mechanisms = self.mechanisms;
        inventory.assessments = self.assessments;
        inventory.measures = self.measures;
        inventory.recorded = self.recorded;
        inventory.place_notes = self.place_notes;
        inventory
    }
}
