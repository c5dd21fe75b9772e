//! What the flows into a system rest on, where somebody reads there of whom nobody wrote who it is: whether it binds them is asked.
//! Never lets it carry what they read.

use petgraph::{Direction, graph::NodeIndex};

use crate::{
    graph::{EdgeOrigin, Part, Passage},
    inventory::{MechanismId, values::Via},
    law::{Class, Rule},
};

use super::{
    edge_name,
    ground::{Candidate, Case, Judged},
    grounds,
    transfer::{Ground, Missing},
};

/// What is asked of whoever reaches in.
const WHO: &str = "who reaches in, and whether this binds them (`by` and `via` of `access`)";

/// Grounds that are asked about for one row.
const ASKED: usize = 3;

/// The safeguards that flows into the system name, as far as they would carry what its own people read.
pub(crate) fn grounds(
    case: &Case<'_, '_>,
    judge: &dyn Fn(&Case<'_, '_>, &Candidate<'_>) -> Option<Judged>,
) -> Vec<Judged> {
    let world = case.world;
    let EdgeOrigin::Access(system, _) = case.edge.origin else {
        return Vec::new();
    };
    if case.importer.is_some() || !world.via(case.edge).is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for edge in world.graph.net.edges_directed(NodeIndex::new(system.index()), Direction::Incoming) {
        let edge = world.edge(*edge.weight());
        if edge.passage != Passage::Payload || !matches!(edge.origin, EdgeOrigin::Flow(_)) {
            continue;
        }
        let into = Case {
            edge,
            exporter: world.entity(edge.from),
            importer: case.exporter,
            from_role: world.sender_role(edge),
            to_role: world.receiver_role(edge),
            onward: world.part(edge.from) == Part::Other,
            ..*case
        };
        for (order, item) in world.via(edge).iter().enumerate() {
            let candidate = match item.value {
                Via::Mechanism(id) => grounds::recorded(&into, id, item.span, order),
                Via::Kind(kind) => Some(grounds::bare(kind, item.span, order)),
                Via::Open | Via::Nothing => None,
            };
            let candidate = candidate.filter(|it| world.kind(it.kind).class == Class::Safeguard);
            let judged = candidate.and_then(|it| judge(&into, &it)).filter(|it| !it.is_dead());
            found.extend(judged.map(|it| (edge_name(world.inventory, edge), it)));
        }
    }
    // Whatever stands first in the files.
    let name = |ground: Ground| ground.mechanism().map(|it: MechanismId| world.inventory.mechanism(it).id.as_str());
    found.sort_by(|(one, own), (other, its)| {
        let key = |edge: &str, it: &Judged| (name(it.ground).map(str::to_owned), it.missing.clone(), edge.to_owned());
        key(one, own).cmp(&key(other, its))
    });
    found.dedup_by_key(|it| it.1.ground);
    let asked = |(_, judged): (String, Judged)| {
        let mut asked =
            Judged { missing: judged.missing, ..Judged::new(judged.ground, judged.layer, judged.span, judged.order) };
        asked.ask(Rule::MechanismIncomplete, Missing::Key(WHO));
        asked
    };
    found.into_iter().take(ASKED).map(asked).collect()
}
