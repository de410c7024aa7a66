//! Errors, and how the parser goes on behind them.
//!
//! What is not closed is closed by a closing bracket of something around it: braces by nothing but braces, so that a
//! missing parenthesis costs at most the block that it stands in.

use super::frame::{Bracket, FrameKind, NamesOf};
use super::{MOST_ERRORS, Parser};
use crate::language::diagnostic::Diagnostic;
use crate::language::rholang::lexer::TokenKind;
use crate::text::Span;

/// What stands behind an element of something in brackets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Behind {
    /// The bracket that closes it, which was taken; or the end of it was reported.
    Closed,
    /// A separator, not yet taken.
    Separator,
    /// Something that can only be a further element.
    Element,
}

/// The bracket of a header whose opening bracket is absent.
const ABSENT: u32 = u32::MAX;

/// True for the tokens that a process starts with.
pub(super) fn starts_process(kind: TokenKind) -> bool {
    use TokenKind::*;
    match kind {
        In | Else | Or | And | Matches | Where => false,
        Tilde | At | Star | Minus | MinusMinus | Assign => true,
        OpenBrace | OpenPathMap | OpenBracket | OpenParenthesis => true,
        _ => (Variable..=SimpleType).contains(&kind),
    }
}

/// True for the tokens that a name starts with, or that stand by mistake where a name should.
pub(super) fn starts_name(kind: TokenKind) -> bool {
    use TokenKind::*;
    match kind {
        At | Star | SimpleType | Set | Nil | True | False => true,
        OpenBrace | OpenPathMap | OpenBracket | OpenParenthesis => true,
        _ => (Variable..=Decimal).contains(&kind),
    }
}

fn is_closer(kind: TokenKind) -> bool {
    use TokenKind::*;
    matches!(kind, CloseBrace | CloseParenthesis | CloseBracket | ClosePathMap)
}

