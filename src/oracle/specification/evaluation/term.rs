//! What is evaluated: a plain tree.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use super::super::term::{Term as Read, Token};

/// A variable. The reader's own have the number 0; each renaming takes a number that nobody had before.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Variable {
    /// When it was made.
    pub number: u64,
    /// Its name, without the `$`.
    pub name: String,
}

/// A state: all copies are one.
#[derive(Clone, Debug)]
pub(super) struct State {
    /// What it holds.
    pub value: Rc<RefCell<Term>>,
    /// The type of what it held first.
    pub ty: Rc<Term>,
}

impl State {
    /// True for this very state.
    pub(super) fn is(&self, other: &State) -> bool {
        Rc::ptr_eq(&self.value, &other.value)
    }
}

/// A term.
#[derive(Clone, Debug)]
pub(super) enum Term {
    /// A symbol; the names of operations are symbols too.
    Symbol(String),
    /// An integer.
    Integer(i64),
    /// A float.
    Float(f64),
    /// `True`, `False`.
    Bool(bool),
    /// A string.
    Text(String),
    /// A variable.
    Variable(Variable),
    /// A space: its place in the list of spaces.
    Space(usize),
    /// A state.
    State(State),
    /// An expression, and whether evaluation has left it as it is: then it is not evaluated again.
    Expression(Vec<Term>, bool),
}

impl Term {
    /// What the reader has read. O(size).
    pub(super) fn from_reading(read: &Read) -> Term {
        let mut open: Vec<Vec<Term>> = vec![Vec::new()];
        for token in read.tokens() {
            let term = match token {
                Token::Open => {
                    open.push(Vec::new());
                    continue;
                }
                Token::Close => Term::Expression(open.pop().unwrap_or_default(), false),
                Token::Symbol(name) => Term::Symbol(name.clone()),
                Token::Text(text) => Term::Text(text.clone()),
                Token::Integer(value) => Term::Integer(*value),
                Token::Float(value) => Term::Float(*value),
                Token::Bool(value) => Term::Bool(*value),
                Token::Variable(name) => Term::Variable(Variable { number: 0, name: name.clone() }),
            };
            if let Some(members) = open.last_mut() {
                members.push(term);
            }
        }
        open.pop().and_then(|mut whole| whole.pop()).unwrap_or_else(Term::unit)
    }

    /// A symbol.
    pub(super) fn symbol(name: &str) -> Term {
        Term::Symbol(name.to_owned())
    }

    /// An expression that was not evaluated.
    pub(super) fn expression(members: impl IntoIterator<Item = Term>) -> Term {
        Term::Expression(members.into_iter().collect(), false)
    }

    /// A call: an expression headed by a symbol.
    pub(super) fn call(head: &str, arguments: impl IntoIterator<Item = Term>) -> Term {
        Term::expression(std::iter::once(Term::symbol(head)).chain(arguments))
    }

    /// `()`.
    pub(super) fn unit() -> Term {
        Term::expression([])
    }

    /// `(Error atom reason)`.
    pub(super) fn error(atom: &Term, reason: Term) -> Term {
        Term::call("Error", [atom.clone(), reason])
    }

    /// The members of an expression.
    pub(super) fn members(&self) -> Option<&[Term]> {
        match self {
            Term::Expression(members, _) => Some(members),
            _ => None,
        }
    }

    /// True for this symbol.
    pub(super) fn is(&self, name: &str) -> bool {
        matches!(self, Term::Symbol(own) if own == name)
    }

    /// True for a variable.
    pub(super) fn is_variable(&self) -> bool {
        matches!(self, Term::Variable(_))
    }

    /// The symbol that heads an expression.
    pub(super) fn head(&self) -> Option<&str> {
        match self.members()?.first()? {
            Term::Symbol(name) => Some(name),
            _ => None,
        }
    }

    /// True for `(Error x ..)`.
    pub(super) fn is_error(&self) -> bool {
        self.head() == Some("Error") && self.members().is_some_and(|members| members.len() > 1)
    }

    /// True for `(-> T ..)`.
    pub(super) fn is_function_type(&self) -> bool {
        self.head() == Some("->") && self.members().is_some_and(|members| members.len() > 1)
    }

