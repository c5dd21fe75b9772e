//! The entries of all tables while they are read: those with an id by number, then those that stand where they are used.

use crate::inventory::model::{Assessment, Data, Measure, Mechanism, Organization, System};

use super::{
    Inventory, Named,
    define::{Ids, Names},
    keys::{Move, Moves, Table},
};

/// The entries of one table.
#[derive(Debug)]
pub(super) struct Filled<T> {
    /// How many have an id.
    n_defined: usize,
    /// Those with an id, by number; the last of them may not be read yet.
    defined: Vec<Named<T>>,
    /// Those that stand where they are used; their numbers come after all the others.
    inline: Vec<Named<T>>,
}

/// The entries of all tables.
#[derive(Debug)]
pub(super) struct Entries {
    pub(super) organizations: Filled<Organization>,
    pub(super) systems: Filled<System>,
    pub(super) data: Filled<Data>,
    pub(super) mechanisms: Filled<Mechanism>,
    pub(super) assessments: Filled<Assessment>,
    pub(super) measures: Filled<Measure>,
}

impl<T: Default> Filled<T> {
    fn of<Id: Copy>(ids: &Ids<'_, Id>) -> Self {
        Self { n_defined: ids.len(), defined: Vec::new(), inline: Vec::new() }
    }

    pub(super) fn get_mut(&mut self, number: usize) -> Option<&mut Named<T>> {
        match number.checked_sub(self.n_defined) {
            None => self.defined.get_mut(number),
            Some(number) => self.inline.get_mut(number),
        }
    }

    pub(super) fn get(&self, number: usize) -> Option<&Named<T>> {
        match number.checked_sub(self.n_defined) {
            None => self.defined.get(number),
            Some(number) => self.inline.get(number),
        }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Named<T>> {
        self.defined.iter().chain(&self.inline)
    }

    /// Those that stand where they are used, with their numbers.
    pub(super) fn inline(&self) -> impl Iterator<Item = (usize, &Named<T>)> {
        (self.n_defined..).zip(&self.inline)
    }

    /// Adds one that stands where it is used; gives its number.
    pub(super) fn add_inline(&mut self, entry: Named<T>) -> usize {
        self.inline.push(entry);
        self.n_defined + self.inline.len() - 1
    }

    /// Takes over what was read of a table, entry by entry; `keys` are their ids.
    pub(super) fn fill<'t, Id: Copy>(
        &mut self,
        ids: &Ids<'_, Id>,
        index: impl Fn(Id) -> usize,
        keys: impl Iterator<Item = &'t str> + Clone,
        parts: Vec<Vec<Named<T>>>,
    ) {
        let next = self.defined.len();
        if keys.clone().enumerate().all(|(at, key)| ids.at(next + at).is_some_and(|it| it.0 == key)) {
            parts.into_iter().for_each(|it| append(&mut self.defined, it));
            return;
        }
        for (key, entry) in keys.zip(parts.into_iter().flatten()) {
            let Some(number) = ids.get(key).map(&index) else { continue };
            self.extend(ids, number + 1);
            if let Some(slot) = self.defined.get_mut(number) {
                *slot = entry;
            }
        }
    }

    /// Makes empty entries of the next ids, so that there are so many.
    fn extend<Id: Copy>(&mut self, ids: &Ids<'_, Id>, length: usize) {
        let next = (self.defined.len()..length).filter_map(|it| ids.at(it));
        self.defined.extend(next.map(|(id, span)| Named { id: id.to_owned(), span, table: T::default() }));
    }

    fn moved(&self) -> Move {
        let number = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
        Move { first: number(self.n_defined), by: number(self.inline.len()) }
    }

    fn into_list(mut self) -> Vec<Named<T>> {
        append(&mut self.defined, self.inline);
        self.defined
    }
}

impl Entries {
    pub(super) fn of(names: &Names<'_>) -> Self {
        Self {
            organizations: Filled::of(&names.organizations),
            systems: Filled::of(&names.systems),
            data: Filled::of(&names.data),
            mechanisms: Filled::of(&names.mechanisms),
            assessments: Filled::of(&names.assessments),
            measures: Filled::of(&names.measures),
        }
    }

    /// Makes entries of all ids that no table has said anything of.
    pub(super) fn complete(&mut self, names: &Names<'_>) {
        self.organizations.extend(&names.organizations, names.organizations.len());
        self.systems.extend(&names.systems, names.systems.len());
        self.data.extend(&names.data, names.data.len());
        self.mechanisms.extend(&names.mechanisms, names.mechanisms.len());
        self.assessments.extend(&names.assessments, names.assessments.len());
        self.measures.extend(&names.measures, names.measures.len());
    }

    /// Takes over the inline entries of a part that was read beside others; gives by how much their numbers move.
    pub(super) fn add(&mut self, mut part: Self) -> Moves {
        let moves = Moves {
            mechanisms: self.mechanisms.moved(),
            assessments: self.assessments.moved(),
            measures: self.measures.moved(),
        };
        part.mechanisms.inline.iter_mut().for_each(|it| it.table.renumber(moves));
        part.assessments.inline.iter_mut().for_each(|it| it.table.renumber(moves));
        part.measures.inline.iter_mut().for_each(|it| it.table.renumber(moves));
        append(&mut self.mechanisms.inline, part.mechanisms.inline);
        append(&mut self.assessments.inline, part.assessments.inline);
        append(&mut self.measures.inline, part.measures.inline);
        moves
    }

    pub(super) fn put_into(self, inventory: &mut Inventory) {
        inventory.organizations = self.organizations.into_list();
        inventory.systems = self.systems.into_list();
        inventory.data = self.data.into_list();
        inventory.mechanisms = self.mechanisms.into_list();
        inventory.assessments = self.assessments.into_list();
        inventory.measures = self.measures.into_list();
    }
}

/// The first of several parts grows in its place: to copy a long list costs as much as to read it.
pub(super) fn append<T>(list: &mut Vec<T>, mut more: Vec<T>) {
    if list.is_empty() {
        *list = more;
    } else {
        list.append(&mut more);
    }
}
