//! What must be true of legal data besides their form: days in order, sources, no two decisions at once.
//! The same for the data that are compiled in and for those that somebody brings. Never judges a user's transfer.

use std::collections::BTreeSet;

use toml::Spanned;

use crate::text::{FileId, Problem, Problems, Span, closest};

use super::{
    Condition, Day, Decision, Edition, EndedHow, Law, MechanismKind, Period, Presumption, Regime, Status, Subject,
    Words, decisions::Decisions, overlay::Laid, reading::span_in,
};

/// What must be true of each decision, and of every two of them.
pub(crate) fn decisions(list: &[Decision], spans: &[Span], problems: &mut Problems) {
    for (decision, span) in list.iter().zip(spans) {
        for wrong in wrongs(decision) {
            problems.push(Problem::at(*span, format!("decision `{}` {wrong}", decision.id)));
        }
    }
    for (at, (one, span)) in list.iter().zip(spans).enumerate() {
        let others = list.iter().zip(spans).skip(at + 1);
        for (other, later) in others.filter(|(it, _)| it.regime == one.regime && it.subject == one.subject) {
            let ends_before = |one: &Decision, other: &Decision| one.until.is_some_and(|it| it <= other.from);
            if one.only_purpose == other.only_purpose && !ends_before(one, other) && !ends_before(other, one) {
                let message = format!("decisions `{}` and `{}` are in force at the same time", one.id, other.id);
                let problem = Problem::at(*later, message).related(*span, "the other one");
                problems.push(problem.help("give the one that ended its `until`, or replace it under its `id`"));
            }
        }
    }
}

fn wrongs(it: &Decision) -> Vec<&'static str> {
    let listed = it.conditions.iter().any(|it| matches!(it, Condition::Listed { .. }));
    let asks = it.conditions.iter().any(|it| match it {
        Condition::SubjectTo { presumed, .. } => *presumed != Presumption::Always,
        Condition::Other { presumed, .. } => !presumed,
        _ => false,
    });
    let status = match (listed, it.only_purpose.is_some() || asks) {
        (true, _) => Status::ListedOnly,
        (false, true) => Status::Conditional,
        (false, false) => Status::Adequate,
    };
    let is_sunset = it.ended.as_ref().is_some_and(|it| it.how == EndedHow::Sunset);
    let checks = [
        (it.until.is_some_and(|until| until <= it.from), "ends before it begins"),
        (it.perhaps_until.is_some_and(|last| it.until.is_none_or(|it| last <= it)), "perhaps ends before it ends"),
        (it.adopted.is_some_and(|adopted| adopted > it.from), "holds before its adoption"),
        (it.until.is_some() != it.ended.is_some(), "has one of `until` and `ended` without the other"),
        (is_sunset && !it.sunsets.iter().any(|known| Some(known.until) == it.until), "ends on a day of no sunset"),
        (it.sunsets.iter().any(|it| it.known_from >= it.until), "has a sunset that was known after its day"),
        (
            it.challenges.iter().any(|it| it.until.is_some_and(|until| until <= it.from)),
            "has a challenge that ends before it begins",
        ),
        (it.challenges.iter().any(|it| it.source.trim().is_empty()), "has a challenge without a source"),
        (it.sources.is_empty() || it.sources.iter().any(|it| it.trim().is_empty()), "has no source"),
        ([&it.id, &it.number, &it.cite, &it.covers].iter().any(|it| it.trim().is_empty()), "says nothing under a key"),
        (status != it.place_status, "has a `status` that does not fit its conditions"),
    ];
    checks.into_iter().filter(|(is_wrong, _)| *is_wrong).map(|(_, what)| what).collect()
}

/// Decisions that are laid over ours belong to regimes that are known.
pub(crate) fn known_regimes(decisions: &Decisions, regimes: &[Regime], ours: &Law, problems: &mut Problems) {
    let ours = ours.decisions.list.iter().map(|it| it.regime.as_str());
    let known = regimes.iter().map(|it| it.id.as_str()).chain(ours).collect::<BTreeSet<_>>();
    for (decision, span) in decisions.list.iter().zip(&decisions.spans) {
        if !known.contains(decision.regime.as_str()) {
            let message = format!("decision `{}` is of a regime that is not known, `{}`", decision.id, decision.regime);
            let all = known.iter().copied().collect::<Vec<_>>().join(", ");
            problems.push(Problem::at(*span, message).help(format!("one of {all}")));
        }
    }
}

