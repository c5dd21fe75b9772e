//! The places that an edge reaches: the importer's establishment, every location, every access;
//! EDPB Guidelines 05/2021.

use petgraph::{Direction, graph::NodeIndex};

use crate::{
    graph::{Classes, Edge, Node},
    inventory::{
        DataId, OrganizationId, SystemId,
        model::Access,
        values::{AccessEntry, Certainty},
    },
    law::{BlocId, Country, Doubt, Place, PlaceKind},
    text::Span,
};

use super::{
    transfer::{ReachedBy, Spot},
    world::{Establishment, World, countries_of},
};

/// One destination of an edge.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Destination {
    pub(crate) spot: Spot,
    /// The country that decides: itself, or the worst member of a bloc.
    pub(crate) country: Option<Country>,
    pub(crate) reached_by: ReachedBy,
    /// Where it is written; `None` where nothing is.
    pub(crate) span: Option<Span>,
    /// Whether it lies inside the territory.
    pub(crate) inside: bool,
    /// The bloc that lies on both sides, where that is why nobody knows which.
    pub(crate) mixed: Option<BlocId>,
    /// Why what is written supports no error, or deserves a word.
    pub(crate) doubt: Option<Doubt>,
    /// Whether the place was only taken for the establishment.
    pub(crate) assumed: bool,
}

const ESTABLISHMENT: ReachedBy = ReachedBy { location: false, access: false, establishment: true };
const LOCATION: ReachedBy = ReachedBy { location: true, access: false, establishment: false };
const ACCESS: ReachedBy = ReachedBy { location: false, access: true, establishment: false };

/// Every destination of an edge, each country once.
pub(crate) fn of_edge(world: &World<'_>, edge: &Edge) -> Vec<Destination> {
    let mut all = Vec::new();
    match edge.to {
        Node::System(system) if world.access(edge).is_none() => {
            of_system(world, system, |it| is_of_all(world, system, it), &mut all);
        }
        _ => of_access(world, edge, &mut all),
    }
    all
}

impl World<'_> {
    /// The members of a bloc that lie outside.
    pub(crate) fn outside_of(&self, bloc: BlocId) -> Vec<Country> {
        let mut members = self.law.places.bloc(bloc).members_on(self.day);
        members.retain(|it| !self.is_inside(*it));
        members
    }

    /// Whether a system outside stands in a region, which is a provider's.
    pub(crate) fn is_in_region_abroad(&self, node: Node) -> bool {
        let places = self.system(node).and_then(|it| it.location.as_ref());
        let mut places = places.into_iter().flat_map(|it| &it.value);
        places.any(|it| {
            let countries = countries_of(&it.value, self.law, self.day).unwrap_or_default();
            it.value.region.is_some() && countries.iter().any(|it| !self.is_inside(*it))
        })
    }
}

/// Every destination of what is sent to a system, each country once.
pub(crate) fn of_receiver(world: &World<'_>, system: SystemId) -> Vec<Destination> {
    let mut all = Vec::new();
    of_system(world, system, |_| true, &mut all);
    all
}

/// Where a system stands, and from where its operator's own people reach into all that it holds.
pub(crate) fn places(world: &World<'_>, system: SystemId) -> Vec<Destination> {
    let mut all = Vec::new();
    of_system(world, system, |it| is_of_all(world, system, it), &mut all);
    all.retain(|it| it.reached_by.location || it.reached_by.access);
    all
}

/// From where its operator's own people, if that is not established inside, reach into some of what a system holds, and into what.
pub(crate) fn limited_access(world: &World<'_>, system: SystemId) -> Vec<(Destination, Vec<DataId>)> {
    let operator = world.inventory.operator(system);
    if operator.is_some_and(|it| world.establishment(it) == Establishment::Inside) {
        return Vec::new();
    }
    let limited = own_access(world, system).filter(|it| !is_of_all(world, system, it));
    let entries = limited.filter_map(|it| Some((it, it.data.as_ref()?)));
    let found = entries.flat_map(|(access, data)| {
        let mut places = Vec::new();
        of_people(world, access, &mut places);
        let classes = data.value.iter().map(|it| it.value).collect::<Vec<_>>();
        places.into_iter().map(move |it| (it, classes.clone())).collect::<Vec<_>>()
    });
    found.collect()
}

/// Whether people reach into all that a system holds; so do those of whose data some came in by no flow that is recorded.
fn is_of_all(world: &World<'_>, system: SystemId, access: &Access) -> bool {
    let Some(data) = &access.data else {
        return true;
    };
    let sent = world.graph.net.edges_directed(NodeIndex::new(system.index()), Direction::Incoming);
    let sent = sent.map(|it| world.graph.classes.bits(world.edge(*it.weight()).classes)).collect::<Vec<_>>();
    let is_sent = |class| sent.iter().any(|it| Classes::has(it, class) || Classes::has_unspecified(it));
    !data.value.iter().all(|it| is_sent(it.value))
}

