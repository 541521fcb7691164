//! The `stackgen` command: all of it is in the library.

use std::process::ExitCode;

/// Memory is taken and given back in many small pieces. With the system's own allocator a run takes half as long again where
/// that is musl's, and a third where it is glibc's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    stackgen::commands::run()
}
