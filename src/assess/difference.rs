//! What sets two assessments apart: transfers by flow, importer, destination, data and regime, findings by fingerprint.
//! Never judges, and never asks why.

use std::collections::{BTreeMap, VecDeque};

use crate::{graph::EdgeOrigin, law::Level};

use super::{
    Assessment,
    finding::{Finding, Status},
    fingerprint,
    transfer::{Ground, TransferId, Verdict},
};

/// What sets two assessments apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Difference {
    /// Transfers that are new, gone or judged otherwise: in the order of the later assessment, those that are gone last.
    pub transfers: Vec<Shift>,
    /// How many transfers are judged as before.
    pub n_unchanged: usize,
    /// Findings that are new, gone, or count for more or less: in the order of the later assessment, those that are gone
    /// last.
    pub findings: Vec<Turned>,
    /// How many findings are as before.
    pub n_findings_unchanged: usize,
}

/// One transfer, or some of its data, on both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    /// Its row before; `None` for a new one.
    pub before: Option<TransferId>,
    /// Its row after; `None` for one that is gone.
    pub after: Option<TransferId>,
    /// The described classes of data that are judged otherwise, by their ids.
    pub data: Vec<String>,
    /// Whether data that nobody described are.
    pub is_unspecified: bool,
    /// What became of it.
    pub effect: Effect,
}

/// What became of a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// No recorded mechanism covers it any more, or it is new and nothing covers it.
    Unprotected,
    /// Facts are missing now, or it is new and facts are missing.
    Undecided,
    /// What it rested on is gone, and something else covers it.
    Fallback,
    /// It is unprotected or undecided no longer.
    Improved,
    /// It is new, and covered.
    Added,
    /// It is gone, or no transfer any more, and it was covered.
    Removed,
}

/// A finding on both sides, by its place in the list of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turned {
    /// Before; `None` for a new one.
    pub before: Option<usize>,
    /// After; `None` for one that is gone.
    pub after: Option<usize>,
    /// What became of it.
    pub turn: Turn,
}

/// What became of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Turn {
    /// It is new.
    Introduced,
    /// It has a higher level, or is accepted no longer.
    Worsened,
    /// It has a lower level, or was accepted.
    Eased,
    /// It is gone.
    Resolved,
}

impl Difference {
    /// What sets two assessments apart; a side on which there is nothing to judge is `None`.
    #[must_use]
    pub fn between(before: Option<&Assessment<'_>>, after: Option<&Assessment<'_>>) -> Self {
        let mut difference = Self::default();
        difference.compare_transfers(before, after);
        difference.compare_findings(before, after);
        difference
    }

