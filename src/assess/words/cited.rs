//! The provisions that a finding rests on: those of its rule, as the law of the exporter has them on the day, and as what
//! it is about has them. No text is cited before its day.

use crate::{
    inventory::words::{Kind, OrganizationKind},
    law::{AppliedLaw, Class, Edition, Family, MechanismKind, PlaceKind, Regime, Rule},
};

use super::{
    super::transfer::{Ground, Verdict},
    Scene,
};

impl Scene<'_, '_> {
    /// The provisions that it rests on.
    pub(super) fn law(&self) -> Vec<String> {
        let data = self.assessment.law.rule(self.finding.rule);
        let (regime, day) = (self.regime(), self.assessment.day);
        let law = self.applied();
        let of_rule = law.map_or(data.law.as_slice(), |it| data.citations(it.citations));
        let list = self.of_grounds(&regime.cited(of_rule, day), law).into_iter().filter_map(|it| {
            match self.assessment.law.day_of_text(&it).filter(|of| *of > day) {
                // What came later is all that this one is about.
                Some(of) if self.finding.rule == Rule::DecisionLaterAnnulled => Some(format!("{it} (of {of})")),
                Some(_) => None,
                None => Some(it),
            }
        });
        let list = list.collect::<Vec<_>>();
        match law {
            Some(law) if list.is_empty() && !data.law.is_empty() => vec![law.name.clone()],
            _ => list,
        }
    }

    /// The law of the exporter.
    fn applied(&self) -> Option<&AppliedLaw> {
        let (regime, day) = (self.regime(), self.assessment.day);
        let exporter = self.transfer.and_then(|it| it.exporter);
        let exporter = exporter.map(|it| &self.assessment.inventory.organization(it).table);
        let kind = exporter.and_then(|it| it.kind.as_ref()).map(|it| it.value);
        let country = exporter.and_then(|it| it.country.as_ref()).and_then(|it| match &it.value.kind {
            PlaceKind::Countries(countries) => countries.first().copied(),
            _ => None,
        });
        let is_institution = kind == Some(OrganizationKind::EuInstitution);
        let own = is_institution.then(|| regime.law_for_institutions(day)).flatten();
        own.or_else(|| regime.law_for(country, day))
    }

    /// The provisions of all that it is about, each once.
    fn of_grounds(&self, list: &[String], law: Option<&AppliedLaw>) -> Vec<String> {
        let grounds = self.cited_grounds();
        let mut cited = match grounds.as_slice() {
            [] => self.of_ground(list, law, None),
            several => several.iter().flat_map(|it| self.of_ground(list, law, Some(*it))).collect(),
        };
        let mut seen = Vec::new();
        cited.retain(|it| {
            let is_new = !seen.contains(it);
            seen.push(it.clone());
            is_new
        });
        cited
    }

    /// Rules speak of the clauses of today and of safeguards as a whole; what is about another ground cites that.
    fn of_ground(&self, list: &[String], law: Option<&AppliedLaw>, ground: Option<Ground>) -> Vec<String> {
        let regime = self.regime();
        let kind = ground.and_then(|it| self.kind_of(it)).map(|it| self.kind_here(it));
        let article = kind.and_then(|it| article(it, law?));
        let own = kind.map(|it| Own::of(regime, it, ground.and_then(|it| self.edition_of(it))));
        // Of a hop from somebody who received the data under nothing, safeguards as a whole.
        let mut provisions = regime.safeguard_provisions.iter();
        let safeguards = law.and_then(|law| provisions.find(|it| it.starts_with(&law.name)).cloned());
        // Where the place has no decision at all, those of others are none of its matter.
        let is_about_decision = self.decision().is_some() || self.finding.rule == Rule::DecisionNotInForce;
        let is_of_law = |it: &str| law.is_some_and(|law| it.starts_with(&law.name));
        let mut cited = Vec::new();
        for citation in list {
            let clauses = regime.editions.iter().find(|it| it.is_cited_by(citation));
            let is_of_safeguards = regime.safeguard_provisions.iter().any(|it| citation.starts_with(it.as_str()));
            let with = match (clauses, own) {
                (Some(cited_edition), Some(Own::Edition(edition))) if cited_edition.id != edition.id => {
                    edition.counterparts(citation)
                }
                (Some(_), Some(Own::Clauses | Own::Edition(_))) => vec![citation.clone()],
                (Some(_), None) if self.finding.rule.is_bare() => safeguards.iter().cloned().collect(),
                (Some(_), _) => article.iter().cloned().collect(),
                (None, Some(Own::Other))
                    if is_of_safeguards && article.is_some() && self.finding.rule == Rule::MechanismIncomplete =>
                {
                    article.iter().cloned().collect()
                }
                (None, Some(Own::NoSafeguard)) if is_of_safeguards && article.is_some() => {
                    article.iter().cloned().collect()
                }
                (None, _) if is_about_decision && !is_of_law(citation) && !self.is_of_own_decision(citation) => {
                    Vec::new()
                }
                _ => vec![citation.clone()],
            };
            cited.extend(with);
        }
        if let (Some(id), true) = (self.decision(), self.finding.rule.family() == Family::Adequacy) {
            let decision = self.assessment.law.decision(id);
            if !cited.iter().any(|it| decision.is_cited_by(it)) {
                let is_decision = decision.cite.contains("Decision");
                cited.push(if is_decision { decision.label() } else { decision.cite.clone() });
            }
        }
        cited
    }

