//! Variables of the environment and placeholders: what `check` and `.env.example` say of them.
#![allow(clippy::disallowed_methods)]

mod support;

use support::make::Run;
use support::sandbox::Sandbox;

/// `CODE LINE:COLUMN` of each finding, warnings too.
fn findings(sandbox: &Sandbox) -> Vec<String> {
    let line = |it: &serde_json::Value| {
        let file = it["file"].as_str().filter(|file| *file != "stack.toml");
        let file = file.map_or_else(String::new, |file| format!(" {file}"));
        format!(
            "{}{file} {}:{}",
            it["code"].as_str().unwrap_or_default(),
            it["line"],
            it["column"]
        )
    };
    sandbox.findings().iter().map(line).collect()
}

/// The stack of most tests here.
const STACK: &str = r#"
[services.api]
image = "api:1"
[services.api.environment]
URL = "postgresql://api:${PASSWORD:?}@db.example.org/api"
NESTED = "${A:-${B:?say}}"
PLAIN = "${PLAIN:-it's $$5}"
PASSED = { null = true }

[secrets.token]
environment = "TOKEN"

[variables.FLOW]
description = "Read by a flow"
default = "a b"
"#;

#[test]
fn every_variable_is_listed_with_who_reads_it() {
    let sandbox = Sandbox::new().parts(STACK).generate();
    let text = sandbox.read(".env.example");
    let lines: Vec<&str> = text
        .lines()
        .skip(3)
        .filter(|line| !line.is_empty())
        .collect();
    assert_eq!(
        lines,
        [
            "# Read by a flow",
            "FLOW='a b'",
            "# read by service api; required",
            "PASSWORD=",
            "# read by service api",
            "A=",
            "# read by service api; required",
            "B=",
            // No reader of .env agrees on a form: the line is not active, and compose.yml has the default.
            "# read by service api",
            "# PLAIN=",
            "# read by service api",
            // Empty is not unset.
            "# PASSED=",
            "# read by secret token; required",
            "TOKEN=",
        ]
    );
}

#[test]
fn an_env_is_held_to_what_is_read_and_its_values_stay_hidden() {
    let env = "# mine\nPASSWORD='hunter/2'\nB=hunter3\nTOKNE=hunter4\nFLOW=\"hunter5\n\"\nCOMPOSE_PROFILES=x\n";
    let sandbox = Sandbox::new().parts(STACK).file(".env", env);
    assert_eq!(
        findings(&sandbox),
        [
            "unencoded-url-variable 5:7",
            "unset-variable 11:15",
            "broken-url-variable .env 2:1",
            "unread-variable .env 4:1",
        ]
    );
    for arguments in [
        "check",
        "check --format json",
        "gen --dry-run --diff",
        "gen",
    ] {
        let output = sandbox.run(arguments);
        assert!(!format!("{output:?}").contains("hunter"), "{output:?}");
    }
    let quiet = "PASSWORD=a-b\nB=1\nTOKEN=2\n";
    assert_eq!(
        findings(&Sandbox::new().parts(STACK).file(".env", quiet)),
        ["unencoded-url-variable 5:7"]
    );
}

#[test]
fn placeholders_are_checked_where_prefect_resolves_them() {
    let stack = r#"
[work_pools.default]

[deployments.load]
entrypoint = "{{ $ENTRYPOINT }}"
work_pool = "default"
build = [{ "prefect.deployments.steps.run_shell_script" = { id = "git", script = "git describe" } }]
tags = ["{{ git.stdout }}", "v-{{ git.stdout }}", "{{ $USER }}", "{{ prefect.variables.tag }}"]
parameters.known = "{{ prefect.blocks.secret.x }} {{ $HOME }} {{ stdout }} {{ a b }}"
parameters.bare = "x {{ HOME }}"
parameters.unknown = "{{ gti.stdout }}"
parameters.output = "{{ git.output }}"
pull = [
    { "prefect.deployments.steps.git_clone" = { id = "clone", repository = "https://git.example.org/x.git" } },
    { "prefect.deployments.steps.set_working_directory" = { directory = "{{ clone.directory }}/flows" } },
    { "prefect.deployments.steps.set_working_directory" = { directory = "{{ later.directory }}/flows" } },
]
"#;
    let found = findings(&Sandbox::new().parts(stack));
    let own: Vec<&String> = found
        .iter()
        .filter(|line| line.contains("placeholder"))
        .collect();
    assert_eq!(
        own,
        [
            "listed-placeholder 8:9",
            "unknown-placeholder 10:22",
            "unknown-placeholder 11:23",
            "unknown-placeholder 12:22",
            "unknown-placeholder 16:74",
        ]
    );
}

