//! Claims about single rules; whole files are in the snapshots of `tests/metta_analysis.rs`.

use std::sync::Arc;

use crate::language::analysis::{Analysis, Role, Target};
use crate::language::{LanguageId, analyze};

fn analysis(text: &str) -> Analysis {
    analyze(LanguageId::Metta, &Arc::from(text))
}

/// The variables in order of place: `$x1` for an occurrence of the first symbol.
fn variables(text: &str) -> String {
    let analysis = analysis(text);
    let shown = analysis.occurrences().iter().filter_map(|occurrence| match occurrence.target {
        Target::Local(symbol) => Some(format!("{}{}", analysis.source(occurrence.span), symbol.0)),
        Target::Global(_) => None,
    });
    shown.collect::<Vec<String>>().join(" ")
}

/// The global names in order of place, with a letter for their roles.
fn names(text: &str) -> String {
    let analysis = analysis(text);
    let shown =
        analysis.occurrences().iter().filter(|occurrence| matches!(occurrence.target, Target::Global(_)));
    let shown = shown.map(|occurrence| {
        let role = match occurrence.role {
            Role::Definition => "=",
            Role::Declaration => ":",
            Role::Reference => "",
            Role::Binding => "?",
        };
        format!("{}{role}", analysis.source(occurrence.span))
    });
    shown.collect::<Vec<String>>().join(" ")
}

#[test]
fn a_clause_is_one_scope() {
    assert_eq!(variables("(= (f $x) (g $x $y))\n(= (h $x) $y)"), "$x0 $x0 $y1 $x2 $y3");
}

#[test]
fn the_value_of_a_let_is_read_outside() {
    assert_eq!(variables("(= (f $x) (let $x (g $x) $x))"), "$x0 $x1 $x0 $x1");
    assert_eq!(variables("!(let $x $x $x)"), "$x0 $x1 $x0");
    assert_eq!(variables("!(let ($a $a) 1 (let $b $a $b))"), "$a0 $a0 $b1 $a0 $b1");
    assert_eq!(variables("!(f (let $x 1 $x) $x)"), "$x0 $x0 $x1");
    assert_eq!(variables("!(chain (g $x) $x $x)"), "$x0 $x1 $x1");
}

#[test]
fn a_sequence_of_lets_is_sequential() {
    assert_eq!(variables("!(let* (($a 1) ($b $a) ($a $b)) ($a $b))"), "$a0 $b1 $a0 $a2 $b1 $a2 $b1");
    assert_eq!(variables("!(f (let* (($a 1)) $a) $a)"), "$a0 $a0 $a1");
    assert_eq!(variables("!(let* () $x)"), "$x0");
    assert_eq!(variables("!(let* $pairs $x)"), "$pairs0 $x1");
}

#[test]
fn a_pattern_refers_to_what_is_bound() {
    assert_eq!(variables("(= (f $x) (match &self (p $x $y) (q $x $y)))"), "$x0 $x0 $y1 $x0 $y1");
    assert_eq!(variables("!(f (match &self $y $y) $y)"), "$y0 $y0 $y1");
    assert_eq!(variables("!(match & self (p $y) $y)"), "$y0 $y0");
    assert_eq!(variables("!(match $space $y $y)"), "$space0 $y1 $y1");
    assert_eq!(variables("(= (f $x) (case $x (((S $k) $k) ($k ($x $k)))))"), "$x0 $x0 $k1 $k1 $k2 $x0 $k2");
}

#[test]
fn functions_without_a_name_bind_their_parameters() {
    assert_eq!(variables("!((lambda ($x $y) ($x $y)) $x)"), "$x0 $y1 $x0 $y1 $x2");
    assert_eq!(variables("(= (f $x) (|-> ($x) $x))"), "$x0 $x1 $x1");
    assert_eq!(variables("(= (f $l) (map-atom $l $v (g $v $l)))"), "$l0 $l0 $v1 $v1 $l0");
    assert_eq!(variables("!(foldl-atom $l 0 $a $b (+ $a $b))"), "$l0 $a1 $b2 $a1 $b2");
}

#[test]
fn hiding_is_a_warning() {
    let codes = |text| analysis(text).diagnostics().iter().map(|found| found.code).collect::<Vec<_>>();
    assert_eq!(codes("(= (f $x) (let $x 1 $x))"), ["M0203"]);
    // Once, however often it happens inside.
    assert_eq!(codes("!(let $x 1 (let $x 2 (let $x 3 $x)))"), ["M0203"]);
    assert!(codes("(= (f $x) (let $y 1 (match &self (p $x) $x)))\n(= (g $x) $x)").is_empty());
}

