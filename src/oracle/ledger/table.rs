//! An interleaving table as it was recorded: a column for each thread, a line for each step.

/// The shortest failing schedule of a mutant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// How often a thread was interrupted that could have gone on.
    pub preemptions: usize,
    /// The threads that took a step that is shown, in the order of their columns.
    pub threads: Vec<String>,
    /// The steps in order.
    pub steps: Vec<Step>,
    /// What the execution died of.
    pub verdict: String,
}

/// What one thread did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which one of [`Table::threads`].
    pub thread: usize,
    /// What it did.
    pub action: String,
    /// Where: the file, and the text of the line; nothing for what happens without a line of its own.
    pub source: Option<(String, String)>,
}

impl Table {
    /// Reads a table from a snapshot; nothing if that is not one. O(length).
    #[must_use]
    pub fn read(snapshot: &str) -> Option<Table> {
        let (_, text) = snapshot.strip_prefix("---\n")?.split_once("\n---\n")?;
        let mut lines = text.lines();
        let preemptions = lines.find_map(|line| line.strip_prefix("preemptions: "))?;
        let preemptions = preemptions.split(',').next()?.parse().ok()?;
        let head = lines.find(|line| line.trim_start().starts_with("# │"))?;
        let columns = Columns::of(head);
        // The last column is that of the sources.
        let threads: Vec<String> = columns.cells(head).skip(1).map(|cell| cell.trim().to_owned()).collect();
        let (sources, threads) = threads.split_last()?;
        if sources != "source" || !lines.next()?.starts_with('─') {
            return None;
        }
        let mut steps = Vec::new();
        for line in lines.by_ref().take_while(|line| !line.trim().is_empty()) {
            steps.push(columns.step(line)?);
        }
        let verdict = lines.collect::<Vec<_>>().join("\n").trim().to_owned();
        Some(Table { preemptions, threads: threads.to_vec(), steps, verdict })
    }
}

/// Where the columns begin: cells hold no tabs, and each character is one place wide.
struct Columns {
    starts: Vec<usize>,
}

impl Columns {
    fn of(head: &str) -> Columns {
        let bars = head.chars().enumerate().filter(|&(_, letter)| letter == '│');
        Columns { starts: std::iter::once(0).chain(bars.map(|(at, _)| at + 1)).collect() }
    }

    /// The cells of a line; the last one goes on to its end.
    fn cells<'line>(&'line self, line: &'line str) -> impl Iterator<Item = String> + 'line {
        self.starts.iter().enumerate().map(move |(column, &start)| {
            let end = self.starts.get(column + 1).map_or(usize::MAX, |next| next - 1);
            line.chars().skip(start).take(end - start).collect()
        })
    }

    fn step(&self, line: &str) -> Option<Step> {
        let cells: Vec<String> = self.cells(line).map(|cell| cell.trim().to_owned()).collect();
        let (source, cells) = cells.split_last()?;
        let (thread, action) = cells.iter().skip(1).enumerate().find(|(_, cell)| !cell.is_empty())?;
        let source = source.split_once(": ").map(|(file, text)| (file.to_owned(), text.to_owned()));
        Some(Step { thread, action: action.clone(), source })
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    const SNAPSHOT: &str = "---\nsource: somewhere\n---\nnests: keeps one\npreemptions: 1, steps: 5\n\n  \
        # │ main         │ other │ source\n────┼──────────────┼───────┼───\n  1 │ locks a      │       │ a.rs: let a: u8;\n  \
        2 │              │ gives │\n\ndeadlock!\n more";

    #[test]
    fn a_step_belongs_to_the_column_that_it_stands_in() {
        let table = Table::read(SNAPSHOT).unwrap();
        assert_eq!(
            (table.preemptions, table.threads.as_slice()),
            (1, &["main".to_owned(), "other".to_owned()][..])
        );
        let source = Some(("a.rs".to_owned(), "let a: u8;".to_owned()));
        assert_eq!(
            table.steps,
            [
                Step { thread: 0, action: "locks a".into(), source },
                Step { thread: 1, action: "gives".into(), source: None },
            ]
        );
        assert_eq!(table.verdict, "deadlock!\n more");
    }

    #[test]
    fn what_is_no_table_is_nothing() {
        for text in ["", "---\n", "---\nsource: x\n---\nno table\n", "---\na\n---\npreemptions: x\n"] {
            assert_eq!(Table::read(text), None, "{text:?}");
        }
        let headless = SNAPSHOT.replace("source\n─", "sauce\n─");
        assert_eq!(Table::read(&headless), None);
    }
}
