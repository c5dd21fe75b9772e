//! The picture of the graph: which nodes and edges are drawn, in which groups, with which words. Knows no syntax.

mod collapse;
mod dot;
mod mermaid;

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    io::{self, Write},
};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    assess::{Assessment, Line, Standpoint, TransferId, TransferKind, Verdict, shown_place},
    graph::{EdgeOrigin, Node},
    inventory::{SystemId, values::AccessEntry},
    law::PlaceKind,
};

use super::{Format, Frame, law, names, tally::Tally, text::summary};

/// Nodes up to which each system is drawn by itself: more are no picture.
const MOST_NODES: usize = 120;

/// Edges up to which each is drawn by itself; Mermaid refuses more than 500.
const MOST_EDGES: usize = 400;

/// Characters of a name.
const MAX_NAME: usize = 48;

/// Classes of data that an edge names.
const MAX_DATA: usize = 2;

/// Verdicts that an edge names.
const MAX_VERDICTS: usize = 3;

/// Which part of the graph is drawn.
#[derive(Debug, Clone, Default)]
pub struct Cut {
    /// Only what reaches this system, and what it reaches.
    pub focus: Option<SystemId>,
    /// Only edges with one of these verdicts, and the ways that the data took to them.
    pub only: Vec<&'static str>,
}

/// Draws the graph.
///
/// # Errors
/// When the output takes no more.
pub fn render(format: Format, frame: &Frame<'_>, cut: &Cut, out: &mut dyn Write) -> io::Result<()> {
    let picture = Picture::of(frame, cut);
    let text = if format == Format::Mermaid { mermaid::text(&picture) } else { dot::text(&picture) };
    out.write_all(text.as_bytes())
}

/// What is drawn.
struct Picture {
    title: Vec<String>,
    groups: Vec<Group>,
    edges: Vec<Arrow>,
}

/// Nodes in one place.
struct Group {
    name: String,
    /// Each with its number in the picture.
    nodes: Vec<(usize, Dot)>,
}

/// A node.
#[derive(Debug, Clone)]
struct Dot {
    lines: Vec<String>,
    standpoint: Standpoint,
    is_focus: bool,
}

/// An edge; what decides its look is the verdict that needs somebody most.
struct Arrow {
    from: usize,
    to: usize,
    /// A word of `Verdict::WORDS`; `None` where nothing protected moves.
    verdict: Option<&'static str>,
    lines: Vec<String>,
}

/// The word of edges on which nothing protected moves.
const NOTHING_PROTECTED: &str = "nothing protected";

/// The rank of a verdict among all, what needs somebody first.
fn rank(verdict: Option<&str>) -> usize {
    Verdict::WORDS.iter().position(|it| Some(*it) == verdict).unwrap_or(Verdict::WORDS.len())
}

/// A node of the graph; somebody who is not recorded is another one on each edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Key(Node, Option<EdgeOrigin>);

fn key(node: Node, line: &Line) -> Key {
    Key(node, (node == Node::Somebody).then_some(line.origin))
}

/// The edges that are drawn, and in which order nodes were met.
struct Chosen<'p, 'a> {
    assessment: &'p Assessment<'a>,
    lines: Vec<Line>,
    /// Nodes that send anything, drawn or not.
    senders: FxHashSet<Node>,
    focus: Option<SystemId>,
}

impl Picture {
    fn of(frame: &Frame<'_>, cut: &Cut) -> Self {
        let assessment = frame.assessment;
        let mut lines = assessment.lines();
        let n_all = lines.len();
        let senders = lines.iter().filter(|it| it.from != it.to).map(|it| it.from).collect();
        if !cut.only.is_empty() {
            lines = only(assessment, lines, &cut.only);
        }
        if let Some(focus) = cut.focus {
            lines = around(lines, focus);
        }
        let title = title(frame, cut, lines.len(), n_all);
        let chosen = Chosen { assessment, lines, senders, focus: cut.focus };
        let nodes = chosen.nodes();
        let mut picture = if nodes.len() > MOST_NODES || chosen.lines.len() > MOST_EDGES {
            collapse::picture(&chosen, &nodes)
        } else {
            chosen.picture(&nodes)
        };
        picture.title = title;
        picture
    }
}

