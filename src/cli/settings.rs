//! Settings and where each came from: a flag wins over a variable, that over a file, that over the default.

use std::cmp::Ordering;

use crate::{
    assess::Profile,
    law::{Day, Law, Level},
    output::{Format, Look},
    text::{Files, Problem, Problems, Span, clean},
};

use super::{
    Env, Manner, Stop, Terminal, USAGE,
    args::Common,
    config::{self, Layer},
    flags::Flags,
    law, rules, stale,
    words::{self, Color, Wrong},
    write::Target,
};

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
    /// The regimes to judge under; empty is every one that has a source.
    pub(super) regimes: Setting<Vec<String>>,
    /// The gate; `None` is never.
    pub(super) fail_on: Setting<Option<Level>>,
    pub(super) format: Setting<Format>,
    pub(super) color: Setting<Color>,
    pub(super) max: Setting<usize>,
    pub(super) outputs: Setting<Vec<Target>>,
    /// What to read where no path is given.
    pub(super) inventory: Setting<Vec<String>>,
    /// What `-` is called.
    pub(super) stdin_name: Setting<String>,
    pub(super) quiet: Setting<bool>,
    pub(super) verbose: Setting<bool>,
    /// The folder that is laid over our legal data.
    pub(super) law: Option<Setting<String>>,
    /// The files of settings that were read.
    pub(super) files: Vec<String>,
    /// Levels of rules, each with where it was set.
    levels: Vec<(&'static str, Setting<&'static str>)>,
    /// Thresholds that somebody set.
    thresholds: Vec<(String, Setting<u32>)>,
    /// What the command writes.
    formats: &'static [Format],
    /// Costs of actions that somebody set.
    costs: Vec<(&'static str, Setting<Option<u32>>)>,
}

impl Settings {
    /// How results look on a terminal.
    pub(super) fn look(&self, terminal: Terminal) -> Look {
        Look {
            color: self.color.value.on(terminal.color),
            unicode: terminal.unicode,
            width: terminal.width,
            verbose: self.verbose.value,
            quiet: self.quiet.value,
            max: self.max.value,
        }
    }

    /// One line for each setting: its value and where it came from.
    pub(super) fn origins(&self) -> String {
        let gate = self.fail_on.value.map_or("never", Level::word);
        let outputs = self.outputs.value.iter().map(|it| format!("{}={}", it.format.name(), it.path));
        let mut lines = vec![
            ("as-of", self.as_of.value.to_string(), &self.as_of.from),
            ("profile", self.profile.value.word().to_owned(), &self.profile.from),
            ("fail-on", gate.to_owned(), &self.fail_on.from),
            ("format", self.format.value.name().to_owned(), &self.format.from),
            ("color", self.color.value.word().to_owned(), &self.color.from),
            ("max", self.max.value.to_string(), &self.max.from),
            ("inventory", self.inventory.value.join(" "), &self.inventory.from),
            ("verbose", self.verbose.value.to_string(), &self.verbose.from),
        ];
        if !self.regimes.value.is_empty() {
            lines.push(("regime", self.regimes.value.join(","), &self.regimes.from));
        }
        if self.stdin_name.from != DEFAULT {
            lines.push(("stdin-name", self.stdin_name.value.clone(), &self.stdin_name.from));
        }
        if !self.outputs.value.is_empty() {
            lines.push(("output", outputs.collect::<Vec<_>>().join(" "), &self.outputs.from));
        }
        lines.extend(self.law.iter().map(|it| ("law", it.value.clone(), &it.from)));
        lines.extend(self.levels.iter().map(|(name, it)| (*name, it.value.to_owned(), &it.from)));
        lines.extend(self.thresholds.iter().map(|(name, it)| (name.as_str(), it.value.to_string(), &it.from)));
        let cost = |it: Option<u32>| it.map_or_else(|| "inf".to_owned(), |it| it.to_string());
        lines.extend(self.costs.iter().map(|(name, it)| (*name, cost(it.value), &it.from)));
        lines.iter().map(|(key, value, from)| format!("{key} = {} ({})\n", clean(value), clean(from))).collect()
    }

    /// Whether it is an assessment that is written.
    pub(super) fn is_of_check(&self) -> bool {
        self.formats == Format::OF_CHECK
    }

    /// The same for a command that looks something up.
    pub(super) fn origins_of_place(&self) -> String {
        let keys = ["as-of", "format", "color", "law", "law-age-days"];
        let lines = self.origins();
        let is_used = |line: &&str| keys.iter().any(|key| line.starts_with(&format!("{key} = ")));
        lines.lines().filter(is_used).flat_map(|it| [it, "\n"]).collect()
    }
}

