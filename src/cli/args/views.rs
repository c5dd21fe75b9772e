//! What can be written after `register`, `graph` and `remedy`, and the help that teaches it. Never reads a value's meaning.

use clap::{Args as ClapArgs, builder::PossibleValuesParser};

use crate::{
    assess::{Profile, Verdict},
    output::Format,
};

use super::{Common, Judging};

pub(super) const REGISTER_AFTER: &str = "\
Rows:
  one for each flow or access, seen against one destination, under one law; by flow, destination and law.
  Filters of one kind add up, those of different kinds narrow: --country US --country IN --verdict undecided

Exit codes:
  0  the register could be made, whatever it says
  2  usage or configuration, a word of a filter that nothing has
  3  an input cannot be read or understood, or there was nothing to check

Examples:
  transborder register
  transborder register --verdict unprotected --verdict undecided
  transborder register inventory/ --importer mailco --country US
  transborder register --format csv -o register.md > register.csv";

pub(super) const GRAPH_AFTER: &str = "\
Edges:
  unprotected bold red, undecided dashed orange, derogation dotted purple, safeguarded blue, adequate green;
  each also says its verdict in words. Systems stand with their country; those from which data of the
  territory come are marked as origin. Above 120 systems there is one node for each place and operator.

Exit codes:
  0  the picture could be drawn
  2  usage or configuration, a system that does not exist
  3  an input cannot be read or understood, or there was nothing to check

Examples:
  transborder graph | dot -Tsvg > transfers.svg
  transborder graph -o transfers.mmd > transfers.dot
  transborder graph --only unprotected --only undecided
  transborder graph inventory/ --focus mail --format mermaid";

pub(super) const REMEDY_AFTER: &str = "\
Actions, each with its cost in days of work (`[costs]` in transborder.toml sets it, `inf` is never proposed):
  record-clauses        sign clauses with an importer and assess its country; covers every flow to it
  mend-mechanism        put a recorded mechanism right that does not stand, or add what it lacks (UK Addendum)
  make-assessment       make an assessment anew whose measures have no effect
  renew-listing, get-listing
                        an importer gets on a list that a decision covers, again or for the first time
  move-system           another region or support team, inside the territory
  finish-anonymization  data that are called anonymous, or are pseudonymized, become anonymous
  anonymize-flow, stop-flow

The answer costs the least in its model (a minimum cut) unless it says that this is not proven, and it is tried out: the inventory is assessed again with all actions
done, papers complete and signed that day, and what remains is said. An action is a proposal and never a ground.

Exit codes:
  0  after these actions nothing at or above the gate (--fail-on) remains
  1  something does
  2  usage or configuration
  3  an input cannot be read or understood, or there was nothing to check

Examples:
  transborder remedy
  transborder remedy --write to-sign.toml
  transborder remedy inventory/ --format markdown --as-of 2027-01-01";

/// What commands have in common that show an inventory without being a gate.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct ViewArgs {
    /// Files and folders that together are the inventory; `-` is standard input
    ///
    /// Without any, what `inventory` in transborder.toml names, else this folder.
    #[arg(value_name = "PATH")]
    pub(in crate::cli) paths: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) common: Common,
    /// Which laws to judge under, such as `eu,uk,ch` [default: each that somebody in the inventory is subject to]
    #[arg(long, value_name = "REGIMES")]
    pub(in crate::cli) regime: Option<String>,
    /// How strictly findings are made; verdicts are the same under each [default: default]
    #[arg(long, value_name = "PROFILE", value_parser = PossibleValuesParser::new(Profile::WORDS))]
    pub(in crate::cli) profile: Option<String>,
    /// Short for `--profile strict`
    #[arg(long, conflicts_with = "profile")]
    pub(in crate::cli) strict: bool,
    /// Also write to a file, as often as wanted; its ending gives the format where none is named
    #[arg(short, long, value_name = "[FORMAT=]FILE")]
    pub(in crate::cli) output: Vec<String>,
    /// What `-` is called; the ending gives its format [default: stdin.toml]
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) stdin_name: Option<String>,
}

