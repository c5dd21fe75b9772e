//! What a decision that covers a transfer takes to be so because nothing recorded says otherwise. Judges nothing.

use crate::{
    graph::Classes,
    inventory::{model::Organization, values::Answer},
    law::{Condition, Decision},
};

use super::{
    transfer::{Transfer, Verdict},
    world::World,
};

/// The conditions of the decision behind a transfer that were presumed, in words; none under another verdict.
pub(crate) fn presumed(world: &World<'_>, transfer: &Transfer) -> Vec<String> {
    let Verdict::Adequate(_, id) = transfer.verdict else {
        return Vec::new();
    };
    let decision = world.law.decision(id);
    let importer = transfer.importer.map(|it| world.organization(it));
    let mut presumed = Vec::new();
    for condition in &decision.conditions {
        match condition {
            Condition::SubjectTo { laws, .. } if !laws.iter().any(|it| is_bound(importer, it)) => {
                presumed.push(format!("the recipient is bound by {}", laws.join(" or ")));
            }
            Condition::Automated => presumed.push("the data are processed by automated means".to_owned()),
            Condition::Other { text, presumed: true } => presumed.push(text.clone()),
            Condition::DataNotHr | Condition::CoversHr => {
                presumed.extend(not_hr(world, transfer).then(|| "the data are no HR data".to_owned()));
            }
            _ => {}
        }
    }
    presumed.extend(purpose(world, transfer, decision));
    presumed
}

fn is_bound(importer: Option<&Organization>, law: &str) -> bool {
    let laws = importer.and_then(|it| it.laws.as_ref());
    laws.is_some_and(|it| it.value.get(law) == Some(Answer::Yes))
}

/// Whether nobody said of some class whether it is data on employees.
fn not_hr(world: &World<'_>, transfer: &Transfer) -> bool {
    let classes = transfer.classes.words();
    let mut described = Classes::list(classes);
    Classes::has_unspecified(classes) || described.any(|it| world.inventory.data_class(it).table.hr.is_none())
}

/// An excluded purpose, where nobody said what the data are sent for.
fn purpose(world: &World<'_>, transfer: &Transfer, decision: &Decision) -> Option<String> {
    let flows = world.flows(world.edge(transfer.edge));
    let recorded = flows.is_some_and(|(first, last)| [first, last].iter().any(|it| it.table.purpose_kind.is_some()));
    let own = decision.conditions.iter().filter_map(|it| match it {
        Condition::PurposeExcluded(purpose) => Some(purpose),
        _ => None,
    });
    let excluded = own.chain(&decision.excluded.purposes).map(|it| format!("`{it}`")).collect::<Vec<_>>();
    let open = !recorded && !excluded.is_empty() && decision.only_purpose.is_none();
    open.then(|| format!("the purpose is not {}", excluded.join(" or ")))
}
