//! Shell completions and the manual, both made from the arguments and the table of commands themselves.

use std::io::Write;

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::app::Language;
use crate::app::command::TABLE;
use crate::app::notice::nearest;

use super::cli::Arguments;
use super::errors::bad_input;
use super::print;

/// Prints the completions of a shell.
pub(super) fn completions(shell: Shell) -> anyhow::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "headlight", &mut script);
    print::bytes(&script)
}

/// Prints the manual page as roff: that of a door, or of the whole program with all the commands of the lab.
pub(super) fn page(door: Option<&str>) -> anyhow::Result<()> {
    let mut program = Arguments::command();
    program.build();
    let mut roff = Vec::new();
    let Some(door) = door else {
        clap_mangen::Man::new(program).render(&mut roff)?;
        commands(&mut roff)?;
        return print::bytes(&roff);
    };
    let known = program.find_subcommand(door).ok_or_else(|| {
        let names = program.get_subcommands().map(clap::Command::get_name);
        bad_input(format!("there is no door `{door}`; the nearest are {}", nearest(door, names).join(", ")))
    })?;
    clap_mangen::Man::new(known.clone()).render(&mut roff)?;
    print::bytes(&roff)
}

/// A section with every command that the palette, scripts, `--plan` and `--do` take.
fn commands(roff: &mut impl Write) -> std::io::Result<()> {
    writeln!(
        roff,
        ".SH COMMANDS\nWhat the lab's command line, scripts, \\fB\\-\\-plan\\fR and \\fB\\-\\-do\\fR take."
    )?;
    for entry in TABLE {
        let usage = entry.usage().replace('-', "\\-");
        writeln!(roff, ".TP\n\\fB{usage}\\fR\n{}", entry.doc.say(Language::English).replace('-', "\\-"))?;
    }
    Ok(())
}
