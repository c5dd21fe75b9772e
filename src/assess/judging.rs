//! The rows of one regime in their order: edges, and what their senders received. Decides none of them.

use crate::{
    graph::EdgeId,
    text::{beside, in_parts},
};

use super::{
    groups::Group,
    ledger::Ledger,
    onward, past,
    rows::{self, Fate},
    settle,
    transfer::TransferKind,
    world::World,
};

/// All rows of a regime, each with its findings. Direct ones first, since onward ones are read against how their senders
/// received the data.
pub(super) fn rows(world: &World<'_>) -> Ledger {
    let edges = world.graph.iter().map(|(id, _)| id).collect::<Vec<_>>();
    let (mut ledgers, mut waiting, mut receipts) = (Vec::new(), Vec::new(), Vec::new());
    for part in in_parts(&edges, |edges| of_edges(world, edges)) {
        ledgers.push(part.ledger);
        waiting.extend(part.waiting);
        receipts.extend(part.receipts);
    }
    let receive = || (!waiting.is_empty()).then(|| past::Received::of(world, receipts, &waiting));
    // What is settled already is put together meanwhile.
    let (mut ledger, received) = beside(edges.len(), || Ledger::of_parts(ledgers), receive);
    if let Some(received) = received {
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
        let parts = in_parts(&waiting, judge);
        // The grounds of very many rows are let go of meanwhile.
        let put_together = || parts.into_iter().for_each(|it| ledger.append(it));
        beside(waiting.len(), || drop(waiting), put_together);
    }
    ledger
}

/// What some edges give: direct rows, onward rows that wait, and what is handed on.
pub(super) struct Judged<'w> {
    ledger: Ledger,
    pub(super) waiting: Vec<rows::Pending<'w>>,
    pub(super) receipts: Vec<onward::Receipt>,
}

pub(super) fn of_edges<'w>(world: &'w World<'_>, edges: &[EdgeId]) -> Judged<'w> {
    let mut judged = Judged {
        ledger: Ledger::with_room(edges.len()),
        waiting: Vec::with_capacity(edges.len()),
        receipts: Vec::with_capacity(edges.len()),
    };
    let mut groups = Vec::new();
    for id in edges {
        groups.clear();
        match rows::of_edge(world, *id, &mut groups, &mut judged.ledger) {
            Fate::Nothing | Fate::Told => continue,
            Fate::Inner => {
                judged.receipts.push(onward::Receipt::within_entity(world, *id));
                continue;
            }
            Fate::Rows => {}
        }
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
