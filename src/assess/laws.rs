//! Which laws an inventory is judged under: those that somebody certainly exports under, and beside them those that somebody
//! may. Judges nothing.

use rustc_hash::FxHashSet;

use crate::{
    graph::{Node, Part},
    inventory::{Inventory, SystemId},
    law::{Day, Law, RegimeId},
};

use super::{
    Verdict,
    ledger::Ledger,
    reach::Reached,
    transfer::Transfer,
    world::{Exports, World},
};

/// The laws that are asked for and judged, and those that are not asked for and have somebody.
///
/// Where one certainly has somebody, those count too that somebody may be under: what the first lets pass is open under them.
pub(super) fn asked(inventory: &Inventory, all: Vec<Reached>, regimes: &[RegimeId]) -> (Vec<Reached>, Vec<RegimeId>) {
    let is_asked = |it: &Reached| regimes.is_empty() || regimes.contains(&it.regime);
    let (mut asked, unseen) = all.into_iter().partition::<Vec<_>, _>(is_asked);
    let is_sure = asked.iter().any(Reached::has_source);
    asked.retain(|it| it.has_source() || (is_sure && it.may_send(inventory)));
    let unseen = unseen.iter().filter(|it| it.has_source()).map(|it| it.regime).collect();
    (asked, unseen)
}

/// For each system, whether the laws that are judged, and have data for the day, judge what it sends as exports of its own.
pub(super) fn exports(asked: &[Reached], law: &Law, n_systems: usize, day: Day) -> Vec<Exports> {
    let covering = asked.iter().map(|it| (it, law.regime_at(it.regime))).filter(|(_, it)| it.covers(day));
    let covering = covering.collect::<Vec<_>>();
    let exports = |at: usize| {
        let mut of = covering.iter().filter(|(it, _)| it.systems.get(at) == Some(&Part::Source));
        Exports { any: of.clone().next().is_some(), returns: of.any(|(_, it)| !it.return_is_none) }
    };
    (0..n_systems).map(exports).collect()
}

/// Leaves out the laws that nobody asked for, that somebody may export under and nobody certainly does, and that ask of nobody
/// but of whom another law speaks already.
pub(super) fn leave_out<'a>(judged: Vec<(World<'a>, Ledger, bool)>) -> (Vec<World<'a>>, Vec<Ledger>) {
    let (sure, mut maybe): (Vec<_>, Vec<_>) = judged.into_iter().partition(|it| it.2);
    if !maybe.is_empty() {
        let spoken =
            sure.iter().flat_map(|(world, ledger, _)| ledger.transfers.iter().flat_map(|it| spoken_of(world, it)));
        let spoken = spoken.collect::<FxHashSet<_>>();
        maybe.retain(|(world, ledger, _)| {
            open(ledger).any(|it| ends(world, it).first().is_some_and(|it| !spoken.contains(it)))
        });
    }
    let mut all = sure.into_iter().chain(maybe).map(|(world, ledger, _)| (world, ledger)).collect::<Vec<_>>();
    all.sort_by_key(|(world, _)| world.regime_id);
    all.into_iter().unzip()
}

/// The rows that nothing covers.
fn open(ledger: &Ledger) -> impl Iterator<Item = &Transfer> {
    ledger.transfers.iter().filter(|it| is_open(it))
}

fn is_open(transfer: &Transfer) -> bool {
    matches!(transfer.verdict, Verdict::Undecided(_) | Verdict::Unprotected(_))
}

/// Of whom a law speaks with a row: who receives, since what they send on is judged as received; who sends, where it is open.
fn spoken_of(world: &World<'_>, transfer: &Transfer) -> impl Iterator<Item = Node> {
    let [sender, receiver] = ends(world, transfer);
    [Some(receiver), Some(sender).filter(|_| is_open(transfer))].into_iter().flatten()
}

/// Who sends and who receives a row, the sender first; a company stands for all of its systems.
fn ends(world: &World<'_>, transfer: &Transfer) -> [Node; 2] {
    let edge = world.edge(transfer.edge);
    [edge.from, edge.to].map(|it| world.entity(it).map_or(it, Node::Party))
}

impl Reached {
    /// Whether somebody who may be subject to the regime sends anything, or lets others reach in.
    fn may_send(&self, inventory: &Inventory) -> bool {
        let is_possible = |it: SystemId| self.is_possible(it);
        let reached_into = (0..).map(SystemId::at).zip(&inventory.systems).filter(|(_, it)| it.table.access.is_some());
        inventory.flows.iter().any(|it| is_possible(it.from)) || reached_into.map(|it| it.0).any(is_possible)
    }
}
