//! Whom a regime catches: where organizations are established as it sees them, and which systems are sources.
//! Never follows data.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    graph::{Carried, Node, Part, is_of_people, may_decrypt, passes_on},
    inventory::{
        FlowEntry, Inventory, Named, OrganizationId, SystemId,
        model::{Organization, System},
        values::{Roles, SystemOrParty},
        words::{OrganizationKind, Reach, SwissReach},
    },
    law::{Country, Day, Doubt, Law, Place, PlaceKind, ReachKey, Regime, RegimeId},
    text::Spanned,
};

use super::{transfer::Missing, world::Establishment};

/// What a regime makes of those in an inventory.
pub(crate) struct Reached {
    pub(crate) regime: RegimeId,
    pub(crate) establishments: Vec<Establishment>,
    /// For each organization, what its systems say of where they collect; empty where that is asked of nobody.
    pub(crate) own_people: Vec<OwnPeople>,
    /// For each system, its part.
    pub(crate) systems: Vec<Part>,
    /// Systems of operators outside that get data from people inside, and of which nobody wrote whether that makes the
    /// law apply; those of operators that are caught from outside, of which nobody knows for which of them that is so; and those
    /// of international organizations of which nobody wrote where they sit.
    pub(crate) gathering: FxHashSet<SystemId>,
    /// Systems that get data from people inside, for themselves or for somebody else; carriers that may read them among these.
    pub(crate) from_people: FxHashSet<SystemId>,
    /// Whether somebody who may send is established where nobody knows if the law holds by then.
    pub(crate) is_beginning: bool,
    /// Whether somebody is caught from outside, and nobody knows with which of its systems.
    pub(crate) is_left_open: bool,
}

impl Reached {
    pub(crate) fn of(inventory: &Inventory, law: &Law, id: RegimeId, day: Day, carried: &Carried) -> Self {
        let regime = law.regime_at(id);
        let establishments =
            inventory.organizations.iter().map(|it| establishment(it, law, regime, day)).collect::<Vec<_>>();
        let own_people = own_people(inventory, (law, regime, day));
        let fed_inside = fed(inventory, carried, &|it| people_are(inventory, (law, regime, day), it) == Some(true));
        let (gathering, carriers) = (fed_inside.systems, fed_inside.carriers);
        let caught =
            |it: SystemId| gathering.contains(&it) && reach_of(inventory, regime, it) == Some(Reach::FromOutside);
        let systems = (0..inventory.systems.len()).map(SystemId::at).map(|it| match caught(it) {
            true => Part::Source,
            false => part(inventory, law, regime, day, (&establishments, &own_people), Node::System(it)),
        });
        let mut systems = systems.collect::<Vec<_>>();
        let bounded = bounded(inventory, (law, regime, day), carried, &establishments, &gathering);
        for (system, _) in &bounded {
            systems.get_mut(system.index()).into_iter().for_each(|it| *it = Part::Other);
        }
        let is_beginning = systems.iter().enumerate().any(|(at, part)| {
            let operator = inventory.operator(SystemId::at(at)).map(|it| &inventory.organization(it).table);
            let country = operator.and_then(|it| it.country.as_ref()).map(|it| &it.value.kind);
            *part == Part::Possible
                && matches!(country, Some(PlaceKind::Countries(countries)) if is_beginning(regime, countries, day))
        });
        let asked = |it: &SystemId| {
            let operator = inventory.operator(*it).and_then(|it| establishments.get(it.index()));
            reach_of(inventory, regime, *it).is_none() && operator == Some(&Establishment::Country)
        };
        let given_back = given_back(inventory, carried, &gathering);
        let left_open = bounded.into_iter().filter(|(_, is_asked)| *is_asked).map(|(it, _)| it).collect::<Vec<_>>();
        let may_be = |(at, part): (usize, &Part)| {
            *part == Part::Possible && reach_of(inventory, regime, SystemId::at(at)) == Some(Reach::FromOutside)
        };
        let is_left_open = !left_open.is_empty() || systems.iter().enumerate().any(may_be);
        let may_read = carriers.into_iter().filter(|it| may_decrypt(inventory, *it));
        let from_people = gathering.iter().copied().chain(may_read).collect();
        let bodies = (0..inventory.systems.len()).map(SystemId::at).filter(|_| regime.exists(day));
        let bodies = bodies.filter(|it| sits_nowhere(inventory, regime, &establishments, *it)).collect::<Vec<_>>();
        let gathering = gathering.into_iter().chain(given_back).filter(asked).chain(left_open).chain(bodies).collect();
        Self { regime: id, establishments, own_people, systems, gathering, from_people, is_beginning, is_left_open }
    }

