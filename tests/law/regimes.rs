//! Regimes: territory, editions, kinds of mechanisms, duties, each on its boundary days.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use jiff::civil::date;
use transborder::law::{Citations, Class, Country, Day, Law, Rule, Side};

fn law() -> Law {
    Law::embedded().unwrap()
}

fn country(law: &Law, code: &str) -> Country {
    law.places.country(code).unwrap()
}

#[test]
fn boundary_days_of_the_territory() {
    let law = law();
    let eu = law.regime("eu").unwrap();
    // The first day on which it is so, and whether it is so from then on.
    let source = |code: &str, day: Day, now: bool| {
        assert_eq!(eu.is_source(country(&law, code), day.yesterday().unwrap()), !now, "{code}, the day before {day}");
        assert_eq!(eu.is_source(country(&law, code), day), now, "{code} on {day}");
    };
    let destination = |code: &str, day: Day, now: bool| {
        let inside = |day| eu.is_destination_inside(country(&law, code), day);
        assert_eq!((inside(day.yesterday().unwrap()), inside(day)), (!now, now), "{code} on {day}");
    };
    for code in ["AT", "BE", "DE", "DK", "ES", "FI", "FR", "GR", "IE", "IT", "LU", "NL", "PT", "SE", "GB", "GI", "AX"] {
        source(code, date(1995, 10, 24), true);
        destination(code, date(1995, 10, 24), true);
    }
    for code in ["CY", "CZ", "EE", "HU", "LT", "LV", "MT", "PL", "SI", "SK"] {
        source(code, date(2004, 5, 1), true);
        destination(code, date(2004, 5, 1), true);
    }
    source("BG", date(2007, 1, 1), true);
    source("RO", date(2007, 1, 1), true);
    source("HR", date(2013, 7, 1), true);
    for code in ["IS", "LI", "NO"] {
        source(code, date(2000, 7, 1), true);
        destination(code, date(2000, 7, 1), true);
    }
    source("GB", date(2021, 1, 1), false);
    destination("GB", date(2021, 6, 28), false);
    source("GI", date(2021, 1, 1), false);
    destination("GI", date(2021, 1, 1), false);
    source("YT", date(2014, 1, 1), true);
    destination("BL", date(2012, 1, 1), false);
    for code in ["GP", "MQ", "GF", "RE", "MF"] {
        assert!(eu.is_destination_inside(country(&law, code), date(2026, 11, 23)), "{code}");
    }
    for code in [
        "CH", "GL", "FO", "NC", "PF", "PM", "WF", "TF", "AW", "CW", "SX", "BQ", "JE", "GG", "IM", "MC", "SM", "VA",
        "AD", "XK",
    ] {
        assert!(!eu.is_destination_inside(country(&law, code), date(2026, 11, 23)), "{code}");
    }
    let sj = country(&law, "SJ");
    assert!(
        eu.review(sj, date(2026, 1, 1)).is_some()
            && !eu.is_source(sj, date(2026, 1, 1))
            && !eu.is_destination_inside(sj, date(2026, 1, 1))
    );
}

#[test]
fn the_territory_is_the_bloc_of_the_places() {
    let law = law();
    let eu = law.regime("eu").unwrap();
    let bloc = law.places.bloc(law.places.bloc_named("EEA").unwrap());
    for day in
        [date(2000, 7, 1), date(2004, 4, 30), date(2004, 5, 1), date(2013, 7, 1), date(2020, 1, 31), date(2026, 11, 23)]
    {
        for member in bloc.members_on(day) {
            assert!(eu.is_destination_inside(member, day), "{} on {day}", member.code());
        }
    }
    assert_eq!(bloc.members_on(date(2026, 11, 23)).len(), 30);
}

#[test]
fn special_territories_agree_with_the_places() {
    use transborder::law::Treatment;
    let law = law();
    let eu = law.regime("eu").unwrap();
    let day = date(2026, 11, 23);
    for territory in law.places.territories().filter(|it| it.until.is_none_or(|until| day < until)) {
        let inside = eu.is_destination_inside(territory.country, day);
        assert_eq!(inside, territory.treatment == Treatment::Eea, "{}", territory.country.code());
    }
}

#[test]
fn the_law_that_is_cited() {
    let law = law();
    let eu = law.regime("eu").unwrap();
    let cited = |code: &str, day: Day| eu.law_for(law.places.country(code), day).map(|it| it.name.clone());
    assert_eq!(cited("DE", date(2018, 5, 24)).unwrap(), "Directive 95/46/EC");
    assert_eq!(cited("DE", date(2018, 5, 25)).unwrap(), "GDPR");
    assert_eq!(cited("NO", date(2018, 7, 19)).unwrap(), "Directive 95/46/EC");
    assert_eq!(cited("NO", date(2018, 7, 20)).unwrap(), "GDPR");
    assert_eq!(eu.law_for(None, date(2026, 1, 1)).unwrap().citations, Citations::Current);
    let institutions = |day: Day| eu.law_for_institutions(day).unwrap().name.clone();
    assert_eq!(institutions(date(2018, 12, 10)), "Regulation (EC) No 45/2001");
    assert_eq!(institutions(date(2018, 12, 11)), "Regulation (EU) 2018/1725");
    assert_eq!(institutions(date(1999, 1, 1)), "Directive 95/46/EC");
}

