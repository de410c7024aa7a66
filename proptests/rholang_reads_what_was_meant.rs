//! A process that is written down, with braces only where section 3 of LANGUAGE.md asks for them, is read back as what was
//! written, without an error.

use heddle::language::Severity;
use heddle::language::rholang::{parse, print::print};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

/// What is written, what must be read, and how tightly it binds.
#[derive(Clone, Debug)]
struct Written {
    text: String,
    tree: String,
    level: u8,
}

/// Binary operators: how they are written, what they are called, how tightly they bind, and their sides.
const OPERATORS: [(&str, &str, u8, u8, u8); 19] = [
    ("or", "Or", 4, 4, 5),
    ("and", "And", 5, 5, 6),
    ("==", "Equal", 6, 6, 7),
    ("!=", "Unequal", 6, 6, 7),
    // What groups to the right takes all that follows of its like: it stands in braces where something does.
    ("matches", "Matches", 5, 6, 6),
    ("<", "Less", 7, 7, 8),
    ("<=", "LessOrEqual", 7, 7, 8),
    (">", "Greater", 7, 7, 8),
    (">=", "GreaterOrEqual", 7, 7, 8),
    ("+", "Add", 8, 8, 9),
    ("-", "Subtract", 8, 8, 9),
    ("++", "Concatenate", 8, 8, 9),
    ("--", "Difference", 8, 8, 9),
    ("*", "Multiply", 9, 9, 10),
    ("/", "Divide", 9, 9, 10),
    ("%", "Modulo", 9, 9, 10),
    ("%%", "Interpolate", 9, 9, 10),
    ("\\/", "Disjunction", 13, 13, 14),
    ("/\\", "Conjunction", 14, 14, 15),
];

fn written(text: impl Into<String>, tree: impl Into<String>, level: u8) -> Written {
    Written { text: text.into(), tree: tree.into(), level }
}

/// In braces, where it binds more loosely than `least`.
fn within(process: &Written, least: u8) -> Written {
    if process.level >= least {
        return process.clone();
    }
    written(format!("{{ {} }}", process.text), format!("(Block {})", process.tree), 16)
}

/// In braces, whatever it is.
fn block(process: &Written) -> Written {
    within(&Written { level: 0, ..process.clone() }, 1)
}

fn list(of: &[Written]) -> (String, String) {
    let texts: Vec<_> = of.iter().map(|process| process.text.clone()).collect();
    (texts.join(", "), of.iter().map(|process| format!(" {}", process.tree)).collect())
}

fn leaf() -> impl Strategy<Value = Written> {
    let words =
        ["x", "y'", "_z", "Nil", "true", "0", "-7", "12u8", "\"s\"", "\"a\\n\"", "`rho:u`", "Int", "_"];
    prop_oneof![
        8 => prop::sample::select(words.to_vec()).prop_map(|word| written(word, word, 16)),
        1 => Just(written("{}", "(Map)", 16)),
        1 => Just(written("[]", "(List)", 16)),
        1 => Just(written("{||}", "(PathMap)", 16)),
        1 => Just(written("Set()", "(Set)", 16)),
        1 => Just(written("=x", "(ProcessReference x)", 16)),
        1 => Just(written("=*x", "(NameReference x)", 16)),
    ]
}

/// A name: a variable, or a quote of a process that binds tightly enough.
fn name(process: &Written, quoted: bool) -> Written {
    if !quoted {
        return written("n", "n", 16);
    }
    let process = within(process, 11);
    written(format!("@{}", process.text), format!("(Quote {})", process.tree), 16)
}

