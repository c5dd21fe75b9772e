//! What each command's line says of settings. Never resolves them.

use std::collections::BTreeMap;

use crate::{law::Law, output::Format};

use super::{
    Env, Manner, Stop,
    args::{
        CheckArgs, Common, Comparing, ExplainArgs, GraphArgs, Judging, PlaceArgs, RegisterArgs, RemedyArgs, ViewArgs,
    },
    settings::{Settings, resolve},
};

/// What of the command line is a setting, and what the command writes.
pub(super) struct Flags<'a> {
    pub(super) words: BTreeMap<&'static str, &'a str>,
    pub(super) outputs: &'a [String],
    pub(super) rules: &'a [String],
    /// The first one is written where nothing else is asked for.
    pub(super) formats: &'static [Format],
}

impl<'a> Flags<'a> {
    fn of(formats: &'static [Format], outputs: &'a [String]) -> Self {
        Self { words: BTreeMap::new(), outputs, rules: &[], formats }
    }

    fn add<const N: usize>(&mut self, words: [(&'static str, Option<&'a str>); N]) {
        self.words.extend(words.into_iter().filter_map(|(key, word)| word.map(|word| (key, word))));
    }

    fn judging(mut self, judging: &'a Judging) -> Self {
        let words = [
            ("profile", judging.strict.then_some("strict").or(judging.profile.as_deref())),
            ("fail-on", judging.fail_on.as_deref()),
            ("regime", judging.regime.as_deref()),
        ];
        self.add(words);
        self.rules = &judging.rule;
        self
    }
}

/// The settings of `check`, and the law that they ask for.
pub(super) fn of_check(env: &Env<'_>, args: &CheckArgs, manner: &mut Manner) -> Result<(Settings, Law), Stop> {
    let mut flags = Flags::of(Format::OF_CHECK, &args.output).judging(&args.judging);
    let words = [
        ("format", args.format.as_deref()),
        ("max", args.max.as_deref()),
        ("stdin-name", args.stdin_name.as_deref()),
        ("quiet", args.quiet.then_some("true")),
    ];
    flags.add(words);
    resolve(env, flags, &args.common, manner, "nothing was checked")
}

/// The settings of a command that compares, and the law that they ask for; `common` may be others than those written.
pub(super) fn of_comparison(
    env: &Env<'_>,
    args: &Comparing,
    common: &Common,
    manner: &mut Manner,
) -> Result<(Settings, Law), Stop> {
    let mut flags = Flags::of(Format::OF_COMPARISON, &args.output).judging(&args.judging);
    flags.add([("format", args.format.as_deref()), ("max", args.max.as_deref())]);
    resolve(env, flags, common, manner, "nothing was compared")
}

/// The settings of a command that knows only the common options, a format and regimes, and the law that they ask for.
pub(super) fn of_place(env: &Env<'_>, args: &PlaceArgs, manner: &mut Manner) -> Result<(Settings, Law), Stop> {
    let mut flags = Flags::of(Format::OF_PLACE, &args.output);
    let words = [("format", args.format.as_deref()), ("regime", args.regime.as_deref())];
    flags.add(words);
    resolve(env, flags, &args.common, manner, "nothing was looked up")
}

/// The settings of `explain`: those of a check that decide what it finds, and the law that they ask for.
pub(super) fn of_explain(env: &Env<'_>, args: &ExplainArgs, manner: &mut Manner) -> Result<(Settings, Law), Stop> {
    let mut flags = Flags::of(Format::OF_EXPLANATION, &args.output);
    let words =
        [("profile", args.strict.then_some("strict").or(args.profile.as_deref())), ("format", args.format.as_deref())];
    flags.add(words);
    resolve(env, flags, &args.common, manner, "nothing was explained")
}

/// The settings of `remedy`, and the law that they ask for.
pub(super) fn of_remedy(env: &Env<'_>, args: &RemedyArgs, manner: &mut Manner) -> Result<(Settings, Law), Stop> {
    let mut flags = Flags::of(Format::OF_REMEDY, &args.output).judging(&args.judging);
    let words = [
        ("format", args.format.as_deref()),
        ("max", args.max.as_deref()),
        ("stdin-name", args.stdin_name.as_deref()),
        ("quiet", args.quiet.then_some("true")),
    ];
    flags.add(words);
    resolve(env, flags, &args.common, manner, "nothing was checked")
}

/// The settings of `register`, and the law that they ask for.
pub(super) fn of_register(env: &Env<'_>, args: &RegisterArgs, manner: &mut Manner) -> Result<(Settings, Law), Stop> {
    let mut flags = Flags::of(Format::OF_REGISTER, &args.view.output);
    flags.words.extend(args.max.as_deref().map(|it| ("max", it)));
    of_view(env, flags, args.format.as_deref(), &args.view, manner)
}

/// The settings of `graph`, and the law that they ask for.
pub(super) fn of_graph(env: &Env<'_>, args: &GraphArgs, manner: &mut Manner) -> Result<(Settings, Law), Stop> {
    let flags = Flags::of(Format::OF_GRAPH, &args.view.output);
    of_view(env, flags, args.format.as_deref(), &args.view, manner)
}

fn of_view<'a>(
    env: &'a Env<'_>,
    mut flags: Flags<'a>,
    format: Option<&'a str>,
    view: &'a ViewArgs,
    manner: &mut Manner,
) -> Result<(Settings, Law), Stop> {
    let words = [
        ("profile", view.strict.then_some("strict").or(view.profile.as_deref())),
        ("regime", view.regime.as_deref()),
        ("format", format),
        ("stdin-name", view.stdin_name.as_deref()),
    ];
    flags.add(words);
    resolve(env, flags, &view.common, manner, "nothing was checked")
}
