//! What README and docs show is what the program does: commands with their output, and inventories that can be read.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

#[path = "runner/run.rs"]
#[allow(dead_code, reason = "the runner of folders has more than documents need")]
mod run;

use std::{collections::BTreeMap, fmt::Write as _, fs, path::PathBuf};

use run::{is_update, root, run as run_program};
use transborder::{
    law::{Family, Law, Rule},
    output::Format,
};

const TODAY: &str = "2026-11-23";

/// README and everything in docs/.
fn documents() -> Vec<PathBuf> {
    let docs = fs::read_dir(root().join("docs")).unwrap().map(|it| it.unwrap().path());
    let mut all = docs.filter(|it| it.extension().is_some_and(|it| it == "md")).collect::<Vec<_>>();
    all.sort();
    all.insert(0, root().join("README.md"));
    all
}

/// Each `$ transborder ...` line of a `console` block is run in the repository; what follows it is its output, and after
/// `$ echo $?` its exit code. `UPDATE=1` rewrites what is shown.
#[test]
fn commands_give_what_is_shown() {
    let mut failures = String::new();
    for path in documents() {
        let text = fs::read_to_string(&path).unwrap();
        let shown = rewritten(&text);
        if shown != text && is_update() {
            fs::write(&path, &shown).unwrap();
        } else if shown != text {
            writeln!(failures, "{} shows other output; UPDATE=1 rewrites it:\n{shown}", path.display()).unwrap();
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

fn rewritten(text: &str) -> String {
    let mut out = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        writeln!(out, "{line}").unwrap();
        if line != "```console" {
            continue;
        }
        let commands =
            lines.by_ref().take_while(|it| *it != "```").filter(|it| it.starts_with("$ ")).collect::<Vec<_>>();
        let mut code = 0;
        for (at, command) in commands.iter().enumerate() {
            let separator = if at == 0 { "" } else { "\n" };
            if *command == "$ echo $?" {
                write!(out, "{command}\n{code}\n").unwrap();
                continue;
            }
            let args = command
                .strip_prefix("$ transborder ")
                .expect("commands are ours")
                .split_whitespace()
                .collect::<Vec<_>>();
            let ran = run_program(&root(), &args, &BTreeMap::new(), TODAY, "");
            code = ran.code;
            assert!(
                code < 2 || commands.get(at + 1) == Some(&"$ echo $?"),
                "`{command}` ends with {code}: {}",
                ran.stderr
            );
            write!(out, "{separator}{command}\n{}{}", ran.stdout, ran.stderr).unwrap();
        }
        out.push_str("```\n");
    }
    out
}

/// Commands of `sh` blocks are not run, since they write files or read what is not here: their options have to exist.
#[test]
fn options_of_other_commands_exist() {
    let mut n = 0;
    for path in documents() {
        let text = fs::read_to_string(&path).unwrap();
        for block in text.split("```sh\n").skip(1) {
            let commands = block.split("\n```").next().unwrap().lines();
            for command in commands.filter_map(|it| it.strip_prefix("transborder ")) {
                let own = command.split(['#', '|', '>']).next().unwrap();
                let mut words = own.split_whitespace();
                let name = words.next().unwrap();
                let help = run_program(&root(), &[name, "--help"], &BTreeMap::new(), TODAY, "");
                assert_eq!(help.code, 0, "{}: `{command}`: {}", path.display(), help.stderr);
                for flag in words.filter(|it| it.starts_with('-') && *it != "--") {
                    let flag = flag.split('=').next().unwrap();
                    let mut known = help.stdout.split_whitespace().map(|it| it.trim_matches([',', '[', ']', '.']));
                    assert!(known.any(|it| it == flag), "{}: `{command}`: no `{flag}`", path.display());
                }
                n += 1;
            }
        }
    }
    assert!(n > 8, "only {n} commands are shown");
}

/// `docs/rules.md` is what the program writes; `UPDATE=1` rewrites it.
#[test]
fn the_reference_of_rules_is_current() {
    let path = root().join("docs/rules.md");
    let ran = reference();
    if is_update() {
        fs::write(&path, &ran.stdout).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    let other = written.lines().zip(ran.stdout.lines()).find(|(old, new)| old != new);
    assert!(written == ran.stdout, "docs/rules.md is not current; UPDATE=1 rewrites it. First other line: {other:?}");
}

fn reference() -> run::Ran {
    let ran = run_program(&root(), &["explain", "--format", "markdown", "--isolated"], &BTreeMap::new(), TODAY, "");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    ran
}

/// Of each rule the reference shows its law, an example that fires with what the program says, and one that does not.
#[test]
fn the_reference_of_rules_is_whole() {
    let text = reference().stdout;
    let pages = text.split("<a id=\"").skip(1).collect::<Vec<_>>();
    assert_eq!(pages.len(), Rule::ALL.len());
    for (page, rule) in pages.iter().zip(Rule::ALL) {
        let name = rule.name();
        assert!(page.starts_with(&format!("{name}\"></a>\n\n### {name}: ")), "{name}");
        for part in ["**Why**", "**What a reviewer asks**", "**It fires: ", "**It does not: ", "**Law**\n\n- "] {
            assert!(page.contains(part), "{name} has no `{part}`");
        }
        assert!(page.contains(&format!("[{name}]: ")), "{name} shows nothing of what the program says");
    }
}

/// Blocks that begin with `# inventory` can be read, and something is judged in them.
#[test]
fn inventories_can_be_read() {
    let mut n = 0;
    for path in documents() {
        let text = fs::read_to_string(&path).unwrap();
        for block in text.split("```toml\n# inventory").skip(1) {
            let inventory = block.split("\n```").next().unwrap();
            let args = ["check", "-", "--stdin-name", "block.toml", "--as-of", TODAY, "--isolated"];
            let ran = run_program(&root(), &args, &BTreeMap::new(), TODAY, &format!("# inventory{inventory}\n"));
            assert!(ran.code < 2, "{}: {}\n{inventory}", path.display(), ran.stderr);
            n += 1;
        }
    }
    assert!(n > 5, "only {n} inventories are shown");
}

/// The two commands of the README are those of `.ci/run`.
#[test]
fn the_gate_does_what_the_readme_says() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let gate = fs::read_to_string(root().join(".ci/run")).unwrap();
    for command in ["cargo run --release -- check examples/cloud-code", "cargo test"] {
        assert!(readme.contains(command) && gate.contains(command), "`{command}`");
    }
    let ran = run_program(&root(), &["check", "examples/cloud-code"], &BTreeMap::new(), TODAY, "");
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let finding = ran.stdout.split("\n\n").find(|it| it.starts_with("error[unprotected-onward-transfer]")).unwrap();
    assert!(readme.contains(finding), "the README opens with a finding that is not the program's:\n{finding}");
    let id = finding.rsplit("id: ").next().unwrap().trim();
    let told = run_program(&root(), &["explain", id, "examples/cloud-code"], &BTreeMap::new(), TODAY, "").stdout;
    let step = told.split("\n  - ").find(|it| it.starts_with("direct or onward")).unwrap();
    assert!(readme.contains(&format!("  - {step}\n")), "the README shows another step of its explanation:\n{step}");
}

/// Every option of `check` and every threshold is in the guide to settings.
#[test]
fn settings_are_told() {
    let guide = fs::read_to_string(root().join("docs/settings.md")).unwrap();
    let help = run_program(&root(), &["check", "--help"], &BTreeMap::new(), TODAY, "").stdout;
    let words = help.lines().filter(|it| it.trim_start().starts_with('-')).flat_map(str::split_whitespace);
    let flags = words.filter(|it| it.starts_with("--") && it.len() > 2 && *it != "--help").collect::<Vec<_>>();
    assert!(flags.len() > 12, "{flags:?}");
    for flag in flags {
        assert!(guide.contains(&format!("`{flag}`")), "docs/settings.md does not tell of {flag}");
    }
    let thresholds = fs::read_to_string(root().join("rules/thresholds.toml")).unwrap();
    for (name, rest) in thresholds.lines().filter_map(|it| it.split_once(" = ")) {
        let days = rest.split_whitespace().next().unwrap();
        assert!(guide.contains(&format!("\n{name} = {days}")), "docs/settings.md does not tell of {name} = {days}");
    }
    let costs = fs::read_to_string(root().join("rules/costs.toml")).unwrap();
    let remedy = fs::read_to_string(root().join("docs/remedy.md")).unwrap();
    for (name, rest) in costs.lines().filter_map(|it| it.split_once(" = ")) {
        let days = rest.split_whitespace().next().unwrap();
        assert!(guide.contains(&format!("\n{name} = {days}\n")), "docs/settings.md does not tell of {name} = {days}");
        let row =
            remedy.lines().find(|it| it.starts_with('|') && it.contains(&format!("`{name}`"))).unwrap_or_default();
        let cell = row.trim_end_matches(" |").rsplit("| ").next().unwrap_or_default();
        assert!(cell.split(", ").any(|it| it == days), "docs/remedy.md does not tell of {name} = {days}: {row}");
    }
}

/// The README says how many rules each family has.
#[test]
fn the_readme_counts_the_rules() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    for family in Family::ALL {
        let name = family.name();
        let n = Rule::ALL.iter().filter(|it| it.family() == *family).count();
        let row = format!("| [{name}](docs/rules.md#{name}) | {n} |");
        assert!(readme.contains(&row), "README.md has no row `{row}`");
    }
}

/// Every answer names its day, the review of the legal data, that this is long ago, and what is not ours in it; one about an
/// inventory also a rule that was turned off: in whatever format it is written.
#[test]
fn every_answer_names_its_law() {
    const DAY: &str = "2028-01-01";
    let law = Law::embedded().unwrap();
    let off = BTreeMap::from([("TRANSBORDER_RULE".to_owned(), "evidence-missing=off".to_owned())]);
    let answer = |args: &[&str]| {
        let last = ["--law", "examples/other-law", "--as-of", DAY];
        let ran = run_program(&root(), &[args, last.as_slice()].concat(), &off, TODAY, "");
        assert!(ran.code < 2, "{args:?}: {}", ran.stderr);
        ran.stdout
    };
    let found = answer(&["check", "examples/cloud-code", "--format", "json"]);
    let found: serde_json::Value = serde_json::from_str(&found).unwrap();
    let id = found["findings"][0]["fingerprint"].as_str().unwrap();
    let age = law.age_note(DAY.parse().unwrap()).unwrap();
    let of_law = [DAY, &law.reviewed.to_string(), &age, "examples/other-law/data/decisions.toml"];
    let of_rules = [of_law.as_slice(), &["evidence-missing"]].concat();
    let commands: [(&[&str], &[Format], &[&str]); 8] = [
        (&["check", "examples/cloud-code"], Format::OF_CHECK, &of_rules),
        (&["register", "examples/cloud-code"], Format::OF_REGISTER, &of_rules),
        (&["remedy", "examples/cloud-code"], Format::OF_REMEDY, &of_rules),
        (&["what-if", "examples/cloud-code", "--without", "eu-us-dpf"], Format::OF_COMPARISON, &of_rules),
        (&["graph", "examples/cloud-code"], Format::OF_GRAPH, &of_law),
        (&["place", "KE"], Format::OF_PLACE, &of_law),
        (&["explain", "KE"], Format::OF_EXPLANATION, &of_law),
        (&["explain", id, "examples/cloud-code"], &[Format::Text, Format::Json], &of_law),
    ];
    let mut failures = String::new();
    for (command, formats, wanted) in commands {
        for format in formats {
            // Of JSON the one of `check` alone lists rules that were set.
            let is_less = *format == Format::Json && command[0] != "check";
            let wanted = if is_less { of_law.as_slice() } else { wanted };
            // What would be markup in it is escaped.
            let out = answer(&[command, &["--format", format.name()]].concat()).replace('\\', "").replace("#47;", "/");
            for it in wanted.iter().filter(|it| !out.contains(**it)) {
                writeln!(failures, "{command:?} as {} does not say `{it}`", format.name()).unwrap();
            }
        }
    }
    assert!(failures.is_empty(), "{failures}");
}
