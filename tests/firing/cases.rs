//! Random schedules, the same for a seed on every machine.
//!
//! In: a seed and a number. Out: cases for `oracle.py` and for the engine under test: plain and odd cron expressions, intervals under
//! and over a day, rules of every FREQ and BY part, zones, anchors. Three quarters of the starts lie near a change of clock.
//! What must come out is not known here.

use jiff::Timestamp;
use jiff::tz::TimeZoneDatabase;

/// One question.
#[derive(Clone, Debug)]
pub struct Case {
    pub rule: Text,
    pub timezone: Option<&'static str>,
    pub day_or: Option<bool>,
    pub from: Timestamp,
    pub until: Option<Timestamp>,
    pub count: usize,
}

/// What is asked about.
#[derive(Clone, Debug)]
pub enum Text {
    Cron(String),
    /// Microseconds, and the anchor.
    Interval(i64, String),
    Rrule(String),
    /// Only to be accepted or refused.
    Zone(String),
    Anchor(String),
}

pub const ZONES: [&str; 32] = [
    "UTC",
    "Europe/Oslo",
    "Europe/London",
    "Europe/Dublin",
    "Europe/Lisbon",
    "Europe/Athens",
    "America/New_York",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "America/St_Johns",
    "America/Havana",
    "America/Santiago",
    "America/Asuncion",
    "America/Caracas",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/Windhoek",
    "Asia/Beirut",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Asia/Gaza",
    "Asia/Jerusalem",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Australia/Adelaide",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Apia",
    "Antarctica/Troll",
    "EST5EDT",
    "Atlantic/Azores",
];

/// `count` cases: of ten, four are cron, two intervals, three rules, and one only to be accepted or refused.
pub fn cases(seed: u64, count: usize) -> Vec<Case> {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    (0..count).map(|_| dice.case()).collect()
}

impl Case {
    /// The line that `oracle.py` reads.
    pub fn json(&self) -> String {
        let mut fields = Vec::new();
        let mut text = |kind: &str, value: &str| {
            fields.push(format!("\"kind\":\"{kind}\",\"{kind}\":{}", quote(value)));
        };
        match &self.rule {
            Text::Cron(cron) => text("cron", cron),
            Text::Rrule(rule) => text("rrule", rule),
            Text::Zone(zone) => text("zone", zone),
            Text::Anchor(anchor) => text("anchor", anchor),
            Text::Interval(micros, anchor) => {
                let seconds = *micros as f64 / 1e6;
                let anchor = quote(anchor);
                fields.push(format!(
                    "\"kind\":\"interval\",\"interval\":{seconds:?},\"anchor\":{anchor}"
                ));
            }
        }
        if let Some(zone) = self.timezone {
            fields.push(format!("\"timezone\":{}", quote(zone)));
        }
        if let Some(day_or) = self.day_or {
            fields.push(format!("\"day_or\":{day_or}"));
        }
        if let Some(until) = self.until {
            fields.push(format!("\"until\":\"{until:.6}\""));
        }
        fields.push(format!(
            "\"from\":\"{:.6}\",\"count\":{}",
            self.from, self.count
        ));
        format!("{{{}}}", fields.join(","))
    }
}

fn quote(text: &str) -> String {
    let escape = |c: char| match c {
        '"' | '\\' => format!("\\{c}"),
        c if (c as u32) < 0x20 => format!("\\u{:04x}", c as u32),
        c => c.to_string(),
    };
    format!("\"{}\"", text.chars().map(escape).collect::<String>())
}

