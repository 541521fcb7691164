//! The interval of a schedule, where it is written as a string.
//!
//! In: ISO 8601 (`PT15M`, `P1D`), a time (`00:15:00`) or days with or without a time (`1 day,
//! 0:15:00`). Out: an [`Interval`]. Follows pydantic's reader of time deltas, which Prefect uses:
//! measured against version 2.14 (see the tests). Numbers of seconds are written as numbers, not as
//! strings, and are not read here.

use super::whole;
use crate::formats::{Fault, Grammar};

/// A length of time in microseconds, greater than zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interval {
    micros: i64,
}

/// The string of `interval`.
pub static SCHEDULE_INTERVAL: Grammar = Grammar {
    noun: "interval",
    example: "PT15M",
    words: &[],
    check: |text| parse(text).map(drop),
};

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;
/// What the reader takes for one quantity behind the `T`.
const MOST_SECONDS: u64 = u32::MAX as u64;

/// Units of ISO 8601 before and behind the `T`. A month has 30 days, a year 365.
const DATE_UNITS: &[(u8, i64)] = &[
    (b'Y', 365 * DAY),
    (b'M', 30 * DAY),
    (b'W', 7 * DAY),
    (b'D', DAY),
];
const TIME_UNITS: &[(u8, i64)] = &[(b'H', 3600 * SECOND), (b'M', 60 * SECOND), (b'S', SECOND)];

/// Reads the string of `interval`.
pub fn parse(text: &str) -> Result<Interval, Fault> {
    let (negative, body) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        all => (false, all),
    };
    let read = match body {
        [b'P', rest @ ..] => read_iso(rest),
        // So short a text is never read as a time: `0:15` fails.
        _ if text.len() < 5 || body.iter().any(|byte| byte.eq_ignore_ascii_case(&b'd')) => {
            read_days(body)
        }
        _ => read_clock(body),
    };
    let Some(micros) = read else {
        return Err(not_an_interval(text));
    };
    if negative || micros == 0 {
        return Err(whole(text, "an interval is longer than nothing").help("write such as `PT15M`"));
    }
    // What does not fit is read, but is longer than Python's calendar: no date can be reached by
    // it.
    let micros = i64::try_from(micros).map_err(|_| whole(text, "the interval is too long"))?;
    Ok(Interval { micros })
}

impl Interval {
    pub fn micros(self) -> i64 {
        self.micros
    }

    pub fn seconds(self) -> f64 {
        self.micros as f64 / SECOND as f64
    }
}

/// What stands behind the `P`: quantities with units, in any order and as often as one likes. Only
/// the last quantity may have a fraction.
fn read_iso(bytes: &[u8]) -> Option<i128> {
    let mut rest = bytes;
    let mut units = DATE_UNITS;
    let mut total = None;
    let mut is_last = false;
    while let Some(first) = rest.first() {
        if *first == b'T' && units == DATE_UNITS {
            units = TIME_UNITS;
            rest = &rest[1..];
            continue;
        }
        if is_last {
            return None;
        }
        let digits = leading_digits(rest);
        let count = number(&rest[..digits])?;
        rest = &rest[digits..];
        let fraction = match rest {
            [b'.' | b',', behind @ ..] => {
                let digits = leading_digits(behind);
                rest = &behind[digits..];
                Some(&behind[..digits])
            }
            _ => None,
        };
        let (name, behind) = rest.split_first()?;
        let (_, size) = units.iter().find(|(unit, _)| unit == name)?;
        if units == TIME_UNITS && count.saturating_mul((*size / SECOND) as u64) > MOST_SECONDS {
            return None;
        }
        is_last = fraction.is_some();
        let part = fraction.map_or(0, |digits| share(digits, *size));
        total = Some(total.unwrap_or(0) + i128::from(count) * i128::from(*size) + part);
        rest = behind;
    }
    total
}

