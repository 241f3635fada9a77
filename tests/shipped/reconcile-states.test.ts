import { afterAll, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { openState } from '../../local/local-state.ts';
import { makeStateDir } from '../../local/testing/state-dir.ts';
import { runCommand } from '../../ops/testing/terminal.ts';
import { commandLog } from '../../ops/cli/command-log.ts';

afterAll(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

/** A shop in which three orders and no products changed. */
beforeEach(() => {
  const { path, remove } = makeStateDir();
  onTestFinished(remove);
  vi.stubEnv('LOCAL_STATE_DIR', path);
  vi.stubEnv('WOOCOMMERCE_WEBHOOK_SECRET', 'a-secret');
  vi.stubEnv('WOOCOMMERCE_SHOP', 'https://shop.example');
  vi.stubEnv('WOOCOMMERCE_API_KEY', 'ck_1:cs_1');
  openState({ stateDir: path, project: 'demo', port: 0, consolePort: 0, backoffScale: 1 }, commandLog()).close();
  vi.stubGlobal('fetch', async (url: URL) => {
    const isOrders = url.pathname.endsWith('/orders');
    const orders = [1, 2, 3].map((id) => ({ id, date_modified_gmt: '2026-11-23T12:00:00' }));
    const headers = { 'x-wp-totalpages': isOrders ? '1' : '0' };
    return new Response(JSON.stringify(isOrders ? orders : []), { headers });
  });
});

it('a dry run says that it lists states, and counts them', async () => {
  const { code, printed, told } = await runCommand(['reconcile', 'woocommerce', '--since', '1d', '--dry-run']);
  expect(code).toBe(0);
  expect(printed).toBe('3 states of WooCommerce listed, 3 would be published.');
  expect(told).toContain('WooCommerce lists no events: the states of its objects are published (order, product)');
});

it('a run publishes them, and says that a state is handled once', async () => {
  const { code, printed } = await runCommand(['reconcile', 'woocommerce', '--since', '1d', '--yes']);
  expect(code).toBe(0);
  expect(printed).toBe(
    '3 states of WooCommerce listed, 3 published. A state that was handled before is not handled again.',
  );
});

it('programs read that they are states', async () => {
  const { printed } = await runCommand([
    'reconcile',
    'woocommerce',
    '--since',
    '1d',
    '--type',
    'state.order',
    '--json',
    '--yes',
  ]);
  expect(JSON.parse(printed)).toMatchObject({ provider: 'woocommerce', lists: 'states', listed: 3, published: 3 });
});

it('a lack of the API key is said with the variable to set', async () => {
  vi.stubEnv('WOOCOMMERCE_API_KEY', undefined);
  const { code, told } = await runCommand(['reconcile', 'woocommerce', '--since', '1d', '--dry-run']);
  expect(code).not.toBe(0);
  expect(told).toContain('WOOCOMMERCE_API_KEY');
});

it('a lack of the shop is said with the variable to set', async () => {
  vi.stubEnv('WOOCOMMERCE_SHOP', undefined);
  const { code, told } = await runCommand(['reconcile', 'woocommerce', '--since', '1d', '--dry-run']);
  expect(code).not.toBe(0);
  expect(told).toContain('WOOCOMMERCE_SHOP is not set');
});
