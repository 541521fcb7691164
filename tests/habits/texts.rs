//! Texts as editors on Windows write them: CRLF, and a mark of the byte order.

use super::*;

const STACK: &str = "\
[templates]
dir = \"templates\"
[services.prefect-server]
kind = \"prefect-server\"
ports = [\"4200:4200\"]
command = \"\"\"
prefect server start \\
--host 0.0.0.0\"\"\"
[services.prefect-server.labels]
lines = \"\"\"
one
two\"\"\"
literal = '''
one
two'''
escaped = \"one\\r\\ntwo\"
[services.worker]
kind = \"prefect-worker\"
server = \"prefect-server\"
work_pool = \"default\"
volumes = [\"./flows:/srv/flows\"]
environment = { A = { env = \"A\" }, B = { env = \"B\" } }
[work_pools.default]
[deployments.hello]
directory = \"flows\"
entrypoint = \"hello.py:hello\"
work_pool = \"default\"
parameters = { name = \"x\" }
[make]
after = \"\"\"
own:
	echo one
\"\"\"
";
const FLOW: &str = "from prefect import flow\n\n\n@flow\ndef hello(name: str):\n    \"\"\"One.\n\n    Two.\n    \"\"\"\n";
const DOTENV: &str = "A=1\nB='two\nlines'\n";
const TEMPLATE: &str = "# {{ header }}\n# of the team\nA=\n";

fn project(change: impl Fn(&str) -> String) -> Sandbox {
    Sandbox::new()
        .file("stack.toml", &change(STACK))
        .file("flows/hello.py", &change(FLOW))
        .file(".env", &change(DOTENV))
        .file("templates/env.example.j2", &change(TEMPLATE))
}

fn windows(text: &str) -> String {
    format!("\u{feff}{}", text.replace('\n', "\r\n"))
}

/// What is generated, and what is said.
fn outcome(project: &Sandbox) -> Vec<(String, String)> {
    let said = run(project, "gen");
    let ours = [
        "stack.toml",
        "flows/hello.py",
        ".env",
        "templates/env.example.j2",
    ];
    let written = project
        .tree()
        .into_iter()
        .filter(|path| !ours.contains(&path.as_str()));
    let texts: Vec<(String, String)> = written
        .map(|path| (project.read(&path), path))
        .map(|(text, path)| (path, text))
        .collect();
    std::iter::once(("said".to_owned(), said))
        .chain(texts)
        .collect()
}

#[test]
fn line_ends_and_a_mark_at_the_start_change_nothing() {
    let plain = outcome(&project(str::to_owned));
    assert!(plain.len() > 4, "{plain:?}");
    assert!(
        plain.iter().all(|(_, text)| !text.contains('\r')),
        "{plain:?}"
    );
    assert_eq!(outcome(&project(windows)), plain);
    assert_eq!(outcome(&project(|text| text.replace('\n', "\r\n"))), plain);
    assert_eq!(outcome(&project(|text| format!("\u{feff}{text}"))), plain);
}

#[test]
fn a_finding_points_to_the_same_place() {
    let broken = STACK.replace(
        "work_pool = \"default\"\nparam",
        "work_pool = \"defualt\"\nparam",
    );
    let check = |text: &str| run(&Sandbox::new().file("stack.toml", text), "check");
    let plain = check(&broken);
    assert!(plain.contains("defualt"), "{plain}");
    assert_eq!(check(&windows(&broken)), plain);
    // On the first line too.
    let first = format!("nonsense = 1\n{STACK}");
    assert_eq!(check(&windows(&first)), check(&first));
    // And in a flow.
    let flow = FLOW.replace("name: str", "other: str");
    let check = |change: &dyn Fn(&str) -> String| {
        let project = project(str::to_owned);
        project.write("flows/hello.py", &change(&flow));
        run(&project, "check")
    };
    let plain = check(&str::to_owned);
    assert!(plain.contains("flows/hello.py"), "{plain}");
    assert_eq!(check(&windows), plain);
}

#[test]
fn a_fix_keeps_the_line_ends() {
    let broken = STACK.replace(
        "work_pool = \"default\"\nparam",
        "work_pool = \"defualt\"\nparam",
    );
    let project = project(str::to_owned);
    project.write("stack.toml", &windows(&broken));
    project.run("check --fix");
    assert_eq!(project.read("stack.toml"), windows(STACK));
}
