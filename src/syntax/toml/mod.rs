//! TOML 1.1: what `toml_parser` finds in a text becomes tables, which become the tree. Reads on after an error.
//! Never checks whether a day exists: whoever wants a day says so at its place.

mod faults;
mod scalar;
mod tables;

use std::{cell::RefCell, mem};

use toml_parser::{
    Source, Span,
    lexer::{Token, TokenKind},
    parser::{Event, EventKind, RecursionGuard, ValidateWhitespace, parse_document},
};

use super::{DEPTH, Found, offset, too_deep, tree::Tape};

use tables::{Holds, Item, Key, Tables};

/// Reads the text of a tape; the parser itself passes over a byte order mark.
pub(super) fn parse(tape: &mut Tape<'_>, _start: usize, problems: &mut Found) {
    let source = Source::new(tape.text());
    let tokens = source.lex().into_vec();
    let reader = RefCell::new(Reader {
        source,
        tape,
        problems,
        tables: Tables::default(),
        open: Vec::new(),
        keys: Vec::new(),
        header: None,
        end: Span::default(),
        broken: None,
    });
    let mut left = tokens.as_slice();
    // Each time that brackets break, the parser starts again behind them.
    let mut work = 0;
    loop {
        let mut events = |event: Event| reader.borrow_mut().event(&event);
        // The reader refuses depth before the guard does, with better words; the guard keeps the parser from recursing.
        let mut guarded = RecursionGuard::new(&mut events, offset(DEPTH));
        let mut checked = ValidateWhitespace::new(&mut guarded, source);
        parse_document(left, &mut checked, &mut |error| reader.borrow_mut().fault(&error));
        let Some(Broken::Brackets { start, at }) = reader.borrow_mut().broken.take() else { break };
        left = next_beginning(left, start, at);
        work += left.len();
        if work > WORK.max(tokens.len().saturating_mul(16)) {
            let mut reader = reader.borrow_mut();
            let at = left.first().map_or(Span::default(), Token::span);
            let problem = reader.problem(at, "brackets break too often").label("reading stops here");
            reader.problems.push(problem.help("mend the lines above first"));
            break;
        }
    }
    let tables = reader.into_inner().tables;
    tables.write(tape, Span::new_unchecked(0, source.input().len()));
}

/// Tokens that are read again before a text counts as hopeless: a second of work.
const WORK: usize = 5_000_000;

/// An error was noted; what it stands in counts for nothing.
#[derive(Clone, Copy)]
enum Broken {
    /// Up to the end of the line.
    Line,
    /// Inside of brackets that began in one place and broke in another: up to the next line that looks like a beginning.
    Brackets { start: usize, at: usize },
    /// Up to the end of the text.
    All,
}

struct Reader<'a, 's> {
    source: Source<'s>,
    tape: &'a Tape<'s>,
    problems: &'a mut Found,
    tables: Tables<'s>,
    /// Lists and tables in braces that are open.
    open: Vec<Open<'s>>,
    /// The keys of the header or value that is being read.
    keys: Vec<Key<'s>>,
    /// The brackets that open the header that is being read.
    header: Option<Span>,
    /// Where the value that came last ends.
    end: Span,
    broken: Option<Broken>,
}

/// A list or table in braces that is not closed yet.
struct Open<'s> {
    item: Item<'s>,
    /// How many levels deep its items stand.
    depth: usize,
    /// The keys that it is the value of.
    keys: Vec<Key<'s>>,
}

