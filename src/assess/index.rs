//! Where mechanisms and assessments are found by what they are about, so that no row looks through all of them.

use std::{collections::BTreeSet, sync::OnceLock};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    graph::Edge,
    inventory::{
        AssessmentId, DataId, Inventory, MechanismId, OrganizationId,
        keys::Many,
        model::Mechanism,
        values::Party,
        words::{Conclusion, Kind},
    },
    law::{Country, Day, Law, Regime},
};

use super::{anonymity, edge_name, same::ByName, world::countries_of};

/// Pairs of one mechanism that are worth an entry each; one that names more is looked for under its recipients.
const PAIRS: usize = 4096;

/// Parties from which on a list of them is kept as a set: fewer are looked through as fast.
const LONG: usize = 32;

/// Mechanisms and assessments by what they are about.
#[derive(Default)]
pub(crate) struct Index<'a> {
    /// For each organization, the mechanisms that name it as a recipient or a member.
    naming: FxHashMap<OrganizationId, Vec<MechanismId>>,
    /// The same for both ends, of mechanisms that name their exporters.
    between: FxHashMap<(OrganizationId, OrganizationId), Vec<MechanismId>>,
    /// For each organization, the mechanisms that name it as a recipient, and no exporter or very many.
    open_to: FxHashMap<OrganizationId, Vec<MechanismId>>,
    /// The long ones of the lists of parties of mechanisms as sets, by where they stand in memory, which the inventory keeps.
    long: FxHashMap<usize, FxHashSet<OrganizationId>>,
    /// Mechanisms by the names of whom they name; made where it is first needed.
    pub(crate) by_name: OnceLock<ByName>,
    /// For each flow, the mechanisms that are limited to it and name no recipient.
    by_flow: FxHashMap<&'a str, Vec<MechanismId>>,
    /// For each clauses, the papers that are added to them under this law.
    pub(crate) added_to: FxHashMap<MechanismId, Vec<MechanismId>>,
    /// For each importer, the assessments that are about it.
    of_importer: FxHashMap<OrganizationId, Vec<AssessmentId>>,
    /// For each mechanism, the assessments that say that they are about it.
    of_mechanism: FxHashMap<MechanismId, Vec<AssessmentId>>,
    /// Assessments that end badly or were not made and are about nobody: no importer, no mechanism, and none that names them.
    pub(crate) about_nobody: Vec<AssessmentId>,
    /// The lists of data that assessments are limited to, each once.
    pub(crate) assessed_data: Vec<Vec<DataId>>,
    /// Whether any assessment ends badly.
    pub(crate) has_negative: bool,
    /// Countries of which an assessment ends badly.
    pub(crate) negative: FxHashSet<Country>,
    /// The classes that are said to be anonymous, and on a flow to be personal.
    pub(crate) said_personal: FxHashSet<DataId>,
    /// Whether any mechanism or assessment is limited to some data.
    pub(crate) has_limits: bool,
}

impl<'a> Index<'a> {
    pub(crate) fn of(inventory: &'a Inventory, law: &Law, regime: &Regime, day: Day) -> Self {
        let mut index = Self { said_personal: anonymity::said_personal(inventory), ..Self::default() };
        for (at, entry) in inventory.mechanisms.iter().enumerate() {
            index.has_limits |= entry.table.data.is_some();
            index.add_long(&entry.table);
            // One that stands inside `via` concerns the flow that it stands on.
            if !entry.id.is_empty() {
                let is_added = |kind: Kind| regime.mechanism(kind.word()).is_some_and(|it| it.is_added(&regime.id));
                index.add_mechanism(MechanismId::at(at), &entry.table, &is_added);
            }
        }
        // Of papers that say the same the first one stands for all: nothing depends on where it is written.
        let id = |it: &MechanismId| inventory.mechanism(*it).id.as_str();
        index.added_to.values_mut().for_each(|it| it.sort_unstable_by_key(id));
        let mut limits = BTreeSet::new();
        for (at, entry) in inventory.assessments.iter().enumerate() {
            let table = &entry.table;
            limits.extend(table.data.iter().map(|it| it.value.iter().map(|it| it.value).collect::<Vec<_>>()));
            let is_negative = table.conclusion.as_ref().is_some_and(|it| it.value == Conclusion::NotEquivalent);
            if is_negative {
                index.has_negative = true;
                let about = table.country.iter().flat_map(|it| &it.value);
                index.negative.extend(about.filter_map(|it| countries_of(&it.value, law, day)).flatten());
            }
            // One that stands inside a mechanism is about that one alone, which names it.
            if entry.id.is_empty() {
                continue;
            }
            let id = AssessmentId::at(at);
            let is_short = |it: Conclusion| matches!(it, Conclusion::NotEquivalent | Conclusion::NotMade);
            let ends_badly = table.conclusion.as_ref().is_some_and(|it| is_short(it.value));
            if ends_badly && table.importer.is_none() && table.mechanism.is_none() {
                index.about_nobody.push(id);
            }
            for importer in table.importer.iter().flat_map(|it| &it.value) {
                index.of_importer.entry(importer.value.0).or_default().push(id);
            }
            for mechanism in table.mechanism.iter().flat_map(|it| &it.value) {
                index.of_mechanism.entry(mechanism.value).or_default().push(id);
            }
        }
        if !index.about_nobody.is_empty() {
            let named = inventory.mechanisms.iter().filter_map(|it| it.table.assessment.as_ref());
            let named = named.flat_map(|it| it.value.made()).copied().collect::<FxHashSet<_>>();
            index.about_nobody.retain(|it| !named.contains(it));
        }
        index.assessed_data = limits.into_iter().collect();
        index.has_limits |= !index.assessed_data.is_empty();
        index
    }

