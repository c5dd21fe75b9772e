//! One way out for every string of an input: nothing that it says can forge output.

use std::borrow::Cow;

/// Replaces what could move the cursor, start a line, turn the writing direction or speak to a CI host.
///
/// Control characters (C0, C1, DEL), line and paragraph separators, and bidirectional marks become `\u{FFFD}`;
/// newlines and tabs become spaces. A leading `::` and every `##[` (commands of CI runners) are broken by a
/// zero-width-free space.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    let risky = text.chars().any(is_risky) || text.trim_start().starts_with("::") || text.contains("##[");
    if !risky {
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
    let out = out.replace("##[", "## [");
    if out.trim_start().starts_with("::") {
        return Cow::Owned(out.replacen("::", ": :", 1));
    }
    Cow::Owned(out)
}

fn is_risky(it: char) -> bool {
    it.is_control()
        || matches!(it,
            '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}')
}
