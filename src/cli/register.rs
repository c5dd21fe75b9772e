//! `register`: one row for each transfer. Reads, asks the library, writes; judges nothing itself.

use crate::{
    assess::{Selection, Verdict},
    inventory::{DataId, Inventory, OrganizationId, SystemId},
    law::Law,
    output,
    source::Inputs,
    text::{Files, Problem, Problems, clean, closest},
};

use super::{Env, FINE, Manner, Stop, USAGE, args::RegisterArgs, check, flags};

/// How it ends where a filter names what is not there.
pub(super) const WRONG_FILTER: &str = "nothing was written";

/// Runs the command.
pub(super) fn run(env: &mut Env<'_>, args: &RegisterArgs, manner: &mut Manner) -> Result<u8, Stop> {
    let (settings, law) = flags::of_register(env, args, manner)?;
    let reading = check::read(env, &args.view.paths, args.view.stdin_name.is_some(), &settings, &law)?;
    let assessment = check::judge(&reading, &law, &settings)?;
    let selection = selection(args, &reading.inventory, &law)?;
    let frame = check::frame(&settings, &reading, &assessment);
    check::show(env, &settings, &Inputs::of(&reading), &|format, look, out| {
        output::render_register(format, &frame, &selection, look, out)
    })?;
    std::mem::forget(assessment);
    std::mem::forget((reading, law));
    Ok(FINE)
}

/// What the filters mean; a word that nothing has is a slip, and an empty register would hide it.
fn selection(args: &RegisterArgs, inventory: &Inventory, law: &Law) -> Result<Selection, Stop> {
    let mut problems = Problems::new();
    let mut selection = Selection { with_all: args.all, ..Selection::default() };
    for word in &args.country {
        match law.places.resolve(word) {
            Ok(place) => selection.places.push(place.kind),
            Err(it) => problems.push(Problem::nowhere(format!("`--country`: {}", it.message)).help(it.help)),
        }
    }
    for word in &args.importer {
        let all = inventory.organizations.iter().enumerate().map(|(at, it)| {
            let id = OrganizationId::at(at);
            (id, it.id.as_str(), Some(inventory.organization_name(id)))
        });
        selection.importers.extend(called("--importer", "organization", word, all, &mut problems));
    }
    for word in &args.data {
        let all = inventory.data.iter().enumerate().map(|(at, it)| {
            let name = it.table.about.as_ref().and_then(|it| it.name.as_ref());
            (DataId::at(at), it.id.as_str(), name.map(|it| it.value.as_str()))
        });
        selection.data.extend(called("--data", "class of data", word, all, &mut problems));
    }
    for word in &args.system {
        selection.systems.extend(systems("--system", word, inventory, &mut problems));
    }
    let words = Verdict::WORDS.into_iter();
    selection.verdicts = words.filter(|it| args.verdict.iter().any(|word| word == it)).collect();
    if problems.is_empty() {
        return Ok(selection);
    }
    Err(Stop { code: USAGE, headline: WRONG_FILTER, problems, files: Files::default() })
}

/// The systems that a word names.
pub(super) fn systems(flag: &str, word: &str, inventory: &Inventory, problems: &mut Problems) -> Vec<SystemId> {
    let all = inventory.systems.iter().enumerate().map(|(at, it)| {
        let name = it.table.about.as_ref().and_then(|it| it.name.as_ref());
        (SystemId::at(at), it.id.as_str(), name.map(|it| it.value.as_str()))
    });
    called(flag, "system", word, all, problems)
}

/// All entries of this id or, where no id is this word, of this name.
fn called<'i, T>(
    flag: &str,
    what: &str,
    word: &str,
    all: impl Iterator<Item = (T, &'i str, Option<&'i str>)> + Clone,
    problems: &mut Problems,
) -> Vec<T> {
    let by_id = all.clone().filter(|(_, id, _)| *id == word).map(|(it, ..)| it).collect::<Vec<_>>();
    if !by_id.is_empty() {
        return by_id;
    }
    let wanted = word.trim().to_lowercase();
    let is_called = |name: Option<&str>| name.is_some_and(|it| it.trim().to_lowercase() == wanted);
    let by_name = all.clone().filter(|(_, _, name)| is_called(*name)).map(|(it, ..)| it).collect::<Vec<_>>();
    if by_name.is_empty() {
        let words = all.flat_map(|(_, id, name)| [Some(id), name]).flatten();
        let problem = Problem::nowhere(format!("`{flag}`: no {what} is called `{}`", clean(word)));
        problems.push(match closest(word, words) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help("ids and names of the inventory are meant"),
        });
    }
    by_name
}