    /// The same expression, marked as evaluated.
    pub(super) fn evaluated(self) -> Term {
        match self {
            Term::Expression(members, _) => Term::Expression(members, true),
            other => other,
        }
    }

    /// The variables that stand in the term.
    pub(super) fn variables(&self) -> BTreeSet<Variable> {
        let mut found = BTreeSet::new();
        self.collect_variables(&mut |variable| {
            found.insert(variable.clone());
        });
        found
    }

    /// Calls `visit` with each variable, from left to right, as often as it stands there.
    pub(super) fn collect_variables(&self, visit: &mut impl FnMut(&Variable)) {
        match self {
            Term::Variable(variable) => visit(variable),
            Term::Expression(members, _) => {
                for member in members {
                    member.collect_variables(visit);
                }
            }
            _ => {}
        }
    }

    /// The term with each variable replaced by what `replacement` gives. An expression in which something was replaced
    /// is another one, which was not evaluated.
    pub(super) fn replace(&self, replacement: &mut dyn FnMut(&Variable) -> Option<Term>) -> Term {
        self.replaced(replacement).unwrap_or_else(|| self.clone())
    }

    /// [`None`] where nothing was replaced.
    fn replaced(&self, replacement: &mut dyn FnMut(&Variable) -> Option<Term>) -> Option<Term> {
        match self {
            Term::Variable(variable) => replacement(variable),
            Term::Expression(members, _) => {
                let new: Vec<Option<Term>> =
                    members.iter().map(|member| member.replaced(replacement)).collect();
                if new.iter().all(Option::is_none) {
                    return None;
                }
                let members = members.iter().zip(new).map(|(old, new)| new.unwrap_or_else(|| old.clone()));
                Some(Term::expression(members))
            }
            _ => None,
        }
    }

    /// Equal up to a renaming of variables, one to one.
    pub(super) fn alpha_equal(&self, other: &Term) -> bool {
        self.numbered() == other.numbered()
    }

    /// The term with its variables named by first occurrence.
    fn numbered(&self) -> Term {
        let mut seen: Vec<Variable> = Vec::new();
        self.replace(&mut |variable| {
            let place = seen.iter().position(|other| other == variable).unwrap_or_else(|| {
                seen.push(variable.clone());
                seen.len() - 1
            });
            Some(Term::Variable(Variable { number: place as u64, name: String::new() }))
        })
    }
}

/// Same structure, same variables, numbers by value: 1 is 1.0. States are equal where they hold what is equal now and are of
/// one type. Whether something was evaluated does not matter.
impl PartialEq for Term {
    fn eq(&self, other: &Term) -> bool {
        self.equals(other, &mut Vec::new())
    }
}

impl Term {
    /// Equality, where these states are taken to be equal: they are being compared.
    fn equals(&self, other: &Term, met: &mut Vec<(State, State)>) -> bool {
        match (self, other) {
            (Term::Symbol(x), Term::Symbol(y)) => x == y,
            (Term::Integer(x), Term::Integer(y)) => x == y,
            (Term::Float(x), Term::Float(y)) => x == y || x.to_bits() == y.to_bits(),
            (Term::Integer(integer), Term::Float(float)) | (Term::Float(float), Term::Integer(integer)) => {
                whole(*float) == Some(*integer)
            }
            (Term::Bool(x), Term::Bool(y)) => x == y,
            (Term::Text(x), Term::Text(y)) => x == y,
            (Term::Variable(x), Term::Variable(y)) => x == y,
            (Term::Space(x), Term::Space(y)) => x == y,
            (Term::State(x), Term::State(y)) => {
                if x.is(y) || met.iter().any(|(left, right)| left.is(x) && right.is(y)) {
                    return true;
                }
                met.push((x.clone(), y.clone()));
                x.ty.equals(&y.ty, met) && x.value.borrow().equals(&y.value.borrow(), met)
            }
            (Term::Expression(x, _), Term::Expression(y, _)) => {
                x.len() == y.len() && x.iter().zip(y).all(|(x, y)| x.equals(y, met))
            }
            _ => false,
        }
    }
}

/// The 64-bit integer that `value` equals.
fn whole(value: f64) -> Option<i64> {
    let limit = 2f64.powi(63);
    (value.fract() == 0.0 && value >= -limit && value < limit).then_some(value as i64)
}
