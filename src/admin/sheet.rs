//! CSV files from a spreadsheet: all rows or none, and every bad row is named.

use csv::StringRecord;
use i18n_embed_fl::fl;

use crate::error::Error;
use crate::i18n::Tr;
use crate::web::{Part, Problems, Upload};

/// How many bad rows are named; the rest is counted.
const NAMED: usize = 100;

/// The file of a form with one file in it.
pub async fn read(mut upload: Upload) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    while let Some(part) = upload.next().await? {
        if let Part::File { mut field, .. } = part {
            while let Some(chunk) = field.chunk().await.map_err(|_| Error::TooLarge)? {
                bytes.extend_from_slice(&chunk);
            }
        }
    }
    Ok(bytes)
}

/// One row, by the names of its columns.
pub struct Row<'a> {
    names: &'a [String],
    record: &'a StringRecord,
}

impl Row<'_> {
    /// A cell, trimmed; empty when the row is too short.
    pub fn cell(&self, column: &str) -> String {
        let at = self.names.iter().position(|name| name == column).unwrap_or(usize::MAX);
        let cell = self.record.get(at).unwrap_or_default().trim();
        // Put there by the download, against formulas.
        cell.strip_prefix('\'').unwrap_or(cell).to_owned()
    }

    /// Cells with signs that nobody typed, and that the database may refuse.
    fn strays(&self, t: Tr, columns: &[&str]) -> Problems {
        let mut wrong = Problems::none();
        for column in columns.iter().filter(|column| self.cell(column).contains(char::is_control)) {
            wrong.add(*column, fl!(t, "kelola-galat-sel"));
        }
        wrong
    }
}

/// What `parse` makes of each row, and what is wrong, row by row ("Baris 3, kode: …"). The problems of the file as a whole
/// stand under `berkas`. Columns may stand in any order, after commas or semicolons.
pub fn judge<T>(
    t: Tr,
    problems: &mut Problems,
    file: &[u8],
    (columns, most): (&[&str], usize),
    mut parse: impl FnMut(&Row<'_>, &mut Problems) -> T,
) -> (Vec<T>, Vec<String>) {
    // a letter that is guessed would be stored for good
    let Ok(text) = std::str::from_utf8(file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file)) else {
        problems.add("berkas", fl!(t, "kelola-galat-berkas-utf8"));
        return (Vec::new(), Vec::new());
    };
    let head = text.lines().next().unwrap_or_default();
    let delimiter = if head.matches(';').count() > head.matches(',').count() { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let names: Vec<String> =
        reader.headers().map(|names| names.iter().map(|name| name.trim().to_lowercase()).collect()).unwrap_or_default();
    if let Some(missing) = columns.iter().find(|column| !names.iter().any(|name| name == *column)) {
        problems.add("berkas", fl!(t, "kelola-galat-kolom", column = (*missing).to_owned()));
        return (Vec::new(), Vec::new());
    }
    let (mut found, mut rows) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let line = found.len() + 2;
        let Ok(record) = record else {
            rows.push(fl!(t, "kelola-galat-baris", line = line, text = fl!(t, "kelola-galat-baris-rusak")));
            break;
        };
        let line = record.position().map_or(line, |at| usize::try_from(at.line()).unwrap_or(line));
        let row = Row { names: &names, record: &record };
        let mut wrong = row.strays(t, columns);
        found.push(parse(&row, &mut wrong));
        rows.extend(wrong.iter().map(|wrong| {
            let (field, text) = (wrong.field.clone(), wrong.text.clone());
            fl!(t, "kelola-galat-baris-kolom", line = line, field = field, text = text)
        }));
    }
    if found.is_empty() && rows.is_empty() {
        problems.add("berkas", fl!(t, "kelola-galat-berkas"));
    }
    if found.len() > most {
        problems.add("berkas", fl!(t, "kelola-galat-berkas-panjang", n = most));
    }
    if !rows.is_empty() {
        problems.add("berkas", fl!(t, "kelola-galat-berkas-baris", n = rows.len()));
    }
    rows.truncate(NAMED);
    (found, rows)
}
