//! The law of a run: ours, or ours with a folder laid over it. Reads the folder, and knows nothing of what it says.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    law::{Law, Sources},
    source::document,
    text::{Files, Problem, Problems, Span, clean},
};

/// Levels of folders that legal data have: `rules/FAMILY/NAME.toml`.
const DEPTH: usize = 2;

/// The law that is compiled in.
pub(super) fn embedded() -> Law {
    match Law::embedded() {
        Ok(law) => law,
        Err(problems) => unreachable!("the legal data are tested: {}", problems.len()),
    }
}

/// A folder of legal data, and who asked for it.
pub(super) struct Folder<'f> {
    pub(super) path: &'f str,
    /// The flag, the variable or the key that names it.
    pub(super) asked: &'f str,
    /// Where a file names it.
    pub(super) span: Option<Span>,
}

/// The same with a folder laid over it; `None` where something in it does not fit.
pub(super) fn with(cwd: &Path, asked: &Folder<'_>, files: &mut Files, problems: &mut Problems) -> Option<Law> {
    let folder = asked.path;
    let root = cwd.join(folder);
    let shown = clean(folder).into_owned();
    if folder.is_empty() || !root.is_dir() {
        let message = format!("`{}`: there is no folder `{shown}`", asked.asked);
        let problem = match asked.span {
            Some(span) => Problem::at(span, message).label("this folder"),
            None => Problem::nowhere(message),
        };
        problems.push(problem.help("it holds files as `data/` and `rules/` of transborder do: `data/decisions.toml`"));
        return None;
    }
    let n_before = problems.len();
    let mut found = Vec::new();
    collect(&root, "", 0, &mut found, problems);
    for problem in problems.iter_mut().skip(n_before) {
        problem.message = format!("in `{shown}`: {}", problem.message);
    }
    found.sort();
    let mut sources = Sources::embedded();
    for (path, real) in &found {
        let name = format!("{}/{path}", folder.trim_end_matches('/'));
        match document::read(real).map(|bytes| document::decode(&name, bytes)) {
            Ok(Ok(text)) => sources.lay(path, &name, &text, files, problems),
            Ok(Err(error)) => drop(error.tell(&name, files, problems)),
            Err(error) => problems.push(Problem::nowhere(format!("cannot read `{}`: {}", clean(&name), error.reason))),
        }
    }
    if found.is_empty() && problems.len() == n_before {
        let problem = Problem::nowhere(format!("`{shown}` holds no legal data"));
        problems.push(problem.help("it holds files as `data/` and `rules/` of transborder do: `data/decisions.toml`"));
    }
    match Law::from_sources(&sources, files) {
        Ok(law) => (problems.len() == n_before).then_some(law),
        Err(more) => {
            problems.extend(more);
            None
        }
    }
}

/// Every file below a folder, by its path from the root of the folder; what cannot be legal data is a problem.
fn collect(folder: &Path, above: &str, depth: usize, found: &mut Vec<(String, PathBuf)>, problems: &mut Problems) {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            problems.push(Problem::nowhere(format!("cannot read the folder `{}`: {}", clean(above), error.kind())));
            return;
        }
    };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{above}{name}");
        if entry.path().is_file() {
            found.push((path, entry.path()));
        } else if !entry.path().is_dir() {
            let reason = document::read(&entry.path()).err().map_or_else(String::new, |it| it.reason);
            problems.push(Problem::nowhere(format!("cannot read `{}`: {reason}", clean(&path))));
        } else if depth < DEPTH {
            collect(&entry.path(), &format!("{path}/"), depth + 1, found, problems);
        } else {
            problems.push(Problem::nowhere(format!("`{}` is no folder of legal data", clean(&path))));
        }
    }
}
