//! Gathers dates as Prefect's generators do.
//!
//! In: dates one by one, in the order of the engine. Out: a [`Firing`]. Equal dates are dropped, the generator's own limit of
//! candidates holds, and each date gets the marks of the change of clock that touched it. Which dates come, the callers decide.

use std::collections::HashMap;

use jiff::civil::DateTime;
use jiff::tz::AmbiguousOffset;
use jiff::{Timestamp, ZonedDateTime};

use super::{End, Engine, Fire, Firing, Mark, Zone};

/// One question to an engine.
pub(super) struct Ask<'a> {
    pub engine: Engine,
    pub zone: &'a Zone,
    pub from: Timestamp,
    pub until: Option<Timestamp>,
    pub count: usize,
}

impl Ask<'_> {
    pub fn from(&self) -> ZonedDateTime {
        self.from.to_zoned_datetime(self.zone.tz.clone())
    }

    pub fn until(&self) -> Option<ZonedDateTime> {
        self.until
            .map(|until| until.to_zoned_datetime(self.zone.tz.clone()))
    }
}

/// Prefect's `MAX_ITERATIONS`; two more candidates than it says are looked at.
const CANDIDATES: usize = 1_002;

/// The dates so far.
pub(super) struct Collection {
    fires: Vec<Fire>,
    /// Where each key stands in `fires`.
    known: HashMap<i128, usize>,
    looked_at: usize,
    count: usize,
}

impl Collection {
    pub fn new(count: usize) -> Self {
        Self {
            fires: Vec::new(),
            known: HashMap::new(),
            looked_at: 0,
            count,
        }
    }

    /// Takes in a date that was asked for at the clock time `wanted`, unless one with the same key is there.
    /// Gives the end of the search once there are enough.
    pub fn push(
        &mut self,
        time: ZonedDateTime,
        wanted: Option<DateTime>,
        key: i128,
    ) -> Option<End> {
        self.looked_at += 1;
        let clock = time.datetime();
        match self.known.get(&key) {
            Some(at) => self.fires[*at]
                .marks
                .push(Mark::Dropped(wanted.unwrap_or(clock))),
            None => {
                let moved = wanted.filter(|wanted| *wanted != clock).map(Mark::Moved);
                self.known.insert(key, self.fires.len());
                self.fires.push(Fire {
                    time,
                    marks: moved.into_iter().collect(),
                });
            }
        }
        if self.fires.len() >= self.count {
            Some(End::Asked)
        } else {
            (self.looked_at >= CANDIDATES).then_some(End::Limit)
        }
    }

    /// The dates in the order of their instants.
    pub fn finish(mut self, end: End) -> Firing {
        self.fires.sort_by_key(|fire| fire.time.timestamp());
        for at in 0..self.fires.len() {
            if is_repeated(&self.fires[at].time) {
                let clock = self.fires[at].time.datetime();
                let twice = self
                    .fires
                    .iter()
                    .filter(|fire| fire.time.datetime() == clock)
                    .count();
                let mark = if twice > 1 {
                    Mark::Doubled
                } else {
                    Mark::Repeated
                };
                self.fires[at].marks.push(mark);
            }
        }
        Firing {
            fires: self.fires,
            end,
        }
    }
}

/// Whether the clock shows this time twice.
fn is_repeated(time: &ZonedDateTime) -> bool {
    let offset = time
        .time_zone()
        .to_ambiguous_timestamp(time.datetime())
        .offset();
    matches!(offset, AmbiguousOffset::Fold { .. })
}
