//! What is other in the second of two short texts, line by line. Never reads what they say.

/// Lines around a change that are shown too.
const CONTEXT: usize = 2;

/// Pairs of lines beyond which nobody compares.
const MAX_PAIRS: usize = 1_000_000;

/// One line of both texts.
struct Line<'t> {
    mark: char,
    text: &'t str,
}

/// The changed lines marked `-` and `+`, with a few around them; `None` where the texts have too little in common.
pub(super) fn difference(before: &str, after: &str) -> Option<String> {
    let (a, b) = (before.lines().collect::<Vec<_>>(), after.lines().collect::<Vec<_>>());
    if a.len().saturating_mul(b.len()) > MAX_PAIRS {
        return None;
    }
    let lines = lines(&a, &b);
    let n_common = lines.iter().filter(|it| it.mark == ' ').count();
    if 2 * n_common < b.len() {
        return None;
    }
    let is_near = |at: usize| {
        let near = lines.iter().skip(at.saturating_sub(CONTEXT)).take(CONTEXT.min(at) + 1 + CONTEXT);
        near.into_iter().any(|it| it.mark != ' ')
    };
    let mut out = String::new();
    let mut was_shown = true;
    for (at, line) in lines.iter().enumerate() {
        let is_shown = is_near(at);
        if is_shown {
            if !was_shown && !out.is_empty() {
                out += "@@\n";
            }
            out += format!("{} {}", line.mark, line.text).trim_end();
            out.push('\n');
        }
        was_shown = is_shown;
    }
    Some(out)
}

/// Both texts as one, by their longest common subsequence.
fn lines<'t>(a: &[&'t str], b: &[&'t str]) -> Vec<Line<'t>> {
    let mut common = vec![vec![0_usize; b.len() + 1]; a.len() + 1];
    let at = |common: &[Vec<usize>], i: usize, j: usize| common.get(i).and_then(|it| it.get(j)).copied().unwrap_or(0);
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            let longest = if a.get(i) == b.get(j) {
                at(&common, i + 1, j + 1) + 1
            } else {
                at(&common, i + 1, j).max(at(&common, i, j + 1))
            };
            if let Some(slot) = common.get_mut(i).and_then(|it| it.get_mut(j)) {
                *slot = longest;
            }
        }
    }
    let (mut i, mut j, mut all) = (0, 0, Vec::new());
    loop {
        match (a.get(i), b.get(j)) {
            (Some(one), Some(other)) if one == other => {
                all.push(Line { mark: ' ', text: one });
                i += 1;
                j += 1;
            }
            (Some(one), other) if other.is_none() || at(&common, i + 1, j) >= at(&common, i, j + 1) => {
                all.push(Line { mark: '-', text: one });
                i += 1;
            }
            (_, Some(other)) => {
                all.push(Line { mark: '+', text: other });
                j += 1;
            }
            (_, None) => return all,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn only_changes_and_their_neighbors() {
        let before = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n";
        let after = "a\nb\nc\nd\nE\nf\ng\nh\ni\nj\nk\n";
        assert_eq!(difference(before, after).as_deref(), Some("  c\n  d\n- e\n+ E\n  f\n  g\n@@\n  i\n  j\n+ k\n"));
    }

    #[test]
    fn other_texts_are_no_difference() {
        assert_eq!(difference("a\nb\n", "c\nd\n"), None);
        assert_eq!(difference("a\n", "a\n").as_deref(), Some(""));
    }
}
