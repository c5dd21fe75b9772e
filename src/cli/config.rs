//! Finds and reads `transborder.toml`: every value with its place, nothing of what it means.

use std::path::{Component, Path, PathBuf};

use crate::{
    inventory,
    source::document,
    syntax::{self, Format, Node, Value},
    text::{Files, Problem, Problems, Span, Spanned, clean, closest},
};

/// The name that is looked for.
const NAME: &str = "transborder.toml";

/// Keys that hold one word.
const WORDS: &[&str] = &["as-of", "profile", "fail-on", "format", "color", "max", "law", "stdin-name", "regime"];

/// Keys that are true or false.
const SWITCHES: &[&str] = &["quiet", "verbose"];

/// Keys that hold one or several.
const LISTS: &[&str] = &["inventory", "output"];

/// One file of settings.
#[derive(Debug, Default)]
pub(super) struct Layer {
    /// Its path as it is shown.
    pub(super) name: String,
    /// The folder that its paths are relative to.
    pub(super) folder: PathBuf,
    /// One word each.
    pub(super) words: Vec<(&'static str, Spanned<String>)>,
    /// Several words each.
    pub(super) lists: Vec<(&'static str, Vec<Spanned<String>>)>,
    /// Figures by the name of their threshold.
    pub(super) thresholds: Vec<(String, Span, Spanned<u32>)>,
    /// Costs by the name of their action, as they are written.
    pub(super) costs: Vec<(String, Span, Spanned<String>)>,
    /// What is said of rules.
    pub(super) rules: Vec<RuleSetting>,
    extends: Option<Spanned<String>>,
}

/// One line of `[rules]`.
#[derive(Debug)]
pub(super) struct RuleSetting {
    pub(super) name: String,
    /// Where the name stands.
    pub(super) at: Span,
    pub(super) level: Option<Spanned<String>>,
    pub(super) reason: Option<Spanned<String>>,
}

impl Layer {
    pub(super) fn word(&self, key: &str) -> Option<&Spanned<String>> {
        self.words.iter().find(|(it, _)| *it == key).map(|(_, word)| word)
    }

    pub(super) fn list(&self, key: &str) -> Option<&[Spanned<String>]> {
        self.lists.iter().find(|(it, _)| *it == key).map(|(_, list)| list.as_slice())
    }
}

/// The files of settings that hold here, the one that wins first: the nearest, or what a flag or a variable names, then what
/// it extends.
pub(super) fn layers(
    cwd: &Path,
    named: Option<(&str, &str)>,
    files: &mut Files,
    problems: &mut Problems,
) -> Vec<Layer> {
    let mut layers: Vec<Layer> = Vec::new();
    let mut seen = Vec::new();
    let mut next = match named {
        Some((_, path)) => Some((cwd.join(path), None)),
        None => nearest(cwd).map(|it| (it, None)),
    };
    while let Some((path, asked)) = next.take() {
        let real = path.canonicalize().unwrap_or_else(|_| path.clone());
        if seen.contains(&real) {
            if let Some(span) = asked {
                problems.push(Problem::at(span, "`extends` leads back to a file that it comes from").label("a circle"));
            }
            break;
        }
        seen.push(real);
        let folder = path.parent().map_or_else(|| cwd.to_owned(), Path::to_owned);
        let file_name = path.file_name().map_or_else(String::new, |it| it.to_string_lossy().into_owned());
        let name = from_here(cwd, &folder, &file_name);
        let bytes = match document::read(&path) {
            Ok(bytes) => bytes,
            Err(error) => {
                let message = format!("cannot read `{name}`: {}", error.reason);
                problems.push(match (asked, named) {
                    (Some(span), _) => Problem::at(span, message).label("this file"),
                    (None, Some((from, _))) => Problem::nowhere(format!("`{from}`: {message}")),
                    (None, None) => Problem::nowhere(message),
                });
                break;
            }
        };
        let layer = read(name, folder, bytes, files, problems);
        next = layer.extends.as_ref().map(|it| (layer.folder.join(&it.value), Some(it.span)));
        layers.push(layer);
    }
    layers
}

/// A path of a file in another folder, as seen from here.
pub(super) fn from_here(cwd: &Path, folder: &Path, path: &str) -> String {
    if Path::new(path).is_absolute() {
        return path.to_owned();
    }
    let (cwd, folder) = (plain(cwd), plain(folder));
    let joined = if let Ok(below) = folder.strip_prefix(&cwd) {
        below.join(path)
    } else if let Ok(above) = cwd.strip_prefix(&folder) {
        above.components().map(|_| Component::ParentDir.as_os_str()).collect::<PathBuf>().join(path)
    } else {
        folder.join(path)
    };
    joined.to_string_lossy().into_owned()
}

/// A path without `.` and, where it can be told from the path alone, without `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for it in path.components() {
        match it {
            Component::CurDir => {}
            Component::ParentDir if plain.file_name().is_some() => drop(plain.pop()),
            it => plain.push(it),
        }
    }
    plain
}

