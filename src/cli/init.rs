//! `init`: a commented inventory to start from, in a folder that is made where it is not there. Never overwrites, never asks.

use std::{fs, io};

use crate::text::{Problem, clean};

use super::{Env, FINE, Stop, args::InitArgs, next, tell, write};

const TEMPLATE: &str = include_str!("template.toml");

/// Stands in the template for the day on which it is written: a listing that was looked up long ago would be stale at once.
const TODAY: &str = "{today}";

/// Runs the command.
pub(super) fn run(env: &mut Env<'_>, args: &InitArgs) -> Result<u8, Stop> {
    const HEADLINE: &str = "nothing was written";
    if args.path.trim().is_empty() {
        let problem = Problem::nowhere("an empty path names no file");
        return Err(Stop::usage(HEADLINE, problem.help("leave it out for `inventory.toml`")));
    }
    let is_folder = env.cwd.join(&args.path).is_dir();
    let name =
        if is_folder { format!("{}/inventory.toml", args.path.trim_end_matches('/')) } else { args.path.clone() };
    let shown = clean(&name).into_owned();
    if !name.ends_with(".toml") {
        let problem = Problem::nowhere(format!("`{shown}` does not end in `.toml`"));
        return Err(Stop::usage(HEADLINE, problem.help("the template is TOML")));
    }
    if name.rsplit('/').next() == Some("transborder.toml") {
        let problem = Problem::nowhere("`transborder.toml` is the name of the settings");
        return Err(Stop::usage(HEADLINE, problem.help("call the inventory otherwise, such as `inventory.toml`")));
    }
    let text = TEMPLATE.replace(TODAY, &env.today.to_string());
    let path = env.cwd.join(&name);
    let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
    folder.and_then(|()| write::new(&path, text.as_bytes())).map_err(|error| {
        let problem = match error.kind() {
            io::ErrorKind::AlreadyExists => Problem::nowhere(format!("`{shown}` exists already"))
                .help("name another file: `transborder init OTHER.toml`"),
            _ => Problem::nowhere(format!("cannot write `{shown}`: {}", write::reason(&error))),
        };
        Stop::usage(HEADLINE, problem)
    })?;
    let check = match name.as_str() {
        "inventory.toml" => "transborder check".to_owned(),
        _ => format!("transborder check {}", next::path(&name)),
    };
    tell(env, &format!("wrote {shown}\nnext: replace its examples with what you know, then run `{check}`\n"))?;
    Ok(FINE)
}
