//! Every statement of the desk.

/// The queue's lists.
mod lists;
/// Around one case.
mod case;
/// Search and bell.
mod seek;

pub use case::*;
pub use lists::*;
pub use seek::*;
