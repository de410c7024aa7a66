//! A report of a load, for people and for programs.

use std::fmt::Write as _;

use serde::Serialize;

use super::units;
use crate::loader::{LoadError, Report};
use crate::sync::contention::{self, LockKind, LockStats};

/// The report as people read it: what was loaded, how, and where the time went.
pub(super) fn text(report: &Report, digest: &str) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{}, {}: {} ({}, {})",
        units::count(report.files, "file"),
        units::bytes(report.bytes),
        units::count(report.atoms, "atom"),
        units::count(report.rules, "rule"),
        units::count(report.types, "type"),
    );
    if report.forms() > 0 {
        let _ = writeln!(
            out,
            "{} in {}, kept in order, not run",
            units::count(report.forms(), "`!` form"),
            units::count(report.programs.len(), "file")
        );
    }
    if report.repeated > 0 {
        let _ = writeln!(out, "{} reached again and left out", units::count(report.repeated, "file"));
    }
    let _ = writeln!(out, "digest {digest}");
    let _ = writeln!(
        out,
        "{} driver, {}; {}/s",
        report.driver.name(),
        units::count(report.driver.threads(), "thread"),
        units::bytes(report.throughput() as u64),
    );
    let total = ("total", report.phases.total());
    let _ = writeln!(out, "\n{:<10}{:>10}{:>10}", "phase", "wall", "CPU");
    for (name, cost) in report.phases.by_name().into_iter().chain([total]) {
        let _ = writeln!(out, "{name:<10}{:>10}{:>10}", units::time(cost.wall), units::time(cost.cpu));
    }
    if let Some(fraction) = report.serial_fraction() {
        let _ = writeln!(out, "serial part {:.1} % of the CPU time", fraction * 100.0);
    }
    out
}

/// What happened at each lock that was used.
pub(super) fn locks() -> Vec<LockStats> {
    contention::snapshot()
}

/// [`locks`] as a table.
pub(super) fn lock_table(locks: &[LockStats]) -> String {
    let mut out = String::new();
    let _ =
        writeln!(out, "{:<28}{:<8}{:>14}{:>12}{:>12}", "lock", "kind", "acquisitions", "contended", "waited");
    for lock in locks {
        let acquisitions = lock.acquisitions.map_or_else(|| "-".to_string(), |count| count.to_string());
        let _ = writeln!(
            out,
            "{:<28}{:<8}{acquisitions:>14}{:>12}{:>12}",
            lock.name,
            kind(lock.kind),
            lock.contended,
            units::time(lock.wait)
        );
    }
    out
}

fn kind(kind: LockKind) -> &'static str {
    match kind {
        LockKind::Mutex => "mutex",
        LockKind::Read => "read",
        LockKind::Write => "write",
    }
}

/// The report as programs read it.
#[derive(Serialize)]
pub(super) struct Json {
    driver: &'static str,
    threads: usize,
    files: usize,
    bytes: u64,
    atoms: usize,
    rules: usize,
    types: usize,
    program_forms: usize,
    repeated_files: usize,
    publications: usize,
    revision: u64,
    digest: String,
    seconds: f64,
    cpu_seconds: f64,
    serial_fraction: Option<f64>,
    bytes_per_second: f64,
    phases: Vec<JsonPhase>,
    errors: Vec<JsonError>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locks: Option<Vec<JsonLock>>,
}

#[derive(Serialize)]
struct JsonPhase {
    name: &'static str,
    seconds: f64,
    cpu_seconds: f64,
    serial_cpu_seconds: f64,
}

#[derive(Serialize)]
struct JsonLock {
    name: &'static str,
    kind: &'static str,
    acquisitions: Option<u64>,
    contended: u64,
    wait_seconds: f64,
}

/// An error as programs read it.
#[derive(Serialize)]
pub(super) struct JsonError {
    path: String,
    line: Option<u32>,
    column: Option<u32>,
    code: &'static str,
    message: String,
    hint: Option<&'static str>,
}

impl JsonError {
    pub(super) fn new(error: &LoadError) -> JsonError {
        let position = error.excerpt().map(|excerpt| excerpt.position());
        JsonError {
            path: error.path().display().to_string(),
            line: position.map(|position| position.line),
            column: position.map(|position| position.column),
            code: error.code(),
            message: error.message(),
            hint: error.hint(),
        }
    }
}

impl Json {
    pub(super) fn new(report: &Report, digest: String, locks: Option<Vec<LockStats>>) -> Json {
        let total = report.phases.total();
        Json {
            driver: report.driver.name(),
            threads: report.driver.threads(),
            files: report.files,
            bytes: report.bytes,
            atoms: report.atoms,
            rules: report.rules,
            types: report.types,
            program_forms: report.forms(),
            repeated_files: report.repeated,
            publications: report.publications,
            revision: report.revision.number(),
            digest,
            seconds: total.wall.as_secs_f64(),
            cpu_seconds: total.cpu.as_secs_f64(),
            serial_fraction: report.serial_fraction(),
            bytes_per_second: report.throughput(),
            phases: report
                .phases
                .by_name()
                .map(|(name, cost)| JsonPhase {
                    name,
                    seconds: cost.wall.as_secs_f64(),
                    cpu_seconds: cost.cpu.as_secs_f64(),
                    serial_cpu_seconds: cost.caller.as_secs_f64(),
                })
                .into(),
            errors: report.errors.iter().map(JsonError::new).collect(),
            locks: locks.map(|locks| {
                locks
                    .into_iter()
                    .map(|lock| JsonLock {
                        name: lock.name,
                        kind: kind(lock.kind),
                        acquisitions: lock.acquisitions,
                        contended: lock.contended,
                        wait_seconds: lock.wait.as_secs_f64(),
                    })
                    .collect()
            }),
        }
    }
}
