//! Fields of an action's form, as data: the page draws them, [`super::read`] judges them.

use crate::i18n::Tr;
use crate::web::form::Choice;

/// How a field is drawn and judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// One line of at most so many letters.
    Line(usize),
    /// Several lines: most letters, rows.
    Area(usize, usize),
    /// One of these, in a list.
    Select(Vec<Choice>),
    /// One of these, as cards.
    Radios(Vec<Choice>),
    /// Any of these.
    Ticks(Vec<Choice>),
    /// Yes or nothing.
    Tick,
    /// Day, month, year.
    Date(When),
    /// `10.00`.
    Time,
    /// Files, named in the field's own problem when missing.
    Files,
}

/// Which dates can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Today or later.
    Ahead,
    /// Today or earlier.
    Past,
    /// Today or earlier, perhaps known only to the month.
    Rough,
}

/// One field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Name in the form and id on the page.
    pub name: String,
    pub label: String,
    pub hint: String,
    /// What is said when it is missing.
    pub missing: String,
    pub shape: Shape,
    pub required: bool,
    /// What stands there before anybody typed.
    pub start: String,
}

impl Field {
    /// A required field whose words are `bidang-{name}`, `-p` (hint) and `-g` (missing).
    pub fn new(t: Tr, name: &str, shape: Shape) -> Self {
        Self::row(t, name, 0, shape)
    }

    /// The n-th of several alike: `{name}_{n}` with the words of `name`. 0 is the only one.
    pub fn row(t: Tr, name: &str, n: usize, shape: Shape) -> Self {
        let text = |suffix: &str| {
            let key = format!("bidang-{name}{suffix}");
            if t.has(&key) { t.get(&key) } else { String::new() }
        };
        let (mut label, mut full) = (text(""), name.to_owned());
        if n > 0 {
            label = format!("{label} {n}");
            full = format!("{name}_{n}");
        }
        let missing = text("-g");
        Self { name: full, label, hint: text("-p"), missing, shape, required: true, start: String::new() }
    }

    /// May stay empty.
    pub fn optional(mut self) -> Self {
        self.required = false;
        self
    }

    /// Stands there at first.
    pub fn start(mut self, value: impl Into<String>) -> Self {
        self.start = value.into();
        self
    }

    /// Required only under a condition.
    pub fn required_if(mut self, required: bool) -> Self {
        self.required = required;
        self
    }

    /// The options, where there are any.
    pub fn options(&self) -> &[Choice] {
        match &self.shape {
            Shape::Select(options) | Shape::Radios(options) | Shape::Ticks(options) => options,
            _ => &[],
        }
    }

    /// What the template draws.
    pub fn widget(&self) -> &'static str {
        match self.shape {
            Shape::Line(_) => "line",
            Shape::Area(..) => "area",
            Shape::Select(_) => "select",
            Shape::Radios(_) => "radios",
            Shape::Ticks(_) => "ticks",
            Shape::Tick => "tick",
            Shape::Date(_) => "date",
            Shape::Time => "time",
            Shape::Files => "files",
        }
    }

    /// Letters and rows of an area.
    pub fn area(&self) -> (usize, usize) {
        if let Shape::Area(max, rows) = self.shape { (max, rows) } else { (0, 0) }
    }
}
