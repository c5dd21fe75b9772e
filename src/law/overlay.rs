//! Lays other legal data over ours: records of the same identity are replaced, others are added, and each change is told.
//! Never decides what a record means.

use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::{
    Spanned,
    de::{DeArray, DeTable, DeValue, Deserializer},
};

use crate::text::{FileId, Problem, Problems, Span, closest};

use super::gaps::{Gaps, Outcome};

/// A record that is not ours.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// The file that it stands in.
    pub file: String,
    /// What identifies it: an id, a code, a key.
    pub record: String,
    /// Whether it stands in the place of one of ours.
    pub replaces: bool,
}

/// What identifies the records of a list, by the file and the key that they stand under; other lists are replaced whole.
const IDENTITIES: &[(&str, &str, &[&str])] = &[
    ("data/decisions.toml", "decisions", &["id"]),
    ("data/events.toml", "events", &["date", "what"]),
    ("data/precedents.toml", "precedents", &["id"]),
    ("data/authorities.toml", "authorities", &["country", "institutions", "region", "sector"]),
    ("data/texts.toml", "texts", &["begins"]),
    ("data/places.toml", "bloc", &["short"]),
    ("data/places.toml", "territory", &["country", "from"]),
    ("data/organizations.toml", "body", &["short"]),
    ("data/spellings.toml", "alias", &["word"]),
    ("data/spellings.toml", "dissolved", &["name"]),
    ("data/spellings.toml", "vague", &["words"]),
    ("rules/regimes/", "laws", &["name", "countries"]),
    ("rules/regimes/", "editions", &["id"]),
    ("rules/regimes/", "mechanisms", &["kind"]),
    ("rules/regimes/", "review", &["country"]),
    ("rules/regimes/", "relief", &["country"]),
];

/// Records that are about several countries each: a new one takes over the countries that it names.
const BY_COUNTRY: (&str, &str, &str) = ("rules/regimes/", "territory", "countries");

/// Files whose lists are words, to which others are added.
const WORD_LISTS: [&str; 2] = ["data/words.toml", "data/places.toml"];

/// Errors that are told of one file: each of them costs another reading of it.
const MOST: usize = 100;

/// One of our files with another laid over it.
///
/// Its spans are those of the file on top; what is ours stands behind the end of that.
#[derive(Debug, Clone)]
pub(crate) struct Laid {
    /// Which of our files it is, such as `data/decisions.toml`.
    pub(crate) path: String,
    /// The file on top.
    pub(crate) file: FileId,
    ours: FileId,
    /// How the file on top is shown.
    name: String,
    top: String,
    /// Our text, behind so many spaces that its spans lie behind those of the other one.
    bottom: String,
    pad: u32,
    /// Values that are none, such as days that do not exist; told already.
    faults: Vec<Range<usize>>,
}

impl Laid {
    /// Lays `top` over `bottom`, both TOML.
    pub(crate) fn new(
        path: &str,
        name: &str,
        (file, top): (FileId, &str),
        (ours, bottom): (FileId, &str),
        problems: &mut Problems,
    ) -> Self {
        let pad = top.len() + 1;
        let (_, errors) = DeTable::parse_recoverable(top);
        problems.extend(errors.iter().map(|it| told(file, it.message(), it.span())));
        Self {
            path: path.to_owned(),
            file,
            ours,
            name: name.to_owned(),
            top: top.to_owned(),
            bottom: " ".repeat(pad) + bottom,
            pad: u32::try_from(pad).unwrap_or(u32::MAX),
            faults: errors.iter().filter_map(toml::de::Error::span).collect(),
        }
    }

    /// What the file on top changes.
    pub(crate) fn changes(&self, problems: &mut Problems) -> Vec<Change> {
        let mut changes = Vec::new();
        self.tree(&mut changes, problems);
        changes
    }

