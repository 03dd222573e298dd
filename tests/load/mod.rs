//! What `make bench` and `make chaos` share: the real program as a child process and people who use it over HTTP.

/// Files that people could upload.
pub mod corpus;
/// Drafts that are ready to be sent, by the thousand.
pub mod drafts;
/// A small HTTP/1.1 client that costs little beside what it measures.
pub mod http;
/// The program, its database and its folder.
pub mod office;
/// A real virus scanner.
pub mod scanner;
/// One person with cookies.
pub mod visitor;
