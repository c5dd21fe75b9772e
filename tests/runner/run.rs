//! One case: a folder with `case.toml` (the command, the day, what must be true) and the expected output beside it.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use transborder::{
    cli::{self, Env, Terminal},
    law::Day,
};

/// The day of a case that names none.
const TODAY: &str = "2026-11-23";

/// What is no input of a case.
const OURS: [&str; 3] = ["case.toml", "stdout.txt", "stderr.txt"];

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Case {
    /// What it shows, where its name does not say it.
    #[serde(default)]
    #[serde(rename = "about")]
    _about: String,
    args: Vec<String>,
    exit: u8,
    today: Option<String>,
    stdin: Option<String>,
    /// The folder to run in, inside the case.
    folder: Option<String>,
    #[serde(default)]
    env: BTreeMap<String, String>,
    /// Input files that are short, or that must not lie in the repository under their names.
    #[serde(default)]
    files: BTreeMap<String, String>,
    /// Symbolic links, each with what it leads to.
    #[serde(default)]
    links: BTreeMap<String, String>,
    #[serde(default)]
    stdout_has: Vec<String>,
    #[serde(default)]
    stdout_lacks: Vec<String>,
    #[serde(default)]
    stderr_has: Vec<String>,
    #[serde(default)]
    stderr_lacks: Vec<String>,
    /// Files that must be there afterwards, each with what they must hold.
    #[serde(default)]
    written: BTreeMap<String, Vec<String>>,
    /// Files that must not be there afterwards.
    #[serde(default)]
    absent: Vec<String>,
}

