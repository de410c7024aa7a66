//! How much memory this process holds.

/// What the system says, in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Memory {
    /// What is in memory now.
    pub resident: u64,
    /// The most that ever was.
    pub peak: u64,
}

impl Memory {
    /// What is known now; nothing where the system does not tell (it does under Linux).
    #[must_use]
    pub fn now() -> Option<Memory> {
        Memory::read(&std::fs::read_to_string("/proc/self/status").ok()?)
    }

    fn read(status: &str) -> Option<Memory> {
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
            line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?.checked_mul(1024)
        };
        Some(Memory { resident: field("VmRSS")?, peak: field("VmHWM")? })
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_says_is_read() {
        let status = "Name:\theddle\nVmHWM:\t    2048 kB\nVmRSS:\t    1024 kB\nVmRSSX:\t 1 kB\n";
        assert_eq!(Memory::read(status), Some(Memory { resident: 1 << 20, peak: 2 << 20 }));
        assert_eq!(Memory::read("VmRSS:\t1024 kB\n"), None);
        assert_eq!(Memory::read("VmRSS: x kB\nVmHWM: 1 kB"), None);
        assert_eq!(Memory::read("VmRSS: 99999999999999999999 kB\nVmHWM: 1 kB"), None);
    }
}
