//! The form in which names are compared: letter case, accents and punctuation do not matter. Never shown to anybody.

/// Lowercase words without accents and punctuation, `&` as `and`, `St` as `saint`, without a leading `the`.
pub(in crate::law) fn phrase(word: &str) -> String {
    let mut plain = String::with_capacity(word.len());
    for it in word.chars() {
        match it {
            // Full stops and apostrophes join: `U.S.` is `us`, `d'Ivoire` is `divoire`.
            '.' | '\'' | '’' | 'ʼ' | '`' => {}
            '&' => plain.push_str(" and "),
            it if it.is_alphanumeric() => it.to_lowercase().for_each(|it| unaccented(it, &mut plain)),
            it if is_combining(it) => {}
            // A lone mark such as `?` or `-` is a word that people write.
            _ => plain.push(' '),
        }
    }
    let mut out = String::with_capacity(plain.len());
    for (at, it) in plain.split_whitespace().enumerate() {
        if at == 0 && it == "the" {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(if it == "st" { "saint" } else { it });
    }
    if out.is_empty() { word.trim().to_lowercase() } else { out }
}

fn is_combining(it: char) -> bool {
    matches!(it, '\u{0300}'..='\u{036F}')
}

/// The Latin letters that stand in names of countries; others stay as they are.
fn unaccented(it: char, out: &mut String) {
    let plain = match it {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' => 'd',
        'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => 'e',
        'ğ' => 'g',
        'ì'..='ï' | 'ī' | 'į' | 'ı' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => 'o',
        'ř' => 'r',
        'ś' | 'ş' | 'š' | 'ș' => 's',
        'ť' | 'ț' => 't',
        'ù'..='ü' | 'ū' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        'ß' => {
            out.push('s');
            's'
        }
        'æ' => {
            out.push('a');
            'e'
        }
        // `İ` in lower case is `i` and a combining dot.
        it if is_combining(it) => return,
        it => it,
    };
    out.push(plain);
}
