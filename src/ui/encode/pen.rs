//! What a terminal draws the next character with, and the shortest way to change it.

use ratatui::style::Modifier;

use super::ink::Ink;

/// The rendition in force: two inks and modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pen {
    pub(super) foreground: Ink,
    pub(super) background: Ink,
    pub(super) modifier: Modifier,
}

/// The modifiers and the parameter that switches each on.
const ON: [(Modifier, u8); 9] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::SLOW_BLINK, 5),
    (Modifier::RAPID_BLINK, 6),
    (Modifier::REVERSED, 7),
    (Modifier::HIDDEN, 8),
    (Modifier::CROSSED_OUT, 9),
];

/// The parameters that switch modifiers off; two of them take two modifiers with them.
const OFF: [(Modifier, u8); 7] = [
    (Modifier::BOLD.union(Modifier::DIM), 22),
    (Modifier::ITALIC, 23),
    (Modifier::UNDERLINED, 24),
    (Modifier::SLOW_BLINK.union(Modifier::RAPID_BLINK), 25),
    (Modifier::REVERSED, 27),
    (Modifier::HIDDEN, 28),
    (Modifier::CROSSED_OUT, 29),
];

impl Pen {
    /// The rendition after a reset.
    pub(super) const PLAIN: Pen =
        Pen { foreground: Ink::Default, background: Ink::Default, modifier: Modifier::empty() };

    /// Bytes that [`Pen::change`] to `next` would append.
    pub(super) fn cost(self, next: Pen) -> usize {
        if self == next {
            return 0;
        }
        if next == Pen::PLAIN {
            return RESET.len();
        }
        2 + self.difference_length(next).min(1 + 1 + Pen::PLAIN.difference_length(next))
    }

    /// Appends the shortest sequence that turns this pen into `next`.
    pub(super) fn change(self, next: Pen, out: &mut Vec<u8>) {
        if self == next {
            return;
        }
        if next == Pen::PLAIN {
            out.extend_from_slice(RESET);
            return;
        }
        out.extend_from_slice(b"\x1b[");
        let mut emit = |parameter| {
            push_number(u16::from(parameter), out);
            out.push(b';');
        };
        if 2 + Pen::PLAIN.difference_length(next) < self.difference_length(next) {
            emit(0);
            Pen::PLAIN.difference(next, &mut emit);
        } else {
            self.difference(next, &mut emit);
        }
        out.pop(); // the last separator
        out.push(b'm');
    }

    /// The length of the parameters of a change, each with the character that ends it.
    fn difference_length(self, next: Pen) -> usize {
        let mut length = 0;
        self.difference(next, &mut |parameter| length += digits(u16::from(parameter)) + 1);
        length
    }

    /// The SGR parameters that lead from this pen to `next` without a reset.
    fn difference(self, next: Pen, emit: &mut impl FnMut(u8)) {
        if self.modifier != next.modifier {
            let mut missing = next.modifier - self.modifier;
            for (modifiers, parameter) in OFF {
                if (self.modifier - next.modifier).intersects(modifiers) {
                    emit(parameter);
                    missing |= next.modifier & modifiers;
                }
            }
            for (modifier, parameter) in ON {
                if missing.contains(modifier) {
                    emit(parameter);
                }
            }
        }
        if self.foreground != next.foreground {
            next.foreground.parameters(30, emit);
        }
        if self.background != next.background {
            next.background.parameters(40, emit);
        }
    }
}

/// Back to [`Pen::PLAIN`] from anything.
pub(super) const RESET: &[u8] = b"\x1b[m";

/// Appends a number in decimal.
pub(super) fn push_number(number: u16, out: &mut Vec<u8>) {
    for place in [10_000, 1_000, 100, 10] {
        if number >= place {
            out.push(b'0' + (number / place % 10) as u8);
        }
    }
    out.push(b'0' + (number % 10) as u8);
}

/// How many decimal digits a number has.
pub(super) fn digits(number: u16) -> usize {
    number.checked_ilog10().unwrap_or_default() as usize + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(from: Pen, to: Pen) -> String {
        let mut out = Vec::new();
        from.change(to, &mut out);
        assert_eq!(out.len(), from.cost(to));
        String::from_utf8(out).unwrap().replace('\x1b', "^")
    }

    #[test]
    fn a_change_says_what_changes() {
        let red = Pen { foreground: Ink::Index(1), ..Pen::PLAIN };
        let bold = Pen { modifier: Modifier::BOLD, ..red };
        let dim = Pen { modifier: Modifier::DIM, ..red };
        let both = Pen { modifier: Modifier::BOLD | Modifier::DIM, ..red };
        let on_blue = Pen { background: Ink::Rgb([0, 10, 200]), ..bold };
        let cases = [
            (red, red, ""),
            (Pen::PLAIN, red, "^[31m"),
            (red, bold, "^[1m"),
            (bold, on_blue, "^[48;2;0;10;200m"),
            (on_blue, Pen::PLAIN, "^[m"),
            (bold, dim, "^[22;2m"),
            (both, bold, "^[22;1m"),
            (on_blue, red, "^[0;31m"),
            (red, Pen { foreground: Ink::Index(9), background: Ink::Index(200), ..Pen::PLAIN }, "^[91;48;5;200m"),
        ];
        for (from, to, expected) in cases {
            assert_eq!(change(from, to), expected, "{from:?} to {to:?}");
        }
    }

    #[test]
    fn numbers_are_decimal() {
        for number in [0, 9, 10, 99, 100, 255, 999, 1_000, 12_345, u16::MAX] {
            let mut out = Vec::new();
            push_number(number, &mut out);
            assert_eq!(out, number.to_string().into_bytes());
            assert_eq!(out.len(), digits(number));
        }
    }
}
