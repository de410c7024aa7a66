//! `heddle query`.

use std::io;
use std::path::PathBuf;

use super::Exit;
use super::load_args::{HowArgs, LoadArgs};
use super::terminal::Terminal;
use crate::environment::Snapshot;
use crate::language::metta::atom::{Atom, AtomRef};
use crate::language::metta::constants::Constant;
use crate::language::metta::word::Kind;

/// Load files and folders, and print the answers to a query: one per line, in load order
///
/// Matches as `(match &self PATTERN TEMPLATE)` does: variables may stand on both sides, `(, p1 p2 ...)` is a conjunction.
/// Without a template the pattern itself is printed, instantiated. Where nothing answers, names that are close to those
/// of the pattern are suggested.
///
/// The pattern is the first word that starts with `(`, `$` or `"`, and where none does the last one.
#[derive(clap::Args)]
#[command(override_usage = "heddle query [OPTIONS] <PATH>... <PATTERN> [TEMPLATE]")]
pub(super) struct Args {
    /// Files and folders, then the pattern and, if wanted, a template
    #[arg(required = true, num_args = 2.., value_name = "WORD")]
    words: Vec<String>,
    #[command(flatten)]
    how: HowArgs,
}

/// The words of the command line, told apart.
#[derive(Debug, PartialEq)]
struct Question<'a> {
    paths: &'a [String],
    pattern: &'a str,
    template: &'a str,
}

impl Question<'_> {
    fn of(words: &[String]) -> Result<Question<'_>, &'static str> {
        let last = words.len().checked_sub(1).ok_or("a path and a pattern are wanted")?;
        let at = words.iter().position(|word| word.starts_with(['(', '$', '"'])).unwrap_or(last);
        let (paths, atoms) = words.split_at_checked(at).unwrap_or((words, &[]));
        if paths.is_empty() {
            return Err("a path is wanted before the pattern");
        }
        match atoms {
            [pattern] => Ok(Question { paths, pattern, template: pattern }),
            [pattern, template] => Ok(Question { paths, pattern, template }),
            _ => Err("at most a pattern and a template are wanted behind the paths"),
        }
    }
}

pub(super) fn run(args: Args, terminal: &mut Terminal) -> io::Result<Exit> {
    let question = match Question::of(&args.words) {
        Ok(question) => question,
        Err(problem) => {
            terminal.remark(&format!("heddle query: {problem}"));
            return Ok(Exit::Unreadable);
        }
    };
    let Some((pattern, template)) = atoms(&question, terminal) else { return Ok(Exit::Unreadable) };
    let paths = question.paths.iter().map(PathBuf::from).collect();
    let (environment, report) = LoadArgs { paths, how: args.how }.load(terminal);
    let report = match report {
        Ok(report) => report,
        Err(error) => return Ok(terminal.errors([&error])),
    };
    let exit = terminal.errors(&report.errors);
    let snapshot = environment.snapshot();
    let mut answered = false;
    for answer in snapshot.match_query(pattern.as_ref(), template.as_ref()).iter() {
        answered = true;
        terminal.line(&answer.readable().to_string())?;
    }
    if answered {
        return Ok(exit);
    }
    terminal.remark("no answer");
    for remark in suggestions(&snapshot, &pattern) {
        terminal.remark(&remark);
    }
    Ok(exit.max(Exit::Different))
}

/// Both atoms over the same variables: the template's `$x` is the pattern's.
fn atoms(question: &Question<'_>, terminal: &mut Terminal) -> Option<(Atom, Atom)> {
    let mut read = |what: &str, text: &str| match Atom::parse(text) {
        Ok(atom) => Some(atom),
        Err(error) => {
            terminal.remark(&format!("heddle query: the {what} cannot be read: {}", error.message()));
            terminal.remark(&format!("  {text}"));
            terminal.remark(&format!(
                "  {}^",
                " ".repeat(text[..text.floor_char_boundary(error.span.start as usize)].chars().count())
            ));
            terminal.remark(&format!("help: {}", error.hint()));
            None
        }
    };
    Some((read("pattern", question.pattern)?, read("template", question.template)?))
}

/// What may have been meant by the symbols of the pattern that stand nowhere in the space. O(words of the space).
fn suggestions(snapshot: &Snapshot, pattern: &Atom) -> Vec<String> {
    let mut unknown: Vec<&str> = Vec::new();
    for name in symbols(pattern.as_ref()) {
        if !unknown.contains(&name) {
            unknown.push(name);
        }
    }
    for atom in snapshot.iter_atoms() {
        symbols(atom).for_each(|known| unknown.retain(|name| *name != known));
    }
    let remark = |name: &str| {
        let close = snapshot.suggest(name);
        (!close.is_empty()).then(|| format!("help: `{name}`: did you mean {}?", alternatives(&close)))
    };
    unknown.into_iter().filter_map(remark).collect()
}

/// The symbols of an atom, from left to right.
pub(super) fn symbols(atom: AtomRef<'_>) -> impl Iterator<Item = &str> {
    let mut rest = atom.term();
    std::iter::from_fn(move || {
        loop {
            let (word, behind) = rest.split_first()?;
            rest = behind;
            match word.kind() {
                // The length of the expression follows its header.
                Kind::Expression { .. } => rest = rest.get(1..).unwrap_or_default(),
                Kind::Constant(id) => {
                    if let Constant::Symbol(name) = atom.constants().constant(id) {
                        return Some(name);
                    }
                }
                Kind::Number(_) | Kind::Variable(_) => {}
            }
        }
    })
}

fn alternatives(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [one] => one.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
        [] => String::new(),
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    #[test]
    fn paths_end_where_the_pattern_starts() {
        let words = |text: &str| -> Vec<String> { text.split('|').map(str::to_string).collect() };
        let of = |text: &str| {
            let words = words(text);
            Question::of(&words).map(|q| (q.paths.len(), q.pattern.to_string(), q.template.to_string()))
        };
        assert_eq!(of("a|b|(p $x)"), Ok((2, "(p $x)".into(), "(p $x)".into())));
        assert_eq!(of("a|(p $x)|$x"), Ok((1, "(p $x)".into(), "$x".into())));
        assert_eq!(of("a|(p $x)|found"), Ok((1, "(p $x)".into(), "found".into())));
        assert_eq!(of("a|b|symbol"), Ok((2, "symbol".into(), "symbol".into())));
        assert_eq!(of("a|\"text\""), Ok((1, "\"text\"".into(), "\"text\"".into())));
        assert!(of("(p)|(q)").is_err());
        assert!(of("a|(p)|(q)|(r)").is_err());
        assert!(Question::of(&[]).is_err());
    }

    #[test]
    fn alternatives_read_as_a_sentence() {
        let names = |text: &str| -> Vec<String> { text.split(' ').map(str::to_string).collect() };
        assert_eq!(alternatives(&names("a")), "`a`");
        assert_eq!(alternatives(&names("a b c")), "`a`, `b` or `c`");
    }
}