/// Stack, the line and the column of its one error, and what the error must name.
#[test]
fn what_a_reader_cannot_carry_is_an_error_at_its_place() {
    let postgres = "[services.db]\nkind = \"postgres\"\ncredential = \"db\"\n[credentials.db]\ntype = \"postgres\"\n";
    let with = |rest: &str| format!("{postgres}{rest}");
    let long = "é".repeat(32);
    let deployment = "[deployments.load]\nentrypoint = \"{{ $E }}\"\npull = []\n";
    let cases = [
        (
            with("user = \"u\"\npassword = \"a\\nb\"\n"),
            "7:12",
            "U+000A",
        ),
        (
            with(&format!("user = \"{long}\"\npassword = \"p\"\n")),
            "6:9",
            "63 bytes",
        ),
        (
            with("user = \"u\"\npassword = \"p\"\ndatabase = \"a=b\"\n"),
            "8:14",
            "U+003D",
        ),
        (
            "[services.a]\nimage = \"a:1\"\ncommand = [\"a\\u0000b\"]\n".into(),
            "3:12",
            "U+0000",
        ),
        (
            "[services.a]\nimage = \"a:1\"\nenvironment = [\"A B=c\"]\n".into(),
            "3:16",
            "a space",
        ),
        (
            "[services.a]\nimage = \"a:1\"\nlabels = { x-a = \"1\", \"b=c\" = \"2\" }\n".into(),
            "3:25",
            "`=`",
        ),
        (
            "[services.a]\nimage = \"a:1\"\nlogging.options = { x-a = \"1\" }\n".into(),
            "3:21",
            "x-",
        ),
        (
            format!("{deployment}tags = [\"a\", \" \"]\n"),
            "4:15",
            "drops",
        ),
        (
            format!("{deployment}description = \"\"\n"),
            "4:16",
            "docstring",
        ),
        (
            format!("{deployment}parameters = {{ a = {{ \"$ref\" = \"b\" }} }}\n"),
            "4:23",
            "instruction",
        ),
        (
            format!("{deployment}parameters = {{ a = nan }}\n"),
            "4:20",
            "nan",
        ),
        (
            "[work_pools.p.job_variables]\nenv = { A = \"x{{ B }}\" }\n".into(),
            "2:15",
            "no escape",
        ),
        ("[work_pools.p.queues.\"a/b\"]\n".into(), "1:24", "`/`"),
        (
            "[variables.A]\ndefault = \"it's $5\"\n".into(),
            "2:17",
            "U+0024",
        ),
        ("[work_pools.p]\ntype = \"a\\nb\"\n".into(), "2:8", "U+000A"),
    ];
    let mut wrong = Vec::new();
    for (stack, place, words) in cases {
        let sandbox = Sandbox::new().file("stack.toml", &stack);
        let output = sandbox.run("gen");
        let errors = output.stderr.matches("error[").count();
        let shown = output.stderr.contains(&format!("--> stack.toml:{place}\n"));
        if output.status != 1 || errors != 1 || !shown || !output.stderr.contains(words) {
            wrong.push(format!("wanted {place} {words}\n{}", output.stderr));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Numbers, booleans and dates arrive as their readers' own types, or as the text that TOML has.
#[test]
fn numbers_and_dates_arrive() {
    let stack = r#"
[services.api]
image = "api:1"
environment = { BIG = 9223372036854775807, FLOAT = 1e20, SMALL = 0.1, YES = true, DATE = 2026-01-01T00:00:00Z, TIME = 12:30:45, NONE = { null = true } }

[work_pools.default]
workers = "elsewhere"
job_variables = { big = 9007199254740993, float = 1e3, time = 12:30:45 }

[deployments.load]
entrypoint = "{{ $E }}"
pull = []
work_pool = "default"
parameters = { big = 9223372036854775807, float = 5e-324, minus = -0.0, date = 2026-01-01, yes = true, none = { null = true } }

[credentials.block]
type = "block"
class = "recorded.Block"
values = { big = 9223372036854775807, float = 1e300, date = 2026-01-01, list = [1, 2.5, true] }
"#;
    let sandbox = Sandbox::new().parts(stack).generate();
    let compose = support::compose::config(sandbox.path()).unwrap();
    let seen = &compose["services"]["api"]["environment"];
    for (name, value) in [
        ("BIG", "9223372036854775807"),
        ("FLOAT", "1e20"),
        ("SMALL", "0.1"),
        ("YES", "true"),
        ("DATE", "2026-01-01T00:00:00Z"),
        ("TIME", "12:30:45"),
    ] {
        assert_eq!(seen[name], value, "{name}");
    }
    let prefect = support::python::prefect(&sandbox.path().join("prefect.yaml")).unwrap();
    let deployment = &prefect["deployments"][0];
    assert_eq!(
        deployment["parameters"].to_string(),
        r#"{"big":9223372036854775807,"float":5e-324,"minus":-0.0,"date":"2026-01-01","yes":true,"none":null}"#
    );
    assert_eq!(
        deployment["work_pool"]["job_variables"].to_string(),
        r#"{"big":9007199254740993,"float":1000.0,"time":"12:30:45"}"#
    );
    let script = sandbox.read("scripts/create_blocks.py");
    for text in [
        "9223372036854775807",
        "1e300",
        "\"2026-01-01\"",
        "[1, 2.5, True]",
    ] {
        assert!(script.contains(text), "{text}\n{script}");
    }
}

/// What make runs gets from `.env` what Compose gets: without the CR that Windows has at the ends of lines. No name in it is in
/// the way of ours, and what the environment already has wins.
#[test]
fn make_reads_an_env_with_any_line_ends() {
    let project = Sandbox::new()
        .parts(
            "[variables.A]\n[variables.B]\n[variables.C]\n[variables.e]\n[variables.HELD]\n\
         [services.server]\nkind = \"prefect-server\"\nports = [\"4200:4200\"]\n\
         [deployments.d]\nentrypoint = \"{{ $E }}\"\npull = []\n",
        )
        .generate();
    let text = "# c\nA=plain\nexport B=\"in quotes\" # c\nC='two\nlines'\ne=5\nHELD=no\n";
    for text in [text.to_owned(), text.replace('\n', "\r\n")] {
        project.write(".env", &text);
        for shell in ["sh", "bash"] {
            let names = ["A", "B", "C", "e", "HELD"];
            let run = Run::of(&format!("SHELL={shell} schedules")).env("HELD", "yes");
            let run = names.iter().fold(run, |run, name| run.record(name));
            let (calls, output) = run.calls(project.path());
            assert!(output.status.success(), "{output:?}");
            let found = &calls[0].variables;
            let values = names.map(|name| found.get(name).map(String::as_str));
            let expected = ["plain", "in quotes", "two\nlines", "5", "yes"];
            assert_eq!(values, expected.map(Some), "{shell}");
        }
    }
}
