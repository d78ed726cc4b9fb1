import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const root = join(import.meta.dirname, '..', '..');
const shipped = join(root, 'node_modules', '@sparticuz', 'chromium');

/**
 * The folder of the browser that `npm ci` brought, unpacked once for all test processes: the package itself unpacks into
 * the machine's temporary folder, where two processes would meet half-written files.
 */
function unpacked(): string {
  const { version }: { version: string } = JSON.parse(readFileSync(join(shipped, 'package.json'), 'utf8'));
  const cache = join(root, 'node_modules', '.cache');
  const place = join(cache, `chromium-${version}`);
  if (existsSync(place)) return place;
  mkdirSync(cache, { recursive: true });
  const staging = mkdtempSync(join(cache, 'chromium-'));
  const unpack = "import('@sparticuz/chromium').then(({ default: chromium }) => chromium.executablePath())";
  // It says that it ships its own NSS only to this platform; on Debian those libraries run just as well.
  const platform = { TMPDIR: staging, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' };
  execFileSync(process.execPath, ['-e', unpack], { cwd: root, env: { ...process.env, ...platform }, stdio: 'inherit' });
  writeFileSync(
    join(staging, 'fonts.conf'),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>/usr/share/fonts</dir><dir>${join(place, 'fonts')}</dir><cachedir>${join(place, 'fonts-cache')}</cachedir>
</fontconfig>\n`,
  );
  try {
    renameSync(staging, place);
  } catch (error) {
    // Another process was first: its copy is as good.
    rmSync(staging, { recursive: true, force: true });
    if (!existsSync(place)) throw error;
  }
  return place;
}

/** A headless Chromium. It needs nothing but `npm ci`; where it cannot run the test fails. */
export async function launchBrowser(): Promise<Browser> {
  const place = unpacked();
  const libraries = [join(place, 'al2023', 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  return chromium.launch({
    executablePath: join(place, 'chromium'),
    // Its own sandbox needs a kernel setting that containers rarely have; it opens nothing but our pages on loopback.
    args: ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'],
    env: { ...process.env, LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: join(place, 'fonts.conf') },
  });
}
