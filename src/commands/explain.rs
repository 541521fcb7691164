//! `stackgen explain`: what a finding means, why it matters, and how it looks.

use super::{Exit, Options, known, screen};
use crate::diagnostics::{Code, Group, Part, nearest};
use crate::disk::Error;
use crate::lints;

#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The word in brackets behind `error` or `warning`; all of them without it
    #[arg(value_parser = known::codes(), hide_possible_values = true)]
    code: Option<String>,
}

pub fn run(_: &Options, arguments: &Arguments) -> Result<Exit, Error> {
    let Some(word) = &arguments.code else {
        screen::print(&list());
        return Ok(Exit::Good);
    };
    match lints::codes().find(|code| code.word == word) {
        Some(code) => {
            screen::print(&describe(code));
            Ok(Exit::Good)
        }
        None => {
            let near = nearest(word, lints::codes().map(|code| code.word));
            let help = near
                .map(|near| format!("; a similar one is `{near}`"))
                .unwrap_or_default();
            screen::complain(&format!("error: no finding is called `{word}`{help}\n"));
            Ok(Exit::Failed)
        }
    }
}

fn list() -> String {
    let mut codes: Vec<&Code> = lints::codes().collect();
    codes.sort_by_key(|code| (code.group as usize, code.word));
    let width = codes
        .iter()
        .map(|code| code.word.len())
        .max()
        .unwrap_or_default();
    let mut text = String::new();
    for code in codes {
        let level = code.level.word();
        text.push_str(&format!(
            "{:width$}  {level:5}  {:11}  {}\n",
            code.word,
            code.group.word(),
            code.explanation.what
        ));
    }
    text
}

fn describe(code: &Code) -> String {
    let Code {
        word,
        level: default,
        group,
        explanation,
    } = code;
    let level = default.word();
    let change = match group {
        Group::Syntax => format!("Its level cannot be changed: {}.", lints::why_fixed(code)),
        _ => format!(
            "Change its level with `[lints]` (`{word} = \"error\"`, `\"warn\"` or `\"allow\"`, or all of `{}`), \
             or allow it in one place with a comment on its line:",
            group.word()
        ),
    };
    let mut text = format!(
        "{word}: {level}, group {}\n\n{}{}\n{}",
        group.word(),
        fill(explanation.what),
        fill(explanation.why),
        fill(&change)
    );
    if *group != Group::Syntax {
        text.push_str(&format!("\n    # stackgen: allow({word})\n"));
    }
    for (title, example) in [
        ("This fails", explanation.fails),
        ("This passes", explanation.passes),
    ] {
        for part in Part::of(example).iter().filter(|_| !example.is_empty()) {
            let lines = part.text.lines();
            let indented = lines.map(|line| format!("    {line}").trim_end().to_owned() + "\n");
            let indented: String = indented.collect();
            text.push_str(&format!("\n{}\n\n{indented}", part.title(title)));
        }
    }
    text
}

/// A paragraph in lines of at most 80 characters, as far as its words let it.
fn fill(text: &str) -> String {
    let mut filled = String::new();
    let mut width = 0;
    for word in text.split_whitespace() {
        let long = word.chars().count();
        let joint = match width {
            0 => "",
            _ if width + 1 + long > 80 => "\n",
            _ => " ",
        };
        width = if joint == " " { width + 1 + long } else { long };
        filled.push_str(joint);
        filled.push_str(word);
    }
    filled + "\n"
}
