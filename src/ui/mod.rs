//! A view of the state, drawn: pure functions from what there is to show to a buffer of cells, and from buffers to
//! bytes, pictures and text.

pub mod arrange;
pub mod ascii;
pub mod capability;
pub mod colour;
pub mod encode;
mod formula;
pub mod glyph;
pub mod pane;
pub mod picture;
pub mod plain;
pub mod ramp;
pub mod screen;
pub mod theme;
pub mod view;
pub mod widget;

pub use capability::Capability;
pub use encode::{Encoder, encode};
pub use screen::{hit, render, settled};
pub use theme::{Role, Theme};
pub use view::View;
