// The real program with its DEMO office, on a port and in a folder of its own.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAM = process.env.KENTONGAN_BIN ?? fileURLToPath(new URL('../../target/debug/kentongan', import.meta.url));
const DAY = 86_400;
/** The first office makes a database and some hundred cases. */
const PATIENCE = 180_000;
/** A made office is kept for the other files: it takes a quarter of a minute to make and a second to copy. */
const KEPT = `kentongan-browser-${userInfo().username}-${digest(PROGRAM)}-`;

/** Opens an office, with settings beside the usual ones; `close` it at the end. */
export async function openOffice(settings = {}) {
  const folder = newFolder();
  const made = await makeOnce();
  copy(join(made, 'data'), join(folder, 'data'));
  return start(folder, settings);
}

/** Opens an office as it is on its first day, not DEMO: nobody is in it but one administrator, who gets a link. */
export async function openNewOffice(administrator) {
  const office = await start(newFolder(), {}, []);
  return { office, link: office.invite(administrator) };
}

/** The folder of an office of this program and day that nobody is in. */
async function makeOnce() {
  const { size, mtimeMs } = statSync(PROGRAM);
  const name = KEPT + digest(`${size} ${mtimeMs} ${new Date().toDateString()}`);
  const made = join(tmpdir(), name);
  if (existsSync(made)) return made;
  for (const old of readdirSync(tmpdir())) {
    if (old.startsWith(KEPT) && old !== name) rmSync(join(tmpdir(), old), { recursive: true, force: true });
  }
  const folder = newFolder();
  const office = await start(folder);
  await office.stop();
  try {
    renameSync(folder, made);
  } catch {
    rmSync(folder, { recursive: true, force: true }); // another file was faster
  }
  return made;
}

function digest(text) {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

function newFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'kentongan-office-'));
  chmodSync(folder, 0o755); // started by root, the database runs as somebody else
  return folder;
}

function copy(from, to) {
  const { status, stderr } = spawnSync('cp', ['-a', '--reflink=auto', from, to]);
  if (status !== 0) throw new Error(`the office could not be copied: ${stderr}`);
}

async function start(folder, settings = {}, flags = ['--demo']) {
  const port = await freePort();
  const env = {
    ...ownSettings(),
    KENTONGAN_LISTEN: `127.0.0.1:${port}`,
    KENTONGAN_DATA: join(folder, 'data'),
    KENTONGAN_CLOCK_AHEAD: join(folder, 'ahead'),
    KENTONGAN_PRINT_SHARES: 'true', // a pipe is no terminal
    ...settings,
  };
  const child = spawn(PROGRAM, ['serve', ...flags], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const office = new Office(`http://localhost:${port}`, folder, child, env);
  try {
    await office.ready();
  } catch (error) {
    await office.close();
    throw error;
  }
  return office;
}

class Office {
  #folder;
  #env;
  #child;
  #ended;
  #said = '';
  #seconds = 0;

  constructor(url, folder, child, env) {
    this.url = url;
    this.#env = env;
    this.#folder = folder;
    this.#child = child;
    this.#ended = once(child, 'exit');
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (part) => { this.#said = (this.#said + part).slice(-4000); });
    }
  }

  async ready() {
    const until = Date.now() + PATIENCE;
    while (Date.now() < until && this.#child.exitCode === null) {
      if (await fetch(`${this.url}/readyz`).then((answer) => answer.ok, () => false)) return;
      await new Promise((go) => setTimeout(go, 50));
    }
    throw new Error(`the office did not open\n${this.#said}`);
  }

  /** Lets days pass; the worker makes a round at once. Officers must sign in again afterwards. */
  later(days) {
    this.#seconds += Math.round(days * DAY);
    writeFileSync(join(this.#folder, 'ahead'), String(this.#seconds));
  }

  /** The office's day in so many days, as people write it. */
  day(ahead = 0) {
    const at = new Date(Date.now() + (this.#seconds + ahead * DAY) * 1000);
    const parts = new Intl.DateTimeFormat('en', { timeZone: 'Asia/Jakarta', day: 'numeric', month: 'numeric', year: 'numeric' });
    return Object.fromEntries(parts.formatToParts(at).map(({ type, value }) => [type, value]));
  }

  /** Invites an administrator at the console; where the link leads. */
  invite(name) {
    const { status, stdout, stderr } = spawnSync(PROGRAM, ['admin', 'invite', '--sign-in', name], { env: this.#env, encoding: 'utf8' });
    const link = stdout.match(/\/petugas\/undangan\/[\w-]+/);
    if (status !== 0 || !link) throw new Error(`no invitation: ${stdout}${stderr}`);
    return link[0];
  }

  /** The last words of the program. */
  said() {
    return this.#said;
  }

  /** Ends the program and its database, and keeps the folder. */
  async stop() {
    this.#child.kill('SIGTERM');
    await this.#ended;
  }

  /** Ends the office for good. */
  async close() {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The environment without what it says about an office, except where PostgreSQL lies. */
function ownSettings() {
  const others = ([name]) => name === 'KENTONGAN_PG_BIN' || !/^(KENTONGAN_|DATABASE_URL$)/.test(name);
  return Object.fromEntries(Object.entries(process.env).filter(others));
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
