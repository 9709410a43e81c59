//! Bits per byte: how well a model predicts a text, whatever its tokens are.
//!
//! A loss in nats per token says little by itself, because longer tokens are harder to guess. Divided by the bytes
//! that the tokens stand for, models of different vocabularies compare, and so does a file compressor.

use std::f64::consts::LN_2;

/// Bits per byte of a text of so many bytes that a model gave `nats`: the sum of `−ln p` over its tokens.
pub fn per_byte(nats: f64, bytes: usize) -> f64 {
    nats / LN_2 / bytes as f64
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_fair_coin_for_every_byte_is_one_bit() {
        let nats = 10.0 * 2.0_f64.ln();
        assert!((super::per_byte(nats, 10) - 1.0).abs() < 1e-12);
    }
}
