//! Dates of an interval.
//!
//! In: the length, the anchor and the question. Out: the dates. The first lies a whole number of *elapsed* lengths from the
//! anchor; from it on the engine advances, on the wall where the length has days: so the dates depend on the start.

use jiff::{SignedDuration, Timestamp, ZonedDateTime};

use super::collect::{Ask, Collection};
use super::{End, Firing};

const DAY_MICROS: i128 = 86_400_000_000;
const NANOS: f64 = 1e9;

pub(super) fn fires(every: SignedDuration, anchor: Timestamp, ask: &Ask<'_>) -> Firing {
    let mut dates = Collection::new(ask.count);
    let Some(length) = Length::new(every) else {
        return dates.finish(End::Hangs);
    };
    let beyond = || End::Raises("it reaches a date after the year 9999".into());
    let until = ask.until();
    let mut next = match length.first(anchor, ask) {
        Some(first) => first,
        None => return dates.finish(beyond()),
    };
    let mut wanted = None;
    loop {
        if until
            .as_ref()
            .is_some_and(|until| ask.engine.precedes(until, &next))
        {
            return dates.finish(End::Asked);
        }
        let key = ask.engine.interval_key(&next);
        if let Some(end) = dates.push(next.clone(), wanted, key) {
            return dates.finish(end);
        }
        next = match length.advance(&next, ask) {
            Some((later, on_wall)) => {
                wanted = on_wall;
                later
            }
            None => return dates.finish(beyond()),
        };
    }
}

/// The length of an interval, taken apart as Prefect does: through floats.
struct Length {
    seconds: f64,
    days: i64,
    rest: f64,
}

impl Length {
    /// None for nothing, on which the engines never return.
    fn new(every: SignedDuration) -> Option<Self> {
        let micros = every.as_micros();
        let days = micros.div_euclid(DAY_MICROS);
        let seconds = micros as f64 / 1e6;
        let rest = seconds - days as f64 * 86_400.0;
        (micros > 0).then_some(Self {
            seconds,
            days: days as i64,
            rest,
        })
    }

    /// The first date that is not before the start.
    fn first(&self, anchor: Timestamp, ask: &Ask<'_>) -> Option<ZonedDateTime> {
        let from = ask.from();
        let elapsed = ask.from.duration_since(anchor).as_nanos() as f64 / NANOS;
        let lengths = (elapsed / self.seconds).trunc();
        let anchor = anchor.to_zoned_datetime(ask.zone.tz.clone());
        let mut next = anchor
            .checked_add(ask.engine.exact(self.seconds * lengths)?)
            .ok()?;
        while ask.engine.precedes(&next, &from) {
            next = self.advance(&next, ask)?.0;
        }
        Some(next)
    }

    /// The date after `date`, and for a length of whole days the clock time that was asked for.
    fn advance(
        &self,
        date: &ZonedDateTime,
        ask: &Ask<'_>,
    ) -> Option<(ZonedDateTime, Option<jiff::civil::DateTime>)> {
        let rest = ask.engine.exact(self.rest)?;
        let next = ask.engine.advance(date, self.days, rest)?;
        let whole_days = self.days > 0 && rest.is_zero();
        let wanted = whole_days.then(|| next.date().to_datetime(date.time()));
        Some((next, wanted))
    }
}
