//! From tokens to the tree.
//!
//! The parser keeps two stacks on the heap: frames for what is begun, and values, which are the finished children of
//! those frames. It alternates between reading an operand (`operand`) and deciding what follows a finished one
//! (`operator`, then the frame on top). Each step takes a token or ends a frame, so the work is linear in the number of
//! tokens whatever the nesting.
//!
//! An error is reported once: until the next token that makes sense the parser says nothing more.

mod agent;
mod binding;
mod branching;
mod build;
mod collection;
mod frame;
mod literal;
mod operand;
mod operator;
mod receive;
mod recovery;
mod send;

use crate::language::diagnostic::Diagnostic;
use crate::language::rholang::lexer::{Lexer, Token, TokenKind, unbalanced};
use crate::language::rholang::tree::{Node, NodeId, Tree};
use crate::text::Span;
use frame::{Bracket, Frame, FrameKind, Want};

/// The longest text that is read, in bytes: offsets are `u32`.
pub const MAX_TEXT: usize = u32::MAX as usize - 1;

/// How many errors of one text are reported.
const MOST_ERRORS: usize = 1000;

/// Reads a text. Never fails: what is wrong is told by [`Tree::errors`]. O(length), whatever the nesting.
pub fn parse(text: &str) -> Tree {
    parse_counting(text).0
}

/// Reads a text and tells how many steps that took, to show without a clock that the work is linear.
pub fn parse_counting(text: &str) -> (Tree, u64) {
    if text.len() > MAX_TEXT {
        let error = Diagnostic::error("R0022", Span::new(0, 0), "the text is longer than 4 GiB");
        return (Tree { errors: vec![error], ..Tree::default() }, 0);
    }
    let mut parser = Parser::new(text);
    parser.run();
    let steps = parser.steps;
    (parser.finish(), steps)
}

/// What the parser does next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Mode {
    /// Reads what the frame on top wants.
    Operand,
    /// An operand is finished: does an operator follow?
    Operator,
    /// A child of the frame on top is finished.
    Resume,
    /// The text is at its end.
    Done,
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests;

struct Parser<'t> {
    text: &'t str,
    /// Without blanks and comments; the last one is `End`.
    tokens: Vec<Token>,
    /// The token at which the parser stands.
    next: usize,
    /// The end of the last token that was taken.
    last_end: u32,
    nodes: Vec<Node>,
    children: Vec<NodeId>,
    values: Vec<NodeId>,
    frames: Vec<Frame>,
    brackets: Vec<Bracket>,
    comments: Vec<Span>,
    errors: Vec<Diagnostic>,
    roots: Vec<NodeId>,
    /// An error was reported and nothing made sense since.
    quiet: bool,
    /// Where a string or URI that never ends starts: it holds what would close the bracket around it.
    swallowed: Option<u32>,
    /// The number of errors, warnings excepted.
    reported: usize,
    steps: u64,
}

/// All tokens but blanks, comments included.
fn significant(lexer: Lexer<'_>, expected: usize) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::with_capacity(expected + 1);
    for token in lexer.filter(|token| token.kind != TokenKind::Space) {
        // What is sent on is a name, also where the node reserves its word.
        if matches!(token.kind, TokenKind::Bang | TokenKind::BangBang | TokenKind::BangQuestion)
            && tokens
                .len()
                .checked_sub(2)
                .and_then(|at| tokens.get(at))
                .is_none_or(|token| token.kind != TokenKind::At)
            && let Some(channel) = tokens.last_mut()
            && matches!(channel.kind, TokenKind::In | TokenKind::Set | TokenKind::SimpleType)
        {
            channel.kind = TokenKind::Variable;
        }
        tokens.push(token);
    }
    tokens
}

