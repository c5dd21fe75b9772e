//! The rows of one regime in their order: edges, what their senders received, and duties that several rows share.
//! Decides none of them.

use crate::{
    graph::EdgeId,
    text::{beside, in_parts, is_long, side_by_side},
};

use super::{
    groups::Group,
    ledger::Ledger,
    onward, papers, past, responsible,
    rows::{self, Fate},
    settle, subprocessors,
    transfer::{Transfer, TransferKind},
    transit,
    world::World,
};

/// All rows of a regime, each with its findings. Direct ones first, since onward ones are read against how their senders
/// received the data.
pub(super) fn rows(world: &World<'_>) -> Ledger {
    let mut ledger = Ledger::default();
    let edges = world.graph.iter().map(|(id, _)| id).collect::<Vec<_>>();
    let (mut waiting, mut receipts) = (Vec::new(), Vec::new());
    for part in in_parts(&edges, |edges| of_edges(world, edges)) {
        ledger.append(part.ledger);
        waiting.extend(part.waiting);
        receipts.extend(part.receipts);
    }
    if !waiting.is_empty() {
        let received = past::Received::of(world, receipts, &waiting);
        let judge = |rows: &[rows::Pending<'_>]| {
            let mut ledger = Ledger::with_room(rows.len());
            for row in rows {
                for (reading, bits) in received.modes(row).readings(world, row) {
                    let group = Group { bits, ..row.group.clone() };
                    settle::settle(world, row, &group, Some(reading), &mut ledger);
                }
            }
            ledger
        };
        in_parts(&waiting, judge).into_iter().for_each(|it| ledger.append(it));
    }
    ledger
}

/// Something that is asked of several rows together.
type Duty = fn(&World<'_>, &[Transfer], &mut Ledger);

/// Adds what is asked of several rows together.
pub(super) fn with_duties(world: &World<'_>, mut ledger: Ledger) -> Ledger {
    // Of a day before its data the regime knows no duties either.
    if !world.is_covered() {
        return ledger;
    }
    let (duties, n_rows): (Vec<Duty>, _) =
        (vec![subprocessors::judge, transit::judge, papers::judge], ledger.transfers.len());
    let ask = |duty: Duty| {
        let mut found = Ledger::default();
        duty(world, &ledger.transfers, &mut found);
        found.findings
    };
    // The ways that the data took hang on no verdict; of many rows they are found meanwhile.
    let find_ways = || {
        if is_long(n_rows) {
            responsible::find_ways(world, &ledger.transfers);
        }
    };
    let ((), found) = beside(n_rows, find_ways, || side_by_side(duties, n_rows, ask));
    ledger.findings.extend(found.into_iter().flatten());
    ledger
}

/// What some edges give: direct rows, onward rows that wait, and what is handed on.
pub(super) struct Judged<'w> {
    ledger: Ledger,
    waiting: Vec<rows::Pending<'w>>,
    pub(super) receipts: Vec<onward::Receipt>,
}

pub(super) fn of_edges<'w>(world: &'w World<'_>, edges: &[EdgeId]) -> Judged<'w> {
    let mut judged = Judged {
        ledger: Ledger::with_room(edges.len()),
        waiting: Vec::with_capacity(edges.len()),
        receipts: Vec::with_capacity(edges.len()),
    };
    for id in edges {
        let groups = match rows::of_edge(world, *id, &mut judged.ledger) {
            Fate::Nothing | Fate::Told => continue,
            Fate::Inner => {
                judged.receipts.push(onward::Receipt::within_entity(world, *id));
                continue;
            }
            Fate::Rows(groups) => groups,
        };
        rows::pending(world, *id, &groups, &mut |row| {
            judged.receipts.extend(onward::Receipt::of(world, &row));
            match row.kind {
                TransferKind::Direct => {
                    settle::settle(world, &row, &row.group, None, &mut judged.ledger);
                }
                TransferKind::Onward => judged.waiting.push(row),
            }
        });
    }
    judged
}
