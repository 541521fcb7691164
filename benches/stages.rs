//! Each stage of the pipeline by itself: reading, meaning, the user's files, checks, rendering, the plan.
//!
//! `cargo bench` measures; whole processes are measured by benches/compare.sh.

#![allow(
    clippy::disallowed_methods,
    reason = "the wall round std::fs is one of the product, not of its measurements"
)]

mod stack;

use criterion::{Criterion, criterion_group, criterion_main};
use stack::{Layout, stack};
use stackgen::config::{self, Config};
use stackgen::diagnostics::Report;
use stackgen::disk::Disk;
use stackgen::model::{self, Stack};
use stackgen::render::{self, Origin, Outputs, Overrides};
use stackgen::source::Sources;
use stackgen::workspace::Workspace;
use stackgen::write::{Lock, Plan};
use std::hint::black_box;
use std::path::PathBuf;
use std::sync::Arc;

const SIZES: [usize; 2] = [100, 1000];

fn stages(criterion: &mut Criterion) {
    for (word, layout) in [
        ("one", Layout::OneToAFolder),
        ("many", Layout::ManyToAFolder),
    ] {
        for size in SIZES {
            measure(criterion, word, layout, size);
        }
    }
}

fn measure(criterion: &mut Criterion, word: &str, layout: Layout, size: usize) {
    let files = stack(size, layout);
    let folder = Folder::new();
    files.write(&folder.0).expect("a folder can be written");
    let text: Arc<str> = files.text.as_str().into();
    let disk = Disk::new(&folder.0);
    let meaning = build(read(&text));
    let workspace = look(&meaning, &disk);
    let outputs = render(&meaning);
    let lock = Lock::read(&disk, "stack.toml").expect("there is no lock");

    let id = |stage: &str| format!("{stage}: {size}, {word} to a folder");
    criterion.bench_function(&id("read"), |it| it.iter(|| read(black_box(&text))));
    criterion.bench_function(&id("model"), |it| {
        let fresh = || read(&text);
        it.iter_batched(fresh, build, criterion::BatchSize::LargeInput);
    });
    criterion.bench_function(&id("workspace"), |it| {
        it.iter(|| look(black_box(&meaning), &disk));
    });
    criterion.bench_function(&id("lints"), |it| {
        it.iter(|| {
            let mut report = Report::default();
            stackgen::lints::check(black_box(&meaning), &workspace, &mut report);
            report
        });
    });
    criterion.bench_function(&id("render"), |it| {
        it.iter(|| render(black_box(&meaning)));
    });
    criterion.bench_function(&id("plan"), |it| {
        it.iter(|| Plan::make(black_box(&outputs), &lock, &disk).map(|plan| plan.is_fresh()));
    });
}

fn read(text: &Arc<str>) -> Config {
    let mut sources = Sources::default();
    let whole = sources.add("stack.toml", text.clone());
    config::read(text, whole, &mut Report::default())
}

fn build(config: Config) -> Stack {
    model::build(config, &mut Report::default())
}

fn look(stack: &Stack, disk: &Disk) -> Workspace {
    Workspace::read(stack, disk, "", &mut Sources::default())
}

fn render(stack: &Stack) -> Outputs {
    let origin = Origin {
        file: "stack.toml".into(),
        command: "stackgen gen".into(),
    };
    render::render(stack, &origin, &|_| None, Overrides::new())
        .expect("the built-in templates render")
}

/// A folder of its own, removed when it goes.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let name = format!("stackgen-stages-{}", std::process::id());
        Self(std::env::temp_dir().join(name))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

criterion_group!(all, stages);
criterion_main!(all);
