//! The operations of a chain as lines of text and bars.

use super::chain::{Link, chain, reached};
use crate::app::cursor::Axis;
use crate::app::words::Word;
use crate::tape::{Arithmetic, Name, Part, Site, Var};
use crate::transformer::Score;
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::number;

/// How many columns a number takes at most.
const NUMBER: usize = 8;

/// The largest terms of a sum that are listed.
const TERMS: usize = 6;

/// One thing on the pane, from top to bottom. Where rows are few, those of the highest rank go first.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Block {
    pub kind: Kind,
    /// How easily it is done without: 0 for what must be there.
    pub rank: u8,
    /// Whether it is made later than the step the cursor is on.
    pub ahead: bool,
    /// The value that it is about.
    pub site: Option<Site>,
}

#[derive(Clone, PartialEq, Debug)]
pub(super) enum Kind {
    /// The terms of a sum, one bar each.
    Bars(Vec<f32>),
    /// What a number is called, what it was made of, the number.
    Line {
        label: String,
        operands: String,
        result: String,
        role: Role,
    },
    /// A sentence by itself.
    Note(String, Role),
    Gap,
}

/// How the number under the cursor was made.
pub(super) fn explain(view: &View) -> Vec<Block> {
    let Some(shown) = view.shown() else { return Vec::new() };
    let place = view.place;
    let (row, column) = shown.stored(place.row, place.column);
    let tape = &view.pass().tape;
    let links = chain(tape, place.site, row, column);
    let reached = reached(tape, &links, place.site);
    let mut blocks = Vec::new();
    for (i, link) in links.iter().enumerate() {
        let first = blocks.len();
        let writer = &mut Writer { view, link, blocks: &mut blocks, row: (row, column) };
        writer.write(i + 1 == reached);
        for block in &mut blocks[first..] {
            block.ahead = i >= reached;
            block.site = Some(link.site);
        }
    }
    if links.len() > reached {
        blocks.push(Block { kind: Kind::Gap, rank: 9, ahead: true, site: None });
        let ahead = format!("… {}", view.say(Word::Ahead));
        blocks.push(Block { kind: Kind::Note(ahead, Role::Ahead), rank: 8, ahead: true, site: None });
    }
    blocks
}

/// The same cell in the pass that the shown one is held against, and by how much they differ.
pub(super) fn beside(view: &View) -> Vec<Block> {
    let (Some(ours), Some(theirs)) = (view.shown(), view.shown_minus()) else { return Vec::new() };
    let place = view.place;
    let (ours, theirs) = (ours.value(place.row, place.column), theirs.value(place.row, place.column));
    let both = view.stage.pass.beside.is_some();
    let name = if both { "A" } else { view.say(Word::Before) };
    let line = |label: &str, value: f32, role| {
        let (label, result) = (label.to_owned(), number(value, NUMBER));
        Block { kind: Kind::Line { label, operands: String::new(), result, role }, rank: 0, ahead: false, site: None }
    };
    let difference = if ours == theirs { 0.0 } else { ours - theirs };
    let gap = Block { kind: Kind::Gap, rank: 9, ahead: false, site: None };
    vec![gap, line(name, theirs, Role::Text), line(&view.version().unwrap_or_default(), difference, Role::Accent)]
}

/// Writes one link.
struct Writer<'a, 'v> {
    view: &'a View<'v>,
    link: &'a Link,
    blocks: &'a mut Vec<Block>,
    /// The cell in storage.
    row: (usize, usize),
}

impl Writer<'_, '_> {
    fn push(&mut self, rank: u8, kind: Kind) {
        self.blocks.push(Block { kind, rank, ahead: false, site: None });
    }

    fn line(&mut self, rank: u8, label: impl Into<String>, operands: impl Into<String>, result: f32) {
        let result = number(result, NUMBER);
        self.push(rank, Kind::Line { label: label.into(), operands: operands.into(), result, role: Role::Text });
    }

    /// The last line of a link: the recorded number, which stands out where it is the cursor's.
    fn result(&mut self, here: bool, label: impl Into<String>, operands: impl Into<String>, result: f32) {
        let role = if here { Role::Accent } else { Role::Text };
        let result = number(result, NUMBER);
        self.push(0, Kind::Line { label: label.into(), operands: operands.into(), result, role });
    }

    fn note(&mut self, rank: u8, text: String, role: Role) {
        self.push(rank, Kind::Note(text, role));
    }

