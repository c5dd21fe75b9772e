//! What stands beside the message of a finding: labels, other places, law, facts. Makes words only.

use crate::{graph::EdgeOrigin, law::Rule, text::Span};

use super::{
    super::{
        asked::{missing, missing_of},
        finding::Subject,
        transfer::{Bare, Ground, Missing, Spot, TransferId, Verdict},
    },
    Scene,
    message::Message,
    plain,
};

impl Scene<'_, '_> {
    /// What is so at the line itself: who is there, and what is known of the place.
    pub(super) fn label(&self) -> String {
        if !self.finding.missing.is_empty() {
            return self.asked(self.finding.missing.iter(), ": not recorded")
                + &self.also_tried()
                + &self.also_left_out();
        }
        let Some(transfer) = self.transfer.filter(|_| self.is_about_transfer()) else {
            return match self.finding.rule {
                Rule::NoticeOmitsCountry | Rule::NoticeOmitsSafeguard => format!("left out: {}", self.detail()),
                _ => self.detail(),
            };
        };
        match self.finding.rule {
            Rule::UnprotectedTransfer | Rule::UnprotectedOnwardTransfer => {
                format!("{}, {}: {}", plain(&self.importer()), self.place(), self.bare(&transfer.verdict))
            }
            _ if transfer.spot == Spot::Nowhere => self.detail(),
            rule => {
                let detail = self.detail();
                let who = format!("{}, {}", plain(&self.importer()), self.place());
                // The detail of this one is who is not there.
                let said = if detail.is_empty() || rule == Rule::SubprocessorUnlisted { who } else { detail };
                format!("{said}{}{}", self.also_tried(), self.also_left_out())
            }
        }
    }

    /// What the label says beyond the message, each fact once.
    pub(super) fn more(&self, message: &Message) -> String {
        let all = &self.finding.missing;
        // A message counts the classes of data beyond two.
        let left = all.iter().filter(|it| all.len() > MAX_SAID || !says(self.finding.rule, it));
        let is_told = message.text.ends_with("not recorded");
        let facts = self.asked(left, if is_told { "" } else { ": not recorded" });
        let detail = self.detail();
        let transfer = self.transfer.filter(|it| self.is_about_transfer() && it.spot != Spot::Nowhere);
        let is_unprotected = matches!(self.finding.rule, Rule::UnprotectedTransfer | Rule::UnprotectedOnwardTransfer);
        let said = if !facts.is_empty() {
            let open = facts.strip_prefix("open: ").filter(|_| message.text.ends_with("is open"));
            open.map(str::to_owned).unwrap_or(facts)
        } else if !all.is_empty() {
            if message.says_importer || transfer.is_none() || self.ends_in_carrier() {
                String::new()
            } else {
                plain(&self.importer())
            }
        } else if !detail.is_empty() && !message.says_detail {
            detail
        } else if let Some(transfer) = transfer.filter(|_| detail.is_empty() || !message.says_importer) {
            let who = (!message.says_importer).then(|| plain(&self.importer()));
            let place = (!message.says_place).then(|| self.place());
            let to = who.into_iter().chain(place).collect::<Vec<_>>().join(", ");
            if is_unprotected { format!("{to}: {}", self.bare(&transfer.verdict)) } else { to }
        } else {
            String::new()
        };
        // What it would say of an unprotected transfer names those that are left out already.
        let others = if is_unprotected { String::new() } else { self.also_tried() + &self.also_left_out() };
        if said.is_empty() { others.trim_start_matches("; ").to_owned() } else { said + &others }
    }

