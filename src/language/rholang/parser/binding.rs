//! What binds names outside receives: `new`, `let`, contracts, lists of names.

use super::frame::{FrameKind, NamesOf, node_level};
use super::recovery::{Behind, starts_name, starts_process};
use super::{Mode, Parser};
use crate::language::rholang::lexer::TokenKind;
use crate::language::rholang::tree::NodeKind;

impl Parser<'_> {
    /// `new x, y(`u`) in P`.
    pub(super) fn begin_new(&mut self) -> Mode {
        let span = self.token().span;
        self.check_level(1, span);
        self.push_frame(FrameKind::New, span.start);
        self.bump();
        loop {
            self.declaration();
            if self.eat(TokenKind::Comma) {
                continue;
            }
            if matches!(self.kind(), TokenKind::Variable | TokenKind::QuoteVariable)
                && !matches!(
                    self.ahead(1).kind,
                    TokenKind::Bang | TokenKind::BangBang | TokenKind::BangQuestion
                )
                && !self.quiet
            {
                self.missing_separator(",");
                continue;
            }
            break;
        }
        if !self.eat(TokenKind::In) {
            self.expected("`in`", "names are declared so: `new x, y in { .. }`");
        }
        Mode::Operand
    }

    /// A name of `new`, with its URI.
    fn declaration(&mut self) {
        let base = self.values.len();
        let named = self.declared_name();
        let start = self.value_span().start;
        if named && self.kind() == TokenKind::OpenParenthesis {
            self.bump();
            match self.kind() {
                TokenKind::Uri | TokenKind::UnclosedUri => {
                    let token = self.token();
                    self.uri(token);
                }
                _ => {
                    self.expected("a URI", "write it in backticks: new out(`rho:io:stdout`) in { .. }");
                    while !matches!(self.kind(), TokenKind::CloseParenthesis | TokenKind::In | TokenKind::End)
                        && !starts_statement(self.kind())
                    {
                        self.stray();
                    }
                }
            }
            if self.kind() != TokenKind::CloseParenthesis {
                self.expected("`)`", "");
            } else if self.quiet {
                self.skip();
            } else {
                self.bump();
            }
        }
        self.node(NodeKind::NameDeclaration, start, self.last_end, base);
    }

    fn declared_name(&mut self) -> bool {
        use TokenKind::*;
        let token = self.token();
        match token.kind {
            Variable => self.leaf(NodeKind::Variable),
            QuoteVariable => {
                self.check_quote_variable(token.span);
                self.leaf(NodeKind::Variable);
            }
            In | Set | SimpleType | Nil if matches!(self.ahead(1).kind, In | Comma | OpenParenthesis) => {
                let message = format!("the node reserves the word `{}`", self.excerpt(token.span));
                self.warn("R0106", token.span, message, "use another name");
                self.leaf(NodeKind::Variable);
            }
            _ => {
                self.expected("a variable", "names are declared so: `new x, y in { .. }`");
                if matches!(token.kind, At | Wildcard) {
                    self.skip();
                }
                if self.kind() != Variable || token.kind != At {
                    self.missing();
                    return token.kind == Wildcard;
                }
                self.leaf(NodeKind::Variable);
            }
        }
        true
    }

    /// `let D in P`.
    pub(super) fn begin_let(&mut self) -> Mode {
        let span = self.token().span;
        self.check_level(2, span);
        self.push_frame(FrameKind::Let(None), span.start);
        self.bump();
        self.begin_let_declaration()
    }

    fn begin_let_declaration(&mut self) -> Mode {
        let start = self.here(starts_name(self.kind()) || self.kind() == TokenKind::Ellipsis);
        self.push_frame(FrameKind::LetDeclaration(None), start);
        self.push_frame(FrameKind::Names(NamesOf::Let), start);
        self.begin_names(NamesOf::Let)
    }

    /// A declaration is finished.
    pub(super) fn resume_let(&mut self, joined: Option<bool>) -> Mode {
        let separator = self.token();
        match separator.kind {
            TokenKind::Semicolon | TokenKind::Ampersand => {
                let concurrent = separator.kind == TokenKind::Ampersand;
                if joined.is_some_and(|before| before != concurrent) {
                    let hint = "join all by `;` (one after the other) or all by `&` (at once)";
                    self.error("R0016", separator.span, "`;` and `&` are mixed in one `let`", hint);
                }
                self.become_frame(FrameKind::Let(joined.or(Some(concurrent))));
                self.bump();
                return self.begin_let_declaration();
            }
            TokenKind::In => self.bump(),
            _ => self.expected("`in`", "a `let` goes on so: `let x = 1 in { .. }`"),
        }
        self.become_frame(FrameKind::LetBody(joined.unwrap_or(false)));
        Mode::Operand
    }

    /// The names, or all, of a declaration are read.
    pub(super) fn resume_let_declaration(&mut self, kind: Option<NodeKind>) -> Mode {
        if let Some(kind) = kind {
            return self.end(kind, Mode::Resume);
        }
        let kind = match self.kind() {
            TokenKind::LeftArrow => NodeKind::LetArrow,
            _ => NodeKind::LetEquals,
        };
        if matches!(self.kind(), TokenKind::LeftArrow | TokenKind::Assign) {
            self.bump();
        } else {
            self.expected("`=` or `<-`", "a `let` goes on so: `let x = 1 in { .. }`");
        }
        if !starts_process(self.kind()) {
            self.expected("a process", "");
            self.missing();
            return self.end(kind, Mode::Resume);
        }
        self.become_frame(FrameKind::LetDeclaration(Some(kind)));
        self.push_frame(FrameKind::LetValues, self.token().span.start);
        Mode::Operand
    }

    /// A value of a declaration is read.
    pub(super) fn resume_let_values(&mut self) -> Mode {
        if self.eat(TokenKind::Comma) { Mode::Operand } else { self.end(NodeKind::Arguments, Mode::Resume) }
    }

    /// Warns of a body that only tree-sitter reads without braces.
    pub(super) fn check_let_body(&mut self) {
        let kind = self.value_kind();
        if !matches!(kind, NodeKind::Block | NodeKind::Missing | NodeKind::Error) {
            let span = self.value_span();
            self.warn(
                "R0109",
                span,
                "the node wants braces around the body of a `let`",
                "write `let x <- 1 in { .. }`",
            );
        }
    }

    /// `contract n(names) = { P }`.
    pub(super) fn begin_contract(&mut self) -> Mode {
        let span = self.token().span;
        self.check_level(2, span);
        self.push_frame(FrameKind::Contract, span.start);
        self.bump();
        Mode::Operand
    }

    /// The name, the formals or the body of a contract are read.
    pub(super) fn resume_contract(&mut self) -> Mode {
        const HINT: &str = "a contract is written so: `contract f(@x, ret) = { .. }`";
        match self.count() {
            1 => {
                self.check_name();
                self.formals(HINT)
            }
            2 => {
                if !self.eat(TokenKind::Assign) {
                    self.expected("`=`", HINT);
                }
                self.body()
            }
            _ => self.end(NodeKind::Contract, Mode::Operator),
        }
    }

    /// The names in parentheses of the frame on top.
    pub(super) fn formals(&mut self, hint: &str) -> Mode {
        if self.kind() != TokenKind::OpenParenthesis {
            self.expected("`(`", hint);
            self.missing();
            return Mode::Resume;
        }
        self.push_frame(FrameKind::Names(NamesOf::Formals), self.token().span.start);
        self.open_bracket();
        self.begin_names(NamesOf::Formals)
    }

    /// The first of a list of names.
    pub(super) fn begin_names(&mut self, of: NamesOf) -> Mode {
        match self.kind() {
            TokenKind::Ellipsis => self.begin_name_remainder(),
            kind if starts_name(kind) => Mode::Operand,
            _ => self.resume_names(of),
        }
    }

    fn begin_name_remainder(&mut self) -> Mode {
        self.push_frame(FrameKind::NameRemainder, self.token().span.start);
        self.bump();
        Mode::Operand
    }

    /// `...@x` is read.
    pub(super) fn finish_name_remainder(&mut self) -> Mode {
        let inner = self.value().and_then(|node| self.children.get(node.children.0 as usize));
        let inner = inner.and_then(|id| self.nodes.get(id.0 as usize)).map(|node| node.kind);
        let variable = matches!(inner, Some(NodeKind::Variable | NodeKind::Wildcard | NodeKind::Missing));
        if (self.value_kind() != NodeKind::Quote || !variable) && self.value_kind() != NodeKind::Missing {
            let span = self.value_span();
            let message = format!("expected `@` and a variable, found `{}`", self.excerpt(span));
            self.error("R0021", span, message, "the rest of the names is received as a list: `...@rest`");
            self.quiet = false;
            if !matches!(self.value_kind(), NodeKind::Quote | NodeKind::Variable | NodeKind::Wildcard) {
                self.wrap_error();
            }
        }
        self.end(NodeKind::NameRemainder, Mode::Resume)
    }

    /// A name is finished, or none has begun yet.
    pub(super) fn resume_names(&mut self, of: NamesOf) -> Mode {
        if self.count() > 0 && self.value_kind() != NodeKind::NameRemainder {
            self.check_name();
        }
        let kind = self.kind();
        if of == NamesOf::Formals {
            loop {
                match self.behind(Some(TokenKind::Comma), true) {
                    Behind::Closed => return self.end(NodeKind::Names, Mode::Resume),
                    Behind::Separator => {
                        let comma = self.token().span;
                        self.bump();
                        if self.kind() == TokenKind::CloseParenthesis {
                            self.warn_trailing(comma);
                            continue;
                        }
                    }
                    Behind::Element if self.kind() == TokenKind::Ellipsis => {}
                    Behind::Element if self.count() > 0 => self.missing_separator(","),
                    Behind::Element => {}
                }
                if self.count() > 0 {
                    self.check_remainder();
                }
                return match self.kind() {
                    TokenKind::Ellipsis => self.begin_name_remainder(),
                    _ => self.one_name(),
                };
            }
        }
        match kind {
            TokenKind::Comma => self.bump(),
            TokenKind::Ellipsis => {
                if self.count() > 0 {
                    self.check_remainder();
                }
                return self.begin_name_remainder();
            }
            TokenKind::Variable | TokenKind::Wildcard | TokenKind::At
                if self.count() > 0 && !self.quiet && !self.ends_bind() =>
            {
                self.missing_separator(",");
                self.check_remainder();
                return Mode::Operand;
            }
            _ => return self.end(NodeKind::Names, Mode::Resume),
        }
        if self.count() > 0 {
            self.check_remainder();
        }
        match self.kind() {
            TokenKind::Ellipsis => self.begin_name_remainder(),
            _ => Mode::Operand,
        }
    }

    /// True for a variable that is most likely the source of a bind without arrow.
    fn ends_bind(&self) -> bool {
        use TokenKind::*;
        matches!(self.ahead(1).kind, CloseParenthesis | Semicolon | Ampersand | QuestionBang | BangQuestion)
    }

    /// A name; what starts a process and no name is passed over.
    fn one_name(&mut self) -> Mode {
        if starts_process(self.kind()) && !starts_name(self.kind()) {
            self.expected("a name", "");
            self.missing();
            self.skip();
            return Mode::Resume;
        }
        Mode::Operand
    }

    /// True where the last value binds more loosely than `least`.
    pub(super) fn looser_than(&self, least: u8) -> bool {
        node_level(self.value_kind()) < least
    }
}

/// True for the words that a process starts with which is no expression.
fn starts_statement(kind: TokenKind) -> bool {
    use TokenKind::*;
    matches!(kind, New | If | Let | Match | Select | Contract | For | OpenBrace | CloseBrace)
}
