//! Runs that are killed, and several at once, as real processes.

use crate::support::sandbox::{Output, Sandbox, snapshot};
use crate::{assert_finishes, states};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

/// Deployments of the stack that is broken off: enough for a run to be hit while it writes.
const DEPLOYMENTS: usize = 60;

/// A stack with a prefect.yaml for each deployment; from version to version all texts change, and every third folder.
fn stack(version: usize) -> String {
    let mut text =
        String::from("[services.server]\nkind = \"prefect-server\"\nports = [\"4200:4200\"]\n");
    for number in 0..DEPLOYMENTS {
        let folder = match number % 3 {
            0 => format!("version-{version}/{number}"),
            _ => format!("flows/{number}"),
        };
        text += &format!(
            "[deployments.d{number}]\ndirectory = \"{folder}\"\nentrypoint = \"{{{{ $ENTRYPOINT }}}}\"\npull = []\n\
             schedules = [{{ cron = \"{version} 1 * * *\" }}]\n"
        );
    }
    text
}

/// Whoever reads stack.toml meanwhile finds one version or the other.
fn put(project: &Sandbox, version: usize) {
    project.write("stack.toml.new", &stack(version));
    let place = project.path().join("stack.toml");
    fs::rename(project.path().join("stack.toml.new"), place).expect("a file can be renamed");
}

/// All files but stack.toml.
fn contents(project: &Sandbox) -> BTreeMap<String, String> {
    let mut paths = project.tree();
    paths.retain(|path| path != "stack.toml");
    paths
        .into_iter()
        .map(|path| (path.clone(), project.read(&path)))
        .collect()
}

fn spawn(project: &Sandbox, command: &str) -> Child {
    let mut started: Command = project.command(env!("CARGO_BIN_EXE_stackgen"));
    started
        .arg(command)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    started.spawn().expect("the binary starts")
}

fn finish(child: Child) -> Output {
    let output = child.wait_with_output().expect("the binary ends");
    Output {
        status: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Numbers that look like chance and are the same in each run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit.max(1)
    }
}

/// Waits for a moment by chance: of the whole run, or of what comes after its first change.
fn wait(project: &Sandbox, whole: Duration, chance: &mut Chance, child: &mut Child) {
    let lock = project.path().join(".stackgen.lock");
    let written = || -> Option<SystemTime> { fs::metadata(&lock).ok()?.modified().ok() };
    let micros = whole.as_micros() as u64;
    if chance.below(2) == 0 {
        std::thread::sleep(Duration::from_micros(chance.below(micros)));
        return;
    }
    let before = written();
    while written() == before && child.try_wait().expect("a child can be asked").is_none() {
        std::thread::sleep(Duration::from_micros(50));
    }
    std::thread::sleep(Duration::from_micros(chance.below(micros / 5)));
}

/// After a signal by chance each file is old or new, whole; nothing is taken for an edit; the next run ends well.
fn break_off(signal: &str, rounds: usize) {
    let project = Sandbox::new();
    put(&project, 1);
    assert_finishes(&project);
    let mut old = contents(&project);
    put(&project, 2);
    let start = Instant::now();
    assert_eq!(project.run("gen").status, 0);
    let whole = start.elapsed();
    let mut new = contents(&project);
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let mut hit = 0;
    for round in 0..rounds {
        std::mem::swap(&mut old, &mut new);
        put(&project, 1 + round % 2);
        let mut child = spawn(&project, "gen");
        wait(&project, whole, &mut chance, &mut child);
        let pid = child.id().to_string();
        let _ = Command::new("kill")
            .args([signal, &pid])
            .stderr(Stdio::null())
            .status();
        let was_hit = finish(child).status == -1;
        let found = contents(&project);
        hit += usize::from(was_hit && found != old && found != new);
        for (path, text) in &found {
            let is_whole = [&old, &new].iter().any(|tree| tree.get(path) == Some(text));
            let is_ours = path == ".stackgen.lock";
            assert!(
                is_whole || is_ours || path.ends_with(".stackgen-tmp"),
                "round {round}: {path} holds {text:?}"
            );
        }
        for (path, state) in states(&project) {
            assert!(
                !["edited", "foreign"].contains(&state.as_str()),
                "round {round}: {path}"
            );
        }
        let output = project.run("gen");
        assert_eq!(output.status, 0, "round {round}: {}", snapshot(&output));
        assert!(contents(&project) == new, "round {round}: other files");
    }
    assert_finishes(&project);
    // A few may all end before or after; of many, most are hit between two changes.
    assert!(
        rounds < 50 || hit * 4 > rounds,
        "{signal}: {hit} of {rounds} were hit"
    );
}

/// How often; `.ci/run` asks for more.
fn rounds() -> usize {
    let wanted = std::env::var("STACKGEN_KILLS").ok();
    wanted.map_or(12, |number| {
        number.parse().expect("STACKGEN_KILLS is a number")
    })
}

#[test]
fn killed_at_any_moment() {
    break_off("-KILL", rounds());
}

#[test]
fn interrupted_at_any_moment() {
    break_off("-INT", rounds() / 3);
    break_off("-TERM", rounds() / 3);
}

#[test]
fn many_runs_at_once_do_the_work_once() {
    let project = Sandbox::new();
    for version in 1..4 {
        put(&project, version);
        let children: Vec<Child> = (0..6).map(|_| spawn(&project, "gen")).collect();
        let outputs: Vec<Output> = children.into_iter().map(finish).collect();
        let wrote = outputs
            .iter()
            .filter(|output| !output.stdout.is_empty())
            .count();
        assert_eq!(wrote, 1);
        for output in &outputs {
            assert_eq!(output.status, 0, "{}", snapshot(output));
        }
        assert_finishes(&project);
        assert!(
            project
                .tree()
                .iter()
                .all(|path| !path.contains("stackgen-tmp"))
        );
    }
}

/// Whoever waited writes what stack.toml says then, and `check` never sees half a run.
#[test]
fn the_last_word_of_the_stack_holds() {
    let project = Sandbox::new();
    put(&project, 0);
    assert_finishes(&project);
    std::thread::scope(|scope| {
        for command in ["gen", "gen", "check"] {
            let project = &project;
            scope.spawn(move || {
                for _ in 0..8 {
                    let output = finish(spawn(project, command));
                    let text = snapshot(&output);
                    assert!(
                        !text.contains("edited") && !text.contains("foreign"),
                        "{text}"
                    );
                    assert!(output.status == 0 || command == "check", "{text}");
                }
            });
        }
        for version in 1..12 {
            put(&project, version);
            std::thread::sleep(Duration::from_millis(40));
        }
    });
    assert_eq!(project.run("gen").status, 0);
    assert_finishes(&project);
}

#[test]
fn who_waits_says_so() {
    for command in ["gen", "check"] {
        let project = Sandbox::new();
        put(&project, 1);
        assert_finishes(&project);
        let folder = File::open(project.path()).unwrap();
        folder.lock().unwrap();
        let mut child = spawn(&project, command);
        let mut line = String::new();
        let stderr = child.stderr.as_mut().expect("it is piped");
        BufReader::new(stderr).read_line(&mut line).unwrap();
        assert!(line.contains("waiting for it"), "{line}");
        assert!(child.try_wait().unwrap().is_none());
        folder.unlock().unwrap();
        assert_eq!(finish(child).status, 0);
        // Readers do not keep each other out.
        folder.lock_shared().unwrap();
        assert_eq!(snapshot(&project.run("check")), "status: 0\n");
    }
}
