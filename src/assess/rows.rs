//! The rows of every edge: one for each destination and each group of data classes with the same answer,
//! and the one row of an edge that is no transfer as a whole.

use crate::{
    graph::{Bits, Classes, Edge, EdgeId, Part, Passage, Unclear, meets},
    law::{Level, Rule},
    text::Span,
};

use super::{
    anonymity,
    destination::Destination,
    finding::{Concerned, Detail, Subject},
    ground::{Case, Defect},
    grounds::{self, Answer},
    groups::{self, Group, Plane},
    ledger::Ledger,
    principals,
    profile::Severity,
    transfer::{Missing, NoTransfer, ReachedBy, Spot, Transfer, TransferKind, Verdict},
    world::{Establishment, World},
};

/// A row whose grounds are judged.
#[derive(Debug)]
pub(crate) struct Pending<'w> {
    pub(crate) edge: EdgeId,
    pub(crate) destination: &'w Destination,
    pub(crate) group: Group,
    pub(crate) kind: TransferKind,
    /// What all grounds say; `None` where no ground is asked (inside, or not known where).
    pub(crate) answer: Option<Answer>,
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
    Rows,
}

/// Tells an edge that is no transfer as a whole; `groups`, which is empty, becomes the groups of its rows.
pub(crate) fn of_edge(world: &World<'_>, id: EdgeId, groups: &mut Vec<Group>, ledger: &mut Ledger) -> Fate {
    let edge = world.edge(id);
    if edge.passage == Passage::DirectCollection {
        direct_collection(world, id, ledger);
        return Fate::Told;
    }
    groups::of_edge(world, id, groups);
    if groups.is_empty() {
        return Fate::Nothing;
    }
    let (exporter, importer) = (world.entity(edge.from), world.entity(edge.to));
    if exporter.is_some() && exporter == importer {
        same_entity(world, id, groups, ledger);
        return Fate::Inner;
    }
    if edge.passage == Passage::Payload && is_own_abroad(world, id) {
        same_entity(world, id, groups, ledger);
        return Fate::Inner;
    }
    if edge.passage == Passage::Payload && world.returns(edge) {
        let row = ledger.row(nowhere(world, id, Verdict::NotATransfer(NoTransfer::ReturnToController)));
        let note = Defect::new(Rule::ReturnedToController, Detail::Plain, None);
        ledger.finding(world, Subject::Transfer(row), row, &note, receiver_span(world, edge));
        return Fate::Told;
    }
    match edge.passage {
        Passage::Publication => {
            let row = ledger.row(nowhere(world, id, Verdict::NotATransfer(NoTransfer::Publication)));
            let note = Defect::new(Rule::Publication, Detail::Plain, None);
            ledger.finding(world, Subject::Transfer(row), row, &note, receiver_span(world, edge));
            Fate::Told
        }
        Passage::OwnData => {
            ledger.row(nowhere(world, id, Verdict::NotATransfer(NoTransfer::OwnData)));
            Fate::Told
        }
        Passage::Anonymous => {
            anonymous(world, id, ledger);
            Fate::Told
        }
        Passage::Payload | Passage::DirectCollection => Fate::Rows,
    }
}

/// Judges the grounds of every row of an edge.
pub(crate) fn pending<'w>(world: &'w World<'_>, id: EdgeId, groups: &[Group], each: &mut impl FnMut(Pending<'w>)) {
    let edge = world.edge(id);
    let kind = if world.part(edge.from) == Part::Other { TransferKind::Onward } else { TransferKind::Direct };
    let mut judge = |destination: &'w Destination, group: Group| {
        let asks = asks_grounds(destination) && world.is_covered();
        let answer = asks.then(|| grounds::judge(&case(world, edge, destination, &group)));
        each(Pending { edge: id, destination, group, kind, answer });
    };
    let own = world.destinations(id);
    for destination in own {
        groups.iter().for_each(|group| judge(destination, group.clone()));
    }
    // Other places of the same importer, to which it hands the data on itself.
    let further = world.further(edge).iter();
    let further = further.filter(|it| own.iter().all(|own| !own.settles(world, &it.destination)));
    for further in further {
        for group in groups {
            let mut bits = world.graph.classes.empty();
            if meets(group.bits.words(), further.bits.words(), &mut bits) {
                judge(&further.destination, Group { bits, ..group.clone() });
            }
        }
    }
}

fn asks_grounds(destination: &Destination) -> bool {
    !destination.inside
        && !matches!(destination.spot, Spot::EstablishmentMissing | Spot::PlaceMissing | Spot::Unbounded)
}

