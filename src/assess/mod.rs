//! Applies the law to a graph: every transfer gets a verdict, every rule that it falls short of a finding.
//! Never reads a file format, never prints.

mod account;
mod addition;
mod adequacy;
mod again;
mod alike;
mod anonymity;
mod approval;
mod asked;
mod assessment;
mod authority;
mod before;
mod change;
mod clauses;
mod decryption;
mod derogation;
mod destination;
mod difference;
mod duties;
mod exporters;
mod finding;
mod fingerprint;
mod further;
mod ground;
mod grounds;
mod groups;
mod index;
mod inflow;
mod instrument;
mod judging;
mod laws;
mod ledger;
mod limits;
mod listing;
mod map;
mod measures;
mod modes;
mod nobody;
mod onward;
mod papers;
mod parents;
mod past;
mod presumed;
mod principals;
mod profile;
mod reach;
mod record;
mod remedy;
mod responsible;
mod returning;
mod role;
mod rows;
mod same;
mod select;
mod settle;
mod signed;
mod subprocessors;
mod transfer;
mod transit;
mod unreached;
mod unused;
mod waivers;
mod words;
mod world;

pub use account::{Account, Assumption, Fact, Step, Tried};
pub use again::Standing;
pub use change::{Change, changed_inventory, changed_law};
pub use difference::{Difference, Effect, Shift, Turn, Turned};
pub use finding::{Detail, Finding, Status, Subject};
pub use ground::Layer;
pub use limits::{LeftOut, Limit, Limited};
pub use map::{Line, Standpoint};
pub use profile::{Profile, Severity};
pub use record::{Assessed, End, Record};
pub use remedy::{Action, Clauses, Joined, Remedy, RemedyStep, remedy};
pub use select::Selection;
pub use transfer::{
    Bare, DayOf, Ground, Missing, NoTransfer, ReachedBy, Spot, Transfer, TransferId, TransferKind, Verdict,
};
pub use words::{Words, shown_place};

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use crate::{
    graph::{Behind, Carried, Classes, Edge, EdgeOrigin, Node, Path, Roots},
    inventory::{
        DataId, FlowEntry, FlowId, Inventory, Likeness, OrganizationId,
        values::AccessEntry,
        words::{FlowStatus, Kind},
    },
    law::{Day, Law, Level, MechanismKind, Regime, RegimeId, Rule, Shown},
    text::{Span, in_placed_parts, side_by_side},
};

use ledger::Ledger;
use reach::Reached;
use world::{Shared, World};

/// How an assessment is made.
#[derive(Debug, Clone, Copy)]
pub struct Question<'q> {
    /// The day as of which everything is judged.
    pub day: Day,
    /// How strictly.
    pub profile: Profile,
    /// Under which regimes; empty is every one that has a source, and those that may have one where it makes a difference.
    pub regimes: &'q [RegimeId],
}

/// Why there was nothing to judge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NothingToCheck {
    /// The inventory has no flow and no access by others.
    NoEdge,
    /// Nobody is recorded as subject to any regime.
    NobodySubject,
    /// The same, and an organization is established where a law holds, and said by this key not to be subject to it.
    SaidNotSubject(String, &'static str),
    /// The same, and of each that sends the country is recorded; the country that `home` is taken for, where it sends.
    AllOutside(Option<String>),
    /// The same, and who sends is an international organization.
    OnlyBody(String),
    /// Nobody is recorded as subject to the regimes that were asked for, and somebody is to another one.
    NobodySubjectHere,
}

/// Everything that was found.
pub struct Assessment<'a> {
    /// What was judged.
    pub inventory: &'a Inventory,
    /// The law that it was judged by.
    pub law: &'a Law,
    /// The day as of which it was judged.
    pub day: Day,
    /// How strictly.
    pub profile: Profile,
    /// The regimes that it was judged under.
    pub regimes: Vec<RegimeId>,
    /// The regimes that were asked for; none where every one was.
    asked: Vec<RegimeId>,
    /// All rows, in the order of the flows.
    pub transfers: Vec<Transfer>,
    /// All findings.
    pub findings: Vec<Finding>,
    /// How many flows are not live on the day.
    pub n_idle: usize,
    /// Findings of rules that somebody turned off: they are counted, and still say what a row is said to rest on.
    pub turned_off: Vec<Finding>,
    /// How many findings each rule whose level somebody chose has, those that are turned off included.
    pub n_set: BTreeMap<Rule, usize>,
    worlds: Vec<World<'a>>,
}