fn larger(inner: BoxedStrategy<Written>) -> BoxedStrategy<Written> {
    let few = prop::collection::vec(inner.clone(), 0..4);
    let two = (inner.clone(), inner.clone());
    let three = (inner.clone(), inner.clone(), inner.clone());
    prop_oneof![
        6 => (two.clone(), prop::sample::select(OPERATORS.to_vec())).prop_map(|((left, right), operator)| {
            let (word, called, level, least_left, least_right) = operator;
            let (left, right) = (within(&left, least_left), within(&right, least_right));
            let text = format!("{} {word} {}", left.text, right.text);
            written(text, format!("(Binary({called}) {} {})", left.tree, right.tree), level)
        }),
        2 => prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| {
            let parts: Vec<_> = parts.iter().map(|part| within(part, 1)).collect();
            let texts: Vec<_> = parts.iter().map(|part| part.text.clone()).collect();
            written(texts.join(" | "), format!("(Par{})", list(&parts).1), 0)
        }),
        1 => inner.clone().prop_map(|process| {
            let process = within(&process, 10);
            written(format!("not {}", process.text), format!("(Not {})", process.tree), 10)
        }),
        1 => inner.clone().prop_map(|process| {
            let process = within(&process, 10);
            written(format!("- {}", process.text), format!("(Negate {})", process.tree), 10)
        }),
        1 => inner.clone().prop_map(|process| {
            let process = within(&process, 15);
            written(format!("~{}", process.text), format!("(PatternNegation {})", process.tree), 15)
        }),
        1 => (inner.clone(), any::<bool>()).prop_map(|(process, quoted)| {
            let name = name(&process, quoted);
            // What is quoted goes on as far as it can.
            let level = if quoted { 10 } else { 12 };
            written(format!("*{}", name.text), format!("(Eval {})", name.tree), level)
        }),
        1 => (inner.clone(), few.clone()).prop_map(|(process, arguments)| {
            let (process, (texts, trees)) = (within(&process, 11), list(&arguments));
            let text = format!("{}.m({texts})", process.text);
            written(text, format!("(MethodCall {} m (Arguments{trees}))", process.tree), 11)
        }),
        1 => inner.clone().prop_map(|process| {
            let process = within(&process, 4);
            written(format!("({})", process.text), format!("(Group {})", process.tree), 16)
        }),
        1 => inner.clone().prop_map(|process| {
            written(format!("({},)", process.text), format!("(Tuple {})", process.tree), 16)
        }),
        2 => few.clone().prop_map(|few| {
            let (texts, trees) = list(&few);
            written(format!("[{texts} ...r]"), format!("(List{trees} (Remainder r))"), 16)
        }),
        1 => two.clone().prop_map(|(key, value)| {
            let text = format!("{{{}: {}, 1: 2}}", key.text, value.text);
            written(text, format!("(Map (Pair {} {}) (Pair 1 2))", key.tree, value.tree), 16)
        }),
        1 => inner.clone().prop_map(|process| {
            let process = block(&process);
            written(process.text, process.tree, 16)
        }),
        3 => (inner.clone(), few.clone(), any::<bool>(), 0..5u8).prop_map(|(process, arguments, quoted, form)| {
            let (name, (texts, trees)) = (name(&process, quoted), list(&arguments));
            let (channel, trees) = (name.text, format!("{} (Arguments{trees})", name.tree));
            match form {
                0 => written(format!("{channel}!({texts})"), format!("(Send {trees})"), 3),
                1 => written(format!("{channel}!!({texts})"), format!("(PersistentSend {trees})"), 3),
                2 => written(format!("{channel}!?({texts})."), format!("(SynchronousSend {trees})"), 1),
                3 => written(format!("{channel}!?({texts}); Nil"), format!("(SynchronousSend {trees} Nil)"), 1),
                _ => {
                    let trees = trees.replacen(" (Arguments", " m (Arguments", usize::from(!quoted));
                    let kind = if quoted { ("!!", "PersistentSend") } else { ("!m", "MethodSend") };
                    let end = if quoted { "" } else { "." };
                    let level = if quoted { 3 } else { 1 };
                    written(format!("{channel}{}({texts}){end}", kind.0), format!("({} {trees})", kind.1), level)
                }
            }
        }),
        1 => inner.clone().prop_map(|body| {
            let body = within(&body, 1);
            let tree = format!("(New (NameDeclaration a) (NameDeclaration b `u`) {})", body.tree);
            written(format!("new a, b(`u`) in {}", body.text), tree, 1)
        }),
        2 => (three.clone(), any::<bool>()).prop_map(|((condition, then, other), both)| {
            let (then, other) = (within(&then, 2), within(&other, 1));
            let (text, tree) = (format!("if ({}) {}", condition.text, then.text), format!("{} {}", condition.tree, then.tree));
            match both {
                true => written(format!("{text} else {}", other.text), format!("(If {tree} {})", other.tree), 1),
                false => written(text, format!("(If {tree})"), 1),
            }
        }),
        1 => (two.clone(), any::<bool>()).prop_map(|((value, body), equals)| {
            let (sign, kind) = if equals { ("=", "LetEquals") } else { ("<-", "LetArrow") };
            let (value, body) = (within(&value, 1), block(&body));
            let text = format!("let a {sign} {} in {}", value.text, body.text);
            written(text, format!("(LetSequential ({kind} (Names a) (Arguments {})) {})", value.tree, body.tree), 2)
        }),
        1 => three.prop_map(|(subject, pattern, body)| {
            let (subject, body) = (within(&subject, 4), block(&body));
            let text = format!("match {} {{ {} => {} _ => Nil }}", subject.text, pattern.text, body.text);
            let tree = format!("(Match {} (Case {} {}) (Case _ Nil))", subject.tree, pattern.tree, body.tree);
            written(text, tree, 2)
        }),
        1 => two.clone().prop_map(|(formal, body)| {
            let (formal, body) = (name(&formal, true), block(&body));
            let text = format!("contract f({}, a ...@r) = {}", formal.text, body.text);
            let names = format!("(Names {} a (NameRemainder (Quote r)))", formal.tree);
            written(text, format!("(Contract f {names} {})", body.tree), 2)
        }),
        2 => (two, prop::sample::select(vec![("<-", "Linear"), ("<=", "Repeated"), ("<<-", "Peek")])).prop_map(
            |((pattern, body), (arrow, kind))| {
                let (pattern, body) = (name(&pattern, true), block(&body));
                let text = format!("for ({} {arrow} c; <- d & e <- f?!) {}", pattern.text, body.text);
                let first = format!("(Receipt (Bind({kind}) (Names {}) (Source c)))", pattern.tree);
                let second = "(Receipt (Bind(Linear) (Names) (Source d)) (Bind(Linear) (Names e) (SourceReceiveSend f)))";
                written(text, format!("(For {first} {second} {})", body.tree), 2)
            }
        ),
        1 => inner.prop_map(|process| {
            written(format!("bundle+{{{}}}", process.text), format!("(Bundle(Write) {})", process.tree), 2)
        }),
    ]
    .boxed()
}

