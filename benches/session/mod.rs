//! An editing session, as data: what a person does in an editor, and what the editor then asks the server.
//!
//! The script is that of an hour with two panes: read a module, follow calls, write a rule with some typing errors, look at who
//! uses it, save, go on elsewhere. Documents and names are given by number, so that it runs on the workspace of the bench.

/// Something that is done in the editor.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Act {
    /// A document is shown in the pane with this number (0 or 1).
    Show(usize, usize),
    /// The mouse rests on the name with this number.
    Hover(usize, usize),
    /// The definition of a name is asked for.
    Jump(usize, usize),
    /// All uses of a name are asked for.
    Uses(usize, usize),
    /// A line is typed at the end of a document, key by key.
    Type(usize, &'static str),
    /// A document is saved.
    Save(usize),
    /// A name is looked for in the workspace.
    Find(&'static str),
}

use Act::{Find, Hover, Jump, Save, Show, Type, Uses};

/// The session. A mouse that moves along a line rests on the same names again; a jump is mostly preceded by a look, and
/// followed by the way back.
pub(crate) const SESSION: &[Act] = &[
    Show(0, 40),
    Hover(40, 3),
    Hover(40, 9),
    Hover(40, 3),
    Jump(40, 9),
    Show(1, 12),
    Hover(12, 5),
    Hover(12, 7),
    Hover(40, 9),
    Uses(12, 5),
    Show(0, 40),
    Type(40, "(= (twice $x) (+ $x $x))"),
    Hover(40, 14),
    Hover(40, 14),
    Save(40),
    Hover(12, 5),
    Find("twice"),
    Show(1, 13),
    Hover(13, 4),
    Jump(13, 4),
    Show(1, 12),
    Hover(12, 5),
    Hover(12, 9),
    Type(40, "(= (quad $x) (twice (twice $x)))"),
    Hover(40, 3),
    Hover(40, 21),
    Jump(40, 21),
    Show(1, 8),
    Hover(8, 2),
    Show(1, 12),
    Show(1, 8),
    Uses(8, 2),
    Uses(8, 2),
    Hover(8, 2),
    Save(40),
    Find("quad"),
    Find("f_8"),
    Show(0, 8),
    Show(1, 40),
    Hover(40, 21),
    Hover(40, 3),
    Hover(8, 2),
    Hover(8, 6),
    Jump(8, 6),
    Show(0, 12),
    Hover(12, 5),
    Hover(12, 7),
    Show(0, 8),
    Hover(8, 6),
    Type(8, "(= (unused $y) $y)"),
    Save(8),
    Hover(40, 3),
    Hover(40, 9),
    Show(1, 12),
    Hover(12, 5),
    Show(1, 40),
    Uses(40, 9),
    Hover(40, 9),
    Jump(40, 9),
    Show(0, 12),
    Hover(12, 7),
    Show(0, 8),
    Save(40),
    Save(8),
];
