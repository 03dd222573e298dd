//! `COPY … WITH (FORMAT binary)`: rows as PostgreSQL's wire format wants them, a buffer per table.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// Begins every stream: the signature, no flags, no extension.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// Rows of one table on their way.
pub struct Rows {
    /// `table (column, …)`.
    into: &'static str,
    fields: i16,
    buffer: Vec<u8>,
}

impl Rows {
    /// An empty stream into `table (column, …)`.
    pub fn into(into: &'static str) -> Self {
        let fields = i16::try_from(into.matches(',').count() + 1).expect("few columns");
        Self { into, fields, buffer: HEADER.to_vec() }
    }

    /// Begins a row; its fields follow in the order of the columns.
    pub fn row(&mut self) -> &mut Self {
        self.buffer.extend(self.fields.to_be_bytes());
        self
    }

    fn field(&mut self, bytes: &[u8]) -> &mut Self {
        self.buffer.extend(i32::try_from(bytes.len()).expect("a small field").to_be_bytes());
        self.buffer.extend(bytes);
        self
    }

    pub fn null(&mut self) -> &mut Self {
        self.buffer.extend((-1i32).to_be_bytes());
        self
    }

    pub fn bytes(&mut self, value: &[u8]) -> &mut Self {
        self.field(value)
    }

    pub fn text(&mut self, value: &str) -> &mut Self {
        self.field(value.as_bytes())
    }

    pub fn maybe_text(&mut self, value: Option<&str>) -> &mut Self {
        match value {
            Some(value) => self.text(value),
            None => self.null(),
        }
    }

    pub fn uuid(&mut self, value: Uuid) -> &mut Self {
        self.field(value.as_bytes())
    }

    pub fn maybe_uuid(&mut self, value: Option<Uuid>) -> &mut Self {
        match value {
            Some(value) => self.uuid(value),
            None => self.null(),
        }
    }

    pub fn int4(&mut self, value: i32) -> &mut Self {
        self.field(&value.to_be_bytes())
    }

    pub fn int8(&mut self, value: i64) -> &mut Self {
        self.field(&value.to_be_bytes())
    }

    pub fn yes(&mut self, value: bool) -> &mut Self {
        self.field(&[u8::from(value)])
    }

    /// Microseconds since the first of January 2000.
    pub fn at(&mut self, value: DateTime<Utc>) -> &mut Self {
        const EPOCH: i64 = 946_684_800_000_000;
        self.field(&(value.timestamp_micros() - EPOCH).to_be_bytes())
    }

    pub fn maybe_at(&mut self, value: Option<DateTime<Utc>>) -> &mut Self {
        match value {
            Some(value) => self.at(value),
            None => self.null(),
        }
    }

    /// Later than every moment.
    pub fn infinity(&mut self) -> &mut Self {
        self.field(&i64::MAX.to_be_bytes())
    }

    /// Days since the first of January 2000.
    pub fn day(&mut self, value: NaiveDate) -> &mut Self {
        let epoch = NaiveDate::from_ymd_opt(2000, 1, 1).expect("a day");
        self.field(&i32::try_from((value - epoch).num_days()).expect("our century").to_be_bytes())
    }

    /// `jsonb` of an encoded value.
    pub fn json(&mut self, value: &[u8]) -> &mut Self {
        self.field(&[&[1], value].concat())
    }

    /// Sends what was gathered.
    pub async fn send(mut self, conn: &mut PgConnection) -> Result<(), sqlx::Error> {
        self.buffer.extend((-1i16).to_be_bytes());
        let mut copy = conn.copy_in_raw(&format!("copy {} from stdin with (format binary)", self.into)).await?;
        copy.send(self.buffer).await?;
        copy.finish().await.map(drop)
    }
}
