//! What the commands that compare have in common: one side judged, the difference shown, the gate asked. Judges nothing.

use crate::{
    assess::{self, Assessment, Difference, NothingToCheck, Question},
    inventory::Inventory,
    law::{Day, Law},
    output::{self, Comparison},
    source::{Failure, Inputs},
};

use super::{Env, FINE, FOUND, INPUT, Stop, check, settings::Settings};

pub(super) const HEADLINE: &str = "nothing was compared";

/// Judges one side.
pub(super) fn judged<'a>(
    inventory: &'a Inventory,
    law: &'a Law,
    day: Day,
    settings: &Settings,
) -> Result<Assessment<'a>, NothingToCheck> {
    let regimes = settings.regimes.value.iter().filter_map(|it| law.regime_id(it)).collect::<Vec<_>>();
    assess::assess(inventory, law, Question { day, profile: settings.profile.value, regimes: &regimes })
}

/// Why a side could not be read.
pub(super) fn unread(failure: Failure) -> Stop {
    Stop { code: INPUT, headline: HEADLINE, problems: failure.problems, files: failure.files }
}

/// Writes the difference and gives the exit code: 1 only for what is introduced.
pub(super) fn finish(
    env: &mut Env<'_>,
    settings: &Settings,
    inputs: &Inputs,
    comparison: &Comparison<'_>,
) -> Result<u8, Stop> {
    check::show(env, settings, inputs, &|format, look, out| output::render_difference(format, comparison, look, out))?;
    Ok(if fails(comparison.difference, comparison) { FOUND } else { FINE })
}

fn fails(difference: &Difference, comparison: &Comparison<'_>) -> bool {
    let after = comparison.after.assessment;
    comparison.gate.zip(after).is_some_and(|(gate, after)| difference.failing(after, gate).next().is_some())
}