/// Xorshift: enough chance for a test, and no dependency.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % sides
    }

    fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.roll((high - low + 1) as u64) as i64
    }

    /// True once in `sides`.
    fn one_in(&mut self, sides: u64) -> bool {
        self.roll(sides) == 0
    }

    fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.roll(list.len() as u64) as usize]
    }

    fn case(&mut self) -> Case {
        let zone = self.pick(&ZONES);
        let from = self.start(zone);
        let count = self.pick(&[1, 2, 3, 5, 8, 12, 30]);
        let ahead = self.pick(&[3_600, 10_800, 86_400, 604_800, 31_536_000]);
        let until = from.as_microsecond() + self.between(0, ahead) * 1_000_000;
        let until = if self.one_in(6) {
            Timestamp::from_microsecond(until).ok()
        } else {
            None
        };
        let (rule, day_or) = match self.roll(10) {
            0..=3 => (
                Text::Cron(self.cron()),
                self.pick(&[None, None, Some(true), Some(false)]),
            ),
            4..=5 => (self.interval(from), None),
            6..=8 => (Text::Rrule(self.rule(from)), None),
            _ if self.one_in(2) => (Text::Zone(self.zone_name()), None),
            _ => (Text::Anchor(self.anchor(from)), None),
        };
        let timezone = if self.one_in(12) { None } else { Some(zone) };
        Case {
            rule,
            timezone,
            day_or,
            from,
            until,
            count,
        }
    }

    /// Mostly within hours of a change of the zone's clock.
    fn start(&mut self, zone: &str) -> Timestamp {
        let base = self.between(1_577_836_800, 1_924_992_000);
        let mut second = base;
        if !self.one_in(4)
            && let Ok(tz) = TimeZoneDatabase::bundled().get(zone)
            && let Ok(at) = Timestamp::from_second(base)
            && let Some(change) = tz.following(at).next()
        {
            second = change.timestamp().as_second() + self.between(-100_000, 20_000);
            if self.one_in(3) {
                second = change.timestamp().as_second() + self.between(-8, 8) * 1_800;
            }
        }
        let second = if self.one_in(3) {
            second - second.rem_euclid(900)
        } else {
            second
        };
        let micros = if self.one_in(4) {
            self.between(1, 999_999)
        } else {
            0
        };
        Timestamp::from_microsecond(second * 1_000_000 + micros).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    fn zone_name(&mut self) -> String {
        let zone = self.pick(&ZONES);
        match self.roll(4) {
            0 => zone.to_lowercase(),
            1 => self
                .pick(&[
                    "Etc/GMT+3",
                    "GMT+3",
                    "+02:00",
                    "CET",
                    "Oslo",
                    "US/Pacific",
                    "Zulu",
                    "Europe",
                ])
                .into(),
            2 => format!("{zone} "),
            _ => zone.into(),
        }
    }

    fn anchor(&mut self, near: Timestamp) -> String {
        let moved = near.as_second() + self.between(-40_000_000, 20_000_000);
        let moved = if self.one_in(2) {
            moved - moved.rem_euclid(1_800)
        } else {
            moved
        };
        let at = Timestamp::from_second(moved).unwrap_or(near);
        let utc = jiff::tz::Offset::UTC.to_datetime(at);
        let whole = utc.strftime("%Y-%m-%dT%H:%M:%S").to_string();
        match self.roll(12) {
            0 => whole,
            1 => utc.strftime("%Y-%m-%d").to_string(),
            2 => format!("{whole}.{}Z", self.between(1, 999_999)),
            3 => format!("{whole}+05:30"),
            4 => format!("{whole}-0300"),
            5 => utc.strftime("%Y%m%dT%H%M%SZ").to_string(),
            6 => utc.strftime("%Y-%m-%d %H:%M:%S").to_string(),
            7 => utc.strftime("%Y-%m-%dT%H:%M").to_string(),
            _ => format!("{whole}Z"),
        }
    }

    fn interval(&mut self, from: Timestamp) -> Text {
        let hour = 3_600_000_000;
        let micros = match self.roll(12) {
            0 => self.between(1, 240) * 60_000_000,
            1 => self.between(1, 100) * hour,
            2 => self.between(1, 60) * 24 * hour,
            3 => self.between(1, 20_000_000) * 1_000,
            4 => self.between(1, 9_000_000),
            5 => self.between(86_400, 900_000) * 1_000_000,
            6 => self.pick(&[
                100_000,
                700_000,
                1_500_000,
                86_400_100_000,
                2_592_000_000_000,
            ]),
            7 => self.between(80_000_000_000, 300_000_000_000),
            _ => self.pick(&[1, 2, 6, 12, 24, 24, 24, 25, 36, 48, 61, 168]) * hour,
        };
        Text::Interval(micros, self.anchor(from))
    }

    fn cron(&mut self) -> String {
        match self.roll(24) {
            0 => self
                .pick(&[
                    "@hourly",
                    "@Daily",
                    "@midnight",
                    "@weekly",
                    "@MONTHLY",
                    "@yearly",
                    "@annually",
                    "@reboot",
                    " @daily",
                    "@every 5m",
                    "",
                    "* * * *",
                    "0 0 30,L 2 *",
                    "0 0 31,L * *",
                    "0 0 31 2 *",
                    "0 0 31 2 1",
                    "0 0 15 * L5",
                    "0 0 29 2 *",
                    "0 0 31 4,6 *",
                    "15 * 5#3",
                    "0 0 * * 1-5#1",
                    "0 0 15 * 5#3",
                ])
                .into(),
            1..=12 => self.plain_cron(),
            _ => self.odd_cron(),
        }
    }

    fn plain_cron(&mut self) -> String {
        let minute = self.pick(&[
            "0", "30", "15", "*/15", "*/20", "0,30", "5", "59", "*", "10-40/10",
        ]);
        let hour = self.pick(&[
            "*", "0", "1", "2", "3", "2,3", "*/2", "*/6", "0-4", "9", "23", "1-3",
        ]);
        let day = self.pick(&[
            "*", "*", "*", "1", "15", "28-31", "L", "*/2", "1-7", "31", "29",
        ]);
        let month = self.pick(&["*", "*", "*", "*", "3", "10", "3,10", "jan-jun", "*/3", "2"]);
        let weekday = self.pick(&[
            "*", "*", "*", "1-5", "0", "7", "sun", "MON-FRI", "6,0", "5#3", "L5",
        ]);
        format!("{minute} {hour} {day} {month} {weekday}")
    }

    fn odd_cron(&mut self) -> String {
        let width = self.pick(&[5, 5, 5, 5, 6, 6, 7, 7, 4, 8]);
        let fields: Vec<String> = (0..width)
            .map(|index| self.odd_field(index.min(6)))
            .collect();
        fields.join(self.pick(&[" ", " ", " ", "  ", "\t", "\n"]))
    }

    fn odd_field(&mut self, index: usize) -> String {
        if !self.one_in(3) && index != 6 {
            return self.pick(&["*", "*", "0", "1", "5", "*/2"]).into();
        }
        let items = self.pick(&[1, 1, 1, 2, 3]);
        let list: Vec<String> = (0..items).map(|_| self.odd_item(index)).collect();
        list.join(",")
    }

    fn odd_item(&mut self, index: usize) -> String {
        let (min, max) = [
            (0, 59),
            (0, 23),
            (1, 31),
            (1, 12),
            (0, 6),
            (0, 59),
            (2024, 2034),
        ][index];
        let a = self.between(min, max);
        let b = self.between(min, max);
        let n = self.pick(&[1, 2, 3, 5, 7, 90]);
        match self.roll(30) {
            0..=4 => a.to_string(),
            5..=7 => format!("{}-{}", a.min(b), a.max(b)),
            8 | 9 => format!("{a}-{b}/{n}"),
            10 | 11 => format!("{a}-{b}"),
            12 => format!("{a}/{n}"),
            13 => format!("*/{n}"),
            14 => format!("{a}-{a}"),
            15 => format!("{}", max + 1),
            16 => format!("{}-{}", min.max(1) - 1, b),
            17 => self
                .pick(&[
                    "?", "L", "l", "*", "W", "5L", "L-3", "LW", "-1", "", "**", "1-", "x",
                ])
                .into(),
            18 => self
                .pick(&[
                    "R/5", "r(0-10)", "R", "H", "h/5", "R(0-3)/2", "*/0", "5/0", "L/2",
                ])
                .into(),
            19 => format!("{a}-L"),
            20 if index == 6 => "*".into(),
            _ if index == 4 => self.odd_weekday(a, b),
            20..=23 if index == 3 => {
                let names = [
                    "jan",
                    "Feb",
                    "MAR",
                    "apr",
                    "oct",
                    "dec",
                    "march",
                    "mar-oct",
                    "oct-mar/2",
                ];
                self.pick(&names).into()
            }
            20..=22 => format!("{min}-{max}"),
            _ => a.to_string(),
        }
    }

    fn odd_weekday(&mut self, a: i64, b: i64) -> String {
        let n = self.between(0, 6);
        match self.roll(9) {
            0 => format!("{a}#{n}"),
            1 => format!("L{b}"),
            2 => self
                .pick(&[
                    "mon#1",
                    "fri#5",
                    "mon-fri#1",
                    "sun-sun#2",
                    "l7",
                    "7#2",
                    "fril",
                ])
                .into(),
            3 => self
                .pick(&[
                    "SUN", "mon", "Wed-fri", "sat-mon", "monday", "sun-sun", "0-7",
                ])
                .into(),
            4 => "7".into(),
            5 => "0-6".into(),
            6 => format!("{a}-7"),
            _ => format!("{a}"),
        }
    }

    fn rule(&mut self, near: Timestamp) -> String {
        let freqs = [
            "YEARLY", "MONTHLY", "WEEKLY", "DAILY", "DAILY", "HOURLY", "HOURLY", "MINUTELY",
            "SECONDLY",
        ];
        let freq = self.pick(&freqs);
        let fast = matches!(freq, "MINUTELY" | "SECONDLY");
        let start = self.date(near, if fast { 40_000 } else { 60_000_000 });
        let has_start = fast || !self.one_in(3);
        let aware = self.one_in(3);
        let rule = self.parts(freq, near, aware && has_start);
        let mut lines = Vec::new();
        if has_start {
            let zone = self.pick(&ZONES);
            lines.push(match (aware, self.roll(5)) {
                (true, 0) => format!("DTSTART;TZID={zone}:{start}"),
                (true, _) => format!("DTSTART:{start}Z"),
                (false, 0) => format!("DTSTART;VALUE=DATE-TIME:{start}"),
                (false, 1) => format!("DTSTART:{}", &start[..8]),
                (false, _) => format!("DTSTART:{start}"),
            });
        }
        let prefix = if self.one_in(3) { "" } else { "RRULE:" };
        lines.push(format!("{prefix}{rule}"));
        if self.one_in(8) {
            let more = self.parts(self.one_of_slow(), near, aware && has_start);
            lines.push(format!(
                "{}:{more}",
                if self.one_in(2) { "EXRULE" } else { "RRULE" }
            ));
        }
        for name in ["RDATE", "EXDATE"] {
            if self.one_in(8) {
                let dates: Vec<String> = (0..self.between(1, 3))
                    .map(|_| self.date(near, 200_000))
                    .collect();
                lines.push(format!("{name}:{}", dates.join(",")));
            }
        }
        if self.one_in(8) {
            lines.reverse();
        }
        let text = lines.join(self.pick(&["\n", "\n", " ", "\n\n"]));
        match self.roll(60) {
            0 => text + ";",
            1 => text.to_lowercase(),
            2 => text.replace("FREQ", "FREK"),
            3 => text.replace("RRULE:", "RRULE;X=1:"),
            4 => text.replace("EXDATE:", "EXDATE;TZID=Europe/Oslo:"),
            5 => text.replace("RDATE:", "RDATE;TZID=Europe/Oslo:"),
            _ => text,
        }
    }

    fn one_of_slow(&self) -> &'static str {
        ["DAILY", "WEEKLY", "MONTHLY"][(self.0 % 3) as usize]
    }

    fn date(&mut self, near: Timestamp, back: i64) -> String {
        let second = near.as_second() + self.between(-back, 100_000.min(back));
        let second = if self.one_in(2) {
            second - second.rem_euclid(1_800)
        } else {
            second
        };
        let at = Timestamp::from_second(second).unwrap_or(near);
        jiff::tz::Offset::UTC
            .to_datetime(at)
            .strftime("%Y%m%dT%H%M%S")
            .to_string()
    }

    fn parts(&mut self, freq: &str, near: Timestamp, aware: bool) -> String {
        let mut parts = vec![format!("FREQ={freq}")];
        let fast = matches!(freq, "MINUTELY" | "SECONDLY");
        if self.one_in(3) {
            let high = if fast { 90 } else { 12 };
            parts.push(format!("INTERVAL={}", self.between(1, high)));
        }
        if self.one_in(8) {
            parts.push(format!("COUNT={}", self.between(0, 400)));
        }
        if self.one_in(7) {
            let until = self.date(near, 4_000_000);
            let zoned = aware != self.one_in(15);
            parts.push(format!("UNTIL={until}{}", if zoned { "Z" } else { "" }));
        }
        if self.one_in(8) {
            parts.push(format!("WKST={}", self.pick(&["MO", "SU", "WE", "SA"])));
        }
        for _ in 0..self.pick(&[0, 1, 1, 1, 2, 2, 3]) {
            parts.push(self.by_part(freq));
        }
        if self.one_in(20) {
            parts.reverse();
        }
        parts.join(";")
    }

    fn by_part(&mut self, freq: &str) -> String {
        let slow = matches!(freq, "YEARLY" | "MONTHLY");
        match self.roll(13) {
            0 => format!("BYMONTH={}", self.numbers(1, 12)),
            1 => format!("BYMONTHDAY={}", self.numbers(1, 31)),
            2 => format!("BYMONTHDAY={}", self.numbers(-31, 3)),
            3 => format!("BYYEARDAY={}", self.numbers(-366, 366)),
            4 => format!("BYWEEKNO={}", self.numbers(-53, 53)),
            5 => format!("BYEASTER={}", self.numbers(-60, 60)),
            6 => format!(
                "BYSETPOS={}",
                self.pick(&["1", "-1", "2", "1,-1", "3", "-2", "0", "367"])
            ),
            7 | 8 => format!("BYHOUR={}", self.numbers(0, 23)),
            9 => format!("BYMINUTE={}", self.numbers(0, 59)),
            10 => format!("BYSECOND={}", self.numbers(0, 59)),
            _ => {
                let days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
                let count = self.between(1, 3);
                let list: Vec<String> = (0..count)
                    .map(|_| {
                        let day = self.pick(&days);
                        match self.roll(if slow { 3 } else { 20 }) {
                            0 => format!("{}{day}", self.pick(&["1", "+2", "-1", "5", "-5", "10"])),
                            1 => format!("{day}({})", self.pick(&["+1", "-1", "2", "3"])),
                            _ => day.to_owned(),
                        }
                    })
                    .collect();
                format!("BYDAY={}", list.join(","))
            }
        }
    }

    /// One to four numbers, now and then one outside of its range.
    fn numbers(&mut self, low: i64, high: i64) -> String {
        let count = self.between(1, 4);
        let mut list: Vec<i64> = (0..count).map(|_| self.between(low, high)).collect();
        if self.one_in(60) {
            list.push(high + 1);
        }
        list.iter()
            .map(i64::to_string)
            .collect::<Vec<_>>()
            .join(",")
    }
}
