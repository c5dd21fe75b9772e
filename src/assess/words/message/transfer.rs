//! What findings about transfers say: places, senders, origins, what is no transfer. Decides nothing.

use crate::law::Rule;

use super::{
    super::super::transfer::{Missing, Spot},
    super::Scene,
    Parts, of_another_family,
};

impl Scene<'_, '_> {
    /// The message of a rule of `rules/transfer/`.
    pub(super) fn say_of_transfer(&self, parts: &Parts<'_>) -> String {
        let Parts { data, exporter, importer, place, detail, ground, .. } = parts;
        let day = self.assessment.day;
        match self.finding.rule {
            Rule::UnprotectedTransfer => format!("no recorded mechanism covers {data} going to {place} on {day}"),
            Rule::UnprotectedOnwardTransfer => {
                format!("no recorded mechanism covers {data} going on to {place} on {day}")
            }
            Rule::ImporterCountryNotRecorded if self.finding.missing.contains(&Missing::WhoReads) => {
                format!("who reads {data} in {place} is not recorded")
            }
            Rule::ImporterCountryNotRecorded
                if self.finding.missing.iter().any(|it| matches!(it, Missing::Condition(_))) =>
            {
                format!("whether {importer} is the company that sends {data} is not recorded")
            }
            Rule::ImporterCountryNotRecorded
                if self.finding.missing.iter().any(|it| matches!(it, Missing::BodyKind(_))) =>
            {
                format!("whether {importer} is the international organization of that name is not recorded")
            }
            Rule::ImporterCountryNotRecorded => format!("where {importer} is established is not recorded"),
            Rule::PlaceNotRecorded if self.ends_in_carrier() => {
                format!("whom {} hands {data} to is not recorded", self.last_carrier().unwrap_or_default())
            }
            Rule::PlaceNotRecorded => format!("where {importer} stores or reads {data} is not recorded"),
            Rule::UnboundedPlace if self.transfer.is_some_and(|it| it.spot == Spot::ThirdCountry) => {
                format!(
                    "{ground} cannot be checked: which third country {data} {} to is not recorded",
                    self.agree_with_data("goes", "go")
                )
            }
            Rule::UnboundedPlace if !detail.text().is_empty() => {
                format!("{data} may stay inside or go to {detail}: the place names both")
            }
            Rule::UnboundedPlace => format!("{data} may go anywhere: the place names no country"),
            Rule::RegimeNotCovered => {
                let regime = self.regime();
                let (id, begins) = (&regime.id, regime.begins);
                match regime.binds.filter(|_| regime.covers(day)) {
                    Some(binds) => {
                        format!("the law of `{id}` was to be applied by {binds}: nothing can be said of {day}")
                    }
                    None => format!("the data of `{id}` begin on {begins}: nothing can be said of {day}"),
                }
            }
            Rule::UnclearPlace if self.finding.undecided => {
                format!("which country {importer} is reached in is not certain")
            }
            Rule::UnclearPlace => format!("{place} is written here; was {detail} meant?"),
            Rule::SenderScopeNotRecorded if self.finding.missing.contains(&Missing::ScopeDenied) => {
                format!("{} is established inside, and is said not to be subject to the law", self.possible_sender())
            }
            Rule::SenderScopeNotRecorded => {
                format!("whether the law applies to {} as a sender is not recorded", self.possible_sender())
            }
            Rule::OriginNotRecorded if self.finding.missing.contains(&Missing::IntoCarrier) => {
                format!("who sends {data} into {} is not recorded", self.sending_carrier().unwrap_or_default())
            }
            Rule::OriginNotRecorded if self.finding.missing.contains(&Missing::StillHeld) => {
                let flow = self.ended_flow().unwrap_or_else(|| "a flow that has ended".to_owned());
                format!("whether {exporter} still holds {data} that {flow} brought is not recorded")
            }
            Rule::OriginNotRecorded if self.turned_off().is_some() => {
                let flow = self.turned_off().unwrap_or_default();
                format!("whether {flow} ever brought {data}, which {exporter} sends on, is not recorded")
            }
            Rule::OriginNotRecorded => {
                let come = self.agree_with_data("comes", "come");
                format!("where {data} {come} from, which {exporter} sends on, is not recorded")
            }
            Rule::ImporterAbroadDataAtHome => format!("{importer} is established in {place}; its servers are inside"),
            Rule::ForeignParent => format!("{importer} belongs to a group outside: {detail}"),
            Rule::ForeignParentHoldsKeys => format!("{importer}, of a group outside, can get at the keys: {detail}"),
            Rule::SameEntityAbroad => match (self.transfer.is_some(), self.finding.undecided) {
                (true, true) => format!("in whose region {importer} handles {data} abroad is not recorded"),
                (true, false) => format!("{importer} handles {data} abroad itself: no transfer"),
                (false, true) => format!("in whose region abroad {} stands is not recorded", self.subject()),
                (false, false) => format!("{} stands abroad, and its operator inside: no transfer", self.subject()),
            },
            Rule::SystemWithoutFlow => {
                format!("no flow is recorded into {}, which works for {detail}", self.subject())
            }
            Rule::DirectCollection if self.finding.missing.iter().any(|it| matches!(it, Missing::ScopeOf(_))) => {
                format!("whether {importer} collects {data} for somebody under the law is not recorded")
            }
            Rule::DirectCollection if self.finding.undecided => {
                format!("for whom {importer} collects {data} from people is not recorded")
            }
            Rule::DirectCollection => format!("people give {data} to {importer} themselves: no transfer"),
            Rule::EmbeddedResource => format!("{exporter} embeds what sends {data} to {importer}: it is the exporter"),
            Rule::Publication => {
                format!("{data} {} published: readers are no importers", self.agree_with_data("is", "are"))
            }
            Rule::TransitInClear if self.finding.undecided && self.is_access() => {
                format!("whether {importer} can read what passes through {exporter} is not recorded")
            }
            Rule::TransitInClear if self.finding.undecided && self.starts_at_carrier() => {
                format!("whether {exporter} reads the data that it passes on to {place} is not recorded")
            }
            Rule::TransitInClear if self.finding.undecided && !self.ends_at_carrier() => {
                let (are, them) = (self.agree_with_data("is", "are"), self.agree_with_data("it", "them"));
                format!("whether {data} {are} protected where {exporter} sends {them} on to {place} is not recorded")
            }
            Rule::TransitInClear if self.finding.undecided => {
                format!("whether {importer} reads the data that it carries to {place} is not recorded")
            }
            Rule::TransitInClear => format!("{detail} carries the data, and somebody outside could read them"),
            Rule::TransitEncrypted => format!("{detail} carries the data encrypted where somebody is outside"),
            Rule::ReturnedToController if self.finding.undecided => {
                format!("whether {exporter} gives {data} back to its own controller {importer} is not recorded")
            }
            Rule::ReturnedToController => {
                format!("{exporter} gives {data} back to its own controller {importer}: no transfer")
            }
            Rule::InternationalOrganization => format!("clauses with {importer}, which enjoys immunities"),
            other => of_another_family(other),
        }
    }
}
