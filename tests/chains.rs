//! A long chain stays as long as its hops in every format: ways are cut, and nothing lists all that lies behind a row.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

#[path = "runner/run.rs"]
#[allow(dead_code, reason = "the runner of folders has more than this needs")]
mod run;

use std::{collections::BTreeMap, fmt::Write as _};

use run::{root, run as run_program};

/// A chain of this many systems behind one in the territory.
fn chain(n: usize, country: &str) -> String {
    let mut text = "home = \"DE\"\n[data.c]\n".to_owned();
    for at in 0..n {
        write!(text, "[organizations.o{at:05}]\ncountry = \"{country}\"\n[systems.s{at:05}]\n").unwrap();
        write!(text, "operator = \"o{at:05}\"\nrole = \"processor\"\nin = \"{country}\"\n").unwrap();
    }
    for at in 0..n {
        let from = if at == 0 { "home".to_owned() } else { format!("s{:05}", at - 1) };
        write!(text, "[[flows]]\nfrom = \"{from}\"\nto = \"s{at:05}\"\ndata = [\"c\"]\n").unwrap();
    }
    text
}

#[test]
fn twice_as_long_is_twice_as_much() {
    let formats = [
        ("check", "text"),
        ("check", "concise"),
        ("check", "json"),
        ("register", "text"),
        ("register", "csv"),
        ("register", "json"),
        ("register", "markdown"),
        ("graph", "dot"),
        ("graph", "mermaid"),
    ];
    for country in ["IN", "FR"] {
        let (short, long) = (chain(150, country), chain(300, country));
        for (command, format) in formats {
            let args = [command, "-", "--format", format, "--isolated"];
            let size = |text: &str| {
                let ran = run_program(&root(), &args, &BTreeMap::new(), "2026-11-23", text);
                assert!(ran.code < 2, "{}", ran.stderr);
                ran.stdout.len()
            };
            let (short, long) = (size(&short), size(&long));
            assert!(long < 2 * short + short / 20, "{command} {format} of {country}: {short} and {long} bytes");
        }
    }
}
