//! What `check` knows of Prefect's names, options and parameters, held against Prefect itself.

use super::{Sandbox, findings};
use crate::support::python::interpreter;
use std::fmt::Write;
use std::process::Command;

const DEPLOYMENT: &str = "[deployments.load]\nentrypoint = \"flow.py:load\"\npull = []\n";
const FLOW: &str = "\nfrom prefect import flow\n\n\n@flow\ndef load(): ...\n";

/// What a script prints that may import Prefect.
fn run(script: &str) -> String {
    let home = Sandbox::new();
    let output = Command::new(interpreter())
        .args(["-c", script])
        .env("PREFECT_HOME", home.path())
        .env("PREFECT_LOGGING_LEVEL", "CRITICAL")
        .output()
        .expect("python runs");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// What `check` finds in a flow file.
fn check(stack: &str, flow: &str) -> Vec<String> {
    let sandbox = Sandbox::new()
        .file("stack.toml", stack)
        .file("flow.py", flow);
    findings(&sandbox)
}

/// Every name that a module of Prefect has is right, whatever it is like.
#[test]
fn no_name_of_prefect_is_called_misspelled() {
    let imports = run(r#"
import importlib, pkgutil, prefect
modules = ["prefect"] + ["prefect." + name for name in """
artifacts assets blocks.core blocks.notifications blocks.system cache_policies client.orchestration concurrency.asyncio
concurrency.sync context deployments docker events exceptions filesystems flows futures input logging runtime schedules states
task_runners tasks transactions utilities.annotations variables""".split()]
for module in modules:
    for name in dir(importlib.import_module(module)):
        if name.isidentifier() and not name.startswith("__"):
            print(f"from {module} import {name}")
for module in pkgutil.iter_modules(prefect.__path__):
    print(f"import prefect.{module.name}")
    print(f"from prefect import {module.name}")
"#);
    assert!(imports.lines().count() > 1000, "{imports}");
    assert_eq!(check(DEPLOYMENT, &format!("{imports}{FLOW}")), [""; 0]);
}

/// What is told as gone, or as misspelled, cannot be imported.
#[test]
fn what_is_told_of_prefect_is_not_there() {
    let told = [
        "from prefect import flw",
        "from prefect import Parameter",
        "from prefect import get_run_loger",
        "import prefect.task_runers",
        "from prefect.task_runners import SequentialTaskRunner",
        "from prefect.task_runners import ThreadPoolTaskRuner",
        "from prefect.deployments import Deployment",
        "from prefect.filesystems import S3",
        "from prefect.filesystems import GitHub",
        "from prefect.blocks.system import JSON",
        "from prefect.infrastructure import DockerContainer",
        "from prefect.orion.schemas.states import Completed",
        "from prefect.packaging import OrionPackager",
        "from prefct import flow",
    ];
    let mut script = String::new();
    for import in told {
        let _ = writeln!(
            script,
            "try:\n    {import}\n    print('there')\nexcept ImportError:\n    print('gone')"
        );
    }
    let answers = run(&script);
    assert_eq!(answers.lines().collect::<Vec<_>>(), ["gone"; 14]);
    for import in told {
        let found = check(DEPLOYMENT, &format!("{import}\n{FLOW}"));
        assert_eq!(found, ["unknown-import flow.py:1"], "{import}");
    }
}

/// Every option of the decorators is known.
#[test]
fn no_option_of_prefect_is_called_misspelled() {
    let flow = run(r#"
import inspect, prefect
def options(function):
    names = inspect.signature(function).parameters
    return ", ".join(f"{name}=None" for name in names if not name.startswith("_") and name not in ("self", "fn"))
print("from prefect import flow, task")
print(f"@task({options(prefect.Task.__init__)})\ndef step(): ...")
print(f"@task({options(prefect.task)})\ndef other(): ...")
print(f"@flow({options(prefect.Flow.__init__)})\ndef load(): ...")
"#);
    assert!(flow.contains("log_prints"), "{flow}");
    assert_eq!(check(DEPLOYMENT, &flow), [""; 0]);
    for wrong in [
        "log_print=True",
        "retry=1",
        "timeout=5",
        "retry_delay_second=1",
    ] {
        let flow = format!("from prefect import flow\n\n\n@flow({wrong})\ndef load(): ...\n");
        assert_eq!(
            check(DEPLOYMENT, &flow),
            ["unknown-option flow.py:4"],
            "{wrong}"
        );
    }
}

const CLASSES: &str = r#"
import enum
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, ClassVar, Optional
from uuid import UUID
from pydantic import BaseModel, ConfigDict, Field, model_validator


class Model(BaseModel):
    a: int
    b: str = "x"


class Inner(BaseModel):
    kind: ClassVar[str] = "k"
    x: float


class Outer(Model):
    inner: Inner
    many: list[Inner] = []


class Alias(BaseModel):
    a: Annotated[int, Field(alias="A")]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")
    a: int = 1


class Filled(BaseModel):
    a: int

    @model_validator(mode="before")
    @classmethod
    def fill(cls, values):
        return {"a": 1}


@dataclass
class Data:
    a: int
    b: list[int] = field(default_factory=list)


class Undecorated(Data):
    c: int


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Mixed(str, enum.Enum):
    ONE = 1
    A = "a"


class Auto(enum.Enum):
    A = enum.auto()
"#;

/// An annotation, and values for it.
const VALUES: &[(&str, &[&str])] = &[
    (
        "Model",
        &[
            "\"x\"",
            "3",
            "[1]",
            "{ a = 1 }",
            "{}",
            "{ a = \"x\" }",
            "{ a = \"5\" }",
            "{ a = 1, z = 1 }",
            "{ a = 1, b = 2 }",
        ],
    ),
    (
        "Outer",
        &[
            "{ a = 1, inner = { x = 1 } }",
            "{ a = 1 }",
            "{ inner = { x = 1 } }",
            "{ a = 1, inner = { x = \"y\" } }",
            "{ a = 1, inner = {} }",
            "{ a = 1, inner = { x = 1 }, many = [{ x = 1 }, 5] }",
        ],
    ),
    ("Alias", &["{ A = 1 }", "\"x\""]),
    ("Strict", &["{ a = 1 }", "{}", "5"]),
    ("Filled", &["{}", "{ a = 1 }", "\"x\""]),
    (
        "Data",
        &[
            "{ a = 1 }",
            "{}",
            "\"x\"",
            "{ a = \"x\" }",
            "{ a = 1, b = [\"x\"] }",
        ],
    ),
    ("Undecorated", &["{ a = 1 }"]),
    (
        "Colour",
        &["\"red\"", "\"RED\"", "\"green\"", "1", "[\"red\"]"],
    ),
    ("Level", &["1", "\"1\"", "3", "1.0", "true"]),
    ("Mixed", &["\"1\"", "\"a\""]),
    ("Auto", &["1"]),
    (
        "date",
        &[
            "\"2026-01-31\"",
            "\"tomorrow\"",
            "5",
            "\"2026-13-01\"",
            "\"2026-01-01T00:00:00\"",
            "\"\"",
            "true",
        ],
    ),
    (
        "datetime",
        &[
            "\"2026-01-31\"",
            "\"2026-01-31T09:00:00Z\"",
            "\"now\"",
            "5",
            "\"1700000000\"",
            "\"2026-02-30\"",
        ],
    ),
    ("time", &["\"09:00\"", "5", "\"noon\""]),
    (
        "timedelta",
        &[
            "5",
            "\"PT5M\"",
            "\"1 day\"",
            "\"00:05:00\"",
            "\"long\"",
            "1.5",
        ],
    ),
    ("Path", &["\"x\"", "5"]),
    ("UUID", &["\"1b4e28ba-2fa1-11d2-883f-0016d3cca427\"", "5"]),
    ("Optional[Model]", &["\"x\"", "{ a = 1 }", "{ a = \"x\" }"]),
    ("Model | str", &["\"x\"", "5"]),
    ("list[Model]", &["[{ a = 1 }, \"x\"]", "\"x\"", "[]"]),
    ("dict[str, Model]", &["{ k = \"x\" }", "{ k = { a = 1 } }"]),
    ("Optional[date]", &["\"tomorrow\"", "5", "\"2026-01-31\""]),
    ("date | str", &["\"tomorrow\"", "5"]),
    ("list[Colour]", &["[\"green\"]", "[\"red\"]", "[]"]),
];

/// What the server refuses at deploy, or a run of, is told; what both take is not.
#[test]
fn parameters_of_classes_are_taken_as_prefect_takes_them() {
    let mut script = format!("{CLASSES}{JUDGE}");
    let cases: Vec<(&str, &str)> = VALUES
        .iter()
        .flat_map(|(annotation, values)| values.iter().map(move |value| (*annotation, *value)))
        .collect();
    for (annotation, value) in &cases {
        let _ = writeln!(script, "judge({annotation}, r'''{value}''')");
    }
    let answers = run(&script);
    let answers: Vec<&str> = answers.lines().collect();
    assert_eq!(answers.len(), cases.len(), "{answers:?}");
    let mut wrong = Vec::new();
    for ((annotation, value), answer) in cases.into_iter().zip(answers) {
        let stack = format!("{DEPLOYMENT}parameters = {{ x = {value} }}\n");
        let flow = format!(
            "{CLASSES}\n\nfrom prefect import flow\n\n\n@flow\ndef load(x: {annotation}): ...\n"
        );
        let found = check(&stack, &flow);
        let is_right = match answer {
            "taken" => found.is_empty(),
            _ => found == ["wrong-parameter-type stack.toml:4"],
        };
        if !is_right {
            wrong.push(format!("{annotation} {value}: {answer}, {found:?}"));
        }
    }
    assert_eq!(wrong, [""; 0]);
}

const JUDGE: &str = r#"
import tomllib, logging
from prefect import flow
from prefect.utilities.schema_tools.validation import validate

logging.disable(logging.CRITICAL)


def judge(annotation, text):
    def load(x): ...

    load.__annotations__["x"] = annotation
    made = flow(load)
    given = tomllib.loads(f"x = {text}")
    try:
        schema = made.parameters.model_dump_for_openapi()
        validate(given, schema, raise_on_error=True, preprocess=True, ignore_required=True)
        made.validate_parameters(given)
        print("taken")
    except Exception:
        print("refused")
"#;
