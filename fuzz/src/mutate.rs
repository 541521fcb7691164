//! A stack.toml → another one that is mostly valid TOML: bytes changed blindly seldom get past the parser.
//!
//! In: a text, another one to borrow from, a seed. Out: the text with a few values, keys, lines or tables changed, taken away,
//! repeated or put in. Where a key or a value stands is what the parser says; names come from the key tables, and from the
//! texts themselves, so that references meet what they refer to.

use super::nasty::Random;
use stackgen::formats::{Shape, Table, stack};
use std::collections::{BTreeSet, HashSet};
use std::ops::Range;
use std::sync::LazyLock;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A few changes of a text; `other` may be the text itself.
pub fn mutate(text: &str, other: &str, seed: u64) -> String {
    let mut random = Random::new(seed);
    let mut text = text.to_owned();
    for _ in 0..1 + random.below(4) {
        text = Mutation::new(&text, other, &mut random).change();
    }
    text
}

/// Where things stand in a text.
#[derive(Default)]
struct Places {
    keys: Vec<Range<usize>>,
    values: Vec<Range<usize>>,
}

impl Places {
    fn of(text: &str) -> Self {
        let mut places = Self::default();
        places.table(DeTable::parse_recoverable(text).0.get_ref());
        let inside = |range: &Range<usize>| !range.is_empty() && text.get(range.clone()).is_some();
        places.keys.retain(inside);
        places.values.retain(inside);
        places
    }

    fn table(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            self.keys.push(key.span());
            self.value(value);
        }
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>) {
        match value.get_ref() {
            DeValue::Table(table) => self.table(table),
            DeValue::Array(items) => items.iter().for_each(|item| self.value(item)),
            _ => {}
        }
        self.values.push(value.span());
    }
}

struct Mutation<'a> {
    text: &'a str,
    other: &'a str,
    random: &'a mut Random,
    places: Places,
}

impl<'a> Mutation<'a> {
    fn new(text: &'a str, other: &'a str, random: &'a mut Random) -> Self {
        let places = Places::of(text);
        Self {
            text,
            other,
            random,
            places,
        }
    }

    fn change(self) -> String {
        match self.random.below(12) {
            0..=3 => self.change_value(),
            4 | 5 => self.change_key(),
            6 | 7 => self.insert_line(),
            8 => self.drop_line(),
            9 => self.repeat_line(),
            10 => self.borrow_table(),
            _ => self.insert_table(),
        }
    }

    fn change_value(mut self) -> String {
        let Some(place) = self.pick_place(|places| &places.values) else {
            return self.insert_table();
        };
        let old = self.text[place.clone()].to_owned();
        let new = match self.random.below(8) {
            0 => format!("[{old}]"),
            1 => format!("[{old}, {old}]"),
            2 => format!("{{ {} = {old} }}", self.key()),
            3 => format!("{{ env = {old} }}"),
            _ => self.value(),
        };
        self.replace(place, &new)
    }

    fn change_key(mut self) -> String {
        let Some(place) = self.pick_place(|places| &places.keys) else {
            return self.insert_table();
        };
        let new = match self.random.below(5) {
            0 => format!("{}.{}", &self.text[place.clone()], self.key()),
            _ => self.key(),
        };
        self.replace(place, &new)
    }

    fn insert_line(mut self) -> String {
        let at = self.line().end;
        let line = format!("{} = {}\n", self.key(), self.value());
        self.replace(at..at, &line)
    }

    fn drop_line(mut self) -> String {
        let line = self.line();
        self.replace(line, "")
    }

    fn repeat_line(mut self) -> String {
        let line = self.line();
        let at = self.line().end;
        let copy = self.text[line].to_owned();
        self.replace(at..at, &copy)
    }

    /// A table of the other text, at the end.
    fn borrow_table(self) -> String {
        let starts: Vec<usize> = std::iter::once(0)
            .chain(self.other.match_indices("\n[").map(|(at, _)| at + 1))
            .collect();
        let start = starts[self.random.below(starts.len())];
        let rest = &self.other[start..];
        let end = rest[1.min(rest.len())..]
            .find("\n[")
            .map_or(rest.len(), |end| end + 2);
        let table = rest.get(..end).unwrap_or_default();
        format!("{}\n{table}", self.text)
    }

    fn insert_table(mut self) -> String {
        let name = self.key();
        let tables: Vec<&str> = stack::ROOT.iter().map(|key| key.name).collect();
        let table = self.random.pick(&tables);
        let line = format!("{} = {}", self.key(), self.value());
        format!("{}\n[{table}.{name}]\n{line}\n", self.text)
    }

    fn replace(self, place: Range<usize>, new: &str) -> String {
        let text = self.text;
        [&text[..place.start], new, &text[place.end..]].concat()
    }

    fn pick_place(&mut self, of: fn(&Places) -> &Vec<Range<usize>>) -> Option<Range<usize>> {
        let places = of(&self.places);
        (!places.is_empty()).then(|| places[self.random.below(places.len())].clone())
    }

