use std::rc::Rc;

use super::*;
use crate::environment::Environment;
use crate::evaluation::machine::FORMS;
use crate::evaluation::native::Natives;
use crate::evaluation::print;
use crate::evaluation::store::{Store, World};
use crate::evaluation::term::unify;
use crate::language::metta::read;

/// What is said of arithmetic here, without the library.
const NUMBERS: &str =
    "(: + (-> Number Number Number)) (: == (-> $t $t Bool)) (: println! (-> %Undefined% (->)))";

fn context(program: &str) -> Context {
    let environment = Environment::new();
    let text = format!("{NUMBERS}\n{program}");
    let reading = read(&text);
    assert!(reading.errors.is_empty(), "{:?}", reading.errors);
    environment.add_batch(reading.atoms().map(|(_, atom)| atom));
    let mut context = Context::default();
    context.natives = Natives::new(&[], FORMS, &mut context.symbols);
    context.store = Store::new(World::new(environment.snapshot(), Environment::new().snapshot()));
    context
}

fn term(context: &mut Context, text: &str) -> Term {
    let reading = read(text);
    assert!(reading.errors.is_empty(), "{text}");
    let atom = reading.atoms().next().expect("one form").1;
    context.import(atom)
}

/// The types of each of these terms, one line for each.
fn types(program: &str, terms: &[&str]) -> Vec<String> {
    let mut context = context(program);
    terms
        .iter()
        .map(|text| {
            let term = term(&mut context, text);
            let types = of(&mut context, SpaceId::MAIN, &term);
            // A second time, from what is remembered.
            let again = of(&mut context, SpaceId::MAIN, &term);
            let line = print::results(&mut context, &types);
            assert_eq!(line, print::results(&mut context, &again), "{text}");
            line
        })
        .collect()
}

/// The outcome of the call: the type of its result, or the errors, under each function type of its head.
fn call(program: &str, text: &str, expected: &str) -> Vec<String> {
    let mut context = context(program);
    let call = term(&mut context, text);
    let expected = term(&mut context, expected);
    let head = call.members().expect("a call")[0].clone();
    let quick = match &head {
        Term::Symbol(head) => Some(declared(&mut context, SpaceId::MAIN, *head)),
        _ => None,
    };
    let mut lines = Vec::new();
    for (at, function) in of_head(&mut context, SpaceId::MAIN, &head).iter().enumerate() {
        let mark = context.trail.mark();
        let outcome = applicable(&mut context, SpaceId::MAIN, &call, function, &expected);
        let line = match &outcome {
            Ok(application) => print::print(&mut context, &apply(&application.result)),
            Err(errors) => print::results(&mut context, errors),
        };
        lines.push(line);
        context.trail.undo(mark);
        context.trail.release(mark);
        // The quick way never says yes where the long way says no.
        if let Some(declared) = &quick
            && let Some(function) = declared.functions.get(at)
            && expected.is_symbol(known::UNDEFINED)
        {
            let arguments = &call.members().expect("a call")[1..];
            let accepted = accepts(&mut context, SpaceId::MAIN, function, arguments);
            assert!(!accepted || outcome.is_ok(), "{text}");
        }
    }
    lines
}

const LISTS: &str = "(: Z Nat) (: S (-> Nat Nat)) (: VNil (Vec $t Z)) \
    (: VCons (-> $t (Vec $t $n) (Vec $t (S $n)))) (: head (-> (Vec $t (S $n)) $t))";

#[test]
fn types_are_what_is_declared() {
    let program = "(: a A) (: b A) (: b B) (: f (-> A R)) (: u %Undefined%) (: c C) (: k (-> R))";
    let terms = ["a", "b", "f", "u", "nothing", "1", "1.5", "\"s\"", "True", "$x", "()", "+"];
    let expected = [
        "[A]",
        "[A, B]",
        "[(-> A R)]",
        "[%Undefined%]",
        "[%Undefined%]",
        "[Number]",
        "[Number]",
        "[String]",
        "[Bool]",
        "[%Undefined%]",
        "[%Undefined%]",
        "[(-> Number Number Number)]",
    ];
    assert_eq!(types(program, &terms), expected);
    let terms =
        ["(f a)", "(f b)", "(f c)", "(f x)", "(f $x)", "(f a a)", "(f)", "(k)", "(f (k))", "(c (f c))"];
    let expected = ["[R]", "[R]", "[]", "[R]", "[R]", "[]", "[]", "[R]", "[]", "[%Undefined%]"];
    assert_eq!(types(program, &terms), expected);
}

