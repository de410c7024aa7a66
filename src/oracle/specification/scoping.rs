//! Which binder each variable of a Rholang program means, by section 4 of its description: one function for each
//! construct, environments that are copied, nothing shared.

use std::collections::{BTreeMap, BTreeSet};

/// A variable as it is written, with its place in the text once that is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Word {
    /// Its spelling.
    pub name: &'static str,
    /// The offset of its first byte.
    pub place: usize,
}

/// A name where one is used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Name {
    /// `x`
    Variable(Word),
    /// `@P`
    Quote(Box<Process>),
}

/// A pattern of processes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Pattern {
    /// `_`
    Wildcard,
    /// `x`
    Variable(Word),
    /// `*x`
    Eval(Word),
    /// `=x`
    ProcessReference(Word),
    /// `=*x`
    NameReference(Word),
    /// `[p, q ...r]`
    List(Vec<Pattern>, Option<Word>),
    /// `p /\ q`
    And(Box<Pattern>, Box<Pattern>),
    /// `p \/ q`
    Or(Box<Pattern>, Box<Pattern>),
    /// `~p`
    Not(Box<Pattern>),
}

/// A pattern of names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Formal {
    /// `x`
    Variable(Word),
    /// `@p`
    Quote(Pattern),
}

/// Names that are received together: formals, and `...@r`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Formals(pub Vec<Formal>, pub Option<Word>);

/// `bind & bind where P`: what is received from where, and the guard.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Receipt {
    /// The binds.
    pub binds: Vec<(Formals, Name)>,
    /// The guard.
    pub guard: Option<Process>,
}

/// What a declaration of `let` binds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Declared {
    /// `x = P`
    Process(Word),
    /// `formals <- P`
    Names(Formal),
}

/// A process.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Process {
    /// `Nil`
    Nil,
    /// `x`
    Variable(Word),
    /// `*n`
    Eval(Name),
    /// `[P, Q]`
    List(Vec<Process>),
    /// `n!(P)`
    Send(Name, Box<Process>),
    /// `P | Q`
    Par(Box<Process>, Box<Process>),
    /// `new x, y in { P }`
    New(Vec<Word>, Box<Process>),
    /// `for (receipt; receipt) { P }`
    Receive(Vec<Receipt>, Box<Process>),
    /// `contract n(formals) = { P }`
    Contract(Name, Formals, Box<Process>),
    /// `match [P] { p where Q => R .. }`
    Match(Box<Process>, Vec<(Pattern, Option<Process>, Process)>),
    /// `let D ; D in { P }`, and with `&` where the flag is set
    Let(bool, Vec<(Declared, Process)>, Box<Process>),
    /// `P matches p`
    Matches(Box<Process>, Pattern),
}

/// A faulty reading of one rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Misreading {
    /// The outermost binder of a spelling is meant.
    OutermostWins,
    /// The sources of a join see what the join binds.
    JoinsSeeSiblings,
    /// A later receipt does not see what an earlier one binds.
    ReceiptsSeeNothing,
    /// A guard sees the binders of its own receipt and earlier ones only.
    GuardsSeeEarlier,
    /// A contract's name is read with its formals.
    NamesSeeFormals,
    /// The formals of a contract are visible beside it.
    FormalsLeak,
    /// A variable of a pattern that is bound outside means that binder.
    PatternsRefer,
    /// `=x` binds.
    ReferencesBind,
    /// The variables of a case are visible in the next one.
    CasesLeak,
    /// The value of a declaration sees what it binds.
    LetSeesItself,
    /// A concurrent declaration sees those before it.
    ConcurrentSeesEarlier,
    /// `matches` binds for what follows.
    MatchesBinds,
    /// A disjunction binds.
    DisjunctionsBind,
    /// A negation binds.
    NegationsBind,
    /// A remainder binds a name.
    RemaindersAreNames,
    /// `let x = P` binds a name.
    EqualsBindsName,
    /// A variable may stand twice in a pattern.
    VariablesRepeat,
    /// A free variable is a process even if a contract makes it a name.
    ContractsAreProcesses,
}

/// The sort of a variable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Sort {
    Name,
    Process,
}

