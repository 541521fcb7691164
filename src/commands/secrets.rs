//! `stackgen secrets`: which service and which script receives which secret, and by which way.

use super::{Exit, Options, screen, stacks};
use crate::disk::Error;
use crate::model::Receipt;

#[derive(clap::Args, Debug)]
pub struct Arguments {}

const HEAD: [&str; 3] = ["recipient", "secret", "way"];

pub fn run(options: &Options, _: &Arguments) -> Result<Exit, Error> {
    let (projects, exit) = stacks::sound(options)?;
    for (index, project) in projects.iter().enumerate() {
        if options.stack.len() > 1 {
            let gap = if index > 0 { "\n" } else { "" };
            screen::print(&format!("{gap}{}\n", project.shown_file()));
        }
        let receipts = project.stack.receipts();
        if receipts.is_empty() {
            screen::print("nothing here receives a secret\n");
        } else {
            screen::print(&table(&receipts));
        }
    }
    Ok(exit)
}

fn table(receipts: &[Receipt]) -> String {
    let rows = receipts.iter().map(|receipt| {
        let Receipt {
            recipient,
            secret,
            way,
        } = receipt;
        [recipient.as_str(), secret, way]
    });
    let rows: Vec<[&str; 3]> = std::iter::once(HEAD).chain(rows).collect();
    let width = |column: usize| {
        let widths = rows.iter().map(|row| row[column].chars().count());
        widths.max().unwrap_or_default() + 2
    };
    let (first, second) = (width(0), width(1));
    let line =
        |[recipient, secret, way]: &[&str; 3]| format!("{recipient:first$}{secret:second$}{way}\n");
    rows.iter().map(line).collect()
}
