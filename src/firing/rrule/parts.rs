//! The parts of one rule.
//!
//! In: `NAME=VALUE;NAME=VALUE`. Out: what they say, or the first one that dateutil refuses. Nothing is filled in here.

use super::super::Fault;
use super::Freq;
use super::piece::{Piece, suggest};

const FREQS: [(&str, Freq); 7] = [
    ("YEARLY", Freq::Yearly),
    ("MONTHLY", Freq::Monthly),
    ("WEEKLY", Freq::Weekly),
    ("DAILY", Freq::Daily),
    ("HOURLY", Freq::Hourly),
    ("MINUTELY", Freq::Minutely),
    ("SECONDLY", Freq::Secondly),
];
const WEEKDAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const PARTS: [&str; 16] = [
    "FREQ",
    "INTERVAL",
    "COUNT",
    "UNTIL",
    "WKST",
    "BYSETPOS",
    "BYMONTH",
    "BYMONTHDAY",
    "BYYEARDAY",
    "BYEASTER",
    "BYWEEKNO",
    "BYDAY",
    "BYWEEKDAY",
    "BYHOUR",
    "BYMINUTE",
    "BYSECOND",
];

/// What the parts of one rule say, before the rest is filled in.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub freq: Option<Freq>,
    pub interval: Option<i64>,
    pub count: Option<i64>,
    /// On the wall, and whether an offset was written.
    pub until: Option<(i64, bool)>,
    pub week_start: Option<i64>,
    pub positions: Option<Vec<i64>>,
    pub months: Option<Vec<i64>>,
    pub month_days: Option<Vec<i64>>,
    pub year_days: Option<Vec<i64>>,
    pub easter: Option<Vec<i64>>,
    pub weeks: Option<Vec<i64>>,
    /// Weekday, and n where one was written.
    pub weekdays: Option<Vec<(i64, Option<i64>)>>,
    pub hours: Option<Vec<i64>>,
    pub minutes: Option<Vec<i64>>,
    pub seconds: Option<Vec<i64>>,
}

/// The parts of one rule: `NAME=VALUE`, split at `;`.
pub(super) fn read_parts(rule: Piece<'_>) -> Result<Parts, Fault> {
    let body = match rule.cut(':') {
        Some((name, body)) if name.text == "RRULE" && !body.text.contains(':') => body,
        Some(_) => {
            return Err(rule
                .fault("Prefect reads no such line")
                .help("begin with `RRULE:`"));
        }
        None => rule,
    };
    let mut parts = Parts::default();
    for pair in body.split(';') {
        let Some((name, value)) = pair.cut('=').filter(|(_, value)| !value.text.contains('='))
        else {
            return Err(if pair.text.is_empty() {
                pair.fault("a part is missing here")
                    .help("write no `;` at the end")
            } else {
                pair.fault("a part is written NAME=VALUE")
            });
        };
        parts.take(name, value)?;
    }
    match parts.freq {
        Some(_) => Ok(parts),
        None => Err(body.fault("a rule has a FREQ").help("write `FREQ=DAILY`")),
    }
}

impl Parts {
    fn take(&mut self, name: Piece<'_>, value: Piece<'_>) -> Result<(), Fault> {
        match name.text {
            "FREQ" => {
                let known = FREQS.iter().find(|(word, _)| *word == value.text);
                let words = FREQS.map(|(word, _)| word);
                let fault = || suggest(value.fault("this is no FREQ"), value.text, &words);
                self.freq = Some(known.ok_or_else(fault)?.1);
            }
            "INTERVAL" => self.interval = Some(value.int()?),
            "COUNT" => self.count = Some(value.int()?),
            "UNTIL" => self.until = Some(value.date()?),
            "WKST" => self.week_start = Some(weekday(value)?),
            "BYDAY" | "BYWEEKDAY" => {
                let days = value.split(',').into_iter().map(nth_weekday);
                self.weekdays = Some(days.collect::<Result<_, _>>()?);
            }
            other => {
                let Some(list) = self.list(other) else {
                    return Err(suggest(
                        name.fault("Prefect knows no such part"),
                        other,
                        &PARTS,
                    ));
                };
                let numbers = value.split(',').into_iter().map(|piece| piece.int());
                *list = Some(numbers.collect::<Result<_, _>>()?);
            }
        }
        Ok(())
    }

    fn list(&mut self, name: &str) -> Option<&mut Option<Vec<i64>>> {
        Some(match name {
            "BYSETPOS" => &mut self.positions,
            "BYMONTH" => &mut self.months,
            "BYMONTHDAY" => &mut self.month_days,
            "BYYEARDAY" => &mut self.year_days,
            "BYEASTER" => &mut self.easter,
            "BYWEEKNO" => &mut self.weeks,
            "BYHOUR" => &mut self.hours,
            "BYMINUTE" => &mut self.minutes,
            "BYSECOND" => &mut self.seconds,
            _ => return None,
        })
    }
}

fn weekday(piece: Piece<'_>) -> Result<i64, Fault> {
    let fault = || {
        piece
            .fault("this is no weekday")
            .help("write `MO`, `TU`, `WE`, `TH`, `FR`, `SA` or `SU`")
    };
    WEEKDAYS
        .iter()
        .position(|day| *day == piece.text)
        .map(|at| at as i64)
        .ok_or_else(fault)
}

/// `MO`, `+1MO` or `MO(+1)`.
fn nth_weekday(piece: Piece<'_>) -> Result<(i64, Option<i64>), Fault> {
    let (day, n) = match piece.cut('(') {
        Some((day, n)) => {
            let n = n.text.split('(').next().unwrap_or_default();
            let end = n.char_indices().next_back().map_or(0, |(at, _)| at);
            (
                day,
                Some(Piece {
                    text: &n[..end],
                    at: piece.at + day.text.len() + 1,
                }),
            )
        }
        None => {
            let digits = piece
                .text
                .find(|c: char| !matches!(c, '+' | '-' | '0'..='9'))
                .unwrap_or(0);
            let (n, day) = piece.text.split_at(digits);
            let n = Piece {
                text: n,
                at: piece.at,
            };
            (
                Piece {
                    text: day,
                    at: piece.at + digits,
                },
                Some(n).filter(|n| !n.text.is_empty()),
            )
        }
    };
    let day = weekday(day)?;
    match n.map(|n| n.int()).transpose()? {
        Some(0) => Err(piece.fault("the nth weekday counts from 1, or from -1")),
        n => Ok((day, n)),
    }
}
