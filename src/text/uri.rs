//! The names of documents.

use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, percent_encode};

/// What is escaped in the path of a `file:` URI, beside what is not ASCII.
const ESCAPED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The name of a document. Cheap to clone; ordered by text (bytewise), so that lists by URI have one order everywhere.
///
/// Editors spell one file in several ways: `file:///c%3A/x`, `file:///C:/x`, `file://localhost/C:/x`;
/// [`parse`](Uri::parse) brings `file:` URIs to one spelling, in which no more is escaped than must be and a drive has a
/// capital letter. Everything else is kept as it stands. What stands behind `?` or `#` is kept too, and is no part of the
/// path.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uri(Arc<str>);

impl Uri {
    /// The URI that `text` spells. Never fails: a text that is no URI names itself.
    #[must_use]
    pub fn parse(text: &str) -> Uri {
        let Parts { scheme, authority, path, suffix } = Parts::of(text);
        if !scheme.eq_ignore_ascii_case("file:") {
            return Uri(text.into());
        }
        let authority = match authority {
            "//" => "//",
            local if local.eq_ignore_ascii_case("//localhost") => "//",
            "" if path.starts_with('/') => "//",
            other => other,
        };
        let path: Vec<u8> = percent_decode_str(path).collect();
        Uri::file(authority, &path, suffix)
    }

    /// The `file:` URI of an absolute path, or of a path that is taken as it stands. No two paths share one.
    #[must_use]
    pub fn from_path(path: &Path) -> Uri {
        let bytes = path.as_os_str().as_encoded_bytes();
        if !cfg!(windows) {
            return Uri::file("//", bytes, "");
        }
        let slashes: Vec<u8> = bytes.iter().map(|&byte| if byte == b'\\' { b'/' } else { byte }).collect();
        let root: &[u8] = if slashes.starts_with(b"/") { b"" } else { b"/" };
        Uri::file("//", &[root, &slashes].concat(), "")
    }

    fn file(authority: &str, path: &[u8], suffix: &str) -> Uri {
        let path = match path {
            [b'/', drive, b':', rest @ ..] if drive.is_ascii_alphabetic() => {
                Cow::Owned([b"/", [drive.to_ascii_uppercase()].as_slice(), b":", rest].concat())
            }
            path => Cow::Borrowed(path),
        };
        Uri(format!("file:{authority}{}{suffix}", percent_encode(&path, ESCAPED)).into())
    }

    /// The path that a `file:` URI names; nothing for other schemes.
    #[must_use]
    pub fn to_path(&self) -> Option<PathBuf> {
        let Parts { scheme, path, .. } = Parts::of(&self.0);
        if scheme != "file:" {
            return None;
        }
        let bytes: Vec<u8> = percent_decode_str(path).collect();
        #[cfg(unix)]
        {
            use std::os::unix::ffi::OsStringExt;
            Some(std::ffi::OsString::from_vec(bytes).into())
        }
        #[cfg(not(unix))]
        {
            let path = String::from_utf8_lossy(&bytes);
            let drive = cfg!(windows) && matches!(bytes.as_slice(), [b'/', _, b':', ..]);
            Some(PathBuf::from(if drive { path.trim_start_matches('/') } else { &path }))
        }
    }

    /// The URI as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part of the URI that names the file, as it is written: from its first `/` to what stands in front of `?` or `#`.
    #[must_use]
    pub fn path(&self) -> &str {
        Parts::of(&self.0).path
    }

    /// The URI of the folder that the document stands in, without a slash at its end unless it is the root; nothing for
    /// the root itself and where there is no folder.
    #[must_use]
    pub fn parent(&self) -> Option<Uri> {
        let Parts { scheme, authority, path, .. } = Parts::of(&self.0);
        let (folder, name) = path.trim_end_matches('/').rsplit_once('/')?;
        let folder = if folder.is_empty() { "/" } else { folder };
        (!name.is_empty()).then(|| Uri(format!("{scheme}{authority}{folder}").into()))
    }

