//! How far plain text goes on in a string: what each byte of a file is asked, eight of them at once. Never decodes.

/// How many bytes stand before the first one that ends a run of plain text: a quote, a backslash or a control character.
#[inline]
pub(super) fn plain_length(bytes: &[u8], quote: u8) -> usize {
    let mut rest = bytes;
    while let Some((eight, more)) = rest.split_first_chunk() {
        let ends = ends(u64::from_le_bytes(*eight), quote);
        if ends != 0 {
            return bytes.len() - rest.len() + ends.trailing_zeros() as usize / 8;
        }
        rest = more;
    }
    let left = rest.iter().take_while(|it| **it >= CONTROL && **it != b'\\' && **it != quote).count();
    bytes.len() - rest.len() + left
}

/// Control characters are below this.
const CONTROL: u8 = 0x20;

/// The same byte eight times.
const fn eight(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// Has the highest bit of the first of eight bytes that ends a run. What it has of those after it means nothing.
fn ends(bytes: u64, quote: u8) -> u64 {
    // Less `limit`, a byte gets its highest bit if it is lower, and had none before. It borrows from those after it only.
    let below = |bytes: u64, limit: u8| bytes.wrapping_sub(eight(limit)) & !bytes & eight(0x80);
    // Where two bytes are the same, nothing differs, which is below 1.
    let same = |byte: u8| below(bytes ^ eight(byte), 1);
    below(bytes, CONTROL) | same(b'\\') | same(quote)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_run_ends_where_a_byte_ends_it(
            bytes in proptest::collection::vec(prop_oneof![
                any::<u8>(),
                Just(b'a'),
                prop::sample::select(b"\x1f\x20\x21\x22\x23\x26\x27\x28\x5b\x5c\x5d\x7f\x80\xa0\xdc\xff".to_vec()),
            ], 0..40),
            plain in 0..30_usize,
            quote in prop::sample::select(b"\"'".to_vec()),
        ) {
            let bytes = [vec![b'a'; plain], bytes].concat();
            let ends = |it: &u8| *it < 0x20 || *it == b'\\' || *it == quote;
            let expected = bytes.iter().position(ends).unwrap_or(bytes.len());
            prop_assert_eq!(plain_length(&bytes, quote), expected);
        }
    }
}
