//! The words of mechanisms that a limit of their own keeps from a row: which limit, and what would lift it.

use crate::{
    inventory::model::Mechanism,
    law::{Place, PlaceKind},
    text::{Span, Spanned},
};

use super::{
    super::{
        Assessment,
        finding::Finding,
        limits::{Limit, Limited},
    },
    Scene,
};

/// Names that a limit shows before it counts.
const MAX_NAMES: usize = 3;

/// Why a mechanism is left out of a finding's transfer.
pub(crate) fn left_out(assessment: &Assessment<'_>, finding: &Finding) -> Vec<String> {
    Scene::of(assessment, finding).left_out()
}

/// What would make a mechanism cover a finding's transfer too.
pub(crate) fn widened(assessment: &Assessment<'_>, finding: &Finding, limited: Limited) -> String {
    Scene::of(assessment, finding).widened(limited)
}

impl Scene<'_, '_> {
    /// Why each mechanism that is left out does not cover it; the rest is counted.
    pub(super) fn left_out(&self) -> Vec<String> {
        let all = &self.finding.left_out;
        let mut sentences = all.first.iter().map(|it| self.sentence(*it)).collect::<Vec<_>>();
        match all.n_more {
            0 => {}
            1 => sentences.push("1 more is limited to others".to_owned()),
            more => sentences.push(format!("{more} more are limited to others")),
        }
        sentences
    }

    /// Where the limits are written.
    pub(super) fn limits(&self) -> impl Iterator<Item = (Span, String)> {
        self.finding.left_out.first.iter().filter_map(|it| {
            let table = self.table(*it);
            let span = match it.limit {
                Limit::Countries => table.countries.as_ref().map(|it| it.span),
                Limit::Flows => table.flows.as_ref().map(|it| it.span),
                Limit::Data => table.data.as_ref().map(|it| it.span),
            };
            span.map(|span| (span, format!("limited to {}", self.extent(*it))))
        })
    }

    /// What to do: a paper that is there already comes first.
    pub(super) fn fix(&self, of_rule: &str) -> String {
        let Some(first) = self.finding.left_out.first.first().filter(|_| self.finding.rule.is_bare()) else {
            return of_rule.to_owned();
        };
        let mut letters = of_rule.chars();
        let rest = letters.next().map(|it| it.to_lowercase().chain(letters).collect::<String>()).unwrap_or_default();
        let other = if self.finding.left_out.first.len() > 1 { "; the others likewise" } else { "" };
        format!(
            "If what was agreed in {} covers this too, add {} to its `{}`{other}. Otherwise {rest}",
            self.named(*first),
            self.beyond(first.limit),
            first.limit.key()
        )
    }

    /// The change of the inventory that would make a mechanism count.
    pub(super) fn widened(&self, limited: Limited) -> String {
        format!("{}, with {} in its `{}`", self.named(limited), self.beyond(limited.limit), limited.limit.key())
    }

    /// `` `clauses` is limited to India, and this goes to Singapore ``
    fn sentence(&self, limited: Limited) -> String {
        let name = self.named(limited);
        let extent = self.extent(limited);
        let this = match limited.limit {
            Limit::Countries => "goes to",
            Limit::Flows => "is",
            Limit::Data => "carries",
        };
        format!("{name} is limited to {extent}, and this {this} {}", self.beyond(limited.limit))
    }

    /// Its id, else the word of its kind.
    fn named(&self, limited: Limited) -> String {
        let entry = self.assessment.inventory.mechanism(limited.mechanism);
        let kind = entry.table.kind.as_ref().map_or("the mechanism", |it| it.value.word());
        if entry.id.is_empty() { format!("`{kind}`") } else { format!("`{}`", entry.id) }
    }

    fn table(&self, limited: Limited) -> &Mechanism {
        &self.assessment.inventory.mechanism(limited.mechanism).table
    }

    /// What the transfer has that the limit has not.
    fn beyond(&self, limit: Limit) -> String {
        match (limit, self.id) {
            (Limit::Countries, _) => self.the_place(),
            (Limit::Flows, Some(id)) => format!("`{}`", self.assessment.flow_name(id)),
            (Limit::Data, Some(id)) if self.assessment.is_unspecified(id) => "data that nobody described".to_owned(),
            _ => self.data(),
        }
    }

    /// What a mechanism is limited to.
    fn extent(&self, limited: Limited) -> String {
        let table = self.table(limited);
        let names = match limited.limit {
            Limit::Countries => {
                let places = table.countries.iter().flat_map(|it| &it.value);
                places.flat_map(|it| self.places(it)).collect::<Vec<_>>()
            }
            Limit::Flows => ids(table.flows.iter().flat_map(|it| &it.value).map(|it| it.value.as_str())),
            Limit::Data => {
                let inventory = self.assessment.inventory;
                ids(table.data.iter().flat_map(|it| &it.value).map(|it| inventory.data_class(it.value).id.as_str()))
            }
        };
        let shown = names.iter().take(MAX_NAMES).map(String::as_str).collect::<Vec<_>>().join(", ");
        match names.len().saturating_sub(MAX_NAMES) {
            0 => shown,
            more => format!("{shown} and {more} more"),
        }
    }

    fn places(&self, place: &Spanned<Place>) -> Vec<String> {
        let places = &self.assessment.law.places;
        match &place.value.kind {
            PlaceKind::Countries(list) => list.iter().map(|it| places.name_in_sentence(*it)).collect(),
            PlaceKind::Body(body) => vec![format!("the {}", places.body_info(*body).name)],
            PlaceKind::Bloc(bloc) => vec![places.bloc(*bloc).name.clone()],
            PlaceKind::World => vec!["anywhere".to_owned()],
            PlaceKind::ThirdCountry => vec!["a third country".to_owned()],
            PlaceKind::Unknown => vec!["a place that is not recorded".to_owned()],
        }
    }
}

fn ids<'n>(names: impl Iterator<Item = &'n str>) -> Vec<String> {
    names.map(|it| format!("`{it}`")).collect()
}
