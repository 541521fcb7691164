use super::scratch::Scratch;
use super::*;

const PLAIN: Writing = Writing {
    executable: false,
    synced: false,
    before: Before::Any,
};

#[test]
fn write_replaces_a_whole_file_and_makes_folders() {
    let folder = Scratch::new();
    let disk = folder.disk();
    disk.write("a/b/file", b"one", PLAIN).unwrap();
    disk.write("a/b/file", b"two", PLAIN).unwrap();
    assert_eq!(folder.get("a/b/file"), "two");
    assert_eq!(
        folder.tree().keys().collect::<Vec<_>>(),
        ["a/", "a/b/", "a/b/file"]
    );
}

#[test]
fn a_broken_write_leaves_the_old_text() {
    for how in [Break::Fails, Break::Dies] {
        for at in 0..3 {
            let folder = Scratch::new();
            folder.put("file", "old");
            assert!(
                folder
                    .disk()
                    .breaking(at, how)
                    .write("file", b"new", PLAIN)
                    .is_err()
            );
            assert_eq!(folder.get("file"), "old");
            assert!(
                how == Break::Dies || folder.tree().len() == 1,
                "a failed write clears its temporary file"
            );
            folder.disk().clear("file").unwrap();
            assert_eq!(folder.tree().len(), 1);
            folder.disk().write("file", b"new", PLAIN).unwrap();
            assert_eq!(folder.get("file"), "new");
        }
    }
}

#[cfg(unix)]
#[test]
fn modes_are_kept() {
    let folder = Scratch::new();
    folder.put("file", "old");
    folder.set_mode("file", 0o640);
    folder.disk().write("file", b"new", PLAIN).unwrap();
    assert_eq!(folder.mode("file"), 0o640);
    folder
        .disk()
        .write(
            "file",
            b"new",
            Writing {
                executable: true,
                synced: true,
                before: Before::Any,
            },
        )
        .unwrap();
    assert_eq!(folder.mode("file"), 0o750);
}

#[cfg(unix)]
#[test]
fn links_are_seen_and_never_written_through() {
    let folder = Scratch::new();
    folder.put("outside/file", "theirs");
    folder.link("outside", "linked");
    folder.link("outside/file", "file");
    folder.link("outside/file", ".new.stackgen-tmp");
    let disk = folder.disk();
    let mut reader = disk.reader();
    assert!(matches!(
        reader.read("file").unwrap(),
        Found::Obstacle(Obstacle::Link)
    ));
    let found = reader.read("linked/file").unwrap();
    assert!(matches!(found, Found::Obstacle(Obstacle::LinkAbove(path)) if path == "linked"));
    assert!(disk.write("file", b"ours", PLAIN).is_err());
    disk.write("new", b"ours", PLAIN).unwrap();
    assert_eq!(
        (
            folder.get("outside/file").as_str(),
            folder.get("new").as_str()
        ),
        ("theirs", "ours")
    );
}

#[test]
fn nothing_is_changed_above_the_root() {
    let folder = Scratch::new();
    let disk = Disk::new(folder.0.join("root"));
    for path in ["../file", "a/../../file", "/file", "", "."] {
        assert!(disk.write(path, b"x", PLAIN).is_err(), "{path}");
        assert!(
            disk.remove(path, Before::Any).is_err() && disk.remove_folder(path).is_err(),
            "{path}"
        );
    }
    assert_eq!(folder.tree().len(), 0);
}

#[test]
fn reader_tells_what_stands_where() {
    let folder = Scratch::new();
    for path in ["a/b/one", "a/b/two", "a/c/one", "ab/one", "file"] {
        folder.put(path, path);
    }
    let disk = folder.disk();
    let mut reader = disk.reader();
    for path in ["a/b/one", "a/b/two", "a/c/one", "ab/one", "a/b/one", "file"] {
        assert!(
            matches!(reader.read(path).unwrap(), Found::File { bytes, .. } if bytes == path.as_bytes()),
            "{path}"
        );
    }
    for path in ["a/d", "x/y/z", "x/y", "a/x/y"] {
        assert!(
            matches!(reader.read(path).unwrap(), Found::Missing),
            "{path}"
        );
    }
    assert!(matches!(
        reader.read("a/b").unwrap(),
        Found::Obstacle(Obstacle::Folder)
    ));
    let found = reader.read("file/below/it").unwrap();
    assert!(matches!(found, Found::Obstacle(Obstacle::FileAbove(path)) if path == "file"));
}

#[test]
fn reader_reads_any_length() {
    let folder = Scratch::new();
    let disk = folder.disk();
    let mut reader = disk.reader();
    for length in [0, 1, 4095, 4096, 4097, 100_000, 10] {
        folder.put("file", &"x".repeat(length));
        assert!(
            matches!(reader.read("file").unwrap(), Found::File { bytes, .. } if bytes.len() == length)
        );
    }
}

#[test]
fn the_second_run_waits() {
    let folder = Scratch::new();
    let first = hold(&folder.0, || panic!("nobody else is here")).unwrap();
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        let place = &folder.0;
        let second = scope.spawn(move || hold(place, || sender.send(()).unwrap()).map(drop));
        receiver.recv().unwrap();
        drop(first);
        second.join().unwrap().unwrap();
    });
    assert_eq!(folder.tree().len(), 0);
}
