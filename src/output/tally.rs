//! Counts of an assessment, the same in every format. Never decides what counts.

use std::collections::BTreeSet;

use crate::{
    assess::{Spot, Status, Subject, TransferId, Verdict},
    law::Level,
};

use super::{Frame, names};

/// What was counted.
pub(super) struct Tally {
    /// Rows by which data leave, or may.
    pub(super) n_transfers: usize,
    /// Different countries that they go to.
    pub(super) n_countries: usize,
    /// Transfers that a decision or a safeguard covers.
    pub(super) n_covered: usize,
    /// Transfers under a derogation: no safeguard, and never counted as one.
    pub(super) n_derogations: usize,
    /// Undecided transfers, those with a waiver apart.
    pub(super) n_undecided: usize,
    /// Unprotected transfers, those with a waiver apart.
    pub(super) n_unprotected: usize,
    /// Undecided transfers that a person accepted.
    pub(super) n_undecided_waived: usize,
    /// Unprotected transfers that a person accepted.
    pub(super) n_unprotected_waived: usize,
    /// Active findings.
    pub(super) n_errors: usize,
    /// Active findings, undecided ones among them.
    pub(super) n_warnings: usize,
    /// Active findings.
    pub(super) n_notes: usize,
    /// Active findings that wait for a fact.
    pub(super) n_open: usize,
    /// Findings that a person accepted.
    pub(super) n_waived: usize,
    /// The last days of the waivers that matched something, the first one first.
    pub(super) until: BTreeSet<String>,
    /// Whether an active finding reaches the gate.
    pub(super) failed: bool,
    /// For each transfer, the waiver under which a person accepted all that stands against it.
    waivers: Vec<Option<u32>>,
}

impl Tally {
    pub(super) fn of(frame: &Frame<'_>) -> Self {
        let assessment = frame.assessment;
        let mut tally = Self {
            n_transfers: 0,
            n_countries: 0,
            n_covered: 0,
            n_derogations: 0,
            n_undecided: 0,
            n_unprotected: 0,
            n_undecided_waived: 0,
            n_unprotected_waived: 0,
            n_errors: assessment.count(Level::Error),
            n_warnings: assessment.count(Level::Warning) + assessment.count(Level::Undecided),
            n_notes: assessment.count(Level::Note),
            n_open: assessment.findings.iter().filter(|it| it.undecided && it.status == Status::Active).count(),
            n_waived: 0,
            until: BTreeSet::new(),
            failed: false,
            waivers: waivers(frame),
        };
        let mut countries = BTreeSet::new();
        for (transfer, waiver) in assessment.transfers.iter().zip(&tally.waivers) {
            if !transfer.verdict.is_transfer() {
                continue;
            }
            tally.n_transfers += 1;
            if let Spot::Country(country) = transfer.spot {
                countries.insert(country);
            }
            let counter = match (&transfer.verdict, waiver.is_some()) {
                (Verdict::Undecided(_), false) => &mut tally.n_undecided,
                (Verdict::Undecided(_), true) => &mut tally.n_undecided_waived,
                (Verdict::Unprotected(_), false) => &mut tally.n_unprotected,
                (Verdict::Unprotected(_), true) => &mut tally.n_unprotected_waived,
                (Verdict::Derogation(_), _) => &mut tally.n_derogations,
                _ => &mut tally.n_covered,
            };
            *counter += 1;
        }
        tally.n_countries = countries.len();
        let mut used = BTreeSet::new();
        for finding in &assessment.findings {
            match finding.status {
                Status::Waived(waiver) => {
                    tally.n_waived += 1;
                    used.insert(waiver);
                }
                Status::Active => tally.failed |= frame.gate.is_some_and(|gate| finding.level <= gate),
            }
        }
        tally.until = used.into_iter().map(|it| names::waived_until(assessment, it)).collect();
        tally
    }

    /// The waiver under which a person accepted all that stands against a transfer.
    pub(super) fn waiver(&self, id: TransferId) -> Option<u32> {
        self.waivers.get(id.0 as usize).copied().flatten()
    }

    /// `until DAY`; of several days the first one.
    pub(super) fn until(&self) -> String {
        match (self.until.len(), self.until.first()) {
            (_, None) => String::new(),
            (1, Some(day)) => format!("until {day}"),
            (_, Some(day)) => format!("until {day} or later"),
        }
    }
}

/// For each transfer whose verdict rests on waived findings alone, the first of their waivers.
fn waivers(frame: &Frame<'_>) -> Vec<Option<u32>> {
    let assessment = frame.assessment;
    let (mut waivers, mut active) = (vec![None; assessment.transfers.len()], vec![false; assessment.transfers.len()]);
    let all = assessment.findings.iter().chain(&assessment.turned_off).filter(|it| it.level != Level::Note);
    let of_verdict = all.filter(|it| {
        let is_of_row = matches!(it.subject, Subject::Transfer(_) | Subject::Mechanism(_));
        is_of_row && (it.undecided || it.rule.is_bare() || it.rule.kills())
    });
    for finding in of_verdict {
        for at in finding.transfers.iter().map(|it| it.0 as usize) {
            match (finding.status, waivers.get_mut(at), active.get_mut(at)) {
                (Status::Waived(waiver), Some(row), _) => *row = row.or(Some(waiver)),
                (Status::Active, _, Some(row)) => *row = true,
                _ => {}
            }
        }
    }
    waivers.iter().zip(&active).map(|(waiver, active)| waiver.filter(|_| !*active)).collect()
}
