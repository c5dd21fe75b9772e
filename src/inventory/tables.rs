//! The tables of a file, entry by entry. Long ones are read in parts side by side, and put together as if they had been
//! read in one go.

use crate::{
    syntax::{Entry, Node, Value},
    text::{Lack, Problem, Spanned, closest, in_parts, is_long, slipped},
};

use super::{
    AssessmentId, DataId, FlowEntry, Inventory, MeasureId, MechanismId, Named, OrganizationId, SystemId,
    define::{Ids, Names},
    entries::{Entries, Filled, append},
    expand,
    keys::{Lower, Moves, Table, lower_table},
    lower::{Lowering, Parts},
    model::{Data, Flow, Measure},
    values::{About, Ends, Period},
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

/// Tables that are a part of an inventory which other files complete.
const PARTS: &[&str] = &["data", "measures"];

/// Other keys that are a part of an inventory by themselves.
const LONE: &[&str] = &["schema", "home", "reviewed"];

/// Whether something holds classes of data, measures, or what stands above all tables, as a part of an inventory does, and no key
/// that an inventory has not: what else is called `data` or `home` is nobody's slip.
#[must_use]
pub fn is_part(root: Node<'_>) -> bool {
    let is_other = |entry: Entry<'_>| match (entry.key, entry.value.value()) {
        ("data", _) => !has_only_keys_of::<Data>(entry.value),
        ("measures", _) => !has_only_keys_of::<Measure>(entry.value),
        ("schema", Value::Number(_)) => false,
        ("schema", Value::Text(it) | Value::Plain(it)) => it.parse::<u32>().is_err(),
        ("schema", _) => true,
        // A folder or an address is the home of something else.
        ("home", Value::Text(it) | Value::Plain(it)) => it.contains(['/', '\\']),
        ("home", _) => true,
        (it, _) => !TOP.contains(&it),
    };
    let is_part = |it: Entry<'_>| PARTS.contains(&it.key) || LONE.contains(&it.key);
    root.entries().any(is_part) && !root.entries().any(is_other)
}

/// The first key that is a table of an inventory but for one slip, and that table, of something that has no other keys: it is
/// meant for a part of an inventory, and left out it would pass in silence.
#[must_use]
pub fn nearly_part<'t>(root: Node<'t>) -> Option<(Entry<'t>, &'static str)> {
    let meant = |entry: &Entry<'_>| {
        let is_filled = matches!(entry.value.value(), Value::Table(_) | Value::List(_));
        slipped(entry.key, TABLES.iter().copied()).filter(|_| is_filled)
    };
    if root.entries().any(|it| !TOP.contains(&it.key) && meant(&it).is_none()) {
        return None;
    }
    root.entries().find_map(|it| meant(&it).map(|table| (it, table)))
}

/// Whether all entries of a table are tables of one kind, and one of them has a key that is not on every table.
fn has_only_keys_of<T: Table>(table: Node<'_>) -> bool {
    let is_own = |it: Entry<'_>| T::KEYS.iter().any(|key| key.name == it.key);
    let is_other = |it: Entry<'_>| !is_own(it) && !About::KEYS.iter().any(|key| key.name == it.key);
    let is_none = |it: Node<'_>| !matches!(it.value(), Value::Table(_)) || it.entries().any(is_other);
    !table.entries().any(|it| is_none(it.value)) && table.entries().any(|it| it.value.entries().any(is_own))
}

