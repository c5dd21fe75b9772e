//! The rows of every edge: one for each destination and each group of data classes with the same answer.
//! Direct rows are answered here; onward ones wait for how their senders received the data.

use crate::{
    graph::{Bits, Classes, Edge, EdgeId, Part, Passage, meets},
    inventory::{DataId, keys::{Fact, Many}, values::{Answer as Said, Via}},
    law::{Doubt, Level, Rule},
    text::Span,
};

use super::{
    anonymity,
    destination::{Destination, destinations},
    finding::{Detail, Finding, Status, Subject},
    ground::{Case, Defect, Judged, Layer},
    grounds::{self, Answer},
    onward::Reading,
    profile::Severity,
    transfer::{Bare, Ground, Missing, NoTransfer, ReachedBy, Spot, Transfer, TransferId, TransferKind, Verdict},
    world::World,
};

/// How certain it is that a class on an edge is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Plane {
    /// It comes from a source.
    Firm,
    /// It comes from what may be a source.
    Possible,
    /// Its sender holds protected data, and nobody wrote where this class is from.
    OriginUnknown,
}

/// Classes of one edge with the same answer.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) plane: Plane,
    pub(crate) bits: Bits,
    pub(crate) hr: bool,
}

/// A row whose grounds are judged.
#[derive(Debug)]
pub(crate) struct Pending {
    pub(crate) edge: EdgeId,
    pub(crate) destination: Destination,
    pub(crate) group: Group,
    pub(crate) kind: TransferKind,
    /// What all grounds say; `None` where no ground is asked (inside, or not known where).
    pub(crate) answer: Option<Answer>,
}

/// Where rows and findings are collected.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) transfers: Vec<Transfer>,
    pub(crate) findings: Vec<Finding>,
}

impl Ledger {
    pub(crate) fn row(&mut self, transfer: Transfer) -> TransferId {
        let id = TransferId(u32::try_from(self.transfers.len()).unwrap_or(u32::MAX));
        self.transfers.push(transfer);
        id
    }

    /// Adds a finding if the profile asks for it.
    pub(crate) fn finding(&mut self, world: &World<'_>, subject: Subject, transfers: Vec<TransferId>, defect: &Defect, span: Span) -> Option<&mut Finding> {
        let (level, undecided) = world.profile.level(defect.rule, defect.severity)?;
        self.findings.push(Finding {
            rule: defect.rule,
            level,
            undecided,
            subject,
            transfers,
            ground: None,
            detail: defect.detail.clone(),
            missing: Vec::new(),
            others: Vec::new(),
            span,
            status: Status::Active,
        });
        self.findings.last_mut()
    }
}

/// What becomes of an edge as a whole.
pub(crate) enum Fate {
    /// Nothing protected is on it.
    Nothing,
    /// It is no transfer, whatever its places: it has its row.
    Told,
    /// It lies between systems of one entity: it has its row, and hands on what its sender has.
    Inner,
    /// One row for each destination and group.
    Rows(Vec<Group>),
}

/// Tells an edge that is no transfer as a whole, or gives the groups of its rows.
pub(crate) fn of_edge(world: &World<'_>, id: EdgeId, ledger: &mut Ledger) -> Fate {
    let edge = world.edge(id);
    if edge.passage == Passage::DirectCollection {
        direct_collection(world, id, ledger);
        return Fate::Told;
    }
    let groups = groups(world, id);
    if groups.is_empty() {
        return Fate::Nothing;
    }
    let (exporter, importer) = (world.entity(edge.from), world.entity(edge.to));
    if exporter.is_some() && exporter == importer {
        same_entity(world, id, ledger);
        return Fate::Inner;
    }
    match edge.passage {
        Passage::Publication => {
            let row = ledger.row(nowhere(world, id, Verdict::NotATransfer(NoTransfer::Publication)));
            let note = Defect::new(Rule::Publication, Detail::Plain, None);
            ledger.finding(world, Subject::Transfer(row), vec![row], &note, receiver_span(world, edge));
            Fate::Told
        }
        Passage::Anonymous => {
            anonymous(world, id, ledger);
            Fate::Told
        }
        Passage::Payload | Passage::DirectCollection => Fate::Rows(groups),
    }
}

