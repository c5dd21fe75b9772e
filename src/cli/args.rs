//! What can be written on the command line, and the help that teaches it. Never reads a value's meaning.

mod views;

use clap::{Args as ClapArgs, Parser, Subcommand, builder::PossibleValuesParser};

use crate::{assess::Profile, output::Format};

use super::words::{COLORS, GATES};

use views::{GRAPH_AFTER, REGISTER_AFTER, REMEDY_AFTER};
pub(super) use views::{GraphArgs, RegisterArgs, RemedyArgs, ViewArgs};

const ABOUT: &str = "Tells whether personal data may cross a border";

const LONG_ABOUT: &str = "\
Tells whether personal data may cross a border.

An inventory says who gets personal data from you, in which country, and on what ground. transborder \
follows the data from system to system, judges every transfer by the law of a day, and points at the \
line that does not hold, with the provision and what to do. It says what it does not know, and it is \
no legal advice.";

const AFTER: &str = "\
Start:
  transborder init                      writes a commented inventory.toml
  transborder check                     checks the inventories of this folder
  transborder check flows.toml law/     checks files and folders as one inventory
  transborder register --format csv     all transfers, one row each
  transborder remedy                    the smallest set of actions that clears what is unprotected
  transborder place Japan               what the law says of a place today
  transborder explain 4f1c90aa          why a finding is one, by the id below it
  transborder what-if --without dpf     what breaks if a decision falls
  transborder diff main..HEAD           what a change adds, breaks and mends

`transborder check --help` explains verdicts, settings and exit codes.";

const CHECK_AFTER: &str = "\
Verdicts of a transfer:
  adequate      an adequacy decision covers it (GDPR Art. 45)
  safeguarded   clauses, binding corporate rules or the like stand (Art. 46)
  derogation    consent, a contract or the like stands (Art. 49)
  undecided     a fact that matters is not recorded; the finding names it
  unprotected   no recorded mechanism covers it on that day
Not transfers: within-territory, not-a-transfer, anonymous.

Exit codes:
  0  checked, nothing at or above the gate (--fail-on)
  1  findings at or above the gate
  2  usage or configuration
  3  an input cannot be read or understood, or there was nothing to check;
     JSON files of -o then hold the errors, other results of an earlier run are removed

Laws:
  Each transfer is judged under every law that has its exporter: eu (GDPR), uk (UK GDPR), ch (Swiss FADP).
  One run can give a flow three answers; --regime eu limits it.

Settings:
  a flag wins over its variable (TRANSBORDER_AS_OF for --as-of), and that over transborder.toml,
  which is looked for from here up to the root of the repository. -v says where each came from.
  --rule and `[rules]` change how findings are shown and what fails, never a verdict.

Examples:
  transborder check
  transborder check systems.toml law/ --as-of 2027-01-01
  transborder check --strict --fail-on warning
  transborder check -o findings.json -o text=findings.txt
  generate-inventory | transborder check - --stdin-name generated.json";

const PLACE_AFTER: &str = "\
Status:
  territory     data move as if they stayed inside
  adequate      an adequacy decision covers recipients there
  conditional   a decision covers some: a law, a sector or a purpose decides
  listed-only   a decision covers recipients on a public list
  none          no decision; a transfer needs a ground of its own
  not-covered   the day lies before the legal data of that law

Laws: eu (GDPR), uk (UK GDPR, from 1 January 2021), ch (Swiss FADP, from 1 September 2023).

Exit codes:
  0  the place is known
  2  it is not, or the command is not understood

Examples:
  transborder place DE
  transborder place aws:eu-west-2
  transborder place \"South Korea\" --as-of 2021-12-16
  transborder place Gibraltar --regime uk
  transborder place US --format json";

const EXPLAIN_AFTER: &str = "\
What is explained:
  a rule         when it fires, why, the law, an example with what is said of it, the same mended
  a fingerprint  the `id` below a finding, or 4 of its digits: every step, fact and ground behind it
  a place        what the law makes of it, every decision with its conditions
  a kind         of mechanism, such as `scc`: articles, editions, what is asked
Without an argument, the catalogue; as markdown the whole reference of the rules.

Exit codes:
  0  explained
  2  nothing has that name, or several have; usage or configuration
  3  the inventory cannot be read or understood, or there was nothing to check

Examples:
  transborder explain
  transborder explain unprotected-transfer
  transborder explain 95fae0dc examples/readme.toml --as-of 2026-11-23
  transborder explain Japan
  transborder explain scc --format json";

