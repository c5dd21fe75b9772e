//! Is a file an inventory, and can it be parsed? Never looks below its top level.

use std::path::PathBuf;

use crate::{
    inventory::{TABLES, is_part, nearly_part},
    syntax::{self, Format, Tree, Value},
    text::{FileId, Files, Problem, Problems, Span, closest},
};

/// Tables that make a file that somebody named an inventory too: with other files beside it, it is a part of one.
const PARTS: &[&str] = &["data", "measures"];

/// Other keys by which an inventory is recognized that was written in another format than its name says.
const OTHERS: &[&str] = &["home", "schema"];

/// A file that may be an inventory.
#[derive(Debug)]
pub(super) struct Candidate {
    /// Its path as it is shown.
    pub(super) name: String,
    /// Its text.
    pub(super) file: FileId,
    /// The folder that it stands in.
    pub(super) folder: PathBuf,
    /// Its path without links, by which it is known; `None` for standard input and what is missing.
    pub(super) real: Option<PathBuf>,
    /// How it came to be one.
    pub(super) chosen: Chosen,
}

/// How a file came to be a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chosen {
    /// Somebody named it: it must be an inventory.
    Named,
    /// It lies in a folder that somebody named.
    Found,
    /// Its text could not be had, which has been said.
    Unreadable,
}

/// What a candidate is.
pub(super) enum Outcome<'f> {
    /// An inventory.
    Inventory(Tree<'f>),
    /// Something else, and why.
    PassedOver(&'static str),
    /// It cannot be understood; with what could be.
    Broken(Option<Tree<'f>>),
    /// It is no text that anybody could look into.
    Unread,
}

/// Parses a candidate and says what it is.
pub(super) fn parse<'f>(candidate: &Candidate, files: &'f Files, problems: &mut Problems) -> Outcome<'f> {
    let text = files.get(candidate.file).map_or("", |it| it.text.as_str());
    let name = &candidate.name;
    let start = Span::new(candidate.file, 0, 0);
    let is_found = candidate.chosen == Chosen::Found;
    if candidate.chosen == Chosen::Unreadable {
        return Outcome::Unread;
    }
    let Some(format) = Format::of_path(name) else {
        let problem = Problem::at(start, format!("the format of `{name}` is not known"));
        problems.push(problem.help("inventories end in `.toml`, `.yaml`, `.yml` or `.json`"));
        return Outcome::Unread;
    };
    if text.trim_start_matches('\u{FEFF}').trim().is_empty() {
        if is_found {
            return Outcome::PassedOver("empty");
        }
        let problem = Problem::at(start, format!("`{name}` is empty"));
        problems.push(problem.help("`transborder init` writes a template to start from"));
        return Outcome::Broken(None);
    }
    let mut own = Problems::new();
    let tree = syntax::parse(format, candidate.file, text, &mut own);
    let is_table = tree.as_ref().is_some_and(|it| matches!(it.root().value(), Value::Table(_) | Value::Null));
    if is_found && tree.is_some() && !is_table {
        // The last problem says only that an inventory is a table.
        own.pop();
        if own.is_empty() {
            return Outcome::PassedOver(NO_TABLES);
        }
    }
    let is_meant = |it: &Tree<'_>| has(it, TABLES) || (!is_found && (has(it, PARTS) || has(it, OTHERS)));
    let mut tree = tree.filter(|_| is_table);
    if !own.is_empty()
        && !tree.as_ref().is_some_and(is_meant)
        && let Some((other, read, mut others)) = written_as(format, candidate.file, text, is_meant)
    {
        problems.push(wrong_format(candidate, start, other));
        own.clear();
        own.append(&mut others);
        tree = Some(read);
    }
    problems.append(&mut own);
    let Some(tree) = tree else {
        return Outcome::Broken(None);
    };
    if !tree.is_whole() {
        // What lies in a folder may be anything: its keys are no errors of ours.
        let is_ours = !is_found || has(&tree, TABLES);
        return Outcome::Broken(Some(tree).filter(|_| is_ours));
    }
    let is_inventory = has(&tree, TABLES) || is_part(tree.root()) || (!is_found && has(&tree, PARTS));
    if is_inventory {
        return Outcome::Inventory(tree);
    }
    if is_found && nearly_part(tree.root()).is_none() {
        return Outcome::PassedOver(NO_TABLES);
    }
    problems.push(no_tables(name, &tree, start, is_found));
    Outcome::Broken(None)
}

const NO_TABLES: &str = "none of the tables of an inventory";

fn has(tree: &Tree<'_>, tables: &[&str]) -> bool {
    tree.root().entries().any(|it| tables.contains(&it.key))
}

/// The format that a text is an inventory in, although its name says another one, with what is wrong in that format.
fn written_as<'f>(
    format: Format,
    file: FileId,
    text: &'f str,
    is_meant: impl Fn(&Tree<'_>) -> bool,
) -> Option<(Format, Tree<'f>, Problems)> {
    // YAML takes nearly all JSON for its own: a slip in JSON is a slip in JSON.
    let like_json = text.trim_start_matches('\u{FEFF}').trim_start().starts_with('{');
    let others = [Format::Json, Format::Toml, Format::Yaml].into_iter().filter(|it| *it != format);
    let read = others.filter(|it| !(like_json && *it == Format::Yaml)).filter_map(|it| {
        let mut problems = Problems::new();
        let tree = syntax::parse(it, file, text, &mut problems)?;
        is_meant(&tree).then_some((it, tree, problems))
    });
    read.min_by_key(|(_, _, problems)| problems.len())
}

fn wrong_format(candidate: &Candidate, at: Span, other: Format) -> Problem {
    let name = candidate.name.as_str();
    let (word, ending) = match other {
        Format::Toml => ("TOML", "toml"),
        Format::Yaml => ("YAML", "yaml"),
        Format::Json => ("JSON", "json"),
    };
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    // Standard input is no file that could be renamed.
    let help = match candidate.real {
        Some(_) => format!("rename it to `{stem}.{ending}`"),
        None => format!("say so with `--stdin-name {stem}.{ending}`"),
    };
    Problem::at(at, format!("`{name}` is written as {word}")).help(help)
}

/// How a file of a folder is left out that only looks like an inventory.
const LEAVE_OUT: &str = "If the file is no part of an inventory, name the files to read instead of the folder, or leave it out in `.gitignore`";

fn no_tables(name: &str, tree: &Tree<'_>, start: Span, is_found: bool) -> Problem {
    let first = tree.root().entries().next().map_or(start, |it| it.key_span);
    let meant = tree.root().entries().find_map(|it| closest(it.key, TABLES.iter().copied()).map(|near| (it, near)));
    let (at, help) = match meant {
        Some((entry, near)) => (entry.key_span, format!("did you mean `{near}`?")),
        None => (first, format!("it has none of the tables {}", TABLES.join(", "))),
    };
    let help = if is_found { format!("{help} {LEAVE_OUT}") } else { help };
    Problem::at(at, format!("`{name}` is no inventory")).label("no table of an inventory").help(help)
}
