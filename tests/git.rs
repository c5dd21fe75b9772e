//! `diff` on the revisions of a repository that is made for the test: what is read, what is left alone, what is refused.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

#[path = "runner/run.rs"]
#[allow(dead_code, reason = "the runner of folders has more than revisions need")]
mod run;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use run::{Ran, run as run_program};

const SHOP: &str = "[organizations.shop]\ncountry = \"DE\"\n[systems.shop]\noperator = \"shop\"\nrole = \"controller\"\nin = \"DE\"\n\
    [organizations.mailco]\ncountry = \"US\"\nevidence = { file = \"paper.txt\", sha256 = \"50adea61fa4e77ab111b814716097abfd05f83a207b47eb4529bbd4f54e111e0\" }\n\
    [systems.mail]\noperator = \"mailco\"\nrole = \"processor\"\nin = \"US\"\n";

const FLOW: &str = "[[flows]]\nfrom = \"shop\"\nto = \"mail\"\n";

/// A repository with two commits on `main`, outside any other; removed at the end.
struct Repository(PathBuf);

impl Repository {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("transborder-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("law")).unwrap();
        let repository = Self(folder.canonicalize().unwrap());
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        repository.write("law/shop.toml", SHOP);
        repository.write("law/paper.txt", "hello\n\n");
        repository.write("law/flows.toml", &format!("{FLOW}via = \"open\"\n"));
        repository.commit("one");
        repository
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.0.join(path), text).unwrap();
    }

    fn git(&self, args: &[&str]) {
        let mut git = Command::new("git");
        git.current_dir(&self.0).args(["-c", "user.name=Test", "-c", "user.email=test@example.invalid"]).args(args);
        git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        let output = git.output().expect("git is there");
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", message]);
    }

    fn run(&self, args: &[&str]) -> Ran {
        self.run_in(&self.0, args)
    }

    fn run_in(&self, folder: &Path, args: &[&str]) -> Ran {
        run_program(folder, args, &BTreeMap::new(), "2026-11-23", "")
    }
}

impl Drop for Repository {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[track_caller]
fn check(ran: &Ran, code: u8, words: &[&str]) {
    assert_eq!(ran.code, code, "{}{}", ran.stdout, ran.stderr);
    for word in words {
        assert!(
            ran.stdout.contains(word) || ran.stderr.contains(word),
            "lacks `{word}`:\n{}{}",
            ran.stdout,
            ran.stderr
        );
    }
}

#[test]
fn revisions_are_read_and_nothing_is_checked_out() {
    let repository = Repository::new("revisions");
    repository.git(&["tag", "first"]);
    repository.git(&["switch", "--quiet", "--create", "change"]);
    repository.write("law/flows.toml", &format!("{FLOW}via = \"open\"\n{FLOW}id = \"again\"\n"));
    repository.commit("two");
    // What lies in the folder and is no part of the revisions.
    repository.write("law/shop.toml", "not an inventory [");
    let ran = repository.run(&["diff", "first..HEAD"]);
    check(
        &ran,
        1,
        &["from first to HEAD", "1 added, 0 removed", "shop -> mail#again", "1 unchanged", "law/flows.toml:7:6"],
    );
    assert!(!ran.stdout.contains("evidence-missing"), "evidence lies in the revision:\n{}", ran.stdout);
    check(&repository.run(&["diff", "main..change", "--", "law"]), 1, &["1 added"]);
    check(
        &repository.run_in(&repository.0.join("law"), &["diff", "main..change", "--", "."]),
        1,
        &["1 added", " flows.toml:7:6"],
    );
    check(&repository.run(&["diff", "change..main"]), 0, &["0 added, 1 removed", "passed"]);
    check(&repository.run(&["diff", "main..main"]), 0, &["no difference"]);
    check(&repository.run(&["diff", "main:law", "change:law"]), 1, &["from main:law to change:law", "1 added"]);
    let here = repository.0.join("law");
    check(&repository.run_in(&here, &["diff", "main:./", "change:."]), 1, &["1 added"]);
    check(&repository.run_in(&here, &["diff", "main:", "change:"]), 1, &["1 added"]);
    repository.write("law/shop.toml", SHOP);
    check(&repository.run(&["diff", "main:law", "law"]), 1, &["1 added"]);
    assert_eq!(fs::read_to_string(repository.0.join(".git/HEAD")).unwrap().trim(), "ref: refs/heads/change");
}

#[test]
fn three_dots_compare_with_where_it_parted() {
    let repository = Repository::new("parted");
    repository.git(&["branch", "change"]);
    repository.write("law/flows.toml", "# nothing is sent any more\nflows = [{ from = \"shop\", to = \"shop\" }]\n");
    repository.commit("main goes on");
    check(&repository.run(&["diff", "main..change"]), 1, &["1 added"]);
    check(&repository.run(&["diff", "main...change"]), 0, &["no difference", "main...change"]);
}

#[test]
fn a_first_inventory_is_all_new() {
    let repository = Repository::new("first");
    repository.git(&["rm", "--quiet", "-r", "law"]);
    repository.write("README.md", "nothing yet\n");
    repository.commit("none");
    check(
        &repository.run(&["diff", "HEAD..HEAD~1"]),
        1,
        &["there is no inventory in HEAD: everything is new", "1 added"],
    );
    check(&repository.run(&["diff", "HEAD~1..HEAD"]), 3, &["there is no inventory in `.`"]);
    check(&repository.run(&["diff", "HEAD~1..HEAD", "--", "missing.toml"]), 3, &["missing.toml"]);
}

#[test]
fn a_changed_paper_is_seen_in_the_revision() {
    let repository = Repository::new("paper");
    repository.write("law/paper.txt", "other\n");
    repository.commit("two");
    check(&repository.run(&["diff", "main~1..main"]), 0, &["findings introduced:", "evidence-missing"]);
    repository.git(&["rm", "--quiet", "law/paper.txt"]);
    repository.commit("three");
    check(&repository.run(&["diff", "main~2..main"]), 0, &["evidence-missing"]);
}

#[test]
fn what_cannot_be_read_is_told() {
    let repository = Repository::new("refused");
    check(&repository.run(&["diff", "man..HEAD"]), 2, &["git knows no revision `man`", "git log"]);
    check(&repository.run(&["diff", "main..--output=x"]), 2, &["git knows no revision `--output=x`"]);
    check(&repository.run(&["diff", "main...--all"]), 2, &["git knows no revision `--all`"]);
    check(&repository.run(&["diff", "main..HEAD", "--", "../elsewhere"]), 3, &["leads out of the repository"]);
    check(&repository.run(&["diff", "main:law", "HEAD:/etc"]), 3, &["leads out of the repository"]);
    check(&repository.run(&["diff", "main", "HEAD"]), 2, &["compared as `main..HEAD`"]);
    repository.write("law/flows.toml", "[[flows]]\nfrom = \"shop\"\nto = \"mial\"\n");
    repository.commit("broken");
    check(&repository.run(&["diff", "main", "law"]), 2, &["no file or folder `main`", "`main:law`"]);
    check(&repository.run(&["diff", "main~1..main"]), 3, &["law/flows.toml:3:6", "mial"]);
    let outside = std::env::temp_dir().join(format!("transborder-outside-{}", std::process::id()));
    fs::create_dir_all(&outside).unwrap();
    check(&repository.run_in(&outside, &["diff", "main..HEAD"]), 2, &["this folder is in no git repository"]);
    fs::remove_dir_all(&outside).unwrap();
}
