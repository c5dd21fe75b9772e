//! Every word of the little language of places, on the days that matter.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeMap;
use std::sync::OnceLock;

use jiff::civil::{Date, date};
use proptest::prelude::{ProptestConfig, any, prop_assert_eq, proptest};

use super::super::place::{Country, Doubt, Misplaced, Place, PlaceKind, Treatment};
use super::super::regions::{Extent, Region};
use super::Places;
use super::phrase::phrase;

fn places() -> &'static Places {
    static ALL: OnceLock<Places> = OnceLock::new();
    ALL.get_or_init(|| Places::embedded().unwrap())
}

#[test]
fn every_table_reads() {
    assert_eq!(places().check(), Ok(()));
}

/// What a place came to, in one word for tests: `DE`, `FI+NL`, `EU`, `EPO`, `world` ...
fn shown(places: &Places, place: &Place) -> String {
    match &place.kind {
        PlaceKind::Countries(all) => all.iter().map(Country::code).collect::<Vec<_>>().join("+"),
        PlaceKind::Body(id) => places.body_info(*id).short.clone(),
        PlaceKind::Bloc(id) => places.bloc(*id).short.clone(),
        PlaceKind::World => "world".to_owned(),
        PlaceKind::ThirdCountry => "third-country".to_owned(),
        PlaceKind::Unknown => "unknown".to_owned(),
    }
}

fn check(word: &str, expected: &str) -> Place {
    let places = places();
    let place = places.resolve(word).unwrap_or_else(|error| panic!("{word}: {error:?}"));
    assert_eq!(shown(places, &place), expected, "{word}");
    place
}

fn check_error(word: &str, message: &str, help: &str) {
    let error = places().resolve(word).unwrap_err();
    assert_eq!(error, Misplaced { message: message.to_owned(), help: help.to_owned() }, "{word}");
}

#[test]
fn every_country_by_each_code_and_name() {
    let places = places();
    assert_eq!(places.countries().count(), 250);
    for entry in &places.countries {
        let code = entry.country.code();
        let words = [code, entry.alpha3, entry.name].into_iter().chain(entry.variants.iter().copied());
        for word in words {
            let place = places.resolve(word).unwrap();
            assert_eq!(place.kind, PlaceKind::Countries(vec![entry.country]), "{word}");
            assert_eq!((&place.region, place.pinned, &place.note), (&None, true, &None), "{word}");
        }
        assert_eq!(places.country(code), Some(entry.country));
        assert_eq!(places.name(entry.country), entry.name);
    }
}

#[test]
fn no_word_has_two_meanings() {
    let places = places();
    let mut meanings = BTreeMap::new();
    for (word, named) in places.meanings().unwrap() {
        let before = meanings.insert(phrase(word), named);
        assert!(before.is_none_or(|it| it == named), "{word}: {before:?} and {named:?}");
        assert!(!phrase(word).is_empty(), "{word}");
    }
    for entry in &places.countries {
        for code in [entry.country.code(), entry.alpha3] {
            let other = meanings.get(&phrase(code)).filter(|it| **it != super::Named::Country(entry.country));
            assert_eq!(other, None, "{code} is a country and something else");
        }
    }
}

#[test]
fn spellings() {
    for (word, expected) in [
        ("de", "DE"),
        ("deu", "DE"),
        (" DE ", "DE"),
        ("usa", "US"),
        ("U.S.", "US"),
        ("u.s.a.", "US"),
        ("the united states of america", "US"),
        ("Czechia", "CZ"),
        ("Czech Republic", "CZ"),
        ("South Korea", "KR"),
        ("Republic of Korea", "KR"),
        ("Korea, Republic of", "KR"),
        ("Ivory Coast", "CI"),
        ("Cote d'Ivoire", "CI"),
        ("CÔTE D’IVOIRE", "CI"),
        ("Great Britain", "GB"),
        ("England", "GB"),
        ("Holland", "NL"),
        ("The Netherlands", "NL"),
        ("Türkiye", "TR"),
        ("TÜRKIYE", "TR"),
        ("Tu\u{308}rkiye", "TR"),
        ("Turkey", "TR"),
        ("Hong Kong", "HK"),
        ("Aland", "AX"),
        ("Curacao", "CW"),
        ("Sao Tome & Principe", "ST"),
        ("St. Lucia", "LC"),
        ("EU", "EU"),
        ("eea", "EEA"),
        ("European Union", "EU"),
        ("EFTA", "EFTA"),
        ("World", "world"),
        ("THIRD-COUNTRY", "third-country"),
        ("unknown", "unknown"),
        ("EPO", "EPO"),
        ("epo", "EPO"),
        ("European Patent Office", "EPO"),
        ("World Bank", "World Bank"),
        ("UN", "UN"),
        ("aws:eu-west-2", "GB"),
        ("AWS:EU-WEST-2", "GB"),
        ("amazon : eu-west-2", "GB"),
        ("Google Cloud:europe-west6", "CH"),
        ("azure:West Europe", "NL"),
        ("azure:WestEurope", "NL"),
        ("mongodbatlas:aws:eu_west_2", "GB"),
    ] {
        check(word, expected);
    }
}

