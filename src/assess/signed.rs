//! Clauses that a controller signed itself with whom its processor hands data on to: the practice under the old sets, of which none
//! was made for a processor inside; Article 29 Working Party, WP 176 of 12 July 2010. Never says what the clauses are worth.

use crate::{
    inventory::{
        MechanismId, OrganizationId,
        keys::{Many, Rare},
        model::Mechanism,
        values::Party,
        words::Kind,
    },
    law::Rule,
};

use super::{
    addition,
    ground::{Candidate, Case, Judged},
    grounds, limits, responsible,
    transfer::Missing,
    world::Establishment,
};

/// Whether clauses bind the receiver to the controller from which the sender, a processor inside, has the data.
pub(crate) fn by_controller(case: &Case<'_, '_>, table: &Mechanism) -> bool {
    let is = |list: &Rare<Many<Party>>, party: OrganizationId| {
        list.as_ref().is_some_and(|it| case.world.index.has_party(&it.value, party))
    };
    let is_of_clauses = table.kind.as_ref().is_some_and(|it| it.value == Kind::Scc);
    if !is_of_clauses || table.exporter.is_none() || !is_between_processors(case) {
        return false;
    }
    let to_receiver = case.importer.is_some_and(|it| is(&table.recipients, it));
    let by_sender = case.exporter.is_some_and(|it| is(&table.exporter, it));
    to_receiver && !by_sender && controllers(case).into_iter().any(|it| is(&table.exporter, it))
}

/// Asks what clauses with modules are worth that the controller signed itself; whether they were.
pub(crate) fn ask(case: &Case<'_, '_>, candidate: &Candidate<'_>, judged: &mut Judged) -> bool {
    let is_asked = by_controller(case, candidate.table);
    if is_asked {
        let asked = "whether clauses that the controller signed itself carry what its processor sends".to_owned();
        judged.ask(Rule::MechanismIncomplete, Missing::Open(asked));
    }
    is_asked
}

/// Clauses that a controller signed itself and that nothing names here.
pub(crate) fn fitting<'a>(case: &Case<'_, 'a>, tried: &[Candidate<'a>], order: usize) -> Vec<Candidate<'a>> {
    let world = case.world;
    let is_named = case.importer.is_some_and(|it| world.index.naming(it).next().is_some());
    if !is_named || !is_between_processors(case) {
        return Vec::new();
    }
    let table = |it: MechanismId| &world.inventory.mechanism(it).table;
    let between = controllers(case).into_iter().flat_map(|it| world.index.between(Some(it), case.importer));
    let mut found = between.filter(|id| !tried.iter().any(|it| it.id == Some(*id))).collect::<Vec<_>>();
    found.retain(|it| by_controller(case, table(*it)) && limits::covers_data(case, table(*it)));
    found.sort_unstable_by_key(|it| world.inventory.mechanism(*it).id.as_str());
    found.dedup();
    let recorded = |it: MechanismId| grounds::recorded(case, it, world.inventory.mechanism(it).span, order);
    let mut found = found.into_iter().filter_map(recorded).collect::<Vec<_>>();
    addition::join(case, &mut found);
    found
}

/// Whether a processor inside sends to a processor.
fn is_between_processors(case: &Case<'_, '_>) -> bool {
    let is_inside = |it: OrganizationId| case.world.establishment(it) == Establishment::Inside;
    let sends = case.sender_role().only_processor() && !case.sender_role().assumed && !case.onward;
    sends && case.receiver_role().any_processor() && case.exporter.is_some_and(is_inside)
}

fn controllers(case: &Case<'_, '_>) -> Vec<OrganizationId> {
    responsible::controllers_before(case.world, case.edge.from, case.classes)
}
