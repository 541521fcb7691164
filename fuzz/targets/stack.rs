#![no_main]

use libfuzzer_sys::{fuzz_crossover, fuzz_mutator, fuzz_target, fuzzer_mutate};
use stackgen_fuzz::mutate::mutate;

fuzz_target!(|bytes: &[u8]| stackgen_fuzz::stack::hold(bytes));

// Mostly the text stays TOML; now and then libFuzzer changes bytes.
fuzz_mutator!(|bytes: &mut [u8], size: usize, most: usize, seed: u32| {
    match std::str::from_utf8(&bytes[..size]) {
        Ok(text) if seed % 8 != 0 => put(&mutate(text, text, seed.into()), bytes, most),
        _ => fuzzer_mutate(bytes, size, most),
    }
});

fuzz_crossover!(|one: &[u8], other: &[u8], out: &mut [u8], seed: u32| {
    let texts = std::str::from_utf8(one).and_then(|one| Ok((one, std::str::from_utf8(other)?)));
    let most = out.len();
    match texts {
        Ok((one, other)) => put(&mutate(one, other, seed.into()), out, most),
        Err(_) => 0,
    }
});

/// Fills the buffer as far as whole characters go.
fn put(text: &str, bytes: &mut [u8], most: usize) -> usize {
    let end = (0..=most.min(text.len()))
        .rev()
        .find(|end| text.is_char_boundary(*end));
    let text = &text.as_bytes()[..end.unwrap_or(0)];
    bytes[..text.len()].copy_from_slice(text);
    text.len()
}
