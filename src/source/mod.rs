//! Many files become one inventory, with everything that is wrong in any of them. Never judges.

mod candidate;
pub mod document;
mod evidence;
mod find;
mod git;
mod lost;

use std::path::PathBuf;

use rustc_hash::FxHashSet;

use crate::{
    inventory::{self, Inventory},
    law::Law,
    syntax::Tree,
    text::{FileId, Files, Problem, Problems},
};

pub use git::Revision;

use candidate::{Candidate, Outcome};
use find::Found;
use lost::Lost;

/// What to read.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The folder that paths are relative to.
    pub cwd: PathBuf,
    /// Files and folders; `-` is standard input.
    pub paths: Vec<String>,
    /// Name and content of standard input; the ending of the name gives the format.
    pub stdin: Option<(String, Vec<u8>)>,
}

/// One inventory, and what it was read from.
#[derive(Debug)]
pub struct Reading {
    /// All texts.
    pub files: Files,
    /// What they say together.
    pub inventory: Inventory,
    /// Files that belong to it, as they are shown.
    pub read: Vec<String>,
    /// Files of folders that do not, each with the reason.
    pub passed_over: Vec<(String, String)>,
}

/// What a run reads, and what its inventory names: nothing is to be written there.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    /// Files of the inventory, as they are shown.
    pub parts: Vec<String>,
    /// Files that are named as evidence.
    pub evidence: Vec<PathBuf>,
}

impl Inputs {
    /// Those of an inventory.
    #[must_use]
    pub fn of(reading: &Reading) -> Self {
        let evidence = reading.inventory.evidence.iter().map(|it| it.path.clone()).collect();
        Self { parts: reading.read.clone(), evidence }
    }

    /// Those of both.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.parts.extend(other.parts);
        self.evidence.extend(other.evidence);
        self
    }
}

/// Why there is no inventory.
#[derive(Debug)]
pub struct Failure {
    /// Everything that is wrong, by file and place.
    pub problems: Vec<Problem>,
    /// The texts that the problems point into.
    pub files: Files,
    /// Whether anything was there.
    pub kind: FailureKind,
}

/// Whether anything was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// The folders hold no inventory.
    Nothing,
    /// Something is there and cannot be read or understood.
    Broken,
}

/// Reads all files into one inventory.
///
/// # Errors
/// Everything that is wrong in any of them; nothing is kept of the rest.
pub fn read(request: &Request, law: &Law) -> Result<Reading, Box<Failure>> {
    let mut files = Files::default();
    let mut problems = Problems::new();
    let found = find::find(request, &mut files, &mut problems);
    understand(found, files, problems, law, None)
}

/// Reads files of a revision into one inventory; paths start at the root of the repository, or in the working folder.
///
/// # Errors
/// As for [`read`].
pub fn read_revision(
    revision: &Revision,
    paths: &[String],
    starts_here: bool,
    law: &Law,
) -> Result<Reading, Box<Failure>> {
    let mut files = Files::default();
    let mut problems = Problems::new();
    match revision.find(paths, starts_here, &mut files, &mut problems) {
        Ok(found) => understand(found, files, problems, law, Some(revision)),
        Err(problem) => Err(Box::new(Failure { problems: vec![problem], files, kind: FailureKind::Broken })),
    }
}

