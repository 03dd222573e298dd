//! Two custodians together deal the keys of cases anew, so that a newcomer gets shares too. One asks, another of a
//! different unit hands over the shares of these cases, the first puts each pair together and deals. A case at a time.

use chrono::Duration;
use uuid::Uuid;

use super::ActError;
use super::custody::{deal, keepers};
use super::reveal::{RevealError, Why};
use crate::app::App;
use crate::case::db::{self, Handing};
use crate::clock;
use crate::db::{Actor, Tx};
use crate::vault::custody::{IdentityKey, Share, combine};

/// How long a request waits and works.
const LASTS: Duration = Duration::minutes(60);
/// Cases in one press: a second of work.
const AT_ONCE: i64 = 500;

/// Where the dealing stands for one custodian.
pub struct Dealing {
    /// Cases that lack somebody's share and of which this custodian holds one.
    pub lacking: i64,
    /// Open requests.
    pub handings: Vec<Handing>,
}

/// Opens the door for an enrolled custodian.
async fn enter(app: &App, officer: Uuid) -> Result<Tx, RevealError> {
    let mut tx = app.db.begin(Actor::Officer(officer)).await?;
    tx.elevate().await?;
    if db::custodian(&mut tx, &app.keys, officer).await?.is_none() {
        return Err(RevealError::Refused(Why::NotCustodian));
    }
    Ok(tx)
}

/// Where it stands.
pub async fn dealing(app: &App, officer: Uuid) -> Result<Dealing, RevealError> {
    let mut tx = enter(app, officer).await?;
    let lacking = db::lacking(&mut tx, officer, None).await?;
    Ok(Dealing { lacking, handings: db::handings(&mut tx, clock::now()).await? })
}

/// A custodian asks the others for their shares.
pub async fn ask_shares(app: &App, officer: Uuid) -> Result<(), RevealError> {
    let now = clock::now();
    let mut tx = enter(app, officer).await?;
    if db::lacking(&mut tx, officer, None).await? == 0 {
        return Err(RevealError::Refused(Why::NoShare));
    }
    db::insert_handing(&mut tx, Uuid::now_v7(), officer, now, now + LASTS).await?;
    tx.commit().await?;
    Ok(())
}

async fn find(tx: &mut Tx, handing: Uuid) -> Result<Handing, RevealError> {
    let open = db::handings(tx, clock::now()).await?;
    open.into_iter().find(|found| found.id == handing).ok_or(RevealError::Refused(Why::Expired))
}

/// Another custodian hands the own shares over, sealed to who asked. Says how many went.
pub async fn hand_over(app: &App, (officer, key): (Uuid, &IdentityKey), handing: Uuid) -> Result<usize, RevealError> {
    let mut tx = enter(app, officer).await?;
    let asked = find(&mut tx, handing).await?;
    if asked.asked_by == officer {
        return Err(RevealError::Refused(Why::Own));
    }
    if !db::units_differ(&mut tx, asked.asked_by, officer).await? {
        return Err(RevealError::Refused(Why::SameUnit));
    }
    let to = db::custodian(&mut tx, &app.keys, asked.asked_by).await?.ok_or(RevealError::Refused(Why::Expired))?;
    let (mut cases, mut dealings, mut shares) = (Vec::new(), Vec::new(), Vec::new());
    for (case, dealing, sealed) in db::to_hand(&mut tx, handing, (asked.asked_by, officer), AT_ONCE).await? {
        // what does not open must not hold up the others; this case waits for the recovery papers
        let Ok(share) = Share::open(key, case, &sealed).and_then(|share| share.seal(&to)) else { continue };
        shares.push(share);
        cases.push(case);
        dealings.push(dealing);
    }
    db::hand(&mut tx, handing, officer, (&cases, &dealings, &shares)).await?;
    tx.commit().await?;
    Ok(cases.len())
}

/// Who asked puts the pairs together and deals anew to every present custodian. Says how many cases were dealt: one that is
/// damaged waits for somebody who looks at it.
pub async fn deal_handed(app: &App, (officer, key): (Uuid, &IdentityKey), handing: Uuid) -> Result<usize, RevealError> {
    let mut tx = enter(app, officer).await?;
    if find(&mut tx, handing).await?.asked_by != officer {
        return Err(RevealError::Refused(Why::NotYours));
    }
    let cases = db::handed(&mut tx, handing, AT_ONCE).await?;
    tx.commit().await?;
    let mut dealt = 0;
    for case in cases {
        match deal_one(app, (officer, key), handing, case).await {
            Ok(done) => dealt += usize::from(done),
            Err(RevealError::Act(ActError::Db(sqlx::Error::Decode(error)))) => {
                tracing::error!(%case, %error, "a damaged case was not dealt; the others are");
                let mut tx = enter(app, officer).await?;
                db::drop_handed(&mut tx, handing, case).await?;
                tx.commit().await?;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(dealt)
}

async fn deal_one(
    app: &App,
    (officer, key): (Uuid, &IdentityKey),
    handing: Uuid,
    case: Uuid,
) -> Result<bool, RevealError> {
    let now = clock::now();
    let mut tx = enter(app, officer).await?;
    if !db::lock(&mut tx, case).await? {
        return Ok(false);
    }
    let secret = db::secret(&mut tx, &app.keys, case).await?;
    let pair = db::handed_pair(&mut tx, handing, case, officer).await?;
    let whole = match (&secret, pair) {
        (Some(secret), Some((theirs, mine))) => {
            let Some((expected, _)) = db::identity_key(&mut tx, &secret.key, case).await? else { return Ok(false) };
            let shares: Result<Vec<_>, _> = [theirs, mine].iter().map(|blob| Share::open(key, case, blob)).collect();
            shares.and_then(|shares| combine(&shares, &expected)).ok()
        }
        _ => None,
    };
    let shares = match whole {
        Some(whole) => deal(&whole, &keepers(app, &mut tx, case).await?, case)?,
        None => Default::default(),
    };
    let dealt = !shares.0.is_empty();
    if dealt {
        db::deal_anew(&mut tx, case, &shares, now).await?;
    } else {
        // it was dealt or erased meanwhile, does not fit, or fewer than two custodians are left to deal to: what there is
        // stays, and the case waits for the recovery papers
        db::drop_handed(&mut tx, handing, case).await?;
    }
    tx.commit().await.map_err(ActError::from)?;
    Ok(dealt)
}
