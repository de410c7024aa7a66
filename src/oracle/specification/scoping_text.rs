//! Programs of the [scoping](super::scoping) specification as text, every process in brackets of its own, so that it is
//! read as it is meant. Writing a variable fills in its place.

use super::scoping::{Declared, Formal, Formals, Name, Pattern, Process, Receipt, Word};

/// Writes `program` and fills in the places of its variables.
pub fn write(program: &mut Process) -> String {
    let mut text = String::new();
    process(&mut text, program);
    text
}

fn word(text: &mut String, word: &mut Word) {
    word.place = text.len();
    text.push_str(word.name);
}

/// `items`, each written by `item`, with `between` between them.
fn list<T>(text: &mut String, items: &mut [T], between: &str, mut item: impl FnMut(&mut String, &mut T)) {
    for (number, one) in items.iter_mut().enumerate() {
        if number > 0 {
            text.push_str(between);
        }
        item(text, one);
    }
}

fn name(text: &mut String, name: &mut Name) {
    match name {
        Name::Variable(variable) => word(text, variable),
        Name::Quote(quoted) => {
            text.push_str("@{");
            process(text, quoted);
            text.push('}');
        }
    }
}

fn pattern(text: &mut String, it: &mut Pattern) {
    match it {
        Pattern::Wildcard => text.push('_'),
        Pattern::Variable(variable) => word(text, variable),
        Pattern::Eval(variable) => braced(text, "{*", variable),
        Pattern::ProcessReference(variable) => braced(text, "{=", variable),
        Pattern::NameReference(variable) => braced(text, "{=*", variable),
        Pattern::List(elements, rest) => {
            text.push('[');
            list(text, elements, ", ", pattern);
            rest.iter_mut().for_each(|rest| prefixed(text, " ...", rest));
            text.push(']');
        }
        Pattern::And(left, right) => both(text, left, " /\\ ", right),
        Pattern::Or(left, right) => both(text, left, " \\/ ", right),
        Pattern::Not(denied) => {
            text.push_str("~{");
            pattern(text, denied);
            text.push('}');
        }
    }
}

fn both(text: &mut String, left: &mut Pattern, between: &str, right: &mut Pattern) {
    text.push('{');
    pattern(text, left);
    text.push_str(between);
    pattern(text, right);
    text.push('}');
}

fn braced(text: &mut String, prefix: &str, variable: &mut Word) {
    prefixed(text, prefix, variable);
    text.push('}');
}

fn prefixed(text: &mut String, prefix: &str, variable: &mut Word) {
    text.push_str(prefix);
    word(text, variable);
}

fn formal(text: &mut String, formal: &mut Formal) {
    match formal {
        Formal::Variable(variable) => word(text, variable),
        Formal::Quote(quoted) => {
            text.push_str("@{");
            pattern(text, quoted);
            text.push('}');
        }
    }
}

fn formals(text: &mut String, Formals(names, rest): &mut Formals) {
    list(text, names, ", ", formal);
    rest.iter_mut().for_each(|rest| prefixed(text, " ...@", rest));
}

fn receipt(text: &mut String, Receipt { binds, guard }: &mut Receipt) {
    list(text, binds, " & ", |text, (received, source)| {
        formals(text, received);
        text.push_str(" <- ");
        name(text, source);
    });
    if let Some(guard) = guard {
        text.push_str(" where ");
        process(text, guard);
    }
}

fn body(text: &mut String, before: &str, it: &mut Process) {
    text.push_str(before);
    text.push_str("{ ");
    process(text, it);
    text.push_str(" }");
}

fn process(text: &mut String, it: &mut Process) {
    match it {
        Process::Nil => return text.push_str("Nil"),
        Process::Variable(variable) => return word(text, variable),
        _ => text.push('{'),
    }
    match it {
        Process::Nil | Process::Variable(_) => {}
        Process::Eval(evaluated) => {
            text.push('*');
            name(text, evaluated);
        }
        Process::List(elements) => {
            text.push('[');
            list(text, elements, ", ", process);
            text.push(']');
        }
        Process::Send(channel, sent) => {
            name(text, channel);
            text.push_str("!(");
            process(text, sent);
            text.push(')');
        }
        Process::Par(left, right) => {
            process(text, left);
            text.push_str(" | ");
            process(text, right);
        }
        Process::New(words, inside) => {
            text.push_str("new ");
            list(text, words, ", ", word);
            body(text, " in ", inside);
        }
        Process::Receive(receipts, inside) => {
            text.push_str("for (");
            list(text, receipts, " ; ", receipt);
            body(text, ") ", inside);
        }
        Process::Contract(named, received, inside) => {
            text.push_str("contract ");
            name(text, named);
            text.push('(');
            formals(text, received);
            body(text, ") = ", inside);
        }
        Process::Match(subject, cases) => {
            text.push_str("match [");
            process(text, subject);
            text.push_str("] { ");
            for (matched, guard, inside) in cases {
                pattern(text, matched);
                if let Some(guard) = guard {
                    text.push_str(" where ");
                    process(text, guard);
                }
                body(text, " => ", inside);
                text.push(' ');
            }
            text.push('}');
        }
        Process::Let(concurrent, declarations, inside) => {
            text.push_str("let ");
            let between = if *concurrent { " & " } else { " ; " };
            list(text, declarations, between, |text, (declared, value)| {
                match declared {
                    Declared::Process(variable) => {
                        word(text, variable);
                        text.push_str(" = ");
                    }
                    Declared::Names(names) => {
                        formal(text, names);
                        text.push_str(" <- ");
                    }
                }
                process(text, value);
            });
            body(text, " in ", inside);
        }
        Process::Matches(left, right) => {
            process(text, left);
            text.push_str(" matches ");
            pattern(text, right);
        }
    }
    text.push('}');
}
