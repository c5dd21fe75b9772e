//! What stands at the lines of a finding: at the one that makes it so, and at others that matter.

use crate::{graph::EdgeOrigin, law::Rule, text::Span};

use super::{
    super::{
        asked::missing,
        finding::Subject,
        transfer::{Bare, Ground, Spot, Verdict},
    },
    Scene, plain,
};

impl Scene<'_, '_> {
    /// What is so at the line itself: who is there, and what is known of the place.
    pub(super) fn label(&self) -> String {
        if !self.finding.missing.is_empty() {
            let facts = self.finding.missing.iter().map(|it| missing(self.assessment, it)).collect::<Vec<_>>();
            return format!("{}: not recorded{}{}", facts.join(", "), self.also_tried(), self.also_left_out());
        }
        let Some(transfer) = self.transfer.filter(|_| matches!(self.finding.subject, Subject::Transfer(_))) else {
            return self.detail();
        };
        match self.finding.rule {
            Rule::UnprotectedTransfer | Rule::UnprotectedOnwardTransfer => {
                format!("{}, {}: {}", plain(&self.importer()), self.place(), self.bare(&transfer.verdict))
            }
            _ if transfer.spot == Spot::Nowhere => self.detail(),
            _ => {
                let detail = self.detail();
                let who = format!("{}, {}", plain(&self.importer()), self.place());
                let said = if detail.is_empty() { who } else { detail };
                format!("{said}{}{}", self.also_tried(), self.also_left_out())
            }
        }
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
        if let Some(Ground::Mechanism(mechanism)) = self.finding.ground {
            let entry = inventory.mechanism(mechanism);
            if !entry.id.is_empty() && entry.span != self.finding.span {
                related.push((entry.span, "defined here".to_owned()));
            }
        }
        related.extend(self.limits().filter(|(span, _)| *span != self.finding.span));
        let place = self.transfer.and_then(|it| it.place_span).filter(|it| *it != self.finding.span);
        let is_place = matches!(self.finding.subject, Subject::Transfer(_)) && !self.place().is_empty();
        related.extend(place.filter(|_| is_place).map(|it| (it, self.place())));
        related
    }
}
