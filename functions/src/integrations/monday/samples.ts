import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { MondayEventType } from './event.ts';
import { monday } from './index.ts';

/** Realistic monday events of one item. */
export const mondaySamples = samplesOf(monday, {
  around: (type, fields, { id, now }) => ({
    event: {
      app: 'monday',
      type,
      triggerTime: now.toISOString(),
      triggerUuid: `5b0e7c${id}${type.replaceAll('_', '')}`,
      subscriptionId: 880_021,
      originalTriggerUuid: null,
      userId: 4012,
      boardId: 6_611_002,
      ...fields,
    },
  }),
  bodies: {
    create_pulse: (at) => ({ ...item(at), groupName: 'Orders', columnValues: {} }),
    update_column_value: (at) => ({
      ...item(at),
      columnId: 'status',
      columnType: 'color',
      columnTitle: 'Status',
      value: { label: { index: 1, text: 'Done', is_done: true } },
      previousValue: { label: { index: 0, text: 'Working on it', is_done: false } },
      changedAt: at.now.getTime() / 1000,
    }),
    archive_pulse: item,
    create_update: (at) => ({
      pulseId: item(at).pulseId,
      updateId: 33_001,
      body: '<p>The cups are on their way.</p>',
      textBody: 'The cups are on their way.',
    }),
  } satisfies { readonly [Type in MondayEventType]?: (at: SampleAt) => object },
});

function item({ id }: SampleAt) {
  return { pulseId: 7_700_000 + (Number(id) || 1), pulseName: 'Order 1001', groupId: 'orders' };
}
