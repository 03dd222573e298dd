//! Deadlines and calendars by version. A version never changes once it is published, so keeping it is safe on every node.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use sqlx::PgConnection;

use super::calendar::Calendar;
use super::policy::{Deadline, Policy, Unit};
use super::state::ClockKind;
use crate::reference::db as reference;

/// (deadlines, calendar).
type Versions = (i32, i32);

/// Published deadlines and calendars, read once each.
#[derive(Default)]
pub struct Policies {
    known: Mutex<HashMap<Versions, Arc<Policy>>>,
}

impl Policies {
    /// What a case pinned.
    pub async fn get(&self, tx: &mut PgConnection, policy: i32, calendar: i32) -> Result<Arc<Policy>, sqlx::Error> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&(policy, calendar)).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let read = Arc::new(read(tx, policy, calendar).await?);
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert((policy, calendar), Arc::clone(&read));
        Ok(read)
    }

    /// What is in force for a new case.
    pub async fn current(&self, tx: &mut PgConnection) -> Result<Arc<Policy>, sqlx::Error> {
        let (policy, calendar) = reference::versions(tx).await?;
        self.get(tx, policy, calendar).await
    }
}

async fn read(tx: &mut PgConnection, version: i32, calendar: i32) -> Result<Policy, sqlx::Error> {
    let rows = reference::deadline_policy(tx, version).await?;
    let deadlines = rows
        .into_iter()
        .filter_map(|row| {
            let (amount, extra) = (u32::try_from(row.amount).ok()?, u32::try_from(row.extra).ok()?);
            Some((ClockKind::from_code(&row.kind)?, Deadline { amount, unit: Unit::from_code(&row.unit)?, extra }))
        })
        .collect();
    let days = reference::calendar_at(tx, calendar).await?;
    let calendar = Calendar {
        version: days.version,
        days_off: days.days_off.into_iter().collect(),
        estimated: days.provisional_days.into_iter().collect(),
        covered_until: days.covered_until,
    };
    Ok(Policy { version, deadlines, calendar })
}
