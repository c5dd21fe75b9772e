//! A kind of mechanism in full: what it is under each law, its editions and modules, what is asked of it, its rules.
//! Shows what it is given.

use serde::Serialize;

use super::super::{Look, json};
use super::{
    Manner,
    blocks::{self, Block},
};
use crate::law::{Asked, Class, Edition, Law, MechanismKind, Regime, RolePair, Rule};

/// A kind and what was found out of it.
pub struct KindPage<'p> {
    /// Its word.
    pub word: &'p str,
    /// The law.
    pub law: &'p Law,
    /// What is missing where nothing but the kind is recorded, or why it carries nothing then.
    pub asked: Vec<String>,
    /// Rules whose examples speak of it.
    pub rules: Vec<Rule>,
    /// What else the same word means, in a sentence.
    pub also: Option<String>,
}

/// The word of a class.
pub(super) fn class(class: Class) -> &'static str {
    match class {
        Class::Adequacy => "adequacy",
        Class::Safeguard => "safeguard",
        Class::Derogation => "derogation",
        Class::Other => "other",
        Class::NotAMechanism => "not-a-mechanism",
    }
}

/// Shows a kind.
#[must_use]
pub fn kind(page: &KindPage<'_>, manner: Manner, look: &Look) -> String {
    match manner {
        Manner::Json => super::super::written(&Written::of(page)),
        Manner::Text => blocks::as_text(&blocks_of(page), look),
        Manner::Markdown => blocks::as_markdown(&blocks_of(page), 2),
    }
}

/// The regimes that know it.
fn of_regimes<'p>(page: &'p KindPage<'_>) -> impl Iterator<Item = (&'p Regime, &'p MechanismKind)> {
    page.law.regimes.iter().filter_map(|regime| regime.mechanism(page.word).map(|it| (regime, it)))
}

fn blocks_of(page: &KindPage<'_>) -> Vec<Block> {
    let mut all = Vec::new();
    for (at, (regime, kind)) in of_regimes(page).enumerate() {
        if at == 0 {
            all.push(Block::Title(format!("{}: {}", page.word, kind.name)));
            all.extend(page.also.as_ref().map(|it| Block::text(it.clone())));
        }
        all.push(Block::heading(&format!("Under the {}", regime.law_name)));
        all.push(Block::text(what(kind)));
        if !kind.words.is_empty() {
            all.push(Block::text(kind.words.clone()));
        }
        let mut lines =
            articles(regime, kind).into_iter().map(|(law, article)| format!("{law} {article}")).collect::<Vec<_>>();
        lines.extend(kind.from.map(|it| format!("since {it}")));
        let schemes = kind.schemes.iter().flatten();
        lines.extend(schemes.map(|it| format!("approved scheme: {}, from {} ({})", it.name, it.from, it.cite)));
        if kind.schemes.as_ref().is_some_and(Vec::is_empty) {
            lines.push("no scheme is approved".to_owned());
        }
        all.push(Block::Items(lines));
        for edition in regime.editions.iter().filter(|it| it.kind == page.word) {
            all.push(Block::heading(&format!("Edition {}: {}", edition.id, edition.cite)));
            all.push(Block::Items(edition_lines(edition)));
        }
    }
    if !page.asked.is_empty() {
        all.push(Block::heading("What is asked where nothing but the kind is recorded, in an example"));
        all.push(Block::Items(page.asked.clone()));
    }
    if !page.rules.is_empty() {
        all.push(Block::heading("Rules that speak of it"));
        let rules = page
            .rules
            .iter()
            .map(|it| vec![it.name().to_owned(), super::rule::level(*it), page.law.rule(*it).title.clone()]);
        all.push(Block::Rows(vec!["rule", "level", "what is so"], rules.collect()));
    }
    all
}

fn what(kind: &MechanismKind) -> String {
    let words = match kind.class {
        Class::Adequacy => "Names an adequacy decision; the decision itself decides.",
        Class::Safeguard => "A safeguard: it carries a transfer where it stands.",
        Class::Derogation => "A derogation: an exception for single cases, kept apart from safeguards.",
        Class::Other => "Something with a meaning of its own; by itself it carries no transfer.",
        Class::NotAMechanism => "Recognized, and no mechanism: it carries no transfer.",
    };
    match &kind.regime {
        Some(regime) => format!("{words} It belongs to the regime `{regime}`."),
        None => words.to_owned(),
    }
}

/// Its article in each law that is cited.
fn articles(regime: &Regime, kind: &MechanismKind) -> Vec<(String, String)> {
    let mut all = Vec::<(String, String)>::new();
    for law in regime.laws.iter().rev() {
        if let Some(article) = kind.article_in(law.citations)
            && !all.iter().any(|(name, _)| *name == law.name)
        {
            all.push((law.name.clone(), article.to_owned()));
        }
    }
    all.sort_by_key(|(name, _)| *name != regime.law_name);
    all
}

