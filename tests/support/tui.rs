//! The program in a pseudo-terminal, and the screen that its bytes make.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use vt100::{MouseProtocolMode, Screen};

use super::{PROGRAM, home, model};

/// Longer than anything takes on a busy machine; nothing waits this long unless it fails.
const PATIENCE: Duration = Duration::from_secs(30);
/// Between two looks.
const BLINK: Duration = Duration::from_millis(3);

/// A running program with its terminal.
pub struct Tui {
    master: Box<dyn MasterPty + Send>,
    keyboard: Box<dyn Write + Send>,
    screen: Arc<Mutex<vt100::Parser>>,
    child: Box<dyn Child + Send + Sync>,
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).unwrap()
}

fn pty_size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

impl Tui {
    /// The lab on the small model.
    pub fn start(columns: u16, rows: u16) -> Tui {
        Tui::with(columns, rows, &["the cat sat", "--model", &model().display().to_string()], &[])
    }

    /// The lab with these arguments and variables.
    pub fn with(columns: u16, rows: u16, arguments: &[&str], variables: &[(&str, &str)]) -> Tui {
        let pty = native_pty_system().openpty(pty_size(columns, rows)).unwrap();
        let child = pty.slave.spawn_command(lab(arguments, variables)).unwrap();
        drop(pty.slave);

        let screen = Arc::new(Mutex::new(vt100::Parser::new(cells(rows), cells(columns), 0)));
        let (mut reader, drawn) = (pty.master.try_clone_reader().unwrap(), screen.clone());
        std::thread::spawn(move || {
            let mut buffer = [0; 1 << 12];
            while let Ok(read @ 1..) = reader.read(&mut buffer) {
                drawn.lock().unwrap().process(&buffer[..read]);
            }
        });
        let keyboard = pty.master.take_writer().unwrap();
        Tui { master: pty.master, keyboard, screen, child }
    }

    /// Types bytes as a keyboard, a mouse or a paste sends them.
    pub fn send(&mut self, bytes: &str) {
        self.keyboard.write_all(bytes.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }

    /// Waits until the screen is as it should be.
    pub fn wait(&self, what: &str, is: impl Fn(&Screen) -> bool) {
        let begun = Instant::now();
        while !is(self.screen.lock().unwrap().screen()) {
            assert!(begun.elapsed() < PATIENCE, "{what} did not come; the screen:\n{}", self.text());
            std::thread::sleep(BLINK);
        }
    }

    /// Waits until a text stands on the screen.
    pub fn wait_for(&self, text: &str) {
        self.wait(text, |screen| screen.contents().contains(text));
    }

    /// Waits until a text no longer stands on the screen.
    pub fn wait_gone(&self, text: &str) {
        self.wait(&format!("the end of {text:?}"), |screen| !screen.contents().contains(text));
    }

    /// The screen as text.
    pub fn text(&self) -> String {
        self.screen.lock().unwrap().screen().contents()
    }

    /// The screen as text once nothing more has come for a while.
    pub fn settled(&self) -> String {
        let mut last = self.text();
        let mut same = 0;
        while same < 50 {
            std::thread::sleep(BLINK);
            let now = self.text();
            same = if now == last { same + 1 } else { 0 };
            last = now;
        }
        last
    }

    /// Where a text stands first: column and row.
    pub fn find(&self, text: &str) -> Option<(u16, u16)> {
        let screen = self.screen.lock().unwrap();
        let columns = screen.screen().size().1.get();
        let rows = screen.screen().rows(0, columns).enumerate();
        let mut places =
            rows.filter_map(|(row, line)| Some((line[..line.find(text)?].chars().count() as u16, row as u16)));
        places.next()
    }

    /// Changes the terminal's size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.screen.lock().unwrap().screen_mut().set_size(cells(rows), cells(columns));
        self.master.resize(pty_size(columns, rows)).unwrap();
    }

    /// Makes the terminal smaller and as large as it was before the program has looked: the screen is cropped, and the
    /// size that the program finds is the one it knows.
    pub fn crop(&self, columns: u16, rows: u16) {
        let mut parser = self.screen.lock().unwrap();
        let (old_rows, old_columns) = parser.screen().size();
        parser.screen_mut().set_size(cells(rows), cells(columns));
        parser.screen_mut().set_size(old_rows, old_columns);
        drop(parser);
        self.signal(libc::SIGWINCH);
    }

    /// Sends a signal to the program.
    #[allow(unsafe_code, reason = "only libc sends signals")]
    pub fn signal(&self, signal: i32) {
        let id = self.child.process_id().unwrap();
        assert_eq!(unsafe { libc::kill(id as i32, signal) }, 0);
    }

