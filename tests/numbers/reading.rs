//! A number as it stands on the screen.

/// What a number says, and half a unit of its last digit: what it stands for is at most so far from it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Reading {
    value: f64,
    half: f64,
}

impl Reading {
    /// Reads `1.434`, `−2`, `4.0e−3`, `+0.21` or `−∞`; nothing where a text is no number.
    pub(crate) fn parse(text: &str) -> Option<Reading> {
        let plain = text.replace('−', "-");
        let unsigned = plain.trim_start_matches(['-', '+']);
        if unsigned == "∞" {
            let value = if plain.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY };
            return Some(Reading { value, half: 0.0 });
        }
        if !unsigned.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let value = plain.parse().ok()?;
        let (digits, exponent) = unsigned.split_once('e').unwrap_or((unsigned, "0"));
        let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len()) as i32;
        let exponent: i32 = exponent.parse().ok()?;
        // A lone `0` is exact: what would round to it is written with an exponent.
        let half = if unsigned == "0" { 0.0 } else { 0.5 * 10f64.powi(exponent - decimals) };
        Some(Reading { value, half })
    }

    /// Whether it is a value correctly rounded, where the value itself is known to within `slack` of its size.
    pub(crate) fn says(self, value: f64, slack: f64) -> bool {
        if !value.is_finite() {
            return self.value == value;
        }
        (self.value - value).abs() <= self.half * (1.0 + 1e-9) + slack * value.abs()
    }
}

/// Panics unless a text is this value, as recorded, rounded to its last digit.
pub(crate) fn assert_says(text: &str, value: f64, what: &str) {
    assert_near(text, value, 0.0, what);
}

/// The same of a value that this test computes from recorded ones in its own order of operations: it knows it to within
/// a few bits of an `f32`.
pub(crate) fn assert_computes(text: &str, value: f64, what: &str) {
    assert_near(text, value, 2e-6, what);
}

fn assert_near(text: &str, value: f64, slack: f64, what: &str) {
    let reading = Reading::parse(text).unwrap_or_else(|| panic!("{what}: {text:?} is no number"));
    assert!(reading.says(value, slack), "{what}: the screen says {text}, and it is {value}");
}

#[test]
fn a_reading_tells_its_last_digit() {
    let says = |text: &str, value| Reading::parse(text).is_some_and(|reading| reading.says(value, 0.0));
    assert!(says("0.250", 0.2504) && !says("0.250", 0.2506));
    assert!(says("−4.0e−3", -0.00404) && !says("−4.0e−3", -0.00406) && !says("4.0e−3", -0.004));
    assert!(says("0", 0.0) && !says("0", 1e-9), "only zero is zero");
    assert!(says("−∞", f64::NEG_INFINITY) && !says("−∞", -1e30) && !says("1", f64::INFINITY));
    assert_eq!(["·", "sat", "−", "×2.00", "0–7"].map(Reading::parse), [None; 5]);
}
