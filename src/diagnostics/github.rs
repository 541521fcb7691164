//! The printer for GitHub Actions: `check --format github`. Workflow commands, which become annotations of the files.
//!
//! A step shows 10 annotations of each level and drops the rest without a word: the most important come first, and a notice
//! says how many there are in all. Annotations are seen beside the lines of a change. So a file that is stale, missing or
//! superfluous is told at stack.toml, whose change it does not have; one that somebody wrote or edited at its own line.

use super::run::{Checked, Failure, FileState, Run, number, sentence};
use super::{Diagnostic, Group, Severity};
use std::borrow::Cow;

/// The most annotations of a level that a step shows.
const MOST: usize = 10;

/// The commands, each on its line; nothing if nothing was found.
pub fn print(run: &Run<'_>) -> String {
    let mut all: Vec<Annotation> = run.failures.iter().map(of_failure).collect();
    for stack in &run.stacks {
        all.extend(stack.report.iter().map(|found| of_finding(found, stack)));
        all.extend(of_files(stack));
    }
    all.sort_by_key(|annotation| annotation.rank);
    let of = |severity| all.iter().filter(move |it| it.severity == severity);
    let shown = of(Severity::Error)
        .take(MOST)
        .chain(of(Severity::Warning).take(MOST));
    let mut text: String = shown.map(Annotation::command).collect();
    let counts = [
        (of(Severity::Error).count(), "error"),
        (of(Severity::Warning).count(), "warning"),
    ];
    let left_out = counts.into_iter().filter(|(count, _)| *count > MOST);
    let left_out: Vec<String> = left_out
        .map(|(count, noun)| format!("{MOST} of {}", number(count, noun)))
        .collect();
    if !left_out.is_empty() {
        text.push_str(&format!(
            "::notice title=stackgen check::{} are annotations: the log of this step tells more\n",
            left_out.join(" and ")
        ));
    }
    text
}

/// Text for people in a log that GitHub searches for commands: what a file says must not steer the runner. A line is a command
/// if it begins with `::` behind blanks, or has `##[` anywhere.
pub fn quiet(text: &str) -> Cow<'_, str> {
    if !text.contains("::") && !text.contains("##[") {
        return text.into();
    }
    let line = |line: &str| {
        let bare = without_front(line);
        let blanks = &line[..line.len() - bare.len()];
        let bare = match bare.strip_prefix("::") {
            Some(rest) => format!("\\u{{3a}}:{rest}"),
            None => bare.to_owned(),
        };
        format!("{blanks}{}", bare.replace("##[", "\\u{23}#["))
    };
    text.split_inclusive(['\n', '\r'])
        .map(line)
        .collect::<String>()
        .into()
}

/// A line without the blanks and colours in front, which the runner does not see or does not mind.
fn without_front(line: &str) -> &str {
    let bare = line.trim_start();
    match bare
        .strip_prefix("\u{1b}[")
        .and_then(|rest| rest.split_once('m'))
    {
        Some((_, rest)) => without_front(rest),
        None => bare,
    }
}

/// One command.
struct Annotation {
    severity: Severity,
    /// What comes first: what could not run, what could not be read, what would not work, stale files, bad practice.
    rank: u8,
    title: &'static str,
    file: String,
    /// Lines and columns, with their ends.
    region: [Option<usize>; 4],
    message: String,
}

impl Annotation {
    fn command(&self) -> String {
        let word = self.severity.word();
        let mut properties = format!("file={}", property(&self.file));
        for (name, value) in ["line", "endLine", "col", "endColumn"]
            .iter()
            .zip(self.region)
        {
            if let Some(value) = value {
                properties.push_str(&format!(",{name}={value}"));
            }
        }
        format!(
            "::{word} {properties},title={}::{}\n",
            property(self.title),
            data(&self.message)
        )
    }
}

fn of_failure(failure: &Failure) -> Annotation {
    Annotation {
        severity: Severity::Error,
        rank: 0,
        title: "stackgen could not run",
        file: failure.stack.clone(),
        region: [Some(1), None, None, None],
        message: failure.reason.clone(),
    }
}

fn of_finding(found: &Diagnostic, stack: &Checked<'_>) -> Annotation {
    let place = stack.place(found.primary.span);
    // Columns are for what stands on one line.
    let is_flat = place.line == place.end_line;
    let mut message = sentence(found);
    if let Some(help) = &found.help {
        message.push_str(&format!("\nhelp: {}", help.text));
    }
    Annotation {
        severity: found.severity,
        rank: match found.code.group {
            Group::Syntax => 1,
            Group::Correctness => 2,
            Group::Hygiene => 4,
        },
        title: found.code.word,
        file: place.path,
        region: [
            Some(place.line),
            Some(place.end_line),
            is_flat.then_some(place.column),
            is_flat.then_some(place.end_column),
        ],
        message,
    }
}

/// One annotation for all files that `gen` mends, and one for each that it would not touch.
fn of_files(stack: &Checked<'_>) -> Vec<Annotation> {
    let annotation = |file, line, title, message| Annotation {
        severity: Severity::Error,
        rank: 3,
        title,
        file,
        region: [Some(line), None, None, None],
        message,
    };
    let (theirs, ours): (Vec<&FileState>, Vec<&FileState>) =
        stack.changes().partition(|file| file.is_theirs);
    let mut found = Vec::new();
    if let Some(first) = ours.first() {
        let list: String = ours
            .iter()
            .map(|file| format!("\n{:<7}  {}", file.state, stack.path(&file.path)))
            .collect();
        let verb = if ours.len() == 1 { "is" } else { "are" };
        let message = format!(
            "{} {verb} not what {} asks for: {}{list}",
            number(ours.len(), "generated file"),
            stack.stack(),
            stack.advice(first)
        );
        found.push(annotation(stack.stack(), 1, first.code.word, message));
    }
    for file in theirs {
        let (path, line) = stack.place_of(file);
        let message = stack.told(file);
        found.push(annotation(path, line, file.code.word, message));
    }
    found
}

/// Text behind the second `::`.
fn data(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '%' => out.push_str("%25"),
            '\r' => out.push_str("%0D"),
            '\n' => out.push_str("%0A"),
            other if other.is_control() && other != '\t' => out.extend(other.escape_unicode()),
            other => out.push(other),
        }
    }
    out
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{data, property, quiet};

    #[test]
    fn nothing_ends_a_command_early() {
        assert_eq!(
            data("50 %\r\n::error::x\u{1b}"),
            "50 %25%0D%0A::error::x\\u{1b}"
        );
        assert_eq!(property("a,b:c%"), "a%2Cb%3Ac%25");
    }

    #[test]
    fn what_a_file_says_is_no_command() {
        assert_eq!(quiet("a::b\n"), "a::b\n");
        assert_eq!(
            quiet("+x\n  ::add-mask::y\n::stop\n- ##[error]z\n"),
            "+x\n  \\u{3a}:add-mask::y\n\\u{3a}:stop\n- \\u{23}#[error]z\n"
        );
        assert_eq!(
            quiet("\u{1b}[1m  \u{1b}[0m::x"),
            "\u{1b}[1m  \u{1b}[0m\\u{3a}:x"
        );
    }
}
