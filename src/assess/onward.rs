//! Onward transfers: each hop is read against the ground under which its sender received the data;
//! GDPR Art. 44, SCCs 2021/914 clauses 8.7 and 8.8.

use std::{borrow::Cow, cmp::Ordering};

use crate::{
    graph::{Bits, Edge, EdgeId, Node},
    inventory::{Inventory, values::Answer as Said, words::Kind},
    law::{Level, Rule, Side, Terms},
    text::Span,
};

use super::{
    finding::Detail,
    ground::{Judged, Layer},
    grounds::Answer,
    groups::Plane,
    past,
    profile::Severity,
    rows::Pending,
    transfer::{Ground, Missing, NoTransfer, Spot, TransferKind, Verdict},
    world::World,
};

/// How a sender received data; what asks most of the next hop first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Mode {
    /// As a processor: clauses made for one.
    Processor,
    /// Under a derogation, something open, or nothing: a ground of its own is needed.
    Nothing,
    /// As a controller: clauses made for one, binding corporate rules.
    Controller,
    /// Under a decision: that country's rules.
    Adequacy,
    /// As the controller whose own data came back: clauses made for its processor.
    Returned,
}

impl Mode {
    /// All of them, what asks most first.
    pub(crate) const ALL: [Self; 5] =
        [Self::Processor, Self::Nothing, Self::Controller, Self::Adequacy, Self::Returned];

    /// How an importer receives data under clauses.
    pub(crate) fn under(clauses: Terms) -> Self {
        match clauses.importer {
            Side::Processor => Self::Processor,
            Side::Controller if clauses.own_controller => Self::Returned,
            Side::Controller => Self::Controller,
        }
    }
}

/// All ways in which a sender received data: the next hop must give what each of them asks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct WaysIn(u8);

impl WaysIn {
    /// These and one more.
    #[must_use]
    pub(crate) fn with(self, mode: Mode) -> Self {
        Self(self.0 | 1 << mode as u8)
    }

    pub(crate) fn has(self, mode: Mode) -> bool {
        self.0 & (1 << mode as u8) != 0
    }

    /// The one that asks most; where nothing is known to have come, nothing carried it.
    pub(crate) fn first(self) -> Mode {
        Mode::ALL.into_iter().find(|it| self.has(*it)).unwrap_or(Mode::Nothing)
    }

    /// Those that ask something which the others do not; `after_decision`: whether a decision does.
    #[must_use]
    fn that_count(self, after_decision: bool) -> Self {
        let first = Self::default().with(self.first());
        // Clauses for processors allow the least, and ask for the instruction by themselves.
        if self.has(Mode::Processor) {
            return first;
        }
        let more = |it: &Mode| match it {
            // Without a decision or a safeguard of its own the hop may rest on what the clauses name, and on nothing more.
            Mode::Controller => true,
            Mode::Adequacy => after_decision,
            _ => false,
        };
        Mode::ALL.into_iter().filter(|it| self.has(*it) && more(it)).fold(first, Self::with)
    }
}

/// How a hop is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading<'m> {
    /// In which ways the sender received its classes, as far as each asks something.
    pub(crate) ways: WaysIn,
    /// What the sender received its classes under in the way that asks most, as far as it is a safeguard; those of one
    /// kind and edition together.
    pub(crate) under: &'m [Ground],
}

/// What a row hands on to the next hop.
#[derive(Debug, Clone, Copy)]
pub(crate) enum HandsOn {
    Mode(Mode),
    /// It rests on nothing: how its own sender received the data.
    SendersOwn,
}

/// One way in which a node received classes.
#[derive(Debug)]
pub(crate) struct Receipt {
    pub(crate) from: Node,
    pub(crate) to: Node,
    pub(crate) bits: Bits,
    pub(crate) hands_on: HandsOn,
    /// The safeguard that carried it.
    pub(crate) under: Option<Ground>,
}

