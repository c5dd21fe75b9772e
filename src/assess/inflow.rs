//! What the line of a recipient rests on, where somebody reads there of whom nobody wrote who it is: whether it binds them is asked.
//! Never lets it carry what they read, and takes nothing from other flows.

use petgraph::{Direction, graph::NodeIndex};

use crate::{
    graph::{EdgeOrigin, Part, Passage},
    inventory::values::Via,
    law::{Class, Level, Rule},
    text::Spanned,
};

use super::{
    ground::{Candidate, Case, Judged},
    grounds,
    transfer::Missing,
};

/// The safeguards that the line of a recipient names beside its `access`, as far as they would carry what its own people read.
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
    let into = world.graph.net.edges_directed(NodeIndex::new(system.index()), Direction::Incoming);
    // The flow of a line has no `to` of its own.
    let is_line =
        |it: &&_| world.flows(it).is_some_and(|(first, last)| std::ptr::eq(first, last) && last.table.to.is_none());
    let line = into.map(|it| world.edge(*it.weight())).filter(|it| it.passage == Passage::Payload).find(is_line);
    let Some(edge) = line else {
        return Vec::new();
    };
    let own = Case {
        edge,
        exporter: world.entity(edge.from),
        importer: case.exporter,
        onward: world.part(edge.from) == Part::Other,
        ..*case
    };
    let candidate = |(order, via): (usize, &Spanned<Via>)| match via.value {
        Via::Mechanism(id) => grounds::recorded(&own, id, via.span, order),
        Via::Kind(kind) => Some(grounds::bare(kind, via.span, order)),
        Via::Open | Via::Nothing => None,
    };
    let named = world.via(edge).iter().enumerate().filter_map(candidate);
    let safeguards = named.filter(|it| world.kind(it.kind).class == Class::Safeguard);
    let judged = safeguards.filter_map(|it| judge(&own, &it)).filter(|it| !it.is_dead() && !has_error(it));
    let asked = |it: Judged| {
        let mut asked = Judged { missing: it.missing, ..Judged::new(it.ground, it.layer, it.span, it.order) };
        asked.ask(Rule::MechanismIncomplete, Missing::WhoReachesIn);
        asked
    };
    judged.map(asked).collect()
}

/// Whether it would be an error that it carries the row, as it is one that nothing does.
fn has_error(judged: &Judged) -> bool {
    judged.defects.iter().any(|it| it.severity.default == Some(Level::Error))
}