/// What a run gave.
pub(crate) struct Ran {
    pub(crate) code: u8,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs the program as it would be run in a folder.
pub(crate) fn run(cwd: &Path, args: &[&str], vars: &BTreeMap<String, String>, today: &str, stdin: &str) -> Ran {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let args = std::iter::once(&"transborder").chain(args).map(OsString::from).collect();
    let code = cli::run(&mut Env {
        args,
        cwd: cwd.to_owned(),
        vars: vars.clone(),
        today: day(today),
        stdin: &mut stdin.as_bytes(),
        stdout: &mut stdout,
        stderr: &mut stderr,
        terminal: Terminal { stdout: false, stderr: false, width: 100, unicode: true, color: false, color_err: false },
    });
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
    Ran { code, stdout: text(stdout), stderr: text(stderr) }
}

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

/// The folders in a folder, by name.
pub(crate) fn folders(path: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(path).unwrap_or_else(|it| panic!("{}: {it}", path.display()));
    let mut all = entries.map(|it| it.unwrap().path()).filter(|it| it.is_dir()).collect::<Vec<_>>();
    all.sort();
    all
}

/// Runs every case of a topic and tells of all that fail.
pub(crate) fn topic(topic: &str) {
    let mut failures = String::new();
    for folder in folders(&root().join("tests/cases").join(topic)) {
        if let Err(why) = case(topic, &folder) {
            writeln!(failures, "\n== tests/cases/{topic}/{}\n{why}", name(&folder)).unwrap();
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

fn case(topic: &str, folder: &Path) -> Result<(), String> {
    let text = fs::read_to_string(folder.join("case.toml")).map_err(|it| format!("case.toml: {it}"))?;
    let case: Case = toml::from_str(&text).map_err(|it| format!("case.toml: {it}"))?;
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cases").join(topic).join(name(folder));
    let _ = fs::remove_dir_all(&place);
    copy(folder, &place, true);
    for (path, content) in &case.files {
        let path = place.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    #[cfg(unix)]
    for (path, target) in &case.links {
        let path = place.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(target, path).unwrap();
    }
    // As at the root of a repository: no settings are looked for above.
    fs::create_dir_all(place.join(".git")).unwrap();
    let cwd = case.folder.as_ref().map_or(place.clone(), |it| place.join(it));
    let args = case.args.iter().map(String::as_str).collect::<Vec<_>>();
    let today = case.today.as_deref().unwrap_or(TODAY);
    let ran = run(&cwd, &args, &case.env, today, case.stdin.as_deref().unwrap_or_default());

    let mut wrong = String::new();
    if ran.code != case.exit {
        writeln!(wrong, "exit {} instead of {}\n{}{}", ran.code, case.exit, ran.stdout, ran.stderr).unwrap();
    }
    wrong += &words_of("stdout", &ran.stdout, &case.stdout_has, &case.stdout_lacks);
    wrong += &words_of("stderr", &ran.stderr, &case.stderr_has, &case.stderr_lacks);
    for (path, words) in &case.written {
        match fs::read_to_string(place.join(path)) {
            Ok(text) => wrong += &words_of(path, &text, words, &[]),
            Err(error) => writeln!(wrong, "{path}: {error}").unwrap(),
        }
    }
    for path in case.absent.iter().filter(|it| place.join(it).exists()) {
        writeln!(wrong, "{path} must not be there").unwrap();
    }
    let left = fs::read_dir(&cwd).unwrap().map(|it| name(&it.unwrap().path())).filter(|it| it.ends_with(".tmp"));
    left.for_each(|it| writeln!(wrong, "{it} was left behind").unwrap());
    // What a case that fails otherwise prints is not what it should print.
    let update = match is_update() {
        false => Update::Compare,
        true if wrong.is_empty() => Update::Rewrite,
        true => Update::Refuse,
    };
    wrong += &text_of("stdout", folder, &ran.stdout, [&case.stdout_has, &case.stdout_lacks], update);
    wrong += &text_of("stderr", folder, &ran.stderr, [&case.stderr_has, &case.stderr_lacks], update);
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

/// Whether what is expected is to be written anew.
pub(crate) fn is_update() -> bool {
    std::env::var_os("UPDATE").is_some_and(|it| it == "1")
}

/// What is done with an expected file.
#[derive(Clone, Copy)]
enum Update {
    /// It is compared.
    Compare,
    /// It is written anew.
    Rewrite,
    /// It is left as it is, though somebody asked for it to be written anew.
    Refuse,
}

fn copy(from: &Path, to: &Path, is_top: bool) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let name = name(&path);
        if path.is_dir() {
            copy(&path, &to.join(name), false);
        } else if !(is_top && OURS.contains(&name.as_str())) {
            fs::copy(&path, to.join(name)).unwrap();
        }
    }
}

/// Compares one stream with its file, unless only some words of it are asked for.
fn text_of(stream: &str, folder: &Path, text: &str, words: [&[String]; 2], update: Update) -> String {
    let path = folder.join(format!("{stream}.txt"));
    if words.iter().any(|it| !it.is_empty()) && !path.exists() {
        return String::new();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    let hint = match update {
        _ if expected == text => return String::new(),
        Update::Rewrite if text.is_empty() => {
            fs::remove_file(&path).unwrap();
            return String::new();
        }
        Update::Rewrite => {
            fs::write(&path, text).unwrap();
            return String::new();
        }
        Update::Compare => "UPDATE=1 rewrites it",
        Update::Refuse => "not rewritten, because the case fails for another reason: mend that first",
    };
    format!("{stream} differs ({hint}):\n{}\n", difference(&expected, text))
}

fn words_of(name: &str, text: &str, has: &[String], lacks: &[String]) -> String {
    let mut wrong = String::new();
    for word in has.iter().filter(|it| !text.contains(it.as_str())) {
        writeln!(wrong, "{name} lacks `{word}`:\n{text}").unwrap();
    }
    for word in lacks.iter().filter(|it| text.contains(it.as_str())) {
        writeln!(wrong, "{name} has `{word}`:\n{text}").unwrap();
    }
    wrong
}

/// The lines that differ, by the longest common subsequence.
fn difference(before: &str, after: &str) -> String {
    let (a, b) = (before.lines().collect::<Vec<_>>(), after.lines().collect::<Vec<_>>());
    let mut common = vec![vec![0_usize; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            let longest = common[i + 1][j].max(common[i][j + 1]);
            common[i][j] = if a[i] == b[j] { common[i + 1][j + 1] + 1 } else { longest };
        }
    }
    let (mut i, mut j, mut out) = (0, 0, String::new());
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            (i, j) = (i + 1, j + 1);
        } else if i < a.len() && (j == b.len() || common[i + 1][j] >= common[i][j + 1]) {
            writeln!(out, "-{}", a[i]).unwrap();
            i += 1;
        } else {
            writeln!(out, "+{}", b[j]).unwrap();
            j += 1;
        }
    }
    out
}
