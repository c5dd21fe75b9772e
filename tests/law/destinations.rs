//! Every state of the EEA as exporter, every destination of a decision, every boundary day of it: rows of an inventory,
//! judged as `check` does, against expectations that were written by hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use std::{collections::BTreeMap, fmt::Write as _};

use transborder::{
    assess::{Profile, Question, Verdict, assess},
    law::{Day, Law},
};

use super::judged::read;

const EXPORTERS: &str = include_str!("exporters.tsv");
const DESTINATIONS: &str = include_str!("destinations.tsv");

/// One line of expectations.
struct Expected<'a> {
    destination: &'a str,
    facts: &'a str,
    verdict: &'a str,
    decision: Option<&'a str>,
}

/// One row of an assessment.
struct Row {
    flow: String,
    verdict: &'static str,
    decision: Option<String>,
}

/// The fields of every line that is no remark.
fn lines(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().filter(|it| !it.is_empty() && !it.starts_with('#')).map(|it| it.split('\t').collect())
}

fn day(text: &str) -> Day {
    text.parse().unwrap_or_else(|it| panic!("{text}: {it}"))
}

#[test]
fn every_state_every_destination_every_boundary_day() {
    let law = Law::embedded().unwrap();
    let mut days: BTreeMap<&str, Vec<Expected<'_>>> = BTreeMap::new();
    for line in lines(DESTINATIONS) {
        let [destination, day, facts, verdict, decision] = line[..] else { panic!("{line:?}") };
        let decision = (decision != "-").then_some(decision);
        days.entry(day).or_default().push(Expected { destination, facts, verdict, decision });
    }
    let (mut checked, mut wrong) = (0, String::new());
    for (day, expected) in days {
        checked += check(&law, day, &expected, &mut wrong);
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(checked > 3_500, "{checked} rows");
}

/// Judges one day, with a flow from every state to every destination; gives how many rows were looked at.
fn check(law: &Law, on: &str, expected: &[Expected<'_>], wrong: &mut String) -> usize {
    let states = lines(EXPORTERS).collect::<Vec<_>>();
    let rows = judge(law, on, &inventory(&states, expected));
    let mut checked = 0;
    for state in &states {
        let inside = day(state[1]) <= day(on) && (state[2] == "-" || day(on) <= day(state[2]));
        for (at, expected) in expected.iter().enumerate() {
            let flow = format!("from-{}->to-{at}", state[0]);
            let found = rows.iter().filter(|it| it.flow == flow).collect::<Vec<_>>();
            let seen = found.iter().map(|it| (it.verdict, it.decision.as_deref()));
            let wanted = inside.then_some((expected.verdict, expected.decision));
            if !seen.clone().eq(wanted) {
                let Expected { destination, facts, .. } = expected;
                let seen = seen.collect::<Vec<_>>();
                writeln!(wrong, "{} to {destination} ({facts}) on {on}: {seen:?}, not {wanted:?}", state[0]).unwrap();
            }
            checked += found.len();
        }
    }
    checked
}

/// A company in every state, and for each destination a recipient with the facts that are recorded of it.
fn inventory(states: &[Vec<&str>], expected: &[Expected<'_>]) -> String {
    let (mut entities, mut systems, mut flows) = (String::new(), String::new(), String::new());
    for state in states.iter().map(|it| it[0]) {
        writeln!(entities, "[organizations.in-{state}]\ncountry = \"{state}\"").unwrap();
        let system = format!("[systems.from-{state}]\noperator = \"in-{state}\"\nrole = \"controller\"");
        writeln!(systems, "{system}\nin = \"{state}\"").unwrap();
    }
    let senders = states.iter().map(|it| format!("\"from-{}\"", it[0])).collect::<Vec<_>>().join(", ");
    for (at, expected) in expected.iter().enumerate() {
        let (mut recipient, mut flow) = (String::new(), String::new());
        for fact in expected.facts.split(' ').filter(|it| *it != "-") {
            let (key, value) = fact.split_once(':').unwrap_or((fact, ""));
            let law = value.replace('-', " ");
            match key {
                "list" => {
                    writeln!(recipient, "listings = {{ list = \"{value}\", status = \"active\", covers = \"non-hr\" }}")
                }
                "law" => writeln!(recipient, "laws = {{ \"{law}\" = true }}"),
                "not-law" => writeln!(recipient, "laws = {{ \"{law}\" = false }}"),
                "kind" => writeln!(recipient, "kind = \"{value}\""),
                "sector" => writeln!(recipient, "sector = \"{value}\""),
                "purpose" => writeln!(flow, "purpose-kind = \"{value}\""),
                "hr" => writeln!(flow, "data = \"staff\""),
                _ => panic!("{fact} is no fact of the table"),
            }
            .unwrap();
        }
        let (place, is) = match expected.destination {
            "EPO" => ("DE", "kind = \"international-organization\"\nbody = \"EPO\"".to_owned()),
            code => (code, format!("country = \"{code}\"")),
        };
        writeln!(entities, "[organizations.recipient-{at}]\n{is}\n{recipient}").unwrap();
        let system = format!("[systems.to-{at}]\noperator = \"recipient-{at}\"\nrole = \"controller\"");
        writeln!(systems, "{system}\nin = \"{place}\"").unwrap();
        writeln!(flows, "[[flows]]\nfrom = [{senders}]\nto = \"to-{at}\"\n{flow}").unwrap();
    }
    format!("{entities}\n{systems}\n[data.staff]\nhr = true\n\n{flows}")
}

fn judge(law: &Law, on: &str, inventory: &str) -> Vec<Row> {
    let reading = read("all.toml", inventory, law).unwrap_or_else(|it| panic!("{on}: {:?}", it.problems));
    let assessment =
        assess(&reading.inventory, law, Question { day: day(on), profile: Profile::Default, regimes: &[] });
    let assessment = assessment.unwrap_or_else(|it| panic!("{on}: {it:?}"));
    let rows = assessment.rows().filter(|(_, it)| law.regime_at(it.regime).id == "eu");
    rows.map(|(id, transfer)| Row {
        flow: assessment.flow_name(id),
        verdict: transfer.verdict.word(),
        decision: match transfer.verdict {
            Verdict::Adequate(_, decision) => Some(law.decision(decision).number.clone()),
            _ => None,
        },
    })
    .collect()
}
