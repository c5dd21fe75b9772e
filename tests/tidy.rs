//! The house stays in order: which room may import which, how files begin and how long they are, no law in Rust, and rules that
//! are complete. Reads the sources as text and runs nothing.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// What each room may import besides itself, as in ARCHITECTURE.md.
const ROOMS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("syntax", &["text"]),
    ("law", &["syntax", "text"]),
    ("inventory", &["law", "syntax", "text"]),
    ("graph", &["inventory", "text"]),
    ("source", &["inventory", "law", "syntax", "text"]),
    ("assess", &["graph", "inventory", "law", "text"]),
    ("output", &["assess", "graph", "inventory", "law", "text"]),
    ("cli", &["assess", "inventory", "law", "output", "source", "syntax", "text"]),
];

/// Longer files are split by meaning.
const LONGEST: usize = 600;

/// Places where a country, decision or day may stand in Rust, each with the reason.
const LAW_ALLOWED: &[(&str, &str, &str)] = &[
    ("src/inventory/words.rs", "2021/915", "the word of the format for the clauses that are no mechanism"),
    ("src/output/text/table.rs", "TO", "the heading of a column"),
];

#[test]
fn rooms_import_only_rooms_below() {
    let mut wrong = Vec::new();
    let known = ROOMS.iter().map(|(room, _)| *room).collect::<BTreeSet<_>>();
    for folder in folders(&root().join("src")) {
        assert!(known.contains(name(&folder).as_str()), "src/{} has no line in tests/tidy.rs", name(&folder));
    }
    for (room, allowed) in ROOMS {
        for path in sources(&root().join("src").join(room)) {
            for imported in imports(&code(&path)) {
                if imported != *room && known.contains(imported.as_str()) && !allowed.contains(&imported.as_str()) {
                    wrong.push(format!("{} imports `{imported}`, which `{room}` must not know", shown(&path)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_begin_with_what_they_are_for() {
    let mut wrong = Vec::new();
    for path in sources(&root().join("src")) {
        let text = fs::read_to_string(&path).unwrap();
        if !text.starts_with("//! ") {
            wrong.push(format!("{} does not begin with `//!`", shown(&path)));
        }
        let n_lines = text.lines().count();
        if n_lines > LONGEST {
            wrong.push(format!("{} has {n_lines} lines, {LONGEST} are the limit", shown(&path)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_law_in_rust() {
    let mut wrong = Vec::new();
    for path in sources(&root().join("src")) {
        let shown = shown(&path);
        for (at, line) in code(&path).lines().enumerate() {
            for found in law_in(line) {
                if !LAW_ALLOWED.iter().any(|(file, word, _)| *file == shown && found.contains(word)) {
                    wrong.push(format!("{shown}:{}: `{found}` belongs into data/ or rules/", at + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn rules_are_complete() {
    let mut wrong = Vec::new();
    // Words are made of every rule; that says nothing of where it is judged.
    let words = root().join("src/assess/words");
    let judging = sources(&root().join("src/assess")).into_iter().filter(|it| !it.starts_with(&words));
    let judging = judging.map(|it| code(&it)).collect::<String>();
    let catalogue = fs::read_to_string(root().join("src/law/catalogue.rs")).unwrap();
    for folder in folders(&root().join("rules")).into_iter().filter(|it| name(it) != "regimes") {
        let messages = code(&words.join("message").join(format!("{}.rs", name(&folder))));
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let (id, text) = (name(&path).replace(".toml", ""), fs::read_to_string(&path).unwrap());
            let mut say = |what: &str| wrong.push(format!("{}: {what}", shown(&path)));
            if !text.starts_with(&format!("id = \"{id}\"\n")) {
                say("`id` is not the name of the file");
            }
            for fires in ["true", "false"] {
                if !text.contains(&format!("\nfires = {fires}\n")) {
                    say(&format!("no example with `fires = {fires}`"));
                }
            }
            if !catalogue.contains(&format!("\"{id}\"")) {
                say("no line in src/law/catalogue.rs");
            }
            let variant = id.split('-').map(capitalized).collect::<String>();
            if !mentions(&judging, &format!("Rule::{variant}")) {
                say(&format!("nothing that judges in src/assess/ speaks of `Rule::{variant}`"));
            }
            if !mentions(&messages, &format!("Rule::{variant}")) {
                say(&format!("no message for `Rule::{variant}` in src/assess/words/message/{}.rs", name(&folder)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the documents call a file or a folder of the repository is there.
#[test]
fn paths_in_documents_exist() {
    let mut wrong = Vec::new();
    let top = ["ARCHITECTURE.md", "CONTRIBUTING.md", "README.md", "SECURITY.md"].map(|it| root().join(it));
    let docs = fs::read_dir(root().join("docs")).unwrap().map(|it| it.unwrap().path());
    for path in top.into_iter().chain(docs.filter(|it| it.extension().is_some_and(|it| it == "md"))) {
        let text = fs::read_to_string(&path).unwrap();
        let words = text.split('`').skip(1).step_by(2);
        for word in words.filter(|it| ["src/", "data/", "rules/", "tests/"].iter().any(|room| it.starts_with(room))) {
            let is_pattern = word.contains(|it: char| it.is_uppercase() || it.is_whitespace() || it == '*');
            if !is_pattern && !root().join(word).exists() {
                wrong.push(format!("{} speaks of `{word}`, which is not there", shown(&path)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/")
}

fn folders(path: &Path) -> Vec<PathBuf> {
    let mut all = fs::read_dir(path).unwrap().map(|it| it.unwrap().path()).filter(|it| it.is_dir()).collect::<Vec<_>>();
    all.sort();
    all
}

/// All Rust files below a folder.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut all = folders(folder).iter().flat_map(|it| sources(it)).collect::<Vec<_>>();
    let files = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    all.extend(files.filter(|it| it.extension().is_some_and(|it| it == "rs")));
    all.sort();
    all
}

/// The text of a file without its tests and with empty lines for comments.
fn code(path: &Path) -> String {
    if name(path) == "tests.rs" {
        return String::new();
    }
    let text = fs::read_to_string(path).unwrap();
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    text.lines().map(|it| if it.trim_start().starts_with("//") { "\n".to_owned() } else { format!("{it}\n") }).collect()
}

/// Rooms that are imported: `crate::room` and `crate::{room, other::{..}}`.
fn imports(code: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let word =
        |it: &str| it.trim_start().chars().take_while(|it| it.is_alphanumeric() || *it == '_').collect::<String>();
    for rest in code.split("crate::").skip(1) {
        let Some(group) = rest.strip_prefix('{') else {
            all.insert(word(rest));
            continue;
        };
        let (mut depth, mut start) = (0_usize, 0);
        for (at, it) in group.char_indices() {
            match it {
                '{' => depth += 1,
                '}' if depth > 0 => depth -= 1,
                ',' | '}' if depth == 0 => {
                    all.insert(word(&group[start..at]));
                    start = at + 1;
                    if it == '}' {
                        break;
                    }
                }
                _ => {}
            }
        }
    }
    all
}

/// String literals that look like a country code, the number of a decision, or a legal day.
fn law_in(line: &str) -> Vec<&str> {
    let literals = line.split('"').skip(1).step_by(2);
    literals.filter(|it| is_country(it) || has_number(it)).collect()
}

fn is_country(literal: &str) -> bool {
    literal.len() == 2 && literal.bytes().all(|it| it.is_ascii_uppercase())
}

/// `2021/914`, `95/46`.
fn has_number(literal: &str) -> bool {
    let digits = |it: &str| it.bytes().take_while(u8::is_ascii_digit).count();
    let before = |it: &str| it.bytes().rev().take_while(u8::is_ascii_digit).count();
    let mut parts = literal.split('/');
    let Some(mut left) = parts.next() else {
        return false;
    };
    for right in parts {
        if matches!(before(left), 2 | 4) && (2..=4).contains(&digits(right)) {
            return true;
        }
        left = right;
    }
    false
}

fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|it| it.to_ascii_uppercase()).into_iter().chain(chars).collect()
}

/// Whether a word stands in a text by itself.
fn mentions(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| !text[at + word.len()..].starts_with(|it: char| it.is_alphanumeric()))
}