impl Reading<'_> {
    /// What speaks for all that the sender received, one of each kind and edition; clauses, where it is a processor.
    pub(crate) fn grounds(self, inventory: &Inventory) -> Vec<Ground> {
        let mut found = Vec::new();
        let mut rest = self.under;
        while let Some(first) = rest.first().copied() {
            found.push(first);
            let of_one = |it: &Ground| edition(inventory, *it) == edition(inventory, first);
            rest = rest.get(rest.partition_point(of_one)..).unwrap_or_default();
        }
        if found.is_empty() && self.ways.has(Mode::Processor) {
            found.push(Ground::Kind(Kind::Scc));
        }
        found
    }
}

/// The newest edition first; of those of one edition the first by name.
pub(crate) fn by_edition(inventory: &Inventory, one: Ground, other: Ground) -> Ordering {
    let id = |it: Ground| it.mechanism().map(|it| (inventory.mechanism(it).id.as_str(), it));
    edition(inventory, other).cmp(&edition(inventory, one)).then_with(|| id(one).cmp(&id(other)))
}

/// The edition of clauses, and of which kind they are.
fn edition(inventory: &Inventory, ground: Ground) -> (Option<&str>, Option<Kind>) {
    match ground {
        Ground::Mechanism(id) => {
            let table = &inventory.mechanism(id).table;
            (table.edition.as_ref().map(|it| it.value.0.as_str()), table.kind.as_ref().map(|it| it.value))
        }
        Ground::Kind(kind) => (None, Some(kind)),
        Ground::Decision(_) | Ground::FlowClaim | Ground::DataClaim(_) => (None, None),
    }
}

impl Receipt {
    /// What a row hands on to its receiver, if anything.
    pub(crate) fn of(world: &World<'_>, row: &Pending<'_>) -> Option<Self> {
        let edge = world.edge(row.edge);
        let standing = row.answer.as_ref().and_then(Answer::standing);
        let under = standing.filter(|it| it.layer == Layer::Safeguard).map(|it| it.ground);
        let bits = row.group.bits.clone();
        Some(Self { from: edge.from, to: edge.to, bits, hands_on: hands_on(world, row)?, under })
    }

    /// Between systems of one entity nothing changes.
    pub(crate) fn within_entity(world: &World<'_>, edge: EdgeId) -> Self {
        let edge = world.edge(edge);
        let bits = Bits::of(world.graph.classes.bits(edge.classes));
        Self { from: edge.from, to: edge.to, bits, hands_on: HandsOn::SendersOwn, under: None }
    }
}

/// What a row hands on; one without a country hands on nothing.
fn hands_on(world: &World<'_>, row: &Pending<'_>) -> Option<HandsOn> {
    let destination = row.destination;
    if destination.inside {
        // Free to send to, with a law of its own for what goes on from there: as under a decision.
        let is_source = |it| world.regime.is_source(it, world.day);
        let own_law = destination.country.is_some_and(|it| !is_source(it)) && destination.doubt.is_none();
        let there = destination.reached_by.establishment && !destination.assumed;
        return (own_law && there).then_some(HandsOn::Mode(Mode::Adequacy));
    }
    if matches!(
        destination.spot,
        Spot::EstablishmentMissing | Spot::PlaceMissing | Spot::Unbounded | Spot::ThirdCountry
    ) {
        return None;
    }
    let answer = row.answer.as_ref()?;
    let mode = match answer.standing() {
        Some(standing) => match (standing.layer, standing.terms) {
            (Layer::Decision, _) => Mode::Adequacy,
            (Layer::Safeguard, Some(terms)) => match Mode::under(terms) {
                // Of somebody outside whom the law does not reach, these clauses give nobody its own data back.
                Mode::Returned if row.kind == TransferKind::Onward => return Some(HandsOn::SendersOwn),
                mode => mode,
            },
            (Layer::Safeguard, None) if standing.is_bcr => Mode::Controller,
            (Layer::Anonymity, _) => return None,
            _ => Mode::Nothing,
        },
        None if answer.open().is_some() => Mode::Nothing,
        None if row.kind == TransferKind::Onward => return Some(HandsOn::SendersOwn),
        None => Mode::Nothing,
    };
    Some(HandsOn::Mode(mode))
}