#[test]
fn tuples_have_the_types_of_their_members() {
    let program = "(: a A) (: b A) (: b B) (: f (-> A R)) (: (a b) Named)";
    let terms = ["(a a)", "(a x)", "((a a) a)", "(a b)", "(b b)", "(1 \"s\" True)", "(x a)", "(1 (f a))"];
    let expected = [
        "[(A A)]",
        "[%Undefined%]",
        "[((A A) A)]",
        "[(A A), (A B), Named]",
        "[(A A), (A B), (B A), (B B)]",
        "[(Number String Bool)]",
        "[%Undefined%]",
        "[(Number R)]",
    ];
    assert_eq!(types(program, &terms), expected);
}

#[test]
fn what_is_declared_of_an_expression_counts() {
    let program = "(: (f $x) (Of $x)) (: (g 1) One) (: (($h)) Nested) (: $any Thing) (: 5 Five)";
    let terms = ["(f a)", "(f (g 2))", "(g 1)", "(g 2)", "((q))", "s", "5"];
    let expected = [
        "[(Thing Thing), (Of a), Thing]",
        "[(Thing (Thing Number)), (Thing Thing), (Of (g 2)), Thing]",
        "[(Thing Number), One, Thing]",
        "[(Thing Number), Thing]",
        "[((Thing)), (Thing), Nested, Thing]",
        "[Thing]",
        "[Number]",
    ];
    assert_eq!(types(program, &terms), expected);
}

#[test]
fn super_types_follow_transitively_and_end() {
    let program = "(:< Cat Animal) (:< Animal Being) (:< Being Cat) (: tom Cat) (: f (-> Being R)) \
                   (:< (List $t) (Bag $t)) (: l (List Number))";
    let terms = ["tom", "(f tom)", "l", "(tom tom)"];
    let expected = [
        "[Cat, Animal, Being]",
        "[R]",
        "[(List Number), (Bag Number)]",
        "[(Cat Cat), (Cat Animal), (Cat Being), (Animal Cat), (Animal Animal), (Animal Being), (Being Cat), \
         (Being Animal), (Being Being)]",
    ];
    assert_eq!(types(program, &terms), expected);
    // Without an end: cut, not forever.
    let endless = types("(:< $x (More $x)) (: a A)", &["a"]);
    assert!(endless[0].starts_with("[A, (More A), (More (More A))"));
}

#[test]
fn type_variables_are_unified_for_each_use() {
    let program = "(: idt (-> $t $t)) (: pair (-> $a $b (Pair $a $b))) (: same (-> $t $t Bool)) (: none (-> (Maybe $t)))";
    let terms = [
        "(idt 5)",
        "(pair 1 \"s\")",
        "(pair (idt 1) (idt \"s\"))",
        "(same 1 2)",
        "(same 1 \"s\")",
        "(same 1 x)",
        "(pair (none) (none))",
    ];
    let expected = [
        "[Number]",
        "[(Pair Number String)]",
        "[(Pair Number String)]",
        "[Bool]",
        "[]",
        "[Bool]",
        "[(Pair (Maybe $t) (Maybe $t#1))]",
    ];
    assert_eq!(types(program, &terms), expected);
    let terms =
        ["(VCons 1 (VCons 2 VNil))", "(VCons 1 (VCons \"s\" VNil))", "(head VNil)", "(head (VCons 1 VNil))"];
    assert_eq!(types(LISTS, &terms), ["[(Vec Number (S (S Z)))]", "[]", "[]", "[Number]"]);
}

