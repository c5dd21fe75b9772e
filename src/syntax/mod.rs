//! TOML, YAML and JSON into one flat tree of spanned nodes, with all errors of a text at once.
//! Never knows what a key means, never guesses the type of a word.

mod json;
mod toml;
mod tree;
mod yaml;

#[cfg(test)]
mod tests;

pub use tree::{Entries, Entry, Items, Node, Tree, Value};

use crate::text::{FileId, Lack, Problem, Problems, Span};

use json::Cutting;
use tree::{Kind, Tape};

/// Lists and tables deeper than this are refused: no inventory needs more than a handful of levels,
/// and whoever walks a tree may recurse.
const DEPTH: usize = 64;

/// Problems told of one text; the rest is counted.
const TOLD: usize = 1_000;

/// The three spellings of a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// TOML 1.1.
    Toml,
    /// YAML 1.2, one document.
    Yaml,
    /// JSON, RFC 8259.
    Json,
}

impl Format {
    /// The format that the ending of a path stands for; `None` for other endings.
    #[must_use]
    pub fn of_path(path: &str) -> Option<Self> {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        let (_, ending) = name.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "toml" => Some(Self::Toml),
            "yaml" | "yml" => Some(Self::Yaml),
            "json" => Some(Self::Json),
            _ => None,
        }
    }
}

/// Parses a text; pushes every problem, in the order of the text, and gives as much of the tree as could be read.
///
/// `None` only where nothing could be read. A text without content gives an empty table.
pub fn parse<'s>(format: Format, file: FileId, text: &'s str, problems: &mut Problems) -> Option<Tree<'s>> {
    if u32::try_from(text.len()).is_err() {
        problems
            .push(Problem::at(Span::new(file, 0, 0), "this file is larger than 4 GiB").help("split it into several"));
        return None;
    }
    let start = if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
    if let (Format::Json, Some(tree)) = (format, json::parse_in_parts(text, file, start, Cutting::of(text.len()))) {
        return Some(tree);
    }
    let mut found = Found::default();
    let mut tape = Tape::new(text, file);
    match format {
        Format::Toml => toml::parse(&mut tape, start, &mut found),
        Format::Yaml => yaml::parse(&mut tape, start, &mut found),
        Format::Json => json::parse(&mut tape, start, &mut found),
    }
    let mut tree = tape.finish();
    tree.is_whole = !found.lost;
    if let (true, Some(name)) = (found.list.is_empty(), tree.root().other_than_table()) {
        found.push(Problem::at(tree.root().span(), format!("an inventory is a table of keys, this is {name}")));
    }
    report(found, problems);
    Some(tree)
}

/// The problems of one text.
#[derive(Default)]
struct Found {
    list: Problems,
    /// How many came after the list was full.
    more: usize,
    /// Something that stands in the text may be missing from the tree.
    lost: bool,
}

impl Found {
    /// A problem that may leave something out of the tree.
    fn push(&mut self, problem: Problem) {
        self.lost = true;
        self.slip(problem);
    }

    /// A problem whose meaning is plain: the tree has all that the text says.
    fn slip(&mut self, problem: Problem) {
        if self.list.len() < TOLD {
            self.list.push(problem);
        } else {
            self.more += 1;
        }
    }
}

/// Sorts by place, drops what is said twice of one place, and counts what came after the list was full.
fn report(found: Found, problems: &mut Problems) {
    let mut list = found.list;
    list.sort_by_key(|it| it.span.map_or(0, |span| span.start));
    list.dedup_by_key(|it| it.span.map(|span| span.start));
    if let (1.., Some(last)) = (found.more, list.last().and_then(|it| it.span)) {
        let words = match found.more {
            1 => "1 more problem in this file is not shown".to_owned(),
            more => format!("{more} more problems in this file are not shown"),
        };
        let rest = Problem::at(last, words).lacks(Lack::Rest(found.more));
        list.push(rest.help("mend those before it first"));
    }
    problems.append(&mut list);
}

/// A length or place in a text; texts that need more than 32 bits are refused before.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The beginning of a word, for a message.
fn short(word: &str) -> String {
    if word.chars().nth(40).is_some() { word.chars().take(39).chain(['…']).collect() } else { word.to_owned() }
}

/// The problem of nesting past the limit.
fn too_deep(span: Span) -> Problem {
    Problem::at(span, format!("lists and tables are nested deeper than {DEPTH} levels")).label("reading stops here")
}

/// The problem of a key that stands twice in one table.
fn written_twice(key: &str, first: Span, second: Span) -> Problem {
    Problem::at(second, format!("the key `{}` is written twice", short(key)))
        .label("written again")
        .related(first, "first written here")
        .help("keep one of the two")
}

impl Node<'_> {
    fn other_than_table(self) -> Option<&'static str> {
        Some(match self.kind() {
            Kind::Table | Kind::Null | Kind::Rest => return None,
            Kind::List => "a list",
            Kind::Number => "a number",
            Kind::Date => "a date",
            Kind::True | Kind::False => "yes or no",
            Kind::Key | Kind::Text | Kind::Plain => "a text",
        })
    }
}
