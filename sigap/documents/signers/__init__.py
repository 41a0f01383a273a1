"""How a paper is signed: one interface, a key of the office's own or the service of BSrE."""
