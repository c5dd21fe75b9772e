//! The competent authority of an organization, from what is recorded of it. Decides no transfer.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    inventory::{OrganizationId, model::Organization, words::OrganizationKind},
    law::{Competent, PlaceKind, RegimeId, Supervised},
};

use super::Assessment;

impl Assessment<'_> {
    /// The supervisory authority of an organization under a regime.
    #[must_use]
    pub fn authority(&self, organization: OrganizationId, regime: RegimeId) -> Competent<'_> {
        let table = &self.inventory.organization(organization).table;
        self.law.competent(self.law.regime_at(regime), supervised(table), self.day)
    }

    /// The names of the authorities of all exporters, by regime and exporter; without those that are outside, or of which
    /// what is recorded does not decide.
    #[must_use]
    pub fn authorities(&self) -> FxHashMap<(RegimeId, OrganizationId), &str> {
        let mut known = FxHashSet::default();
        let mut names = FxHashMap::default();
        for transfer in &self.transfers {
            let Some(exporter) = transfer.exporter.filter(|it| known.insert((transfer.regime, *it))) else {
                continue;
            };
            if let Competent::One(authority, _) = self.authority(exporter, transfer.regime) {
                names.insert((transfer.regime, exporter), authority.name.as_str());
            }
        }
        names
    }
}

/// What is recorded of an organization that decides which authority it answers to.
pub(crate) fn supervised(table: &Organization) -> Supervised<'_> {
    let kind = table.kind.as_ref().map(|it| it.value);
    let country = table.country.as_ref().and_then(|it| match &it.value.kind {
        PlaceKind::Countries(list) => list.as_slice().first().copied().filter(|_| list.len() == 1),
        _ => None,
    });
    Supervised {
        country,
        region: table.region.as_ref().map(|it| it.value.trim()),
        is_public: kind == Some(OrganizationKind::PublicAuthority),
        is_institution: kind == Some(OrganizationKind::EuInstitution),
    }
}
