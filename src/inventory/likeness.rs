//! Whether two organizations are one company. What is certainly one is made one when it is read; of what is left, names that
//! people write in several ways can be one company's. Never decides what follows from that.

use rustc_hash::FxHashMap;

use crate::{
    law::{Law, PlaceKind},
    text::of_each,
};

use super::{Inventory, OrganizationId};

/// Whether two parties are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Same {
    /// They are.
    Yes,
    /// Their names differ in nothing but spelling or legal form, and nothing else tells them apart.
    Perhaps,
    /// They are not.
    No,
}

/// A form of a name that several organizations have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameKey(u32);

/// The forms of one name that are somebody else's too: the whole of it, and with less of its legal form.
#[derive(Debug, Clone, Default)]
struct Forms {
    whole: Option<NameKey>,
    shorter: Vec<NameKey>,
}

/// Organizations whose names are alike.
#[derive(Debug, Clone, Default)]
pub struct Likeness {
    forms: FxHashMap<OrganizationId, Forms>,
    having: Vec<Vec<OrganizationId>>,
}

/// Companies of one name that are looked through for what is recorded of each.
const SEVERAL: usize = 256;

impl Likeness {
    /// Compares the names of all organizations.
    #[must_use]
    pub fn of(inventory: &Inventory, law: &Law) -> Self {
        // Only a party without an id of its own may be another one.
        if inventory.by_name.is_empty() {
            return Self::default();
        }
        let all = (0..inventory.organizations.len()).map(OrganizationId::at).collect::<Vec<_>>();
        let forms = law.legal_forms();
        let names = of_each(&all, |it| (*it, forms.company_name(inventory.organization_name(*it))));
        let mut having: FxHashMap<&str, Vec<OrganizationId>> = FxHashMap::default();
        having.reserve(names.len());
        for (id, name) in &names {
            for form in std::iter::once(&name.whole).chain(&name.shorter) {
                having.entry(form).or_default().push(*id);
            }
        }
        let mut likeness = Self::default();
        let mut keys: FxHashMap<&str, NameKey> = FxHashMap::default();
        for (id, name) in &names {
            let mut key = |form: &str| {
                let (form, shared) = having.get_key_value(form).filter(|(_, it)| it.len() > 1)?;
                let new = NameKey(u32::try_from(likeness.having.len()).unwrap_or(u32::MAX));
                Some(*keys.entry(form).or_insert_with(|| {
                    likeness.having.push(shared.iter().take(SEVERAL).copied().collect());
                    new
                }))
            };
            let forms =
                Forms { whole: key(&name.whole), shorter: name.shorter.iter().filter_map(|it| key(it)).collect() };
            if forms.whole.is_some() || !forms.shorter.is_empty() {
                likeness.forms.insert(*id, forms);
            }
        }
        likeness
    }

    /// Whether two parties are the same.
    #[must_use]
    pub fn same(&self, inventory: &Inventory, one: OrganizationId, other: OrganizationId) -> Same {
        if one == other {
            return Same::Yes;
        }
        // Who gave each of them an id has told them apart.
        if ![one, other].iter().any(|it| inventory.by_name.contains(it)) {
            return Same::No;
        }
        let (Some(own), Some(theirs)) = (self.forms.get(&one), self.forms.get(&other)) else {
            return Same::No;
        };
        let has = |keys: &[NameKey], whole: Option<NameKey>| whole.is_some_and(|it| keys.contains(&it));
        let less = has(&own.shorter, theirs.whole) || has(&theirs.shorter, own.whole);
        let stem = own.shorter.iter().any(|it| theirs.shorter.contains(it));
        let country = |id| match inventory.organization(id).table.country.as_ref().map(|it| &it.value.kind) {
            Some(PlaceKind::Countries(list)) => Some(list),
            _ => None,
        };
        let is_alike = match country(one).zip(country(other)) {
            Some((one, other)) if one != other => false,
            // A company that takes another form stays in its country.
            Some(_) => self.is_spelled_as(one, other) || less || stem,
            None => self.is_spelled_as(one, other) || less,
        };
        if is_alike { Same::Perhaps } else { Same::No }
    }

    /// Whether two names differ in nothing but spelling.
    #[must_use]
    pub fn is_spelled_as(&self, one: OrganizationId, other: OrganizationId) -> bool {
        let whole = |id| self.forms.get(&id).and_then(|it| it.whole);
        whole(one).is_some() && whole(one) == whole(other)
    }

    /// The forms of a name that others have too.
    pub fn keys(&self, id: OrganizationId) -> impl Iterator<Item = NameKey> + '_ {
        let forms = self.forms.get(&id);
        forms.into_iter().flat_map(|it| it.whole.into_iter().chain(it.shorter.iter().copied()))
    }

    /// Others that may be the same company, each once; of very many some.
    #[must_use]
    pub fn alike(&self, inventory: &Inventory, id: OrganizationId) -> Vec<OrganizationId> {
        let having = self.keys(id).filter_map(|it| self.having.get(it.0 as usize)).flatten().copied();
        let mut all = having.filter(|it| self.same(inventory, id, *it) == Same::Perhaps).collect::<Vec<_>>();
        all.sort_unstable();
        all.dedup();
        all
    }
}
