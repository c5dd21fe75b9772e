//! Reads the texts of `data/` and `rules/` with the place of every error. Knows nothing of what they say.

use std::borrow::Cow;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, de::DeserializeOwned, de::Error};

use crate::{
    syntax::{self, Format},
    text::{FileId, Files, Problem, Problems, Span, closest},
};

use super::{
    Rule,
    overlay::{Change, Laid, told},
    tables,
};

/// The texts that the law is read from: those compiled in, and those laid over them.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    texts: Vec<(String, Cow<'static, str>)>,
    laid: Vec<Laid>,
    rows: Vec<tables::Rows>,
    changes: Vec<Change>,
}

impl Sources {
    /// The texts that are compiled in.
    #[must_use]
    pub fn embedded() -> Self {
        let texts = EMBEDDED.iter().map(|(path, text)| ((*path).to_owned(), Cow::Borrowed(*text))).collect();
        Self { texts, ..Self::default() }
    }

    /// Puts another text in the place of the one at `path`, such as `data/decisions.toml`, or adds it.
    pub fn replace(&mut self, path: &str, text: String) {
        self.texts.retain(|(it, _)| it != path);
        self.texts.push((path.to_owned(), Cow::Owned(text)));
    }

    /// Lays a file over ours at `path`, such as `data/decisions.toml`: its records replace those of the same identity, and
    /// are added where there is none. `name` is how the file is shown.
    pub fn lay(&mut self, path: &str, name: &str, text: &str, files: &mut Files, problems: &mut Problems) {
        let rule = Rule::ALL.iter().find(|it| it.path() == path);
        let ours = match (self.text(path), rule) {
            (Some(ours), _) => ours.clone(),
            (None, Some(rule)) => Cow::Borrowed(rule.text()),
            (None, None) if is_regime(path) => Cow::Borrowed(""),
            (None, None) => {
                problems.push(self.unknown(path, name));
                return;
            }
        };
        let file = files.add(name, text);
        if tables::is_table(path) {
            let (rows, table) = tables::lay(path, &ours, (file, name, text), &mut self.changes, problems);
            self.rows.push(rows);
            self.replace(path, table);
            return;
        }
        let before = problems.len();
        syntax::parse(Format::Toml, file, text, problems);
        if problems.len() > before {
            return;
        }
        let bottom = files.add(path, ours.as_ref());
        let laid = Laid::new(path, name, (file, text), (bottom, &ours), problems);
        let changes = laid.changes(problems);
        if changes.is_empty() {
            problems.push(Problem::at(Span::new(file, 0, 0), format!("`{name}` says nothing")));
        }
        self.changes.extend(changes);
        self.laid.push(laid);
        if self.text(path).is_none() {
            self.texts.push((path.to_owned(), ours));
        }
    }

    fn unknown(&self, path: &str, name: &str) -> Problem {
        if path.starts_with("rules/") && path.matches('/').count() == 2 {
            let problem = Problem::nowhere(format!("`{name}` is the text of a rule that nothing judges"));
            let help = "a rule is a text and a function of the program; rules that exist can be given other words";
            let word = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".toml");
            let near = closest(word, Rule::ALL.iter().map(|it| it.name()));
            let rule = near.and_then(Rule::from_name);
            let near = rule.map(|it| format!("did you mean `{}`? ", it.path())).unwrap_or_default();
            return problem.help(format!("{near}{help}"));
        }
        let problem = Problem::nowhere(format!("`{name}` is no file of the legal data"));
        let own_name = |it: &str| it.rsplit('/').next().map(str::to_owned);
        let alike = self.paths().find(|it| own_name(it) == own_name(path));
        match alike.or_else(|| closest(path, self.paths())) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help(format!(
                "files are {}, `rules/regimes/ID.toml` and those of rules",
                self.paths().filter(|it| !is_regime(it)).collect::<Vec<_>>().join(", ")
            )),
        }
    }

    /// What is not ours, in the order of the files.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Rows that are not ours.
    pub(crate) fn rows(&self) -> &[tables::Rows] {
        &self.rows
    }

    /// The file of a path that something is laid over.
    pub(crate) fn laid(&self, path: &str) -> Option<&Laid> {
        self.laid.iter().find(|it| it.path == path)
    }

    /// Problems with their places in the files that they are in.
    pub(crate) fn home(&self, problems: Problems) -> Problems {
        problems.into_iter().map(|it| self.laid.iter().fold(it, |problem, laid| laid.home(problem))).collect()
    }

    /// Paths of all texts.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(|(path, _)| path.as_str())
    }

    /// The text at a path.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<&Cow<'static, str>> {
        self.texts.iter().find(|(it, _)| it == path).map(|(_, text)| text)
    }

    /// The text at a path for the rest of the run.
    pub(crate) fn kept(&self, path: &str) -> &'static str {
        match self.text(path) {
            Some(Cow::Borrowed(text)) => text,
            // Rows borrow from their table, and a table that is not compiled in is read once in a run.
            Some(Cow::Owned(text)) => Box::leak(text.clone().into_boxed_str()),
            None => "",
        }
    }
}

