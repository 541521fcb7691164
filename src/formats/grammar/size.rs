//! A number of bytes in Compose: `512m`, `1.5 GiB`.
//!
//! In: the string of `mem_limit`, `shm_size` and the like. Out: a [`Size`]. All units are powers of
//! 1024, also `kb`. An integer needs no grammar.

use super::{first_outside, show, whole};
use crate::formats::{Fault, Grammar};

/// A number of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Size {
    pub bytes: i64,
}

/// A size as Compose reads it.
pub static SIZE: Grammar = Grammar {
    noun: "size",
    example: "512m",
    words: &[],
    check: |text| parse(text).map(drop),
};

/// Reads `<digits[.digits]>[space][k|m|g|t|p][i][b]`, in any case.
pub fn parse(text: &str) -> Result<Size, Fault> {
    let number = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (count, unit) = text.split_at(number);
    if text.is_empty() {
        return Err(whole(text, "the size is empty").help("write such as `512m`"));
    }
    if count.is_empty() {
        return Err(no_number(text));
    }
    let (whole_part, fraction) = count.split_once('.').unwrap_or((count, "0"));
    if whole_part.is_empty() || fraction.is_empty() {
        let fault = Fault::new(0..number, "a size needs digits on both sides of its `.`");
        return Err(fault.help("write such as `0.5g`"));
    }
    if fraction.contains('.') {
        return Err(Fault::new(0..number, "a number has one `.` at most"));
    }
    let factor = factor(unit).ok_or_else(|| unknown_unit(text, number))?;
    // Compose counts in floating point, and cuts off what is less than a byte.
    let bytes = count
        .parse::<f64>()
        .map_err(|_| Fault::new(0..number, "this is not a number"))?;
    let bytes = bytes * factor;
    if bytes >= i64::MAX as f64 {
        return Err(whole(text, "the size is larger than any memory"));
    }
    Ok(Size {
        bytes: bytes as i64,
    })
}

/// Bytes of a unit, with the blank before it.
fn factor(unit: &str) -> Option<f64> {
    let unit = unit.strip_prefix(' ').unwrap_or(unit).to_ascii_lowercase();
    let unit = unit.strip_suffix('b').unwrap_or(&unit);
    let unit = unit.strip_suffix('i').unwrap_or(unit);
    let power = match unit {
        "" => 0,
        "k" => 1,
        "m" => 2,
        "g" => 3,
        "t" => 4,
        "p" => 5,
        _ => return None,
    };
    Some(1024_f64.powi(power))
}

fn no_number(text: &str) -> Fault {
    if text.parse::<i64>().is_ok() {
        let fault = Fault::new(0..1, "some versions of Compose refuse a sign in a string");
        return fault.help(format!("write an integer without quotes: {text}"));
    }
    let (range, character) = first_outside(text, |c| c.is_ascii_digit()).unwrap_or((0..0, ' '));
    let fault = Fault::new(
        range,
        format!("a size begins with a digit, not with {}", show(character)),
    );
    fault.help("write such as `512m`")
}

fn unknown_unit(text: &str, number: usize) -> Fault {
    let fault = Fault::new(number..text.len(), "this is no unit of a size");
    match text[number..].starts_with(',') {
        true => fault.help(format!("write `{}`", text.replacen(',', ".", 1))),
        false => fault.help("the units are `b`, `k`, `m`, `g`, `t` and `p`"),
    }
}