#[test]
fn boundary_days_of_the_clauses() {
    let law = law();
    let eu = law.regime("eu").unwrap();
    let edition = |id: &str| eu.edition(id).unwrap();
    for (id, last) in [
        ("2001/497", date(2021, 9, 26)),
        ("2004/915", date(2021, 9, 26)),
        ("2010/87", date(2021, 9, 26)),
        ("2002/16", date(2010, 5, 14)),
    ] {
        let old = edition(id);
        assert!(old.can_be_signed(last) && !old.can_be_signed(last.tomorrow().unwrap()), "{id}");
        assert!(old.counts(date(2022, 12, 27)) && !old.counts(date(2022, 12, 28)), "{id}");
        assert!(old.unchanged_only && !old.has_modules(), "{id}");
    }
    let new = edition("2021/914");
    assert!(!new.can_be_signed(date(2021, 6, 26)) && new.can_be_signed(date(2021, 6, 27)));
    assert!(new.counts(date(2026, 11, 23)) && new.not_for_subject_importers);
    for (exporter, importer, module) in [
        (Side::Controller, Side::Controller, 1),
        (Side::Controller, Side::Processor, 2),
        (Side::Processor, Side::Processor, 3),
        (Side::Processor, Side::Controller, 4),
    ] {
        let pairs = new.pairs.iter().filter(|it| (it.exporter, it.importer) == (exporter, importer));
        assert_eq!(pairs.map(|it| it.module).collect::<Vec<_>>(), [Some(module)]);
    }
    assert_eq!(new.module(1).unwrap().onward.as_deref(), Some("clause 8.7"));
    assert_eq!(new.module(2).unwrap().onward.as_deref(), Some("clause 8.8"));
    assert!(edition("2010/87").pairs.iter().all(|it| it.exporter == Side::Controller));
    for it in &eu.editions {
        assert!(!it.sources.is_empty() && law.words.editions.contains(&it.id), "{}", it.id);
    }
}

#[test]
fn every_kind_has_its_entry_and_those_that_are_none_a_sentence() {
    let law = law();
    let words = "adequacy dpf scc bcr code-of-conduct certification ad-hoc-clauses administrative-arrangement \
        public-instrument consent contract public-interest legal-claims vital-interests public-register \
        compelling-interests contract-in-interest equivalent-contract old-authorization foreign-order anonymization \
        dpa iso-27001 soc-2 encryption pseudonymization policy if-applicable 2021/915 privacy-shield safe-harbour idta \
        uk-addendum data-bridge";
    for regime in &law.regimes {
        for word in words.split_whitespace() {
            let kind = regime.mechanism(word).unwrap_or_else(|| panic!("{} {word}", regime.id));
            assert!(kind.class != Class::NotAMechanism || !kind.words.is_empty(), "{word}");
            assert!(!kind.is_foreign(&regime.id) || !kind.words.is_empty(), "{word}");
            let needs_article = matches!(kind.class, Class::Adequacy | Class::Safeguard | Class::Derogation);
            assert!(!needs_article || kind.article.starts_with("Art. "), "{word}");
        }
        assert_eq!(regime.mechanisms.len(), words.split_whitespace().count(), "{}", regime.id);
    }
    let eu = law.regime("eu").unwrap();
    let certification = eu.mechanism("certification").unwrap();
    assert!(certification.scheme("Europrivacy", date(2026, 4, 14)).is_none());
    assert!(certification.scheme("europrivacy", date(2026, 4, 15)).is_some());
    assert!(eu.mechanism("code-of-conduct").unwrap().schemes.as_ref().unwrap().is_empty());
}

#[test]
fn duties_and_relief_begin_on_their_day() {
    let law = law();
    let eu = law.regime("eu").unwrap();
    assert_eq!(eu.duties.assessment_from, date(2020, 7, 16));
    assert_eq!(eu.duties.module_from, date(2021, 6, 27));
    let us = country(&law, "US");
    assert!(!eu.is_relieved(us, date(2023, 7, 9)) && eu.is_relieved(us, date(2023, 7, 10)));
    assert_eq!(law.regime_at(law.regime_id("eu").unwrap()).id, "eu");
}

#[test]
fn regimes_stand_in_their_order() {
    let law = law();
    assert_eq!(law.regimes.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(), ["eu", "uk", "ch"]);
}

