//! Programs out of bytes: few words, so that much collides; most of them end.
//!
//! A form is made from bytes of its own, so that removing or shortening them makes a smaller program. Where the bytes are
//! used up every choice is the first, which is the simplest.

/// Choices out of bytes.
struct Source<'d> {
    bytes: std::slice::Iter<'d, u8>,
}

/// How much of an expression may still be built.
#[derive(Clone, Copy)]
struct Room {
    /// Levels of nesting.
    depth: u32,
    /// Functions of rules that may be called, from the first: rules only call those before their own, so that they end.
    functions: usize,
}

impl Room {
    fn less(self) -> Room {
        Room { depth: self.depth.saturating_sub(1), ..self }
    }
}

/// Functions with their arity.
const FUNCTIONS: [(&str, usize); 5] = [("c", 0), ("k", 1), ("f", 1), ("g", 2), ("h", 1)];
const CONSTANTS: [&str; 16] =
    ["a", "b", "1", "2", "0", "c", "A", "-1", "1.0", "2.5", "\"s\"", "True", "False", "()", "f", "+"];
const VARIABLES: [&str; 4] = ["$x", "$y", "$z", "$w"];
const TYPES: [&str; 12] = [
    "A",
    "B",
    "Number",
    "%Undefined%",
    "Atom",
    "$t",
    "String",
    "Bool",
    "Expression",
    "(L $t)",
    "(L A)",
    "(-> A B)",
];
/// Programs that repeat themselves until something has become small.
const LOOPS: [&str; 5] = [
    "(= (sum $n) (if (< $n 1) 0 (+ $n (sum (- $n 1)))))",
    "(= (add Z $y) $y)\n(= (add (S $x) $y) (S (add $x $y)))",
    "(= (count $n) (if (== $n 0) done (count (- $n 1))))",
    "(= (len ()) 0)\n(= (len ($h $t)) (+ 1 (len $t)))",
    "(= (any $n) (if (< $n 1) end (superpose ($n (any (- $n 1))))))",
];

/// A program with a form, or a few that belong together, from each of these pieces.
pub fn program<'d>(pieces: impl IntoIterator<Item = &'d [u8]>) -> String {
    let mut text = String::new();
    for piece in pieces {
        let mut source = Source { bytes: piece.iter() };
        text.push_str(&source.form());
        text.push('\n');
    }
    text
}

