const { onMessagePublished } = require('firebase-functions/v2/pubsub');
const { initializeApp } = require('firebase-admin/app');
const { getFirestore } = require('firebase-admin/firestore');

initializeApp();

/** A subscriber as a careful user writes it: one transaction that handles an event once. */
exports.onStripeEvent = onMessagePublished('integration-stripe-events', async ({ data }) => {
  const { data: event } = data.message.json;
  const subscription = event.data.object;
  const database = getFirestore();
  await database.runTransaction(async (transaction) => {
    const handled = database.doc(`handled/${event.id}`);
    if ((await transaction.get(handled)).exists) return;
    transaction.set(handled, { at: new Date() });
    transaction.set(database.doc(`subscriptions/${subscription.id}`), {
      status: subscription.status,
      customer: subscription.customer,
      endedAt: subscription.ended_at,
    });
  });
  console.log(JSON.stringify({ severity: 'INFO', message: 'Stripe event handled', eventId: event.id }));
});
