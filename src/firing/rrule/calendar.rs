//! Which days of a year a rule allows.
//!
//! In: a rule and a year. Out: a test for each day, counted from 0 on 1 January, and for seven days of the next year, since the weeks of
//! a weekly rule run over the end. Weeks, Easter and nth weekdays are counted out as dateutil does, with its lists' ends.

use super::{Freq, Halt, Recurrence, wall};

/// How many days of the next year belong to a year's lists.
const MORE: i64 = 7;
/// dateutil's list of weekdays, from which each year cuts its own.
const WEEKDAYS: i64 = 385;
const BEYOND: Halt = Halt::Raises("it counts to a day that dateutil's year does not have");
const NO_MONTH: Halt = Halt::Raises("BYMONTH names a month that the year does not have");

/// One year, as a rule sees it.
pub(super) struct Year {
    pub year: i64,
    /// 1 January, in days since 1970-01-01.
    pub first: i64,
    pub length: i64,
    first_weekday: i64,
    next_length: i64,
    weeks: Option<Vec<bool>>,
    easter: Option<Vec<bool>>,
}

impl Year {
    pub fn new(rule: &Recurrence, year: i64) -> Result<Self, Halt> {
        let first = wall::days(year, 1, 1);
        let length = length(year);
        let mut this = Self {
            year,
            first,
            length,
            first_weekday: wall::weekday(first),
            next_length: self::length(year + 1),
            weeks: None,
            easter: None,
        };
        if !rule.weeks.is_empty() {
            this.weeks = Some(this.week_days(rule));
        }
        if !rule.easter.is_empty() {
            this.easter = Some(this.easter_days(rule)?);
        }
        Ok(this)
    }

    pub fn weekday(&self, day: i64) -> i64 {
        (self.first_weekday + day) % 7
    }

    /// First day of a month, counted from 0; month 13 is the end of the year.
    pub fn month_start(&self, month: i64) -> i64 {
        wall::days(self.year + (month - 1) / 12, (month - 1) % 12 + 1, 1) - self.first
    }

    /// Whether the rule allows a day, as far as all parts but nth weekdays go.
    pub fn allows(&self, rule: &Recurrence, day: i64) -> bool {
        let in_list = |list: &Option<Vec<bool>>| {
            list.as_ref()
                .is_none_or(|list| list.get(day as usize).copied().unwrap_or(false))
        };
        in_list(&self.easter)
            && in_list(&self.weeks)
            && allowed(&rule.weekdays, self.weekday(day))
            && self.allows_date(rule, day)
            && self.allows_year_day(rule, day)
    }

    fn allows_date(&self, rule: &Recurrence, day: i64) -> bool {
        if rule.months.is_empty() && rule.month_days.is_empty() {
            return true;
        }
        let (year, month, of_month) = wall::date(self.first + day);
        let from_end = of_month - wall::days_in_month(year, month) - 1;
        allowed(&rule.months, month)
            && (rule.month_days.is_empty()
                || rule.month_days.contains(&of_month)
                || rule.month_days.contains(&from_end))
    }

    fn allows_year_day(&self, rule: &Recurrence, day: i64) -> bool {
        let (from_start, from_end) = if day < self.length {
            (day + 1, day - self.length)
        } else {
            (day + 1 - self.length, day - self.length - self.next_length)
        };
        rule.year_days.is_empty()
            || rule.year_days.contains(&from_start)
            || rule.year_days.contains(&from_end)
    }

    /// The days of the weeks in BYWEEKNO. Week 1 is the first with four days in the year.
    fn week_days(&self, rule: &Recurrence) -> Vec<bool> {
        let mut days = vec![false; (self.length + MORE) as usize];
        let start = rule.week_start;
        let first_start = (7 - self.first_weekday + start).rem_euclid(7);
        let before = (self.first_weekday - start).rem_euclid(7);
        let (first, length) = match first_start {
            4.. => (0, self.length + before),
            _ => (first_start, self.length - first_start),
        };
        let count = length / 7 + length % 7 / 4;
        let begin = |week: i64| {
            let shift = if first == first_start {
                0
            } else {
                7 - first_start
            };
            first + (week - 1) * 7 - if week > 1 { shift } else { 0 }
        };
        for week in &rule.weeks {
            let week = if *week < 0 { week + count + 1 } else { *week };
            if (1..=count).contains(&week) {
                self.mark_week(&mut days, begin(week), start);
            }
        }
        let next_first = begin(count + 1);
        if rule.weeks.contains(&1) && next_first < self.length {
            self.mark_week(&mut days, next_first, start);
        }
        if first > 0 && rule.weeks.contains(&self.last_week_before(rule, first)) {
            days[..first as usize].fill(true);
        }
        days
    }

