use super::*;
use crate::clock;
use crate::files::office::tests::{NOTE, archive};
use chrono::Duration;
use futures_util::{TryStreamExt, stream};

/// A store of its own that goes away with the test.
struct Office {
    dir: PathBuf,
    store: Store,
}

impl Office {
    fn new() -> Self {
        let dir = std::env::temp_dir().join(format!("kentongan-files-{}", Uuid::new_v4()));
        fs::create_dir(&dir).unwrap();
        let store = Store::on_disk(&dir).unwrap();
        Self { dir, store }
    }

    async fn put(&self, name: &str, content: &[u8], pieces: usize) -> Result<StoredFile, PutError> {
        let chunks: Vec<_> = content.chunks(pieces).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
        self.store.put(name, stream::iter(chunks)).await
    }

    async fn refusal(&self, name: &str, content: &[u8]) -> Refusal {
        match self.put(name, content, 1000).await {
            Err(PutError::Refused(refusal)) => refusal,
            other => panic!("{other:?}"),
        }
    }

    async fn read(&self, file: &StoredFile) -> io::Result<Vec<u8>> {
        let chunks: Vec<Bytes> = self.store.read(file.id, &file.secret).await.unwrap().try_collect().await?;
        Ok(chunks.concat())
    }

    /// Every file under the store.
    fn on_disk(&self) -> Vec<PathBuf> {
        let (mut found, mut dirs) = (Vec::new(), vec![self.dir.clone()]);
        while let Some(dir) = dirs.pop() {
            for entry in fs::read_dir(dir).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { dirs.push(path) } else { found.push(path) }
            }
        }
        found
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.dir).unwrap();
    }
}

fn photo(len: usize) -> Vec<u8> {
    let mut photo = b"\xff\xd8\xff\xe0\0\x10JFIF KENARI-81234".to_vec();
    photo.resize(len, 0x2e);
    photo
}

#[tokio::test]
async fn what_is_stored_comes_back_whole_and_lies_encrypted() {
    let office = Office::new();
    for len in [30, 8191, 8192, 8193, 65_536, 65_537, 300_000] {
        let content = photo(len);
        let file = office.put("C:\\foto\\Pungli.JPG", &content, 777).await.unwrap();
        assert_eq!((file.name.as_str(), file.kind, file.size), ("Pungli.JPG", FileKind::Jpg, len as u64));
        assert_eq!(file.sha256, hex(&Sha256::digest(&content)));
        assert!(office.read(&file).await.unwrap() == content, "{len} bytes");
        assert!(office.store.has(file.id).await.unwrap());
    }
    let files = office.on_disk();
    assert_eq!(files.len(), 7);
    for path in files {
        let bytes = fs::read(&path).unwrap();
        assert!(!bytes.windows(12).any(|window| window == b"KENARI-81234"));
        assert!(!path.to_string_lossy().contains("Pungli"));
    }
}

#[tokio::test]
async fn another_secret_a_flipped_byte_and_a_cut_are_noticed() {
    let office = Office::new();
    let file = office.put("a.jpg", &photo(200_000), 9000).await.unwrap();
    let other = office.put("b.jpg", &photo(100), 9000).await.unwrap();
    assert!(matches!(office.store.read(file.id, &other.secret).await, Err(ReadError::Locked)));
    assert!(matches!(office.store.read(file.id, "AGE-SECRET-KEY-X").await, Err(ReadError::Locked)));
    assert!(matches!(office.store.read(Uuid::new_v4(), &file.secret).await, Err(ReadError::Missing)));

    let path = office.store.path(file.id);
    let whole = fs::read(&path).unwrap();
    let mut flipped = whole.clone();
    flipped[150_000] ^= 1;
    fs::write(&path, flipped).unwrap();
    assert!(office.read(&file).await.is_err());
    for end in [whole.len() - 1, whole.len() - 20_000, 65_536 + 400] {
        fs::write(&path, &whole[..end]).unwrap();
        assert!(office.read(&file).await.is_err(), "cut at {end}");
    }
    // Even a cut between two of age's chunks is not taken for the end.
    let header = whole.len() - 200_000 - 4 * 16;
    fs::write(&path, &whole[..header + 2 * (65_536 + 16)]).unwrap();
    assert!(office.read(&file).await.is_err());
    fs::write(&path, whole).unwrap();
    assert_eq!(office.read(&file).await.unwrap().len(), 200_000);
}

#[tokio::test]
async fn the_limit_is_25_mb_to_the_byte() {
    let office = Office::new();
    let limit = usize::try_from(MAX_BYTES).unwrap();
    let content = photo(limit + 1);
    assert_eq!(office.put("a.jpg", &content[..limit], 1 << 20).await.unwrap().size, MAX_BYTES);
    assert!(matches!(office.put("a.jpg", &content, 1 << 20).await, Err(PutError::Refused(Refusal::TooLarge))));
    assert_eq!(office.on_disk().len(), 1);
}

