//! The program: serve, worker, migrate, admin, verify.

fn main() {}
