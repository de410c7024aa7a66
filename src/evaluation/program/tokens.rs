//! Words that mean something else: what `bind!` has taught the reader.
//!
//! A word is taken literally, and only where it reads as a symbol. What it stands for is put in its place when a form is
//! about to be added or evaluated, so that a binding holds for what is read later and never for the form that makes it.

use std::collections::BTreeMap;

use crate::language::metta::atom::{Atom, AtomRef};
use crate::language::metta::constants::{Constant, ConstantTable};
use crate::language::metta::word::{ConstantId, Kind, Word};
use crate::sync::Arc;

/// The words that the reader of a module knows.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    values: BTreeMap<Box<str>, Atom>,
    version: u64,
}

impl Tokens {
    /// What every module knows: `PI` and `EXP`.
    pub fn of_the_language() -> Tokens {
        let mut tokens = Tokens::default();
        tokens.bind("PI", constant(Constant::Float(std::f64::consts::PI)));
        tokens.bind("EXP", constant(Constant::Float(std::f64::consts::E)));
        tokens
    }

    /// From now on `word` means `value`, whatever it meant before. O(log n).
    pub fn bind(&mut self, word: &str, value: Atom) {
        self.version += 1;
        self.values.insert(word.into(), value);
    }

    /// Learns what `other` knows, apart from what each reader has of its own, `&self`; what was known before stays as it is.
    /// O(other · log n).
    pub fn learn(&mut self, other: &Tokens) {
        for (word, value) in &other.values {
            if &**word != "&self" && !self.values.contains_key(word) {
                self.bind(word, value.clone());
            }
        }
    }

    /// The words with their meanings, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Atom)> {
        self.values.iter().map(|(word, value)| (&**word, value))
    }

    /// Another number after each change.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Those of the words that a text with the constants `table` has. O(n).
    pub fn within(&self, table: &ConstantTable) -> Bound {
        let found =
            |(word, value): (&str, &Atom)| table.find(Constant::Symbol(word)).map(|id| (id, value.clone()));
        Bound { values: self.iter().filter_map(found).collect() }
    }
}

/// The bound words of one text.
#[derive(Debug, Default)]
pub struct Bound {
    values: BTreeMap<ConstantId, Atom>,
}

impl Bound {
    /// True where the text has none: all of its atoms stay as they are.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// `atom`, which is one of the text, with the meanings for the words; `None` where nothing changes. Variables of one
    /// name are one variable, also where they come from a meaning. O(size of the result).
    pub fn apply(&self, atom: AtomRef<'_>) -> Option<Atom> {
        let bound = |id: ConstantId| self.values.get(&id);
        if self.values.is_empty() || !constants(atom.term()).any(|id| bound(id).is_some()) {
            return None;
        }
        let mut builder = Builder::default();
        builder.copy(atom, |id| bound(id).map(Atom::as_ref));
        Some(builder.finish())
    }
}

/// An atom that is one constant.
fn constant(constant: Constant<'_>) -> Atom {
    let mut table = ConstantTable::new();
    let id = table.intern(constant);
    let word = if constant.is_number() { Word::number(id) } else { Word::constant(id) };
    Atom::new(vec![word], Arc::new(table))
}

/// `atom` with a table of its own. O(size).
pub(super) fn owned(atom: AtomRef<'_>) -> Atom {
    let mut builder = Builder::default();
    builder.copy_plain(atom);
    builder.finish()
}

/// The constants of a term, from left to right.
fn constants(term: &[Word]) -> impl Iterator<Item = ConstantId> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            match term.get(at)?.kind() {
                Kind::Expression { .. } => at += 2,
                Kind::Variable(_) => at += 1,
                Kind::Constant(id) | Kind::Number(id) => {
                    at += 1;
                    return Some(id);
                }
            }
        }
    })
}

/// Builds one atom out of several.
#[derive(Default)]
struct Builder {
    words: Vec<Word>,
    table: ConstantTable,
    names: Vec<ConstantId>,
    numbers: BTreeMap<ConstantId, u32>,
}

