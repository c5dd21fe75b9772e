//! The program: hands arguments and surroundings to the library, exits with its code. Decides nothing.

use std::{
    collections::BTreeMap,
    io::{self, IsTerminal, Write},
    process::ExitCode,
};

use anstream::{AutoStream, ColorChoice};
use transborder::cli::{self, Env, Terminal};

/// Columns where there is no terminal to ask.
const WIDTH: usize = 100;

/// Columns that are used of a wider terminal: longer lines are hard to read.
const WIDEST: usize = 140;

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(report));
    let vars = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect::<BTreeMap<_, _>>();
    let terminal = terminal(&vars);
    let code = cli::run(&mut Env {
        args: std::env::args_os().collect(),
        cwd: std::env::current_dir().unwrap_or_else(|_| ".".into()),
        vars,
        today: jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date(),
        stdin: &mut io::stdin().lock(),
        stdout: &mut io::stdout().lock(),
        stderr: &mut io::stderr().lock(),
        terminal,
    });
    ExitCode::from(code)
}

fn terminal(vars: &BTreeMap<String, String>) -> Terminal {
    let stdout = io::stdout().is_terminal();
    let columns = vars.get("COLUMNS").and_then(|it| it.parse().ok()).filter(|it| *it > 0);
    // What shells know, they do not tell the programs that they start.
    let measured = || terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0).min(WIDEST));
    Terminal {
        stdout,
        stderr: io::stderr().is_terminal(),
        width: if stdout { columns.or_else(measured).unwrap_or(WIDTH) } else { WIDTH },
        unicode: is_unicode(vars),
        color: AutoStream::choice(&io::stdout()) != ColorChoice::Never,
        color_err: AutoStream::choice(&io::stderr()) != ColorChoice::Never,
    }
}

/// Whether the locale says UTF-8; the first of these that is set decides, as POSIX has it.
fn is_unicode(vars: &BTreeMap<String, String>) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().filter_map(|it| vars.get(*it)).find(|it| !it.is_empty());
    match locale {
        Some(locale) => {
            let locale = locale.to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        }
        None => cfg!(any(windows, target_os = "macos")),
    }
}

/// Tells of a defect of ours; never what an inventory says, which the message of a panic could hold.
fn report(panic: &std::panic::PanicHookInfo<'_>) {
    let at = panic.location().map_or_else(String::new, |it| format!(" at {}:{}", it.file(), it.line()));
    let version = env!("CARGO_PKG_VERSION");
    let _ = writeln!(
        io::stderr(),
        "transborder {version} stopped on a defect of its own{at}.\n\
         Nothing it printed before is a result. Please report this line and the command, without the inventory:\n\
         names and places replaced, the smallest one that makes it happen helps most."
    );
}
