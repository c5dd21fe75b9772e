//! Our TOML and JSON against the crates that others use: the same texts are right, and mean the same.

use proptest::prelude::*;

use super::*;

/// A tree with sorted keys, numbers and days without their spelling.
fn plain(node: Node<'_>) -> serde_json::Value {
    match node.value() {
        Value::Null => serde_json::Value::Null,
        Value::Bool(it) => it.into(),
        Value::Number(_) => 0.into(),
        Value::Date(_) => "day".into(),
        Value::Text(it) | Value::Plain(it) => it.into(),
        Value::List(items) => items.map(plain).collect(),
        Value::Table(entries) => {
            entries.map(|it| (it.key.to_owned(), plain(it.value))).collect::<serde_json::Map<_, _>>().into()
        }
    }
}

fn ours(format: Format, text: &str) -> Result<serde_json::Value, String> {
    let mut problems = Problems::new();
    let tree = parse(format, FileId(0), text, &mut problems).unwrap();
    problems.retain(|it| format == Format::Toml || !it.message.contains("written twice"));
    if problems.is_empty() { Ok(plain(tree.root())) } else { Err(problems.remove(0).message) }
}

fn theirs_toml(value: ::toml::Value) -> serde_json::Value {
    match value {
        ::toml::Value::String(it) => it.into(),
        ::toml::Value::Integer(_) | ::toml::Value::Float(_) => 0.into(),
        ::toml::Value::Boolean(it) => it.into(),
        ::toml::Value::Datetime(_) => "day".into(),
        ::toml::Value::Array(it) => it.into_iter().map(theirs_toml).collect(),
        ::toml::Value::Table(it) => {
            it.into_iter().map(|(key, it)| (key, theirs_toml(it))).collect::<serde_json::Map<_, _>>().into()
        }
    }
}

fn agree_on_toml(text: &str) -> Result<(), TestCaseError> {
    match (ours(Format::Toml, text), text.parse::<::toml::Table>()) {
        (Ok(ours), Ok(theirs)) => prop_assert_eq!(ours, theirs_toml(::toml::Value::Table(theirs)), "{}", text),
        (Err(_), Err(_)) => {}
        (Ok(_), Err(error)) => prop_assert!(false, "only the crate refuses\n{text}\n{error}"),
        // The crate lets a dotted key reach into the last table of an array, which TOML forbids.
        (Err(problem), Ok(_)) if problem.contains("is a list of tables") => {}
        (Err(problem), Ok(_)) => prop_assert!(false, "only we refuse\n{text}\n{problem}"),
    }
    Ok(())
}

fn numbers_to_zero(value: serde_json::Value) -> serde_json::Value {
    match value {
        serde_json::Value::Number(_) => 0.into(),
        serde_json::Value::Array(it) => it.into_iter().map(numbers_to_zero).collect(),
        serde_json::Value::Object(it) => {
            it.into_iter().map(|(key, it)| (key, numbers_to_zero(it))).collect::<serde_json::Map<_, _>>().into()
        }
        other => other,
    }
}

fn toml_key() -> impl Strategy<Value = String> {
    proptest::collection::vec(prop_oneof!["[abc]", "\"[ab]\"", "'[ab]'"], 1..4).prop_map(|it| it.join("."))
}

fn toml_value() -> impl Strategy<Value = String> {
    let scalar = prop_oneof![
        Just("1".to_owned()),
        Just("2024-01-15".to_owned()),
        Just("2024-01-15 10:00:00Z".to_owned()),
        Just("\"x\\n\\u00e9\"".to_owned()),
        Just("'''\ny\n'''".to_owned()),
        Just("true".to_owned()),
        "[-+]?[0-9_.e]{1,5}",
        "0[xob][0-9a-f_]{0,4}",
        "\"[ab\\\\\"nux0-9]{0,8}\"",
        "\"{3}[a\\\\\" \n]{0,8}\"{3}",
    ];
    scalar.prop_recursive(3, 12, 4, |inner| {
        let items = proptest::collection::vec(inner.clone(), 0..3).prop_map(|it| it.join(", "));
        let fields = proptest::collection::vec((toml_key(), inner), 0..4);
        let fields = fields.prop_map(|it| {
            it.into_iter().map(|(key, value)| format!("{key} = {value}")).collect::<Vec<_>>().join(", ")
        });
        prop_oneof![items.prop_map(|it| format!("[{it}]")), fields.prop_map(|it| format!("{{ {it} }}"))]
    })
}

fn toml_line() -> impl Strategy<Value = String> {
    prop_oneof![
        toml_key().prop_map(|it| format!("[{it}]")),
        toml_key().prop_map(|it| format!("[[{it}]]")),
        (toml_key(), Just("1")).prop_map(|(key, value)| format!("{key} = {value}")),
        (toml_key(), toml_value()).prop_map(|(key, value)| format!("{key} = {value} # z")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn toml_means_what_the_toml_crate_reads(lines in proptest::collection::vec(toml_line(), 0..8)) {
        agree_on_toml(&lines.join("\n"))?;
    }

    #[test]
    fn toml_signs_are_read_as_the_toml_crate_reads_them(text in "a = [\\[\\]{}\"'\\\\,.=# \nax01\\-:_+]{0,14}") {
        agree_on_toml(&text)?;
    }

    #[test]
    fn json_means_what_serde_json_reads(tokens in proptest::collection::vec(
        prop_oneof![
            Just("{"), Just("}"), Just("["), Just("]"), Just(":"), Just(","), Just("\"a\":"), Just("\"b\""), Just("1"), Just("-0.5e3"),
            Just("01"), Just("1."), Just("true"), Just("nul"), Just("null"), Just("\"\\u00e9\""), Just("\"\\ud800\""), Just("\"\\ud800\\udc00\""), Just(" "), Just("\n"), Just("\"\t\""), Just("'a'"),
        ],
        0..10,
    )) {
        for text in [tokens.concat(), format!("{{\"k\":[{}]}}", tokens.join(",")), format!("{{\"k\":{}}}", tokens.concat())] {
            let theirs = serde_json::from_str::<serde_json::Value>(&text);
            match (ours(Format::Json, &text), theirs) {
                (Ok(ours), Ok(theirs)) => prop_assert!(theirs.is_null() || ours == numbers_to_zero(theirs), "{}", text),
                (Err(_), Err(_)) => {}
                (Err(problem), Ok(theirs)) => prop_assert!(!theirs.is_object(), "only we refuse\n{text}\n{problem}"),
                // We do not convert numbers.
                (Ok(_), Err(error)) if error.to_string().contains("number out of range") => {}
                (Ok(_), Err(error)) => prop_assert!(text.trim().is_empty(), "only the crate refuses\n{text}\n{error}"),
            }
        }
    }
}
