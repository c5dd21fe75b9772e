//! Decisions: golden rows, overlaps, gaps, sources, names, ends that were known.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeMap;

use jiff::civil::date;
use serde::Deserialize;
use transborder::{
    law::{Condition, Day, Decision, Destination, EndedHow, Law, PlaceStatus, Presumption, Sources, Status, Subject},
    text::Files,
};

fn law() -> Law {
    Law::embedded().unwrap()
}

fn destination(law: &Law, code: &str) -> Destination {
    match law.places.country(code) {
        Some(country) => Destination::Country(country),
        None => Destination::Body(law.places.body(code).unwrap()),
    }
}

fn status(law: &Law, regime: &str, code: &str, day: Day) -> String {
    let status = law.status(regime, destination(law, code), day);
    match status.decision() {
        Some(id) => format!("{}:{}", status.word(), law.decision(id).id),
        None => status.word().to_owned(),
    }
}

#[derive(Deserialize)]
struct Golden {
    rows: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    regime: String,
    day: toml::value::Datetime,
    expect: BTreeMap<String, String>,
}

#[test]
fn golden_rows() {
    let law = law();
    let golden: Golden = toml::from_str(include_str!("golden.toml")).unwrap();
    let mut checked = 0;
    for row in golden.rows {
        let day: Day = row.day.to_string().parse().unwrap();
        for (code, expected) in row.expect {
            assert_eq!(status(&law, &row.regime, &code, day), expected, "{} {code} on {day}", row.regime);
            checked += 1;
        }
    }
    assert!(checked > 400, "{checked}");
}

#[test]
fn days_on_which_the_answer_turns() {
    let law = law();
    let check = |code: &str, day: Day, before: &str, on: &str| {
        assert_eq!(status(&law, "eu", code, day.yesterday().unwrap()), before, "{code}, the day before {day}");
        assert_eq!(status(&law, "eu", code, day), on, "{code} on {day}");
    };
    check("US", date(2000, 8, 25), "none", "listed-only:eu-us-safe-harbour");
    check("US", date(2015, 10, 6), "listed-only:eu-us-safe-harbour", "none");
    check("US", date(2016, 7, 12), "none", "listed-only:eu-us-privacy-shield");
    check("US", date(2020, 7, 16), "listed-only:eu-us-privacy-shield", "none");
    check("US", date(2023, 7, 10), "none", "listed-only:eu-us-dpf");
    check("HU", date(2004, 5, 1), "adequate:eu-hu-2000", "territory");
    check("GB", date(2021, 6, 28), "territory", "adequate:eu-gb-2021");
    check("GB", date(2025, 12, 19), "adequate:eu-gb-2021", "adequate:eu-gb-2025");
    check("GB", date(2031, 12, 27), "adequate:eu-gb-2025", "none");
    check("EPO", date(2025, 7, 18), "none", "adequate:eu-epo-2025");
    check("BR", date(2026, 1, 28), "none", "adequate:eu-br-2026");
}

#[test]
fn nothing_overlaps_for_one_place_and_kind() {
    let law = law();
    let all = law.decisions().map(|(_, it)| it).collect::<Vec<_>>();
    for (at, one) in all.iter().enumerate() {
        for other in all.iter().skip(at + 1).filter(|it| it.regime == one.regime && it.subject == one.subject) {
            let apart = one.only_purpose != other.only_purpose
                || one.until.is_some_and(|it| it <= other.from)
                || other.until.is_some_and(|it| it <= one.from);
            assert!(apart, "{} and {} overlap", one.id, other.id);
        }
    }
}

#[test]
fn no_decision_holds_while_its_country_is_inside() {
    let law = law();
    for (_, decision) in law.decisions() {
        let (Subject::Country(country), Some(regime)) = (&decision.subject, law.regime(&decision.regime)) else {
            continue;
        };
        let last = decision.until.map(|it| it.yesterday().unwrap());
        for day in [Some(decision.from), last].into_iter().flatten() {
            assert!(!regime.is_destination_inside(*country, day), "{} on {day}", decision.id);
        }
    }
}

