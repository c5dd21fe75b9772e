//! All grounds that can concern one row, each judged by itself, and the answer that they give together.

use std::cell::RefCell;

use crate::{
    inventory::{
        MechanismId, OrganizationId, Same,
        keys::{Many, Rare},
        model::Mechanism,
        values::{Certainty, Party, Via},
        words::Kind,
    },
    law::{Class, Level, Rule},
    text::Span,
};

use super::{
    addition, adequacy, anonymity, derogation, exporters,
    finding::Detail,
    ground::{Candidate, Case, Judged, Layer, nothing_recorded},
    inflow, instrument, limits, same, signed,
    transfer::{Bare, Ground, Missing},
};

/// What all grounds of a row say together.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// Every ground that was tried, in the order in which they answer.
    pub(crate) tried: Vec<Judged>,
    /// What `via` says where nothing is named.
    pub(crate) said: Bare,
}

impl Answer {
    /// The first that stands; of several that nobody put in an order, the one that falls short of least. Here as below,
    /// what a ground is decides before how it is called: other ids give the same findings.
    pub(crate) fn standing(&self) -> Option<&Judged> {
        let first = self.tried.iter().find(|it| it.stands())?;
        let equal = self.tried.iter().filter(|it| it.stands() && (it.layer, it.order) == (first.layer, first.order));
        if equal.clone().nth(1).is_none() {
            return Some(first);
        }
        let weight = |it: &&Judged| {
            let levels = it.defects.iter().filter_map(|it| it.severity.default);
            let count = |wanted: Level| levels.clone().filter(|it| *it == wanted).count();
            let counts = (count(Level::Error), count(Level::Undecided), count(Level::Warning), count(Level::Note));
            (counts, it.defects.iter().map(|it| it.rule).collect::<Vec<_>>())
        };
        equal.min_by_key(weight)
    }

    /// The first that is open.
    pub(crate) fn open(&self) -> Option<&Judged> {
        let asks = |it: &Judged| it.asks.unwrap_or(Rule::MechanismIncomplete);
        self.tried.iter().filter(|it| it.is_open()).min_by_key(|it| (it.layer, it.order, asks(it)))
    }

    /// The first of the dead ones in the order of `via`.
    pub(crate) fn dead(&self) -> Option<&Judged> {
        self.tried.iter().filter(|it| it.is_dead()).min_by_key(|it| (it.order, it.dead.first().map(|it| it.rule)))
    }
}

/// Judges every ground that can concern the row.
pub(crate) fn judge(case: &Case<'_, '_>) -> Answer {
    let via = case.world.via(case.edge);
    let mut candidates = Vec::new();
    let mut said = Bare::Missing;
    for (order, item) in via.iter().enumerate() {
        match item.value {
            Via::Mechanism(id) => candidates.extend(recorded(case, id, item.span, order)),
            Via::Kind(kind) => candidates.push(bare(kind, item.span, order)),
            Via::Open => said = Bare::Open,
            Via::Nothing => said = if said == Bare::Open { said } else { Bare::Nothing },
        }
    }
    add_fitting(case, &mut candidates, via.len());
    addition::join(case, &mut candidates);
    // No more room than is needed as a rule: the answers of all onward rows are kept.
    let mut tried = Vec::with_capacity(candidates.len().max(1));
    judge_all(case, &candidates, &mut tried);
    if !tried.iter().any(Judged::stands) {
        tried.extend(signed::grounds(case, &candidates, via.len(), &judge_of_this_law));
        tried.extend(inflow::grounds(case, &judge_of_this_law));
        tried.extend(alike(case, &candidates, via.len() + 1));
    }
    tried.sort_by_key(|it| (it.layer, it.order));
    Answer { tried, said }
}

