//! The command line.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use portrea::Cli;

fn main() -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.into()),
    };
    match runtime.block_on(portrea::run(Cli::parse())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

/// Says what went wrong, with its causes, and ends with 1 (clap ends with 2 when the words of the command are off).
fn failed(error: &anyhow::Error) -> ExitCode {
    let written = writeln!(std::io::stderr(), "portrea: {error:#}");
    drop(written);
    ExitCode::FAILURE
}
