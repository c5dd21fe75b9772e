//! JSON as RFC 8259 has it, strictly, without recursion. Reads on past slips whose meaning is plain.
//! Never accepts an extension silently: comments, trailing commas and bare words are problems.

mod parts;
mod run;

use crate::text::Problem;

use super::{
    DEPTH, Found, short, too_deep,
    tree::{Kind, Tape, Words},
};

pub(super) use parts::{Cutting, parse_in_parts};
use run::plain_length;

/// Reads the text of a tape from a byte on.
pub(super) fn parse<'s>(tape: &mut Tape<'s>, start: usize, problems: &mut Found) {
    // What cannot be read on from is noted where it is found.
    let _ = Reader::new(tape, start, problems).document();
}

/// Reading cannot go on; the problem is noted.
struct Stop;

struct Reader<'a, 's> {
    text: &'s str,
    bytes: &'s [u8],
    at: usize,
    tape: &'a mut Tape<'s>,
    problems: &'a mut Found,
    /// The text ends inside of a string, which is noted.
    broken_off: bool,
    /// Where the next part begins, if this is one.
    until: Option<usize>,
}

impl<'a, 's> Reader<'a, 's> {
    fn new(tape: &'a mut Tape<'s>, at: usize, problems: &'a mut Found) -> Self {
        let text = tape.text();
        Self { text, bytes: text.as_bytes(), at, tape, problems, broken_off: false, until: None }
    }

    fn document(&mut self) -> Result<(), Stop> {
        self.space()?;
        if self.peek().is_none() {
            return Ok(());
        }
        self.values()
    }

    /// Reads on from the beginning of a value.
    fn values(&mut self) -> Result<(), Stop> {
        loop {
            // A value begins here: after it, either its list or table goes on, or it was the whole.
            let opened = self.value()?;
            let inside = if opened { self.first()? } else { false };
            if !inside && !self.rest()? {
                break;
            }
        }
        self.space()?;
        if self.peek().is_some() {
            let (start, end) = (self.at, self.token_end().max(self.character_end()));
            let problem = self.tape.problem(start, end, "something follows the end of the document");
            return self.stop(problem.label("not expected here").help("a JSON file holds one value"));
        }
        Ok(())
    }

    /// Reads a scalar or the opening of a list or table; says whether it was an opening.
    fn value(&mut self) -> Result<bool, Stop> {
        let start = self.at;
        match self.peek() {
            Some(b'"') => {
                let words = self.string(b'"');
                self.tape.scalar(Kind::Text, start, self.at, words);
            }
            Some(b'{' | b'[') => {
                if self.tape.depth() >= DEPTH {
                    let problem = too_deep(self.tape.span(start, start + 1));
                    return self.stop(problem);
                }
                let kind = if self.peek() == Some(b'{') { Kind::Table } else { Kind::List };
                self.tape.open(kind, start, start + 1);
                self.at += 1;
                return Ok(true);
            }
            Some(b'-' | b'0'..=b'9' | b'+' | b'.') => self.number(),
            Some(b'\'') => {
                let words = self.in_single_quotes("a string");
                self.tape.scalar(Kind::Text, start, self.at, words);
            }
            Some(it) if it.is_ascii_alphabetic() || it == b'_' || !it.is_ascii() => self.word(),
            Some(b',' | b'}' | b']') => {
                let problem =
                    self.tape.problem(start, start + 1, "a value is missing").label("a value was expected before this");
                self.problems.push(problem);
                self.tape.scalar(Kind::Null, start, start, Words::Within(0, 0));
            }
            Some(_) => return self.unexpected("a value"),
            None => return self.ended(),
        }
        Ok(false)
    }

    /// After an opening: closes what is empty, or goes on to its first value; says whether one is there.
    fn first(&mut self) -> Result<bool, Stop> {
        self.space()?;
        let Some(kind) = self.tape.innermost() else { return Ok(false) };
        match self.peek() {
            Some(b'}') if kind == Kind::Table => self.close(),
            Some(b']') if kind == Kind::List => self.close(),
            Some(_) if kind == Kind::Table => {
                self.key()?;
                return Ok(true);
            }
            Some(_) => return Ok(true),
            None => return self.ended(),
        }
        Ok(false)
    }

