//! The offsets of a zone as dateutil's `tzfile` finds them from a time on the wall.
//!
//! In: a zone. Out: an offset for each time on the wall. dateutil reads the old 32-bit part of a zone file, so it knows changes
//! from 1901 to 2037 and no rule after that, and it places each change on the wall at "UTC + standard offset", where it
//! guesses the standard offset from the daylight saving flags. Both shows: in zones of negative daylight saving time (Europe/Dublin,
//! Africa/Casablanca) the hour around a change is shifted.

use jiff::Timestamp;

use super::super::Zone;
use super::super::zone::changes;

pub(super) struct Offsets {
    /// Each change on the wall, and the offset from then on.
    changes: Vec<(i64, i64)>,
    before: i64,
    /// From the last change on, and where there is none.
    standard: i64,
}

impl Offsets {
    pub fn new(zone: &Zone) -> Self {
        let first = Timestamp::from_second(i32::MIN.into()).unwrap_or(Timestamp::MIN);
        let last = Timestamp::from_second(i32::MAX.into()).unwrap_or(Timestamp::MAX);
        let list = changes(&zone.tz, first, last);
        let before = i64::from(zone.tz.to_offset(first).seconds());
        let latest = |dst: bool| list.iter().rev().find(|(_, _, is_dst)| *is_dst == dst);
        let standard = latest(false)
            .or_else(|| latest(true))
            .map_or(before, |change| change.1);
        Self {
            changes: on_wall(&list),
            before,
            standard,
        }
    }

    /// The offset at a time on the wall, in seconds. What the clock shows twice is its first pass; what it skips is read with
    /// the offset after the gap.
    pub fn at(&self, wall: i64) -> i64 {
        let after = self.changes.partition_point(|(change, _)| *change <= wall);
        match after.checked_sub(1) {
            None if self.changes.is_empty() => self.standard,
            None => self.before,
            Some(0) => self.offset(0),
            Some(index) => {
                let lead = self.offset(index - 1) - self.offset(index);
                let twice = wall < self.changes[index].0 + lead;
                self.offset(index - usize::from(twice))
            }
        }
    }

    fn offset(&self, index: usize) -> i64 {
        let last = index + 1 == self.changes.len();
        if last {
            self.standard
        } else {
            self.changes[index].1
        }
    }
}

/// Places each change on the wall, from what dateutil takes for the standard offset.
fn on_wall(list: &[(i64, i64, bool)]) -> Vec<(i64, i64)> {
    // Offset, flag, what was taken for the standard offset, and the last saving that was not nothing.
    let mut last: Option<(i64, bool, i64)> = None;
    let mut last_saving = 0;
    let mut placed = Vec::with_capacity(list.len());
    for (instant, offset, dst) in list {
        let mut saving = 0;
        if let Some((last_offset, last_dst, _)) = last
            && *dst
        {
            saving = if last_dst { 0 } else { offset - last_offset };
            if saving == 0 {
                saving = last_saving;
            }
            last_saving = saving;
        }
        let base = offset - saving;
        let shift = match last {
            Some((_, last_dst, last_base)) if base != last_base && *dst != last_dst => last_base,
            _ => base,
        };
        last = Some((*offset, *dst, base));
        placed.push((instant + shift, *offset));
    }
    placed
}
