//! Of every program exactly those strings are read as MeTTa that reach the compiler, whatever names are bound twice.

use heddle::oracle::specification::embedded_strings::{Argument, Channel, Process, write};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

use crate::mutants::detection::{FINDERS, Finder, PRODUCTION};

fn name() -> impl Strategy<Value = char> {
    prop::sample::select(vec!['a', 'b', 'c'])
}

fn channel() -> impl Strategy<Value = Channel> {
    let quoted = [
        ("@\"rho:metta:compile\"", true),
        ("@`rho:metta:eval`", true),
        ("@\"rho:metta:repl\"", true),
        ("@\"rho:metta:none\"", false),
        ("@\"queue\"", false),
    ];
    let quoted = prop::sample::select(quoted.to_vec());
    prop_oneof![
        5 => name().prop_map(Channel::Name),
        2 => quoted.prop_map(|(written, compiler)| Channel::Quoted(written, compiler)),
    ]
}

fn argument() -> impl Strategy<Value = Argument> {
    let single = prop_oneof![
        3 => Just(Argument::Text),
        1 => Just(Argument::Concatenation),
        3 => (any::<bool>(), name()).prop_map(|(star, name)| Argument::Name(star, name)),
    ];
    let list = prop::collection::vec(single.clone(), 0..3).prop_map(Argument::List);
    prop_oneof![4 => single, 1 => list]
}

fn process() -> impl Strategy<Value = Process> {
    let operator = prop::sample::select(vec!["!", "!", "!!", "!?"]);
    let send = (channel(), operator, prop::collection::vec(argument(), 0..3), prop::bool::weighted(0.1));
    let send = send.prop_map(|(channel, operator, arguments, directive)| Process::Send {
        channel,
        operator,
        arguments,
        directive,
    });
    send.prop_recursive(5, 24, 4, |inner| {
        let body = inner.clone().prop_map(Box::new);
        let fresh = (name(), prop::bool::weighted(0.4), body.clone());
        let formals = prop::sample::subsequence(vec!['a', 'b', 'c'], 1..3);
        let formals = (formals, any::<(bool, bool)>()).prop_map(|(names, (one, other))| {
            names.into_iter().zip([one, other]).map(|(name, at)| (at, name)).collect::<Vec<_>>()
        });
        let receive = (prop::bool::weighted(0.2), formals, channel(), body);
        prop_oneof![
            2 => prop::collection::vec(inner, 0..4).prop_map(Process::Par),
            1 => fresh.prop_map(|(name, compiler, body)| Process::New { name, compiler, body }),
            2 => receive.prop_map(|(contract, formals, channel, body)| Process::Receive {
                contract,
                formals,
                channel,
                body,
            }),
        ]
    })
}

/// The body: production and mutants look at the same programs.
fn agree(cases: u32, find: Finder) -> Result<(), TestError<Process>> {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[13; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    runner.run(&process(), |process| {
        let (text, expected) = write(&process);
        let found = find(&text);
        prop_assert!(found == expected, "{text}\nexpected {expected:?}\nfound {found:?}");
        Ok(())
    })
}

#[test]
fn production_agrees() {
    if let Err(error) = agree(10_000, PRODUCTION) {
        panic!("{error}");
    }
}

#[test]
fn every_mutant_is_rejected() {
    for (fault, find) in FINDERS {
        match agree(10_000, find) {
            Ok(()) => panic!("not rejected: {fault}"),
            Err(TestError::Fail(reason, _)) => println!("{fault}: {reason}"),
            Err(error) => panic!("{error}"),
        }
    }
}
