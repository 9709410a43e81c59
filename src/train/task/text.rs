//! Predict the next token of a text.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{Batch, Task};

/// Predict the next token of a text: windows drawn from anywhere in it.
pub struct Text {
    tokens: Vec<u32>,
    length: usize,
}

impl Text {
    /// Windows of `length` tokens; nothing where the text has no such window with a token after it.
    pub fn new(tokens: Vec<u32>, length: usize) -> Option<Text> {
        (length > 0 && tokens.len() > length).then_some(Text { tokens, length })
    }
}

impl Task for Text {
    fn batch(&self, seed: u64, step: usize, sequences: usize) -> Batch {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(step as u64);
        let windows = self.tokens.len() - self.length;
        let starts: Vec<usize> = (0..sequences).map(|_| (rng.next_u64() % windows as u64) as usize).collect();
        let cut = |shift: usize| {
            let window = |start: &usize| &self.tokens[start + shift..start + shift + self.length];
            starts.iter().flat_map(window).copied().collect()
        };
        Batch { tokens: cut(0), targets: cut(1), sequences, lengths: None, source: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_the_token_that_follows() {
        let text = Text::new((0..100).collect(), 7).unwrap();
        let batch = text.batch(1, 2, 3);
        assert_eq!(batch.tokens.len(), 21);
        assert!(batch.tokens.iter().zip(batch.targets.iter()).all(|(token, target)| token + 1 == *target));
        assert_eq!(batch.part(1, 3).tokens[..], batch.tokens[7..]);
    }

    #[test]
    fn batches_depend_on_seed_and_step_alone() {
        let text = Text::new((0..100).collect(), 7).unwrap();
        assert_eq!(text.batch(1, 2, 3).tokens, text.batch(1, 2, 3).tokens);
        assert_ne!(text.batch(1, 2, 3).tokens, text.batch(1, 3, 3).tokens);
        assert_ne!(text.batch(1, 2, 3).tokens, text.batch(2, 2, 3).tokens);
    }

    #[test]
    fn a_text_without_a_window_is_no_task() {
        assert!(Text::new(vec![1, 2, 3], 3).is_none());
        assert!(Text::new(vec![1, 2, 3, 4], 3).is_some());
    }
}
