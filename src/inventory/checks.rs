//! What can only be checked when all flows are there: their names, limits to them, and what waivers must say.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    syntax::{Node, Value},
    text::{Lack, Problem, Problems, Span, closest},
};

use super::{
    FlowEntry, Inventory, SystemId,
    expand::HOME,
    lower::{Lowering, SUGGESTIONS},
};

impl Lowering<'_> {
    pub(super) fn check_waiver(&mut self, node: Node<'_>) {
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

    pub(super) fn check_flows(&mut self, inventory: &mut Inventory, mut flows: Vec<FlowEntry>) {
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
        let ends = |it: &FlowEntry| u64::from(it.from.0) << 32 | u64::from(it.to.0);
        let mut all = inventory.flows.iter().map(ends).zip(0_usize..).collect::<Vec<_>>();
        all.sort_unstable();
        let same = all.chunk_by(|one, next| one.0 == next.0).filter(|it| it.len() > 1);
        let doubtful = same.flatten().map(|it| it.1).collect::<BTreeSet<_>>();
        let mut seen: FxHashMap<(SystemId, SystemId, &str), Span> = FxHashMap::default();
        for flow in doubtful.into_iter().filter_map(|at| inventory.flows.get(at)) {
            let id = flow.table.id.as_ref().map_or("", |it| it.value.as_str());
            let before = *seen.entry((flow.from, flow.to, id)).or_insert(flow.span);
            if before == flow.span {
                continue;
            }
            let ends = (self.names.systems.at(flow.from.index()), self.names.systems.at(flow.to.index()));
            let name = ends.0.zip(ends.1).map_or(String::new(), |(from, to)| format!("{}->{}", from.0, to.0));
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
            .all()
            .flat_map(|it| &it.table.flows)
            .flat_map(|it| &it.value)
            .cloned()
            .collect::<Vec<_>>();
        if limits.is_empty() {
            return;
        }
        let name = |id: SystemId| self.names.systems.at(id.index()).map_or("", |it| it.0);
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
            let is_of_home = from == HOME && inventory.home.is_none() && self.names.systems.get(to).is_some();
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
}