#[test]
fn boundary_days_of_the_kingdom_and_of_switzerland() {
    let law = law();
    let uk = law.regime("uk").unwrap();
    let gb = country(&law, "GB");
    let (before, first) = (date(2020, 12, 31), date(2021, 1, 1));
    assert!(!uk.is_source(gb, before) && uk.is_source(gb, first) && uk.is_destination_inside(gb, first));
    assert!(!uk.exists(before) && uk.exists(first) && !uk.covers(before) && uk.covers(first));
    // On no day is an exporter there under both laws by its establishment, or under none.
    let eu = law.regime("eu").unwrap();
    assert!(eu.is_source(gb, before) && !eu.is_source(gb, first));
    for code in ["GI", "JE", "GG", "IM"] {
        assert!(!uk.is_destination_inside(country(&law, code), date(2026, 11, 23)), "{code}");
    }
    let ch = law.regime("ch").unwrap();
    let swiss = country(&law, "CH");
    let (before, first) = (date(2023, 8, 31), date(2023, 9, 1));
    assert!(ch.is_source(swiss, before) && ch.is_source(swiss, first) && ch.exists(before));
    assert!(!ch.covers(before) && ch.covers(first));
    assert!(!ch.is_destination_inside(country(&law, "LI"), first));
}

#[test]
fn boundary_days_of_the_tools_of_the_kingdom() {
    let law = law();
    let uk = law.regime("uk").unwrap();
    for id in ["A1.0", "B1.0"] {
        let own = uk.edition(id).unwrap();
        assert!(!own.counts(date(2022, 3, 20)) && own.counts(date(2022, 3, 21)) && own.any_roles, "{id}");
    }
    for id in ["2010/87", "2004/915", "2001/497"] {
        let old = uk.edition(id).unwrap();
        assert!(old.can_be_signed(date(2022, 9, 21)) && !old.can_be_signed(date(2022, 9, 22)), "{id}");
        assert!(old.counts(date(2024, 3, 21)) && !old.counts(date(2024, 3, 22)) && old.last_day_open, "{id}");
    }
    assert_eq!(uk.edition("2021/914").unwrap().only_with.as_deref(), Some("uk-addendum"));
    let test = |day: Day| uk.duties.test(day).unwrap().name.clone();
    assert_eq!(test(date(2026, 2, 4)), "transfer risk assessment");
    assert_eq!(test(date(2026, 2, 5)), "data protection test");
    assert!(law.regime("ch").unwrap().edition("2021/914").unwrap().adaptations.is_some());
}

#[test]
fn provisions_are_cited_as_each_law_has_them() {
    let law = law();
    let cited = |regime: &str, provision: &str, day: Day| {
        law.regime(regime).unwrap().cited(&[provision.to_owned()], day).join(", ")
    };
    let (before, since) = (date(2026, 2, 4), date(2026, 2, 5));
    assert_eq!(cited("eu", "GDPR Art. 44", since), "GDPR Art. 44");
    assert_eq!(cited("uk", "GDPR Art. 44", before), "UK GDPR Art. 44");
    assert_eq!(cited("uk", "GDPR Art. 44", since), "UK GDPR Art. 44A");
    assert_eq!(cited("uk", "GDPR Art. 46(1)", before), "UK GDPR Art. 46(1)");
    assert_eq!(cited("uk", "GDPR Art. 46(1)", since), "UK GDPR Art. 46(1A)");
    assert_eq!(cited("uk", "GDPR Art. 49(1)(a)", since), "UK GDPR Art. 49(1)(a)");
    assert_eq!(cited("uk", "EDPB Guidelines 05/2021, section 2", since), "");
    assert_eq!(cited("ch", "GDPR Art. 49(1)(b)", since), "FADP Art. 17(1)(b)");
    assert_eq!(cited("ch", "GDPR Art. 5(2)", since), "");
    // No citation of the GDPR slips through as it is.
    for rule in Rule::ALL {
        for regime in ["uk", "ch"] {
            let all = law.regime(regime).unwrap().cited(&rule.data().law, since);
            assert!(all.iter().all(|it| !it.starts_with("GDPR")), "{} under {regime}: {all:?}", rule.name());
        }
    }
}

#[test]
fn what_is_not_verified_is_never_an_error() {
    let law = law();
    for regime in &law.regimes {
        assert!(regime.not_verified.iter().all(|it| !regime.not_asked.contains(it)), "{}", regime.id);
    }
    let lists = |id: &str| law.regime(id).unwrap();
    assert!(lists("eu").not_verified.is_empty() && lists("eu").not_asked.is_empty());
    assert!(lists("ch").systematic_at_most_warning && lists("ch").own_clauses_notified);
    assert!(lists("uk").return_is_none && !lists("eu").return_is_none && !lists("ch").return_is_none);
}
