//! A worker for one kind of answer, of which only the newest question matters.

use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
};

use crate::dicom::{ReadError, contain};

use super::PARSE_STACK;

/// One thread that answers the newest question; those that were asked before it and not begun are dropped. The thread
/// starts with the first question and ends with this handle.
pub struct Latest<Q> {
    shared: Arc<Shared<Q>>,
}

struct Shared<Q> {
    desk: Mutex<Desk<Q>>,
    changed: Condvar,
}

struct Desk<Q> {
    waiting: Option<Q>,
    /// The question asked last, begun or not.
    asked: Option<Q>,
    is_working: bool,
    closing: bool,
    work: Option<Work<Q>>,
    name: String,
}

/// Answers a question; asks its second argument from time to time whether another question waits, and then gives up.
type Work<Q> = Box<dyn FnMut(Q, &dyn Fn() -> bool) + Send>;

impl<Q: Clone + PartialEq + Send + 'static> Latest<Q> {
    /// A worker of this name that answers by `work`.
    pub fn new(name: &str, work: impl FnMut(Q, &dyn Fn() -> bool) + Send + 'static) -> Self {
        let desk = Desk {
            waiting: None,
            asked: None,
            is_working: false,
            closing: false,
            work: Some(Box::new(work)),
            name: name.to_owned(),
        };
        Self { shared: Arc::new(Shared { desk: Mutex::new(desk), changed: Condvar::new() }) }
    }

    /// Asks; the same question again changes nothing, and none takes back what was asked.
    pub fn ask(&self, question: Option<Q>) {
        let mut desk = self.shared.desk();
        if desk.asked == question {
            return;
        }
        desk.asked.clone_from(&question);
        desk.waiting = question;
        if desk.waiting.is_some()
            && let Some(work) = desk.work.take()
        {
            let shared = Arc::clone(&self.shared);
            let builder = thread::Builder::new().name(desk.name.clone()).stack_size(PARSE_STACK);
            // Without a thread nothing is answered, and nothing else is lost.
            let _ = builder.spawn(move || shared.run(work));
        }
        drop(desk);
        self.shared.changed.notify_all();
    }

    /// Whether nothing is asked and nothing under way.
    pub fn is_idle(&self) -> bool {
        let desk = self.shared.desk();
        desk.waiting.is_none() && !desk.is_working
    }
}

impl<Q> Drop for Latest<Q> {
    fn drop(&mut self) {
        self.shared.desk().closing = true;
        self.shared.changed.notify_all();
    }
}

impl<Q> Shared<Q> {
    fn desk(&self) -> MutexGuard<'_, Desk<Q>> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self, mut work: Work<Q>)
    where
        Q: PartialEq,
    {
        loop {
            let mut desk = self.desk();
            while desk.waiting.is_none() && !desk.closing {
                desk = self.changed.wait(desk).unwrap_or_else(PoisonError::into_inner);
            }
            let Some(question) = desk.waiting.take().filter(|_| !desk.closing) else { return };
            desk.is_working = true;
            drop(desk);
            let is_outdated = || {
                let desk = self.desk();
                desk.closing || desk.waiting.is_some() || desk.asked.is_none()
            };
            // A question that breaks its answer costs that answer alone.
            let broken = ReadError::Damaged { what: "the picture breaks what looks at it".to_owned(), at: 0 };
            let answered = contain(
                || {
                    work(question, &is_outdated);
                    Ok(())
                },
                broken,
            );
            drop(answered);
            self.desk().is_working = false;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn only_the_newest_of_the_waiting_questions_is_answered() {
        let (answer, answers) = channel();
        let (go, gate) = channel::<()>();
        let latest = Latest::new("test", move |question: u32, is_outdated: &dyn Fn() -> bool| {
            gate.recv().unwrap();
            answer.send((question, is_outdated())).unwrap();
        });
        latest.ask(Some(1));
        // Until the first is in hand, it would itself be replaced.
        while !latest.shared.desk().is_working {
            thread::yield_now();
        }
        for question in [2, 3, 3] {
            latest.ask(Some(question));
        }
        go.send(()).unwrap();
        go.send(()).unwrap();
        assert_eq!((answers.recv().unwrap(), answers.recv().unwrap()), ((1, true), (3, false)));
    }

    #[test]
    fn a_broken_answer_is_not_the_last_one() {
        let (answer, answers) = channel();
        let latest = Latest::new("test", move |question: u32, _: &dyn Fn() -> bool| {
            assert!(question != 1, "breaks");
            answer.send(question).unwrap();
        });
        latest.ask(Some(1));
        while !latest.is_idle() {
            thread::yield_now();
        }
        latest.ask(Some(2));
        assert_eq!(answers.recv().unwrap(), 2);
    }
}
