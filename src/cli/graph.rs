//! `graph`: the picture of systems, countries and verdicts. Reads, asks the library, writes; judges nothing itself.

use crate::{
    assess::Verdict,
    output::{self, Cut},
    source::Inputs,
    text::{Files, Problem, Problems},
};

use super::{Env, FINE, Manner, Stop, USAGE, args::GraphArgs, check, flags, register};

/// Runs the command.
pub(super) fn run(env: &mut Env<'_>, args: &GraphArgs, manner: &mut Manner) -> Result<u8, Stop> {
    let (settings, law) = flags::of_graph(env, args, manner)?;
    let reading = check::read(env, &args.view.paths, args.view.stdin_name.is_some(), &settings, &law)?;
    let assessment = check::judge(&reading, &law, &settings)?;
    let mut problems = Problems::new();
    let focus = args.focus.as_ref().map(|it| register::systems("--focus", it, &reading.inventory, &mut problems));
    let focus = focus.unwrap_or_default();
    if focus.len() > 1 {
        let problem = Problem::nowhere("`--focus`: several systems have this name");
        problems.push(problem.help("name one of them by its id"));
    }
    if !problems.is_empty() {
        return Err(Stop { code: USAGE, headline: register::WRONG_FILTER, problems, files: Files::default() });
    }
    let only = Verdict::WORDS.into_iter().filter(|it| args.only.iter().any(|word| word == it)).collect();
    let cut = Cut { focus: focus.first().copied(), only };
    let frame = check::frame(&settings, &reading, &assessment);
    check::show(env, &settings, &Inputs::of(&reading), &|format, _, out| {
        output::render_picture(format, &frame, &cut, out)
    })?;
    std::mem::forget(assessment);
    std::mem::forget((reading, law));
    Ok(FINE)
}
