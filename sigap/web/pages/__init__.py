"""Views: who, which, what and when; the rules are below."""
