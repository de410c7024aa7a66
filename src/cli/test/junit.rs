//! The report in JUnit's XML, which machines for continuous integration read.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::case::{Case, FailureKind};

/// Writes a suite with a case for each file to `path`.
pub(super) fn write(path: &Path, cases: &[Case]) -> io::Result<()> {
    let mut suite = TestSuite::new("heddle test");
    for case in cases {
        suite.add_test_case(test_case(case));
    }
    let mut report = Report::new("heddle");
    report.add_test_suite(suite);
    let text = report.to_string().map_err(io::Error::other)?;
    File::create(path)?.write_all(text.as_bytes())
}

fn test_case(case: &Case) -> TestCase {
    let mut status = TestCaseStatus::success();
    if let Some(first) = case.failures.first() {
        // An assertion fails; everything else is an error, as JUnit tells them apart.
        let assertion = case.failures.iter().all(|failure| failure.kind == FailureKind::Assertion);
        let kind = if assertion { NonSuccessKind::Failure } else { NonSuccessKind::Error };
        status = TestCaseStatus::non_success(kind);
        let told: Vec<String> = case
            .failures
            .iter()
            .map(|failure| format!("{}:{}: {}", case.name, failure.line, failure.message))
            .collect();
        status.set_type(first.kind.word());
        status.set_message(first.message.lines().next().unwrap_or_default());
        status.set_description(told.join("\n"));
    }
    let mut test = TestCase::new(case.name.as_str(), status);
    test.set_time(case.time);
    if !case.output.is_empty() {
        test.set_system_out(case.output.as_str());
    }
    test
}