impl<'t> Lowering<'t> {
    pub(super) fn read_file(&mut self, root: Node<'t>, inventory: &mut Inventory, parts: &mut Parts) {
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
                    self.fill(entry, None, |it| &mut it.organizations, |it| &it.organizations, OrganizationId::index);
                }
                "systems" => self.fill(entry, None, |it| &mut it.systems, |it| &it.systems, SystemId::index),
                "data" => self.fill(entry, None, |it| &mut it.data, |it| &it.data, DataId::index),
                "mechanisms" => {
                    self.fill(entry, Some("kind"), |it| &mut it.mechanisms, |it| &it.mechanisms, MechanismId::index);
                }
                "assessments" => {
                    self.fill(entry, None, |it| &mut it.assessments, |it| &it.assessments, AssessmentId::index);
                }
                "measures" => {
                    self.fill(entry, Some("kind"), |it| &mut it.measures, |it| &it.measures, MeasureId::index);
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

    /// Reads each of a list, long lists in parts side by side; gives what was read part by part.
    fn in_parts<N: Sync, R: Send>(
        &mut self,
        nodes: &[N],
        read: impl Fn(&mut Self, &N, &mut Vec<R>) + Sync,
        renumber: impl Fn(&mut R, Moves),
    ) -> Vec<Vec<R>> {
        if is_long(nodes.len()) {
            let parts = in_parts(nodes, |nodes| {
                let mut part = Self::new(self.law, self.names);
                part.is_part = true;
                let mut found = Vec::with_capacity(nodes.len());
                for node in nodes {
                    read(&mut part, node, &mut found);
                    if part.needs_whole {
                        return None;
                    }
                }
                Some((part, found))
            });
            if let Some(parts) = parts.into_iter().collect::<Option<Vec<_>>>() {
                let take = |(part, mut found): (Self, Vec<R>)| {
                    let moves = self.take(part);
                    if !moves.are_none() {
                        found.iter_mut().for_each(|it| renumber(it, moves));
                    }
                    found
                };
                return parts.into_iter().map(take).collect();
            }
        }
        let mut found = Vec::with_capacity(nodes.len());
        nodes.iter().for_each(|it| read(self, it, &mut found));
        vec![found]
    }

    fn read_flows(&mut self, entry: Entry<'t>, flows: &mut Vec<FlowEntry>) {
        let nodes = match entry.value.value() {
            Value::List(items) => items.all(),
            // What is no table is reported.
            _ => return self.items(entry, |cx, node| cx.read_flow(node, flows)),
        };
        let read = |cx: &mut Self, node: &Node<'t>, flows: &mut Vec<FlowEntry>| cx.read_flow(*node, flows);
        let parts = self.in_parts(&nodes, read, |it, moves| it.table.renumber(moves));
        parts.into_iter().for_each(|it| append(flows, it));
    }

    /// One table is one flow, or one for each pair of its ends.
    fn read_flow(&mut self, node: Node<'_>, flows: &mut Vec<FlowEntry>) {
        if !node.is_table() {
            self.wanted(node, "a table");
            return;
        }
        let table = Box::new(lower_table::<Flow>(node, self));
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

    /// Reads every entry of a table into the place that its id has. `needs`: the key that none can do without.
    fn fill<T: Table + Send, Id: Copy + 't>(
        &mut self,
        table: Entry<'t>,
        needs: Option<&str>,
        list: impl Fn(&mut Entries) -> &mut Filled<T>,
        ids: impl Fn(&'t Names<'t>) -> &'t Ids<'t, Id>,
        index: impl Fn(Id) -> usize,
    ) {
        let Some(entries) = self.names.entries_of(table) else {
            return;
        };
        let read = |cx: &mut Self, entry: &Entry<'t>, read: &mut Vec<Named<T>>| {
            let mut filled = T::default();
            if entry.value.is_table() {
                filled = lower_table(entry.value, cx);
                if let Some(key) = needs.filter(|it| entry.value.get(it).is_none()) {
                    cx.missing(entry.key_span, &format!("{}.{}", table.key, entry.key), key);
                }
            } else {
                cx.wanted(entry.value, "a table");
            }
            read.push(Named { id: entry.key.to_owned(), span: entry.key_span, table: filled });
        };
        let parts = self.in_parts(entries, read, |it, moves| it.table.renumber(moves));
        list(&mut self.entries).fill(ids(self.names), index, entries.iter().map(|it| it.key), parts);
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
}
