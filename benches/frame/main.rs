//! Bytes a frame of our encoder against ratatui's crossterm backend, and the time from a key to the bytes.
//!
//! `cargo bench --bench frame [-- MODEL]`. The first frame of a session, which draws every cell, is not counted.

mod session;

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use headlight::ui::capability::{ColourChoice, ColourDepth};
use headlight::ui::{Capability, Encoder};
use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};

use session::{Frame, Session};

fn main() {
    // `cargo test --benches` starts every bench without this argument; only `cargo bench` is a wish to wait.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    // cargo's own arguments begin with dashes.
    let name = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let model = session::model(name.as_deref());
    println!("120 × 40, model {}; bytes and microseconds a frame", model.name);
    println!("{:<44}│{:^27}│{:^16}│{:^16}", "", "bytes", "encode µs", "key → bytes µs");
    print!("{:<22} {:>10} {:>10}│", "session", "colours", "frames");
    print!(" {:>8} {:>9} {:>7} │", "ours", "crossterm", "ratio");
    println!(" {:>6} {:>7} │ {:>6} {:>7}", "median", "worst", "median", "worst");
    for depth in [ColourDepth::True, ColourDepth::Indexed256] {
        let capability = Capability { colour: depth, ..Capability::FULL };
        let sessions = session::lab(&model, capability).into_iter().chain(session::maps(capability));
        sessions.for_each(|session| report(&session, capability));
    }
    println!();
    println!("1,024 tokens, 12 layers of 12 heads, width 768: milliseconds from a key to the bytes");
    println!("{:<26} {:>10} {:>10} {:>10} {:>10}", "session", "screen", "frames", "median", "99th");
    session::long(Capability::FULL, |screen, session| report_long(screen, &session, Capability::FULL));
}

/// One line of the table of a long text.
fn report_long(screen: Rect, session: &Session, capability: Capability) {
    let times = Figures::of(&session.frames, ours(capability)).whole;
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    let screen = format!("{}×{}", screen.width, screen.height);
    println!("{:<26} {screen:>10} {:>10} {:>10.2} {:>10.2}", session.name, times.len(), at(0.5), at(0.99));
}

/// One line of the table.
fn report(session: &Session, capability: Capability) {
    let ours = Figures::of(&session.frames, ours(capability));
    let theirs = Figures::of(&session.frames, crossterm());
    let count = session.frames.len() - 1;
    print!("{:<22} {:>10} {count:>10}│", session.name, ColourChoice::Depth(capability.colour).to_string());
    let ratio = theirs.bytes as f64 / ours.bytes as f64;
    print!(" {:>8} {:>9} {ratio:>7.2} │", ours.bytes / count, theirs.bytes / count);
    let [encode, whole] = [&ours.encode, &ours.whole].map(|times| (times[times.len() / 2], times[times.len() - 1]));
    println!(" {:>6} {:>7} │ {:>6} {:>7}", micros(encode.0), micros(encode.1), micros(whole.0), micros(whole.1));
}

fn micros(time: Duration) -> u128 {
    time.as_micros()
}

/// What one way to send frames cost, all frames but the first; times in ascending order.
struct Figures {
    bytes: usize,
    encode: Vec<Duration>,
    whole: Vec<Duration>,
}

impl Figures {
    /// Sends every frame with `send`, which says how many bytes it took.
    fn of(frames: &[Frame], mut send: impl FnMut(&Buffer) -> usize) -> Figures {
        let mut figures = Figures { bytes: 0, encode: Vec::new(), whole: Vec::new() };
        send(&frames[0].buffer);
        for frame in &frames[1..] {
            let start = Instant::now();
            figures.bytes += send(&frame.buffer);
            let time = start.elapsed();
            figures.encode.push(time);
            figures.whole.push(frame.drawn + time);
        }
        figures.encode.sort_unstable();
        figures.whole.sort_unstable();
        figures
    }
}

fn ours(capability: Capability) -> impl FnMut(&Buffer) -> usize {
    let mut encoder = Encoder::new(capability);
    let (mut shown, mut bytes) = (Buffer::default(), Vec::new());
    move |next| {
        bytes.clear();
        encoder.frame(&shown, next, &mut bytes);
        shown.clone_from(next);
        bytes.len()
    }
}

/// Bytes that a terminal would have got.
#[derive(Clone, Default)]
struct Sink(Arc<Mutex<usize>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn crossterm() -> impl FnMut(&Buffer) -> usize {
    crossterm::style::force_color_output(true);
    let sink = Sink::default();
    let mut terminal: Option<Terminal<_>> = None;
    move |next| {
        let terminal = terminal.get_or_insert_with(|| {
            let options = TerminalOptions { viewport: Viewport::Fixed(next.area) };
            Terminal::with_options(CrosstermBackend::new(sink.clone()), options).expect("a terminal")
        });
        let counted = |sink: &Sink| *sink.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = counted(&sink);
        terminal.draw(|frame| frame.buffer_mut().clone_from(next)).expect("a frame");
        counted(&sink) - before
    }
}
