//! The recovery key on three papers, two of which open: Crockford symbols in groups of four, with a check that finds a
//! typing error and a mark of the office, so that papers of two offices are never mixed.

use super::crockford;
use super::custody::IdentityKey;
use super::identity::{IdentityError, IdentityRecipient};
use super::token::sha256;
use blahaj::{Share, Sharks};
use zeroize::Zeroizing;

/// Papers made, and papers needed.
const MADE: usize = 3;
const NEEDED: u8 = 2;
/// Bytes of the office's mark, the share and the check: 40 bytes are 64 symbols.
const MARK: usize = 3;
const SHARE: usize = 33;
const CHECK: usize = 4;
const SYMBOLS: usize = 64;

/// Why a paper was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PaperError {
    /// Not 64 symbols.
    #[error("a paper has 64 letters and digits in 16 groups; this has {0}")]
    Length(usize),
    /// A symbol that no paper has, or a typing error.
    #[error("there is a typing error in this paper")]
    Typing,
    /// Of another office, or of a key that was replaced.
    #[error("this paper belongs to another recovery key")]
    Foreign,
    /// The same paper twice.
    #[error("these are two copies of one paper; another one is needed")]
    Same,
}

/// One paper as somebody typed it.
pub struct Paper {
    mark: [u8; MARK],
    share: Zeroizing<Vec<u8>>,
}

impl Paper {
    /// Reads a paper: any case, spaces and dashes anywhere, O for 0, I or L for 1.
    pub fn parse(typed: &str) -> Result<Self, PaperError> {
        let values = crockford::values(typed);
        let values = Zeroizing::new(values.ok_or(PaperError::Typing)?);
        if values.len() != SYMBOLS {
            return Err(PaperError::Length(values.len()));
        }
        let bytes = Zeroizing::new(crockford::to_bytes(&values));
        let (body, check) = bytes.split_at(MARK + SHARE);
        if sha256(body)[..CHECK] != *check {
            return Err(PaperError::Typing);
        }
        let mut mark = [0; MARK];
        mark.copy_from_slice(&body[..MARK]);
        Ok(Self { mark, share: Zeroizing::new(body[MARK..].to_vec()) })
    }

    /// Which of the three it is.
    #[must_use]
    pub fn number(&self) -> u8 {
        self.share.first().copied().unwrap_or_default()
    }
}

fn mark(recipient: &IdentityRecipient) -> [u8; MARK] {
    let print = sha256(recipient.as_str().as_bytes());
    [print[0], print[1], print[2]]
}

/// Splits a recovery key: three texts, any two of which give it back.
pub fn split(key: &IdentityKey) -> Result<[String; MADE], IdentityError> {
    let (bytes, mark) = (key.bytes()?, mark(&key.recipient()));
    let mut papers = [const { String::new() }; MADE];
    for (paper, share) in papers.iter_mut().zip(Sharks(NEEDED).dealer(&*bytes)) {
        let mut body = Zeroizing::new(mark.to_vec());
        body.extend_from_slice(&Zeroizing::new(Vec::from(&share)));
        let check = sha256(&body);
        body.extend_from_slice(&check[..CHECK]);
        *paper = crockford::grouped(&crockford::from_bytes(&body));
    }
    Ok(papers)
}

/// Puts two papers together: the key whose public half is `expected`, or the one whose mark both papers bear when that is
/// lost too.
pub fn join(one: &Paper, other: &Paper, expected: Option<&IdentityRecipient>) -> Result<IdentityKey, PaperError> {
    if expected.is_some_and(|expected| one.mark != mark(expected)) || other.mark != one.mark {
        return Err(PaperError::Foreign);
    }
    if one.number() == other.number() {
        return Err(PaperError::Same);
    }
    let share = |paper: &Paper| Share::try_from(paper.share.as_slice()).map_err(|_| PaperError::Foreign);
    let secret = Sharks(NEEDED).recover(&[share(one)?, share(other)?]).map_err(|_| PaperError::Foreign)?;
    let key = IdentityKey::from_bytes(&Zeroizing::new(secret)).map_err(|_| PaperError::Foreign)?;
    let found = key.recipient();
    let right = expected.map_or_else(|| mark(&found) == one.mark, |expected| found == *expected);
    if right { Ok(key) } else { Err(PaperError::Foreign) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_two_papers_give_the_key_back_however_they_are_typed() {
        let key = IdentityKey::generate();
        let papers = split(&key).unwrap();
        for (one, other) in [(0, 1), (1, 2), (2, 0)] {
            let typed = papers[one].to_lowercase().replace('-', " ").replace('0', "o");
            let (one, other) = (Paper::parse(&typed).unwrap(), Paper::parse(&papers[other]).unwrap());
            assert_eq!(*join(&one, &other, Some(&key.recipient())).unwrap().export(), *key.export());
            assert_eq!(*join(&one, &other, None).unwrap().export(), *key.export(), "the papers need nothing else");
        }
        let numbers: Vec<u8> = papers.iter().map(|paper| Paper::parse(paper).unwrap().number()).collect();
        assert_eq!(numbers, [1, 2, 3]);
        assert!(papers.iter().all(|paper| paper.len() == 79), "sixteen groups");
    }

    #[test]
    fn every_mistake_has_its_own_answer() {
        let key = IdentityKey::generate();
        let papers = split(&key).unwrap();
        let read = |text: &str| Paper::parse(text).map(drop);
        assert_eq!(read("7KQ4"), Err(PaperError::Length(4)));
        assert_eq!(read("U"), Err(PaperError::Typing));
        let symbols: Vec<char> = papers[0].chars().collect();
        for at in (0..symbols.len()).filter(|at| symbols[*at] != '-') {
            let mut wrong = symbols.clone();
            wrong[at] = if wrong[at] == '7' { '8' } else { '7' };
            assert_eq!(read(&wrong.iter().collect::<String>()), Err(PaperError::Typing), "symbol {at}");
        }
        let paper = |n: usize| Paper::parse(&papers[n]).unwrap();
        assert_eq!(join(&paper(0), &paper(0), Some(&key.recipient())).unwrap_err(), PaperError::Same);
        let other = IdentityKey::generate();
        let foreign = Paper::parse(&split(&other).unwrap()[1]).unwrap();
        assert_eq!(join(&paper(0), &foreign, Some(&key.recipient())).unwrap_err(), PaperError::Foreign);
        assert_eq!(join(&paper(0), &foreign, None).unwrap_err(), PaperError::Foreign);
        assert_eq!(join(&paper(0), &paper(1), Some(&other.recipient())).unwrap_err(), PaperError::Foreign);
    }
}
