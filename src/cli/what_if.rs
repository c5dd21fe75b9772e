//! `what-if`: an inventory against itself under another law or in another world. Reads what is to be otherwise, and judges
//! nothing itself.

use crate::{
    assess::{Change, Difference, changed_inventory, changed_law},
    inventory::{Inventory, MechanismId, OrganizationId, SystemId, words::Kind},
    law::{Class, Day, Destination, Law, PlaceKind},
    output::{Comparison, Purpose, Side},
    source::{self, Inputs, Reading},
    text::{Files, Problem, Problems, clean, closest},
};

use super::{
    Env, Manner, Stop, USAGE,
    args::{Common, WhatIfArgs},
    check,
    compare::{self, HEADLINE},
    flags, remark,
    settings::Settings,
    words,
};

/// Runs the command.
pub(super) fn run(env: &mut Env<'_>, args: &WhatIfArgs, manner: &mut Manner) -> Result<u8, Stop> {
    let common = &args.comparing.common;
    let is_other_day = !asks_change(args);
    if is_other_day && common.as_of.is_none() {
        let problem = Problem::nowhere("nothing is to be changed");
        let help = "say what is to be otherwise: --without, --expire, --add-decision, --move, --drop, or another day with --as-of";
        return Err(Stop::usage(HEADLINE, problem.help(help)));
    }
    let (settings, law) = flags::of_comparison(env, &args.comparing, common, manner)?;
    if settings.verbose.value {
        let text = settings.origins();
        remark(env, &text);
    }
    let request = check::request(env, &args.paths, false, &settings)?;
    let reading = source::read(&request, &law).map_err(|it| compare::unread(*it))?;
    if is_other_day {
        // Against the day on which this would be judged if nobody had named one.
        let plain = Common { as_of: None, ..common.clone() };
        let (before, _) = flags::of_comparison(env, &args.comparing, &plain, manner)?;
        let days = (before.as_of.value, settings.as_of.value);
        let said = vec![format!("as of {} in place of {}", days.1, days.0)];
        return finish(env, &settings, &reading, (&law, &law), &reading.inventory, days, &said);
    }
    let wish = Wish::read(args, &law, &reading.inventory, &settings)?;
    let law_after = changed_law(&law, &wish.changes);
    let inventory_after = changed_inventory(&reading.inventory, &wish.changes);
    let days = (wish.day, wish.day);
    finish(env, &settings, &reading, (&law, &law_after), &inventory_after, days, &wish.said)
}

fn asks_change(args: &WhatIfArgs) -> bool {
    [&args.without, &args.expire, &args.add_decision, &args.moves, &args.drop].iter().any(|it| !it.is_empty())
}

#[allow(clippy::too_many_arguments, reason = "both sides of a comparison, each with its law, world and day")]
fn finish(
    env: &mut Env<'_>,
    settings: &Settings,
    reading: &Reading,
    laws: (&Law, &Law),
    inventory_after: &Inventory,
    days: (Day, Day),
    said: &[String],
) -> Result<u8, Stop> {
    let before =
        compare::judged(&reading.inventory, laws.0, days.0, settings).map_err(|it| check::nothing(it, settings))?;
    // Where the change leaves nothing to judge, every transfer is gone.
    let after = compare::judged(inventory_after, laws.1, days.1, settings).ok();
    let difference = Difference::between(Some(&before), after.as_ref());
    let comparison = Comparison {
        purpose: Purpose::WhatIf,
        before: Side { assessment: Some(&before), files: &reading.files, label: "as it is" },
        after: Side { assessment: after.as_ref(), files: &reading.files, label: "what if" },
        difference: &difference,
        said,
        law: laws.0,
        day: days.1,
        gate: settings.fail_on.value,
    };
    compare::finish(env, settings, &Inputs::of(reading), &comparison)
}

/// What is to be otherwise, and the day on which both sides are judged.
struct Wish {
    changes: Vec<Change>,
    said: Vec<String>,
    day: Day,
}

/// What a name can mean.
enum Meant {
    Decision(crate::law::DecisionId),
    Edition(String),
    Kind(Kind),
    Mechanism(MechanismId),
}

