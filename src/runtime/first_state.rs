//! The state the screen begins with, and what it says before anything else.

use std::collections::BTreeMap;
use std::fs;

use crate::domain::record::Record;
use crate::runtime::session::Session;
use crate::runtime::setup::Setup;
use crate::runtime::surroundings::Surroundings;
use crate::ui::hint::Hint;
use crate::ui::kept::Moment;
use crate::ui::privacy::Privacy;
use crate::ui::setting::ScreenForm;
use crate::ui::theme::{Glyphs, Theme, ThemeName};
use crate::ui::{ScreenLook, State};

/// The state the screen begins with.
pub fn first_state(session: &Session, surroundings: Surroundings) -> anyhow::Result<State> {
    let setup = &session.setup;
    let config = &setup.config;
    let theme = if surroundings.color { config.theme } else { ThemeName::Plain };
    let is_linear = [config.screen, surroundings.screen].contains(&ScreenForm::Plain);
    let mut look = ScreenLook {
        units: config.units,
        privacy: Privacy::OFF,
        chosen_theme: theme,
        theme: Theme::named(theme),
        glyphs: if is_linear { Glyphs::Words } else { config.glyphs.glyphs(surroundings.utf8) },
        links: surroundings.links && !is_linear,
        day_order: config.day_order,
        who_edition: config.who_edition.clone(),
        pinned: config.pinned.clone(),
        own_units: config.unit.clone(),
        keymap: config.keymap().map_err(|e| anyhow::anyhow!(e))?,
    };
    look.show(theme);
    screen_state(session, look)
}

/// The state of a screen over the log.
pub(super) fn screen_state(session: &Session, look: ScreenLook) -> anyhow::Result<State> {
    let record = session.first_look()?;
    let drafts = session.store().drafts()?.into_iter().map(|draft| (draft.form, draft.text)).collect();
    Ok(State { record, drafts, notice: notice(session), ..bare_state(session, look) })
}

/// The state of a screen that has nothing of the log.
pub(super) fn bare_state(session: &Session, look: ScreenLook) -> State {
    let setup = &session.setup;
    State {
        moment: Moment::default(),
        record: Record::default(),
        drawn: None,
        catalog: setup.catalog,
        rules: setup.rules.to_vec(),
        intervals: setup.intervals.clone(),
        outlook: crate::guidance::Outlook::default(),
        notice: None,
        is_read_only: session.store().is_read_only(),
        today: setup.today,
        look,
        followed: Hint::read_all(&fs::read_to_string(&setup.paths.followed_hints).unwrap_or_default()),
        drafts: BTreeMap::new(),
    }
}

/// What is to be said before anything else.
pub(super) fn notice(session: &Session) -> Option<String> {
    let words: Vec<String> = wrong_settings(&session.setup)
        .into_iter()
        .chain(session.trouble_words())
        .chain(session.exposure_words())
        .chain(session.plain_copies_words())
        .collect();
    (!words.is_empty()).then(|| words.join(". "))
}

/// `config.toml: theme: unknown variant …; the default is used.`
fn wrong_settings(setup: &Setup) -> Option<String> {
    let file =
        setup.paths.config.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let wrong = setup.wrong_settings.first()?;
    let more = match setup.wrong_settings.len() {
        1 => "the default is used".to_owned(),
        count => format!("{count} settings are wrong; their defaults are used"),
    };
    Some(format!("{file}: {wrong}; {more}. `androlog config check` tells of the file."))
}
