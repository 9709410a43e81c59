//! A screen for terminals that let nothing beyond ASCII through: every symbol becomes the letter most like it.

use ratatui::buffer::Buffer;
use unicode_width::UnicodeWidthStr;

/// Replaces every symbol of a buffer that is not ASCII, in as many columns as it had.
pub fn replace(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        let symbol = cell.symbol();
        if symbol.is_ascii() {
            continue;
        }
        let letter = symbol.chars().next().map_or(' ', letter);
        if symbol.width() > 1 {
            cell.set_symbol(&format!("{letter}{letter}"));
        } else {
            cell.set_char(letter);
        }
    }
}

/// The ASCII letter most like a sign; `?` for one that is like none.
const fn letter(sign: char) -> char {
    match sign {
        '─' | '━' | '╸' | '−' | '–' | '—' | '↔' => '-',
        '│' | '┃' | '╎' | '▏' | '▎' | '▍' | '▌' | '▐' | '‖' => '|',
        '\u{2500}'..='\u{257f}' | '†' => '+',
        '░' | '·' | '…' | '▁' | '₀' | '\u{2801}'..='\u{28ff}' => '.',
        '▒' | '▂' | '▃' => ':',
        '▄' | '▅' | '▆' | '␣' => '_',
        '▓' | '▇' | '▋' | '▊' | '▉' => '%',
        '█' => '#',
        '▶' | '▸' | '›' | '→' | '≥' => '>',
        '←' | '◂' | '≤' | '‹' => '<',
        '↑' => '^',
        '↓' | '▾' | '✓' | '√' => 'v',
        '×' => 'x',
        '÷' => '/',
        '▀' | '“' | '”' => '"',
        '‘' | '’' => '\'',
        '↵' => '\\',
        '●' => '*',
        '≠' => '!',
        '≈' => '~',
        'Δ' => 'D',
        '∂' => 'd',
        'ᵀ' => 'T',
        'µ' => 'u',
        'Σ' => 'S',
        'μ' => 'm',
        'σ' => 's',
        'γ' => 'g',
        'β' => 'b',
        '∞' => '8',
        _ => '?',
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    #[test]
    fn everything_becomes_ascii_in_its_own_columns() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 1));
        buffer.set_string(0, 0, "┌─ ✓ 中é→x┃", Style::new());
        replace(&mut buffer);
        let text: String = buffer.content.iter().map(ratatui::buffer::Cell::symbol).collect();
        assert_eq!(text, "+- v ?? ?>x| ");
    }
}
