//! Which actions could clear what goes to one importer, and what each costs. Looks at what is recorded; whether an action
//! does clear it is tried out elsewhere.

use rustc_hash::FxHashMap;

use crate::{
    inventory::{
        AssessmentId, Inventory, MechanismId, OrganizationId,
        model::Assessment,
        words::{Conclusion, Kind},
    },
    law::{Condition, Edition, Rule},
    text::Spanned,
};

use super::{
    super::{
        adequacy::elsewhere,
        clauses::is_on,
        listing::is_said,
        transfer::{Ground, Spot},
        world::{World, countries_of},
    },
    Action, Clauses, Joined, Refuted,
    want::Want,
};

/// A kind of paper for all that goes to an importer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Paper {
    /// An assessment.
    Assess,
    /// A mechanism that is put right.
    Mend,
    /// A paper that is added to recorded clauses.
    Join,
    /// An entry on a list.
    List,
}

/// The cheapest paper that could clear all `wants`, which go to one importer; of equals the one that asks least of others.
pub(super) fn cheapest(
    world: &World<'_>,
    n_regimes: usize,
    importer: OrganizationId,
    wants: &[&Want],
    refuted: &Refuted,
) -> Option<(Action, u32)> {
    let costs = &world.law.costs;
    let is_refuted = |paper: Paper| refuted.papers.contains(&(world.regime_id, importer, paper));
    let mut all: Vec<(Action, u32)> = Vec::new();
    let mut offer = |action: Option<Action>, cost: Option<u32>| all.extend(action.zip(cost));
    if !is_refuted(Paper::Assess) {
        offer(assess_again(importer, wants), costs.make_assessment);
    }
    let is_out = wants.iter().any(|it| it.takes_no_clauses);
    let clauses = papers(world, n_regimes, importer, wants).filter(|_| !is_out);
    if !is_refuted(Paper::Mend) {
        offer(mend(world, importer, wants, clauses.as_deref()), costs.mend_mechanism);
    }
    if !is_refuted(Paper::Join) {
        offer(join(world, n_regimes, importer, wants), costs.mend_mechanism);
    }
    if !is_refuted(Paper::List)
        && let Some(lists) = lists(world, importer, wants)
    {
        match lists.iter().all(|it| is_said(world, importer, it)) {
            true => offer(Some(Action::RenewListing(importer, lists)), costs.renew_listing),
            false => offer(Some(Action::GetListing(importer, lists)), costs.get_listing),
        }
    }
    offer(clauses.map(|it| Action::RecordClauses(importer, it)), costs.record_clauses);
    all.into_iter().min_by_key(|(_, cost)| *cost)
}

/// What assessments say of whom, where any of them ends badly.
#[derive(Default)]
pub(super) struct Assessed {
    of_importer: FxHashMap<OrganizationId, Vec<AssessmentId>>,
    of_mechanism: FxHashMap<MechanismId, Vec<AssessmentId>>,
}

impl Assessed {
    pub(super) fn of(inventory: &Inventory) -> Self {
        let mut assessed = Self::default();
        let is_negative = |it: &Spanned<Conclusion>| it.value == Conclusion::NotEquivalent;
        if !inventory.assessments.iter().any(|it| it.table.conclusion.as_ref().is_some_and(is_negative)) {
            return assessed;
        }
        for (at, entry) in inventory.assessments.iter().enumerate() {
            let id = AssessmentId::at(at);
            for importer in entry.table.importer.iter().flat_map(|it| &it.value) {
                assessed.of_importer.entry(importer.value.0).or_default().push(id);
            }
            for mechanism in entry.table.mechanism.iter().flat_map(|it| &it.value) {
                assessed.of_mechanism.entry(mechanism.value).or_default().push(id);
            }
        }
        for (at, entry) in inventory.mechanisms.iter().enumerate() {
            let id = MechanismId::at(at);
            if let Some(named) = &entry.table.assessment {
                assessed.of_mechanism.entry(id).or_default().extend(named.value.made());
            }
            let own = assessed.of_mechanism.get(&id).cloned().unwrap_or_default();
            for recipient in entry.table.recipients.iter().flat_map(|it| &it.value) {
                assessed.of_importer.entry(recipient.value.0).or_default().extend(&own);
            }
        }
        assessed
    }

