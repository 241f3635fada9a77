import { describe, expect, it } from 'vitest';
import { render } from './generate.ts';
import { requireNoStrays } from './strays.ts';
import { ACME, acmeWith } from './testing/fixture.ts';

const CRM = `import { secret, setting } from 'integration-service';
export const crmUrl = setting('CRM_URL');
export const crmKey = secret('CRM_KEY');
`;
const USED = {
  'sagas/shared/crm.ts': CRM,
  'sagas/acme/orders/place-order.ts': `import { Command, commandHandler } from 'integration-service';
import { crmUrl } from '../../shared/crm.ts';
export class PlaceOrder extends Command {
  static readonly type = 'PlaceOrder';
}
export const placeOrder = commandHandler(PlaceOrder, async (_command, { use }) => void (await use(crmUrl)));
`,
};

describe('settings and secrets', () => {
  it('are checked by the functions of the provider whose handlers can reach them', () => {
    const acme = render(acmeWith(USED)).get('acme.ts') ?? '';
    expect(acme).toContain("import { crmKey, crmUrl } from '../sagas/shared/crm.ts';");
    expect(acme).toContain('  handlers: [placeOrder, sendMessage],\n  settings: [crmKey, crmUrl],\n');
  });

  it('are in the catalogue, for the doctor', () => {
    expect(render(acmeWith(USED)).get('catalog.ts')).toContain(
      `    settings: async () => [
      (await import('../sagas/shared/crm.ts')).crmKey,
      (await import('../sagas/shared/crm.ts')).crmUrl,
    ],
`,
    );
  });

  it('that nothing reaches, or that a shared handler reads, are those of their users alone', () => {
    expect(render(acmeWith({ 'sagas/shared/crm.ts': CRM })).get('acme.ts')).not.toContain('crm');
    const handler = `${ACME.get('sagas/shared/messages/handler.ts')}import { crmKey } from '../crm.ts';\nvoid crmKey;\n`;
    const sources = acmeWith({ 'sagas/shared/crm.ts': CRM, 'sagas/shared/messages/handler.ts': handler });
    expect(render(sources).get('acme.ts')).toContain('settings: [crmKey, crmUrl]');
  });

  it('of durable sagas are checked by the functions that these share', () => {
    const sources = acmeWith({
      ...USED,
      'sagas/shared/remind.ts': `import { Command, commandHandler } from 'integration-service';
import { crmKey } from './crm.ts';
export class Remind extends Command { static readonly type = 'Remind'; }
export const remind = commandHandler(Remind, async (_command, { use }) => void (await use(crmKey)));
`,
      'sagas/shared/dunning.ts': `import { durableSaga } from 'integration-service';
import { AcmeEvent } from 'integration-service/acme';
import { Remind } from './remind.ts';
export const dunning = durableSaga({}, () => new Remind());
`,
    });
    expect(render(sources).get('sagas.ts')).toContain('  handlers: [remind],\n  settings: [crmKey, crmUrl],\n');
    expect(render(sources).get('catalog.ts')).toContain('export const sagaSettings = async () => [');
  });
});

it.each([
  [CRM.replace('export const crmUrl', 'const crmUrl'), 'calls setting() without exporting what it makes'],
  [CRM.replace(`'CRM_URL'`, '`CRM_${1}`'), 'The setting crmUrl in functions/src/sagas/acme/crm.ts needs the name'],
])('a setting that could not be found is refused', (text, sentence) => {
  expect(() => render(acmeWith({ 'sagas/acme/crm.ts': text }))).toThrow(sentence);
});

it.each(['missed-events', 'object-states', 'registration'])(
  'a setting of %s is accepted: it is checked where it is used',
  (name) => {
    expect(() => requireNoStrays(new Map([[`integrations/acme/${name}.ts`, CRM]]))).not.toThrow();
  },
);

it('a setting outside of sagas is refused: nothing would check it', () => {
  const file = 'integrations/acme/crm.ts';
  expect(() => requireNoStrays(new Map([[file, CRM]]))).toThrow(
    `functions/src/${file} declares a setting, which nothing would check at the start: move it to`,
  );
});
