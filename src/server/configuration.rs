//! What the user has set.

use std::time::Duration;

use serde_json::Value;

use crate::indexing::Scope;
use crate::metrics;
use crate::text::Uri;

/// The settings of this server, read leniently: what is missing or of another shape counts as not set.
///
/// They come from `initializationOptions`, from `workspace/didChangeConfiguration`, or from the answer to
/// `workspace/configuration`; as they are, or below `heddle`.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Configuration {
    options: Value,
}

impl Configuration {
    /// The settings that `options` hold; nothing where they hold none.
    #[must_use]
    pub fn read(options: &Value) -> Option<Configuration> {
        let options = options.get("heddle").unwrap_or(options);
        options.is_object().then(|| Configuration { options: options.clone() })
    }

    /// A setting: `"/index/exclude"`.
    #[must_use]
    pub fn get(&self, pointer: &str) -> Option<&Value> {
        self.options.pointer(pointer).filter(|value| !value.is_null())
    }

    /// A setting that is a list of texts; empty where it is not set.
    #[must_use]
    pub fn texts(&self, pointer: &str) -> Vec<String> {
        let texts = self.get(pointer).and_then(Value::as_array).into_iter().flatten();
        texts.filter_map(|text| text.as_str().map(str::to_owned)).collect()
    }

    /// `slowOperationMs`: what takes longer, in milliseconds, is slow.
    #[must_use]
    pub fn slow_operation(&self) -> Duration {
        self.get("/slowOperationMs").and_then(Value::as_u64).map_or(metrics::THRESHOLD, Duration::from_millis)
    }

    /// What of `folders` is to be indexed: `index.include` and `index.exclude`, patterns as in a `.gitignore`, and
    /// `index.maxFileBytes`.
    #[must_use]
    pub fn scope(&self, folders: &[Uri]) -> Scope {
        let scope = Scope::of(folders.iter().filter_map(Uri::to_path).collect());
        Scope {
            include: self.texts("/index/include"),
            exclude: self.texts("/index/exclude"),
            file_bytes: self.get("/index/maxFileBytes").and_then(Value::as_u64).unwrap_or(scope.file_bytes),
            ..scope
        }
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn settings_stand_alone_or_below_the_name_of_the_server() {
        let index = json!({ "index": { "exclude": ["build/", 7, "*.gen.metta"], "maxFileBytes": 10 } });
        for options in [index.clone(), json!({ "heddle": index })] {
            let scope = Configuration::read(&options).expect("an object").scope(&[Uri::parse("file:///ws")]);
            assert_eq!(scope.exclude, ["build/", "*.gen.metta"]);
            assert_eq!((scope.file_bytes, scope.folders.len()), (10, 1));
        }
    }

    #[test]
    fn what_is_of_another_shape_counts_as_not_set() {
        assert_eq!(Configuration::read(&Value::Null), None);
        assert_eq!(Configuration::read(&json!([1])), None);
        let odd = Configuration::read(&json!({ "index": { "exclude": "x", "maxFileBytes": -1 } }))
            .expect("an object");
        assert_eq!(odd.scope(&[]), Scope::default());
    }
}
