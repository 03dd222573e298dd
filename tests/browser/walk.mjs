// Finds the pages of an office by their links, as one person sees them.
import assert from 'node:assert/strict';
import { examine } from './axe.mjs';
import { citizen } from './browser.mjs';
import { track } from './filing.mjs';

/** How somebody looks who examines pages. */
export const LOOKING = { js: true, reducedMotion: 'reduce' };

const LANGUAGES = ['id', 'en'];
/** Leads away, changes the language, or is no page. */
const NO_PAGE = /^\/(keluar|aset|healthz|readyz)|[?&]bhs=|\/(qr\.svg|qr\.png|poster\.pdf|berkas|unduh)|\.(pdf|svg|png|csv)$/;
/** Pages fetched for one person at most, and addresses of one kind. */
const LIMIT = 160;
const ALIKE = 12;

/** An address without what differs from case to case. */
function pattern(path) {
  return path
    .replace(/KTG-[0-9A-Z]{6}/g, '{nomor}')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '{id}')
    .replace(/\/(kategori\/[A-Z]{2}-\d+|pilihan\/(?!baru)\w+)(?=\/|$|\?)/, '/{kode}')
    .replace(/\/\d+(?=\/|$|\?)/g, '/{n}')
    .replace(/=[^&]*/g, '=');
}

/** What was examined already, and what was found. */
export class Walk {
  /** Paths that were examined. */
  examined = new Set();
  /** Sentences about what is wrong. */
  findings = [];
  #parts = new Set();

  /** Follows every link from `start`, and examines each kind of page, and those that show a part not seen before. */
  async follow(person, start) {
    const queue = [start], known = new Set(queue), alike = new Map();
    const fresh = (path) => {
      const kind = pattern(path), count = alike.get(kind) ?? 0;
      alike.set(kind, count + 1);
      return !known.has(path) && count < ALIKE;
    };
    for (let n = 0; queue.length && n < LIMIT; n += 1) {
      const path = queue.shift();
      const answer = await person.page.context().request.get(path);
      if (!answer.headers()['content-type']?.startsWith('text/html')) continue;
      const html = await answer.text();
      if (answer.status() !== 200) this.findings.push(`${answer.status()} at ${path}`);
      for (const next of links(html, path)) {
        if (fresh(next)) {
          known.add(next);
          queue.push(next);
        }
      }
      const at = new URL(answer.url());
      if (this.#shows(pattern(at.pathname), html)) await this.page(person, at.pathname + at.search);
    }
  }

  /** Whether there is something on it that was not examined yet. */
  #shows(address, html) {
    const main = html.slice(html.indexOf('<main'));
    const parts = [...main.matchAll(/<(\w+)[^>]*? class="([^"]+)"/g)].map(([, tag, names]) => `${tag}.${names}`);
    const fresh = [address, ...parts].filter((part) => !this.#parts.has(part));
    fresh.forEach((part) => this.#parts.add(part));
    return fresh.length > 0;
  }

  /** Examines a page that has an address, in both languages. */
  async page(person, path) {
    for (const language of LANGUAGES) {
      await person.visit(inLanguage(path, language));
      await this.screen(person);
    }
    await person.visit(inLanguage(path, 'id'));
  }

  /** Examines a page with its form sent empty, in both languages. */
  async failing(person, path) {
    for (const language of LANGUAGES) {
      await person.visit(inLanguage(path, language));
      await person.submitEmpty();
      await this.screen(person);
    }
    await person.visit(inLanguage(path, 'id'));
  }

  /** Examines what is on the screen. */
  async screen(person) {
    this.examined.add(person.path());
    this.findings.push(...await examine(person.page));
  }
}

/** Looks at pages of a case that only a story reaches, as its reporter with another phone. */
export async function lookAt(browser, office, code, ...paths) {
  const eye = await citizen(browser, office, LOOKING);
  const walk = new Walk();
  await track(eye, code);
  for (const path of paths) {
    await walk.page(eye, path);
    assert.equal(eye.path(), path, 'the page is offered');
  }
  await eye.leave();
  assert.deepEqual(walk.findings, []);
}

function inLanguage(path, language) {
  return `${path}${path.includes('?') ? '&' : '?'}bhs=${language}`;
}

function links(html, from) {
  return [...html.matchAll(/<a\b[^>]*?\bhref="([^"#]+)[^"]*"/g)]
    .map(([, href]) => new URL(href.replaceAll('&amp;', '&'), `http://here${from}`))
    .filter(({ origin, pathname, search }) => origin === 'http://here' && !NO_PAGE.test(pathname + search))
    .map(({ pathname, search }) => pathname + search);
}
