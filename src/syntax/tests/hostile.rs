//! Inputs that mean harm, or that broke off: refused in a word, never a panic.

use proptest::prelude::*;

use super::*;

const ALL: [Format; 3] = [Format::Toml, Format::Yaml, Format::Json];

const SAMPLES: [(Format, &str); 3] = [
    (Format::Json, r#"{"a": ["é\u00e9\ud83d\ude00\n", -1.5e+3, true, null, {"b": {}}], "c": []}"#),
    (
        Format::Toml,
        "\u{FEFF}a = \"é\\u00e9\" # c\n'b'.\"c\" = '''x\ny'''\r\n[d.e]\nf = [1, {g = 2024-01-01 10:00:00Z}, [\"\"\"\\\n z\"\"\"]]\n[[h]]\ni = 0x1F\n[[h]]\n",
    ),
    (
        Format::Yaml,
        "%YAML 1.2\n---\na: &x {b: [é, \"\\u00e9\", 'it''s']}\n? c\n: !!str d\n<<: [*x]\ne: |+\n  f\n  g\nh:\n- i\n- j: *x\n...\n",
    ),
];

#[test]
fn samples_are_right() {
    for (format, text) in SAMPLES {
        assert!(!read(format, text).contains(".."), "{}", read(format, text));
    }
}

#[test]
fn every_prefix_is_read_without_panic() {
    for (_, text) in SAMPLES {
        let ends = (0..=text.len()).filter(|it| text.is_char_boundary(*it));
        for end in ends {
            for format in ALL {
                read(format, &text[..end]);
            }
        }
    }
}

/// Reads on a thread with the stack of a worker thread, 2 MB, on which deep recursion would end the process.
fn on_small_stack(format: Format, text: String) -> String {
    std::thread::Builder::new().stack_size(2 << 20).spawn(move || read(format, &text)).unwrap().join().unwrap()
}

#[test]
fn a_hundred_thousand_brackets_are_refused_with_one_problem() {
    let many = 100_000;
    for (format, text) in [
        (Format::Json, "[".repeat(many)),
        (Format::Json, "{\"a\":".repeat(many)),
        (Format::Json, "[".repeat(many) + &"]".repeat(many)),
        (Format::Toml, format!("a = {}", "[".repeat(many))),
        (Format::Toml, format!("a = {}{}", "[".repeat(many), "]".repeat(many))),
        (Format::Toml, format!("a = {}", "{a=".repeat(many))),
        (Format::Toml, format!("{}a = 1", "a.".repeat(many))),
        (Format::Toml, format!("[{}a]", "a.".repeat(many))),
        (Format::Yaml, "[".repeat(many)),
        (Format::Yaml, "a: ".to_owned() + &"{a: ".repeat(many)),
        (Format::Yaml, "- ".repeat(many)),
    ] {
        let start = text.chars().take(12).collect::<String>();
        let said = on_small_stack(format, text);
        assert!(said.ends_with("nested deeper than 64 levels") && said.lines().count() == 1, "{start}: {said}");
    }
    assert!(on_small_stack(Format::Yaml, "? ".repeat(many)).ends_with("nested deeper than 64 levels"));
}

#[test]
fn sixty_four_levels_are_read() {
    let lists = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    for (format, before, after) in
        [(Format::Json, "{\"a\":", "}"), (Format::Toml, "a = ", ""), (Format::Yaml, "a: ", "")]
    {
        let text = |levels: usize| format!("{before}{}{after}", lists(levels));
        assert!(!read(format, &text(63)).contains("deeper"), "{format:?}");
        assert!(read(format, &text(64)).contains("deeper"), "{format:?}");
    }
}

#[test]
fn bombs_of_aliases_are_refused() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..9 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        writeln!(text, "a{level}: &a{level} [{aliases}]").unwrap();
    }
    assert!(read(Format::Yaml, &text).ends_with("aliases expand to too much"));
    let merges =
        text.replace("[x, x, x, x, x, x, x, x, x]", "{k: {v: x}}").replace('[', "{<<: [").replace("]\n", "]}\n");
    assert!(!read(Format::Yaml, &merges).contains(".."), "merges of one key stay small");
    let mut chain = "a0: &a0 [x]\n".to_owned();
    for level in 1..100 {
        writeln!(chain, "a{level}: &a{level} [*a{}]", level - 1).unwrap();
    }
    assert!(read(Format::Yaml, &chain).ends_with("nested deeper than 64 levels"));
}

#[test]
fn honest_use_of_aliases_is_read() {
    let mut text = "d: &d {purpose: mail, data: [contact], status: active, since: 2024-01-01}\nflows:\n".to_owned();
    for flow in 0..20_000 {
        writeln!(text, "- <<: *d\n  from: a{flow}\n  to: b").unwrap();
    }
    assert!(!read(Format::Yaml, &text).contains("too much"));
}

#[test]
fn a_line_of_five_megabytes_is_read() {
    let word = "é".repeat(2_500_000);
    for (format, text) in [
        (Format::Json, format!("{{\"a\":\"{word}\"}}")),
        (Format::Toml, format!("a = \"{word}\"")),
        (Format::Yaml, format!("a: \"{word}\"")),
    ] {
        assert_eq!(read(format, &text).len(), word.len() + 7);
    }
    let slips = "\u{1}\\q".repeat(1_500_000);
    for format in ALL {
        for text in [
            format!("{{\"a\": \"{slips}\"}}"),
            format!("a = \"{slips}\""),
            format!("{word} = {word}"),
            "{\"a\" 1 ".repeat(700_000),
            "a = [".to_owned() + &"x ".repeat(2_500_000),
            word.clone(),
        ] {
            assert!(read(format, &text).len() < 200_000);
        }
    }
}

#[test]
fn many_keys_that_are_written_twice_are_found_fast() {
    let keys = |n: usize| (0..n).map(|it| format!("\"k{}\":1", it % (n - 1))).collect::<Vec<_>>().join(",");
    check(
        Format::Json,
        &format!("{{{}}}", keys(16)),
        "111..115 the key `k0` is written twice (first written here: 1..5)",
    );
    assert!(
        read(Format::Json, &format!("{{{}}}", keys(100_000)))
            .contains("the key `k0` is written twice (first written here: 1..5)")
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_without_panic(text in any::<String>()) {
        for format in ALL {
            read(format, &text);
        }
    }

    #[test]
    fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let text = String::from_utf8_lossy(&bytes);
        for format in ALL {
            read(format, &text);
        }
    }

    #[test]
    fn any_signs_are_read_without_panic(text in "[\\[\\]{}\"'\\\\:,.=#&*<>!|?~\\-+ \n\r\tuabx01é/]{0,60}") {
        for format in ALL {
            read(format, &text);
        }
    }

    #[test]
    fn samples_with_a_slip_are_read_without_panic(at in any::<proptest::sample::Index>(), put in "[\\[\\]{}\"'\\\\:,=#&*\n\tx0]{0,3}") {
        for (format, text) in SAMPLES {
            let mut chars = text.chars().collect::<Vec<_>>();
            let at = at.index(chars.len());
            chars.splice(at..=at, put.chars());
            read(format, &chars.into_iter().collect::<String>());
        }
    }
}
