//! Byte-level byte-pair encoding: any text becomes numbers, and the numbers become the same bytes again.
//!
//! The merges are Sennrich et al. 2016, on bytes as in GPT-2 (Radford et al. 2019), with GPT-2's rule for where
//! words begin: a word carries the space before it. Nothing is normalised and no space is added, so every UTF-8
//! text comes back unchanged.

use std::collections::HashMap;

use tokenizers::models::bpe::{BPE, BpeTrainerBuilder};
use tokenizers::pre_tokenizers::PreTokenizerWrapper;
use tokenizers::pre_tokenizers::byte_level::ByteLevel;
use tokenizers::pre_tokenizers::sequence::Sequence;
use tokenizers::pre_tokenizers::split::{Split, SplitPattern};
use tokenizers::{AddedToken, NormalizerWrapper, PostProcessorWrapper, SplitDelimiterBehavior, TokenizerBuilder};

use super::piece::{self, Piece};

/// Marks where one text of a corpus ends and the next begins.
pub const END_OF_TEXT: &str = "<|endoftext|>";

/// The entries that every vocabulary has: one for each byte, and [`END_OF_TEXT`].
pub const SMALLEST_VOCABULARY: usize = 257;

/// Why a tokenizer could not be made.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TokenizerError {
    /// The vocabulary cannot even hold the bytes.
    #[error("a vocabulary of {0} entries is too small: the 256 bytes and {END_OF_TEXT} need {SMALLEST_VOCABULARY}")]
    TooSmall(usize),
    /// The file is not a tokenizer.json that the `tokenizers` crate understands.
    #[error("not a tokenizer.json: {0}")]
    NotATokenizer(String),
    /// The numbers of the vocabulary are not 0, 1, 2, …
    #[error("the tokenizer numbers {entries} entries up to {largest}, so some numbers stand for nothing")]
    Gaps {
        /// How many entries there are.
        entries: usize,
        /// The largest number among them.
        largest: u32,
    },
    /// Training failed inside the `tokenizers` crate.
    #[error("training the tokenizer failed: {0}")]
    Training(String),
}

/// Turns text into token numbers and back.
#[derive(Clone, Debug)]
pub struct Tokenizer {
    inner: tokenizers::Tokenizer,
    /// What each token stands for.
    bytes: Vec<Box<[u8]>>,
}