/// What flags, variables, files and defaults say together, and the law that they ask for.
pub(super) fn resolve<'a>(
    env: &'a Env<'_>,
    flags: Flags<'a>,
    common: &'a Common,
    manner: &mut Manner,
    headline: &'static str,
) -> Result<(Settings, Law), Stop> {
    let mut sought = Sought::of(env, flags, common);
    let formats = sought.flags.formats;
    let default = formats.first().copied().unwrap_or(Format::Text);
    let mut format = sought.word("format", |it| words::format(it, formats), (default, DEFAULT));
    let color = sought.word("color", words::color, (Color::Auto, DEFAULT));
    // From here on it is known how errors are to be told, as far as the settings could be read.
    if format.from != DEFAULT {
        manner.format = format.value;
    }
    // The setting is about the check: what another command does not write counts for errors alone.
    if !formats.contains(&format.value) {
        format = Setting { value: default, from: DEFAULT.to_owned() };
    }
    manner.color = color.value.on(env.terminal.color_err);
    let (folder, span) = sought.folder();
    let laid = folder.as_ref().map(|it| {
        let asked = if span.is_some() { "law" } else { &it.from };
        let folder = law::Folder { path: &it.value, asked, span };
        law::with(&env.cwd, &folder, &mut sought.files, &mut sought.problems)
    });
    let mut law = laid.flatten().unwrap_or_else(law::embedded);
    let today = sought.today();
    let as_of = sought.word("as-of", |it| words::day(it, &law), today);
    sought.known(&as_of, &law);
    let thresholds = rules::thresholds(&sought.layers, &sought.files, &mut sought.problems);
    rules::put(&mut law, &thresholds);
    let costs = rules::costs(&sought.layers, &sought.files, &mut sought.problems);
    rules::put_costs(&mut law, &costs);
    let name = variable_of("rule");
    let set = env.vars.get(&name).filter(|it| !it.is_empty()).map(|it| (name.as_str(), it.as_str()));
    law.levels = rules::levels(sought.flags.rules, set, &sought.layers, &sought.files, &mut sought.problems);
    let levels =
        law.levels.iter().map(|(rule, it)| (rule.name(), Setting { value: it.shown.word(), from: it.from.clone() }));
    let mut settings = Settings {
        as_of,
        profile: sought.word("profile", words::profile, (Profile::Default, DEFAULT)),
        regimes: sought.word("regime", |it| words::regimes(it, &law), (Vec::new(), DEFAULT)),
        fail_on: sought.word("fail-on", words::gate, (Some(Level::Error), DEFAULT)),
        format,
        color,
        max: sought.word("max", words::max, (MAX, DEFAULT)),
        outputs: sought.outputs(),
        inventory: sought.inventory(),
        stdin_name: sought.word("stdin-name", |it| Ok(it.to_owned()), ("stdin.toml".to_owned(), DEFAULT)),
        quiet: sought.word("quiet", words::switch, (false, DEFAULT)),
        verbose: sought.word("verbose", words::switch, (false, DEFAULT)),
        law: folder,
        files: sought.layers.iter().map(|it| it.name.clone()).collect(),
        levels: levels.collect(),
        thresholds,
        formats,
        costs,
    };
    manner.outputs = stale::Outputs::of(&settings);
    sought.one_voice(&mut settings);
    sought.finish(headline)?;
    Ok((settings, law))
}

const DEFAULT: &str = "default";

/// The day on which a source is said to have been made.
const EPOCH: &str = "SOURCE_DATE_EPOCH";

/// All places that settings come from, and what was wrong with them.
struct Sought<'a, 'e> {
    env: &'a Env<'e>,
    flags: Flags<'a>,
    layers: Vec<Layer>,
    files: Files,
    problems: Problems,
}

impl<'a, 'e> Sought<'a, 'e> {
    /// The places of a run: which files of settings there are is said by a flag or a variable alone.
    fn of(env: &'a Env<'e>, mut flags: Flags<'a>, common: &'a Common) -> Self {
        flags.words.extend(common.as_of.as_deref().map(|it| ("as-of", it)));
        flags.words.extend(common.color.as_deref().map(|it| ("color", it)));
        flags.words.extend(common.law.as_deref().map(|it| ("law", it)));
        flags.words.extend(common.verbose.then_some(("verbose", "true")));
        let mut files = Files::default();
        let mut problems = Problems::new();
        let variable = env.vars.get("TRANSBORDER_CONFIG").map(String::as_str).filter(|it| !it.is_empty());
        let alone = env.vars.get("TRANSBORDER_ISOLATED").filter(|it| !it.is_empty()).map(|it| words::switch(it));
        if let Some(Err(wrong)) = &alone {
            let message = format!("`TRANSBORDER_ISOLATED`: {}", wrong.message);
            problems.push(Problem::nowhere(message).help(wrong.help.clone()));
        }
        // Who names a file wants it read, whatever a variable says.
        let is_alone = common.isolated || (common.config.is_none() && matches!(alone, Some(Ok(true))));
        let layers = if is_alone {
            Vec::new()
        } else {
            let flag = common.config.as_deref().map(|it| ("--config", it));
            let named = flag.or(variable.map(|it| ("TRANSBORDER_CONFIG", it)));
            config::layers(&env.cwd, named, &mut files, &mut problems)
        };
        Self { env, flags, layers, files, problems }
    }

