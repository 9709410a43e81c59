//! Lines of a page: spans of text, some of which stand for a command.

use crate::app::command::Command;
use crate::model::piece::columns;
use crate::ui::theme::Role;
use crate::ui::widget::text::wrap;

/// A text in one look.
pub(super) struct Span {
    pub text: String,
    pub role: Role,
    /// What a click on it does.
    pub command: Option<Command>,
}

/// One line.
#[derive(Default)]
pub(super) struct Line {
    pub spans: Vec<Span>,
}

impl Line {
    /// A line in one look.
    pub(super) fn new(text: impl Into<String>, role: Role) -> Line {
        Line::default().and(text, role)
    }

    /// The line with more text behind it.
    pub(super) fn and(mut self, text: impl Into<String>, role: Role) -> Line {
        self.spans.push(Span { text: text.into(), role, command: None });
        self
    }

    /// The line with a command behind it.
    pub(super) fn and_command(mut self, command: Command) -> Line {
        let text = format!("▸ {command}");
        self.spans.push(Span { text, role: Role::Accent, command: Some(command) });
        self
    }

    /// The command at a column.
    pub(super) fn command_at(&self, column: usize) -> Option<&Command> {
        let mut end = 0;
        let span = self.spans.iter().find(|span| {
            end += columns(&span.text);
            column < end
        });
        span.and_then(|span| span.command.as_ref())
    }
}

/// A text in lines of so many columns.
pub(super) fn wrapped(text: &str, width: usize, role: Role) -> impl Iterator<Item = Line> {
    wrap(text, width.max(1)).into_iter().map(move |line| Line::new(line, role))
}
