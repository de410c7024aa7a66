//! Whether a definition can be meant by a call: unification of its head with the call.
//!
//! Both are read as atoms and unified, two-sided as MeTTa does: repeated variables must agree, `1` is `1.0`, cyclic
//! solutions are none. What a call holds is what the text shows, not what it will be:
//!
//! - a variable of the call that the head wants to be something stands for a value that the text does not show: unknown;
//! - an expression in the call whose head is a function (of the library, or defined by a clause in one of the two texts) or
//!   a variable is evaluated first: unknown. Any other expression is data, and is compared as it stands.

use std::collections::BTreeMap;

use super::atom::{Atom, AtomRef};
use super::constants::Constant;
use super::vocabulary;
use super::word::{ConstantId, Kind, Word, term_len};
use crate::language::Fit;
use crate::language::analysis::{Analysis, Call, Definition, DefinitionKind};

/// Steps after which a unification is given up as unknown: without sharing, some grow with two to the length.
const STEPS: usize = 1 << 16;

/// Whether the definition can be meant by the call. O(length of both) for all but contrived patterns, no recursion.
pub(super) fn fit(definition: (&Analysis, &Definition), call: (&Analysis, &Call)) -> Fit {
    let head = Atom::parse(definition.0.source(definition.1.formals));
    let asked = Atom::parse(call.0.source(call.1.arguments));
    // What is broken may still become anything.
    let (Ok(head), Ok(asked)) = (head, asked) else { return Fit::Unknown };
    if definition.1.kind == DefinitionKind::Type {
        return Fit::Unknown;
    }
    let (head, asked) = (head.as_ref(), asked.as_ref());
    let evaluated =
        |name: &str| vocabulary::is_library(name) || defines(definition.0, name) || defines(call.0, name);
    Unification {
        sides: [head, asked],
        bound: [vec![None; head.names().len()], vec![None; asked.names().len()]],
        evaluated: &evaluated,
        known: BTreeMap::new(),
        unknown: false,
    }
    .run()
}

/// True when a clause of the text defines `name`.
fn defines(analysis: &Analysis, name: &str) -> bool {
    let sites = analysis.keys().find(name).map_or(&[][..], |key| analysis.keys().sites(key));
    let mut definitions = sites.iter().filter_map(|&site| analysis.definition_of(site));
    definitions.any(|definition| definition.kind == DefinitionKind::Function)
}

/// A term: the side, and the place in its words.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Place {
    side: usize,
    at: usize,
}

const HEAD: usize = 0;
const CALL: usize = 1;

struct Unification<'a> {
    /// The head and the call.
    sides: [AtomRef<'a>; 2],
    /// What the variables of each are bound to.
    bound: [Vec<Option<Place>>; 2],
    evaluated: &'a dyn Fn(&str) -> bool,
    /// What it said of the symbols of the call: it looks at all places of a name.
    known: BTreeMap<ConstantId, bool>,
    unknown: bool,
}

