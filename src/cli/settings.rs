//! Settings and where each came from: a flag wins over a variable, that over a file, that over the default.

use std::collections::BTreeMap;

use crate::{
    assess::Profile,
    law::{Day, Law, Level, Thresholds},
    output::Format,
    text::{Files, Problem, Problems, Span, clean, closest},
};

use super::{
    Env, Stop, USAGE,
    args::{CheckArgs, Common},
    config::{self, Layer},
    write::Target,
};

/// Words of `--profile`.
pub(super) const PROFILES: [&str; 3] = ["default", "strict", "records-only"];
/// Words of `--fail-on`.
pub(super) const GATES: [&str; 4] = ["error", "warning", "note", "never"];
/// Words of `--color`.
pub(super) const COLORS: [&str; 3] = ["auto", "always", "never"];

/// Findings that text draws unless somebody says otherwise: more than anybody reads at once, less than hides the summary.
const MAX: usize = 50;

/// A value and where it came from.
#[derive(Debug, Clone)]
pub(super) struct Setting<T> {
    /// The value.
    pub(super) value: T,
    /// Where it came from, as `-v` says it.
    pub(super) from: String,
}

/// Everything that a check can be told.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) as_of: Setting<Day>,
    pub(super) profile: Setting<Profile>,
    /// The gate; `None` is never.
    pub(super) fail_on: Setting<Option<Level>>,
    pub(super) format: Setting<Format>,
    pub(super) color: Setting<Color>,
    pub(super) max: Setting<usize>,
    pub(super) outputs: Setting<Vec<Target>>,
    /// What to read where no path is given.
    pub(super) inventory: Setting<Vec<String>>,
    /// Thresholds that somebody set.
    pub(super) thresholds: Vec<(String, Setting<u32>)>,
}

impl Settings {
    /// One line for each setting: its value and where it came from.
    pub(super) fn origins(&self) -> String {
        let gate = self.fail_on.value.map_or("never", Level::word);
        let outputs = self.outputs.value.iter().map(|it| format!("{}={}", it.format.name(), it.path));
        let mut lines = vec![
            ("as-of", self.as_of.value.to_string(), &self.as_of.from),
            ("profile", profile_word(self.profile.value).to_owned(), &self.profile.from),
            ("fail-on", gate.to_owned(), &self.fail_on.from),
            ("format", self.format.value.name().to_owned(), &self.format.from),
            ("max", self.max.value.to_string(), &self.max.from),
        ];
        if !self.outputs.value.is_empty() {
            lines.push(("output", outputs.collect::<Vec<_>>().join(" "), &self.outputs.from));
        }
        for (name, setting) in &self.thresholds {
            lines.push((name, setting.value.to_string(), &setting.from));
        }
        lines.iter().map(|(key, value, from)| format!("{key} = {} ({})\n", clean(value), clean(from))).collect()
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
}

/// What of the command line is a setting.
#[derive(Default)]
struct Flags<'a> {
    words: BTreeMap<&'static str, &'a str>,
    outputs: &'a [String],
}

/// The settings of `check`.
pub(super) fn of_check(env: &Env<'_>, args: &CheckArgs, law: &Law) -> Result<Settings, Stop> {
    let mut flags = Flags { words: BTreeMap::new(), outputs: &args.output };
    let words = [
        ("profile", args.strict.then_some("strict").or(args.profile.as_deref())),
        ("fail-on", args.fail_on.as_deref()),
        ("format", args.format.as_deref()),
        ("max", args.max.as_deref()),
    ];
    flags.words.extend(words.into_iter().filter_map(|(key, word)| word.map(|word| (key, word))));
    resolve(env, flags, &args.common, law, "nothing was checked")
}

/// The settings of a command that knows only the common options and a format.
pub(super) fn of_place(env: &Env<'_>, format: Option<&str>, common: &Common, law: &Law) -> Result<Settings, Stop> {
    let mut flags = Flags::default();
    flags.words.extend(format.map(|it| ("format", it)));
    resolve(env, flags, common, law, "nothing was looked up")
}

fn resolve<'a>(
    env: &'a Env<'_>,
    mut flags: Flags<'a>,
    common: &'a Common,
    law: &Law,
    headline: &'static str,
) -> Result<Settings, Stop> {
    flags.words.extend(common.as_of.as_deref().map(|it| ("as-of", it)));
    flags.words.extend(common.color.as_deref().map(|it| ("color", it)));
    let mut files = Files::default();
    let mut problems = Problems::new();
    let variable = env.vars.get("TRANSBORDER_CONFIG").map(String::as_str).filter(|it| !it.is_empty());
    let layers = if common.isolated {
        Vec::new()
    } else {
        config::layers(&env.cwd, common.config.as_deref().or(variable), &mut files, &mut problems)
    };
    let mut sought = Sought { env, flags, layers, files, problems };
    let today = sought.today();
    let settings = Settings {
        as_of: sought.word("as-of", |it| day(it, law), today),
        profile: sought.word("profile", profile, (Profile::Default, DEFAULT)),
        fail_on: sought.word("fail-on", gate, (Some(Level::Error), DEFAULT)),
        format: sought.word("format", format, (Format::Text, DEFAULT)),
        color: sought.word("color", color, (Color::Auto, DEFAULT)),
        max: sought.word("max", max, (MAX, DEFAULT)),
        outputs: sought.outputs(),
        inventory: sought.inventory(),
        thresholds: sought.thresholds(),
    };
    sought.finish(headline)?;
    Ok(settings)
}

