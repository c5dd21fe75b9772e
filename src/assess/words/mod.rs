//! The words of findings, made from their facts in one place and only for what is shown.
//! Names stand in backticks; nothing here decides anything.

mod advice;
mod cited;
mod facts;
mod limited;
mod message;
mod owner;
mod parties;
mod recorded;
mod way;

use std::collections::BTreeSet;

use crate::{
    inventory::{OrganizationId, words::Kind},
    law::{Country, MechanismKind, Regime, Rule},
    text::Span,
};

pub(crate) use limited::{left_out, widened};

use super::{
    Assessment,
    finding::{Detail, Finding, Subject},
    papers::names,
    transfer::{Ground, Spot, Transfer, TransferId},
};

/// A finding in words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// A lowercase phrase, sufficient alone.
    pub message: String,
    /// What is so at the line that makes it so.
    pub label: String,
    /// What the label adds to the message, for formats that show both in one line.
    pub more: String,
    /// Other places that matter, each with a few words.
    pub related: Vec<(Span, String)>,
    /// The provisions that it rests on, as they applied that day.
    pub law: Vec<String>,
    /// The facts that it relies on.
    pub facts: Vec<String>,
    /// What was taken to be so.
    pub assumed: Vec<String>,
    /// What to do, cheapest first.
    pub fix: String,
    /// What a reviewer asks.
    pub asks: String,
    /// The fact that would change it.
    pub would_change: String,
}

/// Puts a finding into words.
pub(crate) fn of(assessment: &Assessment<'_>, finding: &Finding) -> Words {
    let scene = Scene::of(assessment, finding);
    let data = assessment.law.rule(finding.rule);
    let message = scene.message();
    Words {
        label: scene.label(),
        more: scene.more(&message),
        message: message.text,
        related: scene.related(),
        law: scene.law(),
        facts: scene.facts(),
        assumed: scene.assumed(),
        fix: scene.fix(&scene.if_gone(scene.advice(&data.fix))),
        asks: scene.to_owner(scene.advice(&data.check)),
        would_change: scene.would_change(),
    }
}

/// The message of a finding, and what its label adds to it: all that a line for it says.
pub(crate) fn in_one_line(assessment: &Assessment<'_>, finding: &Finding) -> (String, String) {
    let scene = Scene::of(assessment, finding);
    let message = scene.message();
    let more = scene.more(&message);
    (message.text, more)
}

/// What to do about a rule that stands against a ground of a finding.
pub(crate) fn fix(assessment: &Assessment<'_>, finding: &Finding, rule: Rule) -> String {
    Scene::of(assessment, finding).advice(&assessment.law.rule(rule).fix)
}

/// A ground in a sentence about a finding.
pub(crate) fn ground(assessment: &Assessment<'_>, finding: &Finding, ground: Ground) -> String {
    Scene::of(assessment, finding).ground(ground)
}

/// The place of a transfer as people call it.
#[must_use]
pub fn shown_place(assessment: &Assessment<'_>, spot: Spot) -> String {
    let places = &assessment.law.places;
    match spot {
        Spot::Country(country) => places.name(country).to_owned(),
        Spot::Body(Some(body)) => places.body_info(body).name.clone(),
        Spot::Body(None) => "an international organization".to_owned(),
        Spot::Bloc(bloc) => places.bloc(bloc).name.clone(),
        Spot::Unbounded => "anywhere".to_owned(),
        Spot::ThirdCountry => "a third country".to_owned(),
        Spot::EstablishmentMissing | Spot::PlaceMissing => "not recorded".to_owned(),
        Spot::Nowhere => String::new(),
    }
}

/// A finding with what it is about, looked up once.
struct Scene<'f, 'a> {
    assessment: &'f Assessment<'a>,
    finding: &'f Finding,
    id: Option<TransferId>,
    transfer: Option<&'f Transfer>,
}