/// What the reading of a hop needs from the row that it settles.
pub(crate) trait Settle {
    fn stands(&mut self, answer: &Answer, standing: &Judged) -> Verdict;
    fn as_if_direct(&mut self, answer: &Answer) -> Verdict;
    fn fails(&mut self, answer: &Answer) -> Verdict;
    fn say(&mut self, rule: Rule, severity: Severity, detail: Detail, span: Option<Span>);
    fn kill_consent(&mut self, answer: &Answer, consent: &Judged) -> Verdict;
}

/// The answer of all grounds to an onward row.
pub(crate) fn answer(
    world: &World<'_>,
    row: &Pending<'_>,
    answer: &Answer,
    reading: Reading<'_>,
    settle: &mut impl Settle,
) -> Verdict {
    let (ways, first) = (reading.ways, reading.ways.first());
    if first != Mode::Processor && ways.has(Mode::Adequacy) {
        let sender = world.sender_role(world.edge(row.edge));
        if sender.any_processor() {
            let is_sure = sender.only_processor() && row.group.plane != Plane::IfDecrypted;
            refused_instruction(world, row, is_sure, settle);
        }
    }
    match first {
        Mode::Nothing if ways.has(Mode::Controller) => {
            let listed = keep(world, answer, ways);
            match listed.standing() {
                Some(standing) => settle.stands(&listed, standing),
                None => settle.fails(&listed),
            }
        }
        Mode::Nothing => settle.as_if_direct(answer),
        Mode::Processor => {
            let listed = keep(world, answer, ways);
            // Of data of which nobody knows whether they are there, nobody is asked who let them go on.
            if listed.standing().is_some() || !past::is_guessed(world, world.edge(row.edge), &row.group) {
                instruction(world, row, reading.under, settle);
            }
            if let Some(standing) = listed.standing() {
                return settle.stands(&listed, standing);
            }
            let consent = answer.tried.iter().find(|it| kind_of(world, it.ground) == Some(Kind::Consent));
            match consent {
                Some(consent) if listed.open().is_none() => settle.kill_consent(answer, consent),
                _ => settle.fails(&listed),
            }
        }
        Mode::Controller => {
            let mut listed = keep(world, answer, ways);
            let is_contract = |it: &Judged| kind_of(world, it.ground) == Some(Kind::EquivalentContract);
            let stands_without = listed.standing().is_some();
            if listed.tried.iter().any(is_contract) {
                for judged in listed.to_mut().tried.iter_mut().filter(|it| is_contract(it)) {
                    judged.dead.retain(|it| it.rule != Rule::NotAMechanism);
                    judged.layer = Layer::Safeguard;
                }
            }
            match listed.standing() {
                // A contract like the clauses is no ground for what came under a decision too.
                Some(_) if ways.has(Mode::Adequacy) && !stands_without => own_rules(world, row, answer, settle),
                Some(standing) => settle.stands(&listed, standing),
                None => settle.fails(&listed),
            }
        }
        Mode::Adequacy => match answer.standing() {
            Some(standing) => settle.stands(answer, standing),
            None => own_rules(world, row, answer, settle),
        },
        Mode::Returned => match answer.standing() {
            Some(standing) => settle.stands(answer, standing),
            None => Verdict::NotATransfer(NoTransfer::NothingAsked),
        },
    }
}

/// What goes on from a country with a decision hangs on the rules of that country.
fn own_rules(world: &World<'_>, row: &Pending<'_>, answer: &Answer, settle: &mut impl Settle) -> Verdict {
    let named = answer.dead().and_then(|it| it.dead.first()).map_or(Detail::Plain, |it| Detail::Phrase(it.rule.name()));
    // Where this run judges the sender's own exports under another regime, the hop is answered there.
    let is_answered = world.is_export_anywhere(world.edge(row.edge));
    let level = if is_answered { Level::Note } else { Level::Warning };
    settle.say(Rule::OnwardFromAdequate, Severity::stricter(Some(level), Level::Undecided), named, None);
    Verdict::Undecided(vec![Missing::OnwardRules])
}

/// The grounds that the clauses list for a hop.
fn keep<'a>(world: &World<'_>, answer: &'a Answer, ways: WaysIn) -> Cow<'a, Answer> {
    let listed = answer.tried.iter().filter(|it| is_listed(world, ways, it));
    if listed.clone().count() == answer.tried.len() {
        return Cow::Borrowed(answer);
    }
    Cow::Owned(Answer { tried: listed.cloned().collect(), said: answer.said.clone() })
}

