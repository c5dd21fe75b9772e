//! Where nothing is to be written: what a run reads, and what its inventory names. Never writes.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Map, Value};

use crate::{
    inventory::TABLES,
    source::Inputs,
    text::{Problem, clean},
};

use super::{Env, Stop, settings::Settings, write};

/// Refuses to write over an input, over what may be another inventory, and to write one file twice.
pub(super) fn refuse(env: &Env<'_>, settings: &Settings, inputs: &Inputs) -> Result<(), Stop> {
    const HEADLINE: &str = "the result could not be written";
    let real = |it: &dyn AsRef<Path>| write::real(&env.cwd.join(it));
    let law = settings.law.as_ref().map(|it| real(&it.value));
    let files = settings.files.iter().map(|it| real(it)).collect::<Vec<_>>();
    let parts = inputs.parts.iter().map(|it| real(it)).collect::<Vec<_>>();
    let evidence = inputs.evidence.iter().map(|it| real(it)).collect::<Vec<_>>();
    let mut before: Vec<PathBuf> = Vec::new();
    for target in &settings.outputs.value {
        let path = real(&target.path);
        let shown = clean(&target.path);
        let part = if parts.contains(&path) {
            Some("a part of the inventory")
        } else if evidence.contains(&path) {
            Some("named in the inventory as evidence")
        } else if files.contains(&path) {
            Some("a file of settings")
        } else if law.as_ref().is_some_and(|it| path.starts_with(it)) {
            Some("in the folder of the law")
        } else if is_named(env, &path) {
            Some("named on the command line as something to read")
        } else if path.is_file() && may_be_inventory(&path) {
            Some("there already, and may be an inventory")
        } else {
            None
        };
        if let Some(part) = part {
            let problem = Problem::nowhere(format!("`{shown}` is {part}"));
            return Err(Stop::usage(HEADLINE, problem.help("write to another file")));
        }
        // Devices take several.
        let is_place = path.is_file() || !path.exists();
        if is_place && before.contains(&path) {
            let problem = Problem::nowhere(format!("`{shown}` is written to twice"));
            return Err(Stop::usage(HEADLINE, problem.help("give each output a file of its own")));
        }
        before.push(path);
    }
    Ok(())
}

/// Whether the command line names a file as anything but an output.
pub(super) fn is_named(env: &Env<'_>, path: &Path) -> bool {
    let is = |it: &str| write::real(&env.cwd.join(it)) == path;
    let words = env.args.iter().filter_map(|it| it.to_str()).collect::<Vec<_>>();
    let is_flag = |it: &str| matches!(it, "-o" | "--output");
    words.iter().zip(words.iter().skip(1)).any(|(before, it)| !is_flag(before) && is(it))
}

/// Whether a file is what an inventory could be, and no result: by its ending, and JSON by its keys.
pub(super) fn may_be_inventory(path: &Path) -> bool {
    let ending = path.extension().and_then(|it| it.to_str()).map(str::to_ascii_lowercase);
    match ending.as_deref() {
        Some("toml" | "yaml" | "yml") => true,
        Some("json") => root_of(path).is_some_and(|it| TABLES.iter().any(|table| it.contains_key(*table))),
        _ => false,
    }
}

/// What a file holds, where that is a JSON object.
pub(super) fn root_of(path: &Path) -> Option<Map<String, Value>> {
    match serde_json::from_slice(&fs::read(path).ok()?) {
        Ok(Value::Object(root)) => Some(root),
        _ => None,
    }
}
