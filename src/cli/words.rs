//! What the words of settings mean, whether they stand in a flag, a variable or a file. Never knows where a word came from.

use crate::{
    assess::Profile,
    law::{Day, Law, Level},
    output::Format,
    text::{Problem, clean, closest},
};

/// Words of `--fail-on`.
pub(super) const GATES: [&str; 4] = ["error", "warning", "note", "never"];
/// Words of `--color`.
pub(super) const COLORS: [&str; 3] = ["auto", "always", "never"];

/// Why a word has no meaning, and what to write.
pub(super) struct Wrong {
    pub(super) message: String,
    pub(super) help: String,
}

fn wrong(message: impl Into<String>, help: impl Into<String>) -> Wrong {
    Wrong { message: message.into(), help: help.into() }
}

/// A day that an option of another name gives.
pub(super) fn day_of(option: &str, word: &str, law: &Law) -> Result<Day, Problem> {
    day(word, law).map_err(|it| Problem::nowhere(format!("`{option}`: {}", it.message)).help(it.help))
}

/// A day that exists and that the law knows.
pub(super) fn day(word: &str, law: &Law) -> Result<Day, Wrong> {
    const HELP: &str = "write a day as `2026-11-23`";
    let parts = word.split('-').collect::<Vec<_>>();
    let [year, month, day] = parts.as_slice() else {
        return Err(wrong(format!("`{}` is no day", clean(word)), HELP));
    };
    let is_number = |part: &str, length: usize| part.len() == length && part.bytes().all(|it| it.is_ascii_digit());
    let numbers = (year.parse::<i16>(), month.parse::<i8>(), day.parse::<i8>());
    let (Ok(y), Ok(m), Ok(d)) = numbers else {
        return Err(wrong(format!("`{}` is no day", clean(word)), HELP));
    };
    if !is_number(year, 4) || !is_number(month, 2) || !is_number(day, 2) {
        return Err(wrong(format!("`{}` is no day", clean(word)), HELP));
    }
    let Ok(date) = Day::new(y, m, d) else {
        return Err(wrong(format!("the day `{word}` does not exist"), ""));
    };
    match law.regimes.iter().map(|it| it.begins).min() {
        Some(first) if date < first => {
            Err(wrong(format!("`{word}` is before the law that is known here"), format!("it begins on {first}")))
        }
        _ => Ok(date),
    }
}

/// Whether something is so.
pub(super) fn switch(word: &str) -> Result<bool, Wrong> {
    match word {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(no_such(word, &["true", "false"])),
    }
}

/// Some regimes, each once, in their order.
pub(super) fn regimes(word: &str, law: &Law) -> Result<Vec<String>, Wrong> {
    let ids = law.regimes.iter().map(|it| it.id.as_str()).collect::<Vec<_>>();
    let asked = word.split(',').map(str::trim).collect::<Vec<_>>();
    if let Some(unknown) = asked.iter().find(|it| !ids.contains(it)) {
        let message = format!("there is no regime `{}`", clean(unknown));
        return Err(match closest(unknown, ids.iter().copied()) {
            Some(near) => wrong(message, format!("did you mean `{near}`?")),
            None => wrong(message, format!("one of {}", ids.join(", "))),
        });
    }
    Ok(ids.into_iter().filter(|it| asked.contains(it)).map(str::to_owned).collect())
}

/// How strictly findings are taken.
pub(super) fn profile(word: &str) -> Result<Profile, Wrong> {
    Profile::of_word(word).ok_or_else(|| no_such(word, &Profile::WORDS))
}

/// The level from which on findings fail the run; `None` is never.
pub(super) fn gate(word: &str) -> Result<Option<Level>, Wrong> {
    match word {
        "error" => Ok(Some(Level::Error)),
        "warning" => Ok(Some(Level::Warning)),
        "note" => Ok(Some(Level::Note)),
        "never" => Ok(None),
        _ => Err(no_such(word, &GATES)),
    }
}

/// A format of the check, which the setting is about, or of the command itself, which its flag allows.
pub(super) fn format(word: &str, own: &[Format]) -> Result<Format, Wrong> {
    let names = Format::OF_CHECK.iter().map(|it| it.name()).collect::<Vec<_>>();
    let found = Format::of_name(word).filter(|it| own.contains(it) || Format::OF_CHECK.contains(it));
    found.ok_or_else(|| no_such(word, &names))
}

/// When to color.
pub(super) fn color(word: &str) -> Result<Color, Wrong> {
    match word {
        "auto" => Ok(Color::Auto),
        "always" => Ok(Color::Always),
        "never" => Ok(Color::Never),
        _ => Err(no_such(word, &COLORS)),
    }
}

/// How many findings are drawn.
pub(super) fn max(word: &str) -> Result<usize, Wrong> {
    word.parse().map_err(|_| wrong(format!("`{}` is no number of findings", clean(word)), "write a whole number"))
}

fn no_such(word: &str, words: &[&str]) -> Wrong {
    let message = format!("`{}` has no meaning here", clean(word));
    match closest(word, words.iter().copied()) {
        Some(near) => wrong(message, format!("did you mean `{near}`?")),
        None => wrong(message, format!("one of {}", words.join(", "))),
    }
}

/// When to color.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Color {
    /// Where a terminal shows it.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Color {
    /// Whether to color what goes to a stream of which this was found out.
    pub(super) fn on(self, found_out: bool) -> bool {
        match self {
            Self::Auto => found_out,
            Self::Always => true,
            Self::Never => false,
        }
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Always => "always",
            Self::Never => "never",
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn days() {
        let law = Law::embedded().unwrap();
        for good in ["2026-11-23", "1995-10-24", "2024-02-29"] {
            assert!(day(good, &law).is_ok(), "{good}");
        }
        for bad in ["1995-10-23", "2023-02-29", "2026-13-01", "2026-1-1", "2026", "", "2026-11-23T00:00", "+026-11-23"]
        {
            assert!(day(bad, &law).is_err(), "{bad}");
        }
    }
}