    /// Whether nothing is otherwise.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.transfers.is_empty() && self.findings.is_empty()
    }

    /// How many transfers something became of.
    #[must_use]
    pub fn count(&self, effect: Effect) -> usize {
        self.transfers.iter().filter(|it| it.effect == effect).count()
    }

    /// Findings that something became of.
    pub fn turned(&self, turn: Turn) -> impl Iterator<Item = &Turned> {
        self.findings.iter().filter(move |it| it.turn == turn)
    }

    /// Findings that are new or count for more, that nobody accepted, and that reach a gate.
    pub fn failing<'a>(&'a self, after: &'a Assessment<'_>, gate: Level) -> impl Iterator<Item = &'a Finding> {
        let worse = self.findings.iter().filter(|it| matches!(it.turn, Turn::Introduced | Turn::Worsened));
        let findings = worse.filter_map(|it| after.findings.get(it.after?));
        findings.filter(move |it| it.status == Status::Active && it.level <= gate)
    }

    fn compare_transfers(&mut self, before: Option<&Assessment<'_>>, after: Option<&Assessment<'_>>) {
        let (old, new) = (Rows::of(before), Rows::of(after));
        for (key, news) in &new.in_order {
            let olds = old.by_key.get(key).map_or(&[][..], Vec::as_slice);
            for pair in paired(olds, news) {
                self.keep(before, after, pair);
            }
        }
        for (key, olds) in &old.in_order {
            if !new.by_key.contains_key(key) {
                for pair in paired(olds, &[]) {
                    self.keep(before, after, pair);
                }
            }
        }
        // What is gone comes last, wherever its flow stands.
        self.transfers.sort_by_key(|it| it.after.is_none());
    }

    fn keep(&mut self, before: Option<&Assessment<'_>>, after: Option<&Assessment<'_>>, pair: Pair) {
        let old = before.zip(pair.before);
        let new = after.zip(pair.after);
        match effect(old, new) {
            Some(effect) => self.transfers.push(Shift {
                before: pair.before,
                after: pair.after,
                is_unspecified: pair.data.iter().any(String::is_empty),
                data: pair.data.into_iter().filter(|it| !it.is_empty()).collect(),
                effect,
            }),
            None => self.n_unchanged += usize::from(new.is_some_and(|(it, id)| it.transfer(id).verdict.is_transfer())),
        }
    }

    fn compare_findings(&mut self, before: Option<&Assessment<'_>>, after: Option<&Assessment<'_>>) {
        let mut old: BTreeMap<String, VecDeque<usize>> = BTreeMap::new();
        for (at, finding) in before.into_iter().flat_map(|it| it.findings.iter().enumerate()) {
            old.entry(before.map_or_else(String::new, |it| it.fingerprint(finding))).or_default().push_back(at);
        }
        for (at, finding) in after.into_iter().flat_map(|it| it.findings.iter().enumerate()) {
            let print = after.map_or_else(String::new, |it| it.fingerprint(finding));
            let known = old.get_mut(&print).and_then(VecDeque::pop_front);
            let was = known.and_then(|known| before?.findings.get(known));
            let turn = match was.map(|was| weight(finding).cmp(&weight(was))) {
                None => Turn::Introduced,
                Some(std::cmp::Ordering::Less) => Turn::Worsened,
                Some(std::cmp::Ordering::Greater) => Turn::Eased,
                Some(std::cmp::Ordering::Equal) => {
                    self.n_findings_unchanged += 1;
                    continue;
                }
            };
            self.findings.push(Turned { before: known, after: Some(at), turn });
        }
        let mut gone = old.into_values().flatten().collect::<Vec<_>>();
        gone.sort_unstable();
        let gone = gone.into_iter().map(|at| Turned { before: Some(at), after: None, turn: Turn::Resolved });
        self.findings.extend(gone);
    }
}

/// What a finding counts for, the most first.
fn weight(finding: &Finding) -> (bool, Level) {
    (finding.status != Status::Active, finding.level)
}

/// How far a verdict is from fine.
fn distance(verdict: &Verdict) -> u8 {
    match verdict {
        Verdict::WithinTerritory | Verdict::NotATransfer(_) | Verdict::Anonymous => 0,
        Verdict::Adequate(..) | Verdict::Safeguarded(_) | Verdict::Derogation(_) => 1,
        Verdict::Undecided(_) => 2,
        Verdict::Unprotected(_) => 3,
    }
}

fn effect(old: Option<(&Assessment<'_>, TransferId)>, new: Option<(&Assessment<'_>, TransferId)>) -> Option<Effect> {
    let was = old.map_or(0, |(assessment, id)| distance(&assessment.transfer(id).verdict));
    let is = new.map_or(0, |(assessment, id)| distance(&assessment.transfer(id).verdict));
    match (was, is) {
        (0..3, 3) => Some(Effect::Unprotected),
        (0..2, 2) => Some(Effect::Undecided),
        (0, 1) => Some(Effect::Added),
        (1, 0) => Some(Effect::Removed),
        (2 | 3, 0) | (2 | 3, 1) | (3, 2) => Some(Effect::Improved),
        (1, 1) => (old.map(rests_on) != new.map(rests_on)).then_some(Effect::Fallback),
        _ => None,
    }
}