#[test]
fn aliases_carry_a_note() {
    for (word, expected, note) in [
        ("EL", "GR", "`EL` is read as GR, Greece: "),
        ("el", "GR", "`el` is read as GR, Greece: "),
        ("UK", "GB", "`UK` is read as GB, United Kingdom: "),
        ("XI", "GB", "`XI` is read as GB, United Kingdom: "),
        ("FX", "FR", "`FX` is read as FR, France: "),
        ("IC", "ES", "`IC` is read as ES, Spain: "),
        ("EA", "ES", "`EA` is read as ES, Spain: "),
        ("TP", "TL", "`TP` is read as TL, Timor-Leste: "),
        ("PT-20", "PT", "`PT-20` is read as PT, Portugal: "),
        ("PT-30", "PT", "`PT-30` is read as PT, Portugal: "),
        ("DE-HH", "DE", "`DE-HH` is read as DE, Germany"),
        ("US-CA", "US", "`US-CA` is read as US, United States"),
        ("FR-75", "FR", "`FR-75` is read as FR, France"),
        ("ES-GI", "ES", "`ES-GI` is read as ES, Spain"),
        ("NL-FR", "NL", "`NL-FR` is read as NL, Netherlands"),
        ("GB-NIR", "GB", "`GB-NIR` is read as GB, United Kingdom"),
        ("CY-north", "CY", "`CY-north` is read as CY, Cyprus: "),
    ] {
        let place = check(word, expected);
        assert!(place.note.as_deref().unwrap().starts_with(note), "{word}: {place:?}");
    }
    let places = places();
    for alias in &places.spellings().unwrap().aliases {
        let place = places.resolve(&alias.word).unwrap();
        assert_eq!(place.kind, PlaceKind::Countries(vec![alias.country]), "{}", alias.word);
        assert!(place.note.is_some(), "{}", alias.word);
    }
}

#[test]
fn doubts() {
    let places = places();
    let looks_like = |code| Some(Doubt::LooksLike(places.country(code).unwrap()));
    assert_eq!(check("IR", "IR").doubt, looks_like("IE"));
    assert_eq!(check("ir", "IR").doubt, looks_like("IE"));
    assert_eq!(check("GE", "GE").doubt, looks_like("DE"));
    for plain in ["Iran", "IRN", "Georgia", "CH", "AU", "CN", "CA", "SI", "SK", "LT", "LV", "ES", "NL", "aws:eu-west-1"]
    {
        assert_eq!(places.resolve(plain).unwrap().doubt, None, "{plain}");
    }
    for review in ["SJ", "Svalbard", "NO-21", "CY-north", "Northern Cyprus", "north cyprus", "NA"] {
        assert!(matches!(places.resolve(review).unwrap().doubt, Some(Doubt::Review(_))), "{review}");
    }
    assert_eq!(check("Namibia", "NA").doubt, None);
    assert_eq!(check("gcp:EUR5", "BE+GB").doubt, Some(Doubt::Unverified));
    assert_eq!(check("gcp:EUR4", "FI+NL").doubt, None);
}

#[test]
fn every_region_resolves() {
    let places = places();
    let mut n_rows = 0;
    for region in places.all_regions() {
        n_rows += 1;
        let word = format!("{}:{}", region.provider, region.id);
        let place = places.resolve(&word).unwrap();
        assert_eq!(place.region.as_deref(), Some(word.as_str()));
        assert_eq!(place.doubt.is_none(), region.evidence.supports_an_error(), "{word}");
        assert_eq!(place.pinned, region.extent != Extent::Anywhere, "{word}");
        match (&region.extent, &place.kind) {
            (Extent::Countries(all), PlaceKind::Countries(found)) => assert!(!all.is_empty() && all == found, "{word}"),
            (Extent::Bloc(short), PlaceKind::Bloc(id)) => assert_eq!(places.bloc(*id).short, *short, "{word}"),
            (Extent::Anywhere, PlaceKind::World) => {}
            other => panic!("{word}: {other:?}"),
        }
    }
    assert_eq!(n_rows, 743);
    let supports = places.all_regions().filter(|it| it.evidence.supports_an_error()).count();
    assert_eq!(supports, 368 + 110 + 23 + 17);
}

