//! Time zones by name.
//!
//! In: an IANA name. Out: the zone, or what is wrong with the name. Which names exist is decided by the copy of the zone data
//! that is built in, so that an answer is the same on every machine; the changes of clock come from the machine's zone files
//! where it has them, as Prefect itself reads them, else from that copy. Nothing here knows schedules.

use jiff::Timestamp;
use jiff::tz::{self, TimeZone, TimeZoneDatabase};

use super::Fault;
use crate::diagnostics::nearest;
use std::sync::LazyLock;

/// The names of the built-in copy, sorted.
static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let known = TimeZoneDatabase::bundled();
    let mut names: Vec<String> = known
        .available()
        .map(|zone| zone.as_str().to_owned())
        .collect();
    names.sort_unstable();
    names
});

/// A zone and the name that was written for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    pub name: String,
    pub tz: TimeZone,
}

impl Zone {
    pub fn utc() -> Self {
        Self {
            name: "UTC".into(),
            tz: TimeZone::UTC,
        }
    }
}

/// Reads a zone name as Prefect checks it: an exact IANA name, with its capitals.
///
/// The empty name, which Prefect takes for UTC in a cron schedule and refuses in a rule, is refused.
pub fn parse_zone(name: &str) -> Result<Zone, Fault> {
    if name == "UTC" {
        return Ok(Zone::utc());
    }
    let whole = 0..name.len();
    // The copy takes a name in any case; it has none for a zone that is not known.
    let known = TimeZoneDatabase::bundled().get(name).ok();
    let Some(built_in) = known.filter(|zone| zone.iana_name() == Some(name) && !zone.is_unknown())
    else {
        let fault = Fault::new(whole, "no time zone has this name");
        return Err(match suggest(name, &NAMES) {
            Some(near) => fault.help(format!("a time zone with a similar name exists: `{near}`")),
            None => fault.help("write an IANA name, such as `Europe/Oslo` or `UTC`"),
        });
    };
    Ok(Zone {
        name: name.into(),
        tz: tz::db().get(name).unwrap_or(built_in),
    })
}

/// The same name in other capitals, else a city written without its region, else the nearest name.
fn suggest<'a>(name: &str, names: &'a [String]) -> Option<&'a str> {
    let city = |zone: &&String| {
        zone.rsplit('/')
            .next()
            .is_some_and(|city| city.eq_ignore_ascii_case(name.trim()))
    };
    names
        .iter()
        .find(|zone| zone.eq_ignore_ascii_case(name.trim()))
        .or_else(|| names.iter().find(city))
        .map(String::as_str)
        .or_else(|| nearest(name, names.iter().map(String::as_str)))
}

/// The changes of a zone between two instants: each with the offset and the daylight saving flag from then on.
pub(super) fn changes(tz: &TimeZone, from: Timestamp, to: Timestamp) -> Vec<(i64, i64, bool)> {
    tz.following(from)
        .take_while(|change| change.timestamp() <= to)
        .map(|change| {
            let offset = i64::from(change.offset().seconds());
            (
                change.timestamp().as_second(),
                offset,
                change.dst().is_dst(),
            )
        })
        .collect()
}
