//! JSON as every command writes it: two spaces, a newline at its end, escapes for all that could act on who reads it.
//! Never holds the whole of a long list.

use std::io::{self, Write};

use serde::{Serialize, Serializer};
use serde_json::ser::{Formatter, PrettyFormatter};

use crate::text::is_risky;

/// A value as JSON.
pub(crate) fn written(value: &impl Serialize) -> String {
    let mut bytes = Vec::new();
    let text = write(&mut bytes, value).ok().and_then(|()| String::from_utf8(bytes).ok());
    match text {
        Some(text) => text,
        None => unreachable!("structs with string keys are always written, in UTF-8"),
    }
}

/// Writes a value as JSON, piece by piece.
pub(crate) fn write(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    let mut out = io::BufWriter::with_capacity(1 << 16, out);
    let mut json = serde_json::Serializer::with_formatter(&mut out, Harmless(PrettyFormatter::new()));
    value.serialize(&mut json)?;
    out.write_all(b"\n")?;
    out.flush()
}

/// A list whose items are made one after the other, when they are written.
pub(super) struct Each<F>(pub(super) F);

impl<F: Fn() -> I, I: Iterator<Item: Serialize>> Serialize for Each<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

/// Strings keep their value; what a terminal or a CI host could act on is written as an escape.
struct Harmless<'f>(PrettyFormatter<'f>);

impl Formatter for Harmless<'_> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, text: &str) -> io::Result<()> {
        let mut done = 0;
        let next = text.chars().skip(1).map(Some).chain([None]);
        for ((at, it), next) in text.char_indices().zip(next) {
            let speaks = matches!(it, '#' | ':') && next == Some(it);
            if speaks || is_risky(it) {
                out.write_all(text.get(done..at).unwrap_or_default().as_bytes())?;
                for unit in it.encode_utf16(&mut [0; 2]) {
                    write!(out, "\\u{unit:04x}")?;
                }
                done = at + it.len_utf8();
            }
        }
        out.write_all(text.get(done..).unwrap_or_default().as_bytes())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn strings_keep_their_value_and_nothing_acts() {
        let hostile =
            ["::error::x", "##[error]", "###", "a\u{1b}[31m\n\u{202E}evil\u{200B}\"\\", "\u{E0041}", "C# a:b", ""];
        let text = written(&hostile);
        assert!(!text.contains("::") && !text.contains("##"), "{text}");
        assert!(!text.chars().any(|it| is_risky(it) && it != '\n'), "{text:?}");
        assert_eq!(serde_json::from_str::<Vec<String>>(&text).unwrap(), hostile);
    }

    #[test]
    fn lists_are_written_as_they_come() {
        let list = Each(|| (0..3).map(|it| [it]));
        assert_eq!(written(&list), written(&[[0], [1], [2]]));
        assert_eq!(written(&Each(std::iter::empty::<u8>)), "[]\n");
    }
}
