//! The names that the machine evaluates itself, with their types.

use crate::evaluation::native::Form;

macro_rules! forms {
    ($($name:literal: $type:literal $($grounded:ident)?,)*) => {
        /// Every form. `library.metta` does not define them; a rule of a program for one adds an alternative, or never
        /// fires where the form is grounded; rules for `once` and `transaction`, which the reference does not know,
        /// count alone.
        pub const FORMS: &[Form] =
            &[$(Form { name: $name, types: &[$type], grounded: forms!(@grounded $($grounded)?) },)*];
    };
    (@grounded) => { false };
    (@grounded grounded) => { true };
}

forms! {
    "eval": "(-> Atom Atom)",
    "evalc": "(-> Atom SpaceType Atom)",
    "chain": "(-> Atom Variable Atom %Undefined%)",
    "unify": "(-> Atom Atom Atom Atom %Undefined%)",
    "cons-atom": "(-> Atom Expression Atom)",
    "decons-atom": "(-> Expression Atom)",
    "function": "(-> Atom Atom)",
    "return": "(-> $t $t)",
    "collapse-bind": "(-> Atom Expression)",
    "superpose-bind": "(-> Expression Atom)",
    "metta": "(-> Atom Type SpaceType Atom)",
    "context-space": "(-> SpaceType)",
    "=": "(-> $t $t %Undefined%)",
    "Error": "(-> Atom Atom ErrorType)",
    "if": "(-> Bool Atom Atom $t)",
    "let": "(-> Atom %Undefined% Atom %Undefined%)",
    "let*": "(-> Expression Atom %Undefined%)",
    "case": "(-> Atom Expression %Undefined%)",
    "switch": "(-> %Undefined% Expression %Undefined%)",
    "quote": "(-> Atom Atom)",
    "unquote": "(-> %Undefined% %Undefined%)",
    "noeval": "(-> Atom Atom)",
    "id": "(-> $t $t)",
    "superpose": "(-> Expression %Undefined%)" grounded,
    "collapse": "(-> Atom Atom)",
    "match": "(-> SpaceType Atom Atom %Undefined%)" grounded,
    "map-atom": "(-> Expression Variable Atom Expression)",
    "filter-atom": "(-> Expression Variable Atom Expression)",
    "foldl-atom": "(-> Expression Atom Variable Variable Atom %Undefined%)",
    "once": "(-> Atom %Undefined%)",
    "transaction": "(-> Atom %Undefined%)",
}
