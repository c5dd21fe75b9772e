//! The days of every kind of mechanism: its first and its last day count, and a month that holds the day is a question.

use std::fmt::Write as _;

use transborder::{
    assess::{Profile, Question, assess},
    law::Law,
};

use super::{judged::read, run::day};

/// A kind with all that it needs but its days.
struct Kind {
    name: &'static str,
    /// Where its exporter is established.
    country: &'static str,
    /// What both ends are.
    ends: &'static str,
    /// The verdict on a day on which nothing is wrong with its days.
    verdict: &'static str,
    /// Keys of its own with days, besides those of every kind.
    own: &'static [&'static str],
    facts: &'static str,
}

const COMPANY: &str = "company";
const AUTHORITY: &str = "public-authority";
const ASSESSED: &str = r#"assessment = { country = "IN", date = 2026-01-15, conclusion = "equivalent" }"#;

const KINDS: &[Kind] = &[
    safeguard(
        "scc",
        COMPANY,
        &[],
        r#"edition = "2021/914"
module = 1"#,
    ),
    Kind { country: "GB", ..safeguard("idta", COMPANY, &[], r#"edition = "A1.0""#) },
    Kind {
        country: "GB",
        ..safeguard(
            "uk-addendum",
            COMPANY,
            &[],
            r#"edition = "B1.0"
addendum-to = "clauses"

[mechanisms.clauses]
kind = "scc"
edition = "2021/914"
module = 1
signed = 2024-01-15"#,
        )
    },
    safeguard(
        "bcr",
        COMPANY,
        &[],
        r#"type = "controller"
members = ["acme", "helpco"]
approval = { authority = "CNIL", number = "7", date = 2020-01-01 }"#,
    ),
    safeguard(
        "certification",
        COMPANY,
        &["issued"],
        r#"scheme = "Europrivacy"
certificate = "EP-7"
commitments = true"#,
    ),
    safeguard(
        "ad-hoc-clauses",
        COMPANY,
        &[],
        r#"authorization = { authority = "CNIL", number = "7", from = 2020-01-01 }"#,
    ),
    safeguard(
        "administrative-arrangement",
        AUTHORITY,
        &["concluded"],
        r#"authorization = { authority = "CNIL", number = "7", from = 2020-01-01 }"#,
    ),
    safeguard("public-instrument", AUTHORITY, &["concluded"], r#"instrument = "agreement on mutual assistance""#),
    safeguard(
        "old-authorization",
        COMPANY,
        &[],
        r#"authorization = { authority = "CNIL", number = "7", from = 2015-01-01 }"#,
    ),
    unprotected("code-of-conduct", r#"scheme = "a code that nobody approved""#),
    unprotected("foreign-order", r#"instrument = "a subpoena""#),
    unprotected("equivalent-contract", ""),
    derogation(
        "consent",
        &["given"],
        r#"scope = "transfer"
explicit = true
informed-of-risks = true
withdrawal = true
countries = ["IN"]
recipients = ["helpco"]"#,
    ),
    derogation("contract", &[], "necessary = true"),
    derogation("contract-in-interest", &[], "necessary = true"),
    derogation("legal-claims", &[], "necessary = true"),
    derogation("vital-interests", &[], "necessary = true\nunable-to-consent = true"),
    derogation("public-interest", &[], r#"law = "Code du travail, art. L. 1""#),
    derogation("public-register", &[], "bulk = false"),
    derogation(
        "compelling-interests",
        &[],
        "no-alternative = true
limited-number = true
balanced = true
safeguards = true
authority-informed = true
subjects-informed = true",
    ),
];

const fn safeguard(name: &'static str, ends: &'static str, own: &'static [&'static str], facts: &'static str) -> Kind {
    Kind { name, country: "FR", ends, verdict: "safeguarded", own, facts }
}

const fn derogation(name: &'static str, own: &'static [&'static str], facts: &'static str) -> Kind {
    Kind { name, country: "FR", ends: COMPANY, verdict: "derogation", own, facts }
}

const fn unprotected(name: &'static str, facts: &'static str) -> Kind {
    Kind { name, country: "FR", ends: COMPANY, verdict: "unprotected", own: &[], facts }
}

#[test]
fn every_kind_has_its_days() {
    let law = Law::embedded().unwrap();
    let mut failures = String::new();
    for kind in KINDS {
        let open = if kind.verdict == "unprotected" { kind.verdict } else { "undecided" };
        for key in ["signed", "from"].iter().chain(kind.own) {
            for (value, verdict, rule) in [
                ("2026-11-23", kind.verdict, None),
                ("2026-11-24", "unprotected", Some("mechanism-after-start")),
                ("\"2026-11\"", open, None),
            ] {
                check(&law, kind, (key, value), (verdict, rule), &mut failures);
            }
        }
        for (value, verdict, rule) in [
            ("2026-11-23", kind.verdict, None),
            ("2026-11-22", "unprotected", Some("mechanism-expired")),
            ("\"2026-11\"", open, None),
        ] {
            check(&law, kind, ("until", value), (verdict, rule), &mut failures);
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

/// One kind with one of its days said so, and every other one long ago.
fn check(law: &Law, kind: &Kind, (key, value): (&str, &str), wanted: (&str, Option<&str>), failures: &mut String) {
    let text = inventory(kind, key, value);
    let reading = read("days.toml", &text, law).unwrap_or_else(|it| panic!("{}: {:?}", kind.name, it.problems));
    let question = Question { day: day("2026-11-23"), profile: Profile::Default, regimes: &[] };
    let assessment = assess(&reading.inventory, law, question).unwrap();
    let verdicts = assessment.rows().map(|(_, it)| it.verdict.word()).collect::<Vec<_>>();
    let found = assessment.findings.iter().map(|it| it.rule.name()).collect::<Vec<_>>();
    if verdicts != [wanted.0] || wanted.1.is_some_and(|it| !found.contains(&it)) {
        writeln!(failures, "{}, {key} = {value}: {verdicts:?} by {found:?}, not {wanted:?}", kind.name).unwrap();
    }
}

fn inventory(kind: &Kind, key: &str, value: &str) -> String {
    let Kind { name, country, ends, facts, own, verdict } = kind;
    let days = ["signed"].iter().chain(*own).filter(|it| **it != key);
    // The first certificate for transfers is of this year.
    let days = days.map(|it| format!("{it} = 2026-05-04\n")).collect::<String>();
    let assessed = if *verdict == "safeguarded" { ASSESSED } else { "" };
    format!(
        r#"
[organizations]
acme = {{ country = "{country}", kind = "{ends}" }}
helpco = {{ country = "IN", kind = "{ends}" }}

[systems]
shop = {{ operator = "acme", role = "controller", in = "{country}", access = "none" }}
office = {{ operator = "helpco", role = "controller", in = "IN", access = "none" }}

[[flows]]
from = "shop"
to = "office"
frequency = "once"
via = "paper"

[mechanisms.paper]
kind = "{name}"
{key} = {value}
{days}{assessed}
{facts}
"#
    )
}