    fn write(&mut self, here: bool) {
        let view = self.view;
        match &self.link.arithmetic {
            Arithmetic::Product { left, right, bias, y } => self.product(here, left, right, *bias, *y),
            Arithmetic::Scale { x, factor, y } => self.scale(here, *x, *factor, *y),
            Arithmetic::Additive { .. } => self.additive(here),
            Arithmetic::Mask { .. } => self.mask(here),
            Arithmetic::RmsNorm { x, root, gain, y } => {
                self.line(0, "x", "", *x);
                self.line(0, "÷ RMS(x)", number(*root, NUMBER), x / root);
                self.result(here, "· γ", number(*gain, NUMBER), *y);
            }
            Arithmetic::Gate { .. } => self.gate(here),
            Arithmetic::Softmax { .. } => self.softmax(here),
            Arithmetic::LayerNorm { .. } => self.layer_norm(here),
            Arithmetic::Sum { terms, y } => self.sum(here, terms, *y),
            Arithmetic::Lookup { entry, y } => self.lookup(here, *entry, *y),
            Arithmetic::Copy { y, .. } => {
                let word = if view.is_off(self.link.site) { Word::PassesOn } else { Word::Same };
                self.result(here, super::super::value_name(self.link.site), view.say(word), *y);
            }
            Arithmetic::Moved { from, y, .. } => self.result(here, self.name(), self.moved(*from), *y),
            Arithmetic::Activation { name, x, y } => {
                self.result(here, (*name).to_owned(), format!("{name}({})", number(*x, NUMBER)), *y);
            }
            Arithmetic::Dropout { x, kept, y } => {
                let kept = if *kept { "1" } else { "0" };
                self.result(here, "dropout", format!("{} · {kept} / (1 − p)", number(*x, NUMBER)), *y);
            }
            Arithmetic::Patch { before, y } => {
                self.result(here, view.say(Word::Patched), format!("{} →", number(*before, NUMBER)), *y);
            }
            Arithmetic::CrossEntropy { tokens, y } => self.result(here, "loss", format!("1/{tokens} Σ"), *y),
            Arithmetic::Given { y } => self.result(here, self.name(), view.say(Word::Given), *y),
            Arithmetic::Parameter { y } => self.result(here, self.name(), "", *y),
        }
    }

    fn name(&self) -> String {
        super::super::value_name(self.link.site)
    }

    /// Where a number was taken from: of the largest of all heads, which head.
    fn moved(&self, from: (usize, usize)) -> String {
        let view = self.view;
        let same = view.say(Word::Same);
        if self.link.site.name != Name::PatternMax {
            return same.to_owned();
        }
        let queries = view.pass().tape.shape(self.link.var).1.max(1);
        format!("{} {}: {same}", view.say(Word::Head), from.1 / queries)
    }

    /// The bars of all terms, the largest terms, and their sum.
    fn product(&mut self, here: bool, left: &[f32], right: &[f32], bias: Option<f32>, y: f32) {
        let site = self.link.site;
        let terms: Vec<f32> = left.iter().zip(right).map(|(a, b)| a * b).collect();
        let (symbol, label) = self.symbols(site);
        let last = terms.len().saturating_sub(1);
        let index = match site.name {
            Name::Z | Name::ZContent | Name::ZRelative | Name::Rollout => self.view.say(Word::AxisKey),
            Name::PatternMean => self.view.say(Word::Head),
            _ => "i",
        };
        self.note(3, format!("{symbol}   {index} = 0 … {last}"), Role::Quiet);
        self.push(2, Kind::Bars(terms.clone()));
        let sum: f32 = terms.iter().sum();
        match bias {
            Some(bias) => {
                self.line(1, label, format!("Σ {symbol}"), sum);
                self.result(here, self.name(), format!("+ {} {}", self.view.say(Word::Bias), number(bias, 6)), y);
            }
            None => self.result(here, label, format!("Σ {symbol}"), y),
        }
        if here {
            self.largest(&terms, |i| format!("{} × {}", number(left[i], 6), number(right[i], 6)));
        }
    }

    /// What the terms of a product are called, and their sum.
    fn symbols(&self, site: Site) -> (String, String) {
        let say = |word| self.view.say(word);
        match site.name {
            Name::QRotated => ("cos, sin".to_owned(), format!("{} q", say(Word::Rotated))),
            Name::KRotated => ("cos, sin".to_owned(), format!("{} k", say(Word::Rotated))),
            Name::Z | Name::ZContent => (format!("{} · v", say(Word::Weight)), "z".to_owned()),
            Name::ZRelative => (format!("{} · r", say(Word::Weight)), "z".to_owned()),
            Name::PatternMean => {
                (format!("{} / {}", say(Word::Weight), say(Word::HeadCount)), say(Word::Mean).to_owned())
            }
            _ => {
                let (term, sum) = symbols(site, self.view.pass().config.score);
                (term.to_owned(), sum.to_owned())
            }
        }
    }

