//! Findings that are one: of several that have one fingerprint the first stays, with the transfers of all. Never looks at
//! findings that cannot have one.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::{graph::Node, law::Rule};

use super::{
    Assessment,
    finding::{Concerned, Finding, Subject},
    fingerprint,
    transfer::TransferId,
};

/// Puts together what one cause gave several times: once for each group of data of a flow, and once for a carrier that may
/// decrypt and for whoever is behind it.
pub(super) fn put_together(assessment: &mut Assessment<'_>) {
    let mut of_flow = FxHashMap::<_, Vec<usize>>::default();
    for (at, finding) in assessment.findings.iter().enumerate() {
        if let Subject::Transfer(id) = finding.subject {
            let edge = assessment.edge(id);
            let is_at_carrier = edge.only_if_decrypted || edge.to == Node::Somebody;
            if is_at_carrier || finding.rule == Rule::MechanismNotNeeded {
                let flow = (finding.rule, assessment.transfer(id).regime, edge.origin, edge.last);
                of_flow.entry(flow).or_default().push(at);
            }
        }
    }
    // Only what is said of one flow several times can be the same.
    let mut several = of_flow.into_values().filter(|it| it.len() > 1).flatten().collect::<Vec<_>>();
    several.sort_unstable();
    let (mut first, mut others) = (FxHashMap::default(), BTreeMap::<usize, Vec<usize>>::new());
    for at in several {
        let print = assessment.findings.get(at).map(|it| fingerprint::fingerprint(assessment, it));
        let own = *first.entry(print).or_insert(at);
        if own != at {
            others.entry(own).or_default().push(at);
        }
    }
    if others.is_empty() {
        return;
    }
    let mut left = std::mem::take(&mut assessment.findings).into_iter().map(Some).collect::<Vec<_>>();
    for (own, others) in others {
        let others = others.into_iter().filter_map(|it| left.get_mut(it)?.take()).collect::<Vec<_>>();
        if let Some(Some(own)) = left.get_mut(own) {
            others.into_iter().for_each(|it| take_over(assessment, own, it));
        }
    }
    assessment.findings = left.into_iter().flatten().collect();
}

/// Takes over the transfers of another finding, and what it misses; of two receivers the one that is recorded names it.
fn take_over(assessment: &Assessment<'_>, own: &mut Finding, other: Finding) {
    let mut transfers = own.transfers.iter().chain(other.transfers.iter()).copied().collect::<Vec<TransferId>>();
    transfers.sort_unstable();
    transfers.dedup();
    own.transfers = Concerned::from(transfers);
    own.level = own.level.min(other.level);
    own.undecided &= other.undecided;
    own.missing.extend(other.missing);
    own.missing.sort();
    own.missing.dedup();
    let is_nobody = |it: Subject| matches!(it, Subject::Transfer(id) if assessment.edge(id).to == Node::Somebody);
    if is_nobody(own.subject) && !is_nobody(other.subject) {
        own.subject = other.subject;
    }
}
