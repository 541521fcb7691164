//! The anchor of an interval.
//!
//! In: `anchor_date` as it is written. Out: an instant. An anchor without offset is one of UTC, not of the schedule's zone, because
//! Prefect's client sends it so.

use jiff::{SignedDuration, Timestamp};

use super::Fault;
use super::date;

/// Reads `anchor_date`. What only some of Prefect's Pythons read, or read as a part of today, is refused.
pub fn parse_anchor(text: &str) -> Result<Timestamp, Fault> {
    let fault = || {
        Fault::new(
            0..text.len(),
            "this is no date that every Prefect reads alike",
        )
        .help("write `2026-01-01T09:00:00Z` or `2026-01-01T09:00:00+01:00`")
    };
    let date = date::read(text).ok_or_else(fault)?;
    let second = date.wall - date.offset.unwrap_or(0);
    let whole = Timestamp::from_second(second).map_err(|_| fault())?;
    whole
        .checked_add(SignedDuration::from_micros(date.micros))
        .map_err(|_| fault())
}