impl Wish {
    /// Everything that is asked for; all that is not understood is told at once.
    fn read(args: &WhatIfArgs, law: &Law, inventory: &Inventory, settings: &Settings) -> Result<Self, Stop> {
        let names = Names { law, inventory };
        let mut problems = Problems::new();
        let mut ends: Vec<(Vec<Meant>, Option<Day>)> = Vec::new();
        let mut not_renewed = Vec::new();
        for word in &args.without {
            match names.meant("--without", word) {
                Ok(meant) => ends.push((meant, None)),
                Err(problem) => problems.push(problem),
            }
        }
        for word in &args.expire {
            let (name, day) = word.rsplit_once('=').map_or((None, word.as_str()), |(name, day)| (Some(name), day));
            let day = words::day_of("--expire", day, law);
            match (name.map(|it| names.meant("--expire", it)), day) {
                (None, Ok(day)) => not_renewed.push(day),
                (Some(Ok(meant)), Ok(day)) => ends.push((meant, Some(day))),
                (meant, day) => {
                    problems.extend(meant.and_then(Result::err));
                    problems.extend(day.err());
                }
            }
        }
        let day = day(args, settings, ends.iter().filter_map(|(_, it)| *it).max(), &mut problems);
        let mut wish = Self { changes: Vec::new(), said: Vec::new(), day };
        for (meant, last) in ends {
            wish.end(&names, meant, last);
        }
        for by in not_renewed {
            wish.changes.push(Change::NotRenewed { by, day });
            wish.said.push(format!("nothing is renewed that has an end by {by}"));
        }
        for word in &args.add_decision {
            match names.destination(word) {
                Ok((place, name)) => {
                    wish.changes.push(Change::DecisionAdded(place, day));
                    wish.said.push(format!("with an adequacy decision for {name}"));
                }
                Err(problem) => problems.push(problem),
            }
        }
        for word in &args.moves {
            wish.relocate(&names, word).unwrap_or_else(|it| problems.push(it));
        }
        for word in &args.drop {
            match names.organization(word) {
                Ok(id) => {
                    wish.changes.push(Change::Dropped(id));
                    wish.said.push(format!("without the organization `{}`", clean(word)));
                }
                Err(problem) => problems.push(problem),
            }
        }
        if problems.is_empty() {
            return Ok(wish);
        }
        Err(Stop { code: USAGE, headline: HEADLINE, problems, files: Files::default() })
    }

    /// Lets everything of one name end, at once or after a day.
    fn end(&mut self, names: &Names<'_>, meant: Vec<Meant>, last: Option<Day>) {
        let from = last.and_then(|it| it.tomorrow().ok()).unwrap_or(self.day);
        let in_force = |it: &Meant| !matches!(it, Meant::Decision(id) if !names.law.decision(*id).in_force(from));
        let any_in_force = meant.iter().any(in_force);
        for it in meant {
            // Of decisions that share a name, those of other days need no word.
            let idle = if in_force(&it) { String::new() } else { format!(", which is not in force on {from} anyway") };
            if !idle.is_empty() && any_in_force {
                continue;
            }
            let (change, name) = match it {
                Meant::Decision(id) => {
                    let decision = names.law.decision(id);
                    let name = format!("{} (`{}`)", decision.label(), decision.id);
                    (Change::DecisionGone(id, from), name)
                }
                Meant::Edition(id) => {
                    let name = format!("the clauses {id}");
                    (Change::EditionGone(id, from), name)
                }
                Meant::Kind(kind) => {
                    let name = names.law.regimes.iter().find_map(|it| it.mechanism(kind.word()));
                    let name = format!("any {}", name.map_or(kind.word(), |it| it.label()));
                    (Change::KindGone(kind, from), name)
                }
                Meant::Mechanism(id) => {
                    let name = format!("the mechanism `{}`", names.inventory.mechanism(id).id);
                    (Change::MechanismGone(id), name)
                }
            };
            self.changes.push(change);
            let said = last.map_or_else(|| format!("without {name}"), |last| format!("without {name} after {last}"));
            self.said.push(clean(&format!("{said}{idle}")).into_owned());
        }
    }

    fn relocate(&mut self, names: &Names<'_>, word: &str) -> Result<(), Problem> {
        let Some((system, place)) = word.split_once('=') else {
            let problem = Problem::nowhere(format!("`--move`: `{}` names no place", clean(word)));
            return Err(problem.help("write `SYSTEM=PLACE`, such as `mail=aws:eu-central-1`"));
        };
        let id = names.system(system)?;
        let resolved = names.law.places.resolve(place);
        let resolved = resolved.map_err(|it| Problem::nowhere(format!("`--move`: {}", it.message)).help(it.help))?;
        self.changes.push(Change::Moved(id, resolved));
        self.said.push(clean(&format!("with `{system}` in {place}")).into_owned());
        Ok(())
    }
}

/// The day on which both sides are judged: the day after the last one on which something named ends, where that is later.
fn day(args: &WhatIfArgs, settings: &Settings, last: Option<Day>, problems: &mut Problems) -> Day {
    let as_of = settings.as_of.value;
    let after = last.and_then(|it| it.tomorrow().ok());
    match after {
        Some(after) if after > as_of && args.comparing.common.as_of.is_some() => {
            let message = format!("`--expire`: what ends after {} still stands on {as_of}", last.unwrap_or(as_of));
            problems
                .push(Problem::nowhere(message).help(format!("leave `--as-of` out, or name {after} or a later day")));
            as_of
        }
        Some(after) => after.max(as_of),
        None => as_of,
    }
}

/// Where names are looked up.
struct Names<'a> {
    law: &'a Law,
    inventory: &'a Inventory,
}

