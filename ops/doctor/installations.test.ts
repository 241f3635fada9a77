import { expect, it } from 'vitest';
import { merged } from './installations.ts';
import { finding, ok } from './result.ts';

const NODE = ok('Node', '24');
const MISSING = finding('configuration', 'No integration is enabled.', "echo 'A=b' >> functions/.env.demo");

it('one installation has its results as they are', () => {
  const installation = { codebase: 'hooks', configDir: '/root/functions' };
  expect(merged([{ installation, results: [NODE, MISSING] }], '/root')).toEqual([NODE, MISSING]);
});

it('what holds for all of several is said once, and the rest with whose it is and in its own folder', () => {
  const shop = { codebase: 'shop', configDir: '/root/kits/config-shop' };
  const blog = { codebase: 'blog', configDir: '/root/kits/config-blog' };
  const all = [
    { installation: shop, results: [NODE, ok('configuration', 'on: stripe')] },
    {
      installation: blog,
      results: [NODE, MISSING, finding('events', 'Dropped.', 'npx integrations replay --since 1d')],
    },
  ];
  expect(merged(all, '/root')).toEqual([
    NODE,
    ok('shop: configuration', 'on: stripe'),
    finding('blog: configuration', 'No integration is enabled.', "echo 'A=b' >> kits/config-blog/.env.demo"),
    finding('blog: events', 'Dropped.', 'npx integrations replay --since 1d --codebase blog'),
  ]);
});
