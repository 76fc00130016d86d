//! FHIR as XML, turned into the JSON of the same resources, so that one reader serves both.

use serde_json::{Map, Value};

use crate::exchange::xml::{CUT_OFF, XmlNode};

/// The namespace of every resource.
pub(super) const NAMESPACE: &str = "http://hl7.org/fhir";

/// The resource of a document, as JSON has it, and whether the file ends before it does; numbers are texts, with their
/// digits. A sentence where it is no XML.
pub(super) fn resource_of_xml(text: &str) -> Result<(Value, bool), String> {
    let root = XmlNode::read(text)?;
    let first = root.children.first().ok_or_else(|| "this XML is empty".to_owned())?;
    if is_cut_resource(first) {
        return Err(CUT_OFF.to_owned());
    }
    Ok((resource(first), root.is_cut))
}

/// Whether the file ends within a resource that is no list of others: what it lacks may say that it does not hold.
fn is_cut_resource(node: &XmlNode) -> bool {
    node.is_cut && is_resource(node) && node.name != "Bundle"
}

fn is_resource(node: &XmlNode) -> bool {
    node.name.starts_with(|c: char| c.is_ascii_uppercase())
}

fn resource(node: &XmlNode) -> Value {
    let mut fields = fields(node);
    fields.insert("resourceType".to_owned(), Value::String(node.name.clone()));
    Value::Object(fields)
}

/// The elements in an element by their names. Of several with one name a list; whoever reads it takes one as a list of
/// one.
fn fields(node: &XmlNode) -> Map<String, Value> {
    let is_name_of_space = |name: &str| name.starts_with("xmlns") || name == "schemaLocation";
    let attributes = node.attributes.iter().filter(|(name, _)| !is_name_of_space(name));
    let mut fields: Map<String, Value> =
        attributes.map(|(name, value)| (name.clone(), Value::String(value.clone()))).collect();
    for child in node.children.iter().filter(|child| child.name != NARRATIVE && !is_cut_resource(child)) {
        let value = value_of(child);
        match fields.get_mut(&child.name) {
            Some(Value::Array(list)) => list.push(value),
            Some(one) => *one = Value::Array(vec![one.take(), value]),
            None => _ = fields.insert(child.name.clone(), value),
        }
    }
    fields
}

/// The element with the text for people, which is a web page's.
const NARRATIVE: &str = "div";

/// A primitive by its attribute, a resource in a resource by its own name, else the elements in it.
fn value_of(node: &XmlNode) -> Value {
    if let Some(value) = node.attribute("value") {
        return Value::String(value.to_owned());
    }
    match node.children.as_slice() {
        [inner] if is_resource(inner) && !is_cut_resource(inner) => resource(inner),
        _ => Value::Object(fields(node)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_elements_of_a_resource_are_those_of_its_json() {
        let text = r#"<Bundle xmlns="http://hl7.org/fhir"><entry><fullUrl value="urn:uuid:1"/><resource>
            <Observation><id value="o"/><code><coding><code value="2986-8"/></coding><text value="T"/></code>
            <text><div xmlns="http://www.w3.org/1999/xhtml">words</div></text>
            <note><text value="one"/></note><note><text value="two"/></note><note><text value="three"/></note>
            <extension url="urn:x"><valueString value="y"/></extension>
            <valueQuantity><value value="12.30"/></valueQuantity></Observation></resource></entry></Bundle>"#;
        let observation = json!({
            "resourceType": "Observation", "id": "o", "code": {"coding": {"code": "2986-8"}, "text": "T"},
            "text": {}, "note": [{"text": "one"}, {"text": "two"}, {"text": "three"}],
            "extension": {"url": "urn:x", "valueString": "y"}, "valueQuantity": {"value": "12.30"},
        });
        let bundle =
            json!({"resourceType": "Bundle", "entry": {"fullUrl": "urn:uuid:1", "resource": observation}});
        assert_eq!(resource_of_xml(text), Ok((bundle, false)));
        assert!(resource_of_xml("").is_err());
    }

    #[test]
    fn of_a_file_that_is_cut_off_what_stands_whole_in_it_is_read() {
        let bundle = r#"<Bundle xmlns="http://hl7.org/fhir"><entry><resource><Observation><id value="a"/></Observation>
            </resource></entry><entry><resource><Observation><id value="b"/>"#;
        let (read, is_cut) = resource_of_xml(bundle).unwrap();
        assert!(is_cut);
        let text = read.to_string();
        assert!(text.contains(r#""id":"a""#) && !text.contains(r#""id":"b""#), "{text}");
        let one = r#"<Observation xmlns="http://hl7.org/fhir"><id value="a"/><status value="final"/>"#;
        assert_eq!(resource_of_xml(one), Err(CUT_OFF.to_owned()));
    }
}
