//! The store does what the naive model does, whatever is done in whatever order; its log tells enough.

use proptest::prelude::*;

use super::model::{Model, Tree, atom, is_rule_for, pattern};
use super::*;

#[derive(Clone, Debug)]
enum Step {
    Add(usize, Tree),
    /// As it is, or the atom of the space with this number.
    Remove(usize, Result<Tree, usize>),
    Query(usize, Tree),
    Definitions(usize),
    Atoms(usize),
    NewSpace,
    Depend(usize, usize),
    Begin,
    Abandon,
    /// A new store on the world, or the same one reset to it.
    Move(bool),
    /// Abandons, and does it again as what another one has done.
    Replay,
}

fn step() -> impl Strategy<Value = Step> {
    let space = || prop_oneof![3 => Just(0_usize), 1 => 0..3_usize];
    prop_oneof![
        12 => (space(), atom()).prop_map(|(space, atom)| Step::Add(space, atom)),
        4 => (space(), any::<usize>()).prop_map(|(space, at)| Step::Remove(space, Err(at))),
        1 => (space(), atom()).prop_map(|(space, atom)| Step::Remove(space, Ok(atom))),
        6 => (space(), pattern()).prop_map(|(space, pattern)| Step::Query(space, pattern)),
        2 => space().prop_map(Step::Definitions),
        1 => space().prop_map(Step::Atoms),
        1 => Just(Step::NewSpace),
        1 => (space(), space()).prop_map(|(space, other)| Step::Depend(space, other)),
        1 => Just(Step::Begin),
        1 => Just(Step::Abandon),
        1 => any::<bool>().prop_map(Step::Move),
        1 => Just(Step::Replay),
    ]
}

struct Run {
    bench: Bench,
    model: Model,
    /// The model as the form began.
    before: Model,
    form: u64,
}

impl Run {
    fn new() -> Run {
        let mut model = Model::default();
        model.spaces.insert(MAIN, (Vec::new(), vec![SpaceId::LIBRARY]));
        model.spaces.insert(SpaceId::LIBRARY, (Vec::new(), Vec::new()));
        Run { bench: Bench::new(""), before: model.clone(), model, form: 0 }
    }

    fn space(&self, at: usize) -> SpaceId {
        let own: Vec<SpaceId> =
            self.model.spaces.keys().copied().filter(|&space| space != SpaceId::LIBRARY).collect();
        own[at % own.len()]
    }

    fn begin(&mut self) {
        self.form += 1;
        self.bench.store.begin(self.form);
        self.before = self.model.clone();
    }

    fn same(&mut self, found: &[Term], expected: &[Term]) {
        let same =
            found.len() == expected.len() && found.iter().zip(expected).all(|(a, b)| alpha_equal(a, b));
        let texts = |terms: &[Term]| terms.iter().map(|term| self.bench.text(term)).collect::<Vec<_>>();
        assert!(same, "{:?} instead of {:?}", texts(found), texts(expected));
    }