fn edition_lines(edition: &Edition) -> Vec<String> {
    let mut lines = Vec::new();
    lines.extend(edition.adopted.map(|it| format!("adopted on {it}")));
    let first = edition.signed_from.unwrap_or(edition.from);
    lines.push(match edition.signed_until {
        Some(last) => format!("could be signed from {first} to {last}"),
        None => format!("can be signed from {first} on"),
    });
    lines.extend(edition.counts_until.map(|it| {
        let unchanged = if edition.unchanged_only { ", while the processing did not change" } else { "" };
        format!("counted until {it} where it was signed in time{unchanged}")
    }));
    lines.extend(edition.repealed_by.as_ref().map(|it| format!("repealed by {it}")));
    lines.extend(edition.pairs.iter().map(pair));
    lines
}

fn pair(pair: &RolePair) -> String {
    let module = pair.module.map_or(String::new(), |it| format!("module {it}: "));
    let own = if pair.own_controller { "own " } else { "" };
    let mut text = format!("{module}{} to {own}{}", pair.exporter.word(), pair.importer.word());
    if !pair.annexes.is_empty() {
        text += &format!("; annexes: {}", pair.annexes.join(", "));
    }
    if !pair.annexes_if_specific.is_empty() {
        text += &format!(" (and {} where each sub-processor is authorized)", pair.annexes_if_specific.join(", "));
    }
    text += match pair.assessment {
        Asked::Always => "; assessment of the destination",
        Asked::IfCombined => "; assessment where data from the territory are combined",
        Asked::Never => "; no assessment",
    };
    text + &pair.onward.as_ref().map_or(String::new(), |it| format!("; onward: {it}"))
}

#[derive(Serialize)]
struct Written<'p> {
    schema: u32,
    what: &'static str,
    kind: &'p str,
    regimes: Vec<Regimes<'p>>,
    asked: &'p [String],
    rules: Vec<&'static str>,
    also: Option<&'p str>,
}

#[derive(Serialize)]
struct Regimes<'p> {
    regime: &'p str,
    name: &'p str,
    class: &'static str,
    belongs_to: Option<&'p str>,
    from: Option<String>,
    articles: Vec<Article>,
    schemes: Vec<&'p str>,
    editions: Vec<EditionRow<'p>>,
}

#[derive(Serialize)]
struct Article {
    law: String,
    article: String,
}

#[derive(Serialize)]
struct EditionRow<'p> {
    edition: &'p str,
    cite: &'p str,
    from: String,
    signed_until: Option<String>,
    counts_until: Option<String>,
    modules: Vec<ModuleRow<'p>>,
}

#[derive(Serialize)]
struct ModuleRow<'p> {
    module: Option<u8>,
    exporter: &'static str,
    importer: &'static str,
    annexes: &'p [String],
    assessment: &'static str,
}

impl<'p> Written<'p> {
    fn of(page: &'p KindPage<'_>) -> Self {
        let regimes = of_regimes(page).map(|(regime, kind)| Regimes {
            regime: &regime.id,
            name: &kind.name,
            class: class(kind.class),
            belongs_to: kind.regime.as_deref(),
            from: kind.from.map(|it| it.to_string()),
            articles: articles(regime, kind).into_iter().map(|(law, article)| Article { law, article }).collect(),
            schemes: kind.schemes.iter().flatten().map(|it| it.name.as_str()).collect(),
            editions: regime.editions.iter().filter(|it| it.kind == page.word).map(edition_row).collect(),
        });
        Self {
            schema: json::SCHEMA,
            what: "kind",
            kind: page.word,
            regimes: regimes.collect(),
            asked: &page.asked,
            rules: page.rules.iter().map(|it| it.name()).collect(),
            also: page.also.as_deref(),
        }
    }
}

fn edition_row(edition: &Edition) -> EditionRow<'_> {
    let modules = edition.pairs.iter().map(|it| ModuleRow {
        module: it.module,
        exporter: it.exporter.word(),
        importer: it.importer.word(),
        annexes: &it.annexes,
        assessment: match it.assessment {
            Asked::Always => "always",
            Asked::IfCombined => "if-combined",
            Asked::Never => "never",
        },
    });
    EditionRow {
        edition: &edition.id,
        cite: &edition.cite,
        from: edition.from.to_string(),
        signed_until: edition.signed_until.map(|it| it.to_string()),
        counts_until: edition.counts_until.map(|it| it.to_string()),
        modules: modules.collect(),
    }
}
