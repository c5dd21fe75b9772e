//! The cheapest set of actions after which no unprotected transfer is left that any action clears: one minimum cut, tried out
//! on a copy of the inventory. Never changes the inventory, and never says that an action is enough in law.

mod apply;
mod network;
mod papers;
mod want;
mod ways;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    graph::EdgeOrigin,
    inventory::{FlowId, Inventory, MechanismId, OrganizationId, SystemId, words::Kind},
    law::{Place, RegimeId},
};

use super::{Assessment, Spot, TransferId, assess};
use want::Want;

/// Something that can be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Sign clauses with an importer, one paper for each exporter, and assess where it gets the data.
    RecordClauses(OrganizationId, Vec<Clauses>),
    /// Put a recorded mechanism right that is dead, so that it covers what goes to an importer.
    MendMechanism(MechanismId, OrganizationId, Clauses),
    /// Add a paper to recorded clauses with an importer that makes them fit this law, such as an addendum.
    JoinClauses(MechanismId, OrganizationId, Clauses),
    /// Make the assessment of a mechanism anew, without measures that have no effect.
    MakeAssessment(MechanismId, OrganizationId, Vec<Spot>),
    /// Get an importer on lists of recipients that a decision covers.
    GetListing(OrganizationId, Vec<String>),
    /// The same for one that was on them before.
    RenewListing(OrganizationId, Vec<String>),
    /// Move a system, and those who reach in for its operator, into the territory.
    MoveSystem(SystemId, Place),
    /// Make data anonymous that are called so, or that are pseudonymized, before they leave.
    FinishAnonymization(FlowId),
    /// Make data anonymous before they leave.
    AnonymizeFlow(FlowId),
    /// End a flow, or an access.
    StopFlow(EdgeOrigin),
}

/// One paper: standard clauses between one exporter and one importer.
#[derive(Debug, Clone, PartialEq)]
pub struct Clauses {
    /// The id under which it is recorded.
    pub id: String,
    /// Who exports; `None` where that is not recorded.
    pub exporter: Option<OrganizationId>,
    /// Which kind of clauses.
    pub kind: Kind,
    /// Which edition of them.
    pub edition: String,
    /// Whether they count with adaptations to the law alone.
    pub is_adapted: bool,
    /// The clauses that it is added to, for a paper that does not stand by itself.
    pub joins: Option<Joined>,
    /// The modules that fit the recorded roles; empty where the edition has none, or the roles do not tell.
    pub modules: Vec<u8>,
    /// Where the importer gets the data; what is to be assessed.
    pub spots: Vec<Spot>,
    /// The flows that it is for.
    pub flows: Vec<EdgeOrigin>,
}

/// Clauses that a paper is added to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Joined {
    /// Recorded ones.
    Recorded(MechanismId),
    /// Those of another action of the plan, by their id.
    Planned(String),
}

/// An action of the plan.
#[derive(Debug, Clone, PartialEq)]
pub struct RemedyStep {
    /// What to do.
    pub action: Action,
    /// What it costs.
    pub cost: u32,
    /// The unprotected transfers that it clears, of the assessment that the plan was made for.
    pub clears: Vec<TransferId>,
}

/// A plan, and the inventory as it would be.
pub struct Remedy {
    /// What to do, what clears most for its cost first.
    pub steps: Vec<RemedyStep>,
    /// Unprotected transfers that no action clears at a finite cost.
    pub uncleared: Vec<TransferId>,
    /// Unprotected transfers that a person accepted; nothing is proposed for them.
    pub accepted: Vec<TransferId>,
    /// What it would cost to stop every flow that the plan is for; `None` where one cannot be stopped.
    pub cost_of_stopping: Option<u64>,
    /// Whether it is proven that no plan of its model costs less.
    pub is_proven: bool,
    /// A copy of the inventory with all actions done, papers complete and signed on the day.
    pub inventory: Inventory,
}

impl Remedy {
    /// What the plan costs.
    #[must_use]
    pub fn cost(&self) -> u64 {
        self.steps.iter().map(|it| u64::from(it.cost)).sum()
    }
}

