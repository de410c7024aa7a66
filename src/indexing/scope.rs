//! Which files a run is about.

use std::path::{Path, PathBuf};

use ignore::overrides::{Override, OverrideBuilder};

/// The folders of a workspace, and what of them counts beyond what `.gitignore` says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Scope {
    /// The folders, in the client's order.
    pub folders: Vec<PathBuf>,
    /// Patterns as in a `.gitignore`, from each folder: where there are any, files that match none are left out.
    pub include: Vec<String>,
    /// Patterns as in a `.gitignore`, from each folder: files and folders that match one are left out.
    pub exclude: Vec<String>,
    /// Larger files are not read, and count as failed.
    pub file_bytes: u64,
}

/// A text larger than this is data rather than something that people edit.
const FILE_BYTES: u64 = 32 << 20;

/// No folder, no pattern; files of up to 32 MiB.
impl Default for Scope {
    fn default() -> Scope {
        Scope { folders: Vec::new(), include: Vec::new(), exclude: Vec::new(), file_bytes: FILE_BYTES }
    }
}

impl Scope {
    /// Everything in `folders` that is not ignored.
    #[must_use]
    pub fn of(folders: Vec<PathBuf>) -> Scope {
        Scope { folders, ..Scope::default() }
    }

    /// Whether a path lies in one of the folders, is one, or lies above one.
    #[must_use]
    pub fn concerns(&self, path: &Path) -> bool {
        self.folders.iter().any(|folder| path.starts_with(folder) || folder.starts_with(path))
    }

    /// The patterns as they are below `folder`, with what is wrong with those that cannot be read. Those are left out.
    pub(super) fn patterns(&self, folder: &Path) -> (Patterns, Vec<String>) {
        let mut wrong = Vec::new();
        let mut compile = |globs: &[String]| {
            let mut builder = OverrideBuilder::new(folder);
            for glob in globs {
                if let Err(error) = builder.add(glob) {
                    wrong.push(format!("the pattern `{glob}` cannot be read: {error}"));
                }
            }
            builder.build().unwrap_or_else(|error| {
                wrong.push(format!("the patterns cannot be read: {error}"));
                Override::empty()
            })
        };
        let patterns = Patterns { include: compile(&self.include), exclude: compile(&self.exclude) };
        (patterns, wrong)
    }
}

/// The patterns of a scope, ready to be asked.
pub(super) struct Patterns {
    include: Override,
    exclude: Override,
}

impl Patterns {
    /// Whether a walk goes into a folder, or takes a file.
    pub(super) fn take(&self, path: &Path, is_folder: bool) -> bool {
        // What an `Override` whitelists is what one of its patterns names.
        let excluded = self.exclude.matched(path, is_folder).is_whitelist();
        let included =
            is_folder || self.include.is_empty() || self.include.matched(path, false).is_whitelist();
        included && !excluded
    }
}
