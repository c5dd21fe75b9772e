//! The plan as one minimum cut: sources, the flows that carry what they send, moving a system, one node for each importer of
//! unprotected transfers, the sink. Gives numbers to the graph room and reads its answer; decides no law.

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet},
};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    graph::{Arc, EdgeOrigin, Node, Part, minimum_cut},
    inventory::{OrganizationId, SystemId, words::State},
    law::{Place, RegimeId},
};

use super::{
    super::{
        Assessment,
        transfer::{Bare, Ground, NoTransfer, Spot, Verdict},
        world::{Establishment, World},
    },
    Action, Clauses, Refuted, edge_key, papers,
    want::Want,
    ways,
};

/// An action with the wants that it clears, by their places.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Planned {
    pub(super) action: Action,
    pub(super) cost: u32,
    pub(super) wants: Vec<usize>,
}

/// What to do, and what nothing clears.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) steps: Vec<Planned>,
    pub(super) uncleared: BTreeSet<usize>,
}

/// A place in the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Point {
    Source,
    Sink,
    System(Node),
    Sent(EdgeOrigin),
    Arrived(EdgeOrigin),
    Stays(SystemId),
    Moved(SystemId),
    Importer(RegimeId, OrganizationId),
}

/// What an arc stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Deed {
    Flow(EdgeOrigin),
    Move(SystemId),
    Paper(RegimeId, OrganizationId),
}

/// A source of protected data before a flow, or a flow that brings it.
#[derive(Debug, Default)]
struct Feed {
    from: Vec<Node>,
    is_from_source: bool,
}

/// Finds the cheapest plan.
pub(super) fn solve(assessment: &Assessment<'_>, wants: &[Want], refuted: &Refuted) -> Plan {
    let feeds = Feeds::of(assessment);
    let routes = Routes::of(assessment, wants, refuted);
    let mut net = Net::new();
    for want in wants {
        net.feed(assessment, want.origin, &feeds, refuted);
    }
    net.root(wants);
    let fixed = net.fixed();
    let mut plan = Plan::default();
    for (at, want) in wants.iter().enumerate() {
        let is_fixed = net.known.get(&Point::Arrived(want.origin)).is_some_and(|it| fixed.contains(it));
        let paper = routes.paper(at, want);
        let can_move = routes.movable(want).is_some();
        if is_fixed && paper.is_none() && !can_move {
            plan.uncleared.insert(at);
            continue;
        }
        let next = match (routes.is_by_paper(at), want.importer) {
            (true, Some(importer)) => Point::Importer(want.regime, importer),
            _ => Point::Sink,
        };
        let arrived = Point::Arrived(want.origin);
        match routes.movable(want) {
            Some((system, _, cost)) => {
                net.add(arrived, Point::Stays(system), None, None);
                net.add(Point::Stays(system), Point::Moved(system), Some(cost), Some(Deed::Move(system)));
                net.add(Point::Moved(system), next, None, None);
            }
            None => net.add(arrived, next, None, None),
        }
        if let Point::Importer(regime, importer) = next {
            net.add(next, Point::Sink, paper.map(|it| it.1), Some(Deed::Paper(regime, importer)));
        }
    }
    let cut = net.cut();
    plan.steps = steps(assessment, wants, &routes, &feeds, &cut, &plan.uncleared, refuted);
    join(assessment, wants, refuted, &mut plan.steps);
    papers::tell_apart(assessment.inventory, &mut plan.steps);
    plan
}

/// For each flow, where protected data come from that it carries.
#[derive(Default)]
struct Feeds {
    of_flow: FxHashMap<EdgeOrigin, Feed>,
    into: FxHashMap<Node, Vec<EdgeOrigin>>,
    /// Flows that nothing covers.
    unprotected: FxHashSet<EdgeOrigin>,
    /// Flows whose data are said to be anonymous, and are not.
    claimed: FxHashSet<EdgeOrigin>,
}

impl Feeds {
    /// Every edge that has a row carries protected data, whatever its verdict; what is anonymous or goes nowhere does not.
    fn of(assessment: &Assessment<'_>) -> Self {
        let mut feeds = Self::default();
        let mut seen = FxHashSet::default();
        for transfer in &assessment.transfers {
            let carries = match &transfer.verdict {
                Verdict::Anonymous => false,
                Verdict::NotATransfer(why) => matches!(why, NoTransfer::SameEntity | NoTransfer::NothingAsked),
                _ => true,
            };
            let world = assessment.world(transfer);
            let edge = world.edge(transfer.edge);
            if matches!(transfer.verdict, Verdict::Unprotected(_)) {
                feeds.unprotected.insert(edge.origin);
            }
            if let Verdict::Unprotected(Bare::Dead(dead)) = &transfer.verdict
                && dead.iter().any(|(ground, _)| matches!(ground, Ground::FlowClaim | Ground::DataClaim(_)))
            {
                feeds.claimed.insert(edge.origin);
            }
            if !carries || !seen.insert((transfer.regime, transfer.edge)) {
                continue;
            }
            let feed = feeds.of_flow.entry(edge.origin).or_default();
            feed.is_from_source |= world.part(edge.from) != Part::Other;
            if !feed.from.contains(&edge.from) {
                feed.from.push(edge.from);
            }
            feeds.into.entry(edge.to).or_default().push(edge.origin);
        }
        feeds
    }
}

