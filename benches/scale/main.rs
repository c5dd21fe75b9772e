//! How long `check` takes on large inventories. Each round runs it and two other readers of the same file one after the other, as
//! whole processes: the ratios within one run mean something, the times by themselves do not.
//!
//! `cargo bench -- [FLOWS ROUNDS]`; the raw figures are kept in `target/tmp/scale.csv`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a benchmark that cannot run has nothing to say")]

mod shapes;

use std::{
    env, fs,
    io::{self, Write},
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

use shapes::Shape;
use transborder::law::{Day, Law};

/// Everything is judged as of one day, whenever it is measured.
const DAY: Day = jiff::civil::date(2026, 11, 30);

fn main() {
    let args = env::args().skip(1).filter(|it| it != "--bench").collect::<Vec<_>>();
    if let [read, path] = args.as_slice()
        && read == READ
    {
        let text = fs::read_to_string(path).unwrap();
        std::hint::black_box(serde_json::from_str::<serde_json::Value>(&text).unwrap());
        return;
    }
    let number = |at: usize, otherwise: usize| args.get(at).map_or(otherwise, |it| it.parse().unwrap());
    let (n_flows, n_rounds) = (number(0, 100_000), number(1, 5));

    let law = Law::embedded().unwrap();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let mut raw = "shape,flows,bytes,reader,round,seconds\n".to_owned();
    let mut out = io::stdout().lock();
    writeln!(out, "{n_flows} flows, medians of {n_rounds} rounds").unwrap();
    writeln!(out, "{:<9}{:>10}{:>12}{:>15}{:>15}", "shape", "MB", "check (s)", "/ serde_json", "/ json.load").unwrap();
    for shape in Shape::ALL {
        let path = folder.join(format!("{}.json", shape.word()));
        let text = shapes::inventory(&law, DAY, shape, n_flows).to_string();
        fs::write(&path, &text).unwrap();
        let mut readers = readers(&path);
        readers.retain_mut(|(_, command)| command.status().is_ok());
        let mut times = vec![Vec::new(); readers.len()];
        for round in 0..n_rounds {
            for ((name, command), times) in readers.iter_mut().zip(&mut times) {
                let begin = Instant::now();
                let status = command.status().unwrap();
                let seconds = begin.elapsed().as_secs_f64();
                assert!(status.code().is_some_and(|it| it <= 1), "{name} ends with {status}");
                raw += &format!("{},{n_flows},{},{name},{round},{seconds:.6}\n", shape.word(), text.len());
                times.push(seconds);
            }
        }
        let medians = times.into_iter().map(median).collect::<Vec<_>>();
        let ratio = |at: usize| medians.get(at).map_or("-".to_owned(), |it| format!("{:.2}", medians[0] / it));
        let size = text.len() as f64 / 1e6;
        writeln!(out, "{:<9}{size:>10.1}{:>12.3}{:>15}{:>15}", shape.word(), medians[0], ratio(1), ratio(2)).unwrap();
    }
    fs::write(folder.join("scale.csv"), raw).unwrap();
}

/// The word by which this program is told to read a file and do nothing else.
const READ: &str = "--read";

/// What reads the file: `check`, serde_json, and Python, which may not be there.
fn readers(path: &Path) -> Vec<(&'static str, Command)> {
    let mut check = Command::new(env!("CARGO_BIN_EXE_transborder"));
    check.args(["check", "--regime", "eu", "--as-of", &DAY.to_string()]).arg(path);
    let mut serde = Command::new(env::current_exe().unwrap());
    serde.arg(READ).arg(path);
    let mut python = Command::new("python3");
    python.args(["-c", "import json, sys; json.load(open(sys.argv[1]))"]).arg(path);
    let mut all = vec![("check", check), ("serde_json", serde), ("json.load", python)];
    for (_, command) in &mut all {
        command.stdout(Stdio::null()).stderr(Stdio::null());
    }
    all
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
