//! What came over flows that have ended is still protected where it went: the labels of earlier days, and the grounds under
//! which they were received, read as of the last day of each flow. Gives no ended flow a row of its own.

use std::{cell::OnceCell, collections::BTreeMap};

use petgraph::{Direction, graph::NodeIndex, visit::EdgeRef};
use rustc_hash::FxHashSet;

use crate::{
    graph::{self, Classes, Edge, EdgeId, EdgeOrigin, Ended, Hop, Idle, Labels, Node, Part, Passage, Path},
    inventory::FlowId,
    law::{Day, Rule},
};

use super::{
    ground::{Judged, Layer},
    grounds::Answer,
    groups::{self, Group, Plane},
    modes::Modes,
    onward::{HandsOn, Mode, Receipt},
    reach, responsible,
    rows::{self, Pending},
    transfer::{Ground, Missing, Transfer, Verdict},
    world::{Establishment, World},
};

/// Whether a row rests on a guess that data are where a flow brought them that does not run anymore.
pub(crate) fn is_guess(transfer: &Transfer) -> bool {
    let is_asked = |it: &Missing| matches!(it, Missing::StillHeld | Missing::DaysOf(_));
    matches!(&transfer.verdict, Verdict::Undecided(missing) if missing.iter().any(is_asked))
}

/// Whether what an edge carries is only taken to be still there: where a flow names it, it is said to be. So is what somebody
/// reaches who reaches in, where a flow that runs names it.
pub(crate) fn is_guessed(world: &World<'_>, edge: &Edge, group: &Group) -> bool {
    let is_asked = group.plane == Plane::Ended && (edge.data_assumed || edge.idle.is_some());
    is_asked && !(edge.idle.is_none() && matches!(edge.origin, EdgeOrigin::Access(..)) && is_sent(world, edge, group))
}

/// Whether flows that run name all that a system is reached for; any of it, where nobody said what that is.
fn is_sent(world: &World<'_>, edge: &Edge, group: &Group) -> bool {
    let (Node::System(system), Some(past)) = (edge.from, &world.past) else {
        return false;
    };
    let node = NodeIndex::new(system.index());
    let (mut left, mut is_any) = (group.bits.words().to_vec(), false);
    for sent in world.graph.net.edges(node).map(|it| world.edge(*it.weight())) {
        let is_named = matches!(sent.origin, EdgeOrigin::Flow(_)) && !sent.data_assumed;
        if is_named && sent.passage == Passage::Payload {
            let sent = world.protected(world.graph.classes.bits(sent.classes), past.certain.held(node));
            is_any |= sent.iter().any(|it| *it != 0);
            left.iter_mut().zip(sent.iter()).for_each(|(left, sent)| *left &= !sent);
        }
    }
    left.iter().all(|it| *it == 0) || (is_any && Classes::has_unspecified(group.bits.words()))
}

/// What ended flows brought, and what went on from there.
pub(crate) struct Past {
    /// What sources sent, over flows that ran for certain.
    pub(crate) certain: Labels,
    /// What possible sources sent too, and over flows that may have run; `None` where it is the same.
    widest: Option<Labels>,
}

impl Past {
    pub(crate) fn of(world: &World<'_>) -> Option<Self> {
        let may_have_run = world.graph.ended.iter().any(|it| it.until.is_none());
        let part = |node: NodeIndex| world.parts.get(node.index()).copied().unwrap_or(Part::Other);
        let is_possible = |node: NodeIndex| part(node) != Part::Other;
        let certain = follow(world, &|it| part(it) == Part::Source, &|it| it.until.is_some())?;
        let widest =
            (may_have_run || world.possible.is_some()).then(|| follow(world, &is_possible, &|_| true)).flatten();
        Some(Self { certain, widest })
    }

    /// All that may be held.
    pub(crate) fn widest(&self) -> &Labels {
        self.widest.as_ref().unwrap_or(&self.certain)
    }
}

