// An officer signs in at the agency's identity provider: a real one on another site, so that the browser's own rules for
// cookies hold.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import Provider from 'oidc-provider';
import { DESK, openBrowser } from './browser.mjs';
import { openOffice } from './office.mjs';

const SUBJECT = 'analis-di-sana';
let office, browser, server;

before(async () => {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const settings = { KENTONGAN_OIDC_ISSUER: issuer, KENTONGAN_OIDC_CLIENT: 'kentongan', KENTONGAN_OIDC_NAME: 'SSO Contoh' };
  [office, browser] = await Promise.all([openOffice(settings), openBrowser()]);
  const provider = new Provider(issuer, {
    clients: [{
      client_id: 'kentongan',
      redirect_uris: [`${office.url}/petugas/masuk/instansi/kembali`],
      token_endpoint_auth_method: 'none',
    }],
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  });
  server.on('request', provider.callback());
});
after(async () => {
  await browser?.close();
  await office?.close();
  server?.closeAllConnections();
  server?.close();
});

async function newPage() {
  const context = await browser.newContext({ baseURL: office.url, javaScriptEnabled: false, locale: 'id-ID', viewport: DESK });
  context.setDefaultTimeout(10_000);
  return context.newPage();
}

/** Types name and password into the provider's own pages, and agrees. */
async function signInThere(page) {
  assert.equal(new URL(page.url()).hostname, '127.0.0.1');
  assert.notEqual(new URL(office.url).hostname, '127.0.0.1', 'the two are two sites');
  await page.locator('input[name=login]').fill(SUBJECT);
  await page.locator('input[name=password]').fill('apa saja');
  await page.locator('button[type=submit]').click();
  await page.locator('button[type=submit]').click();
}

test('an officer links the account there once and signs in with it from then on', async () => {
  const first = await newPage();
  await first.goto('/petugas/masuk');
  const password = (await first.locator('section:has(h2.demo) p b').first().textContent()).trim();
  await first.getByLabel('Nama masuk').fill('analis');
  await first.getByLabel('Kata sandi').fill(password);
  await first.getByRole('button', { name: 'Masuk', exact: true }).click();
  await first.goto('/petugas/akun');
  await first.getByRole('link', { name: 'Hubungkan akun' }).click();
  await signInThere(first);
  await first.getByText('Terhubung sejak').waitFor();
  assert.equal(new URL(first.url()).pathname, '/petugas/akun');

  const second = await newPage();
  await second.goto('/petugas/masuk');
  await second.getByRole('link', { name: 'Masuk lewat SSO Contoh' }).click();
  await signInThere(second);
  await second.waitForURL('/petugas');
  await second.goto('/petugas/akun');
  await second.getByText('Terhubung sejak').waitFor();
});
