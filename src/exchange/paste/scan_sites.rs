//! Where in the words of a scan a site is named: how many there are, and which stands behind its score.

use super::lexer::{SheetToken, TokenShape};
use super::lexicon::SheetLexicon;
use super::scan_columns;
use crate::catalog::language::WordRole;

/// How many sites a line names.
pub(super) fn site_hits(tokens: &[SheetToken], lexicon: &SheetLexicon<'_>) -> usize {
    let roles = lexicon.all_roles(tokens);
    // `LEFT HIP: Total … Neck …`
    let has_hip = roles.contains(&WordRole::Hip);
    let is_site = |role: &&WordRole| {
        matches!(role, WordRole::Spine | WordRole::TotalHip | WordRole::Neck | WordRole::OtherSite)
            || has_hip && **role == WordRole::Total
    };
    let mut sites: Vec<&WordRole> = roles.iter().filter(is_site).collect();
    sites.sort_unstable();
    sites.dedup();
    sites.len()
}

/// Whether a token is the unit of a density: `g/cm²`.
pub(super) fn is_density(token: &SheetToken) -> bool {
    let is_by_mass = token.text.starts_with("g/") || token.text.starts_with("г/");
    is_by_mass && scan_columns::is_per_area(&token.text)
}

/// The words behind a score that say where it was measured: `-1.2 at the femoral neck`, `-1.2 (L1-L4)`.
pub(super) fn place_behind<'t>(tokens: &'t [SheetToken], lexicon: &SheetLexicon<'_>) -> &'t [SheetToken] {
    let has = |token: &SheetToken, wanted: fn(&WordRole) -> bool| {
        lexicon.words.roles(&token.phrase).iter().any(|(role, _)| wanted(role))
    };
    let joins = |token: &&SheetToken| has(token, |role| matches!(role, WordRole::Joint | WordRole::Harmless));
    let unit = tokens.iter().take_while(|token| scan_columns::is_per_area(&token.text)).count();
    let behind = &tokens[unit..];
    let is_next = behind.first().is_some_and(|token| has(token, |role| *role == WordRole::And));
    let bracket = usize::from(behind.first().is_some_and(|token| token.is("(")));
    let joints = behind[bracket..].iter().take(2).take_while(joins).count();
    let place = &behind[bracket + joints..];
    let words = place.iter().take(4).take_while(|token| token.shape == TokenShape::Word).count();
    let place = &place[..words];
    let is_place = !is_next && bracket + joints > 0 && site_hits(place, lexicon) > 0;
    if is_place { place } else { &[] }
}
