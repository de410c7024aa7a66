//! The programs of `examples/metta` give what the specification says, as far as it finds their end.

use heddle::oracle::evaluation::{compare, production};

/// All but `birds.metta`, which imports a module: the specification has none.
const PROGRAMS: [(&str, &str); 8] = [
    ("calculus", include_str!("../examples/metta/calculus.metta")),
    ("crossings", include_str!("../examples/metta/crossings.metta")),
    ("learner", include_str!("../examples/metta/learner.metta")),
    ("lengths", include_str!("../examples/metta/lengths.metta")),
    ("olympus", include_str!("../examples/metta/olympus.metta")),
    ("proofs", include_str!("../examples/metta/proofs.metta")),
    ("sightings", include_str!("../examples/metta/sightings.metta")),
    ("weavers", include_str!("../examples/metta/weavers.metta")),
];

#[test]
fn the_specification_and_what_ships_agree_on_examples() {
    for (name, program) in PROGRAMS {
        if let Err(difference) = compare(program, &production(program)) {
            panic!("{name}: {difference}");
        }
    }
}
