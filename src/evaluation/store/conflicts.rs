//! Whether what one form has read is what it would have read after another one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::log::{Effect, Read};
use crate::environment::{Environment, Snapshot};
use crate::evaluation::identity::{SpaceId, StateId};
use crate::language::metta::atom::{Atom, AtomRef};
use crate::language::metta::constants::{Constant, ConstantTable};
use crate::language::metta::word::{Kind, Word, term_len};

/// True where some answer to `reads` may be another one after `effects` than before: something that unifies with what was
/// asked for came or went. False is certain: absent answers count as answers.
///
/// Up to unification this is exact, but for these: what was added and then removed counts; so does a removal that found
/// nothing, and a state that was changed to what it was. O((reads + effects) · log).
pub fn conflicts(reads: &[Read], effects: &[Effect]) -> bool {
    if reads.is_empty() || effects.is_empty() {
        return false;
    }
    let mut changes = Changes::new(effects);
    reads.iter().any(|read| changes.touch(read))
}

/// What effects do, by space.
struct Changes<'a> {
    spaces: BTreeMap<SpaceId, Changed<'a>>,
    states: BTreeSet<StateId>,
}

#[derive(Default)]
struct Changed<'a> {
    /// It was made, or got a dependency: every answer may differ.
    whole: bool,
    atoms: Vec<AtomRef<'a>>,
    rules: BTreeSet<Left<'a>>,
    /// Subjects of declarations; `None` for those that are no symbols.
    types: BTreeSet<Option<&'a str>>,
    subtypes: bool,
    /// The atoms, to be asked, where there are many.
    snapshot: Option<Snapshot>,
}

/// What the left side of a rule is.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Left<'a> {
    Headed(&'a str, usize),
    Headless(usize),
    Variable,
}

impl<'a> Changes<'a> {
    fn new(effects: &'a [Effect]) -> Changes<'a> {
        let mut changes = Changes { spaces: BTreeMap::new(), states: BTreeSet::new() };
        for effect in effects {
            match effect {
                Effect::Add(space, atom) | Effect::Remove(space, atom) => {
                    changes.spaces.entry(*space).or_default().note(atom.as_ref());
                }
                Effect::NewSpace(space) | Effect::Depend(space, _) => {
                    changes.spaces.entry(*space).or_default().whole = true;
                }
                Effect::NewState(state, ..) | Effect::Change(state, _) => _ = changes.states.insert(*state),
            }
        }
        changes
    }

    fn touch(&mut self, read: &Read) -> bool {
        let space = match read {
            Read::State(state) => return self.states.contains(state),
            Read::Query { space, .. }
            | Read::Rules { space, .. }
            | Read::Types { space, .. }
            | Read::Subtypes(space)
            | Read::All(space) => space,
        };
        let Some(changed) = self.spaces.get_mut(space) else { return false };
        changed.whole
            || match read {
                Read::State(_) | Read::All(_) => !changed.atoms.is_empty(),
                Read::Types { subject, .. } => changed.types.contains(&subject.as_deref()),
                Read::Subtypes(_) => changed.subtypes,
                Read::Rules { head, length, .. } => {
                    head.as_deref().is_some_and(|head| changed.rules.contains(&Left::Headed(head, *length)))
                        || changed.rules.contains(&Left::Headless(*length))
                        || changed.rules.contains(&Left::Variable)
                }
                Read::Query { pattern, .. } => changed.has(pattern.as_ref()),
            }
    }
}

impl<'a> Changed<'a> {
    fn note(&mut self, atom: AtomRef<'a>) {
        self.atoms.push(atom);
        let words = atom.term();
        let (Kind::Expression { arity: 3 }, Some(Constant::Symbol(role @ ("=" | ":" | ":<")))) =
            (words[0].kind(), words.get(2).and_then(|role| constant(*role, atom)))
        else {
            return;
        };
        let subject = &words[3..];
        match (role, subject[0].kind()) {
            ("=", Kind::Variable(_)) => _ = self.rules.insert(Left::Variable),
            ("=", Kind::Expression { arity }) => {
                let length = arity as usize;
                let head = (arity > 0).then(|| constant(subject[2], atom)).flatten();
                self.rules.insert(match head {
                    Some(Constant::Symbol(head)) => Left::Headed(head, length),
                    _ => Left::Headless(length),
                });
            }
            (":<", _) => self.subtypes = true,
            (":", _) => {
                self.types.insert(match constant(subject[0], atom) {
                    Some(Constant::Symbol(subject)) => Some(subject),
                    _ => None,
                });
            }
            _ => {}
        }
    }