/// Judges an inventory.
///
/// # Errors
///
/// When there is nothing to judge: nothing is ever passed in silence.
pub fn assess<'a>(
    inventory: &'a Inventory,
    law: &'a Law,
    question: Question<'_>,
) -> Result<Assessment<'a>, NothingToCheck> {
    let has_access = inventory.systems.iter().any(|it| it.table.access.is_some());
    if inventory.flows.is_empty() && !has_access {
        return Err(NothingToCheck::NoEdge);
    }
    let Question { day, profile, regimes } = question;
    let (likeness, behind) = (OnceLock::new(), Behind::default());
    let same = |one, other| likeness.get_or_init(|| Likeness::of(inventory, law)).same(inventory, one, other);
    let is_anonymous = |it: &FlowEntry| anonymity::flow_is_anonymous(inventory, &same, &behind, it, day);
    let anonymous_data = inventory.data.iter().map(|it| anonymity::data_are_anonymous(&it.table, day));
    let mut anonymous_data = anonymous_data.collect::<Vec<_>>();
    for class in anonymity::said_personal(inventory) {
        anonymous_data.get_mut(class.index()).into_iter().for_each(|it| *it = false);
    }
    let carried = Carried::of(inventory, day, is_anonymous, &anonymous_data);
    let reached = side_by_side(law.regime_ids().collect(), inventory.flows.len(), |it| {
        Reached::of(inventory, law, it, day, &carried)
    });
    let is_nobody = !reached.iter().any(Reached::has_source);
    let (asked, unseen) = laws::asked(inventory, reached, regimes);
    let exports = laws::exports(&asked, law, inventory.systems.len(), day);
    let shared = Arc::new(Shared { exports, likeness, behind, says_role: carried.says_roles() });
    let is_judged_anyway = |it: &Reached| !regimes.is_empty() || it.has_source();
    let anyway = asked.iter().map(is_judged_anyway).collect::<Vec<_>>();
    let worlds = side_by_side(asked, inventory.flows.len(), |it| {
        World::new(inventory, law, &carried, it, Arc::clone(&shared), (day, profile))
    });
    if worlds.is_empty() {
        return Err(if is_nobody { nobody::why(inventory, law, day) } else { NothingToCheck::NobodySubjectHere });
    }
    if worlds.iter().all(|it| it.graph.edges.is_empty() && it.graph.n_idle == 0) {
        return Err(NothingToCheck::NoEdge);
    }
    if nobody::only_receives(&worlds) {
        return Err(if unseen.is_empty() {
            nobody::why(inventory, law, day)
        } else {
            NothingToCheck::NobodySubjectHere
        });
    }
    let mut ledger = Ledger::default();
    let judged = worlds.iter().map(|it| (it, judging::rows(it))).collect();
    let judged = side_by_side(judged, inventory.flows.len(), |(world, rows)| duties::judge(world, rows));
    let judged = worlds.into_iter().zip(judged).zip(anyway).map(|((world, ledger), anyway)| (world, ledger, anyway));
    let (worlds, judged) = laws::leave_out(judged.collect());
    judged.into_iter().for_each(|it| ledger.append(it));
    if let Some(world) = worlds.first() {
        papers::judge_whole(world, &mut ledger);
        unused::judge(&worlds, world, &mut ledger);
    }
    let mut assessment = Assessment {
        inventory,
        law,
        day,
        profile,
        regimes: worlds.iter().map(|it| it.regime_id).collect(),
        asked: regimes.to_vec(),
        n_idle: worlds.first().map_or(0, |it| it.graph.n_idle),
        transfers: ledger.transfers,
        findings: ledger.findings,
        turned_off: Vec::new(),
        n_set: BTreeMap::new(),
        worlds,
    };
    alike::put_together(&mut assessment);
    waivers::apply(&mut assessment, &unseen);
    set_levels(&mut assessment);
    put_in_order(&mut assessment.findings);
    Ok(assessment)
}

