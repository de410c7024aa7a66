//! The `heddle` command; see [`heddle::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    heddle::cli::run(std::env::args_os())
}
