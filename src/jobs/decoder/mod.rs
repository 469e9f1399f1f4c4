//! Codestreams decoded in processes of their own, so that a decoder that crashes, hangs or eats memory costs one frame
//! and not the window.
//!
//! The processes are this same program started with [`ARGUMENT`]; they read jobs from standard input and write stored
//! values to standard output ([`message`]), end when their input does, and never touch a file. One warm process a
//! processor at most; none is started before the first compressed frame.

mod message;
mod process;
mod processor_time;
mod serve;
mod watch;

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use crate::dicom::{
    Finding, FindingCode, ReadError,
    codec::{Codecs, DecodeJob, DecodedFrame, FrameShape, InProcess},
};

use process::{DecoderProcess, Failure};
use watch::Watch;

pub use serve::serve;

/// The hidden first argument that makes the program a decoder.
pub const ARGUMENT: &str = "--decode-frames";

/// What one frame may take of a processor (of any clock, where a process only waits).
const DEADLINE: Duration = Duration::from_secs(5);
/// The samples that one deadline is meant for; larger frames have proportionally longer.
const SAMPLES_A_DEADLINE: u64 = 16 << 20;

/// The decoders of one program. Shared by all threads that decode.
pub struct DecoderProcesses {
    program: PathBuf,
    /// How many are kept warm.
    most: usize,
    idle: Mutex<Vec<DecoderProcess>>,
    watch: Watch,
    deadline: Duration,
}

/// Decoders of the running program where processes can be started, else this process.
pub fn codecs() -> Arc<dyn Codecs> {
    match DecoderProcesses::of_this_program() {
        Some(processes) => Arc::new(processes),
        None => Arc::new(InProcess),
    }
}

impl DecoderProcesses {
    /// Decoders that run `program` (this one, or what behaves like it), at most `most` of them kept warm.
    pub fn new(program: PathBuf, most: usize) -> Self {
        Self { program, most, idle: Mutex::default(), watch: Watch::default(), deadline: DEADLINE }
    }

    /// Decoders of the running program, one a processor. `None` where the system does not say which program runs.
    pub fn of_this_program() -> Option<Self> {
        // On Linux this name stays true when the program's file is replaced while it runs.
        let program = if cfg!(target_os = "linux") { "/proc/self/exe".into() } else { std::env::current_exe().ok()? };
        Some(Self::new(program, std::thread::available_parallelism().map_or(1, usize::from)))
    }

    /// The same with another deadline, for tests.
    #[must_use]
    pub fn with_deadline(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }

    /// Process numbers of the warm decoders.
    pub fn warm(&self) -> Vec<u32> {
        self.idle().iter().map(DecoderProcess::id).collect()
    }

    fn idle(&self) -> MutexGuard<'_, Vec<DecoderProcess>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A decoder that is alive: a warm one, else a fresh one.
    fn take(&self) -> std::io::Result<DecoderProcess> {
        loop {
            // The lock is not held while a process starts.
            let warm = self.idle().pop();
            match warm {
                Some(decoder) if decoder.is_alive() => return Ok(decoder),
                Some(_) => {}
                None => return DecoderProcess::start(&self.program),
            }
        }
    }

    fn give_back(&self, decoder: DecoderProcess) {
        let mut idle = self.idle();
        if idle.len() < self.most {
            idle.push(decoder);
        }
    }
}

impl Codecs for DecoderProcesses {
    fn decode(&self, job: &DecodeJob<'_>) -> Result<DecodedFrame, ReadError> {
        let mut ended_from_outside = false;
        loop {
            // Our decoders are safe code and contained: without another process, in this one is better than no picture.
            let decoder = if ended_from_outside { DecoderProcess::start(&self.program) } else { self.take() };
            let Ok(mut decoder) = decoder else { return InProcess.decode(job) };
            let failure = match decoder.decode(job, &self.watch, deadline(self.deadline, &job.shape)) {
                Ok(result) => {
                    self.give_back(decoder);
                    return result.map(|mut frame| {
                        if ended_from_outside {
                            frame.findings.push(again());
                        }
                        frame
                    });
                }
                Err(failure) => failure,
            };
            match failure {
                // Whoever ended it was not the file: once more.
                Failure::Ended if !ended_from_outside => ended_from_outside = true,
                failure => return Err(ReadError::DecoderDied { how: failure.to_string() }),
            }
        }
    }
}

fn deadline(least: Duration, shape: &FrameShape) -> Duration {
    let samples = u64::from(shape.rows) * u64::from(shape.columns) * u64::from(shape.samples_per_pixel);
    least * u32::try_from(samples / SAMPLES_A_DEADLINE + 1).unwrap_or(u32::MAX).min(60)
}

fn again() -> Finding {
    let text = "The decoder was ended from outside over this frame; a fresh one decoded it again.";
    Finding::new(FindingCode::Decoder, Some((0x7FE0, 0x0010)), text)
}
