//! `place`: what the law makes of a place on a day. Finds out which place and which laws are meant, and writes.

use crate::{
    law::{Place, PlaceKind},
    output::{Format, LawInfo, law_notes, place::Inquiry},
    source::Inputs,
    text::{Problem, clean},
};

use super::{Env, FINE, Manner, Stop, args::PlaceArgs, check, flags, remark};

const HEADLINE: &str = "nothing was looked up";

/// Runs the command.
pub(super) fn run(env: &mut Env<'_>, args: &PlaceArgs, manner: &mut Manner) -> Result<u8, Stop> {
    let (settings, law) = flags::of_place(env, args, manner)?;
    if settings.verbose.value {
        remark(env, &settings.origins_of_place());
    }
    let word = args.place.join(" ");
    let asked = &settings.regimes.value;
    let regimes = law.regimes.iter().filter(|it| asked.is_empty() || asked.contains(&it.id)).collect::<Vec<_>>();
    let place = law.places.resolve(&word).map_err(|it| {
        let alone = args.place.iter().filter(|_| args.place.len() > 1).find(|it| law.places.resolve(it).is_ok());
        let apart = law.places.apart(&word);
        let help = match apart.first().copied().or(alone.map(String::as_str)) {
            Some(first) => format!("look up one at a time, such as `transborder place {}`", clean(first)),
            None => it.help,
        };
        Stop::usage(HEADLINE, Problem::nowhere(it.message).help(help))
    })?;
    let inquiry = Inquiry { law: &law, regimes: &regimes, day: settings.as_of.value, place: &place };
    let Some(answer) = inquiry.answer(&word) else {
        return Err(Stop::usage(HEADLINE, no_country(&word, &place)));
    };
    let written = |format: Format| match format {
        Format::Json => answer.json(LawInfo::of(&law, settings.as_of.value)),
        _ => {
            let lines = law_notes(&law, settings.as_of.value, settings.verbose.value);
            answer.text() + &lines.iter().flat_map(|it| [it.as_str(), "\n"]).collect::<String>()
        }
    };
    check::show(env, &settings, &Inputs::default(), &|format, _, out| out.write_all(written(format).as_bytes()))?;
    Ok(FINE)
}

/// What is so of a place that is no country and no group of them.
fn no_country(word: &str, place: &Place) -> Problem {
    let word = clean(word);
    let (message, help) = match (&place.kind, &place.region) {
        (_, Some(_)) => (
            format!("`{word}` is a region without a place: its provider says of no country that data stay there"),
            "look up a region with a place, or the countries that the provider names for the service; an inventory with \
             this region is asked where the service is (`unbounded-place`)",
        ),
        (PlaceKind::World, _) => (
            format!("`{word}` is every country at once, and the law answers for one at a time"),
            "name a country, a cloud region in one, a bloc or an organization",
        ),
        (PlaceKind::ThirdCountry, _) => (
            format!(
                "`{word}` is a country outside that is not named: whether a decision covers it cannot be looked up"
            ),
            "name the country",
        ),
        _ => (
            format!("`{word}` names no place, so there is nothing to look up"),
            "name a country, a cloud region in one, a bloc or an organization",
        ),
    };
    Problem::nowhere(message).help(help)
}
