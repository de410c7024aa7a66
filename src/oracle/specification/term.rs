//! Terms of the specification: the text of an atom, cut into tokens.
//!
//! A term is the list of its tokens, brackets included, so that nothing here needs the call stack, however deep the
//! nesting: dropping frees one list, comparing walks two lists, printing writes one.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

/// One token of a term.
#[derive(Clone, Debug)]
pub enum Token {
    /// `(`
    Open,
    /// `)`
    Close,
    /// A word that nothing else claims.
    Symbol(String),
    /// A string, its escapes resolved.
    Text(String),
    /// A 64-bit integer.
    Integer(i64),
    /// A float.
    Float(f64),
    /// `True` or `False`.
    Bool(bool),
    /// A variable, by its name without the `$`.
    Variable(String),
}

/// What a token means, so that two tokens are equal in MeTTa exactly if these are: a float that is a whole number of
/// 64 bits counts as that integer (`1.0` is `1`, `-0.0` is `0`), every other float counts by its bits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meaning {
    /// `(`
    Open,
    /// `)`
    Close,
    /// A symbol.
    Symbol(String),
    /// A string.
    Text(String),
    /// A whole number of 64 bits, however it was written.
    Whole(i64),
    /// Any other number, by its bits.
    Real(u64),
    /// A boolean.
    Bool(bool),
    /// A variable by name.
    Variable(String),
    /// A variable by first occurrence: the n-th new one of its term, from 0.
    Nth(usize),
}

impl Token {
    fn meaning(&self) -> Meaning {
        match self {
            Token::Open => Meaning::Open,
            Token::Close => Meaning::Close,
            Token::Symbol(name) => Meaning::Symbol(name.clone()),
            Token::Text(text) => Meaning::Text(text.clone()),
            Token::Integer(value) => Meaning::Whole(*value),
            Token::Float(value) => match whole(*value) {
                Some(value) => Meaning::Whole(value),
                None => Meaning::Real(value.to_bits()),
            },
            Token::Bool(value) => Meaning::Bool(*value),
            Token::Variable(name) => Meaning::Variable(name.clone()),
        }
    }

    /// Equal as MeTTa sees it: numbers by value, variables by name.
    pub fn same(&self, other: &Token) -> bool {
        self.meaning() == other.meaning()
    }
}

/// The 64-bit integer that `value` equals, where there is one. 2^63 is a float, and the first that is too large.
fn whole(value: f64) -> Option<i64> {
    let limit = 2f64.powi(63);
    (value.fract() == 0.0 && value >= -limit && value < limit).then_some(value as i64)
}

/// A term: a variable, a constant, or `(`, terms, `)`.
#[derive(Clone)]
pub struct Term {
    tokens: Vec<Token>,
}

impl Term {
    /// The term of one token, or of a bracketed list of them; `None` where `tokens` is not exactly one term.
    pub fn from_tokens(tokens: Vec<Token>) -> Option<Term> {
        let term = Term { tokens };
        (!term.tokens.is_empty() && term.end_of(0) == Some(term.tokens.len())).then_some(term)
    }

    /// A symbol.
    pub fn symbol(name: &str) -> Term {
        Term { tokens: vec![Token::Symbol(name.to_owned())] }
    }

    /// A variable.
    pub fn variable(name: &str) -> Term {
        Term { tokens: vec![Token::Variable(name.to_owned())] }
    }

    /// An expression of `members`.
    pub fn expression(members: &[Term]) -> Term {
        let mut tokens = vec![Token::Open];
        for member in members {
            tokens.extend_from_slice(&member.tokens);
        }
        tokens.push(Token::Close);
        Term { tokens }
    }

    /// The tokens.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The members, where the term is an expression. O(size).
    pub fn members(&self) -> Option<Vec<Term>> {
        let Some(Token::Open) = self.tokens.first() else { return None };
        let mut members = Vec::new();
        let mut start = 1;
        while let Some(end) = self.end_of(start) {
            members.push(Term { tokens: self.tokens[start..end].to_vec() });
            start = end;
        }
        Some(members)
    }

    /// The name of a symbol.
    pub fn as_symbol(&self) -> Option<&str> {
        match self.tokens.as_slice() {
            [Token::Symbol(name)] => Some(name),
            _ => None,
        }
    }

    /// True for a term that is the symbol `name`.
    pub fn is_symbol(&self, name: &str) -> bool {
        self.as_symbol() == Some(name)
    }

    /// True for a variable.
    pub fn is_variable(&self) -> bool {
        matches!(self.tokens.as_slice(), [Token::Variable(_)])
    }

