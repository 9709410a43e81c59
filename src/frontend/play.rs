//! `headlight play`: a script of commands without a terminal, and its last screen.

use std::ops::ControlFlow;
use std::path::Path;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::script::{self, Line};
use crate::app::theme::{Colours, Ground};
use crate::app::{Desk, Layout, Notice};
use crate::model::file;
use crate::ui::capability::{ColourChoice, ColourDepth};
use crate::ui::picture::{self, Paper};
use crate::ui::{Capability, View, plain, render};

use super::cli::{self, Size};
use super::errors::bad_input;
use super::headless::Headless;
use super::home::{self, Home};
use super::{print, sentence};

/// Runs the script and prints or draws the last screen.
pub(super) fn run(arguments: cli::Play) -> anyhow::Result<()> {
    let at = |notice| match notice {
        Notice::Script { line, notice } => bad_input(format!("{}:{line}: {notice}", arguments.script.display())),
        notice => bad_input(notice),
    };
    if let Some(path) = arguments.frame.as_deref().filter(|path| path.extension().is_none_or(|kind| kind != "svg")) {
        return Err(bad_input(format!("a frame is drawn as SVG: {} does not end in .svg", path.display())));
    }
    let lines = script::parse(&read(&arguments.script)?).map_err(at)?;
    // The same script gives the same screen everywhere: keys are a viewer's own only where they are asked for, and a theme
    // of theirs that is broken matters only to a script that asks for it.
    let mut desk = Desk { notice: None, language: arguments.language, ..Home::find().desk_with_themes() };
    // A layout of theirs that has the name of one that is there from the start is none for scripts.
    for layout in Layout::given() {
        desk.keep_layout(layout);
    }
    if let Some(keymap) = &arguments.keys.keymap {
        desk.keymap = home::read_keymap(keymap).map_err(bad_input)?;
    }
    let mut lab = Headless::set_up(arguments.setup, None, desk, None)?;
    perform(&mut lab, lines).map_err(at)?;
    lab.settle().map_err(at)?;

    let depth = |otherwise| match arguments.screen.color {
        ColourChoice::Auto => otherwise,
        ColourChoice::Depth(depth) => depth,
    };
    if let Some(path) = &arguments.frame {
        let picture = picture::svg(&draw(&lab, arguments.size, depth(ColourDepth::True)), paper(lab.desk.colours()));
        file::replace(path, picture.as_bytes()).map_err(|reason| {
            bad_input(format!(
                "cannot write {}: {reason}; name a file in a folder that you can write to",
                path.display()
            ))
        })?;
    }
    if arguments.print {
        // Printed text has no colour: shades say what colours would.
        print::text(&plain::text(&draw(&lab, arguments.size, depth(ColourDepth::None))))?;
    }
    Ok(())
}

/// The lab on a screen of this size.
fn draw(lab: &Headless, Size { columns, rows }: Size, colour: ColourDepth) -> Buffer {
    let capability = Capability { colour, ..Capability::FULL };
    let mut screen = Buffer::empty(Rect::new(0, 0, columns, rows));
    render(&View::new(&lab.stage, &lab.desk, &capability), &mut screen);
    screen
}

/// What a theme is drawn for.
fn paper(colours: &Colours) -> Paper {
    match (colours.page, colours.ground) {
        (Some([foreground, background]), _) => Paper { foreground, background },
        (None, Ground::Dark) => Paper::DARK,
        (None, Ground::Light) => Paper::LIGHT,
    }
}

/// The script's text; `-` is standard input.
fn read(path: &Path) -> anyhow::Result<String> {
    if path == Path::new("-") {
        return sentence::piped();
    }
    let bytes = std::fs::read(path).map_err(|reason| {
        bad_input(format!("cannot read {}: {reason}; name a file with one command a line", path.display()))
    })?;
    sentence::utf8(&path.display().to_string(), bytes)
}

/// One command after another, until one of them leaves. The first that is refused ends it, with its line.
fn perform(lab: &mut Headless, lines: Vec<Line>) -> Result<(), Notice> {
    for Line { number, command } in lines {
        let refused = |notice: Notice| Notice::Script { line: number, notice: notice.into() };
        if let ControlFlow::Break(()) = lab.run(command).map_err(refused)? {
            break;
        }
    }
    Ok(())
}