/// Judges the grounds of every row of an edge.
pub(crate) fn pending(world: &World<'_>, id: EdgeId, groups: &[Group]) -> Vec<Pending> {
    let edge = world.edge(id);
    let kind = if world.part(edge.from) == Part::Other { TransferKind::Onward } else { TransferKind::Direct };
    let destinations = destinations(world, edge);
    let mut pending = Vec::with_capacity(destinations.len() * groups.len());
    for destination in destinations {
        for group in groups {
            let answer = asks_grounds(&destination).then(|| grounds::judge(&case(world, edge, &destination, group)));
            pending.push(Pending { edge: id, destination: destination.clone(), group: group.clone(), kind, answer });
        }
    }
    pending
}

fn asks_grounds(destination: &Destination) -> bool {
    !destination.inside && !matches!(destination.spot, Spot::EstablishmentMissing | Spot::PlaceMissing | Spot::Unbounded)
}

pub(crate) fn case<'w, 'a>(world: &'w World<'a>, edge: &'w Edge, destination: &Destination, group: &'w Group) -> Case<'w, 'a> {
    Case {
        world,
        edge,
        exporter: world.entity(edge.from),
        importer: world.entity(edge.to),
        from_role: world.from_role(edge),
        to_role: world.to_role(edge),
        spot: destination.spot,
        country: destination.country,
        classes: group.bits.words(),
        hr: group.hr,
    }
}

/// The protected classes of an edge, grouped by what can make their answers differ.
fn groups(world: &World<'_>, id: EdgeId) -> Vec<Group> {
    let edge = world.edge(id);
    let sent = world.graph.classes.bits(edge.classes);
    match world.part(edge.from) {
        Part::Source => split(world, edge, Plane::Firm, sent),
        Part::Possible => split(world, edge, Plane::Possible, sent),
        Part::Other => received(world, id, edge, sent),
    }
}

fn received(world: &World<'_>, id: EdgeId, edge: &Edge, sent: &[u64]) -> Vec<Group> {
    let Some(node) = world.node_index(id) else {
        return Vec::new();
    };
    if !world.widest().holds_any(node) {
        return Vec::new();
    }
    let mut groups = Vec::new();
    let mut protected = world.protected(sent, world.firm.held(node));
    groups.extend(split(world, edge, Plane::Firm, &protected));
    if let Some(possible) = &world.possible {
        let mut more = world.protected(sent, possible.held(node));
        for (more, firm) in more.iter_mut().zip(&protected) {
            *more &= !firm;
        }
        groups.extend(split(world, edge, Plane::Possible, &more));
        for (all, more) in protected.iter_mut().zip(&more) {
            *all |= more;
        }
    }
    let mut unknown = world.graph.classes.empty();
    let mut otherwise = world.graph.classes.empty();
    meets(sent, world.clean.held(node), &mut otherwise);
    for class in Classes::list(sent) {
        let explained = Classes::has(&protected, class)
            || Classes::has(&otherwise, class)
            || world.inventory.data_class(class).table.derived_from.is_some();
        if !explained {
            Classes::insert(&mut unknown, class);
        }
    }
    groups.extend(split(world, edge, Plane::OriginUnknown, &unknown));
    groups
}

