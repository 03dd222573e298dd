//! Crockford base32 and the check symbol of receipt and draft codes.

/// The symbols in order; I, L, O and U are left out.
pub(super) const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The value of a symbol as people type it: any case, O for 0, I and L for 1.
pub(super) fn value(symbol: char) -> Option<u8> {
    let symbol = match symbol.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    (0..32).find(|&value| char::from(ALPHABET[usize::from(value)]) == symbol)
}

/// Whether a character only separates groups: spaces and every kind of dash that phones put in.
pub(super) fn separates(symbol: char) -> bool {
    symbol.is_whitespace()
        || matches!(symbol, '-' | '_' | '.' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{200b}' | '\u{feff}')
}

/// The values of what somebody typed, groups or not; `None` when something in it is no symbol.
pub(super) fn values(typed: &str) -> Option<Vec<u8>> {
    typed.chars().filter(|&symbol| !separates(symbol)).map(value).collect()
}

/// `N` random symbols, as values. 256 is a multiple of 32, so no value is favoured.
pub(super) fn random<const N: usize>() -> [u8; N] {
    let mut values = [0; N];
    rand::fill(&mut values);
    values.map(|byte| byte % 32)
}

/// The check value over `values`, for codes of one kind.
///
/// A weighted sum in the field of 32 elements (x⁵ + x² + 1): the weights are different powers of its generator, all
/// different and none zero for up to 30 symbols. So every wrong symbol and every exchange of any two different symbols,
/// the check symbol included, changes the sum. `kind` starts the sum, so that a code of another kind fails too.
pub(super) fn check(kind: u8, values: &[u8]) -> u8 {
    let sum = values.iter().fold(0_u8, |sum, value| times_generator(sum ^ value));
    sum ^ kind
}

fn times_generator(value: u8) -> u8 {
    let doubled = value << 1;
    if doubled & 32 == 0 { doubled } else { doubled ^ 0b10_0101 }
}

/// Symbols without separators.
pub(super) fn text(values: &[u8]) -> String {
    values.iter().map(|value| char::from(ALPHABET[usize::from(value % 32)])).collect()
}

/// Five bits a symbol: the values of whole bytes, whose number is a multiple of five.
pub(super) fn from_bytes(bytes: &[u8]) -> Vec<u8> {
    let five = |chunk: &[u8]| chunk.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    let values = |bits: u64| (0..8).rev().map(move |at| (bits >> (5 * at) & 31) as u8);
    bytes.chunks_exact(5).flat_map(|chunk| values(five(chunk))).collect()
}

/// The bytes that [`from_bytes`] made values of.
pub(super) fn to_bytes(values: &[u8]) -> Vec<u8> {
    let eight = |chunk: &[u8]| chunk.iter().fold(0_u64, |bits, value| bits << 5 | u64::from(value & 31));
    values.chunks_exact(8).flat_map(|chunk| eight(chunk).to_be_bytes().into_iter().skip(3)).collect()
}

/// Symbols in groups of four joined by dashes.
pub(super) fn grouped(values: &[u8]) -> String {
    values.chunks(4).map(text).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_symbol_is_drawn() {
        let drawn: std::collections::BTreeSet<u8> = random::<4096>().into_iter().collect();
        assert_eq!(drawn, (0..32).collect());
    }
}