fn follow(world: &World<'_>, is_source: &dyn Fn(NodeIndex) -> bool, counts: &dyn Fn(&Ended) -> bool) -> Option<Labels> {
    let graph = &world.graph;
    let arrives = |hop: &Hop, there: Option<Day>| {
        if !world.lets_pass(hop) {
            return None;
        }
        let Some(ended) = graph.ended(hop.edge) else {
            return Some(there.max(graph::begun(world.inventory, graph.edge(hop.edge), world.day)));
        };
        let by = there.max(ended.since);
        let in_time = by.zip(ended.until).is_none_or(|(by, until)| by <= until);
        (counts(ended) && in_time && was_sent(world, ended)).then_some(by)
    };
    graph::propagate_ever(graph, is_source, arrives, |sent, held, out| world.derived.add(sent, held, out))
}

/// Whether the law applied to the sender of an ended flow on its last day, if it does on the day judged.
fn was_sent(world: &World<'_>, ended: &Ended) -> bool {
    let Some(day) = ended.until.filter(|_| world.part(ended.edge.from) != Part::Other) else {
        return true;
    };
    let inside = |it: Establishment| it == Establishment::Inside;
    let left = world.entity(ended.edge.from).is_some_and(|it| {
        let then = reach::establishment(world.inventory.organization(it), world.law, world.regime, day);
        inside(world.establishment(it)) && !inside(then)
    });
    world.regime.exists(day) && !left
}

/// How the senders of onward rows received what they hold.
pub(crate) struct Received {
    now: Modes,
    /// With what came over ended flows; `None` where no row needs it.
    ever: Option<Modes>,
}

impl Received {
    pub(crate) fn of(world: &World<'_>, mut receipts: Vec<Receipt>, waiting: &[Pending<'_>]) -> Self {
        let now = Modes::of(world, &receipts);
        let senders = waiting.iter().filter(|it| is_past(it)).map(|it| world.edge(it.edge).from).collect::<Vec<_>>();
        if senders.is_empty() {
            return Self { now, ever: None };
        }
        receipts.extend(past_receipts(world, senders));
        Self { now, ever: Some(Modes::of(world, &receipts)) }
    }

    /// What a row is read against.
    pub(crate) fn modes(&self, row: &Pending<'_>) -> &Modes {
        self.ever.as_ref().filter(|_| is_past(row)).unwrap_or(&self.now)
    }
}

fn is_past(row: &Pending<'_>) -> bool {
    matches!(row.group.plane, Plane::Ended | Plane::MayHold)
}

/// How data came over ended flows to some nodes, directly or over others: each flow judged as of its last day.
fn past_receipts(world: &World<'_>, nodes: Vec<Node>) -> Vec<Receipt> {
    let Some(net) = &world.graph.ever else {
        return Vec::new();
    };
    let index = |it: Node| if let Node::System(it) = it { Some(NodeIndex::new(it.index())) } else { None };
    let mut open = nodes.into_iter().filter_map(index).collect::<Vec<_>>();
    let mut seen = FxHashSet::default();
    let mut of_day: BTreeMap<Day, Vec<EdgeId>> = BTreeMap::new();
    while let Some(node) = open.pop() {
        if !seen.insert(node) || net.node_weight(node).is_none_or(|it| world.part(*it) != Part::Other) {
            continue;
        }
        for edge in net.edges_directed(node, Direction::Incoming) {
            open.push(edge.source());
            if let Some(ended) = world.graph.ended(*edge.weight()).filter(|it| was_sent(world, it)) {
                // Of a day before its data a law says nothing: then what is so on the day judged counts.
                let day = ended.until.filter(|it| world.regime.covers(*it)).unwrap_or(world.day);
                of_day.entry(day).or_default().push(*edge.weight());
            }
        }
    }
    let edges = of_day.values().flatten().copied().collect::<Vec<_>>();
    let mut then = World::of_edges(world, &edges);
    let now = OnceCell::new();
    let now = || now.get_or_init(|| World::of_edges(world, &edges));
    let mut numbers = (0..).map(EdgeId);
    let mut receipts = Vec::new();
    for (day, edges) in &of_day {
        let edges = numbers.by_ref().take(edges.len()).collect::<Vec<_>>();
        then.move_to(*day, &edges);
        edges.into_iter().for_each(|it| add_receipts(&then, &now, it, &mut receipts));
    }
    receipts
}

