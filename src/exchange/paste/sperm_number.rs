//! A total number of sperm whose unit is not printed, where volume and concentration of the same report say that it is in
//! millions.

use super::pasted::{Pasted, PastedResult, PieceMeaning, Unsure};
use crate::catalog::Catalog;
use crate::domain::analyte::Analyte;
use crate::domain::decimal::Decimal;
use crate::domain::quantity::{Comparator, Quantity};
use crate::domain::report::Value;

/// Volume and concentration are rounded, so that their product may be off by so much of the number.
const MOST_OFF: f64 = 0.05;

impl Pasted {
    /// Takes the total number without a unit that is the product of volume and concentration.
    pub(super) fn settle_sperm_number(&mut self, catalog: &Catalog) {
        for at in 0..self.pieces.len() {
            let report = self.pieces[at].report;
            let PieceMeaning::Result(found) = &self.pieces[at].is else { continue };
            let Some(analyte) = catalog.analyte(&found.analyte).filter(|_| lacks_unit(found)) else {
                continue;
            };
            let product = self
                .sure(report, "semen-volume", catalog)
                .zip(self.sure(report, "sperm-concentration", catalog))
                .map(|(volume, concentration)| volume * concentration);
            let Some(number) = product.and_then(|product| in_millions(found, product, analyte)) else {
                continue;
            };
            if let PieceMeaning::Result(found) = &mut self.pieces[at].is {
                found.unit = Some(number.unit.clone());
                found.read = Some(Value::Number(number));
                found.doubts.clear();
            }
        }
    }

    /// The value of an analyte in its first unit, where a report has it for sure.
    fn sure(&self, report: usize, id: &str, catalog: &Catalog) -> Option<f64> {
        let analyte = catalog.analyte(id)?;
        let of_report =
            self.results().filter(|(piece, found)| piece.report == report && &*found.analyte == id);
        let mut sure = of_report.filter(|(_, found)| found.doubts.is_empty());
        let quantity =
            sure.next()?.1.quantity().filter(|quantity| quantity.comparator == Comparator::Equal)?;
        analyte.canonical_value(quantity)
    }
}

fn lacks_unit(found: &PastedResult) -> bool {
    &*found.analyte == "total-sperm-number" && matches!(found.doubts.as_slice(), [Unsure::NoUnit(_)])
}

/// The printed number in millions, where it is about the product of volume and concentration.
fn in_millions(found: &PastedResult, product: f64, analyte: &Analyte) -> Option<Quantity> {
    let value = Decimal::parse(&found.value).ok()?;
    let is_near = (value.value() - product).abs() <= MOST_OFF * product;
    let unit = analyte.canonical().code.clone();
    is_near.then_some(Quantity { comparator: Comparator::Equal, value, unit })
}
