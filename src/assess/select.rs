//! Which rows are looked at: those of some countries, importers, verdicts, data or systems, in an order that does not
//! depend on where anything is written. Judges nothing.

use crate::{
    graph::Node,
    inventory::{DataId, OrganizationId, SystemId},
    law::{PlaceKind, RegimeId},
};

use super::{
    Assessment, shown_place,
    transfer::{Spot, TransferId},
};

/// What is looked at; an empty list asks nothing.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Destinations.
    pub places: Vec<PlaceKind>,
    /// Importers.
    pub importers: Vec<OrganizationId>,
    /// Words of verdicts.
    pub verdicts: Vec<&'static str>,
    /// Classes of data; a row with data that nobody described may hold each of them.
    pub data: Vec<DataId>,
    /// Systems at either end, or between them as a carrier.
    pub systems: Vec<SystemId>,
    /// Whether rows by which nothing leaves are looked at too.
    pub with_all: bool,
}

impl Selection {
    /// Whether it leaves transfers out.
    #[must_use]
    pub fn is_narrow(&self) -> bool {
        !(self.places.is_empty()
            && self.importers.is_empty()
            && self.verdicts.is_empty()
            && self.data.is_empty()
            && self.systems.is_empty())
    }

    /// Its rows: by flow, destination and regime.
    #[must_use]
    pub fn rows(&self, assessment: &Assessment<'_>) -> Vec<TransferId> {
        let chosen = assessment.rows().filter(|(id, _)| self.has(assessment, *id));
        let mut keyed = chosen
            .map(|(id, it)| (assessment.flow_name(id), shown_place(assessment, it.spot), it.regime, id))
            .collect::<Vec<(String, String, RegimeId, TransferId)>>();
        keyed.sort_by(|one, other| (&one.0, &one.1, one.2).cmp(&(&other.0, &other.1, other.2)));
        keyed.into_iter().map(|(.., id)| id).collect()
    }

    fn has(&self, assessment: &Assessment<'_>, id: TransferId) -> bool {
        let transfer = assessment.transfer(id);
        let word = transfer.verdict.word();
        // Who names a verdict wants its rows.
        if !self.verdicts.contains(&word)
            && (!self.verdicts.is_empty() || !(self.with_all || transfer.verdict.is_transfer()))
        {
            return false;
        }
        let at = |place: &PlaceKind| match (place, transfer.spot) {
            (PlaceKind::Countries(list), Spot::Country(country)) => list.contains(&country),
            (PlaceKind::Bloc(bloc), Spot::Country(country)) => {
                assessment.law.places.bloc(*bloc).has_on(country, assessment.day)
            }
            // Somewhere in a group of countries may be in each of them.
            (PlaceKind::Countries(list), Spot::Bloc(bloc)) => {
                list.iter().any(|it| assessment.law.places.bloc(bloc).has_on(*it, assessment.day))
            }
            (PlaceKind::Bloc(one), Spot::Bloc(other)) => *one == other,
            (PlaceKind::Body(one), Spot::Body(other)) => Some(*one) == other,
            (PlaceKind::World, Spot::Unbounded) | (PlaceKind::ThirdCountry, Spot::ThirdCountry) => true,
            (PlaceKind::Unknown, Spot::EstablishmentMissing | Spot::PlaceMissing) => true,
            _ => false,
        };
        let edge = assessment.edge(id);
        let is_at =
            |system: &SystemId| [edge.from, edge.to].contains(&Node::System(*system)) || edge.carriers.contains(system);
        (self.places.is_empty() || self.places.iter().any(at))
            && (self.importers.is_empty() || transfer.importer.is_some_and(|it| self.importers.contains(&it)))
            && (self.systems.is_empty() || self.systems.iter().any(is_at))
            && (self.data.is_empty()
                || assessment.is_unspecified(id)
                || assessment.data(id).any(|it| self.data.contains(&it)))
    }
}
