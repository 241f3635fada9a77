import { EventEmitter } from 'node:events';
import { BUNDLE_VARIABLES } from '../../core/config/misspelt-variables.ts';
import { onRequestStart } from './request-start.ts';

let subscribed = false;

/**
 * Keeps the functions framework from running requests in domains. It calls `domain.create()` for each, and from the
 * first call on Node tracks every promise of the process until it is collected: a third of the time that a request
 * takes, and most of the garbage.
 *
 * The framework has domains for exceptions outside of any promise. Without them, such an exception reaches the process:
 * the framework logs it, answers 500 and exits, and the provider sends the event again. That is for functions that are
 * our code throughout. In a consumer, one handler's stray exception would end the events of all others.
 * `INTEGRATIONS_NODE_DOMAINS=on` leaves the framework as it is.
 * @see https://nodejs.org/api/domain.html
 */
export function keepDomainsInert(): void {
  if (subscribed || process.env[BUNDLE_VARIABLES.domains] === 'on') return;
  subscribed = true;
  let replaced = false;
  // Whoever loads the module may do so after us, and loading it ourselves would slow down a framework without it.
  onRequestStart(() => {
    if (replaced || !('domain' in process)) return;
    replaced = true;
    Object.assign(process.getBuiltinModule('node:domain'), { create: () => new InertDomain() });
  });
}

/** Looks like a domain, but nothing is ever in it. */
class InertDomain extends EventEmitter {
  readonly members: readonly unknown[] = [];

  run<Given extends readonly unknown[], Result>(work: (...given: Given) => Result, ...given: Given): Result {
    return work(...given);
  }

  bind<Callback>(callback: Callback): Callback {
    return callback;
  }

  add(): void {}
  remove(): void {}
  enter(): void {}
  exit(): void {}
}
