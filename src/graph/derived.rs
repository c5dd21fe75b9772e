//! Which classes of data are made from which, over as many steps as are recorded.

use rustc_hash::FxHashMap;

use crate::inventory::{DataId, Inventory};

use super::classes::Classes;

/// For each class that is made from others, all of those.
#[derive(Debug)]
pub struct Derived {
    bases: FxHashMap<DataId, Box<[u64]>>,
}

impl Derived {
    /// Follows what is recorded; circles are harmless.
    #[must_use]
    pub fn of(inventory: &Inventory) -> Self {
        let empty = Classes::new(inventory.data.len()).empty();
        let all = inventory.data.iter().enumerate().filter(|(_, it)| it.table.derived_from.is_some());
        let bases = all.map(|(at, _)| (DataId::at(at), found(inventory, DataId::at(at), empty.clone()))).collect();
        Self { bases }
    }

    /// Every class that a class is made from.
    #[must_use]
    pub fn bases(&self, class: DataId) -> &[u64] {
        self.bases.get(&class).map_or(&[], |it| it)
    }

    /// Adds to `out` the classes of `sent` that are made from any of `held`.
    pub fn add(&self, sent: &[u64], held: &[u64], out: &mut [u64]) {
        if self.bases.is_empty() {
            return;
        }
        for class in Classes::list(sent) {
            if self.bases(class).iter().zip(held).any(|(base, held)| base & held != 0) {
                Classes::insert(out, class);
            }
        }
    }

    /// Adds to `classes` what they are made from.
    pub fn add_bases(&self, classes: &mut [u64]) {
        for class in Classes::list(classes).filter(|it| self.bases.contains_key(it)).collect::<Vec<_>>() {
            classes.iter_mut().zip(self.bases(class)).for_each(|(own, base)| *own |= base);
        }
    }
}

fn found(inventory: &Inventory, class: DataId, mut bits: Vec<u64>) -> Box<[u64]> {
    let mut open = vec![class];
    while let Some(next) = open.pop() {
        for base in inventory.data_class(next).table.derived_from.iter().flat_map(|it| &it.value) {
            if !Classes::has(&bits, base.value) {
                Classes::insert(&mut bits, base.value);
                open.push(base.value);
            }
        }
    }
    bits
}