/// Sorts findings by their places, which are sorted by themselves: a finding is large to move.
fn put_in_order(findings: &mut [Finding]) {
    let place = |it: &Finding| (it.span.file, it.span.start, it.rule, it.span.end);
    let parts = in_placed_parts(findings, |first, part| {
        let mut places = part.iter().map(place).zip(first..).collect::<Vec<_>>();
        places.sort_unstable();
        places
    });
    let mut order = parts.concat();
    // Of sorted parts the stable sort makes one list without sorting them again.
    order.sort();
    let mut from = order.into_iter().map(|(_, from)| from).collect::<Vec<_>>();
    for at in 0..from.len() {
        let mut own = at;
        // What stood before has been exchanged: it is where that went.
        while let Some(next) = from.get(own).copied() {
            own = next;
            if own >= at {
                break;
            }
        }
        from.get_mut(at).into_iter().for_each(|it| *it = own);
        findings.swap(at, own);
    }
}

/// Shows findings as somebody chose. Nothing is judged by it: a ground that fell is not lifted by a rule that is turned off.
fn set_levels(assessment: &mut Assessment<'_>) {
    let levels = &assessment.law.levels;
    if levels.is_empty() {
        return;
    }
    for mut finding in std::mem::take(&mut assessment.findings) {
        let chosen = levels.get(&finding.rule);
        if chosen.is_some() {
            *assessment.n_set.entry(finding.rule).or_default() += 1;
        }
        match chosen.map(|it| it.shown) {
            Some(Shown::Off) => assessment.turned_off.push(finding),
            Some(Shown::At(level)) => {
                finding.level = level;
                assessment.findings.push(finding);
            }
            None => assessment.findings.push(finding),
        }
    }
}

