//! What one regime sees of an inventory on a day: who is established where, which systems are sources,
//! the graph, and which mechanisms can concern whom. Answers questions; decides no transfer.

mod build;

use std::sync::{Arc, OnceLock};

use petgraph::{Direction, graph::NodeIndex};
use rustc_hash::FxHashMap;

use crate::{
    graph::{self, Behind, Bits, Derived, Edge, EdgeId, EdgeOrigin, Graph, Hop, Labels, Node, Part},
    inventory::{
        FlowEntry, Inventory, Likeness, OrganizationId, SystemId,
        model::{Access, Organization, System},
        values::{AccessEntry, Via},
        words::{Kind, OrganizationKind},
    },
    law::{
        BodyId, Citations, Country, Day, Destination as LawDestination, Law, MechanismKind, Place, PlaceKind,
        PlaceStatus, Regime, RegimeId,
    },
    text::Spanned,
};

use super::{
    destination::{self, Destination},
    exporters::{self, NamedBy},
    further::Further,
    groups::Plane,
    index::Index,
    past::{Past, Received},
    principals::Principals,
    profile::Profile,
    reach::{OwnPeople, part},
    responsible::Ways,
    returning::Returning,
    role::RoleFact,
};

/// Where an organization is established, as the regime sees it on the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Establishment {
    /// Inside the territory, as a source and as a destination.
    Inside,
    /// Inside for one of them only, or outside.
    Country,
    /// An international organization, wherever it sits; known by name or not.
    Body(Option<BodyId>),
    /// Nobody wrote it, or nobody knows.
    NotRecorded,
}

/// Whether a regime that is judged in this run, and has data for the day, judges what a system sends as exports of its own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Exports {
    /// Anything.
    pub(super) any: bool,
    /// Also what it gives back to the controller whose processor it is.
    pub(super) returns: bool,
}

/// What hangs on no regime.
pub(crate) struct Shared {
    /// For each system, whether its exports are judged under any regime.
    pub(super) exports: Vec<Exports>,
    /// Which organizations have names that are alike; made where it is first needed.
    pub(super) likeness: OnceLock<Likeness>,
    /// Who lies behind carriers.
    pub(super) behind: Behind,
    /// For each flow, whether it says the part of an end itself.
    pub(super) says_role: Vec<bool>,
}

/// One regime's view of one inventory.
pub(crate) struct World<'a> {
    pub(crate) inventory: &'a Inventory,
    pub(crate) law: &'a Law,
    pub(crate) regime: &'a Regime,
    pub(crate) regime_id: RegimeId,
    /// What its law says of each kind of mechanism, in their order.
    kinds: Vec<Option<&'a MechanismKind>>,
    pub(crate) day: Day,
    pub(crate) profile: Profile,
    pub(crate) establishments: Vec<Establishment>,
    /// For each organization, where its systems collect, as far as that is asked of anybody.
    own_people: Vec<OwnPeople>,
    pub(crate) parts: Vec<Part>,
    pub(crate) graph: Graph,
    /// Which classes of data are made from which.
    pub(crate) derived: Derived,
    /// What sources send.
    pub(crate) firm: Labels,
    /// What sources and possible sources send; `None` where there are no possible ones.
    pub(crate) possible: Option<Labels>,
    /// What ended flows brought; `None` where there are none.
    pub(crate) past: Option<Past>,
    /// How the senders of onward rows received what they hold, for whoever shows it; made where it is first needed.
    pub(super) received: OnceLock<Received>,
    /// What came only if carriers decrypt, with all else; made where it is first needed.
    pub(super) if_decrypted: OnceLock<Option<Labels>>,
    /// What systems send that are no source and hold nothing protected; made where it is first needed.
    clean: OnceLock<Labels>,
    /// What it has in common with the views of other regimes.
    pub(super) shared: Arc<Shared>,
    /// Who names mechanisms that do not say whose they are; made where it is first needed.
    named_by: OnceLock<NamedBy>,
    /// For each system, the legal entity behind it.
    pub(super) operators: Vec<Option<OrganizationId>>,
    /// For each system, whether it only passes on what it gets.
    passes_on: Vec<bool>,
    /// For each system, whose processor it is.
    clients: Vec<Option<OrganizationId>>,
    /// Who may give data back to its own controller.
    pub(super) returning: Returning,
    /// For each system, its operator's part in the processing.
    pub(super) roles: Vec<RoleFact>,
    /// For each system, the destinations of what is sent to it; made where they are first needed.
    destinations: Vec<OnceLock<Vec<Destination>>>,
    /// The destinations of edges to people who reach in.
    access_destinations: FxHashMap<EdgeId, Vec<Destination>>,
    /// For each system of an importer, the places of its other systems that it hands data on to.
    further: FxHashMap<SystemId, Vec<Further>>,
    /// Who stands behind senders.
    pub(super) principals: Principals,
    /// What paths are read from.
    pub(crate) ways: Ways,
    /// Where papers are found by what they are about.
    pub(crate) index: Index<'a>,
    /// Whether any class of data differs from others in what is judged.
    pub(crate) has_particular_data: bool,
    /// The classes of special categories.
    pub(crate) special: Bits,
    /// The classes on children.
    pub(crate) children: Bits,
}

