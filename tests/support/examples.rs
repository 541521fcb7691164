//! The example stacks.
//!
//! In: `examples/`. Out: a project that is a copy of one of them. Which examples there are stands in `each_example!` alone.

use super::sandbox::Sandbox;
use std::path::{Path, PathBuf};

/// A test for each example that calls a function with its name, and one that fails when an example has no test.
#[allow(
    unused_macros,
    reason = "each test binary takes from here what it needs"
)]
macro_rules! each_example {
    ($hold:path) => {
        each_example! {
            $hold;
            every_compose_key every_prefect_key minimal newest_compose_keys one_flow_many_customers one_server
            own_kinds own_names quoting secrets served_flows two_servers
        }
    };
    ($hold:path; $($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                $hold(&stringify!($name).replace('_', "-"));
            }
        )*

        #[test]
        fn every_example_has_a_test() {
            let tested = [$(stringify!($name).replace('_', "-")),*];
            assert_eq!(support::examples::names(), tested);
        }
    };
}

/// The folders in `examples/`, sorted.
pub fn names() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let entries = std::fs::read_dir(folder).expect("there are examples");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry can be read"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// A copy of an example, with nothing generated yet.
pub fn sandbox(name: &str) -> Sandbox {
    Sandbox::new().copy_of(&format!("examples/{name}"))
}

/// What `gen` wrote, as paths relative to the folder of stack.toml.
pub fn outputs(sandbox: &Sandbox, name: &str) -> Vec<String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples")
        .join(name);
    let written = sandbox.tree().into_iter();
    written.filter(|path| !source.join(path).exists()).collect()
}

/// The project's root: where the lock lies.
pub fn root(sandbox: &Sandbox) -> PathBuf {
    let tree = sandbox.tree();
    let lock = tree
        .iter()
        .find(|path| path.ends_with(".stackgen.lock"))
        .expect("there is a lock");
    sandbox
        .path()
        .join(lock)
        .parent()
        .map(Path::to_owned)
        .unwrap_or_default()
}