/// Ways that were tried and did not clear what they were meant to.
#[derive(Debug, Default)]
pub(super) struct Refuted {
    /// Papers for all that goes to an importer.
    papers: BTreeSet<(RegimeId, OrganizationId, ways::Paper)>,
    /// Papers that were added to clauses of the plan.
    joined: BTreeSet<(RegimeId, OrganizationId)>,
    /// Transfers that no paper clears, by their keys.
    by_paper: BTreeSet<want::Key>,
    moves: BTreeSet<SystemId>,
    anonymizations: BTreeSet<FlowId>,
    stops: BTreeSet<EdgeKey>,
    /// Flows that carry protected data although every flow before them was stopped.
    rooted: BTreeSet<EdgeKey>,
}

/// A flow or an access in an order of its own.
type EdgeKey = (u32, Option<u32>);

fn edge_key(origin: EdgeOrigin) -> EdgeKey {
    match origin {
        EdgeOrigin::Flow(flow) => (flow.0, None),
        EdgeOrigin::Access(system, at) => (system.0, Some(at)),
    }
}

/// Most plans that are tried, so that it always ends; what is left to learn then leaves the answer unproven. Each refutes a
/// way or finds a transfer that the one before brought about.
const ROUNDS: usize = 24;

/// Makes the plan, and tries it: what an action does not clear after all is refuted, and the cut is made anew without it.
#[must_use]
pub fn remedy(assessment: &Assessment<'_>) -> Remedy {
    let (own, accepted) = want::of(assessment);
    let mut spared = accepted.iter().map(|it| want::key(assessment, *it)).collect::<BTreeSet<_>>();
    for want in &own {
        spared.remove(&want.key);
    }
    let mut all = own.clone();
    let mut refuted = Refuted::default();
    let mut plan = network::Plan::default();
    let mut inventory = assessment.inventory.clone();
    let mut is_proven = false;
    for _ in 0..ROUNDS {
        plan = network::solve(assessment, &all, &refuted);
        inventory = apply::apply(assessment, &plan.steps);
        let mut left = match assess(&inventory, assessment.law, assessment.question()) {
            Ok(after) => want::of(&after).0,
            // Nothing moves any more.
            Err(_) => Vec::new(),
        };
        // What a person accepted stays accepted, also where a paper of the plan gives it another finding.
        left.retain(|it| !spared.contains(&it.key));
        left.iter_mut().for_each(|it| it.speak_of(assessment.inventory));
        if !learn(&left, &mut all, &plan, &mut refuted) {
            let is_known =
                |want: &Want| plan.uncleared.iter().any(|at| all.get(*at).is_some_and(|it| it.key == want.key));
            is_proven = left.iter().all(is_known);
            break;
        }
    }
    let stopping = stopping(assessment, &own, &plan);
    let cost = plan.steps.iter().map(|it| u64::from(it.cost)).sum::<u64>();
    if stopping.as_ref().is_some_and(|(stop, _)| *stop < cost) {
        // What the plan brought about elsewhere made it dearer than to do without.
        if let Some((_, steps)) = stopping.clone() {
            is_proven = false;
            plan.steps = steps;
            inventory = apply::apply(assessment, &plan.steps);
        }
    }
    let number = |at: &usize| own.get(*at).map(|it| it.id);
    let mut steps = std::mem::take(&mut plan.steps);
    rank(assessment, &mut steps);
    Remedy {
        steps: steps
            .into_iter()
            .map(|it| RemedyStep {
                clears: it.wants.iter().filter_map(number).collect(),
                action: it.action,
                cost: it.cost,
            })
            .collect(),
        uncleared: plan.uncleared.iter().filter_map(number).collect(),
        accepted,
        cost_of_stopping: stopping.map(|it| it.0),
        is_proven,
        inventory,
    }
}

/// Draws what follows from transfers that are unprotected after all; whether there was anything to learn.
fn learn(left: &[Want], all: &mut Vec<Want>, plan: &network::Plan, refuted: &mut Refuted) -> bool {
    if left.is_empty() {
        return false;
    }
    let mut learned = false;
    let known = all.iter().enumerate().map(|(at, it)| (it.key, at)).collect::<BTreeMap<_, _>>();
    for want in left {
        let Some(at) = known.get(&want.key).copied() else {
            all.push(want.clone());
            learned = true;
            continue;
        };
        if plan.uncleared.contains(&at) {
            continue;
        }
        for step in plan.steps.iter().filter(|it| it.wants.contains(&at)) {
            learned |= refuted.refute(want, step);
        }
    }
    learned
}