    /// After a value: closes what ends, or goes on to the next value; says whether one is there.
    fn rest(&mut self) -> Result<bool, Stop> {
        while let Some(kind) = self.tape.innermost() {
            let after = self.at;
            self.space()?;
            let close = if kind == Kind::Table { b'}' } else { b']' };
            match self.peek() {
                Some(b',') => {
                    let comma = self.at;
                    self.at += 1;
                    self.space()?;
                    if self.peek() == Some(close) {
                        let problem = self.tape.problem(comma, comma + 1, "a comma stands after the last item");
                        self.problems.slip(problem.label("JSON has no trailing commas").help("take it away"));
                        self.close();
                        continue;
                    }
                }
                Some(it) if it == close => {
                    self.close();
                    continue;
                }
                Some(it @ (b'}' | b']')) => {
                    let it = char::from(it);
                    let problem =
                        self.tape.problem(self.at, self.at + 1, format!("`{it}` closes what it did not open"));
                    let label = format!("`{}` was expected", char::from(close));
                    return self.stop(self.tape.opened_here(problem.label(label)));
                }
                Some(it) if begins_value(it) => {
                    let problem = self.tape.problem(after, after, "a comma is missing").label("put a comma here");
                    self.problems.slip(problem);
                }
                Some(_) => return self.unexpected(if kind == Kind::Table { "`,` or `}`" } else { "`,` or `]`" }),
                None => return self.ended(),
            }
            if self.is_end_of_part() {
                return Err(Stop);
            }
            if kind == Kind::Table {
                self.key()?;
            }
            return Ok(true);
        }
        Ok(false)
    }

    /// A key, its colon, and the space after it.
    fn key(&mut self) -> Result<(), Stop> {
        let start = self.at;
        let words = match self.peek() {
            Some(b'"') => self.string(b'"'),
            Some(b'\'') => self.in_single_quotes("a key"),
            Some(it) if it.is_ascii_alphanumeric() || it == b'_' || it == b'$' || !it.is_ascii() => {
                self.at = self.token_end();
                let problem = self.tape.problem(start, self.at, "a key stands without quotes");
                self.problems.slip(problem.label("put it in double quotes"));
                Words::Within(0, 0)
            }
            Some(_) => return self.unexpected("a key in double quotes"),
            None => return self.ended(),
        };
        self.tape.key(start, self.at, words);
        let end = self.at;
        self.space()?;
        match self.peek() {
            Some(b':') => {
                self.at += 1;
                self.space()
            }
            Some(it) if begins_value(it) => {
                let problem = self.tape.problem(end, end, "a colon is missing").label("put a colon here");
                self.problems.slip(problem);
                Ok(())
            }
            Some(b'=') => {
                let problem = self
                    .tape
                    .problem(self.at, self.at + 1, "`=` stands where JSON has a colon")
                    .label("put a colon here");
                self.problems.slip(problem);
                self.at += 1;
                self.space()
            }
            Some(_) => {
                let problem =
                    self.tape.problem(start, end, "a key has no value").label("a colon and a value are missing");
                self.stop(problem)
            }
            None => self.ended(),
        }
    }

    fn close(&mut self) {
        self.at += 1;
        self.tape.close(Some(self.at), self.problems);
    }

