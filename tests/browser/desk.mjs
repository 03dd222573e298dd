// What officers do at the desk.
import assert from 'node:assert/strict';

/** A scan of a paper. */
export const SCAN = {
  name: 'pindaian.pdf',
  mimeType: 'application/pdf',
  buffer: Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n'),
};

/** Opens a case. */
export async function open(who, number) {
  await who.visit(`/petugas/kasus/${number}`);
  await who.see(number);
}

/** Sees it in a list of the queue, and finds it by its number. */
export async function find(who, number, view) {
  await who.visit(`/petugas?tampil=${view}`);
  await who.see(number);
  await who.search(number);
  assert.equal(who.path(), `/petugas/kasus/${number}`);
}

/** Does something with a case: opens it, finds the act, fills its form, looks at the preview if there is one, sends. */
export async function act(who, number, name, fill = async () => {}) {
  await open(who, number);
  await who.follow(name);
  await fill(who);
  await who.pressStep('tinjau');
  if ((await who.text()).includes(`Pratinjau: ${name}`)) await who.pressStep('kirim');
  assert.match(who.path(), new RegExp(`^/petugas(/kasus/${number})?$`), `${name} was done`);
}

/** Fills what proves that somebody else's act was taken down: a numbered, dated and scanned paper. */
export async function paper(who, today) {
  await who.fill('Nomor dokumen', '800/17/2026');
  await who.date('Tanggal dokumen', today);
  await who.attach('Pindaian', SCAN);
}

/** Finds a proposal among those that wait for this person, and approves it. */
export async function approve(who, number) {
  await who.visit('/petugas/persetujuan');
  await who.see(number);
  await who.followLine(number);
  await who.fill('Catatan', 'Sudah saya periksa; setuju.');
  await who.press('Setujui');
}
