//! Looks at the copies that officers get.

use std::io::{Cursor, Read};
use std::path::Path;
use std::process::Command;

use kentongan::files::sandbox::{Outcome, Sandbox};

use super::planted::Planted;

/// The sandbox of the program that was built with these tests.
pub fn sandbox() -> Sandbox {
    Sandbox::new(Some(env!("CARGO_BIN_EXE_kentongan").into()))
}

/// Makes the copies of these files in a new folder and lets exiftool, and our own eyes, look for what was planted. Says
/// how many there were.
pub fn nothing_planted_is_left(files: impl Iterator<Item = Planted>, folder: &Path) -> usize {
    std::fs::create_dir_all(folder).expect("a folder");
    let mut made = 0;
    for file in files {
        let (kind, copy) = match sandbox().scrub(file.kind, file.bytes.clone()).expect("a child") {
            Outcome::Clean(kind, copy) => (kind, copy),
            other => panic!("{} of kind {:?}: {other:?}", file.word, file.kind),
        };
        let wide: Vec<u8> = file.word.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let holds = |bytes: &[u8]| {
            [file.word.as_bytes(), wide.as_slice()].iter().any(|word| bytes.windows(word.len()).any(|it| it == *word))
        };
        assert!(holds(&file.bytes) || in_parts(&file.bytes, &holds), "nothing was planted in {:?}", file.kind);
        assert!(!holds(&copy) && !in_parts(&copy, &holds), "{} is left in {:?}", file.word, file.kind);
        std::fs::write(folder.join(format!("{made}.{}", kind.extension())), &copy).expect("room on the disk");
        made += 1;
    }
    let seen = Command::new("exiftool").args(["-a", "-G1", "-u", "-ee", "-r"]).arg(folder).output();
    let seen = String::from_utf8_lossy(&seen.expect("exiftool, from libimage-exiftool-perl").stdout).into_owned();
    assert_eq!(
        seen.lines().filter(|line| line.starts_with("======== ")).count(),
        made,
        "exiftool looked at every file"
    );
    let told: Vec<&str> = seen.lines().filter(|line| line.contains("KenariTanam") || line.contains("[GPS]")).collect();
    assert!(told.is_empty(), "{told:#?}");
    std::fs::remove_dir_all(folder).expect("our own folder");
    made
}

/// Whether a packed part of an archive holds it.
pub fn in_parts(bytes: &[u8], holds: &dyn Fn(&[u8]) -> bool) -> bool {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return false };
    (0..archive.len()).any(|at| {
        let mut part = Vec::new();
        archive.by_index(at).expect("a part").read_to_end(&mut part).expect("a part");
        holds(&part)
    })
}
