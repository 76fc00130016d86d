//! What is made for a frame and shown again in the next one, while all that it was made from is the same.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Names what a state holds: no two states that differ have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment(u64);

impl Default for Moment {
    /// One that there was not before.
    fn default() -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        Self(LAST.fetch_add(1, Ordering::Relaxed))
    }
}

/// What was made last, and the key it was made under, which holds all that it depends on.
#[derive(Debug)]
pub struct Kept<K, V>(RefCell<Option<(K, Rc<V>)>>);

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self(RefCell::new(None))
    }
}

impl<K: PartialEq, V> Kept<K, V> {
    /// What belongs to a key, made anew where it is another one than the last.
    pub fn under(&self, key: K, make: impl FnOnce() -> V) -> Rc<V> {
        if let Some((known, kept)) = &*self.0.borrow()
            && *known == key
        {
            return Rc::clone(kept);
        }
        let made = Rc::new(make());
        self.0.replace(Some((key, Rc::clone(&made))));
        made
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_made_anew_for_another_key_alone() {
        let (kept, made) = (Kept::default(), std::cell::Cell::new(0));
        let under = |key: u8| {
            let times = || {
                made.set(made.get() + 1);
                made.get()
            };
            *kept.under(key, times)
        };
        assert_eq!([under(1), under(1), under(2), under(1)], [1, 1, 2, 3]);
        assert_ne!(Moment::default(), Moment::default());
    }
}