    /// Whether anybody is recorded as subject to the regime, or established where nobody knows if it holds by then.
    pub(crate) fn has_source(&self) -> bool {
        self.systems.contains(&Part::Source) || self.is_beginning || self.is_left_open
    }

    /// Whether a system may be a source, and is none for certain.
    pub(crate) fn is_possible(&self, system: SystemId) -> bool {
        self.systems.get(system.index()) == Some(&Part::Possible) || self.gathering.contains(&system)
    }
}

/// What is recorded of whether a regime catches a system.
pub(crate) fn of_system(regime: &Regime, table: &System) -> Option<Spanned<Reach>> {
    match regime.reach_key {
        ReachKey::Gdpr => table.gdpr,
        ReachKey::UkGdpr => table.uk_gdpr,
        ReachKey::Fadp => table.fadp.as_ref().map(by_effects),
    }
}

/// What is recorded of whether a regime catches an organization.
pub(crate) fn of_organization(regime: &Regime, table: &Organization) -> Option<Spanned<Reach>> {
    match regime.reach_key {
        ReachKey::Gdpr => table.gdpr,
        ReachKey::UkGdpr => table.uk_gdpr,
        ReachKey::Fadp => table.fadp.as_ref().map(by_effects),
    }
}

/// Effects inside catch from outside.
fn by_effects(said: &Spanned<SwissReach>) -> Spanned<Reach> {
    let reach = match said.value {
        SwissReach::Established => Reach::Established,
        SwissReach::Effects => Reach::FromOutside,
        SwissReach::No => Reach::No,
    };
    Spanned { value: reach, span: said.span, origin: said.origin }
}

pub(crate) fn establishment(entry: &Named<Organization>, law: &Law, regime: &Regime, day: Day) -> Establishment {
    let organization = &entry.table;
    let is_body = organization.kind.as_ref().is_some_and(|it| it.value == OrganizationKind::InternationalOrganization);
    let country = organization.country.as_ref().map(|it| &it.value);
    let called = || organization.about.as_ref().and_then(|it| it.name.as_ref()).map(|it| it.value.as_str());
    let by_name =
        || [called(), Some(entry.id.as_str())].into_iter().flatten().find_map(|it| law.places.body_called(it));
    let named = organization.body.as_ref().map(|it| it.value.0).or_else(|| is_body.then(by_name).flatten());
    if let Some(PlaceKind::Body(body)) = country.map(|it| &it.kind) {
        return Establishment::Body(Some(*body));
    }
    if is_body || named.is_some() {
        return Establishment::Body(named);
    }
    let Some(place) = country else {
        // Institutions are where their own law holds, wherever they sit.
        let is_institution = organization.kind.as_ref().is_some_and(|it| it.value == OrganizationKind::EuInstitution);
        let has_law = is_institution && regime.law_for_institutions(day).is_some();
        return if has_law { Establishment::Inside } else { Establishment::NotRecorded };
    };
    let members;
    let countries: &[Country] = match &place.kind {
        PlaceKind::Countries(countries) => countries,
        PlaceKind::Bloc(bloc) => {
            members = law.places.bloc(*bloc).members_on(day);
            &members
        }
        PlaceKind::Unknown | PlaceKind::World => return Establishment::NotRecorded,
        _ => return Establishment::Country,
    };
    // What a place is for the law is not settled there: who is established in it is on no side for certain.
    let unsettled = |it: &Country| regime.is_source(*it, day) || regime.review(*it, day).is_some();
    let in_doubt = matches!(place.doubt, Some(Doubt::Review(_))) && countries.iter().any(unsettled);
    // Nobody belonged to the bloc on that day.
    if countries.is_empty() || in_doubt || is_beginning(regime, countries, day) {
        return Establishment::NotRecorded;
    }
    if countries.iter().all(|it| regime.is_source(*it, day)) {
        Establishment::Inside
    } else if countries.iter().any(|it| regime.is_source(*it, day)) {
        // Somewhere in a bloc that lies on both sides is not known to be on either.
        Establishment::NotRecorded
    } else {
        Establishment::Country
    }
}

/// Whether nobody knows if the law holds by then in one of some countries.
fn is_beginning(regime: &Regime, countries: &[Country], day: Day) -> bool {
    countries.iter().any(|it| regime.is_beginning(*it, day))
}

/// The legal entity behind a node.
pub(crate) fn entity(inventory: &Inventory, node: Node) -> Option<OrganizationId> {
    match node {
        Node::System(system) => inventory.operator(system),
        Node::Party(party) => Some(party),
        Node::Somebody => None,
    }
}

