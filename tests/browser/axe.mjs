// Looks at the page that is on the screen in every size and scheme, without loading it again.
import { createRequire } from 'node:module';

const { source } = createRequire(import.meta.url)('axe-core');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const WIDTHS = [320, 390, 1280];
const SCHEMES = ['light', 'dark'];

/** Every finding of axe, and every page that must be pushed sideways, as sentences; none is good. */
export async function examine(page) {
  const found = new Map();
  const where = `${await page.evaluate(() => document.documentElement.lang)} ${new URL(page.url()).pathname}`;
  await page.evaluate(source);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    for (const scheme of SCHEMES) {
      await page.emulateMedia({ colorScheme: scheme });
      for (const finding of await page.evaluate(look, RULES)) {
        found.set(finding, [...(found.get(finding) ?? []), `${width} ${scheme}`]);
      }
    }
  }
  return [...found].map(([finding, modes]) => `${where} (${modes.join(', ')}): ${finding}`);
}

/** Runs in the page. */
async function look(rules) {
  const { violations } = await window.axe.run(document, {
    runOnly: { type: 'tag', values: rules },
    resultTypes: ['violations'],
  });
  const findings = violations.flatMap(({ id, nodes }) => nodes.map(({ target, any }) => {
    const { contrastRatio } = any[0]?.data ?? {};
    return `${id} at ${target.join(' ')}${contrastRatio ? ` (${contrastRatio}:1)` : ''}`;
  }));
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    const wide = [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1);
    const first = wide[0];
    findings.push(`sideways: ${root.scrollWidth} px, by ${first?.tagName.toLowerCase()}.${first?.getAttribute('class') ?? ''}`);
  }
  return findings;
}
