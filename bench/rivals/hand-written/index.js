const { onRequest } = require('firebase-functions/v2/https');
const { PubSub } = require('@google-cloud/pubsub');
const Stripe = require('stripe');

const topic = new PubSub().topic('integration-stripe-events');
/** The bench can have it publish to nowhere. */
const publish =
  process.env.BENCH_PUBLISH === 'off' ? () => Promise.resolve('1') : (message) => topic.publishMessage(message);

function log(message, fields) {
  console.log(JSON.stringify({ severity: 'INFO', message, ...fields }));
}

/** The function as a user writes it by the pages of Stripe and Firebase: everything loaded at the top. */
exports.webhook = onRequest(async (request, response) => {
  log('Stripe event received', { bytes: request.rawBody.length });
  let event;
  try {
    event = Stripe.webhooks.constructEvent(
      request.rawBody,
      request.headers['stripe-signature'],
      process.env.STRIPE_WEBHOOK_SECRET,
    );
  } catch (error) {
    response.status(400).send(`Webhook Error: ${error.message}`);
    return;
  }
  const about = { eventId: event.id, eventType: event.type };
  log('Stripe event verified', about);
  const messageId = await publish({ data: Buffer.from(JSON.stringify(event)), attributes: { type: event.type } });
  log('Stripe event published', { ...about, messageId });
  response.json({ received: true });
});