impl Names<'_> {
    /// What a name means: decisions, then clauses, then kinds, then mechanisms of the inventory.
    fn meant(&self, flag: &str, word: &str) -> Result<Vec<Meant>, Problem> {
        let decisions =
            self.law.regimes.iter().flat_map(|it| self.law.decisions_named(&it.id, word)).collect::<Vec<_>>();
        if !decisions.is_empty() {
            return Ok(decisions.into_iter().map(Meant::Decision).collect());
        }
        let plain = word.trim();
        if let Some(edition) = self.law.regimes.iter().flat_map(|it| &it.editions).find(|it| it.id == plain) {
            return Ok(vec![Meant::Edition(edition.id.clone())]);
        }
        let kind = Kind::of(plain);
        let class = |kind: Kind| self.law.regimes.iter().find_map(|it| it.mechanism(kind.word())).map(|it| it.class);
        match kind.map(|it| (it, class(it))) {
            Some((_, Some(Class::Adequacy))) => {
                let of_regimes = self.law.decisions().filter(|(_, it)| self.law.regime(&it.regime).is_some());
                return Ok(of_regimes.map(|(id, _)| Meant::Decision(id)).collect());
            }
            Some((kind, Some(Class::Safeguard | Class::Derogation))) => return Ok(vec![Meant::Kind(kind)]),
            _ => {}
        }
        let mechanisms = self.inventory.mechanisms.iter();
        let mut named = mechanisms.enumerate().filter(|(_, it)| !it.id.is_empty());
        if let Some((at, _)) = named.find(|(_, it)| it.id == word) {
            return Ok(vec![Meant::Mechanism(MechanismId::at(at))]);
        }
        let message = format!("`{flag}`: `{}` is no decision, no clauses, no kind and no mechanism here", clean(word));
        Err(near(Problem::nowhere(message), word, self.all().into_iter()).unwrap_or_else(|it| {
            it.help("decisions go by their number or id (`transborder place US`), mechanisms by their id, kinds as under `via`")
        }))
    }

    /// Every name that can be taken away.
    fn all(&self) -> Vec<&str> {
        let decisions = self.law.decisions().filter(|(_, it)| self.law.regime(&it.regime).is_some());
        let mut all = Vec::new();
        for (_, it) in decisions {
            all.extend([it.id.as_str(), it.number.as_str()]);
            all.extend(it.aliases.iter().map(String::as_str));
        }
        all.extend(self.law.regimes.iter().flat_map(|it| &it.editions).map(|it| it.id.as_str()));
        let kinds = self.law.regimes.iter().flat_map(|it| &it.mechanisms);
        let kinds = kinds.filter(|it| matches!(it.class, Class::Adequacy | Class::Safeguard | Class::Derogation));
        all.extend(kinds.map(|it| it.kind.as_str()));
        all.extend(self.inventory.mechanisms.iter().map(|it| it.id.as_str()).filter(|it| !it.is_empty()));
        all
    }

    fn destination(&self, word: &str) -> Result<(Destination, String), Problem> {
        let place = self.law.places.resolve(word);
        let place = place.map_err(|it| Problem::nowhere(format!("`--add-decision`: {}", it.message)).help(it.help))?;
        match place.kind {
            PlaceKind::Countries(countries) if place.region.is_none() => match countries.as_slice() {
                [country] => Ok((Destination::Country(*country), self.law.places.name_in_sentence(*country))),
                _ => Err(no_one_place(word)),
            },
            PlaceKind::Body(body) => Ok((Destination::Body(body), self.law.places.body_info(body).name.clone())),
            _ => Err(no_one_place(word)),
        }
    }

    fn system(&self, word: &str) -> Result<SystemId, Problem> {
        let systems = &self.inventory.systems;
        match systems.iter().position(|it| it.id == word) {
            Some(at) => Ok(SystemId::at(at)),
            None => Err(undefined("--move", "system", word, systems.iter().map(|it| it.id.as_str()))),
        }
    }

    fn organization(&self, word: &str) -> Result<OrganizationId, Problem> {
        let all = &self.inventory.organizations;
        match all.iter().position(|it| it.id == word) {
            Some(at) => Ok(OrganizationId::at(at)),
            None => Err(undefined("--drop", "organization", word, all.iter().map(|it| it.id.as_str()))),
        }
    }
}

fn no_one_place(word: &str) -> Problem {
    Problem::nowhere(format!(
        "`--add-decision`: `{}` is neither one country nor an international organization",
        clean(word)
    ))
    .help("a decision is about one of them, such as `Kenya`; several are added one by one")
}

fn undefined<'a>(flag: &str, what: &str, word: &str, all: impl Iterator<Item = &'a str> + Clone) -> Problem {
    let problem = Problem::nowhere(format!("`{flag}`: the inventory has no {what} `{}`", clean(word)));
    near(problem, word, all).unwrap_or_else(|it| it)
}

/// The problem with the word that was probably meant; as it was where none is near.
fn near<'a>(problem: Problem, word: &str, all: impl Iterator<Item = &'a str>) -> Result<Problem, Problem> {
    match closest(word, all) {
        Some(near) => Ok(problem.help(format!("did you mean `{}`?", clean(near)))),
        None => Err(problem),
    }
}