/// What a covered transfer rests on, in a form that holds for both sides.
fn rests_on((assessment, id): (&Assessment<'_>, TransferId)) -> (&'static str, String) {
    let verdict = &assessment.transfer(id).verdict;
    let ground = match verdict {
        // However a decision is named, it is the same one.
        Verdict::Adequate(_, decision) => Some(Ground::Decision(*decision)),
        Verdict::Safeguarded(ground) | Verdict::Derogation(ground) => Some(*ground),
        _ => None,
    };
    (verdict.word(), ground.map_or_else(String::new, |it| fingerprint::ground_name(assessment, it)))
}

/// What a transfer is known by on both sides: regime, flow, the flow that reaches its receiver, importer, destination.
type Key = [String; 5];

/// A row and its classes of data, undescribed data by an empty name.
type Row = (TransferId, Vec<String>);

/// The rows of one side.
#[derive(Default)]
struct Rows {
    by_key: BTreeMap<Key, Vec<Row>>,
    in_order: Vec<(Key, Vec<Row>)>,
}

impl Rows {
    fn of(assessment: Option<&Assessment<'_>>) -> Self {
        let mut rows = Self::default();
        let mut order = Vec::new();
        for (id, _) in assessment.into_iter().flat_map(Assessment::rows) {
            let Some(assessment) = assessment else {
                break;
            };
            let key = key(assessment, id);
            let mut data =
                assessment.data(id).map(|it| assessment.inventory.data_class(it).id.clone()).collect::<Vec<_>>();
            data.extend(assessment.is_unspecified(id).then(String::new));
            data.sort_unstable();
            let known = rows.by_key.entry(key.clone()).or_default();
            if known.is_empty() {
                order.push(key);
            }
            known.push((id, data));
        }
        rows.in_order = order
            .into_iter()
            .map(|key| {
                let of_key = rows.by_key.get(&key).cloned().unwrap_or_default();
                (key, of_key)
            })
            .collect();
        rows
    }
}

fn key(assessment: &Assessment<'_>, id: TransferId) -> Key {
    let transfer = assessment.transfer(id);
    let edge = assessment.edge(id);
    let last = match (edge.origin, edge.last) {
        (EdgeOrigin::Flow(first), Some(last)) if first != last => assessment.inventory.flow_name(last),
        _ => String::new(),
    };
    [
        assessment.law.regime_at(transfer.regime).id.clone(),
        assessment.flow_name(id),
        last,
        transfer.importer.map_or_else(String::new, |it| assessment.inventory.organization(it).id.clone()),
        fingerprint::spot(assessment, transfer.spot),
    ]
}

/// The same data of the same transfer on both sides.
struct Pair {
    before: Option<TransferId>,
    after: Option<TransferId>,
    data: Vec<String>,
}

/// Rows of one key, class by class: which classes share a row hangs on the answer, and may differ between the sides.
fn paired(olds: &[Row], news: &[Row]) -> Vec<Pair> {
    if let ([old], [new]) = (olds, news)
        && old.1 == new.1
    {
        return vec![Pair { before: Some(old.0), after: Some(new.0), data: new.1.clone() }];
    }
    let mut left: BTreeMap<&str, VecDeque<TransferId>> = BTreeMap::new();
    for (id, data) in olds {
        data.iter().for_each(|it| left.entry(it).or_default().push_back(*id));
    }
    let mut pairs: Vec<Pair> = Vec::new();
    let mut new_only: Vec<(TransferId, &str)> = Vec::new();
    for (id, data) in news {
        for class in data {
            match left.get_mut(class.as_str()).and_then(VecDeque::pop_front) {
                Some(old) => join(&mut pairs, Some(old), Some(*id), class),
                None => new_only.push((*id, class)),
            }
        }
    }
    let old_only = left.into_iter().flat_map(|(class, ids)| ids.into_iter().map(move |id| (id, class)));
    let mut old_only = old_only.collect::<Vec<_>>();
    // Describing what nobody had described, or the reverse, makes no new transfer.
    match (undescribed(&old_only), undescribed(&new_only)) {
        (Some(old), None) if !new_only.is_empty() => {
            old_only.retain(|(id, _)| *id != old);
            new_only.drain(..).for_each(|(id, class)| join(&mut pairs, Some(old), Some(id), class));
        }
        (None, Some(new)) if !old_only.is_empty() => {
            new_only.retain(|(id, _)| *id != new);
            old_only.drain(..).for_each(|(id, class)| join(&mut pairs, Some(id), Some(new), class));
        }
        _ => {}
    }
    for (id, class) in new_only {
        join(&mut pairs, None, Some(id), class);
    }
    for (id, class) in old_only {
        join(&mut pairs, Some(id), None, class);
    }
    pairs
}

/// The first row of a list that holds nothing but undescribed data.
fn undescribed(list: &[(TransferId, &str)]) -> Option<TransferId> {
    list.iter().all(|(_, class)| class.is_empty()).then(|| list.first().map(|(id, _)| *id)).flatten()
}

fn join(pairs: &mut Vec<Pair>, before: Option<TransferId>, after: Option<TransferId>, class: &str) {
    match pairs.iter_mut().find(|it| (it.before, it.after) == (before, after)) {
        Some(pair) => pair.data.push(class.to_owned()),
        None => pairs.push(Pair { before, after, data: vec![class.to_owned()] }),
    }
}
