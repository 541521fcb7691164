//! The search for the next hit of a cron expression.
//!
//! In: a time on the wall. Out: the next one, strictly after it, or none. The order of the fields, and that days of month jump by
//! their numbers first, decide what is found: `0 0 30,L 2 *` finds nothing, because the jump to "30" leaves February.

use super::{Cron, DAY, Field, HOUR, MINUTE, MONTH, SECOND, WEEKDAY, YEAR};
use crate::firing::wall;

/// How many years ahead croniter looks.
const YEARS: i64 = 50;

/// A time on the wall, taken apart.
struct Clock {
    year: i64,
    month: i64,
    day: i64,
    days: i64,
    hour: i64,
    minute: i64,
    second: i64,
}

impl Clock {
    fn new(wall: i64) -> Self {
        let days = wall.div_euclid(wall::DAY);
        let (year, month, day) = wall::date(days);
        let rest = wall.rem_euclid(wall::DAY);
        let (hour, minute, second) = (rest / wall::HOUR, rest / wall::MINUTE % 60, rest % 60);
        Self {
            year,
            month,
            day,
            days,
            hour,
            minute,
            second,
        }
    }

    fn midnight(&self, days_later: i64) -> i64 {
        (self.days + days_later) * wall::DAY
    }

    fn days_in_month(&self) -> i64 {
        wall::days_in_month(self.year, self.month)
    }
}

/// What a field says of a time.
enum Step {
    Fits,
    /// The time from which to look again.
    Jump(i64),
    /// No year is left.
    Out,
}

/// Which of the two day fields is left out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Days {
    Both,
    OfMonth,
    OfWeek,
}

impl Cron {
    /// The first hit after `clock`. With `day_or` and both day fields restricted: the earlier of the two searches, and none if
    /// one of them finds nothing.
    pub(super) fn next(&self, clock: i64, day_or: bool) -> Option<i64> {
        let both = !self.fields[DAY].star && !self.fields[WEEKDAY].star;
        if both && day_or {
            let of_month = self.search(clock, Days::OfMonth)?;
            Some(of_month.min(self.search(clock, Days::OfWeek)?))
        } else {
            self.search(clock, Days::Both)
        }
    }

    fn search(&self, clock: i64, days: Days) -> Option<i64> {
        let mut at = clock + if self.width > 5 { 1 } else { wall::MINUTE };
        let first_year = wall::year(at);
        loop {
            let clock = Clock::new(at);
            if clock.year - first_year > YEARS || clock.year > wall::MAX_YEAR {
                return None;
            }
            match self.step(&clock, days) {
                Step::Fits if self.width > 5 => return Some(at),
                Step::Fits => return Some(at - clock.second),
                Step::Jump(later) => at = later,
                Step::Out => return None,
            }
        }
    }

    /// The first field that does not fit decides.
    fn step(&self, clock: &Clock, days: Days) -> Step {
        if let Some(step) = self.year_step(clock) {
            return step;
        }
        let date = self.month_step(clock).or_else(|| match days {
            Days::Both => self.day_step(clock).or_else(|| self.weekday_step(clock)),
            Days::OfMonth => self.day_step(clock).or_else(|| self.nth_step(clock)),
            Days::OfWeek => self.weekday_step(clock),
        });
        date.or_else(|| self.time_step(clock))
            .map_or(Step::Fits, Step::Jump)
    }

    fn year_step(&self, clock: &Clock) -> Option<Step> {
        let field = &self.fields[YEAR];
        if self.width < 7 || field.star {
            return None;
        }
        match field.values.iter().find(|year| **year >= clock.year) {
            Some(year) if *year == clock.year => None,
            Some(year) => Some(Step::Jump(wall::days(*year, 1, 1) * wall::DAY)),
            None => Some(Step::Out),
        }
    }

    fn month_step(&self, clock: &Clock) -> Option<i64> {
        let later = self.fields[MONTH].distance(clock.month, 12)?;
        let month = clock.month - 1 + later;
        Some(wall::days(clock.year + month / 12, month % 12 + 1, 1) * wall::DAY)
    }

    fn day_step(&self, clock: &Clock) -> Option<i64> {
        let field = &self.fields[DAY];
        if field.last && clock.day == clock.days_in_month() {
            return None;
        }
        Some(clock.midnight(field.distance(clock.day, clock.days_in_month())?))
    }

    fn weekday_step(&self, clock: &Clock) -> Option<i64> {
        if self.nth.is_empty() {
            let weekday = (wall::weekday(clock.days) + 1) % 7;
            return Some(clock.midnight(self.fields[WEEKDAY].distance(weekday, 7)?));
        }
        self.nth_step(clock)
    }

    /// The nth weekday of this month that comes next, else the first day of the next month.
    fn nth_step(&self, clock: &Clock) -> Option<i64> {
        if self.nth.is_empty() {
            return None;
        }
        let length = clock.days_in_month();
        let first_weekday = (wall::weekday(clock.days - clock.day + 1) + 1) % 7;
        let day_of = |(weekday, nth): &(u8, u8)| {
            let first = (i64::from(*weekday) - first_weekday).rem_euclid(7) + 1;
            match i64::from(*nth) {
                0 => first + (length - first) / 7 * 7,
                nth => first + (nth - 1) * 7,
            }
        };
        let days = self
            .nth
            .iter()
            .map(day_of)
            .filter(|day| (clock.day..=length).contains(day));
        match days.min().unwrap_or(length + 1) - clock.day {
            0 => None,
            later => Some(clock.midnight(later)),
        }
    }

    fn time_step(&self, clock: &Clock) -> Option<i64> {
        let hour = clock.midnight(0) + clock.hour * wall::HOUR;
        let minute = hour + clock.minute * wall::MINUTE;
        if let Some(later) = self.fields[HOUR].distance(clock.hour, 24) {
            return Some(hour + later * wall::HOUR);
        }
        if let Some(later) = self.fields[MINUTE].distance(clock.minute, 60) {
            return Some(minute + later * wall::MINUTE);
        }
        let later = self.fields[SECOND].distance(clock.second, 60)?;
        (self.width > 5).then_some(minute + clock.second + later)
    }
}

impl Field {
    /// How far the next allowed value is, counting over `size` where none is left; none where `now` is allowed.
    fn distance(&self, now: i64, size: i64) -> Option<i64> {
        if self.star {
            return None;
        }
        let ahead = self.values.iter().copied().find(|value| *value >= now);
        let ahead = ahead.or_else(|| self.last.then_some(size));
        let first = self.values.first().copied().unwrap_or(size);
        match ahead.unwrap_or(first + size) - now {
            0 => None,
            distance => Some(distance),
        }
    }
}