    /// A string; the reader stands at its opening quote, and after its closing one when it returns.
    #[inline]
    fn string(&mut self, quote: u8) -> Words<'s> {
        let inside = self.bytes.get(self.at + 1..).unwrap_or_default();
        let length = plain_length(inside, quote);
        if inside.get(length) == Some(&quote) {
            self.at += length + 2;
            return Words::Within(1, 1);
        }
        self.string_by_run(quote)
    }

    /// The same with the wrong quotes around `what`.
    #[cold]
    fn in_single_quotes(&mut self, what: &str) -> Words<'s> {
        let start = self.at;
        let words = self.string(b'\'');
        let problem = self.tape.problem(start, self.at, format!("{what} stands in single quotes"));
        self.problems.slip(problem.label("JSON has double quotes only"));
        words
    }

    /// The same as [`Self::string`], run by run of plain text.
    #[cold]
    fn string_by_run(&mut self, quote: u8) -> Words<'s> {
        let start = self.at;
        self.at += 1;
        let mut decoded: Option<String> = None;
        let mut from = self.at;
        loop {
            self.at += plain_length(self.bytes.get(self.at..).unwrap_or_default(), quote);
            let (text, until) = (self.text, self.at);
            let plain = || text.get(from..until).unwrap_or_default();
            match self.peek() {
                Some(it) if it == quote => {
                    self.at += 1;
                    return match decoded {
                        Some(text) => Words::Other((text + plain()).into()),
                        None => Words::Within(1, 1),
                    };
                }
                Some(b'\\') => {
                    let text = decoded.get_or_insert_default();
                    text.push_str(plain());
                    let escaped = self.escape();
                    decoded.get_or_insert_default().push(escaped);
                    from = self.at;
                }
                Some(it) if it != b'\n' && it != b'\r' => {
                    let problem = self.tape.problem(self.at, self.at + 1, "a control character stands in a string");
                    self.problems.push(problem.label(format!("write `\\u{it:04x}`")));
                    self.at += 1;
                }
                next => {
                    self.broken_off = next.is_none();
                    let problem = self.tape.problem(start, start + 1, "a string is not closed on its line");
                    self.problems.push(
                        problem.label("opened here").help("close it with `\"`; a line break in it is written `\\n`"),
                    );
                    return match decoded {
                        Some(text) => Words::Other((text + plain()).into()),
                        None => Words::Within(1, 0),
                    };
                }
            }
        }
    }

    /// An escape; the reader stands at its backslash.
    fn escape(&mut self) -> char {
        let start = self.at;
        self.at += 2;
        match self.bytes.get(start + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{C}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => self.unicode(start),
            next => {
                // The end of the text and of the line belong to whoever reads the string.
                let whole =
                    self.text.get(start + 1..).and_then(|it| it.chars().next()).filter(|it| *it != '\n' && *it != '\r');
                self.at = start + 1 + whole.map_or(0, char::len_utf8);
                if next.is_some() {
                    let problem = self.tape.problem(start, self.at, "this escape does not exist in JSON");
                    self.problems.push(problem.help("a backslash itself is written `\\\\`"));
                }
                char::REPLACEMENT_CHARACTER
            }
        }
    }

    fn unicode(&mut self, start: usize) -> char {
        let Some(first) = self.hex(start + 2) else {
            let digits = self.bytes.get(start + 2..).unwrap_or_default().iter().take(4);
            self.at = start + 2 + digits.take_while(|it| it.is_ascii_hexdigit()).count();
            let problem = self.tape.problem(start, self.at, "four hexadecimal digits must follow `\\u`");
            self.problems.push(problem);
            return char::REPLACEMENT_CHARACTER;
        };
        self.at = start + 6;
        if let Some(it) = char::from_u32(first) {
            return it;
        }
        let second = (self.bytes.get(self.at..self.at + 2) == Some(b"\\u")).then(|| self.hex(self.at + 2)).flatten();
        match second {
            Some(second @ 0xDC00..=0xDFFF) if first < 0xDC00 => {
                self.at += 6;
                let code = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
                char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            _ => {
                let problem = self.tape.problem(start, self.at, "half of a surrogate pair stands alone");
                self.problems.push(problem.label("no character by itself"));
                char::REPLACEMENT_CHARACTER
            }
        }
    }

    fn hex(&self, at: usize) -> Option<u32> {
        let digits = self.text.get(at..at + 4).filter(|it| it.bytes().all(|it| it.is_ascii_hexdigit()))?;
        u32::from_str_radix(digits, 16).ok()
    }

    fn number(&mut self) {
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        let zero = self.peek() == Some(b'0');
        let digits = self.digits();
        let mut right = digits > 0 && !(zero && digits > 1);
        if self.peek() == Some(b'.') {
            self.at += 1;
            right &= self.digits() > 0;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            right &= self.digits() > 0;
        }
        let end = self.token_end();
        if !right || end > self.at {
            self.at = end.max(self.at).max(start + 1);
            let raw = short(self.text.get(start..self.at).unwrap_or_default());
            let problem = self.tape.problem(start, self.at, format!("`{raw}` is not a number as JSON writes them"));
            self.problems.push(
                problem.help("no `+`, no leading zeros, digits on both sides of the point; anything else needs quotes"),
            );
        }
        self.tape.scalar(Kind::Number, start, self.at, Words::Within(0, 0));
    }

    fn digits(&mut self) -> usize {
        let left = self.bytes.get(self.at..).unwrap_or_default();
        let count = left.iter().take_while(|it| it.is_ascii_digit()).count();
        self.at += count;
        count
    }

    fn word(&mut self) {
        let start = self.at;
        self.at = self.token_end();
        let kind = match self.text.get(start..self.at).unwrap_or_default() {
            "true" => Kind::True,
            "false" => Kind::False,
            "null" => Kind::Null,
            word => {
                let message = format!("`{}` stands without quotes", short(word));
                let help = match word {
                    "NaN" | "Infinity" => "JSON has no such number; leave it out",
                    "True" | "False" => "JSON writes `true` and `false`",
                    "None" | "nil" | "undefined" => "JSON writes `null`",
                    _ => "put it in double quotes",
                };
                self.problems.push(self.tape.problem(start, self.at, message).help(help));
                Kind::Text
            }
        };
        self.tape.scalar(kind, start, self.at, Words::Within(0, 0));
    }

    /// Passes over white space; comments are passed over too, and are a problem.
    fn space(&mut self) -> Result<(), Stop> {
        loop {
            match self.peek() {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                Some(b'/' | b'#') => self.comment()?,
                _ => return Ok(()),
            }
        }
    }

    #[cold]
    fn comment(&mut self) -> Result<(), Stop> {
        let start = self.at;
        let left = self.text.get(start..).unwrap_or_default();
        let length = if left.starts_with("/*") {
            left.find("*/").map_or(left.len(), |it| it + 2)
        } else if left.starts_with("//") || left.starts_with('#') {
            left.find('\n').unwrap_or(left.len())
        } else {
            return self.unexpected("a value");
        };
        self.at += length;
        let problem = self.tape.problem(start, self.at, "JSON has no comments");
        self.problems.slip(problem.label("a comment").help("take it away, or write the inventory in TOML or YAML"));
        Ok(())
    }

    /// Where the run of letters, digits and the like ends that begins here.
    fn token_end(&self) -> usize {
        let left = self.bytes.get(self.at..).unwrap_or_default();
        let more =
            |it: &u8| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-' | b'+' | b'.' | b'$') || !it.is_ascii();
        self.at + left.iter().take_while(|it| more(it)).count()
    }

    fn character_end(&self) -> usize {
        self.at + self.text.get(self.at..).and_then(|it| it.chars().next()).map_or(0, char::len_utf8)
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    #[cold]
    fn unexpected<T>(&mut self, wanted: &str) -> Result<T, Stop> {
        let it = self.text.get(self.at..).and_then(|it| it.chars().next()).unwrap_or(' ');
        let message = format!("`{}` stands where {wanted} was expected", it.escape_debug());
        let problem = self.tape.problem(self.at, self.at + it.len_utf8(), message);
        self.stop(problem)
    }

    #[cold]
    fn ended<T>(&mut self) -> Result<T, Stop> {
        if self.broken_off {
            return Err(Stop);
        }
        let end = self.bytes.len();
        let words = match self.tape.innermost() {
            Some(Kind::Table) => "the file ends inside a table",
            Some(_) => "the file ends inside a list",
            None => "the file ends where a value was expected",
        };
        let problem = self.tape.problem(end, end, words).label("the end of the file");
        self.stop(self.tape.opened_here(problem))
    }

    #[cold]
    fn stop<T>(&mut self, problem: Problem) -> Result<T, Stop> {
        self.problems.push(problem);
        Err(Stop)
    }
}

fn begins_value(it: u8) -> bool {
    matches!(it, b'"' | b'\'' | b'{' | b'[' | b'-') || it.is_ascii_alphanumeric()
}
