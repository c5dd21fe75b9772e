//! One way out for every string of an input: nothing that it says can forge output.
//! Never shortens, never escapes for a format.

use std::borrow::Cow;

/// Beginnings of commands that CI runners obey wherever they stand in a line.
const COMMANDS: [&str; 3] = ["##[", "##vso[", "##teamcity["];

/// Replaces what could move the cursor, start a line, turn the writing direction or speak to a CI host.
///
/// Control characters (C0, C1, DEL), line and paragraph separators, bidirectional marks and characters that nobody
/// sees become `\u{FFFD}`; newlines and tabs become spaces. `::` where a word begins, which may come to stand where a line
/// begins, and every `##[` (commands of CI runners) are broken by spaces.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    let command = text.contains("::") && colons(text).next().is_some() || text.contains("##");
    // Most text is ASCII, of which many bytes are compared at once.
    let is_plain = || text.bytes().fold(true, |plain, it| plain & (b' '..=b'~').contains(&it));
    if !command && (is_plain() || !text.chars().any(is_risky)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 4);
    for it in text.chars() {
        match it {
            '\n' | '\r' | '\t' => out.push(' '),
            it if is_risky(it) => out.push('\u{FFFD}'),
            it => out.push(it),
        }
    }
    for command in COMMANDS {
        if out.contains(command) {
            out = out.replace(command, &command.replacen("##", "## ", 1));
        }
    }
    let mut places = colons(&out).collect::<Vec<_>>();
    while let Some((at, n)) = places.pop() {
        out.replace_range(at..at + n, vec![":"; n].join(" ").as_str());
    }
    Cow::Owned(out)
}

/// Where a word begins with several colons, and how many.
fn colons(text: &str) -> impl Iterator<Item = (usize, usize)> {
    text.match_indices("::").filter_map(|(at, _)| {
        let before = text.get(..at).and_then(|it| it.chars().next_back());
        let rest = text.get(at..).unwrap_or_default();
        let n = rest.len() - rest.trim_start_matches(':').len();
        before.is_none_or(char::is_whitespace).then_some((at, n))
    })
}

/// Whether a character acts on who shows it, or is seen by nobody.
pub(crate) fn is_risky(it: char) -> bool {
    it.is_control()
        || matches!(it,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{3164}' | '\u{FFA0}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E01EF}')
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(clean(text), expected);
        assert_eq!(clean(expected), expected, "cleaning twice changes nothing");
    }

    #[test]
    fn harmless_text_stays_and_is_borrowed() {
        for text in ["", "Mail Co, Inc.", "日本語 한국어", "Ünïcode 🇩🇪", "a::b", "C# and F#", "10 % of all"]
        {
            check(text, text);
            assert!(matches!(clean(text), std::borrow::Cow::Borrowed(_)), "{text}");
        }
    }

    #[test]
    fn lines_and_control_characters_are_broken() {
        check("a\nb\r\nc\td", "a b  c d");
        check("\u{1b}[31mred\u{1b}[0m", "\u{FFFD}[31mred\u{FFFD}[0m");
        check("\u{9b}31m\u{7f}\0", "\u{FFFD}31m\u{FFFD}\u{FFFD}");
        check("a\u{85}b\u{2028}c\u{2029}d", "a\u{FFFD}b\u{FFFD}c\u{FFFD}d");
    }

    #[test]
    fn direction_and_invisible_characters_are_shown() {
        check("\u{202E}evil\u{202C} \u{2066}x\u{2069}\u{200F}", "\u{FFFD}evil\u{FFFD} \u{FFFD}x\u{FFFD}\u{FFFD}");
        check("pay\u{200B}pal\u{AD}\u{FEFF}\u{E0041}", "pay\u{FFFD}pal\u{FFFD}\u{FFFD}\u{FFFD}");
        check("👩\u{200D}💻", "👩\u{FFFD}💻");
    }

    #[test]
    fn commands_of_runners_are_broken() {
        check("::error::owned", ": :error::owned");
        check("  ::set-output name=x::y", "  : :set-output name=x::y");
        check("\n::error::owned", " : :error::owned");
        check(":::x", ": : :x");
        check("a ::error::owned ::b", "a : :error::owned : :b");
        check("a::b c::d", "a::b c::d");
        check("see ##[error]x", "see ## [error]x");
        check("###[group]", "### [group]");
        check("##vso[task.complete]##teamcity[x]", "## vso[task.complete]## teamcity[x]");
    }
}
