// Every address of the program that answers with a page, from its own source.
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** No pages, or answers that lead to one. */
const NO_PAGE = [/^\/(aset|api|\.well-known)/, /^\/(healthz|readyz|keluar)$/, /\.(pdf|svg|png)$/, /\/(unduh|gambar)$/, /\/pegawai\/contoh$/, /^\/kasus\/(jawab|hasil)$/, /\/identitas\/(setuju|buka)$/, /\/kode\/(setuju|cetak)$/, /\/dinding\/putusan$/];
/** Pages that are examined where their stories come to them. */
const IN_STORIES = [
  '/kasus/mediasi', '/kasus/nilai', '/kasus/jadi-pengaduan', '/petugas/kampanye/{}', '/petugas/kampanye/{}/henti',
  '/petugas/kampanye/{}/poster',
  // only with a mail server, and only five minutes after signing in: told in tests/it
  '/kasus/kabar', '/petugas/konfirmasi',
  // only at a provider, and only with an original: told in provider.test.mjs and tests/it/custody
  '/petugas/masuk/instansi', '/petugas/akun/instansi', '/petugas/kasus/{}/identitas/berkas',
];

/** The pages of the desk, or all others, that nobody examined. */
export function leftOut(examined, desk) {
  const seen = [...examined];
  const ours = addresses().filter((address) => address.startsWith('/petugas') === desk);
  return ours.filter((address) => !seen.some((path) => fits(path, address)));
}

function fits(path, address) {
  return new RegExp(`^${address.replaceAll('{}', '[^/]+')}$`).test(path);
}

/** Every address with a page, without those that have their stories. */
function addresses() {
  const root = fileURLToPath(new URL('../../src/', import.meta.url));
  const files = readdirSync(root, { recursive: true }).filter((name) => name.endsWith('.rs') && !name.endsWith('tests.rs'));
  const routes = files.flatMap((name) => [...readFileSync(root + name, 'utf8').matchAll(/\.route\(\s*"([^"]+)",\s*get\(/g)]);
  const known = new Set(routes.map(([, address]) => address.replaceAll(/\{[^}]+\}/g, '{}')));
  return [...known].filter((address) => !IN_STORIES.includes(address) && !NO_PAGE.some((form) => form.test(address)));
}
