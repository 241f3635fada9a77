import { expect } from 'vitest';
import type { EventView } from '../../../functions/src/core/inspect/event-reader.ts';
import type { VerifiedEvent } from '../../../functions/src/core/inspect/verified.ts';
import { RegistrationApi } from '../../../functions/src/core/registration/registration-api.ts';
import type { RegistrarCapabilities } from '../../../functions/src/core/registration/registrar-capabilities.ts';
import type { Registrar } from '../../../functions/src/core/registration/registrar.ts';
import { withApiKey } from '../../../functions/src/testing/service-sources.ts';
import { Failure } from '../../exit.ts';
import { rotate, type RotateOptions } from '../rotate.ts';
import type { RotatePorts } from '../rotating.ts';
import type { RotationNote } from '../rotation-note.ts';

export const URL = 'https://acme.example/hook';
const FIVE_MINUTES = 5 * 60_000;
const EVENT: EventView = {
  id: 'e1',
  provider: 'acme',
  source: '//acme.example',
  type: 'thing.made',
  time: '2026-11-30T00:00:00Z',
  receivedTime: '2026-11-30T00:00:00Z',
  status: 'handled',
  consumers: [],
};

/** A provider of one webhook, which signs with `signing`, and a receiver that accepts the newest two secrets. */
export class World {
  readonly hooks = [{ id: 'h1', secret: 'first-secret' }];
  readonly secrets = ['first-secret'];
  readonly told: string[] = [];
  readonly asked: string[] = [];
  note: RotationNote | undefined;
  time = Date.parse('2026-11-30T00:00:00Z');
  /** Where the run is cut off. */
  cutOff: 'wait' | 'provider' | undefined;
  /** What the log holds, or why it cannot be read. */
  log: readonly VerifiedEvent[] | Failure = [];
  /** Whether the ledger has an event that arrived meanwhile. */
  hasEvent = false;
  /** Lists events, if the API of the provider does. */
  recover: RotatePorts['recover'];
  options: RotateOptions = {};
  /** Where webhooks were created. */
  readonly created: string[] = [];
  readonly #by: RegistrarCapabilities['rotation']['by'];
  readonly #from: 'us' | 'created' | 'handshake' | 'read';

  constructor(
    by: RegistrarCapabilities['rotation']['by'],
    from: 'us' | 'created' | 'handshake' | 'read' = by === 'us' ? by : 'created',
  ) {
    this.#by = by;
    this.#from = from;
  }

  /** Everything that the provider signs has to be accepted, at every moment. */
  requireAccepted(): void {
    for (const { secret } of this.hooks) expect(this.secrets.slice(0, 2)).toContain(secret);
  }

  run() {
    const ports: RotatePorts = {
      api: new RegistrationApi('acme', { services: withApiKey('key-of-acme') }),
      keeper: {
        where: 'the secret acme',
        delayMs: FIVE_MINUTES,
        held: () => Promise.resolve(this.secrets.slice(0, 2)),
        add: (value) => Promise.resolve(void this.secrets.unshift(value)),
      },
      notes: {
        read: () => this.note,
        write: (note) => void (this.note = note),
        clear: () => void (this.note = undefined),
      },
      verified: { verified: async (_provider, since) => this.#logSince(since) },
      events: { events: () => Promise.resolve({ events: this.hasEvent ? [EVENT] : [] }) },
      recover: this.recover,
      tell: (text) => void this.told.push(text),
      mayChange: (what) => Promise.resolve(this.asked.push(what) > 0),
      wait: (ms) => {
        this.requireAccepted();
        if (this.cutOff === 'wait') return Promise.reject(new Error('interrupted'));
        this.time += ms;
        return Promise.resolve();
      },
      opened: (url, secret) => `${url}?registration=opened-with-${secret}`,
      now: () => new Date(this.time),
    };
    const entry = { provider: 'stripe', title: 'Acme' } as const;
    const key = { is: 'a key', where: 'nowhere' };
    const registration = { integration: { provider: 'acme' }, key, ways: [this.#registrar()] };
    return rotate(
      { entry, registration, url: URL, options: this.options, command: 'npx integrations rotate stripe' },
      ports,
    );
  }

  #logSince(since: Date): readonly VerifiedEvent[] {
    if (this.log instanceof Failure) throw this.log;
    return this.log.filter(({ at }) => at >= since && at.getTime() <= this.time);
  }

  #registrar(): Registrar {
    const [by, from] = [this.#by, this.#from];
    const rotation =
      by === 'overlap' ? { by, hours: 24 } : by === 'hand' ? { by, steps: ['Open the settings.'] } : { by };
    const mayFail = () => {
      if (this.cutOff === 'provider') throw new Error('interrupted');
    };
    return {
      name: 'hook',
      title: 'hook',
      capabilities: {
        unit: 'object',
        types: { are: 'everything' },
        secret: { from: this.#from },
        rotation,
        test: 'none',
        changes: { url: true, types: true, state: true, form: [] },
        refusesDuplicates: false,
        marks: false,
      },
      list: () =>
        Promise.resolve(this.hooks.map(({ id }) => ({ id, url: URL, types: 'all', isOn: true, isMarked: true }))),
      create: ({ url, types }) => {
        this.created.push(url);
        const id = `h${this.hooks.length + 1}`;
        const secret = `secret-of-${id}`;
        this.hooks.push({ id, secret });
        const registered = { id, url, types, isOn: true, isMarked: true };
        // Some providers show it with the webhook.
        return Promise.resolve(from === 'read' ? { registered: { ...registered, secret } } : { registered, secret });
      },
      remove: async ({ id }) => {
        mayFail();
        this.hooks.splice(
          this.hooks.findIndex((one) => one.id === id),
          1,
        );
      },
      ...(by !== 'second' &&
        from !== 'read' && {
          rotate: async ({ id }, { secret = 'made-by-acme' }) => {
            mayFail();
            const hook = this.hooks.find((one) => one.id === id);
            if (hook !== undefined) hook.secret = secret;
            return by === 'us' ? undefined : secret;
          },
        }),
    };
  }
}
