//! The files of a revision, read with the `git` program: nothing is checked out, fetched or written, and no shell is used.
//! Never knows what is in them.

use std::{
    collections::BTreeMap,
    io::{self, Read, Write},
    path::{Component, Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{
    syntax::Format,
    text::{Files, Problem, Problems, clean},
};

use super::{
    candidate::{Candidate, Chosen},
    document,
    find::{self, Folder, Found},
};

/// A revision of a repository, and its files.
#[derive(Debug, Clone)]
pub struct Revision {
    /// As it was written.
    pub name: String,
    cwd: PathBuf,
    /// The working folder, from the root of the repository; with a slash at its end, or empty.
    prefix: String,
    entries: BTreeMap<String, Entry>,
}

/// One file of a tree.
#[derive(Debug, Clone)]
struct Entry {
    mode: String,
    object: String,
}

impl Revision {
    /// Looks a revision up, with the list of its files.
    ///
    /// # Errors
    /// No git, no repository, no such revision.
    pub fn open(cwd: &Path, name: &str) -> Result<Self, Problem> {
        refuse_option(name)?;
        let prefix = ask(cwd, &["rev-parse", "--show-prefix"]).map_err(|it| {
            it.problem("this folder is in no git repository", "revisions are read where git knows them")
        })?;
        let tree = ask(cwd, &["rev-parse", "--verify", "--quiet", &format!("{name}^{{tree}}")]).map_err(|it| {
            it.problem(&no_revision(name), "a branch, a tag or a commit: `git log --oneline` lists commits")
        })?;
        let listed = ask(cwd, &["ls-tree", "-r", "-z", "--full-tree", tree.trim_end()])
            .map_err(|it| it.problem(&format!("git cannot list the files of `{}`", clean(name)), ""))?;
        let entries = listed.split('\0').filter_map(|line| {
            let (facts, path) = line.split_once('\t')?;
            let mut facts = facts.split(' ');
            let (mode, _kind, object) = (facts.next()?, facts.next()?, facts.next()?);
            Some((path.to_owned(), Entry { mode: mode.to_owned(), object: object.to_owned() }))
        });
        Ok(Self {
            name: name.to_owned(),
            cwd: cwd.to_owned(),
            prefix: prefix.trim_end_matches(['\n', '\r']).to_owned(),
            entries: entries.collect(),
        })
    }

    /// The revision from which two others parted.
    ///
    /// # Errors
    /// No git, no repository, no such revision, nothing in common.
    pub fn parting(cwd: &Path, one: &str, other: &str) -> Result<String, Problem> {
        refuse_option(one)?;
        refuse_option(other)?;
        let found = ask(cwd, &["merge-base", one, other]).map_err(|it| {
            let message = format!("git finds no commit that `{}` and `{}` have in common", clean(one), clean(other));
            it.problem(&message, "both must be known here: a shallow clone lacks older commits")
        })?;
        Ok(found.trim_end().to_owned())
    }

    /// A path of the repository, from its root; `None` where it leads out of it.
    ///
    /// As git has it: a path after `REV:` starts at the root, unless it begins with `./` or `../`.
    fn rooted(&self, path: &str, starts_here: bool) -> Option<String> {
        let is_here = starts_here || path.starts_with("./") || path.starts_with("../") || matches!(path, "." | "..");
        let joined = if is_here { format!("{}{path}", self.prefix) } else { path.to_owned() };
        plain(Path::new(&joined))
    }

    /// Whether a file is there, by its path from the root.
    fn has(&self, path: &str) -> bool {
        self.entries.contains_key(path)
    }

    /// The content of a file, by its path from the root.
    pub(super) fn content(&self, path: &Path) -> Option<Vec<u8>> {
        let entry = self.entries.get(&plain(path)?)?;
        contents(&self.cwd, &[&entry.object]).ok()?.pop()
    }

    /// Whether a file is there.
    pub(super) fn is_file(&self, path: &Path) -> bool {
        plain(path).is_some_and(|it| self.has(&it))
    }

    /// Loads every file of some paths that may be an inventory, as for paths of a disk.
    pub(super) fn find(
        &self,
        paths: &[String],
        starts_here: bool,
        files: &mut Files,
        problems: &mut Problems,
    ) -> Result<Found, Problem> {
        let mut found = Found::default();
        let mut wanted: BTreeMap<&str, (String, Chosen)> = BTreeMap::new();
        for argument in paths {
            let name = find::shown(argument);
            let Some(root) = self.rooted(argument, starts_here) else {
                return Err(Problem::nowhere(format!("`{}` leads out of the repository", clean(argument))));
            };
            if let Some((path, _)) = self.entries.get_key_value(&root) {
                wanted.insert(path, (name, Chosen::Named));
                continue;
            }
            let below = if root.is_empty() { String::new() } else { format!("{root}/") };
            let mut folder = Folder::new(name.clone());
            for (path, entry) in self.entries.range(below.clone()..).take_while(|(path, _)| path.starts_with(&below)) {
                let inner = path.get(below.len()..).unwrap_or_default();
                if Format::of_path(inner).is_none() || find::is_configuration(inner) {
                    continue;
                }
                let shown = if name == "." { inner.to_owned() } else { format!("{name}/{inner}") };
                let shown = shown.trim_start_matches('/').to_owned();
                if inner.split('/').any(|it| it.starts_with('.')) {
                    found.passed_over.push((shown, "hidden".to_owned()));
                } else if !entry.mode.starts_with("100") {
                    found.passed_over.push((shown, "no regular file".to_owned()));
                } else {
                    folder.add(PathBuf::from(path));
                    wanted.entry(path).or_insert((shown, Chosen::Found));
                }
            }
            found.folders.push(folder);
        }
        let mut wanted = wanted.into_iter().collect::<Vec<_>>();
        wanted.sort_by(|one, other| one.1.0.cmp(&other.1.0));
        let objects = wanted.iter().filter_map(|(path, _)| self.entries.get(*path)).map(|it| it.object.as_str());
        let texts = contents(&self.cwd, &objects.collect::<Vec<_>>())
            .map_err(|it| it.problem(&format!("git cannot read the files of `{}`", clean(&self.name)), ""))?;
        for ((path, (name, chosen)), bytes) in wanted.into_iter().zip(texts) {
            let real = PathBuf::from(path);
            let folder = real.parent().map(Path::to_owned).unwrap_or_default();
            let (file, chosen) = match document::keep(&name, bytes, files, problems) {
                Ok(file) => (file, chosen),
                Err(file) => (file, Chosen::Unreadable),
            };
            found.candidates.push(Candidate { name, file, folder, real: Some(real), chosen });
        }
        Ok(found)
    }
}

/// What begins with `-` would be an option.
fn refuse_option(word: &str) -> Result<(), Problem> {
    if word.starts_with('-') || word.is_empty() {
        return Err(Problem::nowhere(no_revision(word)).help("a revision is a branch, a tag or a commit"));
    }
    Ok(())
}

fn no_revision(name: &str) -> String {
    format!("git knows no revision `{}`", clean(name))
}

/// A path without `.` and `..`, with slashes; `None` where it leads out or is absolute.
fn plain(path: &Path) -> Option<String> {
    let mut parts: Vec<String> = Vec::new();
    for it in path.components() {
        match it {
            Component::CurDir => {}
            Component::ParentDir => drop(parts.pop()?),
            Component::Normal(part) => parts.push(part.to_str()?.to_owned()),
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(parts.join("/"))
}

/// Why git gave no answer.
enum Refused {
    /// There is no such program, or it cannot be run.
    NotRun(io::ErrorKind),
    /// It ran, and said no.
    Said,
}

impl Refused {
    fn problem(&self, message: &str, help: &str) -> Problem {
        match self {
            Self::NotRun(io::ErrorKind::NotFound) => Problem::nowhere("the program `git` is not there")
                .help("revisions are read with it: install it, or compare two files or folders"),
            Self::NotRun(kind) => Problem::nowhere(format!("the program `git` cannot be run: {kind}")),
            Self::Said => Problem::nowhere(message).help(help),
        }
    }
}

/// The program, without anything by which it would ask, fetch, lock or translate.
fn git(cwd: &Path) -> Command {
    let mut git = Command::new("git");
    git.current_dir(cwd).env("GIT_TERMINAL_PROMPT", "0").env("GIT_NO_LAZY_FETCH", "1").env("GIT_OPTIONAL_LOCKS", "0");
    git.env("LC_ALL", "C").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    git
}

fn ask(cwd: &Path, args: &[&str]) -> Result<String, Refused> {
    let output = git(cwd).args(args).output().map_err(|it| Refused::NotRun(it.kind()))?;
    if !output.status.success() {
        return Err(Refused::Said);
    }
    // A name that is not UTF-8 is no name of an inventory.
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The contents of objects, in their order, with one run of the program.
fn contents(cwd: &Path, objects: &[&str]) -> Result<Vec<Vec<u8>>, Refused> {
    if objects.is_empty() {
        return Ok(Vec::new());
    }
    let failed = |it: io::Error| Refused::NotRun(it.kind());
    let mut child = git(cwd).args(["cat-file", "--batch"]).stdin(Stdio::piped()).spawn().map_err(failed)?;
    let input = child.stdin.take();
    let mut answer = Vec::new();
    std::thread::scope(|scope| {
        // Both pipes hold little: whoever writes all before reading would wait for ever.
        scope.spawn(move || {
            if let Some(mut input) = input {
                let _ = objects.iter().try_for_each(|it| writeln!(input, "{it}"));
            }
        });
        child.stdout.take().map_or(Ok(0), |mut it| it.read_to_end(&mut answer))
    })
    .map_err(failed)?;
    child.wait().map_err(failed)?;
    let mut rest = answer.as_slice();
    objects.iter().map(|_| next(&mut rest).ok_or(Refused::Said)).collect()
}

/// `OBJECT TYPE SIZE`, a line feed, the content, a line feed.
fn next(rest: &mut &[u8]) -> Option<Vec<u8>> {
    let end = rest.iter().position(|it| *it == b'\n')?;
    let header = std::str::from_utf8(rest.get(..end)?).ok()?;
    let size = header.rsplit(' ').next()?.parse::<usize>().ok()?;
    let start = end + 1;
    let content = rest.get(start..start.checked_add(size)?)?.to_vec();
    *rest = rest.get(start + size + 1..)?;
    Some(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_made_plain() {
        let plain = |path: &str| plain(Path::new(path));
        assert_eq!(plain("a/./b/../c.toml").as_deref(), Some("a/c.toml"));
        assert_eq!(plain(".").as_deref(), Some(""));
        assert_eq!(plain("../a"), None);
        assert_eq!(plain("/a"), None);
    }

    #[test]
    fn answers_are_taken_apart() {
        let mut rest = &b"abc blob 3\nx\ny\nabd blob 0\n\nabe missing\n"[..];
        assert_eq!(next(&mut rest).as_deref(), Some(&b"x\ny"[..]));
        assert_eq!(next(&mut rest).as_deref(), Some(&b""[..]));
        assert_eq!(next(&mut rest), None);
    }
}
