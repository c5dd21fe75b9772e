//! A row that was judged, judged once more for whoever shows how: its grounds, how its sender received the data, and what
//! the row makes of each ground. Changes no verdict.

use crate::{
    graph::{Bits, EdgeId, Passage},
    inventory::MechanismId,
    law::Rule,
};

use super::{
    ground::Judged,
    groups, judging,
    onward::{self, Mode, WaysIn},
    past::Received,
    rows::{self, Pending},
    transfer::{Bare, Transfer, TransferKind, Verdict},
    world::World,
};

/// What a row makes of a ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It would carry the row.
    Stands,
    /// Facts are missing.
    Open,
    /// It falls to this rule.
    Dead(Rule),
    /// Nothing is against it by itself, and the hop cannot rest on it: the clauses under which the sender received the data
    /// do not name it; SCCs 2021/914 clauses 8.7 and 8.8.
    DoesNotCount,
}

impl Standing {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Stands => "stands",
            Self::Open => "open",
            Self::Dead(_) => "dead",
            Self::DoesNotCount => "does-not-count",
        }
    }
}

/// A row with its grounds, which are judged again; `None` where no ground is asked, or the edge is no transfer as a whole.
pub(super) fn pending<'w>(world: &'w World<'_>, transfer: &Transfer) -> Option<Pending<'w>> {
    let edge = world.edge(transfer.edge);
    if edge.passage != Passage::Payload {
        return None;
    }
    let wanted = transfer.classes.words();
    let holds = |bits: &Bits| bits.words().iter().zip(wanted).all(|(own, wanted)| wanted & !own == 0);
    let mut groups = Vec::new();
    groups::of_edge(world, transfer.edge, &mut groups);
    let mut group = groups.into_iter().find(|it| holds(&it.bits))?;
    group.bits = transfer.classes.clone();
    let mut found = None;
    rows::pending(world, transfer.edge, &[group], &mut |row| {
        let place = row.destination;
        let is_it =
            place.spot == transfer.spot && place.reached_by == transfer.reached_by && place.span == transfer.place_span;
        if is_it && found.is_none() {
            found = Some(row);
        }
    });
    found
}

/// How the sender of an onward row received its data, and the clauses under which it did as a processor; `None` for a
/// direct row.
pub(super) fn received(world: &World<'_>, row: &Pending<'_>) -> Option<(WaysIn, Vec<MechanismId>)> {
    if row.kind != TransferKind::Onward {
        return None;
    }
    let received = world.received.get_or_init(|| {
        let edges = world.graph.iter().map(|(id, _)| id).collect::<Vec<EdgeId>>();
        let judged = judging::of_edges(world, &edges);
        Received::of(world, judged.receipts, &judged.waiting)
    });
    let Some((reading, _)) = received.modes(row).readings(world, row).next() else {
        return Some((WaysIn::default(), Vec::new()));
    };
    let is_processor = reading.ways.has(Mode::Processor);
    let mut under = reading.under.iter().filter_map(|it| it.mechanism()).filter(|_| is_processor).collect::<Vec<_>>();
    under.sort();
    under.dedup();
    Some((reading.ways, under))
}

/// What a row makes of a ground; `ways` as [`received`] gives them.
pub(super) fn standing(world: &World<'_>, transfer: &Transfer, ways: Option<WaysIn>, judged: &Judged) -> Standing {
    // What the row makes of a ground counts more than what it is by itself: an equivalent contract stands for a hop only.
    if transfer.verdict.rests_on() == Some(judged.ground) {
        return Standing::Stands;
    }
    if let Some(defect) = judged.dead.first() {
        return Standing::Dead(defect.rule);
    }
    let fell = match &transfer.verdict {
        Verdict::Unprotected(Bare::Dead(list)) => list.iter().find(|(ground, _)| *ground == judged.ground),
        _ => None,
    };
    match fell {
        Some((_, rule)) => Standing::Dead(*rule),
        None if ways.is_some_and(|it| !onward::is_listed(world, it, judged)) => Standing::DoesNotCount,
        None if judged.is_open() => Standing::Open,
        None => Standing::Stands,
    }
}
