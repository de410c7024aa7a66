//! Sessions from a seed.

use super::features::FEATURES;
use super::language::Language;
use super::session::{Edit, Session, Step};
use super::tree::Tree;
use crate::oracle::choices::Choices;
use crate::oracle::specification::positions::{self, Place, UNITS};
use std::collections::BTreeMap;

/// At most so many files of a workspace are worked with in a session.
const FILES: usize = 4;

/// The session of a seed over a workspace (D3).
#[must_use]
pub(super) fn session(seed: u64, language: &Language, tree: &Tree, carried: bool) -> Session {
    let mut choices = Choices::new(seed);
    let mut documents: Vec<(String, String)> = tree
        .texts()
        .filter(|(file, _)| language.is_document(file))
        .map(|(file, text)| (file.to_owned(), text.to_owned()))
        .collect();
    while documents.len() > FILES {
        documents.remove(choices.below(documents.len()));
    }
    documents.push((language.new_file(), String::new()));
    let offers: [&[&str]; 4] = [&["utf-16"], &["utf-16"], &["utf-8", "utf-16"], &["utf-32", "utf-16"]];
    let encodings = choices.of(&offers).iter().map(|name| (*name).to_owned()).collect();
    let pulls = choices.one_in(4);
    let pieces = language.pieces(tree);
    let mut author = Author { choices, pieces, open: BTreeMap::new(), documents };
    let length = 8 + author.choices.below(24);
    let mut steps = Vec::new();
    for _ in 0..length {
        steps.extend(author.step());
    }
    Session { encodings, pulls, files: carried.then(|| tree.clone()), steps }
}

/// Who writes a session knows what is open.
struct Author {
    choices: Choices,
    pieces: Vec<String>,
    documents: Vec<(String, String)>,
    open: BTreeMap<String, String>,
}

impl Author {
    fn step(&mut self) -> Option<Step> {
        let at = self.choices.below(self.documents.len());
        let (file, lies) = self.documents.get(at)?.clone();
        let Some(text) = self.open.get(&file).cloned() else {
            // What nobody has written lies nowhere.
            let text = (lies.is_empty() || self.choices.one_in(3)).then(|| self.text());
            self.open.insert(file.clone(), text.clone().unwrap_or(lies));
            return Some(Step::Open { file, text });
        };
        Some(match self.choices.weighted(&[40, 24, 6, 4, 4, 4, 3, 3]) {
            0 => {
                let edits: Vec<Edit> =
                    (0..=self.choices.below(3)).scan(text, |text, _| Some(self.edit(text))).collect();
                let after = self.open.entry(file.clone()).or_default();
                for edit in &edits {
                    *after = positions::apply(after, &[(edit.range, edit.text.clone())], UNITS[2]);
                }
                Step::Change { file, edits }
            }
            1 => {
                let feature = self.choices.of(FEATURES).name.to_owned();
                let at = self.place(&text);
                Step::Ask { feature, file, at }
            }
            2 => Step::Save { file },
            3 => {
                self.open.remove(&file);
                Step::Close { file }
            }
            4 => Step::Write { file, text: (!self.choices.one_in(4)).then(|| self.text()) },
            5 => {
                let to = format!("{}ä_{file}", if self.choices.one_in(2) { "moved/" } else { "" });
                if let Some(document) = self.documents.get_mut(at) {
                    document.0.clone_from(&to);
                }
                self.open.remove(&file);
                self.open.insert(to.clone(), text);
                Step::Rename { file, to }
            }
            6 => Step::Cancel { back: self.choices.below(3) as u64 },
            _ => Step::Rest,
        })
    }

    fn text(&mut self) -> String {
        (0..self.choices.below(7)).map(|_| self.choices.of(&self.pieces).clone()).collect()
    }

    /// A place in a text, beside it in a line, or far beyond the end of one.
    fn place(&mut self, text: &str) -> Place {
        let (lines, _) = positions::line_column(text, text.len(), UNITS[2]);
        let line = self.choices.below(lines + 1);
        match self.choices.below(8) {
            0 => (line, (1 << 31) - 1),
            1 => (lines, self.choices.below(30)),
            _ => {
                let end = positions::offset(text, (line, usize::MAX), UNITS[2]);
                let (_, length) = positions::line_column(text, end, UNITS[2]);
                (line, self.choices.below(length + 1))
            }
        }
    }

    /// An edit of a text, which has it afterwards.
    fn edit(&mut self, text: &mut String) -> Edit {
        let range = (!self.choices.one_in(9)).then(|| {
            let (one, other) = (self.place(text), self.place(text));
            let other = if self.choices.one_in(3) { one } else { other };
            (one.min(other), one.max(other))
        });
        let new = self.text();
        *text = positions::apply(text, &[(range, new.clone())], UNITS[2]);
        Edit { range, text: new }
    }
}
