"""What each paper of a case says: rows turned into the facts that a template draws."""
