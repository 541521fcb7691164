//! The clock on the wall: a date and time of day without zone, as seconds since 1970-01-01T00:00:00 on that clock.
//!
//! In: civil dates. Out: plain numbers, which the searches add to and compare. Nothing here knows zones.

use jiff::civil::{Date, DateTime};

pub(super) const MINUTE: i64 = 60;
pub(super) const HOUR: i64 = 3_600;
pub(super) const DAY: i64 = 86_400;
/// The last year that Python's dates can show.
pub(super) const MAX_YEAR: i64 = 9_999;

/// Days since 1970-01-01 of a date in the proleptic Gregorian calendar; the day may lie outside of the month.
pub(super) fn days(year: i64, month: i64, day: i64) -> i64 {
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year + day
        - 719_469
}

/// Year, month and day of a day counted from 1970-01-01.
pub(super) fn date(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

pub(super) fn year(wall: i64) -> i64 {
    date(wall.div_euclid(DAY)).0
}

pub(super) fn is_leap(year: i64) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

pub(super) fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// 0 for Monday to 6 for Sunday, as Python counts.
pub(super) fn weekday(days: i64) -> i64 {
    (days + 3).rem_euclid(7)
}

/// A civil time cut to its second.
pub(super) fn from_civil(time: DateTime) -> i64 {
    let day = days(time.year().into(), time.month().into(), time.day().into());
    let (hour, minute) = (i64::from(time.hour()), i64::from(time.minute()));
    day * DAY + hour * HOUR + minute * MINUTE + i64::from(time.second())
}

/// None outside of the years 1 to 9999.
pub(super) fn to_civil(wall: i64) -> Option<DateTime> {
    let (year, month, day) = date(wall.div_euclid(DAY));
    if !(1..=MAX_YEAR).contains(&year) {
        return None;
    }
    let date = Date::new(year as i16, month as i8, day as i8).ok()?;
    let second = wall.rem_euclid(DAY);
    let (hour, minute) = (second / HOUR, second / MINUTE % 60);
    Some(date.at(hour as i8, minute as i8, (second % MINUTE) as i8, 0))
}