/// The part of a node: a source, perhaps one, or none.
pub(crate) fn part(
    inventory: &Inventory,
    law: &Law,
    regime: &Regime,
    day: Day,
    (establishments, own_people): (&[Establishment], &[OwnPeople]),
    node: Node,
) -> Part {
    let system = match node {
        Node::System(system) => Some(system),
        Node::Party(_) => None,
        Node::Somebody => return Part::Other,
    };
    if !regime.exists(day) {
        return Part::Other;
    }
    let table = system.map(|it| &inventory.system(it).table);
    let roles = table.and_then(|it| it.role.as_ref()).map(|it| it.value);
    if roles.is_some_and(Roles::are_of_people) && inventory.may_be_people(entity(inventory, node)) {
        return Part::Other;
    }
    let operator = entity(inventory, node);
    let own = table.and_then(|it| of_system(regime, it));
    let organization = operator.map(|it| &inventory.organization(it).table);
    let reach = own.or_else(|| organization.and_then(|it| of_organization(regime, it))).map(|it| it.value);
    let place = operator.and_then(|it| establishments.get(it.index()).copied()).unwrap_or(Establishment::NotRecorded);
    match (reach, place) {
        (Some(Reach::Established), _) | (None, Establishment::Inside) => Part::Source,
        // A company that is established inside is caught by that alone, with every system: one of the two facts is wrong.
        (Some(Reach::No), Establishment::Inside) if is_company(organization) => Part::Possible,
        (Some(Reach::No), _) => Part::Other,
        // How far its immunities reach, if it is one at all, is not recorded for a body that sits inside.
        (None, Establishment::Body(_)) if sits_inside(organization, (law, regime, day)) => Part::Possible,
        (None, Establishment::Body(_)) => Part::Other,
        (Some(Reach::FromOutside), _) if own.is_some() => Part::Source,
        (Some(Reach::FromOutside), _) => {
            let own = operator.and_then(|it| own_people.get(it.index()).copied()).unwrap_or_default();
            caught_from_outside(
                own,
                system.map_or(Collects::NotRecorded, |it| collects(inventory, (law, regime, day), it)),
            )
        }
        (None, Establishment::NotRecorded) => Part::Possible,
        (None, Establishment::Country) => {
            let inside = system.is_some_and(|it| collects(inventory, (law, regime, day), it) == Collects::Inside);
            if inside { Part::Possible } else { Part::Other }
        }
    }
}

/// What is recorded of whether a regime catches a system, or else its operator.
pub(crate) fn reach_of(inventory: &Inventory, regime: &Regime, system: SystemId) -> Option<Reach> {
    let own = of_system(regime, &inventory.system(system).table);
    let organization = || of_organization(regime, &inventory.organization(inventory.operator(system)?).table);
    own.or_else(organization).map(|it| it.value)
}

/// What is asked of a sender to which the law may apply.
pub(crate) fn asked(inventory: &Inventory, regime: &Regime, sender: Node) -> Missing {
    let said = match sender {
        Node::System(system) => reach_of(inventory, regime, system),
        Node::Party(party) => of_organization(regime, &inventory.organization(party).table).map(|it| it.value),
        Node::Somebody => None,
    };
    match said {
        Some(Reach::No) => Missing::ScopeDenied,
        Some(Reach::FromOutside) => Missing::ScopeOfSystems,
        Some(Reach::Established) | None => Missing::SenderScope,
    }
}

/// Where the data of some people go, or went.
#[derive(Default)]
struct Fed {
    /// Systems that get them, through carriers too; for themselves or for somebody else.
    systems: FxHashSet<SystemId>,
    /// The carriers that they pass.
    carriers: FxHashSet<SystemId>,
}

fn fed(inventory: &Inventory, carried: &Carried, is_wanted: &dyn Fn(SystemId) -> bool) -> Fed {
    let mut found = Fed::default();
    let of_people = carried.reached().filter(|(flow, ..)| carried.concerns_people(*flow));
    let of_wanted = of_people.filter(|(_, from, _)| is_of_people(inventory, *from) && is_wanted(*from));
    let mut open = of_wanted.map(|(flow, ..)| inventory.flow(flow)).collect::<Vec<_>>();
    if open.is_empty() {
        return found;
    }
    let mut leaving: FxHashMap<SystemId, Vec<&FlowEntry>> = FxHashMap::default();
    for (flow, from, _) in carried.reached().filter(|(_, from, _)| passes_on(inventory, *from)) {
        leaving.entry(from).or_default().push(inventory.flow(flow));
    }
    while let Some(flow) = open.pop() {
        if let Some(SystemOrParty::System(page)) = flow.table.embedded_by.as_ref().map(|it| it.value) {
            found.systems.insert(page);
        }
        if passes_on(inventory, flow.to) {
            found.carriers.insert(flow.to);
            // Once through each is enough.
            open.extend(leaving.remove(&flow.to).into_iter().flatten());
        } else {
            found.systems.insert(flow.to);
        }
    }
    found
}

