//! From bytes to terms, steps and texts.

use arbitrary::Unstructured;

use heddle::oracle::operation::{Question, Step, Write};
use heddle::oracle::specification::environment::EnvironmentSpecification;
use heddle::oracle::specification::term::{Term, Token};

const SYMBOLS: [&str; 10] = ["a", "b", "f", "g", "=", ":", ",", "ab", "ba", "abc"];
const NAMES: [&str; 4] = ["x", "y", "z", ""];
/// Pieces of text that collide: all that means something to a reader, whole and broken.
const PIECES: [&str; 44] = [
    "(a 1)\n",
    "(= (f $x) (g $x))\n",
    "(: a A)\n",
    "!(f 1)\n",
    "(a 1.0)\n",
    "(b \"s\")\n",
    "(",
    "(",
    ")",
    ")",
    "\n(",
    "\n!",
    "\n",
    "\r\n",
    " ",
    " ",
    "\u{a0}",
    "\u{feff}",
    ";",
    "; c (\n",
    "!",
    "! ",
    "\"",
    "\"",
    "\\",
    "\\\"",
    "\\x41",
    "\\u{3bb}",
    "\\u{",
    "}",
    "\\q",
    "$",
    "$x",
    "$y#",
    "a",
    "b",
    "λ",
    "=",
    "1",
    ".",
    "9223372036854775808",
    "True",
    "1e400",
    "-2.5",
];
const HEADS: [&str; 2] = ["f", "g"];

/// A source of choices. Where the bytes are used up, every choice is the first.
pub struct Source<'d> {
    bytes: Unstructured<'d>,
}

