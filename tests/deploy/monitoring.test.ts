import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { preparedProject } from '../control-plane/prepared.ts';
import { ROOT } from '../project-files.ts';
import { Operator } from './harness/operator.ts';

describe('monitoring install in a project without monitoring', () => {
  let operator: Operator;

  beforeAll(async () => {
    const cloud = preparedProject();
    cloud.conditions.refusalsOfNewMetrics = 1;
    operator = await Operator.ofSources(cloud);
  });
  afterAll(() => operator[Symbol.asyncDispose]());

  it('waits until Google knows the new metrics, says so, and installs everything', async () => {
    const { exitCode, output } = await install();
    expect(exitCode, output).toBe(0);
    expect(output).toContain('Google takes up to 10 minutes to know a new metric. Waiting with');
    expect(output.indexOf('dashboard')).toBeLessThan(output.indexOf('alert'));
    expect(namesOf('logging.googleapis.com', /\/metrics\//)).toHaveLength(filesIn('metrics'));
    expect(namesOf('monitoring.googleapis.com', /\/alertPolicies\//)).toHaveLength(filesIn('alerts'));
    expect(namesOf('monitoring.googleapis.com', /\/dashboards\//)).toHaveLength(1);
    expect(operator.plane.faults).toEqual([]);
  });

  it('changes nothing the second time', async () => {
    const count = operator.plane.requests.length;
    const { exitCode, output } = await install();
    expect(exitCode, output).toBe(0);
    const methods = operator.plane.requests.slice(count).map(({ method }) => method);
    expect(methods.filter((method) => /\.(create|update|patch)$/.test(method))).toEqual([]);
  });

  const install = () => operator.integrations('monitoring', 'install', '--project', 'acme-prod', '--yes');
  const filesIn = (folder: string) => readdirSync(join(ROOT, 'monitoring', folder)).length;
  const namesOf = (service: string, pattern: RegExp) =>
    operator.cloud.list(service, pattern).map(({ name }) => String(name));
});
