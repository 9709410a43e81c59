//! Small things that panes are drawn with.

pub mod bar;
pub mod braille;
pub mod curve;
pub mod frame;
pub mod heatmap;
pub mod large;
pub mod number;
pub mod text;
pub mod thumbnail;

pub use number::number;
pub use text::{put, put_all, put_right};
