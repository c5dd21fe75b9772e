//! The protected classes of an edge, grouped by what can make their answers differ. Judges none of them.

use crate::{
    graph::{Bits, Classes, Edge, EdgeId, Idle, Part, is_any, meets, take_out},
    inventory::{
        DataId,
        values::{Answer as Said, Via},
    },
};

use super::world::World;

/// How certain it is that a class on an edge is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Plane {
    /// It comes from a source.
    Firm,
    /// It came from one over a flow that has ended.
    Ended,
    /// It comes from what may be a source.
    Possible,
    /// It may have come over a flow that was turned off, nobody wrote when; or, over an ended one, from what may be a source.
    MayHold,
    /// It is there only if a carrier decrypts, and nobody knows whether it does.
    IfDecrypted,
    /// Its sender holds protected data, and nobody wrote where this class is from.
    OriginUnknown,
}

/// Classes of one edge with the same answer.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) plane: Plane,
    pub(crate) bits: Bits,
    pub(crate) hr: Said,
}

/// Adds the protected classes of an edge, grouped by what can make their answers differ.
pub(crate) fn of_edge(world: &World<'_>, id: EdgeId, groups: &mut Vec<Group>) {
    let edge = world.edge(id);
    let sent = world.graph.classes.bits(edge.classes);
    match world.part(edge.from) {
        // What a carrier passes on is not its own: nobody wrote who sends into it.
        Part::Source | Part::Possible if world.is_carrier(edge.from) && !world.sent_if_decrypted(edge) => {
            split(world, edge, Plane::OriginUnknown, sent, groups);
        }
        Part::Source => split(world, edge, of_source(edge), sent, groups),
        Part::Possible => split(world, edge, Plane::Possible, sent, groups),
        Part::Other => received(world, id, edge, sent, groups),
    }
}

/// How certain it is that what a source sends is there at all: it is where somebody only reaches in, and it came before.
fn of_source(edge: &Edge) -> Plane {
    match edge.idle {
        None => Plane::Firm,
        Some(Idle::Ended(_)) => Plane::Ended,
        Some(Idle::TurnedOff(_)) => Plane::MayHold,
    }
}

fn received(world: &World<'_>, id: EdgeId, edge: &Edge, sent: &[u64], groups: &mut Vec<Group>) {
    let Some(node) = world.node_index(id).filter(|it| world.holds_any(*it)) else {
        return;
    };
    let mut left = Bits::of(sent);
    for (plane, held) in world.planes(node) {
        let protected = world.protected(&left, held);
        split(world, edge, plane, &protected, groups);
        if !take_out(&mut left, &protected) {
            return;
        }
    }
    let mut otherwise = world.graph.classes.empty();
    let clean = world.clean().held(node);
    meets(sent, clean, &mut otherwise);
    // What a class is made from explains it only if that reached the sender; what is made from protected data is protected.
    world.derived.add(sent, clean, &mut otherwise);
    Classes::insert_unspecified(&mut otherwise);
    take_out(&mut left, &otherwise);
    split(world, edge, Plane::OriginUnknown, &left, groups);
}

/// What can make the answers of two classes differ: data on employees, a claim, and each limit that they lie within.
type Traits = (Said, bool, Vec<bool>);

/// All that an edge carries, whether it is protected or not.
pub(crate) fn whole(world: &World<'_>, edge: &Edge) -> Vec<Group> {
    let mut groups = Vec::new();
    split(world, edge, Plane::Firm, world.graph.classes.bits(edge.classes), &mut groups);
    groups
}

/// Splits classes by what can make their answers differ: data on employees, claims, and limits of mechanisms.
fn split(world: &World<'_>, edge: &Edge, plane: Plane, bits: &[u64], groups: &mut Vec<Group>) {
    if !is_any(bits) {
        return;
    }
    let limits = limits(world, edge);
    let plain = limits.is_empty() && !world.has_particular_data;
    if plain {
        groups.push(Group { plane, bits: Bits::of(bits), hr: Said::No });
        return;
    }
    let mut keyed: Vec<(Traits, Bits)> = Vec::new();
    let mut put = |key: Traits, insert: &dyn Fn(&mut [u64])| match keyed.iter_mut().find(|it| it.0 == key) {
        Some((_, bits)) => insert(bits),
        None => {
            let mut bits = world.graph.classes.empty();
            insert(&mut bits);
            keyed.push((key, bits));
        }
    };
    if Classes::has_unspecified(bits) {
        put((Said::No, false, vec![false; limits.len()]), &Classes::insert_unspecified);
    }
    for class in Classes::list(bits) {
        let data = &world.inventory.data_class(class).table;
        let hr = data.hr.as_ref().map_or(Said::No, |it| it.value);
        let within = limits.iter().map(|limit| limit.contains(&class)).collect();
        put((hr, data.state.is_some(), within), &|bits| Classes::insert(bits, class));
    }
    groups.extend(keyed.into_iter().map(|((hr, ..), bits)| Group { plane, bits, hr }));
}

/// The lists of data that mechanisms and assessments which can concern the edge are limited to.
fn limits(world: &World<'_>, edge: &Edge) -> Vec<Vec<DataId>> {
    if !world.index.has_limits {
        return Vec::new();
    }
    let named = world.via(edge).iter().filter_map(|it| if let Via::Mechanism(id) = it.value { Some(id) } else { None });
    let fitting = world.entity(edge.to).into_iter().flat_map(|it| world.index.naming(it));
    let mechanisms = named.chain(fitting).chain(world.index.of_flow(world.inventory, edge));
    let mechanisms = mechanisms.filter_map(|it| world.inventory.mechanism(it).table.data.as_ref());
    let mut limits = mechanisms.map(|it| it.value.iter().map(|it| it.value).collect()).collect::<Vec<_>>();
    limits.extend_from_slice(&world.index.assessed_data);
    limits.sort();
    limits.dedup();
    limits
}