#[test]
fn regions_of_a_kind() {
    assert_eq!(check("gcp:EUR5", "BE+GB").region.as_deref(), Some("gcp:EUR5"));
    assert_eq!(check("gcp:eur5", "GB+BE").region.as_deref(), Some("gcp:eur5"));
    assert_eq!(check("gcp:Eur3", "BE+NL+FI").region.as_deref(), Some("gcp:eur3"));
    assert!(check("cloudflare:jurisdiction:eu", "EU").pinned);
    assert!(!check("cloudflare:hint:weur", "world").pinned);
    assert!(!check("aws:aws-global", "world").pinned);
    assert!(check("world", "world").pinned);
    assert_eq!(check("gcp:ASIA", "ASIA").doubt, Some(Doubt::Unverified));
}

#[test]
fn every_other_name_of_a_provider_leads_to_one() {
    let places = places();
    for (word, provider) in &places.spellings().unwrap().providers {
        let row: &Region = places.all_regions().find(|it| it.provider == provider).unwrap();
        let place = places.resolve(&format!("{word}:{}", row.id)).unwrap();
        assert_eq!(place.region, Some(row.canonical()), "{word}");
    }
}

#[test]
fn a_bare_region_lists_the_candidates() {
    let places = places();
    for region in places.all_regions() {
        let Err(error) = places.resolve(region.id) else { continue };
        assert!(!error.help.is_empty() && !error.message.starts_with("unknown place"), "{}: {error:?}", region.id);
    }
    check_error("westeurope", "region `westeurope` without its provider", "write `azure:westeurope` (Netherlands)");
    check_error("West Europe", "region `West Europe` without its provider", "write `azure:westeurope` (Netherlands)");
    let error = places.resolve("eu-west-1").unwrap_err();
    assert_eq!(error.message, "region `eu-west-1` without its provider");
    assert!(
        error.help.starts_with("write `aws:eu-west-1` (Ireland), `alibaba:eu-west-1` (United Kingdom)"),
        "{error:?}"
    );
    let error = places.resolve("blr").unwrap_err();
    assert_eq!(error.message, "`blr` is a country code and a region id");
    assert_eq!(error.help, "write `BLR` for Belarus, or `vultr:blr` (India)");
    check("BLR", "BY");
    check("sgp", "SG");
}

#[test]
fn wrong_words_are_answered() {
    check_error("Germny", "unknown place `Germny`", "did you mean Germany (DE)?");
    check_error("wrld", "unknown place `wrld`", "did you mean `world`?");
    check_error(
        "AN",
        "`AN` is no longer a country",
        "Netherlands Antilles ended on 2010-10-10; write `BQ` (Bonaire, Sint Eustatius and Saba), `CW` (Curaçao) or `SX` (Sint Maarten)",
    );
    check_error(
        "CS",
        "`CS` is no longer a country",
        "Serbia and Montenegro ended on 2006-06-03; write `ME` (Montenegro) or `RS` (Serbia)",
    );
    check_error(
        "DD",
        "`DD` is no longer a country",
        "German Democratic Republic ended on 1990-10-03; write `DE` (Germany)",
    );
    check_error("Europe", "`Europe` names no place", "write `EU`, `EEA`, the countries, or `world`");
    check_error("APAC", "`APAC` names no place", "name the countries, or write `world`");
    check_error("asia", "`asia` names no place", "name the countries, or write `world`");
    check_error("no", "`no` names no place", "write `NO` for Norway");
    check_error(
        "aws:eu-west-2a",
        "unknown region `eu-west-2a` of aws",
        "did you mean `aws:eu-west-2` (United Kingdom)?",
    );
    check_error("aws:eu-wst-2", "unknown region `eu-wst-2` of aws", "did you mean `aws:eu-west-2` (United Kingdom)?");
    check_error(
        "mongodbatlas:EU_WEST_2",
        "unknown region `EU_WEST_2` of mongodbatlas",
        "did you mean `mongodbatlas:aws:EU_WEST_2` (United Kingdom)?",
    );
    check_error("DE-999", "unknown subdivision `DE-999`", "write the country, `DE` (Germany)");
    check_error(
        "FR-CP",
        "unknown subdivision `FR-CP`",
        "write the country, `FR` (France); a territory apart has its own code, as `BL` (Saint Barthélemy) has",
    );
    check_error(
        "GB-IE",
        "unknown subdivision `GB-IE`",
        "write the country, `GB` (United Kingdom) or `IE` (Ireland); a territory apart has its own code, as `GG` (Guernsey) has",
    );
    check_error(
        "gcp:us-central9",
        "unknown region `us-central9` of gcp",
        "did you mean `gcp:us-central1` (United States)?",
    );
    check_error("azur:westeurope", "unknown provider `azur`", "did you mean `azure:westeurope`?");
    check_error(
        "aws",
        "`aws` is a provider, not a place",
        "write the region with it, such as `aws:af-south-1`, or the country",
    );
    for word in ["YU", "SU", "ZR", "EMEA", "LATAM", "n/a", "tbd", "?", "Korea", "Congo", "global", "EN", "zz:qq-1"] {
        let error = places().resolve(word).unwrap_err();
        assert!(!error.message.starts_with("unknown place") && !error.help.is_empty(), "{word}: {error:?}");
    }
    for word in ["", "  ", "XX", "ZZ", "Q", "NO-TOOLONG", "de-hh", "XX-1", "DE-", "Atlantis"] {
        assert!(places().resolve(word).is_err(), "{word}");
    }
}

