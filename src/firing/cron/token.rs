//! The smallest pieces of a cron field: numbers and ranges.
//!
//! In: text. Out: what croniter's patterns find in it. What the numbers mean is decided in `field`.

/// Python reads no longer numbers.
const DIGITS: usize = 4_300;

/// `low-high` or `low-high/step` in a text.
pub(super) fn bounds(text: &str) -> Option<(&str, &str, i64)> {
    let (low, rest) = text.split_once('-')?;
    let (high, step) = match rest.split_once('/') {
        Some((high, step)) => (
            high,
            if is_digits(step) {
                digits(step)?
            } else {
                return None;
            },
        ),
        None => (rest, 1),
    };
    let fits = !low.is_empty() && !high.is_empty() && !high.contains('-');
    fits.then_some((low, high, step))
}

pub(super) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A number of any length, cut to what a field can compare.
pub(super) fn digits(text: &str) -> Option<i64> {
    let fits = is_digits(text) && text.len() <= DIGITS;
    fits.then(|| text.parse().unwrap_or(i64::MAX))
}

pub(super) fn is_word(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}