/// What the picture is of.
fn title(frame: &Frame<'_>, cut: &Cut, n_drawn: usize, n_all: usize) -> Vec<String> {
    let assessment = frame.assessment;
    let tally = Tally::of(frame);
    let name = assessment.inventory.name.as_ref().map(|it| names::cut(&it.value, MAX_NAME));
    let mut lines = Vec::from_iter(name);
    lines.extend(summary::counts(frame, &tally).iter().map(|it| it.trim().to_owned()));
    let mut parts = Vec::new();
    if let Some(focus) = cut.focus {
        parts.push(format!("around {}", names::cut(&assessment.inventory.system(focus).id, MAX_NAME)));
    }
    if !cut.only.is_empty() {
        parts.push(format!("only {}", cut.only.join(", ")));
    }
    if !parts.is_empty() {
        lines.push(format!("{}: {n_drawn} of {n_all} flows", parts.join(", ")));
    }
    if assessment.n_idle > 0 {
        lines.push(format!("{} not live on that day", names::count(assessment.n_idle, "flow is", "flows are")));
    }
    lines.push(law::as_of(assessment.law, assessment.day));
    lines.extend(law::notes(assessment.law, assessment.day, false));
    lines
}

/// The edges with some verdicts, and all edges by which their data came to their senders.
fn only(assessment: &Assessment<'_>, lines: Vec<Line>, verdicts: &[&'static str]) -> Vec<Line> {
    let is_wanted =
        |line: &Line| line.rows.iter().any(|it| verdicts.contains(&assessment.transfer(*it).verdict.word()));
    let mut kept = lines.iter().map(is_wanted).collect::<Vec<_>>();
    let mut into: FxHashMap<Node, Vec<usize>> = FxHashMap::default();
    for (at, line) in lines.iter().enumerate().filter(|(_, it)| !it.rows.is_empty()) {
        into.entry(line.to).or_default().push(at);
    }
    let mut queue = lines.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(it, _)| it.from).collect::<VecDeque<_>>();
    let mut seen = FxHashSet::default();
    while let Some(node) = queue.pop_front() {
        // Behind an origin there is nothing to trace.
        if !seen.insert(node) || assessment.standpoint(node) == Standpoint::Origin {
            continue;
        }
        for at in into.get(&node).into_iter().flatten() {
            if let (Some(kept), Some(line)) = (kept.get_mut(*at), lines.get(*at)) {
                *kept = true;
                queue.push_back(line.from);
            }
        }
    }
    lines.into_iter().zip(kept).filter_map(|(line, kept)| kept.then_some(line)).collect()
}

/// The edges on ways to a system and from it.
fn around(lines: Vec<Line>, focus: SystemId) -> Vec<Line> {
    let mut kept = vec![false; lines.len()];
    for is_forward in [true, false] {
        let end = |it: &Line| if is_forward { (it.from, it.to) } else { (it.to, it.from) };
        let mut at_node: FxHashMap<Node, Vec<usize>> = FxHashMap::default();
        for (at, line) in lines.iter().enumerate() {
            at_node.entry(end(line).0).or_default().push(at);
        }
        let mut queue = VecDeque::from([Node::System(focus)]);
        let mut seen = FxHashSet::default();
        while let Some(node) = queue.pop_front() {
            if node == Node::Somebody || !seen.insert(node) {
                continue;
            }
            for at in at_node.get(&node).into_iter().flatten() {
                if let (Some(kept), Some(line)) = (kept.get_mut(*at), lines.get(*at)) {
                    *kept = true;
                    queue.push_back(end(line).1);
                }
            }
        }
    }
    lines.into_iter().zip(kept).filter_map(|(line, kept)| kept.then_some(line)).collect()
}