/// Splits classes by what can make their answers differ: data on employees, claims, and limits of mechanisms.
fn split(world: &World<'_>, edge: &Edge, plane: Plane, bits: &[u64]) -> Vec<Group> {
    if bits.iter().all(|it| *it == 0) {
        return Vec::new();
    }
    let limits = limits(world, edge);
    let plain = limits.is_empty() && !world.has_particular_data;
    if plain {
        return vec![Group { plane, bits: Bits::of(bits), hr: false }];
    }
    let mut keyed: Vec<((bool, bool, Vec<bool>), Vec<u64>)> = Vec::new();
    let mut put = |key: (bool, bool, Vec<bool>), insert: &dyn Fn(&mut [u64])| match keyed.iter_mut().find(|it| it.0 == key) {
        Some((_, bits)) => insert(bits),
        None => {
            let mut bits = world.graph.classes.empty();
            insert(&mut bits);
            keyed.push((key, bits));
        }
    };
    if Classes::has_unspecified(bits) {
        put((false, false, vec![false; limits.len()]), &Classes::insert_unspecified);
    }
    for class in Classes::list(bits) {
        let data = &world.inventory.data_class(class).table;
        let hr = data.hr.as_ref().is_some_and(|it| it.value != Said::No);
        let within = limits.iter().map(|limit| limit.contains(&class)).collect();
        put((hr, data.state.is_some(), within), &|bits| Classes::insert(bits, class));
    }
    keyed.into_iter().map(|((hr, ..), bits)| Group { plane, bits: Bits::of(&bits), hr }).collect()
}

/// The lists of data that mechanisms and assessments which can concern the edge are limited to.
fn limits(world: &World<'_>, edge: &Edge) -> Vec<Vec<DataId>> {
    if !world.has_limits {
        return Vec::new();
    }
    let of = |data: &Fact<Many<DataId>>| data.as_ref().map(|it| it.value.iter().map(|it| it.value).collect::<Vec<_>>());
    let named = world.via(edge).iter().filter_map(|it| if let Via::Mechanism(id) = it.value { Some(id) } else { None });
    let fitting = world.entity(edge.to).and_then(|it| world.naming.get(it.index())).into_iter().flatten().copied();
    let mechanisms = named.chain(fitting).chain(world.by_flow.iter().copied());
    let mechanisms = mechanisms.filter_map(|it| of(&world.inventory.mechanism(it).table.data));
    let assessments = world.inventory.assessments.iter().filter_map(|it| of(&it.table.data));
    let mut limits = mechanisms.chain(assessments).collect::<Vec<_>>();
    limits.sort();
    limits.dedup();
    limits
}

fn nowhere(world: &World<'_>, id: EdgeId, verdict: Verdict) -> Transfer {
    let edge = world.edge(id);
    Transfer {
        regime: world.regime_id,
        edge: id,
        exporter: world.entity(edge.from),
        importer: world.entity(edge.to),
        spot: Spot::Nowhere,
        reached_by: ReachedBy::default(),
        place_span: None,
        kind: None,
        classes: Bits::of(world.graph.classes.bits(edge.classes)),
        verdict,
    }
}

/// The place that a finding about an edge points at: its receiver.
pub(crate) fn receiver_span(world: &World<'_>, edge: &Edge) -> Span {
    if let Some((_, last)) = world.flows(edge) {
        return last.table.to.as_ref().map_or(last.span, |it| it.span);
    }
    let access = world.access(edge);
    let by = access.and_then(|it| it.by.as_ref()).map(|it| it.span);
    by.or_else(|| access.and_then(|it| it.from.as_ref()).map(|it| it.span)).unwrap_or_default()
}

fn direct_collection(world: &World<'_>, id: EdgeId, ledger: &mut Ledger) {
    let edge = world.edge(id);
    if destinations(world, edge).iter().all(|it| it.inside) {
        return;
    }
    let row = ledger.row(nowhere(world, id, Verdict::NotATransfer(NoTransfer::DirectCollection)));
    let note = Defect::new(Rule::DirectCollection, Detail::Plain, None);
    ledger.finding(world, Subject::Transfer(row), vec![row], &note, receiver_span(world, edge));
}

