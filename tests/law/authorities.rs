//! Competent authorities: one for every country of the territory, the regions of a federal country, institutions, days.
#![allow(clippy::unwrap_used, reason = "tests")]

use jiff::civil::date;
use transborder::law::{Competent, Law, Supervised};

fn law() -> Law {
    Law::embedded().unwrap()
}

fn names(found: &Competent<'_>) -> Vec<String> {
    match found {
        Competent::One(one, _) => vec![one.name.clone()],
        Competent::OneOf(list, _) => list.iter().map(|it| it.name.clone()).collect(),
        Competent::Nobody(_) => Vec::new(),
    }
}

#[track_caller]
fn check(country: &str, region: Option<&str>, is_public: bool, day: (i16, i8, i8), expected: &str) {
    let law = law();
    let who = Supervised { country: law.places.country(country), region, is_public, is_institution: false };
    let found = law.competent(law.regime("eu").unwrap(), who, date(day.0, day.1, day.2));
    let name = found.certain().map_or("", |it| it.name.as_str());
    assert!(if expected.is_empty() { name.is_empty() } else { name.contains(expected) }, "{country}: {found:?}");
}

const DAY: (i16, i8, i8) = (2026, 11, 23);

#[test]
fn every_country_of_the_territory_has_one() {
    let law = law();
    let (eu, day) = (law.regime("eu").unwrap(), date(2026, 11, 23));
    let mut n = 0;
    for entry in eu.territory.iter().filter(|it| eu.is_source(it.country, day)) {
        let who = Supervised { country: Some(entry.country), ..Supervised::default() };
        let found = law.competent(eu, who, day);
        let is_federal = entry.country.code() == "DE";
        assert!(found.certain().is_some() || is_federal, "{}: {found:?}", entry.country.code());
        assert!(!names(&found).is_empty(), "{}", entry.country.code());
        n += 1;
    }
    assert!(n >= 30, "{n}");
}

#[test]
fn golden() {
    check("IE", None, false, DAY, "(DPC)");
    check("FR", Some("FR-IDF"), false, DAY, "(CNIL)");
    check("NO", None, true, DAY, "Datatilsynet");
    check("LI", None, false, DAY, "Datenschutzstelle");
    check("US", None, false, DAY, "");
    // A territory answers to the authority of its state.
    check("RE", None, false, DAY, "(CNIL)");
    check("AX", None, false, DAY, "Tietosuojavaltuutetun");
}

#[test]
fn regions_of_a_federal_country() {
    check("DE", Some("DE-HH"), false, DAY, "HmbBfDI");
    check("DE", Some("de-nw"), false, DAY, "LDI NRW");
    check("DE", Some("DE-BY"), false, DAY, "BayLDA");
    check("DE", None, false, DAY, "");
    check("DE", Some("Hamburg"), false, DAY, "");
    let law = law();
    let eu = law.regime("eu").unwrap();
    let of = |region, is_public| {
        let who = Supervised { country: law.places.country("DE"), region, is_public, is_institution: false };
        law.competent(eu, who, date(2026, 11, 23))
    };
    // Sixteen regions, and the authority of the whole country.
    let (private, public) = (names(&of(None, false)), names(&of(None, true)));
    assert!(private.len() == 17 && private.contains(&"BayLDA".to_owned()), "{private:?}");
    assert!(public.len() == 17 && public.contains(&"BayLfD".to_owned()), "{public:?}");
    // A public body in a region may belong to it or to the whole country.
    let body = names(&of(Some("DE-BY"), true));
    assert!(body.len() == 2 && body.contains(&"BayLfD".to_owned()), "{body:?}");
    let Competent::OneOf(list, why) = of(Some("Hamburg"), false) else { panic!() };
    assert!(list.len() == 17 && why.contains("`Hamburg` is no region"), "{why}");
}

#[test]
fn institutions_and_former_members() {
    let law = law();
    let eu = law.regime("eu").unwrap();
    let body = Supervised { country: law.places.country("BE"), is_institution: true, ..Supervised::default() };
    assert_eq!(names(&law.competent(eu, body, date(2026, 11, 23))), ["European Data Protection Supervisor (EDPS)"]);
    check("GB", None, false, (2020, 12, 31), "(ICO)");
    check("GB", None, false, (2021, 1, 1), "");
    check("CH", None, false, DAY, "");
    let nobody = law.competent(eu, Supervised::default(), date(2026, 11, 23));
    assert!(matches!(nobody, Competent::Nobody(why) if why.contains("not recorded")));
}

#[test]
fn names_that_are_nearly_those_of_authorities() {
    let law = law();
    let like = |name: &str| law.authority_like(name).map(|it| it.name.clone()).unwrap_or_default();
    assert_eq!(like("Hamburg"), "HmbBfDI");
    assert_eq!(like("Hessischer Datenschutzbeauftragter"), "HBDI");
    assert_eq!(like("Berlin DPA"), "BlnBDI");
    assert_eq!(like("CNLI"), "Commission nationale de l'informatique et des libertés (CNIL)");
    for name in ["Office for Data", "the authority", "x", "our lawyer"] {
        assert_eq!(like(name), "", "{name}");
    }
}

#[test]
fn names_of_authorities() {
    let law = law();
    let called = |name: &str| {
        let codes = law.authorities_called(name).into_iter().filter_map(|it| it.country);
        let codes = codes.map(|it| it.code().to_owned());
        codes.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(called("CNIL"), "FR");
    assert_eq!(called("the cnil (France)"), "FR");
    assert_eq!(called("Commission Nationale de l’Informatique et des Libertés"), "FR");
    assert_eq!(called("ICO (UK)"), "GB");
    assert_eq!(called("UK ICO"), "GB");
    assert_eq!(called("Osterreichische Datenschutzbehorde"), "AT");
    assert_eq!(called("Gegevensbeschermingsautoriteit"), "BE");
    assert_eq!(called("Bayerisches Landesamt für Datenschutzaufsicht"), "DE");
    // Two have the same name, and a country tells them apart.
    assert_eq!(called("Datatilsynet"), "DK NO");
    assert_eq!(called("Datatilsynet, Norway"), "NO");
    assert_eq!(law.authorities_called("EDPS").len(), 1);
    // Parts of names, other countries and nothing are nobody.
    for nobody in ["", "data", "Commission", "CNIL (Spain)", "CNIL and ICO", "EDPB", "nonsense"] {
        assert_eq!(called(nobody), "", "{nobody}");
    }
}