const DEFAULT: &str = "default";

/// Why a word has no meaning, and what to write.
struct Wrong {
    message: String,
    help: String,
}

fn wrong(message: impl Into<String>, help: impl Into<String>) -> Wrong {
    Wrong { message: message.into(), help: help.into() }
}

/// All places that settings come from, and what was wrong with them.
struct Sought<'a, 'e> {
    env: &'a Env<'e>,
    flags: Flags<'a>,
    layers: Vec<Layer>,
    files: Files,
    problems: Problems,
}

impl Sought<'_, '_> {
    /// The value of a key; every place is read, so that a wrong word is not found only on the day it comes to count.
    fn word<T>(
        &mut self,
        key: &'static str,
        parse: impl Fn(&str) -> Result<T, Wrong>,
        default: (T, &str),
    ) -> Setting<T> {
        let mut found = None;
        let flag = format!("--{key}");
        let variable = variable(key);
        let said = self.flags.words.get(key).map(|word| (flag, *word));
        let set = self.env.vars.get(&variable).filter(|it| !it.is_empty()).map(|word| (variable, word.as_str()));
        for (from, word) in [said, set].into_iter().flatten() {
            match parse(word) {
                Ok(value) => {
                    found.get_or_insert(Setting { value, from });
                }
                Err(wrong) => {
                    let message = format!("`{from}`: {}", wrong.message);
                    self.problems.push(Problem::nowhere(message).help(wrong.help));
                }
            }
        }
        for layer in &self.layers {
            let Some(word) = layer.word(key) else {
                continue;
            };
            match parse(&word.value) {
                Ok(value) => {
                    found.get_or_insert(Setting { value, from: place(&self.files, word.span) });
                }
                Err(wrong) => {
                    let message = format!("`{key}`: {}", wrong.message);
                    self.problems.push(Problem::at(word.span, message).help(wrong.help));
                }
            }
        }
        found.unwrap_or_else(|| Setting { value: default.0, from: default.1.to_owned() })
    }

    /// The day on which this runs, or on which the source is said to have been made.
    fn today(&mut self) -> (Day, &'static str) {
        const NAME: &str = "SOURCE_DATE_EPOCH";
        let Some(seconds) = self.env.vars.get(NAME).filter(|it| !it.is_empty()) else {
            return (self.env.today, "today");
        };
        let stamp = seconds.parse::<i64>().ok().and_then(|it| jiff::Timestamp::from_second(it).ok());
        match stamp {
            Some(stamp) => (jiff::tz::Offset::UTC.to_datetime(stamp).date(), NAME),
            None => {
                // A wrong value matters only where it would be used; as elsewhere it is said all the same.
                let message = format!("`{NAME}`: `{}` is no number of seconds", clean(seconds));
                self.problems.push(Problem::nowhere(message));
                (self.env.today, "today")
            }
        }
    }

    fn outputs(&mut self) -> Setting<Vec<Target>> {
        let mut wrongs = Vec::new();
        let mut read = |words: Vec<(String, Option<Span>)>| {
            let mut targets = Vec::<Target>::new();
            for (word, span) in words {
                match Target::parse(&word) {
                    Ok(it) if targets.iter().any(|other| other.path == it.path) => {
                        wrongs.push((format!("`{}` is to be written twice", clean(&it.path)), String::new(), span));
                    }
                    Ok(it) => targets.push(it),
                    Err((message, help)) => wrongs.push((message, help, span)),
                }
            }
            targets
        };
        let variable = variable("output");
        let set = self.env.vars.get(&variable).filter(|it| !it.is_empty());
        let from_file = self.layers.iter().find_map(|layer| layer.list("output").map(|list| (layer, list)));
        let setting = if !self.flags.outputs.is_empty() {
            let words = self.flags.outputs.iter().map(|it| (it.clone(), None)).collect();
            Setting { value: read(words), from: "--output".to_owned() }
        } else if let Some(word) = set {
            Setting { value: read(vec![(word.clone(), None)]), from: variable }
        } else if let Some((layer, list)) = from_file {
            let mut targets = read(list.iter().map(|it| (it.value.clone(), Some(it.span))).collect());
            for target in &mut targets {
                target.path = config::from_here(&self.env.cwd, &layer.folder, &target.path);
            }
            Setting { value: targets, from: layer.name.clone() }
        } else {
            Setting { value: Vec::new(), from: DEFAULT.to_owned() }
        };
        for (message, help, span) in wrongs {
            let problem = match span {
                Some(span) => Problem::at(span, format!("`output`: {message}")),
                None => Problem::nowhere(format!("`{}`: {message}", setting.from)),
            };
            self.problems.push(problem.help(help));
        }
        setting
    }

