//! What stays the same of a finding while the lines above it move.

use std::collections::HashMap;
use xxhash_rust::xxh3::xxh3_128;

/// Gives each finding of a document its fingerprint. Equal findings are told apart by their order, since a reader takes equal
/// fingerprints for one finding.
#[derive(Debug, Default)]
pub(super) struct Fingerprints {
    given: HashMap<u128, u32>,
}

impl Fingerprints {
    /// 32 hexadecimal digits of the code, the file and the message, which names what it is about. No line is in it.
    pub fn give(&mut self, code: &str, path: &str, message: &str) -> String {
        let hash = xxh3_128(format!("{code}\0{path}\0{message}").as_bytes());
        let count = self.given.entry(hash).or_default();
        *count += 1;
        let unique = match *count {
            1 => hash,
            count => xxh3_128(format!("{hash:032x}\0{count}").as_bytes()),
        };
        format!("{unique:032x}")
    }
}

#[cfg(test)]
mod tests {
    use super::Fingerprints;

    #[test]
    fn equal_findings_differ() {
        let mut first = Fingerprints::default();
        let [a, b] = [0, 1].map(|_| first.give("code", "stack.toml", "message"));
        assert_ne!(a, b);
        assert_eq!(a.len(), 32);
        let mut second = Fingerprints::default();
        assert_eq!(
            [a, b],
            [0, 1].map(|_| second.give("code", "stack.toml", "message"))
        );
    }
}
