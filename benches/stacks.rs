//! Writes a generated stack, for measurements.
//!
//! In: a number of deployments, `one` or `many` to a folder, and the folder to write into. Out: `stack.toml` and the flow
//! files that it names. The same arguments give the same bytes on every machine.

mod stack;

use stack::{Layout, stack};
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [count, layout, folder] = arguments.as_slice() else {
        eprintln!("usage: stacks COUNT one|many FOLDER");
        return ExitCode::from(2);
    };
    let layout = match layout.as_str() {
        "one" => Layout::OneToAFolder,
        _ => Layout::ManyToAFolder,
    };
    let written = count
        .parse()
        .map_err(std::io::Error::other)
        .and_then(|count| stack(count, layout).write(Path::new(folder)));
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}