#[test]
fn definitions_are_the_heads() {
    assert_eq!(names("(= (f a $x) (g b))"), "f= a g b");
    assert_eq!(names("(= ((c 1) $x) (c 1))"), "c= c");
    assert_eq!(names("(: f (-> A B))\n(: (p $x) T)"), "f: A B p T");
    assert_eq!(names("(likes bob (the pizza))\n!(likes bob 1)"), "likes= bob the pizza likes bob");
    assert_eq!(names("(= ($f a) 1)\n(= (1 a) 2)\n((a b) c)\na\n\"s\""), "a a a b c a");
    assert_eq!(names("!(add-atom &self (= (f) 1))"), "add-atom &self f");
    assert_eq!(names("(@doc f (@desc \"d\") (@return \"r\"))"), "f");
    assert_eq!(names("(if a b)\n(= a)"), "if a b a");
}

#[test]
fn names_of_spaces_are_defined_where_they_are_bound() {
    assert_eq!(
        names("!(bind! &kb (new-space))\n!(import! &m m)\n!(import! &self n)"),
        "bind! &kb= new-space import! &m= import! &self"
    );
    assert_eq!(names("(bind! &kb 1)"), "bind! &kb");
    let links = |text| {
        let analysis = analysis(text);
        analysis.imports().iter().map(|import| import.candidates.join(" ")).collect::<Vec<_>>()
    };
    assert_eq!(
        links("!(import! &self a:b)\n!(include c)\n(= (go) (import! &self \"d.metta\"))"),
        ["a/b.metta a/b/module.metta ../a/b.metta ../a/b/module.metta", "c.metta c/module.metta", "d.metta"]
    );
    assert!(links("(import! &self m)\n!(import! &self $m)").is_empty());
}

#[test]
fn calls_are_heads_that_define_nothing() {
    let text = "(= (f (S $x)) (g (h) 1))\n(k (l))\n!(-> (m))";
    let analysis = analysis(text);
    let called: Vec<&str> = analysis.calls().iter().map(|call| analysis.source(call.arguments)).collect();
    assert_eq!(called, ["(S $x)", "(g (h) 1)", "(h)", "(l)", "(m)"]);
}

#[test]
fn what_stands_around_a_broken_place_is_kept() {
    let text = "(= (f $x) (g $x\n(= (h $y) $y)\n) (lost)\n(k \"open\n!(f 1)";
    assert_eq!(names(text), "f= g h= k= f");
    let analysis = analysis(text);
    let codes: Vec<&str> = analysis.diagnostics().iter().map(|found| found.code).collect();
    assert_eq!(codes, ["M0002", "M0001", "M0003"]);
    assert_eq!(analysis.definitions().len(), 3);
}

#[test]
fn documentation_stands_above_or_in_a_doc_form() {
    let text = "; far\n\n; one\n; two\n(= (f) 1)\n(= (g) 1) ; beside\n(= (h) 1)\n(= (k) 1)\n(@doc k (@desc \"d\"))\n; bound\n! ; x\n(bind! &s 1)";
    let analysis = analysis(text);
    let said: Vec<&str> =
        analysis.definitions().iter().map(|found| analysis.source(found.documentation)).collect();
    assert_eq!(said, ["; one\n; two", "", "", "(@doc k (@desc \"d\"))", "; bound"]);
}

#[test]
fn depth_costs_no_stack() {
    let depth = 100_000;
    for (open, close) in [
        ("(f ", ")"),
        ("(let $x 1 ", ")"),
        ("(let* (($x 1)) ", ")"),
        ("(match &self $y ", ")"),
        ("(case 1 (($x ", ")))"),
    ] {
        for closed in [true, false] {
            let text = format!(
                "(= (d) {}{})",
                open.repeat(depth),
                if closed { close.repeat(depth) } else { String::new() }
            );
            let analysis = analysis(&text);
            assert!(analysis.occurrences().len() >= depth, "{open}");
        }
    }
    let spine = format!("(= {}f{} 1)", "(".repeat(depth), " 1)".repeat(depth));
    assert_eq!(analysis(&spine).definitions().len(), 1);
}
