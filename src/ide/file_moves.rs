//! Imports after files have moved.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::percent_decode_str;

use crate::language::analysis::Import;
use crate::language::embedded::rholang_strings::escape;
use crate::language::metta::module_candidates;
use crate::resolver::{Lookup, TextEdit, Unit};
use crate::text::Uri;

/// Files and folders that get other names, all at once.
pub struct Moves<'s> {
    moves: Vec<(Uri, Uri)>,
    /// What each document of the workspace is called then.
    after: BTreeMap<&'s Uri, Uri>,
    /// All these names.
    there: BTreeSet<Uri>,
}

impl<'s> Moves<'s> {
    /// The moves from the first to the second name of each pair; a folder's may end with a slash. O(documents × moves).
    #[must_use]
    pub fn new(lookup: &Lookup<'s>, moves: Vec<(Uri, Uri)>) -> Moves<'s> {
        let plain = |uri: Uri| Uri::parse(uri.as_str().trim_end_matches('/'));
        let moves = moves.into_iter().map(|(old, new)| (plain(old), plain(new))).collect();
        let mut new = Moves { moves, after: BTreeMap::new(), there: BTreeSet::new() };
        new.after = lookup.everything().documents().map(|one| (&one.uri, new.moved(&one.uri))).collect();
        new.there = new.after.values().cloned().collect();
        new
    }

    /// The edits, by document as it is called now, after which each import leads to the document to which it leads now.
    /// An import that leads nowhere stays, and so does one that leads there under its old name. O(imports × log documents).
    #[must_use]
    pub fn edits(&self, lookup: &Lookup<'s>) -> Vec<(Uri, Vec<TextEdit>)> {
        let links = lookup.links();
        let mut changes = Vec::new();
        for document in lookup.everything().documents() {
            let mut edits: Vec<TextEdit> = Vec::new();
            for unit in Unit::all(document) {
                for import in unit.analysis().imports() {
                    let target =
                        links.target(&document.uri, import).and_then(|target| self.after.get(target));
                    let Some((target, from)) = target.zip(self.after.get(&document.uri)) else { continue };
                    if self.leads(from, &import.candidates) != Some(target) {
                        edits.extend(self.edit(unit, import, from, target));
                    }
                }
            }
            edits.sort();
            if !edits.is_empty() {
                changes.push((document.uri.clone(), edits));
            }
        }
        changes
    }

    /// What a file is called afterwards.
    fn moved(&self, uri: &Uri) -> Uri {
        let moved = self.moves.iter().find_map(|(old, new)| {
            let rest = uri.as_str().strip_prefix(old.as_str())?;
            (rest.is_empty() || rest.starts_with('/')).then(|| Uri::parse(&format!("{}{rest}", new.as_str())))
        });
        moved.unwrap_or_else(|| uri.clone())
    }

    /// Where an import of the document `from` leads afterwards.
    fn leads(&self, from: &Uri, candidates: &[String]) -> Option<&Uri> {
        candidates.iter().find_map(|candidate| self.there.get(&from.join(candidate)))
    }

    /// The import under a name that leads to `target`; nothing where none does.
    fn edit(&self, unit: Unit<'_>, import: &Import, from: &Uri, target: &Uri) -> Option<TextEdit> {
        let written = unit.analysis().source(import.span);
        let quoted = written.starts_with('"');
        let name = names(written.trim_matches('"'), from, target)?
            .into_iter()
            .find(|name| self.leads(from, &module_candidates(name)) == Some(target))?;
        let plain =
            |character: char| !character.is_whitespace() && !matches!(character, '(' | ')' | '"' | ';' | '$');
        let text = if quoted || !name.chars().all(plain) { format!("\"{name}\"") } else { name };
        let text = if unit.region.is_some() { escape(&text).into_owned() } else { text };
        Some(TextEdit { span: unit.outer(import.span)?, text })
    }
}

/// The names that `target` may have in `from`, in the style of `written` if that can be: the nearest folder first.
fn names(written: &str, from: &Uri, target: &Uri) -> Option<Vec<String>> {
    let (from, target) = (segments(from)?, segments(target)?);
    let folders = from.len().saturating_sub(1);
    let common = from.iter().take(folders).zip(&target).take_while(|(one, other)| one == other).count();
    let up = "../".repeat(folders - common);
    let path = format!("{up}{}", target.get(common..)?.join("/"));
    if written.ends_with(".metta") {
        return Some(vec![path]);
    }
    let prefix = ["self:", "top:"].into_iter().find(|prefix| written.starts_with(prefix)).unwrap_or_default();
    // From each folder around both, as names count from the top of the workspace.
    let names = (0..=common).rev().filter_map(|top| {
        let mut module = target.get(top..)?.to_vec();
        let file = module.pop()?;
        let stem = file.strip_suffix(".metta")?;
        if stem != "module" || module.is_empty() {
            module.push(stem.to_owned());
        }
        Some(format!("{prefix}{}", module.join(":")))
    });
    Some(names.chain([path]).collect())
}

/// The names that a path consists of, as people write them.
fn segments(uri: &Uri) -> Option<Vec<String>> {
    let path = uri.path().trim_start_matches('/').split('/');
    path.map(|name| Some(percent_decode_str(name).decode_utf8().ok()?.into_owned())).collect()
}