    /// Reads both as one; every record that does not fit is a problem, and is left out of what is given.
    pub(crate) fn read<T: DeserializeOwned>(&self, problems: &mut Problems) -> Option<T> {
        // What stands there twice was told with the changes.
        let mut tree = self.tree(&mut Vec::new(), &mut Problems::new())?;
        let root = tree.span();
        let mut torn = Vec::new();
        let mut gaps = Gaps::new(self.top.len());
        let mut own = Problems::new();
        let read = loop {
            let error = match T::deserialize(Deserializer::from(tree.clone())) {
                Err(error) => error,
                Ok(read) => match gaps.mended(&mut tree) {
                    None => break Some(read),
                    Some(record) if record != root && remove(tree.get_mut(), &root, &record, &mut torn) => continue,
                    Some(_) => break None,
                },
            };
            // Of a record whose key was taken out because it did not fit, nobody needs to hear that it lacks that key.
            let is_torn =
                |record: &Range<usize>, key: &str| torn.iter().any(|it: &Torn| it.0 == *record && it.1 == key);
            let span = match gaps.meet(&mut tree, &error, is_torn) {
                Outcome::ReadOn if gaps.told() + own.len() <= MOST => continue,
                Outcome::Hopeless(record) => record,
                Outcome::ReadOn | Outcome::Other => error.span().unwrap_or(0..0),
            };
            let is_told = self.faults.iter().any(|it| holds(it, &span) || holds(&span, it));
            if !is_told && !error.message().starts_with("missing field") {
                own.push(told(self.file, error.message(), error.span()));
            }
            if gaps.told() + own.len() > MOST {
                gaps.cut();
                let message = format!("more than {MOST} things in `{}` do not fit: the rest is not shown", self.name);
                own.push(Problem::at(Span::new(self.file, 0, 0), message));
                break None;
            }
            if span == root || !remove(tree.get_mut(), &root, &span, &mut torn) {
                break None;
            }
        };
        gaps.tell(self.file, &mut own);
        own.sort_by_key(|it| it.span.map_or(0, |span| span.start));
        problems.append(&mut own);
        read
    }

    fn tree(&self, changes: &mut Vec<Change>, problems: &mut Problems) -> Option<Spanned<DeTable<'_>>> {
        let (over, _) = DeTable::parse_recoverable(&self.top);
        let under =
            DeTable::parse(&self.bottom).map_err(|it| problems.push(told(self.ours, it.message(), None))).ok()?;
        let span = over.span();
        let mut tree = under.into_inner();
        let mut merge =
            Merge { path: &self.path, pad: self.top.len() + 1, file: self.file, name: &self.name, changes, problems };
        merge.tables(&mut tree, over.into_inner(), "");
        Some(Spanned::new(span, tree))
    }

    /// Where a key of the top table stands in the file on top, with its value.
    pub(crate) fn key(&self, key: &str) -> Option<Span> {
        let (tree, _) = DeTable::parse_recoverable(&self.top);
        let (key, value) = tree.get_ref().get_key_value(key)?;
        let (start, end) = (key.span().start, value.span().end);
        Some(span_of(self.file, &(start..end)))
    }

    /// The texts under a key of the records of a list in the file on top, each with its place.
    pub(crate) fn texts(&self, list: &str, key: &str) -> Vec<(String, Span)> {
        let (tree, _) = DeTable::parse_recoverable(&self.top);
        let list = tree.get_ref().get(list).and_then(|it| it.get_ref().as_array());
        let records = list.map(DeArray::as_ref).unwrap_or_default().iter();
        let texts = records.filter_map(|it| it.get_ref().as_table()?.get(key));
        texts.filter_map(|it| Some((it.get_ref().as_str()?.to_owned(), span_of(self.file, &it.span())))).collect()
    }

    /// The same problem with its places in the files that they are in.
    pub(crate) fn home(&self, mut problem: Problem) -> Problem {
        let home = |span: Span| {
            if span.file != self.file || span.start < self.pad {
                return span;
            }
            Span::new(self.ours, span.start - self.pad, span.end.saturating_sub(self.pad))
        };
        problem.span = problem.span.map(home);
        problem.related.iter_mut().for_each(|(span, _)| *span = home(*span));
        problem
    }
}

struct Merge<'a> {
    path: &'a str,
    pad: usize,
    file: FileId,
    name: &'a str,
    changes: &'a mut Vec<Change>,
    problems: &'a mut Problems,
}

