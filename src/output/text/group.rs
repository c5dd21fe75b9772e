//! Findings of one cause as one: what one paper mends is drawn once. Compares small ids and makes no words.

use rustc_hash::FxHashMap;

use crate::{
    assess::{Assessment, Finding, Ground, Subject},
    graph::Node,
    inventory::OrganizationId,
    law::{Level, RegimeId, Rule},
    text::in_parts,
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

/// The first groups of some findings, at most `max`, each with all that belong to it.
pub(crate) fn first<'f>(assessment: &Assessment<'_>, findings: &[&'f Finding], max: usize) -> Vec<Group<'f>> {
    let mut known = Known { assessment, groups: Vec::new(), by_cause: FxHashMap::default() };
    let mut left = findings.iter();
    while known.groups.len() < max
        && let Some(finding) = left.next()
    {
        match known.find(finding) {
            (_, Some(at)) => known.add(at, finding),
            (cause, None) => known.begin(cause, finding),
        }
    }
    let of_part = |findings: &[&'f Finding]| {
        findings.iter().filter_map(|it| known.find(it).1.map(|at| (at, *it))).collect::<Vec<_>>()
    };
    let rest = if known.groups.is_empty() { Vec::new() } else { in_parts(left.as_slice(), of_part) };
    for (at, finding) in rest.into_iter().flatten() {
        known.add(at, finding);
    }
    known.groups
}

/// Groups that were begun.
struct Known<'f, 'a> {
    assessment: &'a Assessment<'a>,
    groups: Vec<Group<'f>>,
    by_cause: FxHashMap<Cause, Vec<usize>>,
}

impl<'f> Known<'f, '_> {
    /// The group that a finding belongs to.
    fn find(&self, finding: &Finding) -> (Cause, Option<usize>) {
        let cause = cause(self.assessment, finding);
        let is_same = |at: &&usize| {
            self.groups.get(**at).is_some_and(|it| {
                (&it.first.missing, &it.first.detail, &it.first.left_out)
                    == (&finding.missing, &finding.detail, &finding.left_out)
            })
        };
        let at = self.by_cause.get(&cause).and_then(|it| it.iter().find(is_same)).copied();
        (cause, at)
    }

    fn add(&mut self, at: usize, finding: &'f Finding) {
        if let Some(group) = self.groups.get_mut(at) {
            group.rest.push(finding);
        }
    }

    fn begin(&mut self, cause: Cause, finding: &'f Finding) {
        self.by_cause.entry(cause).or_default().push(self.groups.len());
        self.groups.push(Group { first: finding, rest: Vec::new() });
    }
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
