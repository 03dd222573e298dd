//! Colours: a profile names the screen or the printer that it was made for, so colours are said in the plain way.

use std::collections::HashMap;

use lopdf::{Document, Object, ObjectId};

use super::{DEEPEST, Names};
use crate::files::scrub::Unfit;

/// How many colours a profile mixes.
pub(super) type Profiles = HashMap<ObjectId, i64>;

/// The streams that may be profiles.
pub(super) fn profiles(document: &Document) -> Profiles {
    let mixed = |(id, object): (&ObjectId, &Object)| {
        let colours = object.as_stream().ok()?.dict.get(b"N").ok()?;
        let (_, colours) = document.dereference(colours).ok()?;
        Some((*id, colours.as_i64().ok()?))
    };
    document.objects.iter().filter_map(mixed).collect()
}

/// Says colours without profiles, in all of an object.
pub(super) fn plain(object: &mut Object, names: &Names, profiles: &Profiles) -> Result<(), Unfit> {
    inside(object, names, profiles, 0)
}

fn inside(object: &mut Object, names: &Names, profiles: &Profiles, depth: usize) -> Result<(), Unfit> {
    if depth > DEEPEST {
        return Err(Unfit::Limits);
    }
    let next = |object: &mut Object| inside(object, names, profiles, depth + 1);
    match object {
        Object::Array(items) => match with_profile(items, names) {
            Some(profile) => {
                let name: &[u8] = match profiles.get(&profile) {
                    Some(1) => b"DeviceGray",
                    Some(3) => b"DeviceRGB",
                    Some(4) => b"DeviceCMYK",
                    _ => return Err(Unfit::Kind),
                };
                *object = Object::Name(name.to_vec());
                Ok(())
            }
            None => items.iter_mut().try_for_each(next),
        },
        Object::Dictionary(entries) => entries.iter_mut().try_for_each(|(_, value)| next(value)),
        Object::Stream(stream) => stream.dict.iter_mut().try_for_each(|(_, value)| next(value)),
        _ => Ok(()),
    }
}

/// The profile of a list that says colours with one.
fn with_profile(items: &[Object], names: &Names) -> Option<ObjectId> {
    let [kind, profile, ..] = items else { return None };
    let kind = kind.as_reference().ok().and_then(|id| names.get(&id)).unwrap_or(kind);
    let based = kind.as_name().is_ok_and(|name| name == b"ICCBased");
    profile.as_reference().ok().filter(|_| based)
}