impl Source<'_> {
    /// A number below `end`.
    fn below(&mut self, end: usize) -> usize {
        usize::from(*self.bytes.next().unwrap_or(&0)) % end.max(1)
    }

    fn of(&mut self, words: &[&str]) -> String {
        words[self.below(words.len())].to_owned()
    }

    fn form(&mut self) -> String {
        let all = Room { depth: 3, functions: FUNCTIONS.len() };
        match self.below(16) {
            0..7 => format!("!{}", self.expression(all)),
            7 | 8 => self.fact(),
            9..12 => self.rule(),
            12 => self.declaration(),
            13 if self.below(3) == 0 => self.of(&["!(bind! &t (new-state 1))", "!(bind! &t (new-state a))"]),
            13 => self.declaration(),
            14 => self.of(&LOOPS),
            _ => self.of(&[
                "!(bind! &t (new-state 3))",
                "!(bind! &s (new-space))",
                "!(bind! &t (new-state 1))",
                "!(bind! w (+ 1 2))",
                "!(pragma! type-check auto)",
                "!(bind! &s &self)",
            ]),
        }
    }

    fn fact(&mut self) -> String {
        match self.below(6) {
            0 | 1 => format!("(p {})", self.term(2)),
            2..5 => format!("(e {} {})", self.term(1), self.term(1)),
            _ => self.term(2),
        }
    }

    fn rule(&mut self) -> String {
        let function = self.below(FUNCTIONS.len());
        let (name, arity) = FUNCTIONS[function];
        let mut left = format!("({name}");
        for _ in 0..arity {
            left.push_str(&format!(" {}", self.term(1)));
        }
        let room = Room { depth: 2, functions: function };
        format!("(= {left}) {})", self.expression(room))
    }

    fn declaration(&mut self) -> String {
        match self.below(8) {
            0..3 => format!("(: {} {})", self.of(&["a", "b", "c", "d"]), self.of(&TYPES)),
            3 => format!("(:< {} {})", self.of(&["A", "B", "(L A)"]), self.of(&["B", "C", "A"])),
            _ => {
                let function = self.below(FUNCTIONS.len());
                let (name, arity) = FUNCTIONS[function];
                let mut types = String::new();
                for _ in 0..=arity {
                    types.push_str(&format!(" {}", self.of(&TYPES)));
                }
                format!("(: {name} (->{types}))")
            }
        }
    }

    fn leaf(&mut self) -> String {
        match self.below(3) {
            0 | 1 => self.of(&CONSTANTS),
            _ => self.of(&VARIABLES),
        }
    }

    fn variable(&mut self) -> String {
        self.of(&VARIABLES)
    }

    /// A term that is not meant to be evaluated.
    fn term(&mut self, depth: u32) -> String {
        match self.below(if depth == 0 { 4 } else { 6 }) {
            0..2 => self.of(&CONSTANTS),
            2 | 3 => self.variable(),
            4 => format!("(S {})", self.term(depth - 1)),
            _ => format!("({} {})", self.term(depth - 1), self.term(depth - 1)),
        }
    }

    fn space(&mut self) -> String {
        self.of(&["&self", "&self", "&self", "&s"])
    }

    fn call(&mut self, room: Room) -> String {
        let (name, arity) = FUNCTIONS[self.below(room.functions.max(1))];
        if room.functions == 0 {
            return self.leaf();
        }
        let mut call = format!("({name}");
        for _ in 0..arity {
            call.push_str(&format!(" {}", self.expression(room.less())));
        }
        call + ")"
    }

    fn small(&mut self) -> String {
        self.of(&["1", "2", "3", "0", "a", "$x"])
    }

    /// An expression that is meant to be evaluated.
    fn expression(&mut self, room: Room) -> String {
        if room.depth == 0 {
            return self.leaf();
        }
        let inner = room.less();
        match self.below(16) {
            0 => self.leaf(),
            1..4 => self.call(room),
            4 | 5 => self.arithmetic(inner),
            6 | 7 => self.control(inner),
            8 => self.branches(inner),
            9 => self.alternatives(inner),
            10 => self.search(inner),
            11 => self.change(inner),
            12 => self.list(inner),
            13 => self.minimal(inner),
            14 => self.question(inner),
            _ => match self.below(4) {
                0 => format!("({} {} 1)", self.expression(inner), self.expression(inner)),
                1 => format!("(f {} {})", self.expression(inner), self.leaf()),
                2 => format!("(Error {} {})", self.leaf(), self.leaf()),
                _ => self.loop_call(),
            },
        }
    }

    fn loop_call(&mut self) -> String {
        match self.below(5) {
            0 => format!("(sum {})", self.small()),
            1 => format!("(add (S (S Z)) {})", self.of(&["(S Z)", "Z", "$x", "a"])),
            2 => format!("(count {})", self.small()),
            3 => "(len (a (b ())))".to_owned(),
            _ => format!("(any {})", self.of(&["1", "2", "3"])),
        }
    }

    fn arithmetic(&mut self, room: Room) -> String {
        let operation = self.of(&["+", "-", "*", "<", "==", "/", "%", "and", ">=", "or", "not", "abs-math"]);
        if matches!(operation.as_str(), "not" | "abs-math") {
            return format!("({operation} {})", self.expression(room));
        }
        format!("({operation} {} {})", self.expression(room), self.expression(room))
    }

    fn control(&mut self, room: Room) -> String {
        match self.below(10) {
            0..2 => {
                let condition = match self.below(3) {
                    0 => format!("(== {} {})", self.expression(room), self.leaf()),
                    1 => self.of(&["True", "False", "$x", "a"]),
                    _ => self.expression(room),
                };
                format!("(if {condition} {} {})", self.expression(room), self.expression(room))
            }
            2..5 => {
                let pattern = if self.below(3) == 0 { self.term(1) } else { self.variable() };
                format!("(let {pattern} {} {})", self.expression(room), self.expression(room))
            }
            5 => format!(
                "(let* (({} {}) ({} {})) {})",
                self.variable(),
                self.expression(room),
                self.variable(),
                self.expression(room),
                self.expression(room)
            ),
            6 => format!("(id {})", self.expression(room)),
            7 => format!("(quote {})", self.expression(room)),
            8 => format!("(unquote (quote {}))", self.expression(room)),
            _ => match self.below(4) {
                0 => "(empty)".to_owned(),
                1 => "Empty".to_owned(),
                2 => format!("(noeval {})", self.expression(room)),
                _ => format!("(nop {})", self.expression(room)),
            },
        }
    }

    fn branches(&mut self, room: Room) -> String {
        let name = self.of(&["case", "case", "switch"]);
        let mut branches = String::new();
        let value = self.expression(room);
        for _ in 0..=self.below(3) {
            let pattern = if self.below(4) == 0 { "Empty".to_owned() } else { self.term(1) };
            branches.push_str(&format!("({pattern} {})", self.expression(room)));
        }
        format!("({name} {value} ({branches}))")
    }

    fn alternatives(&mut self, room: Room) -> String {
        match self.below(8) {
            0..3 => format!("(superpose ({} {}))", self.expression(room), self.expression(room)),
            3..6 => format!("(collapse {})", self.expression(room)),
            6 => format!("(unique (superpose ({} {} {})))", self.leaf(), self.leaf(), self.expression(room)),
            _ => {
                let name = self.of(&["union", "intersection", "subtraction"]);
                format!("({name} {} {})", self.expression(room), self.expression(room))
            }
        }
    }

    fn pattern(&mut self) -> String {
        match self.below(6) {
            0 | 1 => format!("(p {})", self.term(1)),
            2 | 3 => format!("(e {} {})", self.term(1), self.term(1)),
            4 => format!("(, (e {} {}) (e {} {}))", self.term(0), self.term(0), self.term(0), self.term(0)),
            _ => format!("(, (p {}) (e {} $y))", self.variable(), self.term(0)),
        }
    }

    fn search(&mut self, room: Room) -> String {
        match self.below(6) {
            0..4 => format!("(match {} {} {})", self.space(), self.pattern(), self.expression(room)),
            4 => format!(
                "(unify {} {} {} {})",
                self.term(1),
                self.term(1),
                self.expression(room),
                self.expression(room)
            ),
            _ => format!(
                "(unify {} {} {} {})",
                self.space(),
                self.pattern(),
                self.expression(room),
                self.expression(room)
            ),
        }
    }

    fn change(&mut self, room: Room) -> String {
        let space = self.space();
        match self.below(10) {
            0 | 1 => format!("(add-atom {space} (p {}))", self.term(1)),
            2 => format!("(remove-atom {space} (p {}))", self.term(1)),
            3 => format!("(add-atom {space} (= (k {}) {}))", self.term(1), self.leaf()),
            4 => format!("(remove-atom {space} (e {} {}))", self.term(0), self.term(0)),
            5 => format!("(add-reduct {space} (p {}))", self.expression(room)),
            6 => self.states(),
            7 => format!("(change-state! &t {})", self.of(&["2", "3", "(+ 1 2)", "\"s\""])),
            8 => format!("(println! {})", self.expression(room)),
            _ => format!(
                "(let $s (new-state {}) (let $_ (change-state! $s {}) (get-state $s)))",
                self.of(&["1", "0"]),
                self.of(&["2", "(+ 1 2)", "True"])
            ),
        }
    }

    /// Something with the state `&t`, or with others.
    fn states(&mut self) -> String {
        match self.below(12) {
            0 | 1 => "(get-state &t)".to_owned(),
            8 => format!(
                "(let* (($s (new-state {})) ($x (new-state {})) ($_ (change-state! $x {}))) (== $s $x))",
                self.of(&["1", "2", "a"]),
                self.of(&["1", "2", "a"]),
                self.of(&["1", "2", "a", "b"])
            ),
            9 | 10 => format!(
                "(let $s (new-state {}) (let () (add-atom &self (p $s)) (let $_ (change-state! $s {}) \
                 (match &self (p $x) (let $z (new-state {}) (unify $x $z ($x $z) no))))))",
                self.of(&["1", "2", "a"]),
                self.of(&["1", "2", "(+ 1 1)", "a"]),
                self.of(&["1", "2", "a"])
            ),
            11 => format!("(let $s (new-state {}) (k $s))", self.of(&["1", "2", "a"])),
            2 => "(add-atom &self (p &t))".to_owned(),
            3 => format!("(== &t (new-state {}))", self.of(&["1", "2", "3", "a"])),
            4 => format!("(let $s (new-state {}) (match &self (p $s) $s))", self.of(&["1", "2", "3"])),
            5 => "(add-atom &self (= (k &t) yes))".to_owned(),
            6 => format!("(k (new-state {}))", self.of(&["1", "2", "3", "a"])),
            _ => format!("(remove-atom &self (p (new-state {})))", self.of(&["1", "2"])),
        }
    }

    fn list(&mut self, room: Room) -> String {
        let list = format!("({} {})", self.leaf(), self.leaf());
        match self.below(12) {
            0 => {
                format!("(map-atom {list} $x {})", self.of(&["$x", "(k $x)", "(+ $x 1)", "(a $x)", "(f $x)"]))
            }
            1 => format!("(filter-atom (1 2 3) $x (> $x {}))", self.of(&["1", "2", "0"])),
            2 => "(foldl-atom (1 2 3) 0 $x $y (+ $x $y))".to_owned(),
            3 => format!("(foldl-atom (a b) {} $x $y ($x $y))", self.of(&CONSTANTS)),
            4 => format!("(car-atom {list})"),
            5 => format!("(cdr-atom {list})"),
            6 => format!("(cons-atom {} {list})", self.expression(room)),
            7 => format!("(decons-atom {})", self.of(&["(a b)", "()", "a", "($x)"])),
            8 => format!("(size-atom {list})"),
            9 => format!("(unique-atom {list})"),
            10 => {
                let name = self.of(&["union-atom", "intersection-atom", "subtraction-atom"]);
                format!("({name} {list} ({}))", self.leaf())
            }
            _ => format!("(index-atom {list} {})", self.of(&["0", "1"])),
        }
    }

    fn minimal(&mut self, room: Room) -> String {
        match self.below(8) {
            0 | 1 => format!("(eval {})", self.call(room)),
            2 => format!("(chain (eval {}) $y {})", self.call(room), self.expression(room)),
            3 => format!("(chain {} $y {})", self.expression(room), self.expression(room)),
            4 => format!("(function (return {}))", self.call(room)),
            5 => format!("(function (chain (eval {}) $y (return {})))", self.call(room), self.leaf()),
            6 => format!("(evalc {} {})", self.call(room), self.space()),
            _ => format!("(metta {} {} &self)", self.expression(room), self.of(&["%Undefined%", "Atom"])),
        }
    }

    fn question(&mut self, room: Room) -> String {
        match self.below(10) {
            0..4 => format!("(get-type {})", self.expression(room)),
            4 => format!("(get-metatype {})", self.expression(room)),
            5 => format!("(if-equal {} {} yes no)", self.leaf(), self.leaf()),
            6 => format!("(=alpha {} {})", self.term(1), self.term(1)),
            7 => format!("(assertEqual {} {})", self.expression(room), self.expression(room)),
            8 => format!("(if-error {} {} {})", self.expression(room), self.leaf(), self.leaf()),
            _ => format!("(let (S $x) {} ($x $x))", self.expression(room)),
        }
    }
}