    /// Marks the days from one on up to the next start of a week.
    fn mark_week(&self, days: &mut [bool], first: i64, start: i64) {
        let left = (start - self.weekday(first) + 6).rem_euclid(7) + 1;
        for day in first..first + left {
            if let Some(slot) = days.get_mut(day as usize) {
                *slot = true;
            }
        }
    }

    /// The number of the week that reaches over from the year before.
    fn last_week_before(&self, rule: &Recurrence, first: i64) -> i64 {
        if rule.weeks.contains(&-1) {
            return -1;
        }
        let length = length(self.year - 1);
        let weekday = wall::weekday(self.first - length);
        let first_start = (7 - weekday + rule.week_start).rem_euclid(7);
        let days = if first_start >= 4 {
            length + (weekday - rule.week_start).rem_euclid(7)
        } else {
            self.length - first
        };
        52 + days % 7 / 4
    }

    fn easter_days(&self, rule: &Recurrence) -> Result<Vec<bool>, Halt> {
        let size = self.length + MORE;
        let mut days = vec![false; size as usize];
        let sunday = easter(self.year) - self.first;
        for offset in &rule.easter {
            let day = in_list(sunday.saturating_add(*offset), size).ok_or(BEYOND)?;
            days[day] = true;
        }
        Ok(days)
    }

    /// The days that are one of the rule's nth weekdays between two days, the second excluded.
    pub fn nth_days(&self, rule: &Recurrence, first: i64, end: i64) -> Result<Vec<i64>, Halt> {
        let last = end - 1;
        let size = WEEKDAYS - self.first_weekday;
        let mut days = Vec::new();
        for (weekday, n) in &rule.nth_weekdays {
            let n = (*n).clamp(-10_000, 10_000);
            let from = if n < 0 {
                last + (n + 1) * 7
            } else {
                first + (n - 1) * 7
            };
            let at = in_list(from, size).ok_or(BEYOND)? as i64;
            let here = self.weekday(at);
            let day = if n < 0 {
                from - (here - weekday).rem_euclid(7)
            } else {
                from + (7 - here + weekday).rem_euclid(7)
            };
            if (first..=last).contains(&day) {
                days.push(day);
            }
        }
        days.sort_unstable();
        days.dedup();
        Ok(days)
    }

    /// All nth weekdays of the year, by month where the rule names months.
    pub fn nth_days_of_year(&self, rule: &Recurrence) -> Result<Vec<i64>, Halt> {
        if rule.months.is_empty() {
            return self.nth_days(rule, 0, self.length);
        }
        if rule.months.iter().any(|month| !(1..=12).contains(month)) {
            return Err(NO_MONTH);
        }
        let mut days = Vec::new();
        for month in &rule.months {
            days.extend(self.nth_days(
                rule,
                self.month_start(*month),
                self.month_start(month + 1),
            )?);
        }
        Ok(days)
    }
}

impl Recurrence {
    /// Whether some year can make the walk raise, so that none may be skipped.
    pub(super) fn may_raise(&self) -> bool {
        self.interval <= 0
            || self.easter.iter().any(|offset| offset.abs() > 60)
            || self.nth_weekdays.iter().any(|(_, n)| n.abs() > 5)
            || (self.freq == Freq::Yearly
                && !self.nth_weekdays.is_empty()
                && !self.months.is_empty())
    }
}

fn allowed(list: &[i64], value: i64) -> bool {
    list.is_empty() || list.contains(&value)
}

/// The place in a list of Python: negative ones count from the end.
fn in_list(at: i64, size: i64) -> Option<usize> {
    let at = if at < 0 { at + size } else { at };
    (0..size).contains(&at).then_some(at as usize)
}

fn length(year: i64) -> i64 {
    if wall::is_leap(year) { 366 } else { 365 }
}

/// Easter Sunday of the Gregorian calendar, in days since 1970-01-01: the paschal full moon from the golden number, then the Sunday
/// after it.
fn easter(year: i64) -> i64 {
    let century = year / 100;
    let golden = year % 19;
    let epact = (century - century / 4 - (8 * century + 13) / 25 + 19 * golden + 15).rem_euclid(30);
    let moon = epact - epact / 28 * (1 - 29 / (epact + 1) * ((21 - golden) / 11));
    let weekday = (year + year / 4 + moon + 2 - century + century / 4).rem_euclid(7);
    let offset = moon - weekday;
    let month = 3 + (offset + 40) / 44;
    wall::days(year, month, offset + 28 - 31 * (month / 4))
}