/// Whether a hop may rest on a ground: decisions, safeguards, and the derogations that the clauses name.
pub(crate) fn is_listed(world: &World<'_>, ways: WaysIn, judged: &Judged) -> bool {
    let by_clauses = ways.has(Mode::Processor) || ways.has(Mode::Controller);
    judged.layer != Layer::Derogation
        || !by_clauses
        || match kind_of(world, judged.ground) {
            Some(Kind::LegalClaims | Kind::VitalInterests) => true,
            Some(Kind::Consent) => !ways.has(Mode::Processor),
            _ => false,
        }
}

fn kind_of(world: &World<'_>, ground: Ground) -> Option<Kind> {
    match ground {
        Ground::Kind(kind) => Some(kind),
        Ground::Mechanism(id) => world.inventory.mechanism(id).table.kind.as_ref().map(|it| it.value),
        _ => None,
    }
}

/// What a flow or an access says of the instruction to send, and where.
pub(crate) fn said_of_instruction(world: &World<'_>, edge: &Edge) -> Option<(Said, Span)> {
    let of_flow =
        world.flows(edge).and_then(|(first, last)| last.table.instructed.as_ref().or(first.table.instructed.as_ref()));
    let said = of_flow.map(|it| &**it).or_else(|| world.access(edge)?.instructed.as_ref());
    said.map(|it| (it.value, it.span))
}

/// What is recorded of the instruction to send on, and where: the clauses under which the data came may say it.
fn instructed(world: &World<'_>, row: &Pending<'_>, under: &[Ground]) -> Option<(Said, Span)> {
    said_of_instruction(world, world.edge(row.edge)).or_else(|| {
        let says = under
            .iter()
            .filter_map(|it| it.mechanism())
            .filter_map(|it| world.inventory.mechanism(it).table.onward.as_ref());
        // Of several clauses, the one that refuses counts.
        says.map(|it| (it.value, it.span)).max_by_key(|(said, _)| (*said == Said::No, *said == Said::Yes))
    })
}

/// Clauses for processors let data go on only on documented instructions; clause 8.8.
fn instruction(world: &World<'_>, row: &Pending<'_>, under: &[Ground], settle: &mut impl Settle) {
    match instructed(world, row, under) {
        Some((Said::Yes, _)) => {}
        Some((Said::No, span)) => {
            // Of data that may never have come, it is asked.
            let is_sure = row.group.plane != Plane::IfDecrypted;
            let level = if is_sure { Level::Error } else { Level::Undecided };
            settle.say(Rule::OnwardWithoutInstruction, Severity::always(level), Detail::Plain, Some(span));
        }
        Some((Said::Unknown, _)) | None => {
            let severity = Severity::stricter(None, Level::Undecided);
            settle.say(Rule::OnwardWithoutInstruction, severity, Detail::Plain, None);
        }
    }
}

/// In which ways a hop is read, of all in which its sender received its classes.
pub(super) fn that_count(world: &World<'_>, row: &Pending<'_>, ways: WaysIn) -> WaysIn {
    // It asks for what a processor was told, and has no place for a contract like the clauses.
    let refused = || matches!(instructed(world, row, &[]), Some((Said::No, _)));
    let is_contract = |it: &Judged| kind_of(world, it.ground) == Some(Kind::EquivalentContract);
    let by_contract =
        || ways.first() == Mode::Controller && row.answer.iter().any(|it| it.tried.iter().any(is_contract));
    ways.that_count(ways.has(Mode::Adequacy) && (refused() || by_contract()))
}

/// A processor that acts without instruction; whether one that has other parts too does, is asked.
fn refused_instruction(world: &World<'_>, row: &Pending<'_>, is_sure: bool, settle: &mut impl Settle) {
    if let Some((Said::No, span)) = instructed(world, row, &[]) {
        let level = if is_sure { Level::Error } else { Level::Undecided };
        settle.say(Rule::OnwardWithoutInstruction, Severity::always(level), Detail::Plain, Some(span));
    }
}
