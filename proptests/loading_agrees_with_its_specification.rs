//! E2: whatever the files say, sequential and parallel loading have the outcome that the specification asks for, for any
//! number of threads and any batch size: the same dump, the same programs, the same errors, or the same first error and an
//! untouched environment.

use heddle::oracle::loading::{self, File, Outcome, Way};
use heddle::oracle::specification::loading::Policy;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

use crate::mutants::loading::LOADERS;
use crate::vocabulary;

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => vocabulary::atom().prop_map(|atom| format!("{}\n", atom.readable())),
        3 => prop::sample::select(vec!["(a 1)\n", "(a 1.0)\n", "(= (f $x) $x)\n", "(: a A)\n", "; c\n"]).prop_map(str::to_owned),
        2 => vocabulary::atom().prop_map(|atom| format!("!{}\n", atom.readable())),
    ]
}

/// What breaks a file, at the most in one of three.
fn damage() -> impl Strategy<Value = &'static [u8]> {
    let broken: Vec<&'static [u8]> = vec![
        b"(a (b\n",
        b")\n",
        b"\"open\n",
        b"(s \"\\q\")\n",
        b"9223372036854775808\n",
        b"(f $x#1)\n",
        b"\xff",
        b"\xef\xbb\xbf",
    ];
    prop_oneof![4 => Just(&b""[..]), 1 => prop::sample::select(broken)]
}

fn file() -> impl Strategy<Value = Vec<u8>> {
    (prop::collection::vec(line(), 0..6), damage(), prop::collection::vec(line(), 0..3)).prop_map(
        |(before, damage, after)| [before.concat().as_bytes(), damage, after.concat().as_bytes()].concat(),
    )
}

fn workspace() -> impl Strategy<Value = Vec<File>> {
    prop::collection::vec(file(), 0..9).prop_map(|files| {
        files.into_iter().enumerate().map(|(number, bytes)| (format!("{number}.metta"), bytes)).collect()
    })
}

fn way() -> impl Strategy<Value = Way> {
    (
        prop::sample::select(vec![0, 1, 2, 3, 8]),
        prop::sample::select(vec![1, 40, 200, u64::MAX]),
        any::<bool>(),
    )
        .prop_map(|(threads, batch_bytes, per_batch)| Way { threads, batch_bytes, per_batch })
}

/// The body: production and mutants load the same files in the same ways.
fn agree(
    cases: u32,
    load: fn(&[File], Policy, Way) -> Outcome,
) -> Result<(), TestError<(Vec<File>, bool, Way)>> {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 500, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[5; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    runner.run(&(workspace(), any::<bool>(), way()), |(files, collect, way)| {
        let policy = if collect { Policy::Collect } else { Policy::FailFast };
        let way = Way { per_batch: way.per_batch && collect, ..way };
        loading::compare(&files, policy, way, &load(&files, policy, way)).map_err(TestCaseError::fail)
    })
}

#[test]
fn production_agrees() {
    if let Err(error) = agree(3_000, loading::production) {
        panic!("{error}");
    }
}

#[test]
fn every_mutant_is_rejected() {
    for (fault, load) in LOADERS {
        match agree(600, load) {
            Ok(()) => panic!("not rejected: {fault}"),
            Err(TestError::Fail(reason, _)) => println!("{fault}: {reason}"),
            Err(error) => panic!("{error}"),
        }
    }
}
