//! Values that fit a shape, as TOML writes them: one for each alternative, and one for each key of each table below.

use stackgen::formats::{Grammar, Key, Shape, Table, compose, prefect};

/// A value, and the keys that it holds on the way to its innermost part.
#[derive(Clone, Debug)]
pub struct Sample {
    pub text: String,
    pub keys: Vec<&'static str>,
}

impl Sample {
    fn of(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            keys: Vec::new(),
        }
    }

    fn wrap(self, before: &str, after: &str) -> Self {
        Self {
            text: format!("{before}{}{after}", self.text),
            keys: self.keys,
        }
    }
}

/// All samples of a shape. `open` are the tables that it stands in: a table inside itself is not entered again.
pub fn samples(shape: &Shape, open: &[&Table]) -> Vec<Sample> {
    match shape {
        Shape::Any => vec![Sample::of("\"free\""), Sample::of("{ a = [1, true] }")],
        Shape::Text => vec![Sample::of("\"text\"")],
        Shape::Int => vec![Sample::of("7")],
        Shape::Number => vec![Sample::of("7"), Sample::of("1.5")],
        Shape::Bool => vec![Sample::of("true"), Sample::of("false")],
        Shape::Null => vec![Sample::of("{ null = true }")],
        Shape::Date => vec![Sample::of("2026-01-01")],
        Shape::Step => vec![Sample::of("{ \"pkg.step\" = { a = 1 } }")],
        Shape::Word(words) => words.iter().map(|word| Sample::of(quoted(word))).collect(),
        Shape::Format(grammar) => vec![Sample::of(quoted(grammar.example))],
        Shape::List(item) => samples(item, open)
            .into_iter()
            .map(|sample| sample.wrap("[", "]"))
            .collect(),
        Shape::Names(grammar, value) => {
            let head = format!("{{ {} = ", quoted(name(*grammar)));
            let values = samples(value, open).into_iter();
            values.map(|sample| sample.wrap(&head, " }")).collect()
        }
        Shape::Table(table) => of_table(table, open),
        Shape::Either(shapes) => shapes
            .iter()
            .flat_map(|shape| samples(shape, open))
            .collect(),
        Shape::Value => vec![
            Sample::of("\"text\""),
            Sample::of("7"),
            Sample::of("true"),
            Sample::of("{ env = \"NAME\" }"),
        ],
    }
}

/// One sample for each key, with the keys beside it that it cannot be without.
fn of_table(table: &Table, open: &[&Table]) -> Vec<Sample> {
    if open.iter().any(|known| std::ptr::eq(*known, table)) {
        return Vec::new();
    }
    let open = [open, &[table]].concat();
    let keys = table.iter().flat_map(|key| {
        let beside = companions(table, key, &open);
        samples(&key.shape, &open).into_iter().map(move |sample| {
            let mut sample = sample.wrap(&format!("{{ {beside}{} = ", quoted(key.name)), " }");
            sample.keys.insert(0, key.name);
            sample
        })
    });
    keys.collect()
}

fn companions(table: &Table, key: &Key, open: &[&Table]) -> String {
    let is_rule = ["cron", "interval", "rrule"].contains(&key.name);
    if std::ptr::eq(table, &prefect::SCHEDULE) && !is_rule {
        return "cron = \"0 6 * * *\", ".into();
    }
    // A bind mount, which `type` stands for here, is one of a folder.
    let folder = std::ptr::eq(table, &compose::MOUNT) && key.name != "source";
    let others = table.iter().filter(|other| {
        (other.required || (folder && other.name == "source")) && other.name != key.name
    });
    others
        .filter_map(|other| {
            let first = samples(&other.shape, open).into_iter().next()?;
            Some(format!("{} = {}, ", quoted(other.name), first.text))
        })
        .collect()
}

fn name(grammar: Option<&'static Grammar>) -> &'static str {
    grammar.map_or("name", |grammar| grammar.example)
}

/// A string of TOML: the examples hold nothing that Rust escapes in another way.
pub fn quoted(text: &str) -> String {
    format!("{text:?}")
}