impl Merge<'_> {
    fn tables<'i>(&mut self, under: &mut DeTable<'i>, over: DeTable<'i>, above: &str) {
        for (key, value) in over {
            let name = key.get_ref().to_string();
            let shown = format!("{above}{name}");
            let (span, value) = (value.span(), value.into_inner());
            let before = under.get_mut(name.as_str()).map(Spanned::get_mut);
            match (before, value) {
                (Some(DeValue::Table(under)), DeValue::Table(over)) => {
                    self.tables(under, over, &format!("{shown}."));
                }
                (Some(DeValue::Array(under)), DeValue::Array(over)) if self.is_list(&name, &over) => {
                    self.lists(under, over, &name);
                }
                (None, DeValue::Array(over)) if self.fields(&name).is_some() => {
                    let mut list = DeArray::new();
                    self.lists(&mut list, over, &name);
                    under.insert(key, Spanned::new(span, DeValue::Array(list)));
                }
                (before, value) => {
                    self.told(shown, before.is_some());
                    // The key goes too: its span is that of the other file.
                    under.remove(name.as_str());
                    under.insert(key, Spanned::new(span, value));
                }
            }
        }
    }

    fn is_list(&self, key: &str, over: &DeArray<'_>) -> bool {
        let words = WORD_LISTS.contains(&self.path) && over.iter().all(|it| it.get_ref().is_str());
        words || self.is_by_country(key) || self.fields(key).is_some()
    }

    fn is_by_country(&self, key: &str) -> bool {
        self.path.starts_with(BY_COUNTRY.0) && key == BY_COUNTRY.1
    }

    fn fields(&self, key: &str) -> Option<&'static [&'static str]> {
        let mut found = IDENTITIES.iter().filter(|(path, name, _)| self.path.starts_with(path) && *name == key);
        found.next().map(|(.., fields)| *fields)
    }

    fn lists<'i>(&mut self, under: &mut DeArray<'i>, over: DeArray<'i>, key: &str) {
        let mut list = std::mem::replace(under, DeArray::new()).into_iter().collect::<Vec<_>>();
        for record in over {
            if self.is_by_country(key) {
                self.take_over(&mut list, &record);
            } else {
                let identity = match self.fields(key) {
                    Some(fields) => identity(&record, fields),
                    None => record.get_ref().as_str().map(str::to_owned),
                };
                let fields = self.fields(key).unwrap_or_default();
                let is_same = |it: &Spanned<DeValue<'_>>| match fields {
                    [] => it.get_ref().as_str().map(str::to_owned) == identity,
                    fields => self::identity(it, fields) == identity,
                };
                let before = identity.as_ref().and_then(|_| list.iter().position(is_same));
                if let Some(before) = before {
                    let old = list.remove(before);
                    self.once(&old, &record, identity.as_deref().unwrap_or_default());
                }
                if let Some(identity) = identity {
                    self.told(identity, before.is_some());
                }
            }
            list.push(record);
        }
        *under = list.into_iter().collect();
    }

    /// Takes the countries of a record from those that had them.
    fn take_over<'i>(&mut self, list: &mut Vec<Spanned<DeValue<'i>>>, record: &Spanned<DeValue<'i>>) {
        let of = |it: &Spanned<DeValue<'_>>| {
            let countries = it.get_ref().as_table().and_then(|it| it.get(BY_COUNTRY.2)).map(Spanned::get_ref);
            let countries = countries.and_then(DeValue::as_array).map(DeArray::as_ref).unwrap_or_default();
            countries.iter().filter_map(|it| it.get_ref().as_str()).map(str::to_owned).collect::<Vec<_>>()
        };
        let named = of(record);
        let mut had = Vec::new();
        for other in list.iter_mut() {
            if other.span().start < self.pad {
                continue;
            }
            had.extend(of(other));
            if let DeValue::Table(table) = other.get_mut()
                && let Some(DeValue::Array(countries)) = table.get_mut(BY_COUNTRY.2).map(Spanned::get_mut)
            {
                let kept = std::mem::replace(countries, DeArray::new()).into_iter();
                *countries = kept
                    .filter(|it| !it.get_ref().as_str().is_some_and(|it| named.iter().any(|country| country == it)))
                    .collect();
            }
        }
        list.retain(|it| it.span().start < self.pad || !of(it).is_empty());
        for country in named {
            let replaces = had.contains(&country);
            self.told(format!("territory {country}"), replaces);
        }
    }

    fn once(&mut self, old: &Spanned<DeValue<'_>>, new: &Spanned<DeValue<'_>>, identity: &str) {
        if old.span().start < self.pad {
            let problem = Problem::at(span_of(self.file, &new.span()), format!("`{identity}` is there twice"));
            self.problems.push(problem.related(span_of(self.file, &old.span()), "and here"));
        }
    }

    fn told(&mut self, record: String, replaces: bool) {
        self.changes.push(Change { file: self.name.to_owned(), record, replaces });
    }
}

