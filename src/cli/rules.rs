//! What the settings say of rules: levels with their reasons, thresholds and costs. Never judges by them.

use crate::{
    law::{Chosen, Costs, HIGHEST_COST, Law, Levels, Rule, Shown, Thresholds},
    text::{Files, Problem, Problems, clean, closest},
};

use super::{
    config::{self, Layer},
    settings::{Setting, place},
};

/// Levels that somebody chose: a flag wins over the variable, that over the nearest file.
pub(super) fn levels(
    flags: &[String],
    variable: Option<(&str, &str)>,
    layers: &[Layer],
    files: &Files,
    problems: &mut Problems,
) -> Levels {
    let mut levels = Levels::new();
    let mut flagged = Levels::new();
    let said = flags.iter().map(|it| ("--rule", it.as_str()));
    let set = variable.into_iter().flat_map(|(name, words)| words.split(',').map(move |it| (name, it.trim())));
    for (from, word) in said.chain(set) {
        match choice(word) {
            Ok((rule, shown)) => {
                let chosen = Chosen { shown, reason: None, from: from.to_owned() };
                let before = if from == "--rule" { flagged.insert(rule, chosen.clone()) } else { None };
                if before.is_some_and(|it| it.shown != shown) {
                    problems.push(Problem::nowhere(format!("`--rule` gives `{rule}` two levels")));
                }
                levels.entry(rule).or_insert(chosen);
            }
            Err((message, help)) => problems.push(Problem::nowhere(format!("`{from}`: {message}")).help(help)),
        }
    }
    for setting in layers.iter().flat_map(|it| &it.rules) {
        let rule = Rule::from_name(&setting.name);
        if rule.is_none() {
            let message = format!("there is no rule `{}`", clean(&setting.name));
            problems.push(config::unknown(&setting.name, setting.at, &message, &names()).label("unknown rule"));
        }
        let level = setting.level.as_ref();
        let shown = level.and_then(|it| Shown::of_word(&it.value));
        if let (None, Some(level)) = (shown, level) {
            let message = format!("`{}` is no level of a rule", clean(&level.value));
            problems.push(Problem::at(level.span, message).help(help_of(&level.value, &Shown::WORDS)));
        }
        if let (Some(rule), Some(level), Some(shown), Some(reason)) = (rule, level, shown, &setting.reason) {
            let from = place(files, level.span);
            levels.entry(rule).or_insert(Chosen { shown, reason: Some(reason.value.clone()), from });
        }
    }
    levels
}

/// `RULE=LEVEL`; the error is a message and a help.
fn choice(word: &str) -> Result<(Rule, Shown), (String, String)> {
    let Some((name, level)) = word.split_once('=') else {
        let help = format!("write `RULE=LEVEL`, with a level of {}", Shown::WORDS.join(", "));
        return Err((format!("`{}` gives no level", clean(word)), help));
    };
    let (name, level) = (name.trim(), level.trim());
    let rule = Rule::from_name(name);
    let rule = rule.ok_or_else(|| (format!("there is no rule `{}`", clean(name)), help_of(name, &names())))?;
    let shown = Shown::of_word(level);
    let shown =
        shown.ok_or_else(|| (format!("`{}` is no level of a rule", clean(level)), help_of(level, &Shown::WORDS)))?;
    Ok((rule, shown))
}

fn names() -> Vec<&'static str> {
    Rule::ALL.iter().map(|it| it.name()).collect()
}

fn help_of(word: &str, all: &[&str]) -> String {
    match closest(word, all.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if all.len() < 10 => format!("one of {}", all.join(", ")),
        None => "the name of a rule stands in brackets in each finding; `transborder explain` lists all".to_owned(),
    }
}

/// Thresholds that somebody set, the nearest file first.
pub(super) fn thresholds(layers: &[Layer], files: &Files, problems: &mut Problems) -> Vec<(String, Setting<u32>)> {
    let mut all: Vec<(String, Setting<u32>)> = Vec::new();
    for (name, at, days) in layers.iter().flat_map(|it| &it.thresholds) {
        if !Thresholds::KEYS.contains(&name.as_str()) {
            let message = format!("`thresholds` has no key `{}`", clean(name));
            problems.push(config::unknown(name, *at, &message, Thresholds::KEYS));
        } else if !all.iter().any(|(it, _)| it == name) {
            all.push((name.clone(), Setting { value: days.value, from: place(files, days.span) }));
        }
    }
    all
}

/// Puts what somebody set in the place of ours.
pub(super) fn put(law: &mut Law, thresholds: &[(String, Setting<u32>)]) {
    for (name, setting) in thresholds {
        if let Some(slot) = law.thresholds.slot(name) {
            *slot = setting.value;
        }
    }
}

/// Costs of actions that somebody set, the nearest file first.
pub(super) fn costs(
    layers: &[Layer],
    files: &Files,
    problems: &mut Problems,
) -> Vec<(&'static str, Setting<Option<u32>>)> {
    let mut all: Vec<(&'static str, Setting<Option<u32>>)> = Vec::new();
    for (name, at, word) in layers.iter().flat_map(|it| &it.costs) {
        let Some(key) = Costs::KEYS.iter().find(|it| *it == name) else {
            let message = format!("`costs` has no key `{}`", clean(name));
            problems.push(config::unknown(name, *at, &message, Costs::KEYS));
            continue;
        };
        let Some(cost) = Costs::read(&word.value) else {
            let message = format!("`{}` is no cost of an action", clean(&word.value));
            let help = format!("write a whole number of days from 1 to {HIGHEST_COST}, or `inf` for never");
            problems.push(Problem::at(word.span, message).label("no cost").help(help));
            continue;
        };
        if !all.iter().any(|(it, _)| it == key) {
            all.push((key, Setting { value: cost, from: place(files, word.span) }));
        }
    }
    all
}

/// Puts costs that somebody set in the place of ours.
pub(super) fn put_costs(law: &mut Law, costs: &[(&'static str, Setting<Option<u32>>)]) {
    for (name, setting) in costs {
        if let Some(slot) = law.costs.slot(name) {
            *slot = setting.value;
        }
    }
}