impl<'a> World<'a> {
    /// What systems send that are no source and hold nothing protected.
    pub(crate) fn clean(&self) -> &Labels {
        self.clean.get_or_init(|| {
            let is_clean = |node: NodeIndex| {
                self.parts.get(node.index()).is_none_or(|it| *it == Part::Other) && !self.holds_any(node)
            };
            // Who names no data gives on what came to it: nothing of that begins there.
            let gets = |node: NodeIndex| self.graph.net.neighbors_directed(node, Direction::Incoming).next().is_some();
            // Nor does what a carrier passes on: somebody sent it.
            let is_carrier = |node: NodeIndex| self.passes_on.get(node.index()).copied().unwrap_or(false);
            let begins = |hop: &Hop| !is_carrier(hop.from) && (!self.edge(hop.edge).data_assumed || !gets(hop.from));
            graph::propagate_own(&self.graph, is_clean, begins, |sent, held, out| self.derived.add(sent, held, out))
        })
    }

    /// Who names mechanisms that do not say whose they are.
    pub(crate) fn named_by(&self) -> &NamedBy {
        self.named_by.get_or_init(|| exporters::of(self))
    }

    /// Every destination of an edge, each country once.
    pub(crate) fn destinations(&self, id: EdgeId) -> &[Destination] {
        let edge = self.edge(id);
        match (edge.origin, edge.to) {
            (EdgeOrigin::Flow(_), Node::System(system)) => match self.destinations.get(system.index()) {
                Some(known) => known.get_or_init(|| destination::of_edge(self, edge)),
                None => &[],
            },
            _ => self.access_destinations.get(&id).map_or(&[], Vec::as_slice),
        }
    }

    /// Places of its receiver's other systems that an edge reaches too, each with the classes that get there.
    pub(crate) fn further(&self, edge: &Edge) -> &[Further] {
        match (edge.origin, edge.to) {
            (EdgeOrigin::Flow(_), Node::System(system)) => self.further.get(&system).map_or(&[], Vec::as_slice),
            _ => &[],
        }
    }

    /// Whether a regime that is judged in this run judges an edge as an export of its own sender.
    pub(crate) fn is_export_anywhere(&self, edge: &Edge) -> bool {
        let Node::System(sender) = edge.from else {
            return false;
        };
        let client = self.client_of(edge.from);
        let is_return = client.is_some() && client == self.entity(edge.to);
        self.shared.exports.get(sender.index()).is_some_and(|it| if is_return { it.returns } else { it.any })
    }

    /// Whether the data of the regime reach back to the day, and its law bound by then.
    pub(crate) fn is_covered(&self) -> bool {
        self.regime.covers(self.day) && self.regime.binds_on(self.day)
    }

    /// The labels of sources and possible sources.
    pub(crate) fn widest(&self) -> &Labels {
        self.possible.as_ref().unwrap_or(&self.firm)
    }

    /// What a node holds, the most certain first.
    pub(crate) fn planes(&self, node: NodeIndex) -> impl Iterator<Item = (Plane, &[u64])> {
        let ended = self.past.as_ref().map(|it| (Plane::Ended, it.certain.held(node)));
        let possible = self.possible.as_ref().map(|it| (Plane::Possible, it.held(node)));
        let may_hold = self.past.as_ref().map(|it| (Plane::MayHold, it.widest().held(node)));
        let if_decrypted = self.labels_if_decrypted().map(|it| (Plane::IfDecrypted, it.held(node)));
        let firm = std::iter::once((Plane::Firm, self.firm.held(node)));
        firm.chain(ended).chain(possible).chain(may_hold).chain(if_decrypted)
    }

