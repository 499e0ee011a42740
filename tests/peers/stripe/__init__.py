"""A local counterpart of Stripe: the card API, signed webhooks and hosted pages, on loopback. No real money moves."""
