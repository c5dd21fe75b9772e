//! YAML from the events of granit-parser: anchors, aliases and merge keys resolved within a budget.
//! Never decides what a plain word is, except that nothing, `~` and `null` are nothing.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, Span as Range, StructureStyle, Tag, options};

use crate::text::{Problem, Problems};

use super::{
    DEPTH, too_deep,
    tree::{Kind, Tape, Words},
};

/// Aliases may repeat at most so many nodes: far above any inventory, and 16 MB of memory.
const REPEATED: usize = 1_000_000;

/// Aliases may repeat at most so many nodes for each that is written, and `REPEATED_FREELY` more: a chain of nine
/// aliases to nine aliases passes this at its fourth link.
const REPEATED_PER_WRITTEN: usize = 10;
const REPEATED_FREELY: usize = 1_000;

/// Reads the text of a tape from a byte on.
pub(super) fn parse<'s>(tape: &mut Tape<'s>, start: usize, problems: &mut Problems) {
    let text = tape.text().get(start..).unwrap_or_default();
    let options = options! {
        emit_comments: false,
        emit_unresolved_aliases: true,
        flow_nesting_limit: DEPTH + 1,
        block_nesting_limit: DEPTH + 1,
    };
    let mut reader = Reader {
        tape,
        problems,
        start,
        frames: Vec::new(),
        anchors: HashMap::new(),
        end: start,
        written: 0,
        repeated: 0,
    };
    let mut documents = 0;
    for event in Parser::new_from_str_with_options(text, options) {
        match event {
            Ok((Event::DocumentStart(..), range)) => {
                documents += 1;
                if documents > 1 {
                    let (from, to) = reader.bytes(range);
                    let problem = reader.tape.problem(from, to, "a second document begins in this file");
                    reader.problems.push(problem.label("not read").help("put it into a file of its own"));
                    return;
                }
            }
            Ok((event, range)) => {
                if reader.event(event, range).is_err() {
                    return;
                }
            }
            Err(error) => {
                let at = start + error.marker().byte_offset().unwrap_or(text.len());
                reader.syntax_error(error.kind(), at);
                return;
            }
        }
    }
}

/// Reading cannot go on; the problem is noted.
struct Stop;

struct Reader<'a, 's> {
    tape: &'a mut Tape<'s>,
    problems: &'a mut Problems,
    /// Where the text that the parser sees begins.
    start: usize,
    frames: Vec<Frame>,
    anchors: HashMap<usize, Anchor>,
    /// Where the last thing that was written ends.
    end: usize,
    /// Nodes that stand in the text so far.
    written: usize,
    /// Nodes that came from aliases and merges so far.
    repeated: usize,
}

/// A list or table that is open.
struct Frame {
    table: bool,
    flow: bool,
    /// In a table: whether a key comes next.
    wants_key: bool,
    /// Where the problem of a key that is no word is noted: its value counts for nothing either.
    dropped_key: bool,
    /// Slots of keys `<<`.
    merges: Vec<usize>,
    anchor: usize,
    /// How deep the deepest part is, counted from the root.
    deepest: usize,
}

/// What an anchor stands at.
#[derive(Clone, Copy)]
struct Anchor {
    slot: usize,
    kind: Kind,
    /// Levels of lists and tables in it.
    height: usize,
}

