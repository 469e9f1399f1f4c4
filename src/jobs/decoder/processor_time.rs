//! How long a process has had a processor: on a busy machine less than the time that went by.

use std::time::Duration;

/// Time on a processor since the process began, all its threads together; `None` where the system does not tell.
#[cfg(target_os = "linux")]
pub(super) fn processor_time(id: u32) -> Option<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    ticks(&stat).map(|ticks| Duration::from_secs_f64(ticks as f64 / rustix::param::clock_ticks_per_second() as f64))
}

#[cfg(not(target_os = "linux"))]
pub(super) fn processor_time(_id: u32) -> Option<Duration> {
    None
}

/// Time in user and in kernel code, the 14th and 15th field. The second field is a name that may hold blanks.
#[cfg(target_os = "linux")]
fn ticks(stat: &str) -> Option<u64> {
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut fields = after_name.split_ascii_whitespace().skip(11);
    let (user, system) = (fields.next()?.parse::<u64>().ok()?, fields.next()?.parse::<u64>().ok()?);
    user.checked_add(system)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_fields_are_counted_after_the_name() {
        let stat = "42 (a) b (c) R 1 42 42 0 -1 4194304 100 0 0 0 731 9 0 0 20 0 1 0 300 1000 10";
        assert_eq!(ticks(stat), Some(740));
        assert_eq!(ticks("42 (a) R 1"), None);
        assert!(processor_time(std::process::id()).is_some());
    }
}