/// From here up to the root of the repository, or of the file system.
fn nearest(cwd: &Path) -> Option<PathBuf> {
    for folder in cwd.ancestors() {
        let path = folder.join(NAME);
        // Settings that cannot be read are no settings that were not made: a folder or a link to nothing is told.
        if path.symlink_metadata().is_ok() {
            return Some(path);
        }
        if folder.join(".git").exists() {
            return None;
        }
    }
    None
}

fn read(name: String, folder: PathBuf, bytes: Vec<u8>, files: &mut Files, problems: &mut Problems) -> Layer {
    let Ok(file) = document::keep(&name, bytes, files, problems) else {
        return Layer { name, folder, ..Layer::default() };
    };
    let format = Format::of_path(&name).unwrap_or(Format::Toml);
    let text = files.get(file).map_or("", |it| it.text.as_str());
    if format == Format::Toml && text.trim_start().starts_with('{') {
        let problem = Problem::at(Span::new(file, 0, 0), format!("`{}` is written as JSON", clean(&name)));
        problems.push(problem.help("settings are TOML: each line is `key = value`"));
        return Layer { name, folder, ..Layer::default() };
    }
    let mut layer = Layer { name, folder, ..Layer::default() };
    if let Some(tree) = syntax::parse(format, file, text, problems) {
        for entry in tree.root().entries() {
            keep(&mut layer, entry.key, entry.key_span, entry.value, problems);
        }
    }
    layer
}

