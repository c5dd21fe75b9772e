//! Real decisions of courts and authorities: what is recorded of each, and the word that must come out.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

use serde::Deserialize;
use serde_json::Value;

use super::run::{folders, name, root, run};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Decision {
    title: String,
    #[serde(default)]
    authority: String,
    #[serde(default)]
    decision: String,
    decided: toml::Value,
    sources: Vec<String>,
    #[serde(default)]
    completions: Vec<Completion>,
    #[serde(default)]
    differs: String,
    checks: Vec<Check>,
}

/// A fact on which the decision is silent, and why it is taken so.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Completion {
    fact: String,
    because: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Check {
    as_of: toml::value::Datetime,
    files: Vec<String>,
    about: Vec<String>,
    expected: String,
    why: String,
}

#[test]
fn decisions() {
    let mut failures = String::new();
    let mut n_checks = 0;
    for folder in folders(&root().join("tests/cases/decisions")) {
        let text = fs::read_to_string(folder.join("case.toml")).unwrap();
        let decision: Decision = toml::from_str(&text).unwrap_or_else(|it| panic!("{}: {it}", folder.display()));
        assert!(!decision.sources.is_empty() && !decision.title.is_empty(), "{}: no source", folder.display());
        assert!(decision.completions.iter().all(|it| !it.fact.is_empty() && !it.because.is_empty()));
        let _ = (&decision.authority, &decision.decision, &decision.decided, &decision.differs);
        for check in &decision.checks {
            n_checks += 1;
            if let Err(why) = judge(&folder, check) {
                let Check { as_of, files, expected, .. } = check;
                writeln!(failures, "\n== {} {as_of} {files:?}: {expected} expected\n{why}", name(&folder)).unwrap();
                writeln!(failures, "because: {}", check.why).unwrap();
            }
        }
    }
    assert!(n_checks > 0, "no decision was run");
    assert!(failures.is_empty(), "{failures}");
}

fn judge(folder: &Path, check: &Check) -> Result<(), String> {
    let day = check.as_of.to_string();
    let mut args = vec!["check"];
    args.extend(check.files.iter().map(String::as_str));
    // The words of the oracle are those of the law of the Union.
    args.extend(["--as-of", &day, "--format", "json", "--isolated", "--regime", "eu"]);
    let ran = run(folder, &args, &BTreeMap::new(), &day, "");
    if ran.code > 1 {
        return Err(format!("exit {}\n{}{}", ran.code, ran.stdout, ran.stderr));
    }
    let output: Value = serde_json::from_str(&ran.stdout).unwrap();
    let found = word(&output, &check.about);
    if found.word == check.expected {
        return Ok(());
    }
    Err(format!("{} found\n{}", found.word, found.grounds))
}

struct Found {
    word: &'static str,
    grounds: String,
}

/// One word for everything that is said of some flows.
fn word(output: &Value, about: &[String]) -> Found {
    let text = |it: &Value| it.as_str().unwrap_or_default().to_owned();
    let rows = output["transfers"].as_array().unwrap().iter();
    let rows = rows.filter(|it| about.contains(&text(&it["flow"]))).collect::<Vec<_>>();
    let ids = rows.iter().map(|it| it["id"].clone()).collect::<Vec<_>>();
    let findings = output["findings"].as_array().unwrap().iter();
    let findings = findings.filter(|it| it["status"] == "active");
    let findings = findings.filter(|it| it["transfers"].as_array().unwrap().iter().any(|id| ids.contains(id)));
    let findings = findings.collect::<Vec<_>>();
    let any = |wanted: &dyn Fn(&Value) -> bool| findings.iter().any(|it| wanted(it));
    let is_inside = |it: &&Value| it["verdict"] == "not-a-transfer" || it["verdict"] == "within-territory";
    let word = if any(&|it| it["level"] == "error") {
        "violation"
    } else if any(&|it| it["undecided"] == true) {
        "unknown"
    } else if any(&|it| it["level"] == "warning") {
        "warning"
    } else if !rows.is_empty() && rows.iter().all(is_inside) {
        "not_a_transfer"
    } else {
        "no_violation"
    };
    let mut grounds = String::new();
    for it in &rows {
        writeln!(grounds, "  row {} {} {} {}", it["flow"], it["country"], it["kind"], it["verdict"]).unwrap();
    }
    for it in &findings {
        writeln!(grounds, "  {} {}{}", text(&it["level"]), text(&it["rule"]), mark(it)).unwrap();
    }
    Found { word, grounds }
}

fn mark(finding: &Value) -> &'static str {
    if finding["undecided"] == true { " (undecided)" } else { "" }
}