/// The law has gaps for the United States and none that our data would have made for the others.
#[test]
fn gaps_are_those_of_the_law() {
    let law = law();
    let mut by_subject: BTreeMap<String, Vec<&Decision>> = BTreeMap::new();
    for (_, it) in law.decisions().filter(|(_, it)| it.only_purpose.is_none()) {
        by_subject.entry(format!("{} {:?}", it.regime, it.subject)).or_default().push(it);
    }
    let mut gaps = Vec::new();
    for mut row in by_subject.into_values() {
        row.sort_by_key(|it| it.from);
        for (one, next) in row.iter().zip(row.iter().skip(1)) {
            if one.until != Some(next.from) {
                gaps.push(format!("{} to {}", one.id, next.id));
            }
        }
    }
    assert_eq!(gaps, ["eu-us-safe-harbour to eu-us-privacy-shield", "eu-us-privacy-shield to eu-us-dpf"]);
}

#[test]
fn every_record_says_where_it_comes_from_and_how_it_ends() {
    let law = law();
    for (_, it) in law.decisions() {
        assert!(!it.sources.is_empty() && it.sources.iter().all(|it| it.len() > 3), "{} has no source", it.id);
        assert!(it.sources.iter().all(|it| it.contains(['.', ' '])), "{} names a source that is not shared", it.id);
        assert!(it.until.is_some() == it.ended.is_some(), "{}: `until` and `ended` go together", it.id);
        assert!(it.adopted.is_none_or(|adopted| adopted <= it.from), "{} holds before its adoption", it.id);
        assert!(!it.cite.is_empty() && !it.covers.is_empty() && !it.number.is_empty(), "{} says too little", it.id);
        let sunset = it.ended.as_ref().is_some_and(|it| it.how == EndedHow::Sunset);
        assert!(!sunset || it.sunsets.iter().any(|known| Some(known.until) == it.until), "{} lacks its sunset", it.id);
        for sunset in &it.sunsets {
            assert!(sunset.known_from < sunset.until, "{}", it.id);
        }
        for challenge in &it.challenges {
            assert!(
                challenge.until.is_none_or(|until| challenge.from < until) && !challenge.source.is_empty(),
                "{}",
                it.id
            );
        }
        let listed = it.conditions.iter().any(|it| matches!(it, Condition::Listed { .. }));
        assert_eq!(listed, it.place_status == Status::ListedOnly, "{}", it.id);
        let asks = it.conditions.iter().any(|it| match it {
            Condition::SubjectTo { presumed, .. } => *presumed != Presumption::Always,
            Condition::Other { presumed, .. } => !presumed,
            _ => false,
        });
        let limited = it.only_purpose.is_some() || asks;
        assert_eq!(limited && !listed, it.place_status == Status::Conditional, "{}", it.id);
    }
    assert_eq!(law.decisions().count(), 55);
    for event in law.events() {
        assert!(!event.source.is_empty() && !event.what.is_empty());
    }
    for precedent in law.precedents() {
        assert!(!precedent.source.is_empty() && !precedent.importer_names.is_empty());
        let eu = law.regime("eu").unwrap();
        assert!(precedent.kinds.iter().all(|it| eu.mechanism(it).is_some()), "{}", precedent.id);
    }
    assert!(law.authorities().iter().all(|it| !it.source.is_empty() && it.site.starts_with("https://")));
    assert!(law.check(&mut Files::default()).is_empty());
}

#[test]
fn seventeen_decisions_of_the_union_stand_on_the_day_of_review() {
    let law = law();
    let day = date(2026, 11, 23);
    assert_eq!(law.decisions().filter(|(_, it)| it.regime == "eu" && it.in_force(day)).count(), 17);
}

#[test]
fn names_that_people_write() {
    let law = law();
    let named = |regime: &str, name: &str| {
        let ids = law.decisions_named(regime, name);
        ids.iter().map(|it| law.decision(*it).id.as_str()).collect::<Vec<_>>().join(" ")
    };
    for name in
        ["2023/1795", "(EU) 2023/1795", "Implementing Decision (EU) 2023/1795", "eu-us-dpf", "dpf", "32023D1795"]
    {
        assert_eq!(named("eu", name), "eu-us-dpf", "{name}");
    }
    assert_eq!(named("eu", "2000/518"), "eu-ch-2000");
    assert_eq!(named("eu", "2000/518/EC"), "eu-ch-2000");
    assert_eq!(named("eu", "2010/146/EU"), "eu-fo-2010");
    assert_eq!(named("eu", "safe-harbour"), "eu-us-safe-harbour");
    assert_eq!(named("eu", "privacy-shield"), "eu-us-privacy-shield");
    assert_eq!(named("eu", "(EU) 2021/1772"), "eu-gb-2021 eu-gb-2025");
    assert_eq!(named("eu", "data-bridge"), "");
    assert_eq!(named("uk", "data-bridge"), "uk-us-dpf");
    assert_eq!(named("uk", "dpf"), "uk-us-dpf");
    assert_eq!(named("ch", "dpf"), "ch-us");
    assert_eq!(named("eu", "2016/1251"), "");
}

