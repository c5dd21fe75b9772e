//! What holds of every plan, tried on many small inventories: it keeps its promises, costs no more than to stop everything, and
//! is the same each time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

#[path = "runner/run.rs"]
#[allow(dead_code, reason = "the runner of folders has more than plans need")]
mod run;
#[allow(dead_code, reason = "the sketches have more than plans need")]
mod sketch;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use proptest::{prelude::*, test_runner::Config};
use sketch::{LAW, judge, plain, read, sketches};
use transborder::{
    assess::{Action, Assessment, Remedy, TransferId, Verdict, remedy},
    law::{Costs, Law},
};

fn config() -> Config {
    Config { cases: 200, failure_persistence: None, max_shrink_iters: 2000, ..Config::default() }
}

/// Flow, importer and destination.
fn name(assessment: &Assessment<'_>, id: TransferId) -> String {
    let transfer = assessment.transfer(id);
    format!("{} {:?} {:?}", assessment.flow_name(id), transfer.importer, transfer.spot)
}

fn unprotected(assessment: &Assessment<'_>) -> BTreeSet<String> {
    let rows = assessment.rows().filter(|(_, it)| matches!(it.verdict, Verdict::Unprotected(_)));
    rows.map(|(id, _)| name(assessment, id)).collect()
}

/// Everything unprotected is cleared by a step or said not to be; nothing new is unprotected; nothing is paid in excess.
fn keeps_its_promises(before: &Assessment<'_>, plan: &Remedy, law: &Law) -> Result<(), String> {
    let left = match transborder::assess::assess(&plan.inventory, law, before.question()) {
        Ok(after) => unprotected(&after),
        Err(_) => BTreeSet::new(),
    };
    let names = |ids: &[TransferId]| ids.iter().map(|it| name(before, *it)).collect::<BTreeSet<_>>();
    let spared = names(&plan.uncleared).union(&names(&plan.accepted)).cloned().collect::<BTreeSet<_>>();
    if !left.is_subset(&spared) {
        return Err(format!("left: {left:?}, said: {spared:?}"));
    }
    let promised = plan.steps.iter().flat_map(|it| names(&it.clears)).collect::<BTreeSet<_>>();
    if unprotected(before) != promised.union(&spared).cloned().collect() {
        return Err(format!("nobody speaks of all of {:?}: {promised:?}, {spared:?}", unprotected(before)));
    }
    if plan.steps.iter().any(|it| it.clears.is_empty() && matches!(it.action, Action::StopFlow(_))) {
        return Err("a flow is stopped for nothing".to_owned());
    }
    match plan.cost_of_stopping {
        Some(cost) if cost < plan.cost() => Err(format!("{} is dearer than {cost}", plan.cost())),
        _ => Ok(()),
    }
}

/// The law with other costs.
fn with_costs(words: &[Option<u32>]) -> Law {
    let mut law = LAW.clone();
    for (key, cost) in Costs::KEYS.iter().zip(words) {
        *law.costs.slot(key).unwrap() = *cost;
    }
    law
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_plan_clears_what_it_promises(sketch in sketches()) {
        let inventory = sketch.inventory();
        let before = judge(&inventory, &LAW);
        let plan = remedy(&before);
        let kept = keeps_its_promises(&before, &plan, &LAW);
        prop_assert!(kept.is_ok(), "{kept:?}\n{:#?}\n{}", plan.steps, sketch.text(&plain));
        // Every flow can be stopped.
        prop_assert!(plan.uncleared.is_empty(), "{:?}\n{}", plan.uncleared, sketch.text(&plain));
    }

    #[test]
    fn it_does_so_where_a_flow_has_ended(sketch in sketches(), at in any::<prop::sample::Index>()) {
        let sketch = sketch.with_ended(at.index(sketch.flows.len()));
        let inventory = sketch.inventory();
        let before = judge(&inventory, &LAW);
        let plan = remedy(&before);
        let kept = keeps_its_promises(&before, &plan, &LAW);
        prop_assert!(kept.is_ok(), "{kept:?}\n{:#?}\n{}", plan.steps, sketch.text(&plain));
    }

    #[test]
    fn it_does_so_at_any_cost(
        sketch in sketches(),
        costs in proptest::collection::vec(proptest::option::weighted(0.7, 1_u32..30), Costs::KEYS.len()),
    ) {
        let inventory = sketch.inventory();
        let law = with_costs(&costs);
        let before = judge(&inventory, &law);
        let plan = remedy(&before);
        let kept = keeps_its_promises(&before, &plan, &law);
        prop_assert!(kept.is_ok(), "{kept:?}\n{costs:?}\n{:#?}\n{}", plan.steps, sketch.text(&plain));
    }

    #[test]
    fn nothing_is_proposed_that_is_never_to_be(sketch in sketches()) {
        let inventory = sketch.inventory();
        let law = with_costs(&[None; 9]);
        let before = judge(&inventory, &law);
        let plan = remedy(&before);
        prop_assert!(plan.steps.is_empty());
        let all = plan.uncleared.iter().map(|it| name(&before, *it)).collect::<BTreeSet<_>>();
        prop_assert_eq!(all, unprotected(&before));
    }

    #[test]
    fn the_same_inventory_has_the_same_plan(sketch in sketches()) {
        let (one, other) = (sketch.inventory(), read(&sketch.text(&plain)));
        let (one, other) = (remedy(&judge(&one, &LAW)), remedy(&judge(&other, &LAW)));
        prop_assert_eq!(one.steps, other.steps);
        prop_assert_eq!(one.uncleared, other.uncleared);
    }
}

