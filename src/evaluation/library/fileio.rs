//! Module `fileio`: files. What is outside cannot be taken back, so every operation waits for the form's turn.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};

use super::number::Number;
use super::strings::text;
use crate::evaluation::context::Context;
use crate::evaluation::identity::{HandleId, HandleKind};
use crate::evaluation::native::{Answer, Call, Native};
use crate::evaluation::term::Term;

pub(super) const OPERATIONS: &[Native] = &[
    Native::effect("file-open!", &["(-> String String FileHandle)"], open).of("fileio"),
    Native::effect("file-read-to-string!", &["(-> FileHandle String)"], read_to_string).of("fileio"),
    Native::effect("file-read!", &["(-> FileHandle String)"], read_all).of("fileio"),
    Native::effect("file-read-exact!", &["(-> FileHandle Number String)"], read_exact).of("fileio"),
    Native::effect("file-write!", &["(-> FileHandle String (->))"], write).of("fileio"),
    Native::effect("file-seek!", &["(-> FileHandle Number (->))"], seek).of("fileio"),
    Native::effect("file-get-size!", &["(-> FileHandle Number)"], size).of("fileio"),
    Native::effect("file-close!", &["(-> FileHandle (->))"], close).of("fileio"),
];

/// `(file-open! path options)`: r reads, w writes, c creates, a appends, t cuts off what is there.
fn open(context: &mut Context, call: &Call<'_>) -> Answer {
    let Some((path, options)) =
        call.arguments.first().and_then(text).zip(call.arguments.get(1).and_then(text))
    else {
        return Answer::Failure(
            "file-open! expects filepath and options in form of string atoms as an argument".into(),
        );
    };
    if context.speculative {
        return Answer::Barrier;
    }
    let file = OpenOptions::new()
        .read(options.contains('r'))
        .write(options.contains('w'))
        .create(options.contains('c'))
        .append(options.contains('a'))
        .truncate(options.contains('t'))
        .open(path);
    match file {
        Ok(file) => Answer::Value(Term::Handle(HandleId::file(context.files.insert(file)))),
        Err(_) => {
            Answer::Failure(format!("Failed to open file with provided path={path} and options={options}"))
        }
    }
}

/// What `work` makes of the file that the first argument stands for.
fn with_file<T>(
    context: &mut Context,
    call: &Call<'_>,
    work: impl FnOnce(&mut File) -> io::Result<T>,
    value: impl FnOnce(T) -> Term,
) -> Answer {
    let name = context.symbols.shared_name(call.name);
    let Some(Term::Handle(handle)) = call.arguments.first() else {
        return Answer::Failure(format!("{name} expects filehandle as an argument"));
    };
    let HandleKind::File(number) = handle.kind() else {
        return Answer::Failure(format!("{name} expects filehandle as an argument"));
    };
    if context.speculative {
        return Answer::Barrier;
    }
    match context.files.with(number, work) {
        Some(Ok(result)) => Answer::Value(value(result)),
        Some(Err(error)) => Answer::Failure(format!("{name}: {error}")),
        None => Answer::Failure(format!("{name}: the file is closed")),
    }
}

/// From where the file stands to its end.
fn read_to_string(context: &mut Context, call: &Call<'_>) -> Answer {
    with_file(
        context,
        call,
        |file| {
            let mut content = String::new();
            file.read_to_string(&mut content).map(|_| content)
        },
        |content| Term::text(&content),
    )
}

/// All of the file.
fn read_all(context: &mut Context, call: &Call<'_>) -> Answer {
    with_file(
        context,
        call,
        |file| {
            file.seek(SeekFrom::Start(0))?;
            let mut content = String::new();
            file.read_to_string(&mut content).map(|_| content)
        },
        |content| Term::text(&content),
    )
}

