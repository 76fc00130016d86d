//! What touches the world: the clock, files, the terminal, and the loop between them and the screen.

mod answer;
pub mod backups;
pub mod clock;
pub mod console;
mod draft_writer;
mod effects;
pub mod error_words;
pub mod export;
pub mod file_writing;
pub mod first_state;
pub mod import_spool;
pub mod imports;
pub mod inbox;
pub mod input;
pub mod key_ring;
pub mod leftovers;
#[cfg(feature = "sealed")]
mod lock;
mod record_parts;
pub mod run;
pub mod session;
pub mod settings;
pub mod setup;
pub mod source_file;
pub mod surroundings;
pub mod terminal;
mod thin_backend;
mod trouble_words;
mod typed_path;
