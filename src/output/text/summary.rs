//! The last lines: how much was checked, under which law, and whether it passed. Never silent.

use crate::law::Level;

use super::super::{
    Frame, Look, law, names,
    tally::{Share, Tally},
};

/// The summary, each line with a newline.
pub(crate) fn lines(frame: &Frame<'_>, look: &Look, tally: &Tally) -> String {
    let dot = if look.unicode { " · " } else { " - " };
    let n_open = tally.shares.iter().map(|it| it.n_undecided + it.n_unprotected).sum::<usize>();
    let is_clean = !tally.failed && tally.n_errors + tally.n_warnings + n_open == 0;
    let mut lines = if is_clean {
        let mut parts = Vec::from(if tally.n_notes == 0 { [none(frame).to_owned()] } else { [notes(tally, look)] });
        parts.extend([extent(frame, tally), as_of(frame)]);
        if tally.n_waived > 0 {
            parts.push(format!("{} waived ({})", tally.n_waived, tally.until()));
        }
        vec![parts.join(dot)]
    } else {
        let mut lines = counts(frame, tally);
        lines.push(format!("{}{dot}{}", as_of(frame), gate(frame, look, tally)));
        lines
    };
    if frame.assessment.n_idle > 0 {
        let idle = names::count(frame.assessment.n_idle, "flow is", "flows are");
        lines.insert(1, format!("{idle} not live on that day"));
    }
    lines.extend(law::notes_of(frame.assessment, look.verbose));
    lines.iter().flat_map(|it| [it.as_str(), "\n"]).collect()
}

/// What a register says of itself: how much there is, how much of it is shown, and under which law.
pub(crate) fn of_register(frame: &Frame<'_>, tally: &Tally, n_rows: usize, is_narrow: bool) -> Vec<String> {
    let assessment = frame.assessment;
    let mut lines = counts(frame, tally);
    if is_narrow {
        lines.push(format!("{} chosen", names::count(n_rows, "row", "rows")));
    }
    let n_other = assessment.transfers.len() - tally.n_rows;
    if n_other > 0 && !is_narrow && n_rows == tally.n_rows {
        let rows = names::count(n_other, "row", "rows");
        lines.push(format!("{rows} by which nothing leaves (--all shows them)"));
    }
    if assessment.n_idle > 0 {
        let idle = names::count(assessment.n_idle, "flow is", "flows are");
        lines.push(format!("{idle} not live on that day"));
    }
    let regimes = assessment.regimes.iter().map(|it| assessment.law.regime_at(*it).id.as_str()).collect::<Vec<_>>();
    lines.push(format!("{}, regime {}", as_of(frame), regimes.join(", ")));
    lines.extend(law::notes_of(assessment, false));
    lines
}

/// How many transfers there are, with their verdicts; under several regimes, a line for each.
pub(crate) fn counts(frame: &Frame<'_>, tally: &Tally) -> Vec<String> {
    match tally.shares.as_slice() {
        [only] => vec![format!("{}: {}", extent(frame, tally), verdicts(only, tally))],
        shares => {
            let under = |it: &Share| {
                let to = extent_of(it.n_transfers, it.n_countries);
                format!("  under {}: {to}: {}", it.regime, verdicts(it, tally))
            };
            std::iter::once(extent(frame, tally)).chain(shares.iter().map(under)).collect()
        }
    }
}

/// `41 transfers to 9 countries in 3 files`; under several regimes, which.
fn extent(frame: &Frame<'_>, tally: &Tally) -> String {
    let files = names::count(frame.n_files, "file", "files");
    let under = match tally.shares.as_slice() {
        [] | [_] => String::new(),
        shares => format!(" under {}", shares.iter().map(|it| it.regime.as_str()).collect::<Vec<_>>().join(", ")),
    };
    format!("{} in {files}{under}", extent_of(tally.n_transfers, tally.n_countries))
}

/// `41 transfers to 9 countries`
fn extent_of(n_transfers: usize, n_countries: usize) -> String {
    let transfers = match n_transfers {
        0 => "no transfers".to_owned(),
        n => names::count(n, "transfer", "transfers"),
    };
    match n_countries {
        0 => transfers,
        n => format!("{transfers} to {}", names::count(n, "country", "countries")),
    }
}

fn verdicts(share: &Share, tally: &Tally) -> String {
    let until = format!(" and waived {}", tally.until());
    let all = [
        (share.n_covered, "covered", ""),
        (share.n_derogations, "under a derogation", ""),
        (share.n_undecided, "undecided", ""),
        (share.n_undecided_waived, "undecided", until.as_str()),
        (share.n_unprotected, "unprotected", ""),
        (share.n_unprotected_waived, "unprotected", until.as_str()),
    ];
    // That nothing is covered is worth saying; the rest only where there is some.
    let said = all.iter().enumerate().filter(|(at, (n, ..))| *at == 0 || *n > 0);
    said.map(|(_, (n, word, mark))| format!("{n} {word}{mark}")).collect::<Vec<_>>().join(", ")
}

fn as_of(frame: &Frame<'_>) -> String {
    law::as_of(frame.assessment.law, frame.assessment.day)
}

fn gate(frame: &Frame<'_>, look: &Look, tally: &Tally) -> String {
    let gate = names_gate(frame.gate);
    let counts = [
        (Level::Error, names::count(tally.n_errors, "error", "errors"), tally.n_errors),
        (Level::Warning, names::count(tally.n_warnings, "warning", "warnings"), tally.n_warnings),
        (Level::Note, notes(tally, look), tally.n_notes),
    ];
    let said = |mark: Option<Level>| {
        let some = counts.iter().filter(|(.., n)| *n > 0);
        let words = some.map(
            |(level, words, _)| {
                if Some(*level) == mark { format!("{words} (gate: {gate})") } else { words.clone() }
            },
        );
        words.collect::<Vec<_>>().join(", ")
    };
    if tally.failed {
        // The mark stands at the last level that counts, or the nearest above it that has findings.
        let reached = counts.iter().filter(|(level, _, n)| *n > 0 && frame.gate.is_some_and(|gate| *level <= gate));
        return format!("failed: {}", said(reached.map(|(level, ..)| *level).next_back()));
    }
    match said(None) {
        said if said.is_empty() => format!("passed (gate: {gate})"),
        said => format!("passed (gate: {gate}): {said}"),
    }
}

fn notes(tally: &Tally, look: &Look) -> String {
    let notes = names::count(tally.n_notes, "note", "notes");
    if look.verbose { notes } else { format!("{notes} (-v shows them)") }
}

/// The word of a gate.
pub(crate) fn names_gate(gate: Option<Level>) -> &'static str {
    gate.map_or("never", Level::word)
}

/// What was turned off is none the less there.
fn none(frame: &Frame<'_>) -> &'static str {
    if frame.assessment.turned_off.is_empty() { "no findings" } else { "no other findings" }
}