fn understand(
    found: Found,
    files: Files,
    mut problems: Problems,
    law: &Law,
    revision: Option<&Revision>,
) -> Result<Reading, Box<Failure>> {
    let mut passed_over = found.passed_over;
    let mut sorted = Sorted::default();
    for candidate in &found.candidates {
        match candidate::parse(candidate, &files, &mut problems) {
            Outcome::Inventory(tree) => sorted.keep(candidate, tree),
            Outcome::PassedOver(why) => passed_over.push((candidate.name.clone(), why.to_owned())),
            Outcome::Broken(tree) => sorted.set_aside(candidate, tree, &problems),
            Outcome::Unread => {
                sorted.lost.anything = true;
                sorted.candidates.push(candidate);
            }
        }
    }
    sorted.lost.anything |= found.folders.iter().any(|it| it.is_broken);
    let is_broken = !problems.is_empty();
    for folder in &found.folders {
        if !sorted.candidates.iter().any(|it| folder.holds(it)) && !folder.is_broken {
            problems.push(no_inventory(&folder.name));
        }
    }
    let kind = if is_broken { FailureKind::Broken } else { FailureKind::Nothing };
    let kind = if sorted.trees.is_empty() { kind } else { FailureKind::Broken };
    let mut inventory = sorted.lower(law, &files, &mut problems);
    if problems.is_empty() {
        let named = sorted.candidates.iter().zip(&sorted.trees);
        inventory.evidence = evidence::collect(named, &files, revision);
    }
    let read = sorted.candidates.iter().map(|it| it.name.clone()).collect();
    drop(sorted);
    if problems.is_empty() {
        passed_over.sort();
        return Ok(Reading { files, inventory, read, passed_over });
    }
    Err(Box::new(Failure { problems: tidy(problems), files, kind }))
}

/// What the candidates turned out to be.
#[derive(Default)]
struct Sorted<'f> {
    candidates: Vec<&'f Candidate>,
    trees: Vec<Tree<'f>>,
    lost: Lost,
}

impl<'f> Sorted<'f> {
    fn keep(&mut self, candidate: &'f Candidate, tree: Tree<'f>) {
        self.candidates.push(candidate);
        self.trees.push(tree);
    }

    /// What could be read of a broken file still defines ids for the others.
    fn set_aside(&mut self, candidate: &'f Candidate, tree: Option<Tree<'f>>, problems: &Problems) {
        self.lost.set_aside(candidate.file, tree.as_ref(), problems);
        self.candidates.push(candidate);
        self.trees.extend(tree);
    }

    /// All trees as one inventory.
    fn lower(&self, law: &Law, files: &Files, problems: &mut Problems) -> Inventory {
        let mut own = Problems::new();
        let inventory = inventory::lower(&self.trees, law, &mut own);
        // What is no value means nothing either: one cause is told once.
        let told = problems.iter().filter_map(|it| it.span).collect::<FxHashSet<_>>();
        own.retain(|it| it.span.is_none_or(|it| !told.contains(&it)));
        problems.extend(self.lost.sift(own, files));
        inventory
    }
}

fn no_inventory(folder: &str) -> Problem {
    let tables = inventory::TABLES.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ");
    Problem::nowhere(format!("there is no inventory in `{folder}`"))
        .help(format!("`transborder init` writes a first one; a file counts when it has one of the tables {tables}"))
}

/// By file and place, each said once.
fn tidy(mut problems: Problems) -> Problems {
    problems.sort_by_key(|it| it.span.map_or((true, FileId::default(), 0), |span| (false, span.file, span.start)));
    problems.dedup();
    problems
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

    use super::*;

    fn failure(name: &str, text: &str) -> Vec<String> {
        let request = Request {
            cwd: std::env::temp_dir(),
            paths: vec!["-".to_owned()],
            stdin: Some((name.to_owned(), text.as_bytes().to_vec())),
        };
        let law = Law::embedded().unwrap();
        read(&request, &law).map_or_else(|it| it.problems.into_iter().map(|it| it.message).collect(), |_| Vec::new())
    }

    #[test]
    fn another_format_is_recognized() {
        assert_eq!(failure("a.toml", "{\"flows\": []}"), ["`a.toml` is written as JSON"]);
        assert_eq!(failure("a.json", "home = \"DE\"\n[recipients]\nA = \"DE\"\n"), ["`a.json` is written as TOML"]);
        assert_eq!(failure("a.json", "home: DE\nrecipients:\n  A: DE\n"), ["`a.json` is written as YAML"]);
    }

    #[test]
    fn what_is_no_inventory_is_said() {
        assert_eq!(failure("a.toml", " \n"), ["`a.toml` is empty"]);
        assert_eq!(failure("a.txt", "x"), ["the format of `a.txt` is not known"]);
        assert_eq!(failure("a.toml", "[package]\nname = \"x\"\n"), ["`a.toml` is no inventory"]);
    }
}
