//! One file a screen: its state, what keys do on it, how it looks. Screens do not know one another.

pub mod chart;
pub mod entry;
pub mod journal;
pub mod reminders;
pub mod results;
pub mod therapy;
pub mod today;
