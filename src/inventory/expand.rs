//! The two-minute form: each recipient becomes an organization, a system and a flow from home; what the full
//! form says of the same id is merged, and what both say differently is a problem.

use rustc_hash::FxHashSet;

use crate::{
    law::{Misplaced, Place, PlaceKind},
    syntax::{Entry, Node, Tree, Value},
    text::{Assumption, Lack, Problem, Span, Spanned, closest},
};

use super::{
    FlowEntry, Inventory, OrganizationId, SystemId,
    keys::{Few, Lower, Many, lower_table},
    lower::{Lowering, toml_key},
    model::{Flow, FlowDetails, Organization, OrganizationDetails, Recipient, System},
    values::{About, Party, Roles, text},
    words::Role,
};

/// The id of the organization and of the system that `home` stands for.
pub const HOME: &str = "home";

/// What `home` names.
pub(super) enum Home {
    /// An organization that is defined.
    Organization { id: OrganizationId, word: String, span: Span },
    /// A place: an organization and a system called `home` stand there.
    Place { place: Place, word: String, span: Span },
}

impl Home {
    /// What the files say; all that say it must say the same.
    pub(super) fn of(trees: &[Tree<'_>], cx: &mut Lowering<'_>) -> Option<Self> {
        let mut all = trees.iter().filter_map(|tree| tree.root().get("home"));
        let home = Self::read(all.next()?.value, cx);
        let Some(first) = &home else {
            return None;
        };
        for entry in all {
            let same = matches!(entry.value.value(), Value::Text(text) | Value::Plain(text) if text == first.word());
            if !same {
                let problem = Problem::at(entry.value.span(), "`home` is said differently twice").label("another home");
                cx.problem(problem.related(first.span(), "first said here"));
            }
        }
        home
    }

    fn read(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
        let word = text(node, cx, "an organization's id, or a place")?.to_owned();
        let span = node.span();
        if let Some(id) = cx.names.home_organization(&word) {
            return Some(Self::Organization { id, word, span });
        }
        let place = match cx.place(&word) {
            Ok(place) => place,
            Err(misplaced) => {
                let problem = nowhere(&word, misplaced, span, cx);
                cx.problem(problem.lacks(Lack::Word(word)));
                return None;
            }
        };
        if let Some(note) = &place.note {
            cx.place_note(span, note);
        }
        if place.region.is_some() || !matches!(place.kind, PlaceKind::Countries(_) | PlaceKind::Bloc(_)) {
            let problem = Problem::at(span, format!("`home` must say where you are established, not `{word}`"));
            cx.problem(
                problem
                    .label("not a country")
                    .help("write the country, such as `home = \"DE\"`, or an organization's id"),
            );
            return None;
        }
        Some(Self::Place { place, word, span })
    }

    fn span(&self) -> Span {
        match self {
            Self::Organization { span, .. } | Self::Place { span, .. } => *span,
        }
    }

    fn word(&self) -> &str {
        match self {
            Self::Organization { word, .. } | Self::Place { word, .. } => word,
        }
    }
}

/// What is wrong with a `home` that is no place.
fn nowhere(word: &str, misplaced: Misplaced, span: Span, cx: &Lowering<'_>) -> Problem {
    let define =
        format!("write the country in which you are established, or define `organizations.{}`", toml_key(word));
    if cx.names.organizations.get(word).is_some() {
        let message = format!("`home` must be a country or an organization of its own, and `{word}` is a recipient");
        return Problem::at(span, message).label("only a recipient").help(define);
    }
    let mut organizations = cx.names.organizations.words().collect::<Vec<_>>();
    organizations.sort_unstable();
    let help = match closest(word, organizations) {
        Some(near) => format!("did you mean `{near}`?"),
        None if misplaced.knows_better() => misplaced.help,
        None => define,
    };
    Problem::at(span, misplaced.message).label("neither an organization nor a place").help(help)
}

/// A recipient as it is written.
pub(super) struct Short {
    name: String,
    span: Span,
    table: Recipient,
}

impl Short {
    pub(super) fn read(entry: Entry<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
        let table = match entry.value.value() {
            Value::Table(_) => lower_table(entry.value, cx),
            _ if entry.value.is_empty_list() => {
                let problem = Problem::at(entry.value.span(), format!("an empty list says nothing of `{}`", entry.key));
                let help = "name the country, or write `{}` where it is not known";
                cx.problem(problem.label("nothing is in it").help(help));
                Recipient::default()
            }
            _ => {
                let location = Many::<Place>::lower(entry.value, cx)?;
                Recipient { location: Some(Spanned::new(location, entry.value.span())), ..Recipient::default() }
            }
        };
        Some(Self { name: entry.key.to_owned(), span: entry.key_span, table })
    }
}

/// Adds what the short forms and `home` stand for.
pub(super) fn apply(
    cx: &mut Lowering<'_>,
    inventory: &mut Inventory,
    home: Option<Home>,
    is_home_said: bool,
    recipients: Vec<Short>,
) {
    let sender = home.and_then(|it| add_home(cx, it));
    inventory.home = sender;
    let Some(sender) = sender else {
        // A `home` that says nothing has been reported.
        if let Some(first) = recipients.first().filter(|_| !is_home_said) {
            cx.problem(
                Problem::at(first.span, "recipients need a `home` that sends to them")
                    .label("sent from where?")
                    .help("write `home = \"DE\"` (where you are established) at the top")
                    .lacks(Lack::Word("home".to_owned())),
            );
        }
        return;
    };
    let mut known = FxHashSet::default();
    // A name that stands twice has been reported.
    for short in recipients.into_iter().filter(|it| known.insert(it.name.clone())) {
        add_recipient(cx, inventory, sender, short);
    }
}

fn add_home(cx: &mut Lowering<'_>, home: Home) -> Option<SystemId> {
    let span = home.span();
    let mut location = None;
    let operator = match home {
        Home::Organization { id, .. } => id,
        Home::Place { place, .. } => {
            let stands = vec![Spanned::new(place.clone(), span)];
            location = Some(Spanned::assumed(stands, span, Assumption::StoresAtHome));
            let id = cx.names.organizations.get(HOME)?;
            let table = Organization { country: Some(Spanned::new(place, span)), ..Organization::default() };
            merge_organization(cx, id, table);
            id
        }
    };
    let system = cx.names.systems.get(HOME)?;
    let role = Spanned::assumed(Roles::one(Role::Controller), span, Assumption::SendsAsController);
    let operator = Spanned::new(Party(operator), span);
    merge_system(cx, system, System { operator: Some(operator), role: Some(role), location, ..System::default() });
    Some(system)
}

fn add_recipient(cx: &mut Lowering<'_>, inventory: &mut Inventory, home: SystemId, short: Short) {
    let Short { name, span, table } = short;
    let (Some(organization), Some(system)) =
        (cx.names.organizations.get(name.as_str()), cx.names.systems.get(name.as_str()))
    else {
        return;
    };
    // The name of an organization that is defined stands there.
    let is_joined = cx.names.joined.contains(name.as_str());
    let legal_name = table.operator.or_else(|| table.about.as_ref().and_then(|it| it.name.clone()));
    let legal_name = legal_name.filter(|_| !is_joined);
    let about = legal_name.map(|name| Box::new(About { name: Some(name), ..About::default() }));
    let entity = Organization {
        about,
        country: table.country,
        kind: table.kind,
        parent: table.parent,
        gdpr: table.gdpr,
        dpf: table.dpf,
        listings: table.listings,
        few: Few::of(OrganizationDetails {
            body: table.body,
            laws: table.laws,
            sector: table.sector,
            surveillance: table.surveillance,
            subprocessors: table.subprocessors,
            ..OrganizationDetails::default()
        }),
    };
    // People and the public are nobody's company, unless something says that a company stands there.
    let is_people = table.role.as_ref().is_some_and(|it| it.value.are_of_people());
    let is_nobody = is_people && !is_joined && !is_company(cx, organization) && !is_said_of_company(&entity);
    let processor = Roles::one(Role::Processor);
    let role = table.role.or(Some(Spanned::assumed(processor, span, Assumption::ReceivesAsProcessor)));
    let node = System {
        operator: Some(Spanned::new(Party(organization), span)).filter(|_| !is_nobody),
        role,
        location: table.location,
        access: table.access,
        on_behalf_of: table.on_behalf_of,
        ..System::default()
    };
    // What stands on every table stays with the flow; the name is the organization's.
    let about = table.about.map(|it| Box::new(About { name: None, ..*it }));
    let flow = Flow {
        about,
        data: table.data,
        purpose: table.purpose,
        via: table.via,
        status: table.status,
        few: Few::of(FlowDetails {
            since: table.since,
            until: table.until,
            frequency: table.frequency,
            state: table.state,
            technique: table.technique,
            method: table.method,
            stage: table.stage,
            keys_held_by: table.keys_held_by,
            keys_in: table.keys_in,
            linked_by: table.linked_by,
            embedded_by: table.embedded_by,
            tested: table.tested,
            ..FlowDetails::default()
        }),
        ..Flow::default()
    };
    merge_organization(cx, organization, entity);
    merge_system(cx, system, node);
    inventory.flows.push(FlowEntry { from: home, to: system, span, table: Box::new(flow) });
}

/// Whether an organization has a table of its own that says something.
fn is_company(cx: &Lowering<'_>, id: OrganizationId) -> bool {
    cx.entries.organizations.get(id.index()).is_some_and(|it| it.table != Organization::default())
}

/// Whether a recipient says of itself what only an organization has; where people are is no establishment.
fn is_said_of_company(entity: &Organization) -> bool {
    let without_country = Organization { country: None, ..entity.clone() };
    without_country != Organization::default()
}

fn merge_organization(cx: &mut Lowering<'_>, id: OrganizationId, table: Organization) {
    let mut twice = Vec::new();
    if let Some(entry) = cx.entries.organizations.get_mut(id.index()) {
        entry.table.merge(table, &mut |key, own, theirs| twice.push((key, own, theirs)));
    }
    said_twice(cx, twice);
}

fn merge_system(cx: &mut Lowering<'_>, id: SystemId, table: System) {
    let mut twice = Vec::new();
    if let Some(entry) = cx.entries.systems.get_mut(id.index()) {
        entry.table.merge(table, &mut |key, own, theirs| twice.push((key, own, theirs)));
    }
    said_twice(cx, twice);
}

fn said_twice(cx: &mut Lowering<'_>, twice: Vec<(&'static str, Span, Span)>) {
    for (key, own, theirs) in twice {
        cx.problem(
            Problem::at(theirs, format!("`{key}` is said differently twice of the same thing"))
                .label("this differs")
                .related(own, "from this")
                .help("keep one of them"),
        );
    }
}
