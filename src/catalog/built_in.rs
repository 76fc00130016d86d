//! The catalogue as the build packs it.

/// A part as the build made it of a file of `catalog/`, in `MessagePack`.
macro_rules! built_in {
    ($name:literal) => {
        include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".msgpack"))
    };
}
pub(crate) use built_in;

/// All parts, for what reads the whole catalogue at once.
pub(super) const ALL_PARTS: [&[u8]; 10] = [
    built_in!("units"),
    built_in!("analytes"),
    built_in!("analyte_names"),
    built_in!("intervals"),
    built_in!("semen"),
    built_in!("panels"),
    built_in!("variation"),
    built_in!("drugs"),
    built_in!("symptoms"),
    built_in!("sources"),
];