    fn compare(&mut self, found: Rc<[Rc<Stored>]>, expected: impl Fn(&Tree) -> bool, space: SpaceId) {
        let bench = &mut self.bench;
        let found: Vec<Term> = found.iter().map(|atom| thaw(atom, &mut bench.trail)).collect();
        let expected: Vec<Term> = self
            .model
            .seen(space)
            .iter()
            .filter(|tree| expected(tree))
            .map(|tree| tree.term(&mut bench.symbols, &mut bench.trail))
            .collect();
        self.same(&found, &expected);
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Add(space, tree) => {
                let space = self.space(*space);
                let term = tree.term(&mut self.bench.symbols, &mut self.bench.trail);
                assert!(self.bench.store.add(space, &term, &mut self.bench.symbols));
                self.model.spaces.entry(space).or_default().0.push(tree.clone());
            }
            Step::Remove(space, which) => {
                let space = self.space(*space);
                let atoms = &self.model.spaces[&space].0;
                let tree = match which {
                    Ok(tree) => tree.clone(),
                    Err(_) if atoms.is_empty() => return,
                    Err(at) => atoms[at % atoms.len()].clone(),
                };
                let term = tree.term(&mut self.bench.symbols, &mut self.bench.trail);
                let removed = self.bench.store.remove(space, &term, &mut self.bench.symbols);
                assert_eq!(removed, self.model.remove(space, &tree));
            }
            Step::Query(space, pattern) => {
                let space = self.space(*space);
                let pattern = pattern.term(&mut self.bench.symbols, &mut self.bench.trail);
                let found = self.bench.instances(space, &pattern);
                let expected = self.model.query(space, &pattern, &mut self.bench);
                self.same(&found, &expected);
            }
            Step::Definitions(space) => {
                let space = self.space(*space);
                for head in ["f", "p"] {
                    for length in 0..4 {
                        let symbol = self.bench.symbols.intern(head);
                        let found =
                            self.bench.store.rules(space, Some(symbol), length, &mut self.bench.symbols);
                        self.compare(found, |tree| is_rule_for(tree, head, length), space);
                    }
                }
                let is = |tree: &Tree, role: &str, subject: Option<&str>| match tree.members() {
                    [Tree::Symbol(head), Tree::Symbol(other), _] if role == ":" => {
                        *head == role && Some(*other) == subject
                    }
                    [Tree::Symbol(head), _, _] => *head == role && subject.is_none(),
                    _ => false,
                };
                let symbol = self.bench.symbols.intern("a");
                let found = self.bench.store.declarations(space, symbol, &mut self.bench.symbols);
                self.compare(found, |tree| is(tree, ":", Some("a")), space);
                let found = self.bench.store.other_declarations(space, &mut self.bench.symbols);
                self.compare(found, |tree| is(tree, ":", None), space);
                let found = self.bench.store.subtypes(space, &mut self.bench.symbols);
                self.compare(found, |tree| is(tree, ":<", None), space);
            }
            Step::Atoms(space) => {
                let space = self.space(*space);
                self.atoms(space);
            }
            Step::NewSpace => {
                let space = self.bench.store.new_space();
                self.model.spaces.insert(space, (Vec::new(), vec![SpaceId::LIBRARY]));
            }
            Step::Depend(space, other) => {
                let (space, other) = (self.space(*space), self.space(*other));
                self.bench.store.depend(space, other);
                let (_, others) = self.model.spaces.entry(space).or_default();
                if !others.contains(&other) {
                    others.push(other);
                }
            }
            Step::Begin => self.begin(),
            Step::Abandon => {
                self.bench.store.abandon();
                self.model = self.before.clone();
            }
            Step::Move(anew) => {
                let world = self.bench.store.world(&self.bench.symbols);
                if *anew {
                    self.bench.store = Store::new(world);
                } else {
                    self.bench.store.reset(world, &mut self.bench.symbols);
                }
                self.begin();
            }
            Step::Replay => {
                let log = self.bench.store.finish(&self.bench.symbols);
                let after = self.bench.store.world(&self.bench.symbols);
                self.bench.store.abandon();
                let before = self.bench.store.world(&self.bench.symbols);
                assert_eq!(dump(&before.with(&log.effects)), dump(&after));
                self.bench.store.apply(&log.effects, &mut self.bench.symbols);
                assert_eq!(dump(&self.bench.store.world(&self.bench.symbols)), dump(&after));
                self.begin();
            }
        }
    }

    fn atoms(&mut self, space: SpaceId) {
        let bench = &mut self.bench;
        let found = bench.store.atoms(space, &mut bench.symbols, &mut bench.trail);
        let trees = &self.model.spaces[&space].0;
        let expected: Vec<Term> =
            trees.iter().map(|tree| tree.term(&mut bench.symbols, &mut bench.trail)).collect();
        self.same(&found, &expected);
    }
}

