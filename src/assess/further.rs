//! Places of one importer beyond the system that data are sent to: where its own systems hand them on to each other,
//! the places of the later ones are reached too, under the ground of what came in. Never judges a place.

use std::collections::BTreeMap;

use crate::{
    graph::{Bits, ClassSet, Classes, Node, Passage, meets},
    inventory::SystemId,
};

use super::{
    destination::{self, Destination},
    world::{Establishment, World},
};

/// One place, with the classes among those sent to the first system that get there: by way of others, or by people who reach in.
#[derive(Debug, Clone)]
pub(crate) struct Further {
    pub(crate) destination: Destination,
    pub(crate) bits: Bits,
}

/// For each system that hands data to another one of the same importer, what is reached by it: to a fixpoint.
///
/// An operator that is established inside is no importer.
pub(crate) fn of(world: &World<'_>) -> BTreeMap<SystemId, Vec<Further>> {
    let mut senders: BTreeMap<SystemId, Vec<(SystemId, ClassSet)>> = BTreeMap::new();
    for (_, edge) in world.graph.iter() {
        let (Node::System(from), Node::System(to)) = (edge.from, edge.to) else {
            continue;
        };
        let operator = world.entity(edge.from);
        let one = from != to && operator.is_some() && operator == world.entity(edge.to);
        let outside = operator.is_some_and(|it| world.establishment(it) != Establishment::Inside);
        if one && outside && edge.passage == Passage::Payload && !edge.only_if_decrypted {
            senders.entry(to).or_default().push((from, edge.classes));
        }
    }
    let mut all: BTreeMap<SystemId, Vec<Further>> = BTreeMap::new();
    let mut grown = Vec::new();
    let mut everything = world.graph.classes.empty();
    Classes::insert_unspecified(&mut everything);
    // Who reaches into some of what a system holds gets no more.
    for system in (0..world.inventory.systems.len()).map(SystemId::at) {
        for (destination, classes) in destination::limited_access(world, system) {
            let mut bits = world.graph.classes.empty();
            classes.into_iter().for_each(|it| Classes::insert(&mut bits, it));
            world.derived.add_bases(&mut bits);
            let is_abroad = !destination.inside || destination.doubt.is_some();
            if is_abroad && add(all.entry(system).or_default(), &destination, &bits) {
                grown.push(system);
            }
        }
    }
    for (to, senders) in &senders {
        let places = destination::places(world, *to);
        for destination in places.into_iter().filter(|it| !it.inside || it.doubt.is_some()) {
            for (from, sent) in senders {
                if add(all.entry(*from).or_default(), &destination, &back(world, *sent, &everything)) {
                    grown.push(*from);
                }
            }
        }
    }
    while let Some(system) = grown.pop() {
        let Some(senders) = senders.get(&system) else {
            continue;
        };
        for Further { destination, bits } in all.get(&system).cloned().unwrap_or_default() {
            for (from, sent) in senders {
                if add(all.entry(*from).or_default(), &destination, &back(world, *sent, bits.words())) {
                    grown.push(*from);
                }
            }
        }
    }
    for places in all.values_mut() {
        settle(world, places);
        places.sort_by_key(|it| it.destination.span.map(|it| (it.file, it.start)));
    }
    all
}

/// What is sent and gets there, with the classes that it is made from.
fn back(world: &World<'_>, sent: ClassSet, there: &[u64]) -> Bits {
    let mut bits = world.graph.classes.empty();
    meets(world.graph.classes.bits(sent), there, &mut bits);
    world.derived.add_bases(&mut bits);
    bits
}

/// Adds classes to a place of a system; gives whether anything was new.
///
/// A place that is certain is kept apart from the same one in doubt: other classes may get there.
fn add(places: &mut Vec<Further>, destination: &Destination, bits: &[u64]) -> bool {
    if bits.iter().all(|it| *it == 0) {
        return false;
    }
    let certainty = |it: &Destination| (it.doubt.is_some(), it.is_unsettled());
    let is_same = |it: &Destination| it.spot == destination.spot && certainty(it) == certainty(destination);
    let Some(known) = places.iter_mut().find(|it| is_same(&it.destination)) else {
        places.push(Further { destination: destination.clone(), bits: Bits::of(bits) });
        return true;
    };
    let before = known.clone();
    known.bits.iter_mut().zip(bits).for_each(|(known, bits)| *known |= bits);
    known.destination.absorb(destination);
    let written = [before.destination.span, destination.span].into_iter().flatten();
    known.destination.span = written.min();
    known.bits != before.bits || known.destination != before.destination
}

/// What one place leaves in doubt, another that is certain settles for the classes that get there too.
fn settle(world: &World<'_>, places: &mut Vec<Further>) {
    if places.iter().all(|it| it.destination.doubt.is_none()) {
        return;
    }
    let all = places.clone();
    for place in places.iter_mut() {
        let settling = all.iter().filter(|it| it.destination.settles(world, &place.destination));
        let settling = settling.filter(|it| it.destination.doubt < place.destination.doubt);
        for other in settling.map(|it| &it.bits) {
            place.bits.iter_mut().zip(other.iter()).for_each(|(bits, other)| *bits &= !other);
        }
    }
    places.retain(|it| !it.bits.is_none());
}
