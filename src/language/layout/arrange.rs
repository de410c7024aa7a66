//! Where lines end and begin.

use super::align::{Mark, align};
use super::measure::Measure;
use super::{Anchor, Break, Gap, Group, Indent, PieceKind, Plan, Style, White};

/// The white space in front of each piece. O(pieces + groups), whatever the nesting.
pub(super) fn arrange(plan: &Plan, text: &str, style: Style) -> Vec<White> {
    let measure = Measure::of(plan, text, style);
    let mut arrangement = Arrangement {
        plan,
        style,
        measure: &measure,
        items: items(plan),
        open: Vec::new(),
        next: 0,
        column: 0,
        line: 0,
        fresh: true,
        lengths: Vec::new(),
    };
    let mut whites = Vec::with_capacity(plan.pieces.len());
    let mut marks = Vec::new();
    for index in 0..plan.pieces.len() {
        whites.push(arrangement.piece(index, &mut marks));
    }
    align(&measure, style, &arrangement.lengths, &marks, &mut whites);
    whites
}

/// For each piece, where the item ends that begins with it.
fn items(plan: &Plan) -> Vec<usize> {
    let mut items: Vec<usize> = (0..plan.pieces.len()).collect();
    // The outermost group that begins with a piece comes first.
    for group in plan.groups.iter().rev() {
        if let Some(item) = items.get_mut(group.first) {
            *item = group.last;
        }
    }
    items
}

/// A group that has begun.
struct Open {
    last: usize,
    anchor: Anchor,
    /// What lines count from.
    base: u32,
    /// What groups inside count from, unless they begin a line.
    inner: u32,
    /// The column of its first character.
    start: u32,
    /// The column of its first item, if that stands on the line on which the group begins.
    item: Option<u32>,
    /// Its first item begins a line.
    opened: bool,
    /// It is more than one line.
    broken: bool,
    /// It was one line, which was too long.
    overflows: bool,
}

/// What is in no group.
const DOCUMENT: Open = Open {
    last: usize::MAX,
    anchor: Anchor::Line,
    base: 0,
    inner: 0,
    start: 0,
    item: None,
    opened: true,
    broken: true,
    overflows: false,
};

struct Arrangement<'p> {
    plan: &'p Plan,
    style: Style,
    measure: &'p Measure,
    items: Vec<usize>,
    open: Vec<Open>,
    /// The group that begins next.
    next: usize,
    column: u32,
    line: u32,
    /// Nothing stands on the line.
    fresh: bool,
    /// The columns of each line, without a comment at its end.
    lengths: Vec<u32>,
}

