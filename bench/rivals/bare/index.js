/** The least that a function can be: what the platform itself costs. */
exports.webhook = (request, response) => {
  response.json({ received: true });
};
