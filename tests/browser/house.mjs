// A demonstration on a free port with a fresh data folder, and a browser to visit it.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const CHROMIUM = process.env.PORTREA_TEST_CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--lang=fr-FR',
];

/** Starts `portrea demo`, with more arguments if any, and waits for its addresses: { base, urls, stop }. */
export async function openHouse(binary, more = []) {
  const folder = mkdtempSync(join(tmpdir(), 'portrea-browser-'));
  const child = spawn(binary, ['demo', '--data-dir', folder, '--listen', '127.0.0.1:0', ...more], { stdio: ['ignore', 'pipe', 'pipe'] });
  const errors = [];
  child.stderr.on('data', (data) => errors.push(data.toString()));
  const urls = {};
  await new Promise((ready, failed) => {
    child.on('exit', (code) => failed(new Error(`demo ended with ${code}: ${errors.join('')}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = line.match(/^ {2}(.+?) +(http:\S+)$/);
      if (found) urls[found[1]] = found[2];
      if (line.includes('stays in the data folder')) ready();
    });
  });
  const stop = () => new Promise((done) => {
    child.removeAllListeners('exit');
    child.on('exit', () => { rmSync(folder, { recursive: true, force: true }); done(); });
    child.kill('SIGTERM');
  });
  return { base: new URL(urls['Map and search']).origin, urls, stop };
}

/** A browser, French, without any network but the loopback. */
export function openBrowser() {
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}
