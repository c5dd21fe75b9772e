//! A text that is read in parts gives what it gives in one go: the same tree, at the same places.

use proptest::prelude::*;

use crate::syntax::json::parse_in_parts;

use super::*;

/// All that can be seen of a node.
fn seen(node: Node<'_>, out: &mut String) {
    let span = node.span();
    write!(out, "{}..{} ", span.start, span.end).unwrap();
    match node.value() {
        Value::List(items) => {
            out.push('[');
            items.for_each(|it| seen(it, out));
            out.push(']');
        }
        Value::Table(entries) => {
            out.push('{');
            for it in entries {
                write!(out, "{:?} {}..{}: ", it.key, it.key_span.start, it.key_span.end).unwrap();
                seen(it.value, out);
            }
            out.push('}');
        }
        other => writeln!(out, "{other:?}").unwrap(),
    }
}

/// The text in one go, or its problems.
fn whole(text: &str) -> Result<String, Problems> {
    let mut problems = Problems::new();
    let tree = parse(Format::Json, FileId(0), text, &mut problems).unwrap();
    let mut out = String::new();
    seen(tree.root(), &mut out);
    if problems.is_empty() { Ok(out) } else { Err(problems) }
}

/// The text in parts, if it can be read so.
fn parts(text: &str, cutting: Cutting) -> Option<String> {
    let tree = parse_in_parts(text, FileId(0), 0, cutting)?;
    assert!(tree.is_whole());
    let mut out = String::new();
    seen(tree.root(), &mut out);
    for it in tree.root().entries() {
        match it.value.value() {
            Value::List(items) => {
                let again = items.all().into_iter();
                assert!(again.map(Node::span).eq(items.map(Node::span)), "{text}");
            }
            Value::Table(entries) => {
                let again = entries.all().into_iter();
                assert!(again.map(|it| it.key_span).eq(entries.map(|it| it.key_span)), "{text}");
            }
            _ => {}
        }
        assert_eq!(tree.root().get(it.key).map(|it| it.value.span()), Some(it.value.span()));
    }
    Some(out)
}

/// Checks that what is read in parts is what is read in one go.
fn agree(text: &str, cutting: Cutting) -> Result<(), TestCaseError> {
    if let Some(parts) = parts(text, cutting) {
        prop_assert_eq!(Ok(parts), whole(text), "{}", text);
    }
    Ok(())
}

/// An inventory with lists and tables of so many entries.
fn inventory(n: usize) -> String {
    let all = |entry: &dyn Fn(usize) -> String| (0..n).map(entry).collect::<Vec<_>>().join(", ");
    let systems =
        all(&|it| format!("\"s{it}\": {{\"in\": \"DE\", \"data\": [\"a\", \"b\"], \"flows\": {{\"to\": {it}}}}}"));
    let flows =
        all(&|it| format!("{{\"from\": \"s{it}\", \"via\": [{{\"a\": [1, {{}}]}}, {{\"a\": 2}}], \"to\": \"s0\"}}"));
    let recipients = all(&|it| format!("\"r{it}\": \"US\""));
    format!(
        "\u{FEFF}{{\"schema\": 1, \"systems\": {{{systems}}}, \"flows\": [{flows}],\n\"recipients\": {{{recipients}}}, \"home\": \"s0\"}}\n"
    )
}

#[test]
fn long_inventories_are_read_in_parts() {
    let text = inventory(200);
    for n_parts in 2..40 {
        let tree = parse_in_parts(&text, FileId(0), 3, Cutting { n_parts, ahead: 400, sure: 3 }).unwrap();
        let mut out = String::new();
        seen(tree.root(), &mut out);
        assert_eq!(Ok(out), whole(&text), "{n_parts}");
    }
}

#[test]
fn keys_that_stand_twice_in_different_parts_are_found() {
    let text = inventory(200);
    for (from, to) in [
        ("\"s150\":", "\"s3\":"),
        ("\"r190\":", "\"r20\":"),
        ("\"home\":", "\"schema\":"),
        ("\"recipients\":", "\"systems\":"),
    ] {
        let text = text.replace(from, to);
        assert!(whole(&text).is_err(), "{to}");
        for n_parts in 2..20 {
            assert!(
                parse_in_parts(&text, FileId(0), 3, Cutting { n_parts, ahead: 400, sure: 3 }).is_none(),
                "{to} {n_parts}"
            );
        }
    }
    // The same ids in two tables are no keys that stand twice.
    let text = text.replace("\"r1", "\"s1");
    assert!(parse_in_parts(&text, FileId(0), 3, Cutting { n_parts: 9, ahead: 400, sure: 3 }).is_some());
}

/// How to cut short texts: also where it is a wrong guess.
fn cutting() -> impl Strategy<Value = Cutting> {
    (2..6_usize, 0..150_usize, 0..4_usize).prop_map(|(n_parts, ahead, sure)| Cutting { n_parts, ahead, sure })
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ab]{1,2}",
        Just("},{".to_owned()),
        Just("],\\\"flows\\\":[{".to_owned()),
        Just("\\u00e9, \\\"a\\\": 1".to_owned()),
        Just("é,\\\\".to_owned()),
    ]
}

fn value() -> impl Strategy<Value = String> {
    let scalar = prop_oneof![
        word().prop_map(|it| format!("\"{it}\"")),
        Just("1".to_owned()),
        Just("-2.5e3".to_owned()),
        Just("true".to_owned()),
        Just("null".to_owned()),
    ];
    scalar.prop_recursive(3, 40, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(|it| format!("[{}]", it.join(","))),
            table(inner, 6),
        ]
    })
}

fn table(value: impl Strategy<Value = String>, n: usize) -> impl Strategy<Value = String> {
    let entries = proptest::collection::vec((word(), 0..200_u32, value, "[ \n]{0,2}"), 0..n);
    entries.prop_map(|it| {
        // Most keys differ.
        let all = it.into_iter().map(|(key, n, value, space)| match n {
            0 => format!("{space}\"{key}\":{space}{value}"),
            n => format!("{space}\"{key}{n}\":{value}{space}"),
        });
        format!("{{{}}}", all.collect::<Vec<_>>().join(","))
    })
}

fn text() -> impl Strategy<Value = String> {
    let list = proptest::collection::vec(value(), 0..40).prop_map(|it| format!("[{}]", it.join(", ")));
    table(prop_oneof![list, table(value(), 40), value()], 5)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 250, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn texts_read_in_parts_are_the_same(text in text(), cutting in cutting()) {
        agree(&text, cutting)?;
    }

    #[test]
    fn texts_with_a_slip_read_in_parts_are_the_same(
        text in text(),
        cutting in cutting(),
        at in any::<proptest::sample::Index>(),
        length in 0..3_usize,
        put in "[\\[\\]{}\"\\\\:,0a \n]{0,3}",
    ) {
        let mut chars = text.chars().collect::<Vec<_>>();
        let at = at.index(chars.len());
        let end = (at + length).min(chars.len());
        chars.splice(at..end, put.chars());
        agree(&chars.iter().collect::<String>(), cutting)?;
        agree(&chars[..at].iter().collect::<String>(), cutting)?;
    }

    #[test]
    fn inventories_with_a_slip_read_in_parts_are_the_same(
        cutting in cutting(),
        at in any::<proptest::sample::Index>(),
        put in "[\\[\\]{}\"\\\\:,0a \n]{0,2}",
    ) {
        let mut chars = inventory(30).chars().skip(1).collect::<Vec<_>>();
        let at = at.index(chars.len());
        chars.splice(at..=at, put.chars());
        agree(&chars.iter().collect::<String>(), cutting)?;
    }
}
