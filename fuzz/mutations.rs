//! Seeds, changed in the ways in which files go wrong.

/// Numbers that look random and are the same each time.
pub struct Draw(u64);

impl Draw {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below a bound that is not 0.
    pub fn below(&mut self, bound: usize) -> usize {
        // splitmix64, Steele et al. 2014.
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    }
}

/// Pieces of text that readers look at closely.
const PIECES: [&[u8]; 30] = [
    b"\0",
    b"\n",
    b"\r\n",
    b"\t",
    b"\"",
    b"'",
    b",",
    b";",
    b".",
    b"-",
    b"<",
    b">=",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\x1b]52;c;QQ\x07",
    b"\xe2\x80\xae",
    b"{",
    b"}",
    b"[[",
    b"]",
    b"=",
    b"1e999",
    b"99999999999999999999999999",
    b"2026-02-30",
    b"9999-12-31",
    b"ng/dL",
    b"\xc2\xb5g/L",
    b"testosterone",
    b"null",
    b"10*6/mL",
];

/// A seed with a few changes, or two of them put together.
pub fn changed(seeds: &[Vec<u8>], draw: &mut Draw) -> Vec<u8> {
    let mut bytes = seeds[draw.below(seeds.len())].clone();
    // A window of a long one: what is wrong with a file is wrong with a part of it.
    if bytes.len() > 4096 {
        let from = draw.below(bytes.len() - 4096);
        bytes = bytes[from..from + 4096].to_vec();
    }
    for _ in 0..=draw.below(6) {
        let at = draw.below(bytes.len() + 1);
        match draw.below(7) {
            0 if at < bytes.len() => bytes[at] ^= 1 << draw.below(8),
            1 if at < bytes.len() => bytes[at] = draw.below(256) as u8,
            2 => {
                let end = (at + draw.below(40)).min(bytes.len());
                bytes.drain(at..end);
            }
            3 => {
                let end = (at + draw.below(200)).min(bytes.len());
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
            4 => {
                let other = &seeds[draw.below(seeds.len())];
                let from = draw.below(other.len() + 1);
                let end = (from + draw.below(300)).min(other.len());
                bytes.splice(at..at, other[from..end].iter().copied());
            }
            _ => drop(bytes.splice(at..at, PIECES[draw.below(PIECES.len())].iter().copied())),
        }
    }
    bytes
}