impl<'f, 'a> Scene<'f, 'a> {
    fn of(assessment: &'f Assessment<'a>, finding: &'f Finding) -> Self {
        let id = match finding.subject {
            Subject::Transfer(id) => Some(id),
            _ => finding.transfers.first().copied(),
        };
        Self { assessment, finding, id, transfer: id.map(|it| assessment.transfer(it)) }
    }

    /// The regime that it is found under; of what is about no transfer the first one.
    fn regime(&self) -> &Regime {
        self.assessment.regime_of(self.finding).unwrap_or_else(|| self.assessment.main_regime())
    }

    /// What an assessment is called under the regime on the day.
    fn test(&self) -> &str {
        self.regime().duties.test(self.assessment.day).map_or("assessment", |it| it.name.as_str())
    }

    fn country(&self, country: Country) -> &str {
        self.assessment.law.places.name(country)
    }

    fn name(&self, organization: OrganizationId) -> String {
        format!("`{}`", self.assessment.inventory.organization_name(organization))
    }

    /// Who receives, or the system if nobody is recorded behind it.
    fn importer(&self) -> String {
        match (self.transfer.and_then(|it| it.importer), self.id) {
            (Some(importer), _) => self.name(importer),
            (None, Some(id)) => match self.assessment.edge(id).to {
                crate::graph::Node::System(system) => format!("`{}`", self.assessment.inventory.system(system).id),
                _ => "somebody who is not recorded".to_owned(),
            },
            _ => String::new(),
        }
    }

    fn exporter(&self) -> String {
        match (self.transfer.and_then(|it| it.exporter), self.id) {
            (Some(exporter), _) => self.name(exporter),
            (None, Some(id)) => match self.assessment.edge(id).from {
                crate::graph::Node::System(system) => format!("`{}`", self.assessment.inventory.system(system).id),
                _ => "the sender".to_owned(),
            },
            _ => String::new(),
        }
    }

    fn place(&self) -> String {
        self.transfer.map(|it| shown_place(self.assessment, it.spot)).unwrap_or_default()
    }

    /// The place as it stands in a sentence.
    fn the_place(&self) -> String {
        match self.transfer.map(|it| it.spot) {
            Some(Spot::Country(country)) => self.assessment.law.places.name_in_sentence(country),
            Some(spot @ Spot::Body(Some(_))) => format!("the {}", shown_place(self.assessment, spot)),
            _ => self.place(),
        }
    }

    fn data(&self) -> String {
        let Some(id) = self.id else {
            return "personal data".to_owned();
        };
        let named = self.assessment.data(id).map(|it| format!("`{}`", self.assessment.inventory.data_class(it).id));
        let named = named.collect::<Vec<_>>();
        match named.as_slice() {
            [] => "personal data".to_owned(),
            [one] => one.clone(),
            [one, two] => format!("{one} and {two}"),
            [first, rest @ ..] => format!("{first} and {} more classes", rest.len()),
        }
    }

    /// Whether `data` names one class and no more.
    fn is_one_class(&self) -> bool {
        self.id.is_some_and(|it| self.assessment.data(it).take(2).count() == 1)
    }

    fn ground(&self, ground: Ground) -> String {
        match ground {
            Ground::Decision(id) => self.assessment.law.decision(id).label(),
            Ground::Mechanism(id) => {
                let entry = self.assessment.inventory.mechanism(id);
                if entry.id.is_empty() {
                    entry.table.kind.as_ref().map_or("the mechanism".to_owned(), |it| self.kind(it.value))
                } else {
                    format!("`{}`", entry.id)
                }
            }
            Ground::Kind(kind) => self.kind(kind),
            Ground::FlowClaim => "the claim of anonymity".to_owned(),
            Ground::DataClaim(data) => {
                format!("the claim that `{}` is anonymous", self.assessment.inventory.data_class(data).id)
            }
        }
    }

    fn kind(&self, kind: Kind) -> String {
        format!("the {}", self.kind_here(kind).label())
    }

    /// What is known of a kind under the regime.
    fn kind_here(&self, kind: Kind) -> &MechanismKind {
        self.regime().mechanism(kind.word()).unwrap_or_else(|| self.assessment.mechanism_kind(kind))
    }

