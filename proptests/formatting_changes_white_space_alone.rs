//! A formatted text has the tokens and comments of the text, means the same, and is formatted; whatever its white space was.

use std::fs;
use std::path::Path;

use heddle::ide;
use heddle::language::LanguageId;
use heddle::language::layout::{self, Change, Style};
use heddle::language::metta::{self, lexer as metta_lexer};
use heddle::language::rholang::{self, lexer as rholang_lexer};
use heddle::text::Span;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

use crate::rholang_reads_what_was_meant::program;

/// A formatter.
type Subject = fn(LanguageId, &str) -> String;

/// What ships, without the second look that would hide a fault.
fn production(language: LanguageId, text: &str) -> String {
    layout::apply(text, &changes(language, text, Style::default()))
}

fn changes(language: LanguageId, text: &str, style: Style) -> Vec<Change> {
    language.language().layout(text).map_or_else(Vec::new, |plan| plan.changes(text, style))
}

/// What a token is to this test.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Space,
    LineComment,
    BlockComment,
    Code,
}

fn tokens(language: LanguageId, text: &str) -> Vec<(Kind, Span)> {
    match language {
        LanguageId::Metta => metta_lexer::Lexer::new(text)
            .map(|token| match token.kind {
                metta_lexer::TokenKind::Space => (Kind::Space, token.span),
                metta_lexer::TokenKind::Comment => (Kind::LineComment, token.span),
                _ => (Kind::Code, token.span),
            })
            .collect(),
        LanguageId::Rholang => rholang_lexer::Lexer::new(text)
            .map(|token| match token.kind {
                rholang_lexer::TokenKind::Space => (Kind::Space, token.span),
                rholang_lexer::TokenKind::LineComment => (Kind::LineComment, token.span),
                rholang_lexer::TokenKind::BlockComment => (Kind::BlockComment, token.span),
                _ => (Kind::Code, token.span),
            })
            .collect(),
    }
}

/// All that must stay, as one text.
fn meaning(language: LanguageId, text: &str) -> String {
    let tokens = tokens(language, text);
    let solid = tokens.iter().filter(|token| token.0 != Kind::Space);
    match language {
        LanguageId::Metta => solid.map(|(_, span)| span.of(text).trim_end()).collect::<Vec<_>>().join("\n"),
        LanguageId::Rholang => {
            let comments = solid.clone().filter(|token| token.0 != Kind::Code);
            let comments = comments.map(|(_, span)| span.of(text).trim_end()).collect::<Vec<_>>().join("\n");
            let all = solid.map(|(_, span)| span.of(text).trim_end()).collect::<Vec<_>>().concat();
            format!("{}\n{comments}\n{all}", rholang::print::print(&rholang::parse(text), text))
        }
    }
}

/// What is wrong with what `subject` makes of `text`.
fn judge(language: LanguageId, text: &str, subject: Subject) -> Result<(), String> {
    let formatted = subject(language, text);
    if meaning(language, &formatted) != meaning(language, text) {
        return Err(format!("another meaning:\n{text}\n---\n{formatted}"));
    }
    let again = subject(language, &formatted);
    if again != formatted {
        return Err(format!("not formatted:\n{text}\n---\n{formatted}\n---\n{again}"));
    }
    let mut blanks = tokens(language, &formatted).into_iter().filter(|token| token.0 == Kind::Space);
    if let Some((_, span)) = blanks.find(|(_, span)| {
        let blank = span.of(&formatted);
        blank.matches('\n').count() > 2 || blank.contains(" \n") || blank.contains("\t")
    }) {
        return Err(format!("white space at {span:?}:\n{formatted}"));
    }
    let ends = formatted.is_empty() || formatted.ends_with('\n') && !formatted.ends_with("\n\n");
    if ends { Ok(()) } else { Err(format!("the end:\n{formatted}")) }
}

