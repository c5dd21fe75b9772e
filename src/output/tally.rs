//! Counts of an assessment, the same in every format. Never decides what counts.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::{
    assess::{Finding, Spot, Status, Subject, TransferId, Verdict},
    law::Level,
};

use super::{Frame, names};

/// What was counted.
pub(super) struct Tally {
    /// Transfers: a flow to an importer in a place counts once, however many regimes judge it.
    pub(super) n_transfers: usize,
    /// Rows by which data leave, or may, of all regimes.
    pub(super) n_rows: usize,
    /// Different countries that they go to.
    pub(super) n_countries: usize,
    /// What each regime has of them, in the order of the regimes.
    pub(super) shares: Vec<Share>,
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
    /// For each transfer, the waiver under which a person accepted all that stands against it; empty where there is none.
    waivers: Vec<Option<u32>>,
}

/// The rows of one regime.
#[derive(Default)]
pub(super) struct Share {
    /// The regime, as it is written.
    pub(super) regime: String,
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
}

impl Tally {
    pub(super) fn of(frame: &Frame<'_>) -> Self {
        let assessment = frame.assessment;
        let mut tally = Self {
            n_transfers: 0,
            n_rows: 0,
            n_countries: 0,
            shares: Vec::new(),
            n_errors: 0,
            n_warnings: 0,
            n_notes: 0,
            n_open: 0,
            n_waived: 0,
            until: BTreeSet::new(),
            failed: false,
            waivers: Vec::new(),
        };
        let mut used = BTreeSet::new();
        for finding in &assessment.findings {
            match finding.status {
                Status::Waived(waiver) => {
                    tally.n_waived += 1;
                    used.insert(waiver);
                }
                Status::Active => {
                    *match finding.level {
                        Level::Error => &mut tally.n_errors,
                        Level::Warning | Level::Undecided => &mut tally.n_warnings,
                        Level::Note => &mut tally.n_notes,
                    } += 1;
                    tally.n_open += usize::from(finding.undecided);
                    tally.failed |= frame.gate.is_some_and(|gate| finding.level <= gate);
                }
            }
        }
        tally.until = used.iter().map(|it| names::waived_until(assessment, *it)).collect();
        let is_waived = |it: &Finding| matches!(it.status, Status::Waived(_));
        if !used.is_empty() || assessment.turned_off.iter().any(is_waived) {
            tally.waivers = waivers(frame);
        }
        let mut countries = BTreeSet::new();
        let (mut seen, is_one): (FxHashMap<_, Finest>, _) = (FxHashMap::default(), assessment.regimes.len() == 1);
        if !is_one {
            seen.reserve(assessment.transfers.len() / 2);
        }
        for (at, regime) in assessment.regimes.iter().enumerate() {
            let id = assessment.law.regime_at(*regime).id.clone();
            let mut share = Share { regime: id, ..Share::default() };
            let mut own = BTreeSet::new();
            let rows = assessment.transfers.iter().zip((0..).map(TransferId));
            for (transfer, id) in rows.filter(|(it, _)| it.regime == *regime) {
                if !transfer.verdict.is_transfer() {
                    continue;
                }
                share.n_transfers += 1;
                if let Spot::Country(country) = transfer.spot {
                    own.insert(country);
                }
                let counter = match (&transfer.verdict, tally.waiver(id).is_some()) {
                    (Verdict::Undecided(_), false) => &mut share.n_undecided,
                    (Verdict::Undecided(_), true) => &mut share.n_undecided_waived,
                    (Verdict::Unprotected(_), false) => &mut share.n_unprotected,
                    (Verdict::Unprotected(_), true) => &mut share.n_unprotected_waived,
                    (Verdict::Derogation(_), _) => &mut share.n_derogations,
                    _ => &mut share.n_covered,
                };
                *counter += 1;
                if !is_one {
                    let edge = assessment.edge(id);
                    seen.entry((edge.origin, edge.to, transfer.importer, transfer.spot)).or_default().count(at);
                }
            }
            share.n_countries = own.len();
            countries.extend(own);
            tally.n_rows += share.n_transfers;
            tally.shares.push(share);
        }
        tally.n_transfers = if is_one { tally.n_rows } else { seen.values().map(Finest::most).sum() };
        tally.n_countries = countries.len();
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

/// How many rows one transfer has. Regimes may split the data of one flow differently: the finest of them counts.
#[derive(Default)]
struct Finest {
    /// The most that a regime before has.
    before: u32,
    /// The regime that is being counted, by its place, and what it has.
    regime: usize,
    own: u32,
}

impl Finest {
    /// Counts a row; those of one regime come one after the other.
    fn count(&mut self, regime: usize) {
        if self.regime != regime {
            *self = Self { before: self.before.max(self.own), regime, own: 0 };
        }
        self.own += 1;
    }

    fn most(&self) -> usize {
        self.before.max(self.own) as usize
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