impl Refuted {
    fn refute(&mut self, want: &Want, step: &network::Planned) -> bool {
        let paper = |paper: ways::Paper, importer: OrganizationId| (want.regime, importer, paper);
        match &step.action {
            // With clauses of this law alone it may be otherwise.
            Action::RecordClauses(importer, papers) if papers.iter().any(|it| it.joins.is_some()) => {
                self.joined.insert((want.regime, *importer))
            }
            Action::RecordClauses(..) => self.by_paper.insert(want.key),
            Action::JoinClauses(_, importer, _) => self.papers.insert(paper(ways::Paper::Join, *importer)),
            Action::MendMechanism(_, importer, _) => self.papers.insert(paper(ways::Paper::Mend, *importer)),
            Action::MakeAssessment(_, importer, _) => self.papers.insert(paper(ways::Paper::Assess, *importer)),
            Action::GetListing(importer, _) | Action::RenewListing(importer, _) => {
                self.papers.insert(paper(ways::Paper::List, *importer))
            }
            Action::MoveSystem(system, _) => self.moves.insert(*system),
            Action::FinishAnonymization(flow) | Action::AnonymizeFlow(flow) if want.is_on(EdgeOrigin::Flow(*flow)) => {
                self.anonymizations.insert(*flow)
            }
            Action::StopFlow(origin) if want.is_on(*origin) => self.stops.insert(edge_key(*origin)),
            // A flow before it was meant to keep the data away.
            _ => self.rooted.insert(edge_key(want.origin)),
        }
    }
}

/// To stop every flow that the plan is for, and what that costs.
fn stopping(assessment: &Assessment<'_>, own: &[Want], plan: &network::Plan) -> Option<(u64, Vec<network::Planned>)> {
    let cost = assessment.law.costs.stop_flow?;
    let mut steps: Vec<network::Planned> = Vec::new();
    let mut known = BTreeMap::new();
    for (at, want) in own.iter().enumerate().filter(|(at, _)| !plan.uncleared.contains(at)) {
        let step = *known.entry(edge_key(want.origin)).or_insert_with(|| {
            let action = Action::StopFlow(want.origin);
            steps.push(network::Planned { action, cost, wants: Vec::new() });
            steps.len() - 1
        });
        steps.get_mut(step).into_iter().for_each(|it| it.wants.push(at));
    }
    let sum = steps.iter().map(|it| u64::from(it.cost)).sum();
    Some((sum, steps))
}

/// What clears most for its cost first; of equals by what it is about, so that nothing depends on where it stands.
fn rank(assessment: &Assessment<'_>, steps: &mut [network::Planned]) {
    let inventory = assessment.inventory;
    let name = |action: &Action| match action {
        Action::RecordClauses(importer, _)
        | Action::GetListing(importer, _)
        | Action::RenewListing(importer, _)
        | Action::MendMechanism(_, importer, _)
        | Action::JoinClauses(_, importer, _)
        | Action::MakeAssessment(_, importer, _) => inventory.organization(*importer).id.clone(),
        Action::MoveSystem(system, _) => inventory.system(*system).id.clone(),
        Action::FinishAnonymization(flow) | Action::AnonymizeFlow(flow) => inventory.flow_name(*flow),
        Action::StopFlow(EdgeOrigin::Flow(flow)) => inventory.flow_name(*flow),
        Action::StopFlow(EdgeOrigin::Access(system, at)) => {
            // The last one with this name decides nothing: two accesses of one party are told apart by their place.
            format!("{}#access{at:08}", inventory.system(*system).id)
        }
    };
    steps.sort_by_cached_key(|it| {
        let n = u64::try_from(it.wants.len()).unwrap_or(u64::MAX);
        let worth = n.saturating_mul(1_000_000) / u64::from(it.cost.max(1));
        (std::cmp::Reverse(worth), name(&it.action), it.cost)
    });
}
