//! The pages: the list of mutants, and the story of one.

use std::fmt::Write;

use super::mutant::Mutant;
use crate::cli::units;
use crate::oracle::ledger::{GUARANTEES, Step, Table};

/// Pages keep to so many columns, where names, threads and lines of source let them.
const WIDTH: usize = 100;

/// Where the texts of a story begin.
const INDENT: usize = 19;

/// How the titles of a list are set off from the names.
const NAMES: usize = 46;

/// Lines of source that more steps take than fit here stand further to the right.
const MOST_NUMBERS: usize = 14;

/// How a page is written.
#[derive(Clone, Copy)]
pub(super) struct Look {
    /// With colours.
    pub colour: bool,
    /// With the line of source beside each step.
    pub wide: bool,
}

impl Look {
    fn paint(self, code: &str, text: &str) -> String {
        if self.colour && !text.is_empty() { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }

    fn dim(self, text: &str) -> String {
        self.paint("2", text)
    }

    /// Each thread has a colour of its own.
    fn of_thread(self, thread: usize, text: &str) -> String {
        const COLOURS: [&str; 6] = ["36", "33", "35", "32", "34", "31"];
        self.paint(COLOURS.get(thread % COLOURS.len()).unwrap_or(&"36"), text)
    }
}

/// The mutants by the guarantee that they break first of all, each named once.
pub(super) fn list(mutants: &[&Mutant], look: Look) -> String {
    let mut out = String::new();
    let mut named = mutants.to_vec();
    // Of its scenarios the one that can refute what the story is about.
    named.sort_by_key(|mutant| {
        (mutant.is_sequential(), mutant.short(), mutant.breaks() != mutant.story.breaks)
    });
    named.dedup_by_key(|mutant| mutant.short());
    for guarantee in GUARANTEES {
        let of: Vec<&Mutant> =
            named.iter().copied().filter(|mutant| mutant.breaks() == guarantee.number).collect();
        if of.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n{}", look.bold(&format!("{}  {}", guarantee.number, guarantee.promise)));
        for mutant in of {
            let (name, title) = (mutant.short(), titled(mutant));
            let gap =
                if name.chars().count() > NAMES { format!("\n{:1$}", "", NAMES + 6) } else { String::new() };
            let _ = writeln!(out, "    {name:<NAMES$}{gap}  {}", look.dim(&title));
        }
    }
    out
}

/// How many there are, for the head of the whole list.
pub(super) fn head(mutants: &[&Mutant]) -> String {
    let mut names: Vec<String> = mutants.iter().map(|mutant| mutant.short()).collect();
    names.sort_unstable();
    names.dedup();
    let mut stories: Vec<&str> = mutants.iter().map(|mutant| mutant.story.title).collect();
    stories.sort_unstable();
    stories.dedup();
    format!(
        "{} in {} of how such systems break, by the guarantee that they break.\n\
         `heddle explain NAME` tells the story of one; parts of a name do, and numbers like Q1 or S19.\n",
        units::count(names.len(), "mutant"),
        match stories.len() {
            1 => "1 story".to_owned(),
            several => format!("{several} stories"),
        }
    )
}

fn titled(mutant: &Mutant) -> String {
    match mutant.story.ways {
        [] => mutant.story.title.to_owned(),
        ways => format!("{} ({})", mutant.story.title, ways.join(", ")),
    }
}

/// The story of a mutant, with the shortest schedule on which it fails; `others`: the scenarios in which it stands too.
pub(super) fn page(mutant: &Mutant, others: &[&Mutant], look: Look) -> String {
    let story = mutant.story;
    let mut out = String::new();
    let _ = writeln!(out, "{}\n{}\n", look.bold(&titled(mutant)), look.dim(&mutant.path()));
    let mut say = |label: &str, text: &str| {
        let margin = INDENT - 2;
        for (at, line) in wrapped(text, WIDTH - INDENT).into_iter().enumerate() {
            let label = if at == 0 { format!("  {label:<margin$}") } else { " ".repeat(INDENT) };
            let _ = writeln!(out, "{}{line}", look.bold(&label));
        }
    };
    say("What was meant", story.meant);
    say("What goes wrong", story.wrong);
    say("What one sees", story.seen);
    say("Its one fault", &mutant.fault);
    let promise = |number: &str| {
        GUARANTEES
            .iter()
            .find(|guarantee| guarantee.number == number)
            .map_or("", |guarantee| guarantee.promise)
    };
    say("What it breaks", &format!("{}: {}", mutant.breaks(), promise(mutant.breaks())));
    for number in mutant.guarantees.iter().filter(|number| *number != mutant.breaks()) {
        say("", &format!("its model watches over {number} too: {}", promise(number)));
    }
    say("The rule", &format!("{}, {}", story.rule.number(), story.rule.text()));
    say("Here", story.instead);
    say("Held against", &format!("{}: {}", mutant.property, mutant.claim));
    for (at, (engine, death)) in mutant.deaths.iter().enumerate() {
        let how = match *engine {
            "native" => format!("of the test `{}` ({})", death.message, death.by),
            engine => {
                format!("of “{}” under {engine}, at {}", death.message.trim().trim_end_matches(':'), death.by)
            }
        };
        say(if at == 0 { "It dies" } else { "" }, &how);
    }
    for (at, other) in others.iter().enumerate() {
        say(if at == 0 { "Stands also in" } else { "" }, &other.path());
    }
    let mut tables = mutant.tables();
    match tables.next() {
        None if mutant.is_sequential() => {
            out += "\nNo interleaving: one thread does one thing after the other, and the sequence is what matters.\n";
        }
        None => {
            out += "\nNo table: this scenario has more threads than are searched for a shortest schedule.\n"
        }
        Some(shortest) => {
            let preemptions = units::count(shortest.preemptions, "preemption");
            let _ =
                writeln!(out, "\n{}\n", look.bold(&format!("The shortest failing schedule, {preemptions}:")));
            out += &table(&shortest, look);
            let _ = writeln!(out, "\n{}", look.paint("31", &verdict(&shortest.verdict)));
        }
    }
    for ruled in tables {
        let _ = write!(
            out,
            "\n{}\n\n{}\n",
            look.bold("With the one-lock rule on it stops earlier:"),
            verdict(&ruled.verdict)
        );
    }
    out
}

/// A message with a margin, and in lines that can be read.
fn verdict(text: &str) -> String {
    let lines = text.lines().flat_map(|line| wrapped(line, WIDTH - 2));
    lines.map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}

/// A column for each thread, a line for each step, and the lines of source: beside the steps or below them.
fn table(table: &Table, look: Look) -> String {
    let mut widths: Vec<usize> = table.threads.iter().map(|name| name.chars().count()).collect();
    for step in &table.steps {
        if let Some(width) = widths.get_mut(step.thread) {
            *width = (*width).max(step.action.chars().count());
        }
    }
    let row = |number: &str, cell: &dyn Fn(usize) -> String, source: &str| {
        let mut row = format!("{number:>5} ");
        for (thread, &width) in widths.iter().enumerate() {
            let cell = cell(thread);
            let gap = " ".repeat(width.saturating_sub(cell.chars().count()));
            let _ = write!(row, "│ {}{gap} ", look.of_thread(thread, &cell));
        }
        if look.wide {
            let _ = write!(row, "│ {}", look.dim(source));
        }
        format!("{}\n", row.trim_end())
    };
    let name = |thread: usize| table.threads.get(thread).cloned().unwrap_or_default();
    let mut out = row("#", &name, "source");
    let rule: String = widths.iter().map(|&width| format!("┼{}", "─".repeat(width + 2))).collect();
    let _ = writeln!(out, "──────{rule}{}", if look.wide { "┼───────" } else { "" });
    for (at, step) in table.steps.iter().enumerate() {
        let cell = |thread| if thread == step.thread { step.action.clone() } else { String::new() };
        let source = step.source.as_ref().map(|(file, text)| format!("{file}: {text}"));
        out += &row(&(at + 1).to_string(), &cell, &source.unwrap_or_default());
    }
    if !look.wide {
        out += &sources(&table.steps, look);
    }
    out
}

/// A line of source, and the numbers of the steps that it takes.
type Taken<'steps> = (&'steps str, Vec<String>);

