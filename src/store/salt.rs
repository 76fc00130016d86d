//! The salt a sealed file begins with, by which it is known from others without its key.

use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Whether the file is a sealed log. No connection of this process may have it open: closing it here would take that
/// connection's locks.
pub fn is_sealed(path: &Path) -> bool {
    salt_of(path).is_some()
}

/// The length of the salt a sealed file begins with.
pub(super) const SALT: usize = 16;

/// A salt: no two sealed files have the same by chance.
pub(super) type SealSalt = [u8; SALT];

/// What the salt of a sealed log begins with, so that it is known without its key.
pub(super) const MARK: [u8; 4] = *b"ANDL";

/// The salt of a sealed log.
pub(super) fn salt_of(path: &Path) -> Option<SealSalt> {
    let mut salt = [0; SALT];
    File::open(path).ok()?.read_exact(&mut salt).ok()?;
    salt.starts_with(&MARK).then_some(salt)
}
