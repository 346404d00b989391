"""Values in, Message(text, blocks) out: everything salesbell says. No database, no client."""
