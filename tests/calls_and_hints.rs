//! Who calls whom, and what is shown that a text does not say itself.

use heddle::ide::{Calls, callables, incoming_calls, inlay_hints, outgoing_calls, type_definition};
use heddle::resolver::Lookup;
use heddle::text::Span;

use crate::marked::{Marked, marked, show};

type Files<'a> = &'a [(&'a str, &'a str)];

/// Each caller or callee: its file, its name, and what stands where it calls or is called.
fn told(case: &Marked, calls: Vec<Calls>, from: Option<&str>) -> Vec<String> {
    let calls = calls.into_iter().map(|(callable, spans)| {
        let uri = callable.uri.as_str();
        let texts = case.snapshot.document(&from.unwrap_or(uri).into());
        let texts = texts.map_or("", |document| document.analysis.text());
        let spans: Vec<&str> = spans.iter().map(|span| span.of(texts)).collect();
        format!("{} {}: {}", uri.replace("file:///ws/", ""), callable.name, spans.join(" "))
    });
    calls.collect()
}

fn incoming(files: Files<'_>) -> Vec<String> {
    let case = marked(files);
    told(&case, incoming_calls(&Lookup::new(&case.snapshot), &case.cursor), None)
}

fn outgoing(files: Files<'_>) -> Vec<String> {
    let case = marked(files);
    let from = case.cursor.uri.clone();
    told(&case, outgoing_calls(&Lookup::new(&case.snapshot), &case.cursor), Some(from.as_str()))
}

const METTA: Files<'static> = &[
    ("a.metta", "; é😀\n(: f (-> A A))\n(= (‸f $x) (g $x))\n(= (f 1) (f (g 2)))\n!(f 3)"),
    ("b.metta", "!(import! &self a)\n(= (g $x) (+ $x 1))\n(= (h) ((f 1) f (f 2)))"),
    ("c.rho", "@\"rho:metta:eval\"!(\"(= (k) (f 4))\")"),
];

#[test]
fn callers_are_the_definitions_around_the_calls() {
    assert_eq!(incoming(METTA), ["a.metta a.metta: f", "a.metta f: f", "b.metta h: f f", "c.rho k: f"]);
    let rholang: Files<'_> = &[
        (
            "a.rho",
            "new f in { contract ‸f(@x) = { Nil } | contract @\"g\"(y) = { f!(\"é\") | f!(2) } | f!(3) | x!(*f) }",
        ),
        ("b.rho", "f!(1)"),
    ];
    assert_eq!(incoming(rholang), ["a.rho a.rho: f", "a.rho @\"g\": f f"]);
}

#[test]
fn callees_are_what_all_clauses_call() {
    assert_eq!(outgoing(METTA), ["a.metta f: f", "b.metta g: g g"]);
    let rholang: Files<'_> = &[
        (
            "a.rho",
            "contract ‸@\"é\"(x) = { @\"pay\"!(1) | x!(2) | contract @\"inner\"() = { @\"pay\"!(3) } }",
        ),
        ("b.rho", "contract @\"pay\"(@x) = { Nil }"),
    ];
    assert_eq!(outgoing(rholang), ["b.rho @\"pay\": @\"pay\""]);
}

#[test]
fn what_is_called_is_asked_about_where_it_is_defined_or_mentioned() {
    for text in ["!(‸f 1)", "(= (h) (g ‸f))"] {
        let case = marked(&[("a.metta", "(= (f $x) 1)\n(= (f 2) 2)"), ("b.metta", text)]);
        let found = callables(&Lookup::new(&case.snapshot), &case.cursor);
        let found: Vec<_> = found.iter().map(|one| (one.name.as_str(), one.range, one.selection)).collect();
        assert_eq!(found, [("f", Span::new(0, 12), Span::new(4, 5))], "{text}");
    }
    for text in ["!(f ‸1)", "(: ‸T Type)", "(= (f ‸$x) $x)"] {
        let case = marked(&[("a.metta", text)]);
        assert_eq!(callables(&Lookup::new(&case.snapshot), &case.cursor), [], "{text}");
    }
}

