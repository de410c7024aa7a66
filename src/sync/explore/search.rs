//! The machine of the search: which thread runs at each scheduling point. Plain data, no scheduler.

/// A scheduling point on the path of the current schedule.
#[derive(Debug)]
struct Choice {
    /// The threads that may run here, in the order in which they are tried.
    options: Vec<usize>,
    /// Which of them the current schedule runs.
    taken: usize,
    /// Whether every option but the first takes the processor away from a thread that could go on.
    preempts: bool,
}

impl Choice {
    /// The preemptions that this choice adds to the schedule.
    fn cost(&self) -> usize {
        usize::from(self.preempts && self.taken > 0)
    }
}

/// Depth-first search through all schedules with at most `bound` preemptions.
///
/// A *preemption* takes the processor away from a thread that could go on. Going on with another thread when the
/// current one has ended, blocked or yielded costs nothing, so even bound 0 runs every thread to its end. Most
/// concurrency bugs need very few preemptions (Musuvathi and Qadeer, "Iterative context bounding for systematic testing
/// of multithreaded programs", PLDI 2007), and the number of schedules with few of them is polynomial in their length.
///
/// A thread that yields is not chosen again while another one can run; without that a loop that yields until another
/// thread has acted would be a schedule without end.
///
/// # Invariants
///
/// - The preemptions on the path sum to `spent`, which never exceeds `bound`.
/// - Each schedule is visited once, in an order that depends on nothing but the program.
#[derive(Debug)]
pub struct Search {
    bound: usize,
    /// Schedules that grow longer than this are given up; it makes a found failure shorter.
    longest: usize,
    path: Vec<Choice>,
    depth: usize,
    spent: usize,
    executions: u64,
    left_out: bool,
}

impl Search {
    /// A search through the schedules with at most `bound` preemptions.
    #[must_use]
    pub fn new(bound: usize) -> Self {
        Self {
            bound,
            longest: usize::MAX,
            path: Vec::new(),
            depth: 0,
            spent: 0,
            executions: 0,
            left_out: false,
        }
    }

    /// Moves on to the next schedule; `false` when all have been visited. Must be called before each execution.
    pub fn advance(&mut self) -> bool {
        if self.executions > 0 && !self.backtrack() {
            return false;
        }
        self.executions += 1;
        self.depth = 0;
        self.spent = 0;
        true
    }

    /// Takes back choices until one can be changed within the bound, and changes it.
    fn backtrack(&mut self) -> bool {
        let mut spent: usize = self.path.iter().map(Choice::cost).sum();
        while let Some(mut choice) = self.path.pop() {
            spent -= choice.cost();
            if choice.taken + 1 < choice.options.len() {
                if spent + usize::from(choice.preempts) <= self.bound {
                    choice.taken += 1;
                    self.path.push(choice);
                    return true;
                }
                self.left_out = true;
            }
        }
        false
    }

    /// Chooses who runs next among `runnable` (ascending); `None` when the schedule has grown too long.
    ///
    /// # Panics
    ///
    /// If the program is not deterministic: the same choices lead to other runnable threads than before.
    pub fn choose(&mut self, runnable: &[usize], current: Option<usize>, yields: bool) -> Option<usize> {
        if self.depth >= self.longest {
            return None;
        }
        let goes_on = current.filter(|thread| !yields && runnable.contains(thread));
        let others = runnable.iter().copied().filter(|&thread| Some(thread) != current);
        let mut options: Vec<usize> = goes_on.into_iter().chain(others).collect();
        if options.is_empty() {
            options.extend_from_slice(runnable);
        }
        match self.path.get(self.depth) {
            Some(choice) => {
                assert_eq!(
                    choice.options, options,
                    "the program is not deterministic at step {}",
                    self.depth
                );
            }
            None => self.path.push(Choice { options, taken: 0, preempts: goes_on.is_some() }),
        }
        let choice = self.path.get(self.depth)?;
        self.spent += choice.cost();
        self.depth += 1;
        choice.options.get(choice.taken).copied()
    }

    /// From now on only schedules shorter than the current one count.
    pub fn look_for_shorter(&mut self) {
        self.longest = self.depth.saturating_sub(1);
    }

    /// The threads of the current schedule, step by step.
    #[must_use]
    pub fn schedule(&self) -> Vec<usize> {
        let taken = |choice: &Choice| choice.options.get(choice.taken).copied();
        self.path.iter().take(self.depth).filter_map(taken).collect()
    }

    /// The preemptions of the current schedule so far.
    #[must_use]
    pub fn preemptions(&self) -> usize {
        self.spent
    }

    /// How many executions were started.
    #[must_use]
    pub fn executions(&self) -> u64 {
        self.executions
    }

    /// Whether some schedule was left out because it has more preemptions than the bound. When a finished search says
    /// no, it was exhaustive.
    #[must_use]
    pub fn left_out(&self) -> bool {
        self.left_out
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    /// All schedules of threads that take so many steps each, and whether more preemptions would have given more.
    fn schedules(steps: &[usize], bound: usize) -> (Vec<Vec<usize>>, bool) {
        let mut search = Search::new(bound);
        let mut all = Vec::new();
        while search.advance() {
            let mut left = steps.to_vec();
            let mut current = None;
            loop {
                let runnable: Vec<usize> = (0..left.len()).filter(|&thread| left[thread] > 0).collect();
                if runnable.is_empty() {
                    break;
                }
                let chosen = search.choose(&runnable, current, false).expect("no limit on the length");
                left[chosen] -= 1;
                current = Some(chosen);
            }
            assert_eq!(search.schedule().len(), steps.iter().sum::<usize>());
            all.push(search.schedule());
        }
        (all, search.left_out())
    }

    #[test]
    fn without_preemptions_threads_run_to_their_end_in_every_order() {
        let (all, left_out) = schedules(&[2, 2], 0);
        assert_eq!(all, [[0, 0, 1, 1], [1, 1, 0, 0]]);
        assert!(left_out);
    }

    #[test]
    fn with_enough_preemptions_it_is_exhaustive() {
        // The interleavings of 3 and 3 steps: 6! / (3! 3!) = 20, none twice.
        let (mut all, left_out) = schedules(&[3, 3], 5);
        assert_eq!(all.len(), 20);
        assert!(!left_out);
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 20);
    }

    #[test]
    fn a_bound_visits_exactly_the_schedules_within_it() {
        let preemptions = |schedule: &Vec<usize>| {
            let mut left = [3, 2, 2];
            let mut count = 0;
            for pair in schedule.windows(2) {
                left[pair[0]] -= 1;
                count += usize::from(pair[0] != pair[1] && left[pair[0]] > 0);
            }
            count
        };
        let (all, _) = schedules(&[3, 2, 2], 9);
        assert_eq!(all.len(), 210, "7! / (3! 2! 2!)");
        for bound in 0..4 {
            let (within, _) = schedules(&[3, 2, 2], bound);
            assert_eq!(within.len(), all.iter().filter(|&schedule| preemptions(schedule) <= bound).count());
            assert!(within.iter().all(|schedule| preemptions(schedule) <= bound));
        }
    }

    #[test]
    fn who_yields_waits_for_the_others() {
        let mut search = Search::new(0);
        assert!(search.advance());
        assert_eq!(search.choose(&[0, 1], None, false), Some(0));
        assert_eq!(search.choose(&[0, 1], Some(0), true), Some(1));
        assert_eq!(search.choose(&[1], Some(1), true), Some(1), "alone it goes on");
    }
}
