const { createHmac, timingSafeEqual } = require('node:crypto');

/** Stripe's signature by hand and nothing else: no library, no log, no event. */
exports.webhook = (request, response) => {
  const [, time, signature] = /t=(\d+),v1=([0-9a-f]{64})/.exec(request.get('stripe-signature') ?? '') ?? [];
  const hmac = createHmac('sha256', process.env.STRIPE_WEBHOOK_SECRET);
  const expected = hmac.update(`${time}.`).update(request.rawBody).digest();
  const isAuthentic = signature !== undefined && timingSafeEqual(Buffer.from(signature, 'hex'), expected);
  if (isAuthentic && Math.abs(Date.now() / 1000 - Number(time)) < 300) response.json({ received: true });
  else response.status(400).json({ error: 'bad signature' });
};