impl Unification<'_> {
    fn run(mut self) -> Fit {
        let whole = (Place { side: HEAD, at: 0 }, Place { side: CALL, at: 0 });
        let mut work = vec![whole];
        let mut steps = 0;
        while let Some((a, b)) = work.pop() {
            steps += 1;
            if steps > STEPS {
                return Fit::Unknown;
            }
            let (a, b) = (self.resolve(a), self.resolve(b));
            if a == b {
                continue;
            }
            match (self.kind(a), self.kind(b)) {
                (Kind::Variable(x), Kind::Variable(y)) if x == y && a.side == b.side => {}
                (Kind::Variable(x), Kind::Variable(_)) if a.side == HEAD => self.bind(HEAD, x, b),
                (Kind::Variable(_), Kind::Variable(y)) => self.bind(b.side, y, a),
                (Kind::Variable(x), _) => self.bind(a.side, x, b),
                (_, Kind::Variable(y)) => self.bind(b.side, y, a),
                _ if (a, b) != whole && (self.is_evaluated(a) || self.is_evaluated(b)) => self.unknown = true,
                (Kind::Expression { arity: x }, Kind::Expression { arity: y }) if x == y => {
                    let (mut left, mut right) = (a.at + 2, b.at + 2);
                    for _ in 0..x {
                        work.push((Place { at: left, ..a }, Place { at: right, ..b }));
                        left += self.length(Place { at: left, ..a });
                        right += self.length(Place { at: right, ..b });
                    }
                }
                (Kind::Constant(x), Kind::Constant(y)) | (Kind::Number(x), Kind::Number(y)) => {
                    let constant = |place: Place, id| self.sides[place.side].constants().constant(id);
                    if !constant(a, x).same(constant(b, y)) {
                        return Fit::Never;
                    }
                }
                _ => return Fit::Never,
            }
        }
        match (self.is_cyclic(), self.unknown) {
            (true, _) => Fit::Never,
            (false, true) => Fit::Unknown,
            (false, false) => Fit::Fits,
        }
    }

    fn words(&self, place: Place) -> &[Word] {
        self.sides[place.side].term().get(place.at..).unwrap_or_default()
    }

    fn kind(&self, place: Place) -> Kind {
        self.sides[place.side].term()[place.at].kind()
    }

    fn length(&self, place: Place) -> usize {
        term_len(self.words(place))
    }

    /// The term that a variable is bound to; the variable, where it is not.
    fn resolve(&self, mut place: Place) -> Place {
        while let Kind::Variable(number) = self.kind(place)
            && let Some(next) = self.bound[place.side].get(number as usize).copied().flatten()
        {
            place = next;
        }
        place
    }

    fn bind(&mut self, side: usize, number: u32, value: Place) {
        // A variable of the call is a value that is not known: that it fits is a guess, unless nothing is asked of it.
        self.unknown |= side == CALL;
        if let Some(bound) = self.bound[side].get_mut(number as usize) {
            *bound = Some(value);
        }
    }

    /// True for an expression of the call that stands for what it is evaluated to.
    fn is_evaluated(&mut self, place: Place) -> bool {
        let [first, _, head, ..] = *self.words(place) else { return false };
        if place.side != CALL || !matches!(first.kind(), Kind::Expression { arity: 1.. }) {
            return false;
        }
        match head.kind() {
            Kind::Variable(_) => true,
            Kind::Constant(id) => {
                let constant = self.sides[CALL].constants().constant(id);
                let evaluated = self.evaluated;
                *self.known.entry(id).or_insert_with(|| match constant {
                    Constant::Symbol(name) => evaluated(name),
                    _ => false,
                })
            }
            _ => false,
        }
    }

    /// True when a variable is bound to a term that holds it.
    fn is_cyclic(&self) -> bool {
        // 0: not seen; 1: being looked into; 2: without a cycle.
        let mut state = [vec![0_u8; self.bound[HEAD].len()], vec![0_u8; self.bound[CALL].len()]];
        let all = [HEAD, CALL]
            .into_iter()
            .flat_map(|side| (0..self.bound[side].len()).map(move |number| (side, number)));
        for start in all {
            // The variables that are being looked into, each with the rest of what it is bound to.
            let mut path: Vec<(usize, usize, Place, usize)> = Vec::new();
            let mut next = Some(start);
            loop {
                if let Some((side, number)) = next.take() {
                    match state[side][number] {
                        1 => return true,
                        0 => {
                            state[side][number] = 1;
                            let place = self.bound[side][number].unwrap_or(Place { side, at: 0 });
                            let end = match self.bound[side][number] {
                                Some(place) => place.at + self.length(place),
                                None => 0,
                            };
                            path.push((side, number, place, end));
                        }
                        _ => {}
                    }
                }
                let Some((side, number, place, end)) = path.last_mut() else { break };
                while next.is_none() && place.at < *end {
                    match self.sides[place.side].term()[place.at].kind() {
                        Kind::Variable(inner) => {
                            next = Some((place.side, inner as usize));
                            place.at += 1;
                        }
                        Kind::Expression { .. } => place.at += 2,
                        _ => place.at += 1,
                    }
                }
                if next.is_none() {
                    state[*side][*number] = 2;
                    path.pop();
                }
            }
        }
        false
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::language::{LanguageId, analyze};

    /// How the first definition of `text` fits its last call of that name.
    fn fits(text: &str) -> Fit {
        let analysis = analyze(LanguageId::Metta, &Arc::from(text));
        let definition = &analysis.definitions()[0];
        let name = analysis.occurrence(definition.occurrence).unwrap().target;
        let named = |call: &&Call| analysis.occurrence(call.occurrence).unwrap().target == name;
        let call = analysis.calls().iter().rfind(named).unwrap();
        fit((&analysis, definition), (&analysis, call))
    }

    #[test]
    fn constants_must_agree() {
        assert_eq!(fits("(= (f 0 $x) 1) !(f 0 a)"), Fit::Fits);
        assert_eq!(fits("(= (f 0 $x) 1) !(f 1 a)"), Fit::Never);
        assert_eq!(fits("(= (f 1) 1) !(f 1.0)"), Fit::Fits);
        assert_eq!(fits("(= (f \"a\") 1) !(f a)"), Fit::Never);
        assert_eq!(fits("(= (f True) 1) !(f False)"), Fit::Never);
    }

    #[test]
    fn arities_must_agree() {
        assert_eq!(fits("(= (f $x) 1) !(f a b)"), Fit::Never);
        assert_eq!(fits("(= (f) 1) !(f)"), Fit::Fits);
        assert_eq!(fits("(= f 1) !(f)"), Fit::Never);
        assert_eq!(fits("(= ((f $x) $y) 1) !((f 1) 2)"), Fit::Fits);
    }

    #[test]
    fn repeated_variables_must_agree() {
        assert_eq!(fits("(= (f $x $x) 1) !(f 1 2)"), Fit::Never);
        assert_eq!(fits("(= (f $x $x) 1) !(f (a 1) (a 1.0))"), Fit::Fits);
        assert_eq!(fits("(= (f 1 2) 1) !(f $a $a)"), Fit::Never);
        assert_eq!(fits("(= (f $x $x) 1) !(f $a $b)"), Fit::Unknown);
        assert_eq!(fits("(= (f $x $x) 1) !(f (S $a) (S $a))"), Fit::Fits);
    }

    #[test]
    fn a_value_that_the_text_does_not_show_may_fit() {
        assert_eq!(fits("(= (f 0) 1) !(f $a)"), Fit::Unknown);
        assert_eq!(fits("(= (f $x) 1) !(f $a)"), Fit::Fits);
        assert_eq!(fits("(= (f 0) 1) !(f (- 1 1))"), Fit::Unknown);
        assert_eq!(fits("(= (f 0) 1) (= (g) 0) !(f (g))"), Fit::Unknown);
        assert_eq!(fits("(= (f (S $k)) 1) !(f ($g 1))"), Fit::Unknown);
    }

    #[test]
    fn data_is_compared_as_it_stands() {
        assert_eq!(fits("(= (f (S $k)) 1) !(f (S Z))"), Fit::Fits);
        assert_eq!(fits("(= (f (S $k)) 1) !(f (P Z))"), Fit::Never);
        assert_eq!(fits("(= (f Nil) 1) !(f (Cons 1 Nil))"), Fit::Never);
    }

    #[test]
    fn cyclic_solutions_are_none() {
        assert_eq!(fits("(= (f $x (S $x)) 1) !(f $a $a)"), Fit::Never);
        assert_eq!(fits("(= (f $x $y) 1) !(f $a (S $a))"), Fit::Fits);
        assert_eq!(fits("(= (f $x $x (S $x)) 1) !(f $a (S $b) $a)"), Fit::Never);
    }

    #[test]
    fn what_is_contrived_ends() {
        let mut head = String::from("(= (f $0 $0 $1 $1");
        let mut call = String::from("!(f $0 $0 $1 $1");
        for n in 1..60 {
            let member = format!(" (p ${0} ${0})", n - 1);
            head += &format!(" ${n}{member}");
            call += &format!("{member} ${n}");
        }
        let fit = fits(&format!("{head}) 1)\n{call})"));
        assert!(matches!(fit, Fit::Unknown | Fit::Never | Fit::Fits));
    }

    #[test]
    fn depth_costs_no_stack() {
        let deep = |core: &str| format!("{}{core}{}", "(S ".repeat(100_000), ")".repeat(100_000));
        assert_eq!(fits(&format!("(= (f {}) 1) !(f {})", deep("$x"), deep("Z"))), Fit::Unknown);
        assert_eq!(fits(&format!("(= (f $x) 1) !(f {})", deep("Z"))), Fit::Fits);
    }
}
