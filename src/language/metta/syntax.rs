//! The text as a tree that keeps everything: for editors, formatters and documentation.
//!
//! [`parse`] cuts the text with the lexer of [`read`] and follows the same rules for broken texts, but keeps
//! white space, comments and what cannot be read. The nodes stand in one flat vector in preorder, each with the number
//! of nodes under it, so that no walk and no drop needs the call stack. The leaves of the tree, joined, are the text.

use super::lexer::{Lexer, Token, TokenKind};
use super::reader::{MAX_TEXT, read};
use crate::text::Span;

/// What a node is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum NodeKind {
    /// A token that belongs to no other node: white space, a comment, an atom that is one token, a parenthesis of the
    /// expression around it.
    Token(TokenKind),
    /// A `!` at top level that marks the next atom.
    Mark,
    /// An expression from its `(` to its `)`; both are nodes under it.
    Expression,
    /// A form that is never closed, up to where reading goes on.
    Broken,
    /// A `)` that closes nothing, and what is skipped behind it.
    Skipped,
}

/// A node of the tree.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// The text that it covers.
    pub span: Span,
    /// How many nodes stand under it, at any depth: they follow it at once.
    pub descendants: u32,
}

impl Node {
    /// True for what is an atom: an expression, or a token that is neither space, comment nor parenthesis.
    pub fn is_atom(&self) -> bool {
        matches!(
            self.kind,
            NodeKind::Expression | NodeKind::Token(TokenKind::Word | TokenKind::Variable | TokenKind::Text)
        )
    }
}

/// A text as a lossless tree.
#[derive(Clone, Debug)]
pub struct SyntaxTree {
    nodes: Vec<Node>,
}

/// What is said about a form.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Documentation {
    /// The comments on the lines directly above the form, from the top.
    pub comments: Vec<Span>,
    /// The text of the first `(@doc name ..)` form, where the form defines `name`.
    pub doc_form: Option<Span>,
}

/// The tree of `text`; every byte is in exactly one leaf. Empty for a text longer than [`MAX_TEXT`]. O(length).
pub fn parse(text: &str) -> SyntaxTree {
    // What is given up is decided by reading, so that both always agree.
    if text.len() > MAX_TEXT { SyntaxTree { nodes: Vec::new() } } else { build(text, &read(text).broken) }
}

/// The tree of `text`, not longer than [`MAX_TEXT`], in which reading gave up `broken`.
pub(super) fn build(text: &str, broken: &[Span]) -> SyntaxTree {
    let mut builder = Builder { nodes: Vec::with_capacity(text.len() / 4), open: Vec::new() };
    let mut regions = broken.iter().copied().peekable();
    let mut region: Option<Span> = None;
    let mut lexer = Lexer::new(text);
    loop {
        if let Some(next) = regions.next_if(|next| next.start as usize == lexer.at()) {
            lexer.set_limit(next.end as usize);
            region = Some(next);
        }
        let Some(token) = lexer.next() else {
            break;
        };
        builder.add(token, text, region.is_some_and(|region| region.of(text).starts_with(')')));
        if region.is_some_and(|region| region.end == token.span.end) {
            builder.give_up(token.span.end);
            lexer.set_limit(text.len());
            region = None;
        }
    }
    SyntaxTree { nodes: builder.nodes }
}

struct Builder {
    nodes: Vec<Node>,
    /// The nodes whose end has not come.
    open: Vec<usize>,
}

impl Builder {
    fn add(&mut self, token: Token, text: &str, skipped: bool) {
        let leaf = Node { kind: NodeKind::Token(token.kind), span: token.span, descendants: 0 };
        let top = self.open.is_empty();
        match token.kind {
            TokenKind::Close if top => {
                self.start(NodeKind::Skipped, token.span);
                self.nodes.push(leaf);
            }
            TokenKind::Open if !skipped => {
                self.start(NodeKind::Expression, token.span);
                self.nodes.push(leaf);
            }
            TokenKind::Close if !skipped => {
                self.nodes.push(leaf);
                if let Some(index) = self.open.pop() {
                    self.end(index, token.span.end);
                }
            }
            TokenKind::Word if top && token.span.of(text) == "!" => {
                self.nodes.push(Node { kind: NodeKind::Mark, ..leaf });
            }
            _ => self.nodes.push(leaf),
        }
    }