    /// The URI of the file that `relative`, a path as people write it, names when it stands in this document: from the
    /// document's folder, or from the root if it starts with `/`. `.` and `..` are resolved by the text, and nothing
    /// leads out of the root; what stands behind `?` or `#` in this URI is dropped.
    #[must_use]
    pub fn join(&self, relative: &str) -> Uri {
        let Parts { scheme, authority, path, .. } = Parts::of(&self.0);
        let escaped = percent_encode(relative.as_bytes(), ESCAPED).to_string();
        let folder = match path.rfind('/') {
            Some(at) if !relative.starts_with('/') => path.get(..at).unwrap_or_default(),
            _ => "",
        };
        let mut names: Vec<&str> = Vec::new();
        for name in folder.split('/').chain(escaped.split('/')) {
            match name {
                "" | "." => {}
                ".." => {
                    names.pop();
                }
                name => names.push(name),
            }
        }
        let root = if path.starts_with('/') || !authority.is_empty() { "/" } else { "" };
        Uri::parse(&format!("{scheme}{authority}{root}{}", names.join("/")))
    }
}

/// A URI taken apart; one behind the other they are the URI.
struct Parts<'t> {
    /// With its colon; empty in a text that is no URI.
    scheme: &'t str,
    /// With its two slashes.
    authority: &'t str,
    path: &'t str,
    /// From `?` or `#` on.
    suffix: &'t str,
}

impl Parts<'_> {
    fn of(text: &str) -> Parts<'_> {
        let word = |at: &usize| {
            let scheme = text.as_bytes().get(..*at).unwrap_or_default();
            scheme.first().is_some_and(u8::is_ascii_alphabetic)
                && scheme.iter().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte))
        };
        let colon = text.find(':').filter(word).map_or(0, |at| at + 1);
        let (scheme, rest) = text.split_at(colon);
        let border = if scheme.is_empty() { rest.len() } else { rest.find(['?', '#']).unwrap_or(rest.len()) };
        let (rest, suffix) = rest.split_at(border);
        let slashes = if !scheme.is_empty() && rest.starts_with("//") { 2 } else { 0 };
        let named = rest.get(slashes..).unwrap_or_default();
        let authority = if slashes == 0 { 0 } else { slashes + named.find('/').unwrap_or(named.len()) };
        let (authority, path) = rest.split_at(authority);
        Parts { scheme, authority, path, suffix }
    }
}

impl AsRef<str> for Uri {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &*self.0)
    }
}