    /// The value of a key; every place is read, so that a wrong word is not found only on the day it comes to count.
    fn word<T>(
        &mut self,
        key: &'static str,
        parse: impl Fn(&str) -> Result<T, Wrong>,
        default: (T, &str),
    ) -> Setting<T> {
        let mut found = None;
        let flag = format!("--{key}");
        let variable = variable_of(key);
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
        let Some(seconds) = self.env.vars.get(EPOCH).filter(|it| !it.is_empty()) else {
            return (self.env.today, "today");
        };
        let stamp = seconds.parse::<i64>().ok().and_then(|it| jiff::Timestamp::from_second(it).ok());
        match stamp {
            Some(stamp) => (jiff::tz::Offset::UTC.to_datetime(stamp).date(), EPOCH),
            None => {
                // A wrong value matters only where it would be used; as elsewhere it is said all the same.
                let message = format!("`{EPOCH}`: `{}` is no number of seconds since 1970", clean(seconds));
                self.problems.push(Problem::nowhere(message).help("unset it, or write a number such as 1763856000"));
                (self.env.today, "today")
            }
        }
    }

    fn outputs(&mut self) -> Setting<Vec<Target>> {
        let mut wrongs = Vec::new();
        let formats = self.flags.formats;
        // Files that are named for the check must not be overwritten by something else.
        let is_check = formats == Format::OF_CHECK;
        let mut read = |words: Vec<(String, Option<Span>)>| {
            let mut targets = Vec::<Target>::new();
            for (word, span) in words {
                match Target::parse(&word, formats) {
                    Ok(it) if targets.iter().any(|other| other.path == it.path) => {
                        wrongs.push((format!("`{}` is to be written twice", clean(&it.path)), String::new(), span));
                    }
                    Ok(it) => targets.push(it),
                    Err((message, help)) => wrongs.push((message, help, span)),
                }
            }
            targets
        };
        let variable = variable_of("output");
        let set = self.env.vars.get(&variable).filter(|it| is_check && !it.is_empty());
        let layers = self.layers.iter().filter(|_| is_check);
        let from_file = layers.into_iter().find_map(|layer| layer.list("output").map(|list| (layer, list)));
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

    /// The folder with other legal data, and where a file names it; such a one is relative to that file.
    fn folder(&mut self) -> (Option<Setting<String>>, Option<Span>) {
        let folder = self.word("law", |it| Ok(it.to_owned()), (String::new(), DEFAULT));
        if folder.from == DEFAULT {
            return (None, None);
        }
        let is_named_here = self.flags.words.contains_key("law") || folder.from == variable_of("law");
        let layer = self.layers.iter().find(|it| it.word("law").is_some()).filter(|_| !is_named_here);
        let value = layer
            .map_or_else(|| folder.value.clone(), |it| config::from_here(&self.env.cwd, &it.folder, &folder.value));
        let span = layer.and_then(|it| it.word("law")).map(|it| it.span);
        (Some(Setting { value, ..folder }), span)
    }

    /// A day that nobody wrote as one must be known to the law too, where it comes to count.
    fn known(&mut self, as_of: &Setting<Day>, law: &Law) {
        if let Some(wrong) =
            Some(as_of).filter(|it| it.from == EPOCH).and_then(|it| words::day(&it.value.to_string(), law).err())
        {
            let help = format!("{}; or name a day with `--as-of`", wrong.help);
            self.problems.push(Problem::nowhere(format!("`{EPOCH}`: {}", wrong.message)).help(help));
        }
    }

    /// Of quiet and verbose the one counts that stands nearer; at the same distance they exclude each other.
    fn one_voice(&mut self, settings: &mut Settings) {
        if !(settings.quiet.value && settings.verbose.value) {
            return;
        }
        let rank = |from: &str| match from {
            from if from.starts_with("--") => 0,
            from if from.starts_with("TRANSBORDER_") => 1,
            _ => 2,
        };
        match rank(&settings.quiet.from).cmp(&rank(&settings.verbose.from)) {
            Ordering::Less => settings.verbose.value = false,
            Ordering::Greater => settings.quiet.value = false,
            Ordering::Equal => {
                const MESSAGE: &str = "quiet and verbose exclude each other";
                let (quiet, verbose) = (&settings.quiet.from, &settings.verbose.from);
                let span = |key| self.layers.iter().find_map(|it| it.word(key)).map(|it| it.span);
                let spans = span("quiet").zip(span("verbose")).filter(|_| rank(quiet) == 2);
                self.problems.push(match spans {
                    Some((quiet, verbose)) => Problem::at(quiet, MESSAGE).label("quiet").related(verbose, "verbose"),
                    None => Problem::nowhere(format!("`{quiet}`: {MESSAGE} ({verbose})")),
                });
            }
        }
    }

    fn finish(mut self, headline: &'static str) -> Result<(), Stop> {
        if self.problems.is_empty() {
            return Ok(());
        }
        self.problems.sort_by_key(|it| it.span.map(|span| (span.file, span.start)));
        Err(Stop { code: USAGE, headline, problems: self.problems, files: self.files })
    }
}

fn variable_of(key: &str) -> String {
    format!("TRANSBORDER_{}", key.to_ascii_uppercase().replace('-', "_"))
}

pub(super) fn place(files: &Files, span: Span) -> String {
    format!("{}:{}", files.path(span.file), files.position(span).line)
}
