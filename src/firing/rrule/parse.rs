//! Reads a recurrence rule.
//!
//! In: text, lines split at any blank, in any case and order. Out: an [`Rrule`], or the first thing for which Prefect refuses it,
//! with its place. What it accepts and then raises on is kept in the rule.

use std::ops::Range;

use super::super::{Fault, parse_zone};
use super::build::{Refusal, build_rule, depends_on_clock};
use super::parts::read_parts;
use super::piece::{Piece, Start, suggest};
use super::{Recurrence, Rrule};

/// Characters that Prefect allows.
const LENGTH: usize = 6_500;

/// The lines of a text, sorted by their names.
#[derive(Debug, Default)]
struct Lines<'a> {
    rules: Vec<Piece<'a>>,
    exclusions: Vec<Piece<'a>>,
    dates: Vec<i64>,
    exdates: Vec<i64>,
    start: Option<Start>,
}

impl Rrule {
    /// Accepts what Prefect accepts. Dates are read in the forms of ISO 8601 and their neighbours.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let upper = text.to_ascii_uppercase();
        let pieces = Piece {
            text: &upper,
            at: 0,
        }
        .blanks();
        let whole = 0..text.len();
        if pieces.is_empty() {
            return Err(Fault::new(whole, "a rule is not empty").help("write `FREQ=DAILY`"));
        }
        let mut lines = Lines::default();
        match pieces.as_slice() {
            [one] if !upper.contains(':') || upper.starts_with("RRULE:") => {
                lines.rules.push(*one);
            }
            _ => {
                for piece in pieces {
                    lines.take(piece, text)?;
                }
            }
        }
        let rule = lines.assemble(&whole)?;
        if text.chars().count() > LENGTH {
            let message = format!("a rule has at most {LENGTH} characters");
            return Err(Fault::new(whole, message).help("write several schedules"));
        }
        Ok(rule)
    }
}

impl<'a> Lines<'a> {
    /// Reads one line: `NAME;PARAMETER:VALUE`, or a rule without its name.
    fn take(&mut self, line: Piece<'a>, original: &str) -> Result<(), Fault> {
        let Some((head, value)) = line.cut(':') else {
            self.rules.push(line);
            return Ok(());
        };
        let mut parameters = head.split(';');
        let name = parameters.remove(0);
        match name.text {
            "RRULE" | "EXRULE" => {
                no_parameters(&parameters, &[])?;
                match name.text {
                    "RRULE" => self.rules.push(value),
                    _ => self.exclusions.push(value),
                }
            }
            "RDATE" => {
                no_parameters(&parameters, &["VALUE=DATE-TIME"])?;
                for date in value.split(',') {
                    self.dates.push(date.date()?.0);
                }
            }
            "EXDATE" => self
                .exdates
                .extend(dates(value, &parameters, original)?.iter().map(|d| d.0)),
            "DTSTART" => match dates(value, &parameters, original)?.as_slice() {
                [start] => self.start = Some(*start),
                _ => return Err(value.fault("a rule has one DTSTART")),
            },
            other => {
                let known = ["DTSTART", "RRULE", "RDATE", "EXRULE", "EXDATE"];
                return Err(suggest(
                    name.fault("Prefect knows no such line"),
                    other,
                    &known,
                ));
            }
        }
        Ok(())
    }

    fn assemble(mut self, whole: &Range<usize>) -> Result<Rrule, Fault> {
        self.dates.sort_unstable();
        self.exdates.sort_unstable();
        let set = self.rules.len() > 1
            || !(self.dates.is_empty() && self.exclusions.is_empty() && self.exdates.is_empty());
        if self.rules.is_empty() && !set {
            return Err(Fault::new(whole.clone(), "there is no rule").help("write `FREQ=DAILY`"));
        }
        let (mut late, mut clocked) = (None, false);
        let mut build = |pieces: &[Piece<'_>]| -> Result<Vec<Recurrence>, Fault> {
            let mut rules = Vec::new();
            for piece in pieces {
                let parts = read_parts(*piece)?;
                clocked |= self.start.is_none() && depends_on_clock(&parts);
                match build_rule(&parts, self.start) {
                    Ok(rule) => rules.push(rule),
                    Err(Refusal::Always(reason)) => return Err(piece.fault(reason)),
                    Err(Refusal::ByStart(reason)) if self.start.is_some() => {
                        return Err(piece.fault(reason));
                    }
                    Err(Refusal::ByStart(reason)) => late = Some(reason.to_owned()),
                }
            }
            Ok(rules)
        };
        let (rules, exclusions) = (build(&self.rules)?, build(&self.exclusions)?);
        Ok(Rrule {
            rules,
            exclusions,
            dates: self.dates,
            exdates: self.exdates,
            late,
            clocked,
        })
    }
}

fn no_parameters(parameters: &[Piece<'_>], allowed: &[&str]) -> Result<(), Fault> {
    match parameters
        .iter()
        .find(|parameter| !allowed.contains(&parameter.text))
    {
        Some(parameter) => Err(parameter.fault("Prefect takes no such parameter here")),
        None => Ok(()),
    }
}

/// The dates of a DTSTART or EXDATE line.
fn dates(value: Piece<'_>, parameters: &[Piece<'_>], text: &str) -> Result<Vec<Start>, Fault> {
    let mut zoned = false;
    let mut typed = false;
    for parameter in parameters {
        if parameter.text.starts_with("TZID=") {
            zoned |= names_zone(parameter, text);
        } else if !matches!(parameter.text, "VALUE=DATE-TIME" | "VALUE=DATE") || typed {
            return Err(parameter.fault("Prefect takes no such parameter here"));
        } else {
            typed = true;
        }
    }
    let read = |piece: Piece<'_>| match piece.date()? {
        (_, true) if zoned => Err(piece.fault("a date has a TZID or an offset, not both")),
        (wall, aware) => Ok((wall, aware || zoned)),
    };
    value.split(',').into_iter().map(read).collect()
}

/// Whether a TZID leads to a zone. dateutil looks up the name as it stands after some `TZID=` in capitals, up to the colon; a name
/// that it does not find is passed over in silence.
fn names_zone(parameter: &Piece<'_>, text: &str) -> bool {
    let wanted = parameter.text.rsplit("TZID=").next().unwrap_or_default();
    let names = text
        .split("TZID=")
        .skip(1)
        .filter_map(|rest| rest.split_once(':'));
    let same = names
        .map(|(name, _)| name)
        .filter(|name| name.eq_ignore_ascii_case(wanted));
    same.last().is_some_and(|name| parse_zone(name).is_ok())
}
