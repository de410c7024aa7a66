//! The programs of `examples/metta`: what each of them prints, line by line, is reviewed.

use std::cell::RefCell;
use std::fmt::Write;
use std::ops::ControlFlow;
use std::path::Path;
use std::rc::Rc;

use heddle::evaluation::program::{Ending, Options, Session, Source};

/// What the program prints, with the lines of its forms; all of its assertions hold.
fn transcript(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/metta").join(name);
    let source = Source::file(&path).expect("an example");
    let shown = Rc::new(RefCell::new(String::new()));
    let output = Rc::clone(&shown);
    let mut session = Session::new(Options::default(), move |text| output.borrow_mut().push_str(text));
    let ending = session.run(&source, |report| {
        let _ = writeln!(shown.borrow_mut(), "{:<4}{}", report.line, report.outcome.line());
        ControlFlow::Continue(())
    });
    let shown = shown.borrow().clone();
    assert_eq!(ending, Ending::Completed, "{name}\n{shown}");
    shown
}

macro_rules! programs {
    ($($name:ident,)*) => {
        $(
            #[test]
            fn $name() {
                let name = stringify!($name);
                crate::snapshot(&format!("examples_metta_{name}"), &transcript(&format!("{name}.metta")));
            }
        )*

        #[test]
        fn every_program_is_here() {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/metta");
            let mut files: Vec<String> = std::fs::read_dir(folder)
                .expect("the folder")
                .filter_map(|entry| entry.ok()?.file_name().to_str()?.strip_suffix(".metta").map(str::to_owned))
                // Facts of `birds`.
                .filter(|name| name != "sightings")
                .collect();
            files.sort();
            assert_eq!(files, [$(stringify!($name)),*]);
        }
    };
}

programs! {
    birds,
    calculus,
    crossings,
    learner,
    lengths,
    olympus,
    proofs,
    weavers,
}
