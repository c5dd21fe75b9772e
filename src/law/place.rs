//! What a place is once it is resolved; never how it was spelled, and never what the law says of it.

use jiff::civil::Date;

/// A country or territory with a code of its own, by ISO 3166-1 alpha-2 (and XK); made by [`super::Places`] only.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Country([u8; 2]);

impl Country {
    /// Two upper-case ASCII letters; `None` for anything else. Whether the code is assigned is for the table to say.
    pub(in crate::law) fn from_letters(code: &str) -> Option<Self> {
        match code.as_bytes() {
            &[first, second] if first.is_ascii_uppercase() && second.is_ascii_uppercase() => {
                Some(Self([first, second]))
            }
            _ => None,
        }
    }

    /// The alpha-2 code in upper case, such as `DE`.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("??")
    }
}

/// An international organization of `data/organizations.toml`.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct BodyId(pub(in crate::law) u16);

/// A bloc of `data/places.toml`.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct BlocId(pub(in crate::law) u16);

/// Where a place is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlaceKind {
    /// Exactly these, all of them; never empty.
    Countries(Vec<Country>),
    /// An international organization, wherever its offices are.
    Body(BodyId),
    /// Somewhere in a group of countries.
    Bloc(BlocId),
    /// Anywhere, the territory included.
    World,
    /// Certainly outside the territory, nobody knows where.
    ThirdCountry,
    /// Perhaps outside, perhaps not.
    Unknown,
}

/// A resolved place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Where it is.
    pub kind: PlaceKind,
    /// The cloud region in its canonical spelling, such as `aws:eu-west-2`, where it was written as one.
    pub region: Option<String>,
    /// False for regions that are no fixed place: edge locations, hints, global services.
    pub pinned: bool,
    /// Why it supports no error, or deserves a word.
    pub doubt: Option<Doubt>,
    /// How the spelling was read, where that is not plain; cleaned for output.
    pub note: Option<String>,
}

impl Place {
    pub(in crate::law) fn plain(kind: PlaceKind) -> Self {
        Self { kind, region: None, pinned: true, doubt: None, note: None }
    }
}

/// Why a place supports no error, or deserves a word.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// The code of one country, written where another is more often meant.
    LooksLike(Country),
    /// A region whose country nobody has verified.
    Unverified,
    /// Somebody has to look before anything rests on this place; the text says why.
    Review(String),
}

/// A word that is no place, with what to write; both texts are cleaned for output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misplaced {
    /// A lowercase phrase, sufficient alone.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Misplaced {
    /// Whether it says what may be meant by the word, and not only how places are written.
    #[must_use]
    pub fn knows_better(&self) -> bool {
        self.help != HOW
    }
}

/// How places are written.
pub(in crate::law) const HOW: &str = "places are an ISO 3166 code (`DE`), the English name of a country, `provider:region` \
     (`aws:eu-central-1`), `EU`, `EEA`, `world`, `third-country` or `unknown`";

/// A group of countries whose members change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bloc {
    /// `EU`.
    pub short: String,
    /// `European Union`.
    pub name: String,
    /// Who belongs to it and when, by country code.
    pub members: Vec<Membership>,
    /// Whether the dates were verified.
    pub verified: bool,
    /// Where the dates come from.
    pub source: String,
}

impl Bloc {
    /// The members on a day, by country code.
    #[must_use]
    pub fn members_on(&self, day: Date) -> Vec<Country> {
        self.members.iter().filter(|it| it.holds_on(day)).map(|it| it.country).collect()
    }

    /// Whether a country is a member on a day.
    #[must_use]
    pub fn has_on(&self, country: Country, day: Date) -> bool {
        self.members.iter().any(|it| it.country == country && it.holds_on(day))
    }
}

/// One country in a bloc for one stretch of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The member.
    pub country: Country,
    /// First day in; `None`: always.
    pub from: Option<Date>,
    /// First day out; `None`: still in.
    pub until: Option<Date>,
}

impl Membership {
    fn holds_on(&self, day: Date) -> bool {
        within(self.from, self.until, day)
    }
}

/// An international organization (GDPR Art. 4(26)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// `EPO`.
    pub short: String,
    /// `European Patent Office`.
    pub name: String,
    /// Country of its seat.
    pub seat: Country,
    /// Other countries with large permanent offices.
    pub sites: Vec<Country>,
    /// Where this comes from.
    pub source: String,
}

/// What the law makes of a territory, whatever the state that it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Territory {
    /// The territory.
    pub country: Country,
    /// The state it belongs to; its law is never taken from there unless `treatment` says so.
    pub belongs_to: Option<Country>,
    /// First day of this treatment; `None`: always.
    pub from: Option<Date>,
    /// First day on which it no longer holds; `None`: still.
    pub until: Option<Date>,
    /// How EU law treats it.
    pub treatment: Treatment,
    /// Why, in a few words.
    pub note: String,
    /// Whether this was verified; if not, it supports no error.
    pub verified: bool,
    /// Where this comes from.
    pub source: String,
}

impl Territory {
    pub(in crate::law) fn holds_on(&self, day: Date) -> bool {
        within(self.from, self.until, day)
    }
}

/// How EU data protection law treats a territory.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Treatment {
    /// As the state it belongs to.
    Eea,
    /// As a third country.
    Third,
    /// As a third country with an adequacy decision of its own; the dates are the decision's.
    Adequate,
    /// As one whose decision has limits.
    AdequatePartial,
    /// Somebody has to look.
    Review,
}

fn within(from: Option<Date>, until: Option<Date>, day: Date) -> bool {
    from.is_none_or(|it| it <= day) && until.is_none_or(|it| day < it)
}
