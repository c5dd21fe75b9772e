//! Edges of earlier days: what a flow brought before it ended is taken to be still where it went, so labels travel over it.
//! They have no rows, and are no part of what is live. Never says what that means for the law.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::inventory::{FlowId, Inventory, SystemId, words::FlowStatus};

use super::{
    carried::Before,
    carriers::{Delivered, embeds, name_of},
    classes::{Bits, meets},
    edges::{Building, Edge, EdgeId, EdgeOrigin, Graph, Passage},
    hops::Hops,
};

/// A movement of data that has ended.
#[derive(Debug, Clone)]
pub struct Ended {
    /// Between whom, and of what.
    pub edge: Edge,
    /// The first of its flows that does not run anymore.
    pub flow: FlowId,
    /// Its first day; `None` where it has always run.
    pub since: Option<Date>,
    /// Its last day; `None` where nobody wrote whether and when it ran.
    pub until: Option<Date>,
}

/// A flow on its way through carriers.
pub(super) struct Leg {
    edge: Edge,
    flow: FlowId,
    since: Option<Date>,
    until: Option<Date>,
    before: Before,
}

impl Building<'_> {
    /// The flows that do not run anymore, and those that do and lead to or from a carrier, each by itself; none where all
    /// run.
    pub(super) fn ended_legs(&mut self) -> Vec<Leg> {
        let past = |at: &usize| self.carried.before(*at) != Before::Nothing;
        let past = (0..self.inventory.flows.len()).filter(past).collect::<Vec<_>>();
        if past.is_empty() {
            return Vec::new();
        }
        let live = std::mem::take(&mut self.edges);
        for at in past {
            self.add_flow(FlowId::at(at));
        }
        let past = std::mem::replace(&mut self.edges, live);
        let at_carrier = |it: &&Edge| self.is_transparent(it.from).is_some() || self.is_transparent(it.to).is_some();
        let live = self.edges.iter().filter(at_carrier).cloned();
        past.into_iter().chain(live).filter_map(|it| self.leg(it)).collect()
    }

    /// The edges that flows made which do not run anymore; through carriers, where any of the flows does not.
    pub(super) fn ended(&mut self, legs: Vec<Leg>) -> Vec<Ended> {
        if legs.is_empty() {
            return Vec::new();
        }
        let mut legs = self.through_carriers(legs);
        // Who collects from people may do so with others whose flows still run.
        let live = std::mem::take(&mut self.edges);
        self.edges = legs.iter().map(|it| it.edge.clone()).chain(live.iter().cloned()).collect();
        self.find_collectors();
        let found = std::mem::replace(&mut self.edges, live);
        legs.iter_mut().zip(found).for_each(|(leg, edge)| leg.edge = edge);
        legs.retain(|it| it.edge.passage == Passage::Payload);
        let ended = legs.into_iter().map(|it| {
            let until = it.until.filter(|_| it.before == Before::Ran);
            Ended { edge: it.edge, flow: it.flow, since: it.since, until }
        });
        ended.collect()
    }

    fn through_carriers(&mut self, legs: Vec<Leg>) -> Vec<Leg> {
        let mut leaving: BTreeMap<SystemId, Vec<Leg>> = BTreeMap::new();
        let mut open = Vec::new();
        for leg in legs {
            match self.is_transparent(leg.edge.from) {
                Some(carrier) => leaving.entry(carrier).or_default().push(leg),
                None => open.push(leg),
            }
        }
        for legs in leaving.values_mut() {
            legs.sort_by_key(|it| it.edge.last.map(|it| name_of(self.inventory, it)));
        }
        open.retain(|it| it.edge.passage == Passage::Payload);
        open.reverse();
        let (mut found, mut known) = (Vec::new(), Delivered::default());
        while let Some(leg) = open.pop() {
            let Some(carrier) = self.is_transparent(leg.edge.to) else {
                found.extend(Some(leg).filter(|it| it.before != Before::Nothing));
                continue;
            };
            if leg.edge.carriers.contains(&carrier) {
                continue;
            }
            for next in leaving.get(&carrier).into_iter().flatten() {
                let Some(mut on) = self.joined(&leg, carrier, next) else {
                    continue;
                };
                // Once over each flow in the same days is enough: of many carriers there are too many ways.
                let way = (on.edge.origin, on.edge.last, on.before, on.flow, (on.since, on.until));
                let mut bits = self.classes.bits(on.edge.classes).to_vec();
                if known.add(way, &mut bits) {
                    on.edge.classes = self.classes.intern(&Bits::of(&bits));
                    open.push(on);
                }
            }
        }
        found
    }

    /// What runs through a carrier over two flows, on the days on which both ran.
    fn joined(&mut self, leg: &Leg, carrier: SystemId, next: &Leg) -> Option<Leg> {
        let since = leg.since.max(next.since);
        let until = [leg.until, next.until].into_iter().flatten().min();
        let mut shared = self.classes.empty();
        let meet = meets(self.classes.bits(next.edge.classes), self.classes.bits(leg.edge.classes), &mut shared);
        if !meet || since.zip(until).is_some_and(|(since, until)| since > until) {
            return None;
        }
        let (before, flow) = match (leg.before, next.before) {
            (Before::MayHaveRun, _) | (Before::Ran, Before::Nothing | Before::Ran) => (leg.before, leg.flow),
            (_, Before::MayHaveRun) | (Before::Nothing, _) => (next.before, next.flow),
        };
        let mut edge = leg.edge.clone();
        edge.carriers.push(carrier);
        edge.page = edge.page.or(next.edge.last.filter(|it| embeds(self.inventory, *it)));
        (edge.last, edge.to, edge.classes) = (next.edge.last, next.edge.to, self.classes.intern(&shared));
        Some(Leg { edge, flow, since, until, before })
    }

    fn leg(&self, edge: Edge) -> Option<Leg> {
        let EdgeOrigin::Flow(flow) = edge.origin else {
            return None;
        };
        let (since, until) = days(self.inventory, flow, self.carried.day);
        Some(Leg { edge, flow, since, until, before: self.carried.before(flow.index()) })
    }
}

impl Graph {
    /// Some edges by themselves, numbered anew: without labels, as if nothing else moved.
    #[must_use]
    pub fn only(&self, edges: &[EdgeId]) -> Self {
        Self {
            net: self.net.filter_map(|_, node| Some(*node), |_, _| None),
            hops: Hops::default(),
            edges: edges.iter().map(|it| self.edge(*it).clone()).collect(),
            ended: Vec::new(),
            ever: None,
            if_decrypted: None,
            classes: self.classes.clone(),
            holds: self.holds.clone(),
            senders: self.senders.clone(),
            joined: Vec::new(),
            n_idle: 0,
        }
    }
}

/// The first and the last day of a flow, month and year read wide; what is planned begins on the day itself.
fn days(inventory: &Inventory, flow: FlowId, day: Date) -> (Option<Date>, Option<Date>) {
    let table = &inventory.flow(flow).table;
    let planned = table.status.as_ref().is_some_and(|it| it.value == FlowStatus::Planned);
    let since = if planned { Some(day) } else { table.since.as_ref().map(|it| it.value.first) };
    (since, table.until.as_ref().map(|it| it.value.last))
}

/// The first day of the flows of an edge that is live, as far as it is written.
#[must_use]
pub fn begun(inventory: &Inventory, edge: &Edge, day: Date) -> Option<Date> {
    let EdgeOrigin::Flow(first) = edge.origin else {
        return None;
    };
    [Some(first), edge.last].into_iter().flatten().filter_map(|it| days(inventory, it, day).0).max()
}
