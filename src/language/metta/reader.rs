//! From text to atoms.
//!
//! One pass, one flat vector: [`read`] writes each top-level form as a flat term (see [`super::word`]) and interns its
//! constants in a table of the file. Nothing is recursive, so any depth will do. Errors are values: all of them are
//! reported, and all forms that can be read are read (see `recovery.rs` for where reading goes on).
//!
//! `!` as a word of its own at top level marks the next atom as a program, over any white space, comments and further
//! `!`; at the end of the text it means nothing. Inside an expression it is a symbol like any other.

use std::borrow::Cow;
use std::sync::Arc;

use super::atom::Atom;
use super::batch::Batch;
use super::constants::{Constant, ConstantTable, Content};
use super::lexer::{Lexer, Token, TokenKind};
use super::literal;
use super::reading::{Form, FormKind, Reading};
use super::recovery::{self, Outlook};
use super::syntax_error::{SyntaxError, SyntaxErrorKind};
use super::word::{ConstantId, Word};
use crate::text::Span;

/// The longest text that is read, in bytes: 512 MiB less one, so that every count fits the words.
pub const MAX_TEXT: usize = (1 << 29) - 1;

/// Reads all forms of `text`. O(length), also where everything is broken; O(depth) beyond the result.
///
/// Never fails and never panics: what cannot be read is in [`Reading::errors`], and everything else is read. A form with an
/// error inside is left out as a whole.
pub fn read(text: &str) -> Reading {
    if text.len() > MAX_TEXT {
        let error = SyntaxError::new(SyntaxErrorKind::TextTooLong, Span::default());
        return Reading { errors: vec![error], ..Reading::default() };
    }
    let mut reader = Reader::new(text);
    reader.lexer.skip_mark();
    reader.run();
    let mut reading = reader.reading;
    reading.errors.sort_by_key(|error| error.span);
    reading.visited += text.len() as u64;
    reading.words.shrink_to_fit();
    reading.forms.shrink_to_fit();
    reading.constants.shrink_to_fit();
    reading
}

impl Atom {
    /// Reads exactly one atom. `!` is a symbol here, a byte order mark a character like any other; comments are skipped.
    ///
    /// # Errors
    /// The first error of the text, [`SyntaxErrorKind::NoAtom`] or [`SyntaxErrorKind::SeveralAtoms`].
    pub fn parse(text: &str) -> Result<Atom, SyntaxError> {
        if text.len() > MAX_TEXT {
            return Err(SyntaxError::new(SyntaxErrorKind::TextTooLong, Span::default()));
        }
        let mut reader = Reader::new(text);
        reader.marks = false;
        reader.run();
        let mut reading = reader.reading;
        if let Some(error) = reading.errors.into_iter().min_by_key(|error| error.span) {
            return Err(error);
        }
        match reading.forms.as_slice() {
            [] => {
                let end = text.len() as u32;
                Err(SyntaxError::new(SyntaxErrorKind::NoAtom, Span::new(end, end)))
            }
            [_] => {
                reading.constants.shrink_to_fit();
                Ok(Atom::new(reading.words, Arc::new(reading.constants)))
            }
            [_, second, ..] => Err(SyntaxError::new(SyntaxErrorKind::SeveralAtoms, second.span)),
        }
    }
}

/// An expression whose `)` has not come yet.
struct Level {
    /// Where its header stands.
    header: u32,
    /// The members of the expression around it, so far.
    outer_arity: u32,
    /// Offset of its `(`.
    open: u32,
}

/// What there was when the form that is being read began, to go back to.
#[derive(Clone, Copy, Default)]
struct Mark {
    offset: usize,
    words: usize,
    /// How many constants there were; unknown while constants of the form before wait to be interned, and so do all that
    /// came since.
    constants: Option<usize>,
    errors: usize,
    comments: usize,
}