#[test]
fn meta_types_take_terms_as_they_stand() {
    let program = "(: at (-> Atom R)) (: ex (-> Expression R)) (: sy (-> Symbol R)) (: va (-> Variable R)) \
                   (: gr (-> Grounded R)) (: a A)";
    let terms = ["(at (+ 1 \"s\"))", "(ex (+ 1 \"s\"))", "(sy a)", "(va $x)", "(gr 5)", "(sy u)", "(ex u)"];
    assert_eq!(types(program, &terms), ["[R]"; 7]);
    let refused = ["(sy 5)", "(va a)", "(gr (+ 1 2))", "(ex a)"];
    assert_eq!(types(program, &refused), ["[]"; 4]);
    assert_eq!(
        call(program, "(gr (+ 1 2))", "%Undefined%"),
        ["[(Error (gr (+ 1 2)) (BadArgType 1 Grounded Number))]"]
    );
    assert_eq!(call(program, "(ex a)", "%Undefined%"), ["[(Error (ex a) (BadArgType 1 Expression A))]"]);
}

#[test]
fn calls_are_refused_with_a_reason_for_each_type() {
    let program = "(: f (-> Number Number)) (: f (-> String String)) (: a A) (: a B) (: g (-> A B C))";
    assert_eq!(call(program, "(f 1)", "%Undefined%")[0], "Number");
    assert_eq!(call(program, "(f \"s\")", "%Undefined%")[1], "String");
    assert_eq!(
        call(program, "(f a)", "%Undefined%"),
        [
            "[(Error (f a) (BadArgType 1 Number A)), (Error (f a) (BadArgType 1 Number B))]",
            "[(Error (f a) (BadArgType 1 String A)), (Error (f a) (BadArgType 1 String B))]",
        ]
    );
    assert_eq!(call(program, "(g a a)", "%Undefined%"), ["C"]);
    assert_eq!(
        call(program, "(g a 1)", "%Undefined%"),
        ["[(Error (g a 1) (BadArgType 2 B Number)), (Error (g a 1) (BadArgType 1 A B))]"]
    );
    assert_eq!(
        call(program, "(+ 1 \"a\")", "Number"),
        ["[(Error (+ 1 \"a\") (BadArgType 2 Number String))]"]
    );
    assert_eq!(
        call(program, "(== 1 \"a\")", "Bool"),
        ["[(Error (== 1 \"a\") (BadArgType 2 Number String))]"]
    );
    assert_eq!(call(program, "(+ 1)", "Number"), ["[(Error (+ 1) IncorrectNumberOfArguments)]"]);
    assert_eq!(
        call(program, "(if True 1)", "%Undefined%"),
        ["[(Error (if True 1) IncorrectNumberOfArguments)]"]
    );
    // What is wrong within an argument is what is wrong.
    assert_eq!(
        call(program, "(+ 1 (+ 2 \"a\"))", "%Undefined%"),
        ["[(Error (+ 2 \"a\") (BadArgType 2 Number String))]"]
    );
    assert_eq!(call(program, "(println! (+ 1 \"a\"))", "%Undefined%"), ["(->)"]);
    assert_eq!(
        call(LISTS, "(head VNil)", "%Undefined%"),
        ["[(Error (head VNil) (BadArgType 1 (Vec $t (S $n)) (Vec $t#1 Z)))]"]
    );
}

#[test]
fn results_must_be_what_is_expected() {
    assert_eq!(call("", "(+ 1 2)", "Number"), ["Number"]);
    assert_eq!(call("", "(+ 1 2)", "$t"), ["Number"]);
    assert_eq!(call("", "(+ 1 2)", "Atom"), ["Number"]);
    assert_eq!(call("", "(+ 1 2)", "String"), ["[(Error (+ 1 2) (BadType String Number))]"]);
    assert_eq!(call("(: f (-> $t (List $t)))", "(f 1)", "(List Number)"), ["(List Number)"]);
    assert_eq!(
        call("(: f (-> $t (List $t)))", "(f 1)", "(List String)"),
        ["[(Error (f 1) (BadType (List String) (List Number)))]"]
    );
}

