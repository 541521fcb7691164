//! The wheel and the source distribution, as Python users meet them: pip, uv, pre-commit, prek, and no Rust.
//!
//! Two release builds take minutes, so these tests run on demand: `cargo test --test wheel -- --ignored`. They need rustup
//! and musl's C compiler (Debian: `musl-tools`).

#![allow(
    clippy::disallowed_methods,
    reason = "the wall round std::fs is one of the product, not of its tests"
)]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use support::python;
use support::readers::{clean, succeed};
use support::sandbox::{Folder, Sandbox};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What is built: the wheel of the repository, its source distribution, and the wheel that pip makes of that.
struct Built {
    folder: PathBuf,
    wheel: PathBuf,
    source: PathBuf,
    again: PathBuf,
}

/// Built once for all tests: the two wheels at once, in folders, and from dependencies, of their own.
static BUILT: LazyLock<Built> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("wheel");
    for part in ["first", "second", "source"] {
        let _ = fs::remove_dir_all(folder.join(part));
    }
    let source = folder.join("source");
    let mut sdist = tool("maturin");
    sdist
        .current_dir(ROOT)
        .arg("sdist")
        .arg("--out")
        .arg(&source);
    run(&mut sdist);
    let source = only(&source, ".tar.gz");
    std::thread::scope(|scope| {
        let first = scope.spawn(|| build_here(&folder));
        let second = scope.spawn(|| build_source(&folder, &source));
        first.join().expect("it is built");
        second.join().expect("it is built");
    });
    Built {
        wheel: only(&folder.join("first"), ".whl"),
        again: only(&folder.join("second"), ".whl"),
        source,
        folder,
    }
});

/// `.ci/wheel` in the repository.
fn build_here(folder: &Path) {
    let mut command = with_tools(Command::new(Path::new(ROOT).join(".ci/wheel")));
    command
        .arg(folder.join("first"))
        .env("CARGO_TARGET_DIR", folder.join("first-target"));
    run(&mut command);
}

/// pip, in a folder of its own, where there is no git: it unpacks the source, and maturin builds it.
fn build_source(folder: &Path, source: &Path) {
    let target = format!("{}-unknown-linux-musl", std::env::consts::ARCH);
    let arguments = format!(
        "--profile release --locked --target {target} --compatibility manylinux2014 musllinux_1_1"
    );
    let home = Folder::new();
    let mut command = with_tools(Command::new(Path::new(ROOT).join(".ci/reproducible")));
    command
        .current_dir(home.path())
        .arg(&target)
        .arg(python::tool("pip"))
        .args(["wheel", "--quiet", "--no-deps", "--no-cache-dir"])
        .arg("--wheel-dir")
        .arg(folder.join("second"))
        .arg(source)
        .env("MATURIN_PEP517_ARGS", arguments)
        .env("CARGO_TARGET_DIR", folder.join("second-target"));
    run(&mut command);
}

fn tool(name: &str) -> Command {
    Command::new(python::tool(name))
}

/// With the pinned tools on its PATH, before all else.
fn with_tools(mut command: Command) -> Command {
    let tools = python::tool("maturin");
    let folder = tools.parent().expect("a program lies in a folder");
    let others = std::env::var("PATH").unwrap_or_default();
    command.env("PATH", format!("{}:{others}", folder.display()));
    command
}

/// Runs it to its end, which must be good; what it printed.
fn run(command: &mut Command) -> String {
    let done = command.stdin(Stdio::null()).output().expect("it starts");
    let said = String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned();
    assert!(done.status.success(), "{command:?}: {said}");
    said
}

/// The only file of a folder with this ending.
fn only(folder: &Path, ending: &str) -> PathBuf {
    let files = fs::read_dir(folder).expect("the folder is there");
    let files = files.map(|file| file.expect("it can be listed").path());
    let mut fitting = files.filter(|path| path.to_string_lossy().ends_with(ending));
    let found = fitting.next().expect("there is one");
    assert_eq!(fitting.next(), None);
    found
}

/// The names in a wheel, without the folder that carries the version.
fn names_in(wheel: &Path) -> Vec<String> {
    let listing = "import sys, zipfile; print('\\n'.join(zipfile.ZipFile(sys.argv[1]).namelist()))";
    let listed = run(tool("python").args(["-c", listing]).arg(wheel));
    listed
        .lines()
        .map(|line| line.replace(&format!("stackgen-{VERSION}"), "stackgen"))
        .collect()
}

/// The files of the repository, one a line.
fn tracked() -> String {
    run(Command::new("git").current_dir(ROOT).args(["ls-files"]))
}