impl Tokenizer {
    /// Learns a vocabulary of at most `vocabulary` entries from texts: [`END_OF_TEXT`] is entry 0, then come the 256
    /// bytes, then one entry a merge. Few texts may have too few pairs to merge; then the vocabulary is smaller.
    ///
    /// # Errors
    /// When `vocabulary` is below [`SMALLEST_VOCABULARY`].
    pub fn train<'a>(
        texts: impl IntoIterator<Item = &'a str, IntoIter: Send>,
        vocabulary: usize,
    ) -> Result<Tokenizer, TokenizerError> {
        if vocabulary < SMALLEST_VOCABULARY {
            return Err(TokenizerError::TooSmall(vocabulary));
        }
        Tokenizer::learn(texts, vocabulary, words_carry_their_space().into())
    }

    /// The 256 bytes and [`END_OF_TEXT`] alone: every letter is a token of its own.
    ///
    /// # Errors
    /// When the `tokenizers` crate cannot make it.
    pub fn letters() -> Result<Tokenizer, TokenizerError> {
        Tokenizer::train([], SMALLEST_VOCABULARY)
    }

    /// As [`Tokenizer::train`], but no digit and no Chinese character is ever merged with what stands beside it: each is
    /// a token of its own once its bytes are merged.
    ///
    /// # Errors
    /// When `vocabulary` is below [`SMALLEST_VOCABULARY`].
    pub fn of_parts<'a>(
        texts: impl IntoIterator<Item = &'a str, IntoIter: Send>,
        vocabulary: usize,
    ) -> Result<Tokenizer, TokenizerError> {
        if vocabulary < SMALLEST_VOCABULARY {
            return Err(TokenizerError::TooSmall(vocabulary));
        }
        let apart = Split::new(SplitPattern::Regex(APART.to_owned()), SplitDelimiterBehavior::Isolated, false)
            .map_err(|error| TokenizerError::Training(error.to_string()))?;
        let parts = Sequence::new(vec![apart.into(), words_carry_their_space().into()]);
        Tokenizer::learn(texts, vocabulary, parts.into())
    }

    fn learn<'a>(
        texts: impl IntoIterator<Item = &'a str, IntoIter: Send>,
        vocabulary: usize,
        words: PreTokenizerWrapper,
    ) -> Result<Tokenizer, TokenizerError> {
        let failed = |error: tokenizers::Error| TokenizerError::Training(error.to_string());
        let mut inner = TokenizerBuilder::new()
            .with_model(BPE::default())
            .with_normalizer(None::<NormalizerWrapper>)
            .with_pre_tokenizer(Some(words))
            .with_post_processor(None::<PostProcessorWrapper>)
            .with_decoder(Some(words_carry_their_space()))
            .build()
            .map_err(failed)?;
        let mut trainer = BpeTrainerBuilder::new()
            .vocab_size(vocabulary)
            .min_frequency(2)
            .show_progress(false)
            .initial_alphabet(ByteLevel::alphabet().into_iter().collect())
            .special_tokens(vec![AddedToken::from(END_OF_TEXT, true)])
            .build();
        inner.train(&mut trainer, texts.into_iter()).map_err(failed)?;
        Tokenizer::new(inner.into())
    }

    /// Reads a tokenizer.json.
    ///
    /// # Errors
    /// When the bytes are not one, or its numbers have gaps.
    pub fn from_bytes(json: &[u8]) -> Result<Tokenizer, TokenizerError> {
        let inner = tokenizers::Tokenizer::from_bytes(json)
            .map_err(|error| TokenizerError::NotATokenizer(error.to_string()))?;
        Tokenizer::new(inner)
    }

    fn new(mut inner: tokenizers::Tokenizer) -> Result<Tokenizer, TokenizerError> {
        // A sentence that spells "<|endoftext|>" is a sentence, not the end of one.
        inner.set_encode_special_tokens(true);
        let numbers = inner.get_vocab(true);
        let entries = numbers.len();
        let largest = numbers.values().copied().max().unwrap_or(0);
        if entries != largest as usize + 1 {
            return Err(TokenizerError::Gaps { entries, largest });
        }
        let specials = inner.get_added_tokens_decoder();
        let letters = byte_of_letter();
        let mut bytes = vec![Box::default(); entries];
        for (entry, number) in numbers {
            bytes[number as usize] = if specials.contains_key(&number) {
                entry.into_bytes().into()
            } else {
                spelled_bytes(&entry, &letters)
            };
        }
        Ok(Tokenizer { inner, bytes })
    }

    /// The tokenizer.json: [`Tokenizer::from_bytes`] reads it back.
    ///
    /// # Errors
    /// When the `tokenizers` crate cannot write it.
    pub fn to_json(&self) -> Result<String, TokenizerError> {
        self.inner.to_string(false).map_err(|error| TokenizerError::NotATokenizer(error.to_string()))
    }

    /// How many entries there are; tokens are `0..vocabulary()`.
    pub fn vocabulary(&self) -> usize {
        self.bytes.len()
    }

    /// The token that stands between two texts, if this vocabulary has one.
    pub fn end_of_text(&self) -> Option<u32> {
        self.inner.token_to_id(END_OF_TEXT)
    }

    /// The tokens of a text; [`Tokenizer::decode`] gives the same text back.
    pub fn encode(&self, text: &str) -> Vec<u32> {
        // Byte-level encoding has no way to fail: every byte is an entry of its own.
        self.inner.encode_fast(text, false).map(|encoding| encoding.get_ids().to_vec()).unwrap_or_default()
    }

    /// The text of tokens. What [`Tokenizer::encode`] made comes back unchanged; bytes that are no whole character
    /// (a model may write such) become U+FFFD.
    pub fn decode(&self, tokens: &[u32]) -> String {
        String::from_utf8_lossy(&self.bytes(tokens)).into_owned()
    }

    /// The bytes of tokens; a number outside the vocabulary stands for nothing.
    pub fn bytes(&self, tokens: &[u32]) -> Vec<u8> {
        let of = |&token: &u32| self.token_bytes(token);
        tokens.iter().flat_map(of).copied().collect()
    }

    /// The tokens as a person reads them, decoded together. One piece a token.
    pub fn pieces(&self, tokens: &[u32]) -> Vec<Piece> {
        piece::pieces(tokens.iter().map(|&token| self.token_bytes(token)))
    }

    /// One token on its own, as a person reads it: an entry of the vocabulary rather than of a sentence.
    pub fn piece(&self, token: u32) -> Piece {
        let mut alone = piece::pieces([&b"a"[..], self.token_bytes(token)]);
        alone.swap_remove(1)
    }

    fn token_bytes(&self, token: u32) -> &[u8] {
        self.bytes.get(token as usize).map_or(&[], |bytes| bytes)
    }
}

/// GPT-2's rule for where words begin.
fn words_carry_their_space() -> ByteLevel {
    ByteLevel::new(false, false, true)
}

/// What is never merged with its neighbours: a digit, a Chinese character.
const APART: &str = r"[0-9\p{Han}〇]";

/// What an entry's letters spell; an entry that is not written in byte letters stands for itself.
fn spelled_bytes(entry: &str, letters: &HashMap<char, u8>) -> Box<[u8]> {
    let spelled: Option<Box<[u8]>> = entry.chars().map(|c| letters.get(&c).copied()).collect();
    spelled.unwrap_or_else(|| entry.as_bytes().into())
}

