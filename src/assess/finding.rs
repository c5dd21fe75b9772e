//! A finding: a rule that a transfer, a mechanism, a system or the inventory falls short of, as facts.
//! Its words are made elsewhere, and only for what is shown.

use std::ops::{Deref, DerefMut};

use crate::{
    inventory::{AssessmentId, DataId, MeasureId, MechanismId, OrganizationId, SystemId},
    law::{Country, Day, DecisionId, Level, Rule},
    text::Span,
};

use super::{
    limits::LeftOut,
    transfer::{Ground, Missing, TransferId},
};

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A transfer.
    Transfer(TransferId),
    /// A mechanism.
    Mechanism(MechanismId),
    /// A system.
    System(SystemId),
    /// An organization.
    Organization(OrganizationId),
    /// A waiver, by its place in the list.
    Waiver(u32),
    /// A notice, by its place in the list.
    Notice(u32),
    /// A record of processing, by its place in the list.
    Register(u32),
    /// A file that should show something, by its place in the list of evidence.
    Evidence(u32),
    /// The inventory as a whole.
    Inventory,
}

/// What makes it so, as far as the rule alone does not say it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Detail {
    /// The rule says it all.
    #[default]
    Plain,
    /// A day.
    Day(Day),
    /// Two days.
    Days(Day, Day),
    /// Several classes of data.
    DataList(Vec<DataId>),
    /// An organization.
    Organization(OrganizationId),
    /// A system.
    System(SystemId),
    /// A measure.
    Measure(MeasureId),
    /// An assessment.
    Assessment(AssessmentId),
    /// Countries.
    Countries(Vec<Country>),
    /// A decision.
    Decision(DecisionId),
    /// A few words.
    Words(String),
    /// A key of the ground, whose fact does not carry it.
    Key(&'static str),
    /// What is recorded may be of the day or not, for want of an exact one.
    ExactDay,
    /// The authority that gave an authorization is not competent.
    NotCompetent,
    /// How to get a copy of a safeguard.
    CopyOfSafeguard,
    /// A phrase that is known when it is written.
    Phrase(&'static str),
}

/// Whether a finding counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It does.
    Active,
    /// A person accepted it; the waiver by its place in the list.
    Waived(u32),
}

/// The transfers that a finding concerns; one, as most do, needs no memory elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Concerned {
    /// One.
    One(TransferId),
    /// None or several.
    Several(Box<[TransferId]>),
}

impl From<TransferId> for Concerned {
    fn from(one: TransferId) -> Self {
        Self::One(one)
    }
}

impl From<Vec<TransferId>> for Concerned {
    fn from(several: Vec<TransferId>) -> Self {
        match several.as_slice() {
            [one] => Self::One(*one),
            _ => Self::Several(several.into()),
        }
    }
}

impl Deref for Concerned {
    type Target = [TransferId];

    fn deref(&self) -> &[TransferId] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Several(several) => several,
        }
    }
}

impl DerefMut for Concerned {
    fn deref_mut(&mut self) -> &mut [TransferId] {
        match self {
            Self::One(one) => std::slice::from_mut(one),
            Self::Several(several) => several,
        }
    }
}

/// A rule that something falls short of.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// Its level in this profile; never `Undecided`.
    pub level: Level,
    /// Whether a fact is missing rather than wrong.
    pub undecided: bool,
    /// What it is about.
    pub subject: Subject,
    /// The transfers that it concerns: its own, or several for paper.
    pub transfers: Concerned,
    /// The ground that it is about.
    pub ground: Option<Ground>,
    /// Whether the clauses that this ground joins fall short, and not the ground itself.
    pub is_of_joined: bool,
    /// On the way onward, what its sender received the data under: one of each kind and edition.
    pub under: Vec<Ground>,
    /// What makes it so.
    pub detail: Detail,
    /// Every fact that is missing.
    pub missing: Vec<Missing>,
    /// Other grounds that were tried, with the rule that stands against each.
    pub others: Vec<(Ground, Rule)>,
    /// Mechanisms that a limit of their own keeps from it.
    pub left_out: LeftOut,
    /// The line that makes it so.
    pub span: Span,
    /// Whether it counts.
    pub status: Status,
}