    fn inventory(&self) -> Setting<Vec<String>> {
        let named = self.layers.iter().find_map(|layer| layer.list("inventory").map(|list| (layer, list)));
        match named {
            Some((layer, list)) => {
                let here = |path: &str| config::from_here(&self.env.cwd, &layer.folder, path);
                Setting { value: list.iter().map(|it| here(&it.value)).collect(), from: layer.name.clone() }
            }
            None => Setting { value: vec![".".to_owned()], from: DEFAULT.to_owned() },
        }
    }

    fn thresholds(&mut self) -> Vec<(String, Setting<u32>)> {
        let mut all: Vec<(String, Setting<u32>)> = Vec::new();
        for (name, at, days) in self.layers.iter().flat_map(|it| &it.thresholds) {
            if !THRESHOLDS.contains(&name.as_str()) {
                let message = format!("`thresholds` has no key `{}`", clean(name));
                self.problems.push(config::unknown(name, *at, &message, THRESHOLDS.iter().copied()));
            } else if !all.iter().any(|(it, _)| it == name) {
                all.push((name.clone(), Setting { value: days.value, from: place(&self.files, days.span) }));
            }
        }
        all
    }

    fn finish(mut self, headline: &'static str) -> Result<(), Stop> {
        if self.problems.is_empty() {
            return Ok(());
        }
        self.problems.sort_by_key(|it| it.span.map(|span| (span.file, span.start)));
        Err(Stop { code: USAGE, headline, problems: self.problems, files: self.files })
    }
}

fn variable(key: &str) -> String {
    format!("TRANSBORDER_{}", key.to_ascii_uppercase().replace('-', "_"))
}

fn place(files: &Files, span: Span) -> String {
    format!("{}:{}", files.path(span.file), files.position(span).line)
}

/// A day that exists and that the law knows.
fn day(word: &str, law: &Law) -> Result<Day, Wrong> {
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

fn profile(word: &str) -> Result<Profile, Wrong> {
    match word {
        "default" => Ok(Profile::Default),
        "strict" => Ok(Profile::Strict),
        "records-only" => Ok(Profile::RecordsOnly),
        _ => Err(no_such(word, &PROFILES)),
    }
}

fn profile_word(profile: Profile) -> &'static str {
    match profile {
        Profile::Default => "default",
        Profile::Strict => "strict",
        Profile::RecordsOnly => "records-only",
    }
}

fn gate(word: &str) -> Result<Option<Level>, Wrong> {
    match word {
        "error" => Ok(Some(Level::Error)),
        "warning" => Ok(Some(Level::Warning)),
        "note" => Ok(Some(Level::Note)),
        "never" => Ok(None),
        _ => Err(no_such(word, &GATES)),
    }
}

fn format(word: &str) -> Result<Format, Wrong> {
    let names = Format::ALL.iter().map(|it| it.name()).collect::<Vec<_>>();
    Format::of_name(word).ok_or_else(|| no_such(word, &names))
}

fn color(word: &str) -> Result<Color, Wrong> {
    match word {
        "auto" => Ok(Color::Auto),
        "always" => Ok(Color::Always),
        "never" => Ok(Color::Never),
        _ => Err(no_such(word, &COLORS)),
    }
}

fn max(word: &str) -> Result<usize, Wrong> {
    word.parse().map_err(|_| wrong(format!("`{}` is no number of findings", clean(word)), "write a whole number"))
}

fn no_such(word: &str, words: &[&str]) -> Wrong {
    let message = format!("`{}` has no meaning here", clean(word));
    match closest(word, words.iter().copied()) {
        Some(near) => wrong(message, format!("did you mean `{near}`?")),
        None => wrong(message, format!("one of {}", words.join(", "))),
    }
}

/// Names of thresholds, as `rules/thresholds.toml` has them.
const THRESHOLDS: &[&str] = &[
    "listing-age-days",
    "subprocessor-list-age-days",
    "assessment-age-days",
    "inventory-age-days",
    "decision-horizon",
    "waiver-horizon",
    "law-age-days",
];

/// Puts thresholds that somebody set in the place of ours.
pub(super) fn set_thresholds(thresholds: &mut Thresholds, settings: &[(String, Setting<u32>)]) {
    for (name, setting) in settings {
        let slot = match name.as_str() {
            "listing-age-days" => &mut thresholds.listing_age_days,
            "subprocessor-list-age-days" => &mut thresholds.subprocessor_list_age_days,
            "assessment-age-days" => &mut thresholds.assessment_age_days,
            "inventory-age-days" => &mut thresholds.inventory_age_days,
            "decision-horizon" => &mut thresholds.decision_horizon,
            "waiver-horizon" => &mut thresholds.waiver_horizon,
            "law-age-days" => &mut thresholds.law_age_days,
            _ => continue,
        };
        *slot = setting.value;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn thresholds_are_those_of_the_law() {
        let text = include_str!("../../rules/thresholds.toml");
        let names = text.lines().filter_map(|it| it.split_once(" =")).map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(names, THRESHOLDS);
    }

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