    /// Whether a node holds anything protected, or may.
    pub(crate) fn holds_any(&self, node: NodeIndex) -> bool {
        self.widest().holds_any(node)
            || self.past.as_ref().is_some_and(|it| it.widest().holds_any(node))
            || self.labels_if_decrypted().is_some_and(|it| it.holds_any(node))
    }

    pub(crate) fn part(&self, node: Node) -> Part {
        match node {
            Node::System(system) => self.parts.get(system.index()).copied().unwrap_or(Part::Other),
            _ => {
                let operators = (self.establishments.as_slice(), self.own_people.as_slice());
                part(self.inventory, self.law, self.regime, self.day, operators, node)
            }
        }
    }

    /// Whether a node only passes on what it gets.
    pub(crate) fn is_carrier(&self, node: Node) -> bool {
        matches!(node, Node::System(system) if self.passes_on.get(system.index()).copied().unwrap_or(false))
    }

    /// The legal entity behind a node.
    pub(crate) fn entity(&self, node: Node) -> Option<OrganizationId> {
        match node {
            Node::System(system) => self.operators.get(system.index()).copied().flatten(),
            Node::Party(party) => Some(party),
            Node::Somebody => None,
        }
    }

    pub(crate) fn organization(&self, id: OrganizationId) -> &'a Organization {
        &self.inventory.organization(id).table
    }

    /// Whether an organization of which nobody wrote what it is has the name of a known international organization.
    pub(crate) fn may_be_body(&self, id: OrganizationId) -> bool {
        let table = self.organization(id);
        table.kind.is_none()
            && table.body.is_none()
            && self.law.places.body_called(self.inventory.organization_name(id)).is_some()
    }

    pub(crate) fn establishment(&self, id: OrganizationId) -> Establishment {
        self.establishments.get(id.index()).copied().unwrap_or(Establishment::NotRecorded)
    }

    /// Whether a country is inside as a destination.
    pub(crate) fn is_inside(&self, country: Country) -> bool {
        self.regime.is_destination_inside(country, self.day)
    }

    /// The flow that an edge was made from, and the one that reaches its receiver.
    pub(crate) fn flows(&self, edge: &Edge) -> Option<(&'a FlowEntry, &'a FlowEntry)> {
        let EdgeOrigin::Flow(first) = edge.origin else {
            return None;
        };
        Some((self.inventory.flow(first), self.inventory.flow(edge.last.unwrap_or(first))))
    }

    /// The entry of `access` that an edge was made from.
    pub(crate) fn access(&self, edge: &Edge) -> Option<&'a Access> {
        let EdgeOrigin::Access(system, at) = edge.origin else {
            return None;
        };
        let entries = self.inventory.system(system).table.access.as_ref()?;
        match entries.value.get(at as usize).map(|it| &it.value) {
            Some(AccessEntry::From(access)) => Some(access),
            _ => None,
        }
    }

    /// What is written under `via` of an edge.
    pub(crate) fn via(&self, edge: &Edge) -> &'a [Spanned<Via>] {
        let written = match self.flows(edge) {
            Some((first, last)) => last.table.via.as_ref().or(first.table.via.as_ref()),
            None => self.access(edge).and_then(|it| it.via.as_ref()),
        };
        written.map_or(&[], |it| &it.value)
    }

    /// The system of a node.
    pub(crate) fn system(&self, node: Node) -> Option<&'a System> {
        match node {
            Node::System(system) => Some(&self.inventory.system(system).table),
            _ => None,
        }
    }

    /// For whom whoever is behind a node processes.
    pub(crate) fn client_of(&self, node: Node) -> Option<OrganizationId> {
        match node {
            Node::System(system) => self.clients.get(system.index()).copied().flatten(),
            _ => None,
        }
    }

    /// Whether two organizations are one hand: the same, of one group, or one controls the other.
    pub(crate) fn same_hand(&self, one: OrganizationId, other: OrganizationId) -> bool {
        same_hand(self.inventory, one, other)
    }

    /// The part of `sent` that is protected where `held` is, classes made from it included.
    pub(crate) fn protected(&self, sent: &[u64], held: &[u64]) -> Bits {
        let mut out = self.graph.classes.empty();
        graph::meets(sent, held, &mut out);
        self.derived.add(sent, held, &mut out);
        out
    }

    /// What the law says of a kind of mechanism.
    pub(crate) fn kind(&self, kind: Kind) -> &'a MechanismKind {
        match self.kinds.get(kind as usize) {
            Some(Some(kind)) => kind,
            _ => unreachable!("every regime's data name every kind, which a test of the data checks"),
        }
    }

    /// The country whose authority an organization answers to; a territory without one answers to that of its state.
    pub(crate) fn country_of_authority(&self, id: OrganizationId) -> Option<Country> {
        let country = match &self.organization(id).country.as_ref()?.value.kind {
            PlaceKind::Countries(list) => list.first().copied().filter(|_| list.len() == 1)?,
            _ => return None,
        };
        let has_one = self.law.authorities().iter().any(|it| it.country == Some(country));
        let state = || self.law.places.territory_on(country, self.day).and_then(|it| it.belongs_to);
        if has_one { Some(country) } else { state() }
    }

    /// Whether data may be in a country without a ground of their own: inside, or wholly covered by a decision.
    pub(crate) fn is_safe(&self, country: Country) -> bool {
        self.is_inside(country)
            || matches!(
                self.law.status(&self.regime.id, LawDestination::Country(country), self.day),
                PlaceStatus::Adequate(_) | PlaceStatus::Territory { .. }
            )
    }

    /// Whether an organization is an institution of the territory that has a law of its own on the day.
    pub(crate) fn is_institution(&self, id: OrganizationId) -> bool {
        let kind = self.organization(id).kind.as_ref();
        kind.is_some_and(|it| it.value == OrganizationKind::EuInstitution)
            && self.regime.law_for_institutions(self.day).is_some()
    }

    /// The law that an exporter was under on a day, by the list of its articles.
    pub(crate) fn citations(&self, exporter: Option<OrganizationId>, day: Day) -> Option<Citations> {
        let table = exporter.map(|it| self.organization(it));
        let is_institution =
            table.and_then(|it| it.kind.as_ref()).is_some_and(|it| it.value == OrganizationKind::EuInstitution);
        let country = table.and_then(|it| it.country.as_ref()).and_then(|it| match &it.value.kind {
            PlaceKind::Countries(countries) => countries.first().copied(),
            _ => None,
        });
        let own = is_institution.then(|| self.regime.law_for_institutions(day)).flatten();
        own.or_else(|| self.regime.law_for(country, day)).map(|it| it.citations)
    }

    /// How much a country is covered by decisions on the day, the least first.
    pub(crate) fn standing(&self, country: Country) -> u8 {
        match self.law.status(&self.regime.id, LawDestination::Country(country), self.day) {
            PlaceStatus::None | PlaceStatus::NotCovered => 0,
            PlaceStatus::ListedOnly(_) => 1,
            PlaceStatus::Conditional(_) => 2,
            PlaceStatus::Adequate(_) => 3,
            PlaceStatus::Territory { .. } => 4,
        }
    }

    /// An edge by its number.
    pub(crate) fn edge(&self, id: EdgeId) -> &Edge {
        self.graph.edge(id)
    }

    /// The node index of a node that sends.
    pub(crate) fn node_index(&self, id: EdgeId) -> Option<NodeIndex> {
        match self.edge(id).from {
            Node::System(system) => Some(NodeIndex::new(system.index())),
            _ => None,
        }
    }
}

/// Whether two organizations are one hand: the same, of one group, or one controls the other.
pub(crate) fn same_hand(inventory: &Inventory, one: OrganizationId, other: OrganizationId) -> bool {
    let (first, second) = (&inventory.organization(one).table, &inventory.organization(other).table);
    let parent = |it: &Organization| it.parent.as_ref().map(|it| it.value.0);
    let group = first.group.as_ref().zip(second.group.as_ref()).is_some_and(|(one, other)| one.value == other.value);
    one == other
        || group
        || parent(first) == Some(other)
        || parent(second) == Some(one)
        || (parent(first).is_some() && parent(first) == parent(second))
}

/// The countries of a place that lie on one side or the other, if it is one that can be told.
pub(crate) fn countries_of(place: &Place, law: &Law, day: Day) -> Option<Vec<Country>> {
    match &place.kind {
        PlaceKind::Countries(countries) => Some(countries.clone()),
        PlaceKind::Bloc(bloc) => Some(law.places.bloc(*bloc).members_on(day)),
        _ => None,
    }
}