    /// The bars of all terms of an additive score, the largest terms, and their sum.
    fn additive(&mut self, here: bool) {
        let Arithmetic::Additive { query, key, weight, tanh, y } = &self.link.arithmetic else { return };
        let terms: Vec<f32> = weight.iter().zip(tanh).map(|(v, tanh)| v * tanh).collect();
        let last = terms.len().saturating_sub(1);
        self.note(3, format!("vᵢ tanh(qᵢ + kᵢ)   i = 0 … {last}"), Role::Quiet);
        self.push(2, Kind::Bars(terms.clone()));
        self.result(here, "v·tanh", "Σ vᵢ tanh(qᵢ + kᵢ)", *y);
        if here {
            self.largest(&terms, |i| format!("{} × tanh {}", number(weight[i], 6), number(query[i] + key[i], 6)));
        }
    }

    /// The terms that weigh most, by name where they have one, and what each is made of.
    fn largest(&mut self, terms: &[f32], operands: impl Fn(usize) -> String) {
        let mut order: Vec<usize> = (0..terms.len()).filter(|i| terms[*i] != 0.0).collect();
        order.sort_by(|a, b| terms[*b].abs().total_cmp(&terms[*a].abs()));
        self.push(5, Kind::Gap);
        for (rank, i) in order.into_iter().take(TERMS).enumerate() {
            let site = self.link.site;
            let by_key = matches!(site.name, Name::Z | Name::ZContent | Name::Rollout);
            let label = match self.view.pass().piece(site, Axis::Key, i).filter(|_| by_key) {
                Some(piece) => self.view.desk.language.piece(piece).short(10).into_owned(),
                _ => format!("{i}"),
            };
            let (operands, result) = (operands(i), number(terms[i], NUMBER));
            self.push(6 + u8::from(rank > 2), Kind::Line { label, operands, result, role: Role::Quiet });
        }
    }

    fn mask(&mut self, here: bool) {
        let Arithmetic::Mask { hidden, value, filled, y, .. } = self.link.arithmetic else { return };
        let view = self.view;
        let value = if value == f32::NEG_INFINITY { "−∞".to_owned() } else { number(value, NUMBER) };
        let mask = view.say(Word::Mask);
        match (filled, hidden) {
            (false, true) => self.result(here, format!("+ {mask}"), value, y),
            (false, false) => self.result(here, format!("+ {mask}"), "0", y),
            (true, true) => self.result(here, mask, format!("→ {value}"), y),
            (true, false) => self.result(here, mask, view.say(Word::Same), y),
        }
    }

    /// A gate or the candidate of a recurrent step: what the input gives, what the state gives, the function of their sum.
    fn gate(&mut self, here: bool) {
        let Arithmetic::Gate { name, input, reset, recurrent, y } = self.link.arithmetic else { return };
        self.line(0, "W_x x + b", "", input);
        self.line(0, "W h + b", "", recurrent);
        let sum = match reset {
            Some(reset) => {
                self.line(0, "r ·", number(reset, NUMBER), reset * recurrent);
                input + reset * recurrent
            }
            None => input + recurrent,
        };
        self.result(here, name, format!("{name}({})", number(sum, NUMBER)), y);
    }

    fn scale(&mut self, here: bool, x: f32, factor: f32, y: f32) {
        // 1/√d is written as people write it; any other factor as it is.
        let d = 1.0 / (factor * factor);
        let by = 1.0 / factor;
        let label = if self.link.site.name == Name::Tempered {
            format!("÷ t {}", number(by, 5))
        } else if factor == 1.0 {
            "÷ 1".to_owned()
        } else if (d - d.round()).abs() < 1e-3 * d {
            format!("÷ √{}", d.round())
        } else {
            format!("× {}", number(factor, 6))
        };
        let off = self.view.is_off(self.link.site);
        let operands =
            if off { self.view.say(Word::Off).to_owned() } else { format!("{} / {}", number(x, 7), number(by, 6)) };
        self.result(here, label, operands, y);
    }

