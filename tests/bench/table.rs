//! The one table.

/// One line: what was measured, what it is held against, and whether the bar is met.
pub struct Row {
    what: String,
    base: String,
    ours: String,
    ratio: String,
    bar: String,
    met: bool,
}

impl Row {
    /// More is better: at least `bar` of the base.
    pub fn at_least(what: &str, base: String, ours: String, ratio: f64, bar: f64) -> Self {
        let (share, least) = (ratio * 100.0, bar * 100.0);
        Self {
            what: what.into(),
            base,
            ours,
            ratio: format!("{share:.0} %"),
            bar: format!("≥ {least:.0} %"),
            met: ratio >= bar,
        }
    }

    /// Less is better: at most `bar` times the base.
    pub fn at_most(what: &str, base: String, ours: String, ratio: f64, bar: f64) -> Self {
        Self {
            what: what.into(),
            base,
            ours,
            ratio: format!("{ratio:.2} ×"),
            bar: format!("≤ {bar} ×"),
            met: ratio <= bar,
        }
    }

    /// A figure with a limit of its own.
    pub fn limit(what: &str, ours: String, bar: &str, met: bool) -> Self {
        Self { what: what.into(), base: String::new(), ours, ratio: String::new(), bar: bar.into(), met }
    }
}

/// Prints the table; says whether every bar is met.
pub fn print(rows: &[Row]) -> bool {
    println!("\n{:<44} {:>20} {:>20} {:>9} {:>9}", "what", "held against", "Kentongan", "ratio", "bar");
    for row in rows {
        let mark = if row.met { "" } else { "  ← missed" };
        println!("{:<44} {:>20} {:>20} {:>9} {:>9}{mark}", row.what, row.base, row.ours, row.ratio, row.bar);
    }
    rows.iter().all(|row| row.met)
}

/// The middle value.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
