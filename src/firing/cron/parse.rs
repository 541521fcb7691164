//! Reads a cron expression.
//!
//! In: text. Out: a [`Cron`], or the first thing that Prefect's croniter would refuse, with its place. The fields themselves are
//! read in `field`; here they are split, counted and held against each other.

use std::ops::Range;

use super::field::{self, Draft, Read};
use super::{Cron, DAY, Field, WEEKDAY};
use crate::diagnostics::nearest;
use crate::firing::Fault;

const ALIASES: [(&str, &str); 7] = [
    ("@midnight", "0 0 * * *"),
    ("@hourly", "0 * * * *"),
    ("@daily", "0 0 * * *"),
    ("@weekly", "0 0 * * 0"),
    ("@monthly", "0 0 1 * *"),
    ("@yearly", "0 0 1 1 *"),
    ("@annually", "0 0 1 1 *"),
];

/// How many values each field has.
const SIZES: [usize; 7] = [60, 24, 31, 12, 7, 60, 130];

impl Cron {
    /// Accepts what Prefect accepts: five fields, six with seconds last, seven with the year after them, or a word with `@`.
    ///
    /// `R` expressions are accepted as Prefect accepts them; see [`Cron::is_random`].
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let lower = text.to_ascii_lowercase();
        let alias = ALIASES.iter().find(|(name, _)| *name == lower);
        let lower = alias.map_or(lower.as_str(), |(_, meaning)| meaning);
        let tokens = split(lower);
        if !(5..=7).contains(&tokens.len()) {
            return Err(miscounted(text, tokens.len()));
        }
        let texts: Vec<&str> = tokens.iter().map(|range| &lower[range.clone()]).collect();
        let mut drafts = Vec::new();
        for (index, range) in tokens.iter().enumerate() {
            match field::read(index, texts.len(), texts[index])
                .map_err(|fault| shift(fault, range.start))?
            {
                Read::Draft(draft) => drafts.push(draft),
                Read::Random => drafts.push(Draft::random()),
            }
        }
        let random = drafts.iter().any(|draft| draft.random);
        close(&mut drafts, &texts);
        if !random {
            check_nth(&drafts[WEEKDAY]).map_err(|fault| shift(fault, tokens[WEEKDAY].start))?;
        }
        Ok(assemble(drafts, random))
    }
}

/// A fault of a field as one of the whole text.
fn shift(fault: Fault, by: usize) -> Fault {
    Fault {
        range: fault.range.start + by..fault.range.end + by,
        ..fault
    }
}

/// The fields' places. Python splits at a few control characters more than Rust.
fn split(text: &str) -> Vec<Range<usize>> {
    let mut tokens: Vec<Range<usize>> = Vec::new();
    let mut open = false;
    for (at, char) in text.char_indices() {
        let blank = char.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&char);
        match tokens.last_mut() {
            Some(token) if open && !blank => token.end = at + char.len_utf8(),
            _ if !blank => tokens.push(at..at + char.len_utf8()),
            _ => {}
        }
        open = !blank;
    }
    tokens
}

fn miscounted(text: &str, count: usize) -> Fault {
    let whole = 0..text.len();
    let word = text.trim();
    if word.starts_with('@') {
        let fault = Fault::new(whole, "Prefect knows no such word");
        let names = ALIASES.map(|(name, _)| name);
        let known = nearest(word, names).or_else(|| {
            names
                .into_iter()
                .find(|name| name.eq_ignore_ascii_case(word))
        });
        return fault.help(match known {
            Some(near) => format!("write `{near}`, without blanks around it"),
            None => "write five fields, such as `0 9 * * 1-5`".into(),
        });
    }
    let fields = if count == 1 { "field" } else { "fields" };
    let message = format!("{count} {fields} where a cron expression has five, six or seven");
    Fault::new(whole, message)
        .help("write minute, hour, day of month, month, day of week, such as `0 9 * * 1-5`")
}

/// A field that lists every value is a star. The two day fields count as restricted all the same, each unless the text of the
/// other holds a star.
fn close(drafts: &mut [Draft], texts: &[&str]) {
    for (index, draft) in drafts.iter_mut().enumerate() {
        let counts = match index {
            DAY => texts[WEEKDAY].contains('*'),
            WEEKDAY => texts[DAY].contains('*'),
            _ => true,
        };
        if draft.len() == SIZES[index] && counts {
            draft.values.clear();
            draft.last = false;
            draft.star = true;
        }
    }
}

/// Plain weekdays beside `5#1` or `L5` are refused, unless all seven stand there.
fn check_nth(draft: &Draft) -> Result<(), Fault> {
    let plain = |value: &i64| {
        !draft
            .nth
            .iter()
            .any(|(weekday, _)| i64::from(*weekday) == *value)
    };
    let mixed = draft.values.iter().any(plain) && draft.len() != SIZES[WEEKDAY];
    if draft.nth.is_empty() || !mixed {
        return Ok(());
    }
    let message = "plain weekdays cannot stand beside `#` or `L`";
    Err(Fault::new(0..draft.width, message).help("write two schedules"))
}

fn assemble(drafts: Vec<Draft>, random: bool) -> Cron {
    let width = drafts.len();
    let nth = drafts[WEEKDAY].nth.clone();
    let mut fields: [Field; 7] = Default::default();
    for (field, draft) in fields.iter_mut().zip(drafts) {
        *field = Field {
            values: draft.values.into_iter().collect(),
            star: draft.star,
            last: draft.last,
        };
    }
    Cron {
        fields,
        width,
        nth,
        random,
    }
}