#[test]
fn hostile_words_forge_nothing() {
    let places = places();
    let long = "x".repeat(5_000_000);
    let long_region = format!("aws:{long}");
    for word in [
        "\u{1b}[31mDE",
        "D\nE",
        "::error::DE",
        "##[error]DE",
        "DE\u{202e}",
        "aws:\u{1b}[2J",
        "\u{7}:eu-west-1",
        ":::",
        ":",
        "`rm`",
        "é:ü",
        "D\u{301}E",
        "-",
        "--",
        "ß",
        &long,
        &long_region,
    ] {
        let error = places.resolve(word).unwrap_err();
        for text in [&error.message, &error.help] {
            assert_eq!(crate::text::clean(text), text.as_str());
            assert!(text.len() < 1000, "{text}");
        }
        assert!(error.message.chars().count() <= 80, "{}", error.message);
    }
}

#[test]
fn messages_are_short() {
    let places = places();
    for it in places
        .spellings()
        .unwrap()
        .vague
        .iter()
        .flat_map(|it| it.words.iter())
        .chain(places.spellings().unwrap().dissolved.iter().flat_map(|it| it.words.iter()))
    {
        let Err(error) = places.resolve(it) else { panic!("{it} is a place") };
        assert!(error.message.chars().count() <= 80 && !error.message.starts_with("unknown place"), "{it}: {error:?}");
    }
}

#[test]
fn membership_at_the_edges() {
    let places = places();
    let has = |bloc: &str, code: &str, day: Date| {
        let (bloc, country) = (places.bloc(places.bloc_named(bloc).unwrap()), places.country(code).unwrap());
        assert_eq!(bloc.has_on(country, day), bloc.members_on(day).contains(&country));
        bloc.has_on(country, day)
    };
    for (bloc, code, out, first_in) in [
        ("EU", "HR", date(2013, 6, 30), date(2013, 7, 1)),
        ("EU", "BG", date(2006, 12, 31), date(2007, 1, 1)),
        ("EU", "PL", date(2004, 4, 30), date(2004, 5, 1)),
        ("EU", "AT", date(1994, 12, 31), date(1995, 1, 1)),
        ("EEA", "HR", date(2013, 6, 30), date(2013, 7, 1)),
        ("EEA", "NO", date(2000, 6, 30), date(2000, 7, 1)),
    ] {
        assert!(!has(bloc, code, out) && has(bloc, code, first_in), "{bloc} {code}");
    }
    for (bloc, code, last_in, out) in [
        ("EU", "GB", date(2020, 1, 31), date(2020, 2, 1)),
        ("EEA", "GB", date(2020, 12, 31), date(2021, 1, 1)),
        ("EFTA", "AT", date(1994, 12, 31), date(1995, 1, 1)),
    ] {
        assert!(has(bloc, code, last_in) && !has(bloc, code, out), "{bloc} {code}");
    }
    let count = |bloc: &str, day| places.bloc(places.bloc_named(bloc).unwrap()).members_on(day).len();
    let day = date(2026, 11, 23);
    assert_eq!((count("EU", day), count("EEA", day), count("EFTA", day)), (27, 30, 4));
    assert_eq!((count("EU", date(1995, 1, 1)), count("EU", date(2013, 7, 1))), (15, 28));
    let asia = places.bloc(places.bloc_named("ASIA").unwrap()).members_on(day);
    let eea = places.bloc(places.bloc_named("EEA").unwrap()).members_on(day);
    assert!(!asia.is_empty() && asia.iter().all(|it| !eea.contains(it)));
}

