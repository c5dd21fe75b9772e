//! Where rows and findings are collected while a regime is judged.

use crate::text::Span;

use super::{
    finding::{Finding, Status, Subject},
    ground::Defect,
    transfer::{Transfer, TransferId},
    world::World,
};

/// Where rows and findings are collected.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) transfers: Vec<Transfer>,
    pub(crate) findings: Vec<Finding>,
}

impl Ledger {
    pub(crate) fn row(&mut self, transfer: Transfer) -> TransferId {
        let id = TransferId(u32::try_from(self.transfers.len()).unwrap_or(u32::MAX));
        self.transfers.push(transfer);
        id
    }

    /// Adds a finding if the profile asks for it.
    pub(crate) fn finding(
        &mut self,
        world: &World<'_>,
        subject: Subject,
        transfers: Vec<TransferId>,
        defect: &Defect,
        span: Span,
    ) -> Option<&mut Finding> {
        let (level, undecided) = world.profile.level(defect.rule, defect.severity)?;
        self.findings.push(Finding {
            rule: defect.rule,
            level,
            undecided,
            subject,
            transfers,
            ground: None,
            detail: defect.detail.clone(),
            missing: Vec::new(),
            others: Vec::new(),
            span,
            status: Status::Active,
        });
        self.findings.last_mut()
    }
}
