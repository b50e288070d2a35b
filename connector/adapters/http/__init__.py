"""How every HTTP system is spoken to: clients, retries of reads, rate, circuit."""
