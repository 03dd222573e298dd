//! Padding, so that the length of a ciphertext tells only its size class (`security.md` §2.2).
//!
//! ISO/IEC 7816-4: one byte 0x80, then zeros.

use zeroize::Zeroizing;

/// Fills `plain` up to `total` bytes; `None` when it does not fit with its end mark.
pub(super) fn pad_to(plain: &[u8], total: usize) -> Option<Zeroizing<Vec<u8>>> {
    if plain.len() >= total {
        return None;
    }
    let mut padded = Zeroizing::new(Vec::with_capacity(total));
    padded.extend_from_slice(plain);
    padded.push(0x80);
    padded.resize(total, 0);
    Some(padded)
}

/// Fills `plain` up to the next size class: 256 B, 1 KiB, 4 KiB, then multiples of 4 KiB.
pub(super) fn pad(plain: &[u8]) -> Zeroizing<Vec<u8>> {
    let needed = plain.len() + 1;
    let total = match needed {
        ..=256 => 256,
        257..=1024 => 1024,
        _ => needed.next_multiple_of(4096),
    };
    pad_to(plain, total).unwrap_or_default()
}

/// The length of what was padded; `None` when there is no end mark.
pub(super) fn unpadded_len(padded: &[u8]) -> Option<usize> {
    let mark = padded.iter().rposition(|&byte| byte != 0)?;
    (padded[mark] == 0x80).then_some(mark)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lengths_fall_into_the_size_classes_of_the_design() {
        let class = |len: usize| pad(&vec![b'x'; len]).len();
        assert_eq!([0, 1, 255].map(class), [256; 3]);
        assert_eq!([256, 1023].map(class), [1024; 2]);
        assert_eq!([1024, 4095].map(class), [4096; 2]);
        assert_eq!([4096, 8191, 8192].map(class), [8192, 8192, 12288]);
    }

    proptest! {
        #[test]
        fn what_is_padded_comes_back(plain in proptest::collection::vec(any::<u8>(), 0..5000)) {
            let padded = pad(&plain);
            prop_assert_eq!(unpadded_len(&padded), Some(plain.len()));
            prop_assert_eq!(&padded[..plain.len()], &plain[..]);
        }
    }
}