impl Chosen<'_, '_> {
    /// Every node at an edge, and the focus.
    fn nodes(&self) -> Vec<Key> {
        let mut seen = FxHashSet::default();
        let ends = self.lines.iter().flat_map(|it| [key(it.from, it), key(it.to, it)]);
        let focus = self.focus.map(|it| Key(Node::System(it), None));
        focus.into_iter().chain(ends).filter(|it| seen.insert(*it)).collect()
    }

    fn picture(&self, nodes: &[Key]) -> Picture {
        let numbers = nodes.iter().enumerate().map(|(at, it)| (*it, at)).collect::<FxHashMap<_, _>>();
        let mut groups: BTreeMap<String, Vec<(usize, Dot)>> = BTreeMap::new();
        for (at, node) in nodes.iter().enumerate() {
            groups.entry(self.group(*node)).or_default().push((at, self.dot(*node)));
        }
        let number = |it: Key| numbers.get(&it).copied().unwrap_or_default();
        let arrow = |line: &Line| Arrow {
            from: number(key(line.from, line)),
            to: number(key(line.to, line)),
            verdict: self.verdict(line),
            lines: self.lines_of(line),
        };
        Picture {
            title: Vec::new(),
            groups: groups.into_iter().map(|(name, nodes)| Group { name, nodes }).collect(),
            edges: self.lines.iter().map(arrow).collect(),
        }
    }

    /// Where a node is: its places, else where its operator is.
    fn group(&self, Key(node, origin): Key) -> String {
        let places = match (node, origin) {
            (Node::System(system), _) => {
                let table = &self.assessment.inventory.system(system).table;
                let own = table.location.iter().flat_map(|it| &it.value).map(|it| self.place(&it.value.kind));
                own.collect::<BTreeSet<_>>()
            }
            // Somebody who reaches in.
            (Node::Somebody, Some(EdgeOrigin::Access(system, at))) => {
                let table = &self.assessment.inventory.system(system).table;
                let entry = table.access.as_ref().and_then(|it| it.value.get(at as usize));
                match entry.map(|it| &it.value) {
                    Some(AccessEntry::From(access)) => {
                        access.from.iter().flat_map(|it| &it.value).map(|it| self.place(&it.value.kind)).collect()
                    }
                    _ => BTreeSet::new(),
                }
            }
            _ => BTreeSet::new(),
        };
        if !places.is_empty() {
            return names::cut(&places.into_iter().collect::<Vec<_>>().join(", "), 2 * MAX_NAME);
        }
        let entity = self.entity(node);
        let country = entity.and_then(|it| self.assessment.inventory.organization(it).table.country.as_ref());
        country.map_or_else(|| "place not recorded".to_owned(), |it| self.place(&it.value.kind))
    }

    fn entity(&self, node: Node) -> Option<crate::inventory::OrganizationId> {
        match node {
            Node::System(system) => self.assessment.inventory.operator(system),
            Node::Party(party) => Some(party),
            Node::Somebody => None,
        }
    }

    /// `Ireland (IE)`.
    fn place(&self, kind: &PlaceKind) -> String {
        let places = &self.assessment.law.places;
        match kind {
            PlaceKind::Countries(list) => {
                let named = list.iter().map(|it| format!("{} ({})", places.name(*it), it.code()));
                named.collect::<Vec<_>>().join(", ")
            }
            PlaceKind::Body(body) => places.body_info(*body).name.clone(),
            PlaceKind::Bloc(bloc) => places.bloc(*bloc).name.clone(),
            PlaceKind::World => "anywhere".to_owned(),
            PlaceKind::ThirdCountry => "a third country".to_owned(),
            PlaceKind::Unknown => "place not known".to_owned(),
        }
    }