    /// What the transfer rests on, as far as something stands.
    fn standing(&self) -> Option<Ground> {
        self.transfer.and_then(|it| it.verdict.rests_on())
    }

    /// The paper that falls short: the ground, or the clauses that it joins.
    fn at_fault(&self) -> Option<Ground> {
        let joined = || {
            let id = self.finding.ground?.mechanism().filter(|_| self.finding.is_of_joined)?;
            self.assessment.inventory.mechanism(id).table.addendum_to.as_ref().map(|it| Ground::Mechanism(it.value))
        };
        joined().or(self.finding.ground).or_else(|| self.standing())
    }

    fn own_ground(&self) -> String {
        self.at_fault().map_or_else(|| "what is recorded".to_owned(), |it| self.ground(it))
    }

    /// Whether `own_ground` is several things in grammar, as the SCCs are.
    fn is_several(&self) -> bool {
        let kind = match self.at_fault() {
            Some(Ground::Mechanism(id)) => {
                let entry = self.assessment.inventory.mechanism(id);
                entry.table.kind.as_ref().map(|it| it.value).filter(|_| entry.id.is_empty())
            }
            Some(Ground::Kind(kind)) => Some(kind),
            _ => None,
        };
        kind.is_some_and(|it| self.kind_here(it).plural)
    }

    /// The countries that a notice names as those from where people reach in.
    fn named_as_reached(&self) -> BTreeSet<Country> {
        let Subject::Notice(at) = self.finding.subject else {
            return BTreeSet::new();
        };
        let notice = self.assessment.inventory.notices.get(at as usize);
        let places = notice.and_then(|it| it.table.remote_access.as_ref());
        let world = self.transfer.map(|it| self.assessment.world(it));
        places.zip(world).map(|(places, world)| names(world, &places.value)).unwrap_or_default()
    }

    fn detail(&self) -> String {
        match &self.finding.detail {
            Detail::Plain => String::new(),
            Detail::Day(day) => day.to_string(),
            Detail::Days(day, _) => day.to_string(),
            Detail::DataList(list) => {
                let names = list.iter().map(|it| format!("`{}`", self.assessment.inventory.data_class(*it).id));
                let names = names.collect::<Vec<_>>();
                if names.is_empty() { "data that nobody described".to_owned() } else { names.join(", ") }
            }
            Detail::Organization(id) => self.name(*id),
            Detail::System(id) => format!("`{}`", self.assessment.inventory.system(*id).id),
            Detail::Measure(id) => {
                let entry = self.assessment.inventory.measure(*id);
                let kind = entry.table.kind.as_ref().map_or("measure", |it| it.value.word());
                if entry.id.is_empty() { format!("`{kind}`") } else { format!("`{}`", entry.id) }
            }
            Detail::Assessment(id) => {
                let entry = self.assessment.inventory.assessment(*id);
                if entry.id.is_empty() { "the assessment".to_owned() } else { format!("`{}`", entry.id) }
            }
            Detail::Countries(list) => {
                let reached = self.named_as_reached();
                let aside =
                    |it: &Country| if reached.contains(it) { " (named under `remote-access` alone)" } else { "" };
                let named = list.iter().map(|it| format!("{}{}", self.country(*it), aside(it)));
                named.collect::<Vec<_>>().join(", ")
            }
            Detail::Decision(id) => self.assessment.law.decision(*id).label(),
            Detail::Words(words) => words.clone(),
            Detail::Key(key) => (*key).to_owned(),
            Detail::ExactDay => String::new(),
            Detail::NotCompetent => "the authority that gave it is not competent".to_owned(),
            Detail::CopyOfSafeguard => "how to get a copy".to_owned(),
            Detail::Phrase(phrase) => (*phrase).to_owned(),
        }
    }
}

/// A name without its backticks, for labels and facts.
fn plain(name: &str) -> String {
    name.trim_matches('`').to_owned()
}
