"""Documents that units publish: clauses, versions, tasks as printed, audience."""
