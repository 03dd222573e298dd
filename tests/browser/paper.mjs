// What leaves the screen: QR codes for a camera, and sheets of paper.
import jsqr from 'jsqr';
import { PNG } from 'pngjs';

/** What a phone's camera reads from a part of the page. */
export async function scan(locator) {
  const { data, width, height } = PNG.sync.read(await locator.screenshot());
  return jsqr(new Uint8ClampedArray(data), width, height)?.data;
}

/** How many sheets the page takes when printed, and how large the first is, in millimetres. */
export async function print(page) {
  const sheet = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1');
  return sheets(sheet);
}

/** The same of a PDF that is there already. */
export function sheets(pdf) {
  const count = [...pdf.matchAll(/\/Type\s*\/Page\b/g)].length;
  const [, width, height] = pdf.match(/\/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)/) ?? [];
  const millimetres = (points) => Math.round(Number(points) / 72 * 25.4);
  return { count, width: millimetres(width), height: millimetres(height) };
}

/** How far down a part of the page reaches on A4 with the style's margins of 14 mm, in millimetres of its print area. */
export async function reachesDown(page, selector) {
  const millimetre = 96 / 25.4;
  await page.setViewportSize({ width: Math.round((210 - 2 * 14) * millimetre), height: 900 });
  await page.emulateMedia({ media: 'print' });
  const { y, height } = await page.locator(selector).boundingBox();
  await page.emulateMedia({ media: 'screen' });
  return (y + height) / millimetre;
}
