//! Every word on the screen, in every language. A word that a language lacks does not compile.

mod chinese;
mod chinese_error;
mod chinese_flaw;
mod chinese_notice;
mod chinese_site;
mod english;
mod english_flaw;
mod english_notice;
mod english_site;
mod language;
mod piece;
mod site;
mod word;

pub use language::Language;
pub use word::Word;

#[cfg(test)]
mod tests;
