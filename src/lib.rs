//! headlight: see what a Transformer attends to, in a terminal.
