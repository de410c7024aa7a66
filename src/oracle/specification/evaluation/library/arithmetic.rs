//! Numbers, comparison, logic.

use super::super::term::Term;
use super::Function;

/// What an operation on numbers or truth values gives; [`None`] where an argument is something else.
pub(super) fn execute(function: &Function<'_>) -> Option<Term> {
    match function.arguments {
        [Term::Bool(x), Term::Bool(y)] => Some(Term::Bool(match function.name {
            "and" => *x && *y,
            "or" => *x || *y,
            "xor" => x != y,
            "==" => x == y,
            _ => return None,
        })),
        [Term::Bool(x)] if function.name == "not" => Some(Term::Bool(!x)),
        [x, y] if function.name == "==" => Some(Term::Bool(x == y)),
        [Term::Integer(x), Term::Integer(y)] => integers(function, *x, *y),
        [x, y] => floats(function.name, float(x)?, float(y)?),
        [x] => math(function, x),
        _ => None,
    }
}

fn float(term: &Term) -> Option<f64> {
    match term {
        Term::Integer(value) => Some(*value as f64),
        Term::Float(value) => Some(*value),
        _ => None,
    }
}

fn integers(function: &Function<'_>, x: i64, y: i64) -> Option<Term> {
    if y == 0 && matches!(function.name, "/" | "%") {
        return Some(function.failure("DivisionByZero"));
    }
    let value = match function.name {
        "+" => x.checked_add(y),
        "-" => x.checked_sub(y),
        "*" => x.checked_mul(y),
        "/" => x.checked_div(y),
        // The smallest integer by -1 leaves nothing.
        "%" => Some(x.wrapping_rem(y)),
        "<" => return Some(Term::Bool(x < y)),
        ">" => return Some(Term::Bool(x > y)),
        "<=" => return Some(Term::Bool(x <= y)),
        ">=" => return Some(Term::Bool(x >= y)),
        other => return floats(other, x as f64, y as f64),
    };
    Some(value.map_or_else(|| function.failure("IntegerOverflow"), Term::Integer))
}

fn floats(name: &str, x: f64, y: f64) -> Option<Term> {
    Some(match name {
        "+" => Term::Float(x + y),
        "-" => Term::Float(x - y),
        "*" => Term::Float(x * y),
        "/" => Term::Float(x / y),
        "%" => Term::Float(x % y),
        "pow-math" => Term::Float(x.powf(y)),
        "log-math" => Term::Float(y.log(x)),
        "<" => Term::Bool(x < y),
        ">" => Term::Bool(x > y),
        "<=" => Term::Bool(x <= y),
        ">=" => Term::Bool(x >= y),
        _ => return None,
    })
}

fn math(function: &Function<'_>, x: &Term) -> Option<Term> {
    if let ("abs-math", Term::Integer(x)) = (function.name, x) {
        let value = x.checked_abs();
        return Some(value.map_or_else(|| function.failure("IntegerOverflow"), Term::Integer));
    }
    let x = float(x)?;
    Some(match function.name {
        "sqrt-math" => Term::Float(x.sqrt()),
        "abs-math" => Term::Float(x.abs()),
        "trunc-math" => Term::Float(x.trunc()),
        "ceil-math" => Term::Float(x.ceil()),
        "floor-math" => Term::Float(x.floor()),
        "round-math" => Term::Float(x.round()),
        "sin-math" => Term::Float(x.sin()),
        "asin-math" => Term::Float(x.asin()),
        "cos-math" => Term::Float(x.cos()),
        "acos-math" => Term::Float(x.acos()),
        "tan-math" => Term::Float(x.tan()),
        "atan-math" => Term::Float(x.atan()),
        "isnan-math" => Term::Bool(x.is_nan()),
        "isinf-math" => Term::Bool(x.is_infinite()),
        _ => return None,
    })
}