    /// Whether no paper is to be proposed: the latest assessment of the importer there says that the protection is not
    /// equivalent, and a better one is not for the asking (SCCs, clause 14(f)).
    pub(super) fn refuses(&self, world: &World<'_>, want: &Want) -> bool {
        let (Some(importer), Spot::Country(country)) = (want.importer, want.spot) else {
            return false;
        };
        let of_dead = want.dead.iter().filter_map(|(ground, _)| match ground {
            Ground::Mechanism(id) => self.of_mechanism.get(id),
            _ => None,
        });
        let all = self.of_importer.get(&importer).into_iter().chain(of_dead).flatten();
        let about = all.map(|it| &world.inventory.assessment(*it).table).filter(|table| {
            let mut places = table.country.iter().flat_map(|it| &it.value);
            let is_there =
                places.any(|it| countries_of(&it.value, world.law, world.day).unwrap_or_default().contains(&country));
            is_there && table.conclusion.is_some()
        });
        // Of two of one day the worse one counts.
        let is_negative =
            |it: &Assessment| it.conclusion.as_ref().is_some_and(|it| it.value == Conclusion::NotEquivalent);
        let latest = about.max_by_key(|it| (it.date.as_ref().map(|it| it.value.last), is_negative(it)));
        latest.is_some_and(is_negative)
    }
}

/// The one mechanism that is dead on all rows, by the rules that `fits` allows.
fn dead_on_all(wants: &[&Want], fits: impl Fn(MechanismId, Rule) -> bool) -> Option<MechanismId> {
    let of = |want: &Want| {
        let dead = want.dead.iter().filter_map(|(ground, rule)| match ground {
            Ground::Mechanism(id) if fits(*id, *rule) => Some(*id),
            _ => None,
        });
        dead.collect::<Vec<_>>()
    };
    let first = wants.first().map(|it| of(it))?;
    first.into_iter().find(|id| wants.iter().all(|it| of(it).contains(id)))
}

/// Clauses whose assessment fell with a measure that has no effect.
fn assess_again(importer: OrganizationId, wants: &[&Want]) -> Option<Action> {
    let fell = dead_on_all(wants, |_, rule| rule == Rule::MeasureWithoutEffect)?;
    Some(Action::MakeAssessment(fell, importer, spots(wants)))
}

/// Clauses of the right kind that are recorded with this importer, and are dead.
fn mend(world: &World<'_>, importer: OrganizationId, wants: &[&Want], clauses: Option<&[Clauses]>) -> Option<Action> {
    let clauses = clauses?;
    let kind = clauses.first()?.kind;
    let is_with = |id: MechanismId, _| {
        let table = &world.inventory.mechanism(id).table;
        let named = table.recipients.as_ref().is_none_or(|it| it.value.iter().any(|it| it.value.0 == importer));
        named && table.kind.as_ref().is_some_and(|it| it.value == kind)
    };
    let id = dead_on_all(wants, is_with)?;
    let all = clauses.first()?.clone();
    // One paper for several exporters is not mended, it is signed anew with each.
    let [_] = clauses else {
        return None;
    };
    let entry = world.inventory.mechanism(id);
    let name = if entry.id.is_empty() { all.id.clone() } else { entry.id.clone() };
    Some(Action::MendMechanism(id, importer, Clauses { id: name, ..all }))
}