impl<'t> Parser<'t> {
    fn new(text: &'t str) -> Parser<'t> {
        let mut tokens = significant(Lexer::new(text), text.len() / 4);
        if let Some(cut) = unbalanced(text, &tokens) {
            tokens = significant(Lexer::cutting(text, cut), tokens.len());
        }
        let mut comments = Vec::new();
        let mut unclosed = None;
        tokens.retain(|token| {
            if token.kind == TokenKind::UnclosedComment {
                unclosed = unclosed.or(Some(token.span));
            }
            let comment = token.kind.is_trivia();
            if comment {
                comments.push(token.span);
            }
            !comment
        });
        let end = text.len() as u32;
        tokens.push(Token { kind: TokenKind::End, span: Span::new(end, end) });
        let mut parser = Parser {
            text,
            tokens,
            next: 0,
            last_end: 0,
            nodes: Vec::new(),
            children: Vec::new(),
            values: Vec::new(),
            frames: Vec::new(),
            brackets: Vec::new(),
            comments,
            errors: Vec::new(),
            roots: Vec::new(),
            quiet: false,
            swallowed: None,
            reported: 0,
            steps: 0,
        };
        parser.nodes.reserve(parser.tokens.len());
        parser.children.reserve(parser.tokens.len());
        if let Some(span) = unclosed {
            let opener = Span::new(span.start, span.start + 2);
            let error = Diagnostic::error("R0015", opener, "this comment never ends");
            parser.errors.push(error.with_hint("end it with `*/`; comments are not nested"));
        }
        parser
    }

    fn run(&mut self) {
        self.push_frame(FrameKind::File, 0);
        let mut mode = self.file();
        loop {
            self.steps += 1;
            mode = match mode {
                Mode::Operand => self.operand(),
                Mode::Operator => self.operator(),
                Mode::Resume => self.resume(),
                Mode::Done => return,
            };
        }
    }

    /// The frame on top. The file is never popped before the end.
    fn top(&self) -> FrameKind {
        self.frames.last().map_or(FrameKind::File, |frame| frame.kind)
    }

    fn want(&self) -> Want {
        self.top().want()
    }

    /// Tells the frame on top that one more child is finished.
    fn resume(&mut self) -> Mode {
        use FrameKind::*;
        let kind = self.top();
        match kind {
            File => self.file(),
            Block(of) => self.resume_block(of),
            Group | Tuple | List | Set | PathMap | Arguments => self.resume_sequence(kind),
            Map => self.resume_map(),
            PairKey => self.resume_key(),
            Condition | BareCondition => self.resume_condition(),
            Par | Infix(_) | Not | Negate | PatternNegation | Quote(_) | Eval => self.finish_operation(kind),
            NameRemainder => self.finish_name_remainder(),
            Names(of) => self.resume_names(of),
            If => self.resume_if(),
            Let(joined) => self.resume_let(joined),
            LetDeclaration(kind) => self.resume_let_declaration(kind),
            LetValues => self.resume_let_values(),
            Match => self.resume_match(),
            Cases => self.resume_cases(),
            CasePattern => self.resume_case_pattern(),
            Select => self.resume_select(),
            Branch => self.resume_branch(),
            Contract => self.resume_contract(),
            Receipts => self.resume_receipts(),
            Receipt(before) => self.resume_receipt(before),
            Bind(kind) => self.resume_bind(kind),
            Source => self.resume_source(),
            SourceArguments(kind) => self.end(kind, Mode::Resume),
            Send(kind) => self.resume_send(kind),
            Agent => self.resume_agent(),
            AgentBody => self.resume_agent_body(),
            AgentDeclaration(kind) => self.resume_agent_declaration(kind),
            New | LetBody(_) | SendBody(_) | CaseBody | BranchBody | BareBody | BareBundle(_) | For
            | MethodCall | Guard | PairValue => self.finish_body(kind),
        }
    }

    /// Processes one after the other, up to the end.
    fn file(&mut self) -> Mode {
        loop {
            let kind = self.kind();
            if kind == TokenKind::End {
                return Mode::Done;
            }
            if recovery::starts_process(kind) {
                self.check_old_dialect();
                self.check_sign();
                return Mode::Operand;
            }
            self.stray();
        }
    }

    fn finish(mut self) -> Tree {
        self.roots = std::mem::take(&mut self.values);
        self.check_file();
        self.errors.sort_by_key(|error| error.span);
        Tree {
            nodes: self.nodes,
            children: self.children,
            roots: self.roots,
            comments: self.comments,
            errors: self.errors,
        }
    }
}
