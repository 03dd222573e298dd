//! Where the bytes lie: `files/` under the data directory, each file encrypted with age under a key of its own.
//!
//! A file is written beside its place, fsynced, renamed and its directory fsynced before anybody is told its id, so that
//! a row in the database never points at half a file. Nothing is ever written in the clear.

use super::{
    MAX_BYTES,
    disk::{Draft, files_before, place, sync_dir},
    inspect::Inspector,
    kind::{self, FileKind, Refusal},
    name,
};
use crate::vault::token::hex;
use age::secrecy::ExposeSecret;
use axum::body::Bytes;
use chrono::{DateTime, Utc};
use futures_util::{AsyncWriteExt, Stream, StreamExt, io::AsyncWrite};
use sha2::{Digest, Sha256};
use std::{
    fs, io, iter,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    pin::pin,
    sync::Arc,
};
use tokio_util::{
    compat::{FuturesAsyncReadCompatExt, TokioAsyncReadCompatExt, TokioAsyncWriteCompatExt},
    io::ReaderStream,
};
use uuid::Uuid;
use zeroize::Zeroizing;

/// Where evidence is kept. Cheap to clone.
#[derive(Debug, Clone)]
pub enum Store {
    /// The local disk.
    Disk {
        /// Where the files lie.
        root: Arc<Path>,
        /// Whether the disk there takes one more; [`io::ErrorKind::StorageFull`] when it does not.
        room: fn(&Path) -> io::Result<()>,
    },
}

/// A file that is safely stored. Its secret opens it; nothing else in the store does.
#[derive(Clone)]
pub struct StoredFile {
    /// Random; the name of the file in the store.
    pub id: Uuid,
    /// The given name, cleaned.
    pub name: String,
    /// What it is, by content.
    pub kind: FileKind,
    /// Bytes of the original.
    pub size: u64,
    /// SHA-256 of the original, hex.
    pub sha256: String,
    /// The file's own age identity, to be sealed with the key of the draft or the case.
    pub secret: Zeroizing<String>,
}

