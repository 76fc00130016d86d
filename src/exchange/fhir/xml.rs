//! FHIR as XML, turned into the JSON of the same resources, so that one reader serves both.

use serde_json::{Map, Value};

use crate::exchange::xml::XmlNode;

/// The namespace of every resource.
pub(super) const NAMESPACE: &str = "http://hl7.org/fhir";

/// The resource of a document, as JSON has it; numbers are texts, with their digits. A sentence where it is no XML.
pub(super) fn resource_of_xml(text: &str) -> Result<Value, String> {
    let root = XmlNode::read(text)?;
    root.children.first().map(resource).ok_or_else(|| "this XML is empty".to_owned())
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
    for child in node.children.iter().filter(|child| child.name != NARRATIVE) {
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
        [inner] if inner.name.starts_with(|c: char| c.is_ascii_uppercase()) => resource(inner),
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
        assert_eq!(resource_of_xml(text), Ok(bundle));
        assert!(resource_of_xml("").is_err());
    }
}
