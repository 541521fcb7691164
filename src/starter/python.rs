//! What the flows and the Makefile need of Python, and what git does not take.

use crate::dialects::toml;

/// What prefect and python need on this machine, each with the reason that stands beside it.
///
/// Source: tried with Prefect 3.8.8, whose own bounds are wider.
pub const REQUIREMENTS: [(&str, &str); 4] = [
    (
        "prefect>=3.4,<4",
        "the client, and with `make server` the server",
    ),
    (
        "fastapi<0.140",
        "with a newer one Prefect's server does not start",
    ),
    ("starlette<1.1", "the same"),
    (
        "sqlalchemy<2.1",
        "with a newer one it starts, and its scheduler stands still",
    ),
];

/// What git should not take: passwords, and what Python, uv and pip make for themselves.
const IGNORED: [&str; 5] = [".env", ".venv/", "__pycache__/", "build/", "*.egg-info/"];

/// The flow that the example deploys.
pub const FLOW: &str = "\
from prefect import flow


@flow(log_prints=True)
def hello(name: str = \"world\") -> None:
    print(f\"Hello, {name}!\")
";

/// A project without a package of its own: neither uv nor pip is to build one from the folders beside it.
pub fn pyproject(name: &str) -> String {
    // A project that is called as one of its dependencies cannot be installed: the folder of many a stack is `prefect`.
    let name = toml::string(&format!("{name}-flows"));
    let needed: String = REQUIREMENTS
        .iter()
        .map(|(requirement, why)| format!("    {:22} # {why}\n", toml::string(requirement) + ","))
        .collect();
    format!(
        "[project]\nname = {name}\nversion = \"0.1.0\"\nrequires-python = \">=3.10\"\ndependencies = [\n{needed}]\n\n\
         [tool.setuptools]\npackages = []             # for `pip install .`: nothing here is to be packaged\n"
    )
}

/// The text of `.gitignore`.
pub fn gitignore() -> String {
    IGNORED.iter().map(|line| format!("{line}\n")).collect()
}

/// Whether a `.gitignore` keeps `.env` out, as far as its lines say so plainly.
pub fn hides_env(gitignore: &str) -> bool {
    let plain = [".env", "/.env", ".env*", "*.env"];
    gitignore.lines().any(|line| plain.contains(&line.trim()))
}

/// Whether a `pyproject.toml` speaks of prefect.
pub fn names_prefect(pyproject: &str) -> bool {
    pyproject.contains("prefect")
}
