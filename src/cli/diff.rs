//! `diff`: an inventory before and after a change, from files, folders or revisions. Reads both sides, and judges nothing
//! itself.

use crate::{
    assess::Difference,
    law::Law,
    output::{Comparison, Purpose, Side},
    source::{self, FailureKind, Inputs, Reading, Request, Revision},
    text::{Problem, clean},
};

use super::{
    Env, Manner, Stop,
    args::DiffArgs,
    check,
    compare::{self, HEADLINE},
    flags, remark,
    settings::Settings,
};

/// Where one side is read.
enum Place {
    /// Files and folders on the disk.
    Disk(String),
    /// Files and folders of a revision; whether their paths start here or at the root of the repository.
    Revision { revision: Revision, paths: Vec<String>, starts_here: bool },
}

/// One side: where it is read, and how it is called.
struct Wanted {
    place: Place,
    label: String,
}

/// Runs the command.
pub(super) fn run(env: &mut Env<'_>, args: &DiffArgs, manner: &mut Manner) -> Result<u8, Stop> {
    let (settings, law) = flags::of_comparison(env, &args.comparing, &args.comparing.common, manner)?;
    if settings.verbose.value {
        let text = settings.origins();
        remark(env, &text);
    }
    let (old, new) = sides(env, args, &settings)?;
    let mut said = Vec::new();
    let before = match read(env, &old, &law) {
        Ok(reading) => Some(reading),
        Err(failure) if failure.kind == FailureKind::Nothing => {
            said.push(format!("there is no inventory in {}: everything is new", clean(&old.label)));
            None
        }
        Err(failure) => return Err(compare::unread(*failure)),
    };
    let after = read(env, &new, &law).map_err(|it| compare::unread(*it))?;
    let day = settings.as_of.value;
    let was = before.as_ref().map(|it| compare::judged(&it.inventory, &law, day, &settings));
    if let Some(Err(_)) = was {
        said.push(format!("there was nothing to check in {}: everything is new", clean(&old.label)));
    }
    let was = was.and_then(Result::ok);
    let is = compare::judged(&after.inventory, &law, day, &settings).map_err(|it| check::nothing(it, &settings))?;
    let difference = Difference::between(was.as_ref(), Some(&is));
    let comparison = Comparison {
        purpose: Purpose::Diff,
        before: Side {
            assessment: was.as_ref(),
            files: before.as_ref().map_or(&after.files, |it| &it.files),
            label: &old.label,
        },
        after: Side { assessment: Some(&is), files: &after.files, label: &new.label },
        difference: &difference,
        said: &said,
        law: &law,
        day,
        gate: settings.fail_on.value,
    };
    let inputs = before.iter().fold(Inputs::of(&after), |all, it| all.and(Inputs::of(it)));
    compare::finish(env, &settings, &inputs, &comparison)
}

fn sides(env: &Env<'_>, args: &DiffArgs, settings: &Settings) -> Result<(Wanted, Wanted), Stop> {
    let Some(new) = &args.new else {
        return range(env, args, settings);
    };
    if !args.paths.is_empty() {
        let problem = Problem::nowhere("paths after `--` go with `OLD..NEW`");
        return Err(Stop::usage(
            HEADLINE,
            problem.help("name the paths themselves: `REV:PATH`, or two files or folders"),
        ));
    }
    if is_range(&args.old) && !env.cwd.join(&args.old).exists() {
        let (old, new) = (clean(&args.old), clean(new));
        let problem = Problem::nowhere(format!("`{old}` is both sides, and `{new}` a third"));
        return Err(usage(problem.help(format!("paths come after `--`: `transborder diff {old} -- {new}`"))));
    }
    let is_nothing = |it: &str| !env.cwd.join(it).exists() && !it.contains(':');
    if is_nothing(&args.old) && is_nothing(new) {
        let (old, new) = (clean(&args.old), clean(new));
        let problem = Problem::nowhere(format!("there is no file or folder `{old}`, and none `{new}`"));
        return Err(usage(problem.help(format!("two revisions are compared as `{old}..{new}`"))));
    }
    for (nothing, path) in [(&args.old, new), (new, &args.old)] {
        let is_revision = || Revision::open(&env.cwd, nothing).is_ok();
        if is_nothing(nothing) && env.cwd.join(path).exists() && is_revision() {
            let (nothing, path) = (clean(nothing), clean(path));
            let problem = Problem::nowhere(format!("there is no file or folder `{nothing}`"));
            return Err(usage(problem.help(format!("of a revision its path is named too: `{nothing}:{path}`"))));
        }
    }
    Ok((side(env, &args.old)?, side(env, new)?))
}

/// Whether a word is two revisions, and no path that leads up.
fn is_range(word: &str) -> bool {
    word.split_once("..").is_some_and(|(old, new)| !old.is_empty() && !old.ends_with('/') && !new.starts_with('/'))
}

/// `OLD..NEW` and `OLD...NEW`, as git has them.
fn range(env: &Env<'_>, args: &DiffArgs, settings: &Settings) -> Result<(Wanted, Wanted), Stop> {
    let parted = args.old.split_once("...").map(|(old, new)| (old, new, true));
    let Some((old, new, is_parting)) = parted.or_else(|| args.old.split_once("..").map(|(old, new)| (old, new, false)))
    else {
        let problem = Problem::nowhere(format!("`{}` is one side, and a difference has two", clean(&args.old)));
        return Err(Stop::usage(HEADLINE, problem.help("name a second one, or two revisions as `main..HEAD`")));
    };
    let or_head = |it: &str| if it.is_empty() { "HEAD".to_owned() } else { it.to_owned() };
    let (mut old, new) = (or_head(old), or_head(new));
    let paths = if args.paths.is_empty() { settings.inventory.value.clone() } else { args.paths.clone() };
    let label = if is_parting { format!("{old}...{new}") } else { old.clone() };
    if is_parting {
        old = Revision::parting(&env.cwd, &old, &new).map_err(usage)?;
    }
    let open = |name: &str, label: String| -> Result<Wanted, Stop> {
        let revision = Revision::open(&env.cwd, name).map_err(usage)?;
        Ok(Wanted { place: Place::Revision { revision, paths: paths.clone(), starts_here: true }, label })
    };
    Ok((open(&old, label)?, open(&new, new.clone())?))
}

/// A path that is there, or `REV:PATH`; what is neither is told as a missing file.
fn side(env: &Env<'_>, word: &str) -> Result<Wanted, Stop> {
    let label = word.to_owned();
    if !env.cwd.join(word).exists()
        && let Some((name, path)) = word.split_once(':')
    {
        let revision = Revision::open(&env.cwd, name).map_err(usage)?;
        let paths = vec![path.to_owned()];
        return Ok(Wanted { place: Place::Revision { revision, paths, starts_here: false }, label });
    }
    Ok(Wanted { place: Place::Disk(word.to_owned()), label })
}

fn usage(problem: Problem) -> Stop {
    Stop::usage(HEADLINE, problem)
}

fn read(env: &Env<'_>, wanted: &Wanted, law: &Law) -> Result<Reading, Box<source::Failure>> {
    match &wanted.place {
        Place::Disk(path) => {
            let request = Request { cwd: env.cwd.clone(), paths: vec![path.clone()], stdin: None };
            source::read(&request, law)
        }
        Place::Revision { revision, paths, starts_here } => source::read_revision(revision, paths, *starts_here, law),
    }
}
