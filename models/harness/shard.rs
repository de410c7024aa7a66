//! Parts of a hunt, for many machines.

use std::fmt;

/// The part with this index, from 0, of so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shard {
    pub(super) index: u64,
    pub(super) of: u64,
}

impl Shard {
    pub(super) const WHOLE: Shard = Shard { index: 0, of: 1 };

    /// What a batch engine says; nothing where there is none.
    ///
    /// # Errors
    /// If what it says is no part of a whole: to hunt everything instead would be to hunt the same on each machine.
    pub(super) fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Result<Option<Shard>, String> {
        /// The names of its variables, and the first number that it gives where it does not say so itself.
        const ENGINES: [(&str, &str, u64); 5] = [
            ("CI_NODE_INDEX", "CI_NODE_TOTAL", 1),
            ("BUILDKITE_PARALLEL_JOB", "BUILDKITE_PARALLEL_JOB_COUNT", 0),
            ("CIRCLE_NODE_INDEX", "CIRCLE_NODE_TOTAL", 0),
            ("BATCH_TASK_INDEX", "BATCH_TASK_COUNT", 0),
            ("SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", 0),
        ];
        let number = |name| variable(name)?.parse::<u32>().ok().map(u64::from);
        let Some(&(index, of, first)) = ENGINES.iter().find(|(index, ..)| variable(index).is_some()) else {
            return Ok(None);
        };
        let shard = || {
            // An array of SLURM may begin anywhere and leave numbers out.
            let slurm = |name, otherwise| {
                if index.starts_with("SLURM") { number(name) } else { None }.unwrap_or(otherwise)
            };
            let (first, step) = (slurm("SLURM_ARRAY_TASK_MIN", first), slurm("SLURM_ARRAY_TASK_STEP", 1));
            let behind = number(index)?.checked_sub(first)?;
            let shard = Shard { index: behind.checked_div(step)?, of: number(of)? };
            (behind % step == 0 && shard.index < shard.of).then_some(shard)
        };
        let said = |name| variable(name).unwrap_or_default();
        shard().map(Some).ok_or_else(|| {
            format!("{index}={} and {of}={} say no part of a whole; give --shard I/N", said(index), said(of))
        })
    }
}

impl std::str::FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Shard, String> {
        let numbers = text
            .split_once('/')
            .and_then(|(index, of)| Some((index.parse::<u32>().ok()?, of.parse::<u32>().ok()?)));
        match numbers {
            Some((index, of)) if index < of => Ok(Shard { index: index.into(), of: of.into() }),
            Some((_, of)) if of > 0 => Err(format!("the parts are 0/{of} to {}/{of}", of - 1)),
            _ => Err("two numbers, such as 0/4".to_owned()),
        }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_is_said_or_comes_from_the_batch_engine() {
        assert_eq!("3/4".parse(), Ok(Shard { index: 3, of: 4 }));
        assert_eq!("4/4".parse::<Shard>(), Err("the parts are 0/4 to 3/4".to_owned()));
        for nonsense in ["", "1", "a/b", "0/0", "-1/2"] {
            assert!(nonsense.parse::<Shard>().is_err(), "{nonsense}");
        }
        let engine = |pairs: &[(&str, &str)]| {
            Shard::of_environment(|name| {
                pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(
            engine(&[("CI_NODE_INDEX", "1"), ("CI_NODE_TOTAL", "2")]),
            Ok(Some(Shard { index: 0, of: 2 }))
        );
        assert_eq!(
            engine(&[("BATCH_TASK_INDEX", "1"), ("BATCH_TASK_COUNT", "2")]),
            Ok(Some(Shard { index: 1, of: 2 }))
        );
        // --array=1-4, --array=2-8:3, and --array=1,5, whose numbers say nothing.
        let slurm =
            [("SLURM_ARRAY_TASK_COUNT", "4"), ("SLURM_ARRAY_TASK_MIN", "1"), ("SLURM_ARRAY_TASK_ID", "4")];
        assert_eq!(engine(&slurm), Ok(Some(Shard { index: 3, of: 4 })));
        let steps = [
            ("SLURM_ARRAY_TASK_COUNT", "3"),
            ("SLURM_ARRAY_TASK_MIN", "2"),
            ("SLURM_ARRAY_TASK_STEP", "3"),
            ("SLURM_ARRAY_TASK_ID", "5"),
        ];
        assert_eq!(engine(&steps), Ok(Some(Shard { index: 1, of: 3 })));
        let list =
            [("SLURM_ARRAY_TASK_COUNT", "2"), ("SLURM_ARRAY_TASK_MIN", "1"), ("SLURM_ARRAY_TASK_ID", "5")];
        assert!(engine(&list).is_err());
        // What is nonsense is refused: everything instead would be everything on each machine.
        assert!(engine(&[("CI_NODE_INDEX", "0"), ("CI_NODE_TOTAL", "2")]).is_err());
        assert!(engine(&[("CI_NODE_INDEX", "1")]).is_err());
        assert!(engine(&[("BATCH_TASK_INDEX", "2"), ("BATCH_TASK_COUNT", "2")]).is_err());
        assert_eq!(engine(&[("CI_NODE_TOTAL", "1")]), Ok(None));
    }
}