    fn softmax(&mut self, here: bool) {
        let Arithmetic::Softmax { x, largest, exponential, sum, y, entropy, total } = self.link.arithmetic else {
            return;
        };
        let view = self.view;
        let say = |word| view.say(word);
        let sign = if largest < 0.0 { "+" } else { "−" };
        // The largest score is taken away first: the weights are the same and no power overflows.
        self.line(0, "e^x", format!("e^({} {sign} {})", number(x, 7), number(largest.abs(), 7)), exponential);
        self.line(0, format!("Σ {}", say(Word::Row)), "", sum);
        let of_words = matches!(self.link.site.name, Name::Probs | Name::Lens);
        let word = if of_words { Word::Probability } else { Word::Weight };
        self.result(here, say(word), format!("{} / {}", number(exponential, 7), number(sum, 7)), y);
        self.push(5, Kind::Gap);
        self.note(4, format!("{} {total:.6}", say(Word::RowSumsTo)), Role::Good);
        self.note(5, format!("{} {entropy:.2} {}", say(Word::Entropy), say(Word::Bit)), Role::Quiet);
    }

    fn layer_norm(&mut self, here: bool) {
        let Arithmetic::LayerNorm { x, mean, deviation, gain, bias, y } = self.link.arithmetic else { return };
        self.line(0, "x", "", x);
        self.line(0, "− μ", number(mean, NUMBER), x - mean);
        let normal = (x - mean) / deviation;
        self.line(0, "÷ σ", number(deviation, NUMBER), normal);
        self.line(0, "· γ", number(gain, NUMBER), gain * normal);
        self.result(here, "+ β", number(bias, NUMBER), y);
    }

    fn sum(&mut self, here: bool, terms: &[f32], y: f32) {
        let tape = &self.view.pass().tape;
        // What enters a layer is read under that name, as in the layer's own formula, whoever made it.
        let entering = Site { name: Name::ResidPre, before: false, ..self.link.site };
        let name = |&input: &Var| {
            let site = tape.node(input).site;
            super::super::value_name(if tape.find(entering) == Some(input) { entering } else { site })
        };
        let names: Vec<String> = tape.node(self.link.var).inputs.iter().map(name).collect();
        for (i, (name, term)) in names.into_iter().zip(terms).enumerate() {
            self.line(0, format!("{}{name}", if i > 0 { "+ " } else { "" }), "", *term);
        }
        self.result(here, self.name(), "Σ", y);
    }

    fn lookup(&mut self, here: bool, entry: usize, y: f32) {
        let view = self.view;
        let table = view.pass().tape.node(self.link.var).inputs.first().map(|input| view.pass().tape.node(*input).site);
        let table = table.map_or_else(String::new, super::super::value_name);
        self.note(1, format!("{} {table}, {} {entry}", view.say(Word::Table), view.say(Word::Row)), Role::Quiet);
        let place = match self.link.site.name {
            Name::Embed => {
                let piece = view.pass().piece(self.link.site, Axis::Token, self.row.1);
                let short = |piece| view.desk.language.piece(piece).short(12).into_owned();
                let piece = piece.map_or_else(String::new, short);
                format!("[“{piece}”][{}]", self.row.0)
            }
            Name::Position => format!("[{entry}][{}]", self.row.0),
            _ => format!("[{entry}]"),
        };
        self.result(here, table, place, y);
    }
}

/// What the terms of a product are called, and their sum, where names and arithmetic say it.
fn symbols(site: Site, score: Score) -> (&'static str, &'static str) {
    match (site.part, site.name) {
        (_, Name::Scores | Name::Content) if score == Score::General => ("qᵢ(Wk)ᵢ", "q·Wk"),
        (_, Name::Content) => ("qᵢkᵢ", "q·k"),
        (_, Name::Relative) => ("qᵢrᵢ", "q·r"),
        (_, Name::QMapped) => ("wᵢqᵢ", "W q"),
        (_, Name::KMapped) => ("wᵢkᵢ", "W k"),
        (_, Name::R) => ("wᵢrᵢ", "W_R r"),
        (_, Name::Rollout) => ("½(A + I) · R", "rollout"),
        (_, Name::State | Name::Recorded) => ("(1 − z) n, z h", "state"),
        (_, Name::GruInput) => ("wᵢxᵢ", "W_x x"),
        (_, Name::Mixed) => ("wᵢxᵢ", "W_mix x"),
        (Part::Convolution, _) => ("wᵢxᵢ", "W_conv x"),
        (_, Name::Scores) => ("qᵢkᵢ", "q·k"),
        (_, Name::Q) => ("wᵢxᵢ", "W_Q x"),
        (_, Name::K) => ("wᵢxᵢ", "W_K x"),
        (_, Name::V) => ("wᵢxᵢ", "W_V x"),
        (_, Name::Logits | Name::LensLogits) => ("wᵢxᵢ", "logit"),
        (_, Name::Pre) => ("wᵢxᵢ", "W_in x"),
        (Part::Mlp, _) => ("wᵢxᵢ", "W_out x"),
        _ => ("wᵢxᵢ", "W_O x"),
    }
}

#[cfg(test)]
mod tests;
