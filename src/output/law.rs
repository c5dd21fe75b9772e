//! What every output says of the law that it was made under: its day and its age, what is not ours in it, rules that were
//! set. Judges nothing by them.

use serde::Serialize;

use crate::{
    assess::Assessment,
    law::{Change, Day, Law},
    text::clean,
};

use super::names;

/// The law of a run as JSON shows it.
#[derive(Serialize)]
pub(crate) struct LawInfo<'l> {
    note: Option<String>,
    changes: Vec<ChangeInfo<'l>>,
}

#[derive(Serialize)]
struct ChangeInfo<'l> {
    file: &'l str,
    record: &'l str,
    replaces: bool,
}

impl<'l> LawInfo<'l> {
    pub(crate) fn of(law: &'l Law, day: Day) -> Self {
        let changes = law.changes().iter();
        let changes = changes.map(|it| ChangeInfo { file: &it.file, record: &it.record, replaces: it.replaces });
        Self { note: law.age_note(day), changes: changes.collect() }
    }
}

/// A level that somebody chose as JSON shows it.
#[derive(Serialize)]
pub(super) struct LevelInfo<'l> {
    rule: &'static str,
    level: &'static str,
    reason: Option<&'l str>,
    from: &'l str,
    findings: usize,
}

/// Every level that somebody chose, by rule.
pub(super) fn levels<'a>(assessment: &'a Assessment<'_>) -> Vec<LevelInfo<'a>> {
    let levels = assessment.law.levels.iter().map(|(rule, chosen)| LevelInfo {
        rule: rule.name(),
        level: chosen.shown.word(),
        reason: chosen.reason.as_deref(),
        from: &chosen.from,
        findings: assessment.n_set.get(rule).copied().unwrap_or(0),
    });
    levels.collect()
}

/// `law as of 2026-11-23, reviewed 2026-11-20`
pub(super) fn as_of(law: &Law, day: Day) -> String {
    format!("law as of {day}, reviewed {}", law.reviewed)
}

/// What is to be said of the law: what is not ours in it, and that newer law may be missing.
pub(crate) fn notes(law: &Law, day: Day, verbose: bool) -> Vec<String> {
    let mut lines = changed(law, verbose);
    lines.extend(law.age_note(day));
    lines
}

/// What is to be said of the law of an assessment, and of the rules that were set in it.
pub(super) fn notes_of(assessment: &Assessment<'_>, verbose: bool) -> Vec<String> {
    let mut lines = set(assessment, verbose);
    lines.extend(notes(assessment.law, assessment.day, verbose));
    lines
}

/// `not our law: 1 record replaced, 2 added by law/data/decisions.toml`, and each record where all is to be said.
fn changed(law: &Law, verbose: bool) -> Vec<String> {
    let changes = law.changes();
    if changes.is_empty() {
        return Vec::new();
    }
    let n_replaced = changes.iter().filter(|it| it.replaces).count();
    let parts = [(n_replaced, "replaced"), (changes.len() - n_replaced, "added")];
    let mut parts = parts.into_iter().filter(|(n, _)| *n > 0);
    let first = parts.next().map(|(n, what)| format!("{} {what}", names::count(n, "record", "records")));
    let parts = first.into_iter().chain(parts.map(|(n, what)| format!("{n} {what}"))).collect::<Vec<_>>();
    let mut files = changes.iter().map(|it| clean(&it.file).into_owned()).collect::<Vec<_>>();
    files.dedup();
    let n_more = files.len().saturating_sub(SHOWN);
    files.truncate(SHOWN);
    let more = if n_more > 0 { format!(" and {n_more} more") } else { String::new() };
    let mut lines = vec![format!("changed law: {} by {}{more}", parts.join(", "), files.join(", "))];
    let line = |it: &Change| {
        let how = if it.replaces { "replaced" } else { "added" };
        clean(&format!("changed law: {}: {} ({how})", it.file, it.record)).into_owned()
    };
    lines.extend(changes.iter().filter(|_| verbose).map(line));
    lines
}

/// Files that are named in one line.
const SHOWN: usize = 3;

/// What was turned off and what is shown at another level, each with its reason; only what concerned a finding, unless all
/// is to be said.
pub(super) fn set(assessment: &Assessment<'_>, verbose: bool) -> Vec<String> {
    let levels = assessment.law.levels.iter().map(|(rule, chosen)| {
        let n = assessment.n_set.get(rule).copied().unwrap_or(0);
        (rule, chosen, n)
    });
    let line = |(rule, chosen, n): (&crate::law::Rule, &crate::law::Chosen, usize)| {
        let what = match chosen.shown {
            crate::law::Shown::Off => "turned off".to_owned(),
            crate::law::Shown::At(level) => format!("shown as {}", level.word()),
        };
        let reason = chosen.reason.as_deref().unwrap_or("no reason given");
        let findings = names::count(n, "finding", "findings");
        clean(&format!("{what}: {rule}, {findings} ({reason}; {})", chosen.from)).into_owned()
    };
    levels.filter(|(.., n)| *n > 0 || verbose).map(line).collect()
}
