//! `remedy`: what clears the unprotected transfers, with the proof. Reads, asks the library, writes; plans nothing itself.

use std::{io, path::Path};

use crate::{
    assess,
    output::{self, Plan},
    source::{Inputs, Reading},
    text::{Problem, clean},
};

use super::{Env, FINE, FOUND, Manner, Stop, args::RemedyArgs, check, flags, remark, write};

/// Runs the command.
pub(super) fn run(env: &mut Env<'_>, args: &RemedyArgs, manner: &mut Manner) -> Result<u8, Stop> {
    let (settings, law) = flags::of_remedy(env, args, manner)?;
    let target = args.write.as_deref().map(|it| writable(env, it)).transpose()?;
    let reading = check::read(env, &args.paths, args.stdin_name.is_some(), &settings, &law)?;
    let before = check::judge(&reading, &law, &settings)?;
    let remedy = assess::remedy(&before);
    // Where nothing moves any more, nothing is left to fail.
    let after = assess::assess(&remedy.inventory, &law, before.question()).ok();
    let frame = check::frame(&settings, &reading, &before);
    let plan = Plan { frame: &frame, remedy: &remedy, after: after.as_ref() };
    if let Some(path) = target {
        fill_in(env, &path, &plan, &reading)?;
    }
    check::show(env, &settings, &Inputs::of(&reading), &|format, look, out| {
        output::render_remedy(format, &plan, look, out)
    })?;
    let is_left = after.as_ref().is_some_and(|it| check::fails(it, settings.fail_on.value));
    let code = if is_left { FOUND } else { FINE };
    // As in a check: to give back every piece of memory would take longer than the end of the program.
    std::mem::forget((before, after));
    std::mem::forget((remedy, reading, law));
    Ok(code)
}

const HEADLINE: &str = "nothing was written";

/// A path that a part of an inventory can be written to; said before anything is read.
fn writable(env: &Env<'_>, path: &str) -> Result<String, Stop> {
    let shown = clean(path);
    let problem = if path.rsplit('/').next() == Some("transborder.toml") {
        Problem::nowhere("`transborder.toml` is the name of the settings").help("call the part otherwise")
    } else if !path.ends_with(".toml") {
        Problem::nowhere(format!("`--write`: `{shown}` does not end in `.toml`")).help("what is written is TOML")
    } else if env.cwd.join(path).symlink_metadata().is_ok() {
        exists(path)
    } else {
        return Ok(path.to_owned());
    };
    Err(Stop::usage(HEADLINE, problem))
}

fn exists(path: &str) -> Problem {
    Problem::nowhere(format!("`--write`: `{}` exists already", clean(path))).help("name a file that is not there yet")
}

fn fill_in(env: &mut Env<'_>, path: &str, plan: &Plan<'_>, reading: &Reading) -> Result<(), Stop> {
    let shown = clean(path).into_owned();
    if plan.remedy.steps.is_empty() {
        remark(env, &format!("nothing to write to {shown}: there is no action\n"));
        return Ok(());
    }
    let file = env.cwd.join(path);
    write::new(Path::new(&file), output::fragment(plan).as_bytes()).map_err(|error| {
        let problem = match error.kind() {
            io::ErrorKind::AlreadyExists => exists(path),
            _ => Problem::nowhere(format!("cannot write `{shown}`: {}", write::reason(&error))),
        };
        Stop::usage(HEADLINE, problem)
    })?;
    let others = reading.read.len();
    let files = if others == 1 { "the file" } else { "the files" };
    remark(env, &format!("wrote {shown}: fill it in, and check it together with {files} of the inventory\n"));
    Ok(())
}
