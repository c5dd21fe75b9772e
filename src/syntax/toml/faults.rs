//! Our words for what the parser finds wrong, and for keys that clash.
//! Never repeats an error that follows from one before it.

use toml_parser::{
    Expected::{Description, Literal},
    ParseError, Span,
    decoder::Encoding,
    parser::Event,
};

use super::{
    super::{short, written_twice},
    Broken, Reader,
    tables::{Clash, Holds},
};

use crate::text::{self, Problem};

/// Whether it is a quote as word processors set it, which TOML knows as a letter.
fn is_curly(it: char) -> bool {
    matches!(it, '\u{2018}'..='\u{201F}' | '\u{AB}' | '\u{BB}' | '\u{2039}' | '\u{203A}' | '\u{301D}'..='\u{301F}')
}

impl<'s> Reader<'_, 's> {
    /// An error of the parser: it says what it expected, and where.
    pub(super) fn fault(&mut self, error: &ParseError) {
        if self.broken.is_some() {
            return;
        }
        let at = error.unexpected().map_or(self.source.input().len(), |it| it.start());
        let inside = !self.open.is_empty();
        match error.expected().unwrap_or_default() {
            [Description("printable characters"), ..] => {
                let problem = self.problem(self.sign(at), "a control character stands in a comment");
                self.problems.push(problem.help("take it away"));
            }
            [Literal("\n"), ..] if self.is_after_return(at) => {
                let problem = self.problem(Span::new_unchecked(at - 1, at), "a carriage return stands alone");
                self.problems.push(problem.help("lines end with a line feed"));
            }
            [Literal("]" | "}"), ..] if inside => self.never_closed(at),
            [Literal("]" | "]]"), ..] => self.header_end(at),
            [Literal("\n" | ","), ..] | [Description("value"), Literal("]"), ..] => self.value_end(at),
            [Literal("="), ..] => self.key_end(at),
            [Description("key"), ..] => self.no_key(at),
            _ if self.keys.is_empty() && !inside => self.no_key(at),
            _ => self.fail_at(at, "a value was expected", "a text needs quotes"),
        }
    }

    /// A header is not closed. Where its line ends there, it is plain which table is meant; but of
    /// `[[a.b]` the first bracket is as likely wrong as the last.
    fn header_end(&mut self, at: usize) {
        let brackets = if self.header.is_some_and(|it| it.len() == 2) { "]]" } else { "]" };
        let line = self.rest(at).lines().next().unwrap_or_default();
        let end = self.keys.last().map_or(at, |it| it.span.end());
        let is_plain = matches!(line.trim(), "" | "]") && (brackets == "]" || self.keys.len() == 1);
        let meant = is_plain.then(|| self.keys.clone());
        self.fail_at(
            end,
            format!("a header ends with `{brackets}`"),
            "write `[table]`, or `[[table]]` for one of many",
        );
        if let Some(keys) = meant {
            let result = if brackets == "]]" {
                self.tables.array_header(&keys, self.sign(end))
            } else {
                self.tables.header(&keys, self.sign(end))
            };
            self.note(result, true);
        }
    }

    /// A string, or a key in quotes, has a fault.
    pub(super) fn string_fault(&mut self, event: &Event, error: &ParseError) {
        if self.broken.is_some() {
            return;
        }
        let (start, end) = (event.span().start(), event.span().end());
        let at = error.unexpected().map_or(end, |it| it.start());
        let many = matches!(event.encoding(), Some(Encoding::MlBasicString | Encoding::MlLiteralString));
        let quotes = Span::new_unchecked(start, start + if many { 3 } else { 1 });
        let backslash = || start + self.slice(Span::new_unchecked(start, at)).rfind('\\').unwrap_or(0);
        let problem = match error.expected().and_then(|it| it.first()) {
            // A backslash before the last quote takes it away.
            Some(Literal("b")) if at + quotes.len() < end => self.no_escape(backslash(), at),
            Some(Literal("\n")) if !self.is_after_return(at) => self.no_escape(backslash(), at),
            Some(Literal("\n")) => self.control(at - 1),
            Some(Literal("b" | "'" | "\"")) => {
                let message = if many { "a string is never closed" } else { "a string is not closed on its line" };
                let help = format!("close it with `{}`", self.slice(quotes));
                return self.fail(self.problem(quotes, message).label("opened here").help(help), start);
            }
            Some(Description("unicode hexadecimal value")) => self
                .problem(Span::new_unchecked(backslash(), at), "the hexadecimal digits of a character must follow")
                .help("two after `\\x`, four after `\\u`, eight after `\\U`"),
            _ => self.control(at),
        };
        self.problems.push(problem);
    }

    fn no_escape(&self, backslash: usize, at: usize) -> Problem {
        let span = Span::new_unchecked(backslash, self.sign(at).end());
        let problem = self.problem(span, "this escape does not exist in TOML");
        problem.help("a backslash itself is written `\\\\`; single quotes leave it alone")
    }

    fn control(&self, at: usize) -> Problem {
        let code = self.rest(at).chars().next().map_or(0, u32::from);
        let problem = self.problem(Span::new_unchecked(at, at + 1), "a control character stands in a string");
        problem.help(format!("write `\\u{code:04x}` in double quotes"))
    }

    /// A word without quotes that is no value.
    pub(super) fn no_scalar(&mut self, raw: &str, span: Span) {
        let word = short(raw);
        let problem = if raw.starts_with(|it: char| it.is_ascii_digit() || matches!(it, '+' | '-' | '.')) {
            let is_month = raw.len() == 7 && raw.split_once('-').is_some_and(|(_, it)| it.len() == 2);
            let problem = self.problem(span, format!("`{word}` is neither a number nor a day"));
            problem.help(if is_month && raw.bytes().all(|it| it.is_ascii_digit() || it == b'-') {
                format!("a month needs quotes: `\"{word}\"`")
            } else {
                "a day is written `2024-01-15`, a number without leading zeros; a text needs quotes".to_owned()
            })
        } else {
            self.problem(span, format!("`{word}` needs quotes")).help(match raw.to_ascii_lowercase().as_str() {
                "true" | "yes" | "on" => "a text needs quotes; yes is written `true`".to_owned(),
                "false" | "no" | "off" => "a text needs quotes; no is written `false`".to_owned(),
                "null" | "none" | "nil" => {
                    "TOML has no such value: leave the key out, or write a text in quotes".to_owned()
                }
                _ => format!("write `\"{}\"`", short(raw.trim_matches(is_curly))),
            })
        };
        self.problems.push(problem);
    }

    pub(super) fn no_key(&mut self, at: usize) {
        self.fail_at(at, "a key was expected", "each line is `key = value` or a header `[table]`");
    }

    /// Something else than `=` follows a key.
    pub(super) fn key_end(&mut self, at: usize) {
        match (self.rest(at).chars().next(), self.keys.as_slice()) {
            (Some(':'), _) => self.fail_at(at, "`:` stands where TOML has `=`", "write `key = value`"),
            (Some(it), _) if it.is_ascii_alphanumeric() || it == '"' => {
                self.fail_at(at, "`=` is missing after a key", "write `key = value`; a key with spaces needs quotes");
            }
            (_, [first, ..]) => {
                let last = self.keys.last().unwrap_or(first);
                let message = format!("the key `{}` has no value", short(&last.words));
                let problem = self.problem(first.span.append(last.span), message);
                self.fail(problem.help("write `key = value`"), at);
            }
            (_, []) => self.no_key(at),
        }
    }

    /// Something else than a comma, a bracket or the end of the line follows a value; or the line of a header goes on.
    pub(super) fn value_end(&mut self, at: usize) {
        let rest = self.rest(at);
        let Some(open) = self.open.last() else {
            if rest.starts_with(',') {
                return self.fail_at(at, "a comma stands at the end of a line", "outside of brackets, lines need none");
            }
            let line = rest.lines().next().unwrap_or_default().trim_end();
            let problem =
                self.problem(Span::new_unchecked(at, at + line.len()), "something follows the value on its line");
            let help = "each key stands on a line of its own; a text needs quotes around the whole of it";
            return self.fail(problem.help(help), at);
        };
        let list = matches!(open.item.holds, Holds::List(_));
        let clear = rest.starts_with(['"', '\'']) || (list && rest.starts_with('{'));
        if clear && !self.slice(self.end.append(self.sign(at))).contains('\n') {
            return self.problems.push(self.problem(self.end, "a comma is missing").label("put a comma here"));
        }
        let close = if list { ']' } else { '}' };
        let problem = self.problem(self.sign(at), format!("`,` or `{close}` was expected"));
        self.fail(problem.related(self.place(open.item.span), "opened here"), at);
    }

    fn never_closed(&mut self, at: usize) {
        let Some(open) = self.open.last() else { return };
        let (name, close) = if matches!(open.item.holds, Holds::List(_)) { ("list", ']') } else { ("table", '}') };
        let problem = self.problem(open.item.span, format!("a {name} is never closed")).label("opened here");
        let end = self.sign(self.source.input().len());
        let problem = problem.related(self.place(end), "the end of the file");
        self.fail(problem.help(format!("close it with `{close}`")), at);
    }

    /// Notes what a key says twice; `loses` where the second is more than a value.
    pub(super) fn note(&mut self, result: Result<(), Clash>, loses: bool) {
        let Err(Clash { key, first, second, closed }) = result else { return };
        let (first, second) = (self.place(first), self.place(second));
        let is_value = closed.is_none() && !loses;
        let problem = match closed {
            None => written_twice(&key, first, second),
            Some(name) => Problem::at(second, format!("`{}` is {name} and cannot get keys from here", short(&key)))
                .related(first, "written here")
                .help("write all of its keys in one place"),
        };
        if is_value { self.problems.slip(problem) } else { self.problems.push(problem) }
    }

    /// A problem at one sign that breaks what it stands in.
    pub(super) fn fail_at(&mut self, at: usize, message: impl Into<String>, help: &str) {
        self.fail(self.problem(self.sign(at), message).help(help), at);
    }

    #[cold]
    pub(super) fn fail(&mut self, problem: Problem, at: usize) {
        self.problems.push(problem);
        self.broken = Some(match self.open.first() {
            Some(open) => Broken::Brackets { start: open.item.span.start(), at },
            None => Broken::Line,
        });
        if self.header.take().is_some() {
            self.tables.unknown_header();
        }
        self.open.clear();
        self.keys.clear();
    }

    pub(super) fn problem(&self, span: Span, message: impl Into<String>) -> Problem {
        Problem::at(self.place(span), message)
    }

    pub(super) fn place(&self, span: Span) -> text::Span {
        self.tape.span(span.start(), span.end())
    }

    /// The character at a byte; nothing at the end of a line.
    fn sign(&self, at: usize) -> Span {
        let next = self.rest(at).chars().next().filter(|it| *it != '\n' && *it != '\r');
        Span::new_unchecked(at, at + next.map_or(0, char::len_utf8))
    }

    fn is_after_return(&self, at: usize) -> bool {
        self.slice(Span::new_unchecked(0, at)).ends_with('\r')
    }

    fn rest(&self, at: usize) -> &'s str {
        self.source.input().get(at..).unwrap_or_default()
    }

    pub(super) fn slice(&self, span: Span) -> &'s str {
        self.source.input().get(span.start()..span.end()).unwrap_or_default()
    }
}