pub(crate) fn case<'w, 'a>(
    world: &'w World<'a>,
    edge: &'w Edge,
    destination: &'w Destination,
    group: &'w Group,
) -> Case<'w, 'a> {
    Case {
        world,
        edge,
        exporter: world.entity(edge.from),
        importer: world.entity(edge.to),
        spot: destination.spot,
        onward: world.part(edge.from) == Part::Other,
        country: destination.country,
        doubt: destination.doubt.as_ref(),
        classes: group.bits.words(),
        hr: group.hr,
    }
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

/// What is asked where nobody wrote for whom somebody collects.
pub(crate) fn unclear(unclear: Unclear) -> Missing {
    match unclear {
        Unclear::ForWhom => Missing::ForWhom,
        Unclear::WithWhom => Missing::WithWhom,
        Unclear::WhoSends => Missing::OtherPart,
        Unclear::WhetherCaught(party) => Missing::ScopeOf(party),
    }
}

fn direct_collection(world: &World<'_>, id: EdgeId, ledger: &mut Ledger) {
    let edge = world.edge(id);
    if world.destinations(id).iter().all(|it| it.inside) {
        return;
    }
    if let Some(it) = edge.unclear {
        let missing = vec![unclear(it)];
        let row = ledger.row(nowhere(world, id, Verdict::Undecided(missing.clone())));
        let asked = Defect::new(Rule::DirectCollection, Detail::Plain, None).at_level(Level::Undecided);
        if let Some(finding) = ledger.finding(world, Subject::Transfer(row), row, &asked, receiver_span(world, edge)) {
            finding.missing = missing;
        }
        return;
    }
    let row = ledger.row(nowhere(world, id, Verdict::NotATransfer(NoTransfer::DirectCollection)));
    let note = Defect::new(Rule::DirectCollection, Detail::Plain, None);
    ledger.finding(world, Subject::Transfer(row), row, &note, receiver_span(world, edge));
}

/// Whether a processor sends to people or systems abroad of the controller itself for which it processes, or staff abroad of a company
/// inside reads: they are part of it, whose server it is makes them no other party; EDPB Guidelines 05/2021, example 8.
fn is_own_abroad(world: &World<'_>, id: EdgeId) -> bool {
    let edge = world.edge(id);
    let Some(importer) = world.entity(edge.to).filter(|it| world.establishment(*it) == Establishment::Inside) else {
        return false;
    };
    let is_staff = || world.access(edge).is_some_and(|it| it.staff.is_some());
    let is_own = || principals::only_controller(world, edge, world.graph.classes.bits(edge.classes)) == Some(importer);
    world.destinations(id).iter().any(asks_grounds) && (is_staff() || is_own())
}

fn same_entity(world: &World<'_>, id: EdgeId, groups: &[Group], ledger: &mut Ledger) {
    let edge = world.edge(id);
    let places = world.destinations(id);
    let inside = world.entity(edge.to).is_some_and(|it| world.establishment(it) == Establishment::Inside);
    // Of an importer the places count with what it received; of a class that nobody explains, not with which.
    let unknown = groups.iter().find(|it| it.plane == Plane::OriginUnknown).filter(|_| !inside);
    if let Some(group) = unknown.filter(|_| places.iter().any(|it| !it.inside && !it.reached_by.establishment)) {
        let missing = Classes::list(group.bits.words()).map(Missing::OriginOf).collect::<Vec<_>>();
        let row = ledger.row(nowhere(world, id, Verdict::Undecided(missing.clone())));
        let asked = Defect::new(Rule::OriginNotRecorded, Detail::Plain, None);
        if let Some(finding) = ledger.finding(world, Subject::Transfer(row), row, &asked, receiver_span(world, edge)) {
            finding.missing = missing;
        }
        return;
    }
    let row = ledger.row(nowhere(world, id, Verdict::NotATransfer(NoTransfer::SameEntity)));
    let abroad =
        places.iter().find(|it| !it.inside && (it.reached_by.location || it.reached_by.access) && it.span.is_some());
    let Some(place) = abroad else {
        return;
    };
    let posted = world
        .access(edge)
        .and_then(|it| it.staff.as_ref())
        .is_some_and(|it| it.value == crate::inventory::words::Staff::Posted);
    let negative = place.country.is_some_and(|it| world.index.negative.contains(&it));
    // A region is a provider's: who runs it is another company, unless it is the operator itself.
    let is_in_region = inside && world.is_in_region_abroad(edge.to);
    let span = place.span.unwrap_or_else(|| receiver_span(world, edge));
    let severity = match posted && negative {
        true => Severity::stricter(Some(Level::Note), Level::Warning),
        false => Severity::always(Level::Note),
    };
    own_abroad(world, (Subject::Transfer(row), row.into()), (is_in_region, severity), span, ledger);
}

/// Says of what somebody has abroad itself that it is no transfer; in a provider's region, whose part is not recorded, asks.
pub(crate) fn own_abroad(
    world: &World<'_>,
    (subject, transfers): (Subject, Concerned),
    (is_in_region, severity): (bool, Severity),
    span: Span,
    ledger: &mut Ledger,
) {
    let note = Defect::new(Rule::SameEntityAbroad, Detail::Plain, None);
    let note = if is_in_region { note.at_level(Level::Undecided) } else { note.with(severity) };
    if let Some(finding) = ledger.finding(world, subject, transfers, &note, span) {
        finding.missing.extend(is_in_region.then_some(Missing::Provider));
    }
}

fn anonymous(world: &World<'_>, id: EdgeId, ledger: &mut Ledger) {
    let edge = world.edge(id);
    let row = ledger.row(nowhere(world, id, Verdict::Anonymous));
    let group = Group {
        plane: Plane::Firm,
        bits: Bits::of(world.graph.classes.bits(edge.classes)),
        hr: crate::inventory::values::Answer::No,
    };
    let destination = Destination {
        spot: Spot::Nowhere,
        country: None,
        reached_by: ReachedBy::default(),
        span: None,
        inside: false,
        mixed: None,
        doubt: None,
        assumed: false,
    };
    let mut claims = Vec::new();
    anonymity::add_claims(&case(world, edge, &destination, &group), &mut claims);
    for claim in claims.iter().filter(|it| it.stands()) {
        for defect in &claim.defects {
            let span = defect.span.or(claim.span).unwrap_or_else(|| receiver_span(world, edge));
            if let Some(finding) = ledger.finding(world, Subject::Transfer(row), row, defect, span) {
                finding.ground = Some(claim.ground);
            }
        }
    }
}