/// What to do with a flow, and what it costs; of anonymizing and stopping the cheaper one.
fn on_flow(assessment: &Assessment<'_>, feeds: &Feeds, origin: EdgeOrigin, refuted: &Refuted) -> Option<(Action, u32)> {
    let costs = &assessment.law.costs;
    let stop = costs.stop_flow.filter(|_| !refuted.stops.contains(&edge_key(origin)));
    let stop = stop.map(|it| (Action::StopFlow(origin), it));
    let EdgeOrigin::Flow(flow) = origin else {
        return stop;
    };
    // A flow that is covered is not made anonymous for the sake of what comes after it: its receiver needs the data.
    if refuted.anonymizations.contains(&flow) || !feeds.unprotected.contains(&origin) {
        return stop;
    }
    let table = &assessment.inventory.flow(flow).table;
    let is_said = table.state.as_ref().is_some_and(|it| it.value != State::Personal);
    let anonymize = if is_said || feeds.claimed.contains(&origin) {
        costs.finish_anonymization.map(|it| (Action::FinishAnonymization(flow), it))
    } else {
        costs.anonymize_flow.map(|it| (Action::AnonymizeFlow(flow), it))
    };
    anonymize.into_iter().chain(stop).min_by_key(|it| it.1)
}

/// Which way each want takes to the sink, and what that way costs.
struct Routes {
    by_paper: Vec<bool>,
    papers: BTreeMap<(RegimeId, OrganizationId), (Action, u32)>,
    moves: BTreeMap<SystemId, (Place, u32)>,
}

impl Routes {
    fn of(assessment: &Assessment<'_>, wants: &[Want], refuted: &Refuted) -> Self {
        let mut to: BTreeMap<(RegimeId, OrganizationId), Vec<&Want>> = BTreeMap::new();
        let mut by_paper = Vec::with_capacity(wants.len());
        let mut moves = BTreeMap::new();
        let assessed = ways::Assessed::of(assessment.inventory);
        let n_regimes = assessment.regimes.len();
        for want in wants {
            let world = world_of(assessment, want.regime);
            let is_open = !refuted.by_paper.contains(&want.key);
            let by_importer = want.importer.filter(|_| is_open && world.is_some_and(|it| !assessed.refuses(it, want)));
            by_paper.push(by_importer.is_some());
            if let Some(importer) = by_importer {
                to.entry((want.regime, importer)).or_default().push(want);
            }
            if let (Some(world), Some(cost)) = (world, assessment.law.costs.move_system)
                && let Some((system, place)) = movable(world, want).filter(|(it, _)| !refuted.moves.contains(it))
            {
                moves.entry(system).or_insert((place, cost));
            }
        }
        let papers = to.iter().filter_map(|((regime, importer), wants)| {
            let paper = ways::cheapest(world_of(assessment, *regime)?, n_regimes, *importer, wants, refuted)?;
            Some(((*regime, *importer), paper))
        });
        Self { papers: papers.collect(), by_paper, moves }
    }

    fn is_by_paper(&self, at: usize) -> bool {
        self.by_paper.get(at).copied().unwrap_or(false)
    }

    fn paper(&self, at: usize, want: &Want) -> Option<&(Action, u32)> {
        let importer = want.importer.filter(|_| self.is_by_paper(at))?;
        self.papers.get(&(want.regime, importer))
    }

    fn movable(&self, want: &Want) -> Option<(SystemId, &Place, u32)> {
        let system = is_reached_by_place(want)?;
        self.moves.get(&system).map(|(place, cost)| (system, place, *cost))
    }
}

fn world_of<'w, 'a>(assessment: &'w Assessment<'a>, regime: RegimeId) -> Option<&'w World<'a>> {
    assessment.worlds.iter().find(|it| it.regime_id == regime)
}

/// The system that a transfer reaches only because it, or who reaches into it, is outside.
fn is_reached_by_place(want: &Want) -> Option<SystemId> {
    let (EdgeOrigin::Flow(_), Node::System(system)) = (want.origin, want.to) else {
        return None;
    };
    let is_placed = !matches!(want.spot, Spot::Body(_) | Spot::EstablishmentMissing | Spot::Nowhere);
    (is_placed && !want.reached_by.establishment).then_some(system)
}

