// Somebody in front of a browser. They find things by the words on the page, and notice what must never happen.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const OUT = fileURLToPath(new URL('out/', import.meta.url));
/** How long a word may take to appear. */
const PATIENCE = 10_000;
/** How long a round of the worker may take until its result is on a page. */
const ROUND = 60_000;

/** Answers that a page may give; the console mentions each. */
const MEANT = /status of (401|403|404|410|413|422|429)/;

export class Person {
  #context;
  #office;
  #failed = false;
  /** What was noticed and must not be. */
  #troubles = [];
  /** Where it may lead away. */
  #away;
  /** What must stand in no address and no title. */
  #secrets = [];
  /** The status of the last page. */
  status = 0;
  /** The page, for what only the browser knows. */
  page;

  static async open(context, office) {
    const person = new Person();
    person.#context = context;
    person.#office = office;
    person.page = await context.newPage();
    person.#watch();
    return person;
  }

  // What people do

  /** Types an address. */
  async visit(path) {
    return this.#doing(`visits ${path}`, async () => {
      await this.page.goto(path, { waitUntil: 'domcontentloaded' });
    });
  }

  /** Presses a link, by its words. */
  async follow(words) {
    return this.#doing(`follows "${words}"`, async () => this.#arrive(await this.#named('link', words)));
  }

  /** Presses the link of the line in a list that says these words. */
  async followLine(words) {
    return this.#doing(`follows the line "${words}"`, async () => {
      await this.#arrive(this.page.locator('main li, main tr').filter({ hasText: words }).getByRole('link').first());
    });
  }

  /** Presses a button, by its words. */
  async press(words) {
    return this.#doing(`presses "${words}"`, async () => this.#arrive(await this.#named('button', words)));
  }

  /** Presses the button of the desk's form that looks first (`tinjau`) or sends (`kirim`); their words differ from act to act. */
  async pressStep(step) {
    return this.#doing(`presses ${step}`, () => this.#arrive(this.page.locator(`button[name=langkah][value=${step}]`)));
  }

  /** Sends the form of the page without writing anything. */
  async submitEmpty() {
    return this.#doing('sends an empty form', () => this.#arrive(this.page.locator('main form[method=post] button.tombol:not([type=button])').first()));
  }

  /** Writes into a field, by its label. */
  async fill(label, value) {
    return this.#doing(`fills "${label}"`, async () => (await this.#field(label)).fill(value));
  }

  /** Picks from a list, by its label and the beginning of the line. */
  async select(label, choice) {
    return this.#doing(`selects "${choice}" in "${label}"`, async () => {
      const field = await this.#field(label);
      const lines = await field.locator('option').allTextContents();
      const index = lines.findIndex((line) => squeeze(line).startsWith(choice));
      assert.ok(index >= 0, `there are only ${lines.join(' | ')}`);
      await field.selectOption({ index });
    });
  }

  /** Chooses one of several, or ticks: by its bold words; `group` names the question when a word stands twice. */
  async choose(words, group) {
    return this.#doing(`chooses "${words}"`, async () => {
      const around = group ? this.page.getByRole('group', { name: group }).first() : this.page;
      const card = around.locator('label').filter({ has: this.page.getByText(words, { exact: true }) }).locator('input');
      const plain = around.getByLabel(words, { exact: true });
      await (await card.count() ? card.first() : plain.first()).check();
    });
  }

  /** Takes a tick away. */
  async untick(words) {
    return this.#doing(`unticks "${words}"`, async () => {
      const card = this.page.locator('label').filter({ has: this.page.getByText(words, { exact: true }) });
      await card.locator('input').first().uncheck();
    });
  }

  /** Chooses files; each is `{ name, mimeType, buffer }`. */
  async attach(label, ...files) {
    return this.#doing(`attaches to "${label}"`, async () => (await this.#field(label)).setInputFiles(files));
  }

  /** Writes a day into the three fields under a question. */
  async date(question, { day = '', month, year }) {
    return this.#doing(`dates "${question}"`, async () => {
      const group = this.page.getByRole('group', { name: question });
      const fields = [[/^(Tanggal|Day)/, day], [/^(Bulan|Month)/, month], [/^(Tahun|Year)/, year]];
      for (const [label, value] of fields) await group.getByLabel(label).fill(String(value));
    });
  }

  /** Types into the search box of the desk and presses Enter. */
  async search(words) {
    return this.#doing(`searches for "${words}"`, async () => {
      const box = this.page.getByRole('searchbox');
      await box.fill(words);
      await Promise.all([this.page.waitForEvent('domcontentloaded'), box.press('Enter', { noWaitAfter: true })]);
    });
  }

  /** Opens a part that is folded away. */
  async unfold(words) {
    return this.#doing(`unfolds "${words}"`, () => this.page.locator('summary').filter({ hasText: words }).first().click());
  }

  /** Signs in at the desk with the common password of the DEMO office, which stands on the page. */
  async signIn(name) {
    await this.visit('/petugas/masuk');
    const password = (await this.page.locator('section:has(h2.demo) p b').first().textContent()).trim();
    await this.fill('Nama masuk', name);
    await this.fill('Kata sandi', password);
    await this.press('Masuk');
    assert.match(this.path(), /^\/petugas(\/kelola|\/jejak|\/kustodian)?$/, `${name} is signed in`);
    assert.equal(this.status, 200);
    return this;
  }

  // What people see

  /** Sees every one of these words. */
  async see(...words) {
    for (const each of words) {
      await this.#doing(`sees "${each}"`, () => this.#until((text) => contains(text, each)), each);
    }
    return this;
  }

  /** Sees none of these words. Says so at once: a page that is there does not change by itself. */
  async dontSee(...words) {
    for (const each of words) {
      await this.#doing(`does not see "${each}"`, async () => assert.ok(!contains(await this.text(), each), 'but it is there'));
    }
    return this;
  }

  /** Loads the page again until the words are there: the worker has made its round. */
  async await(words) {
    return this.#doing(`awaits "${words}"`, async () => {
      const until = Date.now() + ROUND;
      while (!contains(await this.text(), words)) {
        assert.ok(Date.now() < until, 'but it does not come');
        await this.page.reload({ waitUntil: 'domcontentloaded' });
      }
    });
  }

  /** The words on the page, as the eye reads them. */
  async text() {
    return squeeze(await this.page.locator('body').innerText());
  }

  /** The path that stands in the address bar. */
  path() {
    return new URL(this.page.url()).pathname;
  }

  /** Everything that a button or link of this name leads to. */
  async has(role, words) {
    return (await (await this.#named(role, words)).count()) > 0;
  }

  // Ways out

  /** Leaves for a page elsewhere, which is not loaded here. */
  async exitTo(address, leaving) {
    return this.#doing('leaves quickly', async () => {
      this.#away = address;
      const gone = Promise.all([this.page.waitForRequest(address), this.page.waitForEvent('load')]);
      leaving().catch(() => {}); // the page may be gone before it can answer
      await gone;
    });
  }

  /** The browser keeps nothing of this office. */
  async hasNoCookies() {
    const until = Date.now() + PATIENCE; // with JavaScript the beacon follows after the page is gone
    for (;;) {
      const names = (await this.#context.cookies(this.#office.url)).map(({ name }) => name);
      if (!names.length) return;
      assert.ok(Date.now() < until, `cookies are left: ${names}`);
    }
  }

  /** Presses Back. The browser may refuse to show the answer to a form again: it was told to store nothing. */
  async goBack() {
    return this.#doing('goes back', () => this.page.goBack({ waitUntil: 'domcontentloaded' }).catch((error) => {
      assert.match(error.message, /ERR_CACHE_MISS/);
    }));
  }

  /** Presses, and presses again while the answer is on its way; what the button said then, and how often it was sent. */
  async pressTwice(words, address) {
    let sent = 0;
    this.page.on('request', (request) => { sent += Number(request.method() === 'POST' && request.url().endsWith(address)); });
    const button = await this.#named('button', words);
    await button.evaluate((it) => it.form.addEventListener('submit', () => setTimeout(() => {
      sessionStorage.setItem('said', `${it.textContent.trim()} ${it.getAttribute('aria-disabled')}`);
      it.click();
    }), { once: true }));
    await this.#arrive(button);
    return { sent, said: await this.page.evaluate(() => sessionStorage.getItem('said')) };
  }

  /** Everything that the page keeps in this browser. */
  async keeps() {
    return this.page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
  }

  /** The page keeps a copy of what was typed within a moment, and none that somebody else can read. */
  async remembers(words) {
    return this.#doing(`waits for a copy of "${words}"`, async () => {
      const until = Date.now() + PATIENCE;
      while (!(await this.keeps()).includes('"ktg:')) assert.ok(Date.now() < until, 'but there is none');
      assert.ok(!(await this.keeps()).includes(words), 'but it can be read');
    });
  }

  // What must never happen

  /** From now on these words may stand in no address and no title. */
  guard(...secrets) {
    this.#secrets.push(...secrets.map((each) => each.toLowerCase()));
  }

  /** Nothing that must never happen has happened. */
  sound() {
    assert.deepEqual(this.#troubles, [], 'nothing that must not happen');
  }

  /** Goes home. A quiet one has seen nothing that must not happen. */
  async leave() {
    await this.#context.close();
    if (!this.#failed) this.sound();
  }

  // Parts

  #watch() {
    const page = this.page;
    page.on('console', (message) => {
      const text = message.text();
      if (message.type() === 'error' && !this.#away && !MEANT.test(text)) this.#troubles.push(text);
    });
    page.on('pageerror', (error) => this.#troubles.push(String(error)));
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (origin !== this.#office.url && protocol.startsWith('http') && request.url() !== this.#away) {
        this.#troubles.push(`asked another host: ${request.url()}`);
      }
    });
    page.on('response', (response) => {
      if (response.request().isNavigationRequest() && response.frame() === page.mainFrame()) this.status = response.status();
      if (response.status() >= 500) this.#troubles.push(`${response.status()} of ${response.url()}`);
    });
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) this.#keepsSilent(frame.url(), 'address');
    });
  }

  #keepsSilent(where, what) {
    const low = decodeURIComponent(where).toLowerCase();
    const bare = low.replaceAll(/[\s-]/g, '');
    for (const secret of this.#secrets) {
      if (low.includes(secret) || bare.includes(secret.replaceAll(/[\s-]/g, ''))) this.#troubles.push(`"${secret}" in the ${what}: ${where}`);
    }
  }

  async #named(role, words) {
    return best(words, (name, exact) => this.page.getByRole(role, { name, exact }).filter({ visible: true }));
  }

  async #field(label) {
    const field = await best(label, (name, exact) => this.page.getByLabel(name, { exact }));
    await field.waitFor();
    return field;
  }

  /** Presses, and waits for the new page. */
  async #arrive(target) {
    await Promise.all([this.page.waitForEvent('domcontentloaded'), target.click({ noWaitAfter: true })]);
    this.#keepsSilent(await this.page.title(), 'title');
  }

  async #until(good) {
    const until = Date.now() + PATIENCE;
    while (!good(await this.text())) {
      assert.ok(Date.now() < until, 'but it is not there');
      await new Promise((go) => setTimeout(go, 50));
    }
  }

  /** Tells what somebody was doing when it failed, with the page's words and a picture. */
  async #doing(what, step) {
    try {
      await step();
    } catch (error) {
      this.#failed = true;
      const words = await this.text().catch(() => '');
      mkdirSync(OUT, { recursive: true });
      const name = `${new Date().toISOString().replaceAll(/\W/g, '')}.png`;
      await this.page.screenshot({ path: OUT + name, fullPage: true }).catch(() => {});
      const story = `${what}, on ${this.page.url()} (${this.status}): ${error.message}`;
      const around = [words.slice(0, 3000), ...this.#troubles, this.#office.said().slice(-600)].filter(Boolean);
      throw new Error([story, ...around].join('\n\n'), { cause: error });
    }
    return this;
  }
}

/** Words as a reader takes them: any white space is one space. */
export function squeeze(text) {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** The first with exactly these words, else that begins with them, else that contains them. */
async function best(words, find) {
  const whole = find(words, true);
  if (words instanceof RegExp || await whole.count()) return whole.first();
  const begins = find(new RegExp(`^\\s*${words.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`));
  return (await begins.count() ? begins : find(words)).first();
}

function contains(text, words) {
  return words instanceof RegExp ? words.test(text) : text.includes(squeeze(words));
}
