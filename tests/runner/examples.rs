//! The examples of every rule: it fires where its file says so and nowhere else, and no example brings anything down.

use std::fmt::Write as _;

use transborder::{
    assess::{Bare, Finding, Ground, Profile, Question, Selection, Standing, Subject, Verdict, assess},
    law::{Example, Law, Level, Rule},
    output::{
        Cut, Format, Frame, Look,
        explain::{self, Manner},
        render, render_picture, render_register,
    },
};

use super::judged::{frame, read};

#[test]
fn examples() {
    let law = Law::embedded().unwrap();
    let mut failures = String::new();
    for rule in Rule::ALL {
        for example in &rule.data().examples {
            if let Err(why) = judge(&law, *rule, example) {
                writeln!(failures, "\n== {} `{}`: {why}", rule.path(), example.title).unwrap();
            }
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

fn judge(law: &Law, rule: Rule, example: &Example) -> Result<(), String> {
    let reading = read("example.toml", &example.inventory, law).map_err(|it| {
        let all = it.problems.iter().map(|it| match it.span {
            Some(span) => format!("\n  line {}: {} ({})", it_line(&example.inventory, span.start), it.message, it.help),
            None => format!("\n  {} ({})", it.message, it.help),
        });
        format!("cannot be read{}", all.collect::<String>())
    })?;
    let profile = profile(example);
    let assessment = match assess(&reading.inventory, law, Question { day: example.as_of, profile, regimes: &[] }) {
        Ok(assessment) => assessment,
        Err(why) if example.fires => return Err(format!("nothing to check: {why:?}")),
        Err(_) => return Ok(()),
    };
    let frame = frame(&assessment, &reading);
    for format in Format::ALL {
        let mut text = Vec::new();
        let look = Look { verbose: true, max: usize::MAX, ..Look::default() };
        let whole = Selection { with_all: true, ..Selection::default() };
        if Format::OF_CHECK.contains(format) {
            assert!(render(*format, &frame, &look, &mut text).is_ok(), "{} of `{}`", format.name(), example.title);
            assert!(!text.is_empty(), "{} says nothing of `{}`", format.name(), example.title);
        }
        if Format::OF_REGISTER.contains(format) {
            let mut text = Vec::new();
            let done = render_register(*format, &frame, &whole, &look, &mut text);
            assert!(done.is_ok() && !text.is_empty(), "{} of `{}`", format.name(), example.title);
            // Every row once: what a cell holds never starts a line.
            let n_lines = text.split(|it| *it == b'\n').count();
            assert!(*format != Format::Csv || n_lines == assessment.transfers.len() + 2, "rows of `{}`", example.title);
        }
        if Format::OF_GRAPH.contains(format) {
            let mut text = Vec::new();
            let done = render_picture(*format, &frame, &Cut::default(), &mut text);
            assert!(done.is_ok() && !text.is_empty(), "{} of `{}`", format.name(), example.title);
        }
    }
    explained(&frame)?;
    let own = assessment.findings.iter().filter(|it| it.rule == rule).collect::<Vec<_>>();
    let level = example.level.unwrap_or(if profile == Profile::Strict { rule.strict_level() } else { rule.level() });
    let is_right = match (example.fires, example.level) {
        (true, _) => own.iter().any(|it| weighs(it, level)),
        (false, Some(level)) => !own.iter().any(|it| weighs(it, level)),
        (false, None) => own.is_empty(),
    };
    if is_right {
        return Ok(());
    }
    let wanted = if example.fires { format!("must fire at {}", level.word()) } else { "must not fire".to_owned() };
    let all = assessment.findings.iter().map(|it| format!("\n  {} {}{}", it.level.word(), it.rule.name(), mark(it)));
    let rows = assessment.rows().map(|(id, it)| format!("\n  row {} {}", assessment.flow_name(id), it.verdict.word()));
    Err(format!("{wanted}{}{}", all.collect::<String>(), rows.collect::<String>()))
}

/// Every finding can be explained, and what is told of its grounds is what decided.
fn explained(frame: &Frame<'_>) -> Result<(), String> {
    let assessment = frame.assessment;
    for finding in &assessment.findings {
        let print = assessment.fingerprint(finding);
        let text = explain::finding(frame, finding, Manner::Text, &Look::default());
        let json = explain::finding(frame, finding, Manner::Json, &Look::default());
        if !text.contains(finding.rule.name()) || !json.contains(&print) {
            return Err(format!("the explanation of {print} does not name it"));
        }
        let account = assessment.account(finding);
        if account.facts.is_empty() && finding.subject != Subject::Inventory {
            return Err(format!("no fact is named for {}", finding.rule));
        }
        let Subject::Transfer(id) = finding.subject else {
            continue;
        };
        let has = |ground: Ground, word: &str| {
            account.tried.iter().any(|it| it.ground == ground && it.standing.word() == word)
        };
        let record = assessment.record(id, None);
        let none_stands = || record.fallback.iter().all(|(_, it)| *it != Standing::Stands);
        let is_told = match &assessment.transfer(id).verdict {
            Verdict::Unprotected(Bare::Dead(list)) => {
                none_stands() && list.iter().all(|(ground, _)| has(*ground, "dead"))
            }
            Verdict::Unprotected(_) => none_stands() && account.tried.iter().all(|it| it.standing != Standing::Open),
            Verdict::Undecided(_) => finding.missing.is_empty() || finding.ground.is_none_or(|it| has(it, "open")),
            other => other.rests_on().is_none_or(|it| has(it, "stands")),
        };
        if !is_told {
            return Err(format!("{}: what is told of its grounds is not what decided:\n{text}", finding.rule));
        }
        if account.ways.paths.iter().any(|it| it.edges.len() + 1 != it.nodes.len()) {
            return Err(format!("{}: the edges of a way are not between its nodes:\n{text}", finding.rule));
        }
    }
    Ok(())
}

fn profile(example: &Example) -> Profile {
    let word = example.profile.as_deref().unwrap_or(Profile::Default.word());
    Profile::of_word(word).unwrap_or_else(|| panic!("there is no profile `{word}`"))
}

fn weighs(finding: &Finding, level: Level) -> bool {
    match level {
        Level::Undecided => finding.undecided,
        level => finding.level == level && !finding.undecided,
    }
}

fn mark(finding: &Finding) -> &'static str {
    if finding.undecided { " (undecided)" } else { "" }
}

fn it_line(text: &str, byte: u32) -> usize {
    text.get(..byte as usize).map_or(1, |it| it.lines().count().max(1))
}
