//! Walks a rule faster than DAILY.
//!
//! In: a walk. Out: the dates of its next unit (hour, minute or second) that is allowed. The units are the steps of INTERVAL from
//! DTSTART on; whole days, hours and minutes that no part allows are jumped over, so that a rule of seconds that began
//! in 2020 costs nothing.

use super::build::gcd;
use super::walk::{BACKWARDS, Walk};
use super::{Freq, Halt, wall};

const EMPTY: Halt =
    Halt::Raises("its steps never reach a time that BYHOUR, BYMINUTE and BYSECOND allow");
const NO_TIME: Halt = Halt::Raises("BYMINUTE or BYSECOND is no time of the day");

impl Walk<'_> {
    /// Seconds of the rule's unit.
    fn unit(&self) -> i64 {
        match self.rule.freq {
            Freq::Hourly => wall::HOUR,
            Freq::Minutely => wall::MINUTE,
            _ => 1,
        }
    }

    /// The unit in which DTSTART lies.
    pub(super) fn base(&self) -> i64 {
        self.rule.start.div_euclid(self.unit()) * self.unit()
    }

    /// The steps of a rule with COUNT and nothing that leaves out steps are counted beforehand.
    pub(super) fn count_to_until(&mut self) {
        let rule = self.rule;
        let fast = rule.freq >= Freq::Hourly;
        let (Some(count @ 1..), 1.., true) = (rule.count, rule.interval, fast) else {
            return;
        };
        let lists = [
            &rule.months,
            &rule.month_days,
            &rule.year_days,
            &rule.easter,
            &rule.weeks,
        ];
        let free = lists.iter().all(|list| list.is_empty())
            && rule.weekdays.is_empty()
            && rule.positions.is_empty()
            && self.is_free();
        let base = self.base();
        let first = match rule.freq {
            Freq::Hourly => match (rule.minutes.as_slice(), rule.seconds.as_slice()) {
                ([minute], [second]) => Some(base + minute * wall::MINUTE + second),
                _ => None,
            },
            Freq::Minutely if rule.seconds.len() == 1 => Some(base + rule.seconds[0]),
            Freq::Minutely => None,
            _ => Some(base),
        };
        if free && first == Some(rule.start) {
            let steps = i128::from(count - 1) * i128::from(rule.interval) * i128::from(self.unit());
            let last = i64::try_from(i128::from(rule.start) + steps).unwrap_or(i64::MAX);
            self.until = self.until.min(last);
            self.left = None;
        }
    }

    /// Makes the dates of the next unit ready.
    pub(super) fn step(&mut self, budget: &mut u64) -> Result<(), Halt> {
        let unit = self.unit();
        if !self.begun {
            self.begin()?;
        }
        if self.rule.interval <= 0 {
            return self.same_unit();
        }
        if self.picks_nothing() {
            return Err(Halt::Stalls);
        }
        let last = wall::days(wall::MAX_YEAR + 1, 1, 1) * wall::DAY;
        while self.next < last && self.next <= self.until {
            *budget = budget.checked_sub(1).ok_or(Halt::Stalls)?;
            let at = self.next;
            match self.blocked_until(at)? {
                Some(later) => self.next = self.on_step(later),
                None => {
                    self.next = at.saturating_add(self.rule.interval.saturating_mul(unit));
                    self.begun = true;
                    self.unit_ready(at);
                    return Ok(());
                }
            }
        }
        self.end();
        Ok(())
    }

    /// What raises raises before the first date.
    fn begin(&mut self) -> Result<(), Halt> {
        let base = self.base();
        self.year_of(wall::year(base))?;
        if !self.reaches(base) {
            return Err(EMPTY);
        }
        if self
            .minutes()
            .iter()
            .chain(self.seconds())
            .any(|value| !(0..60).contains(value))
        {
            return Err(NO_TIME);
        }
        if self.floor > base {
            self.next = self.on_step(self.floor - self.unit());
        }
        Ok(())
    }

    /// A rule that steps on the spot repeats its first unit, one that steps backwards gives it once.
    fn same_unit(&mut self) -> Result<(), Halt> {
        let (base, on_the_spot) = (self.base(), self.rule.interval == 0);
        if self.begun && !on_the_spot {
            return Err(BACKWARDS);
        }
        self.begun = true;
        match self.blocked_until(base)? {
            Some(_) if on_the_spot => return Err(Halt::Raises("its INTERVAL is 0")),
            Some(_) => return Err(BACKWARDS),
            None => self.unit_ready(base),
        }
        if on_the_spot && !self.is_ready() {
            Err(Halt::Hangs)
        } else {
            Ok(())
        }
    }

    /// The first step that is not before a time.
    fn on_step(&self, time: i64) -> i64 {
        let base = i128::from(self.base());
        let step = i128::from(self.rule.interval) * i128::from(self.unit());
        let gap = i128::from(time) - base;
        let steps = gap.div_euclid(step) + i128::from(gap.rem_euclid(step) > 0);
        i64::try_from(base + steps.max(0) * step).unwrap_or(i64::MAX)
    }

    /// From when on the unit at a time may be allowed again; none if it is allowed.
    fn blocked_until(&mut self, at: i64) -> Result<Option<i64>, Halt> {
        let rule = self.rule;
        let day = at.div_euclid(wall::DAY);
        let year = wall::date(day).0;
        if self.is_hopeless(year)? {
            return Ok(Some(i64::MAX));
        }
        let year = self.year_of(year)?;
        if !year.allows(rule, day - year.first) {
            return Ok(Some((day + 1) * wall::DAY));
        }
        let time = at.rem_euclid(wall::DAY);
        let (hour, minute, second) = (time / wall::HOUR, time / wall::MINUTE % 60, time % 60);
        let this_hour = day * wall::DAY + hour * wall::HOUR;
        if let Some(hour) = later(&rule.hours, hour, 24) {
            return Ok(Some(day * wall::DAY + hour * wall::HOUR));
        }
        if rule.freq >= Freq::Minutely
            && let Some(minute) = later(&rule.minutes, minute, 60)
        {
            return Ok(Some(this_hour + minute * wall::MINUTE));
        }
        let second = later(&rule.seconds, second, 60).filter(|_| rule.freq == Freq::Secondly);
        Ok(second.map(|second| this_hour + minute * wall::MINUTE + second))
    }

    /// The dates of one unit: those of its hour, of its minute, or the second itself.
    fn unit_ready(&mut self, at: i64) {
        let time = at.rem_euclid(wall::DAY);
        let mut times = Vec::new();
        for minute in self.minutes() {
            times.extend(
                self.seconds()
                    .iter()
                    .map(|second| time + minute * wall::MINUTE + second),
            );
        }
        self.choose(&[at.div_euclid(wall::DAY)], &times);
    }

    /// The minutes within a unit.
    fn minutes(&self) -> &[i64] {
        if self.rule.freq == Freq::Hourly {
            &self.rule.minutes
        } else {
            &[0]
        }
    }

    /// The seconds within a unit.
    fn seconds(&self) -> &[i64] {
        if self.rule.freq < Freq::Secondly {
            &self.rule.seconds
        } else {
            &[0]
        }
    }

    /// Whether no part leaves out a time of the day.
    fn is_free(&self) -> bool {
        let rule = self.rule;
        rule.hours.is_empty()
            && (rule.freq < Freq::Minutely || rule.minutes.is_empty())
            && (rule.freq < Freq::Secondly || rule.seconds.is_empty())
    }

    /// Whether the steps from a time on ever reach a time of the day that is allowed.
    fn reaches(&self, base: i64) -> bool {
        let rule = self.rule;
        let unit = self.unit();
        let per_day = wall::DAY / unit;
        let step = gcd(rule.interval, per_day);
        let first = base.rem_euclid(wall::DAY) / unit % step;
        let fits = |index: i64| {
            let time = index * unit;
            later(&rule.hours, time / wall::HOUR, 24).is_none()
                && (rule.freq < Freq::Minutely
                    || later(&rule.minutes, time / wall::MINUTE % 60, 60).is_none())
                && (rule.freq < Freq::Secondly || later(&rule.seconds, time % 60, 60).is_none())
        };
        self.is_free() || (0..per_day / step).any(|k| fits(first + k * step))
    }
}

/// The next allowed value after `now`, or the end of the unit above; none if `now` is allowed.
fn later(list: &[i64], now: i64, end: i64) -> Option<i64> {
    if list.is_empty() || list.contains(&now) {
        return None;
    }
    Some(
        list.iter()
            .copied()
            .find(|value| *value > now)
            .unwrap_or(end)
            .min(end),
    )
}