/// What an edge handed on, whether what it carried was protected or not.
fn add_receipts<'w, 'a: 'w>(
    then: &World<'a>,
    now: &impl Fn() -> &'w World<'a>,
    id: EdgeId,
    receipts: &mut Vec<Receipt>,
) {
    let edge = then.edge(id);
    let (exporter, importer) = (then.entity(edge.from), then.entity(edge.to));
    if exporter.is_some() && exporter == importer {
        receipts.push(Receipt::within_entity(then, id));
    } else if !then.returns(edge) {
        let groups = groups::whole(then, edge);
        rows::pending(then, id, &groups, &mut |row| {
            let Some(mut receipt) = Receipt::of(then, &row) else {
                return;
            };
            // A listing that was only looked up later leaves open what that day was; it is no sign that there was none.
            if unlisted(&row).is_some_and(|it| stands(now(), &row, it)) {
                receipt.hands_on = HandsOn::Mode(Mode::Adequacy);
            }
            receipts.push(receipt);
        });
    }
}

/// The decision that would carry a row, if it were recorded that its importer was listed; nothing else does.
fn unlisted(row: &Pending<'_>) -> Option<Ground> {
    let answer = row.answer.as_ref().filter(|it| it.standing().is_none())?;
    let asks = |it: &&Judged| it.is_open() && it.layer == Layer::Decision && it.asks == Some(Rule::ListingNotRecorded);
    answer.tried.iter().find(asks).map(|it| it.ground)
}

/// Whether a ground carries the same row on the day of a world.
fn stands(world: &World<'_>, row: &Pending<'_>, ground: Ground) -> bool {
    let mut stands = false;
    rows::pending(world, row.edge, std::slice::from_ref(&row.group), &mut |it| {
        let standing = it.answer.as_ref().and_then(Answer::standing);
        stands |= it.destination.spot == row.destination.spot && standing.is_some_and(|it| it.ground == ground);
    });
    stands
}

/// The flows of a way that do not run anymore, each with its last day if it is written.
pub(crate) fn on_way(world: &World<'_>, way: &Path) -> Vec<(FlowId, Option<Day>)> {
    let ended = way.edges.iter().flatten().filter_map(|it| world.graph.ended(*it));
    ended.map(|it| (it.flow, it.until)).collect()
}

/// Of people who reach in where nothing comes in anymore: the flow that brought what may be there.
pub(crate) fn brought(world: &World<'_>, edge: &Edge) -> Option<(FlowId, Option<Day>)> {
    match edge.idle? {
        Idle::Ended(flow) => Some((flow, world.inventory.flow(flow).table.until.as_ref().map(|it| it.value.last))),
        Idle::TurnedOff(flow) => Some((flow, None)),
    }
}

/// The ended edges on the ways of the data of some transfers.
pub(crate) fn on_ways<'w>(world: &'w World<'_>, transfers: &[Transfer]) -> Vec<&'w Edge> {
    if world.past.is_none() {
        return Vec::new();
    }
    let own = transfers.iter().filter(|it| it.regime == world.regime_id);
    let edges = own.flat_map(|it| responsible::path(world, it).edges).flatten().collect::<FxHashSet<_>>();
    edges.into_iter().filter_map(|it| world.graph.ended(it)).map(|it| &it.edge).collect()
}

/// The flow, turned off nobody wrote when, over which the sender of an edge may have received what it sends.
pub(crate) fn turned_off(world: &World<'_>, edge: &Edge, classes: &[u64]) -> Option<FlowId> {
    if let Some(Idle::TurnedOff(flow)) = edge.idle {
        return Some(flow);
    }
    let (Node::System(sender), Some(past)) = (edge.from, &world.past) else {
        return None;
    };
    let way = Path::to(&world.graph, past.widest(), NodeIndex::new(sender.index()), classes);
    on_way(world, &way).into_iter().find(|(_, until)| until.is_none()).map(|(flow, _)| flow)
}

/// The labels that tell how a node received classes: those of what is live where they tell it.
pub(crate) fn labels<'w>(world: &'w World<'_>, node: NodeIndex, classes: &[u64]) -> &'w Labels {
    let past = world.past.as_ref().map(|it| [&it.certain, it.widest()]);
    let all = std::iter::once(world.widest()).chain(past.into_iter().flatten());
    all.into_iter().find(|it| it.arrival(node, classes).is_some()).unwrap_or(world.widest())
}
