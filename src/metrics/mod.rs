//! Figures about what is done: how long requests take, how long they wait.