impl From<&str> for Uri {
    fn from(text: &str) -> Uri {
        Uri::parse(text)
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    #[test]
    fn one_file_has_one_spelling() {
        let same = |spellings: &[&str]| {
            for spelling in spellings {
                assert_eq!(Uri::parse(spelling), Uri::parse(spellings[0]), "{spelling}");
                assert_eq!(Uri::parse(spelling).as_str(), spellings[0], "{spelling}");
            }
        };
        same(&[
            "file:///C:/x",
            "file:///c%3A/x",
            "file:///c:/x",
            "file:///C%3a/x",
            "FILE:///C:/x",
            "file://localhost/c:/x",
            "file:/c:/x",
        ]);
        same(&["file:///a%20b/%C3%A9.metta", "file:///a b/é.metta", "file:///a%20b/%c3%a9.metta"]);
        same(&["file:///a(b)@c+d,e=f.rho", "file:///a%28b%29%40c%2Bd%2Ce%3Df.rho"]);
        same(&["file:///a%23b%3Fc%25", "file:///a%23b%3fc%25"]);
        same(&["file://server/share/x.rho", "file://server/sh%61re/x.rho"]);
        assert_ne!(Uri::parse("file:///a"), Uri::parse("file:///A"), "only a drive has no case");
        assert_ne!(Uri::parse("file:///%ff"), Uri::parse("file:///%fe"), "names need not be UTF-8");
    }

    #[test]
    fn a_fragment_is_no_part_of_the_path() {
        let uri = Uri::parse("file:///c%3A/x.rho#metta:0");
        assert_eq!(uri.as_str(), "file:///C:/x.rho#metta:0");
        assert_eq!(uri.path(), "/C:/x.rho");
        assert_eq!(Uri::parse("file:///x%23y").to_path(), Some(PathBuf::from("/x#y")));
        assert_eq!(Uri::parse("file:///x#y").to_path(), Some(PathBuf::from("/x")));
    }

    #[test]
    fn what_is_no_file_is_kept() {
        for text in
            ["untitled:Untitled-1", "inmemory://model/1?a#b", "", "plain words: no URI", "git:/c%3a/x"]
        {
            assert_eq!(Uri::parse(text).as_str(), text);
            assert_eq!(Uri::parse(text).to_path(), None);
        }
    }

    #[test]
    fn a_path_comes_back() {
        for path in ["/ws/a.rho", "/a b/λ→😀.metta", "/100%/#1?.rho", "/[x]/{y}|z^`\"<>", "/"] {
            let uri = Uri::from_path(Path::new(path));
            assert_eq!(uri.to_path(), Some(PathBuf::from(path)));
            assert_eq!(Uri::parse(uri.as_str()), uri);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_path_that_is_not_utf_8_comes_back() {
        use std::os::unix::ffi::OsStrExt;
        let path = Path::new(std::ffi::OsStr::from_bytes(b"/a\xff\xfeb"));
        assert_eq!(Uri::from_path(path).as_str(), "file:///a%FF%FEb");
        assert_eq!(Uri::from_path(path).to_path().as_deref(), Some(path));
    }

    #[test]
    fn a_relative_path_starts_at_the_folder() {
        let join = |base: &str, relative: &str| Uri::parse(base).join(relative).as_str().to_owned();
        assert_eq!(join("file:///ws/a.metta", "m.metta"), "file:///ws/m.metta");
        assert_eq!(join("file:///ws/a.metta#metta:0", "./s/../m.metta"), "file:///ws/m.metta");
        assert_eq!(join("file:///ws/s/a.metta", "../m.metta"), "file:///ws/m.metta");
        assert_eq!(join("file:///a.metta", "../../m.metta"), "file:///m.metta");
        assert_eq!(join("file:///ws/a.metta", "/m.metta"), "file:///m.metta");
        assert_eq!(join("file:///w%20s/a.metta", "é #1.metta"), "file:///w%20s/%C3%A9%20%231.metta");
        assert_eq!(join("file:///ws/a.metta", "100%41.metta"), "file:///ws/100%2541.metta");
        assert_eq!(join("file:///c%3A/ws/a.metta", "m.metta"), "file:///C:/ws/m.metta");
        assert_eq!(join("file://server/share/a.metta", "m.metta"), "file://server/share/m.metta");
        assert_eq!(join("untitled:Untitled-1", "m.metta"), "untitled:m.metta");
        assert_eq!(join("inmemory://model/s/1?q", "m"), "inmemory://model/s/m");
        assert_eq!(join("file:///ws/a.metta", ""), "file:///ws");
    }

    #[test]
    fn the_parent_is_the_folder() {
        let parent = |uri: &str| Uri::parse(uri).parent().map(|uri| uri.as_str().to_owned());
        assert_eq!(parent("file:///ws/s/a.metta#x").as_deref(), Some("file:///ws/s"));
        assert_eq!(parent("file:///ws/s/").as_deref(), Some("file:///ws"));
        assert_eq!(parent("file:///ws").as_deref(), Some("file:///"));
        assert_eq!(parent("file:///"), None);
        assert_eq!(parent("untitled:Untitled-1"), None);
    }
}
