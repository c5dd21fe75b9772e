//! Finds a finding by the start of its fingerprint. Shows nothing itself.

use crate::{
    assess::{Assessment, assess},
    output::{Frame, explain},
    source::{self, Inputs},
    text::{Problem, clean},
};

use super::{HEADLINE, Run, broken};
use crate::cli::{Env, Stop, check};

/// Candidates that an error names.
const MAX_NAMED: usize = 10;

/// Explains the one finding whose fingerprint begins so.
pub(super) fn explained(run: &Run<'_>, env: &mut Env<'_>, word: &str) -> Result<String, Stop> {
    let request = check::request(env, &run.args.paths, false, run.settings)?;
    let reading = source::read(&request, run.law).map_err(|it| broken(*it))?;
    run.inputs.replace(Inputs::of(&reading));
    let assessment =
        assess(&reading.inventory, run.law, run.question()).map_err(|it| check::nothing(it, run.settings))?;
    let wanted = word.to_ascii_lowercase();
    let all = assessment.findings.iter().map(|it| (assessment.fingerprint(it), it));
    let mut found = all.filter(|(print, _)| print.starts_with(&wanted)).collect::<Vec<_>>();
    // The order of the files stays within one fingerprint.
    found.sort_by(|one, other| one.0.cmp(&other.0));
    let mut prints = found.iter().map(|(print, _)| print.as_str()).collect::<Vec<_>>();
    prints.dedup();
    if prints.len() > 1 {
        return Err(Stop::usage(HEADLINE, ambiguous(&assessment, word, &found)));
    }
    let Some((_, first)) = found.first() else {
        return Err(Stop::usage(HEADLINE, unknown(run, &assessment, word)));
    };
    if found.len() > 1 {
        run.remark(env, &format!("{} findings share this fingerprint; the first is shown\n", found.len()));
    }
    let frame = Frame {
        assessment: &assessment,
        files: &reading.files,
        gate: run.settings.fail_on.value,
        n_files: reading.read.len(),
        passed_over: &reading.passed_over,
        next: None,
    };
    Ok(explain::finding(&frame, first, run.writing, &run.look))
}

fn ambiguous(assessment: &Assessment<'_>, word: &str, found: &[(String, &crate::assess::Finding)]) -> Problem {
    let mut seen = Vec::<&str>::new();
    let mut lines = Vec::new();
    for (print, finding) in found {
        if !seen.contains(&print.as_str()) {
            seen.push(print);
            lines.push(format!("{print} {}: {}", finding.rule, assessment.words(finding).message));
        }
    }
    let more = lines.len().saturating_sub(MAX_NAMED);
    lines.truncate(MAX_NAMED);
    let more = if more > 0 { format!("; and {more} more") } else { String::new() };
    let problem = Problem::nowhere(format!("`{word}` is the start of {} fingerprints", seen.len()));
    problem.help(format!("give more digits: {}{more}", clean(&lines.join("; "))))
}

fn unknown(run: &Run<'_>, assessment: &Assessment<'_>, word: &str) -> Problem {
    let n = assessment.findings.len();
    let day = run.settings.as_of.value;
    let message = format!("no finding of this inventory has the fingerprint `{}`", clean(word));
    Problem::nowhere(message).help(format!(
        "{n} findings as of {day} were looked through; paths, `--as-of` and `--profile` must be those of the check"
    ))
}
