//! What a server is spoken to about: which files are documents, what they are called, and what texts consist of.

use super::tree::Tree;
use crate::language::LanguageId;
use crate::text::Uri;

/// The language of a server.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Language {
    /// MeTTa; held against Heddle's own server.
    Metta,
    /// Rholang; held against Heddle's own server.
    Rholang,
    /// Another one, by the identifier that editors give it: held against a quiet server of the same command.
    Other(String),
}

/// The extensions of languages that are known by more than their identifier.
const EXTENSIONS: [(&str, &[&str]); 15] = [
    ("bash", &["sh", "bash"]),
    ("c", &["c", "h"]),
    ("cpp", &["cpp", "hpp", "cc", "h"]),
    ("css", &["css"]),
    ("go", &["go"]),
    ("html", &["html"]),
    ("java", &["java"]),
    ("javascript", &["js", "mjs"]),
    ("json", &["json"]),
    ("python", &["py"]),
    ("rust", &["rs"]),
    ("scala", &["scala"]),
    ("shellscript", &["sh", "bash"]),
    ("typescript", &["ts"]),
    ("yaml", &["yaml", "yml"]),
];

/// What texts of MeTTa and Rholang consist of.
const PIECES: [&str; 20] = [
    "(= (f $x) $x)",
    "\n",
    "!(f 1)\n",
    "(: f (-> Number Number))\n",
    "; größe 𠀀\n",
    "(",
    ")",
    "\"ä𠀀\" ",
    "$x ",
    "contract f(@x) = { Nil }",
    "new f in { f!(1) }",
    "|",
    "@\"rho:metta:compile\"!(\"(= (f $x) $x)\")",
    "\r\n",
    "/* ä𠀀 */ ",
    "{",
    "}",
    "for(@y <- f) { y }",
    "(= (g $y) (f $y))\n",
    "h ",
];

impl Language {
    /// Whether Heddle's own server knows it.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        !matches!(self, Language::Other(_))
    }

    /// What editors call the language of a file.
    #[must_use]
    pub fn id_of(&self, file: &str) -> &str {
        match self {
            Language::Other(id) => id,
            _ if LanguageId::of(&Uri::parse(&format!("file:///{file}"))) == Some(LanguageId::Rholang) => {
                "rholang"
            }
            _ => "metta",
        }
    }

    /// Whether a file is opened, by its name.
    #[must_use]
    pub fn is_document(&self, file: &str) -> bool {
        let extension = file.rsplit_once('.').map_or("", |(_, extension)| extension);
        match self {
            Language::Metta | Language::Rholang => {
                LanguageId::of(&Uri::parse(&format!("file:///{file}"))).is_some()
            }
            Language::Other(id) => EXTENSIONS
                .iter()
                .find(|(name, _)| name == id)
                .is_none_or(|(_, extensions)| extensions.contains(&extension)),
        }
    }

    /// A file that is in no workspace, until a session makes it.
    #[must_use]
    pub fn new_file(&self) -> String {
        let extension = match self {
            Language::Metta => "metta",
            Language::Rholang => "rho",
            Language::Other(id) => EXTENSIONS
                .iter()
                .find(|(name, _)| name == id)
                .and_then(|(_, all)| all.first())
                .unwrap_or(&"txt"),
        };
        format!("heddle_new.{extension}")
    }

    /// A small workspace; none where the language is not ours.
    #[must_use]
    pub fn workspace(&self) -> Tree {
        let files: &[(&str, &str)] = match self {
            Language::Metta => &[
                (
                    "a.metta",
                    "; numbers\n(: f (-> Number Number))\n(= (f $x) (+ $x 1))\n\"ä𠀀\" (= (g $y) (f $y))\n!(g 2)\n",
                ),
                ("gr\u{f6}\u{df}e.metta", "(= (h $größe) (f $größe)) ; 𠀀\n!(h 1)\n(k f)\n"),
                ("sub/c.metta", "(= (k $x) (h (g $x)))\r\n!(k 3)\r\n"),
            ],
            Language::Rholang => &[
                (
                    "a.rho",
                    "new f, out in {\n  contract f(@x, ret) = { ret!(x + 1) } |\n  /* ä𠀀 */ f!(1, *out) | for (@y <- out) { Nil }\n}\n",
                ),
                (
                    "gr\u{f6}\u{df}e.rho",
                    "contract @\"größe\"(@n) = { /* 𠀀 */ @\"b\"!(n) }\n|\n@\"größe\"!(1)\n",
                ),
            ],
            Language::Other(_) => &[],
        };
        Tree::of(files.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())))
    }

    /// What edits consist of: for a language that is not ours, lines and words of its own files, and letters of all lengths.
    #[must_use]
    pub fn pieces(&self, tree: &Tree) -> Vec<String> {
        if self.is_ours() {
            return PIECES.iter().map(|piece| (*piece).to_owned()).collect();
        }
        let mut pieces: Vec<String> =
            ["\n", " ", "(", ")", "\"", "ä", "漢", "𠀀", "x", "1", "\r\n"].map(str::to_owned).to_vec();
        for (file, text) in tree.texts() {
            if self.is_document(file) {
                pieces.extend(text.lines().take(60).map(|line| format!("{line}\n")));
                let words = text.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty());
                pieces.extend(words.take(60).map(str::to_owned));
            }
        }
        pieces.dedup();
        pieces
    }

    /// What can stand in front of a line without changing what the rest means, with `letters` in it.
    #[must_use]
    pub fn prefix(&self, letters: &str) -> String {
        match self {
            Language::Rholang => format!("/* {letters} */ "),
            Language::Metta => format!("\"{letters}\" "),
            Language::Other(id) => match id.as_str() {
                "python" => format!("\"{letters}\"; "),
                "bash" | "shellscript" => format!(": \"{letters}\"; "),
                "html" => format!("<!-- {letters} -->"),
                "json" | "yaml" => String::new(),
                _ => format!("/* {letters} */ "),
            },
        }
    }
}