fn same_entity(world: &World<'_>, id: EdgeId, ledger: &mut Ledger) {
    let edge = world.edge(id);
    let row = ledger.row(nowhere(world, id, Verdict::NotATransfer(NoTransfer::SameEntity)));
    let places = destinations(world, edge);
    let abroad = places.iter().find(|it| !it.inside && (it.reached_by.location || it.reached_by.access) && it.span.is_some());
    let Some(place) = abroad else {
        return;
    };
    let posted = world.access(edge).and_then(|it| it.staff.as_ref()).is_some_and(|it| it.value == crate::inventory::words::Staff::Posted);
    let negative = place.country.is_some_and(|it| world.has_negative_assessment(it));
    let severity = if posted && negative { Severity::stricter(Some(Level::Note), Level::Warning) } else { Severity::always(Level::Note) };
    let note = Defect::new(Rule::SameEntityAbroad, Detail::Plain, None).with(severity);
    let span = place.span.unwrap_or_else(|| receiver_span(world, edge));
    ledger.finding(world, Subject::Transfer(row), vec![row], &note, span);
}

fn anonymous(world: &World<'_>, id: EdgeId, ledger: &mut Ledger) {
    let edge = world.edge(id);
    let row = ledger.row(nowhere(world, id, Verdict::Anonymous));
    let group = Group { plane: Plane::Firm, bits: Bits::of(world.graph.classes.bits(edge.classes)), hr: false };
    let destination = Destination {
        spot: Spot::Nowhere,
        country: None,
        reached_by: ReachedBy::default(),
        span: None,
        inside: false,
        doubt: None,
        assumed: false,
    };
    for claim in anonymity::claims(&case(world, edge, &destination, &group)).iter().filter(|it| it.stands()) {
        for defect in &claim.defects {
            let span = defect.span.or(claim.span).unwrap_or_else(|| receiver_span(world, edge));
            if let Some(finding) = ledger.finding(world, Subject::Transfer(row), vec![row], defect, span) {
                finding.ground = Some(claim.ground);
            }
        }
    }
}

/// Gives a row its verdict and its findings.
pub(crate) fn settle(world: &World<'_>, pending: &Pending, reading: Option<Reading>, ledger: &mut Ledger) -> TransferId {
    let edge = world.edge(pending.edge);
    let destination = &pending.destination;
    let case = case(world, edge, destination, &pending.group);
    let row = ledger.row(Transfer {
        regime: world.regime_id,
        edge: pending.edge,
        exporter: case.exporter,
        importer: case.importer,
        spot: destination.spot,
        reached_by: destination.reached_by,
        place_span: destination.span,
        kind: (!destination.inside).then_some(pending.kind),
        classes: pending.group.bits.clone(),
        verdict: Verdict::WithinTerritory,
    });
    let mut settling = Settling { world, case, pending, row, ledger };
    let verdict = settling.verdict(reading);
    settling.remarks(&verdict);
    if let Some(transfer) = ledger.transfers.get_mut(row.0 as usize) {
        transfer.verdict = verdict;
    }
    row
}

struct Settling<'w, 'a, 'l> {
    world: &'w World<'a>,
    case: Case<'w, 'a>,
    pending: &'w Pending,
    row: TransferId,
    ledger: &'l mut Ledger,
}