/// Systems of those for whom others gather: what their processors give back to them came from the same people.
fn given_back(inventory: &Inventory, carried: &Carried, gathering: &FxHashSet<SystemId>) -> FxHashSet<SystemId> {
    let client = |it: SystemId| {
        let client = inventory.system(it).table.on_behalf_of.as_ref().map(|it| it.value.0);
        client.filter(|it_is| inventory.operator(it) != Some(*it_is))
    };
    let mut found = FxHashSet::default();
    let mut open = gathering.iter().copied().filter(|it| client(*it).is_some()).collect::<Vec<_>>();
    if open.is_empty() {
        return found;
    }
    let mut leaving: FxHashMap<SystemId, Vec<SystemId>> = FxHashMap::default();
    for (_, from, to) in carried.reached().filter(|(_, it, _)| client(*it).is_some() || passes_on(inventory, *it)) {
        leaving.entry(from).or_default().push(to);
    }
    while let Some(processor) = open.pop() {
        let (mut ways, mut seen) = (vec![processor], FxHashSet::default());
        while let Some(from) = ways.pop() {
            for to in leaving.get(&from).into_iter().flatten().copied().filter(|it| seen.insert(*it)) {
                if passes_on(inventory, to) {
                    ways.push(to);
                } else if inventory.operator(to).is_some_and(|it| client(processor) == Some(it)) && found.insert(to) {
                    open.extend(client(to).map(|_| to));
                }
            }
        }
    }
    found
}

/// Whether people are inside; `None` where it is not recorded.
fn people_are(inventory: &Inventory, (law, regime, day): (&Law, &Regime, Day), system: SystemId) -> Option<bool> {
    let places = inventory.system(system).table.location.as_ref()?;
    let is_known = places.value.iter().all(|it| !is_nowhere(&it.value, law, day));
    let inside = any_inside(&places.value, law, regime, day);
    (inside || is_known).then_some(inside)
}

/// Systems of operators that are caught from outside which the places of people keep from being caught, as `collects-from`
/// would; each with whether that is a question: where nobody wrote from whom its data come, or whom else the law is for.
fn bounded(
    inventory: &Inventory,
    (law, regime, day): (&Law, &Regime, Day),
    carried: &Carried,
    establishments: &[Establishment],
    inside: &FxHashSet<SystemId>,
) -> Vec<(SystemId, bool)> {
    let is_outside = |it: &OrganizationId| establishments.get(it.index()) != Some(&Establishment::Inside);
    let caught = |it: &OrganizationId| {
        let said = of_organization(regime, &inventory.organization(*it).table).map(|it| it.value);
        said == Some(Reach::FromOutside) && is_outside(it)
    };
    if !(0..inventory.organizations.len()).map(OrganizationId::at).any(|it| caught(&it)) {
        return Vec::new();
    }
    let all = || (0..inventory.systems.len()).map(SystemId::at);
    let said = |it| collects(inventory, (law, regime, day), it);
    let says = all().filter(|it| said(*it) == Collects::Inside);
    let says = says.filter_map(|it| inventory.operator(it)).collect::<FxHashSet<_>>();
    let has_people_inside = inside.iter().filter_map(|it| inventory.operator(*it)).collect::<FxHashSet<_>>();
    let place = |it| people_are(inventory, (law, regime, day), it);
    let outside = fed(inventory, carried, &|it| place(it) == Some(false)).systems;
    let nowhere = fed(inventory, carried, &|it| place(it).is_none()).systems;
    let of_caught = all().filter(|it| {
        let operator = inventory.operator(*it).filter(|it| caught(it) && !says.contains(it));
        operator.is_some()
            && said(*it) != Collects::Outside
            && of_system(regime, &inventory.system(*it).table).is_none()
    });
    let of_others = of_caught.filter(|it| !inside.contains(it) && !is_of_people(inventory, *it));
    let told = of_others.filter_map(|it| {
        let elsewhere = inventory.operator(it).is_some_and(|it| has_people_inside.contains(&it));
        let only_outside = outside.contains(&it) && !nowhere.contains(&it);
        (elsewhere || only_outside).then_some((it, !(elsewhere && only_outside)))
    });
    told.collect()
}

fn is_company(organization: Option<&Organization>) -> bool {
    let kind = organization.and_then(|it| it.kind.as_ref());
    kind.is_none_or(|it| it.value == OrganizationKind::Company)
}

