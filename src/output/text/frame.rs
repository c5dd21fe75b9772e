//! Draws frames: a title, pieces of files with marks, and notes below. Knows nothing of findings.

use annotate_snippets::{
    Annotation, AnnotationKind, Group, Level, Renderer, Snippet,
    renderer::{AnsiColor, DEFAULT_ERROR_STYLE, DEFAULT_WARNING_STYLE, DecorStyle, Effects, Style},
};

use crate::text::{Files, clean};

use super::super::{Look, names};
use super::window::{self, Spot, Window};

/// Places of one frame; further ones are counted.
const MAX_PLACES: usize = 3;

/// Files of one frame.
const MAX_FILES: usize = 2;

/// Characters of a label; enough for every sentence of ours, and an end to a value that fills the screen.
const MAX_LABEL: usize = 120;

/// Columns that a frame takes at the left of a note: line number, rule, blanks.
const GUTTER: usize = 8;

/// Columns below which nothing can be drawn.
const MIN_WIDTH: usize = 40;

/// How a frame is titled and colored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Error,
    Warning,
    Note,
    /// An error of an input.
    Cause,
}

/// All that a frame shows.
pub(crate) struct Picture<'t> {
    pub(crate) tone: Tone,
    pub(crate) id: Option<&'t str>,
    pub(crate) title: String,
    /// The primary one first.
    pub(crate) spots: Vec<Spot>,
    pub(crate) notes: Vec<Note>,
}

/// A line below a frame.
pub(crate) struct Note {
    pub(crate) name: &'static str,
    pub(crate) text: String,
}

impl Note {
    /// A text that is wrapped to the width; cleaned.
    pub(crate) fn wrapped(name: &'static str, text: &str, look: &Look) -> Self {
        let width = look.width.saturating_sub(GUTTER + name.len()).max(30);
        Self { name, text: wrap(&clean(&names::brief(text)), width) }
    }

    /// A text that is drawn as it is: cleaned before, perhaps colored.
    pub(crate) fn styled(name: &'static str, text: String) -> Self {
        Self { name, text }
    }
}

/// Draws a frame, with a newline at its end.
pub(crate) fn draw(picture: &Picture<'_>, files: &Files, look: &Look) -> String {
    let (spots, n_left) = shown(&picture.spots);
    let windows = window::windows(files, &spots);
    let level = match picture.tone {
        Tone::Error => Level::ERROR,
        Tone::Warning => Level::WARNING,
        Tone::Note => Level::NOTE,
        Tone::Cause => Level::ERROR.with_name("caused by"),
    };
    let title = level.primary_title(names::cut(&names::brief(&picture.title), 2 * MAX_LABEL));
    let title = match picture.id {
        Some(id) => title.id(id),
        None => title,
    };
    let mut group = Group::with_title(title);
    for window in &windows {
        group = with_window(group, window, files);
    }
    if n_left > 0 {
        let places = names::count(n_left, "more place", "more places");
        group = group.element(Level::INFO.no_name().message(format!("and {places}")));
    }
    for note in &picture.notes {
        let level = if note.name.is_empty() { Level::INFO.no_name() } else { Level::INFO.with_name(note.name) };
        group = group.element(level.message(note.text.as_str()));
    }
    let mut drawn = renderer(picture.tone, look).render(&[group]);
    for window in &windows {
        if let Some(byte) = window.cut_at {
            let (line, column) = files.place(window.file, byte);
            drawn = with_column(&drawn, &format!("{}:{line}:", clean(files.path(window.file))), column);
        }
    }
    drawn.push('\n');
    drawn
}

