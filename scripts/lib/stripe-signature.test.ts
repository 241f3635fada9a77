import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build, transformSync } from 'esbuild';
import Stripe from 'stripe';
import { afterAll, expect, it } from 'vitest';
import { stripeSignaturePlugin } from './stripe-signature.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const MODULE = path.join(ROOT, 'functions', 'src', 'integrations', 'stripe', 'signature.ts');

const folder = mkdtempSync(path.join(tmpdir(), 'stripe-signature-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The module as the bundle has it, not minified. */
async function bundled() {
  const outfile = path.join(folder, 'signature.cjs');
  const { metafile } = await build({
    entryPoints: [MODULE],
    bundle: true,
    platform: 'node',
    outfile,
    metafile: true,
    absWorkingDir: ROOT,
    plugins: [stripeSignaturePlugin(ROOT)],
  });
  const exports: Pick<typeof Stripe, 'webhooks' | 'API_VERSION'> = createRequire(import.meta.url)(outfile);
  return { ...exports, text: readFileSync(outfile, 'utf8'), inputs: Object.keys(metafile.inputs) };
}

/** A method's text without what a bundler does to its layout. */
function textOf(method: unknown): string {
  return transformSync(`it = { ${String(method)} }`, { minifyWhitespace: true }).code;
}

it('the bundle checks signatures by the same code as the SDK', async () => {
  const { webhooks, API_VERSION } = await bundled();
  expect(webhooks).not.toBe(Stripe.webhooks);
  expect(API_VERSION).toBe(Stripe.API_VERSION);
  expect(Object.keys(webhooks.signature ?? {})).toEqual(Object.keys(Stripe.webhooks.signature ?? {}));
  for (const name of ['verifyHeader', 'verifyHeaderAsync'] as const) {
    expect(textOf(webhooks.signature?.[name])).toBe(textOf(Stripe.webhooks.signature?.[name]));
  }
});

it('the bundle takes and refuses what the SDK takes and refuses', async () => {
  const { webhooks } = await bundled();
  const payload = '{"id":"evt_1"}';
  const header = Stripe.webhooks.generateTestHeaderString({ payload, secret: 'whsec_1', timestamp: 1_000 });
  const cases = [
    [payload, header, 'whsec_1'],
    [payload, header, 'whsec_2'],
    [`${payload} `, header, 'whsec_1'],
    [payload, header.replace('v1=', 'v0='), 'whsec_1'],
    [payload, header.replace('t=', 'u='), 'whsec_1'],
    [payload, '', 'whsec_1'],
    [payload, header, ''],
  ] as const;
  const outcome = (subject: typeof webhooks, [text, sent, secret]: (typeof cases)[number]) => {
    try {
      return subject.signature?.verifyHeader(text, sent, secret, 300, undefined, 1_000_000);
    } catch (error) {
      return String(error);
    }
  };
  const outcomes = cases.map((one) => outcome(webhooks, one));
  expect(outcomes).toEqual(cases.map((one) => outcome(Stripe.webhooks, one)));
  expect(outcomes[0]).toBe(true);
  expect(new Set(outcomes).size).toBeGreaterThan(3);
});

it("the bundle holds the SDK's own modules and nothing else, and leaves the rest of them out", async () => {
  const { text, inputs } = await bundled();
  const own = path.relative(ROOT, MODULE).split(path.sep).join('/');
  expect(inputs.filter((file) => !file.startsWith('node_modules/stripe/esm/'))).toEqual([own]);
  expect(text).not.toContain('subscription_schedules');
  expect(text.length).toBeLessThan(120_000);
});
