//! The forms in which names of companies are compared: letter case, accents, punctuation, spaces, and the legal form at
//! the end. Never says whether two names are one company's.

use super::{Law, places::phrase};

/// A name as it is compared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CompanyName {
    /// The whole of it.
    pub whole: String,
    /// The same with fewer and fewer words of its legal form.
    pub shorter: Vec<String>,
}

impl Law {
    /// The forms in which a name is compared.
    #[must_use]
    pub fn company_name(&self, name: &str) -> CompanyName {
        let said = phrase(name);
        let mut words = said.split(' ').collect::<Vec<_>>();
        let mut forms = Vec::new();
        while let Some(form) = words.last().filter(|_| words.len() > 1).and_then(|it| self.legal_form(it)) {
            forms.push(form);
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

    /// The first of the words for a legal form that mean the same.
    fn legal_form(&self, word: &str) -> Option<&str> {
        let entry = self.words.legal_forms.iter().find(|it| it.split(' ').any(|it| it == word))?;
        entry.split(' ').next()
    }
}
