//! The text of stack.toml.
//!
//! In: its folder and name. Out: the text among the sources, or what is wrong with it as a text: too large, not UTF-8. What it
//! says is not looked at here.

use crate::config::findings::SYNTAX;
use crate::diagnostics::{Diagnostic, Report};
use crate::disk::{Disk, Error, Kind};
use crate::source::{Sources, Span};
use std::path::Path;
use std::str::Utf8Error;
use std::sync::Arc;

/// Bytes of a stack.toml that are read: one of 100,000 deployments has about 20 MB. How much memory it may take is held down
/// by the number of its tokens.
pub const LARGEST: u64 = 32 << 20;

/// The text of the file. What is none is told as a finding, in the place of a text that says nothing.
///
/// # Errors
/// No plain file stands there, or it cannot be read.
pub fn read(
    folder: &Path,
    name: &str,
    sources: &mut Sources,
    report: &mut Report,
) -> Result<(Arc<str>, Span), Error> {
    let path = folder.join(name);
    let disk = Disk::new(folder.to_owned());
    match disk.kind(name)? {
        Some(Kind::File) => {}
        Some(Kind::Folder) => return Err(Error::new(path, "this is a folder, not a file")),
        Some(_) => {
            let reason = "this is a pipe, a socket or a device, not a file";
            return Err(Error::new(path, reason));
        }
        None => return Err(Error::new(path, "there is no such file")),
    }
    let Some(bytes) = disk.read_small(name, LARGEST)? else {
        let whole = sources.add(name, Arc::from(""));
        let message = format!("the file has more than {} MiB", LARGEST >> 20);
        report.push(Diagnostic::new(&SYNTAX, whole, message).label("no stack is that large"));
        return Ok((Arc::from(""), whole));
    };
    match String::from_utf8(bytes) {
        Ok(text) => {
            let text: Arc<str> = text.into();
            Ok((text.clone(), sources.add(name, text)))
        }
        Err(error) => {
            let whole = sources.add(name, String::from_utf8_lossy(error.as_bytes()).into());
            report.push(not_utf8(error.as_bytes(), &error.utf8_error(), whole));
            Ok((Arc::from(""), whole))
        }
    }
}

/// Up to the first wrong byte the text that is shown is that of the file; there it has U+FFFD.
fn not_utf8(bytes: &[u8], error: &Utf8Error, whole: Span) -> Diagnostic {
    let at = error.valid_up_to();
    let span = whole.part(at..at + '\u{FFFD}'.len_utf8());
    let is_utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    let help = if is_utf16 {
        "this looks like UTF-16: save the file as UTF-8"
    } else {
        "save the file as UTF-8"
    };
    let wrong = bytes.get(at).copied().unwrap_or_default();
    Diagnostic::new(&SYNTAX, span, "not valid TOML: the file is not UTF-8")
        .label(format!("the byte 0x{wrong:02X} begins no character"))
        .help(help)
}
