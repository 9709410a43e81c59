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

/// One to `longest` random letters, and the same in order.
#[derive(Clone, Copy, Debug)]
pub struct Letters {
    /// The order.
    pub order: Order,
    /// The most letters.
    pub longest: usize,
}

impl Letters {
    /// So many random letters, and the same in order.
    pub fn of_length(&self, length: usize, rng: &mut ChaCha8Rng) -> (String, String) {
        let mut letters: Vec<u8> = (0..length).map(|_| b'a' + (rng.next_u32() % 26) as u8).collect();
        let text = |letters: &[u8]| letters.iter().map(|b| char::from(*b)).collect::<String>();
        let input = text(&letters);
        match self.order {
            Order::Kept => {}
            Order::Reversed => letters.reverse(),
            Order::Sorted => letters.sort_unstable(),
        }
        (input, text(&letters))
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
        let length = 1 + rng.next_u32() as usize % self.longest.max(1);
        self.of_length(length, rng)
    }

    fn draw_held_out(&self, rng: &mut ChaCha8Rng) -> (String, String) {
        self.draw(rng)
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
}
