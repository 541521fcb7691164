//! Walks one rule.
//!
//! In: a rule. Out: its dates on the wall, in order. Rules down to DAILY go from period to period, here; faster ones go along
//! their steps, in `steps`. Without COUNT everything before a floor is passed over unlooked at.

use super::calendar::Year;
use super::{Freq, Halt, Recurrence, wall};

/// How many periods, steps and dates one question may cost; Prefect takes many seconds for as many.
pub(super) const BUDGET: u64 = 3_000_000;
/// Years without a date before the rule is doubted.
const PATIENCE: i64 = 50;
/// Years after which the days of all years are the same again; those of Easter are not.
const CYCLE: i64 = 400;

pub(super) const BACKWARDS: Halt =
    Halt::Raises("its INTERVAL leads backwards, to before the year 1");

pub(super) struct Walk<'a> {
    pub(super) rule: &'a Recurrence,
    year: Option<Year>,
    /// Where the next period begins: a year, a month counted from year 0, a day, or a time on the wall.
    pub(super) next: i64,
    pub(super) begun: bool,
    ended: bool,
    pub(super) floor: i64,
    pub(super) until: i64,
    until_year: i64,
    pub(super) left: Option<i64>,
    /// Dates found, the next one last.
    ready: Vec<i64>,
    /// The times of the day of a rule down to DAILY.
    times: Vec<i64>,
    /// The year after which the rule is asked whether it allows any day at all.
    doubt: i64,
}

impl<'a> Walk<'a> {
    /// Dates before `floor` may be left out.
    pub fn new(rule: &'a Recurrence, floor: i64) -> Self {
        let days = rule.start.div_euclid(wall::DAY);
        let (year, month, _) = wall::date(days);
        let mut walk = Self {
            rule,
            year: None,
            next: 0,
            begun: false,
            ended: false,
            floor,
            until: rule.until.unwrap_or(i64::MAX),
            until_year: rule.until.map_or(i64::MAX, wall::year),
            left: rule.count,
            ready: Vec::new(),
            times: times(rule),
            doubt: year.max(wall::year(floor.max(0))) + PATIENCE,
        };
        walk.next = match rule.freq {
            Freq::Yearly => year,
            Freq::Monthly => year * 12 + month - 1,
            Freq::Weekly | Freq::Daily => days,
            _ => walk.base(),
        };
        walk.count_to_until();
        if walk.left.is_some() || rule.may_raise() {
            walk.floor = i64::MIN;
        }
        walk
    }

    /// The next date.
    pub fn next(&mut self, budget: &mut u64) -> Result<Option<i64>, Halt> {
        loop {
            if let Some(date) = self.ready.pop() {
                return Ok(self.count(date));
            }
            if self.ended {
                return Ok(None);
            }
            *budget = budget.checked_sub(1).ok_or(Halt::Stalls)?;
            if self.rule.freq < Freq::Hourly {
                self.period()?
            } else {
                self.step(budget)?
            }
            *budget = budget.saturating_sub(self.ready.len() as u64);
        }
    }

    fn count(&mut self, date: i64) -> Option<i64> {
        if let Some(left) = &mut self.left {
            *left = left.saturating_sub(1);
        }
        if date > self.until || self.left.is_some_and(|left| left < 0) {
            self.end();
            return None;
        }
        Some(date)
    }

    pub(super) fn is_ready(&self) -> bool {
        !self.ready.is_empty()
    }

    pub(super) fn end(&mut self) {
        self.ended = true;
        self.ready.clear();
    }

    pub(super) fn year_of(&mut self, year: i64) -> Result<&Year, Halt> {
        match self.year.take() {
            Some(known) if known.year == year => Ok(self.year.insert(known)),
            _ => Ok(self.year.insert(Year::new(self.rule, year)?)),
        }
    }