/// Arguments of `register`.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct RegisterArgs {
    #[command(flatten)]
    pub(in crate::cli) view: ViewArgs,
    /// How standard output is written [default: text]
    #[arg(long, value_name = "FORMAT", value_parser = PossibleValuesParser::new(Format::OF_REGISTER.iter().map(|it| it.name())))]
    pub(in crate::cli) format: Option<String>,
    /// Only transfers to this place: a country, a bloc, `world`, `third-country`, or `unknown`
    #[arg(long, value_name = "PLACE")]
    pub(in crate::cli) country: Vec<String>,
    /// Only transfers to this organization, by its id or name
    #[arg(long, value_name = "ORGANIZATION")]
    pub(in crate::cli) importer: Vec<String>,
    /// Only rows with this verdict
    #[arg(long, value_name = "VERDICT", value_parser = PossibleValuesParser::new(Verdict::WORDS))]
    pub(in crate::cli) verdict: Vec<String>,
    /// Only rows with this class of data, or with data that nobody described
    #[arg(long, value_name = "DATA")]
    pub(in crate::cli) data: Vec<String>,
    /// Only rows at this system, by its id or name
    #[arg(long, value_name = "SYSTEM")]
    pub(in crate::cli) system: Vec<String>,
    /// Also rows by which nothing leaves: inside the territory, anonymous, no transfer
    #[arg(long)]
    pub(in crate::cli) all: bool,
    /// Most rows that text shows [default: 50]
    #[arg(long, value_name = "N")]
    pub(in crate::cli) max: Option<String>,
}

/// Arguments of `graph`.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct GraphArgs {
    #[command(flatten)]
    pub(in crate::cli) view: ViewArgs,
    /// How standard output is written [default: dot]
    #[arg(long, value_name = "FORMAT", value_parser = PossibleValuesParser::new(Format::OF_GRAPH.iter().map(|it| it.name())))]
    pub(in crate::cli) format: Option<String>,
    /// Only what reaches this system, and what it reaches
    #[arg(long, value_name = "SYSTEM")]
    pub(in crate::cli) focus: Option<String>,
    /// Only edges with this verdict, and the ways that the data took to them
    #[arg(long, value_name = "VERDICT", value_parser = PossibleValuesParser::new(Verdict::WORDS))]
    pub(in crate::cli) only: Vec<String>,
}

/// Arguments of `remedy`.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct RemedyArgs {
    /// Files and folders that together are the inventory; `-` is standard input
    ///
    /// Without any, what `inventory` in transborder.toml names, else this folder.
    #[arg(value_name = "PATH")]
    pub(in crate::cli) paths: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) common: Common,
    #[command(flatten)]
    pub(in crate::cli) judging: Judging,
    /// How standard output is written [default: text]
    #[arg(long, value_name = "FORMAT", value_parser = PossibleValuesParser::new(Format::OF_REMEDY.iter().map(|it| it.name())))]
    pub(in crate::cli) format: Option<String>,
    /// Also write to a file, as often as wanted; its ending gives the format where none is named
    #[arg(short, long, value_name = "[FORMAT=]FILE")]
    pub(in crate::cli) output: Vec<String>,
    /// Also write the papers to sign as a new part of the inventory, with blanks to fill in; never overwrites
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) write: Option<String>,
    /// Most findings that text names of what remains [default: 50]
    #[arg(long, value_name = "N")]
    pub(in crate::cli) max: Option<String>,
    /// What `-` is called; the ending gives its format [default: stdin.toml]
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) stdin_name: Option<String>,
    /// Leave the actions out, and say what they come to
    #[arg(short, long, conflicts_with = "verbose")]
    pub(in crate::cli) quiet: bool,
}