/// A fresh environment, and in it what pip was told to install.
fn environment(folder: &Path, install: &[&str]) -> PathBuf {
    run(tool("python").args(["-m", "venv"]).arg(folder));
    let mut pip = Command::new(folder.join("bin/pip"));
    pip.args(["install", "--quiet", "--no-index", "--no-cache-dir"]);
    run(pip.args(install));
    folder.join("bin")
}

/// Runs `gen` and `check` of an example, copied elsewhere, with nothing but this folder on the PATH.
fn use_it(programs: &Path) {
    let sandbox = Sandbox::new().copy_of("examples/one-server");
    for word in ["gen", "check"] {
        let mut command = Command::new("stackgen");
        command
            .arg(word)
            .current_dir(sandbox.path())
            .env_clear()
            .env("PATH", programs);
        let done = command.output().expect("it is on the PATH");
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.success(), "{word}: {said}");
    }
    assert!(sandbox.tree().contains(&"compose.yml".to_owned()));
}

#[test]
#[ignore = "builds a release twice"]
fn one_wheel_holds_the_program_alone_and_serves_every_linux() {
    let wheel = &BUILT.wheel;
    let pages: BTreeSet<String> = tracked()
        .lines()
        .filter_map(|path| path.strip_prefix("packaging/"))
        .map(|path| format!("stackgen.data/{path}"))
        .collect();
    let (manual, found): (Vec<String>, Vec<String>) = names_in(wheel)
        .into_iter()
        .partition(|name| name.contains("/share/man/"));
    assert_eq!(manual.into_iter().collect::<BTreeSet<_>>(), pages);
    assert_eq!(
        found,
        [
            "stackgen.data/scripts/stackgen",
            "stackgen.dist-info/METADATA",
            "stackgen.dist-info/WHEEL",
            "stackgen.dist-info/licenses/LICENSE",
            "stackgen.dist-info/RECORD",
        ]
    );
    for system in ["manylinux_2_17", "manylinux2014", "musllinux_1_1"] {
        let folder = Folder::new();
        let platform = format!("{system}_{}", std::env::consts::ARCH);
        let mut command = tool("pip");
        command.args(["install", "--quiet", "--no-index", "--only-binary=:all:"]);
        command.args(["--platform", &platform, "--target"]);
        run(command.arg(folder.path()).arg(wheel));
    }
    let program = program(wheel);
    for loader in ["/ld-linux", "/ld-musl"] {
        assert!(!holds(&program, loader), "it is not static: {loader}");
    }
}

/// The bytes of the program in a wheel.
fn program(wheel: &Path) -> Vec<u8> {
    let folder = Folder::new();
    let unpack = ["-m", "zipfile", "-e"];
    run(tool("python").args(unpack).arg(wheel).arg(folder.path()));
    let path = format!("stackgen-{VERSION}.data/scripts/stackgen");
    fs::read(folder.path().join(path)).expect("it is in the wheel")
}

fn holds(bytes: &[u8], text: &str) -> bool {
    let first = text.as_bytes();
    bytes.windows(first.len()).any(|window| window == first)
}

#[test]
#[ignore = "builds a release twice"]
fn two_builds_are_equal_to_the_byte_and_name_no_folder_of_this_machine() {
    let Built { wheel, again, .. } = &*BUILT;
    assert_eq!(wheel.file_name(), again.file_name());
    let [first, second] = [wheel, again].map(|path| fs::read(path).expect("it was built"));
    assert!(first == second, "the wheels differ");

    let program = program(wheel);
    let home = std::env::var("HOME").unwrap_or_default();
    let variable = |name: &str, folder: &str| {
        std::env::var(name).unwrap_or_else(|_| format!("{home}/{folder}"))
    };
    let target = BUILT.folder.to_string_lossy().into_owned();
    for place in [
        variable("CARGO_HOME", ".cargo"),
        variable("RUSTUP_HOME", ".rustup"),
        ROOT.to_owned(),
        target,
        ".cargo/registry".to_owned(),
    ] {
        assert!(!holds(&program, &place), "`{place}` is in the program");
    }
    assert!(holds(&program, "crates/toml"), "panics name the crate");
    assert!(holds(&program, "mimalloc: "), "it has its own allocator");
}