fn of_system(world: &World<'_>, system: SystemId, counts: impl Fn(&Access) -> bool, all: &mut Vec<Destination>) {
    let table = &world.inventory.system(system).table;
    let operator = world.inventory.operator(system);
    let people =
        table.role.as_ref().is_some_and(|it| it.value.are_of_people()) && world.inventory.may_be_people(operator);
    let body = operator.is_some_and(|it| matches!(world.establishment(it), Establishment::Body(_)));
    if !people || operator.is_some() {
        establishment(world, operator, Some(system), all);
    }
    match &table.location {
        None if people => {}
        None => add(world, all, missing(Spot::PlaceMissing, LOCATION, None)),
        Some(places) => {
            for place in &places.value {
                add_place(world, &place.value, place.span, LOCATION, all);
            }
        }
    }
    let inside = operator.is_some_and(|it| world.establishment(it) == Establishment::Inside);
    if !inside {
        own_access(world, system).filter(|it| counts(it)).for_each(|it| of_people(world, it, all));
    }
    if body {
        // An organization is abroad wherever its servers stand.
        all.retain(|it| !it.inside);
    }
}

/// People who reach in for the operator itself: one more destination of what comes in, where that is not established inside.
fn own_access<'w>(world: &'w World<'_>, system: SystemId) -> impl Iterator<Item = &'w Access> {
    let operator = world.inventory.operator(system);
    let entries = world.inventory.system(system).table.access.as_ref();
    entries.into_iter().flat_map(|it| &it.value).filter_map(move |entry| {
        let AccessEntry::From(access) = &entry.value else {
            return None;
        };
        let by_other = access.by.as_ref().is_some_and(|it| Some(it.value.0) != operator);
        let over = access.until.as_ref().is_some_and(|it| it.value.ended(world.day) == Certainty::Yes);
        let later = access.since.as_ref().is_some_and(|it| it.value.begun(world.day) == Certainty::No);
        let people = access.role.as_ref().is_some_and(|it| it.value.are_of_people());
        (!by_other && !over && !later && !people).then_some(&**access)
    })
}

/// Where people are who reach in.
fn of_people(world: &World<'_>, access: &Access, all: &mut Vec<Destination>) {
    for place in access.from.iter().flat_map(|it| &it.value) {
        add_place(world, &place.value, place.span, ACCESS, all);
    }
}

/// Of people who reach in for somebody else: where they are, and where their employer is established.
fn of_access(world: &World<'_>, edge: &Edge, all: &mut Vec<Destination>) {
    let Some(access) = world.access(edge) else {
        match edge.to {
            Node::Party(party) => establishment(world, Some(party), None, all),
            // A carrier took the data on, and nobody wrote to whom.
            _ => add(world, all, missing(Spot::PlaceMissing, LOCATION, None)),
        }
        return;
    };
    if let Node::Party(party) = edge.to {
        establishment(world, Some(party), None, all);
    }
    of_people(world, access, all);
}

fn establishment(
    world: &World<'_>,
    operator: Option<OrganizationId>,
    system: Option<SystemId>,
    all: &mut Vec<Destination>,
) {
    let Some(operator) = operator else {
        add(world, all, missing(Spot::EstablishmentMissing, ESTABLISHMENT, None));
        return;
    };
    let country = world.organization(operator).country.as_ref();
    if let Establishment::Body(body) = world.establishment(operator) {
        let span = country.map(|it| it.span);
        let place = Destination { span, inside: false, ..missing(Spot::Body(body), ESTABLISHMENT, None) };
        add(world, all, place);
        return;
    }
    if world.may_be_body(operator) {
        // An organization of its own is a place of its own: what it is comes first.
        add(world, all, missing(Spot::EstablishmentMissing, ESTABLISHMENT, None));
    }
    match country {
        Some(place) if !matches!(place.value.kind, PlaceKind::Unknown | PlaceKind::World) => {
            add_place(world, &place.value, place.span, ESTABLISHMENT, all);
        }
        Some(place) => add(world, all, missing(Spot::EstablishmentMissing, ESTABLISHMENT, Some(place.span))),
        None => {
            let stood = |it: SystemId| world.inventory.moved.get(&it);
            let stands = |it: SystemId| stood(it).unwrap_or(&world.inventory.system(it).table.location).as_ref();
            let locations = system.and_then(stands);
            let country = locations.iter().flat_map(|it| &it.value).find(|it| {
                it.value.region.is_none() && matches!(&it.value.kind, PlaceKind::Countries(list) if list.len() == 1)
            });
            match country {
                Some(place) => {
                    let before = all.len();
                    add_place(world, &place.value, place.span, ESTABLISHMENT, all);
                    all.iter_mut().skip(before).for_each(|it| it.assumed = true);
                }
                None => add(world, all, missing(Spot::EstablishmentMissing, ESTABLISHMENT, None)),
            }
        }
    }
}

