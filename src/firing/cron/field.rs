//! Reads one field of a cron expression.
//!
//! In: the field's text in small letters, its index and how many fields there are. Out: its values before it is held against the
//! others. Ranges are opened as croniter opens them: `a-a` is the whole field, and what wraps around steps one too far.

use std::collections::BTreeSet;
use std::ops::Range;

use super::token::{bounds, digits, is_digits, is_word};
use super::{DAY, MONTH, SECOND, WEEKDAY, YEAR, random};
use crate::firing::Fault;

const RANGES: [(i64, i64); 7] = [
    (0, 59),
    (0, 23),
    (1, 31),
    (1, 12),
    (0, 6),
    (0, 59),
    (1970, 2099),
];
const NOUNS: [&str; 7] = [
    "minute",
    "hour",
    "day of the month",
    "month",
    "day of the week",
    "second",
    "year",
];
const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
const WEEKDAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
/// The values of a field so far.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub values: BTreeSet<i64>,
    pub star: bool,
    pub last: bool,
    /// Weekday and n, 0 for the last.
    pub nth: Vec<(u8, u8)>,
    pub random: bool,
    /// Bytes of the text.
    pub width: usize,
}

pub(super) enum Read {
    Draft(Draft),
    Random,
}

impl Draft {
    pub fn random() -> Self {
        Self {
            star: true,
            random: true,
            ..Self::default()
        }
    }

    /// How many different values croniter holds, the star and the last day among them.
    pub fn len(&self) -> usize {
        self.values.len() + usize::from(self.star) + usize::from(self.last)
    }
}

/// Where a field stands, and the range of the item that is read.
pub(super) struct Place {
    index: usize,
    /// How many fields there are.
    width: usize,
    range: Range<usize>,
}

pub(super) fn read(index: usize, width: usize, text: &str) -> Result<Read, Fault> {
    let place = Place {
        index,
        width,
        range: 0..text.len(),
    };
    if let Some(random) = random::read(&place, text) {
        return random.map(|()| Read::Random);
    }
    let mut draft = Draft {
        width: text.len(),
        ..Draft::default()
    };
    if text.contains('?') {
        if text != "?" || !matches!(index, DAY | WEEKDAY) {
            let fault = place.fault("`?` stands alone, for a day of the month or of the week");
            return Err(fault.help("write `*`"));
        }
        draft.star = true;
        return Ok(Read::Draft(draft));
    }
    let mut start = 0;
    for item in text.split(',') {
        let range = start..start + item.len();
        start = range.end + 1;
        Place {
            index,
            width,
            range,
        }
        .item(item, &mut draft)?;
    }
    Ok(Read::Draft(draft))
}

impl Place {
    pub fn fault(&self, message: impl Into<String>) -> Fault {
        Fault::new(self.range.clone(), message)
    }

    pub fn span(&self) -> (i64, i64) {
        RANGES[self.index]
    }

    /// Whether an item could stand here.
    pub fn accepts(&self, item: &str) -> bool {
        self.item(item, &mut Draft::default()).is_ok()
    }

    fn item(&self, item: &str, draft: &mut Draft) -> Result<(), Fault> {
        let (body, nth) = self.nth(item)?;
        match self.range(body)? {
            Some((low, high, step)) => {
                for value in self.open(low, high, step) {
                    self.add(value, nth.filter(|nth| *nth > 0), draft)?;
                }
                Ok(())
            }
            None => self.single(body, nth, draft),
        }
    }

