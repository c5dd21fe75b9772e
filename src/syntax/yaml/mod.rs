//! YAML from the events of granit-parser: anchors, aliases and merge keys resolved within a budget.
//! Never decides what a plain word is, except that nothing, `~` and `null` are nothing.

mod faults;
mod indentation;

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, Span as Range, StructureStyle, Tag, options};

use crate::text::Problem;

use super::{
    DEPTH, Found, short, too_deep,
    tree::{Kind, Tape, Words},
};

/// Aliases may repeat at most so many nodes: far above any inventory, and 16 MB of memory.
const REPEATED: usize = 1_000_000;

/// Aliases may repeat at most so many nodes for each that is written, and `REPEATED_FREELY` more: a chain of nine
/// aliases to nine aliases passes this at its fourth link.
const REPEATED_PER_WRITTEN: usize = 10;
const REPEATED_FREELY: usize = 1_000;

/// Reads the text of a tape from a byte on.
pub(super) fn parse<'s>(tape: &mut Tape<'s>, start: usize, problems: &mut Found) {
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
    problems: &'a mut Found,
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
    /// Whether the next value is to be merged into a table: it follows `<<`, or is an item of a list that does.
    merging: bool,
    /// Slots of the tables that are to be merged into this one.
    merges: Vec<Source>,
    anchor: usize,
    /// How deep the deepest part is, counted from the root.
    deepest: usize,
}

/// A table that is to be merged, and where that is said.
#[derive(Clone, Copy)]
struct Source {
    slot: usize,
    from: usize,
    to: usize,
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
                let problem =
                    self.tape.problem(from, to, format!("no anchor `&{}` stands before this alias", short(&name)));
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
                self.frames.last_mut().into_iter().for_each(|it| it.merging = true);
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
            if self.merges() && kind != Kind::Null {
                self.no_source(from, to);
            }
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
        let slot = self.tape.len();
        let (mut dropped_key, mut merging) = (false, false);
        if self.frames.last().is_some_and(|it| it.wants_key) {
            self.key_that_is_no_word(if table { "a table" } else { "a list" }, from, to);
            dropped_key = true;
        } else {
            if self.merges() {
                let in_list = self.frames.last().is_some_and(|it| !it.table);
                match (table, in_list) {
                    (true, _) => self.source(Source { slot, from, to }),
                    (false, false) => merging = true,
                    (false, true) => self.no_source(from, to),
                }
            }
            self.next_value();
        }
        let kind = if table { Kind::Table } else { Kind::List };
        self.tape.open(kind, from, to);
        let deepest = self.tape.depth();
        self.frames.push(Frame {
            table,
            flow,
            wants_key: table,
            dropped_key,
            merging,
            merges: Vec::new(),
            anchor,
            deepest,
        });
        Ok(())
    }

    fn close(&mut self, range: Range) -> Result<(), Stop> {
        let Some(slot) = self.tape.innermost_at() else { return Ok(()) };
        let Some(frame) = self.frames.pop() else { return Ok(()) };
        if frame.flow {
            self.end = self.end.max(self.bytes(range).1);
        }
        if !frame.merges.is_empty() {
            self.merge(slot, &frame.merges)?;
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
        if self.merges() {
            match anchor.kind {
                Kind::Table => self.source(Source { slot: anchor.slot, from, to }),
                Kind::Null => {}
                _ => self.no_source(from, to),
            }
            // What is merged is copied when the table is complete.
            self.stand_in(from, to);
            return self.too_deep_here(anchor, from, to);
        }
        self.next_value();
        if !nests {
            let words = self.tape.words_at(anchor.slot);
            self.tape.scalar(anchor.kind, from, to, words);
            return Ok(());
        }
        self.too_deep_here(anchor, from, to)?;
        let slot = self.tape.len();
        self.repeat(anchor.slot, self.tape.end_of(anchor.slot), from, to)?;
        self.tape.stand(slot, from, to);
        Ok(())
    }

    /// Gives a table what its keys `<<` name: its own keys win, then those that are named first.
    fn merge(&mut self, table: usize, sources: &[Source]) -> Result<(), Stop> {
        let own = self.tape.keys_of(table);
        let mut known: HashSet<&str> = own.iter().map(|it| self.tape.text_at(*it)).collect();
        let mut wanted = Vec::new();
        for source in sources {
            for key in self.tape.keys_of(source.slot) {
                if known.insert(self.tape.text_at(key)) {
                    wanted.push((key, *source));
                }
            }
        }
        for (key, source) in wanted {
            self.repeat(key, self.tape.end_of(key + 1), source.from, source.to)?;
        }
        Ok(())
    }

    /// Writes a range of slots once more, within the budget. What is written once too often is not larger than the text
    /// and the budget together.
    fn repeat(&mut self, slot: usize, end: usize, from: usize, to: usize) -> Result<(), Stop> {
        self.repeated += self.tape.repeat(slot, end);
        let allowed = (self.written * REPEATED_PER_WRITTEN + REPEATED_FREELY).min(REPEATED);
        if self.repeated > allowed {
            let problem = self.tape.problem(from, to, "aliases expand to too much").label("reading stops here");
            return self.stop(problem.help("write out what differs, or use fewer aliases of aliases"));
        }
        Ok(())
    }

    /// Notes the depth that an alias brings to where it stands.
    fn too_deep_here(&mut self, anchor: Anchor, from: usize, to: usize) -> Result<(), Stop> {
        let deepest = self.tape.depth() + anchor.height;
        if deepest > DEPTH {
            return self.stop(too_deep(self.tape.span(from, to)));
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.deepest = frame.deepest.max(deepest);
        }
        Ok(())
    }

    /// Whether the value that comes is to be merged.
    fn merges(&self) -> bool {
        self.frames.last().is_some_and(|it| it.merging)
    }

    fn source(&mut self, source: Source) {
        if let Some(frame) = self.frames.iter_mut().rev().find(|it| it.table) {
            frame.merges.push(source);
        }
    }

    fn no_source(&mut self, from: usize, to: usize) {
        let end = to.max(from + 1).min(self.tape.text().len());
        let problem = self.tape.problem(from, end, "only a table can be merged");
        self.problems.push(problem.help("`<<` takes an alias to a table, or a list of such aliases"));
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
        // What stands inside of such a key is wrong for the same reason.
        if !self.frames.iter().any(|it| it.dropped_key) {
            let problem = self.tape.problem(from, end, format!("a key must be a word, this is {name}"));
            self.problems.push(problem.label("no word"));
        }
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
            frame.merging &= !frame.table;
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
        let problem = self.tape.problem(from, to, format!("the tag `{}` means nothing here", short(&tag.original())));
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
        let (message, help) = match indentation::words(kind, text, at) {
            Some((message, help)) => (message.into(), help),
            None => {
                let (message, help) = faults::words(kind);
                (message, help.to_owned())
            }
        };
        let problem = self.tape.problem(at, at + length, message).help(help);
        self.problems.push(match kind {
            ErrorKind::RecursionLimitExceeded => too_deep(self.tape.span(at, at + length)),
            _ => problem.label("YAML cannot be read on from here"),
        });
    }
}