#[test]
fn values_are_checked() {
    let mut context = context("(: a A) (: a B) (: f (-> A R)) (: c C)");
    let mut outcome = |value: &str, expected: &str| {
        let value = term(&mut context, value);
        let expected = term(&mut context, expected);
        match check(&mut context, SpaceId::MAIN, &value, &expected) {
            Ok(()) => print::print(&mut context, &expected),
            Err(errors) => print::results(&mut context, &errors),
        }
    };
    assert_eq!(outcome("a", "B"), "B");
    assert_eq!(outcome("a", "$t"), "A");
    assert_eq!(outcome("a", "Symbol"), "Symbol");
    assert_eq!(outcome("unknown", "B"), "B");
    assert_eq!(outcome("$x", "B"), "B");
    assert_eq!(outcome("(f a)", "R"), "R");
    assert_eq!(outcome("(f a)", "Expression"), "Expression");
    assert_eq!(outcome("\"str\"", "Number"), "[(Error \"str\" (BadType Number String))]");
    assert_eq!(outcome("a", "C"), "[(Error a (BadType C A)), (Error a (BadType C B))]");
    assert_eq!(outcome("(f c)", "R"), "[(Error (f c) (BadArgType 1 A C))]");
    let (a, b, c) = (term(&mut context, "a"), term(&mut context, "B"), term(&mut context, "C"));
    assert!(is_of(&mut context, SpaceId::MAIN, &a, &b));
    assert!(!is_of(&mut context, SpaceId::MAIN, &a, &c));
}

#[test]
fn ill_typed_atoms_are_found_before_they_are_added() {
    let mut context = context("(: f (-> A B)) (: c C) (: foo (-> Number Bool))");
    let mut errors = |atom: &str| {
        let atom = term(&mut context, atom);
        validate(&mut context, SpaceId::MAIN, &atom).err().map(|errors| print::results(&mut context, &errors))
    };
    assert_eq!(errors("(f c)"), Some("[(Error (f c) (BadArgType 1 A C))]".into()));
    assert_eq!(errors("(f x)"), None);
    assert_eq!(errors("(fact (f x) 1)"), None);
    assert_eq!(errors("(= (foo $x) (== $x 1))"), None);
    assert_eq!(
        errors("(= (foo $x) (+ $x 1))"),
        Some("[(Error (= (foo $x) (+ $x 1)) (BadArgType 2 $t Number))]".into())
    );
}

#[test]
fn bindings_of_arguments_count_and_nothing_stays_bound_after_a_refusal() {
    let mut context = context("(: f (-> Number Number $t))");
    let call = term(&mut context, "(f $x $x)");
    let x = call.members().expect("a call")[1].clone();
    let mark = context.trail.mark();
    assert!(unify(&x, &Term::text("s"), &mut context.trail));
    let head = call.members().expect("a call")[0].clone();
    let function = of_head(&mut context, SpaceId::MAIN, &head).remove(0);
    let expected = Term::Symbol(known::UNDEFINED);
    let errors = applicable(&mut context, SpaceId::MAIN, &call, &function, &expected).err().expect("refused");
    context.trail.undo(mark);
    context.trail.release(mark);
    assert_eq!(
        print::results(&mut context, &errors),
        "[(Error (f \"s\" \"s\") (BadArgType 1 Number String))]"
    );
    assert!(applicable(&mut context, SpaceId::MAIN, &call, &function, &expected).is_ok());
}

#[test]
fn a_state_keeps_the_type_that_it_was_made_with() {
    let mut context = context("");
    let state =
        context.store.new_state(&Term::Integer(0), &Term::Symbol(known::NUMBER), &mut context.symbols);
    let itself = Term::expression([Term::Integer(1), Term::State(Rc::clone(&state))]);
    for value in [None, Some(Term::text("s")), Some(itself)] {
        if let Some(value) = value {
            context.store.change_state(state.id, &value, &mut context.symbols);
        }
        let types = of(&mut context, SpaceId::MAIN, &Term::State(Rc::clone(&state)));
        assert_eq!(print::results(&mut context, &types), "[(StateMonad Number)]");
    }
}