/// Where such a system could be: where its operator, its exporter or the inventory is at home, inside.
fn movable(world: &World<'_>, want: &Want) -> Option<(SystemId, Place)> {
    let system = is_reached_by_place(want)?;
    let home = world.inventory.home.and_then(|it| world.inventory.operator(it));
    let all = [want.importer, want.exporter, home];
    let inside = all.into_iter().flatten().find(|it| world.establishment(*it) == Establishment::Inside)?;
    let place = world.organization(inside).country.as_ref()?;
    Some((system, place.value.clone()))
}

/// The network while it is built.
struct Net {
    known: FxHashMap<Point, usize>,
    arcs: Vec<Arc>,
    deeds: Vec<Option<Deed>>,
    done: FxHashSet<(usize, usize)>,
    fed: FxHashSet<EdgeOrigin>,
    entered: FxHashSet<Node>,
}

impl Net {
    fn new() -> Self {
        let known = [(Point::Source, 0), (Point::Sink, 1)].into_iter().collect();
        Self {
            known,
            arcs: Vec::new(),
            deeds: Vec::new(),
            done: FxHashSet::default(),
            fed: FxHashSet::default(),
            entered: FxHashSet::default(),
        }
    }

    fn add(&mut self, from: Point, to: Point, cost: Option<u32>, deed: Option<Deed>) {
        let n = self.known.len();
        let from = *self.known.entry(from).or_insert(n);
        let n = self.known.len();
        let to = *self.known.entry(to).or_insert(n);
        if self.done.insert((from, to)) {
            self.arcs.push(Arc { from, to, cost });
            self.deeds.push(deed);
        }
    }

    /// Adds a flow with everything that brings it protected data.
    fn feed(&mut self, assessment: &Assessment<'_>, origin: EdgeOrigin, feeds: &Feeds, refuted: &Refuted) {
        let mut open = vec![origin];
        while let Some(origin) = open.pop() {
            if !self.fed.insert(origin) {
                continue;
            }
            let cost = on_flow(assessment, feeds, origin, refuted).map(|it| it.1);
            self.add(Point::Sent(origin), Point::Arrived(origin), cost, Some(Deed::Flow(origin)));
            let feed = feeds.of_flow.get(&origin);
            let is_rooted = refuted.rooted.contains(&edge_key(origin));
            if is_rooted || feed.is_none_or(|it| it.is_from_source) {
                self.add(Point::Source, Point::Sent(origin), None, None);
                continue;
            }
            for node in feed.into_iter().flat_map(|it| &it.from) {
                self.add(Point::System(*node), Point::Sent(origin), None, None);
                if !self.entered.insert(*node) {
                    continue;
                }
                for before in feeds.into.get(node).into_iter().flatten() {
                    self.add(Point::Arrived(*before), Point::System(*node), None, None);
                    open.push(*before);
                }
            }
        }
    }

    /// What no flow of today feeds came over flows that have ended: its sender holds it.
    fn root(&mut self, wants: &[Want]) {
        let reached = self.reached(|_| true);
        let is_fed = |want: &&Want| self.known.get(&Point::Arrived(want.origin)).is_some_and(|it| reached.contains(it));
        let held = wants.iter().filter(|it| !is_fed(it)).map(|it| it.origin).collect::<Vec<_>>();
        for origin in held {
            self.add(Point::Source, Point::Sent(origin), None, None);
        }
    }

    /// The places that are reached over arcs that cannot be cut.
    fn fixed(&self) -> FxHashSet<usize> {
        self.reached(|it| it.cost.is_none())
    }

    fn reached(&self, counts: impl Fn(&Arc) -> bool) -> FxHashSet<usize> {
        let mut next: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
        for arc in self.arcs.iter().filter(|it| counts(it)) {
            next.entry(arc.from).or_default().push(arc.to);
        }
        let mut reached = FxHashSet::default();
        let mut open = vec![0];
        while let Some(at) = open.pop() {
            if reached.insert(at) {
                open.extend(next.get(&at).into_iter().flatten());
            }
        }
        reached
    }

    fn cut(&self) -> FxHashSet<Deed> {
        // Every way without an arc that can be cut was set aside.
        let cut = minimum_cut(self.known.len(), 0, 1, &self.arcs).unwrap_or_default();
        cut.iter().filter_map(|it| self.deeds.get(*it).copied().flatten()).collect()
    }
}