#[tokio::test]
async fn a_refused_upload_leaves_nothing_behind() {
    let office = Office::new();
    let locked = [b"%PDF-1.7\n".to_vec(), vec![b' '; 50_000], b"trailer << /Encrypt 5 0 R >>".to_vec()].concat();
    let zip = archive(&[("a.txt", &vec![b'x'; 20_000])], 0);
    let odt = archive(&[NOTE, ("content.xml", b"<?xml version='1.0'?>"), ("big", &vec![b'x'; 900_000])], 0);
    assert_eq!(office.refusal("a.jpg", b"").await, Refusal::Empty);
    assert_eq!(office.refusal("a.exe", &photo(100)).await, Refusal::NotAccepted);
    assert_eq!(office.refusal("a.pdf", &photo(100_000)).await, Refusal::NotAccepted);
    assert_eq!(office.refusal("a.pdf", &locked).await, Refusal::Protected);
    assert_eq!(office.refusal("a.docx", &zip).await, Refusal::NotAccepted);
    assert_eq!(office.refusal("a", &zip).await, Refusal::NotAccepted);
    assert_eq!(office.refusal("a.docx", &odt).await, Refusal::NotAccepted, "the name says another kind");
    assert!(office.on_disk().is_empty());
    let locked_later = archive(&[NOTE, ("content.xml", b"\x01\x02\x03"), ("big", &vec![b'x'; 100_000])], 0);
    assert_eq!(office.refusal("a.odt", &locked_later).await, Refusal::Protected);
    assert_eq!(
        office.put("a", &archive(&[NOTE, ("content.xml", b"<?xml?>")], 0), 7).await.unwrap().kind,
        FileKind::Odt
    );
}

#[tokio::test]
async fn a_broken_connection_and_an_abandoned_upload_leave_nothing_behind() {
    let office = Office::new();
    let broken = stream::iter([Ok(Bytes::from(photo(100_000))), Err(Refusal::CutOff)]);
    assert!(matches!(office.store.put("a.jpg", broken).await, Err(PutError::Refused(Refusal::CutOff))));
    let early = stream::iter([Err(Refusal::CutOff)]);
    assert!(matches!(office.store.put("a.jpg", early).await, Err(PutError::Refused(Refusal::CutOff))));

    let stalled = stream::iter([Ok(Bytes::from(photo(100_000)))]).chain(stream::pending());
    let mut upload = Box::pin(office.store.put("a.jpg", stalled));
    while office.on_disk().is_empty() {
        assert!(futures_util::poll!(&mut upload).is_pending());
        tokio::task::yield_now().await;
    }
    drop(upload);
    assert!(office.on_disk().is_empty());
}

#[tokio::test]
async fn deleting_twice_is_fine_and_clean_up_takes_only_what_is_old() {
    let office = Office::new();
    let file = office.put("a.jpg", &photo(100), 50).await.unwrap();
    let leftover = office.dir.join("files/tmp/left-by-a-crash");
    fs::write(&leftover, b"x").unwrap();
    let (hour_ago, later) = (clock::now() - Duration::hours(1), clock::now() + Duration::hours(1));
    assert_eq!(office.store.sweep_unfinished(hour_ago).await.unwrap(), 0);
    assert_eq!(office.store.sweep_unfinished(later).await.unwrap(), 1);
    assert!(office.store.stored(hour_ago - Duration::hours(1)..hour_ago).await.unwrap().is_empty());
    assert_eq!(office.store.stored(hour_ago..later).await.unwrap(), [file.id]);
    for _ in 0..2 {
        office.store.delete(file.id).await.unwrap();
        assert!(!office.store.has(file.id).await.unwrap());
    }
    assert!(office.on_disk().is_empty());
}

#[test]
fn ten_files_are_enough() {
    assert_eq!(crate::files::check_count(9), Ok(()));
    assert_eq!(crate::files::check_count(10), Err(Refusal::TooMany));
}

#[test]
fn files_leave_room_for_words() {
    let gib = 1 << 30;
    assert!(takes_files(2 * gib, 100 * gib) && !takes_files(2 * gib - 1, 100 * gib));
    assert!(takes_files(gib, 5 * gib) && !takes_files(gib / 2, 5 * gib), "15 % of a small disk");
}

/// A copy for officers is a file like every other: it may be larger than its original.
#[tokio::test]
async fn a_disk_that_is_full_but_for_words_takes_neither_an_upload_nor_a_copy() {
    let office = Office::new();
    let Store::Disk { root, .. } = office.store.clone();
    let full = Store::Disk { root, room: |_| Err(io::ErrorKind::StorageFull.into()) };
    let upload = full.put("a.jpg", stream::iter([Ok(Bytes::from(photo(2000)))])).await;
    let copy = full.put_copy(FileKind::Jpg, &photo(2000)).await;
    for refused in [upload, copy] {
        assert!(
            matches!(&refused, Err(PutError::Disk(error)) if error.kind() == io::ErrorKind::StorageFull),
            "{refused:?}"
        );
    }
    assert!(office.on_disk().is_empty());
    assert!(office.store.put_copy(FileKind::Jpg, &photo(2000)).await.is_ok());
}