const WHAT_IF_AFTER: &str = "\
Both sides are judged on one day, that of --as-of or today. With --as-of alone, that day is compared with today.

Exit codes:
  0  compared; nothing that the change introduces reaches the gate (--fail-on)
  1  the change introduces findings at or above the gate
  2  usage or configuration; also where nothing is to be changed
  3  an input cannot be read or understood, or there was nothing to check

Examples:
  transborder what-if --without eu-us-dpf
  transborder what-if inventory/ --without eu-us-dpf --without scc
  transborder what-if --expire 2027-06-30
  transborder what-if --expire eu-us-dpf=2027-06-30
  transborder what-if --add-decision Kenya --move mail=aws:eu-central-1 --drop mailco
  transborder what-if --as-of 2028-01-01";

const DIFF_AFTER: &str = "\
Both sides are judged by the same law as of the same day. Revisions are read with git; nothing is checked out.
`OLD..NEW` compares two commits, `OLD...NEW` the new one with where it parted from the old one. A side left
out is HEAD. A path after `REV:` starts at the root of the repository, or here with `./`.

Exit codes:
  0  compared; nothing that is introduced reaches the gate (--fail-on)
  1  findings at or above the gate are introduced
  2  usage or configuration
  3  an input cannot be read or understood, or there was nothing to check

Examples:
  transborder diff old.toml new.toml
  transborder diff main..HEAD
  transborder diff main...HEAD --format markdown -- inventory/
  transborder diff v1:inventory.toml inventory.toml";

const INIT_AFTER: &str = "\
Exit codes:
  0  the file is written
  2  it exists, or cannot be written; nothing was changed

Examples:
  transborder init
  transborder init compliance/inventory.toml";

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "transborder", version, about = ABOUT, long_about = LONG_ABOUT, after_help = AFTER)]
#[command(max_term_width = 120, arg_required_else_help = true)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Command,
}

/// One command.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check an inventory: a verdict for each transfer, findings with place, law and fix
    #[command(after_long_help = CHECK_AFTER, after_help = "More with --help: verdicts, exit codes, settings, examples.")]
    Check(CheckArgs),
    /// Show the transfer register: one row for each transfer, with both ends, places, grounds and verdict
    #[command(after_help = REGISTER_AFTER)]
    Register(RegisterArgs),
    /// Draw the systems by country, with every flow and its verdict, for Graphviz or Mermaid
    #[command(after_help = GRAPH_AFTER)]
    Graph(GraphArgs),
    /// Find the smallest set of actions that clears the unprotected transfers, and prove it
    #[command(after_long_help = REMEDY_AFTER, after_help = "More with --help: actions, exit codes, examples.")]
    Remedy(RemedyArgs),
    /// Say what the law makes of a country, cloud region, bloc or international organization
    #[command(after_help = PLACE_AFTER)]
    Place(PlaceArgs),
    /// Explain a rule, a finding, a place or a kind of mechanism in full; without an argument list the catalogue
    #[command(after_help = EXPLAIN_AFTER)]
    Explain(ExplainArgs),
    /// Say what breaks if a decision falls: the same inventory under another law or in another world
    #[command(after_help = WHAT_IF_AFTER)]
    WhatIf(WhatIfArgs),
    /// Say what a change adds, breaks and mends: two files, folders or git revisions
    #[command(after_help = DIFF_AFTER)]
    Diff(DiffArgs),
    /// Write a commented inventory to start from; never overwrites
    #[command(after_help = INIT_AFTER)]
    Init(InitArgs),
}

/// Arguments of `check`.
#[derive(Debug, ClapArgs)]
pub(super) struct CheckArgs {
    /// Files and folders that together are the inventory; `-` is standard input
    ///
    /// Without any, what `inventory` in transborder.toml names, else this folder. A file must be an inventory; in a folder,
    /// other files, hidden ones and what .gitignore leaves out are passed over.
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<String>,
    #[command(flatten)]
    pub(super) common: Common,
    #[command(flatten)]
    pub(super) judging: Judging,
    /// How standard output is written [default: text]
    #[arg(long, value_name = "FORMAT", value_parser = PossibleValuesParser::new(Format::OF_CHECK.iter().map(|it| it.name())))]
    pub(super) format: Option<String>,
    /// Also write to a file, as often as wanted; its ending gives the format where none is named
    #[arg(short, long, value_name = "[FORMAT=]FILE")]
    pub(super) output: Vec<String>,
    /// Most findings that text draws; errors go first [default: 50]
    #[arg(long, value_name = "N")]
    pub(super) max: Option<String>,
    /// What `-` is called; the ending gives its format [default: stdin.toml]
    #[arg(long, value_name = "NAME")]
    pub(super) stdin_name: Option<String>,
    /// Say each error in one line, and the outcome
    #[arg(short, long, conflicts_with = "verbose")]
    pub(super) quiet: bool,
}

