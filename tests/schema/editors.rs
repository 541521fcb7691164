//! Taplo and Tombi, which editors check TOML with.

use crate::support::python::tool;
use crate::support::readers::clean;
use crate::support::sandbox::Folder;
use crate::{read, source, stacks};
use std::path::Path;
use std::process::Command;

/// Keys misspelled in a sound file: what stands before, the misspelled line, and the key in it.
const MISSPELLED: &[(&str, &str)] = &[
    ("[projekt]\nname = \"x\"", "projekt"),
    ("[project]\nnaem = \"x\"", "naem"),
    ("[services.a]\nimgae = \"redis:7\"", "imgae"),
    (
        "[services.a]\nhealthcheck = { intervall = \"5s\" }",
        "intervall",
    ),
    (
        "[services.a]\ndepends_on = { b = { condition = \"service_healthy\", restrat = true } }",
        "restrat",
    ),
    (
        "[services.a]\nvolumes = [{ type = \"bind\", source = \"./a\", target = \"/a\", read_olny = true }]",
        "read_olny",
    ),
    (
        "[services.a]\nvolumes = [{ type = \"bind\", source = \"./a\", target = \"/a\", bind = { selinuxx = \"z\" } }]",
        "selinuxx",
    ),
    (
        "[services.a.deploy.resources.limits]\nmemroy = \"1g\"",
        "memroy",
    ),
    (
        "[services.a]\nserver = { url = \"http://proxy/api\", sevrice = \"proxy\" }",
        "sevrice",
    ),
    ("[kinds.a]\nrestrat = \"no\"", "restrat"),
    ("[defaults.service]\nrestrat = \"no\"", "restrat"),
    ("[defaults.deployment]\ntimezoen = \"UTC\"", "timezoen"),
    (
        "[volumes]\na = { source = \"./a\", traget = \"/a\" }",
        "traget",
    ),
    ("[env.a]\nA = { env = \"A\", defualt = \"b\" }", "defualt"),
    (
        "[credentials.a]\ntype = \"postgres\"\nuser = \"a\"\npassword = \"b\"\ndatabsae = \"c\"",
        "databsae",
    ),
    ("[work_pools.a]\nconcurency_limit = 1", "concurency_limit"),
    (
        "[work_pools.a]\nqueues = { high = { prority = 1 } }",
        "prority",
    ),
    ("[deployments.a]\nentrypiont = \"flow.py:a\"", "entrypiont"),
    ("[deployments.a]\nwork_pool = { nmae = \"a\" }", "nmae"),
    (
        "[deployments.a]\nschedules = [{ cron = \"0 6 * * *\", timezoen = \"UTC\" }]",
        "timezoen",
    ),
    (
        "[deployments.a]\nconcurrency_limit = { limit = 1, collision_stratgy = \"ENQUEUE\" }",
        "collision_stratgy",
    ),
    (
        "[deployments.a]\ntriggers = [{ expcet = [\"a\"] }]",
        "expcet",
    ),
    (
        "[deployments.a]\npull = [{ \"prefect.deployments.steps.git_clone\" = { repository = \"https://git.example.org/a\", brnach = \"main\" } }]",
        "brnach",
    ),
    (
        "[deployments.a]\npull = [{ \"prefect.deployments.steps.git_clnoe\" = { repository = \"https://git.example.org/a\" } }]",
        "git_clnoe",
    ),
    ("[flows.a]\ntgas = [\"a\"]", "tgas"),
    ("[networks]\na = { internl = true }", "internl"),
    ("[make.targets.a]\nnedes = [\"b\"]", "nedes"),
    ("[outputs]\nmakefiel = \"stack.mk\"", "makefiel"),
    ("[docs]\ntilte = \"x\"", "tilte"),
    (
        "[lints]\nmissing-entrypiont = \"allow\"",
        "missing-entrypiont",
    ),
];

/// The editors' programs, each with what it is called with.
const EDITORS: [(&str, &[&str]); 2] = [("taplo", &["check"]), ("tombi", &["lint", "--offline"])];