/// A number of days, then perhaps a time below 24 hours.
fn read_days(bytes: &[u8]) -> Option<i128> {
    let digits = leading_digits(bytes);
    let days = i128::from(number(&bytes[..digits])?) * i128::from(DAY);
    let rest = &bytes[digits..];
    let rest = rest.strip_prefix(b" ").unwrap_or(rest);
    let rest = rest.strip_prefix(b"d").or(rest.strip_prefix(b"D"))?;
    // The ending is in lower or in upper case, not in both.
    let ending = |word: &&[u8]| rest.starts_with(word);
    let endings: [&[u8]; 4] = [b"ays", b"AYS", b"ay", b"AY"];
    let rest = endings
        .iter()
        .copied()
        .find(ending)
        .map_or(rest, |word| &rest[word.len()..]);
    let rest = rest.strip_prefix(b",").unwrap_or(rest);
    let rest = rest.strip_prefix(b" ").unwrap_or(rest);
    if rest.is_empty() {
        return Some(days);
    }
    let clock = read_clock(rest)?;
    (clock < i128::from(DAY)).then_some(days + clock)
}

/// `H:MM`, `H:MM:SS` or `H:MM:SS.f`; as many digits for the hours as one likes, five characters at
/// least.
fn read_clock(bytes: &[u8]) -> Option<i128> {
    if bytes.len() < 5 {
        return None;
    }
    let digits = leading_digits(bytes);
    let hours = number(&bytes[..digits])?;
    let (minutes, rest) = take_sixtieth(&bytes[digits..])?;
    let mut total = (i128::from(hours) * 60 + i128::from(minutes)) * 60;
    if rest.is_empty() {
        return Some(total * i128::from(SECOND));
    }
    let (seconds, rest) = take_sixtieth(rest)?;
    total = (total + i128::from(seconds)) * i128::from(SECOND);
    let Some((point, fraction)) = rest.split_first() else {
        return Some(total);
    };
    let is_fraction = matches!(point, b'.' | b',') && !fraction.is_empty();
    if !is_fraction || leading_digits(fraction) < fraction.len() {
        return None;
    }
    // What is behind the sixth digit is cut off.
    Some(total + share(&fraction[..fraction.len().min(6)], SECOND))
}

/// `:` and two digits below 60.
fn take_sixtieth(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let [b':', tens @ b'0'..=b'5', ones @ b'0'..=b'9', rest @ ..] = bytes else {
        return None;
    };
    Some(((tens - b'0') * 10 + (ones - b'0'), rest))
}

fn leading_digits(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count()
}

/// A number of up to 18 digits; more are longer than any interval.
fn number(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    Some(
        digits
            .iter()
            .fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0')),
    )
}

/// The decimal fraction that these digits are, of a unit, rounded to microseconds.
fn share(digits: &[u8], unit: i64) -> i128 {
    let kept = &digits[..digits.len().min(18)];
    let scale = 10_i128.pow(kept.len() as u32);
    let part = kept
        .iter()
        .fold(0, |sum, digit| sum * 10 + i128::from(digit - b'0'));
    (part * i128::from(unit) + scale / 2) / scale
}

fn not_an_interval(text: &str) -> Fault {
    let fault = whole(text, "this is not a length of time as Prefect reads it");
    let digits = leading_digits(text.as_bytes());
    let (count, unit) = (&text[..digits], text[digits..].trim().to_ascii_lowercase());
    if count.is_empty() {
        return fault.help("write such as `PT15M`, `P1D` or `1 day, 00:15:00`");
    }
    match unit.as_str() {
        "" => fault.help(format!("write a number of seconds without quotes: {count}")),
        "s" | "sec" | "second" | "seconds" => fault.help(format!("write `PT{count}S`")),
        "m" | "min" | "minute" | "minutes" => fault.help(format!("write `PT{count}M`")),
        "h" | "hour" | "hours" => fault.help(format!("write `PT{count}H`")),
        "w" | "week" | "weeks" => fault.help(format!("write `P{count}W`")),
        _ => fault.help("write such as `PT15M`, `P1D` or `1 day, 00:15:00`"),
    }
}
