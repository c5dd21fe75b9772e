//! The way by which the data of a finding's transfer came, and where it ends, as its advice names them: flows that do not
//! run anymore, carriers. Decides nothing.

use crate::{
    graph::{EdgeOrigin, Node},
    inventory::{SystemId, values::AccessEntry},
    law::{Level, Rule},
};

use super::{super::transfer::Missing, Scene};

impl Scene<'_, '_> {
    /// What fills a blank about the way.
    pub(super) fn way(&self, word: &str, text: &str) -> Option<String> {
        let if_so = |is_so: bool| is_so.then(|| text.to_owned());
        let missing = &self.finding.missing;
        match word {
            "carrier" => self.last_carrier(),
            "place" => if_so(!self.ends_in_carrier()),
            "turned-off" => self.turned_off(),
            "ended" => self.ended_flow().filter(|_| missing.contains(&Missing::StillHeld)),
            "no-since" => self.undated_flow(),
            "hop" => self.own_flow().filter(|_| missing.contains(&Missing::StillHeld)),
            "into" => self.sending_carrier().filter(|_| missing.contains(&Missing::IntoCarrier)),
            "class" => {
                let is_class = |it: &&Missing| matches!(it, Missing::OriginOf(_));
                let asks_otherwise = !missing.is_empty() && !missing.iter().any(|it| is_class(&it));
                (!asks_otherwise).then(|| self.data())
            }
            _ => None,
        }
    }

    /// What is to be done about data that came over a flow which has ended comes first: they may be gone.
    pub(super) fn if_gone(&self, of_rule: String) -> String {
        let is_asked = self.finding.undecided || self.finding.level == Level::Error;
        let flow = self.ended_flow().filter(|_| is_asked && self.finding.rule != Rule::OriginNotRecorded);
        let Some((flow, own)) = flow.zip(self.own_flow()) else {
            return of_rule;
        };
        let mut letters = of_rule.chars();
        let rest = letters.next().map(|it| it.to_lowercase().chain(letters).collect::<String>()).unwrap_or_default();
        format!("If what {flow} brought was deleted or given back, record `until` on {own}. Otherwise {rest}")
    }

    /// The flow or the access that it is about.
    fn own_flow(&self) -> Option<String> {
        let id = self.id?;
        let is_access = matches!(self.assessment.edge(id).origin, EdgeOrigin::Access(..));
        Some(if is_access { "this `access`".to_owned() } else { format!("`{}`", self.assessment.flow_name(id)) })
    }

    /// The flow or the access that it is about, where nobody wrote since when it runs.
    fn undated_flow(&self) -> Option<String> {
        let inventory = self.assessment.inventory;
        let is_dated = match self.assessment.edge(self.id?).origin {
            EdgeOrigin::Flow(flow) => inventory.flow(flow).table.since.is_some(),
            EdgeOrigin::Access(system, at) => {
                let entries = inventory.system(system).table.access.as_ref();
                let entry = entries.and_then(|it| it.value.get(at as usize)).map(|it| &it.value);
                matches!(entry, Some(AccessEntry::From(access)) if access.since.is_some())
            }
        };
        self.own_flow().filter(|_| !is_dated)
    }

    /// The first flow on the way that has ended.
    pub(super) fn ended_flow(&self) -> Option<String> {
        let (flow, _) = self.assessment.ended_flows(self.id?).into_iter().next()?;
        Some(format!("`{}`", self.assessment.inventory.flow_name(flow)))
    }

    /// The flow that nobody knows to have run.
    pub(super) fn turned_off(&self) -> Option<String> {
        self.finding.missing.iter().find_map(|it| match it {
            Missing::DaysOf(flow) => Some(format!("`{}`", self.assessment.inventory.flow_name(*flow))),
            _ => None,
        })
    }

    /// Whether a carrier sends them itself, if it decrypts.
    pub(super) fn starts_at_carrier(&self) -> bool {
        let world = self.transfer.map(|it| self.assessment.world(it));
        let edge = self.id.map(|it| self.assessment.edge(it));
        world.zip(edge).is_some_and(|(world, edge)| world.sent_if_decrypted(edge))
    }

    /// Whether it is a carrier that receives them, if it decrypts.
    pub(super) fn ends_at_carrier(&self) -> bool {
        self.id.is_some_and(|it| self.assessment.edge(it).only_if_decrypted)
    }

    /// Whether the data go into a carrier, and nobody is recorded behind it.
    pub(super) fn ends_in_carrier(&self) -> bool {
        self.last_carrier().is_some()
    }

    /// The carrier that the data go into, where nobody is recorded behind it.
    pub(super) fn last_carrier(&self) -> Option<String> {
        let edge = self.assessment.edge(self.id?);
        let EdgeOrigin::Flow(first) = edge.origin else {
            return None;
        };
        let into = self.assessment.inventory.flow(edge.last.unwrap_or(first)).to;
        (edge.to == Node::Somebody).then(|| format!("`{}`", self.assessment.inventory.system(into).id))
    }

    /// The carrier that sends, or sent first.
    pub(super) fn sending_carrier(&self) -> Option<String> {
        self.asked_system().map(|it| format!("`{}`", self.assessment.inventory.system(it).id))
    }

    /// Of whom it is asked whether the law applies to it, or whose data it sends: the sender, or where what that received
    /// began.
    pub(super) fn asked_sender(&self) -> Option<Node> {
        let (transfer, edge) = (self.transfer?, self.assessment.edge(self.id?));
        let origin = self.assessment.world(transfer).possible_origin(edge, transfer.classes.words());
        Some(origin.unwrap_or(edge.from))
    }

    /// The same, where it is a system.
    pub(super) fn asked_system(&self) -> Option<SystemId> {
        if let Node::System(system) = self.asked_sender()? { Some(system) } else { None }
    }
}
