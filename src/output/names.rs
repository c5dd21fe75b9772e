//! Names of what an assessment speaks of, as outputs show them. Looks up and cuts, and never decides.

use std::borrow::Cow;

use crate::{
    assess::{Assessment, Finding, Ground, Spot, TransferId},
    graph::{Node, Path},
    inventory::model::Waiver,
    law::{Place, PlaceKind},
    text::{Span, clean},
};

/// What stands for nodes that were left out of a path.
pub(super) const OMITTED: &str = "...";

/// `1 flow`, `2 flows`.
pub(super) fn count(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

/// At most `max` characters of a text, cleaned.
pub(super) fn cut(text: &str, max: usize) -> String {
    // What is cut away needs no cleaning: a name of megabytes costs nothing.
    match text.char_indices().nth(max) {
        None => clean(text).into_owned(),
        Some(_) => {
            let end = text.char_indices().nth(max.saturating_sub(OMITTED.len())).map_or(text.len(), |(at, _)| at);
            format!("{}{OMITTED}", clean(text.get(..end).unwrap_or_default()))
        }
    }
}

/// The longest name or value that a sentence repeats; longer than what our own sentences quote.
const LONGEST: usize = 100;

/// A sentence in which every name and value keeps its beginning and its end, so that the sentence can be read.
pub(super) fn brief(sentence: &str) -> Cow<'_, str> {
    if sentence.len() <= LONGEST {
        return Cow::Borrowed(sentence);
    }
    let mut pieces = Vec::new();
    for (at, piece) in sentence.split('`').enumerate() {
        // What stands between backticks may have blanks.
        let is_value = at % 2 == 1;
        let words = piece.split(' ').map(middle).collect::<Vec<_>>().join(" ");
        pieces.push(if is_value && !is_code(&words) { middle(&words).into_owned() } else { words });
    }
    Cow::Owned(pieces.join("`"))
}

/// Whether it is what somebody is to write, of which every part matters; no name is that by its length.
fn is_code(words: &str) -> bool {
    words.len() <= 4 * LONGEST && words.contains(" = ") && words.contains('{')
}

fn middle(value: &str) -> Cow<'_, str> {
    if value.len() <= LONGEST || value.char_indices().nth(LONGEST).is_none() {
        return Cow::Borrowed(value);
    }
    let end = value.char_indices().nth(LONGEST * 2 / 3).map_or(value.len(), |(at, _)| at);
    let last = value.char_indices().nth_back(LONGEST / 3 - OMITTED.len()).map_or(0, |(at, _)| at);
    let (first, last) = (value.get(..end).unwrap_or_default(), value.get(last..).unwrap_or_default());
    Cow::Owned(format!("{first}{OMITTED}{last}"))
}

/// Some names and how many more there are.
pub(super) fn some(names: &[String], n_all: usize) -> String {
    match n_all.saturating_sub(names.len()) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}

/// A ground as it is written: the id of a mechanism, else the word of its kind; `None` for a decision that nobody named.
pub(super) fn ground_word(assessment: &Assessment<'_>, ground: Ground) -> Option<String> {
    match ground {
        Ground::Decision(_) => None,
        Ground::Mechanism(id) => {
            let entry = assessment.inventory.mechanism(id);
            let kind = entry.table.kind.as_ref().map_or("", |it| it.value.word());
            Some(if entry.id.is_empty() { kind.to_owned() } else { entry.id.clone() })
        }
        Ground::Kind(kind) => Some(kind.word().to_owned()),
        Ground::FlowClaim | Ground::DataClaim(_) => Some("anonymity".to_owned()),
    }
}

/// A ground in words, for people.
pub(super) fn ground(assessment: &Assessment<'_>, ground: Ground) -> String {
    match ground {
        Ground::Decision(id) => assessment.law.decision(id).label(),
        Ground::Kind(kind) => assessment.mechanism_kind(kind).label().to_owned(),
        Ground::Mechanism(id) => {
            let entry = assessment.inventory.mechanism(id);
            match &entry.table.kind {
                Some(kind) if entry.id.is_empty() => assessment.mechanism_kind(kind.value).label().to_owned(),
                _ => entry.id.clone(),
            }
        }
        Ground::FlowClaim | Ground::DataClaim(_) => "claimed anonymity".to_owned(),
    }
}

/// The id of a node: of its system, else of its organization.
pub(super) fn node<'a>(assessment: &Assessment<'a>, node: Node) -> &'a str {
    match node {
        Node::System(id) => &assessment.inventory.system(id).id,
        Node::Party(id) => &assessment.inventory.organization(id).id,
        Node::Somebody => "?",
    }
}

/// The nodes of a path by their ids.
pub(super) fn path(assessment: &Assessment<'_>, path: &Path) -> Vec<String> {
    let mut ids = Vec::with_capacity(path.nodes.len() + path.gaps.len());
    for (it, n_left) in path.steps() {
        ids.extend((n_left > 0).then(|| OMITTED.to_owned()));
        ids.push(node(assessment, it).to_owned());
    }
    ids
}

/// The flows on the way of a transfer's data that do not run anymore.
pub(super) fn ended_flows(assessment: &Assessment<'_>, id: TransferId) -> Vec<String> {
    assessment.ended_flows(id).into_iter().map(|(flow, _)| assessment.inventory.flow_name(flow)).collect()
}

