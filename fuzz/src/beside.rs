//! The texts beside stack.toml that are read line by line: `.stackgen.lock` and `.env`.
//!
//! Holds: no panic; a lock's entries are sorted, each once, and a lock merged with itself is the same; of an `.env` no value is
//! left, and each name stands on its line.

use stackgen::workspace::dotenv::Dotenv;
use stackgen::write::Lock;

pub fn hold(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    hold_lock(&text);
    hold_dotenv(&text);
}

fn hold_lock(text: &str) {
    let lock = Lock::parse(text.to_owned());
    let entries: Vec<_> = lock.entries().collect();
    assert!(
        entries.is_sorted_by(|a, b| a < b),
        "not sorted: {entries:?}"
    );
    let count: usize = lock.paths().map(|(_, digests)| digests).sum();
    assert_eq!(count, entries.len());
    assert!(entries.iter().all(|(_, digest)| lock.knows(*digest)));
    let twice = Lock::parse(format!("{text}\n=======\n{text}\n"));
    assert_eq!(twice.entries().collect::<Vec<_>>(), entries);
}

fn hold_dotenv(text: &str) {
    let mut dotenv = Dotenv::read(text);
    dotenv.span = stackgen::source::Sources::default().add(".env", dotenv.masked.as_str().into());
    let lines = |text: &str| text.matches('\n').count();
    let last = usize::from(!text.is_empty() && !text.ends_with('\n'));
    assert_eq!(
        lines(&dotenv.masked),
        lines(text) + last,
        "{:?}",
        dotenv.masked
    );
    for (name, span) in dotenv.names() {
        let range = span.start as usize..span.end as usize;
        assert_eq!(dotenv.masked.get(range), Some(name));
        assert!(!dotenv.fills(name) || text.contains(name));
        dotenv.has(name, |character| character == '@');
    }
}