    /// What the provisions are of: on the way onward what the sender received the data under, else what it is about, else
    /// what the transfer rests on.
    fn cited_grounds(&self) -> Vec<Ground> {
        if self.finding.rule.family() == Family::Onward || self.finding.rule == Rule::UnprotectedOnwardTransfer {
            return self.finding.under.clone();
        }
        let of_verdict = || match &self.transfer?.verdict {
            Verdict::Safeguarded(ground) | Verdict::Derogation(ground) => Some(*ground),
            _ => None,
        };
        self.finding.ground.or_else(of_verdict).into_iter().collect()
    }

    fn kind_of(&self, ground: Ground) -> Option<Kind> {
        match ground {
            Ground::Mechanism(id) => self.assessment.inventory.mechanism(id).table.kind.as_ref().map(|it| it.value),
            Ground::Kind(kind) => Some(kind),
            Ground::Decision(_) | Ground::FlowClaim | Ground::DataClaim(_) => None,
        }
    }

    fn edition_of(&self, ground: Ground) -> Option<&str> {
        let Ground::Mechanism(id) = ground else { return None };
        self.assessment.inventory.mechanism(id).table.edition.as_ref().map(|it| it.value.0.as_str())
    }

    /// Whether a citation is of the decision that it is about, or of none.
    fn is_of_own_decision(&self, citation: &str) -> bool {
        let case = citation.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
        let mut others = self.assessment.law.decisions().filter(|(_, it)| {
            let challenges = it.challenges.iter().map(|it| it.text.as_str());
            let texts = it.ended.iter().map(|it| it.by.as_str()).chain(challenges);
            let in_court = case.strip_prefix("CJEU ").is_some_and(|case| texts.into_iter().any(|it| it.contains(case)));
            in_court || it.is_cited_by(citation)
        });
        let Some(first) = others.next() else { return true };
        let own = self.decision();
        std::iter::once(first).chain(others).any(|(id, _)| Some(id) == own)
    }
}

/// What a ground is to the provisions of a rule.
#[derive(Clone, Copy)]
enum Own<'l> {
    /// Clauses of a known edition.
    Edition(&'l Edition),
    /// Clauses, or what is added to them.
    Clauses,
    /// Another safeguard, or what is none at all.
    Other,
    /// No safeguard: provisions on safeguards are out of place.
    NoSafeguard,
}

impl<'l> Own<'l> {
    fn of(regime: &'l Regime, kind: &MechanismKind, edition: Option<&str>) -> Self {
        let mut editions = regime.editions.iter().filter(|it| it.kind == kind.kind);
        match kind.class {
            Class::Derogation | Class::Other if kind.joins.is_none() && editions.clone().next().is_none() => {
                Self::NoSafeguard
            }
            _ if kind.joins.is_some() => Self::Clauses,
            _ => match (editions.clone().next(), edition) {
                (None, _) => Self::Other,
                (Some(only), None) if editions.clone().count() == 1 => Self::Edition(only),
                (Some(_), None) => Self::Clauses,
                (Some(_), Some(id)) => editions.find(|it| it.id == id).map_or(Self::Clauses, Self::Edition),
            },
        }
    }
}

/// The article of a kind of mechanism in a law.
fn article(kind: &MechanismKind, law: &AppliedLaw) -> Option<String> {
    let article = kind.article_in(law.citations)?;
    // What is written with another text is of that text.
    let is_of_law = ["Art. ", "recital "].iter().any(|it| article.starts_with(it));
    Some(if is_of_law { format!("{} {article}", law.name) } else { article.to_owned() })
}
