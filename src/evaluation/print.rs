//! Terms as text.

use std::fmt::Write;

use hashbrown::{HashMap, HashSet};

use super::context::Context;
use super::identity::{HandleKind, SpaceId, StateId};
use super::symbols::{Symbol, known};
use super::term::Term;
use crate::language::metta::constants::Constant;

/// `term` as MeTTa prints it (LANGUAGE.md section 6): bound variables as what they stand for, free ones of one name told
/// apart, spaces and states by what they are. Any depth; O(size as a tree).
///
/// Two variables of one name are `$x` and `$x#1` by their first occurrence, so the text does not depend on how many
/// variables were made before. A state inside its own value is `(State ..)`.
pub fn print(context: &mut Context, term: &Term) -> String {
    let mut printer = Printer::default();
    printer.write(context, term);
    printer.out
}

/// What `println!` and the like show: a string is its text, without quotes; everything else as [`print()`] says.
pub fn plain(context: &mut Context, term: &Term) -> String {
    match term.resolve() {
        Term::Text(text) => text.0.to_string(),
        term => print(context, &term),
    }
}

/// The results of a form as one line, without the end of the line: `[a, b]`.
pub fn results(context: &mut Context, results: &[Term]) -> String {
    let mut line = String::from("[");
    for (at, result) in results.iter().enumerate() {
        if at > 0 {
            line.push_str(", ");
        }
        line.push_str(&print(context, result));
    }
    line.push(']');
    line
}

/// What is still to be written.
enum Task {
    Term(Term),
    Mark(&'static str),
    /// The value of this state is written.
    Close(StateId),
}

#[derive(Default)]
struct Printer {
    out: String,
    /// The names that are given to free variables, by their serial.
    given: HashMap<u64, String>,
    taken: HashSet<String>,
    /// The states whose values are being written.
    open: HashSet<StateId>,
}

impl Printer {
    fn write(&mut self, context: &mut Context, term: &Term) {
        let mut tasks = vec![Task::Term(term.clone())];
        while let Some(task) = tasks.pop() {
            match task {
                Task::Mark(mark) => self.out.push_str(mark),
                Task::Close(state) => {
                    self.open.remove(&state);
                }
                Task::Term(term) => self.term(context, &term.resolve(), &mut tasks),
            }
        }
    }

    fn term(&mut self, context: &mut Context, term: &Term, tasks: &mut Vec<Task>) {
        match term {
            Term::Symbol(known::SELF) | Term::Space(SpaceId::MAIN) => {
                self.out.push_str("ModuleSpace(GroundingSpace-top)");
            }
            Term::Symbol(symbol) => self.out.push_str(context.symbols.name(*symbol)),
            Term::Integer(value) => self.constant(Constant::Integer(*value)),
            Term::Float(value) => self.constant(Constant::Float(*value)),
            Term::Bool(value) => self.constant(Constant::Bool(*value)),
            Term::Text(text) => self.constant(Constant::Text(&text.0)),
            Term::Space(SpaceId::LIBRARY) => self.out.push_str("ModuleSpace(GroundingSpace-corelib)"),
            Term::Space(space) => self.number("GroundingSpace", space.0),
            Term::Handle(handle) => match handle.kind() {
                HandleKind::File(number) => self.number("FileHandle", number),
                HandleKind::Generator(state) => self.number("RandomGenerator", state.0),
            },
            Term::Slot(slot) => self.number("$", u64::from(*slot)),
            Term::Variable(variable) => {
                let name = variable.name;
                self.variable(context, variable.serial, name);
            }
            Term::State(state) => {
                self.out.push_str("(State ");
                tasks.push(Task::Mark(")"));
                if !self.open.insert(state.id) {
                    tasks.push(Task::Mark(".."));
                } else if let Some(value) =
                    context.store.state(state.id, &mut context.symbols, &mut context.trail)
                {
                    tasks.push(Task::Close(state.id));
                    tasks.push(Task::Term(value));
                }
            }
            Term::Expression(node) if matches!(node.members(), [Term::Symbol(known::BINDINGS), ..]) => {
                self.out.push_str("{ ");
                tasks.push(Task::Mark(" }"));
                for (at, binding) in node.members()[1..].iter().enumerate().rev() {
                    let binding = binding.resolve();
                    let Some([variable, value]) = binding.members() else { continue };
                    let is_variable = matches!(value.resolve(), Term::Variable(_));
                    tasks.push(Task::Term(value.clone()));
                    tasks.push(Task::Mark(if is_variable { " = " } else { " <- " }));
                    tasks.push(Task::Term(variable.clone()));
                    if at > 0 {
                        tasks.push(Task::Mark(", "));
                    }
                }
            }
            Term::Expression(node) => {
                self.out.push('(');
                tasks.push(Task::Mark(")"));
                for (at, member) in node.members().iter().enumerate().rev() {
                    tasks.push(Task::Term(member.clone()));
                    if at > 0 {
                        tasks.push(Task::Mark(" "));
                    }
                }
            }
        }
    }