fn judge_all(case: &Case<'_, '_>, candidates: &[Candidate<'_>], tried: &mut Vec<Judged>) {
    let mut named_decisions = Vec::new();
    anonymity::add_claims(case, tried);
    for candidate in candidates {
        match case.world.kind(candidate.kind).class {
            Class::Adequacy if !case.world.kind(candidate.kind).is_foreign(&case.world.regime.id) => {
                named_decisions.push(*candidate);
            }
            _ => add_paper(case, candidate, tried),
        }
    }
    adequacy::add_decisions(case, &named_decisions, tried);
    for judged in tried {
        of_this_law(case, judged);
    }
}

fn judge_of_this_law(case: &Case<'_, '_>, candidate: &Candidate<'_>) -> Option<Judged> {
    let mut judged = Vec::with_capacity(1);
    add_paper(case, candidate, &mut judged);
    judged.iter_mut().for_each(|it| of_this_law(case, it));
    judged.pop()
}

/// Adds anything but a decision of this law.
fn add_paper(case: &Case<'_, '_>, candidate: &Candidate<'_>, tried: &mut Vec<Judged>) {
    let law = case.world.kind(candidate.kind);
    let mut judged = match law.class {
        // The claim itself is judged where it is made.
        _ if candidate.kind == Kind::Anonymization => return,
        Class::Derogation => derogation::judge(case, candidate),
        // A decision of another regime is no ground here.
        _ => instrument::judge(case, candidate),
    };
    if let Some(last) = law.ended(case.world.day) {
        judged.kill(Rule::MechanismExpired, Detail::Words(last.to_string()), Some(candidate.span));
    }
    let asked = judged.ground.mechanism().and_then(|it| limits::unsure(case, it));
    asked.into_iter().for_each(|(rule, missing)| judged.ask(rule, missing));
    exporters::unsure(case, candidate).into_iter().for_each(|it| judged.ask(Rule::MechanismIncomplete, it));
    tried.push(judged);
}

/// Mechanisms that `via` does not name and that would fit if names that are alike were one company's. Whether they are is asked;
/// one that carries nothing either way is none of this row's.
fn alike(case: &Case<'_, '_>, tried: &[Candidate<'_>], order: usize) -> Vec<Judged> {
    let mut open = Vec::new();
    for id in same::fitting(case) {
        let entry = case.world.inventory.mechanism(id);
        if tried.iter().any(|it| it.id == Some(id)) || !limits::covers_data(case, &entry.table) {
            continue;
        }
        let Some(asked) = parties_alike(case, &entry.table) else {
            continue;
        };
        let mut candidates = recorded(case, id, entry.span, order).into_iter().collect::<Vec<_>>();
        addition::join(case, &mut candidates);
        let mut judged = Vec::new();
        candidates.iter().for_each(|it| add_paper(case, it, &mut judged));
        for mut judged in judged {
            asked.iter().for_each(|it| judged.ask(Rule::MechanismIncomplete, it.clone()));
            of_this_law(case, &mut judged);
            open.extend(Some(judged).filter(Judged::is_open));
        }
        if open.len() >= ASKED {
            break;
        }
    }
    open
}

/// Mechanisms of companies whose names are alike that are asked about for one row.
const ASKED: usize = 3;

/// A duty begins on the day it began; what this law does not know kills nothing, and what nobody verified is a question.
fn of_this_law(case: &Case<'_, '_>, judged: &mut Judged) {
    let regime = case.world.regime;
    let asked = |rule: Rule| rule.begun(case.world.day) && !regime.not_asked.contains(&rule);
    judged.dead.retain(|it| asked(it.rule));
    judged.defects.retain(|it| asked(it.rule));
    if regime.not_verified.is_empty() {
        return;
    }
    let doubted = judged.dead.iter().filter(|it| regime.not_verified.contains(&it.rule)).map(|it| it.rule);
    let doubted = doubted.collect::<Vec<_>>();
    judged.dead.retain(|it| !doubted.contains(&it.rule));
    for rule in doubted {
        judged.ask(rule, Missing::Open(format!("whether that counts against it under the {}", regime.law_name)));
    }
}

/// A recorded mechanism; none where it is limited to other countries or flows.
pub(crate) fn recorded<'a>(case: &Case<'_, 'a>, id: MechanismId, span: Span, order: usize) -> Option<Candidate<'a>> {
    let entry = case.world.inventory.mechanism(id);
    let kind = entry.table.kind.as_ref()?.value;
    let candidate = Candidate { ground: Ground::Mechanism(id), kind, table: &entry.table, span, order, id: Some(id) };
    limits::concerns(case, id).then_some(candidate)
}

/// A kind of which nothing more is known: an empty mechanism.
pub(crate) fn bare(kind: Kind, span: Span, order: usize) -> Candidate<'static> {
    Candidate { ground: Ground::Kind(kind), kind, table: nothing_recorded(), span, order, id: None }
}

/// Mechanisms that `via` does not name and that fit by their parties, data and flows.
fn add_fitting<'a>(case: &Case<'_, 'a>, candidates: &mut Vec<Candidate<'a>>, order: usize) {
    for id in fitting(case) {
        if candidates.iter().any(|it| it.id == Some(id)) {
            continue;
        }
        let entry = case.world.inventory.mechanism(id);
        if limits::covers_data(case, &entry.table) && parties_fit(case, &entry.table) {
            candidates.extend(recorded(case, id, entry.span, order));
        }
    }
}