impl std::fmt::Debug for StoredFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoredFile").field("id", &self.id).field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// Why a file was not stored.
#[derive(Debug, thiserror::Error)]
pub enum PutError {
    /// The reporter can do something about it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The disk said no; [`io::ErrorKind::StorageFull`] when it is full but for what is kept for words.
    #[error("the file could not be stored: {0}")]
    Disk(#[from] io::Error),
    /// age could not encrypt.
    #[error("the file could not be encrypted")]
    Encrypt(#[from] age::EncryptError),
}

/// Why a file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Not in the store.
    #[error("the file is not in the store")]
    Missing,
    /// The secret does not open it, or its header is damaged.
    #[error("the file could not be opened with its secret")]
    Locked,
    /// The disk said no.
    #[error("the file could not be read: {0}")]
    Disk(#[from] io::Error),
}

impl ReadError {
    fn from_open(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::NotFound { Self::Missing } else { Self::Disk(error) }
    }
}

impl Store {
    /// The store under a data directory; makes it when it is not there.
    pub fn on_disk(data: &Path) -> io::Result<Self> {
        let root = data.join("files");
        fs::DirBuilder::new().recursive(true).mode(0o700).create(root.join("tmp"))?;
        sync_dir(&root)?;
        sync_dir(data)?;
        Ok(Self::Disk { root: root.into(), room: leaves_room })
    }

    /// Stores one upload while it arrives. Refuses it as early as its bytes allow and leaves nothing behind then, also
    /// when this future is dropped. At most [`MAX_BYTES`] are read.
    ///
    /// A multipart field is given as `field.map_err(Refusal::from)`.
    pub async fn put<S>(&self, given_name: &str, upload: S) -> Result<StoredFile, PutError>
    where
        S: Stream<Item = Result<Bytes, Refusal>>,
    {
        let name = name::clean(given_name);
        let mut upload = pin!(upload);
        let mut head = Vec::new();
        while head.len() < kind::HEAD {
            let Some(chunk) = upload.next().await else { break };
            head.extend_from_slice(&chunk?);
        }
        let sniffed = kind::sniff(&head[..head.len().min(kind::HEAD)], &name)?;
        let inspector = Inspector::new(sniffed);

        let (secret, draft, output) = self.begin().await?;
        let rest = iter::once(Ok(Bytes::from(head)));
        let seen = copy(futures_util::stream::iter(rest).chain(upload), output, inspector).await?;
        let (id, secret) = (draft.id, Zeroizing::new(secret.to_string().expose_secret().to_owned()));
        tokio::task::spawn_blocking(move || draft.keep()).await.map_err(io::Error::other)??;
        Ok(StoredFile { id, name, kind: seen.kind, size: seen.size, sha256: seen.sha256, secret })
    }

    /// Stores a copy that we made ourselves; its kind is not asked again.
    pub async fn put_copy(&self, kind: FileKind, bytes: &[u8]) -> Result<StoredFile, PutError> {
        let (secret, draft, mut output) = self.begin().await?;
        output.write_all(bytes).await?;
        output.close().await?;
        let (id, secret) = (draft.id, Zeroizing::new(secret.to_string().expose_secret().to_owned()));
        tokio::task::spawn_blocking(move || draft.keep()).await.map_err(io::Error::other)??;
        let (size, sha256) = (bytes.len() as u64, hex(&Sha256::digest(bytes)));
        Ok(StoredFile { id, name: String::new(), kind, size, sha256, secret })
    }

    /// An unfinished file that encrypts what is written to it, under a secret of its own. None while the disk is full but
    /// for what is kept for words.
    async fn begin(&self) -> Result<(age::x25519::Identity, Draft, impl AsyncWrite + Unpin + use<>), PutError> {
        let Self::Disk { root, room } = self;
        room(root)?;
        let secret = age::x25519::Identity::generate();
        let draft = Draft::create(root)?;
        let encryptor = age::Encryptor::with_recipients(iter::once(&secret.to_public() as _))?;
        let file = tokio::fs::File::from_std(draft.file.try_clone()?);
        let output = encryptor.wrap_async_output(file.compat_write()).await?;
        Ok((secret, draft, output))
    }

    /// The original bytes of a file, decrypted while they are sent. A damaged or cut file ends in an error, never in an
    /// early end that looks whole.
    pub async fn read(
        &self,
        id: Uuid,
        secret: &str,
    ) -> Result<impl Stream<Item = io::Result<Bytes>> + Send + use<>, ReadError> {
        let identity: age::x25519::Identity = secret.parse().map_err(|_| ReadError::Locked)?;
        let file = tokio::fs::File::open(self.path(id)).await.map_err(ReadError::from_open)?;
        let input = futures_util::io::BufReader::with_capacity(CHUNK, file.compat());
        let decryptor = age::Decryptor::new_async_buffered(input).await.map_err(|_| ReadError::Locked)?;
        let reader = decryptor.decrypt_async(iter::once(&identity as _)).map_err(|_| ReadError::Locked)?;
        Ok(ReaderStream::with_capacity(reader.compat(), CHUNK))
    }

    /// SHA-256 of a file as it lies encrypted in the store, hex: whoever cannot open it can still tell whether it is the same.
    pub async fn fingerprint(&self, id: Uuid) -> Result<String, ReadError> {
        let path = self.path(id);
        let read = move || -> io::Result<String> {
            let (mut file, mut hash, mut piece) = (fs::File::open(path)?, Sha256::new(), vec![0; CHUNK]);
            loop {
                match io::Read::read(&mut file, &mut piece)? {
                    0 => return Ok(hex(&hash.finalize())),
                    read => hash.update(&piece[..read]),
                }
            }
        };
        tokio::task::spawn_blocking(read).await.map_err(io::Error::other)?.map_err(ReadError::from_open)
    }

    /// A file locked once more, under a passphrase, so that nothing opens it by accident: what `age --decrypt` asks for.
    pub async fn read_locked(
        &self,
        id: Uuid,
        secret: &str,
        passphrase: &str,
    ) -> Result<impl Stream<Item = io::Result<Bytes>> + Send + use<>, ReadError> {
        let mut plain = Box::pin(self.read(id, secret).await?);
        let mut lock = age::scrypt::Recipient::new(passphrase.to_owned().into());
        lock.set_work_factor(LOCK_LOG_N);
        let (ours, theirs) = tokio::io::duplex(CHUNK);
        let encryptor = age::Encryptor::with_recipients(iter::once(&lock as _)).map_err(io::Error::other)?;
        let mut output = encryptor.wrap_async_output(ours.compat_write()).await?;
        tokio::spawn(async move {
            while let Some(piece) = plain.next().await {
                // a broken file, or a reader who went away: without its last chunk age takes the file for cut
                let Ok(piece) = piece else { return };
                if output.write_all(&piece).await.is_err() {
                    return;
                }
            }
            drop(output.close().await);
        });
        Ok(ReaderStream::with_capacity(theirs, CHUNK))
    }

    /// Whether the file is there; says nothing about its bytes.
    pub async fn has(&self, id: Uuid) -> io::Result<bool> {
        tokio::fs::try_exists(self.path(id)).await
    }

    /// Where a file lies below the data directory, for people at the console.
    #[must_use]
    pub fn place(&self, id: Uuid) -> String {
        place(Path::new("files"), id).display().to_string()
    }

    /// Removes a file; removing one that is gone is no error. Erasing its secret already makes it unreadable, so callers
    /// may delay this.
    pub async fn delete(&self, id: Uuid) -> io::Result<()> {
        let path = self.path(id);
        tokio::task::spawn_blocking(move || match fs::remove_file(&path) {
            Ok(()) => path.parent().map_or(Ok(()), sync_dir),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        })
        .await
        .map_err(io::Error::other)?
    }

    /// Removes unfinished uploads last written before `before` (a crash leaves them). Returns how many.
    pub async fn sweep_unfinished(&self, before: DateTime<Utc>) -> io::Result<usize> {
        let unfinished = self.root().join("tmp");
        tokio::task::spawn_blocking(move || {
            let old = files_before(&unfinished, before)?;
            old.iter().try_for_each(fs::remove_file)?;
            Ok(old.len())
        })
        .await
        .map_err(io::Error::other)?
    }

    fn root(&self) -> &Path {
        match self {
            Self::Disk { root, .. } => root,
        }
    }

    fn path(&self, id: Uuid) -> PathBuf {
        place(self.root(), id)
    }
}

/// What files leave free for words, so that a flood of files keeps no complaint out (security.md, R26): so many bytes, or
/// 15 % of a small disk.
const RESERVE: u64 = 2 * 1024 * 1024 * 1024;

/// Whether a disk of so many bytes, of which so many are free, takes files.
fn takes_files(free: u64, whole: u64) -> bool {
    free >= RESERVE.min(whole / 100 * 15)
}

fn leaves_room(root: &Path) -> io::Result<()> {
    let disk = rustix::fs::statvfs(root)?;
    let bytes = |blocks: u64| blocks.saturating_mul(disk.f_frsize);
    if takes_files(bytes(disk.f_bavail), bytes(disk.f_blocks)) {
        Ok(())
    } else {
        Err(io::ErrorKind::StorageFull.into())
    }
}

/// Bytes decrypted and sent at a time; the size of age's own chunks.
const CHUNK: usize = 64 * 1024;
/// 2^15 × 1 KiB = 32 MiB for scrypt: the passphrase has 100 random bits, so a costlier setting would add nothing.
const LOCK_LOG_N: u8 = 15;

struct Seen {
    kind: FileKind,
    size: u64,
    sha256: String,
}

/// Encrypts everything that arrives, and looks at it on the way.
async fn copy(
    stream: impl Stream<Item = Result<Bytes, Refusal>>,
    mut output: impl AsyncWrite + Unpin,
    mut inspector: Inspector,
) -> Result<Seen, PutError> {
    let mut stream = pin!(stream);
    let (mut size, mut hash) = (0_u64, Sha256::new());
    while let Some(chunk) = stream.next().await {
        let chunk = chunk?;
        size += chunk.len() as u64;
        if size > MAX_BYTES {
            return Err(Refusal::TooLarge.into());
        }
        hash.update(&chunk);
        inspector.see(&chunk);
        output.write_all(&chunk).await?;
    }
    let kind = inspector.finish()?;
    // Writes the last chunk, without which age takes the file for cut.
    output.close().await?;
    let sha256 = hex(&hash.finalize());
    Ok(Seen { kind, size, sha256 })
}

/// Files that belong to nothing.
mod left;
#[cfg(test)]
mod tests;
