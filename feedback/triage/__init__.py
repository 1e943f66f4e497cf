"""Legal kind, moderation, routing, clocks."""
