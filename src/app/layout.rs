//! Layouts: named arrangements of panes. A layout is a script of commands about the desk, so that a file can hold one and
//! everything that can be done by hand can be in it.
//!
//! ```text
//!   panes "row(1 matrix, 1 matrix-2)"
//!   focus matrix-2; pane-side b
//!   focus matrix
//! ```

use super::command::{Command, Focus, Scope};
use super::desk::Desk;
use super::notice::Notice;
use super::pane_look::Look;
use super::script;

/// A named arrangement of panes.
#[derive(Clone, PartialEq, Debug)]
pub struct Layout {
    /// What it is called.
    pub name: String,
    /// What makes it.
    pub commands: Vec<Command>,
}

/// The layouts that are there from the start, in the order of their number keys.
const GIVEN: [(&str, &str); 5] = [
    ("explore", include_str!("layout/explore.txt")),
    ("compare", include_str!("layout/compare.txt")),
    ("residual", include_str!("layout/residual.txt")),
    ("training", include_str!("layout/training.txt")),
    ("lecture", include_str!("layout/lecture.txt")),
];

impl Layout {
    /// Reads a layout.
    ///
    /// # Errors
    /// A line that is no command, or one that is about something else than the desk.
    pub fn parse(name: &str, text: &str) -> Result<Layout, Notice> {
        let lines = script::parse(text)?;
        if let Some(line) = lines.iter().find(|line| !belongs(&line.command)) {
            let notice = Box::new(Notice::NotInLayout(line.command.to_string()));
            return Err(Notice::Script { line: line.number, notice });
        }
        let commands = lines.into_iter().map(|line| line.command).collect();
        Ok(Layout { name: name.to_owned(), commands })
    }

    /// The layouts that are there from the start.
    pub fn given() -> Vec<Layout> {
        GIVEN.iter().filter_map(|(name, text)| Layout::parse(name, text).ok()).collect()
    }

    /// The layout of a desk as it is.
    pub fn of(desk: &Desk, name: &str) -> Layout {
        let mut commands = vec![Command::Panes(desk.panes.clone())];
        for pane in desk.panes.panes() {
            let view = desk.view(pane);
            let own: Vec<Command> = view.commands();
            if !own.is_empty() {
                commands.push(Command::Focus(Focus::On(pane)));
                commands.extend(own);
            }
        }
        commands.push(Command::Focus(Focus::On(desk.focus)));
        if desk.sink_hidden {
            commands.push(Command::Look(Look::Sink(Some(false))));
        }
        if desk.zoomed {
            commands.push(Command::Zoom(Some(true)));
        }
        Layout { name: name.to_owned(), commands }
    }

    /// The layout as a file holds it.
    pub fn to_text(&self) -> String {
        self.commands.iter().fold(String::new(), |text, command| text + &command.to_string() + "\n")
    }
}

/// Whether a command can be part of a layout: it is about the desk, and neither opens something nor leaves.
fn belongs(command: &Command) -> bool {
    use Command as C;
    let other = matches!(
        command,
        C::Layout(_)
            | C::LayoutSave(_)
            | C::Edit
            | C::Palette(_)
            | C::Suspend
            | C::Quit
            | C::Help
            | C::History
            | C::Share
    );
    command.entry().scope == Scope::Desk && !other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_given_layouts_are_layouts() {
        let given = Layout::given();
        assert_eq!(given.len(), GIVEN.len());
        for layout in given {
            assert_eq!(Layout::parse(&layout.name, &layout.to_text()), Ok(layout));
        }
    }

    #[test]
    fn what_is_no_layout_says_which_line() {
        for (text, said) in [
            ("panes \"matrix\"\nmask none", "line 2: `mask none` is no part of a layout"),
            ("panes \"matrx\"", "line 1: `matrx` cannot stand in a layout"),
            ("quit", "line 1: `quit` is no part of a layout"),
        ] {
            let notice = Layout::parse("mine", text).expect_err(text).to_string();
            assert!(notice.starts_with(said), "{notice}");
        }
    }
}
