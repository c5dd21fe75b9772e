//! Where rows and findings are collected while a regime is judged.

use crate::{
    law::{Level, Rule},
    text::{Span, beside},
};

use super::{
    finding::{Concerned, Finding, Status, Subject},
    ground::Defect,
    limits::LeftOut,
    profile::Severity,
    transfer::{Missing, Transfer, TransferId},
    world::World,
};

/// Where rows and findings are collected.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) transfers: Vec<Transfer>,
    pub(crate) findings: Vec<Finding>,
}

impl Ledger {
    /// One with room for so many rows: a long list that grows is copied over and over.
    pub(crate) fn with_room(n_rows: usize) -> Self {
        Self { transfers: Vec::with_capacity(n_rows), findings: Vec::with_capacity(n_rows) }
    }

    /// One of what several hold, in their order.
    pub(crate) fn of_parts(parts: Vec<Self>) -> Self {
        let mut parts = parts.into_iter();
        let mut all = parts.next().unwrap_or_default();
        parts.for_each(|it| all.append(it));
        all
    }

    pub(crate) fn row(&mut self, transfer: Transfer) -> TransferId {
        let id = TransferId(u32::try_from(self.transfers.len()).unwrap_or(u32::MAX));
        self.transfers.push(transfer);
        id
    }

    /// Takes over what another one holds, after its own.
    pub(crate) fn append(&mut self, other: Self) {
        if self.transfers.is_empty() && self.findings.is_empty() {
            *self = other;
            return;
        }
        let n_before = u32::try_from(self.transfers.len()).unwrap_or(u32::MAX);
        let moved = |id: TransferId| TransferId(id.0 + n_before);
        let findings = other.findings.into_iter().map(|mut finding| {
            finding.transfers.iter_mut().for_each(|it| *it = moved(*it));
            if let Subject::Transfer(id) = finding.subject {
                finding.subject = Subject::Transfer(moved(id));
            }
            finding
        });
        let (all_transfers, all_findings) = (&mut self.transfers, &mut self.findings);
        let n_moved = other.transfers.len();
        beside(n_moved, || all_findings.extend(findings), || all_transfers.extend(other.transfers));
    }

    /// Adds a finding if the profile asks for it.
    pub(crate) fn finding(
        &mut self,
        world: &World<'_>,
        subject: Subject,
        transfers: impl Into<Concerned>,
        defect: &Defect,
        span: Span,
    ) -> Option<&mut Finding> {
        let (level, undecided) = level(world, defect.rule, defect.severity)?;
        // Why it is a question says the law, not the inventory.
        let errs = defect.severity.default == Some(Level::Error) || defect.severity.strict == Some(Level::Error);
        let is_doubted = undecided && errs && world.regime.not_verified.contains(&defect.rule);
        let why = || Missing::Open(format!("whether the {} asks for it (nobody verified that)", world.regime.law_name));
        self.findings.push(Finding {
            rule: defect.rule,
            level,
            undecided,
            subject,
            transfers: transfers.into(),
            ground: None,
            is_of_joined: defect.is_of_joined,
            under: Vec::new(),
            detail: defect.detail.clone(),
            missing: is_doubted.then(why).into_iter().collect(),
            others: Vec::new(),
            left_out: LeftOut::default(),
            span,
            status: Status::Active,
        });
        self.findings.last_mut()
    }
}

/// The level of a finding and whether it is undecided; `None` where neither the regime nor the profile asks for it.
pub(crate) fn level(world: &World<'_>, rule: Rule, severity: Severity) -> Option<(Level, bool)> {
    if world.regime.not_asked.contains(&rule) {
        return None;
    }
    let is_firm = !world.regime.not_verified.contains(&rule);
    world.profile.level(rule, if is_firm { severity } else { severity.at_most_undecided() })
}
