//! What holds of every inventory, tried on many small ones.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod sketch;

use std::collections::{BTreeMap, BTreeSet};

use proptest::{prelude::*, test_runner::Config};
use sketch::{COLLECTING, LAW, Sketch, judge, plain, read, sketches, today, try_read};
use transborder::{
    assess::{
        Assessment, Change, Difference, Finding, Profile, Question, Status, TransferId, TransferKind, Turn, Verdict,
        assess, changed_inventory, changed_law,
    },
    inventory::{FlowId, MechanismId, words::Kind},
    law::Level,
};

/// Unprotected is worst.
fn distance(verdict: &Verdict) -> u8 {
    match verdict {
        Verdict::Unprotected(_) => 3,
        Verdict::Undecided(_) => 2,
        Verdict::Adequate(..) | Verdict::Safeguarded(_) | Verdict::Derogation(_) => 1,
        Verdict::WithinTerritory | Verdict::NotATransfer(_) | Verdict::Anonymous => 0,
    }
}

/// Flow, importer, destination, class of data.
type Unit = (String, String, String, String);

/// Each class of data of each row by itself; the worst verdict where there are several.
fn units(assessment: &Assessment<'_>, is_wanted: impl Fn(Option<TransferKind>) -> bool) -> BTreeMap<Unit, u8> {
    let mut units = BTreeMap::new();
    for (id, transfer) in assessment.rows().filter(|(_, it)| is_wanted(it.kind)) {
        let importer = transfer.importer.map_or(String::new(), |it| assessment.inventory.organization(it).id.clone());
        let data = assessment.data(id).map(|it| assessment.inventory.data_class(it).id.clone());
        let data = data.chain(assessment.is_unspecified(id).then(String::new)).collect::<Vec<_>>();
        for class in data {
            let unit = (assessment.flow_name(id), importer.clone(), format!("{:?}", transfer.spot), class);
            let worst = units.entry(unit).or_insert(0_u8);
            *worst = (*worst).max(distance(&transfer.verdict));
        }
    }
    units
}

fn direct(kind: Option<TransferKind>) -> bool {
    kind == Some(TransferKind::Direct)
}

