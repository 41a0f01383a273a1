"""Every write of the monitoring room: checks, rounds, their history, what people ask for."""
