//! The long form of a mount.

use super::{FILE_MODE, LABELS, SIZE};
use crate::formats::Shape::{self, *};
use crate::formats::grammar::path::MOUNT_TARGET;
use crate::formats::{Key, Table};

/// One entry of a service's `volumes`, long form.
pub static MOUNT: Table = Table {
    noun: "a mount",
    keys: &[&[
        Key::new(
            "type",
            Word(TYPES),
            "What is mounted; image since Compose 2.35.",
        )
        .example(r#""bind""#)
        .required(),
        Key::new(
            "source",
            Text,
            "Host path of a bind mount, or name of a volume; none for tmpfs.",
        )
        .example(r#""./flows""#),
        // The schema asks for `type` alone, the loader for a target too.
        Key::new(
            "target",
            Format(&MOUNT_TARGET),
            "Absolute path in the container.",
        )
        .example(r#""/opt/prefect/flows""#)
        .required(),
        Key::new("read_only", Bool, "Whether the container may only read.").default("false"),
        Key::new(
            "consistency",
            Text,
            "A hint that some platforms read; ignored by most.",
        )
        .example(r#""cached""#),
        Key::new(
            "bind",
            Shape::Table(&MOUNT_BIND),
            "Options of a bind mount.",
        )
        .example("{ create_host_path = false }"),
        Key::new(
            "volume",
            Shape::Table(&MOUNT_VOLUME),
            "Options of a volume.",
        )
        .example("{ nocopy = true }"),
        Key::new(
            "tmpfs",
            Shape::Table(&MOUNT_TMPFS),
            "Options of a file system in memory.",
        )
        .example(r#"{ size = "64m" }"#),
        Key::new(
            "image",
            Shape::Table(&MOUNT_IMAGE),
            "Options of an image mount; since Compose 2.35.",
        )
        .example(r#"{ subpath = "data" }"#),
    ]],
    extensions: true,
};

const TYPES: &[&str] = &["bind", "volume", "tmpfs", "npipe", "cluster", "image"];

/// Options of a bind mount.
pub static MOUNT_BIND: Table = Table {
    noun: "the bind options",
    keys: &[&[
        Key::new(
            "propagation",
            Text,
            "How mounts made later are seen on the other side.",
        )
        .default(r#""rprivate""#)
        .example(r#""rshared""#),
        Key::new(
            "create_host_path",
            Bool,
            "Make a missing host folder, owned by root; default false, true since Compose 5.1.",
        ),
        Key::new(
            "recursive",
            Word(RECURSIVE),
            "How mounts below the source are mounted; since Compose 2.30.",
        )
        .example(r#""disabled""#),
        Key::new(
            "selinux",
            Word(&["z", "Z"]),
            "SELinux label: z is shared between containers, Z is private.",
        )
        .example(r#""z""#),
    ]],
    extensions: true,
};

const RECURSIVE: &[&str] = &["enabled", "disabled", "writable", "readonly"];

/// Options of a volume.
pub static MOUNT_VOLUME: Table = Table {
    noun: "the volume options",
    keys: &[&[
        Key::new(
            "nocopy",
            Bool,
            "Do not fill a new volume with the image's files.",
        )
        .default("false"),
        Key::new(
            "subpath",
            Text,
            "Folder inside the volume to mount; default its root.",
        )
        .example(r#""flows""#),
        Key::new(
            "labels",
            LABELS,
            "Labels of an anonymous volume; since Compose 2.35.",
        )
        .example(r#"{ team = "data" }"#),
    ]],
    extensions: true,
};

/// Options of a file system in memory.
pub static MOUNT_TMPFS: Table = Table {
    noun: "the tmpfs options",
    keys: &[&[
        Key::new(
            "size",
            SIZE,
            "Greatest size: bytes, or a string with a unit; default unlimited.",
        )
        .example(r#""64m""#),
        Key::new("mode", FILE_MODE, "Permissions of the folder, in octal.")
            .default("0o1777")
            .example("0o700"),
    ]],
    extensions: true,
};

/// Options of an image mount.
pub static MOUNT_IMAGE: Table = Table {
    noun: "the image options",
    keys: &[&[Key::new(
        "subpath",
        Text,
        "Folder inside the image to mount; default its root.",
    )
    .example(r#""data""#)]],
    extensions: true,
};