impl<'s> Reader<'_, 's> {
    fn event(&mut self, event: Event<'s>, range: Range) -> Result<(), Stop> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.check_tag(tag.as_deref(), range);
                self.scalar(text, style, anchor, tag.as_deref(), range);
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.check_tag(tag.as_deref(), range);
                self.open(false, style == StructureStyle::Flow, anchor, range)?;
            }
            Event::MappingStart(style, anchor, tag) => {
                self.check_tag(tag.as_deref(), range);
                self.open(true, style == StructureStyle::Flow, anchor, range)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(range)?,
            Event::Alias(id) => self.alias(id, range)?,
            Event::UnresolvedAlias(name) => {
                let (from, to) = self.bytes(range);
                let problem = self.tape.problem(from, to, format!("no anchor `&{name}` stands before this alias"));
                self.problems.push(problem.help("an alias repeats what an anchor of the same name marks further up"));
                self.stand_in(from, to);
            }
            _ => {}
        }
        Ok(())
    }

    fn scalar(&mut self, text: Cow<'s, str>, style: ScalarStyle, anchor: usize, tag: Option<&Tag>, range: Range) {
        let (from, to) = self.bytes(range);
        (self.end, self.written) = (to.max(self.end), self.written + 1);
        let plain = style == ScalarStyle::Plain;
        let quotes = u8::from(matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted));
        let inside = self.tape.text().get(from + usize::from(quotes)..to.saturating_sub(usize::from(quotes)));
        let words = if inside == Some(&*text) { Words::Within(quotes, quotes) } else { Words::Other(text) };
        let slot = self.tape.len();
        let wants_key = self.frames.last().is_some_and(|it| it.wants_key);
        let kind = if wants_key {
            let merge = plain && self.tape.text().get(from..to) == Some("<<");
            self.next_key();
            if merge {
                self.tape.hidden_key(from, to);
                self.frames.last_mut().into_iter().for_each(|it| it.merges.push(slot));
            } else {
                self.tape.key(from, to, words);
            }
            if plain { Kind::Plain } else { Kind::Text }
        } else {
            let nothing = plain && inside.is_none_or(|it| matches!(it, "" | "~" | "null" | "Null" | "NULL"));
            let text = !plain || tag.is_some_and(|it| it.is_yaml_core_schema_tag("str"));
            let kind = match (text, nothing) {
                (true, _) => Kind::Text,
                (_, true) => Kind::Null,
                _ => Kind::Plain,
            };
            self.next_value();
            self.tape.scalar(kind, from, to, words);
            kind
        };
        self.name(anchor, Anchor { slot, kind, height: 0 });
    }

    fn open(&mut self, table: bool, flow: bool, anchor: usize, range: Range) -> Result<(), Stop> {
        let (from, to) = self.bytes(range);
        self.written += 1;
        if self.tape.depth() >= DEPTH {
            let problem = too_deep(self.tape.span(from, to.max(from + 1).min(self.tape.text().len())));
            return self.stop(problem);
        }
        let mut dropped_key = false;
        if self.frames.last().is_some_and(|it| it.wants_key) {
            self.key_that_is_no_word(if table { "a table" } else { "a list" }, from, to);
            dropped_key = true;
        } else {
            self.next_value();
        }
        let kind = if table { Kind::Table } else { Kind::List };
        self.tape.open(kind, from, to);
        let deepest = self.tape.depth();
        self.frames.push(Frame { table, flow, wants_key: table, dropped_key, merges: Vec::new(), anchor, deepest });
        Ok(())
    }

    fn close(&mut self, range: Range) -> Result<(), Stop> {
        let Some(slot) = self.tape.innermost_at() else { return Ok(()) };
        let Some(mut frame) = self.frames.pop() else { return Ok(()) };
        if frame.flow {
            self.end = self.end.max(self.bytes(range).1);
        }
        let own = std::mem::take(&mut frame.merges);
        if !own.is_empty() {
            self.merge(slot, &own)?;
        }
        self.tape.close(Some(self.end), self.problems);
        let depth = self.tape.depth();
        if let Some(outer) = self.frames.last_mut() {
            outer.deepest = outer.deepest.max(frame.deepest);
        }
        let kind = if frame.table { Kind::Table } else { Kind::List };
        self.name(frame.anchor, Anchor { slot, kind, height: frame.deepest - depth });
        if frame.dropped_key {
            // Its value comes next.
            self.tape.hidden_key(self.end, self.end);
        }
        Ok(())
    }

    fn alias(&mut self, id: usize, range: Range) -> Result<(), Stop> {
        let (from, to) = self.bytes(range);
        (self.end, self.written) = (to.max(self.end), self.written + 1);
        let Some(anchor) = self.anchors.get(&id).copied() else {
            let problem = self
                .tape
                .problem(from, to, "an alias stands inside what it repeats")
                .label("repeats itself without end");
            self.problems.push(problem);
            self.stand_in(from, to);
            return Ok(());
        };
        let nests = matches!(anchor.kind, Kind::List | Kind::Table);
        if self.frames.last().is_some_and(|it| it.wants_key) {
            if nests {
                self.key_that_is_no_word("a list or table", from, to);
                self.tape.scalar(Kind::Null, from, to, Words::Within(0, 0));
                self.tape.hidden_key(to, to);
            } else {
                let words = self.tape.words_at(anchor.slot);
                self.next_key();
                self.tape.key(from, to, words);
            }
            return Ok(());
        }
        self.next_value();
        if !nests {
            let words = self.tape.words_at(anchor.slot);
            self.tape.scalar(anchor.kind, from, to, words);
            return Ok(());
        }
        let deepest = self.tape.depth() + anchor.height;
        if deepest > DEPTH {
            return self.stop(too_deep(self.tape.span(from, to)));
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.deepest = frame.deepest.max(deepest);
        }
        let slot = self.tape.len();
        self.repeat(anchor.slot, self.tape.end_of(anchor.slot), from, to)?;
        self.tape.stand(slot, from, to);
        Ok(())
    }

    /// Gives a table what its keys `<<` name: its own keys win, then those that are named first.
    fn merge(&mut self, table: usize, merges: &[usize]) -> Result<(), Stop> {
        let mut wanted = Vec::new();
        let own = self.tape.keys_of(table);
        let mut known: HashSet<&str> = own.iter().map(|it| self.tape.text_at(*it)).collect();
        for key in merges {
            let value = key + 1;
            let sources = match self.tape.kind_at(value) {
                Kind::List => self.tape.items_of(value),
                _ => vec![value],
            };
            for source in sources {
                match self.tape.kind_at(source) {
                    Kind::Table => {
                        let new =
                            self.tape.keys_of(source).into_iter().filter(|it| known.insert(self.tape.text_at(*it)));
                        wanted.extend(new);
                    }
                    Kind::Null => {}
                    _ => {
                        let problem = Problem::at(self.tape.span_at(source), "only a table can be merged");
                        self.problems.push(problem.help("`<<` takes an alias to a table, or a list of such aliases"));
                    }
                }
            }
        }
        let (from, to) = merges.first().map_or((0, 0), |it| {
            let span = self.tape.span_at(*it);
            (span.start as usize, span.end as usize)
        });
        for key in wanted {
            self.repeat(key, self.tape.end_of(key + 1), from, to)?;
        }
        Ok(())
    }

    /// Writes a range of slots once more, if the budget allows.
    fn repeat(&mut self, slot: usize, end: usize, from: usize, to: usize) -> Result<(), Stop> {
        self.repeated += end - slot;
        let allowed = (self.written * REPEATED_PER_WRITTEN + REPEATED_FREELY).min(REPEATED);
        if self.repeated > allowed {
            let problem = self.tape.problem(from, to, "aliases expand to too much").label("reading stops here");
            return self.stop(problem.help("write out what differs, or use fewer aliases of aliases"));
        }
        self.tape.repeat(slot, end);
        Ok(())
    }

    /// Something in the place of a node that cannot be had.
    fn stand_in(&mut self, from: usize, to: usize) {
        self.end = self.end.max(to);
        if self.frames.last().is_some_and(|it| it.wants_key) {
            self.next_key();
            self.tape.hidden_key(from, to);
        } else {
            self.next_value();
            self.tape.scalar(Kind::Null, from, to, Words::Within(0, 0));
        }
    }

    fn key_that_is_no_word(&mut self, name: &str, from: usize, to: usize) {
        let end = to.max(from + 1).min(self.tape.text().len());
        let problem = self.tape.problem(from, end, format!("a key must be a word, this is {name}"));
        self.problems.push(problem.label("no word"));
        self.next_key();
        self.tape.hidden_key(from, from);
    }

    fn next_key(&mut self) {
        if let Some(frame) = self.frames.last_mut() {
            frame.wants_key = false;
        }
    }

    fn next_value(&mut self) {
        if let Some(frame) = self.frames.last_mut() {
            frame.wants_key = frame.table;
        }
    }

    fn name(&mut self, id: usize, anchor: Anchor) {
        if id != 0 {
            self.anchors.insert(id, anchor);
        }
    }

    fn check_tag(&mut self, tag: Option<&Tag>, range: Range) {
        let Some(tag) = tag.filter(|it| !it.is_yaml_core_schema() && it.original() != "!") else { return };
        let (from, to) = self.bytes(range.tag_span().unwrap_or(range));
        let problem = self.tape.problem(from, to, format!("the tag `{}` means nothing here", tag.original()));
        self.problems.push(problem.help("take it away"));
    }

    /// Where an event stands in the whole text.
    fn bytes(&self, range: Range) -> (usize, usize) {
        let (from, to) = range.byte_range().map_or((0, 0), |it| (it.start, it.end));
        (self.start + from, self.start + to.max(from))
    }

    fn stop<T>(&mut self, problem: Problem) -> Result<T, Stop> {
        self.problems.push(problem);
        Err(Stop)
    }

    fn syntax_error(&mut self, kind: &ErrorKind, at: usize) {
        let text = self.tape.text();
        let length = text.get(at..).and_then(|it| it.chars().next()).filter(|it| *it != '\n').map_or(0, char::len_utf8);
        let (message, help) = words(kind);
        let problem = self.tape.problem(at, at + length, message).help(help);
        self.problems.push(match kind {
            ErrorKind::RecursionLimitExceeded => too_deep(self.tape.span(at, at + length)),
            _ => problem.label("YAML cannot be read on from here"),
        });
    }
}

