//! "Did you mean": the nearest of the words that would have been right.
//! Never suggests a word that shares little with what was written.

use std::cmp::Ordering;

/// Longer words are not compared letter by letter: the effort grows with the square of the length.
const LONGEST: usize = 200;

/// The candidate nearest to `word`, if one is near enough to be meant. Letter case and `_`, `-` and space make no difference.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = plain(word);
    let near = candidates.into_iter().filter_map(|it| {
        let candidate = plain(it);
        let slips = slips(&wanted, &candidate)?;
        Some((slips, strsim::jaro_winkler(&wanted, &candidate), it))
    });
    near.min_by(|a, b| match (a.0.cmp(&b.0), b.1.total_cmp(&a.1)) {
        (Ordering::Equal, Ordering::Equal) => a.2.cmp(b.2),
        (Ordering::Equal, likeness) => likeness,
        (slips, _) => slips,
    })
    .map(|(_, _, it)| it)
}

/// The candidate that `word` is but for one slip of the finger, or none.
pub fn slipped<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = plain(word);
    candidates.into_iter().find(|it| slips(&wanted, it).is_some_and(|it| it <= 1))
}

fn plain(word: &str) -> String {
    word.trim().chars().map(|it| if matches!(it, '_' | ' ') { '-' } else { it }).flat_map(char::to_lowercase).collect()
}

/// Up to how many letters a person makes how many slips in a word. Where more letters differ, another word is meant: `Berlin` is
/// no `Benin`.
const WITH_SLIPS: [(usize, usize); 4] = [(2, 0), (6, 1), (12, 2), (usize::MAX, 3)];

/// How many slips of the finger lie between two words; `None` for more than a person makes in words of that length. Who makes more
/// than one gets the first letter right.
/// A beginning of at least three letters counts as near: people shorten words. So does a word that goes on after a whole one.
fn slips(wanted: &str, candidate: &str) -> Option<usize> {
    let (long, short) = (wanted.chars().count(), candidate.chars().count());
    let (long, short) = (long.max(short), long.min(short));
    let allowed = WITH_SLIPS.iter().find(|(letters, _)| long <= *letters).map_or(0, |it| it.1);
    if long > LONGEST {
        return (wanted == candidate).then_some(0);
    }
    if long - short <= allowed {
        let slips = strsim::osa_distance(wanted, candidate);
        if slips <= allowed && (slips <= 1 || wanted.chars().next() == candidate.chars().next()) {
            return Some(slips);
        }
    }
    let goes_on = || wanted.strip_prefix(candidate).is_some_and(|it| it.starts_with('-')) && short > 3;
    let begins = candidate.starts_with(wanted) || goes_on();
    (short >= 3 && begins).then_some(long - short)
}

#[cfg(test)]
mod tests {
    use super::closest;

    const KEYS: [&str; 16] = [
        "recipients",
        "organizations",
        "systems",
        "flows",
        "mechanisms",
        "assessments",
        "waivers",
        "match",
        "review-by",
        "reviewed",
        "via",
        "data",
        "from",
        "to",
        "in",
        "keys-held-by",
    ];

    #[track_caller]
    fn check(word: &str, expected: Option<&str>) {
        assert_eq!(closest(word, KEYS), expected, "{word}");
    }

    #[test]
    fn slips_of_the_finger() {
        check("reveiw-by", Some("review-by"));
        check("recipent", Some("recipients"));
        check("flow", Some("flows"));
        check("vai", Some("via"));
        check("form", Some("from"));
        check("organisation", Some("organizations"));
        check("mechanism", Some("mechanisms"));
        check("asessments", Some("assessments"));
    }

    #[test]
    fn other_spellings() {
        check("review_by", Some("review-by"));
        check("Review By", Some("review-by"));
        check("FLOWS", Some("flows"));
        check("keysHeldBy", Some("keys-held-by"));
        check("org", Some("organizations"));
    }

    #[test]
    fn nonsense_gives_nothing() {
        for word in ["matching", "regions", "", "x", "zz", "at", "xyzzy", "🦀", "lorem ipsum dolor", "colour", "price"]
        {
            check(word, None);
        }
    }

    #[test]
    fn order_of_candidates_does_not_matter() {
        assert_eq!(closest("maik", ["mail", "main"]), Some("mail"));
        assert_eq!(closest("maik", ["main", "mail"]), Some("mail"));
    }
}
