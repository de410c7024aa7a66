//! The variables of a term in order, and their names told apart.

use std::rc::Rc;

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};

use crate::evaluation::symbols::{Symbol, Symbols};
use crate::evaluation::term::Variable;

/// Numbers free variables by their first occurrence.
#[derive(Default)]
pub(super) struct Numbering {
    order: Vec<Rc<Variable>>,
    /// Filled only where there are many.
    by_address: HashMap<*const Variable, u32, FixedState>,
}

/// Up to so many are looked for one by one.
const FEW: usize = 8;

impl Numbering {
    /// The number of `variable`, a new one at its first occurrence. O(1).
    pub(super) fn number(&mut self, variable: &Rc<Variable>) -> u32 {
        if self.by_address.is_empty() {
            if let Some(known) = self.order.iter().position(|other| Rc::ptr_eq(other, variable)) {
                return known as u32;
            }
            if self.order.len() == FEW {
                let known = self.order.iter().map(Rc::as_ptr).zip(0..);
                self.by_address.extend(known);
            }
        }
        let next = self.order.len() as u32;
        if !self.by_address.is_empty() {
            let known = *self.by_address.entry(Rc::as_ptr(variable)).or_insert(next);
            if known != next {
                return known;
            }
        }
        self.order.push(Rc::clone(variable));
        next
    }

    /// The names, by number; two variables may have the same one.
    pub(super) fn names(&self) -> Vec<Symbol> {
        self.order.iter().map(|variable| variable.name).collect()
    }
}

/// For each name another one where an earlier variable has it already: `x-1`, `x-2`, .. the first that no variable has.
/// O(names) for names of any kind.
pub(super) fn apart(names: &[Symbol], symbols: &Symbols) -> Vec<Option<String>> {
    let mut first: HashSet<Symbol, FixedState> = HashSet::default();
    let mut other: Vec<Option<String>> = vec![None; names.len()];
    let repeated: Vec<usize> = (0..names.len()).filter(|&at| !first.insert(names[at])).collect();
    if repeated.is_empty() {
        return other;
    }
    let mut taken: HashSet<String, FixedState> =
        first.iter().map(|&name| symbols.name(name).to_owned()).collect();
    let mut tried: HashMap<Symbol, u64, FixedState> = HashMap::default();
    for at in repeated {
        let number = tried.entry(names[at]).or_insert(0);
        let name = loop {
            *number += 1;
            let name = format!("{}-{number}", symbols.name(names[at]));
            if taken.insert(name.clone()) {
                break name;
            }
        };
        other[at] = Some(name);
    }
    other
}