impl Assessment<'_> {
    /// What to ask of another inventory to judge it as this one was judged.
    #[must_use]
    pub fn question(&self) -> Question<'_> {
        Question { day: self.day, profile: self.profile, regimes: &self.asked }
    }

    /// A transfer by its number.
    #[must_use]
    pub fn transfer(&self, id: TransferId) -> &Transfer {
        match self.transfers.get(id.0 as usize) {
            Some(transfer) => transfer,
            None => unreachable!("numbers are only made for transfers"),
        }
    }

    /// All transfers with their numbers, in the order in which they are shown.
    pub fn rows(&self) -> impl Iterator<Item = (TransferId, &Transfer)> {
        let numbered = self.transfers.iter().zip((0..).map(TransferId));
        let mut all = numbered.map(|(it, id)| (it.regime, it.edge, id)).collect::<Vec<_>>();
        // Not the unstable sort: direct rows and onward rows are in order already, and only put together.
        all.sort();
        all.into_iter().map(|(.., id)| (id, self.transfer(id)))
    }

    fn world(&self, transfer: &Transfer) -> &World<'_> {
        match self.worlds.iter().find(|it| it.regime_id == transfer.regime) {
            Some(world) => world,
            None => unreachable!("transfers are only made by the regimes that are kept"),
        }
    }

    /// The regime of a finding; `None` where it is about no transfer.
    #[must_use]
    pub fn regime_of(&self, finding: &Finding) -> Option<&Regime> {
        let id = match finding.subject {
            Subject::Transfer(id) => Some(id),
            _ => finding.transfers.first().copied(),
        };
        id.map(|it| self.law.regime_at(self.transfer(it).regime))
    }

    /// The first regime that has a source.
    #[must_use]
    pub fn main_regime(&self) -> &Regime {
        match self.worlds.first() {
            Some(world) => world.regime,
            None => unreachable!("without a source nothing is judged"),
        }
    }

    /// What the law says of a kind of mechanism.
    #[must_use]
    pub fn mechanism_kind(&self, kind: Kind) -> &MechanismKind {
        match self.worlds.first() {
            Some(world) => world.kind(kind),
            None => unreachable!("without a source nothing is judged"),
        }
    }

    /// The edge of a transfer.
    #[must_use]
    pub fn edge(&self, id: TransferId) -> &Edge {
        let transfer = self.transfer(id);
        self.world(transfer).edge(transfer.edge)
    }

    /// The name of the flow, or of the access, that a transfer is about.
    #[must_use]
    pub fn flow_name(&self, id: TransferId) -> String {
        edge_name(self.inventory, self.edge(id))
    }

    /// The name of a flow or of an access, as [`Self::flow_name`] gives that of a transfer.
    #[must_use]
    pub fn origin_name(&self, origin: EdgeOrigin) -> String {
        let (system, at) = match origin {
            EdgeOrigin::Flow(flow) => return self.inventory.flow_name(flow),
            EdgeOrigin::Access(system, at) => (system, at),
        };
        let entry = self.inventory.system(system);
        let access = entry.table.access.as_ref().and_then(|it| it.value.get(at as usize)).map(|it| &it.value);
        let by = match access {
            Some(AccessEntry::From(access)) => access.by.as_ref().map(|it| it.value.0),
            _ => None,
        };
        format!("{}->{}#access", entry.id, by.map_or("?", |it| self.inventory.organization(it).id.as_str()))
    }

    /// The described classes of a transfer.
    pub fn data(&self, id: TransferId) -> impl Iterator<Item = DataId> {
        Classes::list(self.transfer(id).classes.words())
    }

    /// Whether a transfer carries data that nobody described.
    #[must_use]
    pub fn is_unspecified(&self, id: TransferId) -> bool {
        Classes::has_unspecified(self.transfer(id).classes.words())
    }

    /// The way that the data took.
    #[must_use]
    pub fn path(&self, id: TransferId) -> Path {
        let transfer = self.transfer(id);
        responsible::path(self.world(transfer), transfer)
    }

    /// The flows on the way of its data that do not run anymore, each with its last day; `None` where nobody wrote one.
    #[must_use]
    pub fn ended_flows(&self, id: TransferId) -> Vec<(FlowId, Option<Day>)> {
        let world = self.world(self.transfer(id));
        let own = past::brought(world, self.edge(id));
        let on_way = if world.past.is_none() { Vec::new() } else { past::on_way(world, &self.path(id)) };
        own.into_iter().filter(|it| !on_way.contains(it)).chain(on_way.iter().copied()).collect()
    }

    /// The node of a way that an edge leads to by a flow which does not run anymore, in words: `flow ended 2026-10-31`.
    #[must_use]
    pub fn ended_word(&self, id: TransferId, way: &Path, node: usize) -> Option<String> {
        let edge = way.edges.get(node.checked_sub(1)?).copied().flatten()?;
        let ended = self.world(self.transfer(id)).graph.ended(edge)?;
        Some(ended.until.map_or("flow turned off".to_owned(), |it| format!("flow ended {it}")))
    }

    /// The classes of a transfer that are said to be anonymous where they are described, and to be personal on a flow.
    #[must_use]
    pub fn contradicted_claims(&self, id: TransferId) -> Vec<(DataId, Span)> {
        let said = &self.world(self.transfer(id)).index.said_personal;
        let state = |it: DataId| self.inventory.data_class(it).table.state.as_ref().map(|state| (it, state.span));
        if said.is_empty() {
            Vec::new()
        } else {
            self.data(id).filter(|it| said.contains(it)).filter_map(state).collect()
        }
    }

    /// The systems that its data came from first, the nearest ones; the sender itself where that is one.
    #[must_use]
    pub fn origins(&self, id: TransferId) -> Roots {
        let transfer = self.transfer(id);
        responsible::origins(self.world(transfer), transfer)
    }

    /// Finds now what the ways, origins and parties of all transfers are read from, for whoever asks for many of them.
    pub fn find_ways(&self) {
        side_by_side(self.worlds.iter().collect(), self.inventory.flows.len(), |it| {
            responsible::find_ways(it, &self.transfers);
        });
    }

    /// The same for a few transfers, of which alone somebody will ask.
    pub fn find_some_ways(&self, ids: &[TransferId]) {
        side_by_side(self.worlds.iter().collect(), self.inventory.flows.len(), |world| {
            let own = ids.iter().map(|it| self.transfer(*it)).filter(|it| it.regime == world.regime_id);
            responsible::find_some_ways(world, &own.collect::<Vec<_>>());
        });
    }

    /// Who answers for a transfer besides its exporter: the controllers inside that its data came from, on each way
    /// the nearest; in the order of their ids; of very many the nearest ones.
    #[must_use]
    pub fn also_responsible(&self, id: TransferId) -> Vec<OrganizationId> {
        let transfer = self.transfer(id);
        responsible::also_responsible(self.world(transfer), transfer)
    }

    /// The name of a finding that outlives moves in files: 32 hex digits.
    #[must_use]
    pub fn fingerprint(&self, finding: &Finding) -> String {
        fingerprint::fingerprint(self, finding)
    }

    /// The words of a finding.
    #[must_use]
    pub fn words(&self, finding: &Finding) -> Words {
        words::of(self, finding)
    }

    /// The message of a finding, and what its label adds to it: those of [`Self::words`], without the rest.
    #[must_use]
    pub fn words_in_one_line(&self, finding: &Finding) -> (String, String) {
        words::in_one_line(self, finding)
    }

    /// The facts that would decide a transfer, in words; none where it is decided.
    #[must_use]
    pub fn missing_words(&self, id: TransferId) -> Vec<String> {
        match &self.transfer(id).verdict {
            Verdict::Undecided(facts) => facts.iter().map(|it| asked::missing_of(self, id, it)).collect(),
            _ => Vec::new(),
        }
    }

    /// What the decision behind a transfer takes to be so because nothing recorded says otherwise, in words.
    #[must_use]
    pub fn presumed(&self, id: TransferId) -> Vec<String> {
        let transfer = self.transfer(id);
        presumed::presumed(self.world(transfer), transfer)
    }

    /// How many rows have each verdict.
    #[must_use]
    pub fn verdicts(&self) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        for transfer in &self.transfers {
            *counts.entry(transfer.verdict.word()).or_default() += 1;
        }
        counts
    }

    /// How many rows of a regime have each verdict.
    #[must_use]
    pub fn verdicts_under(&self, regime: RegimeId) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        for transfer in self.transfers.iter().filter(|it| it.regime == regime) {
            *counts.entry(transfer.verdict.word()).or_default() += 1;
        }
        counts
    }

    /// Active findings of a level.
    #[must_use]
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|it| it.level == level && it.status == Status::Active).count()
    }

    /// Whether a flow is not in use yet, or only where a customer chooses it; the word for it.
    #[must_use]
    pub fn flow_status(&self, id: TransferId) -> Option<&'static str> {
        let EdgeOrigin::Flow(flow) = self.edge(id).origin else {
            return None;
        };
        let status = self.inventory.flow(flow).table.status.as_ref().map(|it| it.value);
        status.filter(|it| matches!(it, FlowStatus::Planned | FlowStatus::CustomerChosen)).map(FlowStatus::word)
    }
}

/// The name of an edge: that of its flow, or `SYSTEM->PARTY#access`.
pub(crate) fn edge_name(inventory: &Inventory, edge: &Edge) -> String {
    match edge.origin {
        EdgeOrigin::Flow(flow) => inventory.flow_name(flow),
        EdgeOrigin::Access(system, _) => {
            let party = match edge.to {
                Node::Party(party) => inventory.organization(party).id.as_str(),
                Node::System(system) => {
                    inventory.operator(system).map_or("?", |it| inventory.organization(it).id.as_str())
                }
                Node::Somebody => "?",
            };
            format!("{}->{party}#access", inventory.system(system).id)
        }
    }
}
