//! No stack.toml, and no file beside it, makes stackgen panic, hang or fill the memory: what is too deep, too long, too many or
//! no text at all gets a finding.
//!
//! In: texts that are made here, of half a MiB each, or of as many as `STACKGEN_LIMITS` says (32 is the most that is read). Out:
//! status 0 or 1 within a minute and within as much memory as is in proportion: 1 GiB at 16.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the wall round std::fs is one of the product, not of its tests"
)]
#![allow(clippy::print_stdout, reason = "what is shown of a test that fails")]

#[path = "support/mod.rs"]
mod support;

use std::fs::{self, File};
use std::process::Stdio;
use std::time::{Duration, Instant};
use support::sandbox::Sandbox;

/// A debug build on a busy machine; a release needs a tenth.
const LONGEST: Duration = Duration::from_secs(60);

/// Bytes of a text.
fn size() -> usize {
    let wanted = std::env::var("STACKGEN_LIMITS").ok();
    let wanted = wanted.and_then(|text| text.parse::<usize>().ok());
    wanted.map_or(1 << 19, |mebibytes| mebibytes << 20)
}

/// What a run of `check` printed.
struct Run {
    status: Option<i32>,
    stderr: String,
}

/// Runs a command line with a bound on memory and time.
fn run(sandbox: &Sandbox, arguments: &[&str]) -> Run {
    let kilobytes = (160 << 10) + size() / 1024 * 56;
    // The allocator reserves addresses by the GiB, which is no memory yet: what is used is looked at below.
    let script = format!("ulimit -v {} && exec \"$0\" \"$@\"", kilobytes + (2 << 20));
    let stderr = sandbox.path().join("stderr");
    let started = Instant::now();
    let mut child = sandbox
        .command("sh")
        .args(["-c", &script, env!("CARGO_BIN_EXE_stackgen")])
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(File::create(&stderr).expect("a file can be made"))
        .spawn()
        .expect("a shell starts");
    let status = loop {
        if let Some(status) = child.try_wait().expect("a child can be waited for") {
            break status.code();
        }
        let used = used(child.id());
        if started.elapsed() > LONGEST || used > kilobytes {
            child.kill().expect("a child can be ended");
            child.wait().expect("a child can be waited for");
            panic!("{arguments:?} takes more than {LONGEST:?} or {kilobytes} kB: {used} kB");
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let stderr = fs::read(stderr).expect("a file can be read");
    Run {
        status,
        stderr: String::from_utf8_lossy(&stderr).into_owned(),
    }
}

/// The most kilobytes of memory that a process has had, where the system says so; 0 when it has ended.
fn used(process: u32) -> usize {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = peak.and_then(|rest| rest.split_whitespace().next());
    kilobytes.map_or(0, |text| text.parse().expect("it is a number"))
}

/// Checks a text: whatever it is, it is judged, in few words. What was said.
fn check(name: &str, text: &[u8]) -> String {
    let sandbox = Sandbox::new();
    fs::write(sandbox.path().join("stack.toml"), text).expect("a file can be written");
    let started = Instant::now();
    let Run { status, stderr } = run(&sandbox, &["check"]);
    println!("{name}: {:?}", started.elapsed());
    let start: String = stderr.chars().take(2000).collect();
    assert!(matches!(status, Some(0 | 1)), "{name}: {status:?}\n{start}");
    assert!(
        stderr.len() < 1 << 20,
        "{name}: {} bytes\n{start}",
        stderr.len()
    );
    stderr
}

/// A text of about the wanted size: a head, and as many lines as it takes, each with its number.
fn lines(head: &str, line: impl Fn(usize) -> String) -> String {
    let mut text = head.to_owned();
    for number in 0.. {
        if text.len() >= size() {
            break;
        }
        text += &line(number);
    }
    text
}

/// The same on one line, between a head and a tail.
fn repeated(head: &str, piece: &str, tail: &str) -> String {
    let count = (size() - head.len() - tail.len()) / piece.len();
    [head, &piece.repeat(count), tail].concat()
}

#[test]
fn what_is_nested_is_refused() {
    for (name, text) in [
        ("lists", repeated("a = ", "[", "")),
        (
            "closed lists",
            repeated("a = ", "[", &"]".repeat(size() / 2)),
        ),
        ("tables", repeated("a = ", "{a=", "")),
        (
            "tables in a service",
            repeated("[services.a]\nx-a = ", "{a=", ""),
        ),
        ("a dotted key", repeated("a", ".a", " = 1\n")),
        ("a dotted header", repeated("[a", ".a", "]\n")),
    ] {
        let said = check(name, text.as_bytes());
        assert!(said.contains("error[toml-syntax]"), "{name}: {said:.500}");
    }
    let variable = repeated("[services.a]\nimage = \"", "${A:-", "\"\n");
    assert!(check("interpolation", variable.as_bytes()).contains("error[invalid-interpolation]"));
}

#[test]
fn what_is_many_is_told_of_in_few_words() {
    for (name, code, text) in [
        (
            "keys",
            "unknown-key",
            lines("[services.a]\n", |n| format!("k{n} = {n}\n")),
        ),
        ("tables", "unknown-key", lines("", |n| format!("[t{n}]\n"))),
        (
            "tables of a list",
            "unknown-key",
            lines("", |_| "[[a]]\n".into()),
        ),
        (
            "services",
            "invalid-value",
            lines("", |n| format!("[services.s{n}]\n")),
        ),
        (
            "codes",
            "invalid-value",
            lines("[lints]\n", |n| format!("l{n} = \"warn\"\n")),
        ),
        ("equal keys", "toml-syntax", lines("", |_| "a = 1\n".into())),
        ("equal tables", "toml-syntax", lines("", |_| "[a]\n".into())),
        (
            "equal keys on one line",
            "toml-syntax",
            repeated("a = {", "a=1,", "}\n"),
        ),
        ("brackets", "toml-syntax", lines("", |_| "[\n".into())),
        ("quotes", "toml-syntax", lines("", |_| "\"\n".into())),
        ("equal signs", "toml-syntax", lines("", |_| "=\n".into())),
        (
            "comments",
            "useless-allow",
            lines("", |_| "# stackgen: allow(missing-file)\n".into()),
        ),
        (
            "deployments",
            "unknown-work-pool",
            lines("", |n| {
                format!("[deployments.d{n}]\nentrypoint = \"f.py:f\"\nwork_pool = \"q\"\n")
            }),
        ),
        (
            "schedules",
            "invalid-schedule",
            lines("", |n| {
                format!(
                    "[deployments.d{n}]\nentrypoint = \"{{{{ $E }}}}\"\npull = []\nschedules = [{{ cron = \"99 * * * *\" }}]\n"
                )
            }),
        ),
        (
            "mounts",
            "missing-mount-source",
            lines("[services.a]\nimage = \"a\"\nvolumes = [\n", |n| {
                format!("\"./a{n}:/b{n}\",\n")
            }) + "]\n",
        ),
        (
            "placeholders",
            "unknown-placeholder",
            repeated(
                "[deployments.d]\nentrypoint = \"{{ $E }}\"\npull = []\ndescription = \"",
                "{{ a }}",
                "\"\n",
            ),
        ),
    ] {
        let said = check(name, text.as_bytes());
        assert!(said.contains(&format!("[{code}]")), "{name}: {said:.500}");
    }
}

#[test]
fn what_is_many_and_right_is_read() {
    let numbers = || (0..9_999).map(|n| n.to_string());
    let join = |piece: fn(String) -> String| numbers().map(piece).collect::<String>();
    for (name, text) in [
        ("variables", lines("[env.e]\n", |n| format!("K{n} = {n}\n"))),
        (
            "credentials",
            join(|n| {
                format!(
                    "[credentials.c{n}]\ntype = \"postgres\"\nuser = \"u\"\npassword = \"p\"\nhost = \"h\"\n"
                )
            }) + "[services.a]\nimage = \"a\"\n[services.a.environment]\n"
                + &join(|n| format!("U{n} = {{ credential = \"c{n}\", field = \"url\" }}\n")),
        ),
        (
            "services in a row",
            join(|n| {
                format!(
                    "[services.s{n}]\nimage = \"a\"\ndepends_on = [\"s{}\"]\n",
                    n.parse::<usize>().unwrap_or(0).saturating_sub(1)
                )
            }),
        ),
        (
            "services in a circle",
            join(|n| {
                format!(
                    "[services.s{n}]\nimage = \"a\"\ndepends_on = [\"s{}\"]\n",
                    (n.parse::<usize>().unwrap_or(0) + 1) % 9_999
                )
            }),
        ),
        (
            "targets in a circle",
            join(|n| {
                format!(
                    "[make.targets.t{n}]\nneeds = [\"t{}\"]\n",
                    (n.parse::<usize>().unwrap_or(0) + 1) % 9_999
                )
            }),
        ),
        (
            "ports",
            "[services.a]\nimage = \"a\"\nports = [".to_owned()
                + &join(|n| format!("\"{}:80\", ", n.parse::<usize>().unwrap_or(0) + 1))
                + "]\n",
        ),
        (
            "all ports, often",
            "[services.a]\nimage = \"a\"\nports = [".to_owned()
                + &"\"1-65535:1-65535\", ".repeat(1000)
                + "]\n",
        ),
        (
            "schedules",
            "[deployments.d]\nentrypoint = \"{{ $E }}\"\npull = []\nschedules = [".to_owned()
                + &join(|n| format!("{{ cron = \"*/5 * * * *\", slug = \"s{n}\" }}, "))
                + "]\n",
        ),
        (
            "steps that double",
            (0..60)
                .map(|n| {
                    format!("[steps]\ns{n} = [\"s{}\", \"s{}\"]\n", n + 1, n + 1)
                        .replace("[steps]\n", if n == 0 { "[steps]\n" } else { "" })
                })
                .collect::<String>()
                + "s60 = [{ \"a.b\" = {} }]\n[deployments.d]\nentrypoint = \"{{ $E }}\"\npull = [\"s0\"]\n",
        ),
        (
            "times of a cron",
            repeated(
                "[deployments.d]\nentrypoint = \"{{ $E }}\"\npull = []\nschedules = [{ cron = \"0",
                ",1,59",
                " * * * *\" }]\n",
            ),
        ),
        (
            "times of a rule",
            repeated(
                "[deployments.d]\nentrypoint = \"{{ $E }}\"\npull = []\nschedules = [{ rrule = \"FREQ=DAILY;BYMINUTE=0",
                ",1,59",
                "\" }]\n",
            ),
        ),
    ] {
        check(name, text.as_bytes());
    }
}

#[test]
fn what_is_long_is_read_or_refused() {
    for (name, text) in [
        ("a name", repeated("[services.", "a", "]\nimage = \"a\"\n")),
        (
            "a deployment's name",
            repeated("[deployments.\"", "a", "\"]\nentrypoint = \"f.py:f\"\n"),
        ),
        ("a key", repeated("[services.a]\n", "a", " = 1\n")),
        (
            "an image",
            repeated("[services.a]\nimage = \"", "a/", "\"\n"),
        ),
        (
            "a reference",
            repeated(
                "[services.a]\nimage = \"a\"\ndepends_on = [\"",
                "b",
                "\"]\n",
            ),
        ),
        ("a string", repeated("[env.e]\nA = \"", "a", "\"\n")),
        (
            "lines of a string",
            repeated("[env.e]\nA = \"\"\"", "a\n", "\"\"\"\n"),
        ),
        ("a comment", repeated("# ", "a", "\n")),
        ("empty lines", repeated("", "\n", "")),
        (
            "an integer",
            repeated("[services.a]\nimage = \"a\"\npids_limit = ", "9", "\n"),
        ),
        (
            "a float",
            repeated("[services.a]\nimage = \"a\"\ncpus = 0.", "9", "\n"),
        ),
        ("garbage", repeated("", "\u{1}\u{7f}é=[\"'{#\\\u{2028}", "")),
    ] {
        check(name, text.as_bytes());
    }
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let said = check("33 MiB", "#\n".repeat(33 << 19).as_bytes());
    assert!(said.contains("the file has more than 32 MiB"), "{said}");
}

#[test]
fn a_text_of_many_mebibytes_is_told_at_its_place() {
    let text = "a".repeat(5 << 20);
    let said = check("5 MiB", format!("[env.e]\nA = \"{text}\"\n").as_bytes());
    assert!(said.contains("stack.toml:2:5"), "{said}");
    assert!(
        said.contains("a text of more than 4 MiB: put it into a file of its own"),
        "{said}"
    );
    // A remark is not kept.
    let said = check(
        "5 MiB of remarks",
        format!("# {text}\n[env.e]\nA = \"b\"\n").as_bytes(),
    );
    assert!(!said.contains("MiB"), "{said}");
}

#[test]
fn what_is_no_text_is_told_at_its_place() {
    for (text, place, said) in [
        (
            &b"[project]\nname = \"caf\xe9\"\n"[..],
            "2:12",
            "the byte 0xE9 begins no character",
        ),
        (b"\xff\xfe[\0p\0", "1:1", "this looks like UTF-16"),
        (
            b"a = \"\xf0\x9f\"\n",
            "1:6",
            "the byte 0xF0 begins no character",
        ),
        (b"[services.a]\0\n", "1:13", "not valid TOML"),
        (b"[services.a]\rimage = \"a\"\r", "1:14", "not valid TOML"),
        (
            b"[services.a]\nimage = \"a\x01\"\n",
            "2:11",
            "not valid TOML",
        ),
        (
            "[services.a]\u{2028}image = \"a\"\n".as_bytes(),
            "1:13",
            "not valid TOML",
        ),
        (
            b"[services.a]\nimage = \"a\\u0000\"\n",
            "2:9",
            "uncarried-value",
        ),
    ] {
        let stderr = check(said, text);
        assert!(
            stderr.contains(&format!("--> stack.toml:{place}\n")),
            "{said}: {stderr}"
        );
        assert!(stderr.contains(said), "{said}: {stderr}");
    }
}

#[test]
fn a_mark_of_order_and_mixed_line_ends_are_read() {
    let sandbox = Sandbox::new().file(
        "stack.toml",
        "\u{feff}[services.a]\r\nimage = \"a:1\"\ncommand = \"\"\"b\r\nc\nd\"\"\"\r\n",
    );
    let sandbox = sandbox.generate();
    assert!(sandbox.read("compose.yml").contains("image: a:1"));
}

#[test]
fn numbers_and_dates_out_of_place_are_findings() {
    let said = check(
        "numbers",
        b"[services.a]\nimage = 1979-05-27\ncpus = 1e400\nmem_limit = 10000000000000000000\npids_limit = 99999999999999999999999999999\n\
          [deployments.d]\nentrypoint = 07:32:00\nschedules = [{ cron = 1979-05-27T07:32:00Z }]\n",
    );
    assert_eq!(
        said.matches("\n --> ").count(),
        said.matches("error[").count(),
        "{said}"
    );
    assert!(said.matches("error[").count() >= 5, "{said}");
}

#[cfg(unix)]
#[test]
fn only_a_file_is_a_stack() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path().join("folder")).expect("a folder can be made");
    let made = sandbox
        .command("mkfifo")
        .arg("pipe")
        .status()
        .expect("mkfifo starts");
    assert!(made.success());
    for (path, reason) in [
        ("folder", "this is a folder, not a file"),
        ("pipe", "this is a pipe, a socket or a device, not a file"),
        (
            "/dev/zero",
            "this is a pipe, a socket or a device, not a file",
        ),
        ("nothing", "there is no such file"),
    ] {
        let Run { status, stderr } = run(&sandbox, &["check", "--stack", path]);
        assert_eq!(status, Some(2), "{path}: {stderr}");
        assert!(stderr.contains(reason), "{path}: {stderr}");
    }
}

