//! How far a run is.
//!
//! In: what the stages say while they work: which phase begins, how many steps it has, each step done. Out: where the run is,
//! for whoever watches it from another thread. Nothing is drawn here.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What a run does one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The flow files behind the deployments.
    Reading,
    /// All else that is found out before anything is rendered.
    Checking,
    Rendering,
    /// What is rendered beside what is on the disk.
    Comparing,
    Writing,
}

const PHASES: [Phase; 5] = [
    Phase::Checking,
    Phase::Reading,
    Phase::Rendering,
    Phase::Comparing,
    Phase::Writing,
];

/// A run's progress; all clones are of the same run.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<Counters>);

#[derive(Debug, Default)]
struct Counters {
    /// Its place in [`PHASES`].
    phase: AtomicUsize,
    done: AtomicUsize,
    total: AtomicUsize,
}

impl Progress {
    /// A phase begins; 0 steps are an unknown number.
    pub fn begin(&self, phase: Phase, steps: usize) {
        let place = PHASES.iter().position(|known| *known == phase);
        self.0.done.store(0, Ordering::Relaxed);
        self.0.total.store(steps, Ordering::Relaxed);
        self.0.phase.store(place.unwrap_or(0), Ordering::Relaxed);
    }

    /// A step of the phase is done.
    pub fn step(&self) {
        self.0.done.fetch_add(1, Ordering::Relaxed);
    }

    /// The phase, the steps done, and how many it has.
    pub fn now(&self) -> (Phase, usize, usize) {
        let read = |counter: &AtomicUsize| counter.load(Ordering::Relaxed);
        let phase = PHASES.get(read(&self.0.phase)).copied();
        let total = read(&self.0.total);
        let done = read(&self.0.done).min(total);
        (phase.unwrap_or(Phase::Checking), done, total)
    }
}
