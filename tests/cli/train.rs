//! `headlight train`: what is asked for and makes no sense.

use super::refused;
use super::support::headlight;

#[test]
fn a_folder_without_an_unfinished_run_is_not_gone_on_with() {
    let folder = tempfile::tempdir().unwrap();
    for out in [folder.path().to_owned(), folder.path().join("nothing")] {
        let out = out.display().to_string();
        let ran = headlight(["train", "dates", "--resume", "--out", &out]);
        refused(&ran, &[&out, "no unfinished run", "leave out --resume", "--out"]);
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn rows_without_letters_or_with_too_many_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("run").display().to_string();
    for longest in ["0", "10001", "18446744073709551615"] {
        let ran = headlight(["train", "copy", "--longest", longest, "--out", &out]);
        refused(&ran, &["--longest", longest, "from 1 to 10000"]);
    }
}
