//! The command line: arguments and configuration in, results and an exit code out. Holds no law and no graph.

mod args;
mod check;
mod compare;
mod config;
mod diff;
mod explain;
mod flags;
mod graph;
mod guard;
mod init;
mod law;
mod next;
mod place;
mod register;
mod remedy;
mod rules;
mod settings;
mod stale;
mod what_if;
mod words;
mod write;

use std::{
    collections::BTreeMap,
    ffi::OsString,
    io::{self, Read, Write},
    path::PathBuf,
};

use clap::Parser;

use crate::{
    law::Day,
    output::{Format, Look, render_problems},
    text::{Files, Problem, clean},
};

use args::{Args, Command};

/// Exit code: checked, nothing at or above the gate.
const FINE: u8 = 0;
/// Exit code: findings at or above the gate, and only that.
const FOUND: u8 = 1;
/// Exit code: usage or configuration.
const USAGE: u8 = 2;
/// Exit code: an input cannot be read or understood, or there was nothing to check.
const INPUT: u8 = 3;

/// Characters of an argument that an error about it repeats.
const LONGEST_WORD: usize = 100;

/// Everything that a run may know of its surroundings.
pub struct Env<'e> {
    /// Arguments, the name of the program first.
    pub args: Vec<OsString>,
    /// The working folder.
    pub cwd: PathBuf,
    /// Environment variables.
    pub vars: BTreeMap<String, String>,
    /// Today.
    pub today: Day,
    /// Standard input.
    pub stdin: &'e mut dyn Read,
    /// Standard output.
    pub stdout: &'e mut dyn Write,
    /// Standard error.
    pub stderr: &'e mut dyn Write,
    /// What the terminal can show.
    pub terminal: Terminal,
}

/// What the terminal can show.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    /// Whether standard output is one.
    pub stdout: bool,
    /// Whether standard error is one.
    pub stderr: bool,
    /// Columns.
    pub width: usize,
    /// Whether it shows more than ASCII.
    pub unicode: bool,
    /// Whether standard output is to be colored.
    pub color: bool,
    /// Whether standard error is to be colored.
    pub color_err: bool,
}

/// Runs one command and gives its exit code.
pub fn run(env: &mut Env<'_>) -> u8 {
    let mut manner = Manner::guess(env);
    let result = match Args::try_parse_from(&env.args) {
        Ok(args) => match args.command {
            Command::Check(args) => check::run(env, &args, &mut manner),
            Command::Register(args) => register::run(env, &args, &mut manner),
            Command::Graph(args) => graph::run(env, &args, &mut manner),
            Command::Remedy(args) => remedy::run(env, &args, &mut manner),
            Command::Place(args) => place::run(env, &args, &mut manner),
            Command::Explain(args) => explain::run(env, &args, &mut manner),
            Command::WhatIf(args) => what_if::run(env, &args, &mut manner),
            Command::Diff(args) => diff::run(env, &args, &mut manner),
            Command::Init(args) => init::run(env, &args),
        },
        Err(error) => unparsed(env, error, &manner),
    };
    match result {
        Ok(code) => code,
        Err(stop) => {
            if stop.code == INPUT {
                stale::replace(env, &manner.outputs, &stop);
            }
            stop.report(env, &manner)
        }
    }
}

/// How errors are told; guessed at first, and known once the settings are.
#[derive(Debug, Clone)]
struct Manner {
    format: Format,
    color: bool,
    outputs: stale::Outputs,
}

impl Manner {
    fn guess(env: &Env<'_>) -> Self {
        let args = env.args.iter().filter_map(|it| it.to_str()).collect::<Vec<_>>();
        let apart = args.iter().zip(args.iter().skip(1)).any(|(flag, word)| *flag == "--format" && *word == "json");
        let joined = args.contains(&"--format=json");
        let is_said = args.iter().any(|it| it.starts_with("--format"));
        let is_set = !is_said && env.vars.get("TRANSBORDER_FORMAT").is_some_and(|it| it == "json");
        let format = if apart || joined || is_set { Format::Json } else { Format::Text };
        Self { format, color: env.terminal.color_err, outputs: stale::Outputs::default() }
    }
}

/// Why a command ends early.
struct Stop {
    code: u8,
    headline: &'static str,
    problems: Vec<Problem>,
    files: Files,
}

impl Stop {
    /// Something about arguments or surroundings.
    fn usage(headline: &'static str, problem: Problem) -> Self {
        Self { code: USAGE, headline, problems: vec![problem], files: Files::default() }
    }

    /// All that was wrong, as a program reads it.
    fn as_json(&self) -> String {
        render_problems(Format::Json, self.headline, &self.problems, &self.files, &stale::LOOK)
    }

    fn report(self, env: &mut Env<'_>, manner: &Manner) -> u8 {
        let look = Look {
            color: manner.color && manner.format != Format::Json,
            unicode: env.terminal.unicode,
            width: env.terminal.width,
            verbose: false,
            quiet: false,
            max: usize::MAX,
        };
        let text = render_problems(manner.format, self.headline, &self.problems, &self.files, &look);
        let to: &mut dyn Write = if manner.format == Format::Json { &mut *env.stdout } else { &mut *env.stderr };
        // There is nobody left to tell that this could not be told.
        let _ = to.write_all(text.as_bytes()).and_then(|()| to.flush());
        self.code
    }
}

/// Help and version are results; what is not understood is an error.
fn unparsed(env: &mut Env<'_>, error: clap::Error, manner: &Manner) -> Result<u8, Stop> {
    let is_error = error.use_stderr();
    // An error repeats what was written: that must be as clean and short as everything else.
    let again = env.args.iter().map(|it| clean(&it.to_string_lossy()).chars().take(LONGEST_WORD).collect::<String>());
    let error = Args::try_parse_from(again).err().filter(|_| is_error).unwrap_or(error);
    if is_error && manner.format == Format::Json {
        let text = error.render().to_string();
        let (message, help) = text.split_once('\n').unwrap_or((&text, ""));
        let message = message.trim_start_matches("error: ").trim().to_owned();
        let help = help.split("For more information").next().unwrap_or_default();
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        return Err(Stop::usage("the command is not understood", Problem::nowhere(message).help(help)));
    }
    if error.kind() == clap::error::ErrorKind::DisplayVersion && env.args.iter().any(|it| it == "--version") {
        let text = format!("{}law reviewed {}\n", error.render(), law::embedded().reviewed);
        tell(env, &text)?;
        return Ok(FINE);
    }
    let color = if is_error { env.terminal.color_err } else { env.terminal.color };
    let text = if color { error.render().ansi().to_string() } else { error.render().to_string() };
    if is_error {
        let _ = env.stderr.write_all(text.as_bytes());
        return Ok(USAGE);
    }
    tell(env, &text)?;
    Ok(FINE)
}

/// Writes a result.
fn tell(env: &mut Env<'_>, text: &str) -> Result<(), Stop> {
    pour(env, |out| out.write_all(text.as_bytes()))
}

/// Has a result written; a reader that has closed the pipe has all that it wanted.
fn pour(env: &mut Env<'_>, render: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Stop> {
    match render(&mut *env.stdout).and_then(|()| env.stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Stop::usage(
            "the result could not be written",
            Problem::nowhere(format!("cannot write to standard output: {}", error.kind())),
        )),
        _ => Ok(()),
    }
}

/// Writes a remark; nothing depends on it.
fn remark(env: &mut Env<'_>, text: &str) {
    let _ = env.stderr.write_all(text.as_bytes());
}
