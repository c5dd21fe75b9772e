//! What becomes of results of earlier runs where nothing was checked: none is left to be taken for that of this run. Never
//! touches what may be no result.

use std::{fs, io::Write, path::Path};

use serde_json::{Map, Value};

use crate::{
    output::{Format, Look},
    text::clean,
};

use super::{Env, Stop, guard, remark, settings::Settings, write};

/// How JSON looks, on which nothing here hangs.
pub(super) const LOOK: Look =
    Look { color: false, unicode: true, width: 100, verbose: false, quiet: false, max: usize::MAX };

/// The files that a run was to write, and those that it must not touch.
#[derive(Debug, Clone, Default)]
pub(super) struct Outputs {
    targets: Vec<write::Target>,
    /// What the settings have it read.
    inputs: Vec<String>,
    /// The folder of the law.
    law: Option<String>,
}

impl Outputs {
    pub(super) fn of(settings: &Settings) -> Self {
        let inputs = settings.inventory.value.iter().chain(&settings.files).cloned().collect();
        let law = settings.law.as_ref().map(|it| it.value.clone());
        Self { targets: settings.outputs.value.clone(), inputs, law }
    }

    /// Whether a file is read, or may be.
    fn reads(&self, env: &Env<'_>, path: &Path) -> bool {
        let is = |it: &str| write::real(&env.cwd.join(it)) == path;
        let is_law = self.law.as_ref().is_some_and(|it| path.starts_with(write::real(&env.cwd.join(it))));
        guard::is_named(env, path) || is_law || self.inputs.iter().any(|it| is(it))
    }
}

/// Puts the errors in the place of each JSON file, and removes others that an earlier run wrote.
pub(super) fn replace(env: &mut Env<'_>, outputs: &Outputs, stop: &Stop) {
    for target in &outputs.targets {
        let path = env.cwd.join(&target.path);
        let there = path.metadata().ok();
        let is_device = there.as_ref().is_some_and(|it| !it.is_file());
        let is_earlier = there.is_some() && !is_device;
        if is_device || (!is_earlier && target.format != Format::Json) {
            continue;
        }
        let done = if is_earlier && !is_result(env, outputs, &path) {
            Err("it may be no result".to_owned())
        } else if target.format == Format::Json {
            let text = stop.as_json();
            let written = write::all(&env.cwd, std::slice::from_ref(target), &|_, out: &mut dyn Write| {
                out.write_all(text.as_bytes())
            });
            written.map_err(|(_, error)| write::reason(&error))
        } else {
            fs::remove_file(write::real(&path)).map_err(|error| write::reason(&error))
        };
        let shown = clean(&target.path);
        match done {
            Ok(()) if target.format == Format::Json => {}
            Ok(()) => remark(env, &format!("removed `{shown}`: it held the result of an earlier run\n")),
            Err(why) => remark(env, &format!("`{shown}` is left as it was, and is no result of this run: {why}\n")),
        }
    }
}

/// Whether a file is the result of an earlier run, for all that can be told: what could be an inventory only if it says so.
fn is_result(env: &Env<'_>, outputs: &Outputs, path: &Path) -> bool {
    if outputs.reads(env, &write::real(path)) {
        return false;
    }
    let is_json = path.extension().is_some_and(|it| it.eq_ignore_ascii_case("json"));
    !guard::may_be_inventory(path) && (!is_json || says_so(path))
}

/// Whether a JSON file says of itself that it is ours.
fn says_so(path: &Path) -> bool {
    if path.metadata().is_ok_and(|it| it.len() == 0) {
        return true;
    }
    let is_ours = |root: Map<String, Value>| {
        root.contains_key("schema") && ["tool", "law", "errors"].iter().any(|it| root.contains_key(*it))
    };
    guard::root_of(path).is_some_and(is_ours)
}
