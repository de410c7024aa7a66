//! A table of figures: name, what was measured, what was asked, whether it holds.

/// Rows of one bench, printed as Markdown so that they can be put into `benches/README.md` as they are.
#[derive(Default)]
pub struct Table {
    rows: Vec<[String; 4]>,
}

impl Table {
    /// A row without a target.
    pub fn note(&mut self, what: &str, figure: impl std::fmt::Display) {
        self.rows.push([what.into(), figure.to_string(), String::new(), String::new()]);
    }

    /// A row with a target that `figure` must not exceed.
    pub fn at_most(&mut self, what: &str, figure: f64, limit: f64, unit: &str) {
        self.target(what, figure, limit, unit, "at most", figure <= limit);
    }

    /// A row with a target that `figure` must reach.
    pub fn at_least(&mut self, what: &str, figure: f64, limit: f64, unit: &str) {
        self.target(what, figure, limit, unit, "at least", figure >= limit);
    }

    fn target(&mut self, what: &str, figure: f64, limit: f64, unit: &str, word: &str, holds: bool) {
        let verdict = if holds { "holds" } else { "FALLS SHORT" };
        self.rows.push([
            what.into(),
            format!("{} {unit}", short(figure)),
            format!("{word} {} {unit}", short(limit)),
            verdict.into(),
        ]);
    }

    /// Prints the table on standard output.
    pub fn print(&self, title: &str) {
        println!("\n### {title}\n\n| what | measured | asked | |\n| --- | --- | --- | --- |");
        for [what, figure, target, verdict] in &self.rows {
            println!("| {what} | {figure} | {target} | {verdict} |");
        }
    }
}

/// Three significant digits.
fn short(figure: f64) -> String {
    let digits = match figure.abs() {
        x if x >= 100.0 => 0,
        x if x >= 10.0 => 1,
        x if x >= 1.0 => 2,
        _ => 3,
    };
    format!("{figure:.digits$}")
}
