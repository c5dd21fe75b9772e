//! What holds of every inventory in `rules/` and `tests/cases/`, tried on a sample of them; `ALL=1` takes all.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

#[path = "runner/judged.rs"]
mod judged;
#[path = "runner/run.rs"]
#[allow(dead_code, reason = "the runner of folders has more than these tests need")]
mod run;

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::LazyLock,
};

use serde_json::{Value, json};
use transborder::{
    assess::{Profile, Question, assess},
    law::{Day, Law, Rule},
    output::{Format, Look, render},
};

static LAW: LazyLock<Law> = LazyLock::new(|| Law::embedded().unwrap());

/// An inventory that somebody wrote for a test.
struct Input {
    /// Where it stands.
    name: String,
    /// How its file is called.
    file: String,
    text: String,
    day: Day,
}

/// One of so many is tried where nobody asks for all.
fn sample(every: usize) -> Vec<Input> {
    let every = if std::env::var_os("ALL").is_some_and(|it| it == "1") { 1 } else { every };
    let mut all = Vec::new();
    for rule in Rule::ALL {
        for it in &rule.data().examples {
            let name = format!("{} `{}`", rule.path(), it.title);
            all.push(Input { name, file: "inventory.toml".to_owned(), text: it.inventory.clone(), day: it.as_of });
        }
    }
    for topic in run::folders(&run::root().join("tests/cases")).into_iter().filter(|it| run::name(it) != "decisions") {
        run::folders(&topic).iter().for_each(|it| of_case(it, &mut all));
    }
    all.into_iter().step_by(every).collect()
}

/// The input files of a case.
fn of_case(folder: &Path, all: &mut Vec<Input>) {
    let case: toml::Table = fs::read_to_string(folder.join("case.toml")).unwrap().parse().unwrap();
    let mut args = case["args"].as_array().unwrap().iter().filter_map(toml::Value::as_str);
    let said = args.find(|it| *it == "--as-of").and_then(|_| args.next());
    let today = said.or_else(|| case.get("today").and_then(toml::Value::as_str));
    let Ok(day) = today.unwrap_or("2026-11-23").parse::<Day>() else { return };
    let mut add = |path: &str, text: String| {
        let ending = [".toml", ".yaml", ".json"].into_iter().find(|it| path.ends_with(it));
        let name = format!("{}/{path}", folder.strip_prefix(run::root()).unwrap().display());
        all.extend(ending.map(|it| Input { name, file: format!("inventory{it}"), text, day }));
    };
    for (path, text) in case.get("files").and_then(toml::Value::as_table).into_iter().flatten() {
        add(path, text.as_str().unwrap().to_owned());
    }
    let mut files =
        fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).filter(|it| it.is_file()).collect::<Vec<_>>();
    files.sort();
    for path in files.iter().filter(|it| run::name(it) != "case.toml") {
        fs::read_to_string(path).into_iter().for_each(|text| add(&run::name(path), text));
    }
}

fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("inventories").join(test);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join(".git")).unwrap();
    folder
}

