//! What an evaluation may use, as people say it on the command line.

use std::time::Duration;

use clap::Args;

use crate::evaluation::limits::Limits;

/// Budgets of an evaluation.
#[derive(Args, Clone)]
#[command(next_help_heading = "Budgets")]
pub(super) struct BudgetArgs {
    /// Stop after this time, such as 30s, 500ms or 2m; for each file on its own where files are tests
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(super) timeout: Option<Duration>,
    /// Steps of one form, at most; a step is a call of a rule or of an operation
    #[arg(long, value_name = "N")]
    max_steps: Option<u64>,
    /// Evaluations of one form that wait for one another, at most [default: 10000000]
    #[arg(long, value_name = "N")]
    max_depth: Option<usize>,
    /// Memory of one form, in bytes, roughly; K, M and G are understood
    #[arg(long, value_name = "BYTES", value_parser = bytes)]
    max_memory: Option<usize>,
}

impl BudgetArgs {
    /// The limits of each form; time is counted by the session.
    pub(super) fn limits(&self) -> Limits {
        let Limits { steps, depth, time, memory } = Limits::default();
        Limits {
            steps: self.max_steps.or(steps),
            depth: self.max_depth.or(depth),
            time,
            memory: self.max_memory.or(memory),
        }
    }
}

fn bytes(text: &str) -> Result<usize, String> {
    let bytes = super::load_args::size(text)?;
    usize::try_from(bytes).map_err(|_| format!("{text} bytes are more than this machine can count"))
}

/// A length of time: a number, which may have a fraction, and `ms`, `s` (or nothing), `m` or `h`.
fn duration(text: &str) -> Result<Duration, String> {
    let at = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(at);
    let factor = match unit {
        "ms" => 0.001,
        "" | "s" => 1.0,
        "m" | "min" => 60.0,
        "h" => 3600.0,
        _ => return Err(format!("`{unit}` is no unit of time: ms, s, m and h are")),
    };
    let number: f64 = number.parse().map_err(|_| format!("`{text}` does not begin with a number"))?;
    Duration::try_from_secs_f64(number * factor).map_err(|_| format!("`{text}` is too long"))
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_with_and_without_a_unit() {
        assert_eq!(duration("30s"), Ok(Duration::from_secs(30)));
        assert_eq!(duration("30"), Ok(Duration::from_secs(30)));
        assert_eq!(duration("250ms"), Ok(Duration::from_millis(250)));
        assert_eq!(duration("1.5m"), Ok(Duration::from_secs(90)));
        assert_eq!(duration("2h"), Ok(Duration::from_secs(7200)));
        for wrong in ["", "s", "-1s", "1d", "1 s", "1e400"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }
}
