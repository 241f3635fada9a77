import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BUNDLE } from '../delivery/testing/acme.ts';
import { FakeGoogle } from '../delivery/testing/fake-google.ts';
import { testWorld } from '../delivery/testing/world.ts';
import { testTerminal } from '../testing/terminal.ts';
import { monitoringFiles } from './files.ts';
import { installCommand } from './install-command.ts';

const THINGS = monitoringFiles().metrics.length + monitoringFiles().alerts.length + 1;
let google: FakeGoogle;

beforeEach(async () => {
  google = await FakeGoogle.start();
});

afterEach(() => google[Symbol.asyncDispose]());

/** Runs the command on a machine whose clock goes on while it waits. @param answer To the question whether to go on. */
async function install(args: readonly string[] = [], answer?: boolean) {
  const terminal = testTerminal(answer);
  let ms = Date.parse('2026-11-28T12:00:00Z');
  const clock = { now: () => new Date(ms), pause: async (pauseMs: number) => void (ms += pauseMs) };
  const code = await installCommand(args, terminal, testWorld(google, BUNDLE, clock));
  return { code, ...terminal };
}

describe('monitoring install', () => {
  it('asks, then prints each thing once it is there, and says nothing else if nothing has to be waited for', async () => {
    const { code, printed, told, questions } = await install([], true);
    expect(code).toBe(0);
    expect(questions).toEqual([`This creates or changes ${THINGS} metrics, alerts and dashboards of demo. Go on?`]);
    expect(printed).toHaveLength(THINGS);
    expect(printed[0]).toBe('created    dashboard Integration Service');
    expect(told).toEqual([]);
  });

  it('says on a fresh project that it waits, once, and what was created before', async () => {
    google.slowMetrics = 3;
    const { code, printed, told } = await install(['--yes']);
    expect(code).toBe(0);
    expect(told).toEqual([
      expect.stringMatching(
        /^Google takes up to 10 minutes to know a new metric\. Waiting with \d+ alerts until it does …$/,
      ),
    ]);
    expect(new Set(printed).size).toBe(THINGS);
  });

  it('has printed what it created if it has to give up, and says how to go on', async () => {
    google.slowMetrics = 1_000;
    const terminal = testTerminal(true);
    let ms = 0;
    const clock = { now: () => new Date(ms), pause: async (pauseMs: number) => void (ms += pauseMs) };
    await expect(installCommand([], terminal, testWorld(google, BUNDLE, clock))).rejects.toThrow('After 15 minutes');
    expect(terminal.printed).toContain('created    metric integrations_handled');
    expect(terminal.told).toContain('What was created stays; run the command again to continue.');
  });

  it('does nothing if nobody agrees', async () => {
    expect((await install([], false)).code).toBe(1);
    expect(google.writes).toEqual([]);
  });

  it('tells by its exit code whether something differs, and asks nothing', async () => {
    const { code, questions } = await install(['--check']);
    expect({ code, questions }).toEqual({ code: 1, questions: [] });
    await install(['--yes']);
    expect((await install(['--check'])).code).toBe(0);
    expect((await install()).printed.every((line) => line.startsWith('unchanged'))).toBe(true);
  });

  it('prints one JSON document for scripts', async () => {
    const { printed } = await install(['--yes', '--json']);
    expect(printed).toHaveLength(1);
    expect(JSON.parse(printed[0] ?? '')).toMatchObject({ project: 'demo', check: false });
  });
});
