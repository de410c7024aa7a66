//! The files that the name of a module may mean.

/// The paths that `module` may name, relative to the folder of the document, best first: `m` is `m.metta` or
/// `m/module.metta`, `a:b` is `a/b.metta` or `a/b/module.metta`; a name with the extension is that file alone. `self:` and
/// `top:` in front are left out, as a file knows no other root than its own folder. Empty for a name that is none.
pub(super) fn candidates(module: &str) -> Vec<String> {
    let relative = module.strip_prefix("self:").or_else(|| module.strip_prefix("top:")).unwrap_or(module);
    let path = relative.replace(':', "/");
    if path.is_empty() || path.ends_with('/') {
        Vec::new()
    } else if path.ends_with(".metta") {
        vec![path]
    } else {
        vec![format!("{path}.metta"), format!("{path}/module.metta")]
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::candidates;

    #[test]
    fn a_module_is_a_file_or_a_folder() {
        assert_eq!(candidates("m"), ["m.metta", "m/module.metta"]);
        assert_eq!(candidates("a:b:c"), ["a/b/c.metta", "a/b/c/module.metta"]);
        assert_eq!(candidates("self:m"), ["m.metta", "m/module.metta"]);
        assert_eq!(candidates("../lib/m.metta"), ["../lib/m.metta"]);
        assert!(candidates("").is_empty() && candidates("a:").is_empty());
    }
}