    /// Some line with its end.
    fn line(&mut self) -> Range<usize> {
        let starts: Vec<usize> = std::iter::once(0)
            .chain(self.text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        let index = self.random.below(starts.len());
        starts[index]..starts.get(index + 1).copied().unwrap_or(self.text.len())
    }

    /// A key, of the tables or of the texts.
    fn key(&mut self) -> String {
        match self.random.below(4) {
            0 => self.own_key(),
            1 if self.random.below(8) == 0 => {
                stackgen::dialects::toml::string(&self.random.string())
            }
            _ => stackgen::dialects::toml::key(self.random.pick(&WORDS.keys)).into_owned(),
        }
    }

    fn own_key(&mut self) -> String {
        let keys = &self.places.keys;
        match keys.is_empty() {
            true => "a".into(),
            false => self.text[keys[self.random.below(keys.len())].clone()].to_owned(),
        }
    }

    fn value(&mut self) -> String {
        match self.random.below(8) {
            0 => self.random.pick(VALUES).to_owned(),
            1 | 2 => self.random.pick(&WORDS.values).to_owned(),
            3 => {
                let key = self.own_key();
                stackgen::dialects::toml::string(key.trim_matches(['"', '\'']))
            }
            4 => stackgen::dialects::toml::string(&self.random.string()),
            5 => format!("[{}]", self.own_value()),
            _ => self.own_value(),
        }
    }

    /// A value of one of the two texts.
    fn own_value(&mut self) -> String {
        let borrowed;
        let (text, places) = match self.random.below(2) {
            0 => (self.text, &self.places),
            _ => {
                borrowed = Places::of(self.other);
                (self.other, &borrowed)
            }
        };
        let values = &places.values;
        match values.is_empty() {
            true => "0".into(),
            false => text[values[self.random.below(values.len())].clone()].to_owned(),
        }
    }
}

/// Values at which things turn.
const VALUES: &[&str] = &[
    "\"\"",
    "0",
    "1",
    "-1",
    "9223372036854775807",
    "1e308",
    "0.1",
    "true",
    "false",
    "[]",
    "{}",
    "[[]]",
    "\" \"",
    "{ null = true }",
    "1979-05-27T07:32:00Z",
    "07:32:00",
    "{ env = \"A\" }",
    "{ env = \"A\", default = \"b\" }",
    "{ env = \"A\", error = \"b\" }",
    "{ credential = \"a\", field = \"url\" }",
    "{ value = \"a\", secret = true }",
    "{ file = \"secrets/a\" }",
    "\"${A}\"",
    "\"${A:-b}\"",
    "\"${A:?b}\"",
    "\"$$\"",
    "\"{{ $A }}\"",
    "\"{{ a.b }}\"",
    "\"{{ prefect.variables.a }}\"",
    "\"./a:/b:ro\"",
    "\"a:/b\"",
    "\"4200:4200\"",
    "\"127.0.0.1:4200-4210:4200\"",
    "\"flow.py:main\"",
    "\"a.b:C.main\"",
    "\"..\"",
    "\"/\"",
    "\".\"",
    "\"1h30m\"",
    "\"512m\"",
    "\"service_healthy\"",
    "\"*/15 * * * *\"",
    "\"FREQ=DAILY;COUNT=3\"",
    "\"Europe/Oslo\"",
    "[{ cron = \"0 6 * * *\" }]",
    "[{ interval = 60 }]",
    "\"http://prefect-server:4200/api\"",
    "\"postgresql+asyncpg://a:b@c:5432/d\"",
    "\"\\u00e9\\U0001F600\"",
    "'''\na\nb'''",
];

struct Words {
    keys: Vec<&'static str>,
    /// As TOML writes them.
    values: Vec<&'static str>,
}

/// The names and examples of all key tables.
static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut gathered = Gathered::default();
    gathered.table(&stack::ROOT);
    let tables = [
        &stack::POSTGRES,
        &stack::REDIS,
        &stack::S3,
        &stack::BASIC_AUTH,
        &stack::BLOCK,
        &stack::CREDENTIAL,
    ];
    tables.into_iter().for_each(|table| gathered.table(table));
    Words {
        keys: gathered.keys.into_iter().collect(),
        values: gathered.values.into_iter().collect(),
    }
});

#[derive(Default)]
struct Gathered {
    seen: HashSet<*const Table>,
    keys: BTreeSet<&'static str>,
    values: BTreeSet<&'static str>,
}

impl Gathered {
    fn table(&mut self, table: &'static Table) {
        if !self.seen.insert(table) {
            return;
        }
        for key in table.iter() {
            self.keys.insert(key.name);
            if !key.example.is_empty() {
                self.values.insert(key.example);
            }
            self.shape(&key.shape);
        }
    }

    fn shape(&mut self, shape: &'static Shape) {
        match shape {
            Shape::Word(words) => self.keys.extend(*words),
            Shape::List(item) => self.shape(item),
            Shape::Names(_, value) => self.shape(value),
            Shape::Table(table) => self.table(table),
            Shape::Either(shapes) => shapes.iter().for_each(|shape| self.shape(shape)),
            _ => {}
        }
    }
}