/// A binder: its spelling, its place, its sort.
type Binder = (&'static str, usize, Sort);

/// What is known of a program.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Meanings {
    /// By place of a variable: the place of its binder; its own for a binder, none for a free one.
    pub binders: BTreeMap<usize, Option<usize>>,
    /// What is wrong: the code and the place.
    pub problems: BTreeSet<(&'static str, usize)>,
}

/// What each variable of `program` means, with one rule misread if one is given.
#[must_use]
pub fn meanings(program: &Process, misreading: Option<Misreading>) -> Meanings {
    let mut reader = Reader { misreading, ..Reader::default() };
    reader.process(program, &mut Vec::new());
    for (name, place) in &reader.free_processes {
        if reader.free_contracts.contains(name) && !reader.misreads(Misreading::ContractsAreProcesses) {
            reader.meanings.problems.insert(("R0201", *place));
        }
    }
    reader.meanings
}

#[derive(Default)]
struct Reader {
    misreading: Option<Misreading>,
    meanings: Meanings,
    /// The free variables that stand where a process is needed, with their places.
    free_processes: Vec<(&'static str, usize)>,
    /// The free variables that name contracts.
    free_contracts: BTreeSet<&'static str>,
}

impl Reader {
    fn misreads(&self, misreading: Misreading) -> bool {
        self.misreading == Some(misreading)
    }

    fn uses(&mut self, word: &Word, needed: Sort, around: &[Binder]) {
        let same = |binder: &&Binder| binder.0 == word.name;
        let found = if self.misreads(Misreading::OutermostWins) {
            around.iter().find(same)
        } else {
            around.iter().rev().find(same)
        };
        self.meanings.binders.insert(word.place, found.map(|&(_, place, _)| place));
        match (needed, found) {
            (Sort::Process, Some((_, _, Sort::Name))) => self.meanings.problems.insert(("R0201", word.place)),
            (Sort::Name, Some((_, _, Sort::Process))) => self.meanings.problems.insert(("R0202", word.place)),
            (Sort::Process, None) => {
                self.free_processes.push((word.name, word.place));
                false
            }
            _ => false,
        };
    }

    fn binds(&mut self, word: &Word, sort: Sort, around: &[Binder], bound: &mut Vec<Binder>) {
        if self.misreads(Misreading::PatternsRefer) && around.iter().any(|binder| binder.0 == word.name) {
            return self.uses(word, sort, around);
        }
        let first = bound.iter().find(|binder| binder.0 == word.name).copied();
        if let Some((_, place, _)) = first
            && !self.misreads(Misreading::VariablesRepeat)
        {
            self.meanings.binders.insert(word.place, Some(place));
            self.meanings.problems.insert(("R0203", word.place));
        } else {
            self.meanings.binders.insert(word.place, Some(word.place));
            bound.push((word.name, word.place, sort));
        }
    }

    fn pattern(&mut self, pattern: &Pattern, around: &[Binder], bound: &mut Vec<Binder>) {
        match pattern {
            Pattern::Wildcard => {}
            Pattern::Variable(word) => self.binds(word, Sort::Process, around, bound),
            Pattern::Eval(word) => self.binds(word, Sort::Name, around, bound),
            Pattern::ProcessReference(word) | Pattern::NameReference(word)
                if self.misreads(Misreading::ReferencesBind) =>
            {
                self.binds(word, Sort::Process, around, bound);
            }
            Pattern::ProcessReference(word) => self.uses(word, Sort::Process, around),
            Pattern::NameReference(word) => self.uses(word, Sort::Name, around),
            Pattern::List(elements, rest) => {
                elements.iter().for_each(|element| self.pattern(element, around, bound));
                self.remainder(rest.as_ref(), around, bound);
            }
            Pattern::And(left, right) => {
                self.pattern(left, around, bound);
                self.pattern(right, around, bound);
            }
            Pattern::Or(left, right) if self.misreads(Misreading::DisjunctionsBind) => {
                self.pattern(left, around, bound);
                self.pattern(right, around, bound);
            }
            Pattern::Or(left, right) => {
                self.pattern(left, around, &mut Vec::new());
                self.pattern(right, around, &mut Vec::new());
            }
            Pattern::Not(denied) if self.misreads(Misreading::NegationsBind) => {
                self.pattern(denied, around, bound);
            }
            Pattern::Not(denied) => self.pattern(denied, around, &mut Vec::new()),
        }
    }

    fn remainder(&mut self, rest: Option<&Word>, around: &[Binder], bound: &mut Vec<Binder>) {
        let sort = if self.misreads(Misreading::RemaindersAreNames) { Sort::Name } else { Sort::Process };
        if let Some(rest) = rest {
            self.binds(rest, sort, around, bound);
        }
    }

    fn formal(&mut self, formal: &Formal, around: &[Binder], bound: &mut Vec<Binder>) {
        match formal {
            Formal::Variable(word) => self.binds(word, Sort::Name, around, bound),
            Formal::Quote(pattern) => self.pattern(pattern, around, bound),
        }
    }

    fn formals(&mut self, formals: &Formals, around: &[Binder], bound: &mut Vec<Binder>) {
        formals.0.iter().for_each(|formal| self.formal(formal, around, bound));
        self.remainder(formals.1.as_ref(), around, bound);
    }

    fn name(&mut self, name: &Name, around: &mut Vec<Binder>) {
        match name {
            Name::Variable(word) => self.uses(word, Sort::Name, around),
            Name::Quote(process) => self.process(process, around),
        }
    }

    /// Inside is what is visible at a process; only a misreading changes it for what follows.
    fn process(&mut self, process: &Process, around: &mut Vec<Binder>) {
        match process {
            Process::Nil => {}
            Process::Variable(word) => self.uses(word, Sort::Process, around),
            Process::Eval(name) => self.name(name, around),
            Process::List(elements) => elements.iter().for_each(|element| self.process(element, around)),
            Process::Send(name, sent) => {
                self.name(name, around);
                self.process(sent, around);
            }
            Process::Par(left, right) => {
                self.process(left, around);
                self.process(right, around);
            }
            Process::New(words, body) => {
                let mut inside = around.clone();
                for word in words {
                    self.meanings.binders.insert(word.place, Some(word.place));
                    inside.push((word.name, word.place, Sort::Name));
                }
                self.process(body, &mut inside);
            }
            Process::Receive(receipts, body) => self.receive(receipts, body, around),
            Process::Contract(name, formals, body) => {
                let (mut inside, mut bound) = (around.clone(), Vec::new());
                self.formals(formals, around, &mut bound);
                inside.extend(&bound);
                if self.misreads(Misreading::NamesSeeFormals) {
                    self.name(name, &mut inside);
                } else {
                    self.name(name, around);
                }
                if let Name::Variable(word) = name
                    && self.meanings.binders.get(&word.place) == Some(&None)
                {
                    self.free_contracts.insert(word.name);
                }
                self.process(body, &mut inside);
                if self.misreads(Misreading::FormalsLeak) {
                    around.extend(bound);
                }
            }
            Process::Match(subject, cases) => {
                self.process(subject, around);
                let mut outside = around.clone();
                for (pattern, guard, body) in cases {
                    let (mut inside, mut bound) = (outside.clone(), Vec::new());
                    self.pattern(pattern, &outside, &mut bound);
                    inside.extend(bound);
                    guard.iter().for_each(|guard| self.process(guard, &mut inside));
                    self.process(body, &mut inside);
                    if self.misreads(Misreading::CasesLeak) {
                        outside = inside;
                    }
                }
            }
            Process::Let(concurrent, declarations, body) => {
                self.declare(*concurrent, declarations, body, around.clone());
            }
            Process::Matches(left, pattern) => {
                self.process(left, around);
                let mut bound = Vec::new();
                self.pattern(pattern, around, &mut bound);
                if self.misreads(Misreading::MatchesBinds) {
                    around.extend(bound);
                }
            }
        }
    }

    fn receive(&mut self, receipts: &[Receipt], body: &Process, around: &[Binder]) {
        let mut inside = around.to_vec();
        for receipt in receipts {
            let mut bound = Vec::new();
            for (formals, _) in &receipt.binds {
                self.formals(formals, &inside, &mut bound);
            }
            let mut sources = inside.clone();
            if self.misreads(Misreading::JoinsSeeSiblings) {
                sources.extend(&bound);
            }
            if self.misreads(Misreading::ReceiptsSeeNothing) {
                sources = around.to_vec();
            }
            receipt.binds.iter().for_each(|(_, source)| self.name(source, &mut sources));
            inside.extend(bound);
            if self.misreads(Misreading::GuardsSeeEarlier) {
                receipt.guard.iter().for_each(|guard| self.process(guard, &mut inside));
            }
        }
        if !self.misreads(Misreading::GuardsSeeEarlier) {
            let guards = receipts.iter().filter_map(|receipt| receipt.guard.as_ref());
            guards.for_each(|guard| self.process(guard, &mut inside));
        }
        self.process(body, &mut inside);
    }

    fn declare(
        &mut self,
        concurrent: bool,
        declarations: &[(Declared, Process)],
        body: &Process,
        mut inside: Vec<Binder>,
    ) {
        let around = inside.clone();
        let mut together = Vec::new();
        for (declared, value) in declarations {
            let visible = if concurrent { around.clone() } else { inside.clone() };
            let mut alone = Vec::new();
            let bound = if concurrent { &mut together } else { &mut alone };
            let mut sees = visible.clone();
            if self.misreads(Misreading::ConcurrentSeesEarlier) {
                sees.extend(bound.iter());
            }
            match declared {
                Declared::Process(word) if self.misreads(Misreading::EqualsBindsName) => {
                    self.binds(word, Sort::Name, &visible, bound);
                }
                Declared::Process(word) => self.binds(word, Sort::Process, &visible, bound),
                Declared::Names(formal) => self.formal(formal, &visible, bound),
            }
            if self.misreads(Misreading::LetSeesItself) {
                sees.extend(bound.iter());
            }
            self.process(value, &mut sees);
            inside.extend(alone);
        }
        inside.extend(together);
        self.process(body, &mut inside);
    }
}
