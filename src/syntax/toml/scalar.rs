//! Strings, numbers, dates and booleans.
//! Never converts a number or a date: they stay as they are written.

use std::borrow::Cow;

use super::{
    super::{
        short,
        tree::{Kind, Words},
    },
    Reader, Wrong,
    tables::words_of,
    value::Item,
};

impl<'s> Reader<'_, 's> {
    pub(super) fn scalar(&mut self) -> Result<Item<'s>, Wrong> {
        let start = self.at;
        if let Some(b'"' | b'\'') = self.peek() {
            let (text, _) = self.string()?;
            let words = words_of(text, self.text, start, self.at);
            return Ok(Item::Scalar { kind: Kind::Text, words, start, end: self.at });
        }
        self.at = self.word_end(start);
        let raw = self.text.get(start..self.at).unwrap_or_default();
        let kind = match raw {
            "true" => Kind::True,
            "false" => Kind::False,
            "" => return self.fail("a value was expected", "a text needs quotes"),
            _ if is_date(raw.as_bytes()) => Kind::Date,
            _ if is_number(raw.as_bytes()) => Kind::Number,
            _ if raw.starts_with(|it: char| it.is_ascii_digit() || matches!(it, '+' | '-' | '.')) => {
                let message = format!("`{}` is neither a number nor a day", short(raw));
                let problem = self.tape.problem(start, self.at, message);
                self.problems.push(
                    problem.help("a day is written `2024-01-15`, a number without leading zeros; a text needs quotes"),
                );
                Kind::Text
            }
            _ => {
                let problem = self.tape.problem(start, self.at, format!("`{}` needs quotes", short(raw)));
                let help = match raw.to_ascii_lowercase().as_str() {
                    "true" | "yes" | "on" => "a text needs quotes; yes is written `true`".to_owned(),
                    "false" | "no" | "off" => "a text needs quotes; no is written `false`".to_owned(),
                    "null" | "none" | "nil" => {
                        "TOML has no such value: leave the key out, or write a text in quotes".to_owned()
                    }
                    _ => format!("write `\"{}\"`", short(raw)),
                };
                self.problems.push(problem.help(help));
                Kind::Text
            }
        };
        Ok(Item::Scalar { kind, words: Words::Within(0, 0), start, end: self.at })
    }

    /// The end of a word without quotes. A time may follow a day after one space.
    fn word_end(&self, start: usize) -> usize {
        let word = |from: usize| {
            let left = self.bytes.get(from..).unwrap_or_default();
            let more = |it: &u8| {
                it.is_ascii_alphanumeric()
                    || matches!(it, b'_' | b'-' | b'+' | b'.' | b':' | b'/' | b'@')
                    || !it.is_ascii()
            };
            from + left.iter().take_while(|it| more(it)).count()
        };
        let end = word(start);
        let day = self.bytes.get(start..end).unwrap_or_default();
        let left = self.bytes.get(end..).unwrap_or_default();
        let time = matches!(left, [b' ', a, b, b':', ..] if a.is_ascii_digit() && b.is_ascii_digit());
        if time && day.len() == 10 && is_date(day) { word(end + 1) } else { end }
    }

    /// A string of any of the four kinds; says whether it is one of the two that span lines.
    pub(super) fn string(&mut self) -> Result<(Cow<'s, str>, bool), Wrong> {
        let start = self.at;
        let quote = self.peek().unwrap_or(b'"');
        let left = self.bytes.get(start..).unwrap_or_default();
        let many = left.starts_with(&[quote; 3]);
        self.at += if many { 3 } else { 1 };
        if many {
            self.newline();
        }
        let mut decoded: Option<String> = None;
        let mut from = self.at;
        loop {
            let left = self.bytes.get(self.at..).unwrap_or_default();
            let special = |it: &u8| {
                *it == quote || (*it < 0x20 && *it != b'\t') || *it == 0x7F || (quote == b'"' && *it == b'\\')
            };
            self.at += left.iter().position(special).unwrap_or(left.len());
            let next = self.peek();
            let newline = matches!((next, self.bytes.get(self.at + 1)), (Some(b'\n'), _) | (Some(b'\r'), Some(b'\n')));
            match next {
                Some(it) if it == quote => {
                    let left = self.bytes.get(self.at..).unwrap_or_default();
                    let quotes = left.iter().take_while(|it| **it == quote).count();
                    if many && quotes < 3 {
                        self.at += quotes;
                        continue;
                    }
                    // Up to two quotes may stand before the three that close.
                    let inside = if many { (quotes - 3).min(2) } else { 0 };
                    let plain = self.text.get(from..self.at + inside).unwrap_or_default();
                    self.at += inside + if many { 3 } else { 1 };
                    let text = match decoded {
                        Some(text) => Cow::Owned(text + plain),
                        None => Cow::Borrowed(plain),
                    };
                    return Ok((text, many));
                }
                Some(b'\\') => {
                    let plain = self.text.get(from..self.at).unwrap_or_default();
                    decoded.get_or_insert_default().push_str(plain);
                    let escaped = self.escape(many);
                    decoded.get_or_insert_default().extend(escaped);
                    from = self.at;
                }
                Some(_) if newline && many => {
                    self.newline();
                }
                Some(it) if !newline => {
                    let problem = self.tape.problem(self.at, self.at + 1, "a control character stands in a string");
                    self.problems.push(problem.help(format!("write `\\u{it:04x}` in double quotes")));
                    self.at += 1;
                }
                _ => {
                    let quotes = if many { 3 } else { 1 };
                    let close = char::from(quote).to_string().repeat(quotes);
                    let message = if many { "a string is never closed" } else { "a string is not closed on its line" };
                    let problem = self.tape.problem(start, start + quotes, message).label("opened here");
                    self.problems.push(problem.help(format!("close it with `{close}`")));
                    return Err(Wrong::Line);
                }
            }
        }
    }

    /// An escape; the reader stands at its backslash. Nothing comes of a backslash at the end of a line.
    fn escape(&mut self, many: bool) -> Option<char> {
        let start = self.at;
        self.at += 2;
        let digits = match self.bytes.get(start + 1) {
            Some(b'b') => return Some('\u{8}'),
            Some(b't') => return Some('\t'),
            Some(b'n') => return Some('\n'),
            Some(b'f') => return Some('\u{C}'),
            Some(b'r') => return Some('\r'),
            Some(b'e') => return Some('\u{1B}'),
            Some(b'"') => return Some('"'),
            Some(b'\\') => return Some('\\'),
            Some(b'x') => 2,
            Some(b'u') => 4,
            Some(b'U') => 8,
            Some(b' ' | b'\t' | b'\n' | b'\r') if many => {
                self.at = start + 1;
                self.space();
                if self.newline() {
                    self.blank_in_string();
                    return None;
                }
                return self.no_escape(start);
            }
            _ => return self.no_escape(start),
        };
        let hex = self.text.get(self.at..self.at + digits).filter(|it| it.bytes().all(|it| it.is_ascii_hexdigit()));
        match hex.and_then(|it| u32::from_str_radix(it, 16).ok()).and_then(char::from_u32) {
            Some(it) => {
                self.at += digits;
                Some(it)
            }
            None => {
                let problem = self.tape.problem(
                    start,
                    self.at,
                    format!("{digits} hexadecimal digits of a character must follow"),
                );
                self.problems.push(problem);
                None
            }
        }
    }

    fn no_escape(&mut self, start: usize) -> Option<char> {
        let next = self.text.get(start + 1..).and_then(|it| it.chars().next()).filter(|it| *it != '\n' && *it != '\r');
        self.at = start + 1 + next.map_or(0, char::len_utf8);
        let problem = self.tape.problem(start, self.at, "this escape does not exist in TOML");
        self.problems.push(problem.help("a backslash itself is written `\\\\`; single quotes leave it alone"));
        None
    }

    fn blank_in_string(&mut self) {
        loop {
            self.space();
            if !self.newline() {
                return;
            }
        }
    }
}

