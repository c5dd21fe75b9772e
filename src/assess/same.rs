//! Whether the parties that papers name are those of a row. Answers with the one comparison of names that there is; what may be
//! the same company is asked, and never decides.

use rustc_hash::FxHashMap;

use crate::inventory::{Likeness, MechanismId, NameKey, OrganizationId, Same, model::Mechanism};

use super::{ground::Case, transfer::Missing, world::World};

/// Mechanisms by the forms of the names of those whom they name as recipients or members.
pub(crate) type ByName = FxHashMap<NameKey, Vec<MechanismId>>;

/// Mechanisms with companies of one name that are looked through for each row.
const MOST: usize = 1024;

impl World<'_> {
    pub(crate) fn likeness(&self) -> &Likeness {
        self.shared.likeness.get_or_init(|| Likeness::of(self.inventory, self.law))
    }

    /// Whether two parties are the same company.
    pub(crate) fn same_party(&self, one: OrganizationId, other: OrganizationId) -> Same {
        if one == other { Same::Yes } else { self.likeness().same(self.inventory, one, other) }
    }

    /// The first of some parties that may be the company, where none certainly is it.
    pub(crate) fn perhaps_among(
        &self,
        parties: impl Iterator<Item = OrganizationId>,
        company: OrganizationId,
    ) -> Option<OrganizationId> {
        let mut perhaps = None;
        for party in parties {
            match self.same_party(party, company) {
                Same::Yes => return None,
                Same::Perhaps => perhaps = perhaps.or(Some(party)),
                Same::No => {}
            }
        }
        perhaps
    }

    /// Whether two organizations are written as one, and nobody wrote where one of them is established.
    pub(crate) fn may_be_one_entity(&self, one: OrganizationId, other: OrganizationId) -> bool {
        let is_open = [one, other].iter().any(|it| self.organization(*it).country.is_none());
        is_open && self.same_party(one, other) == Same::Perhaps && self.likeness().is_spelled_as(one, other)
    }

    /// What is asked where a party may be a company.
    pub(crate) fn whether_same(&self, party: OrganizationId, company: OrganizationId) -> Missing {
        let (own, other) = (self.inventory.organization_name(party), self.inventory.organization_name(company));
        // A party by name has no other id than that.
        let is_known = |it| self.inventory.organization(it).id != own && self.organization(it).country.is_some();
        Missing::Condition(if own == other && is_known(party) && is_known(company) {
            format!(
                "whether both called `{own}` are one company (one entry in `organizations`, named by both, would tell)"
            )
        } else if own == other {
            format!("whether the party called `{own}` is this company (its country or its id would tell)")
        } else {
            format!("whether `{own}` is `{other}` (one id in `organizations` for both says yes, one for each no)")
        })
    }

    /// Mechanisms that name somebody who may be an organization.
    fn naming_alike(&self, id: OrganizationId) -> impl Iterator<Item = MechanismId> {
        let by_name = self.index.by_name.get_or_init(|| {
            let mut by_name = ByName::default();
            let mut all = self.inventory.mechanisms.iter().enumerate().collect::<Vec<_>>();
            all.sort_by_key(|(_, it)| it.id.as_str());
            for (at, entry) in all.into_iter().filter(|(_, it)| !it.id.is_empty()) {
                for key in importers(&entry.table).flat_map(|it| self.likeness().keys(it)) {
                    let known = by_name.entry(key).or_default();
                    if known.len() < MOST {
                        known.push(MechanismId::at(at));
                    }
                }
            }
            by_name
        });
        self.likeness().keys(id).filter_map(|it| by_name.get(&it)).flatten().copied()
    }
}

fn importers(table: &Mechanism) -> impl Iterator<Item = OrganizationId> {
    let lists = [&table.recipients, &table.members].into_iter().flatten().flat_map(|it| &it.value);
    lists.map(|it| it.value.0).chain(table.acceded.iter().flat_map(|it| &it.value.0).map(|(party, _)| *party))
}

/// Mechanisms that could fit by names that are alike, in the order of their ids.
pub(crate) fn fitting(case: &Case<'_, '_>) -> Vec<MechanismId> {
    let world = case.world;
    let has_like = |id: Option<OrganizationId>| id.filter(|it| world.likeness().keys(*it).next().is_some());
    let (exporter, importer) = (has_like(case.exporter), has_like(case.importer));
    let mut all = importer.into_iter().flat_map(|it| world.naming_alike(it)).collect::<Vec<_>>();
    if exporter.is_some() {
        all.extend(case.importer.into_iter().flat_map(|it| world.index.naming(it)));
        all.extend(world.index.of_flow(world.inventory, case.edge));
    }
    all.sort_unstable_by_key(|it| world.inventory.mechanism(*it).id.as_str());
    all.dedup();
    all
}
