//! Shell completions and the manual page, both made from the arguments themselves.

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::cli::Arguments;
use super::print;

/// Prints the completions of a shell.
pub(super) fn completions(shell: Shell) -> anyhow::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "headlight", &mut script);
    print::bytes(&script)
}

/// Prints the manual page, every door on it, as roff.
pub(super) fn page() -> anyhow::Result<()> {
    let mut roff = Vec::new();
    let mut command = Arguments::command();
    command.build();
    let page = clap_mangen::Man::new(command.clone());
    page.render(&mut roff)?;
    for door in command.get_subcommands().filter(|door| door.get_name() != "help") {
        let page = clap_mangen::Man::new(door.clone());
        page.render_name_section(&mut roff)?;
        page.render_synopsis_section(&mut roff)?;
        page.render_options_section(&mut roff)?;
    }
    print::bytes(&roff)
}
