import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addCodebase, firebaseProjectAround } from './firebase-json.ts';
import { findKit, kitPackage, removeTemplate, setKitEntry } from './kit.ts';

const SOURCE = 'function-kits/hooks/source';
const KIT = {
  kit: 'hooks',
  sourcePackage: { name: 'integration-service' },
  source: SOURCE,
  instances: { shop: 'function-kits/hooks/config-shop' },
  predeploy: ['npm --prefix "$RESOURCE_DIR" run build'],
};
const OTHER = {
  kit: 'backups',
  sourcePackage: { name: 'some-backups' },
  source: 'function-kits/backups/source',
  instances: {},
};
const APP = { codebase: 'app', source: 'app' };

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'kit-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
}

function deploys(...functions: readonly object[]): void {
  write('firebase.json', JSON.stringify({ hosting: { public: 'www' }, functions }));
}

function deployed(): { readonly functions: readonly object[]; readonly hosting: unknown } {
  return JSON.parse(readFileSync(path.join(root, 'firebase.json'), 'utf8'));
}

describe('a kit of this package', () => {
  it('is found from its own folder and from that of the Firebase project', () => {
    deploys(APP, OTHER, KIT);
    for (const folder of [root, path.join(root, SOURCE)]) {
      expect(findKit(folder, undefined)).toMatchObject({ id: 'hooks', source: SOURCE, instances: ['shop'] });
    }
  });

  it('is the one around the folder, or the named one, if there are several', () => {
    deploys(KIT, { ...KIT, kit: 'second', source: 'function-kits/second/source' });
    expect(() => findKit(root, undefined)).toThrow('firebase.json has several kits; name one by --kit: hooks, second.');
    expect(findKit(root, 'second').id).toBe('second');
    expect(findKit(path.join(root, 'function-kits/second/source'), undefined).id).toBe('second');
    expect(() => findKit(root, 'third')).toThrow('There is no kit third. Choose from: hooks, second.');
  });

  it('that is not installed is told with the command that installs it', () => {
    deploys(APP, OTHER);
    expect(() => findKit(root, undefined)).toThrow('functions:kits:install --package integration-service');
  });

  it('deploys the bundle of the project with its hooks, and keeps its instances; others stay as they are', () => {
    deploys(APP, OTHER, KIT);
    setKitEntry(findKit(root, undefined));
    expect(deployed().hosting).toEqual({ public: 'www' });
    expect(deployed().functions).toEqual([
      APP,
      OTHER,
      expect.objectContaining({
        kit: 'hooks',
        sourcePackage: KIT.sourcePackage,
        instances: KIT.instances,
        source: `${SOURCE}/functions`,
        predeploy: [`npm --prefix ${SOURCE} run build`, `npm --prefix ${SOURCE} run delivery:predeploy`],
        postdeploy: [`npm --prefix ${SOURCE} run delivery:apply -- --postdeploy`],
        ignore: expect.arrayContaining(['src', '.env.*']),
      }),
    ]);
    expect(findKit(root, undefined)).toMatchObject({ root: path.join(root, SOURCE), source: SOURCE });
  });

  it("loses the Firebase CLI's template, but no code of its owner", () => {
    deploys(KIT);
    write(`${SOURCE}/src/index.ts`, 'export * from "integration-service";\n');
    write(`${SOURCE}/lib/index.js`, '');
    removeTemplate(findKit(root, undefined));
    expect(existsSync(path.join(root, SOURCE, 'src'))).toBe(false);
    write(`${SOURCE}/src/index.ts`, 'export const mine = 1;\n');
    expect(() => removeTemplate(findKit(root, undefined))).toThrow('sagas belong in functions/src/sagas');
    expect(existsSync(path.join(root, SOURCE, 'src/index.ts'))).toBe(true);
  });

  it('keeps the versions that the Firebase CLI has installed', () => {
    deploys(KIT);
    write(`${SOURCE}/package.json`, JSON.stringify({ dependencies: { 'integration-service': '^0.3.1' } }));
    const wanted = { scripts: { start: 'x' }, dependencies: { rxjs: '^7.0.0', 'integration-service': '^0.3.0' } };
    expect(JSON.parse(kitPackage(findKit(root, undefined), JSON.stringify(wanted)))).toEqual({
      scripts: { start: 'x' },
      dependencies: { 'integration-service': '^0.3.1', rxjs: '^7.0.0' },
    });
  });
});

describe('a project in an existing Firebase project', () => {
  it('is another codebase, with hooks that run in its folder', () => {
    deploys(APP);
    const folder = path.join(root, 'services', 'webhooks');
    expect(firebaseProjectAround(folder)).toBe(root);
    addCodebase(root, path.join('services', 'webhooks'));
    expect(deployed().functions).toEqual([
      APP,
      expect.objectContaining({
        codebase: 'integration-service',
        source: 'services/webhooks/functions',
        predeploy: [
          'npm --prefix services/webhooks run build',
          'npm --prefix services/webhooks run delivery:predeploy',
        ],
      }),
    ]);
    expect(() => addCodebase(root, 'again')).toThrow('has a codebase integration-service already. Nothing was written');
  });

  it('is added to an entry that stands without a list', () => {
    write('firebase.json', JSON.stringify({ functions: { source: 'functions' } }));
    addCodebase(root, 'webhooks');
    expect(deployed().functions).toHaveLength(2);
  });

  it('is not added to a file that is not JSON', () => {
    write('firebase.json', '{');
    expect(() => addCodebase(root, 'webhooks')).toThrow('firebase.json is not a JSON object');
  });
});
