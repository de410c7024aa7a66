//! Requests that wait for an index, as lists.

/// What is known about the index, and of which run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Nobody has begun to build it.
    Idle,
    /// This run builds it.
    Indexing(u64),
    /// This run has built it.
    Ready(u64),
    /// This run could not.
    Failed(u64),
}

/// Why a request may run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Release {
    /// It never waited.
    AtOnce,
    /// It waited for the index, which is there.
    Indexed,
    /// It needs the index, which could not be built.
    Failed,
    /// It waited until a deadline passed.
    Expired,
}

/// Why a request is not taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Its connection has as many as it may have.
    Full,
    /// Its connection has one of this name.
    Duplicate,
    /// Its connection is not there.
    Disconnected,
    /// The queue is shut down.
    ShutDown,
}

/// A request that nobody has answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Request {
    /// Which one it is; no two are the same, and later ones have greater numbers.
    pub number: u32,
    /// Whose it is.
    pub connection: u8,
    /// Its name among those of its connection that nobody has answered.
    pub key: u8,
    /// Until when it may wait.
    pub deadline: Option<u32>,
}

/// A queue.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Queue {
    /// How many requests a connection may have.
    pub capacity: usize,
    /// What is known about the index.
    pub phase: Phase,
    /// Whether it is shut down.
    pub shut_down: bool,
    /// Who may submit.
    pub connections: Vec<u8>,
    /// What nobody has answered, in order of submission: waiting, in line or at work.
    pub open: Vec<Request>,
    /// What waits for the index, in order of submission.
    pub waiting: Vec<Request>,
    /// What may run, in order.
    pub line: Vec<(Request, Release)>,
    /// The number of the last request.
    pub last: u32,
}

impl Queue {
    /// A queue without connections.
    #[must_use]
    pub fn new(capacity: usize) -> Queue {
        Queue {
            capacity,
            phase: Phase::Idle,
            shut_down: false,
            connections: Vec::new(),
            open: Vec::new(),
            waiting: Vec::new(),
            line: Vec::new(),
            last: 0,
        }
    }

    /// The run that the phase speaks of.
    #[must_use]
    pub fn generation(&self) -> u64 {
        match self.phase {
            Phase::Idle => 0,
            Phase::Indexing(generation) | Phase::Ready(generation) | Phase::Failed(generation) => generation,
        }
    }

    /// A connection may submit.
    pub fn connect(&mut self, connection: u8) {
        if !self.shut_down && !self.connections.contains(&connection) {
            self.connections.push(connection);
        }
    }

    /// A run begins, if it is a later one.
    pub fn begin(&mut self, generation: u64) {
        if self.phase == Phase::Idle || generation > self.generation() {
            self.phase = Phase::Indexing(generation);
        }
    }

    /// A run is over, if it is the current one or a later one: all that waits may run.
    pub fn end(&mut self, generation: u64, complete: bool) {
        let current = self.phase == Phase::Indexing(generation);
        let later = self.phase == Phase::Idle || generation > self.generation();
        if !current && !later {
            return;
        }
        self.phase = if complete { Phase::Ready(generation) } else { Phase::Failed(generation) };
        let release = if complete { Release::Indexed } else { Release::Failed };
        for request in self.waiting.split_off(0) {
            self.line.push((request, release));
        }
    }

    /// A request comes; says whether it waits.
    ///
    /// # Errors
    /// Why it is not taken in.
    pub fn submit(
        &mut self,
        connection: u8,
        key: u8,
        needs_index: bool,
        deadline: Option<u32>,
    ) -> Result<bool, Refusal> {
        if self.shut_down {
            return Err(Refusal::ShutDown);
        }
        if !self.connections.contains(&connection) {
            return Err(Refusal::Disconnected);
        }
        let its = || self.open.iter().filter(|request| request.connection == connection);
        if its().any(|request| request.key == key) {
            return Err(Refusal::Duplicate);
        }
        if its().count() >= self.capacity {
            return Err(Refusal::Full);
        }
        self.last += 1;
        let request = Request { number: self.last, connection, key, deadline };
        self.open.push(request);
        match self.phase {
            Phase::Indexing(_) if needs_index => {
                self.waiting.push(request);
                return Ok(true);
            }
            Phase::Failed(_) if needs_index => self.line.push((request, Release::Failed)),
            _ => self.line.push((request, Release::AtOnce)),
        }
        Ok(false)
    }

    /// The moment `now` has come: what waits until then may run, and what came before it on the same connection.
    pub fn expire(&mut self, now: u32) {
        let late: Vec<Request> = self
            .waiting
            .iter()
            .copied()
            .filter(|one| one.deadline.is_some_and(|deadline| deadline <= now))
            .collect();
        for request in self.waiting.split_off(0) {
            let takes_along =
                |late: &&Request| late.connection == request.connection && late.number >= request.number;
            match late.iter().find(takes_along) {
                Some(_) => self.line.push((request, Release::Expired)),
                None => self.waiting.push(request),
            }
        }
    }

    /// The first deadline of what waits.
    #[must_use]
    pub fn earliest_deadline(&self) -> Option<u32> {
        self.waiting.iter().filter_map(|request| request.deadline).min()
    }

    /// The first in line goes to work.
    pub fn take(&mut self) -> Option<(Request, Release)> {
        if self.line.is_empty() { None } else { Some(self.line.remove(0)) }
    }

    /// Who works for request `number` has its result; says whether it is the answer.
    pub fn answer(&mut self, number: u32) -> bool {
        let before = self.open.len();
        self.open.retain(|request| request.number != number);
        self.open.len() < before
    }

    /// The client does not want an answer any more; says whether it is told so.
    pub fn cancel(&mut self, connection: u8, key: u8) -> bool {
        let wanted = |request: &Request| request.connection == connection && request.key == key;
        let Some(request) = self.open.iter().copied().find(wanted) else { return false };
        self.forget(&[request]);
        true
    }

    /// A connection goes. Says what is open of it.
    pub fn disconnect(&mut self, connection: u8) -> Vec<Request> {
        self.connections.retain(|&one| one != connection);
        let open: Vec<Request> =
            self.open.iter().copied().filter(|request| request.connection == connection).collect();
        self.forget(&open);
        open
    }

    /// The end. Says what is open.
    pub fn shut_down(&mut self) -> Vec<Request> {
        self.shut_down = true;
        self.connections.clear();
        let open = self.open.clone();
        self.forget(&open);
        open
    }

    fn forget(&mut self, gone: &[Request]) {
        self.open.retain(|request| !gone.contains(request));
        self.waiting.retain(|request| !gone.contains(request));
        self.line.retain(|(request, _)| !gone.contains(request));
    }
}
