//! Temporary folders for tests.

use super::*;
use std::collections::BTreeMap;
#[cfg(unix)]
use std::fs::Permissions;

/// A folder of its own, removed at the end.
pub struct Scratch(pub PathBuf);

impl Scratch {
    pub fn new() -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let place =
            std::env::temp_dir().join(format!("stackgen-test-{}-{number}", std::process::id()));
        fs::create_dir_all(&place).unwrap();
        Self(place)
    }

    pub fn disk(&self) -> Disk {
        Disk::new(&self.0)
    }

    pub fn put(&self, path: &str, text: &str) {
        let place = self.0.join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, text).unwrap();
    }

    pub fn get(&self, path: &str) -> String {
        fs::read_to_string(self.0.join(path)).unwrap()
    }

    pub fn folder(&self, path: &str) {
        fs::create_dir_all(self.0.join(path)).unwrap();
    }

    pub fn remove(&self, path: &str) {
        fs::remove_file(self.0.join(path)).unwrap();
    }

    /// Gives a file a second name.
    pub fn name_too(&self, path: &str, name: &str) {
        fs::hard_link(self.0.join(path), self.0.join(name)).unwrap();
    }

    #[cfg(unix)]
    pub fn link(&self, to: &str, path: &str) {
        std::os::unix::fs::symlink(to, self.0.join(path)).unwrap();
    }

    #[cfg(unix)]
    pub fn set_mode(&self, path: &str, mode: u32) {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(self.0.join(path), Permissions::from_mode(mode)).unwrap();
    }

    #[cfg(unix)]
    pub fn mode(&self, path: &str) -> u32 {
        use std::os::unix::fs::PermissionsExt;
        fs::metadata(self.0.join(path))
            .unwrap()
            .permissions()
            .mode()
            & 0o777
    }

    /// All that is there: files with their texts, folders with a `/` at the end, links with `->`.
    pub fn tree(&self) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        let mut folders = vec![String::new()];
        while let Some(folder) = folders.pop() {
            for (name, kind) in self.disk().list(&folder).unwrap() {
                let path = if folder.is_empty() {
                    name
                } else {
                    format!("{folder}/{name}")
                };
                match kind {
                    Kind::File => drop(found.insert(path.clone(), self.get(&path))),
                    Kind::Folder => {
                        found.insert(format!("{path}/"), String::new());
                        folders.push(path);
                    }
                    Kind::Link | Kind::Special => drop(found.insert(path, "->".into())),
                }
            }
        }
        found
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
