//! Random and hashed fields.
//!
//! In: a field's text. Out: whether it is one, and whether Prefect accepts it, as it does with `R/5` and `R(0-10)`: their dates are drawn
//! anew each time. Nothing is drawn here.

use super::field::Place;
use super::token::digits;
use crate::firing::Fault;

/// `R`, `R/5`, `R(0-10)`, `R(0-30)/5`, and the same with `H`; none if the text is no such thing.
pub(super) fn read(place: &Place, text: &str) -> Option<Result<(), Fault>> {
    let rest = text.strip_prefix('r').or_else(|| text.strip_prefix('h'))?;
    let (range, rest) = match rest.strip_prefix('(') {
        Some(inner) => {
            let (range, rest) = inner.split_once(')')?;
            let (begin, end) = range.split_once('-')?;
            (Some((digits(begin)?, digits(end)?)), rest)
        }
        None => (None, rest),
    };
    let step = match rest {
        "" => None,
        _ => Some(digits(rest.strip_prefix('/')?)?),
    };
    let wrong = (range.is_none() && step.is_none())
        || text.starts_with('h')
        || step == Some(0)
        || range.is_some_and(|(begin, end)| begin >= end)
        || !draws(place, range, step)
            .iter()
            .any(|text| place.accepts(text));
    let message = "Prefect runs no hashed or random schedules";
    Some(if wrong {
        Err(place.fault(message).help("write a number"))
    } else {
        Ok(())
    })
}

/// What croniter may put in place of a random field. Enough of the numbers that it draws are looked at to
/// reach every value of a field.
fn draws(place: &Place, range: Option<(i64, i64)>, step: Option<i64>) -> Vec<String> {
    let (min, max) = place.span();
    let (begin, end) = range.unwrap_or((min, max));
    let last = |span: i64| begin.saturating_add(span.clamp(1, 3_000) - 1);
    match step {
        Some(step) => (begin..=last(step))
            .map(|low| format!("{low}-{end}/{step}"))
            .collect(),
        None => (begin..=end.min(last(3_000)))
            .map(|number| number.to_string())
            .collect(),
    }
}
