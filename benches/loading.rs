//! Loading: CPU time and peak memory of the two workloads of the plan, parallel against sequential, where the crossing is,
//! and which part of a load more threads cannot make shorter.
//!
//! `cargo bench --bench loading`. Files are in the page cache: what is measured is Heddle, not the disk.

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use heddle::environment::Environment;
use heddle::loader::{DriverChoice, LoadOptions, Phases, Report, load};
use support::measure::{Cost, once, peak_mib, ratio};
use support::table::Table;
use support::workspace;

/// A child that loads one path and says what it took: the peak of a process says something only about one load.
const CHILD: &str = "--heddle-load-once";

fn options(driver: DriverChoice) -> LoadOptions {
    LoadOptions { threads: 2, driver, ..LoadOptions::default() }
}

fn load_once(path: &Path, driver: DriverChoice) -> (Environment, Report) {
    let environment = Environment::new();
    let report = load(&environment, &[path], &options(driver)).expect("the generated files have no errors");
    (environment, report)
}

fn child(path: &Path, driver: &str) {
    let driver = if driver == "sequential" { DriverChoice::Sequential } else { DriverChoice::Auto };
    let (cost, loaded) = once(|| load_once(path, driver));
    println!("{} {}", cost.cpu.as_secs_f64(), peak_mib());
    // The process ends here: what it holds goes back in one piece.
    std::mem::forget(loaded);
}

/// Median CPU seconds and peak MiB of a process that loads `path` once.
fn in_a_process(path: &Path, driver: &str) -> (f64, f64) {
    let run = |_| -> (f64, f64) {
        let program = std::env::current_exe().expect("the bench knows itself");
        let output = Command::new(program).arg(CHILD).arg(path).arg(driver).output().expect("the child runs");
        let answer = String::from_utf8_lossy(&output.stdout);
        let mut numbers = answer.split_whitespace().filter_map(|word| word.parse().ok());
        (numbers.next().expect("CPU seconds"), numbers.next().expect("a peak"))
    };
    let mut runs: Vec<(f64, f64)> = (0..7).map(run).collect();
    runs.sort_by(|a, b| a.0.total_cmp(&b.0));
    runs[runs.len() / 2]
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if let [_, flag, path, driver] = args.as_slice()
        && flag == CHILD
    {
        return child(Path::new(path), driver);
    }
    // `-- --generate FOLDER` (cargo adds `--bench`): the workspace alone, for a profiler.
    if let Some(at) = args.iter().position(|arg| arg == "--generate")
        && let Some(folder) = args.get(at + 1)
    {
        std::fs::create_dir_all(folder).expect("a folder for the workspace");
        workspace::write(Path::new(folder), 1000, 100).expect("written");
        return;
    }
    let folder = tempfile::tempdir().expect("a place for the workspaces");
    let place = |name: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir(&path).expect("a new folder");
        path
    };
    let large = place("large");
    workspace::write(&large, 1000, 100).expect("written");
    let facts = folder.path().join("facts.metta");
    std::fs::write(&facts, workspace::facts(100_000)).expect("written");

    let mut table = Table::default();
    for (what, path, cpu, driver) in [
        ("1,000 files × 100 definitions", &large, 0.25, "sequential"),
        ("1,000 files × 100 definitions", &large, 0.25, "auto"),
        ("one file of 100,000 facts", &facts, 0.15, "sequential"),
        ("one file of 100,000 facts", &facts, 0.15, "auto"),
    ] {
        let (seconds, peak) = in_a_process(path, driver);
        table.at_most(&format!("{what}, {driver}: CPU"), seconds, cpu, "s");
        table.at_most(&format!("{what}, {driver}: peak"), peak, 60.0, "MiB");
    }
    table.print("Loading, a process each");

    crossing(&place);
    serial(&large);
}

/// The fastest wall time and the least CPU time of `rounds` loads with each driver, in turns. A busy machine only ever adds
/// time; and throwing the environment away is no part of loading it.
fn least<const N: usize>(path: &Path, rounds: usize, drivers: [DriverChoice; N]) -> [Cost; N] {
    let mut least = [Cost { wall: Duration::MAX, cpu: Duration::MAX }; N];
    for _ in 0..rounds {
        for (driver, least) in drivers.iter().zip(&mut least) {
            let (cost, _loaded) = once(|| load_once(path, *driver));
            least.wall = least.wall.min(cost.wall);
            least.cpu = least.cpu.min(cost.cpu);
        }
    }
    least
}

/// Parallel and automatic against sequential, for more and more files.
fn crossing(place: &impl Fn(&str) -> PathBuf) {
    let mut table = Table::default();
    for (files, definitions) in [
        (1, 10),
        (10, 3),
        (1, 100),
        (4, 100),
        (16, 100),
        (32, 100),
        (48, 100),
        (64, 100),
        (100, 100),
        (300, 100),
        (1000, 100),
    ] {
        let path = place(&format!("{files}x{definitions}"));
        workspace::write(&path, files, definitions).expect("written");
        let rounds = (20_000 / files).clamp(40, 400);
        // Each pair in rounds of its own: what other threads leave in the caches is not the sequential loader's doing.
        let [sequential, automatic] = least(&path, rounds, [DriverChoice::Sequential, DriverChoice::Auto]);
        let [again, parallel] = least(&path, rounds, [DriverChoice::Sequential, DriverChoice::Parallel]);
        let chosen = load_once(&path, DriverChoice::Auto).1.driver.name();
        let what = format!("{files} × {definitions}");
        let gain = ratio(again.wall, parallel.wall);
        let milliseconds = sequential.wall.as_secs_f64() * 1e3;
        table.note(
            &what,
            format!("sequential {milliseconds:.3} ms, parallel {gain:.2} x as fast, automatic: {chosen}"),
        );
        if files >= 100 {
            table.at_least(
                &format!("{what}: automatic, speed"),
                ratio(sequential.wall, automatic.wall),
                1.7,
                "x",
            );
            table.at_most(
                &format!("{what}: automatic, CPU"),
                ratio(automatic.cpu, sequential.cpu),
                1.15,
                "x",
            );
        } else {
            table.at_most(
                &format!("{what}: automatic, time"),
                ratio(automatic.wall, sequential.wall),
                1.05,
                "x",
            );
        }
    }
    table.print("Parallel against sequential, two threads");
}

/// Where the time of a parallel load goes, and which part of it stays on one thread.
fn serial(path: &Path) {
    let mut phases: Vec<Phases> = (0..30).map(|_| load_once(path, DriverChoice::Parallel).1.phases).collect();
    phases.sort_by_key(|phases| phases.total().wall);
    let fastest = phases[0];
    let total = fastest.total();
    let mut table = Table::default();
    let milliseconds = |time: Duration| format!("{:.2} ms", time.as_secs_f64() * 1e3);
    for (name, cost) in fastest.by_name() {
        let (wall, cpu) = (milliseconds(cost.wall), milliseconds(cost.cpu));
        table.note(name, format!("{wall} wall, {cpu} CPU, {} of it serial", milliseconds(cost.caller)));
    }
    table.at_most("serial fraction", ratio(total.caller, total.cpu) * 100.0, 2.0, "%");
    table.print("1,000 files × 100 definitions: phases");
}