/// Whether a path is that of a regime.
pub(crate) fn is_regime(path: &str) -> bool {
    path.strip_prefix("rules/regimes/").is_some_and(|it| it.ends_with(".toml") && !it.contains('/'))
}

const EMBEDDED: &[(&str, &str)] = &[
    ("data/law.toml", include_str!("../../data/law.toml")),
    ("data/words.toml", include_str!("../../data/words.toml")),
    ("data/decisions.toml", include_str!("../../data/decisions.toml")),
    ("data/events.toml", include_str!("../../data/events.toml")),
    ("data/precedents.toml", include_str!("../../data/precedents.toml")),
    ("data/authorities.toml", include_str!("../../data/authorities.toml")),
    ("data/texts.toml", include_str!("../../data/texts.toml")),
    ("data/countries.tsv", include_str!("../../data/countries.tsv")),
    ("data/places.toml", include_str!("../../data/places.toml")),
    ("data/organizations.toml", include_str!("../../data/organizations.toml")),
    ("data/spellings.toml", include_str!("../../data/spellings.toml")),
    ("data/cloud-regions.csv", include_str!("../../data/cloud-regions.csv")),
    ("rules/thresholds.toml", include_str!("../../rules/thresholds.toml")),
    ("rules/costs.toml", include_str!("../../rules/costs.toml")),
    ("rules/regimes/eu.toml", include_str!("../../rules/regimes/eu.toml")),
    ("rules/regimes/uk.toml", include_str!("../../rules/regimes/uk.toml")),
    ("rules/regimes/ch.toml", include_str!("../../rules/regimes/ch.toml")),
];

/// Reads one text into a value; the problem points at the first thing that does not fit.
pub(crate) fn parse<T: DeserializeOwned>(file: FileId, text: &str) -> Result<T, Problem> {
    toml::from_str(text).map_err(|error| told(file, error.message(), error.span()))
}

/// Reads the text at a path, which is added to `files`; everything in it that does not fit is a problem.
pub(crate) fn read<T: DeserializeOwned>(
    sources: &Sources,
    path: &str,
    files: &mut Files,
    problems: &mut Problems,
) -> Option<(FileId, T)> {
    if let Some(laid) = sources.laid(path) {
        return laid.read(problems).map(|it| (laid.file, it));
    }
    let Some(text) = sources.text(path) else {
        problems.push(Problem::nowhere(format!("no text for `{path}`")));
        return None;
    };
    let file = files.add(path, text.as_ref());
    parse(file, text).map_err(|it| problems.push(it)).ok().map(|it| (file, it))
}

/// The same; where it does not fit, the text that is compiled in.
pub(crate) fn read_or_ours<T: DeserializeOwned>(
    sources: &Sources,
    path: &str,
    files: &mut Files,
    problems: &mut Problems,
) -> Option<(FileId, T)> {
    read(sources, path, files, problems)
        .or_else(|| read(&Sources::embedded(), path, &mut Files::default(), &mut Problems::new()))
}

/// A range of bytes of one of our texts.
pub(crate) fn span_in(file: FileId, range: &std::ops::Range<usize>) -> Span {
    let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span::new(file, byte(range.start), byte(range.end))
}

/// A day that has to be there; for `#[serde(deserialize_with)]`.
pub(crate) fn day<'de, D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
    let written = toml::value::Datetime::deserialize(from)?;
    let (Some(date), None, None) = (written.date, written.time, written.offset) else {
        return Err(D::Error::custom(format!("`{written}` is not a day such as 2021-06-28")));
    };
    let year = i16::try_from(date.year).unwrap_or(i16::MAX);
    let (month, day) = (i8::try_from(date.month).unwrap_or(0), i8::try_from(date.day).unwrap_or(0));
    Date::new(year, month, day).map_err(|_| D::Error::custom(format!("there is no day {written}")))
}

/// A day that may be left out; for `#[serde(default, deserialize_with)]`.
pub(crate) fn optional_day<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
    day(from).map(Some)
}
