//! What can carry a transfer, judged by itself: dead, open, or standing with its defects.

use crate::{
    graph::Edge,
    inventory::{MechanismId, OrganizationId, model::Mechanism, values::Answer, words::Kind},
    law::{Country, Doubt, Level, Rule, Terms},
    text::Span,
};

use super::{
    finding::Detail,
    profile::Severity,
    role::RoleFact,
    transfer::{Ground, Missing, Spot},
    world::World,
};

/// The order in which grounds answer for a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// The data are anonymous.
    Anonymity,
    /// A decision; Art. 45.
    Decision,
    /// A safeguard; Art. 46.
    Safeguard,
    /// A derogation; Art. 49.
    Derogation,
    /// No ground, whatever it is called.
    Nothing,
}

impl Layer {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Anonymity => "anonymity",
            Self::Decision => "decision",
            Self::Safeguard => "safeguard",
            Self::Derogation => "derogation",
            Self::Nothing => "none",
        }
    }
}

/// Something that a standing ground falls short of.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Defect {
    pub(crate) rule: Rule,
    pub(crate) severity: Severity,
    pub(crate) detail: Detail,
    pub(crate) span: Option<Span>,
    /// Whether it is of the clauses that the ground joins, and not of the ground itself.
    pub(crate) is_of_joined: bool,
}

impl Defect {
    pub(crate) fn new(rule: Rule, detail: Detail, span: Option<Span>) -> Self {
        Self { rule, severity: Severity::of(rule), detail, span, is_of_joined: false }
    }

    pub(crate) fn at_level(self, level: Level) -> Self {
        Self { severity: Severity::always(level), ..self }
    }

    pub(crate) fn with(self, severity: Severity) -> Self {
        Self { severity, ..self }
    }
}

/// A judged ground.
#[derive(Debug, Clone)]
pub(crate) struct Judged {
    pub(crate) ground: Ground,
    pub(crate) layer: Layer,
    /// Where it is written; `None` for a decision that nobody named.
    pub(crate) span: Option<Span>,
    /// Its place in `via`, those that are not named there last.
    pub(crate) order: usize,
    /// Rules that say that it does not stand, in the order of the catalogue.
    pub(crate) dead: Vec<Defect>,
    /// Facts that are missing, and the rule that asks for them.
    pub(crate) missing: Vec<Missing>,
    pub(crate) asks: Option<Rule>,
    /// What it falls short of without falling.
    pub(crate) defects: Vec<Defect>,
    /// The terms of the clauses that fit, what onward transfers are read against.
    pub(crate) terms: Option<Terms>,
    /// Whether it is binding corporate rules, which bind onward too.
    pub(crate) is_bcr: bool,
}

impl Judged {
    pub(crate) fn new(ground: Ground, layer: Layer, span: Option<Span>, order: usize) -> Self {
        Self {
            ground,
            layer,
            span,
            order,
            dead: Vec::new(),
            missing: Vec::new(),
            asks: None,
            defects: Vec::new(),
            terms: None,
            is_bcr: false,
        }
    }

    pub(crate) fn is_dead(&self) -> bool {
        !self.dead.is_empty()
    }

    pub(crate) fn is_open(&self) -> bool {
        self.dead.is_empty() && !self.missing.is_empty()
    }

    pub(crate) fn stands(&self) -> bool {
        self.dead.is_empty() && self.missing.is_empty()
    }

    /// It does not stand.
    pub(crate) fn kill(&mut self, rule: Rule, detail: Detail, span: Option<Span>) {
        keep_small(&mut self.dead);
        self.dead.push(Defect::new(rule, detail, span));
    }

    /// A fact is missing.
    pub(crate) fn ask(&mut self, rule: Rule, fact: Missing) {
        // The first rule of the catalogue asks for all.
        self.asks = Some(self.asks.map_or(rule, |it| it.min(rule)));
        if !self.missing.contains(&fact) {
            self.missing.push(fact);
        }
    }

    /// It stands, and falls short of something.
    pub(crate) fn note(&mut self, defect: Defect) {
        keep_small(&mut self.defects);
        self.defects.push(defect);
    }
}

/// Makes room for one: most grounds have no second defect, and very many of them are kept.
fn keep_small(defects: &mut Vec<Defect>) {
    if defects.is_empty() {
        defects.reserve_exact(1);
    }
}

/// One row to be judged: an edge, a destination, and classes of data with the same answer.
pub(crate) struct Case<'w, 'a> {
    pub(crate) world: &'w World<'a>,
    pub(crate) edge: &'w Edge,
    pub(crate) exporter: Option<OrganizationId>,
    pub(crate) importer: Option<OrganizationId>,
    pub(crate) spot: Spot,
    /// Whether the sender received the data itself.
    pub(crate) onward: bool,
    /// The country that decides: the destination, or the worst member of a bloc.
    pub(crate) country: Option<Country>,
    /// What is not settled of where it lies.
    pub(crate) doubt: Option<&'w Doubt>,
    /// The classes of the row.
    pub(crate) classes: &'w [u64],
    /// Whether they are data on employees; left out means no.
    pub(crate) hr: Answer,
}

impl Case<'_, '_> {
    /// The sender's part in the processing.
    pub(crate) fn sender_role(&self) -> RoleFact {
        self.world.sender_role(self.edge)
    }

    /// The receiver's part in the processing.
    pub(crate) fn receiver_role(&self) -> RoleFact {
        self.world.receiver_role(self.edge)
    }
}

/// A mechanism to be judged, with what it is called and where it is written.
#[derive(Clone, Copy)]
pub(crate) struct Candidate<'a> {
    pub(crate) ground: Ground,
    pub(crate) kind: Kind,
    pub(crate) table: &'a Mechanism,
    /// Where it is named under `via`, else where it is defined.
    pub(crate) span: Span,
    pub(crate) order: usize,
    pub(crate) id: Option<MechanismId>,
}

/// A mechanism of which nothing is recorded but its kind.
pub(crate) fn nothing_recorded() -> &'static Mechanism {
    static BLANK: std::sync::LazyLock<Mechanism> = std::sync::LazyLock::new(Mechanism::default);
    &BLANK
}
