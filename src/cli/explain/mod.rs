//! `explain`: a rule, a finding, a place or a kind of mechanism in full. Finds out what a word means, asks the library,
//! writes; judges nothing itself.

mod example;
mod finding;
mod lookup;

use std::{cell::RefCell, io::Write};

use crate::{
    assess::{Profile, Question, Status, assess},
    law::{Example, Law, PlaceKind, RegimeId, Rule, Subject},
    output::{
        Look,
        explain::{self, Counted, KindPage, Manner as Writing, RulePage},
    },
    source::{self, FailureKind, Inputs},
    text::{Files, Problem, Problems, clean, closest},
};

use super::{Env, FINE, INPUT, Manner, Stop, args::ExplainArgs, check, flags, law, next, remark, settings::Settings};

const HEADLINE: &str = "nothing was explained";

/// Digits of a fingerprint that are enough to look for it.
const MIN_DIGITS: usize = 4;

/// Runs the command.
pub(super) fn run(env: &mut Env<'_>, args: &ExplainArgs, manner: &mut Manner) -> Result<u8, Stop> {
    let (settings, own) = flags::of_explain(env, args, manner)?;
    if settings.verbose.value {
        let text = settings.origins();
        remark(env, &text);
    }
    let terminal = Look {
        color: settings.color.value.on(env.terminal.color),
        unicode: env.terminal.unicode,
        width: env.terminal.width,
        ..Look::default()
    };
    let regimes = settings.regimes.value.iter().filter_map(|it| own.regime_id(it)).collect();
    let writing = Writing::of(settings.format.value);
    let inputs = RefCell::default();
    let mut run =
        Run { args, settings: &settings, law: &own, regimes, inputs, writing, look: terminal, is_first: true };
    let text = run.text(env)?;
    run.is_first = false;
    let mut files = Vec::new();
    for target in &settings.outputs.value {
        (run.writing, run.look) = (Writing::of(target.format), check::in_file(&terminal));
        files.push(run.text(env)?);
    }
    let inputs = run.inputs.take();
    let to_file = |at: usize, out: &mut dyn Write| files.get(at).map_or(Ok(()), |it| out.write_all(it.as_bytes()));
    check::put(env, &settings, &inputs, &to_file, &|out| out.write_all(text.as_bytes()))?;
    Ok(FINE)
}

/// A rule with its examples and nothing else.
fn page<'p>(law: &'p Law, rule: Rule, judged: &example::Judged<'p>) -> RulePage<'p> {
    RulePage { law, rule, fires: judged.fires, mended: judged.mended, counted: None, chosen: None, also: None }
}

/// The law without levels and thresholds that somebody chose: those are for inventories, not for examples.
fn plain(env: &Env<'_>, settings: &Settings) -> Law {
    let (mut files, mut problems) = (Files::default(), Problems::new());
    let folder = settings.law.as_ref();
    // What does not fit was told when the settings were read.
    let laid = folder.and_then(|it| {
        let folder = law::Folder { path: &it.value, asked: &it.from, span: None };
        law::with(&env.cwd, &folder, &mut files, &mut problems)
    });
    laid.unwrap_or_else(law::embedded)
}

/// What an answer is made from.
struct Run<'r> {
    args: &'r ExplainArgs,
    settings: &'r Settings,
    law: &'r Law,
    regimes: Vec<RegimeId>,
    writing: Writing,
    look: Look,
    /// The files of the inventory, where it was read.
    inputs: RefCell<Inputs>,
    /// Whether nothing was remarked yet.
    is_first: bool,
}