    /// Whether the rule has no date from a year on, so that the walk to the year 9999 can be left out.
    pub(super) fn is_hopeless(&mut self, year: i64) -> Result<bool, Halt> {
        let rule = self.rule;
        if rule.may_raise() {
            return Ok(false);
        }
        if year > self.until_year || self.picks_nothing() {
            return Ok(true);
        }
        if year <= self.doubt {
            return Ok(false);
        }
        self.doubt = i64::MAX;
        let last = if rule.easter.is_empty() {
            year + CYCLE
        } else {
            wall::MAX_YEAR
        };
        for year in year..=last {
            let year = Year::new(rule, year)?;
            let more = if rule.freq == Freq::Weekly { 7 } else { 0 };
            if (0..year.length + more).any(|day| year.allows(rule, day)) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether BYSETPOS asks for more dates than a period can have.
    pub(super) fn picks_nothing(&self) -> bool {
        let rule = self.rule;
        let size = match rule.freq {
            Freq::Yearly => self.times.len() * 366,
            Freq::Monthly => self.times.len() * 31,
            Freq::Weekly => self.times.len() * 7,
            Freq::Daily => self.times.len(),
            Freq::Hourly => rule.minutes.len() * rule.seconds.len(),
            Freq::Minutely => rule.seconds.len(),
            Freq::Secondly => 1,
        };
        let beyond = |position: &i64| position.unsigned_abs() > size as u64;
        !rule.positions.is_empty() && rule.positions.iter().all(beyond)
    }

    /// Makes the dates of one period of a rule down to DAILY ready, and goes to the next one.
    fn period(&mut self) -> Result<(), Halt> {
        let rule = self.rule;
        if self.begun && rule.interval < 0 {
            return Err(BACKWARDS);
        }
        self.begun = true;
        let year = match rule.freq {
            Freq::Yearly => self.next,
            Freq::Monthly => self.next.div_euclid(12),
            _ if self.next > wall::days(wall::MAX_YEAR, 12, 31) => wall::MAX_YEAR + 1,
            _ => wall::date(self.next).0,
        };
        if year > wall::MAX_YEAR || self.is_hopeless(year)? {
            self.end();
            return Ok(());
        }
        let (now, floor) = (self.next, self.floor);
        let year = self.year_of(year)?;
        let (start, end) = span(rule, now, year);
        let passed = (year.first + end) * wall::DAY <= floor;
        let days = if passed {
            Vec::new()
        } else {
            days(rule, year, start, end)?
        };
        let times = std::mem::take(&mut self.times);
        self.choose(&days, &times);
        self.times = times;
        if rule.interval == 0 && self.ready.is_empty() {
            return Err(Halt::Hangs);
        }
        self.next = match rule.freq {
            Freq::Weekly => {
                (now + end - start).saturating_add((rule.interval - 1).saturating_mul(7))
            }
            _ => now.saturating_add(rule.interval),
        };
        Ok(())
    }

    /// Makes the dates of some days ready, or those at BYSETPOS among them.
    pub(super) fn choose(&mut self, days: &[i64], times: &[i64]) {
        let rule = self.rule;
        let at = |day: i64, time: i64| day * wall::DAY + time;
        let size = times.len() as i64;
        let pick = |position: &i64| {
            let place = if *position < 0 {
                *position
            } else {
                position - 1
            };
            let day = place.checked_div_euclid(size)?;
            let day = if day < 0 {
                day + days.len() as i64
            } else {
                day
            };
            let day = days.get(usize::try_from(day).ok()?)?;
            Some(at(*day, times[place.rem_euclid(size) as usize]))
        };
        if rule.positions.is_empty() {
            let all = days
                .iter()
                .rev()
                .flat_map(|day| times.iter().rev().map(|time| at(*day, *time)));
            self.ready
                .extend(all.take_while(|date| *date >= rule.start));
        } else {
            let mut dates: Vec<i64> = rule.positions.iter().filter_map(pick).collect();
            dates.retain(|date| *date >= rule.start);
            dates.sort_unstable_by(|one, other| other.cmp(one));
            dates.dedup();
            self.ready = dates;
        }
    }
}

/// The days of the period that begins at `now`, counted from 0 on 1 January of its year, the second excluded. The first week of
/// a weekly rule begins at DTSTART, all others at WKST.
fn span(rule: &Recurrence, now: i64, year: &Year) -> (i64, i64) {
    let month = now.rem_euclid(12) + 1;
    let day = now - year.first;
    match rule.freq {
        Freq::Yearly => (0, year.length),
        Freq::Monthly => (year.month_start(month), year.month_start(month + 1)),
        Freq::Weekly => {
            let left = (rule.week_start - year.weekday(day) + 6).rem_euclid(7) + 1;
            (day, day + left)
        }
        _ => (day, day + 1),
    }
}

/// The days of a period that the rule allows, since 1970-01-01.
fn days(rule: &Recurrence, year: &Year, start: i64, end: i64) -> Result<Vec<i64>, Halt> {
    let mut days: Vec<i64> = match rule.freq {
        _ if rule.nth_weekdays.is_empty() => (start..end).collect(),
        Freq::Yearly => year.nth_days_of_year(rule)?,
        _ => year.nth_days(rule, start, end)?,
    };
    days.retain(|day| year.allows(rule, *day));
    Ok(days.iter().map(|day| year.first + day).collect())
}

/// All times of the day, in order.
fn times(rule: &Recurrence) -> Vec<i64> {
    let mut times = Vec::new();
    if rule.freq >= Freq::Hourly {
        return times;
    }
    for hour in &rule.hours {
        for minute in &rule.minutes {
            let start = hour * wall::HOUR + minute * wall::MINUTE;
            times.extend(rule.seconds.iter().map(|second| start + second));
        }
    }
    times
}
