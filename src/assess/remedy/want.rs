//! The transfers that are to be cleared: unprotected, and accepted by nobody. Never says how.

use crate::{
    graph::{EdgeOrigin, Node},
    inventory::{
        Inventory, OrganizationId,
        words::{OrganizationKind, Role},
    },
    law::{Level, RegimeId, Rule},
};

use super::super::{
    Assessment, adequacy,
    finding::Status,
    role::RoleFact,
    transfer::{Bare, Ground, ReachedBy, Spot, Transfer, TransferId, Verdict},
    world::World,
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
    /// Whether nobody would sign clauses for it.
    pub(super) takes_no_clauses: bool,
    /// Whether the decision leaves it out whatever list the importer is on.
    pub(super) is_left_out: bool,
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
        let dead = if let Bare::Dead(list) = bare { list.clone() } else { Vec::new() };
        let is_left_out = is_left_out(world, transfer, &dead);
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
            takes_no_clauses: is_left_out || is_of_authority(world, transfer, &dead),
            is_left_out,
            dead,
        });
    }
    (wants, accepted)
}

/// Whether it goes to an authority, or on its order: clauses are nothing that such a one signs; GDPR Art. 48.
fn is_of_authority(world: &World<'_>, transfer: &Transfer, dead: &[(Ground, Rule)]) -> bool {
    let kind = transfer.importer.and_then(|it| world.organization(it).kind.as_ref());
    let role = world.receiver_role(world.edge(transfer.edge)).roles;
    kind.is_some_and(|it| it.value == OrganizationKind::PublicAuthority)
        || role.is_some_and(|it| it.has(Role::Authority))
        || dead.iter().any(|it| it.1 == Rule::ForeignOrderOnly)
}

/// Whether a decision leaves out what the recipient is or the purpose, because the protection falls short there.
fn is_left_out(world: &World<'_>, transfer: &Transfer, dead: &[(Ground, Rule)]) -> bool {
    dead.iter().any(|(ground, rule)| match ground {
        Ground::Decision(id) if *rule == Rule::DecisionOutOfScope => {
            let edge = world.edge(transfer.edge);
            adequacy::leaves_out(world, edge, transfer.importer, world.law.decision(*id))
        }
        _ => false,
    })
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
