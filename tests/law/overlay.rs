//! Law that is laid over ours: laid over itself it changes nothing, and whatever is laid over it never breaks the reader.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use transborder::{
    law::{Law, Rule, Sources},
    text::Files,
};

fn ours() -> Vec<(String, String)> {
    let sources = Sources::embedded();
    let mut all = sources.paths().map(|it| (it.to_owned(), sources.text(it).unwrap().to_string())).collect::<Vec<_>>();
    all.extend(Rule::ALL.iter().map(|it| (it.path().to_owned(), it.text().to_owned())));
    all
}

#[test]
fn our_law_over_itself_is_our_law() {
    let (mut sources, mut files, mut problems) = (Sources::embedded(), Files::default(), Vec::new());
    for (path, text) in ours() {
        sources.lay(&path, &format!("top/{path}"), &text, &mut files, &mut problems);
    }
    assert!(problems.is_empty(), "{problems:?}");
    let (law, plain) = (Law::from_sources(&sources, &mut files).unwrap(), Law::embedded().unwrap());
    // Every record replaces its own: what is added had no identity that finds it again.
    let added = law.changes().iter().filter(|it| !it.replaces).collect::<Vec<_>>();
    assert!(added.is_empty(), "{added:?}");
    assert_eq!(law.decisions().count(), plain.decisions().count());
    for (_, decision) in plain.decisions() {
        let found = law.decisions().find(|(_, it)| it.id == decision.id).unwrap().1;
        assert_eq!(found, decision);
    }
    assert_eq!((law.reviewed, &law.thresholds), (plain.reviewed, &plain.thresholds));
    assert_eq!(law.regimes.len(), plain.regimes.len());
    for (one, other) in law.regimes.iter().zip(&plain.regimes) {
        let sorted = |regime: &transborder::law::Regime| {
            let mut all = regime.territory.iter().map(|it| format!("{it:?}")).collect::<Vec<_>>();
            all.sort();
            all
        };
        assert_eq!((&one.id, sorted(one)), (&other.id, sorted(other)));
        assert_eq!((&one.editions, &one.mechanisms, &one.laws), (&other.editions, &other.mechanisms, &other.laws));
    }
    assert_eq!(law.events(), plain.events());
    assert_eq!(law.precedents(), plain.precedents());
    assert_eq!(law.authorities().len(), plain.authorities().len());
    assert_eq!(law.places.all_regions().count(), plain.places.all_regions().count());
    assert!(law.places.countries().eq(plain.places.countries()));
    for rule in Rule::ALL {
        assert_eq!(law.rule(*rule), rule.data());
    }
}

/// Cut off anywhere, with anything in the way: problems, and never a panic; what is read is read whole.
#[test]
fn broken_texts_are_problems() {
    let is_one = |path: &str| !path.starts_with("rules/") || path.contains("regimes") || path.contains("stale");
    for (path, text) in ours().into_iter().filter(|(path, _)| is_one(path)) {
        let step = (text.len() / 3).max(1);
        for at in (1..text.len()).step_by(step).filter(|it| text.is_char_boundary(*it)) {
            let (start, end) = text.split_at(at);
            for broken in
                [start.to_owned(), format!("{start}\u{1b}[31m = ]{end}"), format!("{start}\n[[x.y]]\nz = 1\n{end}")]
            {
                let (mut sources, mut files, mut problems) = (Sources::embedded(), Files::default(), Vec::new());
                sources.lay(&path, "top.toml", &broken, &mut files, &mut problems);
                let read = Law::from_sources(&sources, &mut files);
                let all = problems.iter().chain(read.as_ref().err().into_iter().flatten());
                for span in all.filter_map(|it| it.span) {
                    assert!(
                        files.get(span.file).is_some_and(|it| span.end as usize <= it.text.len()),
                        "{path} at {at}"
                    );
                }
            }
        }
    }
}