impl Settling<'_, '_, '_> {
    fn here(&self) -> Span {
        receiver_span(self.world, self.case.edge)
    }

    fn place(&self) -> Span {
        self.pending.destination.span.unwrap_or_else(|| self.here())
    }

    fn add(&mut self, defect: &Defect, span: Span) -> Option<&mut Finding> {
        self.ledger.finding(self.world, Subject::Transfer(self.row), vec![self.row], defect, span)
    }

    fn say(&mut self, rule: Rule, severity: Severity, detail: Detail, span: Span) {
        self.add(&Defect::new(rule, detail, None).with(severity), span);
    }

    /// An undecided row: one finding that names what is missing.
    fn ask(&mut self, rule: Rule, missing: Vec<Missing>, span: Span) -> Verdict {
        let defect = Defect::new(rule, Detail::Plain, None).with(Severity::always(Level::Undecided));
        if let Some(finding) = self.add(&defect, span) {
            finding.missing.clone_from(&missing);
        }
        Verdict::Undecided(missing)
    }

    fn verdict(&mut self, reading: Option<Reading>) -> Verdict {
        let destination = &self.pending.destination;
        match (&destination.doubt, destination.spot) {
            (Some(Doubt::Unverified), _) => {
                let missing = Missing::ClearPlace("this region's row is not verified".to_owned());
                return self.ask(Rule::UnclearPlace, vec![missing], self.place());
            }
            (Some(Doubt::Review(why)), _) if destination.inside => {
                let missing = Missing::ClearPlace(why.clone());
                return self.ask(Rule::UnclearPlace, vec![missing], self.place());
            }
            (Some(Doubt::LooksLike(other)), _) => {
                let detail = Detail::Countries(vec![*other]);
                self.say(Rule::UnclearPlace, Severity::always(Level::Warning), detail, self.place());
            }
            _ => {}
        }
        match destination.spot {
            _ if destination.inside => return Verdict::WithinTerritory,
            Spot::EstablishmentMissing => {
                let span = self.case.importer.map_or_else(|| self.place(), |it| self.world.inventory.organization(it).span);
                let span = destination.span.unwrap_or(span);
                return self.ask(Rule::ImporterCountryNotRecorded, vec![Missing::Establishment], span);
            }
            Spot::PlaceMissing => return self.ask(Rule::PlaceNotRecorded, vec![Missing::Place], self.place()),
            Spot::Unbounded => return self.ask(Rule::UnboundedPlace, vec![Missing::BoundedPlace], self.place()),
            _ => {}
        }
        let pending = self.pending;
        let Some(answer) = &pending.answer else {
            unreachable!("grounds are judged for every destination that asks for them");
        };
        match reading {
            Some(reading) => super::onward::answer(self.world, pending, answer, reading, self),
            None => self.answer(answer),
        }
    }

    /// The answer of all grounds to a direct row, or to one that is read as if it were.
    fn answer(&mut self, answer: &Answer) -> Verdict {
        if let Some(standing) = answer.standing() {
            return self.stands(answer, standing);
        }
        self.fails(answer, Rule::UnprotectedTransfer)
    }

    fn stands(&mut self, answer: &Answer, standing: &Judged) -> Verdict {
        if self.pending.destination.spot == Spot::ThirdCountry && grounds::is_safeguard(standing) {
            return self.ask(Rule::UnboundedPlace, vec![Missing::Country], self.place());
        }
        for defect in &standing.defects {
            let span = defect.span.unwrap_or_else(|| self.here());
            if let Some(finding) = self.add(defect, span) {
                finding.ground = Some(standing.ground);
            }
        }
        self.beside(answer, standing);
        match (standing.layer, standing.ground) {
            (Layer::Decision, Ground::Decision(decision)) => Verdict::Adequate(standing.ground, decision),
            (Layer::Derogation, _) => Verdict::Derogation(standing.ground),
            (Layer::Anonymity, _) => Verdict::Anonymous,
            _ => Verdict::Safeguarded(standing.ground),
        }
    }

    /// Notes on what stands beside a ground that carries the row.
    fn beside(&mut self, answer: &Answer, standing: &Judged) {
        let others = || answer.tried.iter().filter(|it| it.ground != standing.ground);
        let dead = others().filter_map(|it| it.dead.first().map(|defect| (it, defect))).collect::<Vec<_>>();
        for (other, defect) in dead {
            let span = defect.span.or(other.span).unwrap_or_else(|| self.here());
            if let Some(finding) = self.add(&defect.clone().at_level(Level::Note), span) {
                finding.ground = Some(other.ground);
            }
        }
        let fragile = standing.defects.iter().any(|it| matches!(it.rule, Rule::DecisionContested | Rule::DecisionEnding));
        let behind = others().any(|it| !it.is_dead());
        if fragile && !behind {
            self.say(Rule::SinglePointOfFailure, Severity::always(Level::Note), Detail::Plain, standing.span.unwrap_or_else(|| self.here()));
        }
        let whole = matches!(standing.ground, Ground::Decision(id) if self.world.law.decision(id).place_status == crate::law::Status::Adequate);
        let unneeded = others().find(|it| whole && it.layer > Layer::Decision && it.span.is_some()).map(|it| (it.ground, it.span));
        if let Some((ground, span)) = unneeded {
            let note = Defect::new(Rule::MechanismNotNeeded, Detail::Plain, None);
            let span = span.unwrap_or_else(|| self.here());
            if let Some(finding) = self.add(&note, span) {
                finding.ground = Some(ground);
            }
        }
    }

    /// No ground stands: one finding says why, and names the others.
    fn fails(&mut self, answer: &Answer, bare_rule: Rule) -> Verdict {
        match self.pending.group.plane {
            Plane::Firm => {}
            Plane::Possible => {
                let rule = Rule::SenderScopeNotRecorded;
                return self.ask(rule, vec![Missing::SenderScope], self.sender_span());
            }
            Plane::OriginUnknown => {
                let missing = Classes::list(self.pending.group.bits.words()).map(Missing::OriginOf).collect();
                return self.ask(Rule::OriginNotRecorded, missing, self.here());
            }
        }
        if let Some(Doubt::Review(why)) = &self.pending.destination.doubt {
            let missing = Missing::ClearPlace(why.clone());
            return self.ask(Rule::UnclearPlace, vec![missing], self.place());
        }
        if let Some(open) = answer.open() {
            return self.open(answer, open);
        }
        if let Some(dead) = answer.dead() {
            return self.dead(answer, dead);
        }
        if let Some(span) = anonymity::pseudonymous_for_recipient(&self.case) {
            let severity = Severity::stricter(Some(Level::Warning), Level::Undecided);
            self.say(Rule::PseudonymousForRecipient, severity, Detail::Plain, span);
            return Verdict::Undecided(vec![Missing::RelativeConcept]);
        }
        self.say(bare_rule, Severity::always(Level::Error), Detail::Plain, self.bare_span());
        Verdict::Unprotected(answer.said.clone())
    }

    fn open(&mut self, answer: &Answer, open: &Judged) -> Verdict {
        let rule = open.asks.unwrap_or(Rule::MechanismIncomplete);
        let others = others(answer, open.ground);
        let mut missing = open.missing.clone();
        missing.sort();
        let verdict = self.ask(rule, missing, open.span.unwrap_or_else(|| self.here()));
        if let Some(finding) = self.last(rule) {
            finding.ground = Some(open.ground);
            finding.others = others;
        }
        verdict
    }

    fn dead(&mut self, answer: &Answer, dead: &Judged) -> Verdict {
        let verdict = Verdict::Unprotected(grounds::bare_of(answer));
        let others = others(answer, dead.ground);
        let Some(defect) = dead.dead.first() else {
            return verdict;
        };
        let span = dead.span.or(defect.span).unwrap_or_else(|| self.here());
        let defect = defect.clone().at_level(Level::Error);
        let also = dead.dead.iter().skip(1).map(|it| (dead.ground, it.rule)).collect::<Vec<_>>();
        if let Some(finding) = self.add(&defect, span) {
            finding.ground = Some(dead.ground);
            finding.others = also.into_iter().chain(others).collect();
        }
        verdict
    }

    /// The finding that was added last, if it is this rule's: a profile may not have asked for it.
    fn last(&mut self, rule: Rule) -> Option<&mut Finding> {
        let row = self.row;
        self.ledger.findings.last_mut().filter(|it| it.rule == rule && it.subject == Subject::Transfer(row))
    }

    fn sender_span(&self) -> Span {
        match self.world.flows(self.case.edge) {
            Some((first, _)) => first.table.from.as_ref().map_or(first.span, |it| it.span),
            None => self.here(),
        }
    }

    /// Where nothing stands: at `via` if it says so, else at the receiver.
    fn bare_span(&self) -> Span {
        let via = self.world.via(self.case.edge);
        via.iter().find(|it| matches!(it.value, Via::Open | Via::Nothing)).map_or_else(|| self.here(), |it| it.span)
    }

    /// Notes that explain a row, whatever its verdict.
    fn remarks(&mut self, verdict: &Verdict) {
        if *verdict == Verdict::WithinTerritory {
            super::parents::remark(self.world, &self.case, self.row, &self.pending.destination, self.ledger);
            return;
        }
        let (edge, destination) = (self.case.edge, &self.pending.destination);
        let note = Severity::always(Level::Note);
        if edge.embedded && self.world.flows(edge).is_some_and(|(first, _)| first.table.embedded_by.is_some()) {
            self.say(Rule::EmbeddedResource, note, Detail::Plain, self.here());
        }
        let by_establishment = destination.reached_by == ReachedBy { location: false, access: false, establishment: true };
        if by_establishment && matches!(destination.spot, Spot::Country(_)) && self.data_at_home() {
            self.say(Rule::ImporterAbroadDataAtHome, note, Detail::Plain, self.place());
        }
        if let (Spot::Body(_), Verdict::Safeguarded(Ground::Mechanism(_) | Ground::Kind(_))) = (destination.spot, verdict) {
            self.say(Rule::InternationalOrganization, Severity::of(Rule::InternationalOrganization), Detail::Plain, self.here());
        }
        let classes = Classes::list(self.pending.group.bits.words()).map(|it| (it, &self.world.inventory.data_class(it).table));
        let classes = classes.collect::<Vec<_>>();
        let special = classes.iter().filter(|(_, it)| it.special.as_ref().is_some_and(|it| !it.value.is_empty())).map(|(id, _)| *id);
        let special = special.collect::<Vec<_>>();
        let children = classes.iter().filter(|(_, it)| it.children.as_ref().is_some_and(|it| it.value == Said::Yes)).map(|(id, _)| *id);
        let children = children.collect::<Vec<_>>();
        if !special.is_empty() {
            self.say(Rule::SpecialCategory, note, Detail::DataList(special), self.here());
        }
        if !children.is_empty() {
            self.say(Rule::ChildrenData, note, Detail::DataList(children), self.here());
        }
    }

    /// Whether every recorded location of the receiver is inside, and none is missing.
    fn data_at_home(&self) -> bool {
        let places = destinations(self.world, self.case.edge);
        let mut located = places.iter().filter(|it| it.reached_by.location).peekable();
        located.peek().is_some() && located.all(|it| it.inside)
    }
}