/// What is wrong and what to do, in words for people who did not read the specification.
fn words(kind: &ErrorKind) -> (Cow<'static, str>, &'static str) {
    use ErrorKind as E;
    let (message, help) = match kind {
        E::TabNotAllowed
        | E::TabInBlockIndentation
        | E::TabInIndentation
        | E::TabInPlainScalar
        | E::TabAtBlockScalarStart => ("a tab stands where YAML has spaces only", "indent with spaces"),
        E::InvalidIndentation
        | E::InvalidBlockScalarIndent
        | E::InvalidQuotedScalarIndent
        | E::InvalidFlowScalarIndent => {
            ("this line is indented wrongly", "lines of one table or list begin in the same column")
        }
        E::ExpectedBlockMappingKey | E::SimpleKeyExpected | E::InvalidSimpleKey => {
            ("a key with a colon was expected", "write `key: value`; a text with `: ` or `#` in it needs quotes")
        }
        E::MappingValueNotAllowed | E::MappingKeyNotAllowed | E::InvalidColonPlacement => {
            ("a colon stands where no key can be", "put a text with a colon in it in quotes")
        }
        E::InvalidMappingValueWhitespace | E::FlowMappingValueAdjacentCollection => {
            ("a colon must be followed by a space", "write `key: value`")
        }
        E::ExpectedBlockSequenceEntry | E::BlockSequenceEntryNotAllowed | E::BlockEntryInFlowCollection => {
            ("a list item stands where none can be", "items of one list begin with `- ` in the same column")
        }
        E::InvalidBlockEntryWhitespace => ("a `-` must be followed by a space", "write `- item`"),
        E::ExpectedFlowMappingSeparator => ("`,` or `}` was expected", ""),
        E::ExpectedFlowSequenceSeparator => ("`,` or `]` was expected", ""),
        E::MisplacedFlowCollectionEnd => ("a bracket closes what was not opened", ""),
        E::MismatchedFlowCollectionEnd { open, close } => {
            return (format!("`{open}` is closed by `{close}`").into(), "");
        }
        E::UnclosedFlowCollection { open } => return (format!("`{open}` is never closed").into(), ""),
        E::UnexpectedEofFlowSequence => ("the file ends inside a list", "close it with `]`"),
        E::UnexpectedEofFlowMapping | E::UnexpectedEofImplicitFlowMapping => {
            ("the file ends inside a table", "close it with `}`")
        }
        E::UnexpectedEofBlockSequence | E::UnexpectedEofBlockMapping | E::UnexpectedEof => {
            ("the file ends too early", "")
        }
        E::UnclosedQuotedScalar | E::DocumentIndicatorInQuotedScalar => ("a quote is never closed", ""),
        E::InvalidTrailingSingleQuotedScalar | E::InvalidTrailingDoubleQuotedScalar => {
            ("something follows the closing quote", "put the whole text in quotes")
        }
        E::UnknownQuotedScalarEscape
        | E::InvalidQuotedScalarHexEscape
        | E::InvalidLowSurrogateHexEscape
        | E::InvalidLowSurrogate
        | E::MissingLowSurrogate
        | E::UnpairedLowSurrogate
        | E::InvalidUnicodeEscape => ("this escape does not exist in YAML", "single quotes leave backslashes alone"),
        E::UnexpectedCharacter { character } => {
            return (format!("`{}` cannot begin a text", character.escape_debug()).into(), "put it in quotes");
        }
        E::CommentNotSeparated | E::CommentInterceptedScalar => {
            ("a comment must be separated by a space", "a text with `#` in it needs quotes")
        }
        E::BomInsideDocument => ("a byte order mark stands inside the text", "take it away"),
        E::MissingAnchorOrAliasName => {
            ("an anchor or alias has no name", "a text that begins with `*` or `&` needs quotes")
        }
        E::ExpectedDocumentStart | E::InvalidDocumentEnd | E::MissingDocumentEndBeforeDirective => {
            ("something follows the end of the document", "a file holds one document")
        }
        E::PlainScalarStartsWithDashFlowIndicator | E::UnexpectedEndOfPlainScalar | E::ExpectedNodeContent => {
            ("a value was expected", "put it in quotes")
        }
        _ => ("this is not YAML", ""),
    };
    (message.into(), help)
}
