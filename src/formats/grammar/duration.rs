//! A duration in Compose: Go's notation, `1m30s`.
//!
//! In: the string of `interval`, `timeout`, `stop_grace_period` and the like. Out: a [`Duration`],
//! which compares by value. Days and weeks are refused: Compose reads them since 2.34 only, and
//! hours say the same everywhere.

use super::{first_outside, show, whole};
use crate::formats::{Fault, Grammar};
use std::fmt;

/// A length of time in nanoseconds, within 64 bits; it may be negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration {
    nanos: i128,
}

/// A duration as Compose reads it.
pub static DURATION: Grammar = Grammar {
    noun: "duration",
    example: "1m30s",
    words: &[],
    check: |text| parse(text).map(drop),
};

/// Longer names first, so that `ms` is not read as `m`. Both signs of micro are known.
const UNITS: &[(&str, i128)] = &[
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("μs", 1_000),
    ("ms", 1_000_000),
    ("s", SECOND),
    ("m", 60 * SECOND),
    ("h", 3600 * SECOND),
];
const SECOND: i128 = 1_000_000_000;

/// Reads Go's notation: one or more decimals, each with its unit; `0` alone needs none.
pub fn parse(text: &str) -> Result<Duration, Fault> {
    let body = text.strip_prefix(['-', '+']).unwrap_or(text);
    let start = text.len() - body.len();
    if body.is_empty() {
        return Err(whole(text, "the duration is empty").help("write such as `30s` or `1m30s`"));
    }
    if body == "0" {
        return Ok(Duration { nanos: 0 });
    }
    let mut at = start;
    let mut nanos = 0;
    while at < text.len() {
        let (part, next) = parse_part(text, at)?;
        nanos += part;
        at = next;
        // Go's limit: a duration is a signed 64-bit number of nanoseconds, and only a negative one
        // may be 2^63.
        if nanos > i128::from(i64::MAX) + i128::from(text.starts_with('-')) {
            return Err(whole(text, "the duration is longer than 292 years"));
        }
    }
    Ok(Duration {
        nanos: if text.starts_with('-') { -nanos } else { nanos },
    })
}

/// One decimal with its unit, and where the next begins.
fn parse_part(text: &str, at: usize) -> Result<(i128, usize), Fault> {
    let rest = &text[at..];
    let decimal = rest
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(rest.len());
    let (count, behind) = rest.split_at(decimal);
    let (whole_part, fraction) = count.split_once('.').unwrap_or((count, ""));
    if whole_part.is_empty() && fraction.is_empty() {
        return Err(not_a_number(text, at));
    }
    if let Some(point) = fraction.find('.') {
        let point = at + whole_part.len() + 1 + point;
        return Err(Fault::new(point..point + 1, "a number has one `.` at most"));
    }
    let letters = behind
        .find(|c: char| c.is_ascii_digit() || c == '.')
        .unwrap_or(behind.len());
    let name = &behind[..letters];
    let Some((_, unit)) = UNITS.iter().find(|(known, _)| *known == name) else {
        return Err(unknown_unit(
            text,
            count,
            at + decimal..at + decimal + letters,
        ));
    };
    let too_long = || Fault::new(at..at + decimal, "the duration is longer than 292 years");
    let count: i128 = match whole_part {
        "" => 0,
        digits => digits
            .parse()
            .ok()
            .filter(|n| *n < (1 << 64))
            .ok_or_else(too_long)?,
    };
    // Eighteen digits are more than the nanoseconds of an hour can tell apart.
    let kept = &fraction[..fraction.len().min(18)];
    let part = kept
        .bytes()
        .fold(0, |sum, digit| sum * 10 + i128::from(digit - b'0'));
    let nanos = count * unit + part * unit / 10_i128.pow(kept.len() as u32);
    Ok((nanos, at + decimal + letters))
}

fn not_a_number(text: &str, at: usize) -> Fault {
    let character = text[at..].chars().next().unwrap_or(' ');
    let range = at..at + character.len_utf8();
    let fault = Fault::new(
        range,
        format!("a number is expected here, not {}", show(character)),
    );
    fault.help("write such as `30s` or `1m30s`")
}

fn unknown_unit(text: &str, count: &str, range: std::ops::Range<usize>) -> Fault {
    let unit = &text[range.clone()];
    if unit.is_empty() {
        return whole(text, "the unit is missing").help(format!("for seconds write `{text}s`"));
    }
    if let Some((blank, _)) = first_outside(unit, |c| !c.is_whitespace()) {
        let joined: String = text.split_whitespace().collect();
        let blank = range.start + blank.start..range.start + blank.end;
        let fault = Fault::new(blank, "a duration has no blanks");
        return match parse(&joined) {
            Ok(_) => fault.help(format!("write `{joined}`")),
            Err(_) => fault.help("write such as `1m30s`"),
        };
    }
    let fault = Fault::new(range, "this is no unit of a duration");
    let hours = |per_unit: u64| match count
        .parse::<u64>()
        .ok()
        .and_then(|n| n.checked_mul(per_unit))
    {
        Some(hours) => format!("write hours, which every version of Compose reads: `{hours}h`"),
        None => "write hours, which every version of Compose reads".into(),
    };
    match unit.to_lowercase().as_str() {
        "d" | "day" | "days" => fault.help(hours(24)),
        "w" | "week" | "weeks" => fault.help(hours(168)),
        "s" | "sec" | "secs" | "second" | "seconds" => fault.help(format!("write `{count}s`")),
        "m" | "min" | "mins" | "minute" | "minutes" => fault.help(format!("write `{count}m`")),
        "h" | "hr" | "hrs" | "hour" | "hours" => fault.help(format!("write `{count}h`")),
        "ms" | "msec" | "millis" => fault.help(format!("write `{count}ms`")),
        _ => fault.help("the units are `h`, `m`, `s`, `ms`, `us` and `ns`"),
    }
}

impl Duration {
    pub fn nanos(self) -> i128 {
        self.nanos
    }
}

impl fmt::Display for Duration {
    /// The shortest exact notation: `90s` is `1m30s`, an hour is `1h`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.nanos == 0 {
            return f.write_str("0s");
        }
        if self.nanos < 0 {
            f.write_str("-")?;
        }
        let mut rest = self.nanos.abs();
        for (name, unit) in UNITS.iter().rev().filter(|(name, _)| name.is_ascii()) {
            let count = rest / unit;
            rest %= unit;
            if count > 0 {
                write!(f, "{count}{name}")?;
            }
        }
        Ok(())
    }
}