    /// Facts that are not recorded, and what is open beside them, which nobody could record.
    fn asked<'m>(&self, all: impl Iterator<Item = &'m Missing>, mark: &str) -> String {
        let (open, facts) = all.partition::<Vec<_>, _>(|it| it.is_open());
        let list = |all: &[&Missing]| {
            let words = all.iter().map(|it| self.missing(it)).collect::<Vec<_>>();
            words.join(", ")
        };
        let facts = (!facts.is_empty()).then(|| format!("{}{mark}", list(&facts)));
        let open = (!open.is_empty()).then(|| format!("open: {}", list(&open)));
        facts.into_iter().chain(open).collect::<Vec<_>>().join("; ")
    }

    fn missing(&self, fact: &Missing) -> String {
        self.id.map_or_else(|| missing(self.assessment, fact), |it| missing_of(self.assessment, it, fact))
    }

    fn is_about_transfer(&self) -> bool {
        matches!(self.finding.subject, Subject::Transfer(_))
    }

    /// Other grounds that do not stand either, each with its rule.
    fn also_tried(&self) -> String {
        let others = self.finding.others.iter().filter(|(ground, _)| Some(*ground) != self.finding.ground);
        let names = others.map(|(ground, rule)| format!("{}: {}", plain(&self.ground(*ground)), rule.name()));
        names.map(|it| format!("; {it}")).collect()
    }

    fn bare(&self, verdict: &Verdict) -> String {
        match verdict {
            Verdict::Unprotected(Bare::Open) => format!("being worked on (`open`){}", self.also_left_out()),
            Verdict::Unprotected(Bare::Nothing) => format!("knowingly nothing (`none`){}", self.also_left_out()),
            Verdict::Unprotected(Bare::Limited(_)) => self.left_out().join("; "),
            _ => "nothing recorded".to_owned(),
        }
    }

    /// Mechanisms that a limit of their own keeps from it.
    fn also_left_out(&self) -> String {
        self.left_out().iter().map(|it| format!("; {it}")).collect()
    }

    /// Where the flows end on the way of the data that do not run anymore.
    fn ended(&self, id: TransferId) -> Vec<(Span, String)> {
        let inventory = self.assessment.inventory;
        let told = self.assessment.ended_flows(id).into_iter().map(|(flow, until)| {
            let entry = inventory.flow(flow);
            let span = entry.table.until.as_ref().map(|it| it.span);
            let span = span.or_else(|| entry.table.status.as_ref().map(|it| it.span)).unwrap_or(entry.span);
            let said = until.map_or("was turned off".to_owned(), |it| format!("ended on {it}"));
            (span, format!("`{}` {said}; nothing says that what it brought is gone", inventory.flow_name(flow)))
        });
        told.collect()
    }

    /// Where a class of data is said to be anonymous that is judged as personal, because its flow says so.
    fn claimed_otherwise(&self, id: TransferId) -> Vec<(Span, String)> {
        let said = self.assessment.contradicted_claims(id);
        let told = said.into_iter().map(|(class, span)| {
            let name = &self.assessment.inventory.data_class(class).id;
            (span, format!("`{name}` is said to be anonymous here, and on a flow to be personal"))
        });
        told.filter(|_| self.finding.undecided || self.finding.rule.is_bare()).collect()
    }

    pub(super) fn related(&self) -> Vec<(Span, String)> {
        let inventory = self.assessment.inventory;
        let mut related = Vec::new();
        let Some(id) = self.id else {
            return related;
        };
        let edge = self.assessment.edge(id);
        if (self.finding.rule == Rule::UnprotectedOnwardTransfer || self.finding.rule == Rule::OnwardFromAdequate)
            && let EdgeOrigin::Flow(flow) = edge.origin
        {
            let from = inventory.flow(flow).table.from.as_ref().map(|it| it.span);
            related.extend(from.map(|it| (it, format!("{} holds it, and sends it on", plain(&self.exporter())))));
        }
        if self.finding.undecided || self.finding.rule.is_bare() || self.finding.rule == Rule::OnwardFromAdequate {
            related.extend(self.ended(id));
        }
        related.extend(self.claimed_otherwise(id));
        if let Some(Ground::Mechanism(mechanism)) = self.finding.ground.and(self.at_fault()) {
            let entry = inventory.mechanism(mechanism);
            if !entry.id.is_empty() && entry.span != self.finding.span {
                related.push((entry.span, "defined here".to_owned()));
            }
        }
        related.extend(self.limits().filter(|(span, _)| *span != self.finding.span));
        let place = self.transfer.and_then(|it| it.place_span).filter(|it| *it != self.finding.span);
        let is_place = self.is_about_transfer() && !self.place().is_empty();
        related.extend(place.filter(|_| is_place).map(|it| (it, self.place())));
        related
    }

    pub(super) fn facts(&self) -> Vec<String> {
        let Some((id, transfer)) = self.id.zip(self.transfer) else {
            return Vec::new();
        };
        let mut facts =
            vec![format!("exporter: {}", plain(&self.exporter())), format!("importer: {}", plain(&self.importer()))];
        if transfer.spot != Spot::Nowhere {
            facts.push(format!("destination: {} (by {})", self.place(), transfer.reached_by.words().join(", ")));
        }
        facts.push(format!("data: {}", self.data()));
        facts.extend(self.finding.ground.map(|it| format!("relied on: {}", self.ground(it))));
        facts.extend(
            self.finding
                .others
                .iter()
                .map(|(ground, rule)| format!("also tried: {} ({})", self.ground(*ground), rule.name())),
        );
        facts.extend(self.left_out().into_iter().map(|it| format!("left out: {it}")));
        facts.extend(self.assessment.flow_status(id).map(|it| format!("the flow is {it}")));
        facts
    }

    pub(super) fn assumed(&self) -> Vec<String> {
        let Some(id) = self.id else {
            return Vec::new();
        };
        let mut assumed = Vec::new();
        let edge = self.assessment.edge(id);
        if edge.data_assumed {
            assumed.push("the data: all that the sender holds".to_owned());
        }
        for (flow, until) in self.assessment.ended_flows(id) {
            let until = until.map_or("before it was turned off".to_owned(), |it| format!("until {it}"));
            let name = self.assessment.inventory.flow_name(flow);
            assumed.push(format!("what `{name}` brought {until} is still held"));
        }
        for (node, whose) in [(edge.from, "sender"), (edge.to, "receiver")] {
            if let crate::graph::Node::System(system) = node {
                let role = self.assessment.inventory.system(system).table.role.as_ref();
                assumed.extend(
                    role.filter(|it| it.is_assumed()).map(|it| format!("the {whose}'s role: {}", it.value.shown())),
                );
            }
        }
        assumed.extend(self.assessment.presumed(id).into_iter().map(|it| format!("{it} (presumed)")));
        assumed
    }

    pub(super) fn would_change(&self) -> String {
        if let Some(first) = self.finding.missing.first() {
            return self.missing(first);
        }
        if let (true, Some(first)) = (self.finding.rule.is_bare(), self.finding.left_out.first.first()) {
            return self.widened(*first);
        }
        match (self.finding.rule, self.id) {
            (Rule::UnprotectedTransfer | Rule::UnprotectedOnwardTransfer, Some(id)) => {
                format!("a mechanism on `{}` that stands", self.assessment.flow_name(id))
            }
            _ => self
                .advice(&self.assessment.law.rule(self.finding.rule).fix)
                .split(['.', ';'])
                .next()
                .unwrap_or_default()
                .trim()
                .to_owned(),
        }
    }
}

/// Classes of data that a message names.
const MAX_SAID: usize = 2;

/// Whether the message of a rule names the missing fact itself.
fn says(rule: Rule, fact: &Missing) -> bool {
    matches!(
        (rule, fact),
        (Rule::ImporterCountryNotRecorded, Missing::Establishment)
            | (Rule::PlaceNotRecorded, Missing::Place | Missing::Behind)
            | (Rule::UnboundedPlace, Missing::BoundedPlace | Missing::Country)
            | (Rule::SenderScopeNotRecorded, Missing::SenderScope)
            | (Rule::OriginNotRecorded, Missing::OriginOf(_))
            | (Rule::RegimeNotCovered, Missing::RegimeData)
            | (Rule::SubprocessorsUnknown, Missing::Subprocessors)
            | (Rule::DerogationClosedToAuthority, Missing::PublicPowers)
    )
}