    /// Takes `#3` from the end or `L` from the start of a day of the week. Names may be a range there, numbers not.
    fn nth<'a>(&self, item: &'a str) -> Result<(&'a str, Option<u8>), Fault> {
        if self.index != WEEKDAY {
            return Ok((item, None));
        }
        if let Some(day) = item.strip_prefix('l').filter(|day| is_digits(day)) {
            return Ok((day, Some(0)));
        }
        let Some((days, n)) = item.split_once('#').filter(|(_, n)| is_digits(n)) else {
            return Ok((item, None));
        };
        let word = |text: &str| !text.is_empty() && text.chars().all(is_word);
        let names = days.split_once('-').is_some_and(|(from, to)| {
            let both = |names: &[&str]| names.contains(&from) && names.contains(&to);
            both(&WEEKDAYS) || both(&MONTHS)
        });
        if !word(days) && !names {
            return Ok((item, None));
        }
        match digits(n) {
            Some(n @ 1..=5) => Ok((days, Some(n as u8))),
            _ => Err(self
                .fault("a month has a first to a fifth weekday")
                .help("write `#1` to `#5`")),
        }
    }

    /// Low, high and step of a range; `*/n` and `a/n` are ranges to the end of the field.
    fn range(&self, item: &str) -> Result<Option<(i64, i64, i64)>, Fault> {
        let (min, max) = self.span();
        let starred = item.strip_prefix("*/").filter(|step| !step.is_empty());
        let stepped = |item: &str| match item.rsplit_once('/') {
            Some((low, step)) if !low.is_empty() && !step.is_empty() => {
                format!("{low}-{max}/{step}")
            }
            _ => item.to_owned(),
        };
        let first = starred.map_or_else(|| item.to_owned(), |step| format!("{min}-{max}/{step}"));
        let second = stepped(item);
        let Some((low, high, step)) = bounds(&first).or_else(|| bounds(&second)) else {
            return Ok(None);
        };
        let high = if self.index == DAY && high == "l" {
            "31"
        } else {
            high
        };
        let (low, high) = (
            self.alias(self.number(low)?),
            self.alias(self.number(high)?),
        );
        if low.max(high) > max {
            return Err(self.beyond());
        }
        match step {
            0 => Err(self.fault("a step is at least 1")),
            step => Ok(Some((low, high, step))),
        }
    }

    /// The values of a range.
    fn open(&self, low: i64, high: i64, step: i64) -> Vec<i64> {
        let (min, max) = self.span();
        let values = |from: i64, to: i64| {
            std::iter::successors(Some(from), move |value| value.checked_add(step))
                .take_while(move |value| *value <= to)
        };
        if low == high {
            return values(min, max).collect();
        }
        if low < high {
            return values(low, high).collect();
        }
        let mut all: Vec<i64> = values(low, max).collect();
        let end = all.last().copied().unwrap_or(max);
        let left = max - end;
        let too_far = (end - min).saturating_add(step) > max - min + 1 && left < step;
        let skip = if too_far { step - left } else { 0 };
        all.extend(values(min.saturating_add(skip), high));
        all
    }

    fn single(&self, item: &str, nth: Option<u8>, draft: &mut Draft) -> Result<(), Fault> {
        match item {
            "*" => draft.star = true,
            "l" if self.index == DAY => draft.last = true,
            _ if item.starts_with('-') => return Err(self.fault("a number here is not negative")),
            _ => self.add(self.number(item)?, nth, draft)?,
        }
        Ok(())
    }

    fn add(&self, value: i64, nth: Option<u8>, draft: &mut Draft) -> Result<(), Fault> {
        let value = self.alias(value);
        let (min, max) = self.span();
        if !(min..=max).contains(&value) {
            return Err(self.beyond());
        }
        draft.values.insert(value);
        if let Some(nth) = nth {
            draft.nth.push((value as u8, nth));
        }
        Ok(())
    }

    /// A number, or the name of a month or a weekday.
    fn number(&self, text: &str) -> Result<i64, Fault> {
        if is_digits(text) {
            return digits(text).ok_or_else(|| self.beyond());
        }
        let (names, first): (&[&str], i64) = match self.index {
            MONTH => (&MONTHS, 1),
            WEEKDAY => (&WEEKDAYS, 0),
            _ => (&[], 0),
        };
        if let Some(at) = names.iter().position(|name| *name == text) {
            return Ok(first + at as i64);
        }
        let fault = self.fault(format!("this is no {}", NOUNS[self.index]));
        let short = names
            .iter()
            .find(|name| text.len() > 3 && text.starts_with(**name));
        Err(match short {
            Some(name) => fault.help(format!("names have three letters: `{name}`")),
            None => fault,
        })
    }

    /// 7 is Sunday with five fields; day 0 of the month is 1 with six.
    fn alias(&self, value: i64) -> i64 {
        match (self.index, value, self.width) {
            (WEEKDAY, 7, 5) => 0,
            (DAY, 0, 6) => 1,
            _ => value,
        }
    }

    fn beyond(&self) -> Fault {
        let (min, max) = self.span();
        let noun = NOUNS[self.index];
        let article = if noun == "hour" { "an" } else { "a" };
        let fault = self.fault(format!("{article} {noun} goes from {min} to {max}"));
        match self.index {
            WEEKDAY => fault.help("write 0 for Sunday"),
            SECOND | YEAR => fault.help("the sixth field is the second, the seventh the year"),
            _ => fault,
        }
    }
}