/// A destination in one word: a code where it has one.
pub(super) fn spot_word<'a>(assessment: &'a Assessment<'_>, spot: &'a Spot) -> &'a str {
    let places = &assessment.law.places;
    match spot {
        Spot::Country(country) => country.code(),
        Spot::Body(Some(body)) => &places.body_info(*body).short,
        Spot::Body(None) => "organization",
        Spot::Bloc(bloc) => &places.bloc(*bloc).short,
        Spot::Unbounded => "world",
        Spot::ThirdCountry => "third-country",
        Spot::EstablishmentMissing | Spot::PlaceMissing => "unknown",
        Spot::Nowhere => "nowhere",
    }
}

/// Where a node is, in one word.
pub(super) fn node_place(assessment: &Assessment<'_>, node: Node) -> Option<String> {
    let inventory = assessment.inventory;
    match node {
        Node::System(id) => {
            let table = &inventory.system(id).table;
            let places = table.location.as_ref().map_or(&[][..], |it| &it.value);
            match places {
                [] => {
                    let operator = inventory.operator(id)?;
                    node_place(assessment, Node::Party(operator))
                }
                [one] => Some(place_word(assessment, &one.value)),
                [first, rest @ ..] => Some(format!("{} +{}", place_word(assessment, &first.value), rest.len())),
            }
        }
        Node::Party(id) => {
            let country = inventory.organization(id).table.country.as_ref()?;
            Some(place_word(assessment, &country.value))
        }
        Node::Somebody => None,
    }
}

/// A place in a few characters.
pub(super) fn place_word(assessment: &Assessment<'_>, place: &Place) -> String {
    let places = &assessment.law.places;
    match &place.kind {
        PlaceKind::Countries(list) => list.iter().map(|it| it.code().to_owned()).collect::<Vec<_>>().join("+"),
        PlaceKind::Body(body) => places.body_info(*body).short.clone(),
        PlaceKind::Bloc(bloc) => places.bloc(*bloc).short.clone(),
        PlaceKind::World => "world".to_owned(),
        PlaceKind::ThirdCountry => "third country".to_owned(),
        PlaceKind::Unknown => "unknown".to_owned(),
    }
}

/// The facts that would decide a transfer, in words; none where it is decided.
pub(super) fn missing(assessment: &Assessment<'_>, id: TransferId) -> Vec<String> {
    assessment.missing_words(id).iter().map(|it| clean(it).into_owned()).collect()
}

/// ` (uk)` of a finding under one of several regimes; empty where there is one.
pub(super) fn regime_mark(assessment: &Assessment<'_>, finding: &Finding) -> String {
    let regime = assessment.regime_of(finding).filter(|_| assessment.regimes.len() > 1);
    regime.map_or_else(String::new, |it| format!(" ({})", it.id))
}

/// The waiver of a number.
pub(super) fn waiver<'a>(assessment: &Assessment<'a>, at: u32) -> Option<&'a Waiver> {
    assessment.inventory.waivers.get(at as usize).map(|it| &it.table)
}

/// The last day of a waiver as it is written.
pub(super) fn waived_until(assessment: &Assessment<'_>, at: u32) -> String {
    let expires = waiver(assessment, at).and_then(|it| it.expires.as_ref());
    expires.map(|it| it.value.shown()).unwrap_or_default()
}

/// Where a finding stands; `None` for one that is about no line, such as an empty register.
pub(super) fn span_of(finding: &Finding) -> Option<Span> {
    (finding.span != Span::default()).then_some(finding.span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_and_cleaned() {
        let long = "x".repeat(5_000);
        let short = format!("{}...{}", "x".repeat(66), "x".repeat(31));
        assert_eq!(brief(&format!("`{long}` is no {long}, it is a `{long} {long}`")).len(), 320);
        assert_eq!(brief(&format!("`{long}` is")), format!("`{short}` is"));
        assert_eq!(brief(&"word ".repeat(50)), "word ".repeat(50));
        let code = format!("record `[{}]`", "{ list = \"a-list\", status, covers }, ".repeat(5));
        assert_eq!(brief(&code), code);
        assert_eq!(brief(&"日".repeat(200)).chars().count(), 100);
        assert_eq!(cut("mail", 4), "mail");
        assert_eq!(cut("mailbox", 6), "mai...");
        assert_eq!(cut("a\u{1b}[31mred\nnext", 60), "a\u{FFFD}[31mred next");
        assert_eq!(cut("::error title", 60), ": :error title");
        assert_eq!(cut("\u{202E}evil", 60), "\u{FFFD}evil");
        assert!(cut(&"x".repeat(5_000_000), 60).len() == 60);
    }

    #[test]
    fn lists_say_how_many_are_left() {
        let names = vec!["a".to_owned(), "b".to_owned()];
        assert_eq!(some(&names, 2), "a, b");
        assert_eq!(some(&names, 9), "a, b and 7 more");
        assert_eq!(count(1, "flow", "flows"), "1 flow");
        assert_eq!(count(0, "flow", "flows"), "0 flows");
    }
}