/// A reader: the tree that it prints, or its first error.
type Subject = fn(&str) -> Result<String, String>;

fn production(text: &str) -> Result<String, String> {
    let tree = parse(text);
    match tree.errors().iter().find(|error| error.severity == Severity::Error) {
        Some(error) => Err(format!("{} at {:?}", error.message, error.span)),
        None => Ok(print(&tree, text).trim_end().to_owned()),
    }
}

/// Readers with one fault each.
const MUTANTS: [(&str, Subject); 8] = [
    ("`not` binds more loosely than what compares", |text| production(&text.replace("not ", "1 or "))),
    ("subtraction is negation", |text| production(&text.replace(" - ", " -"))),
    ("the rest of a list is its last element", |text| production(&text.replace(" ...r]", ", r]"))),
    ("`<=` and `<<-` receive once", |text| {
        production(&text.replace(" <= c;", " <- c;").replace(" <<- c;", " <- c;"))
    }),
    ("`else` belongs to nothing", |text| production(&text.replace(" else ", " | "))),
    ("braces mean nothing", |text| Ok(production(text)?.replace("(Block ", "("))),
    ("`new` takes all that follows", |text| production(&text.replace(" | ", " in "))),
    ("`@` quotes one word", |text| production(&text.replace("@{", "@x | {"))),
];

fn process() -> impl Strategy<Value = Written> {
    leaf().boxed().prop_recursive(4, 24, 4, |inner| larger(inner.boxed()))
}

/// The text of a program: processes as arguments and in braces.
pub(crate) fn program() -> impl Strategy<Value = String> {
    prop::collection::vec((process(), any::<bool>()), 1..4).prop_map(|processes| {
        let written = processes.iter().map(|(process, argument)| match argument {
            true => format!("f!({}, 1)", process.text),
            false => block(process).text,
        });
        written.collect::<Vec<String>>().join(" | ")
    })
}

/// The body: production and mutants read the same texts.
fn agree(cases: u32, subject: Subject) -> Result<(), TestError<Written>> {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[19; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    runner.run(&process(), |process| {
        // In brackets, where a sign never makes a process of its own.
        let read = subject(&format!("f!({})", process.text));
        let expected = Ok(format!("(Send f (Arguments {}))", process.tree));
        if read == expected {
            return Ok(());
        }
        Err(TestCaseError::fail(format!("{}\nreads as {read:?}\nmeant {expected:?}", process.text)))
    })
}

#[test]
fn production_agrees() {
    if let Err(error) = agree(10_000, production) {
        panic!("{error}");
    }
}

#[test]
fn every_mutant_is_rejected() {
    for (fault, subject) in MUTANTS {
        match agree(10_000, subject) {
            Ok(()) => panic!("not rejected: {fault}"),
            Err(TestError::Fail(reason, _)) => println!("{fault}: {reason}"),
            Err(error) => panic!("{error}"),
        }
    }
}
