//! The forms in which names of companies are compared: letter case, accents, punctuation, spaces, and the legal form at
//! the end. Never says whether two names are one company's.

use rustc_hash::FxHashMap;

use super::{Law, places::phrase};

/// A name as it is compared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CompanyName {
    /// The whole of it.
    pub whole: String,
    /// The same with fewer and fewer words of its legal form.
    pub shorter: Vec<String>,
}

/// Words for legal forms, each with the first of those that mean the same.
#[derive(Debug, Clone, Default)]
pub struct LegalForms<'l>(FxHashMap<&'l str, &'l str>);

impl Law {
    /// The words for legal forms at the end of a name.
    #[must_use]
    pub fn legal_forms(&self) -> LegalForms<'_> {
        let entries = self.words.legal_forms.iter();
        let words = entries.flat_map(|entry| entry.split(' ').filter_map(|it| Some((it, entry.split(' ').next()?))));
        LegalForms(words.collect())
    }
}

impl LegalForms<'_> {
    /// The forms in which a name is compared.
    #[must_use]
    pub fn company_name(&self, name: &str) -> CompanyName {
        let said = phrase(name);
        let mut words = said.split(' ').collect::<Vec<_>>();
        let mut forms = Vec::new();
        while let Some(form) = words.last().filter(|_| words.len() > 1).and_then(|it| self.0.get(it)) {
            forms.push(*form);
            words.pop();
        }
        let stem = words.concat();
        let with = |n: usize| {
            let kept = forms.iter().rev().take(n).copied().collect::<String>();
            stem.clone() + &kept
        };
        let shorter = (0..forms.len()).map(with).collect();
        CompanyName { whole: with(forms.len()), shorter }
    }
}
