//! A place in full: what each law makes of it on the day, every decision on it with its conditions, the rules that it
//! touches. Shows what it is given.

use serde::Serialize;
use serde_json::Value;

use super::super::{
    Look, json,
    law::{self, LawInfo},
};
use super::{
    Manner,
    blocks::{self, Block},
};
use crate::law::{Day, Decision, Law, Rule};

/// A place and what was found out of it.
pub struct PlacePage<'p> {
    /// The law that was asked.
    pub law: &'p Law,
    /// The day as of which it was asked.
    pub day: Day,
    /// What people call it.
    pub name: String,
    /// What `transborder place` says of it, once for each regime: as text and as a value.
    pub said: Vec<(String, Value)>,
    /// Every decision on it, of all days.
    pub decisions: Vec<DecisionPage<'p>>,
    /// Rules that it touches, each with why.
    pub rules: Vec<(Rule, String)>,
    /// What else the same word means, in a sentence.
    pub also: Option<String>,
}

/// A decision and its conditions in words.
pub struct DecisionPage<'p> {
    /// The decision.
    pub decision: &'p Decision,
    /// What it asks for and leaves out.
    pub conditions: Vec<String>,
    /// Whether it can be relied upon on the day.
    pub in_force: bool,
}

/// Shows a place.
#[must_use]
pub fn place(page: &PlacePage<'_>, manner: Manner, look: &Look) -> String {
    match manner {
        Manner::Json => super::super::written(&Written::of(page)),
        Manner::Text => blocks::as_text(&blocks_of(page), look),
        Manner::Markdown => blocks::as_markdown(&blocks_of(page), 2),
    }
}

fn blocks_of(page: &PlacePage<'_>) -> Vec<Block> {
    let mut all = vec![Block::Title(page.name.clone())];
    all.extend(page.also.as_ref().map(|it| Block::text(it.clone())));
    all.extend(page.said.iter().map(|(text, _)| Block::code("text", text)));
    for it in &page.decisions {
        let decision = it.decision;
        let state = if it.in_force { "in force that day" } else { "not in force that day" };
        all.push(Block::heading(&format!("{} (regime {}): {state}", decision.label(), decision.regime)));
        let mut lines = vec![decision.covers.clone()];
        let until = decision.until.map_or(String::new(), |it| format!(", ends before {it}"));
        lines.push(format!("since {}{until}", decision.from));
        lines.extend(decision.ended.as_ref().map(|it| format!("ended by {}", it.by)));
        lines.extend(it.conditions.iter().map(|it| format!("condition: {it}")));
        lines.extend(decision.challenges.iter().map(|it| format!("contested since {}: {}", it.from, it.text)));
        if !decision.notes.is_empty() {
            lines.push(decision.notes.clone());
        }
        if !decision.aliases.is_empty() {
            lines.push(format!("also called {}", decision.aliases.join(", ")));
        }
        all.push(Block::Items(lines.into_iter().filter(|it| !it.is_empty()).collect()));
    }
    if !page.rules.is_empty() {
        all.push(Block::heading("Rules that it touches"));
        all.push(Block::Pairs(page.rules.iter().map(|(rule, why)| (rule.name().to_owned(), why.clone())).collect()));
    }
    let lines = law::notes(page.law, page.day, false);
    if !lines.is_empty() {
        all.extend([Block::heading("The legal data"), Block::Items(lines)]);
    }
    all
}

#[derive(Serialize)]
struct Written<'p> {
    schema: u32,
    what: &'static str,
    name: &'p str,
    as_of: String,
    law_reviewed: String,
    legal_data: LawInfo<'p>,
    places: Vec<&'p Value>,
    decisions: Vec<DecisionRow<'p>>,
    rules: Vec<RuleRow<'p>>,
    also: Option<&'p str>,
}

#[derive(Serialize)]
struct DecisionRow<'p> {
    number: &'p str,
    regime: &'p str,
    from: String,
    until: Option<String>,
    in_force: bool,
    covers: &'p str,
    conditions: &'p [String],
    ended_by: Option<&'p str>,
    challenges: Vec<&'p str>,
    notes: &'p str,
    aliases: &'p [String],
    sources: &'p [String],
}

#[derive(Serialize)]
struct RuleRow<'p> {
    rule: &'static str,
    why: &'p str,
}

impl<'p> Written<'p> {
    fn of(page: &'p PlacePage<'_>) -> Self {
        let decisions = page.decisions.iter().map(|it| DecisionRow {
            number: &it.decision.number,
            regime: &it.decision.regime,
            from: it.decision.from.to_string(),
            until: it.decision.until.map(|it| it.to_string()),
            in_force: it.in_force,
            covers: &it.decision.covers,
            conditions: &it.conditions,
            ended_by: it.decision.ended.as_ref().map(|it| it.by.as_str()),
            challenges: it.decision.challenges.iter().map(|it| it.text.as_str()).collect(),
            notes: &it.decision.notes,
            aliases: &it.decision.aliases,
            sources: &it.decision.sources,
        });
        Self {
            schema: json::SCHEMA,
            what: "place",
            name: &page.name,
            as_of: page.day.to_string(),
            law_reviewed: page.law.reviewed.to_string(),
            legal_data: LawInfo::of(page.law, page.day),
            places: page.said.iter().map(|(_, value)| value).collect(),
            decisions: decisions.collect(),
            rules: page.rules.iter().map(|(rule, why)| RuleRow { rule: rule.name(), why }).collect(),
            also: page.also.as_deref(),
        }
    }
}
