//! How another command is told of the inventory that was checked: the words after its name. Never runs anything.

use crate::{output::Next, text::clean};

use super::args::CheckArgs;

/// What follows `remedy` and `explain`; `None` where the inventory came by standard input, which is read by now.
///
/// What variables and files say counts for them too, so only the words of the command line are repeated.
pub(super) fn of(args: &CheckArgs) -> Option<Next> {
    // What cannot be shown as it is cannot be typed either.
    if args.paths.iter().any(|it| it == "-" || clean(it) != it.as_str()) {
        return None;
    }
    let (common, judging) = (&args.common, &args.judging);
    let mut shared = args.paths.iter().map(|it| format!(" {}", path(it))).collect::<String>();
    let mut add = |flag: &str, word: Option<&str>| {
        shared.extend(word.map(|it| format!(" --{flag} {}", quoted(it))));
    };
    add("as-of", common.as_of.as_deref());
    add("law", common.law.as_deref());
    add("config", common.config.as_deref());
    add("profile", judging.profile.as_deref());
    shared.extend(judging.strict.then_some(" --strict"));
    shared.extend(common.isolated.then_some(" --isolated"));
    let regime = judging.regime.as_deref().map_or_else(String::new, |it| format!(" --regime {}", quoted(it)));
    Some(Next { to_remedy: format!("{shared}{regime}"), to_explain: shared })
}

/// A path as a shell takes it for one word, and this program for no option.
pub(super) fn path(path: &str) -> String {
    if path.starts_with('-') { quoted(&format!("./{path}")) } else { quoted(path) }
}

/// A word as a shell takes it for one.
fn quoted(word: &str) -> String {
    let is_plain = |it: char| it.is_alphanumeric() || "_-./:,=@%+".contains(it);
    let word = clean(word);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.into_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::{path, quoted};

    #[test]
    fn paths_are_no_options() {
        assert_eq!(path("-x.toml"), "./-x.toml");
        assert_eq!(path("-a b"), "'./-a b'");
        assert_eq!(path("a-b.toml"), "a-b.toml");
    }

    #[test]
    fn words_are_quoted_where_a_shell_would_part_them() {
        for (word, shown) in
            [("a/b.toml", "a/b.toml"), ("a b", "'a b'"), ("", "''"), ("it's", "'it'\\''s'"), ("$x", "'$x'")]
        {
            assert_eq!(quoted(word), shown, "{word}");
        }
    }
}
