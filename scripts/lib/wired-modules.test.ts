import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { build, type Plugin } from 'esbuild';
import { expect, it, onTestFinished } from 'vitest';
import { wiredModulesArePure } from './wired-modules.ts';

/** Both what is generated and the configuration lead to the tasks in orders.ts. Loading each module leaves a trace. */
const PROJECT = {
  'generated/acme.ts': `export { countOrders } from '../sagas/orders.ts';\nexport const webhook = 'webhook';\n`,
  'sagas/orders.ts': `import './setup.ts';\nconsole.log('orders');\nexport const SUBJECT = 'an order';\nexport const countOrders = () => SUBJECT;\n`,
  'sagas/setup.ts': `console.log('setup');\n`,
  'integrations.config.ts': `import { SUBJECT } from './sagas/orders.ts';\nexport const subject = () => SUBJECT;\nconsole.log('config');\n`,
};

function projectFolder(): string {
  const root = mkdtempSync(path.join(tmpdir(), 'wired-modules-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [file, text] of Object.entries(PROJECT)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  return root;
}

/** Has esbuild resolve what these modules import after what all others do. */
function resolvingLast(isLate: (importer: string) => boolean): Plugin {
  return {
    name: 'resolving-last',
    setup: (building) =>
      building.onResolve({ filter: /\.ts$/ }, async ({ importer }) => {
        if (isLate(path.basename(importer))) await delay(30);
        return undefined;
      }),
  };
}

/** The bundle of one function of the provider, as it is made for a deploy. */
async function bundled(root: string, name: string, isLate: (importer: string) => boolean): Promise<string> {
  const generated = path.join(root, 'generated');
  const { outputFiles } = await build({
    bundle: true,
    write: false,
    format: 'cjs',
    stdin: {
      contents: `import '../integrations.config.ts';\nexport { ${name} } from './acme.ts';`,
      resolveDir: generated,
      sourcefile: path.join(generated, 'entry.ts'),
    },
    plugins: [resolvingLast(isLate), wiredModulesArePure(generated)],
  });
  return outputFiles[0]?.text ?? '';
}

it.each(['webhook', 'countOrders'])(
  'the bundle of %s has the same bytes in whatever order esbuild resolves what modules import',
  async (name) => {
    const root = projectFolder();
    const generatedLast = await bundled(root, name, (importer) => importer === 'acme.ts');
    const configLast = await bundled(root, name, (importer) => importer === 'integrations.config.ts');
    expect(generatedLast).toContain('console.log("config"');
    expect(configLast).toBe(generatedLast);
  },
);

it('what only other functions use is left out, and what a module that is used imports for its effect is not', async () => {
  const root = projectFolder();
  writeFileSync(path.join(root, 'integrations.config.ts'), `console.log('config');\n`);
  expect(await bundled(root, 'webhook', () => false)).not.toMatch(/orders|setup/);
  expect(await bundled(root, 'countOrders', () => false)).toMatch(/setup[^]*orders/);
});
