//! Counts that may be shown.

/// A group smaller than this could point at a person; and counts are told in steps of it.
pub const STEP: i64 = 5;

/// A count as it may be told: nothing under five, then rounded down to a multiple of five. An exact count beside a list
/// would tell that there is a case which the list hides, and a change by one that it came today.
#[must_use]
pub const fn told(count: i64) -> Option<i64> {
    if count < STEP { None } else { Some(count - count % STEP) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_counts_are_hidden_and_one_case_more_does_not_show() {
        assert_eq!([0, 4, 5, 6, 9, 10, 1284].map(told), [None, None, Some(5), Some(5), Some(5), Some(10), Some(1280)]);
    }
}
