//! Pages as blocks, shown as text or as Markdown by the same code. Knows nothing of what they say.

use comfy_table::{ContentArrangement, Table, presets::NOTHING};

use super::super::{Look, text::frame::wrap};
use crate::text::clean;

/// A piece of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    /// What the page is about.
    Title(String),
    /// What the next blocks are about.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// A list.
    Items(Vec<String>),
    /// A list of steps, each with what is asked and the answer.
    Pairs(Vec<(String, String)>),
    /// Rows under headings.
    Rows(Vec<&'static str>, Vec<Vec<String>>),
    /// Lines as they are: the language for Markdown, and the text, cleaned already.
    Code(&'static str, String),
    /// A place that links can lead to; text shows nothing.
    Anchor(String),
}

impl Block {
    pub(super) fn heading(text: &str) -> Self {
        Self::Heading(text.to_owned())
    }

    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Lines of an input, each cleaned.
    pub(super) fn code(language: &'static str, text: &str) -> Self {
        let lines = text.trim_end().lines().map(|it| format!("{}\n", clean(it)));
        Self::Code(language, lines.collect())
    }
}

/// Columns below which text is not broken any more.
const MIN_WIDTH: usize = 40;

/// The page for a terminal or a file.
pub(super) fn as_text(blocks: &[Block], look: &Look) -> String {
    let width = look.width.clamp(MIN_WIDTH, 120);
    let bold = |text: &str| if look.color { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() };
    let mut out = String::new();
    for block in blocks {
        match block {
            Block::Title(text) => out += &format!("{}\n", bold(&clean(text))),
            Block::Heading(text) => out += &format!("\n{}\n", bold(&clean(text))),
            Block::Text(text) => out += &hanging("  ", "  ", text, width),
            Block::Items(items) => items.iter().for_each(|it| out += &hanging("  - ", "    ", it, width)),
            Block::Pairs(pairs) => {
                for (asked, answer) in pairs {
                    out += &hanging("  - ", "    ", &format!("{asked}: {answer}"), width);
                }
            }
            Block::Rows(heads, rows) => out += &table(heads, rows),
            Block::Code(_, text) => {
                out.push('\n');
                for line in text.lines() {
                    out += format!("  {line}").trim_end_matches(' ');
                    out.push('\n');
                }
            }
            Block::Anchor(_) => {}
        }
    }
    // Our only sign that is not ASCII.
    if look.unicode { out } else { out.replace('†', "*") }
}

/// A paragraph with other beginnings of its first and its further lines.
fn hanging(first: &str, rest: &str, text: &str, width: usize) -> String {
    let wrapped = wrap(&clean(text), width.saturating_sub(rest.len()));
    let mut out = String::new();
    for (at, line) in wrapped.lines().enumerate() {
        out += if at == 0 { first } else { rest };
        out += line;
        out.push('\n');
    }
    out
}

fn table(heads: &[&str], rows: &[Vec<String>]) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(heads.iter().map(|it| it.to_uppercase()));
    for row in rows {
        table.add_row(row.iter().map(|it| clean(it).into_owned()));
    }
    table.trim_fmt() + "\n"
}

/// The page as Markdown.
pub(super) fn as_markdown(blocks: &[Block], level: usize) -> String {
    let mut out = String::new();
    let marks = "#".repeat(level);
    for block in blocks {
        match block {
            Block::Anchor(name) => out += &format!("<a id=\"{name}\"></a>\n\n"),
            Block::Title(text) => out += &format!("{marks} {}\n\n", plain(text)),
            Block::Heading(text) => out += &format!("**{}**\n\n", plain(text)),
            Block::Text(text) => out += &format!("{}\n\n", wrap(&plain(text), MARKDOWN_WIDTH)),
            Block::Items(items) => {
                for item in items {
                    out += &hanging("- ", "  ", &plain(item), MARKDOWN_WIDTH);
                }
                out.push('\n');
            }
            Block::Pairs(pairs) => {
                for (asked, answer) in pairs {
                    out += &hanging("- ", "  ", &format!("{}: {}", plain(asked), plain(answer)), MARKDOWN_WIDTH);
                }
                out.push('\n');
            }
            Block::Rows(heads, rows) => {
                out += &format!("| {} |\n|{}\n", heads.join(" | "), "---|".repeat(heads.len()));
                for row in rows {
                    let cells = row.iter().map(|it| plain(it).replace('|', "\\|")).collect::<Vec<_>>();
                    out += &format!("| {} |\n", cells.join(" | "));
                }
                out.push('\n');
            }
            Block::Code(language, text) => out += &format!("{0}{language}\n{text}{0}\n\n", fence(text)),
        }
    }
    out
}

/// Columns of a line in documents.
const MARKDOWN_WIDTH: usize = 130;

/// Cleaned, and without what Markdown would take for HTML.
fn plain(text: &str) -> String {
    clean(text).replace('<', "&lt;")
}

/// More backticks than any line of a text has in a row.
fn fence(text: &str) -> String {
    let longest = text.split(|it| it != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_markdown_show_the_same() {
        let page = [
            Block::Title("a `rule`".to_owned()),
            Block::heading("Why"),
            Block::text("word ".repeat(30)),
            Block::Items(vec!["one".to_owned(), "two".to_owned()]),
            Block::Pairs(vec![("asked".to_owned(), "answered".to_owned())]),
            Block::code("toml", "a = 1\n\n  b = \"\u{1b}[31m\"\n"),
        ];
        let text = as_text(&page, &Look { width: 60, ..Look::default() });
        assert!(text.starts_with("a `rule`\n\nWhy\n  word word"), "{text}");
        assert!(
            text.contains("\n  - one\n  - two\n  - asked: answered\n\n  a = 1\n\n    b = \"\u{FFFD}[31m\"\n"),
            "{text}"
        );
        assert!(text.lines().all(|it| it.chars().count() <= 60), "{text}");
        let markdown = as_markdown(&page, 2);
        assert!(markdown.starts_with("## a `rule`\n\n**Why**\n\nword"), "{markdown}");
        assert!(markdown.contains("```toml\na = 1\n\n  b = \"\u{FFFD}[31m\"\n```\n"), "{markdown}");
    }

    #[test]
    fn our_signs_are_ascii_where_nothing_else_is_shown() {
        let page =
            [Block::Rows(vec!["rule", "level"], vec![vec!["a".to_owned(), "error †".to_owned()]]), Block::text("† x")];
        assert!(as_text(&page, &Look { unicode: true, ..Look::default() }).contains("error †"));
        let text = as_text(&page, &Look { unicode: false, ..Look::default() });
        assert!(text.is_ascii() && text.contains("error *"), "{text}");
    }

    #[test]
    fn nothing_leaves_its_fence_or_becomes_html() {
        let page = [Block::code("toml", "a = '''\n```\n<b>\n'''"), Block::text("<script>")];
        let markdown = as_markdown(&page, 2);
        assert!(markdown.starts_with("````toml\n") && markdown.contains("\n````\n"), "{markdown}");
        assert!(markdown.contains("&lt;script>"), "{markdown}");
    }
}
