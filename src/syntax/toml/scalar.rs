//! Keys, strings, and words without quotes.
//! Never converts a number or a date: they stay as they are written.

use std::borrow::Cow;

use toml_parser::{
    Raw, Span,
    decoder::{Encoding, IntegerRadix, ScalarKind},
    parser::Event,
};

use super::{
    super::{
        short,
        tree::{Kind, Words},
    },
    Reader,
    tables::{Holds, Item, Key, words_of},
};

impl<'s> Reader<'_, 's> {
    pub(super) fn key(&mut self, event: &Event) {
        let span = event.span();
        let words = match event.encoding() {
            Some(_) => self.string(event),
            None => self.slice(span).into(),
        };
        if self.broken.is_some() {
            return;
        }
        match event.encoding() {
            Some(Encoding::BasicString | Encoding::LiteralString) => {}
            Some(Encoding::MlBasicString | Encoding::MlLiteralString) => {
                let problem = self.problem(span, "a key stands in three quotes");
                self.problems.push(problem.help("use one quote on each side"));
            }
            None if span.is_empty() => return self.no_key(span.start()),
            None if is_bare_key(&words) => {}
            None => {
                if let Some(colon) = words.find(':') {
                    return self.key_end(span.start() + colon);
                }
                let problem = self.problem(span, format!("the key `{}` needs quotes", short(&words)));
                self.problems.push(problem.help("without quotes: letters a to z, digits, `-` and `_`"));
            }
        }
        self.keys.push(Key { words, span });
    }

    pub(super) fn scalar(&mut self, event: &Event) {
        let span = event.span();
        if span.is_empty() {
            return self.fail_at(span.start(), "a value is missing", "write `key = value`; a text needs quotes");
        }
        if event.encoding().is_some() {
            let words = words_of(self.string(event), self.source.input(), span);
            if self.broken.is_none() {
                self.value(Item { span, holds: Holds::Scalar(Kind::Text, words) });
            }
            return;
        }
        let raw = self.slice(span);
        let word = |kind, length| {
            let span = Span::new_unchecked(span.start(), span.start() + length);
            Item { span, holds: Holds::Scalar(kind, Words::Within(0, 0)) }
        };
        if let Some(kind) = kind_of(raw) {
            return self.value(word(kind, raw.len()));
        }
        // The parser takes all words of a line for one.
        if let Some((first, more)) = raw.split_once([' ', '\t'])
            && let Some(kind) = kind_of(first)
        {
            self.value(word(kind, first.len()));
            return self.value_end(span.end() - more.trim_start().len());
        }
        self.no_scalar(raw, span);
        self.value(word(Kind::Text, raw.len()));
    }

    /// A string of any of the four kinds.
    fn string(&mut self, event: &Event) -> Cow<'s, str> {
        let mut words = Cow::Borrowed("");
        if let Some(raw) = self.source.get(event) {
            let _ = raw.decode_scalar(&mut words, &mut |error| self.string_fault(event, &error));
        }
        words
    }
}

fn is_bare_key(raw: &str) -> bool {
    raw.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_'))
}

/// What a word without quotes is; `None` where it is nothing.
fn kind_of(raw: &str) -> Option<Kind> {
    let mut right = true;
    let mut plain = Cow::Borrowed("");
    let span = Span::new_unchecked(0, raw.len());
    let kind = Raw::new_unchecked(raw, None, span).decode_scalar(&mut plain, &mut |_| right = false);
    // The decoder only tells kinds apart: it lets pass `0x`, `1_0x`, and all that begins like a date.
    let (kind, whole) = match kind {
        ScalarKind::Boolean(true) => (Kind::True, true),
        ScalarKind::Boolean(false) => (Kind::False, true),
        ScalarKind::Float | ScalarKind::Integer(IntegerRadix::Dec) => (Kind::Number, plain.parse::<f64>().is_ok()),
        ScalarKind::Integer(_) => (Kind::Number, !plain.is_empty()),
        ScalarKind::DateTime => (Kind::Date, is_date(raw)),
        ScalarKind::String => (Kind::Text, false),
    };
    (right && whole).then_some(kind)
}

/// Whether this has the shape of a day, a time, or both; the day need not exist.
fn is_date(raw: &str) -> bool {
    let shape = raw.replace(|it: char| it.is_ascii_digit(), "0");
    match shape.strip_prefix("0000-00-00") {
        Some("") => true,
        Some(rest) => rest.strip_prefix(['T', 't', ' ']).is_some_and(|time| {
            let zone = ["Z", "z", "+00:00", "-00:00"].iter().find_map(|it| time.strip_suffix(it));
            is_time(zone.unwrap_or(time))
        }),
        None => is_time(&shape),
    }
}

fn is_time(shape: &str) -> bool {
    let rest = shape.strip_prefix("00:00:00").or_else(|| shape.strip_prefix("00:00"));
    rest.is_some_and(|it| it.is_empty() || it.starts_with(".0") && it.trim_end_matches('0') == ".")
}
