//! Keys and secrets; knows bytes, not cases.

mod keys;
/// Random secrets and their text form.
pub mod token;

pub use keys::Keys;
