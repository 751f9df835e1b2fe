"""The site around the work: settings, addresses, doors, forms. It knows neither agencies nor audits."""
