//! How one regime's view of an inventory is made: who is a source, the graph, and what is followed through it. Answers
//! nothing that is asked of it later.

use std::sync::{Arc, OnceLock};

use petgraph::graph::NodeIndex;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    graph::{self, Carried, Classes, Derived, Edge, EdgeId, EdgeOrigin, Graph, Hop, Labels, Node, Part, Setting},
    inventory::{
        DataId, Inventory, Named, OrganizationId, SystemId,
        model::{Data, System},
        values::{Answer, Roles},
        words::{Kind, Reach, Role},
    },
    law::{Day, Law},
    text::{Spanned, beside},
};

use super::{
    super::{
        destination, further,
        index::Index,
        past::Past,
        principals::Principals,
        profile::Profile,
        reach::{self, Reached, part},
        responsible::Ways,
        returning::Returning,
        role::RoleFact,
    },
    Establishment, Shared, World,
};

impl<'a> World<'a> {
    pub(crate) fn new(
        inventory: &'a Inventory,
        law: &'a Law,
        carried: &Carried,
        reached: Reached,
        shared: Arc<Shared>,
        (day, profile): (Day, Profile),
    ) -> Self {
        let (regime, establishments) = (law.regime_at(reached.regime), &reached.establishments);
        let setting = Setting {
            inside: establishments.iter().map(|it| *it == Establishment::Inside).collect(),
            subject: (0..inventory.organizations.len())
                .map(|it| Node::Party(OrganizationId::at(it)))
                .map(|it| part(inventory, law, regime, day, (establishments, &reached.own_people), it) != Part::Other)
                .collect(),
            exempt: reached
                .establishments
                .iter()
                .zip(&inventory.organizations)
                .map(|(place, it)| {
                    let said = reach::of_organization(regime, &it.table).map(|it| it.value);
                    said == Some(Reach::No) && *place != Establishment::Inside
                })
                .collect(),
            from_people: reached.from_people.clone(),
            sources: reached.systems.iter().map(|it| *it == Part::Source).collect(),
            clients: match regime.return_is_none {
                true => Returning::of(inventory, &reached.systems, true).clients,
                false => Vec::new(),
            },
            outside: (0..)
                .map(SystemId::at)
                .zip(&reached.systems)
                .filter(|(system, part)| match part {
                    Part::Source => !is_inside(inventory, establishments, *system),
                    Part::Possible => true,
                    Part::Other => reached.gathering.contains(system),
                })
                .map(|it| it.0)
                .collect(),
        };
        let index = || Index::of(inventory, law, regime, day);
        let (index, graph) = beside(inventory.flows.len(), index, || graph::build(inventory, carried, &setting));
        Self::over(inventory, law, graph, index, reached, shared, (day, profile))
    }