/// What identifies a record; `None` where it has none of the keys.
fn identity(record: &Spanned<DeValue<'_>>, fields: &[&str]) -> Option<String> {
    let table = record.get_ref().as_table()?;
    let parts = fields.iter().filter_map(|it| table.get(*it)).map(|it| shown(it.get_ref())).collect::<Vec<_>>();
    (!parts.is_empty()).then(|| parts.join(" "))
}

fn shown(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(it) => it.to_string(),
        DeValue::Integer(it) => it.as_str().to_owned(),
        DeValue::Float(it) => it.as_str().to_owned(),
        DeValue::Boolean(true) => "institutions".to_owned(),
        DeValue::Boolean(false) => String::new(),
        DeValue::Datetime(it) => it.to_string(),
        DeValue::Array(it) => it.iter().map(|it| shown(it.get_ref())).collect::<Vec<_>>().join(", "),
        DeValue::Table(_) => "...".to_owned(),
    }
}

/// A table, and a key that was taken out of it.
type Torn = (Range<usize>, String);

/// Takes out the innermost thing that an error is about, and remembers the table that it stood in.
fn remove(table: &mut DeTable<'_>, own: &Range<usize>, error: &Range<usize>, torn: &mut Vec<Torn>) -> bool {
    let mut found = None;
    for (key, value) in table.iter_mut() {
        let (key_span, span) = (key.span(), value.span());
        if !holds(&key_span, error) {
            let inner = match value.get_mut() {
                DeValue::Table(inner) => remove(inner, &span, error, torn),
                DeValue::Array(list) => remove_of(list, error, torn),
                _ => false,
            };
            if inner {
                return true;
            }
            if !holds(&span, error) {
                continue;
            }
        }
        found = Some(key.clone());
        break;
    }
    let Some(key) = found else {
        return false;
    };
    torn.push((own.clone(), key.get_ref().to_string()));
    table.remove(&key).is_some()
}

fn remove_of(list: &mut DeArray<'_>, error: &Range<usize>, torn: &mut Vec<Torn>) -> bool {
    for item in list.iter_mut() {
        let span = item.span();
        let inner = match item.get_mut() {
            DeValue::Table(inner) => remove(inner, &span, error, torn),
            DeValue::Array(list) => remove_of(list, error, torn),
            _ => false,
        };
        if inner {
            return true;
        }
    }
    let Some(at) = list.iter().position(|it| holds(&it.span(), error)) else {
        return false;
    };
    let items = std::mem::replace(list, DeArray::new()).into_iter().enumerate();
    *list = items.filter(|(it, _)| *it != at).map(|(_, it)| it).collect();
    true
}

fn holds(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// An error of the reader in the words of problems.
pub(crate) fn told(file: FileId, message: &str, span: Option<Range<usize>>) -> Problem {
    let span = span_of(file, &span.unwrap_or(0..0));
    let words = message.split('`').skip(1).step_by(2).collect::<Vec<_>>();
    let (Some(word), others) = (words.first(), words.get(1..).unwrap_or_default()) else {
        return Problem::at(span, message.trim_end_matches('.'));
    };
    let help = || match closest(word, others.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("one of {}", others.join(", ")),
    };
    if message.starts_with("unknown field") {
        Problem::at(span, format!("no key `{word}` is known here")).label("unknown key").help(help())
    } else if message.starts_with("unknown variant") {
        Problem::at(span, format!("`{word}` has no meaning here")).label("unknown word").help(help())
    } else if message.starts_with("missing field") {
        Problem::at(span, format!("`{word}` is missing")).label("in this record")
    } else {
        Problem::at(span, message.trim_end_matches('.'))
    }
}

fn span_of(file: FileId, range: &Range<usize>) -> Span {
    super::reading::span_in(file, range)
}