/// Sets the column of the first place below the title: in a line that was cut, the drawn one counts from the cut.
fn with_column(drawn: &str, place: &str, column: u32) -> String {
    let mut is_done = false;
    let lines = drawn.split('\n').enumerate().map(|(at, line)| {
        let head = line.rsplit_once(place).filter(|(_, it)| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit()));
        match head {
            Some((head, _)) if at > 0 && !is_done => {
                is_done = true;
                format!("{head}{place}{column}")
            }
            _ => line.to_owned(),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The places that are drawn, and how many are left.
fn shown(spots: &[Spot]) -> (Vec<Spot>, usize) {
    let mut shown: Vec<Spot> = Vec::new();
    let mut files = Vec::new();
    let mut n_left = 0;
    for spot in spots {
        if shown.iter().any(|it| it.span == spot.span) {
            continue;
        }
        let is_new = !files.contains(&spot.span.file);
        if shown.len() == MAX_PLACES || (is_new && files.len() == MAX_FILES) {
            n_left += 1;
            continue;
        }
        if is_new {
            files.push(spot.span.file);
        }
        shown.push(Spot { label: names::cut(&names::brief(&spot.label), MAX_LABEL), ..spot.clone() });
    }
    (shown, n_left)
}

fn with_window<'g>(group: Group<'g>, window: &'g Window, files: &Files) -> Group<'g> {
    let marks = window.marks.iter().map(|mark| -> Annotation<'g> {
        let kind = if mark.is_primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        let label = Some(mark.label.as_str()).filter(|it| !it.is_empty());
        kind.span(mark.range.clone()).label(label)
    });
    let path = clean(files.path(window.file)).into_owned();
    let snippet = Snippet::source(window.source.as_str()).path(path).line_start(window.line_start).fold(false);
    group.element(snippet.annotations(marks))
}

fn renderer(tone: Tone, look: &Look) -> Renderer {
    let plain = Style::new();
    let bold = plain.effects(Effects::BOLD);
    let renderer = if look.color {
        let context = match tone {
            Tone::Error | Tone::Cause => AnsiColor::BrightRed.on_default(),
            Tone::Warning => AnsiColor::Yellow.on_default(),
            Tone::Note => plain,
        };
        Renderer::styled()
            .error(DEFAULT_ERROR_STYLE)
            .warning(DEFAULT_WARNING_STYLE)
            .note(bold)
            .info(plain)
            .help(plain)
            .emphasis(plain)
            .context(context)
            .hyperlink(false)
    } else {
        Renderer::plain()
    };
    let decor = if look.unicode { DecorStyle::Unicode } else { DecorStyle::Ascii };
    renderer.decor_style(decor).term_width(look.width.max(MIN_WIDTH))
}

/// Breaks a text at blanks so that no line is wider, words that are wider themselves apart.
pub(crate) fn wrap(text: &str, width: usize) -> String {
    let mut lines = String::new();
    let mut used = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > width {
            lines.push('\n');
            used = 0;
        } else if used > 0 {
            lines.push(' ');
            used += 1;
        }
        lines.push_str(word);
        used += length;
    }
    lines
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::text::{FileId, Span};

    const TEXT: &str = "\n[[flows]]\nfrom = \"mail\"\nto   = \"helpdesk\"\ndata = [\"contact\"]\n";

    fn drawn(text: &str, look: Look, spots: &[(&str, &str)]) -> String {
        let mut files = Files::default();
        files.add("transfers.toml", text);
        let spots = spots.iter().enumerate().map(|(at, (word, label))| {
            let start = u32::try_from(text.find(word).unwrap()).unwrap();
            let end = start + u32::try_from(word.len()).unwrap();
            Spot { span: Span::new(FileId(0), start, end), label: (*label).to_owned(), is_primary: at == 0 }
        });
        let picture = Picture {
            tone: Tone::Error,
            id: Some("unprotected-onward-transfer"),
            title: "no recorded mechanism covers `contact`".to_owned(),
            spots: spots.collect(),
            notes: vec![Note::wrapped("law", "GDPR Art. 44", &look), Note::wrapped("fix", &"words ".repeat(30), &look)],
        };
        draw(&picture, &files, &look)
    }

    #[test]
    fn a_frame_in_unicode() {
        let drawn = drawn(TEXT, Look::default(), &[("\"helpdesk\"", "HelpCo, India"), ("\"mail\"", "holds it")]);
        let wanted = "\
error[unprotected-onward-transfer]: no recorded mechanism covers `contact`
  ╭▸ transfers.toml:4:8
  │
2 │ [[flows]]
3 │ from = \"mail\"
  │        ────── holds it
4 │ to   = \"helpdesk\"
  │        ━━━━━━━━━━ HelpCo, India
5 │ data = [\"contact\"]
  │
  ├ law: GDPR Art. 44
  ╰ fix: words words words words words words words words words words words words words words words
         words words words words words words words words words words words words words words words
";
        assert_eq!(drawn, wanted);
    }

    #[test]
    fn a_frame_in_ascii_has_nothing_else() {
        let look = Look { unicode: false, ..Look::default() };
        let drawn = drawn(TEXT, look, &[("\"helpdesk\"", "HelpCo, India"), ("\"mail\"", "holds it")]);
        assert!(drawn.is_ascii(), "{drawn}");
        assert!(drawn.contains("--> transfers.toml:4:8"), "{drawn}");
    }

    #[test]
    fn colors_only_where_they_are_wanted() {
        let hostile = "to = \"a\u{1b}[31mb\"\n";
        let plain = drawn(hostile, Look::default(), &[("\"a", "x\u{1b}]0;title\u{7}")]);
        assert!(!plain.contains('\u{1b}') && !plain.contains('\u{7}'), "{plain}");
        let colored = drawn(TEXT, Look { color: true, ..Look::default() }, &[("\"mail\"", "holds it")]);
        assert!(colored.contains('\u{1b}'), "{colored}");
    }

    #[test]
    fn a_long_line_shows_its_true_column() {
        let text = format!("{} NEEDLE {}", "é".repeat(100_000), "x".repeat(100_000));
        let drawn = drawn(&text, Look::default(), &[("NEEDLE", "here")]);
        assert!(drawn.contains("╭▸ transfers.toml:1:100002\n"), "{drawn}");
        assert!(drawn.len() < 2_000, "{drawn}");
    }

    #[test]
    fn places_beyond_three_are_counted() {
        let text = "a = 1\n\n\n\n\nb = 2\n\n\n\n\n\nc = 3\n\n\n\n\nd = 4\n\n\n\n\n\ne = 5\n";
        let drawn = drawn(text, Look::default(), &[("a", ""), ("b", ""), ("c", ""), ("d", ""), ("e", "")]);
        assert!(drawn.contains("and 2 more places"), "{drawn}");
    }

    proptest::proptest! {
        #[test]
        fn any_text_with_any_marks_is_drawn(
            text in "[a-z =é宽\\t\\r\\n#\\[{\u{1b}\u{202e}]{0,200}",
            marks in proptest::collection::vec((0_u32..210, 0_u32..210), 1..6),
            width in 0_usize..200,
            unicode: bool,
        ) {
            let mut files = Files::default();
            let file = files.add("a.toml", text);
            let spots = marks.iter().enumerate().map(|(at, (start, end))| {
                Spot { span: Span::new(file, *start, *end), label: "label".to_owned(), is_primary: at == 0 }
            });
            let (title, spots) = ("title".to_owned(), spots.collect());
            let picture = Picture { tone: Tone::Warning, id: None, title, spots, notes: Vec::new() };
            let look = Look { width, unicode, ..Look::default() };
            let drawn = draw(&picture, &files, &look);
            let is_clean = !drawn.contains(['\u{1b}', '\u{202e}']);
            proptest::prop_assert!(is_clean);
        }
    }
}
