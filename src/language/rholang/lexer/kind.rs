//! What tokens are.

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum TokenKind {
    /// A run of Unicode `White_Space`; also a byte order mark at the start of the text.
    Space,
    /// From `//` up to the end of the line, without it.
    LineComment,
    /// `/* .. */`, not nested.
    BlockComment,
    /// A block comment that the end of the text cuts off.
    UnclosedComment,
    /// A variable.
    Variable,
    /// A variable that starts with `'`, as only the node reads it.
    QuoteVariable,
    /// `_` alone.
    Wildcard,
    /// A string, both quotes included. Its escapes are not checked here.
    Text,
    /// A string that never ends, up to the end of its line.
    UnclosedText,
    /// A URI, both backticks included.
    Uri,
    /// A URI that never ends, up to the first blank or parenthesis of its line.
    UnclosedUri,
    /// Digits. A sign is a token of its own.
    Integer,
    /// A number with its type, such as `1i8` or `1.5f64`.
    TypedNumber,
    /// A number with a point and without a type, which no version reads.
    Decimal,
    /// `new`
    New,
    /// `in`
    In,
    /// `if`
    If,
    /// `else`
    Else,
    /// `let`
    Let,
    /// `match`
    Match,
    /// `select`
    Select,
    /// `contract`
    Contract,
    /// `for`
    For,
    /// `or`
    Or,
    /// `and`
    And,
    /// `matches`
    Matches,
    /// `not`
    Not,
    /// `bundle`
    Bundle,
    /// `bundle+`
    BundleWrite,
    /// `bundle-`
    BundleRead,
    /// `bundle0`
    BundleNeither,
    /// `true`
    True,
    /// `false`
    False,
    /// `where`
    Where,
    /// `Nil`
    Nil,
    /// `Set`
    Set,
    /// `Bool`, `Int`, `String`, `Uri`, `ByteArray`
    SimpleType,
    /// `|`
    Bar,
    /// `!`
    Bang,
    /// `!!`
    BangBang,
    /// `!?`
    BangQuestion,
    /// `?!`
    QuestionBang,
    /// `<-`
    LeftArrow,
    /// `<<-`
    PeekArrow,
    /// `=>`
    Arrow,
    /// `=`
    Assign,
    /// `==`
    EqualEqual,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`: less or equal, or a repeated bind
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `*`
    Star,
    /// `&`
    Ampersand,
    /// `;`
    Semicolon,
    /// `,`
    Comma,
    /// `.`
    Dot,
    /// `...`
    Ellipsis,
    /// `:`
    Colon,
    /// `@`
    At,
    /// `~`
    Tilde,
    /// `/\`
    Conjunction,
    /// `\/`
    Disjunction,
    /// `+`
    Plus,
    /// `++`
    PlusPlus,
    /// `-`
    Minus,
    /// `--`
    MinusMinus,
    /// `/`
    Slash,
    /// `%`
    Percent,
    /// `%%`
    PercentPercent,
    /// `{`
    OpenBrace,
    /// `}`
    CloseBrace,
    /// `{|`
    OpenPathMap,
    /// `|}`
    ClosePathMap,
    /// `[`
    OpenBracket,
    /// `]`
    CloseBracket,
    /// `(`
    OpenParenthesis,
    /// `)`
    CloseParenthesis,
    /// A run of characters that mean nothing.
    Unknown,
    /// The end of the text, with which the parser ends its list; no token of a [`Lexer`](super::Lexer).
    End,
}

impl TokenKind {
    /// True for what only separates tokens: blanks and comments.
    pub fn is_trivia(self) -> bool {
        self <= TokenKind::UnclosedComment
    }

    /// True for the words that have a meaning of their own.
    pub fn is_keyword(self) -> bool {
        (TokenKind::New..=TokenKind::Set).contains(&self)
    }

    /// True for operators and separators, brackets excepted.
    pub fn is_operator(self) -> bool {
        (TokenKind::Bar..=TokenKind::PercentPercent).contains(&self)
    }
}
