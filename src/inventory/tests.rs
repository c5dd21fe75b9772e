//! Long tables are read in parts side by side: nothing may come of it.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::fmt::Write;

use crate::{
    law::Law,
    syntax::{Format, parse},
    text::FileId,
};

use super::{
    Inventory, lower,
    values::{MeasureRef, Via},
};

/// Longer than any list that is read at once.
const MANY: usize = 10_001;

fn read(text: &str) -> Inventory {
    let (law, mut problems) = (Law::embedded().unwrap(), Vec::new());
    let tree = parse(Format::Json, FileId(0), text, &mut problems).unwrap();
    let inventory = lower(&[tree], &law, &mut problems);
    assert_eq!(problems, Vec::new());
    inventory
}

fn joined(of_each: impl Fn(usize) -> String) -> String {
    (0..MANY).map(of_each).collect::<Vec<_>>().join(",")
}

/// A mechanism that says its number in all that stands inside of it.
fn mechanism(at: usize) -> String {
    let measure = format!(r#"{{"kind":"split-processing","note":"{at}"}}"#);
    let assessment = format!(r#"{{"country":"IN","note":"{at}","measures":[{measure}]}}"#);
    format!(r#"{{"kind":"scc","governing-law":"{at}","assessment":{assessment},"measures":[{measure},{measure}]}}"#)
}

/// What a mechanism, its assessment and their measures say of their number.
fn numbers(inventory: &Inventory, via: Via) -> Vec<String> {
    let Via::Mechanism(id) = via else { unreachable!("all are inline") };
    let table = &inventory.mechanism(id).table;
    let assessment = *table.assessment.as_ref().unwrap().value.made().first().unwrap();
    let assessment = &inventory.assessment(assessment).table;
    let of_mechanism = &table.measures.as_ref().unwrap().value;
    let measures = of_mechanism.iter().chain(&assessment.measures.as_ref().unwrap().value).map(|it| it.value);
    let note =
        |MeasureRef(id)| inventory.measure(id).table.about.as_ref().unwrap().note.as_ref().unwrap().value.clone();
    let own = [table.governing_law.as_ref().unwrap(), assessment.about.as_ref().unwrap().note.as_ref().unwrap()]
        .map(|it| it.value.clone());
    own.into_iter().chain(measures.map(note)).collect()
}

#[test]
fn inline_entries_of_flows_keep_their_places() {
    let flows = joined(|at| format!(r#"{{"id":"{at}","from":"a","to":"b","via":{}}}"#, mechanism(at)));
    let inventory = read(&format!(r#"{{"systems":{{"a":{{}},"b":{{}}}},"flows":[{flows}]}}"#));
    for (at, flow) in inventory.flows.iter().enumerate() {
        let via = flow.table.via.as_ref().unwrap().value.first().unwrap().value;
        assert_eq!(numbers(&inventory, via), vec![at.to_string(); 5]);
    }
    assert_eq!(inventory.flows.len(), MANY);
    assert_eq!(
        (inventory.mechanisms.len(), inventory.assessments.len(), inventory.measures.len()),
        (MANY, MANY, 3 * MANY)
    );
}

#[test]
fn inline_entries_come_after_those_with_an_id() {
    let mechanisms = joined(|at| format!(r#""m{at}":{}"#, mechanism(at)));
    let flows = joined(|at| format!(r#"{{"id":"{at}","from":"a","to":"b","via":["m{at}",{}]}}"#, mechanism(at)));
    let tables = [format!(r#""mechanisms":{{{mechanisms}}}"#), format!(r#""flows":[{flows}]"#)];
    // Whichever of them is read first.
    for tables in [tables.join(","), tables.iter().rev().cloned().collect::<Vec<_>>().join(",")] {
        let inventory = read(&format!(r#"{{"systems":{{"a":{{}},"b":{{}}}},{tables}}}"#));
        for (at, flow) in inventory.flows.iter().enumerate() {
            for via in &flow.table.via.as_ref().unwrap().value {
                assert_eq!(numbers(&inventory, via.value), vec![at.to_string(); 5]);
            }
        }
        for (at, entry) in inventory.mechanisms.iter().take(MANY).enumerate() {
            assert_eq!(entry.id, format!("m{at}"));
        }
    }
}

#[test]
fn a_party_by_name_is_one_wherever_it_is_named() {
    let party = |at: usize| format!(r#"{{"name":"Company {}","country":"IN"}}"#, at % 7);
    let systems = joined(|at| format!(r#""s{at}":{{"operator":{}}}"#, party(at)));
    let inventory = read(&format!(r#"{{"systems":{{{systems}}}}}"#));
    assert_eq!(inventory.organizations.len(), 7);
    for (at, system) in inventory.systems.iter().enumerate() {
        let operator = system.table.operator.as_ref().unwrap().value.0;
        assert_eq!(inventory.organization_name(operator), format!("Company {}", at % 7));
    }
}

#[test]
fn entries_that_other_tables_interrupt_stand_at_their_numbers() {
    let mut text = String::from("{\"recipients\":{\"b\":\"IN\",\"z\":\"US\"},\"home\":\"DE\",\"organizations\":{");
    let organizations = joined(|at| format!(r#""o{at}":{{"name":"Organization {at}"}}"#));
    write!(text, r#"{organizations},"b":{{"name":"B"}}}}}}"#).unwrap();
    let inventory = read(&text);
    for entry in &inventory.organizations {
        let name = entry.table.about.as_ref().and_then(|it| it.name.as_ref()).map(|it| it.value.as_str());
        match entry.id.strip_prefix('o') {
            Some(at) => assert_eq!(name, Some(format!("Organization {at}").as_str())),
            None => assert_eq!(name, if entry.id == "b" { Some("B") } else { None }),
        }
    }
    assert_eq!(inventory.organizations.len(), MANY + 3);
}
