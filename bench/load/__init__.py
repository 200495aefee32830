"""Load runs: our gateway beside its rivals, on loopback."""