/// All that a world holds.
fn dump(world: &World) -> String {
    let mut text = String::new();
    for (space, image) in &world.spaces {
        text += &format!("{space:?} {:?}\n{}", image.dependencies, image.atoms.dump());
    }
    text + &format!("{:?}", world.states)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_store_does_what_a_list_does(steps in prop::collection::vec(step(), 1..60)) {
        let mut run = Run::new();
        for step in &steps {
            run.step(step);
        }
        let spaces: Vec<SpaceId> = run.model.spaces.keys().copied().collect();
        for space in spaces {
            run.atoms(space);
        }
    }

    /// What two forms do on one world: where the log of the second has no conflict with the effects of the first, it would
    /// have done the same after it. For a single question and a single addition the log tells exactly that.
    #[test]
    fn where_there_is_no_conflict_every_answer_stays(
        facts in prop::collection::vec(atom(), 0..12),
        first in prop::collection::vec(step(), 1..4),
        second in prop::collection::vec(step(), 1..5),
    ) {
        let mut base = Run::new();
        for fact in facts {
            base.step(&Step::Add(0, fact));
        }
        let world = base.bench.store.world(&base.bench.symbols);
        let inside = |step: &&Step| !matches!(step, Step::Begin | Step::Abandon | Step::Move(_) | Step::Replay);
        let run = |world: World, form: u64, model: &Model, steps: &[Step]| {
            let mut run = Run { bench: Bench::on(world), model: model.clone(), before: model.clone(), form };
            run.begin();
            let mut answers = Vec::new();
            for step in steps.iter().filter(inside) {
                answers.push(run.answer(step));
            }
            let log = run.bench.store.finish(&run.bench.symbols);
            (answers, log)
        };
        let (_, one) = run(world.clone(), 1, &base.model, &first);
        let (answers, two) = run(world.clone(), 2, &base.model, &second);
        let after = world.with(&one.effects);
        let (again, log) = run(after.clone(), 2, &base.model, &second);
        if conflicts(&two.reads, &one.effects) {
            if let ([Step::Query(_, pattern)], [Effect::Add(..)]) = (&second[..], &one.effects[..]) {
                let several = matches!(pattern.members(), [Tree::Symbol(","), ..]);
                prop_assert!(several || answers != again, "a conflict for nothing");
            }
        } else {
            prop_assert_eq!(answers, again);
            prop_assert_eq!(dump(&after.with(&two.effects)), dump(&after.with(&log.effects)));
        }
    }

    /// A store that is reset to the world of another one again and again, whatever it has done itself meanwhile.
    #[test]
    fn a_store_that_follows_another_one_sees_what_that_has_left(
        rounds in prop::collection::vec(
            (prop::collection::vec(step(), 0..6), prop::collection::vec(step(), 0..4), prop::collection::vec(atom(), 0..3)),
            1..12,
        ),
    ) {
        let mut leader = Run::new();
        let mut other = Run::new();
        for (steps, own, appended) in rounds {
            for step in steps.iter().filter(|step| !matches!(step, Step::Move(_))) {
                leader.step(step);
            }
            let mut texts = String::new();
            for tree in &appended {
                let term = tree.term(&mut leader.bench.symbols, &mut leader.bench.trail);
                texts += &leader.bench.text(&term);
                texts += "\n";
            }
            let reading = read(&texts);
            leader.bench.store.extend(MAIN, Draft::from_reading(reading), &mut leader.bench.symbols);
            leader.model.spaces.entry(MAIN).or_default().0.extend(appended);
            leader.begin();
            let world = leader.bench.store.world(&leader.bench.symbols);
            other.bench.store.reset(world.clone(), &mut other.bench.symbols);
            other.model = leader.model.clone();
            other.before = leader.model.clone();
            other.form = leader.form;
            prop_assert_eq!(dump(&other.bench.store.world(&other.bench.symbols)), dump(&world));
            let spaces: Vec<SpaceId> = other.model.spaces.keys().copied().collect();
            spaces.into_iter().for_each(|space| other.atoms(space));
            other.step(&Step::Definitions(0));
            other.begin();
            for step in &own {
                other.step(step);
            }
        }
    }

    #[test]
    fn atoms_come_back_as_they_went(tree in atom()) {
        let mut bench = Bench::new("");
        let term = tree.term(&mut bench.symbols, &mut bench.trail);
        let atom = export(&term, &bench.symbols);
        let back = bench.store.import(atom.as_ref(), &mut bench.symbols, &mut bench.trail);
        prop_assert!(alpha_equal(&term, &back));
        prop_assert!(export(&back, &bench.symbols) == atom);
    }
}

impl Run {
    /// Does a step whatever the model says; what it answers.
    fn answer(&mut self, step: &Step) -> Vec<String> {
        let bench = &mut self.bench;
        let texts = |bench: &Bench, terms: &[Term]| terms.iter().map(|term| bench.text(term)).collect();
        match step {
            Step::Query(at, pattern) => {
                let space = self.space(*at);
                let pattern = pattern.term(&mut self.bench.symbols, &mut self.bench.trail);
                let found = self.bench.instances(space, &pattern);
                texts(&self.bench, &found)
            }
            Step::Definitions(at) => {
                let space = self.space(*at);
                let bench = &mut self.bench;
                let f = bench.symbols.intern("f");
                let a = bench.symbols.intern("a");
                let answers = [
                    bench.store.rules(space, Some(f), 2, &mut bench.symbols),
                    bench.store.declarations(space, a, &mut bench.symbols),
                    bench.store.other_declarations(space, &mut bench.symbols),
                    bench.store.subtypes(space, &mut bench.symbols),
                ];
                let terms: Vec<Term> = answers
                    .iter()
                    .flat_map(|answer| answer.iter())
                    .map(|atom| thaw(atom, &mut bench.trail))
                    .collect();
                texts(bench, &terms)
            }
            Step::Atoms(at) => {
                let space = self.space(*at);
                self.bench.atoms(space)
            }
            Step::Add(at, tree) => {
                let space = self.space(*at);
                let term = tree.term(&mut self.bench.symbols, &mut self.bench.trail);
                self.bench.store.add(space, &term, &mut self.bench.symbols);
                Vec::new()
            }
            Step::Remove(at, which) => {
                let space = self.space(*at);
                let atoms = self.model.spaces.get(&space).map_or(&[][..], |space| &space.0);
                let tree = match which {
                    Ok(tree) => tree.clone(),
                    Err(_) if atoms.is_empty() => return Vec::new(),
                    Err(at) => atoms[at % atoms.len()].clone(),
                };
                let term = tree.term(&mut self.bench.symbols, &mut self.bench.trail);
                vec![self.bench.store.remove(space, &term, &mut self.bench.symbols).to_string()]
            }
            Step::NewSpace => {
                let space = bench.store.new_space();
                self.model.spaces.insert(space, (Vec::new(), Vec::new()));
                Vec::new()
            }
            Step::Depend(at, other) => {
                let (space, other) = (self.space(*at), self.space(*other));
                self.bench.store.depend(space, other);
                Vec::new()
            }
            Step::Begin | Step::Abandon | Step::Move(_) | Step::Replay => Vec::new(),
        }
    }
}