/// No decision holds for a country that is inside at the time.
pub(crate) fn outside(decisions: &Decisions, regimes: &[Regime], problems: &mut Problems) {
    for (decision, span) in decisions.list.iter().zip(&decisions.spans) {
        let regime = regimes.iter().find(|it| it.id == decision.regime);
        let (Subject::Country(country), Some(regime)) = (&decision.subject, regime) else {
            continue;
        };
        let inside = regime.territory.iter().filter(|it| it.country == *country).flat_map(|it| &it.destination);
        let ends_before = |until: Option<Day>, from: Day| until.is_some_and(|it| it <= from);
        let is_both = |it: &Period| !ends_before(decision.until, it.from) && !ends_before(it.until, decision.from);
        if inside.into_iter().any(is_both) {
            let message = format!("decision `{}` holds while its country is inside the territory", decision.id);
            let help = "end the decision before, or change the days of the territory in `rules/regimes/`";
            problems.push(Problem::at(*span, message).help(help));
        }
    }
}

/// A regime has the name of its file.
pub(crate) fn regime(regime: &Regime, path: &str, file: FileId, problems: &mut Problems) {
    if path != format!("rules/regimes/{}.toml", regime.id) {
        let message = format!("the regime `{}` must stand in `rules/regimes/{}.toml`", regime.id, regime.id);
        problems.push(Problem::at(Span::new(file, 0, 0), message));
    }
}

/// Every regime has a word on every kind of mechanism that the program knows.
pub(crate) fn kinds(regimes: &[Regime], files: &[FileId], ours: &Law, problems: &mut Problems) {
    let known = ours.regimes.iter().flat_map(|it| &it.mechanisms).map(|it| it.kind.as_str()).collect::<BTreeSet<_>>();
    for (regime, file) in regimes.iter().zip(files) {
        let lacks = known.iter().filter(|it| regime.mechanism(it).is_none()).map(|it| format!("`{it}`"));
        let lacks = lacks.collect::<Vec<_>>();
        if !lacks.is_empty() {
            let message = format!("the regime `{}` lacks kinds of mechanisms: {}", regime.id, lacks.join(", "));
            let help = "give each its record: inventories name them whatever the regime";
            problems.push(Problem::at(Span::new(*file, 0, 0), message).help(help));
        }
    }
}

/// Inventories can name the kinds that the program knows, and the editions that are among its words.
pub(crate) fn names(laid: &Laid, ours: &Law, words: &Words, problems: &mut Problems) {
    let kinds = ours.regimes.iter().flat_map(|it| &it.mechanisms).map(|it| it.kind.as_str()).collect::<Vec<_>>();
    for (kind, span) in laid.texts("mechanisms", "kind") {
        if !kinds.contains(&kind.as_str()) {
            let problem = Problem::at(span, format!("`{kind}` is no kind of mechanism that the program judges"));
            let near = closest(&kind, kinds.iter().copied()).map(|it| format!("did you mean `{it}`?"));
            problems.push(problem.help(near.unwrap_or_default()));
        }
    }
    for (edition, span) in laid.texts("editions", "id") {
        if !words.editions.contains(&edition) {
            let problem = Problem::at(span, format!("no inventory can name the edition `{edition}`"));
            problems.push(problem.help("add it to `editions` in `data/words.toml` of the same folder"));
        }
    }
}

/// Editions and kinds without their places, once what must be true of them was looked at.
pub(crate) fn instruments(
    file: FileId,
    editions: Vec<Spanned<Edition>>,
    kinds: Vec<Spanned<MechanismKind>>,
    problems: &mut Problems,
) -> (Vec<Edition>, Vec<MechanismKind>) {
    let mut seen = Vec::new();
    for kind in &kinds {
        let it = kind.get_ref();
        if seen.contains(&it.kind.as_str()) {
            problems.push(Problem::at(span_in(file, &kind.span()), format!("`{}` is there twice", it.kind)));
        }
        seen.push(&it.kind);
    }
    for edition in &editions {
        let it = edition.get_ref();
        let checks = [
            (it.sources.is_empty() || it.sources.iter().any(|it| it.trim().is_empty()), "has no source"),
            (!seen.contains(&it.kind.as_str()), "is of a `kind` that is no mechanism of this regime"),
            (
                it.signed_until.is_some_and(|last| last < it.signed_from.unwrap_or(it.from)),
                "cannot be signed on any day",
            ),
            (it.counts_until.is_some_and(|last| last < it.from), "does not count on any day"),
            (
                it.end_known_from.is_some_and(|from| it.counts_until.is_none_or(|last| last < from)),
                "has a last day that was known after it, or has none",
            ),
            (it.adopted.is_some_and(|adopted| adopted > it.from), "counts before its adoption"),
        ];
        for (_, wrong) in checks.into_iter().filter(|(is_wrong, _)| *is_wrong) {
            problems.push(Problem::at(span_in(file, &edition.span()), format!("edition `{}` {wrong}", it.id)));
        }
    }
    (editions.into_iter().map(Spanned::into_inner).collect(), kinds.into_iter().map(Spanned::into_inner).collect())
}
