//! Whose a file is, and who may read and run it: what a new text takes over from the file whose place it takes.

use std::fs::{File, Metadata, OpenOptions, Permissions};

/// Gives a file the owner and group of the one whose place it takes: root in a container must not make a person's files its
/// own. Only root can give files away; where that fails, the file is ours.
#[cfg(unix)]
pub(super) fn keep(file: &File, own: &Metadata, kept: &Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    if own.uid() != kept.uid() {
        let _ = fchown(file, Some(kept.uid()), None);
    }
    if own.gid() != kept.gid() {
        let _ = fchown(file, None, Some(kept.gid()));
    }
}

#[cfg(not(unix))]
pub(super) fn keep(_: &File, _: &Metadata, _: &Metadata) {}

/// Opens a new file with no more rights than those of the one whose place it takes.
#[cfg(unix)]
pub(super) fn restrict(options: &mut OpenOptions, kept: &Metadata) {
    use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
    options.mode(kept.mode() & 0o777);
}

#[cfg(not(unix))]
pub(super) fn restrict(_: &mut OpenOptions, _: &Metadata) {}

/// Whoever may read may run.
#[cfg(unix)]
pub(super) fn allow_running(permissions: &mut Permissions) {
    use std::os::unix::fs::PermissionsExt;
    let mode = permissions.mode();
    permissions.set_mode(mode | (mode & 0o444) >> 2);
}

#[cfg(not(unix))]
pub(super) fn allow_running(_: &mut Permissions) {}
