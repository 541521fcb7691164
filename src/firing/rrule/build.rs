//! Fills in a rule.
//!
//! In: its parts and DTSTART. Out: a [`Recurrence`] that holds all that dateutil takes from DTSTART, or what it refuses then.

use super::super::wall;
use super::parts::Parts;
use super::piece::Start;
use super::{Freq, Recurrence};

/// Whether a rule without DTSTART is accepted at some times of the day only: Prefect checks it with the time of the check as DTSTART,
/// from which the steps of INTERVAL may reach none of the values of the rule's own unit.
pub(super) fn depends_on_clock(parts: &Parts) -> bool {
    let (list, base) = match parts.freq {
        Some(Freq::Hourly) => (&parts.hours, 24),
        Some(Freq::Minutely) => (&parts.minutes, 60),
        Some(Freq::Secondly) => (&parts.seconds, 60),
        _ => return false,
    };
    let step = gcd(parts.interval.unwrap_or(1), base);
    let reached =
        |list: &Vec<i64>, start: i64| list.iter().any(|value| value.rem_euclid(step) == start);
    list.as_ref()
        .is_some_and(|list| (0..step).any(|start| !reached(list, start)))
}

/// Why a rule cannot be made.
pub(super) enum Refusal {
    Always(&'static str),
    /// Depends on DTSTART: without one the text is accepted, and the rule raises later.
    ByStart(&'static str),
}

/// Fills in what dateutil takes from DTSTART, and refuses what it refuses then.
pub(super) fn build_rule(parts: &Parts, start: Option<Start>) -> Result<Recurrence, Refusal> {
    let (start, zoned) = start.unwrap_or((wall::days(2020, 1, 1) * wall::DAY, false));
    let is_place = |at: &i64| *at != 0 && at.abs() <= 366;
    if !parts.positions.iter().flatten().all(is_place) {
        return Err(Refusal::Always("BYSETPOS is 1 to 366 or -366 to -1"));
    }
    let mut rule = written(parts, start);
    rule.take_weekdays(parts.weekdays.as_deref().unwrap_or_default());
    rule.take_day_of_start(parts);
    rule.take_time_of_start()?;
    if parts.until.is_some_and(|(_, until)| until != zoned) {
        let message = "UNTIL has a Z exactly if DTSTART has one, or a TZID";
        return Err(Refusal::ByStart(message));
    }
    Ok(rule)
}

/// The rule as it is written, without its weekdays.
fn written(parts: &Parts, start: i64) -> Recurrence {
    let list = |list: &Option<Vec<i64>>| sorted(list.clone().unwrap_or_default());
    let mut month_days = list(&parts.month_days);
    month_days.retain(|day| *day != 0);
    Recurrence {
        freq: parts.freq.unwrap_or(Freq::Daily),
        start,
        interval: parts.interval.unwrap_or(1),
        week_start: parts.week_start.unwrap_or(0),
        count: parts.count,
        until: parts.until.map(|(until, _)| until),
        positions: parts.positions.clone().unwrap_or_default(),
        months: list(&parts.months),
        month_days,
        year_days: list(&parts.year_days),
        easter: list(&parts.easter),
        weeks: list(&parts.weeks),
        weekdays: Vec::new(),
        nth_weekdays: Vec::new(),
        hours: list(&parts.hours),
        minutes: list(&parts.minutes),
        seconds: list(&parts.seconds),
    }
}

fn sorted<T: Ord>(mut list: Vec<T>) -> Vec<T> {
    list.sort_unstable();
    list.dedup();
    list
}

impl Recurrence {
    /// The n of a weekday counts for yearly and monthly rules only.
    fn take_weekdays(&mut self, days: &[(i64, Option<i64>)]) {
        for (day, n) in days {
            match n {
                Some(n) if self.freq <= Freq::Monthly => self.nth_weekdays.push((*day, *n)),
                _ => self.weekdays.push(*day),
            }
        }
        self.weekdays = sorted(std::mem::take(&mut self.weekdays));
        self.nth_weekdays = sorted(std::mem::take(&mut self.nth_weekdays));
    }

    /// A rule that names no days falls on those of DTSTART.
    fn take_day_of_start(&mut self, parts: &Parts) {
        let lists = [
            &parts.weeks,
            &parts.year_days,
            &parts.month_days,
            &parts.easter,
        ];
        if lists.iter().any(|list| list.is_some()) || parts.weekdays.is_some() {
            return;
        }
        let days = self.start.div_euclid(wall::DAY);
        let (_, month, day) = wall::date(days);
        match self.freq {
            Freq::Yearly | Freq::Monthly => {
                if self.freq == Freq::Yearly && parts.months.is_none() {
                    self.months = vec![month];
                }
                self.month_days = vec![day];
            }
            Freq::Weekly => self.weekdays = vec![wall::weekday(days)],
            _ => {}
        }
    }

    /// Units below the rule's own are those of DTSTART; values of its own unit must be in reach of the steps.
    fn take_time_of_start(&mut self) -> Result<(), Refusal> {
        let time = self.start.rem_euclid(wall::DAY);
        let (freq, interval) = (self.freq, self.interval);
        let units = [
            (Freq::Hourly, &mut self.hours, time / wall::HOUR, 24),
            (
                Freq::Minutely,
                &mut self.minutes,
                time / wall::MINUTE % 60,
                60,
            ),
            (Freq::Secondly, &mut self.seconds, time % 60, 60),
        ];
        for (unit, values, of_start, base) in units {
            if freq < unit && values.is_empty() {
                *values = vec![of_start];
            } else if freq == unit && !values.is_empty() {
                let step = gcd(interval, base);
                values.retain(|value| (value - of_start).rem_euclid(step) == 0);
                if values.is_empty() {
                    return Err(Refusal::ByStart(
                        "the steps of INTERVAL reach none of these times",
                    ));
                }
            }
            if freq < Freq::Hourly && values.iter().any(|value| !(0..base).contains(value)) {
                return Err(Refusal::Always(
                    "BYHOUR, BYMINUTE or BYSECOND is no time of the day",
                ));
            }
        }
        Ok(())
    }
}

/// The greatest common divisor; that with nothing is the base.
pub(super) fn gcd(one: i64, base: i64) -> i64 {
    let (mut a, mut b) = (one.unsigned_abs(), base.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a as i64
}
