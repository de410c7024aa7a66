//! Fork and join: a function over the items of a vector, in parallel, results in order (D3).

use super::one_lock::Held;
use super::thread::contain;
use std::fmt;

/// Threads of its own for pure computations; nothing that runs on them may block.
pub struct Pool {
    threads: usize,
    #[cfg(not(any(feature = "loom", feature = "shuttle")))]
    workers: Option<rayon::ThreadPool>,
}

impl Pool {
    /// A pool of `threads` threads; 0 counts as 1. One thread means none: everything runs on the caller.
    ///
    /// Where the operating system refuses the threads, the pool works on the caller, and [`Pool::threads`] says 1.
    #[must_use]
    pub fn new(threads: usize) -> Pool {
        let threads = threads.max(1);
        #[cfg(not(any(feature = "loom", feature = "shuttle")))]
        {
            let workers = (threads > 1)
                .then(|| {
                    rayon::ThreadPoolBuilder::new()
                        .num_threads(threads)
                        .thread_name(|number| format!("fork-join {number}"))
                        .build()
                        .ok()
                })
                .flatten();
            Pool { threads: if workers.is_some() { threads } else { 1 }, workers }
        }
        #[cfg(any(feature = "loom", feature = "shuttle"))]
        Pool { threads }
    }

    /// How many threads work.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.threads
    }

    /// Applies `apply` to every item and its position; results in the order of the items.
    ///
    /// # Panics
    /// If `apply` does, with the payload of the first item in order that panicked, whoever was first in time (D3).
    /// Items after it may or may not have been applied. In checked builds also if the work is spread
    /// while the caller holds a facade lock.
    #[track_caller]
    pub fn map<T, R>(&self, items: Vec<T>, apply: impl Fn(usize, T) -> R + Send + Sync + 'static) -> Vec<R>
    where
        T: Send + 'static,
        R: Send + 'static,
    {
        if self.threads == 1 || items.len() <= 1 {
            return items.into_iter().enumerate().map(|(position, item)| apply(position, item)).collect();
        }
        Held::nothing_while("other threads are waited for by a fork-join map");
        let outcomes = self.spread(items, move |position, item| contain(|| apply(position, item)));
        let resumed =
            outcomes.into_iter().map(|outcome| outcome.unwrap_or_else(|panicked| panicked.resume()));
        resumed.collect()
    }

    #[cfg(not(any(feature = "loom", feature = "shuttle")))]
    fn spread<T, R>(&self, items: Vec<T>, apply: impl Fn(usize, T) -> R + Send + Sync + 'static) -> Vec<R>
    where
        T: Send + 'static,
        R: Send + 'static,
    {
        use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};
        let Some(workers) = &self.workers else { return Vec::new() };
        // Items are coarse (a file, a partition) and uneven: each may be stolen by itself.
        workers.install(|| {
            items
                .into_par_iter()
                .with_max_len(1)
                .enumerate()
                .map(|(position, item)| apply(position, item))
                .collect()
        })
    }

    /// One facade thread per share of the items; the caller takes the first share, since loom has five threads at most.
    #[cfg(any(feature = "loom", feature = "shuttle"))]
    #[track_caller]
    fn spread<T, R>(&self, items: Vec<T>, apply: impl Fn(usize, T) -> R + Send + Sync + 'static) -> Vec<R>
    where
        T: Send + 'static,
        R: Send + 'static,
    {
        let count = items.len();
        let width = self.threads.min(count);
        let mut shares: Vec<Vec<(usize, T)>> = (0..width).map(|_| Vec::new()).collect();
        for (position, item) in items.into_iter().enumerate() {
            shares[position % width].push((position, item));
        }
        let apply = std::sync::Arc::new(apply);
        let mut shares = shares.into_iter();
        let own = shares.next().unwrap_or_default();
        let workers: Vec<_> = shares
            .enumerate()
            .map(|(number, share)| {
                let apply = std::sync::Arc::clone(&apply);
                super::thread::spawn(format!("fork-join {}", number + 1), move || {
                    share.into_iter().map(|(position, item)| (position, apply(position, item))).collect()
                })
            })
            .collect();
        let mut results: Vec<(usize, R)> =
            own.into_iter().map(|(position, item)| (position, apply(position, item))).collect();
        for worker in workers {
            let share: Vec<(usize, R)> = worker.join().unwrap_or_else(|panicked| panicked.resume());
            results.extend(share);
        }
        results.sort_by_key(|(position, _)| *position);
        results.into_iter().map(|(_, result)| result).collect()
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("threads", &self.threads).finish()
    }
}
