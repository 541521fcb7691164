//! The printer for the page of a GitHub Actions run: Markdown that is appended to `$GITHUB_STEP_SUMMARY`.
//!
//! Findings and files as tables, then each file's diff, folded in. What does not fit is left out at the end of a line, and
//! said so: GitHub refuses a summary that is too long as a whole.

use super::Diagnostic;
use super::run::{Checked, Run, number, sentence};
use crate::dialects::markdown;

/// What the closing of a cut text takes at most.
const RESERVE: usize = 1024;

/// The text, in at most so many bytes; nothing if nothing was found, or if not even the heading has room.
pub fn print(run: &Run<'_>, most: usize) -> String {
    let (errors, warnings, files) = run.count();
    let counts = [
        (errors, "error"),
        (warnings, "warning"),
        (files, "wrong file"),
    ];
    let counts: Vec<String> = counts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, noun)| number(count, noun))
        .collect();
    if counts.is_empty() || most <= RESERVE {
        return String::new();
    }
    let mut page = Page {
        text: String::new(),
        most: most - RESERVE,
        is_cut: false,
    };
    page.add(&format!("### stackgen check: {}\n", counts.join(", ")));
    for failure in &run.failures {
        let reason = markdown::line(&failure.reason);
        page.add(&format!(
            "\nCould not run for {}: {reason}\n",
            markdown::span(&failure.stack)
        ));
    }
    for stack in &run.stacks {
        page.add_stack(stack, run.stacks.len() > 1);
    }
    page.close()
}

struct Page {
    text: String,
    most: usize,
    is_cut: bool,
}

impl Page {
    /// Adds a piece as a whole; nothing more once one had no room.
    fn add(&mut self, piece: &str) {
        self.is_cut |= self.text.len() + piece.len() > self.most;
        if !self.is_cut {
            self.text.push_str(piece);
        }
    }

    fn add_stack(&mut self, stack: &Checked<'_>, is_one_of_several: bool) {
        if stack.report.is_empty() && stack.changes().next().is_none() {
            return;
        }
        if is_one_of_several {
            self.add(&format!("\n#### {}\n", markdown::span(&stack.stack())));
        }
        if !stack.report.is_empty() {
            self.add("\n| | where | what |\n|---|---|---|\n");
            stack
                .report
                .iter()
                .for_each(|found| self.add(&row(found, stack)));
        }
        if stack.changes().next().is_none() {
            return;
        }
        self.add("\n| file | state |\n|---|---|\n");
        for file in stack.changes() {
            let shown = markdown::code(&stack.path(&file.path));
            self.add(&format!("| {shown} | {} |\n", file.state));
        }
        let command = markdown::span(&stack.command);
        if stack.changes().any(|file| !file.is_theirs) {
            self.add(&format!(
                "\n{command} mends what is stale, missing or superfluous.\n"
            ));
        }
        if stack.changes().any(|file| file.is_theirs) {
            self.add(&format!(
                "\nWhat somebody else wrote or edited stops {command}: move what you want to keep into {}.\n",
                markdown::span(&stack.stack())
            ));
        }
        for file in stack.changes().filter(|file| !file.diff.is_empty()) {
            let shown = escape(&stack.path(&file.path));
            self.add_diff(&shown, &file.diff);
        }
    }

    /// A folded diff; one that has no room is cut at the end of a line.
    fn add_diff(&mut self, shown: &str, diff: &str) {
        let block = |diff: &str| {
            let fence = markdown::fence("diff", diff);
            format!("\n<details><summary><code>{shown}</code></summary>\n\n{fence}\n\n</details>\n")
        };
        // The fence may be as long as the longest run of backticks: what is left is measured with all of it.
        let around = block(diff).len() - diff.len();
        let room = self.most.saturating_sub(self.text.len() + around);
        if self.is_cut || diff.len() <= room {
            return self.add(&block(diff));
        }
        self.is_cut = true;
        let mut end = 0;
        for line in diff.split_inclusive('\n') {
            if end + line.len() > room {
                break;
            }
            end += line.len();
        }
        if end > 0 {
            self.text.push_str(&block(&diff[..end]));
        }
    }

    fn close(mut self) -> String {
        if self.is_cut {
            self.text.push_str(
                "\n**Cut here**: GitHub shows 1 MiB of a step. `stackgen check --format json` has all.\n",
            );
        }
        self.text
    }
}

fn row(found: &Diagnostic, stack: &Checked<'_>) -> String {
    let place = stack.place(found.primary.span);
    let level = found.severity.word();
    let help = match &found.help {
        Some(help) => format!("; help: {}", markdown::remark(&help.text)),
        None => String::new(),
    };
    format!(
        "| {level} | {} | {} ({}){help} |\n",
        markdown::code(&format!("{}:{}:{}", place.path, place.line, place.column)),
        markdown::remark(&sentence(found)),
        markdown::code(found.code.word)
    )
}

/// A text between HTML's tags.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace(['\n', '\r'], " ")
}