/// The document with its hints in it.
fn hinted(files: Files<'_>) -> String {
    let case = marked(files);
    let document = case.snapshot.document(&case.cursor.uri).expect("the document is there");
    let mut text = document.analysis.text().to_string();
    let range = Span::new(0, text.len() as u32);
    for hint in inlay_hints(&Lookup::new(&case.snapshot), &case.cursor.uri, range).iter().rev() {
        text.insert_str(hint.offset as usize, &format!("‹{}›", hint.label));
    }
    text
}

#[test]
fn parameters_have_the_types_that_are_declared() {
    let types = "(: f (-> Number (List $t) %Undefined% Bool))\n";
    assert_eq!(
        hinted(&[
            ("types.metta", types),
            ("a.metta", "‸!(import! &self types) ; é\n(= (f $näme  $y $z) (f 1 $y 2))\n(= (f 1 $y $z) $y)")
        ]),
        "!(import! &self types) ; é\n(= (f $näme‹: Number›  $y‹: (List $t)› $z) (f 1 $y 2))\n(= (f 1 $y‹: (List $t)› $z) $y)"
    );
    let two = "(: f (-> A B))\n(: f (-> C B))\n(= (f ‸$x) 1)";
    assert_eq!(hinted(&[("a.metta", two)]), two.replace('‸', ""), "of several types none is shown");
    let embedded = "@\"rho:metta:eval\"!(\"é (: f (-> A B)) (= (f ‸$x) $x)\")";
    let expected = "@\"rho:metta:eval\"!(\"é (: f (-> A B)) (= (f $x‹: A›) $x)\")";
    assert_eq!(hinted(&[("a.rho", embedded)]), expected);
}

#[test]
fn arguments_have_the_names_of_their_parameters() {
    let lib = ("lib.rho", "contract @\"pay\"(@amount, @[a, b], ret, ...@rest) = { Nil }");
    assert_eq!(
        hinted(&[
            lib,
            ("a.rho", "‸new r, ret in { @\"pay\"!(\"é😀\", [1, 2], *r, 3) | @\"pay\"!( 7, [1, 2], *ret) }")
        ]),
        "new r, ret in { @\"pay\"!(‹amount:›\"é😀\", [1, 2], ‹ret:›*r, 3) | @\"pay\"!( ‹amount:›7, [1, 2], *ret) }"
    );
    let reply = "contract @\"ask\"(ret, @question) = { Nil } | ‸@\"ask\"!?(‹question:›1).";
    let asked = reply.replace("‹question:›", "");
    assert_eq!(
        hinted(&[("a.rho", &asked)]),
        reply.replace('‸', ""),
        "the reply comes before what is written"
    );
    let two = "contract @\"f\"(@a) = { Nil } | contract @\"f\"(@b) = { Nil } | ‸@\"f\"!(1)";
    assert_eq!(hinted(&[("a.rho", two)]), two.replace('‸', ""), "of several contracts none is shown");
}

#[test]
fn hints_are_those_of_the_range() {
    let case = marked(&[("a.metta", "(: f (-> A A))\n(= (f $x) $x)\n‸(= (f $y) $y)")]);
    let rest = Span::new(case.cursor.offset, case.cursor.offset + 20);
    let found = inlay_hints(&Lookup::new(&case.snapshot), &case.cursor.uri, rest);
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn the_type_of_a_variable_is_that_of_its_parameter() {
    let cases: [Files<'_>; 4] = [
        &[("t.metta", "(: ‹Coin› Type)"), ("a.metta", "; é\n(: f (-> Coin Bool))\n(= (f $c) (g ‸$c))")],
        &[("a.metta", "; é\n(: ‹f› (-> Number Bool))\n(= (f $c) (g ‸$c))")],
        &[("a.metta", "(: f (-> Number Bool))\n(= (f $c) (let ‸$d 1 $d))")],
        &[("a.rho", "@\"rho:metta:eval\"!(\"é (: ‹f› (-> A B)) (= (f $x) ‸$x)\")")],
    ];
    for files in cases {
        let case = marked(files);
        let found = type_definition(&Lookup::new(&case.snapshot), &case.cursor).sites;
        assert_eq!(show(&case.snapshot, &found), show(&case.snapshot, &case.places), "{files:?}");
    }
}
