//! The whole history, read beside the screen while nobody waits for it, so that it is there when a tab asks.

use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::thread::{self, JoinHandle};

use crate::runtime::input::Input;
use crate::store::{Store, Window};

/// Reads the log at `path` over a connection of its own, and passes the history on. Where it cannot be read nothing
/// is passed on: whoever asks for the history then reads it again and is told what is wrong.
pub fn read(path: PathBuf, to: Sender<Input>) -> JoinHandle<()> {
    thread::spawn(move || {
        let Ok(store) = Store::open(&path) else {
            return;
        };
        if let Ok(record) = store.load(Window::Whole) {
            drop(to.send(Input::History(Box::new(record))));
        }
        drop(store.close());
    })
}
