//! How many connections one network may hold at a door, so that the door does not fill up with one visitor's.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::web::limit::{Caller, Limits, Network};

/// The places of one door, counted by network.
pub(super) struct Places {
    /// For one network.
    most: usize,
    taken: Mutex<HashMap<Network, usize>>,
}

/// A place that a connection has until it ends.
pub(super) struct Place {
    places: Arc<Places>,
    network: Network,
}

impl Places {
    /// A quarter of so many places for each network: a mobile operator puts a town behind one.
    pub(super) fn of(all: usize) -> Arc<Self> {
        Arc::new(Self { most: all / 4, taken: Mutex::default() })
    }

    /// A place for a connection, or `Err` when its network has as many as it may have. `Ok(None)` for a connection of a
    /// proxy that carries the requests of many.
    pub(super) fn take(self: &Arc<Self>, limits: &Limits, caller: Caller) -> Result<Option<Place>, Full> {
        let Some(network) = limits.connected_from(caller) else { return Ok(None) };
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(network).or_default();
        if *count >= self.most {
            return Err(Full);
        }
        *count += 1;
        Ok(Some(Place { places: Arc::clone(self), network }))
    }
}

/// A network holds all the connections that it may hold.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Full;

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.network) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::DoorConfig;

    #[test]
    fn a_network_fills_a_quarter_of_a_door_and_no_more() {
        let (limits, places) = (Limits::new(&DoorConfig::default()), Places::of(8));
        let at = |address: &str| places.take(&limits, Caller::at(address.parse().unwrap())).map(|place| place.unwrap());
        let (first, second) = (at("203.0.113.7").unwrap(), at("203.0.113.8").unwrap());
        assert_eq!(at("203.0.113.9").err(), Some(Full), "the same /24");
        drop(at("198.51.100.1").unwrap());
        drop(first);
        drop(at("203.0.113.9").unwrap());
        drop(second);
        assert!(places.taken.lock().unwrap().is_empty(), "nothing is remembered of who is gone");
        let here = places.take(&limits, Caller::at("127.0.0.1".parse().unwrap()));
        assert!(here.is_ok_and(|place| place.is_none()), "a proxy on this machine");
    }
}