/// Each line of source once, by file, with the numbers of the steps that it takes.
fn sources(steps: &[Step], look: Look) -> String {
    let mut files: Vec<(&str, Vec<Taken<'_>>)> = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        let Some((file, text)) = &step.source else { continue };
        let number = (at + 1).to_string();
        match files.iter_mut().find(|(known, _)| known == file) {
            None => files.push((file, vec![(text, vec![number])])),
            Some((_, lines)) => match lines.iter_mut().find(|(known, _)| known == text) {
                None => lines.push((text, vec![number])),
                Some((_, numbers)) => numbers.push(number),
            },
        }
    }
    let numbered = files.iter().flat_map(|(_, lines)| lines).map(|(_, numbers)| numbers.join(", ").len());
    let width = numbered.max().unwrap_or(0).min(MOST_NUMBERS);
    let mut out = String::new();
    for (file, lines) in files {
        let _ = writeln!(out, "\n  {}", look.bold(file));
        for (text, numbers) in lines {
            let _ = writeln!(out, "  {:>width$}  {text}", numbers.join(", "));
        }
    }
    out
}

/// Lines of at most `width` characters, where words let them.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;
    use crate::cli::explain::mutant;
    use crate::oracle::ledger;

    const PLAIN: Look = Look { colour: false, wide: false };

    #[test]
    fn every_page_fits_but_for_names_threads_and_lines_of_source() {
        let mutants = mutant::all(&ledger::committed().unwrap()).unwrap_or_default();
        for mutant in &mutants {
            for line in page(mutant, &[], PLAIN).lines() {
                let is_told = line.contains("  ") && !line.contains('│') && !line.contains('┼');
                let words = line.split_whitespace().map(|word| word.chars().count()).max().unwrap_or(0);
                let is_source = line.trim_start().starts_with(|letter: char| letter.is_ascii_digit());
                let fits = line.chars().count() <= WIDTH || !is_told || is_source || words + INDENT > WIDTH;
                assert!(fits, "{}: {} columns: {line}", mutant.path(), line.chars().count());
            }
        }
    }

    #[test]
    fn colours_change_nothing_but_colours() {
        let mutants = mutant::all(&ledger::committed().unwrap()).unwrap_or_default();
        for mutant in mutants.iter().take(40) {
            for wide in [false, true] {
                let coloured = page(mutant, &[], Look { colour: true, wide });
                let mut plain = String::new();
                let mut rest = coloured.as_str();
                while let Some((before, escape)) = rest.split_once('\x1b') {
                    plain += before;
                    rest = escape.split_once('m').map_or("", |(_, rest)| rest);
                }
                plain += rest;
                let bare = |text: &str| text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
                assert_eq!(bare(&plain), bare(&page(mutant, &[], Look { colour: false, wide })));
            }
        }
    }

    #[test]
    fn lines_are_wrapped_at_words() {
        assert_eq!(wrapped("one two  three", 7), ["one two", "three"]);
        assert_eq!(wrapped("unbreakable x", 4), ["unbreakable", "x"]);
        assert!(wrapped(" ", 4).is_empty());
    }
}
