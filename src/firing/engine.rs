//! The two engines: Prefect computes dates with other libraries from Python 3.13 on.
//!
//! In: a time on the wall or an instant, and a zone. Out: what the engine makes of it where a clock changes, how it starts,
//! compares and drops. This is the one file that knows the difference; the searches do not.
//!
//! Python 3.13 uses `whenever` and `zoneinfo`, older ones `pendulum` and `pytz`. Both compare two times of one zone object by
//! their clocks, not as instants; where that shows it is said beside the method.

use jiff::civil::DateTime;
use jiff::tz::{Disambiguation, TimeZone};
use jiff::{SignedDuration, ToSpan, ZonedDateTime};

use super::wall;

/// Which Python the server runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    /// 3.12 and older.
    Python312,
    /// 3.13 and newer.
    Python313,
}

const SECOND: SignedDuration = SignedDuration::from_secs(1);

impl Engine {
    /// The time on the wall after which a cron search begins. A start with a fraction (of microseconds) is cut; from a whole
    /// second one second is taken off, of elapsed time on 3.12, on the wall on 3.13.
    pub(super) fn cron_start(self, from: &ZonedDateTime) -> i64 {
        let here = wall::from_civil(from.datetime());
        let whole = from.subsec_nanosecond() < 1_000;
        match self {
            _ if !whole => here,
            Self::Python313 => here - 1,
            Self::Python312 => match from.checked_sub(SECOND) {
                Ok(before) => wall::from_civil(before.datetime()),
                Err(_) => here - 1,
            },
        }
    }

    /// The instant of a cron hit. Skipped by the clock: back by the gap on 3.12, forward on 3.13. Shown twice: the first pass.
    pub(super) fn cron_instant(self, hit: DateTime, tz: &TimeZone) -> Option<ZonedDateTime> {
        let strategy = match self {
            Self::Python312 => Disambiguation::Earlier,
            Self::Python313 => Disambiguation::Compatible,
        };
        tz.to_ambiguous_zoned_datetime(hit)
            .disambiguate(strategy)
            .ok()
    }

    /// Whether an interval's date lies before another: 3.12 asks the clocks, 3.13 the instants.
    pub(super) fn precedes(self, date: &ZonedDateTime, other: &ZonedDateTime) -> bool {
        match self {
            Self::Python312 => date.datetime() < other.datetime(),
            Self::Python313 => date.timestamp() < other.timestamp(),
        }
    }

    /// What two dates of an interval have in common if they are one, so that the second is dropped: the clock on 3.12, the instant
    /// on 3.13.
    pub(super) fn interval_key(self, date: &ZonedDateTime) -> i128 {
        match self {
            Self::Python312 => clock_key(date),
            Self::Python313 => date.timestamp().as_nanosecond(),
        }
    }

    /// Whether a date of an RRULE lies after the end of the question: as instants on 3.12, by the clocks on 3.13.
    pub(super) fn rrule_exceeds(self, date: &ZonedDateTime, end: &ZonedDateTime) -> bool {
        match self {
            Self::Python312 => date.timestamp() > end.timestamp(),
            Self::Python313 => date.datetime() > end.datetime(),
        }
    }

    /// A number of seconds as the engine's clock library reads a float: 3.12 rounds to microseconds, half to even; 3.13 cuts to
    /// nanoseconds.
    pub(super) fn exact(self, seconds: f64) -> Option<SignedDuration> {
        if seconds.abs() > 1e12 {
            return None;
        }
        let nanos = match self {
            Self::Python312 => {
                let micros = (seconds.fract() * 1e6).round_ties_even();
                seconds.trunc() as i128 * 1_000_000_000 + micros as i128 * 1_000
            }
            Self::Python313 => (seconds * 1e9) as i128,
        };
        let whole = i64::try_from(nanos.div_euclid(1_000_000_000)).ok()?;
        Some(SignedDuration::new(
            whole,
            nanos.rem_euclid(1_000_000_000) as i32,
        ))
    }

    /// The date after `date` for an interval of whole `days` and a `rest` below one day. Without days the rest has elapsed;
    /// with days 3.12 adds both on the wall, 3.13 the days on the wall and the rest as elapsed time. None after the year 9999.
    pub(super) fn advance(
        self,
        date: &ZonedDateTime,
        days: i64,
        rest: SignedDuration,
    ) -> Option<ZonedDateTime> {
        if days == 0 {
            return date.checked_add(rest).ok().filter(in_python);
        }
        let span = days.checked_abs().filter(|days| *days < 4_000_000)?.days();
        let on_wall = date.datetime().checked_add(span).ok()?;
        let next = match self {
            Self::Python312 => {
                let on_wall = on_wall.checked_add(rest).ok()?;
                date.time_zone()
                    .to_ambiguous_zoned_datetime(on_wall)
                    .later()
                    .ok()?
            }
            Self::Python313 => {
                let same_pass = date.offset().to_timestamp(on_wall).ok()?;
                let zoned = same_pass.to_zoned_datetime(date.time_zone().clone());
                let zoned = if zoned.datetime() == on_wall {
                    zoned
                } else {
                    date.time_zone()
                        .to_ambiguous_zoned_datetime(on_wall)
                        .compatible()
                        .ok()?
                };
                zoned.checked_add(rest).ok()?
            }
        };
        Some(next).filter(in_python)
    }
}

/// What two dates of a cron schedule or a rule have in common if they are one, on both engines: the clock.
pub(super) fn clock_key(date: &ZonedDateTime) -> i128 {
    let second = wall::from_civil(date.datetime());
    i128::from(second) * 1_000_000_000 + i128::from(date.subsec_nanosecond())
}

/// Whether Python's dates can show it.
fn in_python(date: &ZonedDateTime) -> bool {
    date.year() >= 1
}
