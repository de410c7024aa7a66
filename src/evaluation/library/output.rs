//! What programs print. It waits with the form until that is committed, so nothing here is a barrier.

use crate::evaluation::context::Context;
use crate::evaluation::native::{Answer, Call, Native};
use crate::evaluation::print::plain;
use crate::evaluation::term::Term;

pub(super) const OPERATIONS: &[Native] = &[
    Native::effect("println!", &["(-> %Undefined% (->))"], println),
    Native::effect("trace!", &["(-> %Undefined% Atom %Undefined%)"], trace),
    Native::effect("print-alternatives!", &["(-> Atom Expression (->))"], print_alternatives),
];

fn println(context: &mut Context, call: &Call<'_>) -> Answer {
    let [atom] = call.arguments else {
        return Answer::Failure("println! expects single atom as an argument".into());
    };
    let mut line = plain(context, atom);
    line.push('\n');
    context.output.write(&line);
    Answer::Value(Term::unit())
}

/// Prints its first argument on standard error and goes on with the second. What is on standard error cannot be taken back.
fn trace(context: &mut Context, call: &Call<'_>) -> Answer {
    let [message, value] = call.arguments else {
        return Answer::Failure("trace! expects two atoms as arguments".into());
    };
    if context.speculative {
        return Answer::Barrier;
    }
    let mut line = plain(context, message);
    line.push('\n');
    // Whoever closed standard error does not want to read it.
    let _ = std::io::Write::write_all(&mut std::io::stderr(), line.as_bytes());
    Answer::Evaluate(value.clone())
}

fn print_alternatives(context: &mut Context, call: &Call<'_>) -> Answer {
    let [atom, alternatives] = call.arguments else { return Answer::NotReducible };
    let Some(members) = alternatives.members() else {
        return Answer::Failure(
            "print-alternatives! expects format string as a first argument and expression as a second argument"
                .into(),
        );
    };
    let mut text = format!("{} {}:\n", members.len(), plain(context, atom));
    for member in members {
        text.push_str("    ");
        text.push_str(&plain(context, member));
        text.push('\n');
    }
    context.output.write(&text);
    Answer::Value(Term::unit())
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use crate::evaluation::context::{Context, Output};
    use crate::evaluation::library::tests::check_in;

    #[test]
    fn what_is_printed_is_kept_in_order() {
        let mut context = Context::default();
        check_in(
            &mut context,
            &[
                ("(println! \"plain\")", "()"),
                ("(println! (a \"b\" 1.5))", "()"),
                ("(print-alternatives! \"x\" (1 \"two\"))", "()"),
            ],
        );
        let Output::Buffered(text) = &context.output else { panic!("not buffered") };
        assert_eq!(text, "plain\n(a \"b\" 1.5)\n2 x:\n    1\n    two\n");
        context.speculative = true;
        check_in(&mut context, &[("(trace! a b)", "barrier")]);
    }
}
