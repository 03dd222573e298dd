//! The lane of those who cannot work. When more wait than a minute takes, those go first who have waited longest: otherwise
//! whoever presses fastest would have every place. Somebody who keeps pressing is so among the first at the latest when the
//! tickets of all the others are too old.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use super::Kind;
use super::proof::Place;
use crate::clock;

/// Forms that one lane takes in a minute.
const ROOM: usize = 20;
const MINUTE: TimeDelta = TimeDelta::minutes(1);
/// So long somebody who was sent back counts as waiting: the page says a minute, and people are not clocks.
const RETURN: TimeDelta = TimeDelta::seconds(90);
/// People who are remembered as waiting; nobody behind them is next anyway.
const SEEN: usize = 64;

/// The lanes of one door: who fills those of the onion service leaves the others open, and so do sign-ins those of reports.
#[derive(Default)]
pub struct Lanes([Mutex<Lane>; Kind::MANY]);

#[derive(Default)]
struct Lane {
    /// When somebody was let through, in the last minute.
    through: Vec<DateTime<Utc>>,
    /// Who waits, and when they last pressed; the oldest first.
    waiting: Vec<(Place, DateTime<Utc>)>,
}

impl Lanes {
    /// Whether this place is taken now; if not, its owner comes back with `next`.
    pub(super) fn take(&self, kind: Kind, place: Place, next: Place) -> bool {
        let mut lane = self.0[kind as usize].lock().unwrap_or_else(PoisonError::into_inner);
        lane.take(place, next, clock::steady())
    }
}

impl Lane {
    fn take(&mut self, place: Place, next: Place, now: DateTime<Utc>) -> bool {
        self.through.retain(|at| now < *at + MINUTE);
        self.waiting.retain(|(other, pressed)| *other != place && now < *pressed + RETURN);
        let before = self.waiting.partition_point(|(other, _)| *other < place);
        if before + self.through.len() < ROOM {
            self.through.push(now);
            return true;
        }
        self.waiting.push((next, now));
        self.waiting.sort_unstable();
        self.waiting.truncate(SEEN);
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + second, 0).unwrap()
    }

    /// Somebody presses in this second, again with the place that they were sent back with.
    fn press(lane: &mut Lane, place: &mut Place, second: i64) -> bool {
        let next = place.again();
        let through = lane.take(*place, next, at(second));
        *place = next;
        through
    }

    #[test]
    fn whoever_waited_longest_goes_before_whoever_presses_fastest() {
        let mut lane = Lane::default();
        let fresh = |second| Place::taken_at(at(second).timestamp_millis());
        assert_eq!((0..ROOM).filter(|_| press(&mut lane, &mut fresh(0), 6)).count(), ROOM);
        let mut sari = fresh(1);
        assert!(!press(&mut lane, &mut sari, 7), "the minute is full");
        for second in 8..70 {
            let through = (0..50).filter(|_| press(&mut lane, &mut fresh(second - 5), second)).count();
            assert!(through < ROOM, "{second}");
        }
        assert!(press(&mut lane, &mut sari, 70), "there is room for who came before");
        assert!(lane.waiting.len() <= SEEN);
    }

    #[test]
    fn a_full_lane_is_full_for_its_own_kind_only() {
        let lanes = Lanes::default();
        let place = || Place::taken_at(at(0).timestamp_millis());
        let through = |kind| (0..99).filter(|_| lanes.take(kind, place(), place())).count();
        assert_eq!((through(Kind::Lookup), through(Kind::Filing), through(Kind::Message)), (ROOM, ROOM, ROOM));
    }

    #[test]
    fn nobody_waits_for_those_who_do_not_come_back() {
        let mut lane = Lane::default();
        let fresh = |second| Place::taken_at(at(second).timestamp_millis());
        for _ in 0..99 {
            press(&mut lane, &mut fresh(0), 6);
        }
        let mut sari = fresh(50);
        assert!(!press(&mut lane, &mut sari, 66), "many were before");
        assert!(press(&mut lane, &mut sari, 97), "and are gone");
    }
}
