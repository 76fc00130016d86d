//! How the engine opens a file: to write to it, or as one that nobody changes; with its key where it is sealed.

use std::fmt::Write as _;
use std::path::Path;

use rusqlite::{Connection, OpenFlags, Result};

use crate::store::key::LogKey;
use crate::store::salt::salt_of;

/// A connection to a file that is there, which reads and writes it with the key where there is one.
pub(super) fn open_for_writing(path: &Path, key: &LogKey) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let salt = if key.is_some() { salt_of(path) } else { None };
    // From the root on, so that no name is taken for a URI.
    let db =
        Connection::open_with_flags(std::path::absolute(path).unwrap_or_else(|_| path.to_owned()), flags)?;
    key.unlock(&db, salt)?;
    Ok(db)
}

/// A connection that takes the file for one that nobody changes. With its key where it is sealed and there is one.
pub(super) fn open_immutable(path: &Path, key: &LogKey) -> Result<Connection> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let salt = if key.is_some() { salt_of(path) } else { None };
    let db = Connection::open_with_flags(uri(path), flags)?;
    if salt.is_some() {
        key.unlock(&db, salt)?;
    }
    Ok(db)
}

impl LogKey {
    /// Whether this key opens the sealed log at a path.
    pub fn opens(&self, path: &Path) -> bool {
        let look = |db: Connection| db.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()));
        open_immutable(path, self).and_then(look).is_ok()
    }
}

/// `file:/home/me/androlog.db?immutable=1`, with every byte escaped that a URI would read otherwise.
fn uri(path: &Path) -> String {
    let mut uri = "file:".to_owned();
    for byte in path.as_os_str().as_encoded_bytes() {
        if byte.is_ascii_alphanumeric() || b"/.-_".contains(byte) {
            uri.push(char::from(*byte));
        } else {
            write!(uri, "%{byte:02X}").expect("a string takes what is written to it");
        }
    }
    // Two slashes would open the name of a host.
    let uri = uri.replacen("file://", "file:///", 1);
    format!("{uri}?immutable=1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_escaped_so_that_a_uri_means_the_same_file() {
        for (path, escaped) in [
            ("/home/me/androlog.db", "file:/home/me/androlog.db?immutable=1"),
            ("androlog.db", "file:androlog.db?immutable=1"),
            ("//tmp/a.db", "file:///tmp/a.db?immutable=1"),
            ("/tmp/100% mine?#é.db", "file:/tmp/100%25%20mine%3F%23%C3%A9.db?immutable=1"),
        ] {
            assert_eq!(uri(Path::new(path)), escaped);
        }
    }
}
