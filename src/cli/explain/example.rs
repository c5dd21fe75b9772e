//! Runs the example of a rule through the program itself. Shows nothing.

use std::{collections::BTreeSet, path::PathBuf};

use crate::{
    assess::{Finding, Ground, Profile, Question, Subject, assess},
    law::{Day, Example, Law, Level, Rule},
    output::Frame,
    source::{Request, read},
};

use super::profile_of;

/// The examples of a rule that are shown.
#[derive(Default)]
pub(super) struct Judged<'j> {
    /// One that fires, with what was found.
    pub(super) fires: Option<(&'j Example, &'j Frame<'j>)>,
    /// The one most like it that does not.
    pub(super) mended: Option<&'j Example>,
}

/// The name that an example is read under.
const NAME: &str = "example.toml";

/// Lines that have to change before one example is as far from another as one that differs by its day alone: what was
/// mended shows more than another day does.
const ANOTHER_DAY: usize = 10;

/// Judges the first example of a rule that fires, and hands it over with the one most like it that does not.
pub(super) fn judged(law: &Law, rule: Rule, show: &mut dyn FnMut(Judged<'_>)) {
    let examples = &law.rule(rule).examples;
    let Some(example) = examples.iter().find(|it| it.fires) else {
        return show(Judged { fires: None, mended: examples.first() });
    };
    let mended = examples.iter().filter(|it| !it.fires).min_by_key(|it| distance(example, it));
    let mut is_shown = false;
    run(law, &example.inventory, example.as_of, profile_of(example), &mut |frame| {
        is_shown = true;
        show(Judged { fires: Some((example, frame)), mended });
    });
    if !is_shown {
        show(Judged { fires: None, mended });
    }
}

/// How many lines of either are not in the other.
fn distance(one: &Example, other: &Example) -> usize {
    let lines = |it: &Example| it.inventory.lines().map(str::to_owned).collect::<BTreeSet<_>>();
    match lines(one).symmetric_difference(&lines(other)).count() {
        0 => ANOTHER_DAY,
        n => n,
    }
}

/// Whether an example of a rule that fires is about a kind of mechanism.
pub(super) fn is_about(law: &Law, rule: Rule, kind: &str) -> bool {
    let word = format!("\"{kind}\"");
    let examples = law.rule(rule).examples.iter().filter(|it| it.fires && it.inventory.contains(&word));
    let mut found = false;
    for example in examples {
        run(law, &example.inventory, example.as_of, profile_of(example), &mut |frame| {
            let own = frame.assessment.findings.iter().filter(|it| it.rule == rule);
            found |= own.into_iter().any(|it| is_kind(law, frame, it, kind));
        });
        if found {
            break;
        }
    }
    found
}

fn is_kind(law: &Law, frame: &Frame<'_>, finding: &Finding, kind: &str) -> bool {
    let of =
        |id| frame.assessment.inventory.mechanism(id).table.kind.as_ref().is_some_and(|it| it.value.word() == kind);
    match (finding.ground, finding.subject) {
        (Some(Ground::Mechanism(id)), _) | (None, Subject::Mechanism(id)) => of(id),
        (Some(Ground::Kind(own)), _) => own.word() == kind,
        (Some(Ground::Decision(id)), _) => {
            law.regimes.iter().any(|regime| law.decisions_named(&regime.id, kind).contains(&id))
        }
        _ => false,
    }
}

/// Judges a text as an inventory, as if it came through standard input; nothing happens where it cannot be.
pub(super) fn run(law: &Law, text: &str, day: Day, profile: Profile, show: &mut dyn FnMut(&Frame<'_>)) {
    let request = Request {
        // Nothing lies in this folder, whoever asks: the answer is the same everywhere.
        cwd: PathBuf::from("/dev/null"),
        paths: vec!["-".to_owned()],
        stdin: Some((NAME.to_owned(), text.as_bytes().to_vec())),
    };
    let Ok(reading) = read(&request, law) else {
        return;
    };
    let Ok(assessment) = assess(&reading.inventory, law, Question { day, profile, regimes: &[] }) else {
        return;
    };
    show(&Frame {
        assessment: &assessment,
        files: &reading.files,
        gate: Some(Level::Error),
        n_files: 1,
        passed_over: &[],
        next: None,
    });
}