    fn add_long(&mut self, table: &'a Mechanism) {
        let lists = [&table.exporter, &table.recipients, &table.members].into_iter().flatten().map(|it| &it.value);
        for list in lists.filter(|it| it.len() >= LONG) {
            self.long.insert(list.as_ptr().addr(), list.iter().map(|it| it.value.0).collect());
        }
    }

    fn add_mechanism(&mut self, id: MechanismId, table: &'a Mechanism, is_added: &dyn Fn(Kind) -> bool) {
        if let Some(clauses) = &table.addendum_to
            && table.kind.as_ref().is_some_and(|it| is_added(it.value))
        {
            self.added_to.entry(clauses.value).or_default().push(id);
        }
        let recipients = table.recipients.iter().flat_map(|it| &it.value).map(|it| it.value.0);
        let members = table.members.iter().flat_map(|it| &it.value).map(|it| it.value.0);
        let joined = table.acceded.iter().flat_map(|it| &it.value.0).map(|(party, _)| *party);
        let importers = each_once(recipients.chain(members).chain(joined.clone()));
        if importers.is_empty() {
            for flow in table.flows.iter().flat_map(|it| &it.value) {
                self.by_flow.entry(flow.value.as_str()).or_default().push(id);
            }
        }
        let exporters = table.exporter.iter().flat_map(|it| &it.value).map(|it| it.value.0);
        let mandate = table.on_behalf_of.iter().map(|it| it.value.0);
        // Those who joined are bound with recipients too.
        let bound = if table.acceded.is_some() { importers.as_slice() } else { &[] };
        let exporters = each_once(exporters.chain(mandate).chain(joined).chain(bound.iter().copied()));
        let pairs = table.exporter.is_some() && !table.binds_members() && exporters.len() * importers.len() <= PAIRS;
        for importer in importers {
            self.naming.entry(importer).or_default().push(id);
            if pairs {
                for exporter in &exporters {
                    self.between.entry((*exporter, importer)).or_default().push(id);
                }
            } else {
                self.open_to.entry(importer).or_default().push(id);
            }
        }
    }

    /// Whether a list of parties has one; a long list is not looked through for each row.
    pub(crate) fn has_party(&self, list: &Many<Party>, party: OrganizationId) -> bool {
        let set = if list.len() < LONG { None } else { self.long.get(&list.as_ptr().addr()) };
        set.map_or_else(|| list.iter().any(|it| it.value.0 == party), |it| it.contains(&party))
    }

    /// The mechanisms that name an organization as a recipient or a member.
    pub(crate) fn naming(&self, importer: OrganizationId) -> impl Iterator<Item = MechanismId> {
        self.naming.get(&importer).into_iter().flatten().copied()
    }

    /// The mechanisms that can fit two parties by whom they name; each may come twice.
    pub(crate) fn between(
        &self,
        exporter: Option<OrganizationId>,
        importer: Option<OrganizationId>,
    ) -> impl Iterator<Item = MechanismId> {
        let open = importer.and_then(|it| self.open_to.get(&it));
        let between = exporter.zip(importer).and_then(|it| self.between.get(&it));
        open.into_iter().chain(between).flatten().copied()
    }

    /// The mechanisms that name no recipient and are limited to flows, this one among them.
    pub(crate) fn of_flow(&self, inventory: &Inventory, edge: &Edge) -> impl Iterator<Item = MechanismId> {
        let known = if self.by_flow.is_empty() { None } else { self.by_flow.get(edge_name(inventory, edge).as_str()) };
        known.into_iter().flatten().copied()
    }

    /// The assessments that say that they are about an importer, or one of some mechanisms; each may come twice.
    pub(crate) fn assessments(
        &self,
        importer: Option<OrganizationId>,
        mechanisms: [Option<MechanismId>; 2],
    ) -> impl Iterator<Item = AssessmentId> {
        let of_importer = importer.and_then(|it| self.of_importer.get(&it));
        let of_mechanisms = mechanisms.into_iter().flatten().filter_map(|it| self.of_mechanism.get(&it));
        of_importer.into_iter().chain(of_mechanisms).flatten().copied()
    }
}

fn each_once(parties: impl Iterator<Item = OrganizationId>) -> Vec<OrganizationId> {
    let mut all = parties.collect::<Vec<_>>();
    all.sort_unstable();
    all.dedup();
    all
}
