//! The catalogue: table and files agree, every file is used, every text is there, examples fire and do not.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::{collections::BTreeSet, path::Path};

use jiff::civil::date;
use transborder::law::{BLANKS, Family, Law, Rule, Strict, filled};

const ORDER: &str = "id level strict kills waivable title summary explanation why check fix false-positives law \
    law-directive law-institutions since";

#[test]
fn table_and_files_agree() {
    for rule in Rule::ALL {
        let text = rule.read().unwrap_or_else(|it| panic!("{}: {it:?}", rule.path()));
        assert_eq!(text.id, rule.name(), "{}", rule.path());
        assert_eq!(text.level, rule.level(), "{}", rule.path());
        assert_eq!(text.kills, rule.kills(), "{}", rule.path());
        let strict = match text.strict {
            Strict::Same => text.level,
            Strict::Level(level) => level,
            Strict::NotAsked => panic!("{}: the table has no such level", rule.path()),
        };
        assert_eq!(strict, rule.strict_level(), "{}", rule.path());
        assert_eq!(Rule::from_name(rule.name()), Some(*rule));
        assert_eq!(rule.data(), &text);
        if let Some(since) = text.since {
            assert!(rule.begun(since) && !rule.begun(since.yesterday().unwrap()), "{}: since", rule.path());
        } else {
            assert!(rule.begun(date(1995, 10, 24)), "{}: since", rule.path());
        }
    }
}

#[test]
fn every_text_is_there() {
    for rule in Rule::ALL {
        let text = rule.data();
        for (field, words) in [
            ("title", &text.title),
            ("summary", &text.summary),
            ("explanation", &text.explanation),
            ("why", &text.why),
            ("check", &text.check),
            ("fix", &text.fix),
            ("false-positives", &text.false_positives),
        ] {
            assert!(words.len() > 3, "{}: `{field}` is empty", rule.path());
            let mut known = true;
            let general = filled(words, &mut |word, text| {
                known &= BLANKS.contains(&word) && matches!(field, "check" | "fix");
                Some(text.to_owned())
            });
            assert!(known && !general.contains('<'), "{}: `{field}` has a blank that nothing fills", rule.path());
            assert!(!words.contains("TODO") && !words.contains("…"), "{}: `{field}`", rule.path());
        }
        assert!(text.title.len() <= 80 && !text.title.ends_with('.'), "{}: title", rule.path());
        assert!(text.examples.iter().any(|it| it.fires), "{}: no example fires", rule.path());
        assert!(text.examples.iter().any(|it| !it.fires), "{}: every example fires", rule.path());
    }
}

#[test]
fn keys_stand_in_their_order() {
    let order = ORDER.split_whitespace().collect::<Vec<_>>();
    for rule in Rule::ALL {
        let head = rule.text().split("[[examples]]").next().unwrap();
        let keys = head.lines().filter_map(|it| it.split_once(" = ").map(|(key, _)| key));
        let keys = keys.filter(|it| it.chars().all(|it| it.is_ascii_lowercase() || it == '-'));
        let at = keys.map(|key| order.iter().position(|it| *it == key)).collect::<Vec<_>>();
        assert!(at.iter().all(Option::is_some) && at.is_sorted(), "{}: order of keys", rule.path());
    }
}

#[test]
fn every_file_is_used() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let known = Rule::ALL.iter().map(|it| it.path().to_owned()).collect::<BTreeSet<_>>();
    for family in Family::ALL {
        for entry in std::fs::read_dir(root.join("rules").join(family.name())).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let path = format!("rules/{}/{name}", family.name());
            assert!(known.contains(&path), "{path} has no line in the catalogue");
        }
    }
}

#[test]
fn every_citation_has_a_day() {
    let law = Law::embedded().unwrap();
    let of_rules = Rule::ALL.iter().map(|it| it.data());
    let of_rules = of_rules.flat_map(|it| [&it.law, &it.law_directive, &it.law_institutions]).flatten();
    let editions = law.regimes.iter().flat_map(|it| &it.editions).flat_map(|it| &it.cited_as);
    for citation in of_rules.chain(editions) {
        assert!(law.day_of_text(citation).is_some(), "{citation}");
    }
    for regime in &law.regimes {
        let day = law.reviewed;
        for rule in Rule::ALL {
            for citation in regime.cited(&rule.data().law, day) {
                assert!(law.day_of_text(&citation).is_some_and(|it| it <= day), "{citation}");
            }
        }
        for provision in &regime.safeguard_provisions {
            assert!(law.day_of_text(&format!("{provision} ")).is_some(), "{provision}");
        }
    }
}
