#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| stackgen_fuzz::strings::hold(bytes));