/// How findings are judged, and what fails.
#[derive(Debug, ClapArgs)]
pub(super) struct Judging {
    /// Which laws to judge under, such as `eu,uk,ch` [default: each that somebody in the inventory is subject to, or may be]
    #[arg(long, value_name = "REGIMES")]
    pub(super) regime: Option<String>,
    /// How strictly: `strict` fails on everything undecided, `records-only` looks at grounds alone [default: default]
    #[arg(long, value_name = "PROFILE", value_parser = PossibleValuesParser::new(Profile::WORDS), hide_possible_values = false)]
    pub(super) profile: Option<String>,
    /// Short for `--profile strict`
    #[arg(long, conflicts_with = "profile")]
    pub(super) strict: bool,
    /// The gate: the level from which on findings end with exit 1 [default: error]
    #[arg(long, value_name = "LEVEL", value_parser = PossibleValuesParser::new(GATES))]
    pub(super) fail_on: Option<String>,
    /// Show a rule at another level: `error`, `warning`, `note`, or `off`; verdicts stay as they are
    ///
    /// As often as wanted. In transborder.toml `[rules]` keeps levels, each with its reason.
    #[arg(long, value_name = "RULE=LEVEL")]
    pub(super) rule: Vec<String>,
}

/// Options of commands that compare.
#[derive(Debug, ClapArgs)]
pub(super) struct Comparing {
    #[command(flatten)]
    pub(super) common: Common,
    #[command(flatten)]
    pub(super) judging: Judging,
    /// How the difference is written [default: text]
    #[arg(long, value_name = "FORMAT", value_parser = PossibleValuesParser::new(Format::OF_COMPARISON.iter().map(|it| it.name())))]
    pub(super) format: Option<String>,
    /// Also write to a file, as often as wanted; its ending gives the format where none is named
    #[arg(short, long, value_name = "[FORMAT=]FILE")]
    pub(super) output: Vec<String>,
    /// Most transfers, and most findings, of each list of text and markdown [default: 50]
    #[arg(long, value_name = "N")]
    pub(super) max: Option<String>,
}

/// Arguments of `what-if`.
#[derive(Debug, ClapArgs)]
pub(super) struct WhatIfArgs {
    /// Files and folders that together are the inventory, as for `check`
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<String>,
    /// Take away a decision (`eu-us-dpf`, `2023/1795`), clauses (`2021/914`), a kind (`scc`, `bcr`, `adequacy`) or a mechanism
    ///
    /// Decisions and kinds go by the words of `transborder place` and of `via`, a mechanism by its id. As often as wanted.
    #[arg(long, value_name = "NAME")]
    pub(super) without: Vec<String>,
    /// `NAME=DATE`: it ends after that day. `DATE`: nothing is renewed that has an end by that day
    ///
    /// With a name, both sides are judged on the day after, unless --as-of says a later one. Without, decisions, editions,
    /// mechanisms, authorizations, listings, measures and waivers with an end are over at once, and reviews are due.
    #[arg(long, value_name = "[NAME=]DATE")]
    pub(super) expire: Vec<String>,
    /// Add an adequacy decision without conditions for a country or an international organization
    #[arg(long, value_name = "PLACE")]
    pub(super) add_decision: Vec<String>,
    /// Let a system store and process elsewhere; its operator, and those who reach in, stay where they are
    #[arg(long = "move", value_name = "SYSTEM=PLACE")]
    pub(super) moves: Vec<String>,
    /// Leave an organization out: its systems, the flows from and to them, its people who reach in
    #[arg(long, value_name = "ORGANIZATION")]
    pub(super) drop: Vec<String>,
    #[command(flatten)]
    pub(super) comparing: Comparing,
}

/// Arguments of `diff`.
#[derive(Debug, ClapArgs)]
pub(super) struct DiffArgs {
    /// A file or folder, `REV:PATH`, or both sides at once as `OLD..NEW`
    #[arg(value_name = "OLD")]
    pub(super) old: String,
    /// A file or folder, or `REV:PATH`
    #[arg(value_name = "NEW")]
    pub(super) new: Option<String>,
    /// With `OLD..NEW`: the files and folders to compare, seen from here [default: as for `check`]
    #[arg(value_name = "PATH", last = true)]
    pub(super) paths: Vec<String>,
    #[command(flatten)]
    pub(super) comparing: Comparing,
}