fn config() -> Config {
    Config { cases: 150, failure_persistence: None, max_shrink_iters: 2000, ..Config::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn removing_a_mechanism_makes_no_direct_transfer_better(sketch in sketches(), at in any::<prop::sample::Index>()) {
        prop_assume!(!sketch.mechanisms.is_empty());
        let (before, at) = (sketch.inventory(), at.index(sketch.mechanisms.len()));
        let removed = sketch.without_mechanism(at).inventory();
        let withdrawn = changed_inventory(&before, &[Change::MechanismGone(MechanismId::at(at))]);
        let before = units(&judge(&before, &LAW), direct);
        for after in [removed, withdrawn] {
            let after = units(&judge(&after, &LAW), direct);
            for (unit, was) in &before {
                let is = after.get(unit).copied().unwrap_or(*was);
                prop_assert!(is >= *was, "{unit:?}: {was} -> {is}\n{}", sketch.text(&plain));
            }
        }
    }

    #[test]
    fn ways_of_one_row_are_those_of_all(sketch in sketches(), at in any::<prop::sample::Index>()) {
        let inventory = sketch.inventory();
        let (all, some) = (judge(&inventory, &LAW), judge(&inventory, &LAW));
        prop_assume!(!all.transfers.is_empty());
        let id = TransferId(u32::try_from(at.index(all.transfers.len())).unwrap());
        all.find_ways();
        some.find_some_ways(&[id]);
        prop_assert_eq!(some.path(id), all.path(id));
        prop_assert_eq!(some.origins(id), all.origins(id));
    }

    #[test]
    fn strict_fails_on_every_undecided_row(sketch in sketches()) {
        let inventory = sketch.inventory();
        let question = Question { day: today(), profile: Profile::Strict, regimes: &[] };
        let Ok(assessment) = assess(&inventory, &LAW, question) else { return Ok(()) };
        for (id, transfer) in assessment.rows().filter(|(_, it)| matches!(it.verdict, Verdict::Undecided(_))) {
            let fails = |it: &&Finding| it.level == Level::Error && it.transfers.contains(&id);
            let found = assessment.findings.iter().any(|it| fails(&it));
            prop_assert!(found, "{:?}: {}\n{}", transfer.verdict, assessment.flow_name(id), sketch.text(&plain));
        }
    }

    #[test]
    fn adding_a_flow_lifts_no_unprotected(
        (sketch, flow) in sketches().prop_flat_map(|it| { let more = sketch::more_flows(&it); (Just(it), more) }),
    ) {
        // What a flow without `data` carries is read from what its sender holds, which another flow may tell.
        let sketch = sketch.described();
        let before = sketch.inventory();
        let mut more = sketch.clone();
        more.flows.push(flow);
        let more = more.described();
        let after = more.inventory();
        let before = units(&judge(&before, &LAW), |_| true);
        let after = units(&judge(&after, &LAW), |_| true);
        for (unit, was) in before.iter().filter(|(_, was)| **was == 3) {
            // Who reaches in reads what the system holds: described data stand in the place of data that nobody described.
            let same = |it: &&Unit| (&it.0, &it.1, &it.2) == (&unit.0, &unit.1, &unit.2);
            let worst = || after.keys().filter(same).filter_map(|it| after.get(it)).max();
            let is = after.get(unit).or_else(worst);
            prop_assert_eq!(is, Some(was), "{:?}\n{}", unit, more.text(&plain));
        }
    }

    #[test]
    fn ending_a_flow_ends_no_other(sketch in sketches(), at in any::<prop::sample::Index>()) {
        // What a flow without `data` carries is read from what its sender holds, which the one that ends may tell.
        let (sketch, at) = (sketch.described(), at.index(sketch.flows.len()));
        // The places of an importer's own systems are reached by what flows between them on the day.
        prop_assume!(!sketch.is_inner(at));
        let before = sketch.inventory();
        let name = before.flow_name(FlowId::at(at));
        let after = sketch.with_ended(at);
        let after = after.inventory();
        let before = units(&judge(&before, &LAW), |_| true);
        let after = units(&judge(&after, &LAW), |_| true);
        for unit in before.keys().filter(|it| it.0 != name) {
            // Who reaches in reads what the system holds: nobody described it where all that came in has ended.
            let same = |it: &Unit| (&it.0, &it.1, &it.2) == (&unit.0, &unit.1, &unit.2);
            let is_there = after.keys().any(|it| same(it) && (it.3 == unit.3 || it.3.is_empty()));
            prop_assert!(is_there, "{unit:?}\n{}", sketch.with_ended(at).text(&plain));
        }
    }

    #[test]
    fn nothing_changed_is_no_difference(sketch in sketches()) {
        let inventory = sketch.inventory();
        let (law, again) = (changed_law(&LAW, &[]), changed_inventory(&inventory, &[]));
        let (before, after) = (judge(&inventory, &LAW), judge(&again, &law));
        let difference = Difference::between(Some(&before), Some(&after));
        prop_assert!(difference.is_empty(), "{difference:?}");
        prop_assert_eq!(difference.n_unchanged, before.transfers.iter().filter(|it| it.verdict.is_transfer()).count());
        prop_assert_eq!(difference.n_findings_unchanged, before.findings.len());
    }

    #[test]
    fn a_difference_is_the_reverse_of_its_reverse(one in sketches(), other in sketches()) {
        let (one, other) = (one.inventory(), other.inventory());
        let (one, other) = (judge(&one, &LAW), judge(&other, &LAW));
        let there = Difference::between(Some(&one), Some(&other));
        let back = Difference::between(Some(&other), Some(&one));
        let ends = |it: &Difference| it.transfers.iter().map(|it| (it.before, it.after)).collect::<BTreeSet<_>>();
        let turned = ends(&back).into_iter().map(|(before, after)| (after, before)).collect::<BTreeSet<_>>();
        prop_assert_eq!(ends(&there), turned);
        prop_assert_eq!(there.turned(Turn::Introduced).count(), back.turned(Turn::Resolved).count());
        prop_assert_eq!(there.turned(Turn::Worsened).count(), back.turned(Turn::Eased).count());
        prop_assert_eq!(there.n_unchanged, back.n_unchanged);
    }

    #[test]
    fn renaming_changes_no_finding(sketch in sketches(), seed in any::<u64>()) {
        let inventory = sketch.inventory();
        let one = judge(&inventory, &LAW);
        let longer = read(&sketch.text(&|word, at| format!("it-{word}-{at}-{seed}")));
        let longer = judge(&longer, &LAW);
        prop_assert_eq!(facts(&one), facts(&longer));
        // Of mechanisms that nobody put in an order, what they are decides which is named first, never their ids.
        let mixed = |word: &str, at: usize| format!("n{:016x}-{word}", (at as u64 + 1).wrapping_mul(seed | 1));
        let other = read(&sketch.text(&mixed));
        let other = judge(&other, &LAW);
        prop_assert_eq!(verdicts(&one), verdicts(&other), "{}", sketch.text(&mixed));
        let rules = |it: &Assessment<'_>| facts(it).into_iter().map(|it| (it.0, it.1, it.2, it.3)).collect::<Vec<_>>();
        prop_assert_eq!(rules(&one), rules(&other), "{}", sketch.text(&mixed));
    }

    #[test]
    fn a_party_by_its_name_alone_is_asked_about_at_most(sketch in sketches()) {
        let text = sketch.text(&plain);
        let inline = |line: &str| line.replace("\"org-", "{ name = \"org-").replace("\"]", "\" }]").replace("\",", "\" },");
        let named = text.lines().map(|it| match it.split(' ').next() {
            Some("exporter") => inline(it) + " }",
            Some("recipients") => inline(it),
            _ => it.to_owned(),
        });
        let named = named.collect::<Vec<_>>().join("\n");
        let (before, after) = (read(&text), read(&named));
        let (before, after) = (units(&judge(&before, &LAW), direct), units(&judge(&after, &LAW), direct));
        for (unit, was) in &before {
            let is = after.get(unit).copied().unwrap_or(0);
            prop_assert!((is == 3) <= (*was == 3) && (is < 2) <= (*was < 2), "{unit:?}: {was} -> {is}\n{named}");
        }
    }

    #[test]
    fn a_carrier_that_cannot_read_changes_no_row(
        sketch in sketches(),
        (flow, people) in (any::<prop::sample::Index>(), 0_usize..8),
    ) {
        // A flow that names no data carries what its sender holds, and a carrier is one.
        let sketch = sketch.described().with_people(people);
        let carried = sketch.through_a_carrier(flow.index(sketch.flows.len()));
        let (before, after) = (sketch.inventory(), carried.inventory());
        let rows = |it: &Assessment<'_>| {
            let row = |it: &transborder::assess::Transfer| (it.exporter, it.importer, format!("{:?}", (it.spot, &it.kind)));
            let mut rows = it.transfers.iter().map(|it| (row(it), it.verdict.word())).collect::<Vec<_>>();
            rows.sort_unstable();
            rows
        };
        prop_assert_eq!(rows(&judge(&before, &LAW)), rows(&judge(&after, &LAW)), "{}", carried.text(&plain));
    }

    #[test]
    fn unknown_is_never_better_than_nothing(
        sketch in sketches(),
        caught in 0_usize..5,
        collecting in prop::collection::vec((0_usize..7, prop::sample::select(COLLECTING)), 0..4),
        at in any::<prop::sample::Index>(),
    ) {
        let text = sketch.with_caught(caught, &collecting).text(&plain);
        let lines = text.lines().collect::<Vec<_>>();
        let key = |line: &str| line.split_once(" = ").map_or(String::new(), |it| it.0.to_owned());
        let facts = (0..lines.len()).filter(|it| ASKED.contains(&key(lines[*it]).as_str())).collect::<Vec<_>>();
        prop_assume!(!facts.is_empty());
        let at = facts[at.index(facts.len())];
        let with = |line: Option<String>| {
            let mut lines = lines.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
            lines.splice(at..=at, line);
            lines.join("\n")
        };
        let (nothing, unknown) = (with(None), with(Some(format!("{} = \"unknown\"", key(lines[at])))));
        let (nothing, unknown) = (read(&nothing), read(&unknown));
        let question = Question { day: today(), profile: Profile::Default, regimes: &[] };
        let (Ok(before), Ok(after)) = (assess(&nothing, &LAW, question), assess(&unknown, &LAW, question)) else {
            return Ok(());
        };
        let (before, after) = (units(&before, |_| true), units(&after, |_| true));
        for (unit, was) in &before {
            let is = after.get(unit).copied().unwrap_or(0);
            prop_assert!(is >= *was, "{unit:?}: {was} -> {is} by `{}`\n{text}", lines[at]);
        }
        // And it is no fault by itself.
        for (unit, _) in after.iter().filter(|(_, is)| **is == 3) {
            prop_assert_eq!(before.get(unit), Some(&3), "{:?} by `{}`\n{}", unit, lines[at], text);
        }
    }

    #[test]
    fn no_two_flows_share_a_name(sketch in sketches(), turn in 0_usize..SYSTEMS.len(), ids in 0_usize..IDS.len()) {
        let name = |word: &str, at: usize| match word {
            "sys" => SYSTEMS[(at + turn) % SYSTEMS.len()].to_owned(),
            "flow" => IDS[(at + ids) % IDS.len()].to_owned(),
            _ => plain(word, at),
        };
        let names = sketch.names(&name);
        let each = names.iter().collect::<BTreeSet<_>>();
        let read = try_read(&sketch.text(&name));
        prop_assert_eq!(read.is_ok(), each.len() == names.len(), "{:?}\n{}", read.err(), sketch.text(&name));
    }

    #[test]
    fn removing_a_flow_removes_its_transfers_alone(sketch in sketches(), at in any::<prop::sample::Index>()) {
        prop_assume!(sketch.flows.len() > 1);
        let at = at.index(sketch.flows.len());
        let before = sketch.inventory();
        let name = before.flow_name(FlowId::at(at));
        let after = changed_inventory(&before, &[Change::FlowRemoved(FlowId::at(at))]);
        prop_assert!((0..after.flows.len()).all(|it| after.flow_name(FlowId::at(it)) != name));
        let mut rest = sketch.clone();
        rest.flows.remove(at);
        // The same flows under the same names, whether one was taken out or never written.
        prop_assert_eq!(after.flows.len(), rest.inventory().flows.len());
    }

    #[test]
    fn a_decision_more_unprotects_nothing_and_one_less_protects_nothing(sketch in sketches()) {
        let inventory = sketch.inventory();
        let before = judge(&inventory, &LAW);
        let us = LAW.decisions_named("eu", "eu-us-dpf")[0];
        let japan = LAW.decisions_named("eu", "eu-jp-2019")[0];
        let law = changed_law(&LAW, &[Change::DecisionGone(us, today()), Change::DecisionGone(japan, today())]);
        let after = units(&judge(&inventory, &law), direct);
        for (unit, was) in units(&before, direct) {
            prop_assert!(after.get(&unit).is_none_or(|is| *is >= was), "{unit:?}\n{}", sketch.text(&plain));
        }
        let india = transborder::law::Destination::Country(LAW.places.country("IN").unwrap());
        let law = changed_law(&LAW, &[Change::DecisionAdded(india, today())]);
        let after = units(&judge(&inventory, &law), direct);
        for (unit, was) in units(&before, direct) {
            prop_assert!(after.get(&unit).is_none_or(|is| *is <= was), "{unit:?}\n{}", sketch.text(&plain));
        }
    }
}

