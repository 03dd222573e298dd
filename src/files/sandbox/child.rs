//! What happens in the child. It shuts itself in before it reads a byte.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Read, Write};
use std::process::ExitCode;

use landlock::{ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr, RulesetStatus, Scope};
use rustix::process::{Resource, Rlimit, getpid, setrlimit, test_kill_process};
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch};

use crate::files::scrub::{self, Unfit};
use crate::files::{FileKind, MAX_BYTES};

/// Exit code when the kernel offers no confinement.
pub const UNCONFINED: u8 = 71;
/// What the parent asks instead of a kind to see whether the walls hold.
pub const PROBE: &[u8] = b"probe\n";
/// The answer when they do.
pub const SHUT_IN: &[u8] = b"shut in";

/// Address space in bytes.
const MEMORY: u64 = 512 * 1024 * 1024;
/// Processor time in seconds.
const TIME: u64 = 20;

/// `kentongan sandbox`: one file from standard input, its copy to standard output. Must be called before any thread is
/// started, since the walls stand around the calling thread and what comes out of it.
#[must_use]
pub fn run() -> ExitCode {
    // a panic says what it was looking at
    std::panic::set_hook(Box::new(|_| {}));
    if confine().is_err() {
        return ExitCode::from(UNCONFINED);
    }
    match work() {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn work() -> io::Result<()> {
    let mut input = io::stdin().lock();
    let mut first = Vec::new();
    input.by_ref().take(16).read_until(b'\n', &mut first)?;
    let mut output = io::stdout().lock();
    if first == PROBE {
        output.write_all(if walls_hold() { SHUT_IN } else { b"open" })?;
        return output.flush();
    }
    let kind = std::str::from_utf8(&first).ok().and_then(|line| FileKind::from_extension(line.trim_end()));
    let Some(kind) = kind else { return Err(io::ErrorKind::InvalidInput.into()) };
    let mut original = Vec::new();
    input.take(MAX_BYTES + 1).read_to_end(&mut original)?;
    match scrub::scrub(kind, original) {
        Ok((kind, copy)) => {
            writeln!(output, "clean {}", kind.extension())?;
            output.write_all(&copy)?;
        }
        Err(reason) => writeln!(output, "unfit {}", reason.code())?,
    }
    output.flush()
}

/// Reads what [`run`] wrote: the kind of the copy and where its bytes begin, or why there is none.
pub(super) fn parse(output: &[u8]) -> Option<Result<(FileKind, usize), Unfit>> {
    let end = output.iter().take(32).position(|&byte| byte == b'\n')?;
    let line = std::str::from_utf8(&output[..end]).ok()?;
    match line.split_once(' ')? {
        ("clean", extension) => Some(Ok((FileKind::from_extension(extension)?, end + 1))),
        ("unfit", code) => Some(Err(Unfit::from_code(code)?)),
        _ => None,
    }
}

/// Limits, then Landlock where the kernel has it, then the filter of system calls, without which nothing is read.
fn confine() -> Result<(), Box<dyn std::error::Error>> {
    for (what, most) in [
        (Resource::As, MEMORY),
        (Resource::Cpu, TIME),
        (Resource::Nofile, 16),
        (Resource::Fsize, 0),
        (Resource::Core, 0),
    ] {
        setrlimit(what, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    // an old kernel without it is no reason to stop: the filter below lets nothing be opened either
    let _landlocked = landlock().is_ok_and(|status| status != RulesetStatus::NotEnforced);
    seccompiler::apply_filter(&filter()?)?;
    Ok(())
}

fn landlock() -> Result<RulesetStatus, landlock::RulesetError> {
    let abi = ABI::V6;
    let rules = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(abi))?
        .handle_access(AccessNet::from_all(abi))?
        .scope(Scope::from_all(abi))?;
    Ok(rules.create()?.restrict_self()?.ruleset)
}

/// Memory, the pipes that are open, and ending. Everything else answers "not permitted"; signals too, since the server and
/// the database run under the same account and older kernels' Landlock does not keep them apart.
fn filter() -> Result<BpfProgram, seccompiler::BackendError> {
    let may = [
        libc::SYS_read,
        libc::SYS_readv,
        libc::SYS_write,
        libc::SYS_writev,
        libc::SYS_close,
        libc::SYS_fstat,
        libc::SYS_lseek,
        libc::SYS_mmap,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_mprotect,
        libc::SYS_madvise,
        libc::SYS_brk,
        libc::SYS_futex,
        libc::SYS_getrandom,
        libc::SYS_clock_gettime,
        libc::SYS_sched_yield,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_sigaltstack,
        libc::SYS_getpid,
        libc::SYS_gettid,
        libc::SYS_exit,
        libc::SYS_exit_group,
        libc::SYS_restart_syscall,
    ];
    let rules: BTreeMap<i64, Vec<_>> = may.into_iter().map(|call| (call, Vec::new())).collect();
    let arch = TargetArch::try_from(std::env::consts::ARCH)?;
    let denied = SeccompAction::Errno(libc::EPERM.unsigned_abs());
    SeccompFilter::new(rules, denied, SeccompAction::Allow, arch)?.try_into()
}

/// Tries what must not work. Each of these works for everybody outside.
fn walls_hold() -> bool {
    let opened = std::fs::File::open("/proc/self/status").is_ok() || std::fs::read_dir("/").is_ok();
    let reached = std::net::UdpSocket::bind("127.0.0.1:0").is_ok()
        || std::net::TcpListener::bind("127.0.0.1:0").is_ok()
        || std::os::unix::net::UnixDatagram::unbound().is_ok();
    let started = std::process::Command::new("/bin/true").status().is_ok();
    let threaded = std::thread::Builder::new().spawn(|| ()).is_ok();
    let signalled = test_kill_process(getpid()).is_ok();
    !(opened || reached || started || threaded || signalled)
}
