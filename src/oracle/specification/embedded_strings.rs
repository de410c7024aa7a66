//! Which strings of a program reach MeTTa's compiler, for a small language of processes whose names are looked up as they
//! are written: inside out.

use std::fmt::Write;

/// A process.
#[derive(Clone, Debug)]
pub enum Process {
    /// `{ P | .. }`, or `Nil`.
    Par(Vec<Process>),
    /// `new x in P`, with the compiler's URI if `compiler`.
    New {
        /// The name.
        name: char,
        /// Whether the URI is written.
        compiler: bool,
        /// P.
        body: Box<Process>,
    },
    /// `for (x, @y <- channel) { P }`, or with the same formals `contract channel(x, @y) = { P }`.
    Receive {
        /// Whether it is a contract: its formals are bound, and nothing is known of what they are.
        contract: bool,
        /// The formals: with `@` or not, and the name.
        formals: Vec<(bool, char)>,
        /// The channel.
        channel: Channel,
        /// P.
        body: Box<Process>,
    },
    /// `channel!(..)`.
    Send {
        /// The channel.
        channel: Channel,
        /// `!`, `!!` or `!?`.
        operator: &'static str,
        /// What is sent.
        arguments: Vec<Argument>,
        /// Whether a comment in front of the send says that its strings are MeTTa.
        directive: bool,
    },
}

/// A channel.
#[derive(Clone, Debug)]
pub enum Channel {
    /// A quoted string or URI, as it is written; true for a channel of the compiler.
    Quoted(&'static str, bool),
    /// A name.
    Name(char),
}

/// What is sent.
#[derive(Clone, Debug)]
pub enum Argument {
    /// A string of its own.
    Text,
    /// A string of its own and something that is not known.
    Concatenation,
    /// `x`, or `*x`.
    Name(bool, char),
    /// `[..]`.
    List(Vec<Argument>),
}

/// A program as text, and what its strings that reach the compiler say, in order of place.
#[must_use]
pub fn write(process: &Process) -> (String, Vec<String>) {
    let mut program = Program::default();
    program.process(process, &mut Vec::new());
    let expected = program.strings.iter().filter(|string| program.reaches(string));
    let expected = expected.map(|string| string.text.clone()).collect();
    (program.text, expected)
}

/// What a name means: the number of its binder, or itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Meaning {
    Bound(usize),
    Free(char),
    Quoted(&'static str),
    Compiler,
}

struct Sent {
    text: String,
    channel: Meaning,
    position: usize,
    directive: bool,
}

#[derive(Default)]
struct Program {
    text: String,
    strings: Vec<Sent>,
    /// The names that are sent, and to where.
    names: Vec<(Meaning, Meaning)>,
    /// The binders of formals, the channels that they receive from, their positions, and whether they have an `@`.
    formals: Vec<(usize, Meaning, usize, bool)>,
    /// The binders of names that `new` takes from the compiler's URI.
    fresh: Vec<usize>,
    binders: usize,
}

type Scope = Vec<(char, usize)>;

impl Program {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn bind(&mut self, name: char, scope: &mut Scope) -> usize {
        self.binders += 1;
        scope.push((name, self.binders));
        self.binders
    }

    fn channel(&mut self, channel: &Channel, scope: &Scope) -> Meaning {
        match *channel {
            Channel::Quoted(written, compiler) => {
                self.push(written);
                if compiler { Meaning::Compiler } else { Meaning::Quoted(written) }
            }
            Channel::Name(name) => {
                self.text.push(name);
                meaning(name, scope)
            }
        }
    }