    fn dot(&self, Key(node, _): Key) -> Dot {
        let inventory = self.assessment.inventory;
        let id = match node {
            Node::Somebody => "somebody who is not recorded".to_owned(),
            _ => names::cut(names::node(self.assessment, node), MAX_NAME),
        };
        let operator = self.entity(node).map(|it| names::cut(inventory.organization_name(it), MAX_NAME));
        let standpoint = self.standpoint(node);
        let mut lines = vec![id];
        lines.extend(operator.filter(|it| !lines.contains(it)));
        lines.extend(standpoint_word(standpoint).map(str::to_owned));
        Dot { lines, standpoint, is_focus: self.focus.is_some_and(|it| node == Node::System(it)) }
    }

    /// What a node is; one that sends nothing is no origin of anything.
    fn standpoint(&self, node: Node) -> Standpoint {
        match self.assessment.standpoint(node) {
            Standpoint::Origin | Standpoint::PossibleOrigin if !self.senders.contains(&node) => Standpoint::Holder,
            standpoint => standpoint,
        }
    }

    /// The verdict of an edge that needs somebody most.
    fn verdict(&self, line: &Line) -> Option<&'static str> {
        let words = line.rows.iter().map(|it| self.assessment.transfer(*it).verdict.word());
        words.min_by_key(|it| rank(Some(it)))
    }

    /// What an edge carries, and what becomes of it.
    fn lines_of(&self, line: &Line) -> Vec<String> {
        let mut lines = vec![self.data(line)];
        let mut verdicts = Vec::new();
        let mut rows = line.rows.clone();
        rows.sort_by_key(|it| rank(Some(self.assessment.transfer(*it).verdict.word())));
        for row in &rows {
            let word = self.row(*row);
            // Beside what leaves, what stays inside needs no word.
            let is_inside = self.assessment.transfer(*row).verdict == Verdict::WithinTerritory;
            if !verdicts.contains(&word) && (!is_inside || verdicts.is_empty()) {
                verdicts.push(word);
            }
        }
        let n_more = verdicts.len().saturating_sub(MAX_VERDICTS);
        verdicts.truncate(MAX_VERDICTS);
        lines.extend(verdicts);
        lines.extend((n_more > 0).then(|| format!("and {n_more} more")));
        // The flow that brought the data is not drawn: it is not live.
        let ended = rows.iter().find_map(|it| self.assessment.ended_flows(*it).into_iter().next());
        lines.extend(ended.map(|(flow, _)| {
            let name = names::cut(&self.assessment.inventory.flow_name(flow), MAX_NAME);
            format!("came over {name}, which has ended")
        }));
        if line.rows.is_empty() {
            lines.push(NOTHING_PROTECTED.to_owned());
        }
        lines
    }

    fn data(&self, line: &Line) -> String {
        let ids = line.data.iter().map(|it| names::cut(&self.assessment.inventory.data_class(*it).id, MAX_NAME / 2));
        let n_all = line.data.len();
        let mut named = ids.take(MAX_DATA).collect::<Vec<_>>();
        if line.is_unspecified {
            named.push("data not said".to_owned());
        }
        let more = n_all.saturating_sub(MAX_DATA);
        let named = named.join(", ");
        if more > 0 { format!("{named} +{more}") } else { named }
    }

    /// `unprotected (onward): India`.
    fn row(&self, id: TransferId) -> String {
        let transfer = self.assessment.transfer(id);
        let mut word = transfer.verdict.word().to_owned();
        if transfer.kind == Some(TransferKind::Onward) {
            word.push_str(" (onward)");
        }
        if self.assessment.regimes.len() > 1 {
            word = format!("{}: {word}", self.assessment.law.regime_at(transfer.regime).id);
        }
        let place = shown_place(self.assessment, transfer.spot);
        if place.is_empty() || !transfer.verdict.is_transfer() { word } else { format!("{word}: {place}") }
    }
}

/// What a node is, where that is worth a word.
fn standpoint_word(standpoint: Standpoint) -> Option<&'static str> {
    match standpoint {
        Standpoint::Origin => Some("origin"),
        Standpoint::PossibleOrigin => Some("perhaps an origin"),
        Standpoint::Holder => None,
        Standpoint::Aside => Some(NOTHING_PROTECTED),
    }
}
