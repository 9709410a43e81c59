//! How a value is made with the settings that there are, as one would write it on a board, and what that means.
//!
//! ```text
//!   scores ─ scaled ─┬───────────┬─ masked ─── pattern       softmax(masked)
//!                    └─ biased ──┘                 added     scaled + (−∞ where j > i)
//!                                                  filled    −∞ where j > i, else scaled
//!                       masked ─ unmasked ─ pattern          0 where j > i, else unmasked
//! ```
//!
//! Two settings that compute different numbers never read the same.

use std::borrow::Cow;

use super::view::View;
use crate::app::cursor::Axis;
use crate::app::words::Word;
use crate::tape::{Name, Part, Site, Stack};
use crate::transformer::{Architecture, MaskHow, MaskValue, Norm, Position, Projections, Score};

/// What ALiBi takes away from a score (Press et al. 2022, §3), in head h of H.
const ALIBI: &str = "2^(−8 (h + 1) / H) · |i − j|";

/// What T5 adds to a score (Raffel et al. 2020, §2.1).
const T5: &str = "W_bias[bucket(j − i)]";

/// The score of a hidden key that keeps no weight at all.
const INFINITE: &str = "−∞";

impl View<'_> {
    /// How a value is made with the settings that there are.
    pub fn formula(&self, site: Site) -> Cow<'static, str> {
        let config = &self.pass().config;
        let distances = matches!(config.position, Position::Shaw | Position::Xl) && site.part == Part::Attention;
        match site.name {
            Name::Scores if distances => "content + relative".into(),
            Name::Scores | Name::Content => self.score(site).into(),
            Name::Relative if config.position == Position::Xl => "q_position · r[i − j]".into(),
            Name::Relative => "q · W_K_relative[j − i]".into(),
            Name::Q | Name::K | Name::V => self.projection(site).into(),
            Name::Scaled if !config.scale => Name::Scores.text().into(),
            Name::Bias if config.position == Position::Alibi => format!("−{ALIBI}").into(),
            Name::Bias => T5.into(),
            Name::Biased => self.biased().into(),
            Name::Masked => self.masked(site).into(),
            Name::Unmasked => self.half(Name::Unmasked.formula()).into(),
            Name::Pattern if config.masking.how == MaskHow::After => self.masked_weights(site).into(),
            Name::Pattern => self.half(Name::Pattern.formula()).into(),
            Name::Z if config.position == Position::Shaw && site.part == Part::Attention => {
                format!("{} + {}", Name::ZContent.text(), Name::ZRelative.text()).into()
            }
            Name::LensLogits if config.norm == Norm::Post => "W_U ln2".into(),
            Name::Probs if self.pass().plan.settings.temperature != 1.0 => "softmax(tempered)".into(),
            name if is_norm(name) && config.norm == Norm::Rms => "γ · x / RMS(x)".into(),
            _ => self.desk.language.formula(site).into(),
        }
    }

    /// The operation that makes a value, in a word or two.
    pub fn step(&self, site: Site) -> &'static str {
        let config = &self.pass().config;
        match (site.name, config.masking.how) {
            (Name::Pattern, MaskHow::After) | (Name::Masked, MaskHow::Filled) => self.say(Word::Mask),
            (name, _) if is_norm(name) && config.norm == Norm::Rms => self.say(Word::RmsNorm),
            _ => self.desk.language.step(site),
        }
    }

    /// What the operation that makes a value does, in one sentence.
    pub fn sentence(&self, site: Site) -> &'static str {
        let config = &self.pass().config;
        let after = config.masking.how == MaskHow::After;
        let word = match (site.name, config.score) {
            (Name::Scores, Score::General) => Word::GeneralSentence,
            (Name::Scores, Score::Additive) => Word::AdditiveSentence,
            (Name::Masked, _) if self.hides_nothing(site) => Word::MaskNothingSentence,
            (Name::Pattern, _) if after && self.hides_nothing(site) => Word::MaskNothingSentence,
            (Name::Masked, _) if after => Word::MaskLaterSentence,
            (Name::Pattern, _) if after => Word::MaskedWeightsSentence,
            (Name::Masked, _) if self.mask_value() != INFINITE => Word::MaskFiniteSentence,
            (Name::Masked, _) if !self.hides_later(site) => Word::MaskPaddingSentence,
            (name, _) if is_norm(name) && config.norm == Norm::Rms => Word::RmsNormSentence,
            _ => return self.desk.language.sentence(site),
        };
        self.say(word)
    }

    /// Whether the mask of an attention hides keys that stand later than their query.
    fn hides_later(&self, site: Site) -> bool {
        self.pass().config.causal && site.part == Part::Attention && site.stack == Stack::Decoder
    }

    /// Whether the mask of an attention hides padding, and there is some.
    fn hides_padding(&self, site: Site) -> bool {
        let (pass, config) = (self.pass(), &self.pass().config);
        let keys_are_text = !config.has_source() || pass.is_of_source(site, Axis::Key);
        config.padding && pass.plan.settings.pad > 0 && keys_are_text
    }

    /// Whether the mask of an attention leaves every key to every query.
    pub(super) fn hides_nothing(&self, site: Site) -> bool {
        !self.hides_later(site) && !self.hides_padding(site)
    }

    /// Whether the mask of an attention puts scores at −∞, where maps say that a cell is hidden.
    pub(super) fn hides_wholly(&self, site: Site) -> bool {
        let after = self.pass().config.masking.how == MaskHow::After;
        !after && self.mask_value() == INFINITE && !self.hides_nothing(site)
    }

    /// What becomes of a number where scores and weights are rounded to half precision.
    fn half(&self, x: &str) -> String {
        if self.pass().config.masking.half { format!("half({x})") } else { x.to_owned() }
    }

    /// What a hidden score gets. In half precision −10⁹ is −∞.
    fn mask_value(&self) -> &'static str {
        let masking = self.pass().config.masking;
        match masking.value {
            MaskValue::Infinite => INFINITE,
            MaskValue::Billion if masking.half => INFINITE,
            MaskValue::Billion => "−1e9",
            MaskValue::Thousand => "−1000",
        }
    }

    /// Which keys j are hidden from a query i.
    fn hidden(&self, site: Site) -> String {
        let later = self.hides_later(site).then_some("j > i");
        let padding = self.hides_padding(site).then(|| self.say(Word::IsPadding));
        let all: Vec<&str> = later.into_iter().chain(padding).collect();
        format!("{} {}", self.say(Word::Where), all.join(&format!(" {} ", self.say(Word::Or))))
    }

    fn score(&self, site: Site) -> String {
        let config = &self.pass().config;
        let (q, k) = match config.position {
            Position::Rope if site.part == Part::Attention => (Name::QRotated, Name::KRotated),
            Position::Xl if site.part == Part::Attention => (Name::QContent, Name::K),
            _ => (Name::Q, Name::K),
        };
        match config.score {
            Score::Dot => format!("{} · {}", q.text(), k.text()),
            Score::General => format!("{} · W_score {}", q.text(), k.text()),
            Score::Additive => "v_score · tanh(q_mapped + k_mapped)".to_owned(),
        }
    }

    fn projection(&self, site: Site) -> &'static str {
        let config = &self.pass().config;
        match (config.projections, site.name) {
            _ if config.architecture == Architecture::Recurrent => Name::State.text(),
            (Projections::Identity, _) => "x",
            (Projections::TiedKeyValue, Name::V) => Name::K.text(),
            (Projections::TiedQueryKey, Name::K) => Name::Q.formula(),
            _ => site.formula(),
        }
    }

    fn biased(&self) -> String {
        let scaled = Name::Scaled.text();
        match self.pass().config.position {
            Position::Alibi => format!("{scaled} − {ALIBI}"),
            _ => format!("{scaled} + {T5}"),
        }
    }

    fn masked(&self, site: Site) -> String {
        let masking = self.pass().config.masking;
        let tape = &self.pass().tape;
        let input = tape.find(site).and_then(|var| tape.node(var).inputs.first());
        let x = self.half(input.map_or(Name::Scaled, |input| tape.node(*input).site.name).text());
        if masking.how == MaskHow::After || self.hides_nothing(site) {
            return x;
        }
        let (value, hidden) = (self.mask_value(), self.hidden(site));
        match masking.how {
            MaskHow::Filled => format!("{value} {hidden}, {} {x}", self.say(Word::Else)),
            // A sum with −∞ needs no rounding, one of two finite numbers does.
            _ if value == INFINITE => format!("{x} + ({value} {hidden})"),
            _ => self.half(&format!("{x} + ({value} {hidden})")),
        }
    }

    /// The weights where the mask comes after the softmax.
    fn masked_weights(&self, site: Site) -> String {
        let unmasked = Name::Unmasked.text();
        if self.hides_nothing(site) {
            return unmasked.to_owned();
        }
        format!("0 {}, {} {unmasked}", self.hidden(site), self.say(Word::Else))
    }
}

const fn is_norm(name: Name) -> bool {
    matches!(name, Name::Ln1 | Name::LnCross | Name::Ln2 | Name::FinalLn | Name::MemoryLn1)
}

#[cfg(test)]
mod tests;
