//! Runs the program in-process on folders of cases, on the decisions of authorities, and on the examples of every rule.
//! Never touches the network, the clock or the environment.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

#[path = "runner/days.rs"]
mod days;
#[path = "runner/decisions.rs"]
mod decisions;
#[path = "runner/examples.rs"]
mod examples;
#[path = "runner/judged.rs"]
mod judged;
#[path = "runner/run.rs"]
mod run;

use run::topic;

#[test]
fn diff() {
    topic("diff");
}

#[test]
fn explain() {
    topic("explain");
}

#[test]
fn chains() {
    topic("chains");
}

#[test]
fn fixes() {
    topic("fixes");
}

#[test]
fn formats() {
    topic("formats");
}

#[test]
fn graph() {
    topic("graph");
}

#[test]
fn init() {
    topic("init");
}

#[test]
fn input() {
    topic("input");
}

#[test]
fn law() {
    topic("law");
}

#[test]
fn parties() {
    topic("parties");
}

#[test]
fn past() {
    topic("past");
}

#[test]
fn place() {
    topic("place");
}

#[test]
fn regimes() {
    topic("regimes");
}

#[test]
fn register() {
    topic("register");
}

#[test]
fn remedy() {
    topic("remedy");
}

#[test]
fn settings() {
    topic("settings");
}

#[test]
fn transfers() {
    topic("transfers");
}

/// A folder that nobody runs would prove nothing.
#[test]
fn every_topic_is_run() {
    let code = include_str!("cases.rs");
    for folder in run::folders(&run::root().join("tests/cases")) {
        let name = run::name(&folder);
        let is_run = name == "decisions" || code.contains(&format!("topic(\"{name}\")"));
        assert!(is_run, "tests/cases/{name} has no test in tests/cases.rs");
    }
}

#[test]
fn what_if() {
    topic("what-if");
}