fn keep(layer: &mut Layer, key: &str, key_span: Span, node: Node<'_>, problems: &mut Problems) {
    let known = |keys: &'static [&'static str]| keys.iter().copied().find(|it| *it == key);
    if let (Some(key), Value::List(items)) = (known(WORDS).filter(|it| *it == "regime"), node.value()) {
        // A list is what the command line writes with commas.
        let all = items.filter_map(|it| word(it, problems)).map(|it| it.value).collect::<Vec<_>>();
        layer.words.push((key, Spanned::new(all.join(","), node.span())));
    } else if let Some(key) = known(WORDS) {
        layer.words.extend(word(node, problems).map(|it| (key, it)));
    } else if let Some(key) = known(SWITCHES) {
        let is_on = match node.value() {
            Value::Bool(is_on) => Some(is_on),
            Value::Plain("true") => Some(true),
            Value::Plain("false") => Some(false),
            _ => None,
        };
        match is_on {
            Some(is_on) => layer.words.push((key, Spanned::new(is_on.to_string(), node.span()))),
            None => {
                problems.push(Problem::at(node.span(), format!("`{key}` is true or false")).label("neither of them"));
            }
        }
    } else if key == "rules" {
        if !matches!(node.value(), Value::Table(_)) {
            problems.push(Problem::at(node.span(), "`rules` must be a table of rules").label("no table"));
        }
        layer.rules.extend(node.entries().map(|it| rule(it.key, it.key_span, it.value, problems)));
    } else if let Some(key) = known(LISTS) {
        let list = match node.value() {
            Value::List(items) => items.filter_map(|it| word(it, problems)).collect(),
            _ => word(node, problems).into_iter().collect(),
        };
        layer.lists.push((key, list));
    } else if key == "extends" {
        layer.extends = word(node, problems);
    } else if key == "costs" {
        if !matches!(node.value(), Value::Table(_)) {
            problems.push(Problem::at(node.span(), "`costs` must be a table of costs").label("no table"));
        }
        for entry in node.entries() {
            layer.costs.extend(word(entry.value, problems).map(|it| (entry.key.to_owned(), entry.key_span, it)));
        }
    } else if key == "thresholds" {
        if !matches!(node.value(), Value::Table(_)) {
            problems.push(Problem::at(node.span(), "`thresholds` must be a table of days").label("no table"));
        }
        for entry in node.entries() {
            let days = match entry.value.value() {
                Value::Number(days) | Value::Plain(days) => days.replace('_', "").parse::<u32>().ok(),
                _ => None,
            };
            match days {
                Some(days) => {
                    let days = Spanned::new(days, entry.value.span());
                    layer.thresholds.push((entry.key.to_owned(), entry.key_span, days));
                }
                None => {
                    let message = format!("`{}` must be a number of days", entry.key);
                    problems.push(Problem::at(entry.value.span(), message).label("no number of days"));
                }
            }
        }
    } else {
        let lists = [WORDS, SWITCHES, LISTS, &["extends", "rules", "thresholds", "costs"]];
        let message = format!("`{}` has no key `{key}`", clean(&layer.name));
        if key == inventory::HOME || inventory::TABLES.contains(&key) {
            let help = "it belongs into an inventory, which has another name, such as `inventory.toml`";
            problems.push(Problem::at(key_span, message).label("no setting").help(help));
            return;
        }
        problems.push(unknown(key, key_span, &message, &lists.concat()));
    }
}

/// `RULE = { level = "note", reason = "..." }`
fn rule(name: &str, at: Span, node: Node<'_>, problems: &mut Problems) -> RuleSetting {
    const SHAPE: &str = "write `{ level = \"note\", reason = \"...\" }`";
    let mut setting = RuleSetting { name: name.to_owned(), at, level: None, reason: None };
    if !matches!(node.value(), Value::Table(_)) {
        problems.push(Problem::at(node.span(), "a rule needs a level and a reason").label("no table").help(SHAPE));
        return setting;
    }
    for entry in node.entries() {
        let slot = match entry.key {
            "level" => &mut setting.level,
            "reason" => &mut setting.reason,
            key => {
                let message = format!("a rule has no key `{key}` here");
                problems.push(unknown(key, entry.key_span, &message, &["level", "reason"]));
                continue;
            }
        };
        *slot = word(entry.value, problems);
        if entry.key == "reason" && slot.as_ref().is_some_and(|it| it.value.trim().is_empty()) {
            problems.push(Problem::at(entry.value.span(), "the reason is empty").label("says nothing"));
        }
    }
    for key in ["level", "reason"].iter().filter(|key| !node.entries().any(|it| it.key == **key)) {
        problems.push(Problem::at(at, format!("`{name}` has no `{key}`")).label("this rule").help(SHAPE));
    }
    setting
}

/// The problem of a key that has no meaning.
pub(super) fn unknown(key: &str, at: Span, message: &str, all: &[&str]) -> Problem {
    let problem = Problem::at(at, message).label("unknown key");
    match closest(key, all.iter().copied()) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None if all.len() > 30 => problem,
        None => problem.help(format!("its keys are {}", all.join(", "))),
    }
}

fn word(node: Node<'_>, problems: &mut Problems) -> Option<Spanned<String>> {
    match node.value() {
        Value::Text(word) | Value::Plain(word) | Value::Date(word) | Value::Number(word) => {
            Some(Spanned::new(word.to_owned(), node.span()))
        }
        _ => {
            problems
                .push(Problem::at(node.span(), "this must be a text").label("no text").help("write a word in quotes"));
            None
        }
    }
}
