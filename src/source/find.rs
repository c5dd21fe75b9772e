//! Which files to read, and their texts. Never looks into them.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use ignore::{DirEntry, WalkBuilder};

use crate::{
    syntax::Format,
    text::{Files, Problem, Problems, Span, closest},
};

use super::{
    Request,
    candidate::{Candidate, Chosen},
    document,
};

/// The name of our configuration, which is never an inventory.
const CONFIGURATION: &str = "transborder.toml";

/// The folder of a repository's own, in which nobody keeps anything.
const REPOSITORY: &str = ".git";

/// All candidates, by the path that is shown.
#[derive(Default)]
pub(super) struct Found {
    pub(super) candidates: Vec<Candidate>,
    pub(super) folders: Vec<Folder>,
    pub(super) passed_over: Vec<(String, String)>,
}

/// A folder that was named.
pub(super) struct Folder {
    /// Its path as it is shown.
    pub(super) name: String,
    /// Whether some of it could not be read, which has been said.
    pub(super) is_broken: bool,
    files: BTreeSet<PathBuf>,
}

impl Folder {
    pub(super) fn new(name: String) -> Self {
        Self { name, is_broken: false, files: BTreeSet::new() }
    }

    /// Keeps a file that was found in it.
    pub(super) fn add(&mut self, file: PathBuf) {
        self.files.insert(file);
    }

    /// Whether a file was found in it.
    pub(super) fn holds(&self, candidate: &Candidate) -> bool {
        candidate.real.as_ref().is_some_and(|it| self.files.contains(it))
    }
}

/// A path with how it is shown.
struct Located {
    name: String,
    path: PathBuf,
    chosen: Chosen,
}

/// Finds and loads every file of a request; each is loaded once, however often it is named.
pub(super) fn find(request: &Request, files: &mut Files, problems: &mut Problems) -> Found {
    let mut found = Found::default();
    // By real path; what is missing has none and is known by its name.
    let mut located: BTreeMap<PathBuf, Located> = BTreeMap::new();
    for argument in &request.paths {
        let (name, path) = (shown(argument), request.cwd.join(argument));
        if argument == "-" {
            continue;
        }
        if !path.is_dir() {
            let real = real(&path);
            let named = Located { name, path, chosen: Chosen::Named };
            match located.get_mut(&real) {
                Some(before) => before.chosen = Chosen::Named,
                None => drop(located.insert(real, named)),
            }
            continue;
        }
        let mut folder = Folder::new(name.clone());
        for it in walk(&name, &path, &mut folder, &mut found.passed_over, problems) {
            let real = real(&it.path);
            folder.files.insert(real.clone());
            located.entry(real).or_insert(it);
        }
        found.folders.push(folder);
    }
    let mut located = located.into_iter().collect::<Vec<_>>();
    located.sort_by(|a, b| a.1.name.cmp(&b.1.name));
    if request.paths.iter().any(|it| it == "-")
        && let Some((name, bytes)) = &request.stdin
    {
        let file = document::keep(name, bytes.clone(), files, problems);
        let (file, chosen) = file.map_or_else(|file| (file, Chosen::Unreadable), |file| (file, Chosen::Named));
        found.candidates.push(Candidate { name: name.clone(), file, folder: request.cwd.clone(), real: None, chosen });
    }
    found.candidates.extend(located.into_iter().map(|(real, it)| load(it, real, files, problems)));
    found
}

/// Whether a file is our configuration.
pub(super) fn is_configuration(path: &str) -> bool {
    path.rsplit('/').next() == Some(CONFIGURATION)
}

/// A path as it is shown: with slashes, without what says nothing.
pub(super) fn shown(path: &str) -> String {
    let path = if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() };
    let mut rest = path.as_str();
    while let Some(inner) = rest.strip_prefix("./") {
        rest = inner.trim_start_matches('/');
    }
    let trimmed = rest.trim_end_matches('/');
    match (trimmed, path.starts_with('/')) {
        ("", true) => "/".to_owned(),
        ("", false) => ".".to_owned(),
        _ => trimmed.to_owned(),
    }
}

fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// The files of a folder that may be inventories, by path.
///
/// What `.gitignore` leaves out is left out, also where there is no repository; settings of the machine are not asked.
fn walk(
    name: &str,
    path: &Path,
    folder: &mut Folder,
    passed_over: &mut Vec<(String, String)>,
    problems: &mut Problems,
) -> Vec<Located> {
    let mut walker = WalkBuilder::new(path);
    let is_hidden = |it: &DirEntry| it.depth() > 0 && it.file_name().as_encoded_bytes().starts_with(b".");
    let hidden = Arc::<Mutex<Vec<PathBuf>>>::default();
    let hidden_folders = Arc::clone(&hidden);
    walker.filter_entry(move |it| {
        let is_entered = !is_hidden(it) || it.file_type().is_some_and(|it| !it.is_dir());
        if !is_entered
            && it.file_name() != REPOSITORY
            && let Ok(mut all) = hidden_folders.lock()
        {
            all.push(it.path().to_owned());
        }
        is_entered
    });
    walker.hidden(false).ignore(false).git_ignore(true).git_global(false).git_exclude(false);
    // Inside a repository its rules hold up to its root; elsewhere only those of the folder itself.
    let in_repository = real(path).ancestors().any(|it| it.join(".git").exists());
    walker.require_git(in_repository).parents(in_repository).follow_links(false).sort_by_file_path(Ord::cmp);
    let mut all = Vec::new();
    for entry in walker.build() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                folder.is_broken = true;
                let reason =
                    error.io_error().map_or_else(|| "it cannot be walked".to_owned(), |it| it.kind().to_string());
                let at = failed_at(&error).map_or_else(|| name.to_owned(), |it| shown_in(name, path, it));
                let problem = Problem::nowhere(format!("cannot read all of `{name}`: `{at}`: {reason}"));
                problems.push(problem.help("give the rights to read it, or name the files one by one"));
                continue;
            }
        };
        let shown = shown_in(name, path, entry.path());
        let is_configuration = entry.file_name() == CONFIGURATION;
        let is_link = entry.path_is_symlink();
        let is_linked_folder = is_link && entry.path().is_dir();
        if entry.depth() == 0 || is_configuration || (Format::of_path(&shown).is_none() && !is_linked_folder) {
            continue;
        }
        let is_file = if is_link { entry.path().is_file() } else { entry.file_type().is_some_and(|it| it.is_file()) };
        let is_folder = !is_link && entry.file_type().is_some_and(|it| it.is_dir());
        let why = match (is_linked_folder, is_link, is_file) {
            _ if is_folder => continue,
            _ if is_hidden(&entry) => "hidden",
            (true, ..) => "a link to a folder",
            // What a link to nothing should have led to may be a part of the inventory: that is an error when it is read.
            (_, is_link, is_file) if is_file || (is_link && !entry.path().exists()) => {
                all.push(Located { name: shown, path: entry.into_path(), chosen: Chosen::Found });
                continue;
            }
            (_, true, _) => "a link to no regular file",
            _ => "no regular file",
        };
        passed_over.push((shown, why.to_owned()));
    }
    if let Ok(folders) = hidden.lock() {
        let shown = folders.iter().map(|it| shown_in(name, path, it));
        passed_over.extend(shown.map(|it| (format!("{it}/"), "a hidden folder".to_owned())));
    }
    all
}

/// How something in a folder is shown.
fn shown_in(name: &str, folder: &Path, path: &Path) -> String {
    let inner = path.strip_prefix(folder).unwrap_or(path).to_string_lossy();
    let inner = if cfg!(windows) { inner.replace('\\', "/") } else { inner.into_owned() };
    match name {
        "." => inner,
        "/" => format!("/{inner}"),
        _ => format!("{name}/{inner}"),
    }
}

/// The path at which a walk failed.
fn failed_at(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => failed_at(err),
        _ => None,
    }
}

/// Reads a file; one that cannot be read keeps its name and has no text.
fn load(located: Located, real: PathBuf, files: &mut Files, problems: &mut Problems) -> Candidate {
    let Located { name, path, chosen } = located;
    let folder = path.parent().map(Path::to_owned).unwrap_or_default();
    let file = match document::read(&path) {
        Ok(bytes) => document::keep(&name, bytes, files, problems),
        Err(error) => {
            let file = files.add(name.clone(), String::new());
            let problem = Problem::at(Span::new(file, 0, 0), format!("cannot read `{name}`: {}", error.reason));
            let near = if error.is_missing { neighbor(&name, &path) } else { None };
            problems.push(match near {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None if error.is_pipe => {
                    problem.help("give its content to standard input: `-`, with its name in `--stdin-name`")
                }
                None if chosen == Chosen::Found => {
                    problem.help("mend it, take it away, or leave it out by `.gitignore`")
                }
                None => problem,
            });
            Err(file)
        }
    };
    match file {
        Ok(file) => Candidate { name, file, folder, real: Some(real), chosen },
        Err(file) => Candidate { name, file, folder, real: Some(real), chosen: Chosen::Unreadable },
    }
}

/// The file next to a missing one that was probably meant.
fn neighbor(name: &str, path: &Path) -> Option<String> {
    let wanted = path.file_name()?.to_str()?;
    let siblings = std::fs::read_dir(path.parent()?).ok()?.flatten();
    let mut names = siblings.filter_map(|it| it.file_name().into_string().ok()).collect::<Vec<_>>();
    names.sort();
    let near = closest(wanted, names.iter().map(String::as_str))?;
    Some(match name.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/{near}"),
        None => near.to_owned(),
    })
}
