//! The files of a workspace, in memory, and as they are laid out for a server.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// So much of a folder is taken; what is larger is no workspace to copy for every session.
const MOST_BYTES: u64 = 64 << 20;

/// So deep are folders looked into.
const DEEPEST: usize = 32;

/// Files by their names, with `/` between folders. Those that are no text are copied and never opened.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tree {
    files: BTreeMap<String, Vec<u8>>,
}

impl Tree {
    /// These texts.
    pub fn of(texts: impl IntoIterator<Item = (String, String)>) -> Tree {
        Tree { files: texts.into_iter().map(|(file, text)| (file, text.into_bytes())).collect() }
    }

    /// All files of a folder, but for what is hidden, links, and `node_modules`.
    ///
    /// # Errors
    /// What cannot be read, or that it is more than 64 MiB.
    pub fn read(folder: &Path) -> io::Result<Tree> {
        let mut files = BTreeMap::new();
        let mut bytes = 0;
        let mut folders = vec![(folder.to_path_buf(), String::new(), 0)];
        while let Some((folder, prefix, depth)) = folders.pop() {
            for entry in fs::read_dir(&folder)? {
                let entry = entry?;
                let Ok(name) = entry.file_name().into_string() else { continue };
                let kind = entry.file_type()?;
                if name.starts_with('.') || name == "node_modules" {
                    continue;
                }
                let file = format!("{prefix}{name}");
                if kind.is_dir() && depth < DEEPEST {
                    folders.push((entry.path(), format!("{file}/"), depth + 1));
                } else if kind.is_file() {
                    bytes += entry.metadata()?.len();
                    if bytes > MOST_BYTES {
                        return Err(io::Error::other("a workspace of more than 64 MiB"));
                    }
                    files.insert(file, fs::read(entry.path())?);
                }
            }
        }
        Ok(Tree { files })
    }

    /// Lays the files out in `folder`.
    ///
    /// # Errors
    /// Those of the file system, and a name that leads out of the folder.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        for (file, bytes) in &self.files {
            let path = place(folder, file)?;
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(path, bytes)?;
        }
        Ok(())
    }

    /// The files that are texts, by name.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().filter_map(|(file, bytes)| Some((file.as_str(), std::str::from_utf8(bytes).ok()?)))
    }

    /// The same without one file.
    #[must_use]
    pub fn without(&self, file: &str) -> Tree {
        let mut tree = self.clone();
        tree.files.remove(file);
        tree
    }

    /// The same with ASCII letters in place of all others, in names too, one for one; nothing where two names would be one.
    #[must_use]
    pub fn ascii(&self) -> Option<Tree> {
        let mut files = BTreeMap::new();
        for (file, bytes) in &self.files {
            let bytes = std::str::from_utf8(bytes).map_or(bytes.clone(), |text| ascii(text).into_bytes());
            if files.insert(ascii(file), bytes).is_some() {
                return None;
            }
        }
        Some(Tree { files })
    }
}

/// A text with one ASCII letter in place of each character that is none: the same places counted in characters.
#[must_use]
pub(super) fn ascii(text: &str) -> String {
    let letter = |other: char| match other {
        'ä' => 'q',
        'ö' => 'w',
        'ß' => 'z',
        '漢' => 'j',
        '𠀀' => 'v',
        other if other.is_ascii() => other,
        _ => 'y',
    };
    text.chars().map(letter).collect()
}

/// Whether [`ascii`] changes no meaning: what lies outside ASCII is letters, none of them a capital, and no two words become
/// one.
pub(super) fn is_faithful<'t>(texts: impl Iterator<Item = &'t str>) -> bool {
    let mut originals: BTreeMap<String, &str> = BTreeMap::new();
    for text in texts {
        if text.chars().any(|sign| !sign.is_ascii() && (!sign.is_alphabetic() || sign.is_uppercase())) {
            return false;
        }
        for word in text.split(|sign: char| !sign.is_alphanumeric()) {
            if *originals.entry(ascii(word)).or_insert(word) != word {
                return false;
            }
        }
    }
    true
}

/// Where a file of a session lies.
///
/// # Errors
/// If the name leads out of the folder.
pub(super) fn place(folder: &Path, file: &str) -> io::Result<PathBuf> {
    let within =
        !file.is_empty() && Path::new(file).components().all(|part| matches!(part, Component::Normal(_)));
    if within {
        Ok(folder.join(file))
    } else {
        Err(io::Error::other(format!("{file:?} leads out of the workspace")))
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    #[test]
    fn an_image_in_ascii_keeps_what_is_different_different() {
        assert!(is_faithful(["größe ä𠀀 漢", "ä x"].into_iter()));
        for text in ["α β", "ä q", "😀", "Ä", "fä fq"] {
            assert!(!is_faithful([text].into_iter()), "{text}");
        }
    }

    #[test]
    fn nothing_leads_out_of_a_workspace() {
        for file in ["", "/etc/passwd", "../x", "a/../../x", "."] {
            assert!(place(Path::new("/ws"), file).is_err(), "{file}");
        }
        assert!(place(Path::new("/ws"), "sub/ä.metta").is_ok());
    }
}
