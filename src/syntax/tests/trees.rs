//! Texts without a fault.

use super::*;

#[test]
fn formats_are_known_by_their_ending() {
    for (path, format) in [
        ("a.toml", Some(Format::Toml)),
        ("x/b.c.YAML", Some(Format::Yaml)),
        ("c.yml", Some(Format::Yaml)),
        ("d.json", Some(Format::Json)),
        ("json", None),
        ("x.toml/readme", None),
        ("e.txt", None),
    ] {
        assert_eq!(Format::of_path(path), format, "{path}");
    }
}

#[test]
fn a_text_without_content_is_an_empty_table() {
    for text in ["", "  \n", "\u{FEFF}"] {
        for format in [Format::Toml, Format::Yaml, Format::Json] {
            check(format, text, "{}");
        }
    }
    check(Format::Json, "null", "{}");
    check(Format::Yaml, "# nothing\n---\n", "{}");
    check(Format::Yaml, "~", "{}");
    check(Format::Toml, "# nothing", "{}");
}

#[test]
fn a_byte_order_mark_moves_nothing() {
    for (format, text) in [
        (Format::Json, "\u{FEFF}{\"a\": \"b\"}"),
        (Format::Toml, "\u{FEFF}a = \"b\""),
        (Format::Yaml, "\u{FEFF}a: \"b\""),
    ] {
        let tree = parse(format, FileId(0), text, &mut Problems::new()).unwrap();
        let entry = tree.root().get("a").unwrap();
        assert_eq!(slice(text, entry.key_span).trim_matches('"'), "a");
        assert_eq!(slice(text, entry.value.span()), "\"b\"");
    }
}