/// Keys of a sketch that say of a fact that it is unknown.
const ASKED: &[&str] = &[
    "in",
    "access",
    "country",
    "collects-from",
    "hr",
    "explicit",
    "informed-of-risks",
    "necessary",
    "onward",
    "operator",
    "role",
    "gdpr",
    "dpf",
    "recipients",
    "exporter",
    "edition",
    "module",
    "signed",
    "via",
    "data",
];

/// Ids of systems that can be taken for parts of names; and ids of flows.
const SYSTEMS: &[&str] = &["a", "b->a", "a#x", "a->b", "b", "?", "b#x#access"];
const IDS: &[&str] = &["x", "access", "x#access", "y", "x#x", "a->b#x", "z"];

/// Each kind of mechanism that can carry something today, with the country and kind of its exporter and of its recipient, and
/// what else has to be recorded before it stands.
const KINDS: &[(&str, &str, &str, &str)] = &[
    ("scc", "DE", "company", "edition = \"2021/914\"\nmodule = 2\nsigned = 2024-01-15"),
    ("idta", "GB", "company", "edition = \"A1.0\"\nsigned = 2024-01-15"),
    ("uk-addendum", "GB", "company", "edition = \"B1.0\"\nsigned = 2024-01-15\naddendum-to = \"joined\""),
    (
        "bcr",
        "DE",
        "company",
        "type = \"controller\"\nmembers = [\"acme\", \"helpco\"]\nsigned = 2023-06-01\n\
         approval = { authority = \"HmbBfDI\", number = \"BCR-2023-04\", date = 2023-05-02 }",
    ),
    (
        "certification",
        "DE",
        "company",
        "scheme = \"Europrivacy\"\ncertificate = \"EP-2026-0117\"\nissued = 2026-09-01\ncommitments = true",
    ),
    (
        "ad-hoc-clauses",
        "DE",
        "company",
        "signed = 2026-01-15\nauthorization = { authority = \"HmbBfDI\", number = \"14\", from = 2026-01-15 }",
    ),
    (
        "administrative-arrangement",
        "DE",
        "public-authority",
        "signed = 2026-01-15\nauthorization = { authority = \"HmbBfDI\", number = \"14\", from = 2026-01-15 }",
    ),
    ("public-instrument", "DE", "public-authority", "instrument = \"an agreement\"\nconcluded = 2024-03-01"),
    (
        "old-authorization",
        "DE",
        "company",
        "signed = 2016-01-15\nauthorization = { authority = \"HmbBfDI\", number = \"3\", from = 2016-02-01 }",
    ),
    (
        "consent",
        "DE",
        "company",
        "scope = \"transfer\"\nexplicit = true\nwithdrawal = true\ninformed-of-risks = true\ncountries = \"IN\"\n\
         given = 2026-01-01",
    ),
    ("contract", "DE", "company", "necessary = true"),
    ("contract-in-interest", "DE", "company", "necessary = true"),
    ("public-interest", "DE", "company", "law = \"Regulation (EU) No 952/2013, Art. 12\""),
    ("legal-claims", "DE", "company", "necessary = true"),
    ("vital-interests", "DE", "company", "unable-to-consent = true\nnecessary = true"),
    ("public-register", "DE", "company", "bulk = false"),
    (
        "compelling-interests",
        "DE",
        "company",
        "no-alternative = true\nlimited-number = true\nbalanced = true\nsafeguards = true\n\
         authority-informed = true\nsubjects-informed = true",
    ),
];