#[test]
fn territories_never_follow_a_parent() {
    let places = places();
    for it in places.territories() {
        let place = places.resolve(it.country.code()).unwrap();
        assert_eq!(place.kind, PlaceKind::Countries(vec![it.country]));
        for (bloc, _) in &places.blocs {
            let belongs = it.belongs_to.is_some() && it.treatment != Treatment::Review;
            assert!(!(belongs && bloc.members.iter().any(|member| member.country == it.country)), "{it:?}");
        }
    }
    // A subdivision that has a code of its own is that country: overseas, not the mother country.
    for (word, expected) in
        [("FR-NC", "NC"), ("FR-972", "MQ"), ("NL-BQ1", "BQ"), ("NL-AW", "AW"), ("US-PR", "PR"), ("CN-HK", "HK")]
    {
        check(word, expected);
    }
    // So is one that is written with the code of a territory apart, by whatever table.
    for (word, expected) in
        [("DK-GL", "GL"), ("DK-FO", "FO"), ("GB-GI", "GI"), ("GB-GIB", "GI"), ("GB-JSY", "JE"), ("GB-JE", "JE")]
    {
        check(word, expected);
    }
    let spellings = places.spellings().unwrap();
    for (country, parts) in &spellings.ordinary {
        for part in parts.split_whitespace() {
            let word = format!("{}-{part}", country.code());
            check(&word, country.code());
            assert!(spellings.subdivisions.iter().all(|(it, _)| *it != word), "{word} is ordinary and apart");
            let apart = places.territories().find(|it| it.belongs_to == Some(*country) && it.country.code() == part);
            assert_eq!(apart, None, "{word} is ordinary and apart");
        }
    }
    for (word, _) in &spellings.subdivisions {
        check(word, shown(places, &places.resolve(word).unwrap()).as_str());
    }
    let treatment = |code: &str, day| places.territory_on(places.country(code).unwrap(), day).map(|it| it.treatment);
    assert_eq!(treatment("GL", date(2026, 1, 1)), Some(Treatment::Third));
    assert_eq!(treatment("MQ", date(2026, 1, 1)), Some(Treatment::Eea));
    assert_eq!(treatment("YT", date(2013, 12, 31)), Some(Treatment::Third));
    assert_eq!(treatment("YT", date(2014, 1, 1)), Some(Treatment::Eea));
    assert_eq!(treatment("BL", date(2011, 12, 31)), Some(Treatment::Eea));
    assert_eq!(treatment("BL", date(2012, 1, 1)), Some(Treatment::Third));
    assert_eq!(treatment("GI", date(2020, 12, 31)), Some(Treatment::Eea));
    assert_eq!(treatment("GI", date(2021, 1, 1)), Some(Treatment::Third));
    assert_eq!(treatment("DE", date(2021, 1, 1)), None);
    assert_eq!(places.territory_note(places.country("GI").unwrap()).unwrap().treatment, Treatment::Third);
    assert_eq!(places.territory_note(places.country("FR").unwrap()), None);
}

#[test]
fn organizations_are_found() {
    let places = places();
    let epo = places.body_info(places.body("EPO").unwrap());
    assert_eq!((epo.name.as_str(), epo.seat.code()), ("European Patent Office", "DE"));
    assert_eq!(places.body("ACME"), None);
    for it in places.bodies() {
        assert!(!it.sites.contains(&it.seat), "{}", it.short);
        assert_eq!(places.body_info(places.body(&it.short).unwrap()), it);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn any_word_is_answered_cleanly(word in any::<String>(), provider in "(aws|gcp|azure|oci|x)?:?") {
        for word in [format!("{provider}{word}"), word] {
            let texts = match places().resolve(&word) {
                Ok(place) => vec![place.note.unwrap_or_default(), place.region.unwrap_or_default()],
                Err(error) => vec![error.message, error.help],
            };
            for text in texts {
                let cleaned = crate::text::clean(&text).into_owned();
                prop_assert_eq!(cleaned, text);
            }
        }
    }
}