    /// The same over a graph that is built.
    fn over(
        inventory: &'a Inventory,
        law: &'a Law,
        graph: Graph,
        index: Index<'a>,
        reached: Reached,
        shared: Arc<Shared>,
        (day, profile): (Day, Profile),
    ) -> Self {
        let Reached { regime: regime_id, establishments, own_people, systems, gathering, .. } = reached;
        let regime = law.regime_at(regime_id);
        let nodes = graph.ever.as_ref().unwrap_or(&graph.net).node_weights();
        let mut parts = nodes
            .map(|it| match it {
                Node::System(system) => systems.get(system.index()).copied().unwrap_or(Part::Other),
                _ => part(inventory, law, regime, day, (&establishments, &own_people), *it),
            })
            .collect::<Vec<_>>();
        let passes_on = (0..inventory.systems.len()).map(|it| graph::passes_on(inventory, SystemId::at(it)));
        let passes_on = passes_on.collect::<Vec<_>>();
        // What a carrier passes on into which nobody is recorded to send may be anybody's.
        for (at, part) in parts.iter_mut().enumerate().take(inventory.systems.len()) {
            let sends = || graph.net.edges(NodeIndex::new(at)).next().is_some();
            if *part == Part::Source && passes_on.get(at).copied().unwrap_or(false) && sends() {
                *part = Part::Possible;
            }
        }
        let operators = inventory.systems.iter().map(|it| it.table.operator.as_ref().map(|it| it.value.0));
        let operators = operators.collect::<Vec<_>>();
        // A carrier that decrypts is a processor; so is one that may.
        let role = |(at, entry): (usize, &Named<System>)| {
            let (role, opens) = (entry.table.role.as_ref(), graph::opens(inventory, SystemId::at(at)));
            RoleFact {
                roles: role.map(|it| it.value).or_else(|| opens.map(|_| Roles::one(Role::Processor))),
                assumed: role.map_or(opens == Some(Answer::Unknown), Spanned::is_assumed),
            }
        };
        let roles = inventory.systems.iter().enumerate().map(role).collect::<Vec<_>>();
        let returning = Returning::of(inventory, &parts, regime.return_is_none);
        let returns = |hop: &Hop| {
            returning.may(hop.from.index())
                && returning.holds(inventory, (&operators, &establishments), &roles, graph.edge(hop.edge))
        };
        let carries = |hop: &Hop| hop.is_payload && !returns(hop);
        let part_of = |node: NodeIndex| parts.get(node.index()).copied().unwrap_or(Part::Other);
        let derived = Derived::of(inventory);
        let firm = follow(&derived, &graph, &|it| part_of(it) == Part::Source, &carries);
        // Who also received protected data is asked where the rest is from.
        for system in gathering.iter().copied() {
            if let Some(part) = parts.get_mut(system.index())
                && *part == Part::Other
                && !firm.holds_any(NodeIndex::new(system.index()))
            {
                *part = Part::Possible;
            }
        }
        let part_of = |node: NodeIndex| parts.get(node.index()).copied().unwrap_or(Part::Other);
        let possible = parts.contains(&Part::Possible);
        let possible = possible.then(|| follow(&derived, &graph, &|it| part_of(it) != Part::Other, &carries));
        let has_particular_data = inventory.data.iter().any(|it| it.table.hr.is_some() || it.table.state.is_some());
        let classes = |is: fn(&Data) -> bool| {
            let mut bits = graph.classes.empty();
            let own = inventory.data.iter().enumerate().filter(|(_, it)| is(&it.table));
            own.for_each(|(at, _)| Classes::insert(&mut bits, DataId::at(at)));
            bits
        };
        let mut world = Self {
            special: classes(|it| it.special.as_ref().is_some_and(|it| !it.value.is_empty())),
            children: classes(|it| it.children.as_ref().is_some_and(|it| it.value == Answer::Yes)),
            operators,
            passes_on,
            kinds: Kind::WORDS.iter().map(|it| regime.mechanism(it)).collect(),
            clients: inventory.systems.iter().map(|it| it.table.on_behalf_of.as_ref().map(|it| it.value.0)).collect(),
            returning,
            roles,
            destinations: inventory.systems.iter().map(|_| OnceLock::new()).collect(),
            access_destinations: FxHashMap::default(),
            further: FxHashMap::default(),
            inventory,
            law,
            regime,
            regime_id,
            day,
            profile,
            establishments,
            own_people,
            parts,
            graph,
            derived,
            firm,
            possible,
            past: None,
            received: OnceLock::new(),
            if_decrypted: OnceLock::new(),
            clean: OnceLock::new(),
            named_by: OnceLock::new(),
            principals: Principals::default(),
            ways: Ways::default(),
            index,
            shared,
            has_particular_data,
        };
        let of_own = |edge: &Edge| matches!(edge.origin, EdgeOrigin::Access(..)) || edge.to == Node::Somebody;
        let access = world.graph.iter().filter(|(_, edge)| of_own(edge));
        world.access_destinations = access.map(|(id, edge)| (id, destination::of_edge(&world, edge))).collect();
        world.further = further::of(&world).into_iter().collect();
        world.past = Past::of(&world);
        let holds =
            |it: &SystemId| world.past.as_ref().is_some_and(|past| past.certain.holds_any(NodeIndex::new(it.index())));
        // The same of who received them over flows that have ended.
        let holding = gathering.into_iter().filter(holds).collect::<Vec<_>>();
        if !holding.is_empty() {
            for system in holding {
                world.parts.get_mut(system.index()).into_iter().for_each(|it| *it = Part::Other);
            }
            let is_possible = |it: NodeIndex| world.parts.get(it.index()).is_some_and(|it| *it != Part::Other);
            let possible = world.parts.contains(&Part::Possible);
            let carries = |hop: &Hop| world.lets_pass(hop);
            world.possible = possible.then(|| follow(&world.derived, &world.graph, &is_possible, &carries));
            world.past = Past::of(&world);
        }
        world
    }

    /// Some of its edges by themselves, whether they are live or not, with what else there is.
    pub(crate) fn of_edges(world: &Self, edges: &[EdgeId]) -> Self {
        let reached = Reached {
            regime: world.regime_id,
            establishments: world.establishments.clone(),
            own_people: world.own_people.clone(),
            systems: world.parts.iter().copied().take(world.inventory.systems.len()).collect(),
            gathering: FxHashSet::default(),
            from_people: FxHashSet::default(),
            is_beginning: false,
            is_left_open: false,
        };
        let (graph, shared) = (world.graph.only(edges), Arc::clone(&world.shared));
        let index = Index::of(world.inventory, world.law, world.regime, world.day);
        Self::over(world.inventory, world.law, graph, index, reached, shared, (world.day, world.profile))
    }

    /// Goes to another day with some edges: what hangs on the day is found anew for their ends alone.
    pub(crate) fn move_to(&mut self, day: Day, edges: &[EdgeId]) {
        self.day = day;
        if !self.own_people.is_empty() {
            self.own_people = reach::own_people(self.inventory, (self.law, self.regime, day));
        }
        for node in edges.iter().flat_map(|it| [self.edge(*it).from, self.edge(*it).to]).collect::<Vec<_>>() {
            if let Some(organization) = self.entity(node) {
                let there = reach::establishment(self.inventory.organization(organization), self.law, self.regime, day);
                self.establishments.get_mut(organization.index()).into_iter().for_each(|it| *it = there);
            }
            if let Node::System(system) = node {
                self.destinations.get_mut(system.index()).into_iter().for_each(|it| *it = OnceLock::new());
            }
        }
    }
}

/// Whether the operator of a system is established inside.
fn is_inside(inventory: &Inventory, establishments: &[Establishment], system: SystemId) -> bool {
    let operator = inventory.operator(system);
    operator.is_some_and(|it| establishments.get(it.index()) == Some(&Establishment::Inside))
}

/// Follows what some nodes send, and what is made from it, along the edges that let it through.
fn follow(
    derived: &Derived,
    graph: &Graph,
    is_source: &dyn Fn(NodeIndex) -> bool,
    passes: &dyn Fn(&Hop) -> bool,
) -> Labels {
    graph::propagate(graph, is_source, passes, |sent, held, out| derived.add(sent, held, out))
}
