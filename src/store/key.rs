//! What a sealed log is read with.
//!
//! A sealed file is one of `SQLCipher` 4 as it comes: pages of 4096 bytes, each encrypted by AES-256-CBC and signed by
//! HMAC-SHA512. Its first 16 bytes are the salt, which begins with a mark; the other twelve are random. A passphrase is
//! stretched once with the salt, and the engine is handed what comes of that, so that it need not do it for every file
//! that is opened.
#![cfg_attr(
    not(feature = "sealed"),
    allow(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "a build that seals has a key here, and can fail"
    )
)]

use std::fmt;
use std::path::Path;

use rusqlite::Connection;

#[cfg(feature = "sealed")]
pub(super) use crate::store::cipher::PageReader;
#[cfg(feature = "sealed")]
use crate::store::cipher::SealSecret;
#[cfg(feature = "sealed")]
use crate::store::salt::salt_of;
use crate::store::salt::{SealSalt, is_sealed};

/// The key of a log; of one that is not sealed there is none.
#[derive(Clone, Default)]
pub struct LogKey {
    #[cfg(feature = "sealed")]
    secret: Option<std::sync::Arc<SealSecret>>,
}

/// Nothing of it is ever printed.
impl fmt::Debug for LogKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LogKey")
    }
}

impl LogKey {
    /// No key, for a log that is not sealed.
    pub const fn none() -> Self {
        Self {
            #[cfg(feature = "sealed")]
            secret: None,
        }
    }

    /// Whether there is a key.
    pub const fn is_some(&self) -> bool {
        #[cfg(feature = "sealed")]
        return self.secret.is_some();
        #[cfg(not(feature = "sealed"))]
        false
    }

    /// The key that the log at a path is read and written with: none where a log stands that is not sealed. A new one is
    /// sealed where there is a key.
    pub(super) fn for_log(&self, path: &Path) -> Self {
        let is_there = path.metadata().is_ok_and(|file| file.len() > 0);
        if is_there && !is_sealed(path) { Self::none() } else { self.clone() }
    }
}

#[cfg(feature = "sealed")]
impl LogKey {
    /// The key that a file or a program holds: 32 bytes, or 64 hexadecimal digits of them; anything else is a passphrase.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self { secret: Some(std::sync::Arc::new(SealSecret::of_bytes(bytes))) }
    }

    /// 32 bytes for a new key.
    pub fn random_bytes() -> zeroize::Zeroizing<[u8; 32]> {
        let mut bytes = zeroize::Zeroizing::new([0; 32]);
        getrandom::fill(&mut *bytes).expect("a system has random numbers");
        bytes
    }

    /// Hands the key to a connection before anything is asked of it. `salt` is that of the file; a new one where nothing
    /// stands in it.
    pub(super) fn unlock(&self, db: &Connection, salt: Option<SealSalt>) -> rusqlite::Result<()> {
        match &self.secret {
            None => Ok(()),
            Some(secret) => secret.unlock(db, salt.unwrap_or_else(crate::store::cipher::new_salt)),
        }
    }

    /// The key as the engine takes it for a new file that it attaches; empty where that is not sealed.
    pub(super) fn spelt_for_new(&self) -> zeroize::Zeroizing<String> {
        match &self.secret {
            None => zeroize::Zeroizing::default(),
            Some(secret) => secret.spelt(crate::store::cipher::new_salt()),
        }
    }

    /// Reads pages of the sealed log at a path as they stand in its write-ahead log.
    pub(super) fn page_reader(&self, path: &Path) -> PageReader {
        let secret = self.secret.as_ref().zip(salt_of(path));
        secret.map_or_else(PageReader::default, |(secret, salt)| secret.page_reader(salt))
    }
}

#[cfg(not(feature = "sealed"))]
impl LogKey {
    /// There is nothing to hand over.
    pub(super) const fn unlock(&self, _db: &Connection, _salt: Option<SealSalt>) -> rusqlite::Result<()> {
        Ok(())
    }

    /// A new file is not sealed.
    pub(super) const fn spelt_for_new(&self) -> String {
        String::new()
    }

    /// Pages stand in a write-ahead log as they are.
    pub(super) const fn page_reader(&self, _path: &Path) -> PageReader {
        PlainPages
    }
}

#[cfg(not(feature = "sealed"))]
pub(super) use PlainPages as PageReader;

/// Reads pages as they stand in a write-ahead log.
#[cfg(not(feature = "sealed"))]
#[derive(Debug)]
pub(super) struct PlainPages;

#[cfg(not(feature = "sealed"))]
impl PlainPages {
    /// The content of a page.
    pub(super) const fn content<'p>(
        &self,
        _number: u32,
        page: &'p [u8],
    ) -> Option<std::borrow::Cow<'p, [u8]>> {
        Some(std::borrow::Cow::Borrowed(page))
    }
}
