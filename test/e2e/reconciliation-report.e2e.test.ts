import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import chromium from '@sparticuz/chromium';
import { sampleReport } from '@riel/reconciliation/testing';
import { chromium as browsers, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const START_MILLISECONDS_MAX = 120_000;
const FONT_PIXELS_MIN = 12;

let browser: Browser;
let folder: string;
let url: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'riel-report-'));
  const file = join(folder, 'report.html');
  await writeFile(file, (await sampleReport()).html);
  url = pathToFileURL(file).href;
  const executablePath = await chromium.executablePath();
  // Containers run as root, where Chromium has no sandbox of its own.
  browser = await browsers.launch({ executablePath, args: ['--no-sandbox'], headless: true });
}, START_MILLISECONDS_MAX);

afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

interface Opened {
  readonly page: Page;
  readonly requests: readonly string[];
  readonly problems: readonly string[];
}

async function open(width: number): Promise<Opened> {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  const requests: string[] = [];
  const problems: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => problems.push(message.text()));
  await page.goto(url);
  return { page, requests, problems };
}

/** Runs in the page: texts that are cut off, too small or out of sight. */
const unreadable = `(() => {
  const found = [];
  const width = document.documentElement.clientWidth;
  for (const element of document.querySelectorAll('h1, h2, dt, dd, td, li, #verdict')) {
    const box = element.getBoundingClientRect();
    const name = element.tagName + ' ' + element.textContent.slice(0, 30);
    if (box.width === 0 || box.height === 0) found.push(name + ' has no size');
    if (box.left < 0 || box.right > width + 1) found.push(name + ' is out of sight');
    if (element.scrollWidth > element.clientWidth + 1) found.push(name + ' is cut off');
    if (parseFloat(getComputedStyle(element).fontSize) < ${FONT_PIXELS_MIN}) {
      found.push(name + ' is too small');
    }
  }
  return found;
})()`;

describe.each([1_280, 390])('the report in a browser %i pixels wide', (width) => {
  it('loads nothing from elsewhere, runs nothing and complains of nothing', async () => {
    const { page, requests, problems } = await open(width);
    expect(requests).toEqual([url]);
    expect(problems).toEqual([]);
    expect(await page.title()).toContain('Reconciliation of acc_suppliers');
    await page.close();
  });

  it('shows summary, kinds, proof and rows, in that order, all of it readable', async () => {
    const { page } = await open(width);
    const tops = await Promise.all(
      ['#verdict', '#summary', '#kinds', '#proof', '#rows'].map(async (selector) => {
        expect(await page.locator(selector).isVisible()).toBe(true);
        return (await page.locator(selector).boundingBox())?.y ?? -1;
      }),
    );
    expect(tops).toEqual(tops.toSorted((one, other) => one - other));
    expect(await page.locator('#proof tbody tr').count()).toBe(12);
    expect(await page.locator('#rows tbody tr').count()).toBe(27);
    expect(await page.evaluate(unreadable)).toEqual([]);
    const scrollWidth = await page.evaluate('document.documentElement.scrollWidth');
    expect(scrollWidth).toBeLessThanOrEqual(width);
    await page.close();
  });
});
