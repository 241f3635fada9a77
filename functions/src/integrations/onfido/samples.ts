import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { OnfidoEventType, OnfidoRunStatus } from './event.ts';
import { onfido } from './index.ts';

/** Realistic Onfido events of one verification. */
export const onfidoSamples = samplesOf(onfido, {
  around: (type, payload) => ({ payload: { resource_type: type.split('.')[0], action: type, ...payload } }),
  bodies: {
    'workflow_run.completed': (at) => run(at, 'approved', { completed_at_iso8601: at.now.toISOString() }),
    'workflow_run.started': (at) => run(at, 'processing', { started_at_iso8601: at.now.toISOString() }),
    'workflow_task.started': ({ id, now }) => ({
      object: {
        id: 'profile_1eb92',
        task_spec_id: 'profile_1eb92',
        task_def_id: 'profile_data',
        workflow_run_id: runId(id),
        status: 'started',
        started_at_iso8601: now.toISOString(),
        href: `https://api.eu.onfido.com/v3.6/workflow_runs/${runId(id)}/tasks/profile_1eb92`,
      },
    }),
    'check.completed': ({ id, now }) => ({
      object: {
        id: `a0f64bf2-e1d5-42d8-8ba4-${id}`,
        status: 'complete',
        completed_at_iso8601: now.toISOString(),
        href: `https://api.eu.onfido.com/v3.6/checks/a0f64bf2-e1d5-42d8-8ba4-${id}`,
      },
    }),
  } satisfies { readonly [Type in OnfidoEventType]?: (at: SampleAt) => object },
});

function run({ id, now }: SampleAt, status: OnfidoRunStatus, fields: object): object {
  return {
    object: { id: runId(id), status, href: `https://api.eu.onfido.com/v3.6/workflow_runs/${runId(id)}`, ...fields },
    resource: {
      id: runId(id),
      applicant_id: `11f9c1a0-5b2e-4d7c-8f31-${id}`,
      workflow_id: '5fa3b1a0-9c4d-4e1f-a2b6-0c8d7e6f5a4b',
      status,
      reasons: [],
      tags: ['kyc'],
      customer_user_id: `user_${id}`,
      created_at: new Date(now.getTime() - 420_000).toISOString(),
      updated_at: now.toISOString(),
    },
  };
}

function runId(id: string): string {
  return `6f64bf2a-e1d5-42d8-8ba4-${id}`;
}
