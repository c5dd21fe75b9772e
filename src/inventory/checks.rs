//! What can only be checked when all flows are there: their names, limits to them, and what waivers must say.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    law::{Place, PlaceKind},
    syntax::{Node, Value},
    text::{Lack, Problem, Problems, Span, closest, in_placed_parts},
};

use super::{
    FlowEntry, Inventory, SystemId,
    entries::append,
    expand::HOME,
    lower::{Lowering, SUGGESTIONS},
    unsaid::UNKNOWN,
    values::AccessEntry,
};

/// How the name of an edge to who reaches in ends.
const ACCESS: &str = "#access";

/// The name of a flow: its ends, and its `id` where it has one.
fn name_of(from: &str, to: &str, flow: &FlowEntry) -> String {
    match &flow.table.id {
        Some(id) => format!("{from}->{to}#{}", id.value),
        None => format!("{from}->{to}"),
    }
}

impl Lowering<'_> {
    pub(super) fn check_waiver(&mut self, node: Node<'_>) {
        for key in ["rule", "reason", "by", "expires"] {
            match node.get(key).map(|it| it.value) {
                None => self.missing(node.span(), "waivers", key),
                Some(value) => {
                    if let Value::Text(text) | Value::Plain(text) = value.value()
                        && (text.trim().is_empty()
                            || matches!(key, "reason" | "by") && self.law.words.says_nothing(text))
                    {
                        let message = format!("`{key}` of a waiver must say something");
                        let problem = Problem::at(value.span(), message).label("says nothing");
                        self.problem(problem.help("say it, or drop the waiver"));
                    }
                }
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

    pub(super) fn check_flows(&mut self, inventory: &mut Inventory, mut flows: Vec<FlowEntry>) {
        if inventory.flows.is_empty() {
            inventory.flows = flows;
        } else {
            inventory.flows.append(&mut flows);
        }
        self.check_flow_names(inventory);
        self.check_joined_names(inventory);
        self.check_limits(inventory);
        self.check_waived_flows(inventory);
        self.check_regions();
    }

    fn check_flow_names(&mut self, inventory: &Inventory) {
        // Sorting numbers is cheaper than a table of names; only flows between the same two are looked at again.
        let ends = |it: &FlowEntry| u64::from(it.from.0) << 32 | u64::from(it.to.0);
        let parts = in_placed_parts(&inventory.flows, |first, flows| {
            let mut all = flows.iter().map(ends).zip(first..).collect::<Vec<_>>();
            all.sort_unstable();
            all
        });
        let mut all = Vec::new();
        parts.into_iter().for_each(|it| append(&mut all, it));
        // Parts that are sorted already are only merged by a stable sort.
        all.sort();
        let same = all.chunk_by(|one, next| one.0 == next.0).filter(|it| it.len() > 1);
        let doubtful = same.flatten().map(|it| it.1).collect::<BTreeSet<_>>();
        // The line of a recipient is a flow that names no sender.
        let is_line = |it: &FlowEntry| it.table.from.is_none();
        let mut seen: FxHashMap<(SystemId, SystemId, &str), (Span, bool)> = FxHashMap::default();
        for flow in doubtful.into_iter().filter_map(|at| inventory.flows.get(at)) {
            let id = flow.table.id.as_ref().map_or("", |it| it.value.as_str());
            let (before, was_line) = *seen.entry((flow.from, flow.to, id)).or_insert((flow.span, is_line(flow)));
            if before == flow.span {
                continue;
            }
            let ends = (self.names.systems.at(flow.from.index()), self.names.systems.at(flow.to.index()));
            let name = ends.0.zip(ends.1).map_or(String::new(), |(from, to)| format!("{}->{}", from.0, to.0));
            if was_line != is_line(flow) {
                let (line, own) = if was_line { (before, flow.span) } else { (flow.span, before) };
                let to = ends.1.map_or("", |it| it.0);
                let problem =
                    Problem::at(own, format!("the line of `{to}` under `recipients` is the flow `{name}` already"))
                        .label("the same flow once more")
                        .help(format!(
                            "move its keys to the line of `{to}`; give it an `id` only if it is a second flow"
                        ));
                self.problem(problem.related(line, "the line of the recipient"));
                continue;
            }
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

    /// Ids may hold what joins them into the name of a flow: no two flows, nor a flow and who reaches in, have one name.
    fn check_joined_names(&mut self, inventory: &Inventory) {
        // Without `->` in them, and without `#` in a receiver, names can be told apart; those of who reaches in end alike.
        let joins = |id: &str| id.contains("->") || id.contains('#');
        let is_like_access =
            |it: &FlowEntry| it.table.id.as_ref().is_some_and(|it| it.value == "access" || it.value.ends_with(ACCESS));
        let only_access = !self.names.systems.words().any(joins);
        if only_access && !inventory.flows.iter().any(is_like_access) {
            return;
        }
        let mut seen = FxHashMap::default();
        for entry in self.entries.systems.all() {
            for access in entry.table.access.iter().flat_map(|it| &it.value) {
                let AccessEntry::From(who) = &access.value else { continue };
                let by = who.by.as_ref().and_then(|it| self.entries.organizations.get(it.value.0.index()));
                let name = format!("{}->{}{ACCESS}", entry.id, by.map_or("?", |it| it.id.as_str()));
                seen.entry(name).or_insert((access.span, None));
            }
        }
        let mut problems = Problems::new();
        let system = |it: SystemId| self.names.systems.at(it.index()).map_or("", |it| it.0);
        for flow in inventory.flows.iter().filter(|it| !only_access || is_like_access(it)) {
            let ends = Some((flow.from, flow.to));
            let name = name_of(system(flow.from), system(flow.to), flow);
            let (span, before) = *seen.entry(name.clone()).or_insert((flow.span, ends));
            // Two between the same ends have been told.
            if before == ends {
                continue;
            }
            let other = if before.is_some() { "another flow" } else { "who reaches in" };
            problems.push(
                Problem::at(flow.span, format!("`{name}` is the name of this flow and of {other}"))
                    .label("another name is needed here")
                    .related(span, "the same name stands for this")
                    .help("change an `id` of a flow, or the id of a system that holds `->` or `#`"),
            );
        }
        self.problems.append(&mut problems);
    }

    /// An authority that answers for a part of a country is looked for there: it must be a part of that country.
    fn check_regions(&mut self) {
        let single = |it: &Place| match &it.kind {
            PlaceKind::Countries(list) if list.len() == 1 => list.first().copied(),
            _ => None,
        };
        let all = self.entries.organizations.all().filter_map(|it| {
            let region = it.table.region.as_ref()?;
            Some((region.value.trim().to_owned(), region.span, it.table.country.clone()))
        });
        for (word, span, country) in all.collect::<Vec<_>>() {
            if word == UNKNOWN {
                continue;
            }
            let place = self.place(&word).ok().filter(|_| word.get(2..3) == Some("-")).and_then(|it| single(&it));
            let Some(there) = place else {
                let problem = Problem::at(span, format!("`{word}` is no part of a country")).label("no region");
                self.problem(problem.help("write its code of ISO 3166-2: that of the country, `-`, and its own"));
                continue;
            };
            let Some((own, written)) = country.as_ref().and_then(|it| Some((single(&it.value)?, it.span))) else {
                continue;
            };
            // A territory is a part of its state, and a country of its own.
            let is_part = own == there || word.get(..2).is_some_and(|it| it.eq_ignore_ascii_case(own.code()));
            if !is_part {
                let message = format!("`{word}` is no part of {}", self.law.places.name(own));
                let problem = Problem::at(span, message).label("a region of another country");
                self.problem(problem.related(written, "the country").help("one of the two is wrong"));
            }
        }
    }

    /// A table shows flows with spaces around the arrow; a waiver that has them from there accepts nothing.
    fn check_waived_flows(&mut self, inventory: &Inventory) {
        for flow in inventory.waivers.iter().flat_map(|it| &it.table.flow).flat_map(|it| &it.value) {
            let Some((from, to)) = flow.value.split_once("->") else { continue };
            let (to, rest) = to.split_once('#').map_or((to, String::new()), |(to, id)| (to, format!("#{id}")));
            let is_meant = |word: &str| self.names.systems.get(word.trim()).is_some();
            let is_spaced = |word: &str| word.trim() != word && self.names.systems.get(word).is_none();
            let are_meant = is_meant(from) && (is_meant(to) || rest == ACCESS);
            if are_meant && (is_spaced(from) || is_spaced(to)) {
                let name = format!("{}->{}{rest}", from.trim(), to.trim());
                let problem = Problem::at(flow.span, format!("there is no flow `{}`", flow.value));
                self.problem(problem.label("no such flow").help(format!("did you mean `{name}`?")));
            }
        }
    }

    /// A mechanism that is limited to flows must name flows that there are.
    fn check_limits(&mut self, inventory: &Inventory) {
        let limits = self
            .entries
            .mechanisms
            .all()
            .flat_map(|it| &it.table.flows)
            .flat_map(|it| &it.value)
            .cloned()
            .collect::<Vec<_>>();
        if limits.is_empty() {
            return;
        }
        let name = |id: SystemId| self.names.systems.at(id.index()).map_or("", |it| it.0);
        let names = inventory.flows.iter().map(|it| name_of(name(it.from), name(it.to), it)).collect::<BTreeSet<_>>();
        let said = self.problems.iter().filter_map(|it| match it.lack.as_deref() {
            Some(Lack::Word(word)) => Some(word.as_str()),
            _ => None,
        });
        let said = said.collect::<FxHashSet<_>>();
        // Of a flow that has no end, and of all that a wrong `home` sends, the cause has been said.
        let is_said = |from: &str, to: &str| {
            let is_of_home = from == HOME && inventory.home.is_none() && self.names.systems.get(to).is_some();
            is_of_home || said.contains(from) || said.contains(to)
        };
        let mut problems = Problems::new();
        for limit in limits {
            let (from, to) = limit.value.split_once("->").unwrap_or_default();
            let to = to.split('#').next().unwrap_or_default();
            if names.contains(&limit.value) || limit.value.ends_with(ACCESS) || is_said(from, to) {
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
}