/// White space and comments as nobody would write them.
const SPACES: [[&str; 8]; 2] = [
    [" ", "\n", "  \t ", "\n\n\n\n", "\n      ", " ; né\n", "\n ; c  \n  ; d\n", "  \n"],
    [" ", "\n", "  \t ", "\n\n\n\n", "\n      ", " // né\n", " /* c */ ", "\n// d  \n  /* e\n f */\n"],
];

/// The text with other white space wherever it has some.
fn spread(language: LanguageId, text: &str, choices: &[usize]) -> String {
    let spaces = SPACES[language as usize];
    let mut choices = choices.iter().copied().cycle();
    let mut out = String::new();
    let mut comment = false;
    for (kind, span) in tokens(language, text) {
        if kind == Kind::Space {
            // A comment ends with its line.
            out.push_str(if comment { "\n" } else { "" });
            out.push_str(spaces[choices.next().unwrap_or(0)]);
        } else {
            out.push_str(span.of(text));
        }
        comment = kind == Kind::LineComment;
    }
    out
}

/// Most of the white space is one blank, so that not every line is broken.
fn choices() -> impl Strategy<Value = Vec<usize>> {
    let choice = prop_oneof![8 => Just(0_usize), 2 => Just(1), 2 => 0..8_usize];
    prop_oneof![prop::collection::vec(choice, 1..40), prop::collection::vec(0..8_usize, 1..20), Just(vec![0])]
}

fn form() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        6 => "[a-z]{1,9}",
        1 => Just("=".to_owned()),
        1 => prop::sample::select(vec!["let", "match", "if", "case", "@doc", "->", "12", "\"a b\"", "\"a\nb\"", "let*"]).prop_map(str::to_owned),
        2 => "\\$[a-z]{0,3}",
    ];
    leaf.prop_recursive(6, 80, 8, |inner| {
        prop::collection::vec(inner, 0..8).prop_map(|members| format!("({})", members.join(" ")))
    })
}

fn forms() -> impl Strategy<Value = String> {
    let form = (form(), any::<bool>()).prop_map(|(form, mark)| if mark { format!("! {form}") } else { form });
    prop::collection::vec(form, 0..6).prop_map(|forms| forms.join("\n"))
}

fn texts() -> impl Strategy<Value = (LanguageId, String)> {
    prop_oneof![
        (forms(), choices())
            .prop_map(|(text, choices)| (LanguageId::Metta, spread(LanguageId::Metta, &text, &choices))),
        (program(), choices())
            .prop_map(|(text, choices)| (LanguageId::Rholang, spread(LanguageId::Rholang, &text, &choices))),
    ]
}

fn run<S: Strategy>(
    cases: u32,
    strategy: &S,
    body: impl Fn(S::Value) -> Result<(), TestCaseError>,
) -> Result<(), TestError<S::Value>> {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[23; 32]);
    TestRunner::new_with_rng(config, rng).run(strategy, body)
}

fn hold(cases: u32, subject: Subject) -> Result<(), TestError<(LanguageId, String)>> {
    run(cases, &texts(), |(language, text)| judge(language, &text, subject).map_err(TestCaseError::fail))
}

#[test]
fn production_holds() {
    if let Err(error) = hold(4_000, production) {
        panic!("{error}");
    }
}

/// Formatters with one fault each.
const MUTANTS: [(&str, Subject); 8] = [
    ("a comment is lost", |language, text| {
        let formatted = production(language, text);
        let comment = tokens(language, &formatted)
            .into_iter()
            .find(|token| matches!(token.0, Kind::LineComment | Kind::BlockComment));
        comment.map_or(formatted.clone(), |(_, span)| formatted.replacen(span.of(&formatted), "", 1))
    }),
    ("two tokens are one", |language, text| production(language, text).replacen("a ", "a", 1)),
    ("a string is laid out", |language, text| production(language, text).replace("\"a\nb\"", "\"a b\"")),
    ("a comment takes what follows", |language, text| production(language, text).replacen("né\n", "né ", 1)),
    ("each run indents once more", |language, text| production(language, text).replace("\n  ", "\n   ")),
    ("a line ends in blanks", |language, text| production(language, text).replacen('\n', " \n", 1)),
    ("a sign sticks to its number", |language, text| production(language, text).replace(" - ", " -")),
    ("parentheses that seem to say nothing are left out", |language, text| {
        production(language, text).replacen("()", "", 1)
    }),
];

