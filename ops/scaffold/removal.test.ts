import { describe, expect, it } from 'vitest';
import { planRemoval } from './removal.ts';

const FILES = new Map([
  ['integrations/acme/index.ts', `import { verify } from 'acme-sdk/webhooks';\nexport const acme = verify;`],
  ['integrations/acme/README.md', '# Acme'],
  ['integrations/globex/index.ts', `import type { Event } from '@globex/api';\nexport const globex = 1;`],
  [
    'sagas/acme/orders.ts',
    `import { acme } from '../../integrations/acme/index.ts';\nimport { Ship } from '../shared/shipments.ts';`,
  ],
  ['sagas/globex/orders.ts', `import { Order } from '../shared/orders.ts';\nimport { map } from 'rxjs';`],
  ['sagas/shared/shipments.ts', `import { Order } from './orders.ts';\nexport class Ship {}`],
  ['sagas/shared/shipments.test.ts', `import { Ship } from './shipments.ts';`],
  ['sagas/shared/orders.ts', 'export class Order {}'],
  ['sagas/shared/unused.ts', 'export const unused = 1;'],
  [
    'sagas/shared/both.test.ts',
    `import { acme } from '../../integrations/acme/index.ts';\nimport { Order } from './orders.ts';`,
  ],
]);

describe('removing an integration', () => {
  it('takes its folders, the shared logic that only it uses, and the tests that need any of them', () => {
    expect(planRemoval(FILES, ['acme'], new Set())).toEqual({
      files: [
        'integrations/acme/README.md',
        'integrations/acme/index.ts',
        'sagas/acme/orders.ts',
        'sagas/shared/both.test.ts',
        'sagas/shared/shipments.test.ts',
        'sagas/shared/shipments.ts',
      ],
      packages: ['acme-sdk'],
      shared: [],
    });
  });

  it('takes the durable sagas that need its events too, with what only they use', () => {
    const saga = (imported: string) =>
      `import { durableSaga } from 'integration-service';\n${imported}\nexport const x = durableSaga({});`;
    const files = new Map([
      ...FILES,
      ['integrations/acme/event.ts', ''],
      ['integrations/globex/event.ts', ''],
      [
        'sagas/shared/dunning.ts',
        saga(
          `import '../../integrations/acme/event.ts';\nimport '../../integrations/globex/event.ts';\nimport './dunning-commands.ts';`,
        ),
      ],
      ['sagas/shared/dunning-commands.ts', ''],
      ['sagas/shared/other.ts', saga(`import '../../integrations/globex/event.ts';`)],
    ]);
    const { files: removed, shared } = planRemoval(files, ['acme'], new Set());
    expect(shared).toEqual(['sagas/shared/dunning.ts']);
    expect(removed).toEqual(expect.arrayContaining(['sagas/shared/dunning.ts', 'sagas/shared/dunning-commands.ts']));
    expect(removed).not.toContain('sagas/shared/other.ts');
  });

  it('names the packages that nothing needs any more, those of types included', () => {
    expect(planRemoval(FILES, ['globex'], new Set()).packages).toEqual(['@globex/api', 'rxjs']);
    expect(planRemoval(FILES, ['globex'], new Set(['rxjs'])).packages).toEqual(['@globex/api']);
  });

  it.each(['../../integrations/acme/event.ts', 'integration-service/acme'])(
    'is refused while business logic of another provider imports %s',
    (specifier) => {
      const files = new Map([
        ...FILES,
        ['integrations/acme/event.ts', ''],
        ['sagas/globex/both.ts', `import { AcmeEvent } from '${specifier}';`],
      ]);
      expect(() => planRemoval(files, ['acme'], new Set())).toThrow(
        /^functions\/src\/sagas\/globex\/both\.ts imports .*acme/,
      );
    },
  );
});
