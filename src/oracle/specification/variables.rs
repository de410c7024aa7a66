//! Which variables of a MeTTa text are the same: plain recursion over a plain tree, an environment that is copied for each
//! scope.
//!
//! Reads only what needs no further rules: texts without strings, comments and broken parentheses, not deeply nested.

use std::collections::BTreeMap;

/// A place of a variable, in bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Use {
    /// Where it stands.
    pub start: usize,
    /// Where the place stands that binds it: the same, where this one does.
    pub binding: usize,
}

/// Names and where they are bound.
type Bindings = BTreeMap<String, usize>;

const MOST_DEPTH: usize = 200;

#[derive(Clone, Debug)]
enum Tree {
    Word { start: usize, text: String },
    List(Vec<Tree>),
}

/// The places of all variables of `text`, in order; nothing for texts that this specification does not read.
pub fn variables(text: &str) -> Option<Vec<Use>> {
    if text.contains(['"', ';', '\u{feff}']) {
        return None;
    }
    let mut uses = Vec::new();
    let mut marked = false;
    for form in trees(text)? {
        match form {
            Tree::Word { ref text, .. } if text == "!" => marked = true,
            form => {
                let mut scopes = Form { free: Bindings::new(), uses: &mut uses };
                scopes.form(&form, std::mem::take(&mut marked));
            }
        }
    }
    uses.sort_unstable();
    Some(uses)
}

fn trees(text: &str) -> Option<Vec<Tree>> {
    let mut open: Vec<Vec<Tree>> = vec![Vec::new()];
    let mut word: Option<(usize, String)> = None;
    for (at, character) in text.char_indices().chain([(text.len(), ' ')]) {
        let ends = character.is_whitespace() || matches!(character, '(' | ')');
        if !ends {
            word.get_or_insert((at, String::new())).1.push(character);
            continue;
        }
        if let Some((start, text)) = word.take() {
            open.last_mut()?.push(Tree::Word { start, text });
        }
        match character {
            '(' if open.len() > MOST_DEPTH => return None,
            '(' => open.push(Vec::new()),
            ')' => {
                let list = open.pop()?;
                open.last_mut()?.push(Tree::List(list));
            }
            _ => {}
        }
    }
    if open.len() == 1 { open.pop() } else { None }
}

struct Form<'u> {
    /// The variables that nothing inside the form binds.
    free: Bindings,
    uses: &'u mut Vec<Use>,
}

impl Form<'_> {
    fn form(&mut self, tree: &Tree, marked: bool) {
        let mut outside = Bindings::new();
        if let Tree::List(members) = tree
            && let [Tree::Word { text, .. }, head, body] = members.as_slice()
            && text == "="
            && !marked
        {
            self.unify(head, &mut outside);
            self.term(body, &outside);
        } else {
            self.term(tree, &outside);
        }
    }

    /// A term whose variables mean what they mean outside.
    fn term(&mut self, tree: &Tree, outside: &Bindings) {
        let members = match tree {
            Tree::Word { start, text } => {
                if text.starts_with('$') {
                    let bound = outside.get(text).copied();
                    let binding = bound.unwrap_or_else(|| *self.free.entry(text.clone()).or_insert(*start));
                    self.uses.push(Use { start: *start, binding });
                }
                return;
            }
            Tree::List(members) => members,
        };
        let Some((Tree::Word { text: head, .. }, arguments)) = members.split_first() else {
            return self.terms(members, outside);
        };
        let mut inside = outside.clone();
        match (head.as_str(), arguments) {
            ("let", [pattern, rest @ ..]) => {
                let (value, body) = rest.split_at(rest.len().min(1));
                self.terms(value, outside);
                self.hide(std::slice::from_ref(pattern), &mut inside);
                self.terms(body, &inside);
            }
            ("let*", [Tree::List(pairs), body @ ..]) => {
                for pair in pairs {
                    match pair {
                        Tree::List(pair) => {
                            let (pattern, value) = pair.split_at(pair.len().min(1));
                            self.terms(value, &inside.clone());
                            self.hide(pattern, &mut inside);
                        }
                        word => self.term(word, &inside),
                    }
                }
                self.terms(body, &inside);
            }
            ("chain" | "map-atom" | "filter-atom", arguments) => self.binder(1, 1, arguments, outside),
            ("lambda" | "|->" | "\\", arguments) => self.binder(0, 1, arguments, outside),
            ("foldl-atom", arguments) => self.binder(2, 2, arguments, outside),
            ("if-decons-expr", arguments) => self.binder(1, 2, arguments, outside),
            ("match", arguments) => {
                let two_words = matches!(arguments, [Tree::Word { text, .. }, _, _, _, ..] if text == "&");
                let space = arguments.len().min(if two_words { 2 } else { 1 });
                let (space, rest) = arguments.split_at(space);
                self.terms(space, outside);
                if let [pattern, template @ ..] = rest {
                    self.unify(pattern, &mut inside);
                    self.terms(template, &inside);
                }
            }
            ("case" | "switch" | "switch-minimal", [value, Tree::List(branches), rest @ ..]) => {
                self.term(value, outside);
                for branch in branches {
                    match branch {
                        Tree::List(branch) => {
                            if let [pattern, result @ ..] = branch.as_slice() {
                                let mut inside = outside.clone();
                                self.unify(pattern, &mut inside);
                                self.terms(result, &inside);
                            }
                        }
                        word => self.term(word, outside),
                    }
                }
                self.terms(rest, outside);
            }
            _ => self.terms(members, outside),
        }
    }

    fn terms(&mut self, trees: &[Tree], outside: &Bindings) {
        trees.iter().for_each(|tree| self.term(tree, outside));
    }

    /// Values, then patterns, then what sees the patterns.
    fn binder(&mut self, values: usize, patterns: usize, arguments: &[Tree], outside: &Bindings) {
        let (values, rest) = arguments.split_at(values.min(arguments.len()));
        let (patterns, body) = rest.split_at(patterns.min(rest.len()));
        let mut inside = outside.clone();
        self.terms(values, outside);
        self.hide(patterns, &mut inside);
        self.terms(body, &inside);
    }

    /// Patterns whose variables are new, whatever they mean outside.
    fn hide(&mut self, patterns: &[Tree], inside: &mut Bindings) {
        let mut new = Bindings::new();
        for (start, name) in patterns.iter().flat_map(places) {
            let binding = *new.entry(name).or_insert(start);
            self.uses.push(Use { start, binding });
        }
        inside.extend(new);
    }

    /// A pattern whose variables are new where they mean nothing outside.
    fn unify(&mut self, pattern: &Tree, inside: &mut Bindings) {
        for (start, name) in places(pattern) {
            let known = inside.get(&name).or_else(|| self.free.get(&name)).copied();
            let binding = known.unwrap_or(start);
            inside.insert(name, binding);
            self.uses.push(Use { start, binding });
        }
    }
}

/// The variables under a tree, in order.
fn places(tree: &Tree) -> Vec<(usize, String)> {
    match tree {
        Tree::Word { start, text } if text.starts_with('$') => vec![(*start, text.clone())],
        Tree::Word { .. } => Vec::new(),
        Tree::List(members) => members.iter().flat_map(places).collect(),
    }
}
