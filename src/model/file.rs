//! Files that are written whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes a file so that its path holds either the old bytes or all of the new ones. A link stays a link: what it
/// leads to is replaced. What is there and is no file, such as a terminal or a pipe, cannot be replaced: the bytes are
/// written into it.
///
/// # Errors
/// When the file cannot be written beside its place, or moved there; when what is no file takes no bytes.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if fs::symlink_metadata(path).is_err() {
        return put(path, bytes);
    }
    match fs::canonicalize(path) {
        Ok(file) if file.is_file() => put(&file, bytes),
        _ => fs::write(path, bytes),
    }
}

/// Writes the bytes beside their place and moves them there.
fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    let written = File::create(&beside).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, path)
    });
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{FileTypeExt, symlink};

    use super::*;

    #[test]
    fn a_link_stays_and_what_it_leads_to_is_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let [file, link] = ["file", "link"].map(|name| folder.path().join(name));
        symlink("file", &link).expect("links");
        for text in ["through a link to nothing", "over what is there"] {
            replace(&link, text.as_bytes()).expect("writes");
            assert_eq!(fs::read_to_string(&file).expect("reads"), text);
            assert!(link.is_symlink() && !file.is_symlink());
        }
        assert_eq!(fs::read_dir(folder.path()).expect("lists").count(), 2, "nothing is left beside");
    }

    #[test]
    fn what_is_no_file_is_written_into() {
        let null = Path::new("/dev/null");
        replace(null, b"gone").expect("writes");
        assert!(fs::metadata(null).expect("there").file_type().is_char_device());
        let folder = tempfile::tempdir().expect("a folder");
        assert!(replace(folder.path(), b"nowhere").is_err());
        assert!(folder.path().is_dir());
    }
}