/// A stack that reads all files that may lie beside it.
const STACK: &str = "[services.prefect-server]\nkind = \"prefect-server\"\nports = [\"4200:4200\"]\n\n[services.w]\nkind = \"prefect-worker\"\n\
    server = \"prefect-server\"\nwork_pool = \"p\"\nvolumes = [\"./flows:/flows\"]\nenvironment = { A = { env = \"A\" } }\n\n[work_pools.p]\n\n\
    [deployments.d]\ndirectory = \"flows\"\nentrypoint = \"flow.py:load\"\nwork_pool = \"p\"\n";

#[test]
fn garbage_beside_the_stack_is_read_through() {
    let garbage = repeated("", "\u{1}\u{7f}é=[\"'{#\\\u{2028}\n", "");
    let flow = "from nowhere import x\n@flow\ndef load(): ...\n";
    for (name, path, text) in [
        ("lock", ".stackgen.lock", garbage.clone().into_bytes()),
        ("bytes in a lock", ".stackgen.lock", vec![0xff; size()]),
        (".env", ".env", garbage.clone().into_bytes()),
        ("bytes in .env", ".env", vec![0xff; size()]),
        (
            "quotes in .env",
            ".env",
            "A=\"\n".repeat(size() / 4).into_bytes(),
        ),
        (
            "names in .env",
            ".env",
            lines("", |n| format!("K{n}=1\n")).into_bytes(),
        ),
        ("flow", "flows/flow.py", garbage.clone().into_bytes()),
        (
            "brackets in a flow",
            "flows/flow.py",
            repeated("x = ", "(", "\n").into_bytes(),
        ),
        (
            "operators in a flow",
            "flows/flow.py",
            repeated("x = a", " + a", "\n").into_bytes(),
        ),
        (
            "attributes in a flow",
            "flows/flow.py",
            repeated("x = a", ".a", "\n").into_bytes(),
        ),
        (
            "calls in a flow",
            "flows/flow.py",
            repeated("x = a", "()", "\n").into_bytes(),
        ),
        (
            "branches in a flow",
            "flows/flow.py",
            repeated("if a: pass\n", "elif a: pass\n", "").into_bytes(),
        ),
        (
            "blocks in a flow",
            "flows/flow.py",
            (0..1000)
                .map(|n| format!("{}if a:\n", " ".repeat(n)))
                .collect::<String>()
                .into_bytes(),
        ),
        (
            "strings in a flow",
            "flows/flow.py",
            repeated("x = ", "f'{", "\n").into_bytes(),
        ),
        (
            "imports in a flow",
            "flows/flow.py",
            lines("", |n| format!("import m{n}\n")).into_bytes(),
        ),
        ("bytes in a flow", "flows/flow.py", vec![0xff; size()]),
        ("requirements", "requirements.txt", garbage.into_bytes()),
        ("bytes in compose.yml", "compose.yml", vec![0xff; size()]),
        (
            "lines in compose.yml",
            "compose.yml",
            "a\n".repeat(size() / 2).into_bytes(),
        ),
        (
            "bytes in prefect.yaml",
            "flows/prefect.yaml",
            vec![0, 0xff, 0xfe],
        ),
    ] {
        let sandbox = Sandbox::new()
            .file("stack.toml", STACK)
            .file("flows/flow.py", flow);
        fs::write(sandbox.path().join(path), text).expect("a file can be written");
        let started = Instant::now();
        let Run { status, stderr } = run(&sandbox, &["check"]);
        println!("{name}: {:?}", started.elapsed());
        assert_eq!(status, Some(1), "{name}: {stderr:.2000}");
    }
}

