//! A package that no folder of the project has.
//!
//! In: an import of it. Out: a finding, if its name is nearly that of a package of the project, of Prefect, or of one that the
//! requirements name.

use super::super::unreached;
use super::{LINT, Scene};
use crate::diagnostics::{Diagnostic, nearest};
use crate::source::Span;
use crate::workspace::python::Import;
use crate::workspace::{USUAL_FOLDERS, installed, source_folders};

impl Scene<'_> {
    /// What an import of a name that is not there may have meant: packages in the source folders; elsewhere a plain word
    /// (`decorators` beside the flow) may be near the name of anything that is installed.
    fn packages<'s>(&'s self, sources: &'s [String]) -> impl Iterator<Item = &'s str> {
        let in_sources = self
            .workspace
            .names(sources)
            .filter(|(_, is_package)| *is_package);
        let compound = self
            .workspace
            .names(self.search)
            .filter(|(name, _)| name.contains('_'));
        in_sources.chain(compound).map(|(name, _)| name)
    }

    /// A package that no folder of the project has, and whose name is nearly that of one that is there.
    pub(super) fn judge_package(&self, import: &Import) -> Option<Diagnostic> {
        let package = import.package();
        let whole = self.file.at(&import.range);
        let place = whole.part(0..package.len().min(import.range.len()));
        if let Some(found) = unreached::judge(self.stack, self.workspace, self.deployment, package)
        {
            let message = format!(
                "`{}` imports `{package}`, which its worker does not find",
                self.file.shown
            );
            return Some(found.place(place, message));
        }
        let usual = USUAL_FOLDERS.map(str::to_owned);
        if self.workspace.has_name(&usual, package) || self.workspace.requires(package) {
            return None;
        }
        let declared = self.declared.get_or_init(|| self.declared());
        if let Some(known) = declared.iter().find(|known| is_meant(package, known)) {
            return Some(self.tell_installed(package, known, place));
        }
        let sources = source_folders(self.stack, self.deployment);
        let names: Vec<&str> = self.packages(&sources).collect();
        let near =
            nearest(package, names.iter().copied()).filter(|near| is_close(package, near))?;
        if installed::common().any(|known| distance(package, known) <= distance(package, near)) {
            return None;
        }
        let message = format!(
            "`{}` imports `{package}`, which does not exist",
            self.file.shown
        );
        Some(
            Diagnostic::new(&LINT.code, place, message)
                .label("no folder of the project has this package")
                .help(format!("a package with a similar name exists: `{near}`")),
        )
    }

    /// The common packages that the project is sure to have: Prefect, those with blocks, and what its requirements name.
    fn declared(&self) -> Vec<&'static str> {
        let is_declared = |package: &&str| {
            let mut blocks = self.stack.block_modules.iter();
            let has_blocks = blocks.any(|module| module.value.split('.').next() == Some(package));
            *package == "prefect" || has_blocks || self.workspace.requires(package)
        };
        installed::common().filter(is_declared).collect()
    }

    /// One of the wrong name may come with another package: of all but Prefect it is only a warning.
    fn tell_installed(&self, package: &str, known: &str, place: Span) -> Diagnostic {
        let message = format!(
            "`{}` imports `{package}`, which nothing installs",
            self.file.shown
        );
        let found = Diagnostic::new(&LINT.code, place, message)
            .label("no folder of the project has it, and no requirement names it")
            .help(format!("a package with a similar name exists: `{known}`"));
        match known {
            "prefect" => found,
            _ => found.doubtful(),
        }
    }
}

/// Whether a name is a common one but for one slip. A digit more is another package: `markdown2`.
fn is_meant(wrong: &str, known: &str) -> bool {
    let is_long = wrong.len() > 5 && known.len() > 5 && wrong.len().abs_diff(known.len()) < 2;
    let digits = |name: &str| name.replace(|c: char| !c.is_ascii_digit(), "");
    is_long && digits(wrong) == digits(known) && distance(wrong, known) == 1
}

/// Stricter than elsewhere: a short name may be that of any package.
fn is_close(wrong: &str, right: &str) -> bool {
    let allowed = match wrong.len() {
        0..5 => return false,
        5..10 => 1,
        _ => 2,
    };
    distance(wrong, right) <= allowed
}

fn distance(a: &str, b: &str) -> usize {
    strsim::damerau_levenshtein(&a.to_lowercase(), &b.to_lowercase())
}
