//! Whatever the text, its analysis as Rholang is there without a panic and is what `Analysis` promises: places inside the
//! text, occurrences that nest, scopes in preorder inside one another, symbols that are bound where they say. Everything
//! else that is asked of the language has an answer too.

use std::sync::Arc;

use heddle::language::analysis::{Analysis, Role, Target};
use heddle::language::{Language, LanguageId, analyze, rholang::Rholang};
use heddle::text::Span;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

/// What texts are put together from: all that opens, closes, binds and confuses.
const PIECES: &[&str] = &[
    "new ",
    "x",
    "y",
    " in ",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "{|",
    "|}",
    "for ",
    "(@x <- y)",
    " <- ",
    " <= ",
    " <<- ",
    " | ",
    "contract ",
    "f",
    "(x, @y) = ",
    "match ",
    " => ",
    "select ",
    "let ",
    " = ",
    " ; ",
    " & ",
    "@",
    "*",
    "!",
    "!!",
    "!?",
    "?!",
    ".",
    "(1)",
    "1",
    "-1",
    "2u8",
    "1.5f64",
    "\"s\"",
    "\"",
    "`u`",
    "`",
    "Nil",
    "true",
    "_",
    "~",
    " /\\ ",
    " \\/ ",
    "...",
    "...@",
    "=x",
    "=*x",
    "bundle+",
    "if (true) ",
    " else ",
    " matches ",
    " where ",
    "agent A ",
    "constructor",
    "method m",
    "private ",
    "default",
    "Set(",
    "Int",
    ",",
    ": ",
    " + ",
    " ++ ",
    " % ",
    "not ",
    "or ",
    "// c\n",
    "/* c */",
    "/// @param x\n",
    "/*",
    "\n",
    "\r\n",
    "λ",
    "'x",
    "#",
    "// @metta\n",
    "@\"rho:metta:eval\"",
];

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..40).prop_map(|pieces| pieces.concat())
}

/// What is checked of an analysis, as plain data, so that a faulty one can be made.
struct Seen {
    panicked: bool,
    places: Vec<Span>,
    occurrences: Vec<Span>,
    /// Each scope with its parent.
    scopes: Vec<(Span, usize)>,
    /// Whether each symbol's binding binds that symbol.
    bindings: Vec<bool>,
    /// The name and the formals of each definition, and all of it.
    definitions: Vec<(Span, Span, Span)>,
    tokens: Vec<Span>,
    depths: Vec<u32>,
}

fn see(text: &str) -> Seen {
    let analysis = analyze(LanguageId::Rholang, &Arc::from(text));
    let place = |occurrence| analysis.occurrence(occurrence).map_or(Span::new(1, 0), |found| found.span);
    let outline = Rholang.outline(&analysis);
    let mut places: Vec<Span> = outline.iter().flat_map(|item| [item.range, item.selection]).collect();
    places.extend(analysis.calls().iter().map(|call| call.arguments));
    places.extend(analysis.regions().iter().map(|region| region.span));
    for problem in analysis.diagnostics() {
        places.push(problem.span);
        places.extend(problem.related.iter().map(|related| related.0));
    }
    ask_everything(&analysis);
    let binds = |number: usize| {
        let binding = analysis.occurrence(analysis.symbols()[number].binding);
        binding.is_some_and(|binding| {
            binding.role == Role::Binding
                && matches!(binding.target, Target::Local(symbol) if symbol.0 as usize == number)
        })
    };
    Seen {
        panicked: analysis.diagnostics().iter().any(|problem| problem.code == "H0001"),
        places,
        occurrences: analysis.occurrences().iter().map(|occurrence| occurrence.span).collect(),
        scopes: analysis.scopes().iter().map(|scope| (scope.span, scope.parent.0 as usize)).collect(),
        bindings: (0..analysis.symbols().len()).map(binds).collect(),
        definitions: analysis
            .definitions()
            .iter()
            .map(|definition| (place(definition.occurrence), definition.formals, definition.range))
            .collect(),
        tokens: Rholang.tokens(&analysis).iter().map(|token| token.span).collect(),
        depths: outline.iter().map(|item| item.depth).collect(),
    }
}

/// Asks what has an answer but no promise that could be checked here.
fn ask_everything(analysis: &Analysis) {
    for definition in analysis.definitions() {
        let signature = Rholang.signature(analysis, definition);
        assert!(signature.parameters.iter().all(|part| part.end as usize <= signature.label.len()));
        let _ = Rholang.documentation(analysis, definition);
        for call in analysis.calls() {
            let _ = Rholang.fit((analysis, definition), (analysis, call));
            let offset = call.arguments.start + 2;
            let _ = Rholang.counterpart((analysis, definition), (analysis, call), offset);
        }
    }
    for occurrence in analysis.occurrences() {
        if let Ok((span, _)) = Rholang.renamed(analysis, occurrence, "z") {
            assert!(occurrence.span.start <= span.start && span.end <= occurrence.span.end);
        }
    }
}