#[test]
fn what_is_known_of_the_future() {
    let law = law();
    let get = |name: &str| law.decision(law.decisions_named("eu", name)[0]).clone();
    let gb = get("eu-gb-2021");
    assert_eq!(gb.known_end(date(2021, 6, 28)), Some(date(2025, 6, 27)));
    assert_eq!(gb.known_end(date(2025, 6, 23)), Some(date(2025, 6, 27)));
    assert_eq!(gb.known_end(date(2025, 6, 24)), Some(date(2025, 12, 27)));
    let shield = get("eu-us-privacy-shield");
    assert_eq!(shield.known_end(date(2020, 7, 15)), None);
    assert!(shield.annulled_later(date(2020, 7, 15)).is_some());
    assert!(shield.annulled_later(date(2020, 7, 16)).is_none());
    assert!(get("eu-hu-2000").annulled_later(date(2004, 4, 30)).is_none());
    let dpf = get("eu-us-dpf");
    assert_eq!(dpf.pending(date(2025, 9, 2)).count(), 1);
    assert_eq!(dpf.pending(date(2025, 10, 30)).count(), 0);
    assert_eq!(dpf.pending(date(2025, 10, 31)).count(), 1);
    assert!(dpf.pending(date(2026, 11, 23)).count() > 1);
}

#[test]
fn decisions_for_one_purpose_never_decide_a_place() {
    let law = law();
    assert_eq!(status(&law, "eu", "US", date(2005, 1, 1)), "listed-only:eu-us-safe-harbour");
    let us = law.places.country("US").unwrap();
    let on = law.decisions_for("eu", us).filter(|(_, it)| it.in_force(date(2005, 1, 1))).count();
    assert_eq!(on, 2);
}

#[test]
fn the_kingdom_is_inside_in_one_unbroken_time() {
    let law = law();
    let gb = destination(&law, "GB");
    let on = |day: Day| match law.status("eu", gb, day) {
        PlaceStatus::Territory { basis, from, until } => (basis, from, until),
        other => panic!("{other:?}"),
    };
    for (day, word) in [(date(2019, 1, 1), "member"), (date(2020, 6, 1), "transition"), (date(2021, 6, 27), "bridge")] {
        let (basis, from, until) = on(day);
        assert!(basis.contains(word), "{basis}");
        assert_eq!((from, until), (date(1995, 10, 24), Some(date(2021, 6, 28))));
    }
}

#[test]
fn a_wrong_text_is_a_problem_at_its_line() {
    let path = "data/decisions.toml";
    let check = |from: &str, to: &str, line: u32, message: &str| {
        let mut sources = Sources::embedded();
        let text = sources.text(path).unwrap().replacen(from, to, 1);
        sources.replace(path, text);
        let mut files = Files::default();
        let problems = Law::from_sources(&sources, &mut files).unwrap_err();
        let first = &problems[0];
        let span = first.span.unwrap();
        assert!(first.message.contains(message), "{problems:?}");
        assert_eq!((files.path(span.file), files.position(span).line), (path, line), "{problems:?}");
    };
    let line_of = |what: &str| {
        let text = Sources::embedded().text(path).unwrap().to_string();
        u32::try_from(text.lines().position(|it| it.contains(what)).unwrap() + 1).unwrap()
    };
    check("country = \"CH\"", "country = \"ZZ\"", line_of("country = \"CH\""), "`ZZ` is no country");
    check("from = 2000-08-25", "from = 2000-02-30", line_of("from = 2000-08-25"), "");
    check("status = \"adequate\"", "status = \"fine\"", line_of("status = \"adequate\""), "fine");
    check("listed = \"us-dpf\"", "listed = \"us-dfp\"", line_of("listed = \"us-dpf\""), "`us-dfp` is no list");
    check("celex = \"32000D0518\"", "celx = \"32000D0518\"", line_of("celex = \"32000D0518\""), "celx");
}
