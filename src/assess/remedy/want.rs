//! The transfers that are to be cleared: unprotected, and accepted by nobody. Never says how.

use crate::{
    graph::{EdgeOrigin, Node},
    inventory::{Inventory, OrganizationId},
    law::{Level, RegimeId, Rule},
};

use super::super::{
    Assessment,
    finding::Status,
    role::RoleFact,
    transfer::{Bare, Ground, ReachedBy, Spot, TransferId, Verdict},
};

/// What a transfer is, whatever becomes of it: regime, flow or access, importer, destination.
pub(super) type Key = (RegimeId, super::EdgeKey, Option<OrganizationId>, Spot);

/// A transfer that is to be cleared.
#[derive(Debug, Clone)]
pub(super) struct Want {
    pub(super) key: Key,
    /// Its number in the assessment that it was found in.
    pub(super) id: TransferId,
    pub(super) regime: RegimeId,
    pub(super) origin: EdgeOrigin,
    pub(super) to: Node,
    pub(super) exporter: Option<OrganizationId>,
    pub(super) importer: Option<OrganizationId>,
    pub(super) spot: Spot,
    pub(super) reached_by: ReachedBy,
    pub(super) roles: (RoleFact, RoleFact),
    /// What was recorded and does not stand, each with the first rule against it.
    pub(super) dead: Vec<(Ground, Rule)>,
}

impl Want {
    /// Leaves out of what is recorded and does not stand what an inventory does not have: the papers of a plan that was tried.
    pub(super) fn speak_of(&mut self, inventory: &Inventory) {
        self.dead.retain(|(ground, _)| match ground {
            Ground::Mechanism(id) => id.index() < inventory.mechanisms.len(),
            _ => true,
        });
    }

    pub(super) fn is_on(&self, origin: EdgeOrigin) -> bool {
        self.origin == origin
    }
}

/// What is to be cleared, and the unprotected transfers that a person accepted.
pub(super) fn of(assessment: &Assessment<'_>) -> (Vec<Want>, Vec<TransferId>) {
    let waived = waived(assessment);
    let (mut wants, mut accepted) = (Vec::new(), Vec::new());
    for (id, transfer) in assessment.rows() {
        let Verdict::Unprotected(bare) = &transfer.verdict else {
            continue;
        };
        if waived.get(id.0 as usize).copied().unwrap_or(false) {
            accepted.push(id);
            continue;
        }
        let world = assessment.world(transfer);
        let edge = world.edge(transfer.edge);
        wants.push(Want {
            key: key(assessment, id),
            id,
            regime: transfer.regime,
            origin: edge.origin,
            to: edge.to,
            exporter: transfer.exporter,
            importer: transfer.importer,
            spot: transfer.spot,
            reached_by: transfer.reached_by,
            roles: (world.sender_role(edge), world.receiver_role(edge)),
            dead: if let Bare::Dead(list) = bare { list.clone() } else { Vec::new() },
        });
    }
    (wants, accepted)
}

/// What a transfer is, whatever becomes of it.
pub(super) fn key(assessment: &Assessment<'_>, id: TransferId) -> Key {
    let transfer = assessment.transfer(id);
    (transfer.regime, super::edge_key(assessment.edge(id).origin), transfer.importer, transfer.spot)
}

/// For each transfer, whether everything that its verdict rests on is accepted.
fn waived(assessment: &Assessment<'_>) -> Vec<bool> {
    let mut waived = vec![false; assessment.transfers.len()];
    let mut active = waived.clone();
    let causes =
        assessment.findings.iter().filter(|it| it.level != Level::Note && (it.rule.is_bare() || it.rule.kills()));
    for finding in causes {
        let marks = if finding.status == Status::Active { &mut active } else { &mut waived };
        for id in finding.transfers.iter() {
            marks.get_mut(id.0 as usize).into_iter().for_each(|it| *it = true);
        }
    }
    waived.iter().zip(active).map(|(waived, active)| *waived && !active).collect()
}
