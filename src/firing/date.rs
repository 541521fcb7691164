//! Dates as people write them in an anchor or a rule.
//!
//! In: text. Out: the clock time in it and the offset, if it has one. The forms of ISO 8601 and their neighbours that dateutil's
//! parser reads in one way (`20260101T090000Z`, `2026-01-01T09:00`, `2026-01-01 09:00:00+01:00`); what it would guess is not read.

use super::wall;

/// A clock time, and the offset in seconds where one is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub wall: i64,
    pub micros: i64,
    pub offset: Option<i64>,
}

/// None for what is no date in a form that is read here.
pub(super) fn read(text: &str) -> Option<Written> {
    // dateutil passes over such marks at the end.
    let mut scan = Scan(text.trim_end_matches([';', '.', '/', '\'']));
    let (year, month, day, joined) = scan.date()?;
    let at_time = joined || scan.any(&["T", "t", " "]);
    let has_time = at_time && !scan.0.is_empty();
    let (hour, minute, second, micros) = if has_time { scan.time()? } else { (0, 0, 0, 0) };
    let offset = if has_time { scan.offset()? } else { None };
    let fits = (1..=12).contains(&month)
        && (1..=wall::days_in_month(year, month)).contains(&day)
        && (1..=wall::MAX_YEAR).contains(&year)
        && hour < 24
        && minute < 60
        && second < 60
        && scan.0.is_empty();
    let days = wall::days(year, month, day);
    let wall = days * wall::DAY + hour * wall::HOUR + minute * wall::MINUTE + second;
    fits.then_some(Written {
        wall,
        micros,
        offset,
    })
}

/// What is left of a text.
struct Scan<'a>(&'a str);

impl Scan<'_> {
    fn any(&mut self, words: &[&str]) -> bool {
        match words.iter().find_map(|word| self.0.strip_prefix(word)) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }

    /// How many digits come next.
    fn run(&self) -> usize {
        self.0.bytes().take_while(u8::is_ascii_digit).count()
    }

    fn number(&mut self, digits: usize) -> Option<i64> {
        let (number, rest) = self.0.split_at_checked(digits)?;
        let value = number
            .bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| number.parse().ok())??;
        self.0 = rest;
        Some(value)
    }

    fn short(&mut self) -> Option<i64> {
        match self.run() {
            run @ 1..=2 => self.number(run),
            _ => None,
        }
    }

    /// Year, month, day, and whether the time follows without a mark between.
    fn date(&mut self) -> Option<(i64, i64, i64, bool)> {
        let run = self.run();
        let year = self.number(4)?;
        if matches!(run, 8 | 12 | 14) {
            return Some((year, self.number(2)?, self.number(2)?, run > 8));
        }
        let mark = ["-", "/", "."]
            .into_iter()
            .find(|mark| self.0.starts_with(mark))?;
        self.any(&[mark]);
        let month = self.short()?;
        if !self.any(&[mark]) {
            return None;
        }
        Some((year, month, self.short()?, false))
    }

    fn time(&mut self) -> Option<(i64, i64, i64, i64)> {
        match self.run() {
            2 | 1 => {
                let (hour, minute) = (
                    self.short()?,
                    if self.any(&[":"]) { self.short()? } else { 0 },
                );
                if !self.any(&[":"]) {
                    return Some((hour, minute, 0, 0));
                }
                Some((hour, minute, self.short()?, self.fraction()?))
            }
            4 => Some((self.number(2)?, self.number(2)?, 0, 0)),
            6 => {
                let time = (self.number(2)?, self.number(2)?, self.number(2)?);
                Some((time.0, time.1, time.2, self.fraction()?))
            }
            _ => None,
        }
    }

    /// Microseconds, cut.
    fn fraction(&mut self) -> Option<i64> {
        if !self.any(&[".", ","]) {
            return Some(0);
        }
        let run = self.run();
        if run == 0 {
            return None;
        }
        let kept = run.min(6);
        let value = self.number(kept)?;
        self.0 = &self.0[run - kept..];
        Some(value * 10_i64.pow(6 - kept as u32))
    }

    fn offset(&mut self) -> Option<Option<i64>> {
        let spaced = self.any(&[" "]);
        if self.any(&["UTC", "GMT", "Z", "z"]) {
            return Some(Some(0));
        }
        let sign = match (self.any(&["+"]), self.any(&["-"])) {
            (true, false) => 1,
            (false, true) => -1,
            (false, false) if !spaced => return Some(None),
            _ => return None,
        };
        let run = self.run();
        let hours = self.number(2)?;
        let minutes = match run {
            4 => self.number(2)?,
            2 if self.any(&[":"]) => self.number(2)?,
            2 => 0,
            _ => return None,
        };
        let fits = hours < 24 && minutes < 60;
        fits.then_some(Some(sign * (hours * wall::HOUR + minutes * wall::MINUTE)))
    }
}
