//! What is asked of several rows together: every row is looked at once for all of it, long lists in parts side by side.
//! Decides no row.

use crate::{
    graph::{Edge, EdgeId},
    inventory::OrganizationId,
    text::in_placed_parts,
};

use super::{
    ledger::Ledger,
    papers::Papers,
    past,
    subprocessors::Processors,
    transfer::{Missing, Transfer, TransferId, Verdict},
    transit::Passing,
    unreached,
    world::World,
};

/// A row as duties look at it.
pub(super) struct Row<'r> {
    pub(super) id: TransferId,
    pub(super) transfer: &'r Transfer,
    pub(super) edge: &'r Edge,
}

impl Row<'_> {
    /// Whether it rests on a guess: that data are where a flow brought them that does not run anymore, or that who reaches
    /// in is another company.
    pub(super) fn is_guess(&self) -> bool {
        let is_own =
            matches!(&self.transfer.verdict, Verdict::Undecided(missing) if missing.contains(&Missing::WhoReads));
        is_own || past::is_guess(self.transfer)
    }
}

/// Adds what is asked of several rows together.
pub(super) fn judge(world: &World<'_>, mut ledger: Ledger) -> Ledger {
    // Of a day before its data the regime knows no duties either.
    if !world.is_covered() {
        return ledger;
    }
    let mut parts = in_placed_parts(&ledger.transfers, |first, rows| Seen::of(world, first, rows)).into_iter();
    let mut seen = parts.next().unwrap_or_default();
    parts.for_each(|it| seen.join(it));
    let mut found = Ledger::default();
    seen.processors.judge(world, &mut found);
    seen.passing.judge(world, &mut found);
    seen.papers.judge(world, &ledger.transfers, &mut found);
    unreached::judge(world, &mut found);
    ledger.findings.append(&mut found.findings);
    ledger
}

/// What consecutive rows have of each duty.
#[derive(Default)]
struct Seen {
    processors: Processors,
    passing: Passing,
    papers: Papers,
}

impl Seen {
    /// Looks at some rows; `first` is the number of the first of them.
    fn of(world: &World<'_>, first: usize, rows: &[Transfer]) -> Self {
        let mut seen = Self::default();
        for (at, transfer) in rows.iter().enumerate() {
            let id = TransferId(u32::try_from(first + at).unwrap_or(u32::MAX));
            let row = Row { id, transfer, edge: world.edge(transfer.edge) };
            seen.processors.look(world, &row);
            seen.passing.look(&row);
            seen.papers.look(world, &row);
        }
        seen
    }

    fn join(&mut self, later: Self) {
        self.processors.join(later.processors);
        self.passing.join(later.passing);
        self.papers.join(later.papers);
    }
}

/// What is asked of some edges, each with its rows.
pub(super) struct OfEdges<T>(Vec<(EdgeId, T, Vec<TransferId>)>);

impl<T> Default for OfEdges<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> OfEdges<T> {
    /// Adds a row; of rows of one edge that follow each other, what the first asks counts.
    pub(super) fn add(&mut self, row: &Row<'_>, asked: impl FnOnce() -> T) {
        match self.0.last_mut().filter(|it| it.0 == row.transfer.edge) {
            Some((.., rows)) => rows.push(row.id),
            None => self.0.push((row.transfer.edge, asked(), vec![row.id])),
        }
    }

    pub(super) fn join(&mut self, later: Self) {
        let mut later = later.0.into_iter().peekable();
        if let (Some((edge, _, rows)), Some(next)) = (self.0.last_mut(), later.peek_mut())
            && *edge == next.0
        {
            rows.append(&mut next.2);
            later.next();
        }
        self.0.extend(later);
    }
}

impl<T> IntoIterator for OfEdges<T> {
    type Item = (EdgeId, T, Vec<TransferId>);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// Rows by a party that is asked about them.
#[derive(Default)]
pub(super) struct OfParties(Vec<(OrganizationId, TransferId)>);

impl OfParties {
    pub(super) fn add(&mut self, party: OrganizationId, row: TransferId) {
        self.0.push((party, row));
    }

    pub(super) fn join(&mut self, mut later: Self) {
        self.0.append(&mut later.0);
    }

    /// Each party with its rows, both in the order of their numbers.
    pub(super) fn for_each(mut self, mut ask: impl FnMut(OrganizationId, Vec<TransferId>)) {
        self.0.sort_unstable();
        for rows in self.0.chunk_by(|one, next| one.0 == next.0) {
            if let Some((party, _)) = rows.first() {
                ask(*party, rows.iter().map(|it| it.1).collect());
            }
        }
    }
}
