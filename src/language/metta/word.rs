//! One cell of a flat term.
//!
//! An atom is stored in preorder as a run of 32-bit words, so that comparing two atoms is comparing two slices,
//! dropping one frees one allocation, and nothing that walks an atom of any depth needs the call stack
//! ("flatterms": Christian, *Flatterms, discrimination nets and fast term rewriting*, JAR 1993).
//!
//! ```text
//! (f $x (g 1))   =   Expression{arity 3} length=9  f  $0  Expression{arity 2} length=4  g  1
//! ```
//!
//! An expression takes two words before its members: the header with its arity, then the raw number of words of the
//! whole expression, both included, so that skipping a member is one addition.

/// Identifier of a constant in one table of constants. Means nothing without its table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ConstantId(pub u32);

/// One cell of a flat term: a constant, a number, a variable or the header of an expression.
///
/// Payloads have 30 bits: a table holds at most 2^30 constants, an expression at most 2^30 - 1 members.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct Word(u32);

/// What a [`Word`] is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A symbol, a string or a boolean.
    Constant(ConstantId),
    /// An integer or a float: two different ids may be equal numbers (`1` and `1.0`).
    Number(ConstantId),
    /// A variable, numbered from 0 by first occurrence in its atom, so that alpha-equal atoms are equal slices.
    Variable(u32),
    /// The first of the two header words of an expression; the next word is its length.
    Expression {
        /// The number of members.
        arity: u32,
    },
}

/// The largest payload of a word.
pub const MAX_PAYLOAD: u32 = (1 << 30) - 1;

impl Word {
    /// A symbol, string or boolean.
    pub fn constant(id: ConstantId) -> Word {
        debug_assert!(id.0 <= MAX_PAYLOAD);
        Word(id.0 << 2)
    }

    /// An integer or a float.
    pub fn number(id: ConstantId) -> Word {
        debug_assert!(id.0 <= MAX_PAYLOAD);
        Word(id.0 << 2 | 1)
    }

    /// The variable that is the `index`-th new one of its atom.
    pub fn variable(index: u32) -> Word {
        debug_assert!(index <= MAX_PAYLOAD);
        Word(index << 2 | 2)
    }

    /// The header of an expression with `arity` members. A [`Word::length`] must follow it.
    pub fn expression(arity: u32) -> Word {
        debug_assert!(arity <= MAX_PAYLOAD);
        Word(arity << 2 | 3)
    }

    /// The raw second header word of an expression: the words of the whole expression, both header words included.
    pub fn length(words: u32) -> Word {
        Word(words)
    }

    /// Reads a word that [`Word::length`] wrote.
    pub fn as_length(self) -> usize {
        self.0 as usize
    }

    /// What this word is. Must not be asked of a length word.
    #[inline]
    pub fn kind(self) -> Kind {
        let payload = self.0 >> 2;
        match self.0 & 3 {
            0 => Kind::Constant(ConstantId(payload)),
            1 => Kind::Number(ConstantId(payload)),
            2 => Kind::Variable(payload),
            _ => Kind::Expression { arity: payload },
        }
    }

    /// The constant's identifier, where the word is a constant or a number.
    #[inline]
    pub fn constant_id(self) -> Option<ConstantId> {
        (self.0 & 2 == 0).then_some(ConstantId(self.0 >> 2))
    }

    /// The same constant under another identifier; other words stay as they are.
    #[inline]
    pub fn with_constant_id(self, id: ConstantId) -> Word {
        debug_assert!(self.0 & 2 == 0);
        Word(id.0 << 2 | (self.0 & 3))
    }
}

impl std::fmt::Debug for Word {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.kind())
    }
}

/// The number of words of the term that starts at `words[0]`. O(1).
///
/// # Panics
/// When `words` is empty.
#[inline]
pub fn term_len(words: &[Word]) -> usize {
    match words[0].kind() {
        Kind::Expression { .. } => words[1].as_length(),
        _ => 1,
    }
}
