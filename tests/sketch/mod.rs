//! Small inventories by chance, as text: few organizations, systems and mechanisms, so that what matters meets often.

use std::{fmt::Write as _, sync::LazyLock};

use proptest::{collection::vec, prelude::*, sample::select, strategy::Strategy};
use transborder::{
    assess::{self, Assessment, Profile, Question},
    inventory::Inventory,
    law::{Day, Law},
};

#[path = "../runner/judged.rs"]
#[allow(dead_code, reason = "nothing is shown here")]
mod judged;

/// The law that is compiled in.
pub(crate) static LAW: LazyLock<Law> = LazyLock::new(|| Law::embedded().unwrap());

/// The day of all assessments here.
pub(crate) fn today() -> Day {
    "2026-11-23".parse().unwrap()
}

/// An inventory before it has names.
#[derive(Debug, Clone)]
pub(crate) struct Sketch {
    organizations: Vec<(&'static str, bool)>,
    systems: Vec<(usize, &'static str, Option<&'static str>, &'static str)>,
    pub(crate) flows: Vec<FlowSketch>,
    /// Flows that pass a carrier that cannot read.
    carried: Vec<usize>,
    /// Flows that ended yesterday.
    ended: Vec<usize>,
    pub(crate) mechanisms: Vec<MechanismSketch>,
    /// The organization that the law catches from outside, if any.
    caught: Option<usize>,
    /// Where systems collect from, as far as anybody wrote it.
    collecting: Vec<(usize, &'static str)>,
}

#[derive(Debug, Clone)]
pub(crate) struct FlowSketch {
    from: usize,
    to: usize,
    data: Vec<usize>,
    via: Vec<Rest>,
    frequency: Option<&'static str>,
    state: Option<&'static str>,
}

#[derive(Debug, Clone)]
enum Rest {
    Word(&'static str),
    Mechanism(usize),
}

#[derive(Debug, Clone)]
pub(crate) struct MechanismSketch {
    kind: &'static str,
    facts: &'static str,
    exporter: usize,
    recipients: Vec<usize>,
    is_open: bool,
}

const N_DATA: usize = 3;

const PEOPLE: &str = "data-subject";

const COUNTRIES: &[&str] = &["DE", "IE", "US", "IN", "JP", "BR", "CA", "GB", "CN"];

const PLACES: &[&str] = &["DE", "IE", "US", "IN", "JP", "GB", "aws:us-east-1", "aws:eu-west-1", "world", "unknown"];

const ROLES: &[&str] = &["controller", "processor", "sub-processor", "joint-controller"];

const WORDS: &[&str] = &["scc", "dpf", "adequacy", "bcr", "consent", "open", "none", "privacy-shield"];

/// Facts that let mechanisms stand, fall and stay open.
const FACTS: &[(&str, &str)] = &[
    ("scc", "edition = \"2021/914\"\nmodule = 1\nsigned = 2023-05-01\nassessment = \"not-made\"\n"),
    ("scc", "edition = \"2021/914\"\nmodule = [1, 2, 3]\nsigned = 2023-05-01\nonward = true\n"),
    ("scc", "edition = \"2010/87\"\nsigned = 2019-05-01\n"),
    ("scc", "module = 2\n"),
    ("scc", "edition = \"2021/914\"\nmodule = 2\nsigned = 2023-05-01\nuntil = 2026-10-31\n"),
    ("scc", "edition = \"2021/914\"\nmodule = [1, 2]\nsigned = 2023-05-01\nstatus = \"requested\"\n"),
    (
        "consent",
        "scope = \"transfer\"\nexplicit = true\ninformed-of-risks = true\ncountries = [\"US\", \"IN\"]\ngiven = 2024-01-01\n",
    ),
    ("contract", "necessary = true\nbecause = \"booked by the person\"\n"),
    ("dpa", ""),
];

/// Inventories with something to judge.
pub(crate) fn sketches() -> impl Strategy<Value = Sketch> {
    (2_usize..6, 2_usize..7, 0_usize..5).prop_flat_map(|(n_organizations, n_systems, n_mechanisms)| {
        let organization = (select(COUNTRIES), any::<bool>());
        let access = proptest::option::weighted(0.3, select(COUNTRIES));
        let system = (0..n_organizations, select(PLACES), access, select(ROLES));
        let mechanisms = vec(mechanisms(n_organizations), n_mechanisms);
        let flows = vec(flows(n_systems, n_mechanisms), 1..7);
        (vec(organization, n_organizations), vec(system, n_systems), flows, mechanisms).prop_map(
            move |(mut organizations, mut systems, mut flows, mechanisms)| {
                // Somebody is subject to the law, and sends; most systems have an operator of their own.
                organizations[0].0 = "DE";
                for (at, system) in systems.iter_mut().enumerate().take(n_organizations) {
                    system.0 = at;
                }
                flows[0].from = 0;
                let (carried, ended, collecting) = (Vec::new(), Vec::new(), Vec::new());
                Sketch { organizations, systems, flows, carried, ended, mechanisms, caught: None, collecting }
            },
        )
    })
}

/// A flow between the systems of a sketch.
pub(crate) fn more_flows(sketch: &Sketch) -> impl Strategy<Value = FlowSketch> + use<> {
    flows(sketch.systems.len(), sketch.mechanisms.len())
}

fn flows(n_systems: usize, n_mechanisms: usize) -> impl Strategy<Value = FlowSketch> + use<> {
    let rest = prop_oneof![
        1 => select(WORDS).prop_map(Rest::Word),
        3 => (0..n_mechanisms.max(1)).prop_map(move |it| {
            if n_mechanisms == 0 { Rest::Word("open") } else { Rest::Mechanism(it) }
        }),
    ];
    let data = proptest::sample::subsequence((0..N_DATA).collect::<Vec<_>>(), 0..=N_DATA);
    let frequency = proptest::option::weighted(0.6, select(&["once", "occasional", "systematic"][..]));
    let state = proptest::option::weighted(0.1, select(&["pseudonymized", "anonymized"][..]));
    (0..n_systems, 0..n_systems, data, vec(rest, 0..3), frequency, state)
        .prop_map(|(from, to, data, via, frequency, state)| FlowSketch { from, to, data, via, frequency, state })
}

fn mechanisms(n_organizations: usize) -> impl Strategy<Value = MechanismSketch> {
    let recipients = proptest::sample::subsequence((0..n_organizations).collect::<Vec<_>>(), 1..=n_organizations);
    (select(FACTS), 0..n_organizations, recipients, proptest::bool::weighted(0.2)).prop_map(
        |((kind, facts), exporter, recipients, is_open)| MechanismSketch { kind, facts, exporter, recipients, is_open },
    )
}

impl Sketch {
    /// The inventory as TOML; ids are made by `name` from a word and a number.
    pub(crate) fn text(&self, name: &dyn Fn(&str, usize) -> String) -> String {
        let mut out = String::from("reviewed = 2026-06-01\n");
        for (at, (country, is_listed)) in self.organizations.iter().enumerate() {
            write!(out, "[organizations.{}]\ncountry = \"{country}\"\n", name("org", at)).unwrap();
            if *is_listed {
                out.push_str("dpf = { status = \"active\", covers = [\"non-hr\"], checked = 2026-06-01 }\n");
            }
            if self.caught == Some(at) {
                out.push_str("gdpr = \"art-3-2\"\n");
            }
        }
        for (at, (operator, place, access, role)) in self.systems.iter().enumerate() {
            writeln!(out, "[systems.\"{}\"]", name("sys", at)).unwrap();
            if *role != PEOPLE {
                writeln!(out, "operator = \"{}\"", name("org", *operator)).unwrap();
            }
            writeln!(out, "in = \"{place}\"\nrole = \"{role}\"").unwrap();
            access.iter().for_each(|it| writeln!(out, "access = \"{it}\"").unwrap());
            let collecting = self.collecting.iter().find(|it| it.0 == at);
            collecting.iter().for_each(|(_, it)| writeln!(out, "collects-from = \"{it}\"").unwrap());
        }
        for at in &self.carried {
            let carrier = name("carrier", *at);
            writeln!(out, "[systems.{carrier}]\nkind = \"carrier\"\ndecrypts = false\nin = \"DE\"").unwrap();
            out.push_str("operator = { name = \"Carrier\", country = \"DE\" }\n");
        }
        for at in 0..N_DATA {
            writeln!(out, "[data.{}]\nhr = {}", name("data", at), at == 1).unwrap();
        }
        for (at, it) in self.mechanisms.iter().enumerate() {
            write!(out, "[mechanisms.{}]\nkind = \"{}\"\n{}", name("mech", at), it.kind, it.facts).unwrap();
            let parties = it.recipients.iter().map(|it| format!("\"{}\"", name("org", *it))).collect::<Vec<_>>();
            writeln!(out, "recipients = [{}]", parties.join(", ")).unwrap();
            if !it.is_open {
                writeln!(out, "exporter = \"{}\"", name("org", it.exporter)).unwrap();
            }
        }
        for (at, it) in self.flows.iter().enumerate() {
            let (from, to) = (name("sys", it.from), name("sys", it.to));
            let list = |words: Vec<String>| words.iter().map(|it| format!("\"{it}\"")).collect::<Vec<_>>().join(", ");
            let data = list(it.data.iter().map(|it| name("data", *it)).collect());
            let leg = |out: &mut String, from: &str, to: &str| {
                writeln!(out, "[[flows]]\nid = \"{}\"\nfrom = \"{from}\"\nto = \"{to}\"", name("flow", at)).unwrap();
                if !data.is_empty() {
                    writeln!(out, "data = [{data}]").unwrap();
                }
                if self.ended.contains(&at) {
                    writeln!(out, "until = {}", today().yesterday().unwrap()).unwrap();
                }
            };
            if self.carried.contains(&at) {
                leg(&mut out, &name("carrier", at), &to);
                leg(&mut out, &from, &name("carrier", at));
            } else {
                leg(&mut out, &from, &to);
            }
            if !it.via.is_empty() {
                let via = it.via.iter().map(|it| match it {
                    Rest::Word(word) => (*word).to_owned(),
                    Rest::Mechanism(at) => name("mech", *at),
                });
                writeln!(out, "via = [{}]", list(via.collect())).unwrap();
            }
            it.frequency.iter().for_each(|it| writeln!(out, "frequency = \"{it}\"").unwrap());
            it.state.iter().for_each(|it| writeln!(out, "state = \"{it}\"").unwrap());
        }
        out
    }

    /// The inventory under plain names.
    pub(crate) fn inventory(&self) -> Inventory {
        read(&self.text(&plain))
    }

    /// The same with every flow saying what it carries.
    pub(crate) fn described(&self) -> Self {
        let mut sketch = self.clone();
        sketch.flows.iter_mut().filter(|it| it.data.is_empty()).for_each(|it| it.data.push(0));
        sketch
    }

    /// The same with people in the place of one of its systems, if it is not the first, which has to send.
    pub(crate) fn with_people(&self, at: usize) -> Self {
        let mut sketch = self.clone();
        if let Some(system) = sketch.systems.iter_mut().skip(1).nth(at) {
            (system.2, system.3) = (None, PEOPLE);
        }
        sketch
    }

    /// The same with one of its flows passing a carrier inside that cannot read.
    pub(crate) fn through_a_carrier(&self, at: usize) -> Self {
        Self { carried: vec![at], ..self.clone() }
    }

    /// The same with one of its flows ended yesterday.
    pub(crate) fn with_ended(&self, at: usize) -> Self {
        Self { ended: vec![at], ..self.clone() }
    }

    /// The same with an organization that the law catches from outside, and where some of its systems collect.
    pub(crate) fn with_caught(&self, caught: usize, collecting: &[(usize, &'static str)]) -> Self {
        let mut sketch = self.clone();
        sketch.caught = Some(caught % self.organizations.len()).filter(|it| *it > 0);
        for (at, place) in collecting {
            let at = at % self.systems.len();
            if sketch.collecting.iter().all(|it| it.0 != at) {
                sketch.collecting.push((at, place));
            }
        }
        sketch
    }

    /// The names of its flows, and of who reaches in where nobody wrote who.
    pub(crate) fn names(&self, name: &dyn Fn(&str, usize) -> String) -> Vec<String> {
        let flows = self.flows.iter().enumerate();
        let flows =
            flows.map(|(at, it)| format!("{}->{}#{}", name("sys", it.from), name("sys", it.to), name("flow", at)));
        let access = self.systems.iter().enumerate().filter(|(_, it)| it.2.is_some());
        flows.chain(access.map(|(at, _)| format!("{}->?#access", name("sys", at)))).collect()
    }

    /// Whether both ends of a flow are one organization's.
    pub(crate) fn is_inner(&self, at: usize) -> bool {
        let operator = |system: usize| self.systems[system].0;
        operator(self.flows[at].from) == operator(self.flows[at].to)
    }

    /// The same without one of its mechanisms: nothing names it any more.
    pub(crate) fn without_mechanism(&self, gone: usize) -> Self {
        let mut sketch = self.clone();
        sketch.mechanisms.remove(gone);
        for flow in &mut sketch.flows {
            flow.via.retain(|it| !matches!(it, Rest::Mechanism(at) if *at == gone));
            for rest in &mut flow.via {
                if let Rest::Mechanism(at) = rest
                    && *at > gone
                {
                    *at -= 1;
                }
            }
        }
        sketch
    }
}

/// `org-0`, `sys-3`.
pub(crate) fn plain(word: &str, at: usize) -> String {
    format!("{word}-{at}")
}

/// Where systems collect.
pub(crate) const COLLECTING: &[&str] = &["DE", "US", "world", "EEA", "third-country", "unknown"];

/// Reads one text as an inventory.
pub(crate) fn read(text: &str) -> Inventory {
    try_read(text).unwrap_or_else(|problems| panic!("{problems}\n{text}"))
}

/// The same where it may be refused: with what is wrong.
pub(crate) fn try_read(text: &str) -> Result<Inventory, String> {
    let reading = judged::read("sketch.toml", text, &LAW);
    reading.map(|it| it.inventory).map_err(|it| format!("{:?}", it.problems))
}

/// Judges an inventory under a law.
pub(crate) fn judge<'a>(inventory: &'a Inventory, law: &'a Law) -> Assessment<'a> {
    let question = Question { day: today(), profile: Profile::Default, regimes: &[] };
    assess::assess(inventory, law, question).unwrap_or_else(|it| panic!("{it:?}"))
}
