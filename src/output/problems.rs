//! What stopped a run, all of it: as frames, as lines, or as JSON. Never judges what is left.

use serde::Serialize;

use crate::text::{Files, Lack, Position, Problem, Span, clean};

use super::{
    Format, Look, names,
    text::{
        frame::{self, Note, Picture, Tone},
        window::Spot,
    },
};

/// Problems that text draws; more help nobody, and JSON has them all.
const DRAWN: usize = 100;

/// Writes the problems of the inputs below a headline such as `nothing was checked`.
#[must_use]
pub fn render_problems(format: Format, headline: &str, problems: &[Problem], files: &Files, look: &Look) -> String {
    match format {
        Format::Text | Format::Csv | Format::Markdown | Format::Dot | Format::Mermaid => {
            as_frames(headline, problems, files, look)
        }
        Format::Concise => as_lines(headline, problems, files),
        Format::Json => as_json(headline, problems, files),
    }
}

fn as_frames(headline: &str, problems: &[Problem], files: &Files, look: &Look) -> String {
    let fatal = if look.color { "\u{1b}[1m\u{1b}[91mfatal\u{1b}[0m" } else { "fatal" };
    let mut out = format!("{fatal}: {}\n", clean(headline));
    for problem in problems.iter().take(DRAWN) {
        let mut spots = Vec::new();
        spots.extend(problem.span.map(|span| Spot { span, label: problem.label.clone(), is_primary: true }));
        spots.extend(problem.related.iter().map(|(span, label)| Spot {
            span: *span,
            label: label.clone(),
            is_primary: false,
        }));
        let help = Some(problem.help.as_str()).filter(|it| !it.is_empty());
        let notes = help.map(|it| Note::wrapped("help", it, look)).into_iter().collect();
        let picture = Picture { tone: Tone::Cause, id: None, title: problem.message.clone(), spots, notes };
        out.push_str(&frame::draw(&picture, files, look));
        out.push('\n');
    }
    // A problem that stands for others counts as many as they are.
    let rest = problems.iter().skip(DRAWN).map(|it| match it.lack.as_deref() {
        Some(Lack::Rest(more)) => *more,
        _ => 1,
    });
    match rest.sum::<usize>() {
        0 => {}
        1 => out.push_str("and 1 more problem (use --format json)\n"),
        more => out.push_str(&format!("and {more} more problems (use --format json)\n")),
    }
    out
}

fn as_lines(headline: &str, problems: &[Problem], files: &Files) -> String {
    let mut out = String::new();
    for problem in problems {
        let place = problem.span.map_or(String::new(), |span| {
            let at = files.position(span);
            format!("{}:{}:{}: ", files.path(span.file), at.line, at.column)
        });
        let label =
            if problem.label.is_empty() { String::new() } else { format!(": {}", names::brief(&problem.label)) };
        out.push_str(&clean(&format!("{place}error: {}{label}", names::brief(&problem.message))));
        out.push('\n');
    }
    out.push_str(&format!("fatal: {}\n", clean(headline)));
    out
}

/// What a program gets instead of results.
#[derive(Serialize)]
struct Stopped<'p> {
    schema: u32,
    errors: Vec<Failure<'p>>,
}

#[derive(Serialize)]
struct Failure<'p> {
    message: String,
    file: Option<&'p str>,
    line: Option<u32>,
    column: Option<u32>,
    end_line: Option<u32>,
    end_column: Option<u32>,
    label: Option<String>,
    help: Option<String>,
    related: Vec<Related<'p>>,
}

/// Another place that matters.
#[derive(Serialize)]
pub(super) struct Related<'p> {
    file: &'p str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    message: String,
}

/// Other places, as JSON has them.
pub(super) fn related<'p>(places: &[(Span, String)], files: &'p Files) -> Vec<Related<'p>> {
    let all = places.iter().map(|(span, message)| {
        let Position { line, column, end_line, end_column } = files.position(*span);
        Related {
            file: files.path(span.file),
            line,
            column,
            end_line,
            end_column,
            message: clean(message).into_owned(),
        }
    });
    all.collect()
}

/// What is said, if anything is.
fn said(words: &str) -> Option<String> {
    (!words.is_empty()).then(|| clean(words).into_owned())
}

fn as_json(headline: &str, problems: &[Problem], files: &Files) -> String {
    let mut errors = Vec::new();
    for problem in problems {
        // A file that could not be read has no lines.
        let at = problem
            .span
            .filter(|it| files.get(it.file).is_some_and(|it| !it.text.is_empty()))
            .map(|it| files.position(it));
        errors.push(Failure {
            message: clean(&problem.message).into_owned(),
            file: problem.span.map(|it| files.path(it.file)),
            line: at.map(|it| it.line),
            column: at.map(|it| it.column),
            end_line: at.map(|it| it.end_line),
            end_column: at.map(|it| it.end_column),
            label: said(&problem.label),
            help: said(&problem.help),
            related: related(&problem.related, files),
        });
    }
    if errors.is_empty() {
        // A run that stopped always says why.
        errors.push(Failure {
            message: clean(headline).into_owned(),
            file: None,
            line: None,
            column: None,
            end_line: None,
            end_column: None,
            label: None,
            help: None,
            related: Vec::new(),
        });
    }
    super::written(&Stopped { schema: super::json::SCHEMA, errors })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn shown(format: Format) -> String {
        let mut files = Files::default();
        let file = files.add("a\u{1b}b.toml", "since = \"2026-02-30\"\n");
        let problem = Problem::at(Span::new(file, 8, 20), "the day `2026-02-30` does not exist\n::error::forged")
            .label("no such day")
            .related(Span::new(file, 0, 5), "this key")
            .help("write a day that exists");
        render_problems(
            format,
            "nothing was checked",
            &[problem, Problem::nowhere("no file")],
            &files,
            &Look::default(),
        )
    }

    #[test]
    fn no_format_lets_an_input_forge_a_line() {
        for format in Format::ALL {
            let shown = shown(*format);
            assert!(!shown.contains('\u{1b}'), "{shown}");
            assert!(!shown.lines().any(|it| it.starts_with("::")), "{shown}");
        }
    }

    #[test]
    fn frames_lines_and_json_say_the_same() {
        let text = shown(Format::Text);
        assert!(text.starts_with("fatal: nothing was checked\ncaused by: the day"), "{text}");
        assert!(text.contains(":1:9") && text.contains("help: write a day"), "{text}");
        let lines = shown(Format::Concise);
        assert!(lines.contains(".toml:1:9: error: the day"), "{lines}");
        let json: serde_json::Value = serde_json::from_str(&shown(Format::Json)).unwrap();
        assert_eq!(json.pointer("/schema").unwrap(), 1);
        assert_eq!(json.pointer("/errors/0/column").unwrap(), 9);
        assert_eq!(json.pointer("/errors/0/related/0/end_column").unwrap(), 6);
        assert!(json.pointer("/errors/1/file").unwrap().is_null());
    }
}
