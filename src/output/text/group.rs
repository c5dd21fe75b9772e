//! Findings of one cause as one: what one paper mends is drawn once. Compares small ids and makes no words.

use rustc_hash::FxHashMap;

use crate::{
    assess::{Assessment, Finding, Ground, Status, Subject},
    graph::Node,
    inventory::OrganizationId,
    law::{Level, RegimeId, Rule},
};

/// Findings of one cause, in the order of the files.
#[derive(Debug)]
pub(crate) struct Group<'f> {
    pub(crate) first: &'f Finding,
    pub(crate) rest: Vec<&'f Finding>,
}

impl<'f> Group<'f> {
    pub(crate) fn all(&self) -> impl Iterator<Item = &'f Finding> {
        std::iter::once(self.first).chain(self.rest.iter().copied())
    }

    pub(crate) fn len(&self) -> usize {
        1 + self.rest.len()
    }
}

/// What the findings of a group have in common, as far as it can be hashed; missing facts and details are compared.
#[derive(PartialEq, Eq, Hash)]
struct Cause {
    rule: Rule,
    level: Level,
    undecided: bool,
    regime: Option<RegimeId>,
    who: Who,
    ground: Option<Ground>,
    n_missing: usize,
}

#[derive(PartialEq, Eq, Hash)]
enum Who {
    /// Whoever it is: the same facts are missing of all of them.
    Anybody,
    Importer(OrganizationId),
    /// Nobody is recorded behind it.
    Node(Node),
    Subject(Subject),
}

/// Groups the active findings.
pub(crate) fn groups<'f>(assessment: &'f Assessment<'_>) -> Vec<Group<'f>> {
    let mut groups: Vec<Group<'f>> = Vec::new();
    let mut known: FxHashMap<Cause, Vec<usize>> = FxHashMap::default();
    for finding in assessment.findings.iter().filter(|it| it.status == Status::Active) {
        let candidates = known.entry(cause(assessment, finding)).or_default();
        let is_same = |at: &&usize| {
            let is_same = |it: &Finding| {
                (&it.missing, &it.detail, &it.left_out) == (&finding.missing, &finding.detail, &finding.left_out)
            };
            groups.get(**at).is_some_and(|it| is_same(it.first))
        };
        match candidates.iter().find(is_same).copied() {
            Some(at) => {
                if let Some(group) = groups.get_mut(at) {
                    group.rest.push(finding);
                }
            }
            None => {
                candidates.push(groups.len());
                groups.push(Group { first: finding, rest: Vec::new() });
            }
        }
    }
    groups
}

fn cause(assessment: &Assessment<'_>, finding: &Finding) -> Cause {
    let (who, regime) = match finding.subject {
        Subject::Transfer(id) => {
            let transfer = assessment.transfer(id);
            let is_bare_kind = matches!(finding.ground, Some(Ground::Kind(_))) && !finding.missing.is_empty();
            let who = match transfer.importer {
                _ if is_bare_kind => Who::Anybody,
                Some(importer) => Who::Importer(importer),
                None => Who::Node(assessment.edge(id).to),
            };
            (who, Some(transfer.regime))
        }
        subject => (Who::Subject(subject), finding.transfers.first().map(|it| assessment.transfer(*it).regime)),
    };
    Cause {
        rule: finding.rule,
        level: finding.level,
        undecided: finding.undecided,
        regime,
        who,
        ground: finding.ground,
        n_missing: finding.missing.len(),
    }
}
