//! Who stands at the ends of a finding's transfer, as its advice names them: what is written of them already is not asked
//! for again. Decides nothing.

use crate::{
    graph::Node,
    inventory::{SystemId, words::Reach},
    law::ReachKey,
};

use super::{
    super::{reach, transfer::Missing},
    Scene,
};

impl Scene<'_, '_> {
    /// What fills a blank about those at the ends.
    pub(super) fn party(&self, word: &str, text: &str) -> Option<String> {
        let if_so = |is_so: bool| is_so.then(|| text.to_owned());
        let said = self.said_of_sender();
        match word {
            "client" => self.receiver_that(&Missing::ForWhom, true),
            "part" => self.receiver_that(&Missing::ForWhom, false),
            "with-whom" => self.receiver_that(&Missing::WithWhom, false),
            "embedder" => if_so(self.misses(&Missing::ForWhom) || self.misses(&Missing::WithWhom)),
            "other-part" => if_so(self.misses(&Missing::OtherPart)),
            "scope" => self.named_outside().map(|_| reach_of(self.regime().reach_key).to_owned()),
            "named" => self.named_outside(),
            "collects" => {
                let system = self.asked_system().filter(|_| self.misses(&Missing::ForWhom));
                system.map(|it| self.system(it))
            }
            "outside" if self.misses(&Missing::ForWhom) => None,
            "reach" if self.misses(&Missing::ForWhom) => None,
            "reach" => said.is_none().then(|| reach_of(self.regime().reach_key).to_owned()),
            "refused" => (said == Some(Reach::No)).then(|| refusal(self.regime().reach_key).to_owned()),
            "branch" => if_so(said == Some(Reach::No)),
            "inside" => Some(self.possible_sender()).filter(|_| said == Some(Reach::No)),
            "outside" => if_so(said != Some(Reach::No)),
            "bounded" => self.asked_system().map(|it| self.system(it)).filter(|_| said == Some(Reach::FromOutside)),
            "operator" => {
                let system = self.asked_system().filter(|it| self.assessment.inventory.operator(*it).is_none());
                system.map(|it| self.system(it)).filter(|_| said.is_none())
            }
            "country" => {
                let exporter = match self.asked_sender() {
                    Some(Node::System(system)) => self.assessment.inventory.operator(system),
                    Some(Node::Party(party)) => Some(party),
                    Some(Node::Somebody) | None => self.transfer?.exporter,
                }?;
                let country = self.assessment.inventory.organization(exporter).table.country.as_ref();
                (country.is_none() && said.is_none()).then(|| self.name(exporter))
            }
            _ => None,
        }
    }

    fn misses(&self, fact: &Missing) -> bool {
        self.finding.missing.contains(fact)
    }

    fn system(&self, system: SystemId) -> String {
        format!("`{}`", self.assessment.inventory.system(system).id)
    }

    /// The system that receives, where a fact of it is missing, and it is a processor or not.
    fn receiver_that(&self, fact: &Missing, is_processor: bool) -> Option<String> {
        let Node::System(system) = self.assessment.edge(self.id?).to else {
            return None;
        };
        let roles = self.roles().1.roles;
        let fits =
            self.misses(fact) && roles.is_some_and(crate::inventory::values::Roles::only_processor) == is_processor;
        fits.then(|| self.system(system))
    }

    /// An organization of which is asked whether the law applies to it, that is no sender.
    fn named_outside(&self) -> Option<String> {
        self.finding.missing.iter().find_map(|it| match it {
            Missing::ScopeOf(id) => Some(self.name(*id)),
            _ => None,
        })
    }

    /// Of whom it is asked whether the law applies to it.
    pub(super) fn possible_sender(&self) -> String {
        let is_sender = |it: Node| self.id.is_some_and(|id| self.assessment.edge(id).from == it);
        match self.asked_sender().filter(|it| !is_sender(*it)) {
            Some(Node::System(system)) => {
                self.assessment.inventory.operator(system).map_or_else(|| self.system(system), |it| self.name(it))
            }
            Some(Node::Party(party)) => self.name(party),
            Some(Node::Somebody) | None => self.exporter(),
        }
    }

    /// What is recorded of whether the law catches the sender.
    fn said_of_sender(&self) -> Option<Reach> {
        let (inventory, regime) = (self.assessment.inventory, self.regime());
        match (self.asked_sender(), self.transfer?.exporter) {
            (Some(Node::System(system)), _) => reach::reach_of(inventory, regime, system),
            (Some(Node::Party(party)), _) | (_, Some(party)) => {
                reach::of_organization(regime, &inventory.organization(party).table).map(|it| it.value)
            }
            (_, None) => None,
        }
    }
}

/// How whom a law catches is recorded.
fn reach_of(key: ReachKey) -> &'static str {
    match key {
        ReachKey::Gdpr => "`gdpr = \"art-3-2\"` or `gdpr = \"no\"`",
        ReachKey::UkGdpr => "`uk-gdpr = \"art-3-2\"` or `uk-gdpr = \"no\"`",
        ReachKey::Fadp => "`fadp = \"effects\"` or `fadp = \"no\"`",
    }
}

/// How it is recorded that a law does not catch somebody.
fn refusal(key: ReachKey) -> &'static str {
    match key {
        ReachKey::Gdpr => "`gdpr = \"no\"`",
        ReachKey::UkGdpr => "`uk-gdpr = \"no\"`",
        ReachKey::Fadp => "`fadp = \"no\"`",
    }
}
