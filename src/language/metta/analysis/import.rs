//! The files that the name of a module may mean.

/// The paths that `module` may name, relative to the folder of the document, best first: `m` is `m.metta` or
/// `m/module.metta`, `a:b` is `a/b.metta` or `a/b/module.metta`; a name with the extension is that file alone.
///
/// Names with a colon count from the top of the workspace, which a file does not know: inside the folder `a` the same
/// name is `../a/b.metta`, so as many folders up are tried as the name has. `self:` and `top:` in front say no more.
/// Empty for a name that is none.
pub(crate) fn candidates(module: &str) -> Vec<String> {
    let relative = module.strip_prefix("self:").or_else(|| module.strip_prefix("top:")).unwrap_or(module);
    let path = relative.replace(':', "/");
    if path.is_empty() || path.ends_with('/') {
        return Vec::new();
    }
    if path.ends_with(".metta") {
        return vec![path];
    }
    let up = relative.matches(':').count().min(MOST_UP);
    let files = |up: usize| {
        let folder = "../".repeat(up);
        [format!("{folder}{path}.metta"), format!("{folder}{path}/module.metta")]
    };
    (0..=up).flat_map(files).collect()
}

/// So many folders up are looked into, at most.
const MOST_UP: usize = 8;

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::candidates;

    #[test]
    fn a_module_is_a_file_or_a_folder() {
        assert_eq!(candidates("m"), ["m.metta", "m/module.metta"]);
        assert_eq!(
            candidates("a:b"),
            ["a/b.metta", "a/b/module.metta", "../a/b.metta", "../a/b/module.metta"]
        );
        assert_eq!(candidates("a:b:c").last().map(String::as_str), Some("../../a/b/c/module.metta"));
        assert_eq!(candidates("self:m"), ["m.metta", "m/module.metta"]);
        assert_eq!(candidates("../lib/m.metta"), ["../lib/m.metta"]);
        assert!(candidates("").is_empty() && candidates("a:").is_empty());
    }
}