/// The actions of a cut, each with what it clears: the one nearest to the importer counts.
fn steps(
    assessment: &Assessment<'_>,
    wants: &[Want],
    routes: &Routes,
    feeds: &Feeds,
    cut: &FxHashSet<Deed>,
    uncleared: &BTreeSet<usize>,
    refuted: &Refuted,
) -> Vec<Planned> {
    let mut of_deed: FxHashMap<Deed, Vec<usize>> = FxHashMap::default();
    let mut order = Vec::new();
    let mut clears = |deed: Deed, at: usize| {
        let list = of_deed.entry(deed).or_default();
        if list.is_empty() {
            order.push(deed);
        }
        list.push(at);
    };
    let behind = OnceCell::new();
    for (at, want) in wants.iter().enumerate().filter(|(at, _)| !uncleared.contains(at)) {
        let paper = want.importer.filter(|_| routes.is_by_paper(at)).map(|it| Deed::Paper(want.regime, it));
        let own = [paper, Some(Deed::Flow(want.origin)), is_reached_by_place(want).map(Deed::Move)];
        match own.into_iter().flatten().find(|it| cut.contains(it)) {
            Some(deed) => clears(deed, at),
            None => {
                let behind = behind.get_or_init(|| behind_cuts(feeds, cut));
                behind.get(&want.origin).into_iter().flatten().for_each(|it| clears(Deed::Flow(*it), at));
            }
        }
    }
    let planned = order.into_iter().filter_map(|deed| {
        let (action, cost) = match deed {
            Deed::Flow(origin) => on_flow(assessment, feeds, origin, refuted)?,
            Deed::Move(system) => {
                routes.moves.get(&system).map(|(place, cost)| (Action::MoveSystem(system, place.clone()), *cost))?
            }
            Deed::Paper(regime, importer) => routes.papers.get(&(regime, importer))?.clone(),
        };
        Some(Planned { action, cost, wants: of_deed.get(&deed)?.clone() })
    });
    planned.collect()
}

/// New papers of one law that are added to new ones of another, in place of papers of their own.
fn join(assessment: &Assessment<'_>, wants: &[Want], refuted: &Refuted, steps: &mut [Planned]) {
    let n_regimes = assessment.regimes.len();
    if n_regimes < 2 {
        return;
    }
    let mut by_importer: BTreeMap<OrganizationId, Vec<Clauses>> = BTreeMap::new();
    for step in steps.iter() {
        if let Action::RecordClauses(importer, papers) = &step.action {
            by_importer.entry(*importer).or_default().extend(papers.iter().cloned());
        }
    }
    for step in steps {
        let Action::RecordClauses(importer, papers) = &mut step.action else {
            continue;
        };
        let own = step.wants.iter().filter_map(|it| wants.get(*it)).collect::<Vec<_>>();
        let regime = own.first().map(|it| it.regime).filter(|it| !refuted.joined.contains(&(*it, *importer)));
        let others = by_importer.get(importer).filter(|it| it.len() > papers.len());
        if let Some((world, others)) = regime.and_then(|it| world_of(assessment, it)).zip(others) {
            ways::join_new(world, n_regimes, *importer, papers, &own, others);
        }
    }
}

/// For each flow behind one of a cut, those of the cut that keep data away from it, in order.
fn behind_cuts(feeds: &Feeds, cut: &FxHashSet<Deed>) -> FxHashMap<EdgeOrigin, Vec<EdgeOrigin>> {
    let mut leaving: FxHashMap<Node, Vec<EdgeOrigin>> = FxHashMap::default();
    for (origin, feed) in &feeds.of_flow {
        feed.from.iter().for_each(|it| leaving.entry(*it).or_default().push(*origin));
    }
    let mut ends: FxHashMap<EdgeOrigin, Vec<Node>> = FxHashMap::default();
    for (node, origins) in &feeds.into {
        origins.iter().for_each(|it| ends.entry(*it).or_default().push(*node));
    }
    let flows = cut.iter().filter_map(|it| if let Deed::Flow(origin) = it { Some(*origin) } else { None });
    let mut flows = flows.collect::<Vec<_>>();
    flows.sort_by_key(|it| edge_key(*it));
    let mut behind: FxHashMap<EdgeOrigin, Vec<EdgeOrigin>> = FxHashMap::default();
    for first in flows {
        let (mut open, mut seen) = (vec![first], FxHashSet::default());
        while let Some(origin) = open.pop() {
            let nodes = ends.get(&origin).into_iter().flatten();
            for next in nodes.filter_map(|it| leaving.get(it)).flatten().filter(|it| seen.insert(**it)) {
                behind.entry(*next).or_default().push(first);
                if !cut.contains(&Deed::Flow(*next)) {
                    open.push(*next);
                }
            }
        }
    }
    behind
}
