//! `(pragma! type-check auto)`: atoms without a type are refused before they are added or evaluated.

use crate::evaluation::context::Context;
use crate::evaluation::identity::SpaceId;
use crate::evaluation::term::Term;
use crate::evaluation::types;

/// Why `term` has no type, as error atoms; empty where it has one, or where nobody wants to know. No bindings stay. As
/// [`types::validate`].
pub(super) fn errors(context: &mut Context, space: SpaceId, term: &Term) -> Vec<Term> {
    if !context.pragmas.type_check_auto {
        return Vec::new();
    }
    types::validate(context, space, term).err().unwrap_or_default()
}