#[test]
#[ignore = "builds a release twice"]
fn the_source_distribution_holds_what_builds_and_nothing_else() {
    let listed = run(Command::new("tar").arg("tzf").arg(&BUILT.source));
    let found: BTreeSet<String> = listed
        .lines()
        .map(|line| line.replace(&format!("stackgen-{VERSION}/"), ""))
        .collect();
    let folders = ["src/", "templates/", "schema/", "packaging/"];
    let files = [
        "CHANGELOG.md",
        "Cargo.lock",
        "Cargo.toml",
        "LICENSE",
        "README.md",
        "docs/pypi.md",
        "pyproject.toml",
    ];
    let mut wanted: BTreeSet<String> = tracked()
        .lines()
        .filter(|path| {
            files.contains(path) || folders.iter().any(|folder| path.starts_with(folder))
        })
        .map(str::to_owned)
        .collect();
    wanted.insert("PKG-INFO".to_owned());
    assert_eq!(found, wanted);
}

#[test]
#[ignore = "builds a release twice"]
fn pip_installs_the_wheel_and_no_rust_is_needed() {
    let folder = Folder::new();
    let wheel = BUILT.wheel.to_string_lossy();
    let programs = environment(&folder.path().join("fresh"), &[&wheel]);
    use_it(&programs);
    assert!(
        programs
            .with_file_name("share/man/man1/stackgen.1")
            .exists()
    );
    let shown = run(Command::new(programs.join("pip")).args(["show", "stackgen"]));
    assert!(shown.contains(&format!("Version: {VERSION}\n")), "{shown}");
    assert!(
        shown.contains("License: MIT") || shown.contains("License-Expression: MIT"),
        "{shown}"
    );
}

/// uv with folders of its own and no network.
fn uv(program: &str, folder: &Folder) -> Command {
    let mut command = clean(python::tool(program));
    for (name, place) in [
        ("UV_CACHE_DIR", "cache"),
        ("UV_TOOL_DIR", "tools"),
        ("UV_TOOL_BIN_DIR", "programs"),
    ] {
        command.env(name, folder.path().join(place));
    }
    command
        .current_dir(folder.path())
        .env("UV_PYTHON", python::tool("python"))
        .env("UV_OFFLINE", "1");
    command
}

#[test]
#[ignore = "builds a release twice"]
fn uv_installs_it_as_a_tool_and_runs_it_without() {
    let folder = Folder::new();
    let wheel = BUILT.wheel.to_string_lossy();
    run(uv("uv", &folder).args(["tool", "install", "--quiet", &wheel]));
    use_it(&folder.path().join("programs"));

    let folder = Folder::new();
    let said = run(uv("uvx", &folder).args(["--quiet", "--from", &wheel, "stackgen", "--version"]));
    assert_eq!(said, format!("stackgen {VERSION}\n"));
    let mut failing = uv("uvx", &folder);
    failing.args(["--quiet", "--from", &wheel, "stackgen", "check"]);
    let done = failing.output().expect("it starts");
    assert_eq!(done.status.code(), Some(2), "uvx passes the status on");
}

#[test]
#[ignore = "builds a release twice"]
fn the_action_checks_a_stack_with_the_real_uvx() {
    let action = python::yaml(include_str!("../action.yml")).expect("it is YAML");
    let script = action["runs"]["steps"][1]["run"]
        .as_str()
        .expect("it runs something");
    let sandbox = Sandbox::new().copy_of("examples/minimal").generate();
    let folder = Folder::new();
    let step = |stack: &str| {
        let mut command = uv("uvx", &folder);
        let environment: Vec<_> = command
            .get_envs()
            .map(|(name, value)| (name.to_owned(), value.map(ToOwned::to_owned)))
            .collect();
        let mut bash = with_tools(sandbox.command("bash"));
        for (name, value) in environment.into_iter().filter(|(name, _)| name != "PATH") {
            bash.env(name, value.unwrap_or_default());
        }
        command.env_clear();
        bash.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script])
            .env("GITHUB_ACTION_PATH", ROOT)
            .env("FROM", &BUILT.wheel)
            .env("STACK", stack);
        bash.output().expect("bash starts")
    };
    let fresh = step("");
    assert!(fresh.status.success(), "{fresh:?}");
    let text = sandbox.read("stack.toml").replace("0 6 * * *", "0 7 * * *");
    sandbox.write("stack.toml", &text);
    let stale = step("stack.toml\n");
    assert_eq!(stale.status.code(), Some(1), "{stale:?}");
}