fn inside(inner: Span, outer: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// The body: what was seen of `text` must be well formed.
fn check(text: &str, seen: &Seen) -> Result<(), String> {
    let fail = |what: &str| Err(format!("{text:?}: {what}"));
    if seen.panicked {
        return fail("the analysis panicked");
    }
    let definitions = seen.definitions.iter().flat_map(|&(name, formals, range)| [name, formals, range]);
    let all = seen.places.iter().chain(&seen.occurrences).chain(&seen.tokens).copied().chain(definitions);
    for span in all.chain(seen.scopes.iter().map(|scope| scope.0)) {
        let (start, end) = (span.start as usize, span.end as usize);
        if start > end || !text.is_char_boundary(start) || !text.is_char_boundary(end) {
            return fail(&format!("{span:?} is no place of the text"));
        }
    }
    for pair in seen.occurrences.windows(2) {
        let ordered = (pair[0].start, std::cmp::Reverse(pair[0].end))
            <= (pair[1].start, std::cmp::Reverse(pair[1].end));
        if !ordered || (pair[1].start < pair[0].end && !inside(pair[1], pair[0])) {
            return fail(&format!("the occurrences {:?} and {:?}", pair[0], pair[1]));
        }
    }
    for (number, &(span, parent)) in seen.scopes.iter().enumerate().skip(1) {
        // In preorder the parent of a scope is the scope before it, or one around that.
        let mut around = number - 1;
        while around != parent && around != 0 {
            around = seen.scopes[around].1;
        }
        if parent >= number || around != parent || !inside(span, seen.scopes[parent].0) {
            return fail(&format!("scope {number} with parent {parent}"));
        }
    }
    if let Some(symbol) = seen.bindings.iter().position(|&binds| !binds) {
        return fail(&format!("symbol {symbol} is not bound where it says"));
    }
    for &(name, formals, range) in &seen.definitions {
        if !inside(name, range) || !inside(formals, range) {
            return fail("a definition that lies outside its construct");
        }
    }
    if seen.tokens.windows(2).any(|pair| pair[0].end > pair[1].start) {
        return fail("tokens that overlap");
    }
    let mut before = None;
    for &depth in &seen.depths {
        if depth > before.map_or(0, |before: u32| before + 1) {
            return fail("an outline that leaves a level out");
        }
        before = Some(depth);
    }
    Ok(())
}

fn agree(cases: u32, subject: fn(&str) -> Seen) -> Result<(), TestError<String>> {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 2_000, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[31; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    runner.run(&text(), |text| check(&text, &subject(&text)).map_err(TestCaseError::fail))
}

#[test]
fn production_agrees() {
    if let Err(error) = agree(20_000, see) {
        panic!("{error}");
    }
}

/// An analysis in which one thing is changed.
macro_rules! with {
    ($change:expr) => {
        |text| {
            let mut seen = see(text);
            let change: fn(&mut Seen) = $change;
            change(&mut seen);
            seen
        }
    };
}

/// A faulty analysis and what is wrong with it.
type Faulty = (&'static str, fn(&str) -> Seen);

const FAULTY: [Faulty; 8] = [
    ("a panic", with!(|seen| seen.panicked = seen.scopes.len() > 3)),
    ("a place behind the end", with!(|seen| seen.places.iter_mut().for_each(|span| span.end += 1))),
    ("occurrences in the order of the walk", with!(|seen| seen.occurrences.reverse())),
    (
        "occurrences that overlap",
        with!(|seen| seen.occurrences.iter_mut().rev().skip(1).for_each(|span| span.end += 2)),
    ),
    ("scopes in the order of the walk", with!(|seen| seen.scopes.reverse())),
    (
        "scopes that all lie in the document",
        with!(|seen| seen.scopes.iter_mut().for_each(|scope| scope.1 = 1)),
    ),
    (
        "symbols numbered in the order of the walk",
        with!(|seen| seen.bindings.iter_mut().for_each(|it| *it = false)),
    ),
    (
        "depths of scopes as depths of the outline",
        with!(|seen| seen.depths.iter_mut().for_each(|it| *it += 1)),
    ),
];

#[test]
fn every_mutant_is_rejected() {
    for (fault, subject) in FAULTY {
        match agree(20_000, subject) {
            Ok(()) => panic!("not rejected: {fault}"),
            Err(TestError::Fail(reason, _)) => println!("{fault}: {reason}"),
            Err(error) => panic!("{error}"),
        }
    }
}
