//! What many tests begin with.
//!
//! Out: texts for a [`Sandbox`](super::sandbox::Sandbox). A stack that one test needs stands in that test.

/// The smallest stack with one output, compose.yml.
pub const SMALLEST: &str = r#"[outputs]
makefile = false
docs = false

[services.cache]
image = "redis:7"
"#;

/// A file of Python with these flows, which do nothing.
pub fn flows(names: &[&str]) -> String {
    let flow = |name: &&str| format!("\n\n@flow\ndef {name}():\n    pass\n");
    let flows = names.iter().map(flow).collect::<String>();
    format!("from prefect import flow\n{flows}")
}