    fn start(&mut self, kind: NodeKind, span: Span) {
        self.open.push(self.nodes.len());
        self.nodes.push(Node { kind, span, descendants: 0 });
    }

    fn end(&mut self, index: usize, end: u32) {
        let descendants = (self.nodes.len() - index - 1) as u32;
        if let Some(node) = self.nodes.get_mut(index) {
            node.span.end = end;
            node.descendants = descendants;
        }
    }

    /// Ends all that is open at `end`.
    fn give_up(&mut self, end: u32) {
        while let Some(index) = self.open.pop() {
            self.end(index, end);
            if let Some(node) = self.nodes.get_mut(index)
                && node.kind == NodeKind::Expression
            {
                node.kind = NodeKind::Broken;
            }
        }
    }
}

impl SyntaxTree {
    /// All nodes in preorder.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The leaves: joined, they are the text.
    pub fn leaves(&self) -> impl Iterator<Item = Span> + '_ {
        let is_leaf = |node: &&Node| matches!(node.kind, NodeKind::Token(_) | NodeKind::Mark);
        self.nodes.iter().filter(is_leaf).map(|node| node.span)
    }

    /// The numbers of the nodes at top level.
    pub fn top_level(&self) -> impl Iterator<Item = usize> + '_ {
        self.siblings(0, self.nodes.len())
    }

    /// The numbers of the nodes directly under the node `index`.
    pub fn children(&self, index: usize) -> impl Iterator<Item = usize> + '_ {
        let descendants = self.nodes.get(index).map_or(0, |node| node.descendants as usize);
        self.siblings(index + 1, index + 1 + descendants)
    }

    fn siblings(&self, start: usize, end: usize) -> impl Iterator<Item = usize> + '_ {
        let next = move |&at: &usize| {
            let behind = at + 1 + self.nodes.get(at)?.descendants as usize;
            (behind < end).then_some(behind)
        };
        std::iter::successors((start < end).then_some(start), next)
    }

    /// What `text`, of which this is the tree, says about the form whose node at top level is `index`. O(nodes at top
    /// level).
    pub fn documentation(&self, text: &str, index: usize) -> Documentation {
        let mut comments = Vec::new();
        // Nodes at top level that stand next to each other are leaves, so upwards is one node back at a time; over the
        // mark of a program, then: one line end, a comment that begins its line, and so on.
        let above = self.nodes.get(..index).unwrap_or_default();
        let marked = above.iter().rposition(|node| node.kind == NodeKind::Mark);
        let between =
            |mark: usize| above.get(mark + 1..).is_some_and(|nodes| nodes.iter().all(|n| is_blank(n, text)));
        let mut above =
            above.get(..marked.filter(|&mark| between(mark)).unwrap_or(index)).unwrap_or_default();
        while let [before @ .., comment, space] = above
            && comment.kind == NodeKind::Token(TokenKind::Comment)
            && is_blank(space, text)
            && space.span.of(text).matches('\n').count() == 1
            && before.last().is_none_or(|node| is_blank(node, text) && node.span.of(text).contains('\n'))
        {
            comments.push(comment.span);
            above = before;
        }
        comments.reverse();
        Documentation { comments, doc_form: self.doc_form(text, index) }
    }

    /// The first `(@doc name ..)` whose name is the one that the form `index` defines.
    fn doc_form(&self, text: &str, index: usize) -> Option<Span> {
        let name = self.defined_name(text, index)?;
        self.top_level().find_map(|form| {
            let mut atoms = self.atoms_under(form);
            let (head, about) = (atoms.next()?, atoms.next()?);
            (head.span.of(text) == "@doc" && about.span.of(text) == name)
                .then(|| self.nodes.get(form).map(|node| node.span))?
        })
    }

    /// `f` of `(= (f ..) ..)`, `(= f ..)`, `(: f ..)` and `(@doc f ..)`.
    fn defined_name<'t>(&self, text: &'t str, index: usize) -> Option<&'t str> {
        let mut members = self.children(index).filter(|&node| self.is_atom(node));
        let (head, subject) = (members.next()?, members.next()?);
        if !matches!(self.nodes.get(head)?.span.of(text), "=" | ":" | "@doc") {
            return None;
        }
        let subject = match self.nodes.get(subject)?.kind {
            NodeKind::Expression => self.atoms_under(subject).next()?,
            _ => self.nodes.get(subject)?,
        };
        Some(subject.span.of(text))
    }

    fn atoms_under(&self, index: usize) -> impl Iterator<Item = &Node> {
        self.children(index).filter_map(|node| self.nodes.get(node)).filter(|node| node.is_atom())
    }

    fn is_atom(&self, index: usize) -> bool {
        self.nodes.get(index).is_some_and(Node::is_atom)
    }
}