    /// Waits until the program has stopped, as `kill -STOP` does it.
    #[cfg(target_os = "linux")]
    pub fn wait_stopped(&self) {
        let file = format!("/proc/{}/stat", self.child.process_id().unwrap());
        let begun = Instant::now();
        while !std::fs::read_to_string(&file).unwrap().contains(") T ") {
            assert!(begun.elapsed() < PATIENCE, "it did not stop");
            std::thread::sleep(BLINK);
        }
    }

    /// Waits until the program has ended; its exit code.
    pub fn exit(&mut self) -> u32 {
        let code = exit_code(&mut *self.child);
        code.unwrap_or_else(|| panic!("it did not end; the screen:\n{}", self.text()))
    }

    /// Waits until the terminal is as it was before the program.
    pub fn wait_restored(&self) {
        self.wait("the terminal's own state", |screen| {
            let mouse = screen.mouse_protocol_mode() == MouseProtocolMode::None;
            mouse && !screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste()
        });
    }

    /// Presses the mouse at one cell, drags it to another and lets go.
    pub fn drag(&mut self, from: (u16, u16), to: (u16, u16)) {
        let at = |(column, row): (u16, u16)| format!("{};{}", column + 1, row + 1);
        self.send(&format!("\x1b[<0;{}M\x1b[<32;{}M\x1b[<0;{}m", at(from), at(to), at(to)));
    }
}

/// Starts the lab, waits for a text, and takes its terminal away as closing a window does; its exit code.
pub fn hang_up_after(text: &str) -> u32 {
    let pty = native_pty_system().openpty(pty_size(80, 24)).unwrap();
    let mut child =
        pty.slave.spawn_command(lab(&["the cat sat", "--model", &model().display().to_string()], &[])).unwrap();
    drop(pty.slave);
    let mut reader = pty.master.try_clone_reader().unwrap();
    let mut screen = vt100::Parser::new(cells(24), cells(80), 0);
    let mut buffer = [0; 1 << 12];
    while !screen.screen().contents().contains(text) {
        let read = reader.read(&mut buffer).unwrap();
        screen.process(&buffer[..read]);
    }
    // The kernel says so only when the last handle is closed.
    drop((reader, pty.master));
    exit_code(&mut *child).expect("it ends when its terminal is gone")
}

/// Starts the lab on a terminal that, from a text on, takes no more bytes; draws until it must wait, and tells it to end
/// until it does; its exit code.
#[allow(unsafe_code, reason = "only libc sends signals")]
pub fn terminate_stalled_after(text: &str) -> u32 {
    let pty = native_pty_system().openpty(pty_size(200, 60)).unwrap();
    let mut child = pty.slave.spawn_command(lab(&["--model", &model().display().to_string()], &[])).unwrap();
    drop(pty.slave);
    let mut reader = pty.master.try_clone_reader().unwrap();
    let mut screen = vt100::Parser::new(cells(60), cells(200), 0);
    let mut buffer = [0; 1 << 12];
    while !screen.screen().contents().contains(text) {
        let read = reader.read(&mut buffer).unwrap();
        screen.process(&buffer[..read]);
    }
    // Every size is a whole frame, and the kernel keeps no more than some of them.
    let id = child.process_id().unwrap() as i32;
    let begun = Instant::now();
    for i in 0.. {
        pty.master.resize(pty_size(199 + i % 2, 60)).unwrap();
        std::thread::sleep(BLINK);
        if i > 100 {
            let _ = unsafe { libc::kill(id, libc::SIGTERM) };
        }
        if let Some(status) = child.try_wait().unwrap() {
            return status.exit_code();
        }
        if begun.elapsed() > PATIENCE {
            let _ = child.kill();
            panic!("it waits for its terminal and does not end");
        }
    }
    unreachable!("the loop ends by itself");
}

/// The arguments and the environment of a test's own lab.
fn lab(arguments: &[&str], variables: &[(&str, &str)]) -> CommandBuilder {
    let mut command = CommandBuilder::new(PROGRAM);
    command.env_clear();
    command.env("TERM", "xterm-256color");
    for (name, folder) in home() {
        command.env(name, folder);
    }
    command.args(arguments);
    for (name, value) in variables {
        command.env(name, value);
    }
    command
}

/// Waits until a process has ended.
fn exit_code(child: &mut (dyn Child + Send + Sync)) -> Option<u32> {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        if let Some(status) = child.try_wait().unwrap() {
            return Some(status.exit_code());
        }
        std::thread::sleep(BLINK);
    }
    None
}

impl Drop for Tui {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
