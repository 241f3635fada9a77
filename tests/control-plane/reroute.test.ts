import { afterAll, beforeAll, expect, it } from 'vitest';
import { runNode } from '../deploy/harness/processes.ts';
import { ControlPlane } from './control-plane.ts';
import { preparedProject } from './prepared.ts';

const REROUTE = new URL('reroute.ts', import.meta.url).href;
const ROOT = new URL('../..', import.meta.url).pathname;

let plane: ControlPlane;

beforeAll(async () => {
  plane = await ControlPlane.start(preparedProject());
});
afterAll(() => plane[Symbol.asyncDispose]());

/** Runs a script in a process whose traffic is rerouted. @returns what it printed. */
async function printedBy(script: string): Promise<string> {
  const env = { CONTROL_PLANE_PORT: `${plane.port}`, NODE_OPTIONS: `--import=${REROUTE}` };
  const { output } = await runNode(['--disable-warning=ExperimentalWarning', '-e', script], ROOT, env);
  return output.trim();
}

const URL_OF_FUNCTIONS = 'https://cloudfunctions.googleapis.com/v2/projects/acme-prod/locations/-/functions';

it.each([
  ['fetch', `fetch('${URL_OF_FUNCTIONS}').then(async (reply) => console.log(reply.status))`],
  ['node:https', `require('node:https').get('${URL_OF_FUNCTIONS}', (reply) => console.log(reply.resume().statusCode))`],
  [
    'a child process',
    `require('node:child_process').execFileSync(process.execPath, ['-e', "fetch('${URL_OF_FUNCTIONS}').then((reply) => console.log(reply.status))"], { stdio: 'inherit' })`,
  ],
])('what %s asks of Google is asked of the control plane', async (_what, script) => {
  expect(await printedBy(script)).toBe('401');
});

it('what Google’s own client asks by gRPC is asked of the control plane', async () => {
  const script = `
    const { SecretManagerServiceClient } = require('@google-cloud/secret-manager');
    const { OAuth2Client } = require('google-auth-library');
    const authClient = new OAuth2Client();
    authClient.setCredentials({ access_token: 'ya29.control-plane' });
    const client = new SecretManagerServiceClient({ authClient, projectId: 'acme-prod', universeDomain: 'googleapis.com' });
    client.accessSecretVersion({ name: 'projects/acme-prod/secrets/stripe-webhook-secret/versions/latest' })
      .then(([version]) => console.log(version.payload.data.toString()), (error) => console.log(String(error)))
      .finally(() => client.close());
  `;
  expect(await printedBy(script)).toBe('whsec_second_of_the_fake');
});

it('any other socket off the machine is refused, and one on it is opened', async () => {
  const script = (host: string) => `
    try {
      require('node:net').connect(9, '${host}').on('error', (error) => console.log(error.code));
    } catch (error) { console.log(error.message); }
  `;
  expect(await printedBy(script('example.com'))).toBe('No socket to example.com:9 is opened in a test.');
  expect(await printedBy(script('127.0.0.1'))).toBe('ECONNREFUSED');
});
