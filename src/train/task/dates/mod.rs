//! Written dates, in English and Chinese, to ISO 8601.

mod calendar;
mod form;

use rand::Rng;
use rand_chacha::ChaCha8Rng;

pub use calendar::Date;
pub use form::{FORMS, Form};

use super::Pairs;
use crate::model::{Tokenizer, TokenizerError};

/// Every spelling of the dates from 1900 to 2099. One calendar date in ten is held out: no spelling of it is ever learned
/// from.
#[derive(Clone, Copy, Debug)]
pub struct Dates;

impl Dates {
    /// Whether a date is held out. A hash decides, so that held-out dates lie everywhere in the calendar.
    pub fn is_held_out(date: Date) -> bool {
        let mut x = date.days_since_1900().wrapping_mul(0x9E37_79B1);
        x = (x ^ (x >> 15)).wrapping_mul(0x846c_a68b);
        (x ^ (x >> 16)).is_multiple_of(10)
    }

    /// A spelling of a random date that is held out, or of one that is not.
    fn spelling(rng: &mut ChaCha8Rng, held_out: bool) -> (String, String) {
        let date = loop {
            let date = Date::after_1900(rng.next_u32() % Date::COUNT);
            if Dates::is_held_out(date) == held_out {
                break date;
            }
        };
        loop {
            let form = FORMS[rng.next_u32() as usize % FORMS.len()];
            if let Some(written) = form.write(date) {
                return (written, date.iso());
            }
        }
    }
}

impl Pairs for Dates {
    fn name(&self) -> &'static str {
        "dates"
    }

    fn draw(&self, rng: &mut ChaCha8Rng) -> (String, String) {
        Dates::spelling(rng, false)
    }

    fn draw_held_out(&self, rng: &mut ChaCha8Rng) -> (String, String) {
        Dates::spelling(rng, true)
    }

    fn longest(&self) -> Vec<(String, String)> {
        let year = (0..366).map(|day| Date::after_1900(Date { year: 2000, month: 1, day: 1 }.days_since_1900() + day));
        let spellings = |date: Date| FORMS.iter().filter_map(move |form| Some((form.write(date)?, date.iso())));
        year.flat_map(spellings).collect()
    }

    /// Digits and Chinese characters are tokens of their own, whatever stands around them; names of months and days are
    /// learned whole.
    fn tokenizer(&self, vocabulary: usize) -> Result<Tokenizer, TokenizerError> {
        let texts: Vec<String> = self.longest().into_iter().flat_map(|(written, iso)| [written, iso]).collect();
        Tokenizer::of_parts(texts.iter().map(String::as_str), vocabulary)
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn no_spelling_of_a_held_out_date_is_learned_from() {
        let (mut a, mut b) = (ChaCha8Rng::seed_from_u64(1), ChaCha8Rng::seed_from_u64(2));
        let date = |iso: &str| {
            let number = |range: std::ops::Range<usize>| iso[range].parse().expect("a number");
            Date { year: number(0..4), month: number(5..7), day: number(8..10) }
        };
        for _ in 0..2000 {
            assert!(!Dates::is_held_out(date(&Dates.draw(&mut a).1)));
            assert!(Dates::is_held_out(date(&Dates.draw_held_out(&mut b).1)));
        }
        let held_out = (0..Date::COUNT).filter(|day| Dates::is_held_out(Date::after_1900(*day))).count();
        assert!((held_out as f64 / f64::from(Date::COUNT) - 0.1).abs() < 0.01, "{held_out}");
    }

    #[test]
    fn digits_and_chinese_characters_are_tokens_and_names_are_whole() {
        let tokenizer = Dates.tokenizer(560).expect("trains");
        let pieces = |text: &str| {
            let tokens = tokenizer.encode(text);
            assert_eq!(tokenizer.decode(&tokens), text);
            tokenizer.pieces(&tokens).into_iter().map(|piece| piece.text).collect::<Vec<_>>()
        };
        assert_eq!(pieces("二〇一七年三月三日"), ["二", "〇", "一", "七", "年", "三", "月", "三", "日"]);
        assert_eq!(pieces("2017-03-03"), ["2", "0", "1", "7", "-", "0", "3", "-", "0", "3"]);
        assert_eq!(pieces("3 March 2017"), ["3", "March", "␣", "2", "0", "1", "7"]);
        assert_eq!(pieces("Wednesday the 3rd of September 1999")[..2], ["Wednesday", "the"]);
        let again = Tokenizer::from_bytes(tokenizer.to_json().expect("writes").as_bytes()).expect("reads");
        assert_eq!(again.encode("二〇一七年3月3日"), tokenizer.encode("二〇一七年3月3日"));
    }
}
