// One Chromium for a test file, and the people who use it.
import { accessSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { Person } from './person.mjs';

const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium'];
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1', // whatever a page asks for, nothing leaves this machine
];

/** Sizes of the screens that people hold. */
export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1280, height: 900 };

/** Starts the browser; `close` it at the end. */
export function openBrowser() {
  return chromium.launch({ executablePath: installed(), headless: true, args: FLAGS });
}

/** A citizen whose browser writes to this folder, as the shared phone of a household does. */
export async function onSharedPhone(folder, office) {
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: installed(),
    headless: true,
    args: FLAGS,
    baseURL: office.url,
    locale: 'id-ID',
    timezoneId: 'Asia/Jakarta',
    viewport: PHONE,
  });
  context.setDefaultTimeout(10_000);
  return Person.open(context, office);
}

function installed() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const path of INSTALLED) {
    try {
      accessSync(path);
      return path;
    } catch { /* the next one */ }
  }
  throw new Error('no Chromium found; install the package chromium or set CHROMIUM');
}

/** A citizen with a phone, a fresh browser and, unless told, no JavaScript. */
export function citizen(browser, office, options = {}) {
  return newPerson(browser, office, { viewport: PHONE, ...options });
}

/** An officer at the sign-in page, already signed in. */
export async function officer(browser, office, name, options = {}) {
  const person = await newPerson(browser, office, { viewport: DESK, ...options });
  await person.signIn(name);
  return person;
}

async function newPerson(browser, office, { js = false, viewport, locale = 'id-ID', ...rest }) {
  const context = await browser.newContext({
    baseURL: office.url,
    javaScriptEnabled: js,
    locale,
    timezoneId: 'Asia/Jakarta',
    viewport,
    ...rest,
  });
  context.setDefaultTimeout(10_000);
  return Person.open(context, office);
}
