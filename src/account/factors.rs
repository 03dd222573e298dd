//! What may be done with the ways in which an officer signs in (issue 3, item 5; security.md §2.6).
//!
//! Everybody needs a second step; administrators, supervisors and custodians need a passkey, because a code can be talked out
//! of somebody. Only the demo office goes without.

use super::db::Factors;
use crate::clock;
use crate::error::Error;
use crate::web::session::{Factor, SET_UP, SignedIn};

/// Whether this session may add a way to sign in. The first one needs no more than the password; a recovery code replaces
/// one that was lost; for everything else the officer has proved enough already.
pub(super) fn may_add(officer: &SignedIn) -> bool {
    match officer.factor {
        Factor::Passkey | Factor::Recovery => true,
        // otherwise whoever talks a code out of an administrator adds a passkey of their own
        Factor::Code => !officer.needs_passkey() || officer.passkeys == 0,
        Factor::Password => !officer.app && officer.passkeys == 0,
    }
}

/// Refuses a session that may not add a way to sign in, or that was not confirmed within five minutes.
pub(super) fn ready_to_add(officer: &SignedIn) -> Result<(), Error> {
    if !may_add(officer) {
        Err(Error::SecondStep)
    } else if officer.is_confirmed(clock::now()) {
        Ok(())
    } else {
        Err(Error::Confirm { back: SET_UP.to_owned() })
    }
}

/// Whether the password, with a code if there is one, confirms who this is; otherwise only a passkey does.
pub(super) fn password_confirms(officer: &SignedIn, demo: bool) -> bool {
    demo || !officer.needs_passkey() || officer.passkeys == 0 || officer.factor == Factor::Recovery
}

/// Whether the app can be taken away without leaving too little.
pub(super) const fn app_can_go(factors: Factors, demo: bool) -> bool {
    demo || factors.usable > 0
}

/// Whether one passkey can be taken away without leaving too little. A `stopped` one is worth nothing already.
pub(super) fn passkey_can_go(factors: Factors, officer: &SignedIn, stopped: bool, demo: bool) -> bool {
    let left = factors.usable - i64::from(!stopped);
    demo || left > 0 || (factors.app && !officer.needs_passkey())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::case::state::Role;
    use crate::web::session::Token;

    fn officer(role: Role, factor: Factor, app: bool, passkeys: i64) -> SignedIn {
        SignedIn {
            id: Uuid::nil(),
            name: String::new(),
            alias: 1,
            roles: vec![(None, role)],
            step_up_until: None,
            app,
            passkeys,
            usable: passkeys,
            factor,
            session: [0; 32],
            token: Token([0; 32]),
            unread: 0,
            custody: 0,
            walls: 0,
            told: None,
        }
    }

    #[test]
    fn what_proves_an_officer_depends_on_the_role() {
        for role in [Role::Admin, Role::Supervisor, Role::Custodian] {
            assert!(!officer(role, Factor::Code, true, 0).is_proven(), "{role:?}");
            assert!(!officer(role, Factor::Recovery, true, 1).is_proven(), "{role:?}");
            assert!(officer(role, Factor::Passkey, false, 1).is_proven(), "{role:?}");
        }
        assert!(officer(Role::Analyst, Factor::Code, true, 0).is_proven());
        assert!(officer(Role::Analyst, Factor::Recovery, true, 0).is_proven());
        assert!(!officer(Role::Analyst, Factor::Password, false, 0).is_proven());
    }

    #[test]
    fn nobody_adds_a_way_in_with_less_than_they_have() {
        assert!(may_add(&officer(Role::Admin, Factor::Password, false, 0)), "the first one");
        assert!(!may_add(&officer(Role::Admin, Factor::Password, false, 1)));
        assert!(!may_add(&officer(Role::Analyst, Factor::Password, true, 0)));
        assert!(may_add(&officer(Role::Admin, Factor::Code, true, 0)), "made an administrator lately");
        assert!(!may_add(&officer(Role::Admin, Factor::Code, true, 1)), "a code that was talked out of somebody");
        assert!(may_add(&officer(Role::Admin, Factor::Recovery, false, 1)), "the passkey was lost");
        assert!(may_add(&officer(Role::Analyst, Factor::Code, true, 1)));
    }

    #[test]
    fn the_last_one_stays() {
        let left = |app, passkeys| Factors { app, passkeys, usable: passkeys, codes: 10 };
        let (admin, analyst) =
            (officer(Role::Admin, Factor::Passkey, true, 1), officer(Role::Analyst, Factor::Passkey, true, 1));
        let goes = |factors, officer| passkey_can_go(factors, officer, false, false);
        assert!(!goes(left(true, 1), &admin) && goes(left(true, 2), &admin));
        assert!(goes(left(true, 1), &analyst) && !goes(left(false, 1), &analyst));
        let stopped = |app, usable| Factors { passkeys: usable + 1, ..left(app, usable) };
        assert!(!passkey_can_go(stopped(true, 0), &admin, true, false), "nothing else is there yet");
        assert!(passkey_can_go(stopped(false, 1), &admin, true, false));
        assert!(!goes(stopped(false, 1), &admin), "the one that works is the last");
        assert!(!app_can_go(stopped(true, 0), false), "a stopped passkey stands in for nothing");
        assert!(app_can_go(left(true, 1), false) && !app_can_go(left(true, 0), false));
        assert!(app_can_go(left(true, 0), true), "in DEMO it is a choice");
    }
}