fn is_blank(node: &Node, text: &str) -> bool {
    node.kind == NodeKind::Token(TokenKind::Space) && !node.span.of(text).is_empty()
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    /// The tree in one line: the text of leaves, kinds of inner nodes with what they hold.
    fn shown(text: &str) -> String {
        let tree = parse(text);
        let leaves: String = tree.leaves().map(|span| span.of(text)).collect();
        assert_eq!(leaves, text);
        let mut out = String::new();
        let mut ends: Vec<usize> = Vec::new();
        for (index, node) in tree.nodes().iter().enumerate() {
            match node.kind {
                NodeKind::Token(TokenKind::Space) => {}
                NodeKind::Token(_) => out += &format!("{:?} ", node.span.of(text)),
                NodeKind::Mark => out += "MARK ",
                kind => out += &format!("{kind:?}["),
            }
            if node.descendants > 0 {
                ends.push(index + node.descendants as usize);
            }
            while ends.last() == Some(&index) {
                ends.pop();
                out += "] ";
            }
        }
        out
    }

    #[test]
    fn trees_keep_everything() {
        assert_eq!(shown("! (a ;c\n $x)"), r#"MARK Expression["(" "a" ";c" "$x" ")" ] "#);
        assert_eq!(shown("(a (b)) \"s\""), r#"Expression["(" "a" Expression["(" "b" ")" ] ")" ] "\"s\"" "#);
        assert_eq!(shown("\u{feff}a\u{3000}"), "\"\\u{feff}\" \"a\" ".replace("\"\\u{feff}\" ", ""));
    }

    #[test]
    fn broken_forms_end_where_reading_goes_on() {
        assert_eq!(shown("(a (b\n(c)"), r#"Broken["(" "a" Broken["(" "b" ] ] Expression["(" "c" ")" ] "#);
        assert_eq!(
            shown("(a) ) (b \"x\n(c)"),
            r#"Expression["(" "a" ")" ] Skipped[")" "(" "b" "\"x\n" ] Expression["(" "c" ")" ] "#
                .replace("x\n", "x\\n")
        );
        assert_eq!(
            shown("!(a \"b\n(c)"),
            r#"MARK Broken["(" "a" "\"b\n" ] Expression["(" "c" ")" ] "#.replace("b\n", "b\\n")
        );
        assert_eq!(shown(")\n"), r#"Skipped[")" ] "#);
    }

    #[test]
    fn documentation_is_found() {
        let text =
            "; far\n\n; one\n;; two\n(= (f $x) 1) ; beside\n(: g T)\n(@doc f (@desc \"d\"))\n; last\n! (h)";
        let tree = parse(text);
        let forms: Vec<usize> = tree.top_level().filter(|&node| tree.is_atom(node)).collect();
        let about = |form: usize| {
            let documentation = tree.documentation(text, forms[form]);
            let comments: Vec<&str> = documentation.comments.iter().map(|span| span.of(text)).collect();
            (comments, documentation.doc_form.map(|span| span.of(text)))
        };
        assert_eq!(about(0), (vec!["; one", ";; two"], Some("(@doc f (@desc \"d\"))")));
        assert_eq!(about(1), (vec![], None));
        assert_eq!(about(2).1, Some("(@doc f (@desc \"d\"))"));
        assert_eq!(about(3), (vec!["; last"], None));
    }

    #[test]
    fn trees_of_any_depth() {
        let text = format!("{}a{}", "(".repeat(100_000), ")".repeat(100_000));
        let tree = parse(&text);
        assert_eq!(tree.nodes()[0].descendants as usize, tree.nodes().len() - 1);
        assert_eq!(tree.leaves().count(), 200_001);
        assert_eq!(parse(&text[..100_000]).nodes()[99_999 * 2].kind, NodeKind::Broken);
    }
}
