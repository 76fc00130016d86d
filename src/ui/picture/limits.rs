//! Thresholds of the monitoring rules that concern a man, as lines with their sources.

use crate::domain::extent::Relation;
use crate::domain::id::SourceKey;
use crate::guidance::kind::DrawnLimit;
use crate::guidance::rule::{OwnFields, Rule};
use crate::guidance::rule_origin::RuleOrigin;
use crate::ui::picture::course::ResultCourse;
use crate::ui::picture::{ChartKnowledge, ChartView};
use crate::ui::widget::plot::{LimitKind, LimitLine};

/// The thresholds on an analyte, each once, upward. Those on a ratio are on the analyte that is computed as this ratio.
pub fn of(course: &ResultCourse<'_>, known: &ChartKnowledge<'_>, sight: &ChartView<'_>) -> Vec<LimitLine> {
    let mut lines: Vec<LimitLine> = Vec::new();
    for (rule, op, canonical) in thresholds(course, known, sight) {
        let value = course.from_canonical(canonical);
        if lines.iter().all(|line| line.value != value) {
            let (name, source) = (name(op, value, course, sight), names(rule));
            lines.push(LimitLine { value, kind: LimitKind::Threshold, name, source });
        }
    }
    lines.sort_by(|a, b| a.value.total_cmp(&b.value));
    lines
}

/// The sources of the rules behind the thresholds on an analyte.
pub fn sources(
    course: &ResultCourse<'_>,
    known: &ChartKnowledge<'_>,
    sight: &ChartView<'_>,
) -> Vec<SourceKey> {
    let given = thresholds(course, known, sight).filter(|(rule, ..)| !is_own(rule));
    given.flat_map(|(rule, ..)| rule.sources()).collect()
}

/// The rules that concern him and have a plain threshold on an analyte, with it. None where values are hidden: beside
/// a level that is known to all they could be read off.
fn thresholds<'k>(
    course: &ResultCourse<'_>,
    known: &ChartKnowledge<'k>,
    sight: &ChartView<'_>,
) -> impl Iterator<Item = (&'k Rule, Relation, f64)> {
    sight.ink.privacy.all(|| known.rules).iter().filter_map(|rule| {
        // A limit of zero means none at all, which needs no line along the axis.
        let limit = rule.trigger.limit_on(&course.analyte.id).filter(|limit| limit.value != 0.0)?;
        concerns(rule, &limit, known, sight).then_some((rule, limit.op, limit.value))
    })
}

/// Whether the rule may speak to this user: the user is meant, and has taken what the limit asks for.
fn concerns(rule: &Rule, limit: &DrawnLimit<'_>, known: &ChartKnowledge<'_>, sight: &ChartView<'_>) -> bool {
    let profile = known.record.profile();
    let mut taken = known.record.regimens().iter().map(|regimen| &regimen.drug);
    let drugs = known.catalog.drugs();
    let is_named = |drug| limit.therapies.iter().any(|therapy| therapy.names(drug, drugs));
    rule.enabled
        && rule.audience.includes(profile, profile.age_on(sight.today))
        && (limit.therapies.is_empty() || taken.any(is_named))
}

/// The words beside a threshold, for example `< 10`.
fn name(op: Relation, value: f64, course: &ResultCourse<'_>, sight: &ChartView<'_>) -> String {
    let sign = match op {
        Relation::Below => "<",
        Relation::AtMost => sight.ink.glyphs.pick("≤", "<="),
        Relation::AtLeast => sight.ink.glyphs.pick("≥", ">="),
        Relation::Above => ">",
    };
    format!("{sign} {}", course.limit(value))
}

/// Whether the threshold is the user's, whoever speaks for the rest of the rule.
fn is_own(rule: &Rule) -> bool {
    match &rule.own {
        OwnFields::Whole => true,
        OwnFields::Fields(fields) => fields.iter().any(|field| field == "value"),
        OwnFields::Nothing => false,
    }
}

/// `HRTIO, FINK16`: the first sources of a rule, and how many more there are; a default of this program says so
/// instead.
fn names(rule: &Rule) -> String {
    if is_own(rule) {
        return "yours".to_owned();
    }
    if rule.origin == RuleOrigin::App {
        return "our default".to_owned();
    }
    let sources = rule.sources();
    let named: Vec<&str> = sources.iter().take(NAMED).map(|key| &**key).collect();
    match sources.len().saturating_sub(NAMED) {
        0 => named.join(", "),
        more => format!("{} +{more}", named.join(", ")),
    }
}

/// How many sources a line names.
const NAMED: usize = 2;
