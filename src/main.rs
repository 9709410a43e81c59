//! The binary: arguments to a front door.

fn main() -> std::process::ExitCode {
    headlight::frontend::run(std::env::args_os())
}