/// Kinds that carry nothing by themselves on this day: decisions have days of their own, no code of conduct is approved for
/// transfers, and the rest is none.
const NOT_DATED: &[&str] = &[
    "adequacy",
    "dpf",
    "privacy-shield",
    "safe-harbour",
    "data-bridge",
    "code-of-conduct",
    "equivalent-contract",
    "foreign-order",
    "anonymization",
    "dpa",
    "iso-27001",
    "soc-2",
    "encryption",
    "pseudonymization",
    "policy",
    "if-applicable",
    "2021/915",
];

/// The distance of one flow that rests on one mechanism.
fn resting_on((kind, country, body, facts): (&str, &str, &str, &str), days: &str) -> u8 {
    let region = if country == "DE" { "region = \"DE-HH\"" } else { "" };
    let text = format!(
        r#"
[organizations.acme]
country = "{country}"
kind = "{body}"
{region}
public-powers = false
[organizations.helpco]
country = "IN"
kind = "{body}"
[systems.shop]
operator = "acme"
role = "controller"
in = "{country}"
access = "none"
[systems.desk]
operator = "helpco"
role = "processor"
in = "IN"
access = "none"
[data.contact]
categories = ["names"]
[[flows]]
from = "shop"
to = "desk"
data = "contact"
via = "paper"
frequency = "once"
[mechanisms.paper]
kind = "{kind}"
exporter = "acme"
recipients = "helpco"
{facts}
{days}
"#
    );
    let joined = "[mechanisms.joined]\nkind = \"scc\"\nedition = \"2021/914\"\nmodule = 2\nsigned = 2024-01-15\n";
    let text = if kind == "uk-addendum" { text + joined } else { text };
    let inventory = read(&text);
    units(&judge(&inventory, &LAW), direct).into_values().max().unwrap()
}