/// Whatever is asked about whatever inventory: it is answered, or refused as input; and papers are part of an inventory.
#[test]
fn every_command_ends() {
    let folder = folder("commands");
    let mut failures = String::new();
    for Input { name, file, text, day } in sample(80) {
        fs::write(folder.join(&file), text).unwrap();
        let _ = fs::remove_file(folder.join("papers.toml"));
        let mut go = |args: &[&str], last: u8| -> String {
            let ran =
                catch_unwind(AssertUnwindSafe(|| run::run(&folder, args, &BTreeMap::new(), &day.to_string(), "")));
            let why = match &ran {
                Ok(ran) if ran.code <= last => return ran.stdout.clone(),
                Ok(ran) => format!("exit {}: {}", ran.code, ran.stderr),
                Err(_) => "it breaks down".to_owned(),
            };
            writeln!(failures, "{name}: {}: {why}", args.join(" ")).unwrap();
            String::new()
        };
        let found = go(&["check", &file, "--format", "json"], 3);
        go(&["register", &file, "--format", "csv"], 3);
        go(&["graph", &file, "--format", "mermaid"], 3);
        go(&["what-if", &file, "--without", "adequacy"], 3);
        go(&["what-if", &file, "--expire", "2099-12-31", "--format", "json"], 3);
        go(&["diff", &file, &file], 3);
        go(&["remedy", &file, "--write", "papers.toml"], 3);
        if folder.join("papers.toml").exists() {
            go(&["check", &file, "papers.toml"], 1);
        }
        let found: Value = serde_json::from_str(&found).unwrap_or_default();
        if let Some(print) = found["findings"][0]["fingerprint"].as_str() {
            go(&["explain", print, &file], 3);
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

/// What a run says, without what stands for a place in a file or a number in a list: exit, rows, findings.
type Said = (bool, Vec<String>, Vec<String>);

/// What is said of an inventory; `None` where it is none, or nothing is to be judged.
fn said(text: &str, day: Day) -> Option<Said> {
    let reading = judged::read("inventory.json", text, &LAW).ok()?;
    let assessment =
        assess(&reading.inventory, &LAW, Question { day, profile: Profile::Default, regimes: &[] }).ok()?;
    let mut json = Vec::new();
    render(Format::Json, &judged::frame(&assessment, &reading), &Look::default(), &mut json).unwrap();
    let json: Value = serde_json::from_slice(&json).unwrap();
    let rows = json["transfers"].as_array().unwrap().iter().map(|it| {
        let mut row = it.as_object().unwrap().clone();
        // Of ways that are as short any is shown.
        ["id", "path", "nearest_origins", "more_origins"].iter().for_each(|it| drop(row.remove(*it)));
        row.values_mut().filter_map(Value::as_array_mut).for_each(|it| it.sort_by_key(Value::to_string));
        Value::Object(row).to_string()
    });
    let findings = json["findings"].as_array().unwrap().iter().map(|it| {
        ["rule", "level", "undecided", "fingerprint", "regime", "status", "law"]
            .map(|key| it[key].to_string())
            .join(" ")
    });
    let (mut rows, mut findings) = (rows.collect::<Vec<_>>(), findings.collect::<Vec<_>>());
    rows.sort();
    findings.sort();
    Some((json["summary"]["failed"].as_bool().unwrap(), rows, findings))
}

type Table = serde_json::Map<String, Value>;

/// Numbers by chance that are the same in each run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        (1..list.len()).rev().for_each(|at| list.swap(at, self.below(at + 1)));
    }
}

/// An inventory as JSON, its tables, the entries of each and its flows in another order.
fn shuffled(inventory: &Table, chance: &mut Chance) -> String {
    let mut tables = inventory.iter().collect::<Vec<_>>();
    chance.shuffle(&mut tables);
    let tables = tables.into_iter().map(|(key, value)| {
        let value = match value {
            Value::Object(entries) => {
                let mut entries =
                    entries.iter().map(|(key, it)| format!("{}: {it}", Value::from(key.as_str()))).collect::<Vec<_>>();
                chance.shuffle(&mut entries);
                format!("{{{}}}", entries.join(", "))
            }
            Value::Array(flows) if key == "flows" => {
                let mut flows = flows.iter().map(Value::to_string).collect::<Vec<_>>();
                chance.shuffle(&mut flows);
                format!("[{}]", flows.join(", "))
            }
            other => other.to_string(),
        };
        format!("{}: {value}", Value::from(key.as_str()))
    });
    format!("{{{}}}", tables.collect::<Vec<_>>().join(", "))
}

/// Days on which other law was in force.
const DAYS: [&str; 6] = ["2015-06-01", "2019-01-01", "2022-01-01", "2022-12-27", "2023-08-01", "2025-01-01"];

/// Tables of which entries are added that are like others.
const LIKE: [&str; 2] = ["mechanisms", "assessments"];

/// An inventory with some flows more, so that several say the same, and with mechanisms and assessments that are like others.
fn with_more(inventory: &Table, chance: &mut Chance) -> Table {
    let mut more = inventory.clone();
    let ids = |table: &str| inventory.get(table).and_then(Value::as_object).into_iter().flat_map(Table::keys);
    let (systems, data) = (ids("systems").collect::<Vec<_>>(), ids("data").collect::<Vec<_>>());
    if let (Some(Value::Array(flows)), 2..) = (more.get_mut("flows"), systems.len()) {
        for at in 0..chance.below(4) {
            let (from, by) = (chance.below(systems.len()), 1 + chance.below(systems.len() - 1));
            let mut flow = json!({ "from": systems[from], "to": systems[(from + by) % systems.len()], "id": format!("more-{at}") });
            if !data.is_empty() && chance.below(2) == 0 {
                flow["data"] = json!([data[chance.below(data.len())]]);
            }
            flows.push(flow);
        }
    }
    for table in LIKE {
        let Some(Value::Object(entries)) = more.get_mut(table) else { continue };
        let known = entries.iter().filter_map(|(id, it)| Some((id.clone(), it.as_object()?.clone())));
        for (id, mut entry) in known.collect::<Vec<_>>() {
            if chance.below(2) == 0 {
                continue;
            }
            entry.retain(|key, _| key == "kind" || chance.below(3) > 0);
            if table == "assessments" {
                let word = ["equivalent", "not-equivalent", "pending"][chance.below(3)];
                entry.insert("conclusion".to_owned(), word.into());
            }
            entries.insert(format!("{id}-more"), entry.into());
        }
    }
    more
}

/// The value of a text in TOML as JSON has it.
fn plain(value: &toml::Value) -> Value {
    match value {
        toml::Value::Table(table) => table.iter().map(|(key, it)| (key.clone(), plain(it))).collect(),
        toml::Value::Array(list) => list.iter().map(plain).collect(),
        toml::Value::Datetime(day) => day.to_string().into(),
        toml::Value::Integer(number) => (*number).into(),
        toml::Value::Float(number) => (*number).into(),
        toml::Value::Boolean(it) => (*it).into(),
        toml::Value::String(text) => text.as_str().into(),
    }
}

#[test]
fn nothing_depends_on_the_order_of_entries() {
    let seed = std::env::var("PROPTEST_RNG_SEED").ok().and_then(|it| it.parse().ok());
    let (mut chance, mut failures) = (Chance(seed.unwrap_or(1)), String::new());
    let inputs = sample(8).into_iter().filter(|it| it.file.ends_with(".toml"));
    for Input { name, text, day, .. } in inputs {
        let Ok(inventory) = text.parse::<toml::Table>() else { continue };
        let Value::Object(inventory) = plain(&toml::Value::Table(inventory)) else { continue };
        let more = with_more(&inventory, &mut chance);
        let other = DAYS[chance.below(DAYS.len())].parse().unwrap();
        for (inventory, day) in [(inventory, day), (more, if chance.below(2) == 0 { other } else { day })] {
            let difference = difference(&inventory, day, &mut chance);
            difference.iter().for_each(|it| writeln!(failures, "\n== {name} on {day}\n{it}").unwrap());
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn no_two_findings_have_one_fingerprint() {
    let (mut chance, mut failures) = (Chance(1), String::new());
    for Input { name, file, text, day } in sample(4) {
        let more = text.parse::<toml::Table>().ok().filter(|_| file.ends_with(".toml")).map(toml::Value::Table);
        let more = more.and_then(|it| table(&it)).map(|it| Value::Object(with_more(&it, &mut chance)).to_string());
        let all = [(file, text)].into_iter().chain(more.map(|it| ("inventory.json".to_owned(), it)));
        for (file, text) in all {
            let Ok(reading) = judged::read(&file, &text, &LAW) else { continue };
            let question = Question { day, profile: Profile::Strict, regimes: &[] };
            let Ok(assessment) = assess(&reading.inventory, &LAW, question) else { continue };
            let mut named = BTreeMap::<_, Vec<_>>::new();
            for finding in &assessment.findings {
                named.entry(assessment.fingerprint(finding)).or_default().push(assessment.words(finding).message);
            }
            for (print, messages) in named.iter().filter(|(_, it)| it.len() > 1) {
                writeln!(failures, "{name} ({file}): {print}: {}", messages.join("; ")).unwrap();
            }
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

fn table(value: &toml::Value) -> Option<Table> {
    plain(value).as_object().cloned()
}

/// What is said otherwise of an inventory in another order, if anything is.
fn difference(inventory: &Table, day: Day, chance: &mut Chance) -> Option<String> {
    let text = Value::Object(inventory.clone()).to_string();
    let before = said(&text, day)?;
    (0..3).find_map(|_| {
        let other = shuffled(inventory, chance);
        let after = said(&other, day);
        if after.as_ref() == Some(&before) {
            return None;
        }
        let (failed, rows, findings) = after.unwrap_or_default();
        let lines = |one: &[String], other: &[String], sign: char| {
            one.iter().filter(|it| !other.contains(it)).map(|it| format!("{sign} {it}\n")).collect::<String>()
        };
        let rows = lines(&before.1, &rows, '-') + &lines(&rows, &before.1, '+');
        let findings = lines(&before.2, &findings, '-') + &lines(&findings, &before.2, '+');
        Some(format!("{text}\n{other}\nfailed: {} -> {failed}\n{rows}{findings}", before.0))
    })
}