/// What makes recorded clauses of another law fit this one.
fn join(world: &World<'_>, n_regimes: usize, importer: OrganizationId, wants: &[&Want]) -> Option<Action> {
    let kind_of = |id: MechanismId| world.inventory.mechanism(id).table.kind.as_ref().map(|it| it.value);
    let fits = |id: MechanismId, rule: Rule| {
        let entry = world.inventory.mechanism(id);
        // What stands inside `via` has no id to be named by.
        let is_other = rule == Rule::ClausesForAnotherRegime && !entry.id.is_empty();
        is_other && kind_of(id).is_some_and(|it| addition(world, it).is_some())
    };
    let clauses = dead_on_all(wants, fits)?;
    let (edition, kind) = addition(world, kind_of(clauses)?)?;
    let exporter = wants.first()?.exporter;
    // One for several exporters is signed with each, and so are clauses of this law.
    if wants.iter().any(|it| it.exporter != exporter) {
        return None;
    }
    let base = name(world, n_regimes, kind, importer, None);
    let joins = Some(Joined::Recorded(clauses));
    let paper = Clauses { joins, ..paper(base, exporter, kind, edition, wants) };
    Some(Action::JoinClauses(clauses, importer, paper))
}

/// The newest edition of what can be added to clauses of a kind that day.
fn addition<'l>(world: &World<'l>, clauses: Kind) -> Option<(&'l Edition, Kind)> {
    let joins = |it: &&Edition| {
        let kind = world.regime.mechanism(&it.kind);
        kind.is_some_and(|it| it.joins.as_deref() == Some(clauses.word()) && it.is_added(&world.regime.id))
    };
    let all = world.regime.editions.iter().filter(joins);
    let edition = all.filter(|it| it.can_be_signed(world.day) && it.counts(world.day)).max_by_key(|it| it.from)?;
    Some((edition, Kind::of(&edition.kind)?))
}

/// Where an exporter signs clauses with an importer under two laws, those of one law are added to those of the other.
pub(super) fn join_new(
    world: &World<'_>,
    n_regimes: usize,
    importer: OrganizationId,
    papers: &mut [Clauses],
    wants: &[&Want],
    others: &[Clauses],
) {
    for own in papers {
        let of_it = wants.iter().filter(|it| it.exporter == own.exporter).copied().collect::<Vec<_>>();
        let fits = |other: &&Clauses| {
            let here = world.regime.editions.iter().find(|it| it.kind == other.kind.word() && it.id == other.edition);
            let modules = here.filter(|it| it.only_with.is_some()).map(|it| modules(it, &of_it)).unwrap_or_default();
            let is_fit = !modules.is_empty() && modules.iter().all(|it| other.modules.contains(it));
            is_fit && other.exporter.is_some() && other.exporter == own.exporter && other.joins.is_none()
        };
        let Some((other, (edition, kind))) =
            others.iter().find(fits).and_then(|it| Some((it, addition(world, it.kind)?)))
        else {
            continue;
        };
        let base = name(world, n_regimes, kind, importer, None);
        let joins = Some(Joined::Planned(other.id.clone()));
        *own = Clauses { joins, ..paper(base, own.exporter, kind, edition, &of_it) };
    }
}

/// The lists by which a decision would cover every row.
fn lists(world: &World<'_>, importer: OrganizationId, wants: &[&Want]) -> Option<Vec<String>> {
    let mut lists = Vec::new();
    for want in wants {
        let Spot::Country(country) = want.spot else {
            return None;
        };
        let decisions = world.law.decisions_for(&world.regime.id, country).map(|(_, it)| it);
        // A listing of a company of another country covers nothing there.
        let decisions = decisions.filter(|it| elsewhere(world, importer, it).is_none());
        let decisions = decisions.filter(|_| !want.is_left_out);
        let mut listed = decisions.filter(|it| it.in_force(world.day) && it.only_purpose.is_none()).filter_map(|it| {
            let lists = it.conditions.iter().filter_map(|it| match it {
                Condition::Listed { list, .. } => Some(list.clone()),
                _ => None,
            });
            Some(lists.collect::<Vec<_>>()).filter(|it| !it.is_empty())
        });
        lists.extend(listed.next()?);
    }
    lists.sort();
    lists.dedup();
    Some(lists).filter(|it| !it.is_empty())
}