#[test]
fn every_kind_of_mechanism_honors_its_days() {
    let known = KINDS.iter().map(|it| it.0).chain(NOT_DATED.iter().copied()).collect::<BTreeSet<_>>();
    assert_eq!(known, Kind::WORDS.iter().copied().collect(), "a kind is missing here");
    let (yesterday, today, tomorrow) = (today().yesterday().unwrap(), today(), today().tomorrow().unwrap());
    for kind in KINDS {
        let after = |days: &str| resting_on(*kind, days);
        assert_eq!(after(""), 1, "{} stands", kind.0);
        assert_eq!(after(&format!("from = {today}\nuntil = {today}")), 1, "{} on its only day", kind.0);
        assert_eq!(after(&format!("from = {tomorrow}")), 3, "{} the day before", kind.0);
        assert_eq!(after(&format!("until = {yesterday}")), 3, "{} the day after", kind.0);
        assert_eq!(after("from = \"2026-11\""), 2, "{} from a month", kind.0);
        assert_eq!(after("until = \"2026-11\""), 2, "{} until a month", kind.0);
    }
}

/// The verdicts of all rows.
fn verdicts(assessment: &Assessment<'_>) -> Vec<&'static str> {
    let mut all = assessment.transfers.iter().map(|it| it.verdict.word()).collect::<Vec<_>>();
    all.sort_unstable();
    all
}

/// Every finding without its names: its rule and what it counts for.
fn facts(assessment: &Assessment<'_>) -> Vec<(&'static str, &'static str, bool, bool, usize, usize)> {
    let mut all = assessment
        .findings
        .iter()
        .map(|it| {
            let waived = it.status != Status::Active;
            (it.rule.name(), it.level.word(), it.undecided, waived, it.missing.len(), it.transfers.len())
        })
        .collect::<Vec<_>>();
    all.sort_unstable();
    all
}

#[test]
fn sketches_are_not_all_alike() {
    use proptest::{strategy::ValueTree, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    let mut seen = BTreeSet::new();
    for _ in 0..200 {
        let sketch: Sketch = sketches().new_tree(&mut runner).unwrap().current();
        let inventory = sketch.inventory();
        let assessment = judge(&inventory, &LAW);
        seen.extend(assessment.transfers.iter().map(|it| it.verdict.word()));
    }
    let all =
        ["adequate", "derogation", "not-a-transfer", "safeguarded", "undecided", "unprotected", "within-territory"];
    assert!(all.iter().all(|it| seen.contains(it)), "{seen:?}");
}
