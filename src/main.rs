//! The binary: arguments to a front door.
fn main() {}