impl Builder {
    /// Appends the term of `atom`, with the terms that `meaning` gives in the place of constants.
    fn copy<'a>(&mut self, atom: AtomRef<'_>, meaning: impl Fn(ConstantId) -> Option<AtomRef<'a>>) {
        let (term, names) = (atom.term(), atom.names());
        // Where the header of each open expression was written, and where it ends in `term`.
        let mut open: Vec<(usize, usize)> = Vec::new();
        // Where the word stands that a `bind!` gives a meaning to: it may have one already, and is a word all the same.
        let mut head = usize::MAX;
        let mut named = usize::MAX;
        let mut at = 0;
        while let Some(&word) = term.get(at) {
            match word.kind() {
                Kind::Expression { .. } => {
                    head = at + 2;
                    let length = term.get(at + 1).map_or(2, |length| length.as_length());
                    open.push((self.words.len(), at + length));
                    self.words.extend([word, Word::length(0)]);
                    at += 2;
                }
                Kind::Variable(number) => {
                    let name = names.get(number as usize).and_then(|name| name.constant_id());
                    let name = name.map_or(Constant::Symbol(""), |id| atom.constants().constant(id));
                    let word = self.variable(name);
                    self.words.push(word);
                    at += 1;
                }
                Kind::Constant(id) | Kind::Number(id) => {
                    if at == head && matches!(atom.constants().constant(id), Constant::Symbol("bind!")) {
                        named = at + 1;
                    }
                    match meaning(id) {
                        Some(value) if at != named => self.copy_plain(value),
                        _ => {
                            let id = self.table.intern(atom.constants().constant(id));
                            self.words.push(word.with_constant_id(id));
                        }
                    }
                    at += 1;
                }
            }
            while let Some(&(header, end)) = open.last()
                && end == at
            {
                open.pop();
                self.words[header + 1] = Word::length((self.words.len() - header) as u32);
            }
        }
    }

    fn copy_plain(&mut self, atom: AtomRef<'_>) {
        self.copy(atom, |_| None);
    }

    fn variable(&mut self, name: Constant<'_>) -> Word {
        let id = self.table.intern(name);
        let number = *self.numbers.entry(id).or_insert_with(|| {
            self.names.push(id);
            self.names.len() as u32 - 1
        });
        Word::variable(number)
    }

    fn finish(mut self) -> Atom {
        self.words.extend(self.names.into_iter().map(Word::constant));
        Atom::new(self.words, Arc::new(self.table))
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;
    use crate::language::metta::read;

    fn after(bindings: &[(&str, &str)], text: &str) -> Vec<String> {
        let mut tokens = Tokens::default();
        for (word, value) in bindings {
            tokens.bind(word, Atom::parse(value).unwrap());
        }
        let reading = read(text);
        let bound = tokens.within(&reading.constants);
        let atoms = reading.atoms();
        atoms.map(|(_, atom)| bound.apply(atom).map_or_else(|| atom.to_string(), |a| a.to_string())).collect()
    }

    #[test]
    fn a_word_is_literal_and_a_symbol() {
        assert_eq!(
            after(&[("a.b", "5")], "(a.b axb \"a.b\" $a.b (f (a.b)))"),
            ["(5 axb \"a.b\" $a.b (f (5)))"]
        );
        assert_eq!(after(&[("t", "5")], "t (u)"), ["5", "(u)"]);
    }

    #[test]
    fn a_word_can_be_bound_again() {
        assert_eq!(after(&[("t", "5")], "(bind! t (f t)) (a bind! t)"), ["(bind! t (f 5))", "(a bind! 5)"]);
    }

    #[test]
    fn a_meaning_may_be_an_expression_with_variables() {
        assert_eq!(
            after(&[("t", "(p $y $x)"), ("u", "$z")], "(f $x t (g t $w u) $x)"),
            ["(f $x (p $y $x) (g (p $y $x) $w $z) $x)"]
        );
    }

    #[test]
    fn who_knew_a_word_before_keeps_it() {
        let mut mine = Tokens::default();
        mine.bind("a", Atom::parse("1").unwrap());
        let mut other = Tokens::default();
        other.bind("a", Atom::parse("2").unwrap());
        other.bind("b", Atom::parse("3").unwrap());
        mine.learn(&other);
        let known: Vec<String> = mine.iter().map(|(word, value)| format!("{word}={value}")).collect();
        assert_eq!(known, ["a=1", "b=3"]);
    }
}
