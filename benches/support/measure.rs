//! Wall and CPU time of a piece of work. All comparisons are ratios of rounds that were interleaved in one process, so
//! that a busy machine disturbs both sides alike.

use std::time::Duration;

use cpu_time::ProcessTime;
use heddle::sync::clock;

/// What one run of a piece of work took.
#[derive(Clone, Copy, Default, Debug)]
pub struct Cost {
    /// Time on the wall.
    pub wall: Duration,
    /// CPU time of the whole process, all threads.
    pub cpu: Duration,
}

/// Runs `work` once.
pub fn once<R>(work: impl FnOnce() -> R) -> (Cost, R) {
    let cpu = ProcessTime::now();
    let wall = clock::now();
    let result = std::hint::black_box(work());
    (Cost { wall: wall.elapsed(), cpu: cpu.elapsed() }, result)
}

/// The median cost of each contender over `rounds` rounds; in each round every contender runs once, in turn.
pub fn interleaved<const N: usize>(rounds: usize, mut contenders: [&mut dyn FnMut(); N]) -> [Cost; N] {
    let mut costs: [Vec<Cost>; N] = std::array::from_fn(|_| Vec::with_capacity(rounds));
    for _ in 0..rounds {
        for (contender, costs) in contenders.iter_mut().zip(&mut costs) {
            costs.push(once(&mut **contender).0);
        }
    }
    costs.map(|costs| median(&costs))
}

/// The median wall time and the median CPU time, each by itself.
pub fn median(costs: &[Cost]) -> Cost {
    let middle = |mut times: Vec<Duration>| {
        times.sort_unstable();
        times[times.len() / 2]
    };
    Cost {
        wall: middle(costs.iter().map(|cost| cost.wall).collect()),
        cpu: middle(costs.iter().map(|cost| cost.cpu).collect()),
    }
}

/// `a / b` as a number.
pub fn ratio(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64().max(1e-12)
}

/// Nanoseconds per operation.
pub fn per(time: Duration, operations: usize) -> f64 {
    time.as_secs_f64() * 1e9 / operations as f64
}

/// The largest resident set of this process so far, in MiB; 0 where the system does not tell.
pub fn peak_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kib =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
    kib.unwrap_or(0.0) / 1024.0
}