#[test]
fn json() {
    check(
        Format::Json,
        r#"{"a": [1, "x", true, false, null, {"b": {}}], "c": []}"#,
        r#"{a: [1, "x", true, false, null, {b: {}}], c: []}"#,
    );
    check(Format::Json, r#"{"\u0061\ud83d\ude00": "\"\\\/\b\f\n\r\t\u00e9"}"#, r#"{a😀: "\"\\/\u{8}\u{c}\n\r\té"}"#);
    check(Format::Json, r#"{"n": [0, -0, 10.5, 1e9, -1.5E+3, 0.1e-2]}"#, "{n: [0, -0, 10.5, 1e9, -1.5E+3, 0.1e-2]}");
    check(Format::Json, " \t\r\n{ }\n", "{}");
}

#[test]
fn toml_tables() {
    check(
        Format::Toml,
        "z = 1\n[b]\ny = 2\n[a.c]\nx = 3\n[b.d]\nw = 4\n[[f]]\nv = 5\n[f.g]\nu = 6\n[[f]]\nt = 7\n[[f.h]]\ns = 8\n[a]\nr = 9",
        "{z: 1, b: {y: 2, d: {w: 4}}, a: {c: {x: 3}, r: 9}, f: [{v: 5, g: {u: 6}}, {t: 7, h: [{s: 8}]}]}",
    );
    check(Format::Toml, "a.b = 1\na.c.d = 2\n\"e f\".'g' = 3", "{a: {b: 1, c: {d: 2}}, e f: {g: 3}}");
    check(Format::Toml, "a = { b = 1, c.d = [1, # one\n 2,\n], c.e = {},\n}", "{a: {b: 1, c: {d: [1, 2], e: {}}}}");
    check(Format::Toml, "a = 1\r\n\r\n# b\r\n[c]\r\nd = 2\r\n", "{a: 1, c: {d: 2}}");
}

#[test]
fn toml_scalars() {
    check(Format::Toml, r#"a = "x\ty\u00e9\U0001F600\x41\e""#, r#"{a: "x\tyé😀A\u{1b}"}"#);
    check(
        Format::Toml,
        "a = '''\nx'y''z'''''\nb = \"\"\"p \\\n  \n q\"\"\"\nc = \"\"\nd = ''''''",
        r#"{a: "x'y''z''", b: "p q", c: "", d: ""}"#,
    );
    check(
        Format::Toml,
        "a = [0, +1, -1_000, 0xDEAD_beef, 0o17, 0b101]",
        "{a: [0, +1, -1_000, 0xDEAD_beef, 0o17, 0b101]}",
    );
    check(
        Format::Toml,
        "a = [1.5, 6.6e-3, 1e+06, inf, -inf, nan]\nb = [true, false]",
        "{a: [1.5, 6.6e-3, 1e+06, inf, -inf, nan], b: [true, false]}",
    );
}

#[test]
fn toml_days_come_as_they_are_written() {
    check(
        Format::Toml,
        "a = 2024-02-30\nb = 1979-05-27 07:32:00Z\nc = 07:32:00.5\nd = 1979-05-27T07:32:00-07:00 # e",
        "{a: day(2024-02-30), b: day(1979-05-27 07:32:00Z), c: day(07:32:00.5), d: day(1979-05-27T07:32:00-07:00)}",
    );
}

#[test]
fn yaml_words_stay_words() {
    check(
        Format::Yaml,
        "a: NO\nb: 1e3\nc: 012\nd: true\ne: 2024-01-15\nf: ~\ng:\nh: null\ni: 'null'\nj: \"\"\nk: !!str ~\nl: x y\n",
        r#"{a: plain(NO), b: plain(1e3), c: plain(012), d: plain(true), e: plain(2024-01-15), f: null, g: null, h: null, i: "null", j: "", k: "~", l: plain(x y)}"#,
    );
    check(Format::Yaml, "1: a\ntrue: b\n~: c\n'd e': f", "{1: plain(a), true: plain(b), ~: plain(c), d e: plain(f)}");
    check(
        Format::Yaml,
        "a: |\n  x\n  y\nb: >-\n  z\n  w\nc: 'it''s'\nd: \"\\x41\"",
        r#"{a: "x\ny\n", b: "z w", c: "it's", d: "A"}"#,
    );
    check(
        Format::Yaml,
        "a:\n- b\n- - c\n  - d: e\n    f: {g, h: [i]}\n",
        "{a: [plain(b), [plain(c), {d: plain(e), f: {g: null, h: [plain(i)]}}]]}",
    );
    check(Format::Yaml, "---\na: b # c\n...\n", "{a: plain(b)}");
}

#[test]
fn yaml_aliases() {
    check(
        Format::Yaml,
        "a: &x {b: [1, 'c']}\nd: *x\ne: [*x, *x]",
        r#"{a: {b: [plain(1), "c"]}, d: {b: [plain(1), "c"]}, e: [{b: [plain(1), "c"]}, {b: [plain(1), "c"]}]}"#,
    );
    check(Format::Yaml, "a: &x US\nb: *x\n*x : c\n&k d: *k", "{a: plain(US), b: plain(US), US: plain(c), d: plain(d)}");
    check(Format::Yaml, "a: &x 1\nb: &x 2\nc: *x", "{a: plain(1), b: plain(2), c: plain(2)}");
    check(
        Format::Yaml,
        "a: &x {b: &y [1]}\nc: &z [*x, *y]\nd: *z",
        "{a: {b: [plain(1)]}, c: [{b: [plain(1)]}, [plain(1)]], d: [{b: [plain(1)]}, [plain(1)]]}",
    );
}

#[test]
fn yaml_merges() {
    let anchors = "d: &d {x: 1, y: 2}\ne: &e {y: 3, z: 4}\n";
    for (text, expected) in [
        ("f: {<<: *d, y: 9}", "{y: plain(9), x: plain(1)}"),
        ("f: {y: 9, <<: *d}", "{y: plain(9), x: plain(1)}"),
        ("f: {<<: [*d, *e]}", "{x: plain(1), y: plain(2), z: plain(4)}"),
        ("f: {<<: [*e, *d], a: 0}", "{a: plain(0), y: plain(3), z: plain(4), x: plain(1)}"),
        ("f: {<<: *e, <<: *d}", "{y: plain(3), z: plain(4), x: plain(1)}"),
        ("f: {<<: {q: 5}}", "{q: plain(5)}"),
        ("f: {'<<': 5}", "{<<: plain(5)}"),
    ] {
        check(
            Format::Yaml,
            &format!("{anchors}{text}"),
            &format!("{{d: {{x: plain(1), y: plain(2)}}, e: {{y: plain(3), z: plain(4)}}, f: {expected}}}"),
        );
    }
    check(
        Format::Yaml,
        "a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: *b, z: 3}",
        "{a: {x: plain(1)}, b: {y: plain(2), x: plain(1)}, c: {z: plain(3), y: plain(2), x: plain(1)}}",
    );
}

#[test]
fn places_cover_what_is_written() {
    let places = |format, text: &str| {
        let tree = parse(format, FileId(0), text, &mut Problems::new()).unwrap();
        let mut out = Vec::new();
        walk(tree.root(), text, &mut out);
        out.join(" ~ ")
    };
    assert_eq!(
        places(Format::Json, r#"{"a": [1, "x\n"], "b": {"c": null}}"#),
        r#""a" ~ [1, "x\n"] ~ 1 ~ "x\n" ~ "b" ~ {"c": null} ~ "c" ~ null"#
    );
    assert_eq!(
        places(Format::Toml, "a = 'x'\nb = \"\"\"y\"\"\" # z\nc.d = { e = 1 }"),
        "a ~ 'x' ~ b ~ \"\"\"y\"\"\" ~ c ~ c.d = { e = 1 } ~ d ~ { e = 1 } ~ e ~ 1"
    );
    assert_eq!(
        places(Format::Toml, "[a.\"b\"] # c\nd = 1\n[[f]]\n[[ f ]]\ng = 2\n"),
        "a ~ [a.\"b\"] ~ \"b\" ~ [a.\"b\"] ~ d ~ 1 ~ f ~ [[f]] ~ [[f]] ~ [[ f ]] ~ g ~ 2"
    );
    assert_eq!(places(Format::Toml, "[a.b]\nc = 1\n[a]\nd = 2"), "a ~ [a] ~ b ~ [a.b] ~ c ~ 1 ~ d ~ 2");
    assert_eq!(
        places(Format::Yaml, "a: {b: 'c'} # d\ne:\n  f: [g, \"h\"]\n  i: j\n\n# k\nl: m"),
        "a ~ {b: 'c'} ~ b ~ 'c' ~ e ~ f: [g, \"h\"]\n  i: j ~ f ~ [g, \"h\"] ~ g ~ \"h\" ~ i ~ j ~ l ~ m"
    );
    assert_eq!(
        places(Format::Yaml, "a: &x {b: c}\nd: *x\ne: &y f\ng: *y"),
        "a ~ {b: c} ~ b ~ c ~ d ~ *x ~ b ~ c ~ e ~ f ~ g ~ *y"
    );
}

fn walk(node: Node<'_>, text: &str, out: &mut Vec<String>) {
    for entry in node.entries() {
        out.push(slice(text, entry.key_span).to_owned());
        out.push(slice(text, entry.value.span()).to_owned());
        walk(entry.value, text, out);
    }
    for item in node.items() {
        out.push(slice(text, item.span()).to_owned());
        walk(item, text, out);
    }
}

fn slice(text: &str, span: Span) -> &str {
    &text[span.start as usize..span.end as usize]
}
