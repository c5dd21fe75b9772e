//! TOML, YAML and JSON into one flat tree of spanned nodes, with all errors of a text at once.
//! Never knows what a key means, never guesses the type of a word.

mod json;
mod toml;
mod tree;
mod yaml;

#[cfg(test)]
mod tests;

pub use tree::{Entries, Entry, Items, Node, Tree, Value};

use crate::text::{FileId, Problem, Problems, Span};

use tree::{Kind, Tape};

/// Lists and tables deeper than this are refused: no inventory needs more than a handful of levels,
/// and whoever walks a tree may recurse.
const DEPTH: usize = 64;

/// Problems shown for one text; the rest is counted, because one slip can cause hundreds.
const SHOWN: usize = 20;

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
    let mut found = Vec::new();
    let mut tape = Tape::new(text, file);
    match format {
        Format::Toml => toml::parse(&mut tape, start, &mut found),
        Format::Yaml => yaml::parse(&mut tape, start, &mut found),
        Format::Json => json::parse(&mut tape, start, &mut found),
    }
    report(found, problems);
    let tree = tape.finish();
    if let Some(name) = tree.root().other_than_table() {
        let message = format!("an inventory is a table of keys, this is {name}");
        problems.push(Problem::at(tree.root().span(), message));
    }
    Some(tree)
}

/// Sorts by place, drops what is said twice of one place, and keeps the first few.
fn report(mut found: Problems, problems: &mut Problems) {
    found.sort_by_key(|it| it.span.map_or(0, |span| span.start));
    found.dedup_by_key(|it| it.span.map(|span| span.start));
    let more = found.len().saturating_sub(SHOWN);
    found.truncate(SHOWN);
    if let (1.., Some(last)) = (more, found.last_mut()) {
        let words = format!("{more} more problems in this file are not shown");
        last.help = if last.help.is_empty() { words } else { format!("{}; {words}", last.help) };
    }
    problems.append(&mut found);
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
    Problem::at(second, format!("the key `{key}` is written twice"))
        .label("written again")
        .related(first, "first written here")
        .help("keep one of the two")
}

impl Node<'_> {
    fn other_than_table(self) -> Option<&'static str> {
        Some(match self.kind() {
            Kind::Table | Kind::Null => return None,
            Kind::List => "a list",
            Kind::Number => "a number",
            Kind::Date => "a date",
            Kind::True | Kind::False => "yes or no",
            Kind::Key | Kind::Text | Kind::Plain => "a text",
        })
    }
}