/// Mechanisms that could fit by whom they name, in the order of their ids, so that nothing depends on where they stand.
pub(crate) fn fitting(case: &Case<'_, '_>) -> Vec<MechanismId> {
    let world = case.world;
    let mut fitting = world.index.between(case.exporter, case.importer).collect::<Vec<_>>();
    fitting.extend(world.index.of_flow(world.inventory, case.edge));
    fitting.sort_unstable_by_key(|it| world.inventory.mechanism(*it).id.as_str());
    fitting.dedup();
    fitting
}

/// Whether both ends of a row are parties of a mechanism, or nothing says that they are not.
pub(crate) fn parties_fit(case: &Case<'_, '_>, table: &Mechanism) -> bool {
    fit(case, table, None)
}

/// What has to be asked for both ends of a row to be parties of a mechanism; none where they are not either way.
fn parties_alike(case: &Case<'_, '_>, table: &Mechanism) -> Option<Vec<Missing>> {
    let world = case.world;
    let asked = RefCell::new(Vec::new());
    let may_be = |party: OrganizationId, end: Option<OrganizationId>| {
        end.is_some_and(|end| match world.same_party(party, end) {
            Same::Yes => true,
            Same::Perhaps => {
                asked.borrow_mut().push(world.whether_same(party, end));
                true
            }
            Same::No => false,
        })
    };
    let fits = fit(case, table, Some(&may_be));
    Some(asked.into_inner()).filter(|it| fits && !it.is_empty())
}

/// Whether a party may be an end of a row although it is another entry.
type Alike<'f> = &'f dyn Fn(OrganizationId, Option<OrganizationId>) -> bool;

fn fit(case: &Case<'_, '_>, table: &Mechanism, alike: Option<Alike<'_>>) -> bool {
    let day = case.world.day;
    let is = |party: OrganizationId, end| Some(party) == end || alike.is_some_and(|it| it(party, end));
    let is_among =
        |list: &Many<Party>, end: Option<OrganizationId>| end.is_some_and(|it| case.world.index.has_party(list, it));
    let has = |list: &Rare<Many<Party>>, end| {
        let is_alike = |it: Alike<'_>, list: &Many<Party>| list.iter().any(|party| it(party.value.0, end));
        list.as_ref().map(|list| is_among(&list.value, end) || alike.is_some_and(|it| is_alike(it, &list.value)))
    };
    let joined = |party| {
        let mut all = table.acceded.iter().flat_map(|it| &it.value.0);
        all.any(|(id, since)| is(*id, party) && since.value.begun(day) != Certainty::No)
    };
    // Two recipients of the same clauses do not bind each other, unless the receiver joined them. Corporate rules bind all
    // of theirs, and a derogation nobody.
    let kind = table.kind.as_ref().map(|it| it.value);
    let is_of_clauses = !table.binds_members() && kind.is_some_and(|it| case.world.kind(it).class != Class::Derogation);
    let is_recipient = is_of_clauses && table.recipients.as_ref().is_some_and(|it| is_among(&it.value, case.exporter));
    let members = |end| has(&table.members, end).unwrap_or(true);
    // Whom corporate rules are recorded for unbinds none of their members.
    if case.onward && table.binds_members() {
        return members(case.exporter) && members(case.importer);
    }
    let exporter = has(&table.exporter, case.exporter).unwrap_or(!is_recipient)
        || joined(case.exporter)
        || (has(&table.recipients, case.exporter) == Some(true) && joined(case.importer))
        || table.on_behalf_of.as_ref().is_some_and(|it| is(it.value.0, case.exporter));
    let importer = has(&table.recipients, case.importer).unwrap_or(true) || joined(case.importer);
    exporter && importer && members(case.exporter) && members(case.importer)
}

/// Why a row rests on nothing, with every dead ground.
pub(crate) fn bare_of(answer: &Answer) -> Bare {
    let dead = answer.tried.iter().filter_map(|it| it.dead.first().map(|defect| (it.ground, defect.rule)));
    let dead = dead.collect::<Vec<(Ground, Rule)>>();
    if dead.is_empty() { answer.said.clone() } else { Bare::Dead(dead) }
}

/// Whether a ground is a safeguard, and neither a decision nor a derogation.
pub(crate) fn is_safeguard(judged: &Judged) -> bool {
    judged.layer == Layer::Safeguard
}
