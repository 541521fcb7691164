//! Templates hold layout; no template gets round the escaper.

#[test]
fn no_template_switches_the_escaper_off() {
    for (name, text) in stackgen::render::built_in() {
        for way in ["safe", "autoescape", "raw", "escape", "| e "] {
            let used = text.lines().find(|line| line.contains(way));
            assert_eq!(used, None, "{name}: `{way}`");
        }
    }
}

/// Every template in the folder is embedded, and the other way round.
#[test]
fn every_template_is_embedded() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let entries = std::fs::read_dir(folder).expect("there are templates");
    let mut files: Vec<String> = entries
        .map(|entry| entry.expect("an entry can be read").file_name())
        .filter_map(|name| Some(name.to_string_lossy().strip_suffix(".j2")?.to_owned()))
        .collect();
    let mut embedded: Vec<String> = stackgen::render::built_in()
        .map(|(name, _)| name.to_owned())
        .collect();
    files.sort();
    embedded.sort();
    assert_eq!(files, embedded);
}
