import { describe, expect, it } from 'vitest';
import { LazyPackages, rewriteImports } from './lazy-packages.ts';

function rewritten(text: string): { code: string; packages: readonly (readonly [string, readonly string[]])[] } {
  const packages = new LazyPackages();
  const code = rewriteImports('/shop/src/module.ts', text, packages);
  const found = packages.entries();
  expect(found.every(({ folder }) => folder === '/shop/src')).toBe(true);
  return { code, packages: found.map(({ name, specifiers }) => [name, specifiers]) };
}

describe('import() of a package', () => {
  it('becomes a load of the file of that package', () => {
    const { code, packages } = rewritten(`const { default: Stripe } = await import('stripe');`);
    expect(code).toBe(
      `const { default: Stripe } = await Promise.resolve().then(() => require("./vendor-stripe.js").packages["stripe"]());`,
    );
    expect(packages).toEqual([['stripe', ['stripe']]]);
  });

  it('keeps the parts of one package together: they share their state', () => {
    const { code, packages } = rewritten(
      `export const load = () => [import('firebase-admin/app'), import('firebase-admin/firestore'), import('@google-cloud/pubsub')];`,
    );
    expect(packages).toEqual([
      ['@google-cloud/pubsub', ['@google-cloud/pubsub']],
      ['firebase-admin', ['firebase-admin/firestore', 'firebase-admin/app']],
    ]);
    expect(code.match(/vendor-firebase-admin\.js/g)).toHaveLength(2);
    expect(code).toContain('vendor-google-cloud-pubsub.js');
  });

  it('is found where the types are, and in no text or comment', () => {
    const text = `// import('one')\nconst quoted: string = "import('two')";\nconst load = async (a?: number): Promise<unknown> => import('three');`;
    const { code, packages } = rewritten(text);
    expect(packages).toEqual([['three', ['three']]]);
    expect(code).toContain(`// import('one')`);
    expect(code).toContain(`"import('two')"`);
  });
});

describe('other imports', () => {
  it.each([`import('./own.ts')`, `import('node:fs')`, `import('fs')`, 'import(name)'])(
    '%s is left to esbuild',
    (text) => {
      const { code, packages } = rewritten(`const name = 'x';\nawait ${text};`);
      expect(code).toContain(text);
      expect(packages).toEqual([]);
    },
  );
});