/// Whether the country that is recorded for an organization is inside.
pub(super) fn sits_inside(organization: Option<&Organization>, (law, regime, day): (&Law, &Regime, Day)) -> bool {
    let country = organization.and_then(|it| it.country.as_ref());
    country.is_some_and(|it| any_inside(std::slice::from_ref(it), law, regime, day))
}

/// Whether a system is run by an international organization of which nobody wrote where it sits, nor whether the law reaches it.
fn sits_nowhere(inventory: &Inventory, regime: &Regime, establishments: &[Establishment], system: SystemId) -> bool {
    let operator = inventory.operator(system);
    let is_body = |it: &OrganizationId| matches!(establishments.get(it.index()), Some(Establishment::Body(_)));
    operator.filter(is_body).is_some_and(|it| {
        let country = inventory.organization(it).table.country.as_ref();
        let is_people = is_of_people(inventory, system);
        country.is_none_or(|it| it.value.kind == PlaceKind::Unknown)
            && reach_of(inventory, regime, system).is_none()
            && !is_people
    })
}

/// What is recorded of where a system collects from people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Collects {
    /// Inside, or there too.
    Inside,
    /// Wholly outside.
    Outside,
    /// Nobody knows.
    Unknown,
    /// Nobody wrote it.
    NotRecorded,
}

/// What all systems of one operator say of where they collect.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OwnPeople {
    /// One of them inside.
    any_inside: bool,
    /// Each of them outside.
    all_outside: bool,
}

impl Default for OwnPeople {
    fn default() -> Self {
        Self { any_inside: false, all_outside: true }
    }
}

/// For each organization, where its systems collect; empty where nobody is caught from outside.
pub(crate) fn own_people(inventory: &Inventory, (law, regime, day): (&Law, &Regime, Day)) -> Vec<OwnPeople> {
    let said = inventory.organizations.iter().filter_map(|it| of_organization(regime, &it.table));
    if said.map(|it| it.value).all(|it| it != Reach::FromOutside) {
        return Vec::new();
    }
    let mut all = vec![OwnPeople::default(); inventory.organizations.len()];
    for system in (0..inventory.systems.len()).map(SystemId::at) {
        let Some(own) = inventory.operator(system).and_then(|it| all.get_mut(it.index())) else {
            continue;
        };
        match collects(inventory, (law, regime, day), system) {
            Collects::Inside => own.any_inside = true,
            Collects::Outside => {}
            Collects::Unknown | Collects::NotRecorded => own.all_outside = false,
        }
    }
    all
}

/// Of an operator that is caught from outside, the systems that collect inside. Where none is known to, all that may: what
/// one of them says of itself says nothing of the others.
fn caught_from_outside(own: OwnPeople, said: Collects) -> Part {
    match said {
        Collects::Inside => Part::Source,
        // Where it is known which one collects inside, one of which nobody knows it may be another.
        Collects::Unknown if own.any_inside => Part::Possible,
        _ if own.any_inside => Part::Other,
        // Caught, and collecting nowhere inside: one of the two is wrong, or something else catches it.
        Collects::Outside if own.all_outside => Part::Possible,
        Collects::Outside => Part::Other,
        Collects::Unknown | Collects::NotRecorded => Part::Source,
    }
}

fn collects(inventory: &Inventory, (law, regime, day): (&Law, &Regime, Day), system: SystemId) -> Collects {
    match &inventory.system(system).table.collects_from {
        None => Collects::NotRecorded,
        Some(places) if any_inside(&places.value, law, regime, day) => Collects::Inside,
        Some(places) if places.value.iter().any(|it| is_nowhere(&it.value, law, day)) => Collects::Unknown,
        Some(_) => Collects::Outside,
    }
}

/// Whether a place names nothing: nobody knows it, or it is a bloc without members on the day.
fn is_nowhere(place: &Place, law: &Law, day: Day) -> bool {
    match place.kind {
        PlaceKind::Unknown => true,
        PlaceKind::Bloc(bloc) => law.places.bloc(bloc).members_on(day).is_empty(),
        _ => false,
    }
}

fn any_inside(places: &[Spanned<Place>], law: &Law, regime: &Regime, day: Day) -> bool {
    places.iter().any(|it| match &it.value.kind {
        PlaceKind::Countries(countries) => countries.iter().any(|it| regime.is_source(*it, day)),
        PlaceKind::Bloc(bloc) => law.places.bloc(*bloc).members_on(day).iter().any(|it| regime.is_source(*it, day)),
        PlaceKind::World => true,
        _ => false,
    })
}