    fn constant(&mut self, constant: Constant<'_>) {
        // Writing to a `String` cannot fail.
        let _ = write!(self.out, "{constant}");
    }

    fn number(&mut self, kind: &str, number: u64) {
        let _ = write!(self.out, "{kind}-{number:#x}");
    }

    fn variable(&mut self, context: &Context, serial: u64, name: Symbol) {
        if !self.given.contains_key(&serial) {
            let plain = context.symbols.name(name);
            let mut given = plain.to_owned();
            let mut number = 0_u32;
            while self.taken.contains(&given) {
                number += 1;
                given = format!("{plain}#{number}");
            }
            self.taken.insert(given.clone());
            self.given.insert(serial, given);
        }
        self.out.push('$');
        self.out.push_str(self.given.get(&serial).map_or("", String::as_str));
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;
    use crate::evaluation::term::str_box;

    fn symbol(context: &mut Context, name: &str) -> Term {
        Term::Symbol(context.symbols.intern(name))
    }

    #[test]
    fn constants_print_as_section_6_says() {
        let mut context = Context::default();
        for (term, text) in [
            (Term::Integer(-7), "-7"),
            (Term::Float(1.0), "1.0"),
            (Term::Float(1e16), "1e16"),
            (Term::Float(1e15), "1000000000000000.0"),
            (Term::Float(9e-5), "9e-5"),
            (Term::Float(f64::NAN), "NaN"),
            (Term::Float(f64::NEG_INFINITY), "-inf"),
            (Term::Bool(true), "True"),
            (Term::text("a\n\"b\"\\"), r#""a\n\"b\"\\""#),
            (Term::unit(), "()"),
            (Term::Space(SpaceId::MAIN), "ModuleSpace(GroundingSpace-top)"),
            (Term::Space(SpaceId(0x1_0000_0002)), "GroundingSpace-0x100000002"),
        ] {
            assert_eq!(print(&mut context, &term), text);
        }
        assert_eq!(plain(&mut context, &Term::text("a\"b")), "a\"b");
        let nested = Term::expression([Term::text("a\"b")]);
        assert_eq!(plain(&mut context, &nested), r#"("a\"b")"#);
        assert_eq!(
            results(&mut context, &[Term::unit(), Term::Text(std::rc::Rc::new(str_box::Text("x".into())))]),
            "[(), \"x\"]"
        );
        assert_eq!(results(&mut context, &[]), "[]");
    }

    #[test]
    fn variables_of_one_name_are_told_apart_and_bound_ones_are_what_they_stand_for() {
        let mut context = Context::default();
        let name = context.symbols.intern("x");
        let like_a_number = context.symbols.intern("x#1");
        let [first, second, third, bound] =
            [name, name, like_a_number, name].map(|name| context.trail.variable(name));
        context.trail.bind(&bound, Term::Integer(5));
        let f = symbol(&mut context, "f");
        let term =
            Term::expression([f, Term::Variable(first.clone()), Term::Variable(second)].into_iter().chain([
                Term::Variable(third),
                Term::Variable(bound),
                Term::Variable(first),
                Term::expression([]),
            ]));
        assert_eq!(print(&mut context, &term), "(f $x $x#1 $x#1#1 5 $x ())");
    }

    #[test]
    fn a_million_levels_print() {
        let mut context = Context::default();
        let s = symbol(&mut context, "S");
        let deep = (0..1_000_000).fold(Term::Integer(1), |term, _| Term::expression([s.clone(), term]));
        let text = print(&mut context, &deep);
        assert!(text.starts_with("(S (S (S ") && text.ends_with(")))"));
        assert_eq!(text.len(), 4 * 1_000_000 + 1);
    }
}