    /// True for an expression.
    pub fn is_expression(&self) -> bool {
        matches!(self.tokens.first(), Some(Token::Open))
    }

    /// The subterm that starts at token `start`; `None` at a closing bracket or behind the end.
    pub fn subterm(&self, start: usize) -> Option<Term> {
        let end = self.end_of(start)?;
        Some(Term { tokens: self.tokens[start..end].to_vec() })
    }

    /// True when the variable `name` stands anywhere in the term.
    pub fn mentions(&self, name: &str) -> bool {
        self.tokens.iter().any(|token| matches!(token, Token::Variable(own) if own == name))
    }

    /// The term with each variable replaced by what `replacement` gives for its name, where it gives something.
    pub fn replace(&self, replacement: impl Fn(&str) -> Option<Term>) -> Term {
        let mut tokens = Vec::new();
        for token in &self.tokens {
            match token {
                Token::Variable(name) => match replacement(name) {
                    Some(term) => tokens.extend(term.tokens),
                    None => tokens.push(token.clone()),
                },
                _ => tokens.push(token.clone()),
            }
        }
        Term { tokens }
    }

    /// Equal terms have equal meanings: numbers by value, variables by name.
    pub fn meaning(&self) -> Vec<Meaning> {
        self.tokens.iter().map(Token::meaning).collect()
    }

    /// Terms that are equal up to the names of their variables have equal meanings here: the n-th new variable counts
    /// as n. (`(f $x $y $x)` and `(f $a $b $a)` agree, `(f $x $y $y)` does not.)
    pub fn alpha_meaning(&self) -> Vec<Meaning> {
        let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
        let mut meaning = self.meaning();
        for token in &mut meaning {
            if let Meaning::Variable(name) = token {
                let next = numbers.len();
                *token = Meaning::Nth(*numbers.entry(name.clone()).or_insert(next));
            }
        }
        meaning
    }

    /// Equal up to the names of variables, numbers by value.
    pub fn alpha_eq(&self, other: &Term) -> bool {
        self.alpha_meaning() == other.alpha_meaning()
    }

    /// What prints, but with `1e999` and `-1e999` for the infinite floats: `inf` and `-inf` would read back as symbols.
    pub fn readable(&self) -> String {
        let mut readable = self.clone();
        for token in &mut readable.tokens {
            match token {
                Token::Float(value) if *value == f64::INFINITY => *token = Token::Symbol("1e999".to_owned()),
                Token::Float(value) if *value == f64::NEG_INFINITY => {
                    *token = Token::Symbol("-1e999".to_owned())
                }
                _ => {}
            }
        }
        readable.to_string()
    }

    /// The end of the term that starts at `start`: behind its closing bracket, or behind its only token.
    fn end_of(&self, start: usize) -> Option<usize> {
        let mut open = 0usize;
        for (at, token) in self.tokens.iter().enumerate().skip(start) {
            match token {
                Token::Open => open += 1,
                Token::Close => open = open.checked_sub(1)?,
                _ => {}
            }
            if open == 0 {
                return Some(at + 1);
            }
        }
        None
    }
}

/// Same structure, same names of variables, numbers by value.
impl PartialEq for Term {
    fn eq(&self, other: &Term) -> bool {
        self.meaning() == other.meaning()
    }
}

impl Eq for Term {}

/// Prints after LANGUAGE.md section 6: one space between members, none inside the brackets; strings quoted with the
/// escapes that the reader knows; floats in the shortest form that reads back, always with a point or an exponent.
impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut after_bracket = true;
        for token in &self.tokens {
            if !after_bracket && !matches!(token, Token::Close) {
                f.write_char(' ')?;
            }
            after_bracket = matches!(token, Token::Open);
            match token {
                Token::Open => f.write_char('(')?,
                Token::Close => f.write_char(')')?,
                Token::Symbol(name) => f.write_str(name)?,
                Token::Text(text) => print_string(text, f)?,
                Token::Integer(value) => write!(f, "{value}")?,
                Token::Float(value) => write!(f, "{value:?}")?,
                Token::Bool(true) => f.write_str("True")?,
                Token::Bool(false) => f.write_str("False")?,
                Token::Variable(name) => write!(f, "${name}")?,
            }
        }
        Ok(())
    }
}

/// As it prints.
impl fmt::Debug for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A string as Rust's `{:?}` writes it, but NUL as `\u{0}`: MeTTa has no `\0`.
fn print_string(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_char('"')?;
    for c in text.chars() {
        match c {
            '\0' => f.write_str("\\u{0}")?,
            '\'' => f.write_char('\'')?,
            _ => write!(f, "{}", c.escape_debug())?,
        }
    }
    f.write_char('"')
}