struct Reader<'t> {
    text: &'t str,
    lexer: Lexer<'t>,
    reading: Reading,
    levels: Vec<Level>,
    /// The members of the innermost expression, so far.
    arity: u32,
    /// The names of the variables of the form.
    names: Vec<Word>,
    /// By constant: the form that used it last as a name (from 1), and the number of the variable.
    numbers: Vec<(u32, u32)>,
    /// The number of forms begun, broken ones too.
    begun: u32,
    /// Constants that are not interned yet; in use for large tables.
    batch: Batch,
    mark: Mark,
    /// A `!` waits for its atom.
    program: bool,
    /// `!` at top level is a mark, not a symbol.
    marks: bool,
    /// Since the end of the text came too early once.
    outlook: Option<Outlook>,
    /// The anchor that comes next.
    anchor: usize,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Reader<'t> {
        // As in most texts: a word for four bytes, a new constant for sixty-four.
        let constants = ConstantTable::with_capacity(text.len() / 64);
        let mut reading = Reading { constants, ..Reading::default() };
        reading.words.reserve(text.len() / 4);
        Reader {
            text,
            lexer: Lexer::new(text),
            reading,
            levels: Vec::new(),
            arity: 0,
            names: Vec::new(),
            numbers: Vec::new(),
            begun: 0,
            batch: Batch::default(),
            mark: Mark::default(),
            program: false,
            marks: true,
            outlook: None,
            anchor: 0,
        }
    }

    fn run(&mut self) {
        self.read_all();
        self.intern_batch();
    }

    fn read_all(&mut self) {
        loop {
            self.lexer.skip_space();
            if self.lexer.at() >= self.lexer.limit() && !self.pass_limit() {
                return;
            }
            let Some(token) = self.lexer.token() else {
                return;
            };
            match token.kind {
                TokenKind::Open => self.open(token.span),
                TokenKind::Close => self.close(token.span),
                TokenKind::Word => self.word(token),
                TokenKind::Variable => self.variable(token.span),
                TokenKind::Text => self.string(token.span),
                TokenKind::UnclosedText => self.cut_string(token.span),
                TokenKind::Comment => self.reading.comments.push(token.span),
                TokenKind::Space => {}
            }
        }
    }

    /// Begins a form, when none has begun.
    #[inline]
    fn begin(&mut self, span: Span) {
        if self.levels.is_empty() {
            self.mark = Mark {
                offset: span.start as usize,
                words: self.reading.words.len(),
                constants: self.batch.is_empty().then_some(self.reading.constants.len()),
                errors: self.reading.errors.len(),
                comments: self.reading.comments.len(),
            };
            self.begun += 1;
            self.names.clear();
        }
    }

    /// Counts a member; at top level, a form is complete that ends at `end`.
    #[inline]
    fn end(&mut self, end: u32) {
        self.arity += 1;
        if self.levels.is_empty() {
            self.finish(end);
        }
    }

    fn finish(&mut self, end: u32) {
        let kind = if std::mem::take(&mut self.program) { FormKind::Program } else { FormKind::Atom };
        if self.reading.errors.len() > self.mark.errors {
            self.drop_words();
            return;
        }
        self.reading.words.extend_from_slice(&self.names);
        let span = Span::new(self.mark.offset as u32, end);
        self.reading.forms.push(Form { start: self.mark.words as u32, span, kind });
    }

    fn drop_words(&mut self) {
        self.reading.words.truncate(self.mark.words);
        self.batch.truncate(self.mark.words);
        if let Some(constants) = self.mark.constants {
            self.reading.constants.truncate(constants);
            // The numbers of constants that are gone will be given again, to other names.
            self.numbers.truncate(constants);
        }
        self.begun += 1;
    }

    fn open(&mut self, span: Span) {
        self.begin(span);
        let header = self.reading.words.len() as u32;
        self.levels.push(Level { header, outer_arity: self.arity, open: span.start });
        self.arity = 0;
        self.reading.words.extend_from_slice(&[Word::expression(0), Word::length(0)]);
    }

    fn close(&mut self, span: Span) {
        let Some(level) = self.levels.pop() else {
            self.error(SyntaxErrorKind::UnmatchedClose, span);
            self.program = false;
            let end = self.text.len();
            let next = recovery::next_anchor(self.text.as_bytes(), span.end as usize).unwrap_or(end);
            self.reading.broken.push(Span::new(span.start, next as u32));
            self.go_on(next);
            return;
        };
        let header = level.header as usize;
        let length = (self.reading.words.len() - header) as u32;
        if let Some([head, second]) = self.reading.words.get_mut(header..header + 2) {
            *head = Word::expression(self.arity);
            *second = Word::length(length);
        }
        self.arity = level.outer_arity;
        self.end(span.end);
    }

    #[inline]
    fn word(&mut self, token: Token) {
        let text = token.span.of(self.text);
        if self.marks && self.levels.is_empty() && text == "!" {
            self.program = true;
            return;
        }
        self.begin(token.span);
        if literal::is_plain(text) {
            self.constant(self.symbol(token.span), token.span.start);
        } else {
            match literal::word(text) {
                Ok(constant) => self.constant(Content::of(constant), token.span.start),
                Err(literal::OutOfRange) => self.error(SyntaxErrorKind::IntegerOutOfRange, token.span),
            }
        }
        self.end(token.span.end);
    }

    #[inline]
    fn symbol(&self, span: Span) -> Content<'t> {
        Content::symbol_in(self.text, span.start as usize, span.end as usize)
    }

    /// Writes the word of a constant, whose text, where it has one, stands at `start`.
    #[inline]
    fn constant(&mut self, content: Content<'_>, start: u32) {
        if self.reading.constants.is_large() {
            return self.constant_later(content, start);
        }
        let id = self.reading.constants.intern_content(content, content.hash());
        self.reading.words.push(content.word(id));
    }

    #[cold]
    fn constant_later(&mut self, content: Content<'_>, start: u32) {
        self.batch.push(content, start, &mut self.reading.words);
        if self.batch.is_full() {
            self.intern_batch();
        }
    }

    /// Interns what waits.
    fn intern_batch(&mut self) {
        let Reading { words, constants, .. } = &mut self.reading;
        let before = self.batch.intern(self.text, self.mark.words, constants, words);
        self.mark.constants.get_or_insert(before);
    }

    /// The id of the name of a variable.
    #[inline]
    fn name(&mut self, name: Content<'_>) -> ConstantId {
        let hash = name.hash();
        // A new name comes behind all that wait.
        if !self.batch.is_empty() && self.reading.constants.look_up(name, hash).is_none() {
            self.intern_batch();
        }
        self.reading.constants.intern_content(name, hash)
    }

    fn variable(&mut self, span: Span) {
        self.begin(span);
        let name = Span::new(span.start + 1, span.end).of(self.text);
        if let Some(at) = memchr::memchr(b'#', name.as_bytes()) {
            let at = span.start + 1 + at as u32;
            self.error(SyntaxErrorKind::ReservedVariableName, Span::new(at, at + 1));
        }
        let id = self.name(self.symbol(Span::new(span.start + 1, span.end)));
        let place = id.0 as usize;
        if place >= self.numbers.len() {
            self.numbers.resize(self.reading.constants.len(), (0, 0));
        }
        let known = &mut self.numbers[place];
        if known.0 != self.begun {
            *known = (self.begun, self.names.len() as u32);
            self.names.push(Word::constant(id));
        }
        let number = known.1;
        self.reading.words.push(Word::variable(number));
        self.end(span.end);
    }

    fn string(&mut self, span: Span) {
        self.begin(span);
        let content = literal::text(span.of(self.text), span.start, &mut self.reading.errors);
        match content {
            Cow::Borrowed(content) => self.constant(Content::of(Constant::Text(content)), span.start + 1),
            // Stands nowhere in the text, so it cannot wait, and nothing before it can.
            Cow::Owned(content) => {
                self.intern_batch();
                let content = Content::of(Constant::Text(&content));
                let id = self.reading.constants.intern_content(content, content.hash());
                self.reading.words.push(content.word(id));
            }
        }
        self.end(span.end);
    }

    fn error(&mut self, kind: SyntaxErrorKind, span: Span) {
        self.reading.errors.push(SyntaxError::new(kind, span));
    }

    /// The lexer cut off a string: at an anchor where it may go on, or at the end of the text.
    fn cut_string(&mut self, span: Span) {
        self.begin(span);
        let cut = span.end as usize;
        if let Some(outlook) = &self.outlook
            && outlook.closes(self.anchor, true, self.levels.len())
        {
            // This one ends, says the outlook, so the limit is not needed to stop it.
            self.lexer.set_limit(self.text.len());
            self.lexer.finish_text();
            let whole = Span::new(span.start, self.lexer.at() as u32);
            self.go_on(self.lexer.at());
            return self.string(whole);
        }
        if cut == self.text.len() && self.look_ahead() {
            return;
        }
        self.error(SyntaxErrorKind::UnclosedText, Span::new(span.start, span.start + 1));
        self.reading.broken.push(Span::new(self.mark.offset as u32, span.end));
        self.give_up(cut);
    }

    /// At an anchor or at the end of the text, outside strings. False when the text is over.
    fn pass_limit(&mut self) -> bool {
        let at = self.lexer.at();
        let depth = self.levels.len();
        let over = at >= self.text.len();
        let closes = self.outlook.as_ref().is_some_and(|outlook| outlook.closes(self.anchor, false, depth));
        if depth == 0 || closes {
            self.go_on(at);
        } else if !over || !self.look_ahead() {
            self.unclosed();
            self.reading.broken.push(Span::new(self.mark.offset as u32, at as u32));
            self.give_up(at);
        }
        !over || self.lexer.at() < self.text.len()
    }

    /// At the end of the text in the middle of a form: goes back to its start, now with an outlook. False when there is
    /// one already.
    fn look_ahead(&mut self) -> bool {
        if self.outlook.is_some() {
            return false;
        }
        let outlook = Outlook::new(self.text, self.mark.offset);
        self.reading.visited += outlook.visited + (self.text.len() - self.mark.offset) as u64;
        self.outlook = Some(outlook);
        self.reading.errors.truncate(self.mark.errors);
        self.reading.comments.truncate(self.mark.comments);
        let program = self.program;
        self.give_up(self.mark.offset);
        self.program = program;
        true
    }

    fn unclosed(&mut self) {
        let open = |level: &Level| Span::new(level.open, level.open + 1);
        if let (Some(outermost), Some(innermost)) = (self.levels.first(), self.levels.last()) {
            let missing = self.levels.len() as u32;
            let related = (missing > 1).then(|| open(innermost));
            let kind = SyntaxErrorKind::UnclosedExpression { missing };
            self.reading.errors.push(SyntaxError { kind, span: open(outermost), related });
        }
    }

    /// Leaves the form that is being read and goes on at `at`.
    fn give_up(&mut self, at: usize) {
        self.drop_words();
        self.levels.clear();
        self.program = false;
        self.go_on(at);
    }

    /// Goes on at `at`; the limit is the first anchor behind it.
    fn go_on(&mut self, at: usize) {
        self.lexer.seek(at);
        let end = self.text.len();
        if let Some(outlook) = &self.outlook {
            self.anchor = outlook.after(at);
            self.lexer.set_limit(outlook.anchor(self.anchor).unwrap_or(end));
        }
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests;