#[test]
fn what_is_not_known_inside_a_type_is_a_type_of_its_own() {
    let program = "(: f (-> (L Number) A)) (: u (L %Undefined%)) (: n (L Number)) (: g (-> (L $t) $t A)) \
        (: h (-> (L %Undefined%) A))";
    assert_eq!(call(program, "(f n)", "%Undefined%"), ["A"]);
    assert_eq!(
        call(program, "(f u)", "%Undefined%"),
        ["[(Error (f u) (BadArgType 1 (L Number) (L %Undefined%)))]"]
    );
    assert_eq!(
        call(program, "(h n)", "%Undefined%"),
        ["[(Error (h n) (BadArgType 1 (L %Undefined%) (L Number)))]"]
    );
    assert_eq!(call(program, "(g u a)", "%Undefined%"), ["A"]);
    assert_eq!(
        call(program, "(g u 1)", "%Undefined%"),
        ["[(Error (g u 1) (BadArgType 2 %Undefined% Number))]"]
    );
}

#[test]
fn a_declaration_is_seen_at_once() {
    let mut context = context("(: f (-> A R)) (: a A)");
    let call = term(&mut context, "(f (f a))");
    assert_eq!(of(&mut context, SpaceId::MAIN, &call).len(), 0);
    let nested = term(&mut context, "((f a) b)");
    assert!(of(&mut context, SpaceId::MAIN, &nested)[0].is_symbol(known::UNDEFINED));
    for declaration in ["(: f (-> R Q))", "(: b B)", "(:< R A)"] {
        let declaration = term(&mut context, declaration);
        context.store.add(SpaceId::MAIN, &declaration, &mut context.symbols);
    }
    let types = of(&mut context, SpaceId::MAIN, &call);
    assert_eq!(print::results(&mut context, &types), "[Q]");
    let types = of(&mut context, SpaceId::MAIN, &nested);
    assert_eq!(print::results(&mut context, &types), "[(R B)]");
}

#[test]
fn a_million_levels_are_looked_at_once() {
    let mut context = context(LISTS);
    let (s, z) = (context.symbols.intern("S"), context.symbols.intern("Z"));
    let deep = (0..1_000_000).fold(Term::Symbol(z), |inner, _| Term::expression([Term::Symbol(s), inner]));
    for _ in 0..1_000 {
        let types = of(&mut context, SpaceId::MAIN, &deep);
        assert_eq!(print::results(&mut context, &types), "[Nat]");
    }
    // Without remembering: variables, and a type as deep as the term.
    let x = Term::Variable(context.trail.variable(known::EMPTY_NAME));
    let open = (0..100_000).fold(x, |inner, _| Term::expression([Term::Symbol(s), inner]));
    let types = of(&mut context, SpaceId::MAIN, &open);
    assert_eq!(print::results(&mut context, &types), "[Nat]");
    let (cons, nil) = (context.symbols.intern("VCons"), context.symbols.intern("VNil"));
    let long = (0..10_000).fold(Term::Symbol(nil), |rest, number| {
        Term::expression([Term::Symbol(cons), Term::Integer(number), rest])
    });
    assert_eq!(of(&mut context, SpaceId::MAIN, &long).len(), 1);
    assert_eq!(of(&mut context, SpaceId::MAIN, &long).len(), 1);
}

#[test]
fn types_that_multiply_come_to_an_end() {
    let many: String = (0..10).map(|number| format!("(: a A{number})")).collect();
    let mut context = context(&format!("{many} (: f (-> A0 A1 A2 A3 A4 A5 A6 A7 A8 Q R))"));
    let tuple = term(&mut context, "(a a a a a a a a a a)");
    assert_eq!(of(&mut context, SpaceId::MAIN, &tuple).len(), 4096);
    let call = term(&mut context, "(f a a a a a a a a a a)");
    assert!(of(&mut context, SpaceId::MAIN, &call).is_empty());
}

#[test]
fn meta_types_of_everything() {
    let mut context = context("");
    let text = ["a", "$x", "(+ 1 2)", "()", "1", "\"s\"", "match", "if"];
    let expected =
        ["Symbol", "Variable", "Expression", "Expression", "Grounded", "Grounded", "Grounded", "Symbol"];
    for (text, expected) in text.iter().zip(expected) {
        let term = term(&mut context, text);
        let meta = meta_type(&context, &term);
        assert_eq!(context.symbols.name(meta), expected, "{text}");
    }
}