fn missing(spot: Spot, reached_by: ReachedBy, span: Option<Span>) -> Destination {
    Destination { spot, country: None, reached_by, span, inside: false, mixed: None, doubt: None, assumed: false }
}

fn add_place(world: &World<'_>, place: &Place, span: Span, reached_by: ReachedBy, all: &mut Vec<Destination>) {
    let at = |spot, country: Option<Country>, inside| Destination {
        country,
        inside,
        // The region or spelling first, then what the regime leaves open of the country.
        doubt: place.doubt.clone().or_else(|| {
            let why = country.filter(|_| !inside).and_then(|it| world.regime.review(it, world.day));
            why.map(|it| Doubt::Review(it.to_owned()))
        }),
        ..missing(spot, reached_by, Some(span))
    };
    if !place.pinned {
        add(world, all, at(Spot::Unbounded, None, false));
        return;
    }
    match &place.kind {
        PlaceKind::Countries(countries) => {
            for country in countries {
                add(world, all, at(Spot::Country(*country), Some(*country), world.is_inside(*country)));
            }
        }
        PlaceKind::Body(body) => add(world, all, at(Spot::Body(Some(*body)), None, false)),
        PlaceKind::Bloc(bloc) => add(world, all, of_bloc(world, *bloc, &at)),
        PlaceKind::World => add(world, all, at(Spot::Unbounded, None, false)),
        PlaceKind::ThirdCountry => add(world, all, at(Spot::ThirdCountry, None, false)),
        PlaceKind::Unknown => {
            let spot = if reached_by.establishment { Spot::EstablishmentMissing } else { Spot::PlaceMissing };
            add(world, all, at(spot, None, false));
        }
    }
}

/// A bloc on one side is judged by its worst member; one on both sides says nothing.
fn of_bloc(world: &World<'_>, bloc: BlocId, at: &impl Fn(Spot, Option<Country>, bool) -> Destination) -> Destination {
    let members = world.law.places.bloc(bloc).members_on(world.day);
    if members.is_empty() {
        let why = format!("`{}` has no members on {}", world.law.places.bloc(bloc).short, world.day);
        return Destination { doubt: Some(Doubt::Review(why)), ..at(Spot::Bloc(bloc), None, false) };
    }
    let n_inside = members.iter().filter(|it| world.is_inside(**it)).count();
    if n_inside == members.len() {
        return at(Spot::Bloc(bloc), None, true);
    }
    if n_inside > 0 {
        return Destination { mixed: Some(bloc), ..at(Spot::Unbounded, None, false) };
    }
    let worst = members.iter().copied().min_by_key(|it| world.standing(*it));
    at(Spot::Bloc(bloc), worst, false)
}

impl Destination {
    /// Whether nobody knows which country it is.
    pub(crate) fn is_unsettled(&self) -> bool {
        matches!(self.doubt, Some(Doubt::Review(_) | Doubt::Unverified))
    }

    /// Whether it is one place with another.
    ///
    /// A certain place inside, or where a decision covers it, settles nothing of one there that may lie outside of that.
    fn is_one_with(&self, world: &World<'_>, other: &Self) -> bool {
        let is_covered = || other.inside || other.country.is_some_and(|it| world.standing(it) > 0);
        self.spot == other.spot && (self.is_unsettled() == other.is_unsettled() || !is_covered())
    }

    /// Whether it says all that another place does: the same one, and no less certain.
    pub(crate) fn settles(&self, world: &World<'_>, other: &Self) -> bool {
        (!self.is_unsettled() || other.is_unsettled()) && self.is_one_with(world, other)
    }

    /// The same place reached once more.
    pub(crate) fn absorb(&mut self, new: &Self) {
        self.reached_by = self.reached_by.and(new.reached_by);
        self.assumed &= new.assumed;
        // What one place leaves in doubt, another that is certain settles, or one that deserves a word alone.
        self.doubt = self.doubt.take().zip(new.doubt.clone()).map(|(one, other)| one.min(other));
        if self.span.is_none() || self.assumed {
            self.span = new.span;
        }
    }
}

/// The same place reached twice is one destination.
fn add(world: &World<'_>, all: &mut Vec<Destination>, new: Destination) {
    match all.iter_mut().find(|it| it.is_one_with(world, &new)) {
        Some(own) => own.absorb(&new),
        None => all.push(new),
    }
}
