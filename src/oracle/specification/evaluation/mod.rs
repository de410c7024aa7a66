//! What a program of MeTTa means: LANGUAGE.md sections 1 to 6, read aloud.
//!
//! Evaluation by substitution: no index, no sharing, no threads. A term is a tree; what variables stand for is a map,
//! passed by value; alternatives are lists, in the order of insertion, depth first. A question is asked of a term without
//! bound variables, and each answer says what the variables of the question stand for in it.
//!
//! Left out: modules, files, JSON, random numbers, documentation, `capture`, and the limit of depth by `pragma!`.

mod bindings;
mod interpreter;
mod library;
mod minimal;
mod printing;
mod term;
#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests;
mod types;
mod unification;
mod world;

pub use world::Fault;

use super::reader;
use interpreter::metta;
use printing::print;
use term::Term;
use types::{known_types, undefined};
use world::{OutOfFuel, PROGRAM, World};

/// How to run a program.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Steps of all its forms.
    pub steps: u64,
    /// How deep evaluation may nest: it recurses, each level takes some kilobytes of the stack.
    pub depth: u32,
    /// Go on behind a `!` with an Error among its results.
    pub keep_going: bool,
}

/// What a program does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The results of each `!`, in order, printed.
    pub results: Vec<Vec<String>>,
    /// What was printed by the program.
    pub output: String,
    /// How it ended.
    pub end: End,
}

/// How a program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// At its end.
    Complete,
    /// Behind a `!` with an Error among its results.
    ErrorResult,
    /// At a place that cannot be read.
    ReadError,
    /// It used more than it may: what it does is not known.
    OutOfFuel,
}

impl Run {
    /// A line `[r1, r2]` for each `!`.
    pub fn lines(&self) -> Vec<String> {
        self.results.iter().map(|results| format!("[{}]", results.join(", "))).collect()
    }
}

/// Runs a program as a script: in order, up to its end, its first Error (unless it is to go on) or what
/// cannot be read.
pub fn run(text: &str, options: Options) -> Run {
    run_with(text, options, None)
}

/// As [`run`], but wrong in one way, to show that a comparison sees it.
pub fn run_with(text: &str, options: Options, fault: Option<Fault>) -> Run {
    let mut world = World::new(options.steps, options.depth, fault);
    world.words.insert("&self".to_owned(), Term::Space(PROGRAM));
    let mut run = Run { results: Vec::new(), output: String::new(), end: End::Complete };
    let reading = reader::read(text);
    let readable = reading.errors.first().map_or(text.len(), |error| error.offset);
    if readable < text.len() {
        run.end = End::ReadError;
    }
    for form in reading.forms.iter().filter(|form| form.start < readable) {
        let term = with_words(&world, &Term::from_reading(&form.term));
        match evaluate(&mut world, &term, form.marked) {
            Ok(None) => {}
            Ok(Some(results)) => {
                run.results.push(results.iter().map(print).collect());
                if !options.keep_going && results.iter().any(Term::is_error) {
                    run.end = End::ErrorResult;
                    break;
                }
            }
            Err(OutOfFuel) => {
                run.end = End::OutOfFuel;
                break;
            }
        }
    }
    run.output = world.output;
    run
}

/// One form: the results of a `!`, or of adding what must not be added.
fn evaluate(world: &mut World, term: &Term, marked: bool) -> Result<Option<Vec<Term>>, OutOfFuel> {
    if world.checks_types
        && let Err(errors) = known_types(world, PROGRAM, term)
    {
        return Ok(Some(errors));
    }
    if !marked {
        world.add(PROGRAM, term);
        return Ok(None);
    }
    let results = metta(world, PROGRAM, term, &undefined())?;
    Ok(Some(results.into_iter().map(|(result, _)| result).filter(|result| !result.is("Empty")).collect()))
}

/// `term` with what words stand for since `bind!`; the name in a `bind!` is a word.
fn with_words(world: &World, term: &Term) -> Term {
    match term {
        Term::Symbol(name) => world.words.get(name).unwrap_or(term).clone(),
        Term::Expression(members, _) => {
            let binds = term.head() == Some("bind!");
            let resolved = members.iter().enumerate().map(|(place, member)| match (place, member) {
                (1, Term::Symbol(_)) if binds => member.clone(),
                _ => with_words(world, member),
            });
            Term::expression(resolved)
        }
        other => other.clone(),
    }
}