/// GPT-2's spelling of bytes in a vocabulary file: a byte that prints in Latin-1 is that letter, the others are the
/// letters from U+0100 on, in order.
fn byte_of_letter() -> HashMap<char, u8> {
    let prints = |byte: &u8| matches!(byte, b'!'..=b'~' | 0xA1..=0xAC | 0xAE..=0xFF);
    let printing = (0..=255u8).filter(prints).map(|b| (char::from(b), b));
    let others = (0..=255u8).filter(|b| !prints(b));
    ('\u{100}'..).zip(others).chain(printing).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "It is a truth universally acknowledged, that a single man in possession of a good \
        fortune, must be in want of a wife. However little known the feelings or views of such a man may be on his \
        first entering a neighbourhood, this truth is so well fixed in the minds of the surrounding families.";

    fn tokenizer() -> Tokenizer {
        Tokenizer::train([TEXT], 290).expect("trains")
    }

    fn assert_comes_back(tokenizer: &Tokenizer, text: &str) {
        assert_eq!(tokenizer.decode(&tokenizer.encode(text)), text, "{text:?}");
    }

    #[test]
    fn merges_pairs_and_carries_the_space() {
        let tokenizer = tokenizer();
        assert_eq!(tokenizer.vocabulary(), 290);
        let tokens = tokenizer.encode(TEXT);
        assert!(tokens.len() < TEXT.len() * 3 / 4);
        assert_eq!(tokenizer.bytes(&tokens[..1]).first(), Some(&b'I'));
        let of = tokenizer.encode(" of");
        assert_eq!(of.len(), 1, "a frequent word is one token with its space");
    }

    #[test]
    fn odd_texts_come_back() {
        let tokenizer = tokenizer();
        for text in [
            "",
            " ",
            "  leading",
            "trailing  ",
            "\n\n\t\r\n",
            "\0\u{1b}[31m",
            "naïve e\u{301}",
            "中文，混合 mixed",
            "👩‍👩‍👧 🇨🇳 ❤️",
            "\u{202e}txt\u{feff}",
            "\u{fdd0}\u{10ffff}\u{e000}",
            "it's we'll I'd",
            "<|endoftext|>",
            "a<|endoftext|> b",
            "Ġ Ċ",
        ] {
            assert_comes_back(&tokenizer, text);
        }
    }

    #[test]
    fn spelling_the_special_token_is_not_the_special_token() {
        let tokenizer = tokenizer();
        let end = tokenizer.end_of_text().expect("has one");
        assert!(!tokenizer.encode("a<|endoftext|>b").contains(&end));
        assert_eq!(tokenizer.decode(&[end]), END_OF_TEXT);
        let read = Tokenizer::from_bytes(tokenizer.to_json().expect("writes").as_bytes());
        assert!(!read.expect("reads").encode(END_OF_TEXT).contains(&end));
    }

    #[test]
    fn the_file_reads_back_and_training_repeats() {
        let first = tokenizer();
        let json = first.to_json().expect("writes");
        assert_eq!(json, tokenizer().to_json().expect("writes"));
        let read = Tokenizer::from_bytes(json.as_bytes()).expect("reads");
        assert_eq!(read.encode(TEXT), first.encode(TEXT));
        assert_eq!(read.to_json().expect("writes"), json);
    }

    #[test]
    fn every_byte_is_an_entry() {
        let tokenizer = tokenizer();
        let mut single: Vec<u8> = (0..tokenizer.vocabulary() as u32)
            .filter_map(|token| match tokenizer.token_bytes(token) {
                [byte] => Some(*byte),
                _ => None,
            })
            .collect();
        single.sort_unstable();
        assert_eq!(single, (0..=255).collect::<Vec<u8>>());
    }

    #[test]
    fn errors_say_what_is_wrong() {
        let small = Tokenizer::train([TEXT], 256).expect_err("too small");
        assert!(small.to_string().contains("257"), "{small}");
        let wrong = Tokenizer::from_bytes(b"{}").expect_err("not a tokenizer");
        assert!(wrong.to_string().starts_with("not a tokenizer.json"));
        assert_eq!(tokenizer().decode(&[9_999_999]), "");
    }

    proptest! {
        #[test]
        fn any_text_comes_back(text in any::<String>(), tail in "\\PC{0,12}[ \t\r\n]{0,4}\\p{M}{0,3}") {
            let tokenizer = tokenizer();
            assert_comes_back(&tokenizer, &text);
            assert_comes_back(&tokenizer, &format!("{text}{tail}{text}"));
            let tokens = tokenizer.encode(&text);
            prop_assert_eq!(tokenizer.pieces(&tokens).len(), tokens.len());
        }
    }
}
