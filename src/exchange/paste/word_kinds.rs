//! What kind of word one is by its roles: a sample, a method, a verdict, a result in words.

use crate::catalog::language::WordRole;

/// Whether a role is a kind of sample.
pub(super) fn is_specimen(role: WordRole) -> bool {
    use WordRole::{Blood, Capillary, DriedBlood, Plasma, Saliva, Semen, Serum, Urine};
    matches!(role, Serum | Plasma | Blood | Capillary | DriedBlood | Urine | Saliva | Semen)
}

/// How a result was measured, in one of the words for it.
pub(super) fn method_of(roles: &[WordRole]) -> Option<&'static str> {
    roles.iter().find_map(|role| match role {
        WordRole::MassSpectrometry => Some("lc-ms/ms"),
        WordRole::Dialysis => Some("equilibrium dialysis"),
        WordRole::Immunoassay => Some("immunoassay"),
        _ => None,
    })
}

/// The flag a word stands for; empty for a word that says that all is normal.
pub(super) fn flag_word(roles: &[WordRole]) -> Option<&'static str> {
    roles.iter().find_map(|role| match role {
        WordRole::High => Some("H"),
        WordRole::Low => Some("L"),
        WordRole::Abnormal => Some("A"),
        WordRole::Normal => Some(""),
        _ => None,
    })
}

/// A result in words.
pub(super) fn words_of(roles: &[WordRole]) -> Option<WordRole> {
    use WordRole::{InPellet, NoneSeen, NotDetected, NotDone, Pending, SeeNote, TooFew, WithoutAmount};
    let kinds = [NotDetected, NoneSeen, TooFew, InPellet, Pending, SeeNote, NotDone, WithoutAmount];
    kinds.into_iter().find(|kind| roles.contains(kind))
}
