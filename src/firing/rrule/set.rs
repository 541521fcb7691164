//! Walks a set: several rules and dates, without those that others exclude.
//!
//! In: an [`Rrule`]. Out: its dates on the wall, in order, each once. A single rule is a set of one.

use super::walk::{BUDGET, Walk};
use super::{Halt, Rrule};

/// Where dates come from, and the next one.
struct Source<'a> {
    walk: Option<Walk<'a>>,
    dates: std::slice::Iter<'a, i64>,
    head: Option<i64>,
}

impl<'a> Source<'a> {
    fn advance(&mut self, budget: &mut u64) -> Result<(), Halt> {
        self.head = match &mut self.walk {
            Some(walk) => walk.next(budget)?,
            None => self.dates.next().copied(),
        };
        Ok(())
    }
}

pub(super) struct Set<'a> {
    included: Vec<Source<'a>>,
    excluded: Vec<Source<'a>>,
    begun: bool,
    /// The source of the last date, which moves on only when the next one is asked for: what raises then must not raise now.
    taken: Option<usize>,
    last: Option<i64>,
    /// One rule alone, whose repetitions are not dropped here.
    alone: bool,
    budget: u64,
}

/// The budget where a rule steps on the spot: enough for all dates that a question can take.
const ON_THE_SPOT: u64 = 20_000;

impl<'a> Set<'a> {
    /// Dates before `floor` may be left out.
    pub fn new(rule: &'a Rrule, floor: i64) -> Self {
        let listed = |dates: &'a [i64]| Source {
            walk: None,
            dates: dates.iter(),
            head: None,
        };
        let walked = |rule| Source {
            walk: Some(Walk::new(rule, floor)),
            ..listed(&[])
        };
        let sources = |dates: &'a [i64], rules: &'a [super::Recurrence]| {
            std::iter::once(listed(dates))
                .chain(rules.iter().map(walked))
                .collect()
        };
        let lists = rule.exclusions.len() + rule.dates.len() + rule.exdates.len();
        Self {
            alone: rule.rules.len() == 1 && lists == 0,
            included: sources(&rule.dates, &rule.rules),
            excluded: sources(&rule.exdates, &rule.exclusions),
            begun: false,
            taken: None,
            last: None,
            budget: if rule.is_on_the_spot() {
                ON_THE_SPOT
            } else {
                BUDGET
            },
        }
    }

    pub fn first(mut self) -> Result<Option<i64>, Halt> {
        self.next()
    }

    /// The next dates, at most `size`; fewer at the end.
    pub fn batch(&mut self, size: usize) -> Result<Vec<i64>, Halt> {
        let mut dates = Vec::with_capacity(size);
        while dates.len() < size {
            match self.next()? {
                Some(date) => dates.push(date),
                None => break,
            }
        }
        Ok(dates)
    }

    fn next(&mut self) -> Result<Option<i64>, Halt> {
        if !self.begun {
            self.begun = true;
            for source in self.included.iter_mut().chain(&mut self.excluded) {
                source.advance(&mut self.budget)?;
            }
        }
        if let Some(taken) = self.taken.take() {
            self.included[taken].advance(&mut self.budget)?;
        }
        while let Some((date, source)) = self.head() {
            self.budget = self.budget.checked_sub(1).ok_or(Halt::Stalls)?;
            let fresh = self.alone || (self.last != Some(date) && !self.is_excluded(date)?);
            self.last = Some(date);
            if fresh {
                self.taken = Some(source);
                return Ok(Some(date));
            }
            self.included[source].advance(&mut self.budget)?;
        }
        Ok(None)
    }

    /// The earliest date that stands ready, and its source.
    fn head(&self) -> Option<(i64, usize)> {
        let heads = self.included.iter().enumerate();
        heads
            .filter_map(|(at, source)| source.head.map(|head| (head, at)))
            .min()
    }

    fn is_excluded(&mut self, date: i64) -> Result<bool, Halt> {
        for source in &mut self.excluded {
            while source.head.is_some_and(|head| head < date) {
                source.advance(&mut self.budget)?;
            }
        }
        Ok(self.excluded.iter().any(|source| source.head == Some(date)))
    }
}
