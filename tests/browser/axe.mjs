// Looks at the page that is on the screen in every size and scheme, without loading it again.
import { createRequire } from 'node:module';

const { source } = createRequire(import.meta.url)('axe-core');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** What a scheme can change. */
const COLOURS = ['color-contrast', 'link-in-text-block'];
/** What a width can change beside what is shown at all, which the narrowest and the widest both tell. */
const LAYOUT = [...COLOURS, 'target-size', 'scrollable-region-focusable'];
/** Everything is asked once for the narrowest and the widest screen in the light scheme, elsewhere what can differ. */
const MODES = [320, 390, 1280].flatMap((width) => [
  { width, scheme: 'light', runOnly: width === 390 ? { type: 'rule', values: LAYOUT } : { type: 'tag', values: RULES } },
  { width, scheme: 'dark', runOnly: { type: 'rule', values: COLOURS } },
]);
/** Another language changes words and with them widths, but no colour. */
const TRANSLATED = MODES.filter(({ scheme }) => scheme === 'light');

/** Every finding of axe, and every page that must be pushed sideways, as sentences; none is good. */
export async function examine(page) {
  const found = new Map();
  const language = await page.evaluate(() => document.documentElement.lang);
  const where = `${language} ${new URL(page.url()).pathname}`;
  await page.evaluate(source);
  for (const { width, scheme, runOnly } of language === 'id' ? MODES : TRANSLATED) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    for (const finding of await page.evaluate(look, runOnly)) {
      found.set(finding, [...(found.get(finding) ?? []), `${width} ${scheme}`]);
    }
  }
  return [...found].map(([finding, modes]) => `${where} (${modes.join(', ')}): ${finding}`);
}

/** Runs in the page. */
async function look(runOnly) {
  const { violations } = await window.axe.run(document, { runOnly, resultTypes: ['violations'] });
  const findings = violations.flatMap(({ id, nodes }) => nodes.map(({ target, any }) => {
    const { contrastRatio } = any[0]?.data ?? {};
    return `${id} at ${target.join(' ')}${contrastRatio ? ` (${contrastRatio}:1)` : ''}`;
  }));
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    // the first whose own words or box stick out and that no scrolling part around it holds back
    const held = (e) => e && e !== root && (getComputedStyle(e).overflowX !== 'visible' || held(e.parentElement));
    const words = (e) => [...e.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE).map((text) => {
      const range = document.createRange();
      range.selectNodeContents(text);
      return range.getBoundingClientRect().right;
    });
    const reach = (e) => Math.max(e.getBoundingClientRect().right, ...(held(e) ? [] : words(e)));
    const wide = [...document.querySelectorAll('body *')].filter((e) => reach(e) > root.clientWidth && !held(e.parentElement)).pop();
    findings.push(`sideways: ${root.scrollWidth} px, by ${wide?.outerHTML.slice(0, 120)}`);
  }
  return findings;
}