#[cfg(unix)]
#[test]
fn nobody_waits_for_a_pipe_beside_the_stack() {
    for (path, expected) in [
        (".env", 1),
        ("flows/flow.py", 1),
        ("requirements.txt", 1),
        // Nothing can be written there.
        ("compose.yml", 2),
    ] {
        let sandbox = Sandbox::new()
            .file("stack.toml", STACK)
            .file("flows/other.py", "");
        let made = sandbox
            .command("mkfifo")
            .arg(path)
            .status()
            .expect("mkfifo starts");
        assert!(made.success());
        let Run { status, stderr } = run(&sandbox, &["check"]);
        assert_eq!(status, Some(expected), "{path}: {stderr}");
    }
}

#[test]
fn a_template_that_cannot_be_rendered_is_told() {
    for (name, text) in [
        (
            "loops",
            "{% for a in range(99999) %}{% for b in range(99999) %}{{ b }}{% endfor %}{% endfor %}",
        ),
        (
            "growth",
            "{% set ns = namespace(a=\"aaaaaaaaaaaaaaaa\") %}{% for i in range(60) %}{% set ns.a = ns.a ~ ns.a %}{% endfor %}",
        ),
        ("repetition", "{{ \"a\" * 9999999999 }}"),
        ("itself", "{% include \"compose.yml\" %}"),
        ("blanks", "{{ header | block(99999999999) }}"),
        ("a wrong character", "{{ € }}"),
        ("no end", "{{ a"),
        ("another one", "{% include \"infrastructure.md\" %}"),
    ] {
        let sandbox = Sandbox::new()
            .file(
                "stack.toml",
                "[services.a]\nimage = \"a\"\n[templates]\ndir = \"mine\"\n",
            )
            .file("mine/compose.yml.j2", text);
        let Run { status, stderr } = run(&sandbox, &["check"]);
        assert_eq!(status, Some(1), "{name}: {stderr}");
        assert!(
            stderr.contains("error[template-error]: template `compose.yml`"),
            "{name}: {stderr}"
        );
    }
}
