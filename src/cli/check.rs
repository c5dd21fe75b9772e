//! `check`: verdicts and findings, and the gate. Reads, asks the library, writes; judges nothing itself.

use std::io::{self, Write};

use crate::{
    assess::{self, Assessment, NothingToCheck, Question, Status},
    law::{Law, Level},
    output::{self, Format, Frame, Look},
    source::{self, Inputs, Reading, Request},
    text::{Files, Problem, beside, clean},
};

use super::{
    Env, FINE, FOUND, INPUT, Manner, Stop, args::CheckArgs, flags, guard, next, pour, remark, settings::Settings, write,
};

pub(super) const HEADLINE: &str = "nothing was checked";

/// Runs the command.
pub(super) fn run(env: &mut Env<'_>, args: &CheckArgs, manner: &mut Manner) -> Result<u8, Stop> {
    let (settings, law) = flags::of_check(env, args, manner)?;
    let reading = read(env, &args.paths, args.stdin_name.is_some(), &settings, &law)?;
    // Places are shown at the end: they are counted meanwhile.
    let files = &reading.files;
    let assessment = beside(files.n_blocks(), || files.count(), || judge(&reading, &law, &settings)).1?;
    let next = next::of(args);
    let frame = Frame { next: next.as_ref(), ..frame(&settings, &reading, &assessment) };
    show(env, &settings, &Inputs::of(&reading), &|format, look, out| output::render(format, &frame, look, out))?;
    let code = if fails(&assessment, settings.fail_on.value) { FOUND } else { FINE };
    // The program ends here: to give back a million pieces of memory one by one would be a tenth of a large run.
    std::mem::forget(assessment);
    std::mem::forget((reading, law));
    Ok(code)
}

/// Reads the inventory, and says what was read where that was asked for.
pub(super) fn read(
    env: &mut Env<'_>,
    paths: &[String],
    is_stdin_named: bool,
    settings: &Settings,
    law: &Law,
) -> Result<Reading, Stop> {
    let verbose = settings.verbose.value;
    if verbose {
        let text = settings.origins();
        remark(env, &text);
    }
    let request = request(env, paths, is_stdin_named, settings)?;
    let reading = source::read(&request, law).map_err(|it| Stop {
        code: INPUT,
        headline: HEADLINE,
        problems: it.problems,
        files: it.files,
    })?;
    // The text of a check says it itself, above its summary.
    if verbose && !(settings.is_of_check() && settings.format.value == Format::Text) {
        let mut text = reading.read.iter().map(|it| format!("read: {}\n", clean(it))).collect::<String>();
        text.extend(reading.passed_over.iter().map(|(it, why)| format!("passed over: {}: {why}\n", clean(it))));
        remark(env, &text);
    }
    Ok(reading)
}

/// Judges what was read.
pub(super) fn judge<'r>(reading: &'r Reading, law: &'r Law, settings: &Settings) -> Result<Assessment<'r>, Stop> {
    let regimes = settings.regimes.value.iter().filter_map(|it| law.regime_id(it)).collect::<Vec<_>>();
    let question = Question { day: settings.as_of.value, profile: settings.profile.value, regimes: &regimes };
    assess::assess(&reading.inventory, law, question).map_err(|it| nothing(it, settings))
}

/// What outputs are told of the run.
pub(super) fn frame<'r>(settings: &Settings, reading: &'r Reading, assessment: &'r Assessment<'r>) -> Frame<'r> {
    Frame {
        assessment,
        files: &reading.files,
        gate: settings.fail_on.value,
        n_files: reading.read.len(),
        passed_over: &reading.passed_over,
        next: None,
    }
}

/// What to read; standard input is read here.
pub(super) fn request(
    env: &mut Env<'_>,
    paths: &[String],
    is_stdin_named: bool,
    settings: &Settings,
) -> Result<Request, Stop> {
    let paths = if paths.is_empty() { settings.inventory.value.clone() } else { paths.to_vec() };
    let is_asked = paths.iter().any(|it| it == "-");
    if is_stdin_named && !is_asked {
        let problem = Problem::nowhere("`--stdin-name` names standard input, which is not read");
        return Err(Stop::usage(HEADLINE, problem.help("add `-` to the paths")));
    }
    let mut stdin = None;
    if is_asked {
        let name = settings.stdin_name.value.clone();
        let mut bytes = Vec::new();
        if let Err(error) = env.stdin.read_to_end(&mut bytes) {
            let problem = Problem::nowhere(format!("cannot read standard input: {}", error.kind()));
            return Err(Stop { code: INPUT, ..Stop::usage(HEADLINE, problem) });
        }
        stdin = Some((name, bytes));
    }
    Ok(Request { cwd: env.cwd.clone(), paths, stdin })
}

