//! Which key means which action: the usual keys, and the user's changes over them.

use std::collections::BTreeMap;

use crate::catalog::suggest_among;
use crate::ui::action::{Action, Context};
use crate::ui::key::KeyPress;

/// The keys of every action. `s` may stand for several actions of one context that never apply on one screen;
/// the screen's own list of actions decides.
#[derive(Clone, Debug)]
pub struct Keymap {
    bindings: Vec<Binding>,
}

/// Keys pressed one after the other, and what they mean.
#[derive(Clone, Debug, PartialEq)]
struct Binding {
    keys: Vec<KeyPress>,
    action: Action,
}

/// What the keys pressed so far amount to.
#[derive(Clone, Debug, PartialEq)]
pub enum KeyMatch {
    /// An action, or several of which the screen knows one.
    Actions(Vec<Action>),
    /// The beginning of a longer run.
    Prefix,
    Nothing,
}

/// Keys by action name, as written in a file.
pub type WrittenKeys = BTreeMap<String, Vec<String>>;

/// Why keys of the user's own cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeymapError {
    /// A name that no action of the table has, and the nearest one that has it.
    #[error("there is no action “{name}” in keys.{table}{}", .nearest.as_ref().map_or_else(String::new, |near| format!("; did you mean {near}?")))]
    UnknownAction { name: String, table: &'static str, nearest: Option<String> },
    /// A text that names no key, or an empty one.
    #[error("“{0}” is not a key; write for example a, G, ctrl-s, shift-tab, f1 or g g")]
    UnknownKey(String),
    /// A key that would mean two things in one place.
    #[error("the key {key} belongs to both {one} and {other}; give one of them another key")]
    TwoActions { key: String, one: &'static str, other: &'static str },
    /// A letter or a sign, which is text in a form.
    #[error("the key {key} of {action} is text in a form; use one with ctrl or alt, or a function key")]
    TextInForm { key: String, action: &'static str },
    /// A key that is also the first of a longer run.
    #[error("the key {key} of {one} begins the keys of {other}; change one")]
    BeginsAnother { key: String, one: &'static str, other: &'static str },
}

impl Keymap {
    /// The usual keys, with the user's lists in the place of those of their actions. Two actions that meet, because both
    /// may be pressed on one tab or in a form, have no key in common.
    pub fn new(
        screen: &WrittenKeys,
        form: &WrittenKeys,
        do_meet: impl Fn(Action, Action) -> bool,
    ) -> Result<Self, KeymapError> {
        for (context, own) in [(Context::Screen, screen), (Context::Form, form)] {
            for name in own.keys() {
                action_of(name, context)?;
            }
        }
        let mut bindings = Vec::new();
        for action in Action::ALL.iter().copied() {
            let own = if action.context() == Context::Screen { screen } else { form };
            let keys: Vec<Vec<KeyPress>> = match own.get(action.id()) {
                Some(own) => own.iter().map(|written| run(written)).collect::<Result<_, _>>()?,
                None => action.usual_keys().iter().map(|written| run(written)).collect::<Result<_, _>>()?,
            };
            bindings.extend(keys.into_iter().map(|keys| Binding { keys, action }));
        }
        let keymap = Self { bindings };
        // The usual keys by themselves are checked by a test, and not at every start.
        if !screen.is_empty() || !form.is_empty() {
            keymap.check(do_meet)?;
        }
        Ok(keymap)
    }

    /// What the keys pressed so far mean in a context.
    pub fn find(&self, context: Context, pressed: &[KeyPress]) -> KeyMatch {
        let here = || self.bindings.iter().filter(|b| b.action.context() == context);
        let actions: Vec<Action> = here().filter(|b| b.keys == pressed).map(|b| b.action).collect();
        if !actions.is_empty() {
            return KeyMatch::Actions(actions);
        }
        if here().any(|b| b.keys.starts_with(pressed)) { KeyMatch::Prefix } else { KeyMatch::Nothing }
    }

    /// The first key of an action as shown; empty when the user took them all away.
    pub fn key(&self, action: Action) -> String {
        self.keys(action).into_iter().next().unwrap_or_default()
    }

    /// All keys of an action as shown.
    pub fn keys(&self, action: Action) -> Vec<String> {
        let own = self.bindings.iter().filter(|b| b.action == action);
        own.map(|b| b.keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")).collect()
    }

    /// One key means one thing on one screen, and no run of keys may be the beginning of another one of its context.
    fn check(&self, do_meet: impl Fn(Action, Action) -> bool) -> Result<(), KeymapError> {
        let typed = self.bindings.iter().find(|b| b.action.context() == Context::Form && b.keys[0].is_text());
        if let Some(binding) = typed {
            let key = self.key(binding.action);
            return Err(KeymapError::TextInForm { key, action: binding.action.id() });
        }
        for (at, a) in self.bindings.iter().enumerate() {
            let meet = |b: &&Binding| b.keys == a.keys && b.action != a.action && do_meet(a.action, b.action);
            if let Some(b) = self.bindings[at + 1..].iter().find(meet) {
                let key = a.keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
                return Err(KeymapError::TwoActions { key, one: a.action.id(), other: b.action.id() });
            }
        }
        for a in &self.bindings {
            let clash = self.bindings.iter().find(|b| {
                b.action.context() == a.action.context()
                    && b.keys.len() > a.keys.len()
                    && b.keys.starts_with(&a.keys)
            });
            if let Some(b) = clash {
                let key = self.key(a.action);
                return Err(KeymapError::BeginsAnother { key, one: a.action.id(), other: b.action.id() });
            }
        }
        Ok(())
    }
}

const fn id(context: Context) -> &'static str {
    match context {
        Context::Screen => "screen",
        Context::Form => "form",
    }
}

fn action_of(name: &str, context: Context) -> Result<Action, KeymapError> {
    let is_here = |action: &Action| action.context() == context;
    Action::from_id(name).filter(is_here).ok_or_else(|| {
        let all = Action::ALL.iter().copied().filter(is_here);
        let near = suggest_among(name, all.map(|action| action.id().to_owned()));
        KeymapError::UnknownAction {
            name: name.to_owned(),
            table: id(context),
            nearest: near.first().map(ToString::to_string),
        }
    })
}

fn run(written: &str) -> Result<Vec<KeyPress>, KeymapError> {
    let keys: Option<Vec<KeyPress>> = written.split(' ').map(KeyPress::parse).collect();
    keys.filter(|keys| !keys.is_empty()).ok_or_else(|| KeymapError::UnknownKey(written.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::screen::do_meet;

    fn own(name: &str, keys: &[&str]) -> WrittenKeys {
        WrittenKeys::from([(name.to_owned(), keys.iter().map(ToString::to_string).collect())])
    }

    #[test]
    fn every_action_has_a_usual_key_and_no_two_of_them_meet() {
        let keymap = Keymap::new(&WrittenKeys::new(), &WrittenKeys::new(), do_meet).unwrap();
        keymap.check(do_meet).unwrap();
        for action in Action::ALL {
            assert!(!keymap.keys(*action).is_empty(), "{} has no key", action.id());
        }
    }

    #[test]
    fn runs_of_keys_wait_for_their_end() {
        let keymap = Keymap::new(&WrittenKeys::new(), &WrittenKeys::new(), do_meet).unwrap();
        let g = KeyPress::parse("g").unwrap();
        assert_eq!(keymap.find(Context::Screen, &[g]), KeyMatch::Prefix);
        assert_eq!(keymap.find(Context::Screen, &[g, g]), KeyMatch::Actions(vec![Action::First]));
        assert_eq!(keymap.find(Context::Form, &[g]), KeyMatch::Nothing);
    }

    #[test]
    fn the_users_list_replaces_the_one_of_its_action() {
        let keymap = Keymap::new(&own("add", &["A", "ctrl-n"]), &WrittenKeys::new(), do_meet).unwrap();
        assert_eq!(keymap.keys(Action::Add), ["A", "Ctrl-n"]);
    }

    #[test]
    fn a_wrong_name_key_or_clash_is_refused_in_words() {
        for (screen, says) in [
            (own("ad", &["n"]), "there is no action “ad” in keys.screen; did you mean add?"),
            (own("save", &["n"]), "there is no action “save” in keys.screen"),
            (own("add", &["hyper-n"]), "“hyper-n” is not a key"),
            (own("add", &["g"]), "begins the keys of first"),
            (own("add", &["q"]), "the key q belongs to both add and quit"),
            (own("snooze", &["b"]), "the key b belongs to both snooze and booked"),
        ] {
            let error = Keymap::new(&screen, &WrittenKeys::new(), do_meet).unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
        let error = Keymap::new(&WrittenKeys::new(), &own("save", &["s"]), do_meet).unwrap_err().to_string();
        assert!(error.starts_with("the key s of save is text in a form"), "{error}");
    }
}