/// The papers with an importer, one for each exporter; `None` where no edition of clauses can be signed that day.
fn papers(world: &World<'_>, n_regimes: usize, importer: OrganizationId, wants: &[&Want]) -> Option<Vec<Clauses>> {
    let mut exporters = wants.iter().map(|it| it.exporter).collect::<Vec<_>>();
    exporters.sort_by_key(|it| it.map(|it| world.inventory.organization(it).id.as_str()));
    exporters.dedup();
    let n_exporters = exporters.len();
    let mut papers = Vec::new();
    for exporter in exporters {
        let own = wants.iter().filter(|it| it.exporter == exporter).copied().collect::<Vec<_>>();
        let edition = edition(world, &own)?;
        let kind = Kind::of(&edition.kind)?;
        let base = name(world, n_regimes, kind, importer, exporter.filter(|_| n_exporters > 1));
        papers.push(paper(base, exporter, kind, edition, &own));
    }
    Some(papers)
}

/// What a paper is called.
fn name(
    world: &World<'_>,
    n_regimes: usize,
    kind: Kind,
    importer: OrganizationId,
    exporter: Option<OrganizationId>,
) -> String {
    let id = |it: OrganizationId| world.inventory.organization(it).id.as_str();
    let base = match exporter {
        Some(exporter) => format!("{}-{}-{}", kind.word(), id(importer), id(exporter)),
        None => format!("{}-{}", kind.word(), id(importer)),
    };
    // Papers of one kind under several laws are told apart.
    if n_regimes < 2 { base } else { format!("{base}-{}", world.regime.id) }
}

fn paper(id: String, exporter: Option<OrganizationId>, kind: Kind, edition: &Edition, wants: &[&Want]) -> Clauses {
    let mut flows = wants.iter().map(|it| it.origin).collect::<Vec<_>>();
    flows.sort_by_key(|it| super::edge_key(*it));
    flows.dedup();
    Clauses {
        id,
        exporter,
        kind,
        edition: edition.id.clone(),
        is_adapted: edition.adaptations.is_some(),
        joins: None,
        modules: modules(edition, wants),
        spots: spots(wants),
        flows,
    }
}

/// The newest clauses that can be signed that day and stand by themselves, those that fit most roles first.
fn edition<'l>(world: &World<'l>, wants: &[&Want]) -> Option<&'l Edition> {
    let day = world.day;
    let all = &world.regime.editions;
    let joins = |it: &Edition| all.iter().any(|other| other.only_with.as_deref() == Some(it.kind.as_str()));
    let alone = all.iter().filter(|it| it.only_with.is_none() && !joins(it));
    let current = alone.filter(|it| it.can_be_signed(day) && it.counts(day) && Kind::of(&it.kind).is_some());
    current.max_by_key(|edition| {
        let fitting = wants.iter().filter(|want| edition.any_roles || fitting(edition, want).next().is_some());
        (fitting.count(), edition.has_modules(), edition.from)
    })
}

/// The pairs of roles of an edition that a row has.
fn fitting<'e>(edition: &'e Edition, want: &'e Want) -> impl Iterator<Item = &'e crate::law::RolePair> {
    let (from, to) = want.roles;
    edition.pairs.iter().filter(move |it| is_on(it.exporter, from) && is_on(it.importer, to))
}

fn modules(edition: &Edition, wants: &[&Want]) -> Vec<u8> {
    let mut modules = wants.iter().flat_map(|it| fitting(edition, it)).filter_map(|it| it.module).collect::<Vec<_>>();
    modules.sort_unstable();
    modules.dedup();
    modules
}

fn spots(wants: &[&Want]) -> Vec<Spot> {
    let mut spots = wants.iter().map(|it| it.spot).collect::<Vec<_>>();
    spots.sort();
    spots.dedup();
    spots
}