/// Has something written in a format.
type Render<'r> = &'r dyn Fn(Format, &Look, &mut dyn Write) -> io::Result<()>;

/// Files first: a result on standard output means that they are there.
pub(super) fn show(env: &mut Env<'_>, settings: &Settings, inputs: &Inputs, render: Render<'_>) -> Result<(), Stop> {
    let look = settings.look(env.terminal);
    let plain = in_file(&look);
    let formats = settings.outputs.value.iter().map(|it| it.format).collect::<Vec<_>>();
    let to_file = |at: usize, out: &mut dyn Write| formats.get(at).map_or(Ok(()), |it| render(*it, &plain, out));
    put(env, settings, inputs, &to_file, &|out| render(settings.format.value, &look, out))
}

/// The look of a file, which has no terminal: the same whoever writes it.
pub(super) fn in_file(look: &Look) -> Look {
    Look { color: false, unicode: true, width: FILE_WIDTH, ..*look }
}

/// The same for what each file holds, by its place among the outputs.
pub(super) fn put(
    env: &mut Env<'_>,
    settings: &Settings,
    inputs: &Inputs,
    to_file: &dyn Fn(usize, &mut dyn Write) -> io::Result<()>,
    to_stdout: &dyn Fn(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Stop> {
    guard::refuse(env, settings, inputs)?;
    write::all(&env.cwd, &settings.outputs.value, to_file).map_err(|(path, error)| {
        let message = format!("cannot write `{}`: {}", clean(&path), write::reason(&error));
        Stop::usage("the result could not be written", Problem::nowhere(message))
    })?;
    pour(env, to_stdout)
}

/// Columns of text in a file: what fits beside something else on most screens.
const FILE_WIDTH: usize = 100;

/// Whether anything that nobody waived reaches the gate.
pub(super) fn fails(assessment: &Assessment<'_>, gate: Option<Level>) -> bool {
    let Some(gate) = gate else {
        return false;
    };
    assessment.findings.iter().any(|it| it.status == Status::Active && it.level <= gate)
}

pub(super) fn nothing(why: NothingToCheck, settings: &Settings) -> Stop {
    let problem = match why {
        NothingToCheck::NoEdge => Problem::nowhere("the inventory says of nobody that they receive data or reach in")
            .help("add a line under `[recipients]`, or a `[[flows]]` with `from` and `to`"),
        NothingToCheck::NobodySubject => {
            Problem::nowhere("nobody in the inventory is recorded as subject to a transfer law")
                .help("add `home = \"DE\"` with your country, or `country` to the organization that sends the data")
        }
        NothingToCheck::AllOutside(home) => {
            let read = home.map(|it| format!("`home` stands in {it}; ")).unwrap_or_default();
            Problem::nowhere("nobody in the inventory who sends is recorded as subject to a transfer law").help(format!(
                "{read}add `home = \"DE\"` with your country; of an organization outside that a law reaches, record `gdpr`, `uk-gdpr` or `fadp`",
            ))
        }
        NothingToCheck::SaidNotSubject(organization, key) => {
            let organization = clean(&organization);
            Problem::nowhere(format!(
                "`{organization}` is established where the law holds, and said not to be subject to it (`{key} = \"no\"`)"
            ))
            .help(format!(
                "take out `{key}` of `{organization}`: whoever is established there is subject to it, also for what a branch abroad does"
            ))
        }
        NothingToCheck::OnlyBody(organization) => {
            let organization = clean(&organization);
            let message = format!(
                "`{organization}` sends, an international organization, and nobody else is recorded as subject to a transfer law"
            );
            Problem::nowhere(message).help(format!(
                "what it sends is not judged unless a law is said to reach it: record `gdpr`, `uk-gdpr` or `fadp` of `{organization}`, or the company that sends for it"
            ))
        }
        NothingToCheck::NobodySubjectHere => {
            let asked = settings.regimes.value.join("`, `");
            Problem::nowhere(format!("nobody in the inventory is recorded as subject to `{asked}`"))
                .help(format!("somebody is to another law: `regime` is limited by {}", settings.regimes.from))
        }
    };
    Stop { code: INPUT, headline: HEADLINE, problems: vec![problem], files: Files::default() }
}
