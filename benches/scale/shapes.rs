//! Inventories of any size, the same bytes each time. Measures nothing.

use serde_json::{Map, Value, json};
use transborder::law::{Day, Destination, Law, PlaceStatus};

/// How systems are tied together.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shape {
    /// Collectors, hosts, processors and those behind them; some nine in ten transfers rest on something.
    Layered,
    /// The same, and nothing leaves the territory.
    Inside,
    /// Any system sends to any other.
    Random,
    /// Few systems, and nearly every one sends to every other.
    Dense,
    /// Each sends to the next.
    Chain,
    /// The same, and the last sends to the first.
    Cycle,
}

impl Shape {
    /// All of them.
    pub(crate) const ALL: [Self; 6] =
        [Self::Layered, Self::Inside, Self::Random, Self::Dense, Self::Chain, Self::Cycle];

    /// The word for it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Layered => "layered",
            Self::Inside => "inside",
            Self::Random => "random",
            Self::Dense => "dense",
            Self::Chain => "chain",
            Self::Cycle => "cycle",
        }
    }

    fn n_systems(self, n_flows: usize) -> usize {
        match self {
            Self::Layered | Self::Inside | Self::Random => (n_flows / 5).max(2 * TIERS.len()),
            Self::Dense => n_flows.isqrt() + 2,
            Self::Chain => n_flows + 1,
            Self::Cycle => n_flows,
        }
    }

    fn ends(self, n_systems: usize, at: usize, dice: &mut Dice) -> (usize, usize) {
        match self {
            Self::Layered | Self::Inside => {
                let tier = dice.below(TIERS.len() - 1);
                (in_tier(tier, n_systems, dice), in_tier(tier + 1, n_systems, dice))
            }
            Self::Random | Self::Dense => {
                let from = dice.below(n_systems);
                (from, (from + 1 + dice.below(n_systems - 1)) % n_systems)
            }
            Self::Chain => (at, at + 1),
            Self::Cycle => (at, (at + 1) % n_systems),
        }
    }
}

/// Of a hundred operators of each tier, how many are established inside: those who collect, and those further and further behind.
const TIERS: [usize; 5] = [80, 70, 55, 40, 25];
const N_CLASSES: usize = 40;
/// Companies of one tier and country: systems share them, as they do in real inventories.
const N_ALIKE: usize = 60;

/// An inventory with so many flows.
pub(crate) fn inventory(law: &Law, day: Day, shape: Shape, n_flows: usize) -> Value {
    let codes = |wanted: &dyn Fn(&PlaceStatus) -> bool| {
        let is_wanted = |it: &_| wanted(&law.status("eu", Destination::Country(*it), day));
        law.places.countries().filter(is_wanted).map(|it| it.code().to_owned()).collect::<Vec<_>>()
    };
    let inside = codes(&|it| matches!(it, PlaceStatus::Territory { .. }));
    let adequate = codes(&|it| matches!(it, PlaceStatus::Adequate(_)));
    let outside = codes(&|it| matches!(it, PlaceStatus::None));

    let mut dice = Dice(1);
    let n_systems = shape.n_systems(n_flows);
    let (mut organizations, mut systems, mut mechanisms) = (Map::new(), Map::new(), Map::new());
    let mut operators = Vec::with_capacity(n_systems);
    for at in 0..n_systems {
        let tier = at * TIERS.len() / n_systems;
        let is_inside = matches!(shape, Shape::Inside) || dice.below(100) < TIERS[tier];
        let group = if is_inside {
            &inside
        } else if dice.below(5) == 0 {
            &adequate
        } else {
            &outside
        };
        let country = &group[dice.below(group.len())];
        let operator = format!("o{tier}-{}-{}", country.to_lowercase(), dice.below(N_ALIKE));
        let is_known = organizations.contains_key(&operator);
        if !is_known && !is_inside {
            mechanisms.insert(format!("scc-{operator}"), clauses(&operator, country));
        }
        organizations
            .entry(&operator)
            .or_insert_with(|| json!({ "name": format!("Company {operator}"), "country": country }));
        let role = if tier == 0 { "controller" } else { "processor" };
        systems.insert(name(at), json!({ "operator": operator, "role": role, "in": country }));
        operators.push((operator, is_inside));
    }

    let flow = |at: usize| {
        let (from, to) = shape.ends(n_systems, at, &mut dice);
        let mut data = (0..=dice.below(3)).map(|_| class(dice.below(N_CLASSES))).collect::<Vec<_>>();
        data.sort();
        data.dedup();
        let mut flow = json!({ "id": format!("f{at:07}"), "from": name(from), "to": name(to), "data": data });
        let (operator, is_inside) = &operators[to];
        if !is_inside && dice.below(100) < 70 {
            flow["via"] = json!(format!("scc-{operator}"));
        }
        flow
    };
    let flows = (0..n_flows).map(flow).collect::<Vec<_>>();
    let data =
        (0..N_CLASSES).map(|it| (class(it), json!({ "categories": ["name", "email"], "subjects": ["customers"] })));
    json!({
        "schema": 1,
        "organizations": organizations,
        "systems": systems,
        "data": data.collect::<Map<_, _>>(),
        "mechanisms": mechanisms,
        "flows": flows,
    })
}

fn clauses(importer: &str, country: &str) -> Value {
    json!({
        "kind": "scc",
        "edition": "2021/914",
        "module": [2, 3],
        "status": "signed",
        "signed": "2024-01-15",
        "recipients": [importer],
        "annexes": "complete",
        "assessment": { "country": country, "date": "2025-06-01", "conclusion": "equivalent", "review-by": "2027-06-01" },
    })
}

fn in_tier(tier: usize, n_systems: usize, dice: &mut Dice) -> usize {
    let begin = |tier: usize| (tier * n_systems).div_ceil(TIERS.len());
    begin(tier) + dice.below(begin(tier + 1) - begin(tier))
}

fn name(system: usize) -> String {
    format!("s{system:07}")
}

fn class(at: usize) -> String {
    format!("c{at:02}")
}

/// Numbers without order, the same in each run: SplitMix64 (Steele, Lea, Flood 2014).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % n as u64).unwrap_or_default()
    }
}