impl<'s> Reader<'_, 's> {
    fn event(&mut self, event: &Event) {
        use EventKind as Is;
        let span = event.span();
        match (event.kind(), self.broken) {
            (Is::Newline, Some(Broken::Line)) => self.broken = None,
            (_, Some(_)) => {}
            // In braces, the parser lets a line end between a key and its value; TOML does not.
            (Is::Newline, _) if !self.keys.is_empty() => self.key_end(span.start()),
            (Is::StdTableOpen | Is::ArrayTableOpen, _) => self.header = Some(span),
            (Is::StdTableClose | Is::ArrayTableClose, _) => {
                let (keys, start) = (mem::take(&mut self.keys), self.header.take().unwrap_or(span));
                let result = match event.kind() {
                    Is::ArrayTableClose => self.tables.array_header(&keys, start.append(span)),
                    _ => self.tables.header(&keys, start.append(span)),
                };
                self.note(result, true);
            }
            (Is::SimpleKey, _) => self.key(event),
            (Is::KeySep, _) if self.depth() + self.keys.len() >= DEPTH => {
                self.fail(too_deep(self.place(span)), span.start());
            }
            (Is::KeyValSep, _) if span.is_empty() => self.key_end(span.start()),
            (Is::ArrayOpen, _) => self.open(span, Holds::List(Vec::new())),
            (Is::InlineTableOpen, _) => self.open(span, Holds::Table(Box::default())),
            (Is::ArrayClose | Is::InlineTableClose, _) => self.close(span),
            (Is::Scalar, _) => self.scalar(event),
            (Is::KeySep | Is::KeyValSep | Is::ValueSep, _) => {}
            (Is::Newline | Is::Comment | Is::Whitespace | Is::Error, _) => {}
        }
    }

    fn open(&mut self, span: Span, holds: Holds<'s>) {
        let depth = self.depth() + self.keys.len();
        if depth >= DEPTH {
            self.problems.push(too_deep(self.place(span)));
            // What follows is more of the same.
            self.broken = Some(Broken::All);
            return;
        }
        let depth = depth + usize::from(matches!(holds, Holds::List(_)));
        self.open.push(Open { item: Item { span, holds }, depth, keys: mem::take(&mut self.keys) });
    }

    fn close(&mut self, span: Span) {
        let Some(Open { mut item, keys, .. }) = self.open.pop() else { return };
        item.span = item.span.append(span);
        self.keys = keys;
        self.value(item);
    }

    /// A value is whole: it goes to its keys or into its list.
    fn value(&mut self, item: Item<'s>) {
        self.end = item.span.after();
        let tables = match self.open.last_mut().map(|it| &mut it.item.holds) {
            Some(Holds::List(items)) => return items.push(item),
            Some(Holds::Table(tables)) => tables,
            _ => &mut self.tables,
        };
        let loses = match &item.holds {
            Holds::Scalar(..) => false,
            Holds::List(items) => items.iter().any(|it| !matches!(it.holds, Holds::Scalar(..))),
            Holds::Table(_) => true,
        };
        let result = tables.set(&mem::take(&mut self.keys), item);
        self.note(result, loses);
    }

    /// How many levels deep the next key or item stands.
    fn depth(&self) -> usize {
        match (self.open.last(), self.header) {
            (Some(open), _) => open.depth,
            // A header begins at the root.
            (None, Some(_)) => 0,
            (None, None) => self.tables.depth(),
        }
    }
}

/// The tokens from the first line on that looks like the beginning of something: not before the line of the byte where
/// brackets broke, and behind the line where they began.
fn next_beginning(tokens: &[Token], start: usize, at: usize) -> &[Token] {
    let newline = |it: &Token| it.kind() == TokenKind::Newline;
    let broken = tokens.partition_point(|it| it.span().start() < at);
    let line = tokens.iter().take(broken).rposition(newline).map_or(0, |it| it + 1);
    let mut left = tokens.get(line..).unwrap_or_default();
    while left.first().is_some_and(|it| it.span().start() <= start) || !(left.is_empty() || is_beginning(left)) {
        let next = left.iter().position(newline).map_or(left.len(), |it| it + 1);
        left = left.get(next..).unwrap_or_default();
    }
    left
}

/// Whether a line begins with a key and `=`, or is a header.
fn is_beginning(line: &[Token]) -> bool {
    let mut kinds = line.iter().map(Token::kind).filter(|it| *it != TokenKind::Whitespace).peekable();
    let key = |it: &TokenKind| {
        matches!(it, TokenKind::Atom | TokenKind::Dot | TokenKind::BasicString | TokenKind::LiteralString)
    };
    let mut brackets = 0;
    while kinds.next_if_eq(&TokenKind::LeftSquareBracket).is_some() {
        brackets += 1;
    }
    if kinds.next_if(key).is_none() {
        return false;
    }
    while kinds.next_if(key).is_some() {}
    if brackets == 0 {
        return kinds.next() == Some(TokenKind::Equals);
    }
    kinds.by_ref().take(brackets).all(|it| it == TokenKind::RightSquareBracket)
        && matches!(kinds.next(), None | Some(TokenKind::Newline | TokenKind::Comment | TokenKind::Eof))
}
