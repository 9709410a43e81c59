//! Random letters to copy, reverse or sort.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::Pairs;
use crate::model::{Tokenizer, TokenizerError};

/// The order in which the letters are to be written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    /// As they are.
    Kept,
    /// From the last to the first.
    Reversed,
    /// From a to z.
    Sorted,
}

impl Order {
    /// A text in this order.
    pub fn of(self, text: &str) -> String {
        let mut letters: Vec<char> = text.chars().collect();
        match self {
            Order::Kept => {}
            Order::Reversed => letters.reverse(),
            Order::Sorted => letters.sort_unstable(),
        }
        letters.into_iter().collect()
    }
}

/// One to `longest` random letters, and the same in order. One row of letters in ten is held out: it is never learned from.
#[derive(Clone, Copy, Debug)]
pub struct Letters {
    /// The order.
    pub order: Order,
    /// The most letters.
    pub longest: usize,
}

impl Letters {
    /// Whether a row of letters is held out. A hash decides (FNV-1a), so that held-out rows are of every kind.
    pub fn is_held_out(letters: &str) -> bool {
        let mixed = |x: u32, byte: u8| (x ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        let x = letters.bytes().fold(0x811C_9DC5, mixed);
        (x ^ (x >> 15)).is_multiple_of(10)
    }

    /// Letters that are held out, or such that are not.
    fn of_side(&self, held_out: bool, rng: &mut ChaCha8Rng) -> (String, String) {
        let length = 1 + rng.next_u32() as usize % self.longest.max(1);
        loop {
            let pair = self.of_length(length, rng);
            if Letters::is_held_out(&pair.0) == held_out {
                break pair;
            }
        }
    }

    /// So many random letters, and the same in order.
    pub fn of_length(&self, length: usize, rng: &mut ChaCha8Rng) -> (String, String) {
        let input: String = (0..length).map(|_| char::from(b'a' + (rng.next_u32() % 26) as u8)).collect();
        let output = self.order.of(&input);
        (input, output)
    }
}

impl Pairs for Letters {
    fn name(&self) -> &'static str {
        match self.order {
            Order::Kept => "copy",
            Order::Reversed => "reverse",
            Order::Sorted => "sort",
        }
    }

    fn draw(&self, rng: &mut ChaCha8Rng) -> (String, String) {
        self.of_side(false, rng)
    }

    fn draw_held_out(&self, rng: &mut ChaCha8Rng) -> (String, String) {
        self.of_side(true, rng)
    }

    fn in_place(&self) -> bool {
        true
    }

    fn longest(&self) -> Vec<(String, String)> {
        vec![("a".repeat(self.longest), "a".repeat(self.longest))]
    }

    fn tokenizer(&self, _vocabulary: usize) -> Result<Tokenizer, TokenizerError> {
        Tokenizer::letters()
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn letters_come_in_order() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        for order in [Order::Kept, Order::Reversed, Order::Sorted] {
            let (input, output) = Letters { order, longest: 9 }.of_length(9, &mut rng);
            let mut expected: Vec<char> = input.chars().collect();
            match order {
                Order::Kept => {}
                Order::Reversed => expected.reverse(),
                Order::Sorted => expected.sort_unstable(),
            }
            assert_eq!(output, String::from_iter(expected));
            assert_eq!(input.len(), 9);
        }
    }

    #[test]
    fn no_held_out_row_is_learned_from_whatever_its_length() {
        let mut rng = ChaCha8Rng::seed_from_u64(2);
        for longest in 1..9 {
            let letters = Letters { order: Order::Kept, longest };
            for _ in 0..200 {
                assert!(!Letters::is_held_out(&letters.draw(&mut rng).0));
                assert!(Letters::is_held_out(&letters.draw_held_out(&mut rng).0));
            }
        }
        let rows = ('a'..='z').flat_map(|a| ('a'..='z').map(move |b| format!("{a}{b}")));
        let held_out = rows.filter(|row| Letters::is_held_out(row)).count();
        assert!((40..=95).contains(&held_out), "{held_out} of 676");
    }
}
