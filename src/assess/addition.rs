//! A paper that is added to clauses of another law and makes them a tool of this one, such as the UK Addendum:
//! both stand and fall as one ground. Never judges either by itself.

use crate::law::Rule;

use super::{
    clauses,
    ground::{Candidate, Case, Judged},
    grounds, instrument,
    transfer::Missing,
};

/// Clauses and what is added to them are one ground: under a law that knows the addition that one, elsewhere the clauses.
pub(crate) fn join<'a>(case: &Case<'_, 'a>, candidates: &mut Vec<Candidate<'a>>) {
    let world = case.world;
    let regime = world.regime;
    let foreign = |it: &Candidate<'_>| {
        let kind = world.kind(it.kind);
        kind.joins.is_some() && kind.is_foreign(&regime.id)
    };
    if world.index.added_to.is_empty() && !candidates.iter().any(|it| it.table.addendum_to.is_some()) {
        return;
    }
    let mut all: Vec<Candidate<'a>> = Vec::new();
    let mut add = |it: Candidate<'a>| {
        if it.id.is_none() || !all.iter().any(|other| other.id == it.id) {
            all.push(it);
        }
    };
    for candidate in candidates.iter() {
        let clauses = candidate.table.addendum_to.as_ref().map(|it| it.value);
        match clauses.and_then(|it| grounds::recorded(case, it, candidate.span, candidate.order)) {
            Some(clauses) if foreign(candidate) => {
                add(clauses);
                continue;
            }
            _ => {}
        }
        let alone = candidate.table.edition.as_ref().and_then(|it| regime.edition(&it.value.0));
        let counts_alone = alone.is_some_and(|it| it.only_with.is_none());
        let is_joined = |other: &Candidate<'_>| {
            candidate.id.is_some()
                && other.table.addendum_to.as_ref().map(|it| it.value) == candidate.id
                && !foreign(other)
        };
        if !counts_alone && candidates.iter().any(is_joined) {
            continue;
        }
        let added = candidate.id.and_then(|it| world.index.added_to.get(&it)).into_iter().flatten();
        let added =
            added.filter_map(|it| grounds::recorded(case, *it, candidate.span, candidate.order)).collect::<Vec<_>>();
        if counts_alone || added.is_empty() {
            add(*candidate);
        }
        added.into_iter().for_each(&mut add);
    }
    *candidates = all;
}

/// The clauses that something is added to, if they are recorded.
pub(crate) fn clauses_of<'a>(case: &Case<'_, 'a>, candidate: &Candidate<'a>) -> Option<Candidate<'a>> {
    let id = candidate.table.addendum_to.as_ref()?.value;
    let entry = case.world.inventory.mechanism(id);
    let kind = entry.table.kind.as_ref()?.value;
    (case.world.kind(candidate.kind).joins.as_deref() == Some(kind.word())).then_some(Candidate {
        kind,
        table: &entry.table,
        span: entry.span,
        id: Some(id),
        ..*candidate
    })
}

/// What is added to clauses stands with them: both are judged as one.
pub(crate) fn judge<'a>(case: &Case<'_, 'a>, candidate: &Candidate<'a>, judged: &mut Judged) {
    instrument::days(case, candidate, None, judged);
    clauses::judge(case, candidate, judged);
    instrument::parties(case, candidate, judged);
    instrument::modified(case, candidate, judged);
    let Some(clauses) = clauses_of(case, candidate) else {
        judged.ask(Rule::MechanismIncomplete, Missing::JoinedClauses);
        return;
    };
    let (n_dead, n_defects) = (judged.dead.len(), judged.defects.len());
    instrument::status(&clauses, judged);
    instrument::days(case, &clauses, None, judged);
    clauses::judge_joined(case, &clauses, judged);
    instrument::parties(case, &clauses, judged);
    instrument::modified(case, &clauses, judged);
    instrument::data(case, &clauses, judged);
    let of_clauses = judged.dead.iter_mut().skip(n_dead).chain(judged.defects.iter_mut().skip(n_defects));
    of_clauses.for_each(|it| it.is_of_joined = true);
}
