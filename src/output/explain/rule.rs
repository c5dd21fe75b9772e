//! A rule in full: level, reasons, an example with what the program says of it, the same mended, the law.
//! Shows what it is given, and judges no example.

use serde::Serialize;

use super::super::{Frame, Look, json, names, text::finding};
use super::{
    Manner,
    blocks::{self, Block},
    difference::difference,
};
use crate::{
    law::{Chosen, Example, Law, Rule, in_general},
    text::clean,
};

/// A rule and what was made ready to show of it.
pub struct RulePage<'p> {
    /// The law whose text of it is shown.
    pub law: &'p Law,
    /// The rule.
    pub rule: Rule,
    /// An example that fires, judged; `None` where there is none.
    pub fires: Option<(&'p Example, &'p Frame<'p>)>,
    /// The example most like it that does not fire.
    pub mended: Option<&'p Example>,
    /// How often it fires in an inventory; `None` where there is none near.
    pub counted: Option<Counted>,
    /// The level that somebody chose for it.
    pub chosen: Option<&'p Chosen>,
    /// What else the same word means, in a sentence.
    pub also: Option<String>,
}

/// How often a rule fires in an inventory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// Findings that count.
    pub findings: usize,
    /// Findings that a person accepted.
    pub waived: usize,
}

/// Shows a rule.
#[must_use]
pub fn rule(page: &RulePage<'_>, manner: Manner, look: &Look) -> String {
    match manner {
        Manner::Json => super::super::written(&Written::of(page)),
        Manner::Text => blocks::as_text(&blocks_of(page, look), look),
        Manner::Markdown => blocks::as_markdown(&blocks_of(page, &super::plain()), 3),
    }
}

/// The level of a rule: by default, and under `strict` where that differs.
pub(super) fn level(rule: Rule) -> String {
    let (default, strict) = (rule.level().word(), rule.strict_level().word());
    let mark = if rule.kills() { " †" } else { "" };
    if default == strict { format!("{default}{mark}") } else { format!("{default} / {strict}{mark}") }
}

pub(super) fn blocks_of(page: &RulePage<'_>, look: &Look) -> Vec<Block> {
    let (rule, text) = (page.rule, page.law.rule(page.rule));
    let mut all = vec![
        Block::Anchor(rule.name().to_owned()),
        Block::Title(format!("{}: {}", rule.name(), text.title)),
        Block::text(levels(rule)),
        Block::text(text.summary.clone()),
    ];
    all.extend(page.also.as_ref().map(|it| Block::text(it.clone())));
    all.extend(page.chosen.map(|it| {
        let reason = it.reason.as_deref().unwrap_or("no reason given");
        Block::text(format!("Set to `{}` here: {reason} ({})", it.shown.word(), it.from))
    }));
    let mut section = |name: &str, text: &str| {
        if !text.trim().is_empty() {
            all.extend([Block::heading(name), Block::text(text)]);
        }
    };
    section("When it fires", &text.explanation);
    section("Why", &text.why);
    section("What a reviewer asks", &in_general(&text.check));
    section("What to do", &in_general(&text.fix));
    if let Some((example, frame)) = &page.fires {
        all.push(Block::heading(&format!("It fires: {}", example.title)));
        all.push(Block::text(judged(example)));
        all.push(Block::code("toml", &example.inventory));
        all.extend(drawn(rule, frame, look).map(|it| Block::Code("text", it)));
    }
    if let Some(mended) = page.mended {
        all.push(Block::heading(&format!("It does not: {}", mended.title)));
        all.push(Block::text(judged(mended)));
        let before = page.fires.map_or("", |(it, _)| it.inventory.as_str());
        all.push(match difference(before, &mended.inventory) {
            Some(same) if same.is_empty() => Block::text("The same inventory."),
            Some(changes) => Block::code("diff", &changes),
            None => Block::code("toml", &mended.inventory),
        });
    }
    if text.waivable {
        all.extend([Block::heading("When it may be waived in good faith"), Block::text(&*text.false_positives)]);
    } else {
        all.extend([Block::heading("It cannot be waived"), Block::text(&*text.false_positives)]);
    }
    all.push(Block::heading("Law"));
    let mut law = text.law.clone();
    law.extend(text.law_directive.iter().map(|it| format!("before the GDPR: {it}")));
    law.extend(text.law_institutions.iter().map(|it| format!("institutions of the Union: {it}")));
    law.extend(text.since.map(|it| format!("asked since {it}")));
    all.push(Block::Items(law));
    if let Some(counted) = page.counted {
        all.push(Block::heading("In this inventory"));
        all.push(Block::text(format!(
            "{}, {} waived",
            names::count(counted.findings, "finding", "findings"),
            counted.waived
        )));
    }
    all
}

