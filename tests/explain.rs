//! `explain` over many findings: starts of fingerprints that several have, and ways that are too many to tell.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

#[path = "runner/run.rs"]
#[allow(dead_code, reason = "the runner of folders has more than this needs")]
mod run;

use std::{collections::BTreeMap, fmt::Write as _, path::Path};

use run::{Ran, run as run_program};
use serde_json::Value;

const TODAY: &str = "2026-11-23";

fn ran(args: &[&str], inventory: &str) -> Ran {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    run_program(folder, args, &BTreeMap::new(), TODAY, inventory)
}

fn findings(inventory: &str) -> Vec<Value> {
    let ran = ran(&["check", "-", "--isolated", "--format", "json"], inventory);
    let output: Value = serde_json::from_str(&ran.stdout).unwrap();
    output["findings"].as_array().unwrap().clone()
}

/// With 1,200 findings, some share four digits: the error names them all, and more digits decide.
#[test]
fn a_start_that_several_fingerprints_have() {
    let mut inventory = "home = \"FR\"\n\n[recipients]\n".to_owned();
    for at in 0..1200 {
        writeln!(inventory, "R{at} = \"IN\"").unwrap();
    }
    let prints = findings(&inventory).into_iter().map(|it| it["fingerprint"].as_str().unwrap().to_owned());
    let mut by_start = BTreeMap::<String, Vec<String>>::new();
    prints.for_each(|it| by_start.entry(it[..4].to_owned()).or_default().push(it));
    let (start, shared) = by_start.iter().find(|(_, it)| it.len() > 1).unwrap();
    let ambiguous = ran(&["explain", start, "-", "--isolated"], &inventory);
    assert_eq!(ambiguous.code, 2, "{}", ambiguous.stdout);
    assert!(ambiguous.stderr.contains(&format!("`{start}` is the start of {} fingerprints", shared.len())));
    for print in shared {
        assert!(ambiguous.stderr.contains(print), "{}", ambiguous.stderr);
        let whole = ran(&["explain", &print.to_uppercase(), "-", "--isolated", "--format", "json"], &inventory);
        let output: Value = serde_json::from_str(&whole.stdout).unwrap();
        assert_eq!(output["fingerprint"].as_str(), Some(print.as_str()));
    }
}

/// A ladder of two rails doubles the ways with each step: some are told, and that there are more.
#[test]
fn more_ways_than_anybody_reads() {
    let mut inventory = "
        [organizations.acme]
        country = \"FR\"
        [organizations.far]
        country = \"IN\"
        [organizations.desk]
        country = \"PH\"
        [systems.shop]
        operator = \"acme\"
        role = \"controller\"
        in = \"FR\"
        [systems.end]
        operator = \"desk\"
        role = \"controller\"
        in = \"PH\"
    "
    .to_owned();
    for at in 0..12 {
        for rail in ["a", "b"] {
            write!(inventory, "[systems.{rail}{at}]\noperator = \"far\"\nrole = \"controller\"\nin = \"IN\"\n")
                .unwrap();
        }
    }
    let mut flow = |from: &str, to: &str| write!(inventory, "[[flows]]\nfrom = \"{from}\"\nto = \"{to}\"\n").unwrap();
    ["a0", "b0"].iter().for_each(|it| flow("shop", it));
    for at in 0..11 {
        for (from, to) in [("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")] {
            flow(&format!("{from}{at}"), &format!("{to}{}", at + 1));
        }
    }
    ["a11", "b11"].iter().for_each(|it| flow(it, "end"));
    let onward = findings(&inventory).into_iter().find(|it| it["rule"] == "unprotected-onward-transfer").unwrap();
    let print = onward["fingerprint"].as_str().unwrap();
    let told = ran(&["explain", print, "-", "--isolated", "--format", "json"], &inventory);
    let output: Value = serde_json::from_str(&told.stdout).unwrap();
    let ways = output["ways"].as_array().unwrap();
    assert_eq!((ways.len(), &output["ways_complete"]), (20, &Value::Bool(false)));
    assert!(ways.iter().all(|it| it[0] == "shop" && it.as_array().unwrap().len() == 14), "{ways:?}");
    let text = ran(&["explain", print, "-", "--isolated"], &inventory);
    assert!(text.stdout.contains("How the data get there: at least 20 ways"), "{}", text.stdout);
}
