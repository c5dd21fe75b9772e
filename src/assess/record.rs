//! The facts around one transfer that a register shows beside its verdict: both ends, every ground that was recorded and
//! whether it would carry, the assessment, and what the law says of the place. Changes no verdict.

use crate::{
    graph::Node,
    inventory::{
        AssessmentId, FlowEntry, OrganizationId,
        model::{Access, Mechanism},
        values::Roles,
        words::Kind,
    },
    law::{Class, Destination, PlaceStatus},
    text::Span,
};

use super::{
    Assessment,
    again::{self, Standing},
    assessment::{self, Found},
    ground::{Candidate, Layer, nothing_recorded},
    instrument, rows,
    transfer::{Bare, Ground, Spot, TransferId, Verdict},
};

/// One end of a transfer.
#[derive(Debug, Clone, Copy)]
pub struct End {
    /// The system, or the party that is reached without one.
    pub node: Node,
    /// The legal entity behind it.
    pub organization: Option<OrganizationId>,
    /// Its parts in the processing.
    pub roles: Option<Roles>,
    /// Whether nobody wrote them.
    pub roles_assumed: bool,
}

/// What is recorded of the assessment of a destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assessed {
    /// None is asked of what the transfer rests on.
    NotAsked,
    /// This one counts.
    Made(AssessmentId),
    /// Knowingly not made.
    NotMade,
    /// Nothing that counts.
    NotRecorded,
}

/// The facts around one transfer.
#[derive(Debug, Clone)]
pub struct Record<'a> {
    /// Who sends.
    pub sender: End,
    /// Who receives.
    pub receiver: End,
    /// The flow that it is about, and the one that reaches the receiver; another one where carriers lie between.
    pub flows: Option<(&'a FlowEntry, &'a FlowEntry)>,
    /// The entry of `access` that it is about.
    pub access: Option<&'a Access>,
    /// What it rests on, or is said to rest on.
    pub relied: Option<Ground>,
    /// The other grounds that are recorded, in the order in which they answer.
    pub fallback: Vec<(Ground, Standing)>,
    /// The assessment of the destination, as far as the ground asks for one.
    pub assessed: Assessed,
    /// What the law says of the place on the day, whatever the recipient; `None` where it is not one country or body.
    pub place: Option<PlaceStatus>,
}

impl<'a> Assessment<'a> {
    /// The facts around a transfer; `asked` is the ground that the finding which keeps it undecided is about.
    ///
    /// Its grounds are looked at once more, which takes as long as judging it.
    #[must_use]
    pub fn record(&self, id: TransferId, asked: Option<Ground>) -> Record<'_> {
        let transfer = self.transfer(id);
        let world = self.world(transfer);
        let edge = world.edge(transfer.edge);
        let (from_role, to_role) = (world.sender_role(edge), world.receiver_role(edge));
        let end = |node, organization, role: super::role::RoleFact| End {
            node,
            organization,
            roles: role.roles,
            roles_assumed: role.assumed,
        };
        let place = match transfer.spot {
            Spot::Country(country) => Some(Destination::Country(country)),
            Spot::Body(Some(body)) => Some(Destination::Body(body)),
            _ => None,
        };
        let mut record = Record {
            sender: end(edge.from, transfer.exporter, from_role),
            receiver: end(edge.to, transfer.importer, to_role),
            flows: world.flows(edge),
            access: world.access(edge),
            relied: None,
            fallback: Vec::new(),
            assessed: Assessed::NotAsked,
            place: place.map(|it| self.law.status(&world.regime.id, it, self.day)),
        };
        let Some(pending) = again::pending(world, transfer).filter(|_| transfer.verdict.is_transfer()) else {
            if let Verdict::Anonymous = transfer.verdict {
                record.relied = Some(Ground::FlowClaim);
            }
            return record;
        };
        let case = rows::case(world, edge, pending.destination, &pending.group);
        let tried = pending.answer.as_ref().map_or(&[][..], |it| &it.tried).iter();
        let tried = tried.filter(|it| it.layer != Layer::Anonymity || it.is_dead()).collect::<Vec<_>>();
        record.relied = match &transfer.verdict {
            Verdict::Undecided(_) => asked,
            Verdict::Unprotected(Bare::Dead(list)) => list.first().map(|(ground, _)| *ground),
            other => other.rests_on(),
        };
        let own = tried.iter().find(|it| Some(it.ground) == record.relied);
        let asks = own.is_some_and(|it| {
            let candidate = candidate(self, it.ground);
            it.layer == Layer::Safeguard
                // A contract with the same protection carries hops alone, and nobody asks for an assessment of it.
                && world.kind(candidate.kind).class == Class::Safeguard
                && self.day >= world.regime.duties.assessment_from
                && !instrument::is_exempt_from_assessment(&case, &candidate, it.terms)
        });
        if let Some(relied) = own.filter(|_| asks) {
            record.assessed = match assessment::find(&case, &candidate(self, relied.ground)) {
                Found::Made(id) => Assessed::Made(id),
                Found::NotMade(_) => Assessed::NotMade,
                Found::NotRecorded(_) | Found::Unsure { .. } | Found::OfWhom(_) | Found::Contradicts(_) => {
                    Assessed::NotRecorded
                }
            };
        }
        let others = tried.iter().filter(|it| Some(it.ground) != record.relied && it.layer != Layer::Nothing);
        let ways = again::received(world, &pending).map(|(ways, _)| ways);
        record.fallback = others.map(|it| (it.ground, again::standing(world, transfer, ways, it))).collect();
        record
    }
}

/// A recorded ground as it was judged; of a kind by itself nothing more is known.
fn candidate<'w>(assessment: &'w Assessment<'_>, ground: Ground) -> Candidate<'w> {
    let (kind, table, id): (_, &Mechanism, _) = match ground {
        Ground::Mechanism(id) => {
            let table = &assessment.inventory.mechanism(id).table;
            (table.kind.as_ref().map_or(Kind::Scc, |it| it.value), table, Some(id))
        }
        Ground::Kind(kind) => (kind, nothing_recorded(), None),
        Ground::Decision(_) | Ground::FlowClaim | Ground::DataClaim(_) => (Kind::Adequacy, nothing_recorded(), None),
    };
    Candidate { ground, kind, table, span: Span::default(), order: 0, id }
}