/// The papers of a plan beside their inventory: both are read, and nothing is covered by what nobody has filled in.
fn papers_cover_nothing(folder: &Path) {
    let go = |args: &[&str]| run::run(folder, args, &BTreeMap::new(), "2026-11-23", "");
    let counts = |text: &str| {
        let json: serde_json::Value = serde_json::from_str(text).unwrap();
        let count = |word: &str| json["summary"]["verdicts"][word].as_u64().unwrap_or(0);
        (count("unprotected"), count("adequate") + count("safeguarded") + count("derogation"))
    };
    let before = go(&["check", "inventory.toml", "--format", "json"]);
    let plan = go(&["remedy", "inventory.toml", "--write", "papers.toml"]);
    assert!(plan.code < 2, "{}", plan.stderr);
    if !folder.join("papers.toml").exists() {
        return;
    }
    let after = go(&["check", "inventory.toml", "papers.toml", "--format", "json"]);
    let papers = fs::read_to_string(folder.join("papers.toml")).unwrap();
    assert!(after.code < 2, "{}\n{papers}", after.stdout);
    let ((bare, covered), (still_bare, still_covered)) = (counts(&before.stdout), counts(&after.stdout));
    assert!(still_bare >= bare && still_covered <= covered, "{papers}\n{}", after.stdout);
    // A word changed without the facts behind it covers nothing either.
    fs::write(folder.join("papers.toml"), papers.replace("\"open\"", "\"signed\"")).unwrap();
    let after = go(&["check", "inventory.toml", "papers.toml", "--format", "json"]);
    assert!(counts(&after.stdout).1 <= covered, "{papers}\n{}", after.stdout);
}

#[test]
fn papers_of_plans_cover_nothing() {
    use proptest::{strategy::ValueTree, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    let odd: &dyn Fn(&str, usize) -> String = &|word, at| format!("\"{word} {at} é\\\"|#\"");
    for at in 0..40 {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("papers/{at}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join(".git")).unwrap();
        let sketch = sketches().new_tree(&mut runner).unwrap().current();
        fs::write(folder.join("inventory.toml"), sketch.text(&plain)).unwrap();
        papers_cover_nothing(&folder);
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("papers/odd");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join(".git")).unwrap();
    let organization = odd("org", 0);
    let inventory = format!(
        "home = \"DE\"\n[systems.home]\nrole = \"controller\"\n\
         access = [{{ from = \"IN\", by = {{ name = \"Help: name\", country = \"IN\" }} }}]\n\
         [organizations.{organization}]\ncountry = \"US\"\n\
         [systems.mail]\noperator = {organization}\nrole = \"processor\"\nin = \"US\"\n\
         [[flows]]\nfrom = \"home\"\nto = \"mail\"\n"
    );
    fs::write(folder.join("inventory.toml"), inventory).unwrap();
    papers_cover_nothing(&folder);
    let papers = fs::read_to_string(folder.join("papers.toml")).unwrap();
    assert!(papers.contains("{ name = \"Help: name\", country = \"IN\" }"), "{papers}");
}

#[test]
fn plans_are_not_all_alike() {
    use proptest::{strategy::ValueTree, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    let mut seen = BTreeSet::new();
    for _ in 0..200 {
        let inventory = sketches().new_tree(&mut runner).unwrap().current().inventory();
        seen.extend(remedy(&judge(&inventory, &LAW)).steps.iter().map(|it| match it.action {
            Action::RecordClauses(..) => "record",
            Action::MendMechanism(..) => "mend",
            Action::JoinClauses(..) => "join",
            Action::MakeAssessment(..) => "assess",
            Action::GetListing(..) => "get",
            Action::RenewListing(..) => "renew",
            Action::MoveSystem(..) => "move",
            Action::FinishAnonymization(_) => "finish",
            Action::AnonymizeFlow(_) => "anonymize",
            Action::StopFlow(_) => "stop",
        }));
    }
    assert!(["record", "mend", "renew", "finish", "stop"].iter().all(|it| seen.contains(it)), "{seen:?}");
}
