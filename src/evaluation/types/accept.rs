//! The common case of a check, without allocating anything.

use super::declared::{Formal, Function, declared, space_types, stamp};
use super::meta::meta_type;
use crate::evaluation::context::Context;
use crate::evaluation::identity::SpaceId;
use crate::evaluation::symbols::{Symbol, known};
use crate::evaluation::term::Term;

/// Calls within arguments are followed so deep; deeper ones go the long way.
const DEPTH: usize = 8;

/// True when `function` certainly takes these arguments, as they stand, without binding anything. False says nothing: ask
/// [`applicable`](super::applicable).
///
/// O(arguments) for arguments that are values, and calls of functions with simple types.
pub fn accepts(context: &mut Context, space: SpaceId, function: &Function, arguments: &[Term]) -> bool {
    takes(context, space, function, arguments, DEPTH)
}

fn takes(
    context: &mut Context,
    space: SpaceId,
    function: &Function,
    arguments: &[Term],
    depth: usize,
) -> bool {
    function.formals.len() == arguments.len()
        && function.formals.iter().zip(arguments).all(|(&formal, argument)| match formal {
            Formal::Any | Formal::Atom => true,
            Formal::Meta(meta) => meta_type(context, argument) == meta,
            Formal::Simple(wanted) => is_certainly(context, space, argument, wanted, depth),
            Formal::Complex => false,
        })
}

/// False when a call with this head and so many members gives nothing of the type `wanted`, a symbol that is no meta-type, as
/// far as the head tells: its arguments are not looked at.
pub fn may_give(context: &mut Context, space: SpaceId, head: Symbol, length: usize, wanted: Symbol) -> bool {
    let declared = declared(context, space, head);
    if declared.types.is_empty() {
        return !space_types(context, space).tells_of(head, length);
    }
    declared.functions.iter().any(|function| match function.result {
        Formal::Any | Formal::Atom => true,
        Formal::Simple(result) => result == wanted,
        Formal::Meta(_) => false,
        Formal::Complex => function.gives_anything(),
    })
}

/// True when `term` is certainly of the type `wanted`, a symbol that is no meta-type, or nothing is known of it.
pub fn is_certainly(
    context: &mut Context,
    space: SpaceId,
    term: &Term,
    wanted: Symbol,
    depth: usize,
) -> bool {
    let node = match term {
        Term::Integer(_) | Term::Float(_) => return wanted == known::NUMBER,
        Term::Bool(_) => return wanted == known::BOOL,
        Term::Text(_) => return wanted == known::STRING,
        Term::Space(_) => return wanted == known::SPACE_TYPE,
        Term::Handle(handle) => return handle.type_name() == wanted,
        Term::State(_) | Term::Slot(_) => return false,
        Term::Variable(variable) => {
            return variable.is_free() || is_certainly(context, space, &variable.resolve(), wanted, depth);
        }
        Term::Symbol(symbol) => {
            let declared = declared(context, space, *symbol);
            return declared.types.is_empty()
                || declared.types.iter().any(|scheme| scheme.term.is_symbol(wanted));
        }
        Term::Expression(node) => node,
    };
    if let Some(types) = context.types.memo.get(stamp(context), space, node) {
        return types.is_empty() || types.iter().any(|scheme| scheme.term.is_symbol(wanted));
    }
    let [head, arguments @ ..] = node.members() else { return true };
    let (Term::Symbol(head), Some(depth)) = (head.resolve(), depth.checked_sub(1)) else { return false };
    let declared = declared(context, space, head);
    if declared.types.is_empty() {
        return !space_types(context, space).tells_of(head, arguments.len() + 1);
    }
    declared.functions.iter().any(|function| {
        let gives = match function.result {
            Formal::Any | Formal::Atom => true,
            Formal::Simple(result) => result == wanted,
            Formal::Meta(_) | Formal::Complex => false,
        };
        gives && takes(context, space, function, arguments, depth)
    })
}
