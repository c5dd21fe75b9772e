//! A text that is read and judged as if it came from standard input, and shown as a check shows it. Knows no command.

use transborder::{
    assess::Assessment,
    law::{Law, Level},
    output::Frame,
    source::{self, Failure, Reading, Request},
};

/// Reads a text; the ending of `file` says what it is written in.
pub(crate) fn read(file: &str, text: &str, law: &Law) -> Result<Reading, Box<Failure>> {
    let stdin = Some((file.to_owned(), text.as_bytes().to_vec()));
    source::read(&Request { cwd: env!("CARGO_TARGET_TMPDIR").into(), paths: vec!["-".to_owned()], stdin }, law)
}

/// What a check by the settings of the program is shown with.
pub(crate) fn frame<'a>(assessment: &'a Assessment<'a>, reading: &'a Reading) -> Frame<'a> {
    Frame {
        assessment,
        files: &reading.files,
        gate: Some(Level::Error),
        n_files: 1,
        passed_over: &reading.passed_over,
        next: None,
    }
}
