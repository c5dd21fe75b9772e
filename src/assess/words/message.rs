//! What a finding says in one phrase that is sufficient alone: the phrases of each family of rules stand in a file of its own.
//! Makes words only; nothing here decides anything.

mod adequacy;
mod anonymity;
mod assessment;
mod derogation;
mod instrument;
mod onward;
mod paper;
mod transfer;
mod waivers;

use std::{
    cell::{Cell, OnceCell},
    fmt,
};

use crate::{
    graph::EdgeOrigin,
    law::{Family, Rule},
};

use super::{
    super::{finding::Subject, transfer::Missing},
    Scene,
};

/// A message, and which facts it says, so that what stands beside it need not say them again.
pub(super) struct Message {
    pub(super) text: String,
    pub(super) says_importer: bool,
    pub(super) says_place: bool,
    pub(super) says_detail: bool,
}

/// A part of a message that is made where it is said, and knows whether it was.
struct Part<'m> {
    make: &'m dyn Fn() -> String,
    made: OnceCell<String>,
    said: Cell<bool>,
}

impl<'m> Part<'m> {
    fn of(make: &'m dyn Fn() -> String) -> Self {
        Self { make, made: OnceCell::new(), said: Cell::new(false) }
    }

    fn text(&self) -> &str {
        self.made.get_or_init(self.make)
    }
}

impl fmt::Display for Part<'_> {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said.set(true);
        to.write_str(self.text())
    }
}

/// What phrases are made of.
struct Parts<'m> {
    data: Part<'m>,
    exporter: Part<'m>,
    importer: Part<'m>,
    place: Part<'m>,
    /// What was found, by itself and in brackets.
    detail: Part<'m>,
    why: Part<'m>,
    /// The ground that is at fault.
    ground: Part<'m>,
}

impl Scene<'_, '_> {
    pub(super) fn message(&self) -> Message {
        let (data, exporter, importer) = (|| self.data(), || self.exporter(), || self.importer());
        let (place, detail, why, ground) = (|| self.the_place(), || self.detail(), || self.why(), || self.own_ground());
        let parts = Parts {
            data: Part::of(&data),
            exporter: Part::of(&exporter),
            importer: Part::of(&importer),
            place: Part::of(&place),
            detail: Part::of(&detail),
            why: Part::of(&why),
            ground: Part::of(&ground),
        };
        let text = self.phrase(&parts);
        let Parts { importer, place, detail, why, ground, .. } = &parts;
        Message {
            text,
            says_importer: importer.said.get(),
            says_place: place.said.get(),
            says_detail: detail.said.get() || why.said.get() || (ground.said.get() && ground.text() == detail.text()),
        }
    }

    fn phrase(&self, parts: &Parts<'_>) -> String {
        match self.finding.rule.family() {
            Family::Transfer => self.say_of_transfer(parts),
            Family::Adequacy => self.say_of_adequacy(parts),
            Family::Instrument => self.say_of_instrument(parts),
            Family::Derogation => self.say_of_derogation(parts),
            Family::Assessment => self.say_of_assessment(parts),
            Family::Anonymity => self.say_of_anonymity(parts),
            Family::Onward => self.say_of_onward(parts),
            Family::Paper => self.say_of_paper(parts),
            Family::Waivers => self.say_of_waivers(parts),
        }
    }

    /// The word that agrees with the data: one class `is`; several, or data that nobody described, `are`.
    fn agree_with_data(&self, one: &'static str, many: &'static str) -> &'static str {
        if self.is_one_class() { one } else { many }
    }

    /// The word that agrees with the ground: most are one thing; the SCCs `are`.
    fn agree_with_ground(&self, one: &'static str, many: &'static str) -> &'static str {
        if self.is_several() { many } else { one }
    }

    /// The clauses of a ground: it may be their own name already.
    fn the_clauses(&self, ground: &Part<'_>) -> String {
        if self.is_several() { ground.to_string() } else { format!("the clauses of {ground}") }
    }

    pub(super) fn subject(&self) -> String {
        let inventory = self.assessment.inventory;
        match self.finding.subject {
            Subject::Mechanism(id) => format!("`{}`", inventory.mechanism(id).id),
            Subject::System(id) => format!("`{}`", inventory.system(id).id),
            Subject::Organization(id) => self.name(id),
            Subject::Evidence(at) => {
                format!("`{}`", inventory.evidence.get(at as usize).map_or("", |it| it.file.as_str()))
            }
            Subject::Transfer(_) => self.importer(),
            Subject::Waiver(_) | Subject::Notice(_) | Subject::Register(_) | Subject::Inventory => String::new(),
        }
    }

    /// Whether it is a question of the law, and not of what is recorded.
    fn is_open_law(&self) -> bool {
        self.finding.missing.iter().any(|it| matches!(it, Missing::Open(_)))
    }

    /// Whether somebody only reaches in.
    pub(super) fn is_access(&self) -> bool {
        self.id.is_some_and(|it| matches!(self.assessment.edge(it).origin, EdgeOrigin::Access(..)))
    }

    fn waived_rule(&self) -> &str {
        let Subject::Waiver(at) = self.finding.subject else {
            return "";
        };
        let waiver = self.assessment.inventory.waivers.get(at as usize);
        waiver.and_then(|it| it.table.rule.as_ref()).map_or("", |it| it.value.0.name())
    }

    /// A detail in brackets, or nothing.
    fn why(&self) -> String {
        let detail = self.detail();
        if detail.is_empty() { detail } else { format!(" ({detail})") }
    }
}

/// Stands at the end of a family: a rule of another one has its phrase in the file of that.
fn of_another_family(rule: Rule) -> String {
    unreachable!("`{rule}` is a rule of `{}`", rule.family().name())
}
