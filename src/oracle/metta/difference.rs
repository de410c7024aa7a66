//! Two multisets of atoms, up to the names of variables.

use std::collections::BTreeMap;

use super::dump::Line;
use super::reference::{Origin, Reference};
use crate::oracle::specification::term::{Meaning, Term};

/// So many atoms are told of each kind.
const MOST: usize = 10;

/// An atom of which there are not as many copies as there should be.
#[derive(Clone, Debug)]
pub struct Copies {
    /// The atom: as it stands in its file, or as it was printed where it stands in none.
    pub atom: String,
    /// How many there should be.
    pub expected: usize,
    /// How many were printed.
    pub found: usize,
    /// Where it stands in the files: its last copy, since most often a later one is lost.
    pub origin: Option<Origin>,
    /// The line of the output that has the first copy.
    pub line: Option<usize>,
    /// An atom on the other side that is the same but for which of its variables are the same.
    pub confused_with: Option<String>,
}

/// What differs.
#[derive(Clone, Debug)]
pub struct Difference {
    /// Atoms with too few copies, in the order of the files: the first of them.
    pub missing: Vec<Copies>,
    /// Atoms with too many, in the order of the output: the first of them.
    pub added: Vec<Copies>,
    /// How many copies are missing altogether.
    pub missing_copies: usize,
    /// How many are too many altogether.
    pub added_copies: usize,
}

#[derive(Default)]
struct Side<'a> {
    /// Each with its place among all atoms.
    expected: Vec<(usize, &'a (Term, Origin))>,
    found: Vec<&'a Line>,
}

impl Difference {
    /// The difference between what should be there and what was printed; nothing if there is none. O(n log n) comparisons.
    pub(super) fn between(reference: &Reference, lines: &[Line]) -> Option<Difference> {
        let mut atoms: BTreeMap<Vec<Meaning>, Side> = BTreeMap::new();
        for (place, atom) in reference.atoms.iter().enumerate() {
            atoms.entry(atom.0.alpha_meaning()).or_default().expected.push((place, atom));
        }
        for line in lines {
            atoms.entry(line.term.alpha_meaning()).or_default().found.push(line);
        }
        let mut missing: Vec<(usize, &Term, Copies)> = Vec::new();
        let mut added: Vec<(usize, &Term, Copies)> = Vec::new();
        for Side { expected, found } in atoms.values() {
            let copies = Copies {
                atom: String::new(),
                expected: expected.len(),
                found: found.len(),
                origin: expected.last().map(|(_, (_, origin))| origin.clone()),
                line: found.first().map(|line| line.number),
                confused_with: None,
            };
            if let (true, Some((place, (term, _)))) = (found.len() < expected.len(), expected.last()) {
                missing.push((*place, term, Copies { atom: term.to_string(), ..copies }));
            } else if let (true, Some(&first)) = (found.len() > expected.len(), found.first()) {
                added.push((first.number, &first.term, Copies { atom: first.text(), ..copies }));
            }
        }
        if missing.is_empty() && added.is_empty() {
            return None;
        }
        missing.sort_by_key(|(place, ..)| *place);
        added.sort_by_key(|(place, ..)| *place);
        confusions(&mut missing, &mut added);
        let sum = |copies: &[(usize, &Term, Copies)]| {
            copies.iter().map(|(_, _, copies)| copies.expected.abs_diff(copies.found)).sum()
        };
        Some(Difference {
            missing_copies: sum(&missing),
            added_copies: sum(&added),
            missing: missing.into_iter().take(MOST).map(|(_, _, copies)| copies).collect(),
            added: added.into_iter().take(MOST).map(|(_, _, copies)| copies).collect(),
        })
    }
}

/// Finds atoms of both sides that are the same when all variables count as one.
fn confusions(missing: &mut [(usize, &Term, Copies)], added: &mut [(usize, &Term, Copies)]) {
    let mut shapes: BTreeMap<Vec<Meaning>, usize> = BTreeMap::new();
    for (at, (_, term, _)) in missing.iter().enumerate() {
        shapes.entry(shape(term)).or_insert(at);
    }
    for (_, term, copies) in added {
        if let Some((_, _, other)) = shapes.get(&shape(term)).and_then(|&at| missing.get_mut(at)) {
            copies.confused_with = Some(other.atom.clone());
            other.confused_with.get_or_insert_with(|| copies.atom.clone());
        }
    }
}

fn shape(term: &Term) -> Vec<Meaning> {
    let mut meaning = term.meaning();
    for token in &mut meaning {
        if matches!(token, Meaning::Variable(_)) {
            *token = Meaning::Nth(0);
        }
    }
    meaning
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;
    use crate::oracle::metta::dump;

    fn between(file: &str, output: &str) -> Option<Difference> {
        Difference::between(
            &Reference::of([("f", file.as_bytes())]),
            &dump::read(output.as_bytes(), 1_000).unwrap(),
        )
    }

    fn told(copies: &[Copies]) -> Vec<String> {
        copies.iter().map(|copies| format!("{} {}/{}", copies.atom, copies.found, copies.expected)).collect()
    }

    #[test]
    fn names_of_variables_and_the_order_do_not_count() {
        assert!(between("(f $x $y)\n(g 1.0)\n", "(g 1)\n(f $b $a)\n").is_none());
    }

    #[test]
    fn copies_count() {
        let difference = between("a\nb\na\n", "a\nb\nb\n").unwrap();
        assert_eq!(
            (told(&difference.missing), told(&difference.added)),
            (vec!["a 1/2".into()], vec!["b 2/1".into()])
        );
        assert_eq!(difference.missing[0].origin.as_ref().map(|origin| origin.line), Some(3));
        assert_eq!((difference.missing_copies, difference.added_copies), (1, 1));
    }

    #[test]
    fn confused_variables_are_recognised() {
        let difference = between("(f $x $y)\n", "(f $x $x)\n").unwrap();
        assert_eq!(difference.missing[0].confused_with.as_deref(), Some("(f $x $x)"));
        assert_eq!(difference.added[0].confused_with.as_deref(), Some("(f $x $y)"));
        let difference = between("(f $x 1)\n", "(f $x 2)\n").unwrap();
        assert_eq!(difference.missing[0].confused_with, None);
    }

    #[test]
    fn what_is_told_comes_in_the_order_of_the_files_and_is_cut_off() {
        let file: String = (0..50).rev().map(|number| format!("(n {number})\n")).collect();
        let difference = between(&file, "").unwrap();
        assert_eq!(difference.missing_copies, 50);
        assert_eq!(told(&difference.missing)[..2], ["(n 49) 0/1", "(n 48) 0/1"]);
        assert_eq!(difference.missing.len(), MOST);
    }
}
