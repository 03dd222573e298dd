//! The word that an invitation asks for beside its link.

use super::crockford;
use super::keys::Keys;

/// Symbols of a word: 40 bits, which few tries do not find, and short enough for the telephone.
const SYMBOLS: usize = 8;

/// One word.
#[derive(Clone, PartialEq, Eq)]
pub struct InvitationWord([u8; SYMBOLS]);

impl InvitationWord {
    /// A new random word.
    #[must_use]
    pub fn generate() -> Self {
        Self(crockford::random())
    }

    /// A word as somebody types it.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        crockford::values(typed)?.try_into().ok().map(Self)
    }

    /// In groups of four, to be read out.
    #[must_use]
    pub fn show(&self) -> String {
        crockford::grouped(&self.0)
    }

    /// Under which keyed hash it is kept.
    #[must_use]
    pub fn mac(&self, keys: &Keys) -> [u8; 32] {
        keys.session_mac(&[b"invitation word|".as_slice(), &self.0].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_read_as_it_is_said_on_the_telephone() {
        let (word, keys) = (InvitationWord::generate(), Keys::ephemeral_for_tests());
        let said = word.show().to_lowercase().replace('-', " ").replace('0', "o");
        let heard = InvitationWord::parse(&said).expect("a word");
        assert_eq!(heard.mac(&keys), word.mac(&keys));
        assert!(InvitationWord::parse(&said[1..]).is_none() && InvitationWord::parse("").is_none());
        assert_ne!(InvitationWord::generate().mac(&keys), word.mac(&keys));
    }
}