/// Whether this has the shape of a day, a time, or both; the day need not exist.
fn is_date(raw: &[u8]) -> bool {
    match raw {
        [_, _, _, _, b'-', _, _, b'-', _, _, rest @ ..] => {
            let shaped = raw.iter().take(10).enumerate().all(|(at, it)| at == 4 || at == 7 || it.is_ascii_digit());
            shaped
                && match rest {
                    [] => true,
                    [b'T' | b't' | b' ', time @ ..] => is_time(time, true),
                    _ => false,
                }
        }
        _ => is_time(raw, false),
    }
}

fn is_time(raw: &[u8], offset: bool) -> bool {
    let digits = |raw: &[u8]| raw.iter().all(u8::is_ascii_digit);
    let [a, b, b':', c, d, rest @ ..] = raw else { return false };
    let rest = match rest {
        [b':', e, f, rest @ ..] if digits(&[*e, *f]) => rest,
        [b':', ..] => return false,
        rest => rest,
    };
    let rest = match rest {
        [b'.', fraction @ ..] => {
            let count = fraction.iter().take_while(|it| it.is_ascii_digit()).count();
            if count == 0 {
                return false;
            }
            fraction.get(count..).unwrap_or_default()
        }
        rest => rest,
    };
    digits(&[*a, *b, *c, *d])
        && match rest {
            [] => true,
            [b'Z' | b'z'] => offset,
            [b'+' | b'-', h, i, b':', j, k] => offset && digits(&[*h, *i, *j, *k]),
            _ => false,
        }
}

fn is_number(raw: &[u8]) -> bool {
    let group = |raw: &[u8], digit: fn(&u8) -> bool| {
        let parts = raw.split(|it| *it == b'_');
        parts.into_iter().all(|it| !it.is_empty() && it.iter().all(digit))
    };
    match raw {
        [b'0', b'x', rest @ ..] => return group(rest, u8::is_ascii_hexdigit),
        [b'0', b'o', rest @ ..] => return group(rest, |it| matches!(it, b'0'..=b'7')),
        [b'0', b'b', rest @ ..] => return group(rest, |it| matches!(it, b'0' | b'1')),
        _ => {}
    }
    let raw = raw.strip_prefix(b"+").or_else(|| raw.strip_prefix(b"-")).unwrap_or(raw);
    if raw == b"inf" || raw == b"nan" {
        return true;
    }
    let mut mantissa = raw;
    if let Some(at) = raw.iter().position(|it| matches!(it, b'e' | b'E')) {
        let (before, after) = (raw.get(..at).unwrap_or_default(), raw.get(at + 1..).unwrap_or_default());
        let after = after.strip_prefix(b"+").or_else(|| after.strip_prefix(b"-")).unwrap_or(after);
        if !group(after, u8::is_ascii_digit) {
            return false;
        }
        mantissa = before;
    }
    let (whole, fraction) = match mantissa.iter().position(|it| *it == b'.') {
        Some(at) => (mantissa.get(..at).unwrap_or_default(), mantissa.get(at + 1..)),
        None => (mantissa, None),
    };
    let leading_zero = whole.len() > 1 && whole.first() == Some(&b'0');
    !leading_zero && group(whole, u8::is_ascii_digit) && fraction.is_none_or(|it| group(it, u8::is_ascii_digit))
}
