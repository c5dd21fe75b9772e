//! Gives every paper of a plan a name of its own. Of several that would be called the same, the first by the names of
//! importer and exporter keeps it, wherever the two stand in a file. Never changes anything else of a paper.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use crate::inventory::{Inventory, OrganizationId};

use super::{Action, Clauses, Joined, network::Planned};

/// Renames papers that have the name of another one, and what is added to them.
pub(super) fn tell_apart(inventory: &Inventory, steps: &mut [Planned]) {
    let mut papers = steps.iter_mut().flat_map(|it| of(&mut it.action)).collect::<Vec<_>>();
    if papers.is_empty() {
        return;
    }
    let name = |it: OrganizationId| inventory.organization(it).id.as_str();
    papers.sort_by_key(|(importer, paper)| (name(*importer), paper.exporter.map(name), paper.kind.word()));
    let recorded = inventory.mechanisms.iter().map(|it| &it.id);
    let mut taken = recorded.chain(inventory.assessments.iter().map(|it| &it.id)).cloned().collect::<FxHashSet<_>>();
    let mut renamed = BTreeMap::new();
    for (importer, paper) in &mut papers {
        let own = fresh(&taken, &paper.id);
        taken.insert(own.clone());
        if own != paper.id {
            let before = std::mem::replace(&mut paper.id, own.clone());
            renamed.insert((*importer, paper.exporter, before), own);
        }
    }
    for (importer, paper) in papers {
        if let Some(Joined::Planned(id)) = &mut paper.joins
            && let Some(new) = renamed.get(&(importer, paper.exporter, id.clone()))
        {
            id.clone_from(new);
        }
    }
}

/// The new papers of an action, each with its importer.
fn of(action: &mut Action) -> Vec<(OrganizationId, &mut Clauses)> {
    match action {
        Action::RecordClauses(importer, papers) => papers.iter_mut().map(|it| (*importer, it)).collect(),
        Action::JoinClauses(_, importer, paper) => vec![(*importer, paper)],
        _ => Vec::new(),
    }
}

/// A name that no mechanism and no assessment has.
fn fresh(taken: &FxHashSet<String>, base: &str) -> String {
    let mut name = base.to_owned();
    let mut n = 1;
    while taken.contains(&name) {
        n += 1;
        name = format!("{base}-{n}");
    }
    name
}
