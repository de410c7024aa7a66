//! "Did you mean": the distance between two words, straight from its definition.

/// The number of insertions, deletions, replacements and exchanges of two neighbours that turn `a` into `b`, where
/// nothing is edited twice (optimal string alignment). O(length of a × length of b), in characters.
pub fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    // rows[i][j]: the distance between the first i characters of a and the first j of b.
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            if i == 0 || j == 0 {
                rows[i][j] = i + j;
                continue;
            }
            let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}

/// The three `names` nearest to `name`, by distance, then by text: at distance 1 or 2, without repetition.
pub fn suggest<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut near: Vec<(usize, &str)> = Vec::new();
    for candidate in names {
        let distance = distance(name, candidate);
        if distance == 1 || distance == 2 {
            near.push((distance, candidate));
        }
    }
    near.sort();
    near.dedup();
    near.into_iter().take(3).map(|(_, word)| word.to_owned()).collect()
}
