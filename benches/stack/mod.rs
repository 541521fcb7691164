//! Generated stacks.
//!
//! In: how many deployments, and how they lie in folders. Out: the text of stack.toml and the flow files behind it, such as a
//! team would have: half of the deployments have a schedule, each tenth its own description, all of them parameters that
//! their flow declares. `check` finds nothing wrong in it.

use std::fmt::Write as _;
use std::path::Path;

/// How deployments lie in folders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Each has a folder, with a flow file of its own.
    OneToAFolder,
    /// A hundred share a folder, and ten of them a flow file.
    ManyToAFolder,
}

/// The files of a stack before anything is generated.
pub struct Stack {
    pub text: String,
    /// Path below the folder of stack.toml → text.
    pub flows: Vec<(String, String)>,
}

/// A stack with so many deployments.
pub fn stack(count: usize, layout: Layout) -> Stack {
    let mut stack = Stack {
        text: HEAD.to_owned(),
        flows: Vec::new(),
    };
    for number in 0..count {
        let (folder, file) = place(number, layout);
        let is_first = layout == Layout::OneToAFolder || number.is_multiple_of(10);
        if is_first {
            let path = format!("deployments/{folder}/{file}.py");
            stack.flows.push((path, flow(number)));
        }
        stack.add_deployment(number, &folder, &file);
    }
    stack
}

/// The folder and the flow file of a deployment.
fn place(number: usize, layout: Layout) -> (String, String) {
    match layout {
        Layout::OneToAFolder => (format!("orders_{number:06}"), "flow".to_owned()),
        Layout::ManyToAFolder => (
            format!("orders_{:04}", number / 100),
            format!("flow_{}", number / 10 % 10),
        ),
    }
}

impl Stack {
    fn add_deployment(&mut self, number: usize, folder: &str, file: &str) {
        let mut add = |line: std::fmt::Arguments<'_>| {
            // Writing into a string cannot fail.
            let _ = self.text.write_fmt(line);
            self.text.push('\n');
        };
        add(format_args!("\n[deployments.orders-{number:06}]"));
        add(format_args!("directory = \"deployments/{folder}\""));
        add(format_args!("entrypoint = \"{file}.py:load_orders\""));
        if number.is_multiple_of(10) {
            add(format_args!(
                "description = \"Orders of customer {number}, loaded into the warehouse\""
            ));
        }
        add(format_args!(
            "parameters = {{ customer = \"customer-{number}\", limit = {} }}",
            100 + number % 900
        ));
        if number.is_multiple_of(2) {
            let (minute, hour) = (number % 60, number / 60 % 24);
            add(format_args!(
                "schedules = [{{ cron = \"{minute} {hour} * * *\" }}]"
            ));
        }
    }

    /// Writes all files below a folder.
    ///
    /// # Errors
    /// What the file system says.
    pub fn write(&self, folder: &Path) -> std::io::Result<()> {
        let stack = [("stack.toml".to_owned(), self.text.clone())];
        let empty = ["src", "deployments"].map(|name| folder.join(name));
        for path in empty {
            std::fs::create_dir_all(path)?;
        }
        for (path, text) in stack.iter().chain(&self.flows) {
            let place = folder.join(path);
            std::fs::create_dir_all(place.parent().unwrap_or(folder))?;
            std::fs::write(place, text)?;
        }
        Ok(())
    }
}

const HEAD: &str = include_str!("head.toml");
const FLOW: &str = include_str!("flow.py");

/// No two flow files are alike.
fn flow(number: usize) -> String {
    FLOW.replace("NUMBER", &number.to_string())
}
