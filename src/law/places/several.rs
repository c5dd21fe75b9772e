//! Words in which people put more than one place, or a place and something else. Never reads them: it says how to write them.

use super::super::place::{Misplaced, PlaceKind};
use super::Places;
use super::resolve::{misplaced, quoted, shortened};

/// A longer word is no list that somebody wrote by hand.
const LONGEST: usize = 400;
/// How many places a help repeats.
const LISTED: usize = 12;

/// Signs and words between places.
const SIGNS: [char; 8] = [',', ';', '/', '+', '&', '|', '–', '—'];
const WORDS: [&str; 3] = ["and", "or", "plus"];

impl Places {
    /// What to write instead of a word that holds several places, or one with something that is none.
    pub(super) fn several(&self, word: &str) -> Option<Misplaced> {
        if word.len() > LONGEST {
            return None;
        }
        let parts = self.apart(word);
        if !parts.is_empty() {
            let list = parts.iter().take(LISTED).map(|it| format!("\"{}\"", shortened(it))).collect::<Vec<_>>();
            let more = if parts.len() > LISTED { ", ..." } else { "" };
            let message = format!("{} is more than one place", quoted(word));
            return Some(misplaced(message, format!("write a list, `[{}{more}]`", list.join(", "))));
        }
        let (place, rest) = match word.split_once('(') {
            Some((place, rest)) => (place, rest.trim_end_matches([')', ' '])),
            None => word.rsplit_once(',').map(|(rest, place)| (place, rest))?,
        };
        let place = place.trim();
        let is_country = self.known(place).is_some_and(|it| matches!(it.kind, PlaceKind::Countries(_)));
        // What is said besides must not be a place that would be lost.
        let says_more = rest.split(|it: char| !it.is_alphanumeric()).any(|it| self.known(it).is_some())
            || matches!(self.look(rest.trim()), Ok(Some(_)) | Err(_));
        (is_country && !says_more).then(|| {
            misplaced(
                format!("unknown place {}", quoted(word)),
                format!("write the country alone, `{}`", shortened(place)),
            )
        })
    }

    /// The places that a word holds, each as it is written; empty where it does not hold several, or anything besides.
    #[must_use]
    pub fn apart<'w>(&self, word: &'w str) -> Vec<&'w str> {
        if word.len() > LONGEST {
            return Vec::new();
        }
        let parts = parts(word);
        let are_places = parts.len() > 1 && parts.iter().all(|it| self.known(it).is_some());
        if are_places { parts } else { Vec::new() }
    }

    fn known(&self, word: &str) -> Option<super::super::place::Place> {
        self.look(word).ok().flatten()
    }
}

/// The parts of a word between signs, words such as `and`, or, where it is nothing but codes, spaces.
fn parts(word: &str) -> Vec<&str> {
    let is_code = |it: &str| matches!(it.len(), 2 | 3) && it.bytes().all(|it| it.is_ascii_uppercase());
    if word.split_whitespace().all(is_code) {
        return word.split_whitespace().collect();
    }
    let mut parts = Vec::new();
    for piece in word.split(SIGNS) {
        let mut start = 0;
        let mut end = 0;
        for token in piece.split_inclusive(char::is_whitespace) {
            if WORDS.iter().any(|it| token.trim().eq_ignore_ascii_case(it)) {
                parts.push(piece.get(start..end).unwrap_or_default());
                start = end + token.len();
            }
            end += token.len();
        }
        parts.push(piece.get(start..).unwrap_or_default());
    }
    parts.into_iter().map(str::trim).filter(|it| !it.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::{Places, parts};

    #[test]
    fn places_are_told_apart() {
        assert_eq!(parts("EU + UK"), ["EU", "UK"]);
        assert_eq!(parts("EU/US"), ["EU", "US"]);
        assert_eq!(parts("DE, FR, and US"), ["DE", "FR", "US"]);
        assert_eq!(parts("Germany or South Korea"), ["Germany", "South Korea"]);
        assert_eq!(parts("US IN"), ["US", "IN"]);
        assert_eq!(parts("Andorra"), ["Andorra"]);
        assert_eq!(parts(" and "), [""; 0]);
    }

    #[test]
    fn what_is_written_beside_a_place_is_not_lost() {
        let places = Places::embedded().unwrap();
        let help = |word: &str| places.resolve(word).unwrap_err().help;
        assert_eq!(help("EU/US"), "write a list, `[\"EU\", \"US\"]`");
        assert_eq!(help("aws:eu-west-1, US"), "write a list, `[\"aws:eu-west-1\", \"US\"]`");
        assert_eq!(help("London, UK"), "write the country alone, `UK`");
        assert_eq!(help("Germany (Frankfurt)"), "write the country alone, `Germany`");
        for word in ["Germany (and US)", "Germany, worldwide", "EU and third countries", "EEA (incl. UK)"] {
            assert!(help(word).starts_with("places are"), "{word}");
        }
        for word in ["Trinidad & Tobago", "Bosnia and Herzegovina", "Korea, Republic of"] {
            assert!(places.resolve(word).is_ok(), "{word}");
        }
    }

    #[test]
    fn territories_are_never_read_as_what_they_belong_to() {
        let places = Places::embedded().unwrap();
        let parents = places.territories().filter_map(|it| Some((it.belongs_to?, it.country)));
        for (parent, territory) in parents {
            let word = format!("{}-{}", parent.code(), territory.code());
            let read = places.resolve(&word).unwrap();
            assert_eq!(read.kind, super::PlaceKind::Countries(vec![territory]), "{word}");
        }
    }
}