/// What a rule weighs, in a sentence.
fn levels(rule: Rule) -> String {
    let (default, strict) = (rule.level().word(), rule.strict_level().word());
    let under = if default == strict { "also under `strict`".to_owned() } else { format!("`{strict}` under `strict`") };
    let kills = if rule.kills() { " † A mechanism of which it is true does not stand." } else { "" };
    format!("Family {}. Level `{default}`, {under}.{kills}", rule.family().name())
}

/// The day and the profile of an example.
fn judged(example: &Example) -> String {
    let profile = example.profile.as_deref().filter(|it| *it != "default");
    let profile = profile.map_or(String::new(), |it| format!(", profile `{it}`"));
    format!("Judged as of {}{profile}.", example.as_of)
}

/// The first finding of a rule, drawn.
fn drawn(rule: Rule, frame: &Frame<'_>, look: &Look) -> Option<String> {
    let found = frame.assessment.findings.iter().find(|it| it.rule == rule)?;
    let look = Look { width: look.width.saturating_sub(2), ..*look };
    Some(finding::draw_alone(frame, &look, found))
}

#[derive(Serialize)]
struct Written<'p> {
    schema: u32,
    what: &'static str,
    rule: &'static str,
    family: &'static str,
    level: &'static str,
    strict: &'static str,
    kills: bool,
    waivable: bool,
    since: Option<String>,
    title: &'p str,
    summary: &'p str,
    explanation: &'p str,
    why: &'p str,
    asks: String,
    fix: String,
    false_positives: &'p str,
    law: &'p [String],
    law_directive: &'p [String],
    law_institutions: &'p [String],
    fires: Option<Shown<'p>>,
    mended: Option<Shown<'p>>,
    set: Option<&'static str>,
    also: Option<String>,
    in_inventory: Option<Counted>,
}

#[derive(Serialize)]
struct Shown<'p> {
    title: &'p str,
    as_of: String,
    profile: &'p str,
    inventory: &'p str,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

impl<'p> Written<'p> {
    fn of(page: &'p RulePage<'_>) -> Self {
        let (rule, text) = (page.rule, page.law.rule(page.rule));
        let plain = super::plain();
        let fires = page.fires.as_ref().map(|(example, frame)| {
            let found = frame.assessment.findings.iter().find(|it| it.rule == rule);
            Shown {
                message: found.map(|it| clean(&frame.assessment.words(it).message).into_owned()),
                text: drawn(rule, frame, &plain),
                ..shown(example)
            }
        });
        Self {
            schema: json::SCHEMA,
            what: "rule",
            rule: rule.name(),
            family: rule.family().name(),
            level: rule.level().word(),
            strict: rule.strict_level().word(),
            kills: rule.kills(),
            waivable: text.waivable,
            since: text.since.map(|it| it.to_string()),
            title: &text.title,
            summary: &text.summary,
            explanation: &text.explanation,
            why: &text.why,
            asks: in_general(&text.check),
            fix: in_general(&text.fix),
            false_positives: &text.false_positives,
            law: &text.law,
            law_directive: &text.law_directive,
            law_institutions: &text.law_institutions,
            fires,
            mended: page.mended.map(shown),
            set: page.chosen.map(|it| it.shown.word()),
            also: page.also.clone(),
            in_inventory: page.counted,
        }
    }
}

fn shown(example: &Example) -> Shown<'_> {
    Shown {
        title: &example.title,
        as_of: example.as_of.to_string(),
        profile: example.profile.as_deref().unwrap_or("default"),
        inventory: &example.inventory,
        message: None,
        text: None,
    }
}
