//! The keys that no keymap changes: those of a line of text, of the palette, of help, and of a sequence that is begun.

use crate::app::words::Word;

/// Keys, as they are written, and what they do.
pub type Fixed = (&'static str, Word);

/// In a line of text: the sentence, and the palette's command.
pub const EDITOR: &[Fixed] = &[
    ("left right", Word::FixedCharacter),
    ("C-left C-right", Word::FixedWord),
    ("home end", Word::FixedEnds),
    ("backspace delete", Word::FixedDelete),
    ("C-w alt-d", Word::FixedDeleteWord),
    ("C-u C-k", Word::FixedDeleteEnds),
    ("enter", Word::FixedApply),
    ("esc", Word::FixedCancel),
];

/// In the palette, beside those of a line.
pub const PALETTE: &[Fixed] = &[
    ("up down", Word::FixedChoose),
    ("tab", Word::FixedComplete),
    ("enter", Word::FixedRun),
    ("esc", Word::FixedCancel),
];

/// In help.
pub const HELP: &[Fixed] = &[
    ("up down", Word::FixedScroll),
    ("pageup pagedown", Word::FixedPage),
    ("home end", Word::FixedHelpEnds),
    ("esc", Word::FixedCloseHelp),
];

/// While a sequence of keys is begun.
pub const SEQUENCE: &[Fixed] = &[("backspace", Word::FixedTakeBack), ("esc", Word::FixedCancelSequence)];
