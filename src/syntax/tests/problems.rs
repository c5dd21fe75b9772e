//! What is said of texts with faults, and where.

use super::*;

#[track_caller]
fn all(format: Format, cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        check(format, text, expected);
    }
}

#[test]
fn json_slips_that_are_read_past() {
    all(
        Format::Json,
        &[
            (r#"{"a": 1,}"#, "7..8 a comma stands after the last item"),
            (r#"{"a": [1, 2, ]}"#, "11..12 a comma stands after the last item"),
            ("{'a': 'b'}", "1..4 a key stands in single quotes\n6..9 a string stands in single quotes"),
            ("{a: DE}", "1..2 a key stands without quotes\n4..6 `DE` stands without quotes"),
            (
                r#"{"a" 1 "b" = 2}"#,
                "4..4 a colon is missing\n6..6 a comma is missing\n11..12 `=` stands where JSON has a colon",
            ),
            (r#"{"a": , "b": [,1]}"#, "6..7 a value is missing\n14..15 a value is missing"),
            (
                "// a\n{ # b\n} /* c */",
                "0..4 JSON has no comments\n7..10 JSON has no comments\n13..20 JSON has no comments",
            ),
            (
                r#"{"a": [01, 1., +1, .5, 1e, -, 0x1]}"#,
                "7..9 `01` is not a number as JSON writes them\n11..13 `1.` is not a number as JSON writes them\n\
                 15..17 `+1` is not a number as JSON writes them\n19..21 `.5` is not a number as JSON writes them\n\
                 23..25 `1e` is not a number as JSON writes them\n27..28 `-` is not a number as JSON writes them\n\
                 30..33 `0x1` is not a number as JSON writes them",
            ),
            (
                r#"{"a": [NaN, True, None]}"#,
                "7..10 `NaN` stands without quotes\n12..16 `True` stands without quotes\n18..22 `None` stands without quotes",
            ),
            (
                r#"{"a": "\ud800", "b": "\udc00\ud800", "c": "\x\u12"}"#,
                "7..13 half of a surrogate pair stands alone\n22..28 half of a surrogate pair stands alone\n\
                 28..34 half of a surrogate pair stands alone\n43..45 this escape does not exist in JSON\n\
                 45..49 four hexadecimal digits must follow `\\u`",
            ),
            (
                "{\"a\": \"x\ty\u{1b}\"}",
                "8..9 a control character stands in a string\n10..11 a control character stands in a string",
            ),
            ("{\"a\": \"x\n, \"b\": \"y\"}", "6..7 a string is not closed on its line"),
        ],
    );
}

#[test]
fn json_slips_that_end_the_reading() {
    all(
        Format::Json,
        &[
            (r#"{"a": [1}"#, "8..9 `}` closes what it did not open (opened here: 6..7)"),
            (r#"{"a": [1"#, "8..8 the file ends inside a list (opened here: 6..7)"),
            (r#"{"a": "#, "6..6 the file ends inside a table (opened here: 0..1)"),
            (r#"{"a": "x"#, "6..7 a string is not closed on its line"),
            (r#"{"a": 1} x"#, "9..10 something follows the end of the document"),
            (r#"{"a": 1}}"#, "8..9 something follows the end of the document"),
            (r#"{"a": 1; "b": 2}"#, "7..8 `;` stands where `,` or `}` was expected"),
            (r#"{"a": 1,, "b": 2}"#, "8..9 `,` stands where a key in double quotes was expected"),
            (r#"{"a"}"#, "1..4 a key has no value"),
            (r#"{"a": @}"#, "6..7 `@` stands where a value was expected"),
        ],
    );
}

#[test]
fn keys_that_are_written_twice_show_both_places_and_the_first_counts() {
    check(Format::Json, r#"{"a": 1, "\u0061": 2}"#, "9..17 the key `a` is written twice (first written here: 1..4)");
    check(Format::Yaml, "a: 1\n'a': 2", "5..8 the key `a` is written twice (first written here: 0..1)");
    check(
        Format::Yaml,
        "a: {b: 1, b: 2, b: 3}",
        "10..11 the key `b` is written twice (first written here: 4..5)\n16..17 the key `b` is written twice (first written here: 4..5)",
    );
    all(
        Format::Toml,
        &[
            ("a = 1\na = 2", "6..7 the key `a` is written twice (first written here: 0..1)"),
            ("a = {b = 1, b = 2}", "12..13 the key `b` is written twice (first written here: 5..6)"),
            ("a.b = 1\na.'b' = 2", "10..13 the key `b` is written twice (first written here: 2..3)"),
            ("[a]\nb = 1\n[a]\nb = 2", "11..12 the key `a` is written twice (first written here: 1..2)"),
            ("a = {b = 1}\n[a]\nb = 2\nc = 3", "13..14 the key `a` is written twice (first written here: 0..1)"),
            ("[[a]]\n[a]", "7..8 the key `a` is written twice (first written here: 2..3)"),
            ("[a]\n[[a]]", "6..7 the key `a` is written twice (first written here: 1..2)"),
            ("a.b = 1\n[a]", "9..10 the key `a` is written twice (first written here: 0..1)"),
        ],
    );
    for (format, text) in
        [(Format::Json, r#"{"a": 1, "a": 2}"#), (Format::Toml, "a = 1\na = 2"), (Format::Yaml, "a: 1\na: 2")]
    {
        let tree = parse(format, FileId(0), text, &mut Problems::new()).unwrap();
        let values = tree.root().entries().map(|it| show(it.value).replace("plain(1)", "1")).collect::<Vec<_>>();
        assert_eq!(values, ["1"], "{format:?}");
    }
}

#[test]
fn toml_tables_that_are_closed() {
    all(
        Format::Toml,
        &[
            (
                "a = {b = 1}\na.c = 2",
                "12..13 `a` is a table in braces and cannot get keys from here (written here: 0..1)",
            ),
            (
                "a = {b = 1}\n[a.c]\nd = 1",
                "13..14 `a` is a table in braces and cannot get keys from here (written here: 0..1)",
            ),
            ("a = [1]\n[a.c]", "9..10 `a` is a list and cannot get keys from here (written here: 0..1)"),
            (
                "[[a.b]]\n[a]\nb.c = 1",
                "12..13 `b` is a list of tables and cannot get keys from here (written here: 4..5)",
            ),
            (
                "[a.b]\n[a]\nb.c = 1",
                "10..11 `b` is a table with a header of its own and cannot get keys from here (written here: 3..4)",
            ),
            ("a = 1\na.b = 2", "6..7 `a` is no table and cannot get keys from here (written here: 0..1)"),
        ],
    );
}

#[test]
fn toml_lines_that_are_wrong_do_not_hide_each_other() {
    check(
        Format::Toml,
        "a = DE\nb = \"x\nc = yes\nd\ne = \nf: 1\n= 2\ng h = 3\ni = 1,\nj = 1 k = 2\n[l\n[[m]\n[]\nn = 2024-1-5\no = 01\np = \"\\q\"\n",
        "4..6 `DE` needs quotes\n11..12 a string is not closed on its line\n18..21 `yes` needs quotes\n22..23 the key `d` has no value\n\
         28..28 a value is missing\n30..31 `:` stands where TOML has `=`\n34..35 a key was expected\n40..41 `=` is missing after a key\n\
         51..52 a comma stands at the end of a line\n59..64 something follows the value on its line\n67..67 a header ends with `]`\n\
         71..72 a header ends with `]]`\n74..75 a key was expected\n80..88 `2024-1-5` is neither a number nor a day\n\
         93..95 `01` is neither a number nor a day\n101..103 this escape does not exist in TOML",
    );
}

#[test]
fn toml_brackets_that_stay_open_hide_little() {
    all(
        Format::Toml,
        &[
            (
                "a = [\"x\"\nb = 1\nc = y\n",
                "9..10 `,` or `]` was expected (opened here: 4..5)\n19..20 `y` needs quotes",
            ),
            (
                "a = [\n \"x\" 1,\n \"y\",\n]\nb = z",
                "11..12 `,` or `]` was expected (opened here: 4..5)\n26..27 `z` needs quotes",
            ),
            (
                "a = [\"x\" \"y\"]\nb = {c = 1 d = 2}",
                "8..8 a comma is missing\n25..26 `,` or `}` was expected (opened here: 18..19)",
            ),
            ("a = [1, 2\n", "4..5 a list is never closed (the end of the file: 10..10)"),
            ("a = {b = [1]\n", "4..5 a table is never closed (the end of the file: 13..13)"),
            ("a = \"\"\"x\n\n", "4..7 a string is never closed"),
            (
                "a = 'x\u{1}' # \u{2}",
                "6..7 a control character stands in a string\n11..12 a control character stands in a comment",
            ),
            ("größe = 1\n\"\"\"a\"\"\" = 2", "0..7 the key `größe` needs quotes\n12..19 a key stands in three quotes"),
        ],
    );
}

#[test]
fn yaml_syntax() {
    all(
        Format::Yaml,
        &[
            ("a:\n\t- b", "4..5 a tab stands where YAML has spaces only"),
            ("a: b: c", "4..5 a colon stands where no key can be"),
            ("a: {x: 1]", "3..4 `{` is closed by `]`"),
            ("a: \"x", "3..4 a quote is never closed"),
            ("a: 'x' y", "7..8 something follows the closing quote"),
            ("a: @x", "3..4 `@` cannot begin a text"),
            ("\u{FEFF}a: @x", "6..7 `@` cannot begin a text"),
            ("a: 1\nb", "5..6 a key with a colon was expected"),
            ("a: *", "3..4 an anchor or alias has no name"),
            ("a: 1\n---\nb: 2", "5..8 a second document begins in this file"),
            ("a: !foo b", "3..7 the tag `!foo` means nothing here"),
        ],
    );
}

#[test]
fn yaml_aliases_and_keys() {
    all(
        Format::Yaml,
        &[
            (
                "a: *x\nb: *y\n*z : c",
                "3..5 no anchor `&x` stands before this alias\n9..11 no anchor `&y` stands before this alias\n12..14 no anchor `&z` stands before this alias",
            ),
            ("a: &x [*x]", "7..9 an alias stands inside what it repeats"),
            ("a: &x {b: {<<: *x}}", "15..17 an alias stands inside what it repeats"),
            ("? [x, {y: z}]\n: a\nb: c", "2..3 a key must be a word, this is a list"),
            (
                "? {x: {y: z}}\n: {a: b}\n? [c]\n: d",
                "2..3 a key must be a word, this is a table\n25..26 a key must be a word, this is a list",
            ),
            ("a: &x [b]\n*x : c", "10..12 a key must be a word, this is a list or table"),
            (
                "a: &x 1\nb: {<<: *x}\nc: {<<: [2, [3]]}\nd: {<<: e}\nf: {<<: ~}",
                "16..18 only a table can be merged\n29..30 only a table can be merged\n32..33 only a table can be merged\n46..47 only a table can be merged",
            ),
        ],
    );
}

#[test]
fn a_root_that_is_no_table_is_a_problem() {
    check(Format::Json, "[1]", "0..3 an inventory is a table of keys, this is a list");
    check(Format::Json, "3", "0..1 an inventory is a table of keys, this is a number");
    check(Format::Yaml, "- a\n- b\n", "0..7 an inventory is a table of keys, this is a list");
    check(Format::Yaml, "word", "0..4 an inventory is a table of keys, this is a text");
    check(Format::Json, "[1", "2..2 the file ends inside a list (opened here: 0..1)");
}

#[test]
fn a_thousand_problems_are_told_and_the_rest_is_counted() {
    let mut problems = Problems::new();
    let text = "a = DE\n".to_owned() + &"b = DE\n".repeat(600);
    parse(Format::Toml, FileId(0), &text, &mut problems);
    let (last, others) = problems.split_last().unwrap();
    assert_eq!(others.len(), 1_000);
    assert_eq!(last.message, "200 more problems in this file are not shown");
    assert!(others.iter().all(|it| !it.message.contains("not shown")));
}

#[test]
fn what_could_be_read_is_given_also_after_an_error() {
    for (format, text) in [
        (Format::Json, r#"{"a": {"b": 1}, "c": @"#),
        (Format::Toml, "[a]\nb = 1\nc = ?"),
        (Format::Yaml, "a: {b: 1}\nc: @"),
    ] {
        let mut problems = Problems::new();
        let tree = parse(format, FileId(0), text, &mut problems).unwrap();
        assert_eq!(problems.len(), 1, "{format:?}");
        let a = tree.root().get("a").unwrap().value;
        assert!(matches!(a.get("b").unwrap().value.value(), Value::Number("1") | Value::Plain("1")), "{format:?}");
    }
}
