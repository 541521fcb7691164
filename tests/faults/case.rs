//! The cases of one subject, as their file tells them.
//!
//! In: the text of `tests/faults/cases/SUBJECT.txt`. Out: its cases, each with its change (see `change.rs`) and what `check`
//! says. Nothing is run here.
//!
//! ```text
//! # What the file is about.
//!
//! ## the name of a case
//! [services.rustfs]
//! restart = "allways"
//! error[invalid-value]: expected "no", … , found `allways`
//! ```

/// A file of cases.
#[derive(Debug, PartialEq, Eq)]
pub struct Cases {
    title: String,
    pub cases: Vec<Case>,
}

/// One mistake, or one thing that is right and looks odd.
#[derive(Debug, PartialEq, Eq)]
pub struct Case {
    pub name: String,
    /// What is changed in the project.
    pub change: Vec<String>,
    /// What `check` says then: a line a finding, `at FILE: LINE` if none of them stands on a changed line, or `silent`.
    pub says: Vec<String>,
}

impl Cases {
    pub fn parse(text: &str) -> Self {
        let (title, cases) = text.split_once("\n## ").expect("a file has cases");
        Self {
            title: title.trim_end().to_owned(),
            cases: cases.split("\n## ").map(Case::parse).collect(),
        }
    }

    /// The text that [`Cases::parse`] reads.
    pub fn print(&self) -> String {
        let cases: Vec<String> = self.cases.iter().map(Case::print).collect();
        format!("{}\n\n{}", self.title, cases.join("\n"))
    }
}

impl Case {
    fn parse(text: &str) -> Self {
        let mut lines = text.trim_end().lines().map(str::to_owned);
        let name = lines.next().expect("a case has a name");
        let (says, change) = lines.partition(|line| is_said(line));
        Self { name, change, says }
    }

    fn print(&self) -> String {
        let Self { name, change, says } = self;
        let lines = change.iter().chain(says).map(|line| format!("{line}\n"));
        format!("## {name}\n{}", lines.collect::<String>())
    }
}

/// Whether a line is of what `check` says: no line of a change looks like one.
fn is_said(line: &str) -> bool {
    let starts = ["error[", "warning[", "at "];
    line == "silent" || starts.iter().any(|start| line.starts_with(start))
}
