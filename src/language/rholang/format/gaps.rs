//! The white space between the parts of a construct.

use crate::language::layout::{Break, Gap, Indent};
use crate::language::rholang::lexer::TokenKind;
use crate::language::rholang::tree::{NodeId, NodeKind, Tree};

/// What a construct consists of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Part {
    /// A token of its own.
    Token(TokenKind),
    /// A construct inside it.
    Child(NodeKind),
    /// A comment.
    Comment,
}

/// Where the parts of a construct are read.
pub(super) struct Place {
    kind: NodeKind,
    /// It begins with a bracket around a list.
    listed: bool,
    /// Its only item is a list itself, and stands with it on one line.
    hugs: bool,
    /// Blanks inside the braces of a block.
    inside: u32,
    /// The last part that is no comment.
    before: Option<Part>,
    /// The token that part begins with.
    token: TokenKind,
    /// Its first item has been read.
    placed: bool,
    /// The separator before stands at the start of its line.
    leads: bool,
}

const KEEP: Gap = Gap::new(1, Break::Keep, Indent::Step);

impl Place {
    pub(super) fn new(
        kind: NodeKind,
        parent: NodeKind,
        tree: &Tree,
        node: NodeId,
        first: TokenKind,
    ) -> Place {
        let children = tree.children(node);
        let only = match children {
            &[only] => Some(tree.node(only).kind),
            _ => None,
        };
        let is_list = |kind: NodeKind| {
            matches!(
                kind,
                NodeKind::Map
                    | NodeKind::List
                    | NodeKind::Set
                    | NodeKind::Tuple
                    | NodeKind::PathMap
                    | NodeKind::Block
                    | NodeKind::Text
            )
        };
        let operand = matches!(
            parent,
            NodeKind::Quote
                | NodeKind::Binary(_)
                | NodeKind::MethodCall
                | NodeKind::Not
                | NodeKind::Negate
                | NodeKind::PatternNegation
        );
        let empty = children.is_empty();
        let spaced = kind == NodeKind::PathMap || kind == NodeKind::Block && !operand;
        Place {
            kind,
            listed: first == TokenKind::OpenParenthesis,
            hugs: kind == NodeKind::Arguments && only.is_some_and(is_list),
            inside: u32::from(spaced && !empty),
            before: None,
            token: TokenKind::End,
            placed: false,
            leads: false,
        }
    }

    /// The gap in front of the next part, which begins with `token`; `around` tells whether white space stands in front of it,
    /// and whether lines end in front of it and behind it.
    pub(super) fn next(&mut self, part: Part, token: TokenKind, around: (bool, bool, bool)) -> Gap {
        let gap = match (self.before, part) {
            (None, _) => Gap::tight(),
            (Some(_), Part::Comment) => self.comment(),
            (Some(before), part) => self.between(before, part, token, around),
        };
        if part != Part::Comment {
            self.placed |= matches!(part, Part::Child(_)) && self.before.is_some();
            self.before = Some(part);
            self.token = token;
        }
        gap
    }

    /// In front of a comment.
    fn comment(&self) -> Gap {
        let opens = |gap: Gap| if self.placed { gap } else { gap.opening() };
        match self.kind {
            NodeKind::Block | NodeKind::Match | NodeKind::Select | NodeKind::Agent | NodeKind::Bundle(_) => {
                opens(Gap::new(1, Break::Force, Indent::Step))
            }
            NodeKind::Par | NodeKind::Receipt => Gap::new(1, Break::Keep, Indent::Start),
            _ if self.is_list() => opens(Gap::new(1, Break::Keep, Indent::Item)),
            NodeKind::For | NodeKind::LetSequential | NodeKind::LetConcurrent => {
                opens(Gap::new(1, Break::Keep, Indent::Item))
            }
            _ => KEEP,
        }
    }

    fn is_list(&self) -> bool {
        match self.kind {
            NodeKind::List
            | NodeKind::Tuple
            | NodeKind::Set
            | NodeKind::Map
            | NodeKind::PathMap
            | NodeKind::New => true,
            NodeKind::Arguments | NodeKind::Names => self.listed,
            _ => false,
        }
    }

