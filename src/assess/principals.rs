//! Who stands behind a sender that processes for others: the controllers for which it sends, and who handed the data to it for
//! them. One answer for all that ask who exports, who signed, who holds a key, whose people reach in. Never decides what follows.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    graph::{Edge, Node, Passage},
    inventory::{
        MechanismId, OrganizationId,
        values::{Roles, Via},
    },
    text::{in_parts, merged},
};

use super::{
    ground::Case,
    responsible,
    transfer::Missing,
    world::{Establishment, World},
};

/// Parties that are kept for each system: more would be asked about to nobody's use.
const PARTIES: usize = 64;

/// What is found out once for all senders of a regime; made where it is first needed.
#[derive(Default)]
pub(crate) struct Principals {
    /// For each system, the processors inside that hand data to it.
    handing: OnceLock<Handing>,
    /// For each sender and receiver, what their flows name that does not say who exports under it.
    named: OnceLock<Vec<([OrganizationId; 2], MechanismId)>>,
}

/// For each system, the processors inside that hand data to it, as many as are kept.
#[derive(Default)]
struct Handing {
    senders: FxHashMap<Node, Vec<OrganizationId>>,
    cut: FxHashSet<Node>,
}

impl Handing {
    fn is_cut(&self, receiver: Node) -> bool {
        self.cut.contains(&receiver)
    }
}

/// Whether a sender processes for others, or may: by its part in the flow, or because nobody wrote which that is.
pub(crate) fn may_process(world: &World<'_>, edge: &Edge) -> bool {
    world.sender_role(edge).roles.is_none_or(Roles::any_processor)
}

/// Whether a part is recorded or assumed for a sender, or somebody for whom it processes.
fn says_its_part(world: &World<'_>, edge: &Edge) -> bool {
    world.sender_role(edge).roles.is_some() || world.client_of(edge.from).is_some()
}

/// The controllers inside for which a processor sends some classes, and for whom it says that it processes; nobody stands behind
/// a controller. In the order of their ids.
pub(crate) fn controllers(world: &World<'_>, edge: &Edge, classes: &[u64]) -> Vec<OrganizationId> {
    let client = world.client_of(edge.from).map(|it| (it, world.establishment(it)));
    // Who processes for somebody outside does not send for those before.
    if !may_process(world, edge)
        || client.is_some_and(|(_, it)| matches!(it, Establishment::Country | Establishment::Body(_)))
    {
        return Vec::new();
    }
    let mut found = match says_its_part(world, edge) {
        true => responsible::controllers_before(world, edge.from, classes),
        false => responsible::controllers_that_gave(world, edge.from, classes),
    };
    if let Some((client, Establishment::NotRecorded)) = client {
        found.push(client);
        found.sort_by_key(|it| world.inventory.organization(*it).id.as_str());
    }
    found.retain(|it| Some(*it) != world.entity(edge.from));
    found
}

/// Whether more stand behind a sender than are kept: whoever is not among them may be one.
pub(crate) fn are_cut(world: &World<'_>, edge: &Edge) -> bool {
    let client = world.client_of(edge.from).map(|it| world.establishment(it));
    may_process(world, edge)
        && !matches!(client, Some(Establishment::Country | Establishment::Body(_)))
        && (responsible::are_cut(world, edge.from) || world.principals.handing(world).is_cut(edge.from))
}

/// One of some parties that may stand behind a sender: more do than are kept, and this one is not among those.
pub(crate) fn one_of_many(
    case: &Case<'_, '_>,
    parties: impl IntoIterator<Item = OrganizationId>,
) -> Option<OrganizationId> {
    let world = case.world;
    let may_be = |it: &OrganizationId| {
        world.establishment(*it) == Establishment::Inside && ![case.exporter, case.importer].contains(&Some(*it))
    };
    let found = parties.into_iter().filter(may_be).min_by_key(|it| world.inventory.organization(*it).id.as_str())?;
    are_cut(world, case.edge).then_some(found)
}

/// What is asked of one of very many: whether it stands behind the sender.
pub(crate) fn whether_sent_for(world: &World<'_>, party: OrganizationId) -> Missing {
    let name = world.inventory.organization_name(party);
    Missing::Condition(format!(
        "whether this is sent for `{name}`, of more than {PARTIES} that hand data to the sender"
    ))
}