    fn process(&mut self, process: &Process, scope: &mut Scope) {
        let depth = scope.len();
        match process {
            Process::Par(parts) if parts.is_empty() => self.push("Nil"),
            Process::Par(parts) => {
                for (number, part) in parts.iter().enumerate() {
                    self.push(if number == 0 { "{ " } else { " | " });
                    self.process(part, scope);
                }
                self.push(" }");
            }
            Process::New { name, compiler, body } => {
                let binder = self.bind(*name, scope);
                self.fresh.extend(compiler.then_some(binder));
                let uri = if *compiler { "(`rho:metta:compile`)" } else { "" };
                self.push(&format!("new {name}{uri} in "));
                self.process(body, scope);
            }
            Process::Receive { contract, formals, channel, body } => {
                self.push(if *contract { "contract " } else { "for (" });
                let written: Vec<String> = formals
                    .iter()
                    .map(|(at, name)| format!("{}{name}", if *at { "@" } else { "" }))
                    .collect();
                let written = written.join(", ");
                if !contract {
                    self.push(&written);
                    self.push(" <- ");
                }
                let source = self.channel(channel, scope);
                if *contract {
                    self.push(&format!("({written}"));
                }
                self.push(if *contract { ") = { " } else { ") { " });
                for (position, &(at, name)) in formals.iter().enumerate() {
                    let binder = self.bind(name, scope);
                    if !contract {
                        self.formals.push((binder, source, position, at));
                    }
                }
                self.process(body, scope);
                self.push(" }");
            }
            Process::Send { channel, operator, arguments, directive } => {
                self.push(if *directive { "\n// @metta\n" } else { "" });
                let channel = self.channel(channel, scope);
                self.push(&format!("{operator}("));
                for (position, argument) in arguments.iter().enumerate() {
                    self.push(if position == 0 { "" } else { ", " });
                    let elements = match argument {
                        Argument::List(elements) => elements.as_slice(),
                        single => std::slice::from_ref(single),
                    };
                    let is_list = matches!(argument, Argument::List(_));
                    self.push(if is_list { "[" } else { "" });
                    for (number, element) in elements.iter().enumerate() {
                        self.push(if number == 0 { "" } else { ", " });
                        self.element(element, channel, position, *directive, scope);
                    }
                    self.push(if is_list { "]" } else { "" });
                }
                self.push(if *operator == "!?" { ")." } else { ")" });
                self.push(if *directive { "\n" } else { "" });
            }
        }
        scope.truncate(depth);
    }

    fn element(
        &mut self,
        element: &Argument,
        channel: Meaning,
        position: usize,
        directive: bool,
        scope: &Scope,
    ) {
        let number = self.strings.len();
        let mut string = |text: String| self.strings.push(Sent { text, channel, position, directive });
        match element {
            Argument::Text => {
                string(format!("s{number}"));
                // Writing to a string cannot fail.
                let _ = write!(self.text, "\"s{number}\"");
            }
            Argument::Concatenation => {
                string(format!("s{number} $_0_"));
                let _ = write!(self.text, "\"s{number} \" ++ 1");
            }
            Argument::Name(star, name) => {
                self.names.push((channel, meaning(*name, scope)));
                let _ = write!(self.text, "{}{name}", if *star { "*" } else { "" });
            }
            Argument::List(_) => self.push("1"),
        }
    }

    fn is_compiler(&self, channel: Meaning) -> bool {
        let from_the_start = |channel: Meaning| match channel {
            Meaning::Compiler => true,
            Meaning::Bound(binder) => self.fresh.contains(&binder),
            _ => false,
        };
        let received = self.formals.iter().filter(|&&(_, source, _, at)| !at && from_the_start(source));
        from_the_start(channel) || received.clone().any(|&(binder, ..)| Meaning::Bound(binder) == channel)
    }

    fn reaches(&self, string: &Sent) -> bool {
        let forwarded = |binder: usize| {
            self.names
                .iter()
                .any(|&(channel, name)| self.is_compiler(channel) && name == Meaning::Bound(binder))
        };
        string.directive
            || self.is_compiler(string.channel)
            || self.formals.iter().any(|&(binder, source, position, _)| {
                source == string.channel && position == string.position && forwarded(binder)
            })
    }
}

fn meaning(name: char, scope: &Scope) -> Meaning {
    let bound = scope.iter().rev().find(|(bound, _)| *bound == name);
    bound.map_or(Meaning::Free(name), |&(_, binder)| Meaning::Bound(binder))
}
