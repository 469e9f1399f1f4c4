//! The decoder process itself: jobs in, stored values out, until the input ends.

use std::{
    io::{self, Write},
    process::ExitCode,
    time::Duration,
};

use crate::dicom::codec::{Codecs, DecodeJob, InProcess, forget_videos, is_video};

use super::{DEADLINE, deadline, message, process::MOST_DEADLINES, watch::Watch};

/// Whoever uses this process ends it when its time is up. It ends itself later than that, should the user be gone.
const LONGER_THAN_ANY_USER: Duration = Duration::from_secs(DEADLINE.as_secs() * (MOST_DEADLINES as u64 + 2));
/// Address space beyond what the process has at its start: room for the allocator and its leftovers.
#[cfg(unix)]
const SPARE: u64 = 192 << 20;
/// Bytes that decoding one sample may take, over all the steps of the greediest codec.
#[cfg(unix)]
const BYTES_A_SAMPLE: u64 = 24;
/// The same for a video: its decoder keeps pictures for those that need them.
#[cfg(unix)]
const BYTES_A_SAMPLE_OF_VIDEO: u64 = 96;

/// Serves jobs from standard input. The program does nothing else then.
pub fn serve() -> ExitCode {
    let watch = Watch::default();
    let mut input = io::stdin().lock();
    let mut output = io::stdout().lock();
    let mut memory = Memory::now();
    let mut last_was_video = false;
    loop {
        let (job, codestream) = match message::receive_job(&mut input) {
            Ok(Some(job)) => job,
            Ok(None) => return ExitCode::SUCCESS,
            Err(_) => return ExitCode::FAILURE,
        };
        let video = is_video(&job.transfer_syntax);
        if last_was_video && !video {
            // What a video keeps, and what the allocator does not give back of it, is not this frame's.
            forget_videos();
            memory = Memory::now();
        }
        last_was_video = video;
        memory.allow(codestream.len(), &job.shape, video);
        let watched = watch.over(deadline(LONGER_THAN_ANY_USER, &job.shape), || std::process::abort());
        let result = InProcess.decode(&DecodeJob {
            transfer_syntax: &job.transfer_syntax,
            codestream: &codestream,
            whole: job.whole,
            picture: job.picture,
            shape: job.shape,
        });
        drop(watched);
        if message::send_result(&mut output, result).and_then(|()| output.flush()).is_err() {
            return ExitCode::FAILURE;
        }
    }
}

/// The limit of the address space, set anew for each frame where the system has one.
struct Memory {
    #[cfg(unix)]
    at_start: Option<u64>,
}

#[cfg(unix)]
impl Memory {
    /// What the process takes before the first job. Unknown where the system does not say: then there is no limit.
    fn now() -> Self {
        let pages = std::fs::read_to_string("/proc/self/statm").ok();
        let pages = pages.and_then(|text| text.split_whitespace().next()?.parse::<u64>().ok());
        Self { at_start: pages.map(|pages| pages.saturating_mul(rustix::param::page_size() as u64)) }
    }

    /// Room for one frame.
    fn allow(&self, codestream: usize, shape: &crate::dicom::codec::FrameShape, video: bool) {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let Some(at_start) = self.at_start else { return };
        let samples = u64::from(shape.rows) * u64::from(shape.columns) * u64::from(shape.samples_per_pixel);
        let of_sample = if video { BYTES_A_SAMPLE_OF_VIDEO } else { BYTES_A_SAMPLE };
        let job = samples.saturating_mul(of_sample).saturating_add((codestream as u64).saturating_mul(4));
        let maximum = getrlimit(Resource::As).maximum;
        let wanted = at_start.saturating_add(SPARE).saturating_add(job);
        let current = maximum.map_or(wanted, |maximum| wanted.min(maximum));
        // A system that refuses leaves the deadline as the only wall.
        let _ = setrlimit(Resource::As, Rlimit { current: Some(current), maximum });
    }
}

#[cfg(not(unix))]
impl Memory {
    fn now() -> Self {
        Self {}
    }

    fn allow(&self, _codestream: usize, _shape: &crate::dicom::codec::FrameShape, _video: bool) {}
}
