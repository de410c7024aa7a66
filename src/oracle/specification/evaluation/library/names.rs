//! The names of the library, and their types as LANGUAGE.md lists them.

use super::super::super::reader::read_atom;
use super::super::term::Term;

/// Operations of the machine rather than functions written in MeTTa: they are grounded, and no rule is tried for them.
const GROUNDED: &str = "% * + - / < <= == =alpha > >= abs-math acos-math add-atom and asin-math atan-math bind! \
    ceil-math change-state! cos-math floor-math format-args get-atoms get-metatype get-state get-type get-type-space \
    if-equal index-atom intersection-atom isinf-math isnan-math log-math match max-atom min-atom new-space nop not or \
    pow-math pragma! println! remove-atom round-math sealed sin-math size-atom sqrt-math subtraction-atom superpose \
    tan-math trunc-math union-atom unique-atom xor";

/// Types, each followed by the names that are of it.
const TYPES: &[(&str, &str)] = &[
    ("(-> $t $t %Undefined%)", "="),
    ("(-> Atom Atom ErrorType)", "Error"),
    ("(-> Atom Atom)", "eval function noeval quote collapse get-metatype capture"),
    ("(-> Atom SpaceType Atom)", "evalc"),
    ("(-> $t $t)", "return id"),
    ("(-> Atom Variable Atom %Undefined%)", "chain"),
    ("(-> Atom Atom Atom Atom %Undefined%)", "unify if-equal"),
    ("(-> Atom Expression Atom)", "cons-atom"),
    ("(-> Expression Atom)", "decons-atom superpose-bind unique-atom"),
    ("(-> Atom Expression)", "collapse-bind"),
    ("(-> Atom Type SpaceType Atom)", "metta"),
    ("(-> SpaceType)", "context-space new-space"),
    ("(-> %Undefined% %Undefined%)", "unquote"),
    ("(-> Atom Variable Atom Atom)", "atom-subst"),
    ("(-> Expression Atom Atom)", "sealed"),
    ("(-> Bool Atom Atom $t)", "if"),
    ("(-> Atom %Undefined% Atom %Undefined%)", "let"),
    ("(-> Expression Atom %Undefined%)", "let*"),
    ("(-> Atom Expression %Undefined%)", "case"),
    ("(-> %Undefined% Expression %Undefined%)", "switch"),
    ("(-> Atom Atom Atom %Undefined%)", "if-error"),
    ("(-> Expression Variable Variable Atom Atom %Undefined%)", "if-decons-expr"),
    ("(-> Atom Atom %Undefined%)", "return-on-error union intersection subtraction"),
    ("(-> Expression Atom (->))", "for-each-in-atom"),
    ("(-> Expression %Undefined%)", "superpose car-atom"),
    ("(-> Atom %Undefined%)", "unique get-type"),
    ("(-> Expression Expression)", "cdr-atom"),
    ("(-> Expression Number)", "size-atom"),
    ("(-> %Undefined% Number)", "min-atom max-atom"),
    ("(-> Expression Number Atom)", "index-atom"),
    ("(-> Expression Expression Atom)", "union-atom intersection-atom subtraction-atom"),
    ("(-> Expression Variable Atom Expression)", "map-atom filter-atom"),
    ("(-> Expression Atom Variable Variable Atom %Undefined%)", "foldl-atom"),
    ("(-> Number Number Number)", "+ - * / % pow-math log-math"),
    ("(-> Number Number Bool)", "< > <= >="),
    ("(-> $t $t Bool)", "=="),
    ("(-> Atom Atom Bool)", "=alpha noreduce-eq"),
    ("(-> Bool Bool Bool)", "and or xor"),
    ("(-> Bool Bool)", "not"),
    (
        "(-> Number Number)",
        "sqrt-math abs-math trunc-math ceil-math floor-math round-math sin-math asin-math cos-math acos-math \
         tan-math atan-math",
    ),
    ("(-> Number Bool)", "isnan-math isinf-math"),
    ("(-> SpaceType Atom Atom %Undefined%)", "match"),
    ("(-> SpaceType Atom (->))", "add-atom remove-atom"),
    ("(-> SpaceType Atom)", "get-atoms"),
    ("(-> SpaceType Atom Atom)", "get-type-space"),
    ("(-> SpaceType %Undefined% (->))", "add-reduct add-reducts"),
    ("(-> SpaceType Expression (->))", "add-atoms"),
    ("(-> Symbol %Undefined% (->))", "bind!"),
    ("(-> $t (StateMonad $t))", "new-state"),
    ("(-> (StateMonad $t) $t)", "get-state"),
    ("(-> (StateMonad $t) $t (StateMonad $t))", "change-state!"),
    ("(-> Atom Atom (->))", "assertEqual assertAlphaEqual assertEqualToResult assertAlphaEqualToResult"),
    (
        "(-> Atom Atom Atom (->))",
        "assertEqualMsg assertAlphaEqualMsg assertEqualToResultMsg assertAlphaEqualToResultMsg",
    ),
    ("(-> Atom Expression (->))", "assertIncludes"),
    ("(-> Atom (->))", "assert"),
    ("(-> Type Bool)", "is-function"),
    ("(-> %Undefined% (->))", "println!"),
    ("(-> String Expression String)", "format-args"),
];

/// True for an operation of the machine.
pub(crate) fn is_grounded(name: &str) -> bool {
    GROUNDED.split_whitespace().any(|other| other == name)
}

/// The types of a name of the library.
pub(crate) fn types_of(name: &str) -> Vec<Term> {
    TYPES
        .iter()
        .filter(|(_, names)| names.split_whitespace().any(|other| other == name))
        .filter_map(|(ty, _)| read_atom(ty))
        .map(|ty| Term::from_reading(&ty))
        .collect()
}