/// So many bytes, fewer at the end of the file.
fn read_exact(context: &mut Context, call: &Call<'_>) -> Answer {
    let Some(bytes) = call.arguments.get(1).and_then(offset) else {
        return Answer::Failure("file-read-exact! expects filehandle and number of bytes to read".into());
    };
    with_file(
        context,
        call,
        |file| {
            let mut content = Vec::new();
            Read::by_ref(file).take(bytes).read_to_end(&mut content)?;
            String::from_utf8(content).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
        },
        |content| Term::text(&content),
    )
}

fn write(context: &mut Context, call: &Call<'_>) -> Answer {
    let Some(content) = call.arguments.get(1).and_then(text) else {
        return Answer::Failure(
            "file-write! expects filehandle and content (string atom) as an arguments".into(),
        );
    };
    with_file(context, call, |file| file.write_all(content.as_bytes()), |()| Term::unit())
}

fn seek(context: &mut Context, call: &Call<'_>) -> Answer {
    let Some(place) = call.arguments.get(1).and_then(offset) else {
        return Answer::Failure("file-seek! expects filehandle and number (offset from the start)".into());
    };
    with_file(context, call, |file| file.seek(SeekFrom::Start(place)), |_| Term::unit())
}

fn size(context: &mut Context, call: &Call<'_>) -> Answer {
    with_file(
        context,
        call,
        |file| file.metadata().map(|data| data.len()),
        |length| i64::try_from(length).map_or(Term::Integer(i64::MAX), Term::Integer),
    )
}

fn close(context: &mut Context, call: &Call<'_>) -> Answer {
    let Some(Term::Handle(handle)) = call.arguments.first() else {
        return Answer::Failure("file-close! expects filehandle as an argument".into());
    };
    let HandleKind::File(number) = handle.kind() else {
        return Answer::Failure("file-close! expects filehandle as an argument".into());
    };
    if context.speculative {
        return Answer::Barrier;
    }
    if context.files.close(number) {
        Answer::Value(Term::unit())
    } else {
        Answer::Failure("file-close!: the file is closed".into())
    }
}

/// A number of bytes.
fn offset(term: &Term) -> Option<u64> {
    Number::of(term)?.integer().and_then(|value| u64::try_from(value).ok())
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;
    use crate::evaluation::library::tests::{check_in, operation};

    #[test]
    fn a_file_is_written_and_read() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("f.txt");
        let mut context = Context::default();
        let run = |context: &mut Context, name: &str, arguments: &[Term]| {
            let native = operation(name);
            let name = context.symbols.intern(name);
            let space = crate::evaluation::identity::SpaceId::MAIN;
            match (native.operation)(context, &Call { name, arguments, space }) {
                Answer::Value(term) => term,
                Answer::Failure(text) => Term::text(&text),
                _ => panic!("no value"),
            }
        };
        let path = Term::text(path.to_str().unwrap());
        let file = run(&mut context, "file-open!", &[path.clone(), Term::text("rwc")]);
        assert!(matches!(file, Term::Handle(_)));
        run(&mut context, "file-write!", &[file.clone(), Term::text("check é")]);
        let shown = |context: &mut Context, term: Term| crate::evaluation::print::print(context, &term);
        let text = run(&mut context, "file-read-to-string!", std::slice::from_ref(&file));
        assert_eq!(shown(&mut context, text), "\"\"");
        let text = run(&mut context, "file-read!", std::slice::from_ref(&file));
        assert_eq!(shown(&mut context, text), "\"check é\"");
        run(&mut context, "file-seek!", &[file.clone(), Term::Integer(2)]);
        let text = run(&mut context, "file-read-exact!", &[file.clone(), Term::Integer(3)]);
        assert_eq!(shown(&mut context, text), "\"eck\"");
        let size = run(&mut context, "file-get-size!", std::slice::from_ref(&file));
        assert_eq!(shown(&mut context, size), "8");
        run(&mut context, "file-close!", std::slice::from_ref(&file));
        let closed = run(&mut context, "file-read!", &[file]);
        assert_eq!(shown(&mut context, closed), "\"file-read!: the file is closed\"");
        context.speculative = true;
        check_in(&mut context, &[("(file-open! \"x\" \"r\")", "barrier")]);
    }
}
