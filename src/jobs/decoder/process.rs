//! One decoder process, seen from the program that uses it.

use std::{
    fmt, io,
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use crate::dicom::{
    ReadError,
    codec::{DecodeJob, DecodedFrame},
};

use super::{ARGUMENT, message, processor_time::processor_time, watch::Watch};

/// A running decoder. Ended and reaped when dropped.
pub(super) struct DecoderProcess {
    child: Arc<Mutex<Child>>,
    input: ChildStdin,
    output: ChildStdout,
    id: u32,
    /// It missed a deadline: it is being ended, if it is not gone already.
    late: Arc<AtomicBool>,
}

/// Why a decoder gave no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// It ended by itself.
    Crashed,
    /// Somebody else ended it: a person, or the system for want of memory.
    Ended,
    /// It was ended after this time.
    Late(Duration),
    /// It answered nonsense.
    Confused,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Crashed => f.write_str("crashed"),
            Self::Ended => f.write_str("was ended by the system"),
            Self::Late(time) => write!(f, "took longer than {} s", time.as_secs_f64()),
            Self::Confused => f.write_str("gave an answer that makes no sense"),
        }
    }
}

impl DecoderProcess {
    /// Starts `program` as a decoder.
    pub fn start(program: &Path) -> io::Result<Self> {
        let mut command = Command::new(program);
        // What a crashing decoder prints could hold values of the file.
        command.arg(ARGUMENT).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        #[cfg(unix)]
        {
            use std::os::unix::process::CommandExt;
            // Lists of processes show whose decoder it is.
            command.arg0("hounsfield");
        }
        #[cfg(windows)]
        {
            use std::os::windows::process::CommandExt;
            const CREATE_NO_WINDOW: u32 = 0x0800_0000;
            command.creation_flags(CREATE_NO_WINDOW);
        }
        let mut child = command.spawn()?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        widen(&input);
        widen(&output);
        Ok(Self { late: Arc::default(), id: child.id(), child: Arc::new(Mutex::new(child)), input, output })
    }

    /// Number of the process.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// Whether it still runs.
    pub fn is_alive(&self) -> bool {
        !self.late.load(Ordering::Acquire) && lock(&self.child).try_wait().is_ok_and(|status| status.is_none())
    }

    /// Has one frame decoded. After a failure the process is of no more use.
    pub fn decode(
        &mut self,
        job: &DecodeJob<'_>,
        watch: &Watch,
        deadline: Duration,
    ) -> Result<Result<DecodedFrame, ReadError>, Failure> {
        let (child, was_late) = (Arc::clone(&self.child), Arc::clone(&self.late));
        let mut grace = Grace::new(self.id, deadline);
        let watched = watch.over(deadline, move || {
            let more = grace.more();
            if more.is_none() {
                was_late.store(true, Ordering::Release);
                // Gone already is as good.
                let _ = lock(&child).kill();
            }
            more
        });
        let exchanged = message::send_job(&mut self.input, job)
            .and_then(|()| message::receive_result(&mut self.output, &job.shape));
        drop(watched);
        exchanged.map_err(|error| {
            if self.late.load(Ordering::Acquire) {
                return Failure::Late(deadline);
            }
            match error.kind() {
                // The pipe broke, so it is ending: how, the system knows in a moment.
                io::ErrorKind::BrokenPipe | io::ErrorKind::UnexpectedEof => {
                    let status = lock(&self.child).wait();
                    if status.is_ok_and(ended_from_outside) { Failure::Ended } else { Failure::Crashed }
                }
                _ => Failure::Confused,
            }
        })
    }
}

/// The longest that a decoder which works is waited for, in deadlines.
pub(super) const MOST_DEADLINES: u32 = 12;

/// More time for a decoder that works but has to share the processor: on a busy machine a sound frame is not given up.
/// One that waits for nothing gets none.
struct Grace {
    id: u32,
    deadline: Duration,
    began: Instant,
    used_before: Option<Duration>,
}

impl Grace {
    /// Of the time that went by, what a working process gets at least, as one part in so many.
    const LEAST_SHARE: u32 = 20;

    fn new(id: u32, deadline: Duration) -> Self {
        Self { id, deadline, began: Instant::now(), used_before: processor_time(id) }
    }

    /// How much longer it may take now; `None`: not at all.
    fn more(&mut self) -> Option<Duration> {
        let used = processor_time(self.id)?.checked_sub(self.used_before?)?;
        let went_by = self.began.elapsed();
        let works = used >= went_by / Self::LEAST_SHARE;
        let left = self.deadline.checked_sub(used).filter(|left| !left.is_zero())?;
        (works && went_by < self.deadline * MOST_DEADLINES).then_some(left)
    }
}

impl Drop for DecoderProcess {
    fn drop(&mut self) {
        let mut child = lock(&self.child);
        // It ended already, or this ends it; either way it must not stay behind as a zombie.
        let _ = child.kill();
        let _ = child.wait();
    }
}

fn lock(child: &Mutex<Child>) -> MutexGuard<'_, Child> {
    child.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a signal that no crash raises ended the process.
#[cfg(unix)]
fn ended_from_outside(status: ExitStatus) -> bool {
    use rustix::process::Signal;
    use std::os::unix::process::ExitStatusExt;
    let by = |signal: Signal| status.signal() == Some(signal.as_raw());
    by(Signal::HUP) || by(Signal::INT) || by(Signal::KILL) || by(Signal::TERM)
}

#[cfg(not(unix))]
fn ended_from_outside(_status: ExitStatus) -> bool {
    false
}

/// Lets whole frames lie in the pipe, so that the two processes need not take turns. Refused, it is only slower.
#[cfg(target_os = "linux")]
fn widen(pipe: &impl std::os::fd::AsFd) {
    const LARGEST_UNPRIVILEGED: usize = 1 << 20;
    let _ = rustix::pipe::fcntl_setpipe_size(pipe, LARGEST_UNPRIVILEGED);
}

#[cfg(not(target_os = "linux"))]
fn widen<T>(_pipe: &T) {}
