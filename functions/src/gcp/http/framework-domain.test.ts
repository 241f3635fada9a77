import domain from 'node:domain';
import { expect, it } from 'vitest';
import { leaveDomain } from './framework-domain.ts';

function currentDomain(): unknown {
  return 'domain' in process ? process.domain : undefined;
}

it('what is started after the domain was left does not belong to it, as the functions framework runs a function', async () => {
  const inside = await new Promise((resolve) => {
    domain.create().run(() => process.nextTick(() => resolve(currentDomain())));
  });
  expect(inside).toBeInstanceOf(domain.Domain);

  const outside = await new Promise((resolve) => {
    domain.create().run(() =>
      process.nextTick(() => {
        leaveDomain();
        setImmediate(() => resolve(currentDomain()));
      }),
    );
  });
  expect(outside ?? undefined).toBeUndefined();
});

it('nothing happens where there is no domain to leave', () => {
  leaveDomain();
  expect(currentDomain() ?? undefined).toBeUndefined();
});