impl<'d> Source<'d> {
    /// A source over `data`.
    pub fn new(data: &'d [u8]) -> Source<'d> {
        Source { bytes: Unstructured::new(data) }
    }

    /// True when the bytes are used up.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// A number below `end`, which must not be 0.
    pub fn below(&mut self, end: usize) -> usize {
        self.bytes.int_in_range(0..=end.saturating_sub(1)).unwrap_or(0)
    }

    /// One of `choices`; `None` where there is none.
    pub fn choose<'c, T>(&mut self, choices: &'c [T]) -> Option<&'c T> {
        let at = self.below(choices.len().max(1));
        choices.get(at)
    }

    fn word(&mut self, words: &[&'static str]) -> &'static str {
        self.choose(words).copied().unwrap_or("a")
    }

    fn token(&mut self) -> Token {
        match self.below(12) {
            0..6 => Token::Symbol(self.word(&SYMBOLS).to_owned()),
            6 | 7 => Token::Integer(*self.choose(&[0, 1, 2, i64::MAX]).unwrap_or(&0)),
            8 | 9 => {
                let floats = [1.0, -0.0, 1.5, 9_223_372_036_854_775_808.0, f64::INFINITY];
                Token::Float(*self.choose(&floats).unwrap_or(&1.0))
            }
            10 => Token::Text(self.word(&["a", "", "1", "\"\\\n\0"]).to_owned()),
            _ => Token::Bool(self.below(2) == 0),
        }
    }

    /// A term of at most `size` tokens or so.
    pub fn term(&mut self, size: usize) -> Term {
        let mut tokens = Vec::new();
        let mut open = 0;
        loop {
            match self.below(8) {
                0 | 1 => tokens.push(self.token()),
                2 | 3 => tokens.push(Token::Variable(self.word(&NAMES).to_owned())),
                4 | 5 if tokens.len() < size => {
                    tokens.push(Token::Open);
                    open += 1;
                    if self.below(2) == 0 {
                        tokens.push(Token::Symbol(self.word(&HEADS).to_owned()));
                    }
                }
                _ if open > 0 => {
                    tokens.push(Token::Close);
                    open -= 1;
                }
                _ => tokens.push(self.token()),
            }
            if tokens.len() >= size {
                tokens.extend((0..open).map(|_| Token::Close));
                open = 0;
            }
            if open == 0 {
                return Term::from_tokens(tokens).unwrap_or_else(|| Term::symbol("a"));
            }
        }
    }

    /// An atom as a space may hold it: facts, rules, types, and what only looks like them.
    pub fn atom(&mut self) -> Term {
        match self.below(8) {
            0..4 => self.term(12),
            4 | 5 => Term::expression(&[Term::symbol("="), self.term(6), self.term(6)]),
            6 => Term::expression(&[Term::symbol(":"), self.term(4), self.term(4)]),
            _ => {
                let mut members = vec![Term::symbol(self.word(&["=", ":", ","]))];
                members.extend((0..self.below(4)).map(|_| self.term(4)));
                Term::expression(&members)
            }
        }
    }

    /// An atom that is in the space, or much like one that is, or any.
    pub fn known(&mut self, space: &EnvironmentSpecification) -> Term {
        let Some(atom) = self.choose(space.atoms()).cloned() else { return self.atom() };
        match self.below(8) {
            0..4 => atom,
            4 => atom.replace(|name| Some(Term::variable(&format!("{name}y")))),
            5 => {
                let other = |token: &Token| match token {
                    Token::Integer(value) => Token::Float(*value as f64),
                    Token::Float(value) if value.fract() == 0.0 => Token::Integer(*value as i64),
                    token => token.clone(),
                };
                Term::from_tokens(atom.tokens().iter().map(other).collect()).unwrap_or(atom)
            }
            _ => self.generalised(&atom),
        }
    }

    /// The atom with some members replaced by variables.
    fn generalised(&mut self, atom: &Term) -> Term {
        let Some(members) = atom.members() else { return Term::variable("x") };
        let mut result = Vec::new();
        for member in members {
            result.push(match self.below(4) {
                0 => Term::variable(self.word(&NAMES)),
                1 if member.is_expression() && member.tokens().len() < 40 => self.generalised(&member),
                _ => member,
            });
        }
        Term::expression(&result)
    }

    /// A pattern: an atom, one that is known, or a conjunction of at most `most` such.
    pub fn pattern(&mut self, space: &EnvironmentSpecification, most: usize) -> Term {
        match self.below(5) {
            0 => self.atom(),
            1 => self.known(space),
            2 => {
                // One variable for all members but the head: they must agree, or there is a cycle.
                let members = self.known(space).members().unwrap_or_default();
                let same = |(at, member): (usize, Term)| if at == 0 { member } else { Term::variable("x") };
                Term::expression(&members.into_iter().enumerate().map(same).collect::<Vec<_>>())
            }
            _ => {
                let mut members = vec![Term::symbol(",")];
                members.extend((0..self.below(most + 1)).map(|_| self.known(space)));
                Term::expression(&members)
            }
        }
    }

    /// A template; the first is one that tells every binding.
    pub fn template(&mut self) -> Term {
        match self.below(3) {
            0 | 1 => Term::expression(&NAMES.map(Term::variable)),
            _ => self.term(8),
        }
    }

    /// A change.
    pub fn write(&mut self, space: &EnvironmentSpecification) -> Write {
        match self.below(16) {
            0..4 => Write::Add(self.atom()),
            4 | 5 => Write::Add(self.known(space)),
            6 | 7 => Write::AddRule(self.term(6), self.term(6)),
            8 => Write::AddType(self.term(4), self.term(4)),
            9..12 => Write::Remove(self.known(space)),
            12 | 13 => Write::AddBatch((0..self.below(5)).map(|_| self.atom()).collect()),
            14 => Write::SetMultiplicities(
                (0..self.below(6)).map(|_| (self.known(space), self.below(4))).collect(),
            ),
            _ => Write::RebuildRuleIndex,
        }
    }

    /// A question.
    pub fn question(&mut self, space: &EnvironmentSpecification) -> Question {
        match self.below(12) {
            0 => Question::HasFact(self.known(space)),
            1 => Question::Multiplicity(self.known(space)),
            2 | 3 => {
                let declared = self.known(space).members().and_then(|members| members.get(1).cloned());
                Question::GetType(declared.unwrap_or_else(|| self.term(4)))
            }
            4 | 5 => Question::MatchingRules(self.word(&["f", "g", "a"]).to_owned(), self.below(3)),
            6 => Question::Suggest(self.word(&["bac", "ab", "fg", "abcd", "", "zzzz"]).to_owned()),
            _ => Question::Query { pattern: self.pattern(space, 2), template: self.template() },
        }
    }

    /// A step.
    pub fn step(&mut self, space: &EnvironmentSpecification) -> Step {
        match self.below(16) {
            0..7 => Step::Write(self.write(space)),
            7..12 => Step::Ask(self.question(space)),
            12 | 13 => self.transaction(space),
            14 => Step::Keep,
            _ => Step::AskKept(self.below(8), self.question(space)),
        }
    }

    /// A transaction, often with others at work meanwhile.
    pub fn transaction(&mut self, space: &EnvironmentSpecification) -> Step {
        let writes = (0..self.below(5)).map(|_| self.write(space)).collect();
        let meanwhile = (0..self.below(6).saturating_sub(2)).map(|_| self.write(space)).collect();
        Step::Transaction { writes, meanwhile, fails: self.below(3) == 0 }
    }

    /// The text of a file: mostly good, sometimes broken, rarely no text at all.
    pub fn file(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let broken = self.below(4) == 0;
        for _ in 0..self.below(10) {
            let among = if broken { &PIECES[..] } else { &PIECES[..6] };
            match self.below(6) {
                0 if !broken => bytes.extend_from_slice(format!("{}\n", self.atom()).as_bytes()),
                0 if self.below(16) == 0 => bytes.push(0xff),
                _ => bytes.extend_from_slice(self.word(among).as_bytes()),
            }
        }
        bytes
    }
}