impl Run<'_> {
    fn text(&self, env: &mut Env<'_>) -> Result<String, Stop> {
        let Some(word) = self.args.what.as_deref() else {
            let plain = plain(env, self.settings);
            return Ok(explain::catalogue(&plain, self.writing, &self.look, &mut |rule, show| {
                example::judged(&plain, rule, &mut |it| show(&page(&plain, rule, &it)));
            }));
        };
        self.word(env, word)
    }

    /// Remarks once, however often the answer is written.
    fn remark(&self, env: &mut Env<'_>, text: &str) {
        if self.is_first {
            remark(env, text);
        }
    }

    /// What a word means: a rule, else a kind, a place, a fingerprint.
    fn word(&self, env: &mut Env<'_>, word: &str) -> Result<String, Stop> {
        let is_kind = self.law.regimes.iter().any(|it| it.mechanism(word).is_some());
        let place = self.law.places.resolve(word);
        if let Some(rule) = Rule::from_name(word) {
            return self.rule(env, rule, also(is_kind, place.is_ok()).as_deref());
        }
        if is_kind {
            let day = self.settings.as_of.value;
            let (asked, rules) = lookup::of_kind(self.law, word, day);
            let page = KindPage { word, law: self.law, asked, rules, also: also(false, place.is_ok()) };
            return Ok(explain::kind(&page, self.writing, &self.look));
        }
        let misplaced = match place {
            Ok(place) if matches!(place.kind, PlaceKind::World | PlaceKind::ThirdCountry | PlaceKind::Unknown) => {
                let problem =
                    Problem::nowhere(format!("`{}` is no country, so the law says nothing of it", clean(word)));
                return Err(Stop::usage(HEADLINE, problem.help("name a country, a bloc or an organization")));
            }
            Ok(place) => {
                let page = lookup::place(self.law, self.settings.as_of.value, &place, word);
                return Ok(explain::place(&page, self.writing, &self.look));
            }
            Err(misplaced) => misplaced,
        };
        if word.bytes().all(|it| it.is_ascii_hexdigit()) && !word.is_empty() {
            if word.len() < MIN_DIGITS {
                let problem = Problem::nowhere(format!("`{word}` is too short for a fingerprint"));
                return Err(Stop::usage(HEADLINE, problem.help(format!("give at least {MIN_DIGITS} of its digits"))));
            }
            if self.writing == Writing::Markdown {
                let problem = Problem::nowhere("a finding is explained as text or JSON");
                return Err(Stop::usage(HEADLINE, problem.help("choose one of them with `--format` and `-o`")));
            }
            return finding::explained(self, env, word);
        }
        Err(Stop::usage(HEADLINE, self.unknown(env, word, &misplaced.help)))
    }

    fn rule(&self, env: &mut Env<'_>, rule: Rule, also: Option<&str>) -> Result<String, Stop> {
        let counted = self.counted(env, rule)?;
        let (plain, mut text) = (plain(env, self.settings), String::new());
        example::judged(&plain, rule, &mut |it| {
            let chosen = self.law.levels.get(&rule);
            let page = RulePage { counted, chosen, also: also.map(str::to_owned), ..page(&plain, rule, &it) };
            text = explain::rule(&page, self.writing, &self.look);
        });
        Ok(text)
    }

    /// How often a rule fires in the inventory; `None` where no path is given and none is near.
    fn counted(&self, env: &mut Env<'_>, rule: Rule) -> Result<Option<Counted>, Stop> {
        let is_asked = !self.args.paths.is_empty();
        let request = check::request(env, &self.args.paths, false, self.settings)?;
        let reading = match source::read(&request, self.law) {
            Ok(reading) => reading,
            Err(failure) if is_asked => return Err(broken(*failure)),
            Err(failure) => {
                if failure.kind == FailureKind::Broken {
                    self.remark(env, "the inventory here cannot be read; `transborder check` says why\n");
                }
                return Ok(None);
            }
        };
        self.inputs.replace(Inputs::of(&reading));
        match assess(&reading.inventory, self.law, self.question()) {
            Ok(assessment) => {
                let own = assessment.findings.iter().filter(|it| it.rule == rule);
                let (active, waived) = own.partition::<Vec<_>, _>(|it| it.status == Status::Active);
                Ok(Some(Counted { findings: active.len(), waived: waived.len() }))
            }
            Err(why) if is_asked => Err(check::nothing(why, self.settings)),
            Err(_) => Ok(None),
        }
    }

    fn question(&self) -> Question<'_> {
        let Settings { as_of, profile, .. } = self.settings;
        Question { day: as_of.value, profile: profile.value, regimes: &self.regimes }
    }

    fn unknown(&self, env: &Env<'_>, word: &str, place_help: &str) -> Problem {
        let problem = Problem::nowhere(format!("`{}` is no rule, finding, place or kind of mechanism", clean(word)));
        if env.cwd.join(word).exists() {
            return problem.help("a path comes after what is to be explained: `transborder explain RULE PATH`");
        }
        let kinds = self.law.regimes.iter().flat_map(|it| &it.mechanisms).map(|it| it.kind.as_str());
        let edition = self.law.regimes.iter().find_map(|it| it.edition(word));
        if let Some(edition) = edition {
            return problem.help(format!("it is an edition of `{0}`: `transborder explain {0}`", edition.kind));
        }
        // Case makes no other kind.
        let lower = word.to_lowercase();
        if self.law.regimes.iter().any(|it| it.mechanism(&lower).is_some()) {
            return problem.help(format!("did you mean `{lower}`?"));
        }
        if let Some(place) = self.decision(word) {
            return problem.help(format!("it is a decision: `transborder explain {place}` tells what it covers"));
        }
        match closest(word, Rule::ALL.iter().map(|it| it.name()).chain(kinds)) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None if place_help.contains("did you mean") => problem.help(place_help),
            None => {
                problem.help("`transborder explain` lists rules and kinds; a fingerprint is the `id` below a finding")
            }
        }
    }
}

impl Run<'_> {
    /// The place that a decision is about.
    fn decision(&self, word: &str) -> Option<String> {
        let mut named = self.law.regimes.iter().flat_map(|it| self.law.decisions_named(&it.id, word));
        let decision = named.next().map(|it| self.law.decision(it))?;
        let places = &self.law.places;
        Some(match &decision.subject {
            Subject::Country(country) => country.code().to_owned(),
            Subject::Body(body) => next::path(&places.body_info(*body).short),
            Subject::Group(bloc) => next::path(&places.bloc(*bloc).short),
        })
    }
}

/// What else a word means.
fn also(is_kind: bool, is_place: bool) -> Option<String> {
    let others = [(is_kind, "a kind of mechanism"), (is_place, "a place")];
    let others = others.iter().filter(|(is, _)| *is).map(|(_, what)| *what).collect::<Vec<_>>();
    (!others.is_empty()).then(|| format!("The same word is also {}.", others.join(" and ")))
}

fn broken(failure: source::Failure) -> Stop {
    Stop { code: INPUT, headline: HEADLINE, problems: failure.problems, files: failure.files }
}

/// The profile of an example.
fn profile_of(example: &Example) -> Profile {
    example.profile.as_deref().and_then(Profile::of_word).unwrap_or_default()
}
