//! Every string survives: nasty strings in every position of stack.toml, each read back by the reader of its file.
//!
//! In: seeds. Out: no difference between what stack.toml says and what Compose, Prefect, make, the shells, python-dotenv,
//! SQLAlchemy and Python see; each refused string refused at its own line; few refused. `STACKGEN_STRINGS` says how many
//! strings are tried (10,000 without it).
#![allow(clippy::disallowed_methods)]
#![allow(
    clippy::print_stdout,
    reason = "what is refused where is told with --nocapture"
)]

#[path = "../../src/dialects/nasty.rs"]
mod nasty;
mod positions;
mod readings;
#[path = "../support/mod.rs"]
mod support;

use positions::{Builder, Seen, Slot};
use readings::Readings;
use std::collections::{BTreeMap, BTreeSet};
use support::sandbox::{Sandbox, snapshot};

/// Where only names of one form may stand: refusals there say nothing about strings.
const FORMS: [&str; 1] = ["work pool: queue"];

/// How often a position was tried, and how often it was refused.
#[derive(Default)]
struct Tally(BTreeMap<&'static str, (usize, usize)>);

#[test]
fn every_string_survives_or_is_refused_at_its_line() {
    let wanted = std::env::var("STACKGEN_STRINGS").ok();
    let wanted: usize = wanted.and_then(|text| text.parse().ok()).unwrap_or(10_000);
    let mut tally = Tally::default();
    let mut differences = Vec::new();
    let mut seed = 1;
    while tally.total().0 < wanted {
        differences.extend(run(seed, &mut tally));
        seed += 1;
    }
    tally.print();
    assert!(
        differences.is_empty(),
        "{} differ:\n{}",
        differences.len(),
        differences[..differences.len().min(40)].join("\n")
    );
    let (tried, refused) = tally.total();
    assert!(refused * 20 <= tried, "{refused} of {tried} are refused");
}

/// One stack: the strings that its readers see otherwise.
fn run(seed: u64, tally: &mut Tally) -> Vec<String> {
    let mut refused = BTreeSet::new();
    let (sandbox, slots) = generate(seed, &mut refused);
    for (index, slot) in slots.iter().enumerate() {
        let counts = tally.0.entry(slot.position).or_default();
        counts.0 += 1;
        counts.1 += usize::from(refused.contains(&index));
    }
    let readings = Readings::of(&sandbox, &slots);
    let kept = slots
        .iter()
        .enumerate()
        .filter(|(index, _)| !refused.contains(index));
    kept.filter_map(|(_, slot)| {
        let seen = readings.see(slot);
        (seen.as_deref() != Ok(&slot.text)).then(|| {
            let seen: String = format!("{seen:?}").chars().take(300).collect();
            format!(
                "seed {seed}, line {}, {}: {:?} is seen as {seen}",
                slot.line, slot.position, slot.text
            )
        })
    })
    .collect()
}

/// Generates the stack of a seed; strings that are refused are put out, until it is sound.
fn generate(seed: u64, refused: &mut BTreeSet<usize>) -> (Sandbox, Vec<Slot>) {
    for _ in 0..6 {
        let (text, slots) = Builder::stack(seed, refused);
        let sandbox = Sandbox::new().file("stack.toml", &text);
        for (path, text) in readings::files() {
            sandbox.write(path, text);
        }
        let done = sandbox.run("gen");
        if done.status == 0 {
            return (sandbox, slots);
        }
        assert_eq!(done.status, 1, "{}", snapshot(&done));
        for error in sandbox.findings() {
            if error["severity"] != "error" {
                continue;
            }
            let line = error["line"].as_u64().expect("a number") as usize;
            let index = slots.iter().position(|slot| slot.line == line);
            let Some(index) = index.filter(|index| !refused.contains(index)) else {
                let lines: Vec<&str> = text.lines().collect();
                panic!(
                    "seed {seed}: refused twice, or where no string stands: {error:#}\n{}",
                    lines[line - 1]
                );
            };
            refused.insert(index);
        }
    }
    panic!("seed {seed}: refusals have no end");
}

impl Tally {
    fn total(&self) -> (usize, usize) {
        let counted = self
            .0
            .iter()
            .filter(|(position, _)| !FORMS.contains(position));
        counted.fold((0, 0), |sum, (_, counts)| {
            (sum.0 + counts.0, sum.1 + counts.1)
        })
    }

    fn print(&self) {
        for (position, (tried, refused)) in &self.0 {
            println!("{position:40} {tried:6} tried {refused:6} refused");
        }
        let (tried, refused) = self.total();
        println!(
            "{tried} strings in {} positions, {refused} refused",
            self.0.len()
        );
    }
}

#[test]
fn positions_are_many() {
    let (_, slots) = Builder::stack(1, &BTreeSet::new());
    let positions: BTreeSet<&str> = slots.iter().map(|slot| slot.position).collect();
    assert!(positions.len() >= 70, "{}", positions.len());
    assert!(slots.iter().any(|slot| matches!(slot.seen, Seen::Key(..))));
}