/// The only controller for which a processor certainly sends: the one that it names, else the one that the data come from.
pub(crate) fn only_controller(world: &World<'_>, edge: &Edge, classes: &[u64]) -> Option<OrganizationId> {
    let found = if says_its_part(world, edge) { controllers(world, edge, classes) } else { Vec::new() };
    let client = world.client_of(edge.from).filter(|it| found.contains(it));
    client.or(found.first().copied().filter(|_| found.len() == 1))
}

/// Those who may have agreed with the receiver of a row in place of its sender: the controllers behind it, and the processors
/// inside that handed the data to it.
pub(crate) fn parties(case: &Case<'_, '_>) -> Vec<OrganizationId> {
    parties_of(case.world, case.edge, case.classes)
}

/// The same of an edge with some classes.
pub(crate) fn parties_of(world: &World<'_>, edge: &Edge, classes: &[u64]) -> Vec<OrganizationId> {
    let mut found = controllers(world, edge, classes);
    if !found.is_empty() {
        found.extend(world.principals.handing(world).senders.get(&edge.from).into_iter().flatten());
        let ends = [world.entity(edge.from), world.entity(edge.to)];
        found.retain(|it| !ends.contains(&Some(*it)));
        found.sort_by_key(|it| world.inventory.organization(*it).id.as_str());
        found.dedup();
    }
    found
}

/// What flows from a party to the receiver of a row name that does not say who exports under it. In the order of its numbers.
pub(crate) fn named<'w>(case: &Case<'w, '_>, party: OrganizationId) -> impl Iterator<Item = MechanismId> + 'w {
    let ends = case.importer.map(|it| [party, it]);
    let all = case.world.principals.named(case.world);
    let first = all.partition_point(|it| Some(it.0) < ends);
    all.iter().skip(first).take_while(move |it| Some(it.0) == ends).map(|it| it.1)
}

/// Whether they name a mechanism.
pub(crate) fn is_named(case: &Case<'_, '_>, party: OrganizationId, mechanism: MechanismId) -> bool {
    let all = || case.world.principals.named(case.world);
    case.importer.is_some_and(|it| all().binary_search(&([party, it], mechanism)).is_ok())
}

impl Principals {
    fn handing(&self, world: &World<'_>) -> &Handing {
        self.handing.get_or_init(|| {
            let pairs = of_flows(world, |edge, found| {
                let is_processor = || world.sender_role(edge).roles.is_some_and(Roles::any_processor);
                let sender = world.entity(edge.from).filter(|it| world.establishment(*it) == Establishment::Inside);
                let sender = sender.filter(|_| matches!(edge.to, Node::System(_)) && is_processor());
                found.extend(sender.map(|it| (edge.to, it)));
            });
            let mut found = Handing::default();
            for (node, sender) in pairs {
                found.senders.entry(node).or_default().push(sender);
            }
            for (receiver, senders) in &mut found.senders {
                senders.sort_by_key(|it| world.inventory.organization(*it).id.as_str());
                if senders.len() > PARTIES {
                    senders.truncate(PARTIES);
                    found.cut.insert(*receiver);
                }
            }
            found
        })
    }

    fn named(&self, world: &World<'_>) -> &[([OrganizationId; 2], MechanismId)] {
        self.named.get_or_init(|| {
            of_flows(world, |edge, found| {
                let via = world.via(edge);
                let Some((from, to)) = world.entity(edge.from).zip(world.entity(edge.to)).filter(|_| !via.is_empty())
                else {
                    return;
                };
                for item in via {
                    if let Via::Mechanism(id) = item.value
                        && let table = &world.inventory.mechanism(id).table
                        && table.exporter.is_none()
                        && table.members.is_none()
                    {
                        found.push(([from, to], id));
                    }
                }
            })
        })
    }
}

/// What the flows of a regime give, each once and sorted: very many flows between two companies give the same.
fn of_flows<T: Copy + Ord + Send>(world: &World<'_>, give: impl Fn(&Edge, &mut Vec<T>) + Sync) -> Vec<T> {
    let parts = in_parts(&world.graph.edges, |edges| {
        let mut found = Vec::new();
        edges.iter().filter(|it| it.passage == Passage::Payload).for_each(|it| give(it, &mut found));
        found.sort_unstable();
        found.dedup();
        found
    });
    merged(&parts)
}
