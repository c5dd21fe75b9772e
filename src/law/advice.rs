//! What a rule says is to be done, with blanks for what depends on the day and the case. Never knows what fills them.

/// Words that a blank can have: what fills it, or what has to be so for its alternative to be said.
pub const BLANKS: &[&str] = &[
    "access",
    "adapted",
    "addition",
    "assessment",
    "body",
    "both",
    "bounded",
    "branch",
    "by",
    "carrier",
    "certification",
    "claim",
    "class",
    "clauses",
    "client",
    "collects",
    "competent",
    "conditions",
    "country",
    "dated",
    "docking",
    "embedder",
    "ended",
    "exact",
    "facts",
    "hop",
    "inside",
    "into",
    "keys",
    "kinds",
    "list",
    "listable",
    "listing",
    "lists",
    "modules",
    "named",
    "no-claim",
    "no-country",
    "no-set",
    "no-since",
    "nothing",
    "off-list",
    "open",
    "operator",
    "other-part",
    "others",
    "outside",
    "paper",
    "part",
    "place",
    "reach",
    "reached",
    "reader",
    "refused",
    "run-by-nobody",
    "scope",
    "set",
    "several",
    "stage",
    "stands",
    "stored",
    "turned-off",
    "unauthorized",
    "unclear",
    "undated",
    "unlisted",
    "unread",
    "where",
    "whose",
    "with-whom",
];

/// Advice as it is told where nobody asks about a day: each blank says what stands in it.
///
/// Advice is a row of alternatives, parted by `; ` or `. `. `<WORD: TEXT>` is a blank: what fills it stands in its place,
/// and where nothing does, its alternative is left out. `<?WORD: TEXT>` alone is left out.
#[must_use]
pub fn in_general(text: &str) -> String {
    filled(text, &mut |_, text| Some(text.to_owned()))
}

/// Advice with its blanks filled by their word and text.
#[must_use]
pub fn filled(text: &str, fill: &mut dyn FnMut(&str, &str) -> Option<String>) -> String {
    let mut said: Vec<(String, &str)> = Vec::new();
    for (alternative, end) in alternatives(text) {
        said.extend(one(alternative, fill).map(|it| (it, end)));
    }
    let mut out = String::new();
    let n = said.len();
    for (at, (alternative, end)) in said.iter().enumerate() {
        let is_small = alternative.starts_with(char::is_lowercase);
        let begins = out.is_empty() || (is_small && out.ends_with(". "));
        out.push_str(&if begins { begun(alternative) } else { alternative.clone() });
        // What was followed by something may now be the last.
        let is_ended = out.ends_with(['?', '.']);
        out.push_str(if at + 1 < n {
            end
        } else if is_ended {
            ""
        } else {
            "."
        });
    }
    out
}

/// The parts of advice, each with what ends it.
fn alternatives(text: &str) -> Vec<(&str, &str)> {
    let mut all = Vec::new();
    let (mut from, mut depth) = (0, 0_usize);
    for (at, it) in text.char_indices() {
        match it {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            ';' | '.' if depth == 0 && text.get(at + 1..).is_some_and(|it| it.starts_with(' ')) => {
                all.extend(text.get(from..at).zip(text.get(at..at + 2)));
                from = at + 2;
            }
            _ => {}
        }
    }
    let last = text.get(from..).unwrap_or_default();
    all.push((last.strip_suffix('.').unwrap_or(last), "."));
    all
}

/// One alternative; nothing where a blank of it stays empty.
fn one(text: &str, fill: &mut dyn FnMut(&str, &str) -> Option<String>) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, blank, after)) = next_blank(rest) {
        out.push_str(before);
        let (word, text) = blank.split_once(':')?;
        match word.strip_prefix('?') {
            Some(word) => out.extend(fill(word, text.strip_prefix(' ').unwrap_or(text))),
            None => out.push_str(&fill(word, text.trim_start())?),
        }
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}

fn next_blank(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('<')?;
    let (blank, after) = rest.split_once('>')?;
    Some((before, blank, after))
}

/// An alternative that has become the first one.
fn begun(text: &str) -> String {
    let text = ["or ", "otherwise ", "Otherwise "].iter().find_map(|it| text.strip_prefix(it)).unwrap_or(text);
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::{filled, in_general};

    const TEXT: &str = "Look first<?day:  and last>; sign <set: the set of 2021>. Otherwise <never: ask>; or stop.";

    #[test]
    fn in_general_every_blank_says_its_text() {
        assert_eq!(in_general(TEXT), "Look first and last; sign the set of 2021. Otherwise ask; or stop.");
    }

    #[test]
    fn what_stays_empty_is_left_out_with_its_alternative() {
        let with =
            |set: Option<&str>| filled(TEXT, &mut |word, _| if word == "set" { set.map(str::to_owned) } else { None });
        assert_eq!(with(Some("2010/87")), "Look first; sign 2010/87. Stop.");
        assert_eq!(with(None), "Look first; or stop.");
    }

    #[test]
    fn the_first_that_is_left_begins_the_sentence() {
        let text = "Sign <set: it>; or record `a.b` as of 1.2; otherwise stop";
        assert_eq!(filled(text, &mut |_, _| None), "Record `a.b` as of 1.2; otherwise stop.");
    }
}