impl Parser<'_> {
    /// Reports an error, unless the last one is not overcome yet.
    pub(super) fn error(&mut self, code: &'static str, span: Span, message: impl Into<String>, hint: &str) {
        if self.quiet || self.reported >= MOST_ERRORS {
            return;
        }
        self.quiet = true;
        self.reported += 1;
        let error = Diagnostic::error(code, span, message);
        self.errors.push(if hint.is_empty() { error } else { error.with_hint(hint) });
    }

    /// Reports what is read here and refused elsewhere.
    pub(super) fn warn(&mut self, code: &'static str, span: Span, message: impl Into<String>, hint: &str) {
        if self.errors.len() < 2 * MOST_ERRORS {
            self.errors.push(Diagnostic::warning(code, span, message).with_hint(hint));
        }
    }

    /// The present token as messages name it.
    pub(super) fn found(&self) -> String {
        let token = self.token();
        match token.kind {
            TokenKind::End => "the end of the text".to_owned(),
            _ => format!("`{}`", self.excerpt(token.span)),
        }
    }

    /// The text of a span, cut where it is long.
    pub(super) fn excerpt(&self, span: Span) -> String {
        // No more of a long span is looked at than what is shown: spans of errors nest.
        let text = span.of(self.text);
        let start: String = text.chars().take(24).take_while(|&character| character != '\n').collect();
        if start.len() < text.len() { format!("{}..", start.trim_end_matches('\r')) } else { start }
    }

    /// Where an error about the present token is shown: at the end of the text, behind the last token.
    pub(super) fn place(&self) -> Span {
        let token = self.token();
        if token.kind == TokenKind::End { Span::new(self.last_end, self.last_end) } else { token.span }
    }

    /// Reports that `what` should stand here.
    pub(super) fn expected(&mut self, what: &str, hint: &str) {
        if !self.quiet {
            let message = format!("expected {what}, found {}", self.found());
            self.error("R0006", self.place(), message, hint);
        }
    }

    /// Reports and passes over a token that nothing around it can use.
    pub(super) fn stray(&mut self) {
        self.steps += 1;
        let token = self.token();
        if !self.quiet {
            let found = self.found();
            match token.kind {
                TokenKind::Unknown => {
                    let hint = "no word or operator of Rholang is written so";
                    self.error("R0020", token.span, format!("{found} means nothing"), hint);
                }
                kind if is_closer(kind) => {
                    let message = format!("{found} closes nothing");
                    self.error("R0004", token.span, message, "remove it, or open what it closes");
                }
                _ => self.error("R0002", token.span, format!("unexpected {found}"), ""),
            }
        }
        self.skip();
    }

    /// Opens the bracket of the frame on top and takes it.
    pub(super) fn open_bracket(&mut self) {
        let start = self.token().span.start;
        self.push_bracket(start);
        self.bump();
    }

    /// As if the bracket of the frame on top had been opened.
    pub(super) fn assume_bracket(&mut self) {
        self.push_bracket(ABSENT);
    }

    fn push_bracket(&mut self, start: u32) {
        use TokenKind::*;
        let outer = self.brackets.last().copied().unwrap_or_default();
        let mut bracket = Bracket { start, ..outer };
        match self.top().closer() {
            Some(CloseBrace) => {
                bracket = Bracket { start, parentheses: 0, brackets: 0, braces: outer.braces + 1, ..outer };
            }
            Some(ClosePathMap) => {
                bracket =
                    Bracket { start, parentheses: 0, brackets: 0, path_maps: outer.path_maps + 1, ..outer };
            }
            Some(CloseBracket) => bracket.brackets += 1,
            _ => bracket.parentheses += 1,
        }
        self.brackets.push(bracket);
    }

    /// The innermost bracket is closed by the present token, which is taken.
    pub(super) fn close_bracket(&mut self) {
        self.brackets.pop();
        self.bump();
    }

    /// True when some open bracket is closed by `kind` and may be from here.
    fn closes_something(&self, kind: TokenKind) -> bool {
        use TokenKind::*;
        let open = self.brackets.last().copied().unwrap_or_default();
        match kind {
            CloseBrace => open.braces > 0,
            ClosePathMap => open.path_maps > 0,
            CloseBracket => open.brackets > 0,
            CloseParenthesis => open.parentheses > 0,
            _ => false,
        }
    }

    /// Reports that the innermost bracket is not closed, and forgets it.
    fn give_up_bracket(&mut self, closer: TokenKind) {
        let Some(bracket) = self.brackets.pop() else { return };
        let swallowed = self.swallowed.take_if(|start| bracket.start < *start).is_some();
        if self.quiet || swallowed || bracket.start == ABSENT {
            return;
        }
        let (opener, width, closer) = match closer {
            TokenKind::CloseBrace => ("{", 1, "}"),
            TokenKind::CloseBracket => ("[", 1, "]"),
            TokenKind::ClosePathMap => ("{|", 2, "|}"),
            _ => ("(", 1, ")"),
        };
        let before = self.reported;
        let hint = match self.kind() {
            TokenKind::End => format!("the text ends before `{closer}`"),
            _ => format!("`{closer}` is missing before {}", self.found()),
        };
        let span = Span::new(bracket.start, bracket.start + width);
        self.error("R0003", span, format!("this `{opener}` is not closed"), &hint);
        if self.reported > before
            && self.kind() != TokenKind::End
            && let place = self.place()
            && let Some(error) = self.errors.last_mut()
        {
            error.related.push((place, format!("`{closer}` is missing before this")));
        }
    }

    /// What follows an element of the brackets of the frame on top. Passes over what makes no sense.
    pub(super) fn behind(&mut self, separator: Option<TokenKind>, ellipsis: bool) -> Behind {
        let top = self.top();
        let closer = top.closer().unwrap_or(TokenKind::CloseParenthesis);
        loop {
            let kind = self.kind();
            if kind == closer {
                self.close_bracket();
                return Behind::Closed;
            }
            if Some(kind) == separator {
                return Behind::Separator;
            }
            if kind == TokenKind::ClosePathMap && closer == TokenKind::CloseBrace && !self.in_path_map() {
                self.split(TokenKind::Bar, TokenKind::CloseBrace);
                self.expected("a process", "a `|` stands between two processes");
                self.skip();
                continue;
            }
            let early = match top {
                FrameKind::Names(NamesOf::Formals) => {
                    matches!(kind, TokenKind::Assign | TokenKind::OpenBrace | TokenKind::Arrow)
                }
                FrameKind::Receipts | FrameKind::Condition => kind == TokenKind::OpenBrace,
                _ => false,
            };
            if early || kind == TokenKind::End || (is_closer(kind) && self.closes_something(kind)) {
                self.give_up_bracket(closer);
                return Behind::Closed;
            }
            if starts_process(kind) || (ellipsis && kind == TokenKind::Ellipsis) {
                return Behind::Element;
            }
            self.stray();
        }
    }

    fn in_path_map(&self) -> bool {
        self.brackets.last().is_some_and(|bracket| bracket.path_maps > 0)
    }

    /// Reports that `separator` is missing before the present token.
    pub(super) fn missing_separator(&mut self, separator: &str) {
        if !self.quiet {
            let message = format!("`{separator}` is missing before {}", self.found());
            self.error("R0005", self.place(), message, "");
        }
    }

    /// Reports preprocessor lines of the old linking dialect.
    pub(super) fn check_old_dialect(&mut self) {
        let (first, second) = (self.ahead(0), self.ahead(1));
        let words = first.kind == TokenKind::Variable && second.kind == TokenKind::Variable;
        if words && matches!(first.span.of(self.text), "package" | "import" | "export") {
            let message = format!("`{}` is of the old linking dialect", self.excerpt(first.span));
            let hint = "contracts of other files are reached by a quoted name or the registry";
            self.error("R0009", first.span, message, hint);
        }
    }

    /// Reports a sign that makes a process of its own of a number, where a subtraction was meant more likely.
    pub(super) fn check_sign(&mut self) {
        let token = self.token();
        let between = Span::new(self.last_end, token.span.start);
        if token.kind == TokenKind::Minus && self.next > 0 && !between.of(self.text).contains('\n') {
            let hint = "for a subtraction write a blank behind the `-`, or braces around it";
            self.warn(
                "R0103",
                token.span,
                "here `-` is the sign of a number, which is a process of its own",
                hint,
            );
        }
    }

    /// Reports what concerns the file as a whole.
    pub(super) fn check_file(&mut self) {
        if self.reported == 0
            && let Some(second) = self.roots.get(1).and_then(|id| self.nodes.get(id.0 as usize))
        {
            let span = Span::new(second.span.start, second.span.start + 1);
            let message = format!("the node wants one process in a file; this has {}", self.roots.len());
            self.warn("R0101", span, message, "put `|` between them");
        }
    }
}