#[test]
fn every_mutant_is_rejected() {
    for (fault, subject) in MUTANTS {
        match hold(4_000, subject) {
            Ok(()) => panic!("not rejected: {fault}"),
            Err(TestError::Fail(reason, _)) => println!("{fault}: {reason}"),
            Err(error) => panic!("{error}"),
        }
    }
}

/// The programs of a folder that can be read, folders inside included.
fn corpus(folder: &Path, found: &mut Vec<(LanguageId, String)>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let Ok(text) = fs::read_to_string(&path) else {
            // What is kept out of the workspace of the examples has a test of its own.
            if path.is_dir() && !path.ends_with("examples/metta") {
                corpus(&path, found);
            }
            continue;
        };
        let language = match path.extension().and_then(|extension| extension.to_str()) {
            Some("metta") => LanguageId::Metta,
            Some("rho") => LanguageId::Rholang,
            _ => continue,
        };
        let readable = match language {
            LanguageId::Metta => metta::read(&text).errors.is_empty(),
            LanguageId::Rholang => rholang::parse(&text).errors().is_empty(),
        };
        if readable {
            found.push((language, text));
        }
    }
}

#[test]
fn written_programs_stay_what_they_are() {
    let mut programs = Vec::new();
    for folder in ["examples", "tests/rholang", "tests/metta"] {
        corpus(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut programs);
    }
    assert!(programs.len() > 100, "{}", programs.len());
    for (language, text) in &programs {
        judge(*language, text, production).unwrap();
    }
    let drawn = (prop::sample::select(programs), choices());
    let outcome = run(1_000, &drawn, |((language, text), choices)| {
        judge(language, &spread(language, &text, &choices), production).map_err(TestCaseError::fail)
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}

/// Texts that cannot be read, cut anywhere.
fn broken() -> impl Strategy<Value = (LanguageId, String)> {
    (texts(), any::<prop::sample::Index>(), any::<prop::sample::Index>()).prop_map(
        |((language, text), from, to)| {
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let (from, to) = (*from.get(&places), *to.get(&places));
            (language, text[from.min(to)..from.max(to)].to_owned())
        },
    )
}

#[test]
fn texts_that_cannot_be_read_keep_their_tokens() {
    let outcome = run(3_000, &broken(), |(language, text)| {
        let formatted = layout::apply(&text, &ide::formatting(language, &text, Style::default()));
        prop_assert_eq!(meaning(language, &formatted), meaning(language, &text), "{}", formatted);
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}

#[test]
fn a_part_is_formatted_as_in_the_whole() {
    let drawn = (texts(), any::<prop::sample::Index>(), any::<prop::sample::Index>());
    let outcome = run(2_000, &drawn, |((language, text), from, to)| {
        let (from, to) = (from.index(text.len() + 1) as u32, to.index(text.len() + 1) as u32);
        let range = Span::new(from.min(to), from.max(to));
        let whole = changes(language, &text, Style::default());
        let plan = language.language().layout(&text).unwrap();
        let part = plan.changes_in(&text, Style::default(), range);
        prop_assert!(part.iter().all(|change| whole.contains(change)));
        prop_assert_eq!(meaning(language, &layout::apply(&text, &part)), meaning(language, &text));
        let all = plan.changes_in(&text, Style::default(), Span::new(0, text.len() as u32));
        prop_assert_eq!(all, whole);
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}