/// Options that several commands have.
#[derive(Debug, Clone, ClapArgs)]
pub(super) struct Common {
    /// The day as of which the law and the facts are taken [default: today, or SOURCE_DATE_EPOCH]
    #[arg(long, value_name = "DATE")]
    pub(super) as_of: Option<String>,
    /// When to color
    #[arg(long, value_name = "WHEN", value_parser = PossibleValuesParser::new(COLORS))]
    pub(super) color: Option<String>,
    /// Lay the legal data of a folder over ours; it holds files as `data/` and `rules/` do
    #[arg(long, value_name = "DIR")]
    pub(super) law: Option<String>,
    /// Read the settings of this file instead of the nearest transborder.toml
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    pub(super) config: Option<String>,
    /// Read no configuration file
    #[arg(long)]
    pub(super) isolated: bool,
    /// Say more: where settings came from; of a check also notes, and what was read or passed over
    #[arg(short, long)]
    pub(super) verbose: bool,
}

/// Arguments of `place`.
#[derive(Debug, ClapArgs)]
pub(super) struct PlaceArgs {
    /// A code (`DE`), an English name, a cloud region with its provider (`aws:eu-west-2`), a bloc (`EEA`); several words are one name
    #[arg(value_name = "WHERE", required = true, num_args = 1..)]
    pub(super) place: Vec<String>,
    #[command(flatten)]
    pub(super) common: Common,
    /// Under which laws, such as `eu,uk` [default: all, eu first]
    #[arg(long, value_name = "REGIMES")]
    pub(super) regime: Option<String>,
    /// How the answer is written [default: text]
    #[arg(long, value_name = "FORMAT", value_parser = PossibleValuesParser::new(Format::OF_PLACE.iter().map(|it| it.name())))]
    pub(super) format: Option<String>,
    /// Also write to a file, as often as wanted; its ending gives the format where none is named
    #[arg(short, long, value_name = "[FORMAT=]FILE")]
    pub(super) output: Vec<String>,
}

/// Arguments of `explain`.
#[derive(Debug, ClapArgs)]
pub(super) struct ExplainArgs {
    /// A rule, the fingerprint of a finding (4 digits or more), a place, or a kind of mechanism
    #[arg(value_name = "RULE | FINGERPRINT | PLACE | KIND")]
    pub(super) what: Option<String>,
    /// The inventory, as for `check`: of a finding it must be the same; of a rule it is counted in
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<String>,
    #[command(flatten)]
    pub(super) common: Common,
    /// The profile of the check that gave the finding [default: default]
    #[arg(long, value_name = "PROFILE", value_parser = PossibleValuesParser::new(Profile::WORDS))]
    pub(super) profile: Option<String>,
    /// Short for `--profile strict`
    #[arg(long, conflicts_with = "profile")]
    pub(super) strict: bool,
    /// How the answer is written; findings as text or json [default: text]
    #[arg(long, value_name = "FORMAT", value_parser = PossibleValuesParser::new(Format::OF_EXPLANATION.iter().map(|it| it.name())))]
    pub(super) format: Option<String>,
    /// Also write to a file, as often as wanted; its ending gives the format where none is named
    #[arg(short, long, value_name = "[FORMAT=]FILE")]
    pub(super) output: Vec<String>,
}

/// Arguments of `init`.
#[derive(Debug, ClapArgs)]
pub(super) struct InitArgs {
    /// The file to write
    #[arg(value_name = "PATH", default_value = "inventory.toml")]
    pub(super) path: String,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::{CHECK_AFTER, PLACE_AFTER};
    use crate::law::Law;

    /// What help says of laws is what the data say: their names, and when those begin that came later than the first.
    #[test]
    fn help_tells_of_every_law() {
        let law = Law::embedded().unwrap();
        for regime in &law.regimes {
            let shown = format!("{} (", regime.id);
            for help in [CHECK_AFTER, PLACE_AFTER] {
                let about = help.split(&shown).nth(1).and_then(|it| it.split(')').next()).unwrap_or_default();
                assert!(about.contains(&regime.law_name), "{}: {help}", regime.id);
                let day = about.split(", from ").nth(1);
                assert!(day.is_none_or(|it| it == regime.begins.strftime("%-d %B %Y").to_string()), "{about}");
            }
        }
    }
}
