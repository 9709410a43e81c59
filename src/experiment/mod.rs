//! Questions, and the numbers that answer them.
//!
//! ```text
//!  question ── claim ── parameters ──▶ run ──▶ table ── plots ── verdict
//!                                      │ ▲
//!                             progress ▼ │ cancel, clock
//! ```
//!
//! [`TABLE`] lists the sixteen questions with the answers that circulate. Each is measured by one
//! file of this folder, named after its id. The verdict is computed from the same numbers that the table shows,
//! by the criterion stated beside it; nobody writes it down beforehand. A full run always decides; only a quick one,
//! which looks at less, may find its own numbers too few.
//!
//! A new experiment is a file with a `METHOD` and its row's `method` in [`TABLE`].

mod a1;
mod a2;
mod a3;
mod a4;
mod a5;
mod a6;
mod a7;
mod bench;
mod draw;
pub mod drawn;
mod learn;
mod letters;
mod masking;
mod outcome;
mod parameter;
mod plot;
mod scores;
mod sheet;
pub mod statistics;
mod t1;
mod t2;
mod t3;
mod t4;
mod t5;
mod t6;
mod t7;
mod t8;
mod t9;
mod table;
mod verdict;

pub use bench::{Bench, Progress, Stopped, Unwatched};
pub use draw::Draw;
pub use outcome::{Choice, Findings, Outcome};
pub use parameter::{Parameter, SettingError, Values};
pub use plot::{Bars, Chart, Line, Plot};
pub use sheet::sensitivity;
pub use table::{Cell, Table};
pub use verdict::Verdict;

/// One of the questions.
pub struct Experiment {
    /// `A1` to `A7` are about attention, `T1` to `T9` about the Transformer.
    pub id: &'static str,
    /// What is asked.
    pub question: &'static str,
    /// The answer that circulates, in our words.
    pub claim: &'static str,
    /// How the answer is put to the test.
    pub method: Method,
}

/// How an answer is put to the test.
pub struct Method {
    /// By what rule the numbers decide, in a sentence.
    pub criterion: &'static str,
    /// The numbers that can be set.
    pub parameters: &'static [Parameter],
    /// Measures.
    pub run: fn(&Bench) -> Result<Findings, Stopped>,
}

/// The sixteen questions, in order.
pub const TABLE: &[Experiment] = &[
    Experiment {
        id: "A1",
        question: "What is attention?",
        claim: "It learns a weight for every time step and sums the inputs with those weights, so that what matters counts \
                more.",
        method: a1::METHOD,
    },
    Experiment {
        id: "A2",
        question: "What are the steps of attention?",
        claim: "Make Q, K and V; compare; divide by √d, so that gradients do not explode; softmax; sum the values by \
                weight.",
        method: a2::METHOD,
    },
    Experiment {
        id: "A3",
        question: "How does attention differ from the classic sequence-to-sequence model, and self-attention from \
                   attention to a source?",
        claim: "The classic decoder is handed only the encoder's last state; with attention every output looks at all \
                inputs. Self-attention stays within one sequence, the other takes its queries from one and its keys from \
                another.",
        method: a3::METHOD,
    },
    Experiment {
        id: "A4",
        question: "Attention often uses its keys as values; can self-attention?",
        claim: "Yes: in the Transformer Q, K and V are equal.",
        method: a4::METHOD,
    },
    Experiment {
        id: "A5",
        question: "Which methods of attention are in use?",
        claim: "Scaled dot-product, several heads, relative positions, Transformer-XL.",
        method: a5::METHOD,
    },
    Experiment {
        id: "A6",
        question: "How is padding masked?",
        claim: "−∞ is added to its scores before the softmax, so that its weight is 0.",
        method: a6::METHOD,
    },
    Experiment {
        id: "A7",
        question: "How does attention differ from a fully connected layer?",
        claim: "A fully connected layer has values only; attention has queries and keys as well, and the query is the \
                anchor.",
        method: a7::METHOD,
    },
    Experiment {
        id: "T1",
        question: "What are the sub-layers of an encoder?",
        claim: "Six layers alike, each of self-attention in several heads and a feed-forward network that treats every \
                position by itself (linear, ReLU, dropout, linear), with LayerNorm and residual sums.",
        method: t1::METHOD,
    },
    Experiment {
        id: "T2",
        question: "What is the formula of self-attention?",
        claim: "softmax(Q Kᵀ / √d) V.",
        method: t2::METHOD,
    },
    Experiment {
        id: "T3",
        question: "What are the strengths and weaknesses of the Transformer?",
        claim: "Parallel, far-seeing, flexible and scalable; but costly, quadratic in length, opaque, quick to overfit, in \
                need of tuning, and worse at local detail than recurrent and convolutional networks.",
        method: t3::METHOD,
    },
    Experiment {
        id: "T4",
        question: "How do encoder and decoder work together?",
        claim: "The decoder's self-attention is causally masked; its cross-attention takes queries from the decoder, keys \
                and values from the encoder's output.",
        method: t4::METHOD,
    },
    Experiment {
        id: "T5",
        question: "Why are Q, K and V made by linear maps?",
        claim: "The maps project into different spaces and let the model express more.",
        method: t5::METHOD,
    },
    Experiment {
        id: "T6",
        question: "Why are scores multiplied and not added?",
        claim: "In theory both cost the same; multiplication runs on optimised matrix code.",
        method: t6::METHOD,
    },
    Experiment {
        id: "T7",
        question: "Why are scores divided by √d?",
        claim: "A large d makes large dot products, the softmax saturates and its gradients vanish; additive scores need \
                no scaling.",
        method: t7::METHOD,
    },
    Experiment {
        id: "T8",
        question: "How does the Transformer mask padding?",
        claim: "It puts −1000 at padding and adds that to the scores.",
        method: t8::METHOD,
    },
    Experiment {
        id: "T9",
        question: "What is the residual connection for?",
        claim: "output = Norm(x + Layer(x)): gradients vanish less, training converges faster, deep networks become \
                possible, information is kept and features are used again.",
        method: t9::METHOD,
    },
];

/// The question of this id, in any case.
pub fn find(id: &str) -> Option<&'static Experiment> {
    TABLE.iter().find(|experiment| experiment.id.eq_ignore_ascii_case(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_sixteen_questions_in_order() {
        let ids: Vec<&str> = TABLE.iter().map(|experiment| experiment.id).collect();
        let expected: Vec<String> = (1..=7).map(|i| format!("A{i}")).chain((1..=9).map(|i| format!("T{i}"))).collect();
        assert_eq!(ids, expected);
        assert_eq!(find("t7").map(|experiment| experiment.id), Some("T7"));
        assert!(find("T10").is_none());
    }
}