    fn between(&mut self, before: Part, part: Part, token: TokenKind, around: (bool, bool, bool)) -> Gap {
        use NodeKind as N;
        use TokenKind as T;
        let (written, ends_before, ends_behind) = around;
        match (self.kind, before, part) {
            // Separators that stand behind an item or in front of the next one, as the author likes it.
            (N::Par | N::Agent, _, Part::Token(T::Bar)) | (N::Receipt, _, Part::Token(T::Ampersand)) => {
                self.leads = ends_before && !ends_behind;
                let wrap = if self.leads { Break::Keep } else { Break::Never };
                Gap::new(1, wrap, if self.kind == N::Agent { Indent::Step } else { Indent::Start })
            }
            (N::Par, Part::Token(T::Bar), _) => self.behind_separator(Break::All, Indent::Start),
            (N::Receipt, Part::Token(T::Ampersand), _) => self.behind_separator(Break::Fill, Indent::Start),
            (N::Agent, Part::Token(T::Bar), _) => self.behind_separator(Break::Force, Indent::Step),
            (N::Receipt | N::Branch, _, Part::Child(N::Guard)) => Gap::new(1, Break::Fill, Indent::Start),

            // Braces around what stands on lines of its own.
            (N::Block, _, Part::Token(T::CloseBrace)) => Gap::new(self.inside, Break::Close, Indent::Base),
            (N::Block, Part::Token(T::OpenBrace), _) => {
                Gap::new(self.inside, Break::Force, Indent::Step).opening()
            }
            (N::Bundle(_), _, Part::Token(T::OpenBrace)) => Gap::tight(),
            (N::Bundle(_), _, Part::Token(T::CloseBrace)) => Gap::new(0, Break::Close, Indent::Base),
            (N::Bundle(_), ..) => Gap::new(0, Break::Force, Indent::Step).opening(),
            (N::Match | N::Select | N::Agent, _, Part::Token(T::CloseBrace)) => {
                Gap::new(1, Break::Close, Indent::Base)
            }
            (N::Match | N::Select | N::Agent, Part::Token(T::OpenBrace), _) => {
                Gap::new(1, Break::Force, Indent::Step).opening()
            }
            (N::Match, Part::Child(N::Case), _) | (N::Select, Part::Child(N::Branch), _) => {
                // Two cases on one line are hard to tell apart.
                Gap::new(1, Break::Always, Indent::Step)
            }
            (N::Block, ..) => Gap::new(1, Break::Force, Indent::Step),

            // What is said of a process stands in front of it.
            (N::Case | N::Branch, _, Part::Token(T::Arrow)) => Gap { aligns: true, ..Gap::blank() },
            (N::If, _, Part::Token(T::Else)) => Gap::new(1, Break::Keep, Indent::Base),
            (N::If, Part::Token(T::OpenParenthesis), _) | (N::If, _, Part::Token(T::CloseParenthesis)) => {
                Gap::tight()
            }
            (N::If, Part::Token(T::Else), Part::Child(N::If)) => Gap::blank(),
            (N::Case | N::Branch, Part::Token(T::Arrow), Part::Child(N::Block))
            | (N::If | N::New | N::LetSequential | N::LetConcurrent, _, Part::Child(N::Block)) => {
                Gap::blank()
            }
            (N::Case | N::Branch, Part::Token(T::Arrow), _) => Gap::new(1, Break::Fill, Indent::Step),
            (N::If, Part::Token(T::CloseParenthesis | T::Else), _) => KEEP,
            (
                N::New | N::LetSequential | N::LetConcurrent,
                Part::Token(T::In),
                Part::Child(N::New | N::LetSequential | N::LetConcurrent),
            ) => Gap::new(1, Break::Keep, Indent::Base),
            (N::New | N::LetSequential | N::LetConcurrent, Part::Token(T::In), _) => KEEP,
            (N::New | N::LetSequential | N::LetConcurrent, _, Part::Token(T::In)) => {
                Gap::new(1, Break::Close, Indent::Base)
            }
            (N::New | N::LetSequential | N::LetConcurrent, Part::Token(T::New | T::Let), _) => {
                Gap::new(1, Break::Keep, Indent::Step).opening()
            }
            (N::LetConcurrent, _, Part::Token(T::Ampersand)) => Gap::blank(),
            (N::LetEquals | N::LetArrow, Part::Token(_), _) => KEEP,

            // Lists.
            (N::For, Part::Token(T::OpenParenthesis), _) => Gap::new(0, Break::Fill, Indent::Item).opening(),
            (N::For, _, Part::Token(T::CloseParenthesis)) => Gap::new(0, Break::Close, Indent::Base),
            (N::For, Part::Token(T::Semicolon), _) => Gap::new(1, Break::Fill, Indent::Item),
            (N::Group | N::Unit | N::NameDeclaration, ..) => Gap::tight(),
            (N::Set, Part::Token(T::Set), _) => Gap::tight(),
            (_, _, Part::Token(T::CloseParenthesis | T::CloseBracket | T::CloseBrace | T::ClosePathMap)) => {
                Gap::new(self.inside, Break::Close, Indent::Base)
            }
            (_, Part::Token(T::OpenParenthesis | T::OpenBracket | T::OpenBrace | T::OpenPathMap), _)
                if self.is_list() =>
            {
                let wrap = if self.hugs { Break::Never } else { Break::All };
                Gap::new(self.inside, wrap, Indent::Item).opening()
            }
            (_, _, Part::Token(T::Comma | T::Semicolon)) => Gap::tight(),
            (_, Part::Token(T::Comma | T::Semicolon), _) => match self.kind {
                N::Names | N::Arguments if !self.listed => Gap::new(1, Break::Fill, Indent::Start),
                N::SynchronousSend | N::MethodSend => Gap::new(1, Break::Fill, Indent::Start),
                N::Branch => Gap::new(1, Break::Fill, Indent::Start),
                N::New | N::LetSequential | N::LetConcurrent => Gap::new(1, Break::Fill, Indent::Item),
                _ => Gap::new(1, Break::All, Indent::Item),
            },
            (N::LetConcurrent | N::Branch, Part::Token(T::Ampersand), _) => {
                Gap::new(1, Break::Fill, Indent::Item)
            }
            (_, _, Part::Child(N::Remainder | N::NameRemainder)) => Gap::new(1, Break::Fill, Indent::Item),
            (N::Pair, _, Part::Token(_)) => Gap::tight(),
            (N::Pair, ..) => Gap::new(1, Break::Fill, Indent::Step),

            // Operators.
            (N::Binary(_), _, Part::Token(_)) => {
                self.leads = ends_before && !ends_behind;
                if self.leads { KEEP } else { Gap::blank() }
            }
            (N::Binary(_), ..) => self.behind_separator(Break::All, Indent::Step),
            (N::MethodCall, _, Part::Token(T::Dot)) => {
                // Behind a number a point is a part of it.
                let number = matches!(self.token, T::Integer | T::TypedNumber | T::Decimal | T::Minus);
                Gap::new(u32::from(number && written), Break::Keep, Indent::Step)
            }
            (N::Negate, ..) => {
                let apart = written
                    && matches!(token, T::Integer | T::TypedNumber | T::Decimal | T::Minus | T::MinusMinus);
                Gap::new(u32::from(apart), Break::Never, Indent::Step)
            }
            (N::Not | N::Guard, ..) | (N::Bind(_) | N::LetEquals | N::LetArrow, ..) => Gap::blank(),
            (
                N::PatternNegation
                | N::Eval
                | N::Quote
                | N::ProcessReference
                | N::NameReference
                | N::Remainder
                | N::NameRemainder
                | N::MethodCall
                | N::Integer
                | N::TypedNumber
                | N::Send
                | N::PersistentSend
                | N::SynchronousSend
                | N::MethodSend
                | N::Source
                | N::SourceReceiveSend
                | N::SourceSendReceive
                | N::SourceMethodSend,
                ..,
            ) => Gap::tight(),
            (N::Contract | N::AgentDeclaration(_), _, Part::Child(N::Names)) => Gap::tight(),
            _ => Gap::blank(),
        }
    }

    fn behind_separator(&self, wrap: Break, indent: Indent) -> Gap {
        Gap::new(1, if self.leads { Break::Never } else { wrap }, indent)
    }
}