    /// True when some atom unifies with `pattern`.
    fn has(&mut self, pattern: AtomRef<'_>) -> bool {
        if self.atoms.len() > FEW {
            let atoms = &self.atoms;
            let snapshot = self.snapshot.get_or_insert_with(|| holding(atoms.iter().copied()));
            return meets(snapshot, pattern);
        }
        // Most patterns have nothing to do with what was changed: that is seen without an index.
        let near = || self.atoms.iter().copied().filter(|&atom| may_meet(pattern, atom));
        near().next().is_some() && meets(&holding(near()), pattern)
    }
}

/// Up to so many changed atoms are looked at one by one.
const FEW: usize = 64;

/// A space of these atoms.
fn holding<'a>(atoms: impl IntoIterator<Item = AtomRef<'a>>) -> Snapshot {
    let environment = Environment::with_pattern_cache(0);
    environment.add_batch(atoms);
    environment.snapshot()
}

/// True when some atom of `snapshot` unifies with `pattern`.
fn meets(snapshot: &Snapshot, pattern: AtomRef<'_>) -> bool {
    let table = ConstantTable::new();
    let unit = [Word::expression(0), Word::length(2)];
    let template = AtomRef::new(&unit, &table);
    if is_conjunction(pattern) {
        // Here it is none: as the only member of one it is a pattern like any other.
        !snapshot.match_query(only_conjunct(pattern).as_ref(), template).is_empty()
    } else {
        !snapshot.match_query(pattern, template).is_empty()
    }
}

/// False where two atoms differ at a place where neither has a variable. O(size).
fn may_meet(left: AtomRef<'_>, right: AtomRef<'_>) -> bool {
    let (mut a, mut b) = (left.term(), right.term());
    while let (Some(x), Some(y)) = (a.first(), b.first()) {
        let skipped = match (x.kind(), y.kind()) {
            (Kind::Variable(_), _) | (_, Kind::Variable(_)) => (term_len(a), term_len(b)),
            (Kind::Expression { arity: x }, Kind::Expression { arity: y }) if x == y => (2, 2),
            (Kind::Constant(x) | Kind::Number(x), Kind::Constant(y) | Kind::Number(y)) => {
                let (x, y) = (left.constants().constant(x), right.constants().constant(y));
                if !x.same(y) {
                    return false;
                }
                (1, 1)
            }
            _ => return false,
        };
        (a, b) = (&a[skipped.0..], &b[skipped.1..]);
    }
    true
}

/// `(, pattern)`.
fn only_conjunct(pattern: AtomRef<'_>) -> Atom {
    let mut table = ConstantTable::new();
    let comma = Word::constant(table.intern(Constant::Symbol(",")));
    let mut words = vec![Word::expression(2), Word::length(pattern.term().len() as u32 + 3), comma];
    let mut rest = pattern.words();
    while let Some((&word, behind)) = rest.split_first() {
        rest = behind;
        match word.constant_id() {
            _ if matches!(word.kind(), Kind::Expression { .. }) => {
                words.push(word);
                words.extend(rest.first());
                rest = rest.get(1..).unwrap_or_default();
            }
            Some(id) => words.push(word.with_constant_id(table.intern(pattern.constants().constant(id)))),
            None => words.push(word),
        }
    }
    Atom::new(words, Arc::new(table))
}

fn is_conjunction(pattern: AtomRef<'_>) -> bool {
    let words = pattern.term();
    matches!(words[0].kind(), Kind::Expression { arity: 1.. })
        && words
            .get(2)
            .and_then(|head| constant(*head, pattern))
            .is_some_and(|head| head.identical(Constant::Symbol(",")))
}

fn constant<'a>(word: Word, atom: AtomRef<'a>) -> Option<Constant<'a>> {
    word.constant_id().map(|id| atom.constants().constant(id))
}
