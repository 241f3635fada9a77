import type { InvokerCheck } from '../ports.ts';
import type { GoogleRest } from './rest.ts';

/**
 * Whether Cloud Run asks who calls a service. What is not named in the update mask stays, and no revision is made.
 * @see https://cloud.google.com/run/docs/authenticating/public
 */
export class RestInvokerCheck implements InvokerCheck {
  readonly #rest: GoogleRest;
  readonly #base: string;

  constructor(rest: GoogleRest, base: string) {
    this.#rest = rest;
    this.#base = base;
  }

  async isOn(service: string): Promise<boolean | undefined> {
    const found = await this.#rest.find(`${this.#base}/${service}`);
    return found === undefined ? undefined : found['invokerIamDisabled'] !== true;
  }

  async set(service: string, on: boolean): Promise<void> {
    const url = `${this.#base}/${service}?updateMask=invokerIamDisabled`;
    await this.#rest.send('PATCH', url, { invokerIamDisabled: !on });
  }
}
