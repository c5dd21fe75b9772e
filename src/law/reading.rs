//! Reads the texts of `data/` and `rules/` with the place of every error. Knows nothing of what they say.

use std::borrow::Cow;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, de::DeserializeOwned, de::Error};

use crate::text::{FileId, Files, Problem, Span};

/// The texts that the law is read from: those compiled in, and those that replace them.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    texts: Vec<(String, Cow<'static, str>)>,
}

impl Sources {
    /// The texts that are compiled in.
    #[must_use]
    pub fn embedded() -> Self {
        let texts = EMBEDDED.iter().map(|(path, text)| ((*path).to_owned(), Cow::Borrowed(*text))).collect();
        Self { texts }
    }

    /// Puts another text in the place of the one at `path`, such as `data/decisions.toml`, or adds it.
    pub fn replace(&mut self, path: &str, text: String) {
        self.texts.retain(|(it, _)| it != path);
        self.texts.push((path.to_owned(), Cow::Owned(text)));
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
}

const EMBEDDED: &[(&str, &str)] = &[
    ("data/law.toml", include_str!("../../data/law.toml")),
    ("data/words.toml", include_str!("../../data/words.toml")),
    ("data/decisions.toml", include_str!("../../data/decisions.toml")),
    ("data/events.toml", include_str!("../../data/events.toml")),
    ("data/precedents.toml", include_str!("../../data/precedents.toml")),
    ("data/authorities.toml", include_str!("../../data/authorities.toml")),
    ("rules/thresholds.toml", include_str!("../../rules/thresholds.toml")),
    ("rules/regimes/eu.toml", include_str!("../../rules/regimes/eu.toml")),
];

/// Reads one text into a value; the problem points at the first thing that does not fit.
pub(crate) fn parse<T: DeserializeOwned>(file: FileId, text: &str) -> Result<T, Problem> {
    toml::from_str(text).map_err(|error| {
        let message = error.message().trim_end_matches('.').to_owned();
        match error.span() {
            Some(span) => Problem::at(span_in(file, &span), message),
            None => Problem::at(Span::new(file, 0, 0), message),
        }
    })
}

/// Adds the text at a path to `files` and reads it.
pub(crate) fn read<T: DeserializeOwned>(
    sources: &Sources,
    path: &str,
    files: &mut Files,
) -> Result<(FileId, T), Problem> {
    let text = sources.text(path).ok_or_else(|| Problem::nowhere(format!("no text for `{path}`")))?;
    let file = files.add(path, text.as_ref());
    parse(file, text).map(|it| (file, it))
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
