//! Programs that run beside a test and never outlive it.
//!
//! In: a command. Out: its end, or a handle that ends it when dropped. What it prints goes to a log, shown if the test fails.

use crate::support::python;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// A program under guard (`guard.py`): it ends when this is dropped, or when the test binary ends in whatever way.
pub struct Background {
    name: String,
    child: Child,
    log: PathBuf,
}

impl Background {
    /// Starts a command; what it prints goes to a file of that name in `logs`.
    pub fn start(name: &str, command: &Command, logs: &Path) -> Self {
        let log = logs.join(format!("{name}.log"));
        let output = File::create(&log).expect("the log can be made");
        let guard = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/live/guard.py");
        let mut guarded = Command::new(python::interpreter());
        guarded
            .arg(guard)
            .arg(command.get_program())
            .args(command.get_args())
            .env_clear();
        guarded.envs(
            command
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        );
        guarded.current_dir(command.get_current_dir().expect("the command has a folder"));
        let output_too = output.try_clone().expect("a log can be shared");
        guarded
            .stdin(Stdio::piped())
            .stdout(output)
            .stderr(output_too);
        let child = guarded.spawn().expect("the guard starts");
        Self {
            name: name.to_owned(),
            child,
            log,
        }
    }

    /// Waits for its end; the error is what it printed.
    pub fn finish(mut self, limit: Duration) -> Result<String, String> {
        match self.wait(limit) {
            Some(status) if status.success() => Ok(self.printed()),
            Some(status) => Err(format!("{}: {status}\n{}", self.name, self.printed())),
            None => Err(format!(
                "{}: not done after {limit:?}\n{}",
                self.name,
                self.printed()
            )),
        }
    }

    /// What it has printed so far.
    pub fn printed(&self) -> String {
        String::from_utf8_lossy(&fs::read(&self.log).unwrap_or_default()).into_owned()
    }

    /// Whether it still runs.
    pub fn is_alive(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|status| status.is_none())
    }

    fn wait(&mut self, limit: Duration) -> Option<ExitStatus> {
        let start = Instant::now();
        while start.elapsed() < limit {
            if let Some(status) = self.child.try_wait().expect("the guard can be asked") {
                return Some(status);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        None
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        if self.wait(Duration::from_secs(20)).is_none() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
        if std::thread::panicking() {
            let printed = self.printed();
            let lines: Vec<&str> = printed.lines().collect();
            let last = &lines[lines.len().saturating_sub(40)..];
            eprintln!("--- last lines of {}\n{}", self.name, last.join("\n"));
        }
    }
}

/// Asks again and again, four times a second, until there is an answer; fails with `what` after `seconds`.
pub fn wait_for<T>(what: &str, seconds: u64, mut ask: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(
            start.elapsed().as_secs() < seconds,
            "not after {seconds} s: {what}"
        );
        std::thread::sleep(Duration::from_millis(250));
    }
}