impl Arrangement<'_> {
    fn piece(&mut self, index: usize, marks: &mut Vec<Mark>) -> White {
        while self.open.last().is_some_and(|open| open.last < index) {
            self.open.pop();
        }
        let end = self.column;
        let white = if index == 0 { White::default() } else { self.gap(index) };
        if white.lines > 0 {
            self.line += white.lines;
            self.column = white.columns;
            self.fresh = true;
        } else {
            self.column += white.columns;
        }
        let piece = self.plan.pieces.get(index);
        let comment = piece.is_some_and(|piece| piece.kind == PieceKind::LineComment);
        // What is more than one line has its own columns to keep.
        let one_line = self.open.last().is_some_and(|open| !open.broken);
        let arrow = one_line && self.plan.gaps.get(index).is_some_and(|gap| gap.aligns);
        if index > 0 && white.lines == 0 && (comment || arrow) {
            let group = self.open.len();
            marks.push(Mark { piece: index, line: self.line, end, comment, group });
        }
        self.begin(index);
        let extent = self.measure.extent(index);
        self.line += extent.lines;
        self.column = if extent.lines > 0 { extent.last } else { self.column + extent.first };
        self.fresh = false;
        self.lengths.resize(self.line as usize + 1, 0);
        if let Some(length) = self.lengths.last_mut().filter(|_| !comment) {
            *length = self.column;
        }
        white
    }

    /// The white space in front of a piece that is not the first.
    fn gap(&mut self, index: usize) -> White {
        let Some(&gap) = self.plan.gaps.get(index) else { return White::default() };
        let mut document = DOCUMENT;
        let cap = self.style.width.saturating_mul(4) / 5;
        let owner = self.open.last().unwrap_or(&document);
        let step = owner.base + self.style.step;
        let indent = match gap.indent {
            Indent::Base => owner.base,
            Indent::Step => step,
            Indent::Item => owner.item.unwrap_or(step),
            Indent::Start => owner.start,
        };
        // Deep texts stay in the window, and their length stays linear in what they hold.
        let indent = indent.min(cap);
        let space = self.measure.space(index);
        let ends = self.ends(index, gap, owner, indent);
        let column = self.column + space;
        let comment = self.plan.pieces.get(index).is_some_and(|piece| piece.kind != PieceKind::Code);
        let before = index.checked_sub(1).and_then(|before| self.plan.pieces.get(before));
        let behind_code = before.is_some_and(|before| before.kind == PieceKind::Code);
        let blank = self.measure.written.get(index).is_some_and(|written| written.lines > 1)
            && !(gap.opens && behind_code)
            && gap.wrap != Break::Close;
        let owner = self.open.last_mut().unwrap_or(&mut document);
        if gap.opens {
            owner.opened |= ends;
            if !ends && !comment {
                owner.item = Some(column);
            }
        }
        if ends && owner.anchor == Anchor::Line {
            owner.inner = indent;
        }
        match ends {
            true => White { lines: 1 + u32::from(blank), columns: indent },
            false => White { lines: 0, columns: space },
        }
    }

    /// Whether a line ends in the gap in front of a piece, so that the piece would stand at `indent`.
    fn ends(&self, index: usize, gap: Gap, owner: &Open, indent: u32) -> bool {
        if self.measure.is_hard(index) {
            return true;
        }
        let comment = self.plan.pieces.get(index).is_some_and(|piece| piece.kind == PieceKind::LineComment);
        match gap.wrap {
            _ if comment => false,
            Break::Never | Break::Keep => false,
            // It ends already, unless a comment stands there.
            Break::Always => false,
            Break::Close => owner.opened,
            Break::Force => owner.broken,
            Break::All if owner.overflows => true,
            Break::All | Break::Fill => {
                let column = self.column + self.measure.space(index);
                let last = self.items.get(index).copied().unwrap_or(index);
                let flat = self.measure.flat(index, last).map(|flat| flat + self.measure.tail(last));
                // What is several lines anyway needs room for what it begins with.
                let first = self.measure.extent(index).first;
                let needs = flat.unwrap_or_else(|| first + self.measure.tail(index));
                owner.broken && column.saturating_add(needs) > self.style.width && indent < column
            }
        }
    }

    /// The groups that begin with a piece.
    fn begin(&mut self, index: usize) {
        while let Some(group) = self.plan.groups.get(self.next).filter(|group| group.first <= index) {
            self.next += 1;
            let open = self.opened(group);
            self.open.push(open);
        }
    }

    fn opened(&self, group: &Group) -> Open {
        let document = DOCUMENT;
        let around = self.open.last().unwrap_or(&document);
        let base = match group.anchor {
            Anchor::Column => self.column,
            Anchor::Line | Anchor::FirstLine if self.fresh => self.column,
            Anchor::Line | Anchor::FirstLine => around.inner,
        };
        let flat = self.measure.flat(group.first, group.last);
        let needs = flat.map(|flat| flat.saturating_add(self.measure.tail(group.last)));
        let too_long = needs.is_some_and(|needs| self.column.saturating_add(needs) > self.style.width);
        let overflows = too_long || flat.is_some() && group.follows && around.overflows;
        Open {
            last: group.last,
            anchor: group.anchor,
            base,
            inner: base,
            start: self.column,
            item: None,
            opened: false,
            broken: flat.is_none() || overflows,
            overflows,
        }
    }
}