/// A folder with the schema in it.
fn folder() -> Folder {
    let folder = Folder::new();
    write(
        folder.path(),
        "stack.schema.json",
        &stackgen::schema::text(),
    );
    folder
}

fn write(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).expect("the file can be written");
}

/// A stack.toml that names the schema beside it.
fn with_directive(text: &str) -> String {
    let directive = stackgen::schema::directive(stackgen::schema::FILE_NAME);
    let rest = text
        .split_inclusive('\n')
        .skip_while(|line| line.starts_with("#:schema"));
    directive + &rest.collect::<String>()
}

/// What a program says of files, and whether it takes them all.
fn lint((name, arguments): (&str, &[&str]), folder: &Path, files: &[String]) -> (bool, String) {
    let mut command: Command = clean(tool(name));
    let output = command
        .args(arguments)
        .args(files)
        .current_dir(folder)
        .output()
        .expect("the program starts");
    let text = [output.stdout, output.stderr].concat();
    (
        output.status.success(),
        String::from_utf8_lossy(&text).into_owned(),
    )
}

#[test]
fn both_take_every_example() {
    let folder = folder();
    let mut files = Vec::new();
    for (number, path) in stacks().iter().enumerate() {
        let name = format!("{number}.toml");
        write(folder.path(), &name, &with_directive(&read(path)));
        files.push(name);
    }
    for editor in EDITORS {
        let (is_good, said) = lint(editor, folder.path(), &files);
        assert!(is_good, "{}: {said}", editor.0);
    }
}

/// The first line of each leads to the committed schema: a program that finds none says so, or says nothing of a mistake.
#[test]
fn every_example_names_the_committed_schema() {
    let committed = source("schema/stack.schema.json");
    for path in stacks() {
        let text = read(&path);
        let first = text.lines().next().unwrap_or_default();
        let named = first
            .strip_prefix("#:schema ")
            .unwrap_or_else(|| panic!("{}", path.display()));
        let folder = path.parent().expect("a file lies in a folder");
        let found = folder.join(named).canonicalize();
        assert_eq!(
            found.ok(),
            committed.canonicalize().ok(),
            "{}",
            path.display()
        );
    }
}

#[test]
fn both_tell_a_misspelled_key() {
    let folder = folder();
    let mut silent = Vec::new();
    for (number, (text, key)) in MISSPELLED.iter().enumerate() {
        let name = format!("{number}.toml");
        write(folder.path(), &name, &with_directive(&format!("{text}\n")));
        for editor in EDITORS {
            let (is_good, said) = lint(editor, folder.path(), std::slice::from_ref(&name));
            if is_good || !tells(&said, text, key) {
                silent.push(format!("{} of `{key}` in {text:?}: {said}", editor.0));
            }
        }
    }
    assert_eq!(silent, Vec::<String>::new());
}

/// By the key's name, or by its place: one program names the pattern of the keys that would be free.
fn tells(said: &str, text: &str, key: &str) -> bool {
    let line = 2 + text
        .lines()
        .position(|line| line.contains(key))
        .unwrap_or_default();
    said.contains(key) || said.contains(&format!(":{line}:"))
}

/// Of the rules of a schedule exactly one.
#[test]
fn both_tell_an_ambiguous_schedule() {
    let folder = folder();
    for (schedule, is_sound) in [
        ("{ cron = \"0 6 * * *\" }", true),
        (
            "{ interval = 900, anchor_date = 2026-01-01T00:00:00Z }",
            true,
        ),
        ("{ cron = \"0 6 * * *\", interval = 900 }", false),
        ("{ timezone = \"UTC\" }", false),
    ] {
        let text = format!("[deployments.a]\nschedules = [{schedule}]\n");
        write(folder.path(), "stack.toml", &with_directive(&text));
        for editor in EDITORS {
            let (is_good, said) = lint(editor, folder.path(), &["stack.toml".into()]);
            assert_eq!(is_good, is_sound, "{} of {schedule}: {said}", editor.0);
        }
    }
}