/// Commits a stale stack in a repository with this configuration of hooks, then a fresh one. The runner finds the wheel,
/// and what else it is given, in a folder, and asks no index.
fn hook(runner: &str, configuration: &str, links: &Path) {
    let sandbox = Sandbox::new()
        .copy_of("examples/minimal")
        .file(".pre-commit-config.yaml", configuration)
        .generate()
        .committed();
    let home = Folder::new();
    let run = || {
        let mut command = with_tools(sandbox.command(&python::tool(runner).to_string_lossy()));
        let done = command
            .args(["run", "--all-files"])
            .env("PRE_COMMIT_HOME", home.path().join("pre-commit"))
            .env("PREK_HOME", home.path().join("prek"))
            .env("UV_CACHE_DIR", home.path().join("uv"))
            .envs([
                ("PIP_NO_INDEX", "1"),
                ("UV_OFFLINE", "1"),
                ("NO_COLOR", "1"),
            ])
            .env("PIP_FIND_LINKS", links)
            .env("UV_FIND_LINKS", links)
            .output()
            .expect("it starts");
        let said = [done.stdout, done.stderr].concat();
        (
            done.status.success(),
            String::from_utf8_lossy(&said).into_owned(),
        )
    };
    let (passed, said) = run();
    assert!(passed, "{runner}: {said}");
    assert!(
        said.contains("stackgen check") && said.contains("Passed"),
        "{said}"
    );
    let text = sandbox.read("stack.toml").replace("0 6 * * *", "0 7 * * *");
    sandbox.write("stack.toml", &text);
    sandbox.git("add stack.toml");
    let (passed, said) = run();
    assert!(!passed, "{runner}: {said}");
    assert!(
        said.contains("stale    flows/prefect.yaml"),
        "{runner}: {said}"
    );
}

#[test]
#[ignore = "builds a release twice"]
fn the_hook_of_the_readme_needs_no_rust_and_no_other_repository() {
    let block = include_str!("../README.md")
        .split("```yaml\n# .pre-commit-config.yaml\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .expect("README.md has it");
    let links = links();
    for runner in ["pre-commit", "prek"] {
        hook(runner, block, links.path());
    }
}

/// A folder in which pip and uv find the wheel, and what builds the packages of hooks.
fn links() -> Folder {
    let links = Folder::new();
    let mut download = tool("pip");
    download.args(["download", "--quiet", "--no-deps", "--dest"]);
    run(download.arg(links.path()).args(["setuptools", "wheel"]));
    let wheel = BUILT.wheel.file_name().expect("it is a file");
    fs::copy(&BUILT.wheel, links.path().join(wheel)).expect("it can be copied");
    links
}

/// A repository that has our `.pre-commit-hooks.yaml` and a package that brings the wheel, as ours does, unbuilt.
#[test]
#[ignore = "builds a release twice"]
fn the_hooks_are_what_a_repository_of_hooks_needs() {
    let links = links();
    let package = format!(
        "[build-system]\nrequires = [\"setuptools\"]\nbuild-backend = \"setuptools.build_meta\"\n\
         [project]\nname = \"hooks\"\nversion = \"1\"\ndependencies = [\"stackgen=={VERSION}\"]\n\
         [tool.setuptools]\npy-modules = []\n"
    );
    let hooks = Sandbox::new()
        .file(
            ".pre-commit-hooks.yaml",
            include_str!("../.pre-commit-hooks.yaml"),
        )
        .file("pyproject.toml", &package)
        .committed();
    hooks.git("tag v1");
    let configuration = format!(
        "repos:\n  - repo: {}\n    rev: v1\n    hooks:\n      - id: stackgen-gen\n      - id: stackgen-check\n",
        hooks.path().display()
    );
    let alone = configuration.replace("      - id: stackgen-gen\n", "");
    for runner in ["pre-commit", "prek"] {
        hook(runner, &alone, links.path());
    }
}

#[test]
#[ignore = "builds a release twice"]
fn the_archive_for_people_without_python_is_the_same_program() {
    let folder = Folder::new();
    for (target, archive) in [
        (
            "x86_64-unknown-linux-musl",
            "stackgen-x86_64-unknown-linux-musl.tar.gz",
        ),
        (
            "x86_64-pc-windows-msvc",
            "stackgen-x86_64-pc-windows-msvc.zip",
        ),
    ] {
        let bytes = ["first", "second"].map(|name| {
            let place = folder.path().join(name);
            let mut command = clean(python::tool("python"));
            command.arg(Path::new(ROOT).join(".ci/archive"));
            run(command.arg(&BUILT.wheel).arg(target).arg(&place));
            fs::read(place.join(archive)).expect("it was written")
        });
        assert!(bytes[0] == bytes[1], "{archive} differs");
    }
    let mut unpack = Command::new("tar");
    unpack
        .arg("xzf")
        .arg("first/stackgen-x86_64-unknown-linux-musl.tar.gz");
    run(unpack.current_dir(folder.path()));
    let programs = folder.path().join("stackgen-x86_64-unknown-linux-musl");
    assert!(succeed(Command::new(programs.join("stackgen")).arg("--version")).is_ok());
    use_it(&programs);
}