impl super::onward::Settle for Settling<'_, '_, '_> {
    fn stands(&mut self, answer: &Answer, standing: &Judged) -> Verdict {
        Settling::stands(self, answer, standing)
    }

    fn as_if_direct(&mut self, answer: &Answer) -> Verdict {
        if let Some(standing) = answer.standing() {
            return Settling::stands(self, answer, standing);
        }
        self.fails(answer, Rule::UnprotectedOnwardTransfer)
    }

    fn fails(&mut self, answer: &Answer) -> Verdict {
        Settling::fails(self, answer, Rule::UnprotectedOnwardTransfer)
    }

    fn say(&mut self, rule: Rule, severity: Severity, detail: Detail, span: Option<Span>) {
        let span = span.unwrap_or_else(|| self.here());
        Settling::say(self, rule, severity, detail, span);
    }

    fn kill_consent(&mut self, answer: &Answer, consent: &Judged) -> Verdict {
        let verdict = Verdict::Unprotected(Bare::Dead(vec![(consent.ground, Rule::OnwardOnConsent)]));
        let defect = Defect::new(Rule::OnwardOnConsent, Detail::Plain, None).at_level(Level::Error);
        let span = consent.span.unwrap_or_else(|| self.here());
        let others = others(answer, consent.ground);
        if let Some(finding) = self.add(&defect, span) {
            finding.ground = Some(consent.ground);
            finding.others = others;
        }
        verdict
    }
}

/// Every other ground that was tried, with the rule that stands against it.
fn others(answer: &Answer, own: Ground) -> Vec<(Ground, Rule)> {
    let others = answer.tried.iter().filter(|it| it.ground != own);
    others.filter_map(|it| it.dead.first().map(|it| it.rule).or(it.asks).map(|rule| (it.ground, rule))).collect()
}
