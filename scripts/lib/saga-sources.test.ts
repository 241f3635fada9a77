import { expect, it } from 'vitest';
import { sagaSourcesIn } from './saga-sources.ts';

const CONFIG = "import { config } from '../integrations.config.ts';\n";
const STRIPE = "export const stripe = config.settings('stripe').enabled ? stripeFunctions : undefined;\n";

it('the generated index says of which integrations one has to be on for durable sagas', () => {
  const sagas = "export const sagas = config.isAnyEnabled(['paddle', 'stripe']) ? sagasFunctions : undefined;\n";
  expect(sagaSourcesIn(CONFIG + STRIPE + sagas)).toEqual(['paddle', 'stripe']);
});

it('without a durable saga there are none', () => {
  expect(sagaSourcesIn(CONFIG + STRIPE)).toEqual([]);
});
